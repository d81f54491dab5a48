"""How well the embedded model labels tasks: against people, beside GPT-4, the classifier and a constant answer.

Run `python -m evals.labelling [--minutes 9] [--robustness 100] [--write]`; the data set gpts-are-gpts must have been
fetched. Labels are stored: the command may be stopped, and goes on from there when it is run again; with --minutes it
stops by itself. The sample is fixed: 500 O*NET tasks by number, texts are not kept here.
"""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agent.labelling import install
from tools.core.context import Context, Progress
from tools.core.datasets import catalog
from tools.core.errors import Cancelled
from tools.core.settings import settings
from tools.core.workspace import workspace
from tools.exposure.classifier.tables import shipped_probabilities
from tools.exposure.data import onet
from tools.exposure.labelling.agreement import Labels, Pair, pair_agreement
from tools.exposure.labelling.calibration import Calibration, calibration
from tools.exposure.labelling.engine import Labelled, collect, label_items
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labeller import Labeller
from tools.exposure.labelling.labellers import LabellerOptions, make_labeller
from tools.exposure.labelling.robustness import Robustness, robustness
from tools.exposure.labelling.rubric import LABELS, load_rubric
from tools.exposure.labelling.store import LabelStore

if TYPE_CHECKING:
    import pandas as pd

SAMPLE_FILE = Path(__file__).parent / "cases" / "labelling_sample.json"
FINDINGS = Path(__file__).parent / "findings"
SIZE = 500
RESAMPLES = 1_000
PEOPLE, CONSTANT = "people", "always E0"


def draw_sample(tasks: pd.DataFrame, size: int = SIZE) -> list[list[Any]]:
    """Return the sample as (O*NET-SOC code, task number) pairs: drawn at random, each text once."""
    distinct = tasks.drop_duplicates(["title", "task"])
    places = np.random.default_rng(settings().seed).choice(len(distinct), size, replace=False)
    chosen = distinct.iloc[sorted(places)]
    return [[str(row.soc), int(str(row.task_id))] for row in chosen.itertuples()]


def sampled(tasks: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the fixed sample, shuffled: what is labelled first is a random part of it too."""
    wanted = [tuple(pair) for pair in json.loads(SAMPLE_FILE.read_text(encoding="utf-8"))]
    keyed = tasks.drop_duplicates(["soc", "task_id"]).set_index(["soc", "task_id"], drop=False)
    order = np.random.default_rng(settings().seed).permutation(len(wanted))
    return keyed.loc[[wanted[at] for at in order]]


def classifier_labels(tasks: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """Return the labels of the sample by the classifier that people's labels of other occupations taught."""
    probabilities = shipped_probabilities("onet", "people", tasks)
    place = {(row.soc, row.task_id): at for at, row in enumerate(tasks.itertuples())}
    chosen = [place[row.soc, row.task_id] for row in rows.itertuples()]
    return [LABELS[int(at)] for at in probabilities[chosen].argmax(axis=1)]


def run(options: argparse.Namespace) -> None:
    """Label what is missing, and print or write what is known."""
    tasks = onet.load_tasks(catalog().fetch(onet.DATASET))
    rows = sampled(tasks)
    items = [Item(at, str(row.task_id), str(row.title), str(row.task)) for at, row in enumerate(rows.itertuples())]
    install()
    rubric, how = load_rubric("en"), LabellerOptions(reasons=False)
    labeller = make_labeller(options.model, rubric, how)
    store = LabelStore(workspace().labels)
    stop = threading.Event()
    if options.minutes:
        timer = threading.Timer(60 * options.minutes, stop.set)
        timer.daemon = True
        timer.start()
    context = Context(settings().seed, {}, workspace().cache, report=_show, stop=stop)
    checked: list[Robustness] = []
    try:
        if not options.stored:
            label_items(items, [labeller], store, context)
        if options.robustness:
            checked = robustness(items, [labeller.name], rubric, how, store, context, sample=options.robustness)
    except Cancelled:
        print("stopped: run the same command again to go on")
        if not options.write:
            return
    found = collect(items, [labeller], store)
    ratings: dict[str, Labels] = {
        PEOPLE: rows["human"].tolist(),
        labeller.name: found.ratings()[labeller.name],
        "classifier, held out": classifier_labels(tasks, rows),
        "GPT-4, rubric 1": rows["gpt4"].tolist(),
        "GPT-4, rubric 2": rows["gpt4_alt"].tolist(),
        CONSTANT: ["E0"] * len(rows),
    }
    report(ratings, labeller, found, checked, store, write=options.write)


def report(
    ratings: Mapping[str, Labels],
    labeller: Labeller,
    found: Labelled,
    checked: Sequence[Robustness],
    store: LabelStore,
    *,
    write: bool,
) -> None:
    """Print the figures; with `write`, keep them under findings/."""
    pairs = [
        pair_agreement(name, PEOPLE, ratings, seed=settings().seed, resamples=RESAMPLES)
        for name in ratings
        if name != PEOPLE
    ]
    confidence = calibration(found.judgements[labeller.name], ratings[PEOPLE])
    seconds = store.experience(store.know(labeller)).seconds
    text = as_markdown(labeller, ratings, pairs, confidence, checked, seconds)
    print(text)
    if write:
        document = {
            "labeller": dict(labeller.identity),
            "seconds_per_item_median": round(seconds, 2),
            "pairs": [asdict(pair) for pair in pairs],
            "calibration": asdict(confidence) if confidence else None,
            "robustness": [asdict(one) for one in checked],
        }
        (FINDINGS / "labelling.md").write_text(text, encoding="utf-8")
        content = json.dumps(_plain(document), ensure_ascii=False, indent=1)
        (FINDINGS / "labelling.json").write_text(content + "\n", encoding="utf-8")


def as_markdown(
    labeller: Labeller,
    ratings: Mapping[str, Labels],
    pairs: Sequence[Pair],
    confidence: Calibration | None,
    checked: Sequence[Robustness],
    seconds: float,
) -> str:
    """Return the figures as Markdown."""
    done = sum(label is not None for label in ratings[labeller.name])
    lines = [
        "# Labelling",
        "",
        "Written by `python -m evals.labelling --robustness 100 --write`. A fixed random sample of "
        f"{len(ratings[PEOPLE])} O*NET tasks, {done} of them labelled by the model {labeller.name} (rubric "
        f"{labeller.identity['rubric'].split()[0]}, no reasons, median {seconds:.1f} s a task on 2 shared cores). "
        "Each line is compared with people's labels; in brackets 95 % bootstrap intervals over tasks. The classifier "
        "did not see the occupation of the task it labels. A constant answer is the control.",
        "",
        "| labeller | tasks | E0 / E1 / E2 | agreement with people | Cohen's kappa | alpha, ordinal |",
        "|---|---|---|---|---|---|",
    ]
    for pair in pairs:
        counts = " / ".join(str(sum(row[at] for row in _transposed(pair))) for at in range(3))
        lines.append(f"| {pair.first} | {pair.items} | {counts} | {pair.raw} | {pair.kappa} | {pair.ordinal} |")
    names = [boundary.name.replace("|", "\\|") for boundary in pairs[0].boundaries]
    lines += ["", "Agreement (kappa) by boundary:", "", f"| labeller | {' | '.join(names)} |", "|---" * 7 + "|"]
    for pair in pairs:
        cells = [
            f"{100 * b.agreement:.0f} % ({b.kappa:.2f})" if np.isfinite(b.agreement) else "not defined"
            for b in pair.boundaries
        ]
        lines.append(f"| {pair.first} | {' | '.join(cells)} |")
    if confidence:
        lines += [
            "",
            f"Confidence of {labeller.name}: mean {confidence.confidence:.2f}, right {confidence.right:.2f}, expected "
            f"calibration error {confidence.error:.2f}.",
        ]
    for one in checked:
        reordered, reworded = (f"{100 * (1 - pair.raw.value):.0f} %" for pair in (one.reordered, one.reworded))
        lines += [
            "",
            f"Robustness, {one.items} of the tasks: {reordered} of the labels change when the examples stand in "
            f"another order, {reworded} when the rubric is reworded too.",
        ]
    return "\n".join(lines) + "\n"


def _transposed(pair: Pair) -> list[tuple[int, ...]]:
    """Return the confusion with one row a label of people, so that columns are the labeller's labels."""
    return [tuple(column) for column in zip(*pair.confusion, strict=True)]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return round(value, 4) if np.isfinite(value) else None
    return value


def _show(step: Progress) -> None:
    if step.done % 25 == 0:
        print(step.message, flush=True)


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="embedded", help="the labeller, as for `quesnay label`")
    parser.add_argument("--minutes", type=float, default=0, help="stop after this time; 0 for no limit")
    parser.add_argument("--robustness", type=int, default=0, help="label this many tasks again, reordered and reworded")
    parser.add_argument("--stored", action="store_true", help="ask nothing: report what is labelled so far")
    parser.add_argument("--write", action="store_true", help="write the findings, of what is labelled so far")
    parser.add_argument("--draw", action="store_true", help="draw the sample anew (once)")
    options = parser.parse_args()
    if options.draw:
        pairs = draw_sample(onet.load_tasks(catalog().fetch(onet.DATASET)))
        SAMPLE_FILE.write_text("[\n" + ",\n".join(json.dumps(pair) for pair in pairs) + "\n]\n", encoding="utf-8")
        return
    run(options)


if __name__ == "__main__":
    main()
