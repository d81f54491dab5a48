"""Arguments of `describe_series`: what a model, the command line and the form read."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tools.core import ToolArgs
from tools.forecasting.arguments import TARGET_SAID
from tools.forecasting.data.choice import CHINA


class DescribeSeries(ToolArgs):
    """Arguments of `describe_series`."""

    target: str = Field(
        CHINA,
        description="Growth to describe: china_gdp, us_gdp, or the name of an imported target.",
        examples=["china_gdp"],
        json_schema_extra=TARGET_SAID,
    )
    series: str = Field(
        "",
        description="Predictors to show: a name such as PMI or retail sales, or a block such as prices, money or "
        "external; several with commas; empty for all.",
        examples=["PMI"],
    )
    period: str = Field(
        "",
        description="Quarter or year whose growth is asked for, such as 2020Q1 or 2024; empty for the latest.",
        examples=["2020Q1"],
    )
    as_of: str = Field(
        "",
        description="Day, month or quarter at whose end to show what had been published; empty for all that is here.",
        examples=["2020-03"],
    )
    about: Literal["overview", "known", "revisions"] = Field(
        "overview",
        description="What to answer first: overview; known (what was published at as_of); revisions (how the official "
        "figures of growth changed between vintages).",
        examples=["revisions"],
    )
