"""Evidence for a solved setting: notes, checks and diagnostics."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tools.trade.games.patterns import Patterns
from tools.trade.games.play import Play
from tools.trade.wording import capitalised, join

WORDS = {
    "tariffs": "tariffs by partner and sector",
    "tariffs-mfn": "tariffs by sector",
    "tariff-uniform": "one tariff for all goods",
    "export-taxes": "export taxes",
    "subsidies": "production subsidies",
}


def checks_table(found: Play) -> pd.DataFrame:
    """Return the certificates as sentences with figures."""
    rows = [("search", found.solution.ending.value), ("steps", str(found.solution.sweeps))]
    rows.append(("largest slope of the first-order conditions", f"{found.solution.slope:.1e}"))
    if found.certificates is not None:
        c = found.certificates
        rows += [
            ("equilibrium residual", f"{c.residual:.1e}"),
            ("largest own curvature (below 0 at a maximum)", f"{c.curvature:.2g}"),
            ("largest eigenvalue of the equilibrium map (below 1 where stable)", f"{c.eigenvalue:.3f}"),
            ("rates on flows too small to matter", str(c.unidentified)),
        ]
        for kind, count in c.unknowns.items():
            rows.append(
                (f"{kind}: at the lowest, at the highest, all", f"{c.at_lower[kind]}, {c.at_upper[kind]}, {count}")
            )
    if found.restarts is not None:
        r = found.restarts
        if r.responses:
            rows.append((f"largest gain of a player in {r.responses} restarts, %", f"{r.gain:.1e}"))
        rows.append(
            (f"largest difference of real income over {r.solutions} further solutions, points", f"{r.spread:.1e}")
        )
    return pd.DataFrame(rows, columns=["check", "result"])


def play_notes(found: Play, shape: Patterns) -> list[str]:
    """Return notes on method, bounds, convergence and what the figures are compared with."""
    setting = found.setting
    bounds, names = setting.bounds, join([WORDS[name] for name in setting.instruments])
    limits = []
    if any(name.startswith("tariff") for name in setting.instruments) or "export-taxes" in setting.instruments:
        limits.append(f"tariffs and export taxes between {100 * bounds.tariff[0]:g} and {100 * bounds.tariff[1]:g} %")
    if "subsidies" in setting.instruments:
        limits.append(f"subsidies between {100 * bounds.subsidy[0]:g} and {100 * bounds.subsidy[1]:g} % of the price")
    scale = "with" if np.asarray(setting.base.psi).any() else "without"
    notes = [
        f"Chosen: {names}, in {len(setting.sectors)} sectors; bounds: {'; '.join(limits)}. Real income is compared "
        "with the status quo of the data, deficits purged, where production subsidies are zero.",
        f"General equilibrium with input-output linkages, {scale} external economies of scale; first-order conditions "
        "by adjoint gradients, best responses by bounded quasi-Newton and Newton steps.",
        _convergence(found),
    ]
    if found.certificates is not None:
        notes += _certificate_notes(found)
    if "subsidies" in setting.instruments and found.kind != "optimal":
        notes.append(
            "Gains from subsidies are measured from a start without any: they correct scale effects that firms do not "
            "price, and are no measure of what rivalry itself brings."
        )
    if found.kind == "cooperative" and any(found.real_income[at] < -1e-6 for at in setting.players):
        notes.append(
            "Some cooperating economies lose: without transfers, rates also redistribute real income, mostly to those "
            "whose weight exceeds their share of income; nobody_worse=true forbids it."
        )
    if shape.tariffs_trade_elasticity is None and any(name.startswith("tariff") for name in setting.instruments):
        notes.append("No rank correlation of tariffs with elasticities is given: too few sectors, or one rate for all.")
    return notes


def _convergence(found: Play) -> str:
    s = found.solution
    if found.stopped:
        return f"The search was stopped after {s.sweeps} steps at a largest slope of {s.slope:.0e}."
    state = "converged" if found.converged else f"did not converge ({s.ending.value})"
    return (
        f"The search {state} in {s.sweeps} steps; the largest slope of a player's log real income inside the bounds is "
        f"{s.slope:.0e}."
    )


def _certificate_notes(found: Play) -> list[str]:
    assert found.certificates is not None
    c, notes = found.certificates, []
    bound = [
        f"{c.at_lower[kind]} of {count} {kind} at the lowest and {c.at_upper[kind]} at the highest rate allowed"
        for kind, count in c.unknowns.items()
        if c.at_lower[kind] + c.at_upper[kind]
    ]
    notes.append(f"Bounds: {'; '.join(bound)}." if bound else "No bound binds.")
    if c.curvature > 1e-6:
        notes.append(
            f"Second-order conditions fail in some direction (curvature {c.curvature:.1e}): the point may be a saddle, "
            "and a player might gain by a large move."
        )
    if np.isfinite(c.eigenvalue):
        stable = "stable and locally unique" if c.eigenvalue < 1.0 else "not stable"
        notes.append(
            f"The largest eigenvalue of the equilibrium map is {c.eigenvalue:.3f}: the equilibrium is {stable}."
        )
    if c.unidentified:
        notes.append(
            f"{c.unidentified} rates fall on flows below a ten-millionth of income and are not pinned down; compare "
            "trade-weighted means and real incomes, not those rates."
        )
    if found.restarts is not None:
        notes.append(_restart_note(found))
    if found.shortfall > 1e-6:
        notes.append(
            f"The floor under real incomes is missed by {100 * found.shortfall:.3f} %: no policy within the bounds was "
            "found that keeps it."
        )
    return notes


def _restart_note(found: Play) -> str:
    assert found.restarts is not None
    r, parts = found.restarts, []
    if r.responses:
        parts.append(f"in {r.responses} searches from random starts no player gained more than {r.gain:.0e} %")
    if r.solutions:
        what = "maxima" if found.kind == "cooperative" else "solutions"
        parts.append(
            f"{r.solutions} further {what} from other starts differ by at most {r.spread:.2g} points of real income"
            + (f" ({r.failures} did not converge)" if r.failures else "")
        )
    return capitalised("; ".join(parts)) + "." if parts else "No restarts were made."


def play_diagnostics(found: Play, shape: Patterns | None = None) -> dict[str, Any]:
    """Return the certificates as plain JSON."""
    s, c, r = found.solution, found.certificates, found.restarts
    out: dict[str, Any] = {
        "converged": found.converged,
        "ending": s.ending.name.lower(),
        "sweeps": s.sweeps,
        "first_order_conditions": _plain(s.slope),
        "last_policy_change": _plain(s.change),
        "equilibrium_residual": _plain(float(s.point.equilibrium.residual)),
        "equilibria_solved": s.equilibria,
        "unknowns": found.game.layout.size,
        "dataset": found.setting.calibration.economy.dataset,
    }
    if c is not None:
        out |= {
            "largest_own_curvature": _plain(c.curvature),
            "largest_eigenvalue": _plain(c.eigenvalue),
            "at_lower_bound": c.at_lower,
            "at_upper_bound": c.at_upper,
            "unknowns_by_instrument": c.unknowns,
            "unidentified": c.unidentified,
        }
    if r is not None:
        out |= {
            "restarts": r.solutions,
            "restarts_not_converged": r.failures,
            "restart_responses": r.responses,
            "largest_gain_of_a_player_percent": r.gain,
            "largest_welfare_difference_points": r.spread,
        }
    if found.objectives:
        out["objective_by_start"] = [_plain(value) for value in found.objectives]
        out["best_lower_bound"] = _plain(max(found.objectives))
    if shape is not None:
        out["rank_correlations"] = dict(correlations(shape))
    return out


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def correlations(shape: Patterns) -> list[tuple[str, float]]:
    """Return the rank correlations that are defined, by name."""
    names = (
        "tariffs_trade_elasticity",
        "tariffs_scale_elasticity",
        "subsidies_scale_elasticity",
        "subsidies_trade_elasticity",
    )
    return [(name, float(getattr(shape, name))) for name in names if getattr(shape, name) is not None]
