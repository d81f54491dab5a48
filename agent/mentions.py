"""Whom a piece of an answer is about: the names that a run's figures have, found in the words around a number."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from agent.facts import Fact, Source
from agent.numbers import Number

ECONOMIES = {
    "USA": ("US", "U.S.", "USA", "United States", "America", "American", "Americans", "Washington", "美国", "美方"),
    "CHN": ("China", "Chinese", "Beijing", "PRC", "中国", "中方"),
    "EU": ("EU", "European Union", "Europe", "European", "欧盟", "欧洲"),
    "JPN": ("Japan", "Japanese", "日本"),
    "IND": ("India", "Indian", "印度"),
    "BRA": ("Brazil", "Brazilian", "巴西"),
    "CAN": ("Canada", "Canadian", "加拿大"),
    "MEX": ("Mexico", "Mexican", "墨西哥"),
    "DEU": ("Germany", "German", "德国"),
    "FRA": ("France", "French", "法国"),
    "GBR": ("United Kingdom", "UK", "Britain", "British", "英国"),
    "ITA": ("Italy", "Italian", "意大利"),
    "KOR": ("Korea", "South Korea", "Korean", "韩国"),
    "AUS": ("Australia", "Australian", "澳大利亚"),
    "RUS": ("Russia", "Russian", "俄罗斯"),
    "ROW": ("Rest of the world", "rest of world", "the rest of the world", "世界其他地区", "其他国家", "其余国家"),
}
"""Names of economies as answers write them, by the codes that the trade data use; other names come with the runs."""

_PERIOD = re.compile(
    r"(?<![A-Za-z\d])(?P<year>(?:19|20)\d\d)[ -]?Q(?P<q>[1-4])\b|\bQ(?P<q2>[1-4])[ -](?:of )?(?P<year2>(?:19|20)\d\d)\b"
    r"|\b(?P<word>first|second|third|fourth) quarter (?:of )?(?P<year3>(?:19|20)\d\d)\b"
    r"|(?P<year4>(?:19|20)\d\d)年?第?(?P<q4>[1-4一二三四])季度?",
    re.IGNORECASE,
)
_BARE_QUARTER = re.compile(
    r"\b(?P<word>first|second|third|fourth) quarter\b|\bQ(?P<q>[1-4])\b|第?(?P<zh>[1-4一二三四])季度", re.IGNORECASE
)
_QUARTER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "一": 1, "二": 2, "三": 3, "四": 4}
_WORDS = re.compile(r"[A-Za-z0-9]+|[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[.!?](?=\s)|[。！？\n]|(?<=\s)[-–—](?=\s)")
_SEPARATOR = re.compile(
    r"[,;:，；：、|)）]|\b(?:and|but|while|whereas|versus|vs|compared|against|than|after|before|or)\b|而|与|和|以及|但|比|或",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:others?|elsewhere|rest|average|mean|median|overall|total|everyone|nobody|any|most|least|largest|smallest|"
    r"highest|lowest|range|world|global|each|every|all|up to)\b|其他|各|平均|最|全球|世界|总|中位|所有",
    re.IGNORECASE,
)
LONGEST_NAME = 90


@dataclass(frozen=True)
class Mention:
    """A subject named in a text: its code, or its name where it has none."""

    start: int
    end: int
    subject: str


@dataclass(frozen=True)
class Segment:
    """A piece of a sentence around one or more numbers.

    Attributes:
        start, end: where it stands.
        subjects: whom it may be about; empty where it does not say.
        own: whether the subjects stand in this piece itself.
        spoken: whom its sentence and the one before name.
        chinese: whether the sentence is Chinese, in which a run's English names are not found.
    """

    start: int
    end: int
    subjects: frozenset[str]
    own: bool
    spoken: frozenset[str] = frozenset()
    chinese: bool = False


@dataclass
class Vocabulary:
    """The names that the sources' figures have, ready to be found in a text in linear time."""

    _by_first: dict[str, list[tuple[str, str, bool]]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[str, str] = field(default_factory=dict)
    siblings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Vocabulary:
        """Return the vocabulary of sources."""
        words = cls()
        facts: list[Fact] = []
        for source in sources:
            words.codes |= {fold(name): code for name, code in source.names}
            facts += source.facts
        subjects = {subject for fact in facts for subject in fact.subjects}
        if any(words.code(subject) in ECONOMIES for subject in subjects):
            for code, names in ECONOMIES.items():
                words.codes |= {fold(name): code for name in names}
                for name in names:
                    words._add(name, code)
        for subject in subjects:
            words._add(subject, words.code(subject))
        for name, code in list(words.codes.items()):
            words._add(name, code)
        words._relate(facts)
        for entries in words._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        return words

    def code(self, subject: str) -> str:
        """Return a subject's code, or its folded name."""
        if subject in ECONOMIES:
            return subject
        folded = fold(subject)
        return self.codes.get(folded, subject if subject.isupper() else folded)

    def of_fact(self, fact: Fact) -> frozenset[str]:
        """Return the codes of whom a fact is about."""
        return frozenset(self.code(subject) for subject in fact.subjects)

    def find(self, text: str) -> list[Mention]:
        """Return the subjects that a text names, in order; where names overlap, the longer of the earlier wins."""
        folded = fold(text)
        found: list[Mention] = []
        covered = 0
        for match in _WORDS.finditer(folded):
            at = match.start()
            if at < covered:
                continue
            for name, subject, exact in self._by_first.get(match[0], ()):
                end = at + len(name)
                if (
                    folded.startswith(name, at)
                    and self._stands_alone(folded, end)
                    and (not exact or text[at:end].isupper())
                ):
                    found.append(Mention(at, end, subject))
                    covered = end
                    break
        return sorted([*found, *_periods(text)], key=lambda mention: mention.start)

    def economies(self, subjects: set[str]) -> set[str]:
        """Return all economies where some of the subjects are economies: Germany's figure is not China's."""
        return set(ECONOMIES) if subjects & set(ECONOMIES) else set()

    def rivals(self, subject: str) -> set[str]:
        """Return the subjects that figures of the same kind have."""
        return self.siblings.get(subject, set())

    def _stands_alone(self, text: str, end: int) -> bool:
        after = text[end : end + 1]
        if text[end - 1 : end] >= "\u3400" or not (after.isalpha() and after < "\u3400"):
            return not re.match(r"\s?dollars?|\$", text[end : end + 8])
        return text[end : end + 1] == "s" and not text[end + 1 : end + 2].isalpha()

    def _add(self, name: str, subject: str) -> None:
        for spelling in {fold(name), *_shorter(name)}:
            first = _WORDS.search(spelling)
            if (
                first is None
                or first.start() != 0
                or not 2 <= len(spelling) <= LONGEST_NAME
                or not any(c.isalpha() for c in spelling)
            ):
                continue
            exact = name.isupper() and name.isascii() and len(name) <= 4
            self._by_first[first[0]].append((spelling, subject, exact))

    def _relate(self, facts: Sequence[Fact]) -> None:
        """Make rivals of subjects that stand at the same place in the keys or columns of one group."""
        places: dict[tuple[str, int, int], set[str]] = defaultdict(set)
        for fact in facts:
            for at, subject in enumerate(fact.subjects):
                places[fact.group, len(fact.subjects), at].add(self.code(subject))
        economies = set(ECONOMIES)
        for found in places.values():
            group = found | economies if found & economies else found
            for subject in group:
                self.siblings[subject] |= group - {subject}


def _periods(text: str) -> list[Mention]:
    """Return the quarters that a text names; one without a year is of the year that its sentence named last."""
    whole, spans = [], []
    for match in _PERIOD.finditer(text):
        year = match["year"] or match["year2"] or match["year3"] or match["year4"]
        quarter = match["q"] or match["q2"] or match["word"] or match["q4"]
        whole.append(Mention(*match.span(), f"{year}Q{_QUARTER.get(quarter.lower(), quarter)}"))
        spans.append(match.start())
    bare = []
    for match in _BARE_QUARTER.finditer(text):
        at = bisect_right(spans, match.start()) - 1
        if at >= 0 and match.start() >= whole[at].end and not _SENTENCE.search(text, whole[at].end, match.start()):
            quarter = match["word"] or match["q"] or match["zh"]
            year = whole[at].subject[:4]
            bare.append(Mention(*match.span(), f"{year}Q{_QUARTER.get(quarter.lower(), quarter)}"))
    return whole + bare


def fold(text: str) -> str:
    """Return a text in lower case, of the same length."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _shorter(name: str) -> list[str]:
    """Return how answers shorten a name: its first part, the singular of it."""
    folded = fold(name)
    parts = [folded]
    head = re.split(r", | and |/| \(", folded)[0]
    if len(head) >= 8 and head != folded:
        parts.append(head)
    return parts + [part[:-1] for part in parts if len(part) > 5 and part.endswith("s")]


class Reading:
    """A text cut into sentences and pieces, each with whom it is about."""

    def __init__(self, text: str, numbers: Sequence[Number], words: Vocabulary) -> None:
        self.text = text
        self.segments: list[Segment] = []
        mentions = words.find(text)
        ends = [match.end() for match in _SENTENCE.finditer(text)] + [len(text)]
        starts = [0, *ends[:-1]]
        number_at = [number.start for number in numbers]
        mention_at = [mention.start for mention in mentions]
        before: frozenset[str] = frozenset()
        for start, end in zip(starts, ends, strict=True):
            mine = numbers[bisect_left(number_at, start) : bisect_left(number_at, end)]
            named = mentions[bisect_left(mention_at, start) : bisect_left(mention_at, end)]
            if mine:
                self._cut(start, end, mine, named, before)
            if named or mine:
                before = frozenset(mention.subject for mention in named)
        self._starts = [segment.start for segment in self.segments]

    def around(self, number: Number) -> Segment:
        """Return the piece that a number stands in."""
        return self.segments[max(0, bisect_right(self._starts, number.start) - 1)]

    def _cut(
        self, start: int, end: int, numbers: Sequence[Number], mentions: Sequence[Mention], before: frozenset[str]
    ) -> None:
        """Cut a sentence wherever a separator has a number on both sides, and hand subjects on from piece to piece."""
        covered = sorted([(n.start, n.end) for n in numbers] + [(m.start, m.end) for m in mentions])
        cover_starts = [a for a, _ in covered]
        number_at = [number.start for number in numbers]
        cuts, last_count = [start], 0
        for match in _SEPARATOR.finditer(self.text, start, end):
            at = bisect_right(cover_starts, match.start()) - 1
            if at >= 0 and covered[at][1] > match.start():
                continue
            count = bisect_left(number_at, match.start())
            if last_count < count < len(numbers):
                cuts.append(match.start())
                last_count = count
        cuts.append(end)
        said: set[str] = set()
        whole = before | {mention.subject for mention in mentions}
        chinese = re.search("[\u3400-\u9fff]", self.text[start:end]) is not None
        for one, other in pairwise(cuts):
            own = {mention.subject for mention in mentions if one <= mention.start < other}
            piece = self.text[one:other]
            inherited = frozenset() if own or _OTHERS.search(piece) else frozenset(said)
            subjects = frozenset(own) or inherited
            self.segments.append(Segment(one, other, subjects, bool(own), whole, chinese))
            said |= own
