"""Arguments of `label_occupations`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from tools.core import ToolArgs
from tools.exposure.labelling.labellers import CLASSIFIER, full_name


class LabelOccupations(ToolArgs):
    """Arguments of `label_occupations`."""

    items: str = Field(
        description="Occupations or tasks to label, English or Chinese, separated by commas.",
        examples=["accountants, nurses, construction workers"],
        min_length=1,
    )
    labeller: str = Field(
        CLASSIFIER,
        description="Who labels: classifier (at once), embedded (the small model, seconds each), model (the one that "
        "is set), openai:NAME; several with commas make a jury.",
        examples=["embedded"],
        max_length=200,
    )
    kind: Literal["occupations", "tasks"] = Field(
        "occupations", description="Whether the items are occupations or single tasks.", examples=["tasks"]
    )

    @field_validator("labeller")
    @classmethod
    def _whole_names(cls, text: str) -> str:
        """Put in place of "model" which model that is: another one makes another run."""
        names = [full_name(part) for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()]
        return ", ".join(dict.fromkeys(names)) or CLASSIFIER
