"""A person's own target and predictors: checked, turned into a panel and stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast, get_args

import pandas as pd

from tools.core.errors import UnknownName, UserError, shorten
from tools.core.table_file import read_table
from tools.forecasting.data.choice import FAMILY
from tools.forecasting.data.index import periods_of
from tools.forecasting.data.own_check import Checked, check, told
from tools.forecasting.data.panel import Panel, SeriesInfo
from tools.forecasting.data.panel_files import panel_files
from tools.forecasting.data.plausibility import doubts, looks_like_level
from tools.forecasting.data.transforms import apply

if TYPE_CHECKING:
    from tools.core.datasets import DataSet

Growth = Literal["auto", "none", "yoy", "annualised", "logdiff"]
LEAST_QUARTERS = 24
"""Quarters of growth that a target needs: 16 to fit the first model on, 8 to test it on."""
UNITS = {
    "level": "as given",
    "yoy": "% on the same period a year before",
    "annualised": "% on the quarter before, annual rate",
    "logdiff": "% on the quarter before",
}
BLOCK_WORDS = (
    ("prices", r"price|cpi|ppi|inflation|deflator|价格|通胀|物价"),
    ("surveys", r"pmi|confidence|sentiment|survey|信心|景气|预期指数"),
    ("labour", r"employ|jobs|wage|labou?r|payroll|就业|失业|工资"),
    ("external", r"export|import|trade balance|exchange rate|reserves|出口|进口|外汇|汇率|外资"),
    ("money", r"\bm[012]\b|money|loan|credit|deposit|lending|货币|贷款|存款|社融|社会融资"),
    ("finance", r"stock|bond|yield|interest|equity|\brate\b|vix|股|债|利率"),
    ("government", r"fiscal|tax|government|budget|财政|税"),
    ("demand", r"retail|consum|invest|sales|housing|orders|income|消费|投资|零售|房地产"),
    ("production", r"industr|output|production|electric|steel|manufactur|gdp|工业|产量|发电|用电|生产"),
)


@dataclass(frozen=True)
class ImportChoices:
    """How a person's file is to be read.

    Attributes:
        target: column to forecast.
        date_column: "" to find it.
        sheet: of an Excel file; "" for the first.
        growth: what turns the target into growth; "auto" refuses what looks like a level and says what to choose.
        lag: months from the end of a period until a predictor's figure is out.
        target_lag: the same for the target.
        title: a line for people.
        vintage: day on which the figures were as they are in the file; today where empty.
    """

    target: str
    date_column: str = ""
    sheet: str = ""
    growth: Growth = "auto"
    lag: int = 1
    target_lag: int = 1
    title: str = ""
    vintage: str = ""


def import_series(path: Path, name: str, choices: ImportChoices) -> tuple[DataSet, tuple[str, ...]]:
    """Check a person's file, store it as the target `name`, and return its entry and what is worth knowing about it.

    Args:
        path: a CSV or Excel file: a header row, a column of dates, the target, predictors.
        name: what the target is called from then on.
        choices: how to read it.

    Raises:
        UserError: a date, figure or column is wrong; one sentence names each, by row.
    """
    from tools.core.datasets import catalog

    panel = read_own(path, name, choices)
    years = f"{panel.target.index[0]}-{panel.target.index[-1]}"
    units = panel.target_info.unit
    entry = catalog().add_imported(name, panel.title, FAMILY, panel_files(panel), years=years, units=units)
    return entry, panel.notes


def read_own(path: Path, name: str, choices: ImportChoices) -> Panel:
    """Return the panel that a person's file makes.

    Raises:
        UserError: see `import_series`.
    """
    table = read_table(path, choices.sheet)
    checked = check(table, choices.date_column)
    if choices.target not in checked.figures:
        others = [column for column in table.columns if column != checked.date_column]
        raise UnknownName("column", choices.target, others)
    target, notes = _target(checked, choices, table.name)
    vintage = choices.vintage or date.today().isoformat()
    source = f"imported from {table.name}"
    unit = UNITS["level"] if choices.growth in ("auto", "none") else UNITS[choices.growth]
    info = SeriesInfo(
        name, choices.target, "", unit, "other", "Q", _transform(choices.growth), choices.target_lag, source, vintage
    )
    monthly, quarterly, facts, told_about = _predictors(checked, choices, source, vintage)
    notes += told_about
    notes += doubts(
        target, f"{choices.target} {table.name} {choices.title} {name}", on_year_before=choices.growth != "annualised"
    )
    notes += ("Pseudo real time: release lags are respected, later revisions are not undone.",)
    return Panel(
        name, choices.title or f"{choices.target} ({table.name})", target, info, monthly, quarterly, facts, notes
    )


def growth_named(text: str) -> Growth:
    """Return the growth that `text` names.

    Raises:
        UnknownName: it names none.
    """
    found = next((name for name in get_args(Growth) if name == text.strip().casefold()), None)
    if found is None:
        raise UnknownName("growth", text, get_args(Growth))
    return cast(Growth, found)


def _target(checked: Checked, choices: ImportChoices, file: str) -> tuple[pd.Series, tuple[str, ...]]:
    given = checked.figures[choices.target]
    name = shorten(choices.target, 30)
    if given.notna().sum() == 0:
        raise UserError(f"{file}: the target '{name}' has no figure at all. Choose another column with --target.")
    notes: tuple[str, ...] = (f"Target: '{choices.target}' of {file}.",)
    if checked.frequency == "M" and not _one_month_a_quarter(given):
        given = _quarter_means(given)
        notes += ("The target is monthly; forecasts are of the mean of each quarter whose three months are there.",)
    elif checked.frequency == "M":
        given = _by_quarter(given)
    given = given.loc[given.first_valid_index() : given.last_valid_index()]
    _refuse_holes(given, checked, name, file)
    if given.nunique() == 1:
        raise UserError(
            f"{file}: the target '{name}' is {given.iloc[0]:g} in every row. Nothing forecasts a constant better than "
            "itself; choose another column with --target."
        )
    if choices.growth == "auto" and looks_like_level(given):
        raise UserError(
            f"{file}: the target '{name}' looks like a level, not growth: it goes from {given.iloc[0]:,.6g} to "
            f"{given.iloc[-1]:,.6g}. Forecasts are of growth: add --growth yoy (on the same quarter a year before), "
            "--growth annualised (on the quarter before, seasonally adjusted figures only), or --growth none if it is "
            "growth in percent already."
        )
    growth = apply(given, _transform(choices.growth)).dropna()
    if len(growth) < LEAST_QUARTERS:
        raise UserError(
            f"{file}: the target '{name}' has {len(growth)} quarters of growth"
            f"{f' ({growth.index[0]} to {growth.index[-1]})' if len(growth) else ''}; at least {LEAST_QUARTERS} are "
            f"needed, 16 to fit on and 8 to test on. Add {LEAST_QUARTERS - len(growth)} earlier quarters."
        )
    return growth, notes


def _refuse_holes(given: pd.Series, checked: Checked, name: str, file: str) -> None:
    holes = periods_of(given)[given.isna()]
    if not len(holes):
        return
    last_months = holes.asfreq(checked.frequency, how="E")
    problems = [
        f"Row {checked.rows.get(at, 0)}: the target '{name}' has no figure in {hole}, between quarters that have one; "
        "fill it in, or start the file after it."
        for hole, at in zip(holes, last_months, strict=True)
    ]
    raise UserError(told(file, problems))


def _predictors(
    checked: Checked, choices: ImportChoices, source: str, vintage: str
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, SeriesInfo], tuple[str, ...]]:
    frames: dict[str, dict[str, pd.Series]] = {"M": {}, "Q": {}}
    facts: dict[str, SeriesInfo] = {}
    notes: list[str] = []
    for column in checked.figures.columns.drop(choices.target):
        series = checked.figures[column]
        if series.nunique() < 2:
            what = f"is {series.dropna().iloc[0]:g} in every row" if series.notna().any() else "has no figure at all"
            notes.append(f"Column '{shorten(column, 30)}' {what}: it cannot predict anything and is left out.")
            continue
        frequency = checked.frequency
        if frequency == "M" and _one_month_a_quarter(series):
            series, frequency = _by_quarter(series), "Q"
        transform = "yoy" if looks_like_level(series) else "level"
        frames[frequency][column] = apply(series, transform)
        facts[column] = SeriesInfo(
            column, column, "", UNITS[transform], block_of(column), frequency, transform, choices.lag, source, vintage
        )
    grown = [key for key, fact in facts.items() if fact.transform == "yoy"]
    if grown:
        notes.append(f"Turned into growth on a year before, since they look like levels: {_named(grown)}.")
    monthly = pd.DataFrame(frames["M"], index=checked.figures.index if frames["M"] else pd.PeriodIndex([], freq="M"))
    quarters = next(iter(frames["Q"].values())).index if frames["Q"] else pd.PeriodIndex([], freq="Q")
    return monthly, pd.DataFrame(frames["Q"], index=quarters), facts, tuple(notes)


def block_of(name: str) -> str:
    """Return the block that a series' name speaks of, "other" where it speaks of none.

    >>> block_of("CPI yoy"), block_of("工业增加值"), block_of("x1")
    ('prices', 'production', 'other')
    """
    folded = name.casefold().replace("_", " ")
    return next((block for block, words in BLOCK_WORDS if re.search(words, folded)), "other")


def _transform(growth: Growth) -> str:
    return "level" if growth in ("auto", "none") else growth


def _one_month_a_quarter(series: pd.Series) -> bool:
    months = series.dropna().index
    places = {(month.month - 1) % 3 for month in months}
    return len(places) == 1 and len(months) > 1


def _by_quarter(series: pd.Series) -> pd.Series:
    """Return a series that has at most one figure a quarter, by quarter."""
    quarters = series.groupby(periods_of(series).asfreq("Q")).first()
    return quarters.reindex(pd.period_range(quarters.index[0], quarters.index[-1], freq="Q"))


def _quarter_means(series: pd.Series) -> pd.Series:
    grouped = series.groupby(periods_of(series).asfreq("Q"))
    return grouped.mean().where(grouped.count() == 3)


def _named(keys: Sequence[str], most: int = 6) -> str:
    return ", ".join(keys[:most]) + (f" and {len(keys) - most} more" if len(keys) > most else "")
