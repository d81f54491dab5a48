"""How sure a language model was of a label: the probabilities of the tokens that it chose among."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

LABEL_DIGIT = re.compile(r'"label"\s*:\s*"E([012])')


def label_probabilities(tokens: Sequence[dict[str, Any]]) -> tuple[float, float, float] | None:
    """Return the probabilities of E0, E1 and E2 where an answer's label was written, scaled to sum to one.

    Args:
        tokens: the answer's tokens as an OpenAI-compatible server gives them (`logprobs.content`): token, logprob and
            top_logprobs.

    Returns:
        None where the answer has no label, or the server gives no probability for it.

    >>> digit = {"token": "1", "logprob": -0.2, "top_logprobs": [{"token": "1", "logprob": -0.2}]}
    >>> label_probabilities([{"token": '{"label": "E', "logprob": 0.0}, digit])
    (0.0, 1.0, 0.0)
    """
    match = LABEL_DIGIT.search("".join(str(token.get("token", "")) for token in tokens))
    if match is None:
        return None
    at, start = match.start(1), 0
    for token in tokens:
        text = str(token.get("token", ""))
        if start + len(text) > at:
            return _share(token, at - start)
        start += len(text)
    return None


def _share(token: dict[str, Any], at: int) -> tuple[float, float, float] | None:
    """Return the shares of the three digits at one place of a token, whatever stands around them in it."""
    before = str(token["token"])[:at]
    mass = [0.0, 0.0, 0.0]
    seen = set()
    for option in [*(token.get("top_logprobs") or ()), token]:
        text, logprob = str(option.get("token", "")), option.get("logprob")
        if text in seen or not isinstance(logprob, int | float) or not text.startswith(before):
            continue
        seen.add(text)
        digit = text[at : at + 1]
        if digit in ("0", "1", "2"):
            mass[int(digit)] += math.exp(min(logprob, 0.0))
    total = sum(mass)
    return (mass[0] / total, mass[1] / total, mass[2] / total) if total > 0.0 else None
