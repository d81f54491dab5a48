"""The tool on growth: what the adoption of AI does to output, productivity, wages and employment."""

from __future__ import annotations

from tools.core import Context, ToolResult, tool
from tools.exposure.data.oews import DATASET as JOBS
from tools.exposure.data.onet import DATASET as LABELS
from tools.exposure.growth.arguments import GrowthTradeoff
from tools.exposure.growth.examples import GROWTH

HORIZON = 30


def has_data(economy: str) -> bool:
    """Return whether an economy's figures are read from data: asked for, or left open and the data are here."""
    from tools.core.datasets import catalog

    return economy == "us" or (economy == "auto" and catalog().is_present(LABELS))


@tool(
    family="exposure",
    title="Growth and jobs under AI",
    examples=GROWTH,
    datasets=lambda args: [LABELS, JOBS] if has_data(args.economy) else [],
)
def growth_tradeoff(args: GrowthTradeoff, ctx: Context) -> ToolResult:
    """Simulate what slow or fast adoption of AI by exposed industries does to output, productivity, wages and
    employment over the years, and trace the frontier between productivity and employment.
    """
    from tools.exposure.growth.adoption import YEARS_TO_HALF
    from tools.exposure.growth.answer import growth_answer
    from tools.exposure.growth.calibration import us_economy
    from tools.exposure.growth.charts import START_YEAR
    from tools.exposure.growth.economy import stylised_economy
    from tools.exposure.growth.scenarios import study
    from tools.exposure.growth.technology import Parameters

    ctx.progress(0, 4, "reading industries and their exposure")
    from_data = LABELS in ctx.folders
    base = us_economy(ctx.dataset(LABELS), ctx.cache, args.labels, args.measure) if from_data else stylised_economy()
    parameters = Parameters(
        industry_elasticity=args.industry_elasticity,
        task_elasticity=args.task_elasticity,
        cost_saving=args.cost_saving / 100.0,
        automation_share=args.automation_share / 100.0,
        ceiling=args.eventual_adoption / 100.0,
        search_years=args.search_months / 12.0,
        supply_elasticity=args.labour_supply_elasticity,
        accumulates=args.capital == "accumulates",
    )
    years_to_half = args.years_to_half or YEARS_TO_HALF[args.adoption]
    years = float(args.year - START_YEAR)
    found = study(
        base, parameters, years_to_half, years, max(HORIZON, years), progress=ctx.progress, check=ctx.check_cancelled
    )
    return growth_answer(args, found, years_to_half, fallback=args.economy == "auto" and not from_data)
