"""How chosen rates go with elasticities: means by sector, trade-weighted, and their rank correlations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from tools.trade.equilibrium import Policy, Primitives
from tools.trade.games.setting import Setting

FEWEST_SECTORS = 4


@dataclass(frozen=True)
class Rates:
    """Mean rates in percent; NaN where nothing is traded or made.

    Attributes:
        tariff: by importer, imports of the baseline as weights, over the sectors in reach, [n].
        tariff_simple: the same without weights, [n].
        export_tax: by exporter, exports of the baseline as weights, [i].
        subsidy: by economy, revenue of the baseline as weights, [i].
        sector_tariff: by importer and sector, [n, j].
        sector_export_tax: by exporter and sector, [i, j].
        sector_subsidy: by economy and sector, [i, j].
    """

    tariff: Float[np.ndarray, " N"]
    tariff_simple: Float[np.ndarray, " N"]
    export_tax: Float[np.ndarray, " N"]
    subsidy: Float[np.ndarray, " N"]
    sector_tariff: Float[np.ndarray, "N J"]
    sector_export_tax: Float[np.ndarray, "N J"]
    sector_subsidy: Float[np.ndarray, "N J"]


@dataclass(frozen=True)
class Patterns:
    """Rank correlations (Spearman) over the sectors in reach; None where they are not defined.

    Attributes:
        tariffs_trade_elasticity: mean sector tariffs of the players with trade elasticities.
        tariffs_scale_elasticity: the same with scale elasticities.
        subsidies_scale_elasticity: mean sector subsidies of the players with scale elasticities.
        subsidies_trade_elasticity: the same with trade elasticities.
        sector_tariff: mean tariff by sector in percent, [j]; NaN outside reach.
        sector_subsidy: mean subsidy by sector in percent, [j]; NaN outside reach.
    """

    tariffs_trade_elasticity: float | None
    tariffs_scale_elasticity: float | None
    subsidies_scale_elasticity: float | None
    subsidies_trade_elasticity: float | None
    sector_tariff: Float[np.ndarray, " J"]
    sector_subsidy: Float[np.ndarray, " J"]


def mean_rates(base: Primitives, policy: Policy, sectors: tuple[int, ...]) -> Rates:
    """Return mean rates of a policy with the flows of the baseline as weights.

    Args:
        base: the baseline.
        policy: rates as fractions.
        sectors: positions of the sectors that count.
    """
    flows, revenue = traded(base), np.asarray(base.R)
    t, e, s = (100.0 * np.asarray(array) for array in policy)
    at = list(sectors)
    abroad = ~np.eye(len(revenue), dtype=bool)
    return Rates(
        tariff=_mean(flows[:, :, at], t[:, :, at], (0, 2)),
        tariff_simple=np.array([t[abroad[:, n], n][:, at].mean() for n in range(len(revenue))]),
        export_tax=_mean(flows[:, :, at], e[:, :, at], (1, 2)),
        subsidy=_mean(revenue[:, at], s[:, at], (1,)),
        sector_tariff=_mean(flows, t, (0,)),
        sector_export_tax=_mean(flows, e, (1,)),
        sector_subsidy=np.where(revenue > 0.0, s, np.nan),
    )


def traded(base: Primitives) -> Float[np.ndarray, "N N J"]:
    """Return flows between economies before tariffs at the baseline, domestic ones set to zero."""
    spending = np.asarray(base.a) * np.asarray(base.Y)[:, None] + np.einsum(
        "ikj,ij->ik", np.asarray(base.gio), np.asarray(base.R)
    )
    flows: np.ndarray = np.asarray(base.lam) * spending[None] / (1.0 + np.asarray(base.t))
    flows[np.arange(len(flows)), np.arange(len(flows))] = 0.0
    return flows


def patterns(setting: Setting, policy: Policy) -> Patterns:
    """Return how the players' rates go with elasticities, over the sectors in reach."""
    base, at, who = setting.calibration.base, list(setting.sectors), list(setting.players)
    theta, psi = np.asarray(base.theta)[at], setting.calibration.economy.scale_elasticity[at]
    t, _, s = (100.0 * np.asarray(array) for array in policy)
    tariff, subsidy = (np.full(len(base.theta), np.nan) for _ in range(2))
    tariff[at] = _mean(traded(base)[:, who][:, :, at], t[:, who][:, :, at], (0, 1))
    subsidy[at] = _mean(np.asarray(base.R)[who][:, at], s[who][:, at], (0,))
    tariffs = any(name.startswith("tariff") for name in setting.instruments)
    subsidies = "subsidies" in setting.instruments
    return Patterns(
        _rank(tariff[at], theta) if tariffs else None,
        _rank(tariff[at], psi) if tariffs else None,
        _rank(subsidy[at], psi) if subsidies else None,
        _rank(subsidy[at], theta) if subsidies else None,
        tariff,
        subsidy,
    )


def _rank(rates: np.ndarray, elasticities: np.ndarray) -> float | None:
    kept = np.isfinite(rates)
    if kept.sum() < FEWEST_SECTORS or np.ptp(rates[kept]) < 1e-6 or np.ptp(elasticities[kept]) == 0.0:
        return None
    from scipy.stats import spearmanr

    return float(spearmanr(rates[kept], elasticities[kept]).statistic)


def _mean(weights: np.ndarray, rates: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    total = weights.sum(axis=axes)
    return np.asarray(
        np.where(total > 0.0, (weights * rates).sum(axis=axes) / np.where(total > 0.0, total, 1.0), np.nan)
    )
