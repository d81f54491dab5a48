"""Arguments of `industry_exposure`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tools.core import ONLY_IF_SAID, ToolArgs

MeasureAsked = Annotated[
    Literal["alpha", "beta", "gamma"],
    Field(
        description="Exposure: alpha (language model alone), beta (plus half with software), gamma (plus all with it).",
        examples=["gamma"],
        json_schema_extra=ONLY_IF_SAID,
    ),
]


def _joined(value: object) -> object:
    """Let a list stand for names with commas between them."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


class IndustryExposure(ToolArgs):
    """Arguments of `industry_exposure`."""

    country: str = Field(
        "US", description="Country whose industries are ranked; only US has the data.", examples=["US"]
    )
    industry: Annotated[str, BeforeValidator(_joined)] = Field(
        "", description="Industries asked about; several with commas; empty ranks all.", examples=["finance"]
    )
    level: Literal["sector", "subsector", "detailed"] = Field(
        "sector",
        description="How fine: sector (20), subsector (85) or detailed (247 industries).",
        examples=["detailed"],
        json_schema_extra=ONLY_IF_SAID,
    )
    order: Literal["most", "least"] = Field(
        "most", description="Whether the most or the least exposed come first.", examples=["least"]
    )
    top: int = Field(10, description="Number of industries to show.", examples=[5], ge=1, le=50)
    measure: MeasureAsked = "beta"
    labels: Literal["people", "gpt4"] = Field(
        "people",
        description="Whose labels rank the industries: people's or GPT-4's.",
        examples=["gpt4"],
        json_schema_extra=ONLY_IF_SAID,
    )
    weight: Literal["employment", "wage_bill"] = Field(
        "employment", description="Weights of occupations: their jobs, or their pay.", examples=["wage_bill"]
    )
