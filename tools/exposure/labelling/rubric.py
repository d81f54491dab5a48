"""The exposure rubric: a versioned text in English and Chinese, with examples and the questions about an item."""

from __future__ import annotations

import hashlib
import json
import random
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from tools.core.errors import UserError
from tools.exposure.labelling.items import Item

Language = Literal["en", "zh"]
Wording = Literal["plain", "reworded"]
VERSION = "1"
LABELS = ("E0", "E1", "E2")


@dataclass(frozen=True)
class RubricExample:
    """An item with the label it should get and why; without a task the occupation as a whole is labelled."""

    title: str
    task: str
    label: str
    reason: str


@dataclass(frozen=True)
class Rubric:
    """What a labeller is told: the rubric itself, examples, and how a question about an item is put.

    Attributes:
        version: version of the text; stored labels belong to it.
        wording: "plain", or "reworded" for measuring how much labels depend on the words.
        text: the rubric.
        ask_task: question about a task, with {title} and {task}.
        ask_title: question about an occupation as a whole, with {title}.
        examples: items with their labels, in the order in which they are shown.
    """

    version: str
    language: Language
    wording: Wording
    text: str
    ask_task: str
    ask_title: str
    examples: tuple[RubricExample, ...]

    @property
    def digest(self) -> str:
        """Return a hash of all that a labeller is told, 16 hexadecimal digits."""
        told = [self.text, self.ask_task, self.ask_title, [vars(example) for example in self.examples]]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """Return the rubric's name for a person: `v1-en-plain`."""
        return f"v{self.version}-{self.language}-{self.wording}"

    def question(self, title: str, task: str = "") -> str:
        """Return the question about an item."""
        # Not str.format: a person's text may hold braces.
        if not task:
            return self.ask_title.replace("{title}", title)
        return self.ask_task.replace("{title}", title or "-").replace("{task}", task)

    def turns(self) -> list[tuple[str, str]]:
        """Return the examples as (question, answer) pairs, each answer as JSON."""
        return [
            (
                self.question(example.title, example.task),
                json.dumps({"label": example.label, "reason": example.reason}, ensure_ascii=False),
            )
            for example in self.examples
        ]

    def shuffled(self, seed: int) -> Rubric:
        """Return the rubric with its examples in another order."""
        order = list(self.examples)
        random.Random(seed).shuffle(order)  # noqa: S311  An order, no secret.
        return replace(self, examples=tuple(order))


@lru_cache(maxsize=8)
def load_rubric(language: Language = "en", wording: Wording = "plain", version: str = VERSION) -> Rubric:
    """Read a rubric.

    >>> load_rubric("zh").name
    'v1-zh-plain'

    Raises:
        UserError: there is no such rubric.
    """
    path = files("tools.exposure.labelling") / "rubrics" / f"v{version}-{language}-{wording}.toml"
    if not path.is_file():
        raise UserError(
            f"There is no rubric v{version}-{language}-{wording}; languages are en and zh, version {VERSION}."
        )
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Rubric(
        version=data["version"],
        language=data["language"],
        wording=data["wording"],
        text=data["rubric"].strip(),
        ask_task=data["ask_task"].strip(),
        ask_title=data["ask_title"].strip(),
        examples=tuple(RubricExample(**example) for example in data["examples"]),
    )


def rubric_language(items: tuple[Item, ...]) -> Language:
    """Return the language that most of the items are written in."""
    chinese = sum(1 for item in items if any("一" <= letter <= "鿿" for letter in item.title + item.task))
    return "zh" if 2 * chinese > len(items) else "en"
