"""From a labeller's name to a labeller.

The classifier is always there. Language models are made by floors above, which register a maker here when they start:
the engine and the tools need not know them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tools.core.errors import UserError, shorten
from tools.exposure.labelling.labeller import Labeller
from tools.exposure.labelling.rubric import Rubric

CLASSIFIER = "classifier"
SPELLINGS = {"分类器": CLASSIFIER, "the classifier": CLASSIFIER, "内置模型": "embedded", "嵌入模型": "embedded"}


@dataclass(frozen=True)
class LabellerOptions:
    """How labellers are to work.

    Attributes:
        per_minute: calls a minute at most; 0 for no limit.
        concurrent: calls at a time; 0 for what suits the labeller.
        timeout: seconds for a call; 0 for what suits the labeller.
        attempts: times that a call is tried.
        reasons: whether to ask for a reason; without it a small model takes half the time.
        repeat: number of the repetition; the same question with another number is asked again.
    """

    per_minute: float = 0.0
    concurrent: int = 0
    timeout: float = 0.0
    attempts: int = 4
    reasons: bool = True
    repeat: int = 0


Maker = Callable[[str, Rubric, LabellerOptions], Labeller]
_makers: dict[str, Maker] = {}
_namers: list[Callable[[str], str]] = []


def register_chat_models(maker: Maker, full_name: Callable[[str], str]) -> None:
    """Let language models label.

    Args:
        maker: makes a labeller from a model's name, a rubric and options; raises UserError where it cannot.
        full_name: from what a person wrote ("model") to the name that says which model it is ("openai:gpt-5-mini").
    """
    _makers["chat"] = maker
    _namers[:] = [full_name]


def full_name(name: str) -> str:
    """Return the name under which a labeller's labels are stored and shown.

    >>> full_name("分类器")
    'classifier'
    """
    name = SPELLINGS.get(name.strip().casefold(), name.strip())
    if _is_classifier(name) or not _namers:
        return name
    return _namers[0](name)


def make_labeller(name: str, rubric: Rubric, options: LabellerOptions | None = None) -> Labeller:
    """Make a labeller.

    Args:
        name: classifier (or classifier:gpt4), embedded, model (the one that is set), openai:NAME,
            openai-compatible:NAME or PROVIDER:NAME.
        rubric: what it is told; the classifier has learned its own.
        options: how it is to work.

    Raises:
        UserError: there is no such labeller, or it cannot be had.
    """
    name, options = full_name(name), options or LabellerOptions()
    if _is_classifier(name):
        from tools.exposure.labelling.by_classifier import PEOPLE_TAUGHT, ClassifierLabeller

        return ClassifierLabeller.load(name.partition(":")[2] or PEOPLE_TAUGHT)
    if "chat" not in _makers:
        raise UserError(
            f"There is no labeller '{shorten(name)}' here: language models are not set up. Use {CLASSIFIER}.",
            chinese=f"这里没有设置语言模型，“{shorten(name)}”不能标注。请改用分类器。",
        )
    return _makers["chat"](name, rubric, options)


def make_labellers(
    names: Sequence[str], rubric: Rubric, options: LabellerOptions | None = None
) -> tuple[Labeller, ...]:
    """Make the labellers of a jury, each once.

    Raises:
        UserError: one of them is unknown or cannot be had, or none is named.
    """
    distinct = list(dict.fromkeys(full_name(name) for name in names if name.strip()))
    if not distinct:
        raise UserError(f"No labeller is named. Use {CLASSIFIER}, embedded, openai:NAME or openai-compatible:NAME.")
    return tuple(make_labeller(name, rubric, options) for name in distinct)


def _is_classifier(name: str) -> bool:
    return name.partition(":")[0] == CLASSIFIER
