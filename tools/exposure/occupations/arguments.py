"""Arguments of `occupation_exposure` and `rank_exposure`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tools.core import ONLY_IF_SAID, ToolArgs

LABELS = (
    "Whose judgement of tasks: people, gpt4, or classifier (predicted for occupations held out). Chinese tasks are "
    "always judged by the classifier, trained on people's or GPT-4's labels of US tasks."
)
MEASURE = (
    "alpha: share of tasks that a chat model alone speeds up (E1); beta: with half of those that need software built "
    "on it (E1 + 0.5 E2); gamma: with all of those (E1 + E2)."
)


class OccupationExposure(ToolArgs):
    """Arguments of `occupation_exposure`."""

    occupations: str = Field(
        description="Occupations by title, everyday name, job title or code, English or Chinese; several with commas.",
        examples=["translators, roofers"],
        min_length=1,
    )
    country: Literal["auto", "US", "China", "both"] = Field(
        "auto",
        description="Classification to look in: US (O*NET), China (2022), both; auto takes the language of each name.",
        examples=["US"],
    )
    labels: Literal["people", "gpt4", "classifier"] = Field(
        "people", description=LABELS, examples=["gpt4"], json_schema_extra=ONLY_IF_SAID
    )


class RankExposure(ToolArgs):
    """Arguments of `rank_exposure`."""

    country: Literal["US", "China"] = Field("US", description="Whose occupations: US or China.", examples=["China"])
    level: Literal["occupation", "major group"] = Field(
        "occupation",
        description="Rank single occupations, or the major groups they fall into.",
        examples=["major group"],
    )
    order: Literal["most exposed", "least exposed"] = Field(
        "most exposed", description="Which end of the ranking to show.", examples=["least exposed"]
    )
    top: int = Field(10, ge=1, le=50, description="How many occupations or groups to show.", examples=[10])
    search: str = Field(
        "",
        description="Rank only occupations whose title or major group holds this word, English or Chinese; empty: all.",
        examples=["engineers"],
    )
    measure: Literal["alpha", "beta", "gamma"] = Field(
        "beta", description=MEASURE, examples=["beta"], json_schema_extra=ONLY_IF_SAID
    )
    labels: Literal["people", "gpt4", "classifier"] = Field(
        "people", description=LABELS, examples=["gpt4"], json_schema_extra=ONLY_IF_SAID
    )
