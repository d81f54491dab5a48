"""Headlines, figures, tables and notes of chosen policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tools.core import Chart, ToolResult, Value
from tools.trade.answer import data_notes
from tools.trade.chinese import chinese
from tools.trade.data.choice import AUTO, FULL, choose
from tools.trade.economy import Economy
from tools.trade.games.charts import elasticity_scatter, rates_heatmap, regime_bars
from tools.trade.games.evidence import WORDS, checks_table, correlations, play_diagnostics, play_notes
from tools.trade.games.patterns import Patterns, Rates, mean_rates, patterns, traded
from tools.trade.games.play import Play
from tools.trade.games.setting import Setting
from tools.trade.games.tables import economies_table, rates_table, sectors_table
from tools.trade.wording import capitalised, join, signed, the

MOST_NAMED = 3
ZH = {
    "tariffs": "关税（按伙伴和行业）",
    "tariffs-mfn": "关税（按行业）",
    "tariff-uniform": "统一关税",
    "export-taxes": "出口税",
    "subsidies": "生产补贴",
}


def play_answer(
    found: Play,
    opening: str,
    opening_zh: str,
    *,
    extra: str = "",
    extra_zh: str = "",
    values: dict[str, Value] | None = None,
) -> ToolResult:
    """Return the result of one solved setting.

    Args:
        found: the solved setting.
        opening: what was done, up to the comma: "If the United States chose tariffs alone".
        opening_zh: the same in Chinese.
        extra: a further sentence of the headline.
        extra_zh: the same in Chinese.
        values: further figures, those of `extra` among them.
    """
    setting = found.setting
    economy = setting.calibration.economy
    rates = mean_rates(setting.calibration.base, found.policy, setting.sectors)
    shape = patterns(setting, found.policy)
    return ToolResult(
        headline=f"{_caution(found)}{opening}, {_effects(found)} {_chosen(setting, rates)} {extra}".strip(),
        headline_zh=f"{_caution_zh(found)}{opening_zh}，{_effects_zh(found)}{_chosen_zh(setting, rates)}{extra_zh}",
        values=play_values(found, rates, shape) | (values or {}),
        tables={
            "economies": economies_table(found, rates),
            "sectors": sectors_table(found, rates),
            "rates": rates_table(found),
            "checks": checks_table(found),
        },
        charts=play_charts(found, rates, shape),
        notes=(*data_notes(economy, _fallback(economy)), *play_notes(found, shape)),
        diagnostics=play_diagnostics(found, shape),
        partial=found.stopped or found.unchecked,
    )


def losers(found: Play) -> tuple[str, str, dict[str, Value]]:
    """Return a sentence on how many players end below the status quo, in English and Chinese, with its figures."""
    who = found.setting.players
    count = sum(found.real_income[at] < -1e-6 for at in who)
    number = {0: "No player ends", len(who): "All players end"}.get(count, f"{count} of {len(who)} players end")
    values = {
        "losers.players": Value(value=float(count), unit="economies", label="Players worse off than in the status quo"),
        "players.all": Value(value=float(len(who)), unit="economies", label="Players"),
    }
    return f"{number} below the status quo.", f"{len(who)}个参与者中有{count}个低于现状。", values


def _fallback(economy: Economy) -> bool:
    return choose(AUTO) == economy.dataset != FULL


def focus(setting: Setting, real_income: np.ndarray) -> list[int]:
    """Return the players that a sentence names: at most three, those whose real income changes most."""
    return sorted(setting.players, key=lambda at: -abs(real_income[at]))[:MOST_NAMED]


def _caution(found: Play) -> str:
    if found.stopped:
        return "Stopped before the end; the best point so far is this, and it is no solution yet. "
    if found.unchecked:
        return "Stopped while the solution was being checked; it is given without its checks. "
    if not found.converged:
        return (
            f"The search did not converge (largest slope {found.solution.slope:.0e}), so that these figures are only a "
            "point on the way. "
        )
    return ""


def _caution_zh(found: Play) -> str:
    if found.stopped:
        return "计算被中止，以下只是目前最好的点，不是最终解。"
    if found.unchecked:
        return "检验被中止，以下是未经检验的解。"
    return "" if found.converged else "计算没有收敛，以下数字只是中间结果。"


def _effects(found: Play) -> str:
    names, real = [label.name for label in found.setting.calibration.economy.economies], found.real_income
    named = focus(found.setting, real)
    sentence = f"real income changes by {join([f'{signed(real[at])} % in {the(names[at])}' for at in named])}."
    others = sorted((at for at in range(len(names)) if at not in named), key=lambda at: real[at])
    if len(others) == 1:
        sentence += f" In {the(names[others[0]])} it changes by {signed(real[others[0]])} %."
    elif others:
        low, high = others[0], others[-1]
        sentence += (
            f" Elsewhere it changes between {signed(real[low])} % ({names[low]}) and {signed(real[high])} % "
            f"({names[high]})."
        )
    return sentence


def _effects_zh(found: Play) -> str:
    economies, real = found.setting.calibration.economy.economies, found.real_income
    named = focus(found.setting, real)
    parts = [f"{chinese(economies[at])} {signed(real[at])} %" for at in named]
    return f"实际收入变化：{'，'.join(parts)}。"


def _chosen(setting: Setting, rates: Rates) -> str:
    """Return the sentences on the rates chosen: means, and where they are highest."""
    sentences, who = [], list(setting.players)
    over = "is" if len(who) == 1 else "over the players is"
    for kind in _kinds(setting, rates):
        sentence = f"The mean {kind.word} {over} {float(np.nanmean(kind.mean[who])):.1f} %"
        highest = _highest(setting, kind)
        if highest:
            sectors = setting.calibration.economy.sectors
            sentence += f", highest in {join([f'{sectors[j].name} ({rate:.1f} %)' for j, rate in highest])}"
        sentences.append(sentence + ".")
    return " ".join(sentences)


def _chosen_zh(setting: Setting, rates: Rates) -> str:
    words = {"tariff": "平均关税", "export tax": "平均出口税", "subsidy": "平均补贴率"}
    out = ""
    for kind in _kinds(setting, rates):
        out += f"{words[kind.word]}为{float(np.nanmean(kind.mean[list(setting.players)])):.1f} %"
        highest = _highest(setting, kind)
        if highest:
            sectors = setting.calibration.economy.sectors
            out += f"，最高的是{'、'.join(f'{chinese(sectors[j])}（{rate:.1f} %）' for j, rate in highest)}"
        out += "。"
    return out


@dataclass(frozen=True)
class _Kind:
    """One kind of rate: its word, means by economy [n], means by economy and sector and their flows [n, j]."""

    word: str
    mean: np.ndarray
    by_sector: np.ndarray
    flow: np.ndarray


def _kinds(setting: Setting, rates: Rates) -> list[_Kind]:
    base = setting.calibration.base
    flows, found = traded(base), []
    if any(name.startswith("tariff") for name in setting.instruments):
        found.append(_Kind("tariff", rates.tariff, rates.sector_tariff, flows.sum(axis=0)))
    if "export-taxes" in setting.instruments:
        found.append(_Kind("export tax", rates.export_tax, rates.sector_export_tax, flows.sum(axis=1)))
    if "subsidies" in setting.instruments:
        found.append(_Kind("subsidy", rates.subsidy, rates.sector_subsidy, np.asarray(base.R)))
    return found


def _highest(setting: Setting, kind: _Kind) -> list[tuple[int, float]]:
    """Return the sectors in reach with the highest mean rate over the players, weighed by flows."""
    if len(setting.sectors) == 1 or (kind.word == "tariff" and "tariff-uniform" in setting.instruments):
        return []
    flow, part = kind.flow[list(setting.players)], kind.by_sector[list(setting.players)]
    means = []
    for j in setting.sectors:
        kept = np.isfinite(part[:, j]) & (flow[:, j] > 0.0)
        if kept.any():
            means.append((j, float(np.average(part[kept, j], weights=flow[kept, j]))))
    means.sort(key=lambda pair: -pair[1])
    return [pair for pair in means[:MOST_NAMED] if pair[1] > 0.05]


def play_values(found: Play, rates: Rates, shape: Patterns) -> dict[str, Value]:
    """Return the named figures of a solved setting."""
    setting = found.setting
    economy = setting.calibration.economy
    values: dict[str, Value] = {}
    for at, label in enumerate(economy.economies):
        values[f"real_income_change.{label.code}"] = Value(
            value=float(found.real_income[at]), unit="%", label=f"Change in real income: {label.name}"
        )
    for one in _kinds(setting, rates):
        kind, mean, by_sector = one.word, one.mean, one.by_sector
        key, who = kind.replace(" ", "_"), list(setting.players)
        values[f"mean_{key}.players"] = Value(
            value=float(np.nanmean(mean[who])), unit="%", label=f"Mean {kind} over the players, weighed by flows"
        )
        for at in who:
            if np.isfinite(mean[at]):
                name = economy.economies[at].name
                values[f"mean_{key}.{economy.codes[at]}"] = Value(
                    value=float(mean[at]), unit="%", label=f"Mean {kind} of {name}, weighed by flows of the status quo"
                )
        for j, rate in _highest(setting, one):
            values[f"mean_{key}.players.{economy.sectors[j].code}"] = Value(
                value=rate, unit="%", label=f"Mean {kind} of the players in {economy.sectors[j].name}"
            )
        if len(who) <= MOST_NAMED:
            for at in who:
                for j in setting.sectors:
                    if np.isfinite(by_sector[at, j]):
                        values[f"{key}.{economy.codes[at]}.{economy.sectors[j].code}"] = Value(
                            value=float(by_sector[at, j]),
                            unit="%",
                            label=f"Mean {kind} of {economy.economies[at].name} in {economy.sectors[j].name}",
                        )
    for name, correlation in correlations(shape):
        values[f"rank_correlation.{name}"] = Value(
            value=correlation, unit="rank correlation", label=f"Rank correlation over sectors: {name.replace('_', ' ')}"
        )
    return values


def play_charts(found: Play, rates: Rates, shape: Patterns) -> tuple[Chart, ...]:
    """Return welfare bars, heatmaps of the rates and scatters against elasticities."""
    setting = found.setting
    economy, who = setting.calibration.economy, list(setting.players)
    real = found.real_income
    order = sorted(range(len(real)), key=lambda at: -real[at])
    winner, loser = order[0], order[-1]
    title = _welfare_title(economy, real, winner, loser)
    charts = [regime_bars(economy, {"": real}, _extremes(order), title)]
    codes = [economy.codes[at] for at in who]
    for one in _kinds(setting, rates):
        kind, by_sector = one.word, one.by_sector
        word = kind.capitalize()
        name = kind.replace(" ", "_") + "_rates"
        highest = _highest(setting, one)
        plural = {"tariff": "Tariffs", "export tax": "Export taxes", "subsidy": "Subsidies"}[kind]
        top = f"{plural} average {float(np.nanmean(one.mean[who])):.1f} %"
        if highest:
            top = f"{plural} are highest in {economy.sectors[highest[0][0]].name}"
        by_partner = kind == "tariff" and "tariffs" in setting.instruments and len(who) == 1
        if by_partner:
            partners = [at for at in setting.partners if at != who[0]]
            grid = 100.0 * np.asarray(found.policy.t)[partners, who[0]]
            columns, over = [economy.codes[at] for at in partners], f"Exporter (tariffs of {codes[0]})"
        else:
            grid, columns, over = by_sector[who], codes, "Economy"
        charts.append(
            rates_heatmap(economy, grid, columns, setting.sectors, name=name, title=top, instrument=word, over=over)
        )
    base = setting.calibration.base
    if shape.tariffs_trade_elasticity is not None:
        charts.append(
            elasticity_scatter(
                economy,
                shape.sector_tariff,
                np.asarray(base.theta),
                name="tariffs_by_elasticity",
                title=_pattern("Tariffs", "trade elasticity", shape.tariffs_trade_elasticity),
                rate="Mean tariff, %",
                elasticity="Trade elasticity",
            )
        )
    if shape.subsidies_scale_elasticity is not None:
        charts.append(
            elasticity_scatter(
                economy,
                shape.sector_subsidy,
                economy.scale_elasticity,
                name="subsidies_by_elasticity",
                title=_pattern("Subsidies", "scale elasticity", shape.subsidies_scale_elasticity),
                rate="Mean subsidy, %",
                elasticity="Scale elasticity",
            )
        )
    return tuple(charts)


def _welfare_title(economy: Economy, real: np.ndarray, winner: int, loser: int) -> str:
    first, last = capitalised(the(economy.economies[winner].name)), the(economy.economies[loser].name)
    most, least = (signed(abs(real[at])).lstrip("+") for at in (winner, loser))
    if real[loser] >= 0.0:
        return f"{first} gains most, {most} % of real income; {last} least, {least} %"
    if real[winner] <= 0.0:
        best = the(economy.economies[winner].name)
        return f"{capitalised(last)} loses most, {least} % of real income; {best} least, {most} %"
    return f"{first} gains {most} % of real income, {last} loses {least} %"


def _extremes(order: list[int]) -> list[int]:
    return order if len(order) <= 12 else [*order[:6], *order[-6:]]


def _pattern(what: str, elasticity: str, correlation: float) -> str:
    direction = "rise with" if correlation > 0.3 else "fall with" if correlation < -0.3 else "hardly go with"
    return f"{what} {direction} the {elasticity}: rank correlation {correlation:+.2f} over sectors"


def players_in_words(setting: Setting, most: int = 4) -> str:
    """Return the players as a list in words, or their number."""
    economy, who = setting.calibration.economy, setting.players
    if len(who) == len(economy.codes):
        return "all economies"
    return join([the(economy.economies[at].name) for at in who]) if len(who) <= most else f"{len(who)} economies"


def players_in_chinese(setting: Setting, most: int = 4) -> str:
    """Return the players as a list in Chinese, or their number."""
    economy, who = setting.calibration.economy, setting.players
    if len(who) == len(economy.codes):
        return "所有经济体"
    labels = [economy.economies[at] for at in who]
    if len(who) <= most:
        return "、".join(chinese(label) for label in labels)
    return f"{len(who)}个经济体"


def instruments_in_words(names: Sequence[str]) -> tuple[str, str]:
    """Return the instruments in English and Chinese."""
    return join([WORDS[name] for name in names]), "和".join(ZH[name] for name in names)
