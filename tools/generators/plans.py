"""The plans that are trained unless a person asks for another, by kind of generator and data."""

from __future__ import annotations

from dataclasses import replace

from tools.generators.bsde.model import Form
from tools.generators.data.samples import SampleSet
from tools.generators.fitting import Recipe
from tools.generators.roster import Kind, Plan

MMD = Recipe(iterations=2500, batch=512, learning_rate=2e-3, kernel="median")
WIDTHS = (256, 256)
FORM = Form(rank=16, start_widths=WIDTHS, z_widths=(64, 32))
STEPS: dict[bool, dict[Kind | str, int]] = {
    True: {"bsde": 2500, "bsde_full": 750, "mlp": 4000, "flow": 10_000, "vae": 6_000},
    False: {"bsde": 1000, "bsde_full": 300, "mlp": 1600, "flow": 4_000, "vae": 3_000},
}
"""Optimizer steps on pictures (True) and on tables and panels: the plain net's and the published form's take about as
much processor time as BSDE-Gen's."""


def plan_for(data: SampleSet, kind: Kind, seed: int = 1) -> Plan:
    """Return the plan of a generator for a data set; the plain net is as wide as BSDE-Gen's start."""
    steps = STEPS[bool(data.picture)][kind]
    if kind in ("bsde", "mlp"):
        recipe = replace(MMD, iterations=steps, seed=seed)
        return Plan(kind, recipe, form=FORM) if kind == "bsde" else Plan(kind, recipe, widths=WIDTHS)
    recipe = Recipe(iterations=steps, batch=128, learning_rate=2e-3, seed=seed)
    return Plan(kind, recipe, widths=WIDTHS if kind == "flow" else (128, 128))


def published_plan(data: SampleSet, seed: int = 1) -> Plan:
    """Return BSDE-Gen's plan with the published nets, 64-32-64 wide, and full Z, in fewer Euler steps."""
    plan = plan_for(data, "bsde", seed)
    steps = STEPS[bool(data.picture)]["bsde_full"]
    return replace(plan, recipe=replace(plan.recipe, iterations=steps), form=Form())
