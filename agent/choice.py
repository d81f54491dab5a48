"""A second look where the router is unsure: the language model weighs the shortlist, else the person is asked."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.router import NONE, Route
from agent.turn import Turn
from tools.core.tool import Tool

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LETTERS = "ABCD"
SURE = 0.60
"""Joint probability from which the choice is taken without asking the person."""

WORTH_ASKING = 0.10
"""Joint probability from which a tool is worth a button."""

WEIGHT = 0.5
"""How much the language model counts beside the router (exponent of its probability)."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Choice:
    """The outcome: a tool, or "none", or the tools to ask the person about."""

    tool: str = NONE
    ask: tuple[str, ...] = ()


def choose(question: str, candidates: Sequence[Tool], route: Route, client: BaseChatModel | None, turn: Turn) -> Choice:
    """Return which of the candidates a question is for, from router and language model together."""
    prior = {guess.tool: guess.probability for guess in route.ranked}
    names = [tool.name for tool in candidates] + [NONE]
    opinion = _opinion(question, candidates, client, turn) if client else {}
    weights = {name: prior.get(name, 0.0) * opinion.get(name, 1.0) ** WEIGHT for name in names}
    total = sum(weights.values()) or 1.0
    joint = sorted(((weight / total, name) for name, weight in weights.items()), reverse=True)
    if joint[0][0] >= SURE:
        return Choice(joint[0][1])
    ask = tuple(name for probability, name in joint if name != NONE and probability >= WORTH_ASKING)
    return Choice(ask=ask or tuple(name for _, name in joint if name != NONE)[:2])


def _opinion(question: str, candidates: Sequence[Tool], client: BaseChatModel, turn: Turn) -> dict[str, float]:
    """Return the language model's probabilities of the candidates and "none", read off the letter it would write."""
    from langchain_core.messages import HumanMessage, SystemMessage

    turn.check_stopped()
    letters = dict(zip(LETTERS, [tool.name for tool in candidates] + [NONE], strict=False))
    lines = [
        f"{letter}: {tool.title}. {tool.description[:140]}" for letter, tool in zip(LETTERS, candidates, strict=False)
    ]
    lines.append(f"{list(letters)[-1]}: none of these")
    messages = [
        SystemMessage("Which entry answers the question? Reply with its letter only.\n" + "\n".join(lines)),
        HumanMessage(question),
    ]
    try:
        answer = client.bind(max_tokens=1, logprobs=True, top_logprobs=20).invoke(
            messages, config={"tags": ["nostream"]}
        )
        top = answer.response_metadata["logprobs"]["content"][0]["top_logprobs"]
    except Exception as error:  # noqa: BLE001  A second opinion may fail in any way a server can; the router's stands without it.
        log.info("no second opinion: %s", type(error).__name__)
        return {}
    found = {entry["token"].strip(): math.exp(entry["logprob"]) for entry in reversed(top)}
    return {name: found.get(letter, 1e-4) for letter, name in letters.items()}
