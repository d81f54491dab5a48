"""Findings on when transformers generalise in arithmetic, each with its gate and its control, from the shipped models.

`python -m evals.findings.arithmetic [--write] [--theory]` prints a table of verdicts as Markdown; --write keeps it in
evals/findings. The figures are those of the cards that `python -m tools.arithmetic.build_checkpoints` trained; a
finding whose model has no card is reported as not measured. --theory also counts every pair of operands of four digits
for all moduli up to 300 (some minutes).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from tools.arithmetic.checkpoints import Card, cards
from tools.arithmetic.encodings import ENCODINGS, LABELS, Encoding
from tools.arithmetic.presets import COMPARED_STEPS
from tools.arithmetic.probes import GATE, LengthScore
from tools.arithmetic.tasks import Operation, bounds
from tools.arithmetic.theory import predict
from tools.arithmetic.wording import in_layers

FOLDER = Path(__file__).parent
MODULI = (50, 100, 101, 150, 200, 1000)
NEAR_THEORY = 0.05
"""How far from theory's share a measured accuracy may be: models answer the residue class in most cases, not in all."""


@dataclass(frozen=True)
class Verdict:
    """A finding and what the models say: `holds` is None where nothing was measured."""

    finding: str
    asked: str
    measured: str
    model: str
    holds: bool | None


def mean(shares: Iterable[float]) -> float:
    """Return the mean in percent."""
    return 100 * float(np.mean(list(shares)))


def spread(shares: tuple[float, ...]) -> str:
    """Return the mean with the lowest and highest seed: `96.3 (93.3-99.2)`."""
    low, high = 100 * min(shares), 100 * max(shares)
    return f"{mean(shares):.1f}" if low == high else f"{mean(shares):.1f} ({low:.1f}-{high:.1f})"


def at(card: Card, length: int) -> LengthScore:
    """Return a card's scores at a length."""
    return next(score for score in card.scores if score.length == length)


def passed(card: Card) -> bool:
    """Return whether every seed is converged."""
    return min(at(card, card.digits).accuracy) >= GATE


def find(name: str) -> Card | None:
    """Return a card by its name."""
    return next((card for card in cards() if card.name == name), None)


def size(card: Card) -> str:
    """Return how large a model is and how it was trained."""
    return (
        f"{in_layers(card.layers)}, d {card.dim}, {card.parameters / 1000:.0f}k parameters, {card.steps:,} steps, "
        f"{len(card.seeds)} seed{'s' if len(card.seeds) > 1 else ''}, {card.cpu_seconds:.0f} CPU s"
    )


def told(card: Card) -> str:
    """Return accuracy and residue equality by length, lowest and highest seed in brackets."""
    return "; ".join(f"{score.length}: {spread(score.accuracy)} / {spread(score.equality)}" for score in card.scores)


def missing(finding: str, asked: str) -> Verdict:
    """Return the verdict on what was not trained."""
    return Verdict(finding, asked, "not measured", "run python -m tools.arithmetic.build_checkpoints", None)


def absolute_addition() -> Verdict:
    """Learned absolute positions answer the residue class."""
    finding, asked = (
        "Addition, learned absolute, trained on 3: the residue class beyond",
        "100/0/0, equality 95/90 in every seed",
    )
    card = find("addition-3-digits-learned")
    if card is None:
        return missing(finding, asked)
    holds = (
        passed(card)
        and max(at(card, 4).accuracy + at(card, 5).accuracy) < 0.01
        and min(at(card, 4).equality) >= 0.95
        and min(at(card, 5).equality) >= 0.90
    )
    return Verdict(finding, asked, told(card), size(card), holds)


def relative_addition() -> Verdict:
    """One learned bias a distance carries addition upward."""
    finding = "Addition, relative bias, units first, trained on 4: right to 7 (trained + 3)"
    asked = ">= 99.8 at trained + 2, and one length further"
    card = find("addition-4-digits-relative-bias-units-first")
    if card is None:
        return missing(finding, asked)
    return Verdict(
        finding,
        asked,
        told(card),
        size(card),
        passed(card) and min(mean(at(card, n).accuracy) for n in (5, 6, 7)) >= 99,
    )


def other_encodings(times: int) -> list[Verdict]:
    """What each encoding does at the same budget, reported as it is."""
    steps = times * COMPARED_STEPS["addition"]
    verdicts = []
    wanted: tuple[Encoding, ...] = ENCODINGS if times == 1 else ("rope", "alibi", "nope", "sinusoidal")
    for encoding in wanted:
        name = f"addition-3-digits-{encoding.replace('_', '-')}-units-first-{steps}-steps"
        finding = f"Addition, {LABELS[encoding]}, units first, {steps:,} steps ({times}x)"
        card = find(name)
        if card is None:
            verdicts.append(missing(finding, "as it is"))
            continue
        state = "converged" if passed(card) else "not converged, so no claim"
        verdicts.append(Verdict(finding, "as it is, with the gate", f"{told(card)} ({state})", size(card), True))
    return verdicts


def moduli() -> list[Verdict]:
    """Moduli beside theory, at three digits after two."""
    verdicts = []
    for modulus in MODULI:
        share = float(predict("modular_addition", modulus, 2, (3, 3)).accuracy)
        finding, asked = f"(a + b) mod {modulus}, trained on 2: at 3 digits", f"theory {100 * share:.1f}"
        card = find(f"modular-addition-mod{modulus}-2-digits-learned")
        if card is None:
            verdicts.append(missing(finding, asked))
            continue
        near = abs(float(np.mean(at(card, 3).accuracy)) - share) <= NEAR_THEORY
        verdicts.append(Verdict(finding, asked, told(card), size(card), passed(card) and near))
    return verdicts


def products(operation: str, name: str) -> Verdict:
    """Multiplication converges, and answers the residue class beyond."""
    finding, asked = f"{operation}, trained on 2: converged; residue equality at 3", "converged at some size and budget"
    card = find(name)
    if card is None:
        return missing(finding, asked)
    return Verdict(finding, asked, told(card), size(card), passed(card))


def theory_is_exact(operation: Operation) -> Verdict:
    """Count all pairs of operands of four digits after three, for every modulus up to 300."""
    started, wrong = time.perf_counter(), 0
    low, high = bounds(4)
    numbers = np.arange(low, high, dtype=np.int32)
    tails = numbers % 1000
    for modulus in range(2, 301):
        right = 0
        u, v = numbers % modulus, tails % modulus
        if operation == "modular_addition":
            counts = np.bincount((numbers - tails) % modulus, minlength=modulus).astype(int)
            right = int(counts @ counts[-np.arange(modulus) % modulus])
        else:
            for a, tail in zip(u.tolist(), v.tolist(), strict=True):
                right += int(np.count_nonzero((a * u - tail * v) % modulus == 0))
        wrong += predict(operation, modulus, 3, (4, 4)).accuracy != Fraction(right, len(numbers) ** 2)
    text = f"{wrong} of 299 moduli differ ({time.perf_counter() - started:.0f} s)"
    return Verdict(f"Theory of {operation} equals counting, n = 3, 4 digits", "all p <= 300", text, "", wrong == 0)


def verdicts(with_theory: bool) -> list[Verdict]:
    """Return all findings."""
    found = [absolute_addition(), relative_addition(), *other_encodings(1), *other_encodings(4), *moduli()]
    found.append(products("Multiplication", "multiplication-2-digits-learned-units-first"))
    name = "modular-multiplication-mod100-2-digits-learned-units-first"
    found.append(products("Multiplication modulo 100", name))
    if with_theory:
        found += [theory_is_exact("modular_addition"), theory_is_exact("modular_multiplication")]
    return found


def table(found: list[Verdict]) -> str:
    """Return the findings as Markdown."""
    names: dict[bool | None, str] = {True: "holds", False: "does not hold", None: "not measured"}
    rows = [f"| {v.finding} | {v.asked} | {v.measured} | {v.model} | {names[v.holds]} |" for v in found]
    return "\n".join(
        [
            "Cells: length of both operands: right answers / residue class f(a mod 10^n, b mod 10^n), percent, mean",
            "over seeds (lowest and highest seed). Unseen operands of exactly that length; gate: 99 % of unseen cases",
            "at the trained length in every seed, else nothing is claimed beyond it.",
            "",
            "| finding | asked | measured | model | verdict |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )


def main() -> None:
    """Print the verdicts; with --write keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write evals/findings/arithmetic.md and .json")
    parser.add_argument("--theory", action="store_true", help="also check the theory by counting, some minutes")
    options = parser.parse_args()
    found = verdicts(options.theory)
    print(table(found))
    if options.write:
        (FOLDER / "arithmetic.md").write_text(f"# Arithmetic: what was measured\n\n{table(found)}\n", encoding="utf-8")
        document = json.dumps([asdict(verdict) for verdict in found], ensure_ascii=False, indent=1)
        (FOLDER / "arithmetic.json").write_text(document + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
