"""Trains the shipped models and writes their cards and weights: `python -m tools.arithmetic.build_checkpoints`.

A card that is there already for exactly the same recipe is kept, so that an interrupted build goes on. The seeds of a
model are trained side by side; the weights of the first are kept where `weights` says so.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.arithmetic.checkpoints import Card, Stage, read_card, save_weights
from tools.arithmetic.encodings import Encoding
from tools.arithmetic.lab import Evidence, Job, recipe_for, recipe_of, work_off
from tools.arithmetic.presets import COMPARED_STEPS, STEPS, Preset, preset_for
from tools.arithmetic.train import Recipe
from tools.core.weights import card_text

FOLDER = Path(__file__).parent / "checkpoints"
SEEDS = (1, 2, 3)
CASES = 1000
TEST_SEED = 20240724
COMPARED: tuple[Encoding, ...] = ("relative_bias", "rope", "alibi", "nope", "sinusoidal", "learned", "abacus")
LONGER: tuple[Encoding, ...] = ("rope", "alibi", "nope", "sinusoidal")
log = logging.getLogger(__name__)

STEP = COMPARED_STEPS["addition"]


@dataclass(frozen=True)
class Plan:
    """A model to be trained: its name, its recipe, and what is kept of it beside the card."""

    name: str
    recipe: Recipe
    weights: bool = False
    states: bool = False
    longest: int = 0


def plans() -> Iterator[Plan]:
    """Yield all models, those that are shipped with weights first."""
    yield _plan(preset_for("addition", "learned"), weights=True, states=True)
    yield _plan(preset_for("addition", "relative_bias", digits=4, longest=7), weights=True)
    yield _plan(preset_for("modular_addition", "learned", modulus=100), weights=True)
    yield _plan(preset_for("modular_addition", "learned", modulus=101), weights=True, states=True)
    for encoding in COMPARED:
        preset = preset_for("addition", encoding, units_first=True)
        yield _plan(preset, steps=STEP, weights=encoding in ("rope", "alibi"))
    yield _plan(preset_for("multiplication", "learned"), weights=True, seeds=SEEDS[:1])
    yield _plan(preset_for("modular_multiplication", "learned", modulus=100), weights=True, seeds=SEEDS[:1])
    for modulus in (150, 200, 50, 1000):
        yield _plan(preset_for("modular_addition", "learned", modulus=modulus))
    for encoding in LONGER:
        yield _plan(preset_for("addition", encoding, units_first=True), steps=4 * STEP)


def build(plan: Plan, folder: Path) -> Card:
    """Train a plan's model, write its card and weights, and return the card."""
    started = time.process_time()
    job = Job(plan.recipe, cases=CASES, test_seed=TEST_SEED, longest=plan.longest, watch_states=plan.states)
    found = work_off(job)
    assert found.model is not None
    weights = save_weights(found.model.member(0)) if plan.weights else b""
    card = _card(plan, found, time.process_time() - started, hashlib.sha256(weights).hexdigest() if weights else "")
    folder.mkdir(exist_ok=True)
    if weights:
        (folder / f"{plan.name}.safetensors").write_bytes(weights)
    (folder / f"{plan.name}.json").write_text(card_text(card), encoding="utf-8")
    return card


def is_built(plan: Plan, folder: Path) -> bool:
    """Return whether the card of exactly this recipe is there, and its weights where they are wanted."""
    path = folder / f"{plan.name}.json"
    if not path.is_file() or (plan.weights and not path.with_suffix(".safetensors").is_file()):
        return False
    return recipe_of(read_card(path.read_text(encoding="utf-8"))) == plan.recipe


def _plan(
    preset: Preset, *, weights: bool = False, states: bool = False, steps: int = 0, seeds: tuple[int, ...] = SEEDS
) -> Plan:
    task = preset.task
    recipe = recipe_for(preset, seeds, steps=steps or STEPS[task.operation])
    parts = [task.operation, f"mod{task.modulus}" if task.modular else "", f"{task.digits}-digits", preset.encoding]
    parts += ["units-first" if task.units_first else "", f"{steps}-steps" if steps else ""]
    return Plan("-".join(part.replace("_", "-") for part in parts if part), recipe, weights, states, preset.longest)


def _card(plan: Plan, found: Evidence, seconds: float, digest: str) -> Card:
    recipe, task, shape = plan.recipe, plan.recipe.task, plan.recipe.shape
    assert found.model is not None
    return Card(
        name=plan.name,
        operation=task.operation,
        digits=task.digits,
        width=task.width,
        modulus=task.modulus,
        units_first=task.units_first,
        encoding=shape.encoding,
        layers=shape.layers,
        dim=shape.dim,
        heads=shape.heads,
        dropout=shape.dropout,
        attention_dropout=shape.attention_dropout,
        weight_decay=recipe.weight_decay,
        mixed=recipe.mixed,
        steps=recipe.steps,
        batch=recipe.batch,
        learning_rate=recipe.learning_rate,
        seeds=recipe.seeds,
        parameters=sum(value[0].numel() for value in found.model.parameters()),
        cpu_seconds=round(seconds, 1),
        scores=found.scores,
        test_seed=TEST_SEED,
        stages=tuple(
            Stage(
                step=step,
                points=tuple((round(float(x), 3), round(float(y), 3)) for x, y in shown.points),
                digits=tuple(map(int, shown.digits)),
                explained=round(shown.explained, 4),
            )
            for step, shown in found.stages
        ),
        weights_sha256=digest,
    )


def main() -> None:
    """Build what is missing and print each model's scores."""
    import torch

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="build the models whose name contains this")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads(), help="processor threads")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(options.threads)
    for plan in plans():
        if options.only not in plan.name or is_built(plan, FOLDER):
            continue
        card = build(plan, FOLDER)
        told = [
            f"{score.length}: {[round(100 * share, 1) for share in score.accuracy]}"
            f"/{[round(100 * share, 1) for share in score.equality]}"
            for score in card.scores
        ]
        log.info("%s (%.0f CPU s) %s", card.name, card.cpu_seconds, "; ".join(told))


if __name__ == "__main__":
    main()
