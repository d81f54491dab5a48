"""Forecasts of experts with their day of issue, and the information that a model may use against them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from tools.core.errors import UserError, shorten
from tools.forecasting.data.annual import annual_growth
from tools.forecasting.data.panel import Panel, month_known

JUDGEMENT = "your judgement"
PAIR = re.compile(r"(?P<period>\d{4}(?:\s*Q[1-4])?)\s*[=:]\s*(?P<value>[-+]?\d+(?:\.\d+)?)\s*%?", re.IGNORECASE)


@dataclass(frozen=True)
class ExpertForecast:
    """One forecast by one expert.

    Attributes:
        who: the person or institution.
        issued: day of issue.
        period: quarter or year that it is of.
        value: growth in percent, as the target is measured; of a year, growth of its average on the year before's.
    """

    who: str
    issued: pd.Timestamp
    period: pd.Period
    value: float

    @property
    def information(self) -> pd.Period:
        """Return the last month that was over on the day of issue; a model that stands there knows no more."""
        return month_known(self.issued)

    @property
    def is_annual(self) -> bool:
        """Return whether it is of a year."""
        return bool(self.period.freqstr[0] in ("Y", "A"))


@dataclass(frozen=True)
class ExpertForecasts:
    """Forecasts of one target by experts, in the order of issue.

    Attributes:
        target: that they are of.
        source: file or institution.
        forecasts: at least one.
    """

    target: str
    source: str
    forecasts: tuple[ExpertForecast, ...]

    def known_at(
        self, date: pd.Timestamp | pd.Period | str, *, most_months_old: int = 12
    ) -> dict[tuple[str, pd.Period], ExpertForecast]:
        """Return each expert's latest forecast of each period, of those out at the end of the month known at `date`.

        Args:
            date: as in `Panel.as_of`, so that models and experts stand at the same moment.
            most_months_old: older forecasts are no longer held.
        """
        month = month_known(date)
        found = {}
        for forecast in self.forecasts:
            age = (month - forecast.issued.to_period("M")).n
            if 0 <= age <= most_months_old:
                found[forecast.who, forecast.period] = forecast
        return found

    def matched(self, panel: Panel) -> pd.DataFrame:
        """Return a row for each forecast: what it is compared with and what a model may know beside it.

        Columns: who, issued, information (month at whose end `panel.as_of` gives the model's state), last_known (the
        last quarter of the target out by then), period, annual, quarters_ahead (from the last known quarter to the
        forecast one, of a year to its fourth quarter), forecast, actual (NaN where not out yet), error.
        """
        yearly = annual_growth(panel.target, panel.target_info)
        rows = [_match(forecast, panel, yearly) for forecast in self.forecasts]
        return pd.DataFrame(rows)

    def as_table(self) -> pd.DataFrame:
        """Return the forecasts as a table: issued, period, value, who."""
        return pd.DataFrame(
            [
                {"issued": one.issued.date().isoformat(), "period": str(one.period), "value": one.value, "who": one.who}
                for one in self.forecasts
            ]
        )

    def told(self) -> str:
        """Return how many forecasts there are, by whom and from when, in a sentence."""
        experts = sorted({one.who for one in self.forecasts})
        named = ", ".join(experts[:4]) + (f" and {len(experts) - 4} more" if len(experts) > 4 else "")
        first, last = self.forecasts[0].issued.date(), self.forecasts[-1].issued.date()
        count = len(self.forecasts)
        return f"{count} forecast{'s' if count > 1 else ''} by {named}, issued {first} to {last}."


def read_judgement(text: str, target: str, issued: pd.Timestamp) -> ExpertForecasts:
    """Return the person's own forecasts, which enter a comparison like an expert's.

    Args:
        text: "2026Q2=4.8, 2026Q3=4.6" or "2026=4.7".
        target: that they are of.
        issued: today, or the day as of which the comparison stands.

    Raises:
        UserError: the text holds no pair of period and figure, or something else beside them.

    >>> own = read_judgement("2026Q2=4.8; 2027: 4.5", "china_gdp", pd.Timestamp("2026-05-01"))
    >>> [(str(one.period), one.value) for one in own.forecasts]
    [('2026Q2', 4.8), ('2027', 4.5)]
    """
    found = list(PAIR.finditer(text))
    rest = re.sub(r"[\s,;，；、]+", "", PAIR.sub("", text))
    if not found or rest:
        raise UserError(
            f"'{shorten(text)}' is not a list of own forecasts. Write each as period=growth in percent, with commas: "
            "2026Q2=4.8, 2026Q3=4.6, or 2027=4.5 for a year."
        )
    rows = tuple(
        ExpertForecast(JUDGEMENT, issued, pd.Period(match["period"].upper().replace(" ", "")), float(match["value"]))
        for match in found
    )
    return ExpertForecasts(target, JUDGEMENT, rows)


def _match(forecast: ExpertForecast, panel: Panel, yearly: pd.Series) -> dict[str, object]:
    known = panel.target.index[[panel.release_month(at) <= forecast.information for at in panel.target.index]]
    last = known[-1] if len(known) else panel.target.index[0] - 1
    actual = (yearly if forecast.is_annual else panel.target).get(forecast.period, float("nan"))
    return {
        "who": forecast.who,
        "issued": forecast.issued,
        "information": forecast.information,
        "last_known": last,
        "period": forecast.period,
        "annual": forecast.is_annual,
        "quarters_ahead": (forecast.period.asfreq("Q", how="end") - last).n,
        "forecast": forecast.value,
        "actual": actual,
        "error": forecast.value - actual,
    }
