"""Follow-ups ("and for Japan?", "with 20 % instead", "那日本呢？"): the last call, changed where it is said."""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from typing import Any, Literal, Union, get_args, get_origin

from agent.facts import Fact, Source
from agent.mentions import ECONOMIES, Mention, Vocabulary
from agent.numbers import Number, numbers_in
from agent.quantities import numbers_said
from agent.turn import language_of
from tools.core.tool import Tool

LONGEST = 80
_LEAD = re.compile(
    r"^\s*(?:and|what about|how about|what if|but|now|same|instead|then|also|with|without|make it|try|again|only|"
    r"(?:plot|show|chart|draw|table|break|split) (?:that|it|this|them)|in \d{4}|for )\b"
    r"|^\s*(?:那|那么|如果|换成|改成|改为|换|再|同样|还有|不|加上|按|画|对|只|用)"
    r"|呢\s*[?？]?\s*$|\binstead\s*[?.!]?\s*$",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^\s*(?:but |and |so )?(?:why|how come|how so|what (?:explains|drives|causes|is behind) (?:that|this|it)|"
    r"explain (?:that|this|it))\b"
    r"|^\s*(?:那|这是)?(?:为什么|为何|为啥|原因|怎么会|怎么回事|解释一下)",
    re.IGNORECASE,
)
_SHOW = re.compile(
    r"^\s*(?:and )?(?:plot|show|chart|draw|table|break|split|list) (?:that|it|this|them)\b"
    r"|^\s*(?:按|画|把(?:它|这)|用图)",
    re.IGNORECASE,
)
_DROPS = re.compile(r"\b(?:without|no|not|drop|leave out|except)\b|不|没有|去掉|除", re.IGNORECASE)
_FILLING = re.compile(
    r"\b(?:and|what|how|about|if|but|now|same|the|instead|then|also|with|for|in|of|on|to|at|by|only|it|is|was|were|be|"
    r"again|try|make|same|thing|that|this|a|an|please|percent|per|cent|percentage|points?|rather|than|from|use|change)\b"
    r"|那|那么|如果|换成|改成|改为|换|呢"
    r"|的话|是|再|同样|还有|对|用|为|到|看|一下|请|个?百分点|百分之|年|的|在|和|[?？.!。，,%％]",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"^\s*(?:and|what about|how about|same for|now|also)\s+(?:for |of |the )*"
    r"(?P<en>[^?.!]{2,60}?)\s*(?:instead)?[?.!]?\s*$"
    r"|^\s*(?:那么?|换成|改成|如果是|还有)(?P<zh>[^?？。]{1,30}?)(?:呢|的话)?[?？。]?\s*$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"(?:with|without|in|by|on|at|only|the|if|a|an)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s?Q[1-4])?(?!\d)", re.IGNORECASE)
PERIOD_FIELDS = ("period", "year", "as_of")
Words = Vocabulary.of([Source(facts=tuple(Fact(0.0, subjects=(code,)) for code in ECONOMIES))])


@dataclass(frozen=True)
class Last:
    """The latest call of a tool: its name, the question that it answered, its arguments and its run."""

    tool: str
    question: str
    arguments: dict[str, Any]
    run_id: str = ""


def is_why(question: str) -> bool:
    """Return whether a question asks for the reason of the last result, and for nothing new.

    >>> is_why("Why?"), is_why("为什么会这样？"), is_why("Why does the model expect slower growth in 2020?")
    (True, True, False)
    """
    return _WHY.search(question) is not None and len(question) <= (20 if language_of(question) == "zh" else 32)


def is_show(question: str) -> bool:
    """Return whether a question asks to see the last result in another way: "plot that by sector"."""
    return len(question) <= LONGEST and _SHOW.search(question) is not None


def is_follow_up(question: str) -> bool:
    """Return whether a question reads as one about the last result."""
    return len(question) <= LONGEST and (_LEAD.search(question) is not None or is_why(question) or is_show(question))


def is_elliptic(question: str) -> bool:
    """Return whether a follow-up says nothing but what is to change, so that no other tool can be meant.

    >>> [is_elliptic(q) for q in ("and for Japan?", "换成20%", "那日本呢？", "And how exposed are nurses to AI?")]
    [True, True, True, False]
    """
    left = re.findall(r"[\u3400-\u9fff]{1,2}|[^\s\u3400-\u9fff]+", _rest(question))
    return is_follow_up(question) and len(left) <= 1


def substitute(tool: Tool, last: Last, question: str) -> dict[str, Any] | None:
    """Return the last arguments with what an elliptic follow-up names put in place; None where rules cannot tell.

    An economy takes the place of the economy that the last question named last, a number that of the only number, a
    year that of the period; another name that of the only free text that the last question spelt out.
    """
    if _DROPS.search(question):
        return None
    changed = dict(last.arguments)
    named = Words.find(question)
    economies = [mention for mention in named if mention.subject in ECONOMIES]
    said = [number for number in numbers_in(question) if not number.is_year]
    years = [match[0].replace(" ", "") for match in _YEAR.finditer(question)]
    match len(economies), len(said), len(years):
        case 1, 0, 0:
            return _with_economy(tool, last, changed, economies[0], question)
        case 0, 1, 0:
            return _with_number(tool, last, changed, said[0], question)
        case 0, 0, 1:
            return _with_period(tool, changed, years[0], question)
        case 0, 0, 0:
            return _with_choice(tool, changed, question) or _with_name(tool, last, changed, question)
    return None


def merged(tool: Tool, last: Last, read: dict[str, Any], question: str) -> dict[str, Any]:
    """Return the last arguments with the changes of a reading that the follow-up itself says.

    Args:
        tool: the tool.
        last: the last call.
        read: the arguments as a language model read the follow-up.
        question: the follow-up.
    """
    kept = dict(last.arguments)
    for name, value in read.items():
        if value != kept.get(name) and _is_said(value, question, tool, name):
            kept[name] = value
    if _DROPS.search(question):
        kept = {name: value for name, value in kept.items() if name in read or not _is_dropped(name, value, question)}
    return kept


def changes(
    tool: Tool, before: dict[str, Any], now: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, tuple[Any, Any]]]:
    """Return what a call kept of another, and what it changed: name -> (before, now); defaults count as kept."""
    fields = tool.args_model.model_fields

    def whole(arguments: dict[str, Any]) -> dict[str, Any]:
        return {
            name: arguments.get(name, field.get_default(call_default_factory=True)) for name, field in fields.items()
        }

    old, new = whole(before), whole(now)
    changed = {name: (old[name], new[name]) for name in fields if _folded(old[name]) != _folded(new[name])}
    return {name: value for name, value in now.items() if name not in changed}, changed


def _with_economy(
    tool: Tool, last: Last, changed: dict[str, Any], said: Mention, question: str
) -> dict[str, Any] | None:
    if _rest(question[: said.start] + question[said.end :]):
        return None
    written = question[said.start : said.end]
    fields = tool.args_model.model_fields
    holding = {}
    for name, value in last.arguments.items():
        if isinstance(value, str) and (code := _economy(value)):
            holding[name] = code
    holding = {name: code for name, code in holding.items() if code != said.subject} or holding
    if holding:
        order = {mention.subject: mention.start for mention in Words.find(last.question)}
        name = max(holding, key=lambda name: order.get(holding[name], -1))
    else:
        choosing = [name for name, field in fields.items() if _option(field.annotation, said.subject) is not None]
        if len(choosing) != 1:
            return None
        name = choosing[0]
    options = choices_of(fields[name].annotation)
    option = _option(fields[name].annotation, said.subject)
    if options and option is None:
        return None
    return changed | {name: option if option is not None else written}


def _with_period(tool: Tool, changed: dict[str, Any], said: str, question: str) -> dict[str, Any] | None:
    field = next((name for name in PERIOD_FIELDS if name in tool.args_model.model_fields), None)
    if field is None or _rest(_YEAR.sub("", question)):
        return None
    if _plain_type(tool.args_model.model_fields[field].annotation) is int:
        return changed | {field: int(said)} if said.isdigit() else None
    return changed | {field: said}


def _with_name(tool: Tool, last: Last, changed: dict[str, Any], question: str) -> dict[str, Any] | None:
    phrase = _PHRASE.search(question)
    spelt = [name for name in last.arguments if _spelt(tool, name, last)]
    if phrase is None or len(spelt) != 1 or _NO_NAME.match(phrase["en"] or ""):
        return None
    return changed | {spelt[0]: (phrase["en"] or phrase["zh"]).strip()}


def _with_choice(tool: Tool, changed: dict[str, Any], question: str) -> dict[str, Any] | None:
    """Set the one choice, or the one yes, whose name is all that a follow-up says: "and slow adoption?"."""
    said = set(re.findall(r"[a-z]{3,}", _rest(question).lower()))
    found: list[tuple[str, Any]] = []
    for name, field in tool.args_model.model_fields.items():
        own = {word[:5] for word in re.findall(r"[a-z]{3,}", name)}
        if isinstance(field.default, bool):
            if said and all(word[:5] in own or word == "they" for word in said) and {w[:5] for w in said} & own:
                found.append((name, True))
            continue
        options = [o for o in choices_of(field.annotation) if isinstance(o, str)]
        for option in options:
            words = set(re.findall(r"[a-z]{3,}", option.lower()))
            other_has_it = any(other != option and option in other for other in options)
            if words and not other_has_it and words <= said and all(w in words or w[:5] in own for w in said):
                found.append((name, option))
    return changed | dict(found) if len(found) == 1 else None


def _with_number(tool: Tool, last: Last, changed: dict[str, Any], said: Number, question: str) -> dict[str, Any] | None:
    numeric = [
        name for name, value in last.arguments.items() if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    if len(numeric) != 1:
        return None
    described = f"{numeric[0]} {tool.args_model.model_fields[numeric[0]].description or ''}".lower()
    rest = _rest(question[: said.start] + question[said.end :]).lower()
    if not all(word.rstrip("s") in described for word in rest.split()):
        return None
    old = last.arguments[numeric[0]]
    value: float = said.value
    if old < 0 and not said.sign:
        value = -value
    return changed | {numeric[0]: int(value) if float(value).is_integer() and isinstance(old, int) else value}


def _rest(question: str) -> str:
    """Return what of a question is neither a lead, a number, an economy nor a filling word."""
    text = question
    for mention in reversed(Words.find(text)):
        text = text[: mention.start] + " " + text[mention.end :]
    for number in reversed(numbers_in(text)):
        text = text[: number.start] + " " + text[number.end :]
    return " ".join(_FILLING.sub(" ", text).split())


def _economy(value: str) -> str | None:
    """Return the code of the economy that a value names, and names alone: "china_gdp" too."""
    found = [m for m in Words.find(value.replace("_", " ")) if m.subject in ECONOMIES]
    if not found and (head := value.partition("_")[0]).lower() in ("us", "eu", "china"):
        return {"us": "USA", "eu": "EU", "china": "CHN"}[head.lower()]
    return found[0].subject if len(found) == 1 else value if value in ECONOMIES else None


def choices_of(annotation: Any) -> tuple[Any, ...]:
    """Return the values that a field's type lets one choose from."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(option for part in get_args(annotation) for option in choices_of(part))
    return ()


def _option(annotation: Any, economy: str) -> Any:
    """Return the choice that stands for an economy, if a field has one."""
    return next((o for o in choices_of(annotation) if isinstance(o, str) and _economy(o) == economy), None)


def _plain_type(annotation: Any) -> Any:
    parts = (
        [part for part in get_args(annotation) if part is not type(None)]
        if get_origin(annotation) in (Union, types.UnionType)
        else [annotation]
    )
    return parts[0]


def _spelt(tool: Tool, name: str, last: Last) -> bool:
    """Return whether an argument is free text, no economy, that the last question spelt out."""
    value = last.arguments[name]
    if isinstance(value, str) and _economy(value):
        return False
    field = tool.args_model.model_fields.get(name)
    return (
        isinstance(value, str)
        and field is not None
        and not choices_of(field.annotation)
        and _folded(value) in _folded(last.question)
    )


def _is_said(value: Any, question: str, tool: Tool, name: str) -> bool:
    """Return whether a question says a value."""
    if isinstance(value, bool):
        return True  # Evidence for a yes or a no was asked for where the reading was made.
    if isinstance(value, int | float):
        said = numbers_said(question)
        return any(abs(abs(value) - number * factor) < 1e-9 for number in said for factor in (1.0, 100.0, 0.01))
    if isinstance(value, str):
        code = _economy(value)
        if code and any(mention.subject == code for mention in Words.find(question)):
            return True
        if choices_of(tool.args_model.model_fields[name].annotation if name in tool.args_model.model_fields else None):
            return (
                True  # A choice is often said in other words; those that must be said were looked for in the reading.
            )
        words = re.findall(r"[a-z]{3,}|[\u3400-\u9fff]{2}|\d+", value.lower())
        return any(word[:5] in question.lower() for word in words)
    return str(value) in question


def _is_dropped(name: str, value: Any, question: str) -> bool:
    """Return whether a question that drops something names this argument or its value."""
    words = [word[:6] for word in re.findall(r"[a-z]{4,}", f"{name} {value if isinstance(value, str) else ''}".lower())]
    return any(word in question.lower() for word in words)


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return _economy(value) or value.casefold().strip()
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
