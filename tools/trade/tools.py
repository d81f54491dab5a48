"""The trade tools: simulate a policy, describe an economy; those on chosen policies are in `games.tools`."""

from __future__ import annotations

from tools.core import Context, ToolResult, UserError, tool
from tools.trade.arguments import DescribeEconomy, SimulatePolicy
from tools.trade.data.choice import asks_for_best, choose, manifest_name
from tools.trade.examples import ECONOMY, POLICY
from tools.trade.games import tools as games

__all__ = ["describe_economy", "games", "simulate_policy"]
ACCEPTED_RESIDUAL = 1e-10


@tool(
    family="trade",
    title="Simulate a trade policy",
    examples=POLICY,
    datasets=lambda args: [manifest_name(choose(args.dataset, args.scenario))],
)
def simulate_policy(args: SimulatePolicy, ctx: Context) -> ToolResult:
    """Compute what a change of import tariffs or production subsidies does to real income, wages, prices, trade, output
    and employment in every economy, in general equilibrium.
    """
    from tools.trade.answer import policy_answer
    from tools.trade.conditions import verify
    from tools.trade.data.load import open_calibration
    from tools.trade.equilibrium import find
    from tools.trade.outcome import measure
    from tools.trade.request import read_request

    dataset = choose(args.dataset, args.scenario)
    ctx.progress(0, 3, f"reading and balancing {dataset}")
    calibration = open_calibration(dataset, ctx, args.deficits, args.scale_economies)
    request = read_request(args, calibration.economy, calibration.base)
    ctx.progress(1, 3, "solving for the new equilibrium")
    found = find(calibration.base, request.policy, accepted=ACCEPTED_RESIDUAL)
    conditions = verify(calibration.base, request.policy, found)
    if not (float(found.residual) <= ACCEPTED_RESIDUAL and conditions.worst <= ACCEPTED_RESIDUAL):
        raise UserError(
            f"No equilibrium was found under this policy ({int(found.iterations)} steps ended with a residual of "
            f"{float(found.residual):.1e}); the change, or scale economies, may be too strong for a stable one. "
            "Try a smaller change, or scale_economies=false."
        )
    ctx.progress(2, 3, "drawing tables and charts")
    return policy_answer(
        measure(calibration, request.policy, found),
        request,
        found,
        conditions,
        fallback=asks_for_best(args.dataset),
    )


@tool(
    family="trade",
    title="Describe economies",
    examples=ECONOMY,
    datasets=lambda args: [manifest_name(choose(args.dataset))],
)
def describe_economy(args: DescribeEconomy, ctx: Context) -> ToolResult:
    """Show the size, openness, trading partners, tariffs and elasticities of the economies and sectors in a trade data
    set.
    """
    from tools.trade.data.load import open_calibration
    from tools.trade.description import economy_answer
    from tools.trade.names import resolve

    dataset = choose(args.dataset)
    ctx.progress(0, 1, f"reading and balancing {dataset}")
    calibration = open_calibration(dataset, ctx, "purged", True)
    economy = calibration.economy
    return economy_answer(
        calibration,
        resolve("economy", args.economies or "all", economy.economies),
        resolve("sector", args.sector or "all", economy.sectors),
        fallback=asks_for_best(args.dataset),
    )
