"""What `describe_series` says: sentences and chart titles, made from the figures."""

from __future__ import annotations

import math

from tools.forecasting.data.annual import growth_kind
from tools.forecasting.data.panel import Panel
from tools.forecasting.data.vintages import Revisions
from tools.forecasting.series.description import Growth, correlations, edge_counts, series_table

ON = {
    "yoy": ("on the year before", "同比"),
    "annualised": ("on the quarter before, at an annual rate", "环比年化"),
    "quarter": ("on the quarter before", "环比"),
}
SUBJECTS = {"china_gdp": ("China's real GDP", "中国实际GDP"), "us_gdp": ("US real GDP", "美国实际GDP")}
MOST_SERIES_NAMED = 3
RECENT = 40
"""Quarters over which the range of growth is told."""
_FETCH = "`quesnay data fetch china-nowcasting` {} `quesnay data fetch china-gdp-long`"
_NO_VINTAGES = (
    f"Revisions cannot be shown: fetch two vintages with {_FETCH.format('and')}.",
    f"暂无法显示修订：请用 {_FETCH.format('和')} 获取两个版本的数据。",
)


def sentences(
    panel: Panel, growth: Growth, keys: tuple[str, ...], about: str, found: Revisions | None, named: bool
) -> list[tuple[str, str]]:
    """Return the headline's sentences, each in English and Chinese, the answer to `about` first."""
    told_growth = [_growth_sentence(panel, growth)]
    if about == "revisions":
        return [_revision_sentence(found), *told_growth] if found is not None else [*told_growth, _NO_VINTAGES]
    if about == "known" and keys:
        return [_edge_sentence(panel, keys), *told_growth]
    if named and keys:
        return [_series_sentence(panel, keys), *told_growth]
    return [*told_growth, _panel_sentence(panel, keys)]


def _growth_sentence(panel: Panel, growth: Growth) -> tuple[str, str]:
    name, chinese = SUBJECTS.get(panel.name, (panel.target_info.name, panel.target_info.name))
    annual = growth.period.freqstr[0] in ("Y", "A")
    on, on_zh = ("on the year before", "全年") if annual else ON[growth_kind(panel.target_info)]
    if panel.name not in SUBJECTS:
        return f"{name} was {growth.value:.1f} in {growth.period}.", f"{chinese}在{growth.period}为{growth.value:.1f}。"
    verb = "grew" if growth.value >= 0 else "fell"
    english = f"{name} {verb} by {abs(growth.value):.1f} % in {growth.period} {on}."
    zh = f"{chinese}在{growth.period}{on_zh}{'增长' if growth.value >= 0 else '下降'}{abs(growth.value):.1f}%。"
    if growth.base is not None and growth.two_year is not None:
        english += (
            f" The quarter a year before was unusual ({growth.base:.1f} %), which distorts the comparison: over both "
            f"years growth averaged {growth.two_year:.1f} % a year."
        )
        zh += f"上年同期基数异常（{growth.base:.1f}%），两年平均增速为{growth.two_year:.1f}%。"
    return english, zh


def _panel_sentence(panel: Panel, keys: tuple[str, ...]) -> tuple[str, str]:
    first, last, count = panel.target.index[0], panel.target.index[-1], len(panel.target)
    lag, blocks = panel.target_info.release_lag_months, len(panel.blocks())
    others = f"{len(keys)} predictors in {blocks} blocks" if keys else "no predictors"
    others_zh = f"{len(keys)}个预测变量，分为{blocks}类" if keys else "没有预测变量"
    return (
        f"The data hold {count} quarters, {first} to {last}, and {others}; a quarter's figure is out within {lag} "
        f"month{'s' if lag != 1 else ''} of its end.",
        f"数据包含{count}个季度（{first}至{last}），{others_zh}；季度数据在季末后{lag}个月内公布。",
    )


def _edge_sentence(panel: Panel, keys: tuple[str, ...]) -> tuple[str, str]:
    month, now, before, of = edge_counts(panel, keys)
    quarter = panel.target.index[-1]
    return (
        f"At the end of {month}, {now} of {of} predictors had a figure for that month and {before} for the month "
        f"before; growth was known to {quarter}.",
        f"截至{month}月末，{of}个预测变量中有{now}个已公布当月数据，{before}个已公布上月数据；GDP增速已公布至{quarter}。",
    )


def edge_title(panel: Panel, keys: tuple[str, ...]) -> str:
    """Return the finding of the chart of what was known."""
    month, now, before, of = edge_counts(panel, keys)
    return f"At the end of {month}, {now} of {of} series had a figure for that month, {before} for the month before"


def _series_sentence(panel: Panel, keys: tuple[str, ...]) -> tuple[str, str]:
    english, chinese = [], []
    for row in series_table(panel, keys[:MOST_SERIES_NAMED]).to_dict("records"):
        fact, lag = panel.info[row["key"]], int(row["release lag, months"])
        if not row["figures"]:
            continue
        when = "by the end of the month itself" if lag == 0 else f"within {lag} month{'s' if lag > 1 else ''} after it"
        figure = f"{row['latest figure']:.1f}"
        english.append(f"{fact.name}: {figure} in {row['last']} ({fact.unit}); a figure is out {when}.")
        when_zh = "当月末" if lag == 0 else f"{lag}个月内"
        chinese.append(f"{fact.name_zh or fact.name}：{row['last']}为{figure}，{when_zh}公布。")
    more = len(keys) - MOST_SERIES_NAMED
    if more > 0:
        english.append(f"{more} more are in the table.")
        chinese.append(f"另有{more}个序列见表。")
    return " ".join(english) or "None of these series has a figure yet.", "".join(chinese) or "这些序列尚无数据。"


def series_title(panel: Panel, keys: tuple[str, ...]) -> str:
    """Return the finding of the chart of series."""
    row = correlations(panel, keys[:1]).iloc[0]
    strength, quarters = float(row["correlation"]), int(row["quarters"])
    if math.isnan(strength):
        return f"{panel.info[keys[0]].name} and growth"
    name = panel.info[keys[0]].name
    return f"{name} and growth: correlation {strength:.2f} over {quarters} quarters"


def growth_title(panel: Panel, growth: Growth) -> str:
    """Return the finding of the chart of growth."""
    name = SUBJECTS.get(panel.name, (panel.target_info.name, ""))[0]
    recent = panel.target.tail(RECENT)
    return (
        f"{name}: {growth.value:.1f} % in {growth.period}; over the last {len(recent)} quarters between "
        f"{recent.min():.1f} and {recent.max():.1f} %"
    )


def _revision_sentence(found: Revisions) -> tuple[str, str]:
    quarter, change = found.largest
    count = len(found.changes)
    return (
        f"{found.revised} of {count} quarters of official growth differ between the figures of {found.earlier} and of "
        f"{found.later}, by {found.mean_absolute:.2f} points on average and {abs(change):.1f} at most ({quarter}).",
        f"{found.earlier}与{found.later}两个版本相比，{count}个季度中有{found.revised}个的官方增速不同，"
        f"平均相差{found.mean_absolute:.2f}个百分点，最多{abs(change):.1f}个百分点（{quarter}）。",
    )


def revision_title(found: Revisions) -> str:
    """Return the finding of the chart of revisions."""
    quarter, change = found.largest
    return (
        f"{found.revised} of {len(found.changes)} quarters were revised between {found.earlier} and {found.later}, "
        f"at most by {abs(change):.1f} points ({quarter})"
    )


def revision_source() -> str:
    """Return the source line of the chart of revisions."""
    return "National Bureau of Statistics of China, as kept in the data sets china-nowcasting and china-gdp-long"
