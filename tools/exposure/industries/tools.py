"""The tool on industries: how exposed they are to language models, and how that goes with their wages."""

from __future__ import annotations

from tools.core import Context, ToolResult, tool
from tools.exposure.data.oews import DATASET as JOBS
from tools.exposure.data.onet import DATASET as LABELS
from tools.exposure.industries.arguments import IndustryExposure
from tools.exposure.industries.country import require_us
from tools.exposure.industries.examples import INDUSTRY


@tool(
    family="exposure",
    title="Exposure of industries",
    examples=INDUSTRY,
    datasets=lambda args: [LABELS, JOBS],
)
def industry_exposure(args: IndustryExposure, ctx: Context) -> ToolResult:
    """Rank industries by how exposed their work is to language models, with their wages; occupations weighted by jobs
    or pay, labels of people and of GPT-4 side by side.
    """
    from tools.exposure.industries.answer import industry_answer
    from tools.exposure.industries.ranking import industry_table

    require_us(args.country, "Exposure by industry")
    ctx.progress(0, 2, "reading jobs by occupation and industry")
    labels = ctx.dataset(LABELS)
    return industry_answer(args, lambda level: industry_table(labels, ctx.cache, level))
