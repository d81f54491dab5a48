"""`quesnay label`: label a list of occupations or tasks by their exposure to language models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tools.core.errors import Cancelled, UserError
from ui.cli.terminal import note, progress_line, stoppable

if TYPE_CHECKING:
    from tools.core.context import Context
    from tools.exposure.labelling.engine import Labelled
    from tools.exposure.labelling.items import Items
    from tools.exposure.labelling.labeller import Labeller
    from tools.exposure.labelling.labellers import LabellerOptions
    from tools.exposure.labelling.robustness import Robustness
    from tools.exposure.labelling.rubric import Rubric
    from tools.exposure.labelling.store import LabelStore
    from tools.exposure.labelling.votes import Jury

MOST_PROBLEMS = 10
DEFAULT_LABELLER = "classifier"

Input = Annotated[Path, typer.Argument(metavar="INPUT", help="CSV or XLSX with a column of occupations or tasks.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="CSV to write; not needed with --estimate.")]
Names = Annotated[
    list[str] | None,
    typer.Option(
        "--labeller",
        "-l",
        help="classifier (default), embedded, model, openai:NAME, openai-compatible:NAME, PROVIDER:NAME; several "
        "make a jury.",
    ),
]
Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", help="Which column holds what: title=COLUMN, task=, id=, people=COLUMN,COLUMN."),
]
Language = Annotated[Literal["auto", "en", "zh"], typer.Option(help="Language of the rubric; auto: that of the items.")]
Voting = Annotated[
    Literal["majority", "dawid-skene"], typer.Option("--vote", help="How several labels become one for each item.")
]
PeopleVote = Annotated[bool, typer.Option("--people-vote", help="Let the file's columns of people's labels vote too.")]
Asked = Annotated[bool, typer.Option("--estimate", help="Say what it would take and end; measures on three items.")]
Prices = Annotated[
    list[str] | None,
    typer.Option("--price", help="Prices of a million tokens read and written: IN,OUT or LABELLER=IN,OUT."),
]
PerMinute = Annotated[float, typer.Option(min=0, help="Calls a minute for each labeller; 0 for no limit.")]
Concurrent = Annotated[int, typer.Option(min=0, max=256, help="Calls at a time; 0 for what suits the labeller.")]
Timeout = Annotated[float, typer.Option(min=0, help="Seconds for a call; 0 for QUESNAY_MODEL_TIMEOUT.")]
Reasons = Annotated[bool, typer.Option(help="Ask for a reason; without, a small model takes half the time.")]
Review = Annotated[
    Path | None,
    typer.Option(help="CSV of doubtful items first: fill in its column `decision`, and run the same command again."),
]
LabelStudio = Annotated[Path | None, typer.Option(help="JSON to write for Label Studio.")]
ReportFile = Annotated[Path | None, typer.Option("--report", help="Agreement report to write: .md or .json.")]
Robust = Annotated[
    int,
    typer.Option("--robustness", min=0, help="Label this many items again with the rubric reworded, for the report."),
]


def label(
    input: Input,
    output: Output = None,
    labeller: Names = None,
    map: Mapping = None,
    language: Language = "auto",
    voting: Voting = "majority",
    people_vote: PeopleVote = False,
    estimate: Asked = False,
    price: Prices = None,
    per_minute: PerMinute = 0,
    concurrent: Concurrent = 0,
    timeout: Timeout = 0,
    reasons: Reasons = True,
    review: Review = None,
    label_studio: LabelStudio = None,
    report: ReportFile = None,
    robust: Robust = 0,
) -> None:
    """Label occupations or tasks E0, E1 or E2; stop at any time, and the same command goes on from there."""
    from tools.core.workspace import workspace
    from tools.exposure.labelling.columns import find_columns, parse_mapping
    from tools.exposure.labelling.export import label_studio as label_studio_json
    from tools.exposure.labelling.export import results_csv, write_output
    from tools.exposure.labelling.items import make_items
    from tools.exposure.labelling.labellers import LabellerOptions, make_labellers
    from tools.exposure.labelling.reading import read_file
    from tools.exposure.labelling.review import review_csv
    from tools.exposure.labelling.rubric import load_rubric, rubric_language
    from tools.exposure.labelling.store import LabelStore
    from tools.exposure.labelling.votes import vote

    _check_files(input, output, review, label_studio, report, estimate=estimate)
    items = make_items(*find_columns(read_file(input), parse_mapping(map or [])))
    _tell_items(items)
    rubric = load_rubric(rubric_language(items.items) if language == "auto" else language)
    options = LabellerOptions(per_minute=per_minute, concurrent=concurrent, timeout=timeout, reasons=reasons)
    labellers = make_labellers(labeller or [DEFAULT_LABELLER], rubric, options)
    store = LabelStore(workspace().labels)
    if review and review.exists():
        _take_decisions(review, items, store)
    with stoppable() as stop:
        _tell_estimates(items, labellers, store, price or [], stop if estimate else None)
        if estimate or output is None:
            return
        labelled, stopped = _label(items, labellers, store, stop)
        jury = vote(labelled, voting, with_columns=people_vote)
        write_output(output, results_csv(items, labelled, jury))
        if review:
            write_output(review, review_csv(labelled, jury))
        if label_studio:
            write_output(label_studio, label_studio_json(labelled, jury))
        if report and not stopped:
            names = [one.name for one in labellers if not one.name.startswith(DEFAULT_LABELLER)]
            checked = _check_robustness(items, names, rubric, options, store, stop, robust) if robust and names else []
            write_output(report, _report(report, labelled, jury, rubric, checked))
    _tell_end(labelled, jury, output, stopped=stopped)


def _check_files(input: Path, output: Path | None, *others: Path | None, estimate: bool) -> None:
    if output is None and not estimate:
        raise UserError("Say where the labels should go: -o OUTPUT.csv (or --estimate to see what it would take).")
    written = [path for path in (output, *others) if path is not None]
    if len({path.resolve() for path in (input, *written)}) <= len(written):
        raise UserError(
            "Each file needs a name of its own: the input is never overwritten. Choose another for one of them."
        )
    for path in written:
        if not path.resolve().parent.is_dir():
            raise UserError(f"There is no folder {path.resolve().parent} for {path.name}. Make it, or choose another.")


def _tell_items(items: Items) -> None:
    note(f"{len(items.items):,} items; columns: {items.columns}")
    for line in items.notes:
        note(line)
    for problem in items.problems[:MOST_PROBLEMS]:
        note(str(problem))
    if (more := len(items.problems) - MOST_PROBLEMS) > 0:
        note(f"... and {more:,} more rows with a problem")


def _take_decisions(review: Path, items: Items, store: LabelStore) -> None:
    from tools.exposure.labelling.review import read_decisions

    decisions = read_decisions(review, items.items)
    known = store.decisions(decisions)
    changed = {item: label for item, label in decisions.items() if known.get(item.digest) != label}
    if changed:
        store.decide(changed, note=review.name)
    note(f"{len(decisions):,} decisions read from {review.name}, {len(changed):,} of them new.")


def _tell_estimates(
    items: Items, labellers: Sequence[Labeller], store: LabelStore, prices: list[str], measured: Event | None
) -> None:
    """Say what each labeller's part will take; `measured` stops the warm-up, and None leaves it out."""
    from tools.exposure.labelling.estimate import duration, estimate, parse_price

    known = dict(parse_price(text) for text in prices)
    for labeller in labellers:
        price = known.get(labeller.name, known.get(""))
        if measured:
            with _running(f"measuring {labeller.name}", measured) as ctx:
                found = estimate(items.items, labeller, store, price=price, warm_up=ctx)
        else:
            found = estimate(items.items, labeller, store, price=price)
        parts = [f"{found.calls:,} texts to label, {found.stored:,} stored"]
        if found.tokens_in:
            parts.append(f"about {found.tokens_in:,} tokens read and {found.tokens_out:,} written")
        if found.cost is not None:
            parts.append(f"about {found.cost:,.2f} in the currency of the price")
        if found.seconds is not None and found.calls:
            parts.append(f"about {duration(found.seconds)}")
        note(f"{labeller.name}: {', '.join(parts)} (from {found.basis}).")


def _label(items: Items, labellers: Sequence[Labeller], store: LabelStore, stop: Event) -> tuple[Labelled, bool]:
    """Return what was labelled, and whether the person stopped it."""
    from tools.exposure.labelling.engine import collect, label_items

    with _running("labelling", stop) as ctx:
        try:
            return label_items(items.items, labellers, store, ctx), False
        except Cancelled:
            return collect(items.items, labellers, store), True


def _check_robustness(
    items: Items,
    names: list[str],
    rubric: Rubric,
    options: LabellerOptions,
    store: LabelStore,
    stop: Event,
    sample: int,
) -> list[Robustness]:
    from tools.exposure.labelling.robustness import robustness

    with _running("robustness", stop) as ctx:
        return robustness(items.items, names, rubric, options, store, ctx, sample=sample)


def _report(path: Path, labelled: Labelled, jury: Jury, rubric: Rubric, checked: list[Robustness]) -> bytes:
    from tools.core.datasets import catalog
    from tools.core.settings import settings
    from tools.exposure.labelling.onet_reference import DATASET, onet_labels
    from tools.exposure.labelling.report import as_json, as_markdown, make_report

    published, notes = {}, []
    if catalog().is_present(DATASET):
        published = onet_labels(labelled.items, catalog().folder(DATASET))
    else:
        notes.append(f"`quesnay data fetch {DATASET}` brings published labels of O*NET tasks to compare with.")
    found = make_report(
        labelled, jury, rubric.name, published=published, robust=checked, notes=notes, seed=settings().seed
    )
    return as_json(found) if path.suffix.lower() == ".json" else as_markdown(found)


def _tell_end(labelled: Labelled, jury: Jury, output: Path, *, stopped: bool) -> None:
    """Say what came of it; end with exit code 130 after a stop and 1 where labels are missing."""
    from tools.exposure.labelling.export import label_counts

    counts = label_counts(jury)
    words = ", ".join(f"{label} {count:,}" for label, count in counts.items() if label)
    print(f"{output}: {words}" + (f", without a label {counts['']:,}" if counts[""] else ""))
    for name, why in labelled.stopped.items():
        note(f"{name} stopped early, with {labelled.missing(name):,} items left: {why}")
    for name, errors in labelled.errors.items():
        if errors and name not in labelled.stopped:
            note(f"{name} failed on {len(errors):,} texts, such as: {next(iter(errors.values()))}")
    missing = sum(labelled.missing(name) for name in labelled.judgements if name != "people")
    if missing:
        note(
            f"{missing:,} labels are missing; the others are stored. Run the same command again: it goes on from there."
        )
    if stopped or missing:
        raise typer.Exit(130 if stopped else 1)


@contextmanager
def _running(title: str, stop: Event) -> Iterator[Context]:
    from tools.core.context import Context
    from tools.core.settings import settings
    from tools.core.workspace import workspace

    with progress_line(title) as show:
        yield Context(seed=settings().seed, folders={}, cache=workspace().cache, report=show, stop=stop)
