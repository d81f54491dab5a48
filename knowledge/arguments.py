"""The arguments of the search."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tools.core import ONLY_IF_SAID, ToolArgs

SHELF_MARKS: dict[str, Any] = ONLY_IF_SAID | {
    "said_by": [
        "document", "documents", "file", "files", "report", "PDF", "paper I", "uploaded", "notes", "note",
        "文档", "文件", "报告", "上传", "笔记", "资料",
    ]
}  # fmt: skip


class SearchKnowledge(ToolArgs):
    """What to look up."""

    question: str = Field(
        min_length=1,
        max_length=1_000,
        description="What to look up, in the person's own words and language.",
        examples=["What does the Caliendo-Parro model assume?", "残差类相等率是什么意思？"],
    )
    shelf: Literal["both", "notes", "documents"] = Field(
        default="both",
        description="Where to look: notes (on the models, papers and data of Quesnay), documents (files the person "
        "added), or both.",
        examples=["both"],
        json_schema_extra=SHELF_MARKS,
    )
    passages: int = Field(default=5, ge=1, le=10, description="How many passages to show.", examples=[5])

    def reading(self) -> str:
        """Return how the question was read, in words."""
        where = {"both": "notes and documents", "notes": "the notes", "documents": "your documents"}[self.shelf]
        return f'look up "{self.question}" in {where}'
