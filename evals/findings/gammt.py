"""Checks the findings on GAMMT: `python -m evals.findings.gammt [--part NAME --seed N] [--write]`.

The paper (arXiv 2211.09812) reports no experiments: every claim below is ours. A part is the training of all sets and
controls on one process with one seed (one to four minutes on one thread); it is kept in the workspace, so that the
parts can be run one after another. Seed 1 of a process that is shipped is read from its card. With `--write` the table
of all parts that are there goes to `gammt.md` and `gammt.json` beside this file.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from tools.core.workspace import workspace
from tools.generators.gammt.fitting import Fitted, Measured, Source, fit
from tools.generators.gammt.processes import autoregressions, ellsberg_urn, markov_chains, switching_regimes
from tools.generators.gammt.selection import RULES
from tools.generators.gammt.shipped import cards
from tools.generators.gammt.text import small_text
from tools.generators.gammt.wording import RULE_NAMES, named

HERE = Path(__file__).parent
SEEDS = (1, 2, 3)
PARTS = ("markov", "urn", "ar", "switching", "text")
TRUE_K = {"markov": 3, "urn": 3, "ar": 3, "switching": 2}
COVERAGE_ASKED = 0.97
T_95 = {1: 12.71, 2: 4.30, 3: 3.18}
"""Two-sided 95 % points of Student's t by degrees of freedom."""


class Part(BaseModel):
    """All that was trained on one process with one seed."""

    model_config = ConfigDict(frozen=True)

    name: str
    seed: int
    rows: tuple[Measured, ...]
    chosen: int

    @property
    def set(self) -> Measured:
        """The set of the chosen K."""
        return self.rows[self.chosen]

    def of(self, what: str) -> Measured | None:
        """Return the control or the other rule of a name."""
        return next((row for row in self.rows if row.what == what or (row.what == "rule" and row.rule == what)), None)


@dataclass(frozen=True)
class Finding:
    """A claim, what was measured, and whether it holds."""

    claim: str
    measured: str
    verdict: str


def run(name: str, seed: int) -> Part:
    """Train everything on one process with one seed, and keep it."""
    data = _data(name, seed)
    found: Fitted | None
    if name == "text":
        found = fit(data, rule="sequence", seed=seed, experts=3, rules=("token",))
    else:
        found = fit(data, rule="sequence", seed=seed, rules=RULES)
    assert found is not None
    part = Part(name=name, seed=seed, rows=found.rows, chosen=found.chosen)
    _file(name, seed).parent.mkdir(parents=True, exist_ok=True)
    _file(name, seed).write_text(part.model_dump_json(indent=1), encoding="utf-8")
    return part


def known_parts(name: str) -> list[Part]:
    """Return the parts of a process that are there, by seed."""
    found = []
    for seed in SEEDS:
        path = _file(name, seed)
        card = cards().get(name)
        if path.is_file():
            found.append(Part.model_validate_json(path.read_text(encoding="utf-8")))
        elif seed == 1 and card is not None:
            found.append(Part(name=name, seed=1, rows=card.rows, chosen=card.chosen))
    return found


def findings() -> list[Finding]:
    """Return the verdict on each claim."""
    markov = known_parts("markov")
    told = [_coverage(markov), _choice(markov), _width(markov), *_against_one(markov, "Markov chains"), _oracle(markov)]
    told += [_rule(markov, rule) for rule in ("winner", "token")]
    for name in ("urn", "ar", "switching"):
        if parts := known_parts(name):
            told += [_other(parts), *_against_one(parts, name, ("equal CPU",))]
    if parts := known_parts("text"):
        told += _against_one(parts, "small text")
    return told


def _coverage(parts: list[Part]) -> Finding:
    shares = [part.set.score.coverage for part in parts]
    return Finding(
        f"3 Markov chains: the envelopes hold at least {COVERAGE_ASKED:.0%} of all true probabilities, up to .02",
        f"{_by_seed(shares, 3)}; {len(parts)} seed{'s' if len(parts) > 1 else ''}",
        "holds"
        if min(shares) >= COVERAGE_ASKED
        else "holds on average"
        if np.mean(shares) >= COVERAGE_ASKED
        else "does not hold",
    )


def _covers(shares: list[float]) -> str:
    if min(shares) >= COVERAGE_ASKED:
        return "holds"
    return "holds on average, not for each seed" if np.mean(shares) >= COVERAGE_ASKED else "does not hold"


def _choice(parts: list[Part]) -> Finding:
    chosen = [part.set.score.experts for part in parts]
    right = sum(one == TRUE_K[parts[0].name] for one in chosen)
    return Finding(
        "3 Markov chains: held-out likelihood and coverage of counts choose K = 3",
        f"K chosen: {', '.join(map(str, chosen))}",
        "holds" if right == len(parts) else f"holds for {right} of {len(parts)} seeds",
    )


def _width(parts: list[Part]) -> Finding:
    pairs = ", ".join(f"{part.set.score.width:.3f} / {part.set.score.true_width:.3f}" for part in parts)
    off = max(abs(part.set.score.width / part.set.score.true_width - 1.0) for part in parts)
    return Finding(
        "3 Markov chains: the coverage is not bought by width (within 10 % of the true width)",
        f"width / true width: {pairs}",
        "holds" if off <= 0.1 else "does not hold",
    )


def _against_one(parts: list[Part], where: str, kinds: tuple[str, ...] = ("equal steps", "equal CPU")) -> list[Finding]:
    told = []
    for kind in kinds:
        pairs = [(part.of(kind), part.set) for part in parts]
        gains = [one.score.nats - mine.score.nats for one, mine in pairs if one is not None]
        if not gains:
            continue
        mean, half = _interval(gains)
        sure = math.isfinite(half) and abs(mean) > half
        verdict = ("better" if mean > 0 else "worse") + (
            "" if sure else ", not significant over seeds" if len(gains) > 1 else ", one seed"
        )
        told.append(
            Finding(
                f"{where}: the set against one transformer of as many parameters at {kind}",
                f"{_by_seed(gains, 4, sign=True)} nats a symbol, mean {mean:+.4f} (95 % interval {_half(mean, half)})",
                verdict,
            )
        )
    return told


def _oracle(parts: list[Part]) -> Finding:
    gaps = [part.set.score.nats - part.set.score.oracle for part in parts]
    mean, half = _interval(gaps)
    return Finding(
        "3 Markov chains: nats above the mixture that knows the truth",
        f"{_by_seed(gaps, 4, sign=True)}, mean {mean:+.4f} (95 % interval {_half(mean, half)})",
        "reported",
    )


def _rule(parts: list[Part], rule: str) -> Finding:
    rows = [row for part in parts if (row := part.of(rule)) is not None]
    covered = [row.score.coverage for row in rows]
    nats = [row.score.nats - part.set.score.nats for row, part in zip(rows, parts, strict=True)]
    widths = [row.score.width for row in rows]
    return Finding(
        f"3 Markov chains: {RULE_NAMES[rule]} covers as the sequence mixture does",  # type: ignore[index]
        f"coverage {_by_seed(covered, 3)} at width {_by_seed(widths, 3)}; {_by_seed(nats, 4, sign=True)} nats to the "
        "sequence mixture",
        _covers(covered),
    )


def _other(parts: list[Part]) -> Finding:
    name = parts[0].name
    rows = [part.set.score for part in parts]
    covered = [score.coverage for score in rows]
    pairs = ", ".join(f"{score.width:.3f} / {score.true_width:.3f}" for score in rows)
    chosen = ", ".join(str(score.experts) for score in rows)
    return Finding(
        f"{name}: the envelopes hold at least {COVERAGE_ASKED:.0%} of all true probabilities, up to .02",
        f"{_by_seed(covered, 3)}; width / true width {pairs}; K chosen {chosen}, true {TRUE_K[name]}",
        _covers(covered),
    )


def report() -> tuple[str, dict[str, object]]:
    """Return the findings as Markdown and as plain JSON."""
    told = findings()
    lines = [
        "# GAMMT: findings\n",
        "Written by `python -m evals.findings.gammt --write`. The paper reports no experiments: processes, selection "
        "rules, the choice of K and all figures are ours. Nats a symbol on 512 sequences that were neither trained on "
        "nor used to choose K; 'covered' is the share of the true probabilities of all chains inside the envelopes, up "
        "to .02; CPU seconds of one thread of a shared machine are upper bounds, measured side by side. Intervals are "
        "over seeds (new chains, weights and draws for the Markov chains; new weights and draws for the others).\n",
        "| finding | measured | verdict |",
        "|---|---|---|",
        *(f"| {one.claim} | {one.measured} | {one.verdict} |" for one in told),
    ]
    document: dict[str, object] = {"findings": [vars(one) for one in told]}
    for name in PARTS:
        parts = known_parts(name)
        document[name] = [part.model_dump(mode="json") for part in parts]
        if parts:
            lines += ["", f"## {name}", "", *_table(parts)]
    return "\n".join(lines) + "\n", document


COLUMNS = (
    "seed", "model", "nats", "s.e.", "to the chosen set (s.e.)", "truth", "covered", "counts", "width", "true width",
    "parameters", "steps", "CPU s",
)  # fmt: skip


def _table(parts: list[Part]) -> list[str]:
    lines = [f"| {' | '.join(COLUMNS)} |", "|" + "---|" * len(COLUMNS)]
    for part in parts:
        for at, row in enumerate(part.rows):
            score = row.score
            known = score.oracle >= 0
            cells = (
                part.seed,
                named(row) + (" (chosen)" if at == part.chosen else ""),
                f"{score.nats:.4f}",
                f"{score.error:.4f}",
                f"{row.behind:+.4f} ({row.behind_error:.4f})",
                f"{score.oracle:.4f}" if known else "-",
                f"{score.coverage:.3f}" if known else "-",
                f"{score.counts:.3f}",
                f"{score.width:.3f}",
                f"{score.true_width:.3f}" if known else "-",
                f"{row.parameters:,}",
                f"{row.steps:,}",
                f"{row.cpu_seconds:.0f}",
            )
            lines.append(f"| {' | '.join(map(str, cells))} |")
    return lines


def _interval(figures: list[float]) -> tuple[float, float]:
    mean = float(np.mean(figures))
    if len(figures) < 2:
        return mean, math.nan
    return mean, T_95[len(figures) - 1] * float(np.std(figures, ddof=1)) / math.sqrt(len(figures))


def _half(mean: float, half: float) -> str:
    return f"{mean - half:+.4f} to {mean + half:+.4f}" if math.isfinite(half) else "none, one seed"


def _by_seed(figures: list[float], digits: int, *, sign: bool = False) -> str:
    return ", ".join(f"{figure:{'+' if sign else ''}.{digits}f}" for figure in figures)


def _data(name: str, seed: int) -> Source:
    if name == "markov":
        return markov_chains(seed)
    if name == "text":
        return small_text()
    if name == "urn":
        return ellsberg_urn()
    return autoregressions() if name == "ar" else switching_regimes()


def _file(name: str, seed: int) -> Path:
    return workspace().cache / "gammt_findings" / f"{name}-{seed}.json"


def main() -> None:
    """Run a part, or print the findings and write them where asked."""
    import torch

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS, help="process to train on")
    parser.add_argument("--seed", type=int, default=1, choices=SEEDS, help="seed of the part")
    parser.add_argument("--write", action="store_true", help="write gammt.md and gammt.json")
    args = parser.parse_args()
    torch.set_num_threads(1)
    if args.part:
        print(run(args.part, args.seed).model_dump_json(indent=1))
        return
    text, document = report()
    print(text)
    if args.write:
        (HERE / "gammt.md").write_text(text, encoding="utf-8")
        (HERE / "gammt.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
