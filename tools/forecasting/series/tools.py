"""The tool on series: `describe_series`."""

from __future__ import annotations

from tools.core import Context, ToolResult, UserError, tool
from tools.core.datasets import catalog
from tools.forecasting.data.choice import CHINA, choose_target, datasets_for
from tools.forecasting.series.arguments import DescribeSeries
from tools.forecasting.series.examples import SERIES

VINTAGE_DATASETS = ("china-nowcasting", "china-gdp-long", "china-official-recent")


def _datasets(args: DescribeSeries) -> list[str]:
    names = datasets_for(args.target)
    if choose_target(args.target) == CHINA:
        names += [name for name in VINTAGE_DATASETS if name not in names and catalog().is_present(name)]
    return names


@tool(family="forecasting", title="Describe series", examples=SERIES, datasets=_datasets)
def describe_series(args: DescribeSeries, ctx: Context) -> ToolResult:
    """Show growth of a quarter or year, the predictors' units, transforms, release lags and vintages, what had been
    published at a date, and how official figures of growth were revised.
    """
    from tools.forecasting.data.load import open_panel
    from tools.forecasting.data.panel import month_of
    from tools.forecasting.data.vintages import china_vintages, revisions
    from tools.forecasting.series.answer import describe
    from tools.forecasting.series.description import growth_of
    from tools.forecasting.series.names import columns_named

    ctx.progress(0, 2, f"reading the series of {args.target}")
    panel = open_panel(args.target, ctx.folders)
    keys = columns_named(args.series, panel.info) if panel.info or args.series.strip() else ()
    about = args.about
    if args.as_of.strip():
        panel = panel.as_of(month_of(args.as_of))
        about = "known" if about == "overview" and not (args.series.strip() or args.period.strip()) else about
    if panel.target.empty:
        raise UserError(f"No figure of {panel.name} had been published by {args.as_of}. Choose a later date.")
    vintages = china_vintages(ctx.folders) if panel.name == CHINA else None
    both = vintages is not None and {"2023-03", "2025-04"} <= set(vintages.columns)
    found = revisions(vintages, "2023-03", "2025-04") if vintages is not None and both else None
    ctx.progress(1, 2, "drawing tables and charts")
    return describe(
        panel,
        growth_of(panel, args.period),
        keys,
        about=about,
        found=found,
        vintages=vintages,
        named=bool(args.series.strip()),
    )
