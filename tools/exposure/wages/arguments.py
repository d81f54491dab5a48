"""Arguments of `exposure_wages`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tools.core import ToolArgs
from tools.exposure.industries.arguments import MeasureAsked


class ExposureWages(ToolArgs):
    """Arguments of `exposure_wages`."""

    outcome: Literal["wage", "experience_premium", "preparation"] = Field(
        "wage",
        description="What is explained: wage, experience_premium (proxy: pay spread within the occupation, 90th over "
        "10th percentile) or preparation (O*NET job zone 1 to 5).",
        examples=["wage"],
    )
    measure: MeasureAsked = "beta"
    controls: Literal["none", "major_group", "education", "both"] = Field(
        "none",
        description="What is held fixed: none, major_group (22 groups of occupations), education (job zone) or both.",
        examples=["education"],
    )
    weights: Literal["employment", "none"] = Field(
        "employment", description="Whether occupations count by their jobs or all alike (none).", examples=["none"]
    )
    year: Annotated[Literal["2025", "2021"], BeforeValidator(str)] = Field(
        "2025", description="Year of wages and jobs (May): 2025 or 2021.", examples=["2021"]
    )
    country: str = Field("US", description="Country; only US has wages by occupation here.", examples=["US"])
