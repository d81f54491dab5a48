"""Why a result is as it is: the figures of the run that work behind it, and what its notes say of the mechanism."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.turn import Language
from tools.core.result import ToolResult, Value
from tools.core.runs import Run

MECHANISM = re.compile(
    r"terms_of_trade|volume_of_trade|first_order|price_index|real_wage|wage_change|tariff_revenue_change|exports_change|imports_change|"
    r"contribution|shap|effect|driver|surprise|output_change|employment_change|productivity_change|capital|news|alpha|gamma|"
    r"trade_elasticity|scale_elasticity|uncovered|theory|predicted|coverage|interval|low80|high80|by_model|residue_equality"
)
"""Quantities that stand behind a headline's figure, by their keys, in the order in which they tell most."""

MOST_FIGURES = 5
MOST_NOTES = 3
_NOTE = re.compile(
    r"because|mechanism|driven|work|assum|stylis|held|equilibrium|count|mean|weight|compare|labels|rest|trained",
    re.IGNORECASE,
)
_DATA = re.compile(r"^(?:Data set|Source|Licence|The full data)|quesnay data fetch", re.IGNORECASE)

LEAD: dict[Language, str] = {
    "en": "What the run itself shows of the reasons:",
    "zh": "从这次运行的结果看原因：",
}
NOTES: dict[Language, str] = {"en": "How it was computed:", "zh": "计算方式（说明为英文）："}
NOTHING: dict[Language, str] = {
    "en": "The run keeps no figures on the reasons behind its result; its notes say how it was computed.",
    "zh": "这次运行没有保存关于原因的数值；其说明给出了计算方式。",
}


def reasons(run: Run, language: Language) -> str:
    """Return why a run's result is as it is, from its own figures and notes; nothing is added from memory."""
    figures = mechanism(run.result)
    lines = [LEAD[language] if figures else NOTHING[language]]
    lines += [f"- {value.label}: {write(value)}" for value in figures]
    notes = [note for note in run.result.notes if _NOTE.search(note) and not _DATA.search(note)] or list(
        run.result.notes
    )
    if notes:
        lines += ["", NOTES[language], *(f"- {note}" for note in notes[:MOST_NOTES])]
    return "\n".join(lines)


def mechanism(result: ToolResult) -> list[Value]:
    """Return the figures behind the headline's: of the subjects that the headline names first, largest first."""
    who = _subjects_in_headline(result)
    found: dict[str, list[Value]] = {}
    for key, value in result.values.items():
        quantity, *parts = key.split(".")
        if value.value and MECHANISM.search(quantity) and (not who or not parts or parts[0] in who):
            found.setdefault(quantity, []).append(value)
    order = sorted(found, key=_rank)
    chosen: list[Value] = []
    for quantity in order:
        chosen += sorted(found[quantity], key=lambda value: -abs(value.value))[: 2 if len(order) > 2 else MOST_FIGURES]
    return chosen[:MOST_FIGURES]


def write(value: Value) -> str:
    """Return a figure to three digits with its unit."""
    size = abs(value.value)
    text = f"{value.value:,.0f}" if size >= 1000 else f"{value.value:.3g}"
    return f"{text} {value.unit}".strip()


def _rank(quantity: str) -> int:
    alternatives: Sequence[str] = MECHANISM.pattern.split("|")
    return next((at for at, part in enumerate(alternatives) if part in quantity), len(alternatives))


def _subjects_in_headline(result: ToolResult) -> set[str]:
    """Return the codes whose figures the first sentence of the headline gives."""
    first = result.headline.split(". ")[0]
    found = set()
    for key, value in result.values.items():
        _, *parts = key.split(".")
        name = re.split(r": | of | in ", value.label)[-1]
        if len(parts) == 1 and len(name) > 2 and name in first:
            found.add(parts[0])
    return found
