"""The plans that are trained unless a person asks for another, by kind of generator and data."""

from __future__ import annotations

from dataclasses import replace

from tools.generators.bsde.model import Form
from tools.generators.data.samples import SampleSet
from tools.generators.fitting import Recipe
from tools.generators.roster import Kind, Plan

MMD = Recipe(iterations=2500, batch=512, learning_rate=3e-3, kernel="median")
FORM = Form(rank=16, start_widths=(128, 128), z_widths=(64, 32))
STEPS: dict[bool, dict[Kind | str, int]] = {
    True: {"bsde": 2500, "bsde_full": 800, "mlp": 3800, "flow": 10_000, "vae": 6_000},
    False: {"bsde": 1000, "bsde_full": 500, "mlp": 1600, "flow": 4_000, "vae": 3_000},
}
"""Optimizer steps on pictures (True) and on tables and panels: the plain net's and the full Z's take as much processor
time as BSDE-Gen's."""


def plan_for(data: SampleSet, kind: Kind, seed: int = 1) -> Plan:
    """Return the plan of a generator for a data set."""
    steps = STEPS[bool(data.picture)][kind]
    if kind in ("bsde", "mlp"):
        recipe = replace(MMD, iterations=steps, seed=seed)
        return Plan(kind, recipe, form=FORM) if kind == "bsde" else Plan(kind, recipe)
    recipe = Recipe(iterations=steps, batch=128, learning_rate=2e-3, seed=seed)
    return Plan(kind, recipe, widths=(256, 256) if kind == "flow" else (128, 128))


def full_plan(data: SampleSet, seed: int = 1) -> Plan:
    """Return BSDE-Gen's plan with the published full Z."""
    plan = plan_for(data, "bsde", seed)
    steps = STEPS[bool(data.picture)]["bsde_full"]
    return replace(plan, recipe=replace(plan.recipe, iterations=steps), form=replace(plan.form, rank=0))
