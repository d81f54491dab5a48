"""Generated words: one framing sentence from a small model, whole sections from a strong one, none without a model."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from agent.grounding import check_numbers, numbers_in
from agent.report.outline import Section
from agent.report.verify import source_of_words, sources_of_run
from agent.turn import Language, Turn, language_of
from tools.core.errors import UserError
from tools.core.runs import Run

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST_FRAMING = 2
LONGEST_SENTENCE = 260
FRAMING_TOKENS = 70
MOST_PARAGRAPHS = 4

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_FINDING = re.compile(
    r"\b(increas|decreas|ris(e|es|ing)\b|rose|fall(s|ing)?\b|fell|drop|declin|grow(s|n)\b|grew|shr[iau]nk|gain|los(e|es|s|ing)\b"
    r"|lower|higher|better|worse|benefit|harm|hurt|significant|reduc|improv|boost|show(s|ed)? that|found that|conclu"
    r"|first|second|third|one|two|three|four|five|six|seven|eight|nine|ten|half|double|twice|percent)\w*"
    r"|上升|下降|提高|降低|增加|减少|受益|受损|损失|获益|更高|更低|显著|表明|显示|改善|恶化|[一二三四五六七八九十百]+[个成倍]",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[#*_`<>\[\]{}|]|https?:|www\.")

log = logging.getLogger(__name__)

FRAME = {
    "en": "You write one plain sentence that opens a section of a report and says why its question matters. State no "
    "result, no number, no direction of change. Answer with the sentence only, in English.",
    "zh": "请为报告的一节写一句开头，说明这个问题为什么值得关注。不要写结论、数字或变化方向。只用中文回答这一句话。",
}
SECTION = {
    "en": "Write the text of one section of a report, one or two short paragraphs of plain prose in English, from the "
    "result below and nothing else. Every number must be copied from it (rounding is allowed). No headings, no lists, "
    "no tables, no advice.",
    "zh": "请仅根据下面的结果，用中文为报告的一节撰写一到两段文字。"
    "所有数字必须来自该结果（可以四舍五入）。不要标题、列表、表格或建议。",
}
SUMMARY = {
    "en": "Write the executive summary of a report, one paragraph of at most six sentences in English, from the "
    "findings below and nothing else. Every number must be copied from them. No headings, no lists, no advice.",
    "zh": "请仅根据下面的结果，用中文写一段不超过六句的报告摘要。所有数字必须来自这些结果。不要标题、列表或建议。",
}
REPAIR = "These numbers are in none of the results: {numbers}. Write the text again without them."


@dataclass(frozen=True)
class Prose:
    """Paragraphs in plain text, and the numbers in them that no run accounts for."""

    paragraphs: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()


class Writer(Protocol):
    """Who puts words around figures."""

    def frame(self, topic: str, section: Section, run: Run, language: Language, turn: Turn) -> str:
        """Return a sentence or two that open a section; empty for none."""

    def section(self, topic: str, section: Section, run: Run, language: Language, turn: Turn) -> Prose:
        """Return a section's prose in place of the run's headline; empty for none."""

    def summary(
        self, topic: str, findings: Sequence[str], runs: Sequence[Run], language: Language, turn: Turn
    ) -> Prose:
        """Return the summary's prose in place of the list of findings; empty for none."""


class CodeWriter:
    """Writes nothing: the words are the templates' and the runs' own."""

    def frame(self, topic: str, section: Section, run: Run, language: Language, turn: Turn) -> str:
        """Return no sentence."""
        return ""

    def section(self, topic: str, section: Section, run: Run, language: Language, turn: Turn) -> Prose:
        """Return no prose."""
        return Prose()

    def summary(
        self, topic: str, findings: Sequence[str], runs: Sequence[Run], language: Language, turn: Turn
    ) -> Prose:
        """Return no prose."""
        return Prose()


class SmallWriter(CodeWriter):
    """The embedded model: it may open a section, and states no finding there, for it cannot be trusted with one."""

    def __init__(self, client: BaseChatModel) -> None:
        self._client = client

    def frame(self, topic: str, section: Section, run: Run, language: Language, turn: Turn) -> str:
        """Return what is left of the model's words when findings and unaccounted numbers are dropped."""
        asked = f"{topic}\n{section.title}\n{section.lead}".strip()
        try:
            said = _say(self._client, FRAME[language], asked, turn, max_tokens=FRAMING_TOKENS)
        except UserError as error:
            log.info("no framing sentence: %s", error)
            return ""
        return framing(said, run, topic, language)


class StrongWriter(CodeWriter):
    """A strong model: it writes sections and summary; each number is checked, one repair, the rest is marked."""

    def __init__(self, client: BaseChatModel) -> None:
        self._client = client

    def section(self, topic: str, section: Section, run: Run, language: Language, turn: Turn) -> Prose:
        """Return the prose of a section."""
        from agent.toolset import describe

        asked = f"Report: {topic}\nSection: {section.title}\n\nResult:\n{describe(run)}"
        return self._checked(SECTION[language], asked, [run], topic, turn)

    def summary(
        self, topic: str, findings: Sequence[str], runs: Sequence[Run], language: Language, turn: Turn
    ) -> Prose:
        """Return the prose of the summary."""
        asked = f"Report: {topic}\n\nFindings:\n" + "\n".join(f"- {finding}" for finding in findings)
        return self._checked(SUMMARY[language], asked, runs, topic, turn)

    def _checked(self, system: str, asked: str, runs: Sequence[Run], topic: str, turn: Turn) -> Prose:
        from agent.grounding import source_of_text

        sources = [source_of_text(topic), *(source for run in runs for source in sources_of_run(run))]
        text = _say(self._client, system, asked, turn)
        if lost := check_numbers(text, sources).unverified:
            again = f"{asked}\n\nYour text:\n{text}\n\n{REPAIR.format(numbers=', '.join(lost))}"
            text = _say(self._client, system, again, turn)
            lost = check_numbers(text, sources).unverified
        paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
        return Prose(tuple(part for part in paragraphs if part)[:MOST_PARAGRAPHS], lost)


def framing(said: str, run: Run, topic: str, language: Language) -> str:
    """Return at most two sentences of a small model that claim nothing.

    A sentence is dropped where it holds a number that is not in the run, tells a finding or a direction, is a question,
    is in another language, or is markup.
    """
    from agent.grounding import source_of_text

    sources = [source_of_text(topic), source_of_words(run)]
    kept = []
    for sentence in filter(None, (part.strip() for part in _SENTENCE.split(" ".join(said.split())))):
        ends_well = sentence[-1] in ".。"  # A question or a call opens no section of a report.
        sound = ends_well and len(sentence) <= LONGEST_SENTENCE and language_of(sentence) == language
        if not sound or _MARKUP.search(sentence) or _FINDING.search(sentence):
            continue
        if numbers_in(sentence) and check_numbers(sentence, sources).unverified:
            continue
        kept.append(sentence)
    return ("" if language == "zh" else " ").join(kept[:MOST_FRAMING])


def _say(client: BaseChatModel, system: str, asked: str, turn: Turn, max_tokens: int | None = None) -> str:
    """Return the model's answer, read piece by piece so that Stop is heard.

    Raises:
        UserError: the model cannot be reached.
        Stopped: the person pressed Stop.
    """
    from langchain_core.messages import HumanMessage, SystemMessage

    from agent.guard import text_of
    from agent.models import explain
    from agent.turn import Stopped

    turn.check_stopped()
    text = ""
    limit: dict[str, Any] = {"max_tokens": max_tokens} if max_tokens else {}
    try:
        for chunk in client.stream(
            [SystemMessage(system), HumanMessage(asked)], config={"tags": ["nostream"]}, **limit
        ):
            turn.check_stopped()
            text += text_of(chunk)
    except (UserError, Stopped):
        raise
    except Exception as error:
        raise explain(error) from error
    return text.strip()
