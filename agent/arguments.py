"""From a question to a tool's arguments: a small model under the tool's JSON schema, with examples to go by."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from agent.evidence import without_unsaid
from agent.quantities import misplaced_points, stray_numbers
from agent.turn import Turn, language_of
from tools.core.errors import UserError
from tools.core.tool import Example, Tool

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AnyMessage, BaseMessage

    from agent.embedded import EmbeddedServer

FIXED_EXAMPLES = 8
"""Examples that every prompt of a tool begins with, so that the server has read them already."""

NEAR_EXAMPLES = 1
"""Further examples, those nearest to the question; each costs about a second of reading."""

MAX_ANSWER_TOKENS = 400
DESCRIPTION_LIMIT = 110
PIECE = 500
_KEPT = {"type", "enum", "const", "anyOf", "items", "properties", "required", "$ref", "$defs", "maxItems", "minItems"}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Before:
    """An earlier step that helps to read this question.

    Attributes:
        question: what was asked then.
        arguments: how it was read.
        problem: what was wrong with the arguments, if they are to be corrected.
    """

    question: str
    arguments: dict[str, Any]
    problem: str = ""


class ArgumentFiller:
    """Fills arguments with the embedded model; keeps what the server has read of a tool's prompt."""

    def __init__(self, client: BaseChatModel, server: EmbeddedServer | None = None) -> None:
        self._client = client
        self._server = server
        self._lock = threading.Lock()
        self._loaded = ""

    def fill(
        self, tool: Tool, question: str, *, before: Before | None = None, turn: Turn | None = None
    ) -> dict[str, Any]:
        """Return arguments for `tool`, checked against the question; not yet against the tool.

        Raises:
            UserError: the model gave no usable answer.
            Stopped: the person pressed Stop.
        """
        turn = turn or Turn()
        messages = prompt(tool, question, before)
        with self._lock:
            known = self._take_up(tool)
            arguments = self._ask(tool, messages, turn)
            if not known:
                self._keep(tool)
            asked = f"{question} {before.question} {json.dumps(before.arguments)}" if before else question
            doubts = _doubts(tool, arguments, asked)
            if doubts and not (before and before.problem):
                arguments = self._correct(tool, messages, arguments, doubts, turn)
        arguments = without_unsaid(tool, arguments, asked)
        return _without_strays(tool, arguments, stray_numbers(arguments, asked, tool))

    def prepare(self, tool: Tool, idle: Callable[[], bool] = lambda: True) -> bool:
        """Let the server read the part of the prompt that all questions to `tool` share, once for all starts.

        It is read in pieces, so that a question need not wait long; return False where `idle` ended the reading.
        """
        from langchain_core.messages import SystemMessage

        whole = prompt(tool, "-")
        text = str(whole[0].content)
        pieces: list[list[AnyMessage]] = [[SystemMessage(text[:end])] for end in range(PIECE, len(text), PIECE)]
        with self._lock:
            if self._take_up(tool):
                return True
            for messages in [*pieces, whole]:
                if not idle():
                    return False
                self._client.bind(max_tokens=1).invoke(messages, config={"tags": ["nostream"]})
            self._keep(tool)
        return True

    def _take_up(self, tool: Tool) -> bool:
        if self._server is None or self._loaded == tool.name:
            return True
        self._loaded = tool.name
        return self._server.restore_prompt(_prefix_key(tool))

    def _keep(self, tool: Tool) -> None:
        if self._server is not None:
            self._server.save_prompt(_prefix_key(tool))
            self._loaded = tool.name

    def _ask(self, tool: Tool, messages: Sequence[BaseMessage], turn: Turn) -> dict[str, Any]:
        turn.check_stopped()
        constrained = self._client.bind(
            response_format={
                "type": "json_schema",
                "json_schema": {"name": tool.name, "schema": grammar_schema(tool), "strict": True},
            },
            max_tokens=MAX_ANSWER_TOKENS,
        )
        text = ""
        for chunk in constrained.stream(messages, config={"tags": ["nostream"]}):
            turn.check_stopped()
            text += str(chunk.content)
        try:
            found = json.loads(text)
        except ValueError as error:
            log.info("arguments of %s: no JSON in %r", tool.name, text[:200])
            raise UserError(
                f"The language model did not work out the arguments of {tool.title.lower()}. Ask in other words, "
                "or use the tool's form."
            ) from error
        return _without_defaults(tool, {key: value for key, value in found.items() if value is not None})

    def _correct(
        self, tool: Tool, messages: Sequence[AnyMessage], arguments: dict[str, Any], doubts: str, turn: Turn
    ) -> dict[str, Any]:
        from langchain_core.messages import AIMessage, HumanMessage

        answered = AIMessage(_dump(_as_answered(tool, arguments)))
        return self._ask(tool, [*messages, answered, HumanMessage(doubts)], turn)


def prompt(tool: Tool, question: str, before: Before | None = None) -> list[AnyMessage]:
    """Return the messages that ask for arguments: what is the same for all questions first."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    messages: list[AnyMessage] = [SystemMessage(instructions(tool))]
    fixed = fixed_examples(tool)
    turns = [(example.question, example.arguments or {}) for example in [*fixed, *near_examples(tool, question, fixed)]]
    if before:
        turns.append((before.question, before.arguments))
    for asked, arguments in turns:
        messages += [HumanMessage(asked), AIMessage(_dump(_as_answered(tool, arguments)))]
    if before and before.problem:
        question = f"That was refused: {before.problem[:600]}\nCorrect the arguments. The question was: {question}"
    return [*messages, HumanMessage(question)]


def instructions(tool: Tool) -> str:
    """Return the system prompt of a tool's argument step."""
    lines = [
        f"You fill in the arguments of {tool.name} from a question in English or Chinese. Answer with JSON only.",
        "Leave out every argument that the question does not mention. Copy names and numbers as the question has them.",
        f"{tool.name}: {_cut(tool.description, DESCRIPTION_LIMIT + 40)}",
        "Arguments:",
    ]
    schema = tool.args_model.model_json_schema()
    lines += _argument_lines(schema.get("properties", {}), schema.get("$defs", {}))
    return "\n".join(lines)


def fixed_examples(tool: Tool) -> list[Example]:
    """Return a few examples with arguments, chosen so that they show different arguments, languages and values."""
    left = [example for example in tool.examples if example.arguments is not None]
    chosen: list[Example] = []
    seen: set[str] = set()

    def traits(example: Example) -> set[str]:
        said = (example.arguments or {}).items()
        return {language_of(example.question), *(key for key, _ in said), *(f"{key}={value}" for key, value in said)}

    def gain(example: Example) -> int:
        return sum(1 if "=" in trait else 10 for trait in traits(example) - seen)

    while left and len(chosen) < FIXED_EXAMPLES:
        best = max(left, key=gain)  # The first of equals: the order in which the tool gives them.
        left.remove(best)
        chosen.append(best)
        seen |= traits(best)
    return chosen


def near_examples(tool: Tool, question: str, fixed: Sequence[Example]) -> list[Example]:
    """Return the examples with arguments that are nearest to the question and not among `fixed`."""
    rest = [example for example in tool.examples if example.arguments is not None and example not in fixed]
    if not rest or question == "-":
        return []
    from knowledge.embeddings import embed

    known = _vectors(tuple(example.question for example in rest))
    nearest = (known @ embed([question])[0]).argsort()[::-1][:NEAR_EXAMPLES]
    return [rest[index] for index in reversed(nearest)]


@lru_cache(maxsize=64)
def _vectors(questions: tuple[str, ...]) -> Any:
    from knowledge.embeddings import embed

    return embed(questions)


def grammar_schema(tool: Tool) -> dict[str, Any]:
    """Return the tool's JSON schema with only what the server's grammar understands and needs."""
    schema = dict(_prune(tool.args_model.model_json_schema()))
    schema["required"] = [name for name in schema.get("properties", {}) if _must_be_said(tool, name)]
    return schema


def _prune(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    kept: dict[str, Any] = {}
    for key, value in schema.items():
        if key not in _KEPT:
            continue
        if key in ("properties", "$defs"):
            kept[key] = {name: _prune(inner) for name, inner in value.items()}
        elif key == "anyOf":
            kept[key] = [_prune(inner) for inner in value if inner.get("type") != "null"]
        else:
            kept[key] = _prune(value)
    if kept.get("type") == "object" and "properties" in kept:
        kept["additionalProperties"] = False
    if len(kept.get("anyOf", ())) == 1:
        kept |= kept.pop("anyOf")[0]
    return kept


def _argument_lines(properties: dict[str, Any], definitions: dict[str, Any], indent: str = "- ") -> list[str]:
    lines = []
    for name, field in properties.items():
        inner = _object_inside(field, definitions)
        allowed = _allowed(field, definitions)
        lines.append(f"{indent}{name}: {_cut(field.get('description', ''), DESCRIPTION_LIMIT)}{allowed}")
        if inner:
            lines += _argument_lines(inner.get("properties", {}), definitions, f"  {indent}")
    return lines


def _object_inside(field: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any] | None:
    for part in (field, field.get("items", {}), *field.get("anyOf", ())):
        target = part.get("items", part) if isinstance(part, dict) else {}
        resolved = definitions.get(str(target.get("$ref", "")).rpartition("/")[2], {})
        if resolved.get("type") == "object":
            return dict(resolved)
    return None


def _allowed(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    resolved = definitions.get(str(field.get("$ref", "")).rpartition("/")[2], field)
    values = resolved.get("enum")
    return f" One of: {', '.join(map(str, values))}." if values and len(values) <= 12 else ""


def _must_be_said(tool: Tool, name: str) -> bool:
    """Return whether the model must write an argument: a yes or no that may be left out is forgotten."""
    field = tool.args_model.model_fields[name]
    return field.is_required() or field.annotation is bool


def _as_answered(tool: Tool, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments in the order that the grammar allows (required ones first), with each yes or no said."""
    said: dict[str, Any] = {}
    fields = tool.args_model.model_fields
    for name in sorted(fields, key=lambda name: not _must_be_said(tool, name)):
        field = fields[name]
        if name in arguments:
            said[name] = arguments[name]
        elif _must_be_said(tool, name) and not field.is_required():
            said[name] = field.get_default(call_default_factory=True)
    return said | {name: value for name, value in arguments.items() if name not in said}


def _without_defaults(tool: Tool, arguments: dict[str, Any]) -> dict[str, Any]:
    """Drop each yes or no that only repeats the default: it was written because it had to be."""
    fields = tool.args_model.model_fields
    return {
        name: value
        for name, value in arguments.items()
        if not (isinstance(value, bool) and name in fields and fields[name].default is value)
    }


def _doubts(tool: Tool, arguments: dict[str, Any], asked: str) -> str:
    """Return what the question speaks against in the arguments, to be read by the model; empty where nothing."""
    notes = []
    if stray := stray_numbers(arguments, asked, tool):
        numbers = ", ".join(f"{number:g}" for number in stray)
        notes.append(f"The question does not say {numbers}. Use only its own numbers; leave out what it does not say.")
    for name, number in misplaced_points(arguments, asked, tool):
        notes.append(f"{number:g} is in percentage points, and {name} is not: use the argument for points.")
    return " ".join(notes)


def _without_strays(tool: Tool, arguments: dict[str, Any], stray: Sequence[float]) -> dict[str, Any]:
    """Drop optional plain numbers that the question does not say: the tool's default is better than an invention."""
    fields = tool.args_model.model_fields
    return {
        key: value
        for key, value in arguments.items()
        if not (value in stray and not isinstance(value, bool) and key in fields and not fields[key].is_required())
    }


def _prefix_key(tool: Tool) -> str:
    return "\0".join(str(message.content) for message in prompt(tool, "-"))


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _dump(arguments: dict[str, Any]) -> str:
    return json.dumps(arguments, ensure_ascii=False)
