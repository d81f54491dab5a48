"""Arguments of `growth_tradeoff`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tools.core import ONLY_IF_SAID, ToolArgs
from tools.exposure.industries.arguments import MeasureAsked


class GrowthTradeoff(ToolArgs):
    """Arguments of `growth_tradeoff`; all but the exposures are stylised and can be changed."""

    adoption: Literal["slow", "medium", "fast"] = Field(
        "medium",
        description="How fast industries adopt AI: half of the exposed tasks in 20 (slow), 10 or 4 years (fast).",
        examples=["fast"],
    )
    years_to_half: float | None = Field(
        None,
        description="Years until half of the exposed tasks are adopted, in place of adoption.",
        examples=[7],
        ge=0.5,
        le=60,
    )
    year: int = Field(2035, description="Year of the figures; AI starts in 2025.", examples=[2040], ge=2026, le=2055)
    cost_saving: float = Field(
        30.0,
        description="Labour cost that AI saves in an adopted task, in percent.",
        examples=[50],
        ge=0,
        le=90,
    )
    automation_share: float = Field(
        30.0,
        description="Share of adopted tasks that AI does alone, in percent; in the others it helps workers.",
        examples=[100],
        ge=0,
        le=100,
    )
    industry_elasticity: float = Field(
        0.8, description="Elasticity of substitution between the goods of industries.", examples=[2], ge=0, le=6
    )
    task_elasticity: float = Field(
        0.6, description="Elasticity of substitution between tasks in an industry.", examples=[1], ge=0, le=2
    )
    search_months: float = Field(
        6.0,
        description="Months that a displaced worker needs to find a job in another task; 0 for no friction.",
        examples=[12],
        ge=0,
        le=120,
    )
    labour_supply_elasticity: float = Field(
        0.3, description="Elasticity of the labour force to the wage.", examples=[0.5], ge=0, le=1
    )
    eventual_adoption: float = Field(
        100.0,
        description="Share of the exposed tasks that are adopted in the end, in percent.",
        examples=[50],
        ge=0,
        le=100,
    )
    capital: Literal["accumulates", "fixed"] = Field(
        "accumulates",
        description="Whether capital grows with saving, or only with the trend.",
        examples=["fixed"],
    )
    measure: MeasureAsked = "beta"
    labels: Literal["people", "gpt4"] = Field(
        "people",
        description="Whose labels of tasks: people's or GPT-4's.",
        examples=["gpt4"],
        json_schema_extra=ONLY_IF_SAID,
    )
    economy: Literal["auto", "us", "stylised"] = Field(
        "auto",
        description="Industries: us (20 sectors, May 2025), stylised (made up), auto (us where the data are here).",
        examples=["us"],
    )
