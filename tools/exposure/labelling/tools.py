"""The labelling tool: labels for a few occupations or tasks that are named in a question."""

from __future__ import annotations

from tools.core import Context, ToolResult, UserError, tool
from tools.exposure.labelling.arguments import LabelOccupations
from tools.exposure.labelling.examples import LABEL
from tools.exposure.labelling.labellers import CLASSIFIER

MOST_ITEMS = 50


def _datasets(args: LabelOccupations) -> list[str]:
    from tools.exposure.labelling.by_tasks import US_TASKS, has_us_tasks

    return [US_TASKS] if has_us_tasks() and CLASSIFIER in args.labeller else []


@tool(family="exposure", title="Label occupations", examples=LABEL, datasets=_datasets)
def label_occupations(args: LabelOccupations, ctx: Context) -> ToolResult:
    """Label named occupations or tasks E0, E1 or E2 (no, direct or indirect exposure to language models), by the
    classifier, the embedded model, any language model, or several of them as a jury.
    """
    from tools.core.workspace import workspace
    from tools.exposure.labelling.answer_labels import labels_answer
    from tools.exposure.labelling.engine import label_items
    from tools.exposure.labelling.items import named_items
    from tools.exposure.labelling.labellers import make_labellers
    from tools.exposure.labelling.rubric import load_rubric, rubric_language
    from tools.exposure.labelling.store import LabelStore
    from tools.exposure.labelling.votes import vote

    items = named_items(args.items, tasks=args.kind == "tasks")
    if len(items) > MOST_ITEMS:
        raise UserError(
            f"{len(items)} items are named; at most {MOST_ITEMS} are labelled at once here. For more, write them into "
            "a file and use `quesnay label FILE.csv -o OUTPUT.csv` or the Label tab.",
            chinese=f"写了 {len(items)} 项，这里一次最多标注 {MOST_ITEMS} 项。更多的请写入文件，用 "
            "`quesnay label FILE.csv -o OUTPUT.csv` 标注。",
        )
    rubric = load_rubric(rubric_language(items))
    store = LabelStore(workspace().labels)
    try:
        labelled = label_items(items, make_labellers(args.labeller.split(","), rubric), store, ctx)
    finally:
        store.close()
    return labels_answer(labelled, vote(labelled), rubric.name, args.kind)
