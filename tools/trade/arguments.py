"""Arguments of `simulate_policy` and `describe_economy`: what a model, the command line and the form read."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from tools.core import ToolArgs
from tools.trade.data.choice import AUTO

DATASET = (
    "Trade data: auto (the best one here); world2017; nafta1993 (31 economies); world2017-coarse (4 broad sectors); "
    "stylised-NxJ (made up); or your own import."
)


class SimulatePolicy(ToolArgs):
    """Arguments of `simulate_policy`."""

    importer: str = Field(
        "",
        description="Economy that changes its import tariff; several with commas; all for every economy.",
        examples=["USA"],
    )
    exporter: str = Field(
        "all", description="Economy whose goods the tariff falls on; several with commas; all.", examples=["CHN"]
    )
    sector: str = Field(
        "all",
        description="Industry that the tariff or subsidy falls on; several with commas; all means all goods.",
        examples=["electronics"],
    )
    tariff_change: float | None = Field(
        None,
        description="Percentage points added to the tariff; negative cuts it.",
        examples=[25],
        ge=-1000,
        le=1000,
    )
    tariff_level: float | None = Field(
        None,
        description="New tariff in percent, in place of tariff_change; 0 abolishes it.",
        examples=[0],
        json_schema_extra={"minimum": -99, "maximum": 1000},
    )
    retaliation: bool = Field(
        False, description="Whether the exporter answers with the same tariff on the importer's goods.", examples=[True]
    )
    subsidy_economy: str = Field(
        "", description="Economy that changes its production subsidy to the sector.", examples=["CHN"]
    )
    subsidy_change: float | None = Field(
        None,
        description="Percentage points added to the production subsidy.",
        examples=[5],
        ge=-500,
        le=95,
    )
    scenario: str = Field(
        "",
        description="Named episode of the data: us-2018 (US tariffs on China), us-china-2019 (both sides), nafta-2005.",
        examples=["us-china-2019"],
    )
    more_changes: str = Field(
        "",
        description="Further changes, as 'IMPORTER on EXPORTER: SECTOR +25' (points), '=10' (level in percent) or "
        "'ECONOMY subsidy: SECTOR +5', separated by ';'.",
        examples=["CHN on USA: all +10; EU subsidy: cars +5"],
    )
    dataset: str = Field(AUTO, description=DATASET, examples=["world2017"])
    scale_economies: bool = Field(
        True,
        description="Whether larger sectors become more productive (external economies of scale).",
        examples=[False],
    )
    deficits: Literal["purged", "held"] = Field(
        "purged",
        description="Trade deficits: purged before the policy, or held at their share of world value added.",
        examples=["purged"],
    )

    @field_validator("tariff_level")
    @classmethod
    def _above_free(cls, level: float | None) -> float | None:
        if level is not None and not -99.0 <= level <= 1000.0:
            raise ValueError(
                f"a tariff of {level:g} % is not possible: it must be between -99 and 1000 %, and at -100 % "
                "goods would cost nothing; 0 abolishes the tariff"
            )
        return level


class DescribeEconomy(ToolArgs):
    """Arguments of `describe_economy`."""

    economies: str = Field("all", description="Economies to describe; several with commas; all.", examples=["USA, CHN"])
    sector: str = Field(
        "all",
        description="Industries to show elasticities and tariffs for; several with commas; all.",
        examples=["cars"],
    )
    dataset: str = Field(AUTO, description=DATASET, examples=["world2017"])
