"""The tools on chosen policies: alone, against each other, together, in answer to others, and how robust it all is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.core import Context, ToolResult, UserError, tool
from tools.trade.data.choice import choose, manifest_name
from tools.trade.games.arguments import (
    CompareRegimes,
    CooperativePolicy,
    NashPolicy,
    OptimalPolicy,
    Retaliation,
    Sensitivity,
)
from tools.trade.games.examples import COMPARE, COOPERATIVE, NASH, OPTIMAL, RETALIATION, SENSITIVITY

if TYPE_CHECKING:
    from tools.trade.calibration import Calibration
    from tools.trade.games.arguments import PolicyArguments


@tool(
    family="trade",
    title="Best policy of one economy",
    examples=OPTIMAL,
    datasets=lambda args: [manifest_name(choose(args.dataset))],
)
def optimal_policy(args: OptimalPolicy, ctx: Context) -> ToolResult:
    """Find the tariffs, export taxes or production subsidies that one economy would choose alone, by partner and
    sector, to maximise its real income while the others keep their policies.
    """
    from tools.trade.games.answer import instruments_in_words, play_answer, players_in_chinese, players_in_words
    from tools.trade.games.play import play
    from tools.trade.games.setting import read_setting, read_weights, under_scenario
    from tools.trade.names import resolve_one

    calibration = _calibration(args, ctx)
    if not args.economy.strip():
        raise UserError("Whose policy? Name one economy, for example economy=USA.")
    resolve_one("economy", args.economy, calibration.economy.economies)
    policy = under_scenario(calibration, args.scenario)
    setting = read_setting(
        args, calibration, args.economy, least=1, sector=args.sector, partner=args.partner, policy=policy
    )
    found = play(setting, "optimal", ctx, restarts=args.restarts, weights=read_weights(args.objective, setting))
    english, chinese = instruments_in_words(setting.instruments)
    under = f" under {args.scenario}" if args.scenario else ""
    return play_answer(
        found,
        f"If {players_in_words(setting)} alone chose its {english}{under}",
        f"{players_in_chinese(setting)}单独选择{chinese}时",
    )


@tool(
    family="trade",
    title="Trade or subsidy war",
    examples=NASH,
    datasets=lambda args: [manifest_name(choose(args.dataset))],
)
def nash_policy(args: NashPolicy, ctx: Context) -> ToolResult:
    """Solve a trade war or subsidy war: the Nash equilibrium in which each of several economies chooses tariffs,
    subsidies or both as the best response to the others.
    """
    from tools.trade.games.answer import (
        instruments_in_words,
        losers,
        play_answer,
        players_in_chinese,
        players_in_words,
    )
    from tools.trade.games.play import play
    from tools.trade.games.setting import read_setting

    calibration = _calibration(args, ctx)
    setting = read_setting(args, calibration, args.economies, least=2, sector=args.sector)
    found = play(setting, "nash", ctx, restarts=args.restarts)
    english, chinese = instruments_in_words(setting.instruments)
    extra, extra_zh, values = losers(found)
    return play_answer(
        found,
        f"In the Nash equilibrium of {english} among {players_in_words(setting)}",
        f"在{players_in_chinese(setting)}的{chinese}纳什均衡中",
        extra=extra,
        extra_zh=extra_zh,
        values=values,
    )


@tool(
    family="trade",
    title="Cooperation",
    examples=COOPERATIVE,
    datasets=lambda args: [manifest_name(choose(args.dataset))],
)
def cooperative_policy(args: CooperativePolicy, ctx: Context) -> ToolResult:
    """Find the tariffs and subsidies that economies would set together in a trade agreement, maximising the weighted
    sum of their log real incomes.
    """
    from tools.trade.games.answer import instruments_in_words, play_answer, players_in_chinese, players_in_words
    from tools.trade.games.play import play
    from tools.trade.games.setting import equal_weights, income_weights, read_setting

    calibration = _calibration(args, ctx)
    setting = read_setting(args, calibration, args.economies, least=2, sector=args.sector)
    weigh = income_weights if args.weights == "income" else equal_weights
    found = play(
        setting,
        "cooperative",
        ctx,
        restarts=args.restarts,
        weights=weigh(setting, setting.players),
        floor=args.nobody_worse,
    )
    english, chinese = instruments_in_words(setting.instruments)
    return play_answer(
        found,
        f"If {players_in_words(setting)} set {english} together, with {args.weights} weights",
        f"{players_in_chinese(setting)}合作选择{chinese}时",
    )


@tool(
    family="trade",
    title="Compare policy regimes",
    examples=COMPARE,
    datasets=lambda args: [manifest_name(choose(args.dataset))],
)
def compare_regimes(args: CompareRegimes, ctx: Context) -> ToolResult:
    """Compare policy regimes side by side: free trade, tariff war, subsidy war, dual war and cooperation against the
    status quo; who is better or worse off, and with which tariffs and subsidies.
    """
    from tools.trade.games.regimes import read_regimes, regimes_answer, solve_regimes
    from tools.trade.games.setting import read_setting

    names = read_regimes(args.regimes)
    calibration = _calibration(args, ctx)
    setting = read_setting(args, calibration, args.economies, least=2, sector=args.sector)
    solved = solve_regimes(setting, names, ctx)
    if not solved:
        ctx.check_cancelled()
    return regimes_answer(setting, names, solved)


@tool(
    family="trade",
    title="Answer to a policy",
    examples=RETALIATION,
    datasets=lambda args: [manifest_name(choose(args.dataset, args.scenario))],
)
def retaliation(args: Retaliation, ctx: Context) -> ToolResult:
    """Find how economies best respond to a given policy, such as the 2018-19 US tariffs on China, with tariffs or
    subsidies of their own, and where that leaves everyone.
    """
    from tools.trade.games.retaliation import answer_to_policy

    return answer_to_policy(args, _calibration(args, ctx), ctx)


@tool(
    family="trade",
    title="Sensitivity of a policy",
    examples=SENSITIVITY,
    datasets=lambda args: [manifest_name(choose(args.dataset))],
)
def sensitivity(args: Sensitivity, ctx: Context) -> ToolResult:
    """Repeat an optimal, Nash or cooperative policy over scaled trade or scale elasticities, or with subsidies that
    leak or miss their sectors, to see how robust it is.
    """
    from tools.trade.games.setting import read_setting
    from tools.trade.games.sweep import sweep, sweep_answer, values_of

    values = values_of(args)
    calibration = _calibration(args, ctx)
    setting = read_setting(
        args, calibration, args.economies, least=1 if args.policy == "optimal" else 2, sector=args.sector
    )
    if args.policy == "optimal" and len(setting.players) > 1:
        raise UserError("An optimal policy is that of one economy: name one in economies, or take policy=nash.")
    cases = sweep(setting, args.policy, args.vary, values, ctx)
    if not cases:
        ctx.check_cancelled()
    return sweep_answer(setting, args, cases, len(values))


def _calibration(args: PolicyArguments, ctx: Context) -> Calibration:
    from tools.trade.data.load import open_calibration

    dataset = choose(args.dataset, getattr(args, "scenario", ""))  # type: ignore[attr-defined]
    ctx.progress(0, 1, f"reading and balancing {dataset}")
    return open_calibration(dataset, ctx, "purged", args.scale_economies)  # type: ignore[attr-defined]
