"""What a labeller that writes text must answer, and reading a label out of it."""

from __future__ import annotations

import json
import re
from typing import Any

from tools.exposure.labelling.labeller import NotALabel
from tools.exposure.labelling.rubric import LABELS

LONGEST_REASON = 200
OBJECT = re.compile(r"\{.*?\}", re.DOTALL)


def answer_schema(*, reasons: bool) -> dict[str, Any]:
    """Return the JSON schema of an answer: the label first, so that its probability does not hang on the reason."""
    properties: dict[str, Any] = {"label": {"type": "string", "enum": list(LABELS)}}
    if reasons:
        properties["reason"] = {"type": "string", "maxLength": LONGEST_REASON}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def read_answer(text: str) -> tuple[str, str]:
    """Return the label and the reason of an answer; text around the JSON object is passed over.

    >>> read_answer('Sure: {"label": "E1", "reason": "It is writing."}')
    ('E1', 'It is writing.')

    Raises:
        NotALabel: the answer holds no object with one of the labels.
    """
    for match in OBJECT.finditer(text):
        try:
            found = json.loads(match[0], strict=False)
        except ValueError:
            continue
        label = str(found.get("label", "")).strip().upper() if isinstance(found, dict) else ""
        if label in LABELS:
            return label, one_line(str(found.get("reason") or ""))
    raise NotALabel("The model's answer holds no label E0, E1 or E2.", text)


def one_line(text: str) -> str:
    """Return a reason as one line of bounded length."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_REASON else line[: LONGEST_REASON - 1] + "…"
