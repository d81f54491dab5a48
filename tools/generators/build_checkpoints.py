"""Trains the shipped generators and writes their cards and weights: `python -m tools.generators.build_checkpoints`.

A generator whose card is there for exactly the same plan is kept, so that an interrupted build goes on. Figures are not
kept: every result measures the weights anew.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.generators import store
from tools.generators.data.choice import open_data
from tools.generators.data.samples import SampleSet
from tools.generators.fitting import Watch
from tools.generators.plans import plan_for
from tools.generators.roster import Plan
from tools.generators.study import train_one

FOLDER = Path(__file__).parent / store.SHIPPED
DATA = ("digits", "us-macro-panel")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A generator to be shipped: its files' name, the data set, and its plan."""

    name: str
    data: SampleSet
    plan: Plan


def jobs() -> Iterator[Job]:
    """Yield all shipped generators."""
    for name in DATA:
        data = open_data(name, {})
        for kind in ("bsde", "mlp", "flow", "vae"):
            yield Job(f"{name}-{kind}", data, plan_for(data, kind))


def is_built(job: Job, folder: Path) -> bool:
    """Return whether the card and weights of exactly this plan are in a folder."""
    path = folder / f"{job.name}.json"
    if not path.is_file() or not path.with_suffix(".safetensors").is_file():
        return False
    return store.read_card(path.read_text(encoding="utf-8")).read_plan() == job.plan


def build(job: Job, folder: Path) -> store.Card:
    """Train a generator, write its card and weights, and return the card."""
    fitted = train_one(job.data, job.plan, Watch())
    card, content = store.describe(job.name, job.data.name, job.data.dim, job.data.bounds, job.plan, fitted)
    store.save(folder, card, content)
    return card


def main() -> None:
    """Build what is missing."""
    import torch

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", default="", help="build this generator alone")
    parser.add_argument("--threads", type=int, default=1, help="processor threads")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(options.threads)
    for job in jobs():
        if options.name not in ("", job.name) or is_built(job, FOLDER):
            continue
        card = build(job, FOLDER)
        last = card.curve[-1][1]
        log.info("%s: %s steps, %.0f CPU s, loss %.5f", card.name, card.iterations, card.cpu_seconds, last)
        log.info("%s", asdict(job.plan))


if __name__ == "__main__":
    main()
