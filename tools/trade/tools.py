"""The trade tools: simulate a policy, describe an economy; those on chosen policies are in `games.tools`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from tools.core import Context, ToolArgs, ToolResult, UserError, tool
from tools.trade.data.choice import AUTO, asks_for_best, choose, manifest_name
from tools.trade.examples import ECONOMY, POLICY
from tools.trade.games import tools as games

__all__ = ["describe_economy", "games", "simulate_policy"]
ACCEPTED_RESIDUAL = 1e-10
DATASET = (
    "Trade data: auto (the best one here); world2017; nafta1993 (31 economies); world2017-coarse (4 broad sectors); "
    "stylised-NxJ (made up); or your own import."
)


class SimulatePolicy(ToolArgs):
    """Arguments of `simulate_policy`."""

    importer: str = Field(
        "",
        description="Economy that changes its import tariff; several with commas; all for every economy.",
        examples=["USA"],
    )
    exporter: str = Field(
        "all", description="Economy whose goods the tariff falls on; several with commas; all.", examples=["CHN"]
    )
    sector: str = Field(
        "all",
        description="Industry that the tariff or subsidy falls on; several with commas; all means all goods.",
        examples=["electronics"],
    )
    tariff_change: float | None = Field(
        None,
        description="Percentage points added to the tariff; negative cuts it.",
        examples=[25],
        ge=-1000,
        le=1000,
    )
    tariff_level: float | None = Field(
        None,
        description="New tariff in percent, in place of tariff_change; 0 abolishes it.",
        examples=[0],
        json_schema_extra={"minimum": -99, "maximum": 1000},
    )
    retaliation: bool = Field(
        False, description="Whether the exporter answers with the same tariff on the importer's goods.", examples=[True]
    )
    subsidy_economy: str = Field(
        "", description="Economy that changes its production subsidy to the sector.", examples=["CHN"]
    )
    subsidy_change: float | None = Field(
        None,
        description="Percentage points added to the production subsidy.",
        examples=[5],
        ge=-500,
        le=95,
    )
    scenario: str = Field(
        "",
        description="Named episode of the data: us-2018 (US tariffs on China), us-china-2019 (both sides), nafta-2005.",
        examples=["us-china-2019"],
    )
    more_changes: str = Field(
        "",
        description="Further changes, as 'IMPORTER on EXPORTER: SECTOR +25' (points), '=10' (level in percent) or "
        "'ECONOMY subsidy: SECTOR +5', separated by ';'.",
        examples=["CHN on USA: all +10; EU subsidy: cars +5"],
    )
    dataset: str = Field(AUTO, description=DATASET, examples=["world2017"])
    scale_economies: bool = Field(
        True,
        description="Whether larger sectors become more productive (external economies of scale).",
        examples=[False],
    )
    deficits: Literal["purged", "held"] = Field(
        "purged",
        description="Trade deficits: purged before the policy, or held at their share of world value added.",
        examples=["purged"],
    )

    @field_validator("tariff_level")
    @classmethod
    def _above_free(cls, level: float | None) -> float | None:
        if level is not None and not -99.0 <= level <= 1000.0:
            raise ValueError(
                f"a tariff of {level:g} % is not possible: it must be between -99 and 1000 %, and at -100 % "
                "goods would cost nothing; 0 abolishes the tariff"
            )
        return level


class DescribeEconomy(ToolArgs):
    """Arguments of `describe_economy`."""

    economies: str = Field("all", description="Economies to describe; several with commas; all.", examples=["USA, CHN"])
    sector: str = Field(
        "all",
        description="Industries to show elasticities and tariffs for; several with commas; all.",
        examples=["cars"],
    )
    dataset: str = Field(AUTO, description=DATASET, examples=["world2017"])


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
