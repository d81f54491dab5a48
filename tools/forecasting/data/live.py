"""China's current figures through the optional package akshare, kept as dated vintages in the workspace.

akshare reads the calendars of a news service: each row is a release, with its day, the figure, and what analysts
expected. So a stored vintage holds first releases with their days, and the expectations become forecasts of experts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd

from tools.core.errors import UserError
from tools.forecasting.data.china import series_facts
from tools.forecasting.data.china_gdp import INFO
from tools.forecasting.data.choice import CHINA, EXPERTS_FILE, FAMILY, LIVE, choose_target
from tools.forecasting.data.experts import ExpertForecast, ExpertForecasts
from tools.forecasting.data.panel import Panel, empty_frame
from tools.forecasting.data.panel_files import panel_files

if TYPE_CHECKING:
    from tools.core.datasets import DataSet

DAY, ACTUAL, EXPECTED = "日期", "今值", "预测值"
SOURCE = "akshare (calendar of releases)"
CONSENSUS = "market consensus"
GROWTH = "macro_china_gdp_yearly"


@dataclass(frozen=True)
class LiveSeries:
    """A monthly series of the live source.

    Attributes:
        function: of akshare.
        same_month: the figure comes out in its own month or in the first days of the next.
    """

    function: str
    same_month: bool = False


MONTHLY = {
    "CPI": LiveSeries("macro_china_cpi_yearly"),
    "PPI": LiveSeries("macro_china_ppi_yearly"),
    "MTW": LiveSeries("macro_china_m2_yearly"),
    "IVA": LiveSeries("macro_china_industrial_production_yoy"),
    "EXP": LiveSeries("macro_china_exports_yoy"),
    "IMP": LiveSeries("macro_china_imports_yoy"),
    "PMI": LiveSeries("macro_china_pmi_yearly", same_month=True),
    "NMP": LiveSeries("macro_china_non_man_pmi", same_month=True),
}
"""By column of China's panel."""


def store_vintage(target: str, *, today: date | None = None) -> DataSet:
    """Fetch the current figures, store them as today's vintage, and return its entry.

    Stored are `china-gdp-live-DAY` (target and predictors, read by `china_gdp` from then on) and
    `china-gdp-consensus-DAY` (what analysts expected before each release).

    Args:
        target: `china_gdp`.
        today: day that names the vintage.

    Raises:
        UserError: the package is not installed, the source cannot be reached, or the target has no live source.
    """
    from tools.core.datasets import catalog

    if choose_target(target) != CHINA:
        raise UserError(f"Live figures are read for {CHINA} only; import a file for '{target}' with import-series.")
    akshare, day = _akshare(), (today or date.today()).isoformat()
    panel, expected = live_panel(akshare, day)
    years = f"{panel.target.index[0]}-{panel.target.index[-1]}"
    about = {"source": SOURCE, "licence": "of the source: for your own use", "years": years, "units": "percent"}
    if expected.forecasts:
        table = expected.as_table().assign(target=CHINA).to_csv(index=False).encode()
        title = f"Analysts' expectations of China's GDP growth before each release, as of {day}"
        catalog().add_imported(f"china-gdp-consensus-{day}", title, FAMILY, {EXPERTS_FILE: table}, **about)
    return catalog().add_imported(f"{LIVE}{day}", panel.title, FAMILY, panel_files(panel), **about)


def live_panel(akshare: ModuleType, day: str) -> tuple[Panel, ExpertForecasts]:
    """Return today's panel and what analysts expected of growth before each release.

    Args:
        akshare: the package.
        day: of the vintage.

    Raises:
        UserError: the source cannot be reached or answers in another form.
    """
    releases = _releases(akshare, GROWTH)
    quarters = pd.PeriodIndex(releases[DAY], freq="Q") - 1
    target = pd.Series(releases[ACTUAL].to_numpy(float), index=quarters, name=CHINA).dropna()
    target = target[~target.index.duplicated(keep="last")].sort_index()
    forecasts = tuple(
        ExpertForecast(CONSENSUS, released - pd.Timedelta(days=1), quarter, float(value))
        for released, quarter, value in zip(releases[DAY], quarters, releases[EXPECTED], strict=True)
        if pd.notna(value)
    )
    facts = {key: replace(fact, source=SOURCE, vintage=day) for key, fact in series_facts().items() if key in MONTHLY}
    monthly = pd.DataFrame({key: _monthly(akshare, live) for key, live in MONTHLY.items()})
    monthly = monthly.reindex(pd.period_range(monthly.index.min(), monthly.index.max(), freq="M"))
    panel = Panel(
        name=CHINA,
        title=f"China, real GDP growth and {len(MONTHLY)} monthly series as first released, as of {day}",
        target=target,
        target_info=replace(INFO, source=SOURCE, vintage=day),
        monthly=monthly,
        quarterly=empty_frame("Q"),
        info={key: facts[key] for key in monthly.columns},
        notes=(f"First releases, not revised since, from {SOURCE}, as of {day}.",),
    )
    return panel, ExpertForecasts(CHINA, CONSENSUS, forecasts)


def _monthly(akshare: ModuleType, live: LiveSeries) -> pd.Series:
    releases = _releases(akshare, live.function)
    days = pd.DatetimeIndex(releases[DAY])
    back = [0 if live.same_month and day.day > 10 else 1 for day in days]
    months = pd.PeriodIndex([day.to_period("M") - step for day, step in zip(days, back, strict=True)], freq="M")
    series = pd.Series(releases[ACTUAL].to_numpy(float), index=months)
    return series[~series.index.duplicated(keep="last")].sort_index()


def _releases(akshare: ModuleType, function: str) -> pd.DataFrame:
    call: Callable[[], pd.DataFrame] = getattr(akshare, function, _absent)
    try:
        table = call()
        found = pd.DataFrame(
            {DAY: pd.to_datetime(table[DAY]), **{key: pd.to_numeric(table[key]) for key in (ACTUAL, EXPECTED)}}
        )
    except Exception as error:  # The package raises whatever its many sources and parsers raise.
        raise UserError(
            f"The live figures ({function} of akshare) could not be read: {type(error).__name__}. Check the network, "
            "or update akshare; the embedded and fetched figures work without it."
        ) from error
    return found.dropna(subset=[ACTUAL]).sort_values(DAY)


def _absent() -> pd.DataFrame:
    raise LookupError("the installed akshare lacks this function")


def _akshare() -> ModuleType:
    try:
        import akshare
    except ImportError as error:
        raise UserError(
            "Live figures need the optional package akshare: install it with `pip install akshare`. The embedded and "
            "fetched figures work without it."
        ) from error
    package: ModuleType = akshare
    return package
