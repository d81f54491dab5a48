"""The result of `label_occupations`: headline, figures, table, chart and notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tools.core import Chart, ToolResult, UserError, Value
from tools.exposure.labelling.engine import Labelled
from tools.exposure.labelling.labeller import PEOPLE, Judgement
from tools.exposure.labelling.labellers import CLASSIFIER
from tools.exposure.labelling.rubric import LABELS
from tools.exposure.labelling.votes import Jury

if TYPE_CHECKING:
    import pandas as pd

MEANINGS = {
    "E0": "no exposure",
    "E1": "direct exposure",
    "E2": "exposure with further software",
}
MEANINGS_ZH = {"E0": "无暴露", "E1": "直接暴露", "E2": "借助软件的暴露"}


def labels_answer(labelled: Labelled, jury: Jury, rubric: str, kind: str) -> ToolResult:
    """Return the result.

    Raises:
        UserError: no item got a label; the message says why.
    """
    names = [name for name in labelled.judgements if name != PEOPLE]
    if not any(verdict.label for verdict in jury.verdicts):
        reasons = [*labelled.stopped.values(), *(error for name in names for error in labelled.errors[name].values())]
        raise UserError(
            f"No item got a label. {reasons[0] if reasons else ''} Try the classifier.".replace("  ", " "),
            chinese="没有一项得到标签，所用的语言模型没有给出答案。请改用分类器。",
        )
    return ToolResult(
        headline=_headline(labelled, jury, names, kind),
        headline_zh=_headline_zh(labelled, jury, names),
        values=_values(labelled, jury, names),
        tables={"labels": _table(labelled, jury, names)},
        charts=_charts(labelled, jury, names),
        notes=_notes(labelled, jury, names, rubric, kind),
        diagnostics={"labellers": names, "calls": labelled.calls, "rubric": rubric},
    )


def _by_label(labelled: Labelled, jury: Jury, names: Sequence[str]) -> dict[str, list[str]]:
    """Return the items by label, each with the probability that it is exposed where one labeller gives it."""
    groups: dict[str, list[str]] = defaultdict(list)
    for at, verdict in enumerate(jury.verdicts):
        item = verdict.item.title or verdict.item.task
        said = labelled.judgements[names[0]][at] if len(names) == 1 else None
        exposed = f" ({100 * (1 - said.probabilities[0]):.0f} %)" if said and said.probabilities else ""
        groups[verdict.label].append(f"{item}{exposed}")
    return groups


def _headline(labelled: Labelled, jury: Jury, names: Sequence[str], kind: str) -> str:
    groups = _by_label(labelled, jury, names)
    who = f"By the majority of {len(names)} labellers" if len(names) > 1 else f"By {_article(names[0])}"
    some = (
        f"the {len(jury.verdicts)} {kind} get these labels"
        if len(jury.verdicts) > 1
        else f"this {kind.removesuffix('s')} gets this label"
    )
    shares = (
        " (in brackets: probability of any exposure)" if len(names) == 1 and _has_probabilities(labelled, names) else ""
    )
    parts = [f"{label}, {MEANINGS[label]}: {', '.join(groups[label])}" for label in LABELS if groups.get(label)]
    missing = f" Without a label: {', '.join(groups[''])}." if groups.get("") else ""
    return f"{who}, {some}{shares}. {'; '.join(parts)}.{missing}"


def _has_probabilities(labelled: Labelled, names: Sequence[str]) -> bool:
    return any(said and said.probabilities for said in labelled.judgements[names[0]])


def _headline_zh(labelled: Labelled, jury: Jury, names: Sequence[str]) -> str:
    groups = _by_label(labelled, jury, names)
    who = f"{len(names)} 个标注者多数" if len(names) > 1 else {CLASSIFIER: "分类器"}.get(names[0], names[0])
    parts = [f"{label} {MEANINGS_ZH[label]}：{'、'.join(groups[label])}" for label in LABELS if groups.get(label)]
    missing = f"未得到标签：{'、'.join(groups[''])}。" if groups.get("") else ""
    shares = "（括号内为有暴露的概率）" if len(names) == 1 and _has_probabilities(labelled, names) else ""
    return f"{who}给出的标签{shares}：{'；'.join(parts)}。{missing}"


def _article(name: str) -> str:
    return {CLASSIFIER: "the classifier", "embedded": "the embedded model"}.get(name, name)


def _values(labelled: Labelled, jury: Jury, names: Sequence[str]) -> dict[str, Value]:
    values = {}
    for label in LABELS:
        count = sum(1 for verdict in jury.verdicts if verdict.label == label)
        values[f"items.{label}"] = Value(value=count, unit="items", label=f"Items labelled {label}, {MEANINGS[label]}")
    for at, verdict in enumerate(jury.verdicts):
        item = verdict.item.title or verdict.item.task
        for name in names:
            said = labelled.judgements[name][at]
            if said and said.probabilities:
                where = f"{item}.{name}" if len(names) > 1 else item
                values[f"probability_exposed.{where}"] = Value(
                    value=100 * (1 - said.probabilities[0]),
                    unit="%",
                    label=f"Probability that {item} is exposed (E1 or E2) by {_article(name)}",
                )
                for label, share in zip(LABELS, said.probabilities, strict=True):
                    values[f"probability_{label}.{where}"] = Value(
                        value=100 * share, unit="%", label=f"Probability of {label} for {item} by {_article(name)}"
                    )
        if verdict.agreement is not None:
            values[f"agreement.{item}"] = Value(
                value=100 * verdict.agreement, unit="%", label=f"Share of labellers that agree on {item}"
            )
    return values


def _table(labelled: Labelled, jury: Jury, names: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for at, verdict in enumerate(jury.verdicts):
        row: dict[str, object] = {"item": verdict.item.title or verdict.item.task, "label": verdict.label or "none"}
        for name in names:
            said: Judgement | None = labelled.judgements[name][at]
            if len(names) > 1:
                row[name] = said.label if said else "none"
            for label, share in zip(LABELS, (said and said.probabilities) or (), strict=False):
                row[f"{label}, %" if len(names) == 1 else f"{name}: {label}, %"] = 100 * share
            if said and said.reason:
                row["reason" if len(names) == 1 else f"{name}: reason"] = said.reason
        rows.append(row)
    return pd.DataFrame(rows)


def _charts(labelled: Labelled, jury: Jury, names: Sequence[str]) -> tuple[Chart, ...]:
    from tools.exposure.labelling.charts import probabilities_chart

    name = next((one for one in names if any(said and said.probabilities for said in labelled.judgements[one])), None)
    if name is None:
        return ()
    return (probabilities_chart(labelled, jury, name, _article(name)),)


def _notes(labelled: Labelled, jury: Jury, names: Sequence[str], rubric: str, kind: str) -> tuple[str, ...]:
    notes = [
        "E1: a chat model alone halves the time at equal quality; E2: software built on it would; E0: neither. After "
        "the rubric of Eloundou et al. (2024), GPTs are GPTs.",
    ]
    if kind == "occupations":
        notes.append(
            "Each occupation was labelled as a whole: by the mean over its tasks where the classifier labels and the "
            "classification knows it, else by its title. `occupation_exposure` goes through the tasks of one."
        )
    if any(name.startswith(CLASSIFIER) for name in names):
        notes.append("The classifier learnt from labels that people gave to tasks of US occupations (O*NET).")
    if "embedded" in names:
        notes.append("The embedded model is small and seldom says E2: read it as exposed or not, and check it.")
    if any(not name.startswith(CLASSIFIER) for name in names):
        notes.append(f"Rubric {rubric}; every answer is stored, so that the same question is not asked twice.")
    notes += [f"{name} stopped early: {why}" for name, why in labelled.stopped.items()]
    notes += [f"{name}: {error}" for name in names for error in list(labelled.errors[name].values())[:3]]
    notes.append("A label says what could be done faster, not that anybody loses a job.")
    return tuple(notes)
