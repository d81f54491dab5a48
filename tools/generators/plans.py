"""The plans that are trained unless a person asks for another, by kind of generator and data."""

from __future__ import annotations

from dataclasses import replace

from tools.generators.bsde.model import Form
from tools.generators.data.samples import SampleSet
from tools.generators.fitting import Recipe
from tools.generators.roster import Kind, Plan

PICTURES = Plan(
    "bsde",
    Recipe(iterations=2500, batch=512, learning_rate=3e-3, kernel="median"),
    form=Form(rank=16, start_widths=(128, 128), z_widths=(64, 32)),
)
PANELS = replace(PICTURES, recipe=replace(PICTURES.recipe, iterations=1500))


def plan_for(data: SampleSet, kind: Kind, seed: int = 1) -> Plan:
    """Return the plan of a generator for a data set: one for pictures, one for tables and panels."""
    plan = PICTURES if data.picture else PANELS
    recipe = replace(plan.recipe, seed=seed)
    if kind in ("flow", "vae"):
        recipe = replace(recipe, learning_rate=2e-3, iterations=5000)
        return Plan(kind, recipe, widths=(256, 256) if kind == "flow" else (128, 128))
    return Plan(kind, recipe, form=plan.form) if kind == "bsde" else Plan(kind, recipe)
