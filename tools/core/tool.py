"""The tool contract: a typed function, the questions it answers and the data it reads."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from tools.core.errors import UserError, close_matches, shorten

if TYPE_CHECKING:
    from tools.core.context import Context
    from tools.core.result import ToolResult


class ToolArgs(BaseModel):
    """Base of every tool's arguments: frozen, no unknown field, no NaN.

    Give each field a description (with its unit), bounds and `examples=[...]`: the same text is what the language
    model reads, the command line's help and the label in the form.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, str_max_length=2_000)


ONLY_IF_SAID: dict[str, JsonValue] = {"only_if_said": True}
"""Mark of an argument (`json_schema_extra=ONLY_IF_SAID`): a small model must not infer it, the question says it.

Words of a question that say it beside its own may be given: `ONLY_IF_SAID | {"said_by": ["American", "美国"]}`.
"""

Args = TypeVar("Args", bound=ToolArgs)
REGISTERED: dict[str, Tool] = {}


@dataclass(frozen=True)
class Example:
    """A question that a tool answers, with the arguments it should be called with where they are worth showing."""

    question: str
    arguments: dict[str, Any] | None = None


@dataclass(frozen=True)
class Tool:
    """A registered tool.

    Attributes:
        name: the function's name, unique over all families.
        family: the folder it belongs to.
        title: a few words for buttons and step titles.
        description: the docstring: what it answers, for a person and for the language model.
        args_model: the arguments.
        function: the function itself.
        examples: questions, English and Chinese; the router is trained on them.
        datasets: names of the data sets that a call with these arguments reads.
    """

    name: str
    family: str
    title: str
    description: str
    args_model: type[ToolArgs]
    function: Callable[[Any, Context], ToolResult]
    examples: tuple[Example, ...]
    datasets: Callable[[Any], Sequence[str]]

    def parse(self, raw: dict[str, Any]) -> ToolArgs:
        """Return checked arguments.

        Raises:
            UserError: an argument is missing, unknown or out of bounds; the message names each.
        """
        try:
            return self.args_model.model_validate(raw)
        except ValidationError as error:
            raise UserError(self._explain(error)) from error

    @cached_property
    def version(self) -> str:
        """Return a short hash of the family's files: another version of the code makes another run."""
        file = Path(inspect.getfile(self.function))
        folder = next((parent for parent in file.parents if parent.name == self.family), file.parent)
        digest = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or "__pycache__" in path.parts:
                continue
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()[:12]

    def _explain(self, error: ValidationError) -> str:
        fields = self.args_model.model_fields
        sentences = []
        for problem in error.errors():
            where = ".".join(str(part) for part in problem["loc"]) or "arguments"
            if problem["type"] == "extra_forbidden":
                near = close_matches(where, fields)
                hint = f"; did you mean {' or '.join(near)}?" if near else f"; it takes {', '.join(fields)}"
                sentences.append(f"{self.name} has no argument '{shorten(where)}'{hint}")
                continue
            given = "" if problem["type"] == "missing" else f" (given: {shorten(repr(problem['input']))})"
            message = problem["msg"].removeprefix("Value error, ").rstrip(".")
            name = str(problem["loc"][0]) if problem["loc"] else ""
            described = fields[name].description if name in fields else ""
            about = f" {name}: {described}" if described else ""
            sentences.append(f"{where}: {message}{given}.{about}".rstrip("."))
        return ". ".join(sentences) + "."


def tool(
    *,
    family: str,
    title: str,
    examples: Iterable[str | tuple[str, dict[str, Any]]],
    datasets: Callable[[Any], Sequence[str]] = lambda args: (),
) -> Callable[[Callable[[Args, Context], ToolResult]], Callable[[Args, Context], ToolResult]]:
    """Register a function of (arguments, context) as a tool; it stays a plain function.

    Args:
        family: the folder's name.
        title: a few words for buttons and step titles.
        examples: questions people ask that the tool answers, English and Chinese; a pair also gives the arguments.
        datasets: names of the data sets that a call reads, from its arguments; part of the run's identity.

    Raises:
        TypeError: the function's signature or docstring does not fit the contract.
    """

    def register(function: Callable[[Args, Context], ToolResult]) -> Callable[[Args, Context], ToolResult]:
        name = function.__name__
        description = inspect.getdoc(function)
        args_model = get_type_hints(function).get(next(iter(inspect.signature(function).parameters)))
        if not description or not isinstance(args_model, type) or not issubclass(args_model, ToolArgs):
            raise TypeError(f"tool {name} needs a docstring and a first argument typed by a ToolArgs model")
        undescribed = [key for key, info in args_model.model_fields.items() if not info.description]
        if undescribed:
            raise TypeError(f"tool {name}: describe the arguments {', '.join(undescribed)}")
        if name in REGISTERED and REGISTERED[name].function.__module__ != function.__module__:
            raise TypeError(f"two tools are called {name}")
        pairs = (item if isinstance(item, tuple) else (item, None) for item in examples)
        REGISTERED[name] = Tool(
            name=name,
            family=family,
            title=title,
            description=re.sub(r"\s+", " ", description),
            args_model=args_model,
            function=function,
            examples=tuple(Example(question, arguments) for question, arguments in pairs),
            datasets=datasets,
        )
        return function

    return register
