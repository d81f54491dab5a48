"""The best responses to a given policy, beside what the same economies would choose without it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tools.core import Context, ToolResult, UserError, Value
from tools.trade.calibration import Calibration
from tools.trade.equilibrium import Policy
from tools.trade.games.answer import instruments_in_words, play_answer, players_in_chinese, players_in_words
from tools.trade.games.play import Play, play
from tools.trade.games.setting import Setting, read_setting
from tools.trade.policy import apply, find_scenario, scenario_policy
from tools.trade.request import Size, clauses, tariff_changes
from tools.trade.wording import join, signed, the

if TYPE_CHECKING:
    from tools.trade.games.arguments import Retaliation

MOST_NAMED = 3


def answer_to_policy(args: Retaliation, calibration: Calibration, ctx: Context) -> ToolResult:
    """Return the result of `retaliation`.

    Raises:
        UserError: no policy is given, or a name is unknown.
    """
    policy, words, hit = _given(args, calibration)
    codes = calibration.economy.codes
    responders = args.responders.strip() or ", ".join(codes[at] for at in hit)
    setting = read_setting(
        args,
        calibration,
        responders,
        least=1,
        sector=args.response_sector,
        partner=args.response_partner,
        policy=policy,
    )
    kind = "nash" if len(setting.players) > 1 else "optimal"
    found = play(setting, kind, ctx, restarts=1, name="answer to the policy")  # type: ignore[arg-type]
    english, chinese = instruments_in_words(setting.instruments)
    verb = "chooses" if len(setting.players) == 1 else "choose"
    opening = f"{words} and {players_in_words(setting)} then {verb} {english} in answer"
    opening_zh = f"在给定政策下，{players_in_chinese(setting)}以{chinese}应对时"
    if found.stopped or found.unchecked:
        return play_answer(found, opening, opening_zh)
    without = play(
        read_setting(
            args, calibration, responders, least=1, sector=args.response_sector, partner=args.response_partner
        ),
        kind,  # type: ignore[arg-type]
        ctx,
        restarts=0,
        name="the same without the policy",
    )
    if without.stopped or without.unchecked:
        return play_answer(replace(found, unchecked=True), opening, opening_zh)
    extra, values = _comparison(setting, found, without)
    return play_answer(found, opening, opening_zh, extra=extra, values=values)


def _given(args: Retaliation, calibration: Calibration) -> tuple[Policy, str, tuple[int, ...]]:
    """Return the policy answered to, in words, and the positions of the economies whose goods it hits."""
    economy, base = calibration.economy, calibration.base
    start = Policy(np.asarray(base.t), np.asarray(base.e), np.asarray(base.s))  # type: ignore[arg-type]
    words = ""
    if args.scenario:
        scenario = find_scenario(economy, args.scenario)
        start, words = scenario_policy(scenario, base), f"When {scenario.title} are in force"
    changes = []
    if args.importer:
        if args.tariff_change is None:
            raise UserError(
                f"By how much does the tariff of '{args.importer}' change? Give tariff_change in points, "
                "for example 25."
            )
        changes = tariff_changes(args.importer, args.exporter, args.sector, Size(args.tariff_change), economy)
        words += (", " if words else "When ") + clauses(changes, economy)
    if not words:
        raise UserError(
            "Which policy is answered to? Name a scenario (us-2018 or us-china-2019), or an importer with exporter and "
            "tariff_change."
        )
    policy = apply(changes, economy, start)
    moved = np.argwhere(np.abs(np.asarray(policy.t) - np.asarray(base.t)).max(axis=2) > 0.0)
    hit = tuple(sorted({int(i) for i, n in moved if i != n}))
    if not hit:
        raise UserError(
            "The given policy changes nothing, so there is nothing to answer to: give another tariff_change."
        )
    return policy, words, hit


def _comparison(setting: Setting, found: Play, without: Play) -> tuple[str, dict[str, Value]]:
    """Return a sentence on the same responses without the policy, and on it without responses, with their figures."""
    economy = setting.calibration.economy
    named = list(setting.players)[:MOST_NAMED]
    values: dict[str, Value] = {}
    policy_only = 100.0 * np.expm1(setting.before)
    for at, label in enumerate(economy.economies):
        values[f"real_income_change.without_answer.{label.code}"] = Value(
            value=float(policy_only[at]), unit="%", label=f"Change in real income, policy without answer: {label.name}"
        )
        values[f"real_income_change.without_policy.{label.code}"] = Value(
            value=float(without.real_income[at]), unit="%", label=f"Change in real income, answer alone: {label.name}"
        )
    alone = join([f"{signed(policy_only[at])} % in {the(economy.economies[at].name)}" for at in named])
    other = join([f"{signed(without.real_income[at])} %" for at in named])
    sentence = f"Without the answer it is {alone}; with the answer's instruments but without the policy, {other}."
    if "subsidies" in setting.instruments:
        moved = _moved(setting, found, without)
        if moved is not None:
            at, j, points = moved
            values[f"subsidy_change.{economy.codes[at]}.{economy.sectors[j].code}"] = Value(
                value=points,
                unit="points",
                label=f"Subsidy under the policy minus without: {economy.sectors[j].name}, {economy.codes[at]}",
            )
            sentence += f" The policy moves the subsidy most in {economy.sectors[j].name}: {points:+.2f} points."
    return sentence, values


def _moved(setting: Setting, found: Play, without: Play) -> tuple[int, int, float] | None:
    change = 100.0 * (np.asarray(found.policy.s) - np.asarray(without.policy.s))
    cells = [(at, j) for at in setting.players for j in setting.sectors]
    if not cells:
        return None
    at, j = max(cells, key=lambda cell: abs(change[cell]))
    return at, j, float(change[at, j])
