"""The tool on wages: how pay goes with exposure, under both label sources, and what noisy labels may hide."""

from __future__ import annotations

from tools.core import Context, ToolResult, UserError, tool
from tools.exposure.data.oews import DATASET as JOBS
from tools.exposure.data.onet import DATASET as LABELS
from tools.exposure.industries.country import require_us
from tools.exposure.wages.arguments import ExposureWages
from tools.exposure.wages.examples import WAGES


@tool(
    family="exposure",
    title="Wages and exposure",
    examples=WAGES,
    datasets=lambda args: [LABELS, JOBS] if args.year == "2025" else [LABELS],
)
def exposure_wages(args: ExposureWages, ctx: Context) -> ToolResult:
    """Regress wages, the experience premium (a proxy) or preparation on occupations' exposure to language models, with
    robust errors, controls, both label sources and bounds for noisy labels.
    """
    from tools.exposure.wages.answer import wage_answer
    from tools.exposure.wages.sample import read_sample
    from tools.exposure.wages.study import Specification, allowed_controls, wage_study

    require_us(args.country, "Wages and exposure")
    if args.controls not in allowed_controls(args.outcome):
        raise UserError(
            f"Preparation is the job zone, which controls={args.controls} would hold fixed: take controls=none or "
            "major_group, or outcome=wage."
        )
    ctx.progress(0, 2, "reading occupations, wages and labels")
    sample = read_sample(ctx.dataset(LABELS), ctx.cache, args.year)
    ctx.progress(1, 2, "running the regressions")
    specification = Specification(args.outcome, args.measure, args.controls, args.weights)
    return wage_answer(wage_study(sample, specification, seed=ctx.seed, check=ctx.check_cancelled))
