"""Trains the shipped sets and writes their weights and cards: `python -m tools.generators.gammt.build_weights [NAME]`.

On one thread the Markov chains take about five minutes, each of the others about one.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
from pathlib import Path

from tools.core.weights import card_text
from tools.generators.gammt.fitting import Fitted, fit
from tools.generators.gammt.selection import RULES, Rule
from tools.generators.gammt.shipped import FOLDER, Card, experts_as_bytes
from tools.generators.gammt.sources import AR, MARKOV, SWITCHING, URN, US, open_source

PLANS: dict[str, Rule] = {MARKOV: "sequence", URN: "sequence", AR: "sequence", SWITCHING: "token", US: "sequence"}
SEED = 1
log = logging.getLogger(__name__)


def build(name: str) -> Fitted:
    """Train the set of a process with all controls."""
    data = open_source(name, {})
    found = fit(data, rule=PLANS[name], seed=SEED, rules=RULES)
    assert found is not None
    return found


def write(name: str, found: Fitted) -> None:
    """Write the weights of a set and its card."""
    folder = Path(__file__).parent / FOLDER
    folder.mkdir(exist_ok=True)
    content = experts_as_bytes(found.model)
    shape = found.model.shape
    card = Card(
        name=name,
        title=found.data.title,
        symbols=found.data.symbols,
        rule=found.rule,
        experts=shape.experts,
        length=shape.length,
        dim=shape.dim,
        layers=shape.layers,
        heads=shape.heads,
        seed=SEED,
        rows=found.rows,
        chosen=found.chosen,
        best=found.best,
        weights_sha256=hashlib.sha256(content).hexdigest(),
    )
    (folder / f"{name}.safetensors").write_bytes(content)
    (folder / f"{name}.json").write_text(card_text(card), encoding="utf-8")


def main() -> None:
    """Train and write the sets that are named, all by default."""
    import torch

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="processes; all by default")
    torch.set_num_threads(1)
    for name in parser.parse_args().names or PLANS:
        found = build(name)
        write(name, found)
        for row in found.rows:
            log.info("%s %s", name, row.model_dump_json())


if __name__ == "__main__":
    main()
