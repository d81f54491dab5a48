"""Policy regimes side by side: the status quo, free trade, tariff war, subsidy war, dual war and cooperation."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from jaxtyping import Float

from tools.core import Context, ToolResult, UnknownName, UserError, Value
from tools.trade.answer import data_notes
from tools.trade.data.choice import AUTO, FULL, choose
from tools.trade.equilibrium import Policy, current_policy, find
from tools.trade.games.answer import players_in_chinese, players_in_words
from tools.trade.games.charts import regime_bars
from tools.trade.games.evidence import play_diagnostics
from tools.trade.games.patterns import mean_rates
from tools.trade.games.play import Play, play
from tools.trade.games.setting import ACCEPTED_RESIDUAL, Setting, income_weights
from tools.trade.wording import capitalised, join, signed, the

FREE, TARIFFS, SUBSIDIES, DUAL, TOGETHER = "free-trade", "tariff-war", "subsidy-war", "dual-war", "cooperation"
REGIMES = (FREE, TARIFFS, SUBSIDIES, DUAL, TOGETHER)
NAMES = {
    FREE: "free trade",
    TARIFFS: "tariff war",
    SUBSIDIES: "subsidy war",
    DUAL: "dual war",
    TOGETHER: "cooperation",
}
ZH = {FREE: "自由贸易", TARIFFS: "关税战", SUBSIDIES: "补贴战", DUAL: "关税加补贴战", TOGETHER: "合作"}


@dataclass(frozen=True)
class Regime:
    """A regime and where it leaves everyone; `play` is None where nobody chooses."""

    name: str
    policy: Policy
    welfare: Float[np.ndarray, " N"]
    play: Play | None

    @property
    def real_income(self) -> Float[np.ndarray, " N"]:
        """Change in real income relative to the status quo, percent."""
        out: np.ndarray = 100.0 * np.expm1(self.welfare)
        return out


def read_regimes(text: str) -> tuple[str, ...]:
    """Return the regimes that are named, in the order of REGIMES.

    Raises:
        UnknownName: one is not a regime.
    """
    wanted = text.strip().casefold()
    if wanted in ("", "all", "全部", "所有"):
        return REGIMES
    named = set()
    for part in re.split(r"[,;，；、]", wanted):
        word = part.strip().replace("_", "-").replace(" ", "-")
        if not word or word == "status-quo":
            continue
        if word not in REGIMES:
            raise UnknownName("regime", part.strip(), list(REGIMES))
        named.add(word)
    if not named:
        raise UserError(f"Name at least one regime beside the status quo: {', '.join(REGIMES)}.")
    return tuple(name for name in REGIMES if name in named)


def solve_regimes(setting: Setting, names: tuple[str, ...], ctx: Context) -> list[Regime]:
    """Return the regimes solved, those before a stop where the person stops; the last of them may be unfinished."""
    base = setting.calibration.base
    start: Policy | None = None
    solved: list[Regime] = []
    for name in names:
        if name == FREE:
            t = np.array(base.t)
            abroad = ~np.eye(len(t), dtype=bool)
            t[abroad] = 0.0
            policy = Policy(t, base.e, base.s)  # type: ignore[arg-type]
            found = find(base, policy, accepted=ACCEPTED_RESIDUAL)
            if not float(found.residual) <= ACCEPTED_RESIDUAL:
                raise UserError("No equilibrium was found under free trade. Try scale_economies=false.")
            solved.append(Regime(name, policy, np.log(np.asarray(found.real_income_hat)), None))
            continue
        instruments = {TARIFFS: ("tariffs",), SUBSIDIES: ("subsidies",)}.get(name, ("tariffs", "subsidies"))
        one = replace(setting, instruments=instruments)  # type: ignore[arg-type]
        weights = income_weights(setting, setting.players) if name == TOGETHER else None
        kind = "cooperative" if name == TOGETHER else "nash"
        done = play(one, kind, ctx, restarts=0, weights=weights, start=start, name=NAMES[name])  # type: ignore[arg-type]
        # The subsidy war is near where the dual war and cooperation end.
        start = done.policy if name == SUBSIDIES else start
        solved.append(Regime(name, done.policy, done.welfare, done))
        if done.stopped or done.unchecked:
            break
    return solved


def regimes_answer(setting: Setting, asked: tuple[str, ...], solved: list[Regime]) -> ToolResult:
    """Return the result of `compare_regimes`."""
    economy, who = setting.calibration.economy, list(setting.players)
    stopped = len(solved) < len(asked) or any(
        one.play is not None and (one.play.stopped or one.play.unchecked) for one in solved
    )
    values = _values(setting, solved)
    mean = income_weights(setting, who)
    ranked = sorted(solved, key=lambda one: -float(mean @ one.real_income))
    worse = {one.name: [at for at in who if one.real_income[at] < -1e-6] for one in solved}
    sentences = [
        "Mean real income of the players, weighed by income, against the status quo: "
        + join([f"{signed(float(mean @ one.real_income))} % in {_article(one.name)}" for one in ranked])
        + "."
    ]
    for name in (SUBSIDIES, TARIFFS, DUAL):
        if name in worse and len(sentences) < 3:
            sentences.append(_who_loses(name, worse[name], setting))
    caution = "Stopped before the end; what was solved so far is this. " if stopped else ""
    zh = "；".join(f"{ZH[one.name]} {signed(float(mean @ one.real_income))} %" for one in ranked)
    everyone = {one.name: one.real_income for one in solved}
    unfinished = [NAMES[one.name] for one in solved if one.play is not None and not one.play.converged]
    notes = [
        *data_notes(economy, choose(AUTO) == economy.dataset != FULL),
        f"Players: {players_in_words(setting)}; others keep their policies. The status quo is the data, deficits "
        "purged, with tariffs as observed and no production subsidies.",
        f"Bounds: tariffs {100 * setting.bounds.tariff[0]:g} to {100 * setting.bounds.tariff[1]:g} %, subsidies "
        f"{100 * setting.bounds.subsidy[0]:g} to {100 * setting.bounds.subsidy[1]:g} %, in "
        f"{len(setting.sectors)} sectors.",
        "Cooperation maximises log real incomes weighed by income; it is the best point found, a lower bound.",
        "Gains under subsidies start from none: the subsidy war alone is the control for the dual war.",
    ]
    if unfinished:
        notes.append(f"Not converged: {', '.join(unfinished)}; those figures are points on the way.")
    shown = sorted(range(len(economy.codes)), key=lambda at: (at not in who, -economy.revenue[at].sum()))[:12]
    best = ranked[0]
    return ToolResult(
        headline=caution + " ".join(sentences),
        headline_zh=f"{players_in_chinese(setting)}按收入加权的平均实际收入变化：{zh}。",
        values=values,
        tables={"regimes": _table(setting, solved)},
        charts=(
            regime_bars(
                economy,
                {capitalised(NAMES[name]): changes for name, changes in everyone.items()},
                shown,
                f"{capitalised(NAMES[best.name])} leaves the players best off: "
                f"{signed(float(mean @ best.real_income))} % on average",
            ),
        ),
        notes=tuple(notes),
        diagnostics={one.name: play_diagnostics(one.play) for one in solved if one.play is not None},
        partial=stopped,
    )


def _article(name: str) -> str:
    return NAMES[name] if name in (FREE, TOGETHER) else f"the {NAMES[name]}"


def _who_loses(name: str, losers: list[int], setting: Setting) -> str:
    economy, who = setting.calibration.economy, setting.players
    if not losers:
        return f"The {NAMES[name]} makes no player worse off than the status quo."
    if len(losers) == len(who):
        return f"The {NAMES[name]} makes every player worse off than the status quo."
    named = join([the(economy.economies[at].name) for at in losers[:4]])
    return f"The {NAMES[name]} makes {len(losers)} of {len(who)} players worse off ({named})."


def _values(setting: Setting, solved: list[Regime]) -> dict[str, Value]:
    economy, who = setting.calibration.economy, list(setting.players)
    weights = income_weights(setting, who)
    values: dict[str, Value] = {}
    for one in solved:
        key, words = one.name.replace("-", "_"), NAMES[one.name]
        rates = mean_rates(setting.calibration.base, one.policy, setting.sectors)
        for at, label in enumerate(economy.economies):
            values[f"real_income_change.{key}.{label.code}"] = Value(
                value=float(one.real_income[at]), unit="%", label=f"Change in real income, {words}: {label.name}"
            )
        figures = {
            "real_income_change": (float(weights @ one.real_income), "Mean change in real income by income weights"),
            "mean_tariff": (float(np.nanmean(rates.tariff[who])), "Mean tariff, trade-weighted"),
            "mean_subsidy": (float(np.nanmean(rates.subsidy[who])), "Mean subsidy, output-weighted"),
        }
        for quantity, (value, label_text) in figures.items():
            values[f"{quantity}.{key}.players"] = Value(value=value, unit="%", label=f"{label_text}, {words}: players")
        losers = sum(one.real_income[at] < -1e-6 for at in who)
        values[f"losers.{key}"] = Value(
            value=float(losers), unit="economies", label=f"Players worse off than in the status quo, {words}"
        )
    values["players.all"] = Value(value=float(len(who)), unit="economies", label="Players")
    return values


def _table(setting: Setting, solved: list[Regime]) -> pd.DataFrame:
    economy, base = setting.calibration.economy, setting.calibration.base
    rows = []
    zero = Regime("status-quo", current_policy(base), np.zeros(len(economy.codes)), None)
    for one in (zero, *solved):
        rates = mean_rates(base, one.policy, setting.sectors)
        for at, label in enumerate(economy.economies):
            rows.append(
                {
                    "regime": one.name,
                    "code": label.code,
                    "economy": label.name,
                    "real income, % change": float(one.real_income[at]),
                    "mean tariff, trade-weighted, %": float(rates.tariff[at]),
                    "mean tariff, simple, %": float(rates.tariff_simple[at]),
                    "mean subsidy, output-weighted, %": float(rates.subsidy[at]),
                }
            )
    return pd.DataFrame(rows)
