"""What newly published figures did to a nowcast, by the dynamic factor model (Banbura and Modugno 2014)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import pandas as pd

from tools.forecasting.data.panel import Panel
from tools.forecasting.models.mixed_frequency import TARGET, DynamicFactor, predict_quarters
from tools.forecasting.models.selection import closest
from tools.forecasting.window import window_at


@dataclass(frozen=True)
class News:
    """A nowcast before and after a month's releases.

    Attributes:
        quarter: that is forecast.
        before, after: forecasts at the end of the month before and of this month, percent, by the same parameters.
        releases: columns series, name, block, period, expected, published, impact (points); largest impact first.
    """

    quarter: pd.Period
    before: float
    after: float
    releases: pd.DataFrame

    def by_block(self) -> pd.Series:
        """Return the impact of each block's releases, percentage points, largest first."""
        summed = self.releases.groupby("block")["impact"].sum()
        return summed.reindex(summed.abs().sort_values(ascending=False).index)


def news(panel: Panel, month: pd.Period, quarter: pd.Period) -> News:
    """Return what the releases of `month` changed in the forecast of `quarter`.

    Args:
        panel: with monthly predictors.
        month: the last one that is over.
        quarter: not out yet at the end of `month`.
    """
    model = DynamicFactor()
    now, then = window_at(panel, month), window_at(panel, month - 1)
    keys = closest(now, model.series, "M")
    fitted = model.fit(now, keys)
    monthly, quarterly = model.data(then, keys, model.bounds(now, keys))
    end = quarter.asfreq("M", how="end")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        earlier = fitted.apply(monthly, endog_quarterly=quarterly, retain_standardization=True)
        found = fitted.news(earlier, impact_date=str(end), impacted_variable=TARGET, comparison_type="previous")
    details = found.details_by_impact.reset_index()
    releases = pd.DataFrame(
        {
            "series": details["updated variable"].astype(str),
            "period": details["update date"].astype(str),
            "expected": details["forecast (prev)"].astype(float),
            "published": details["observed"].astype(float),
            "impact": details["impact"].astype(float),
        }
    )
    info = {**panel.info, TARGET: panel.target_info}
    releases["name"] = [info[key].name for key in releases["series"]]
    releases["block"] = ["own past" if key == TARGET else info[key].block for key in releases["series"]]
    order = releases["impact"].abs().sort_values(ascending=False, kind="stable").index
    after = predict_quarters(fitted, [quarter])[0][0]
    before = predict_quarters(earlier, [quarter])[0][0]
    columns = ["series", "name", "block", "period", "expected", "published", "impact"]
    return News(quarter, before, after, releases.loc[order, columns].reset_index(drop=True))


def path(panel: Panel, month: pd.Period, quarter: pd.Period, months: int) -> pd.Series:
    """Return the dynamic factor's forecast of `quarter` at the end of each of the last months, percent, by month."""
    points = {}
    for back in reversed(range(months)):
        window = window_at(panel, month - back)
        points[month - back] = predict_quarters(DynamicFactor().fit(window), [quarter])[0][0]
    return pd.Series(points)
