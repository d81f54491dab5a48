"""Cases for the number guard: answers from stored results, correct ones and ones with a planted error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from agent.grounding import Source, source_of_result
from evals.guard import statements, writing
from evals.guard.statements import Language, Quoted, pick
from tools.core.runs import Run

Error = Literal[
    "wrong digit", "wrong scale", "wrong sign", "percent or points", "swapped subjects", "invented", "number words"
]
ERRORS: tuple[Error, ...] = (
    "wrong digit", "wrong scale", "wrong sign", "percent or points", "swapped subjects", "invented", "number words"
)  # fmt: skip
TRIES = 60


@dataclass(frozen=True)
class Case:
    """One answer.

    Attributes:
        text: the answer.
        planted: the numbers that are wrong, as they are written; empty in a correct answer.
        where: the sentence that holds them.
        error: what was planted; "" in a correct answer.
        family: the family of the run.
        language: the answer's language.
        source: what it may quote.
    """

    text: str
    planted: tuple[str, ...]
    where: str
    error: Error | Literal[""]
    family: str
    language: Language
    source: Source

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Return where the planted numbers stand in the text."""
        start = self.text.index(self.where)
        places = [start + self.where.index(wrong) for wrong in self.planted]
        return tuple((at, at + len(wrong)) for at, wrong in zip(places, self.planted, strict=True))


def correct_cases(runs: Sequence[Run], count: int, seed: int, *, phrasing: int) -> list[Case]:
    """Return correct answers of two or three sentences, the families in turn."""
    maker = _Maker(runs, Random(seed), phrasing)
    return [maker.correct() for _ in range(count)]


def planted_cases(runs: Sequence[Run], count: int, seed: int, *, phrasing: int) -> list[Case]:
    """Return answers with one planted error each, the kinds of error in turn."""
    maker = _Maker(runs, Random(seed), phrasing)
    return [maker.planted(ERRORS[at % len(ERRORS)]) for at in range(count)]


class _Maker:
    def __init__(self, runs: Sequence[Run], random: Random, phrasing: int) -> None:
        self.random = random
        self.phrasing = phrasing
        self.runs: dict[str, list[tuple[Run, list[Quoted], Source]]] = {}
        for run in runs:
            facts = statements.quoted(run.result.values)
            if len(facts) >= 2:
                source = source_of_result(run.result.to_json(), run.arguments, run.id)
                self.runs.setdefault(run.record.family, []).append((run, facts, source))

    def correct(self) -> Case:
        family, facts, source, language = self._draw()
        sentences = [self._sentence(fact, language) for fact in self.random.sample(facts, 2)]
        if (pair := self._pair(facts)) is not None and self.random.random() < 0.4:
            sentences.append(self._pair_sentence(pair, language, swapped=False)[0])
        if self.random.random() < 0.5:
            sentences.insert(0, pick(self.random, statements.DECORATIONS[language], self.phrasing))
        return Case("\n".join(sentences), (), "", "", family, language, source)

    def planted(self, error: Error) -> Case:
        for _ in range(TRIES):
            family, facts, source, language = self._draw()
            wrong = self._wrong(error, facts, language)
            if wrong is None:
                continue
            text, planted = wrong
            right = self._sentence(self.random.choice(facts), language)
            return Case("\n".join(self.random.sample([text, right], 2)), planted, text, error, family, language, source)
        raise ValueError(f"no run has a figure for the error '{error}'")

    def _draw(self) -> tuple[str, list[Quoted], Source, Language]:
        family = self.random.choice(sorted(self.runs))
        _, facts, source = self.random.choice(self.runs[family])
        return family, facts, source, self.random.choice(("en", "zh"))

    def _wrong(self, error: Error, facts: list[Quoted], language: Language) -> tuple[str, tuple[str, ...]] | None:
        """Return a sentence with a planted error and the wrong numbers in it; None where the drawn figure has none."""
        if error == "swapped subjects":
            pair = self._pair(facts)
            return None if pair is None else self._pair_sentence(pair, language, swapped=True)
        if error == "invented":
            number = self.random.choice((self.random.uniform(1, 99), self.random.uniform(100, 900) / 10))
            invented = f"{number:.1f}" + ("%" if language == "zh" else " %")
            return pick(self.random, statements.INVENTED[language], self.phrasing).format(x=invented), (invented,)
        fact = self.random.choice(facts)
        written = self._written_wrongly(error, fact, language)
        return None if written is None else self._said(fact, language, written, turned=error == "wrong sign")

    def _written_wrongly(self, error: Error, fact: Quoted, language: Language) -> str | None:
        """Return a figure written with an error in it, or, for a wrong sign, to be said with one."""
        value, written = _size(fact), None
        match error:
            case "wrong digit":
                written = self._other_digit(self._write(fact, value, language))
            case "wrong scale":
                factor = self.random.choice((10.0, 100.0, 1000.0, 0.1, 0.01, 0.001))
                written = self._write(fact, value * factor, language) if value * factor > 1e-3 else None
            case "wrong sign":
                has_sign = fact.change and abs(fact.value.value) >= 0.05
                written = self._write(fact, value, language) if has_sign else None
            case "percent or points":
                other = {"percent": "points", "points": "percent"}.get(_kind(fact))
                written = writing.percent(value, self.random, language, other) if other else None
            case "number words":
                whole = self.random.randrange(2, 98)
                differs = abs(whole - (100 * value if _kind(fact) == "share" else value)) >= 6
                words = (
                    f"百分之{writing.chinese(str(whole))}"
                    if language == "zh"
                    else f"{writing.cardinal(whole)} per cent"
                )
                written = words if differs and _kind(fact) != "amount" else None
        return written

    def _said(
        self, fact: Quoted, language: Language, written: str, *, turned: bool = False
    ) -> tuple[str, tuple[str, ...]]:
        return self._sentence(fact, language, written, turned=turned), (written,)

    def _sentence(self, fact: Quoted, language: Language, written: str = "", *, turned: bool = False) -> str:
        index = 0 if language == "en" else 1
        written = written or self._write(fact, _size(fact), language)
        up = (fact.value.value > 0) != turned
        kind = "change" if fact.change else "level"
        minus = "" if fact.change or fact.value.value >= 0 else "−"
        clean = written.removeprefix("about ").removeprefix("约")
        signed = ("+" if up else self.random.choice(("-", "−"))) + clean if clean[0].isdigit() else None
        options = statements.SENTENCES[language, kind]
        if signed is None:
            options = tuple(tuple(o for o in group if "{signed}" not in o) for group in options)
        who, what = fact.who[index], fact.what[index]
        rises, falls = (
            ("上升", "下降")
            if language == "zh"
            else self.random.choice((("rises", "falls"), ("increases", "declines")))
        )
        return pick(self.random, options, self.phrasing).format(
            who=who, what=what, What=what[0].upper() + what[1:], n=minus + written, abs=written, signed=signed,
            verb=rises if up else falls,
            verb_inf="rise" if up else "fall", comparative="higher" if up else "lower", noun="rise" if up else "fall",
        )  # fmt: skip

    def _pair(self, facts: list[Quoted]) -> tuple[Quoted, Quoted] | None:
        """Return two figures of one quantity for two subjects that differ clearly, in rounding and in size."""
        for _ in range(TRIES):
            one = self.random.choice(facts)
            others = [f for f in facts if f.key.split(".")[0] == one.key.split(".")[0] and f.who != one.who]
            clear = [
                f
                for f in others
                if abs(_size(f) - _size(one)) > 0.15 * max(_size(f), _size(one)) and min(_size(f), _size(one)) > 0.01
            ]
            if clear:
                return one, self.random.choice(clear)
        return None

    def _pair_sentence(
        self, pair: tuple[Quoted, Quoted], language: Language, *, swapped: bool
    ) -> tuple[str, tuple[str, ...]]:
        index = 0 if language == "en" else 1
        numbers = []
        for fact in pair:
            written = self._write(fact, _size(fact), language, exact=True)
            sign = "−" if fact.value.value < 0 else "+" if fact.change else ""
            numbers.append(sign + written)
        said = numbers[::-1] if swapped else numbers
        what = pair[0].what[index]
        text = pick(self.random, statements.PAIRS[language], self.phrasing).format(
            What=what[0].upper() + what[1:],
            what=what,
            who1=pair[0].who[index],
            who2=pair[1].who[index],
            n1=said[0],
            n2=said[1],
        )
        return text, tuple(said) if swapped else ()

    def _write(self, fact: Quoted, size: float, language: Language, *, exact: bool = False) -> str:
        match _kind(fact):
            case "percent" | "points" as unit:
                if exact:
                    text = f"{size:.2f}" if size < 10 else f"{size:.1f}"
                    text = f"{size:.3f}" if size < 0.1 else text
                    return (
                        text
                        + (
                            {"percent": "%", "points": "个百分点"}
                            if language == "zh"
                            else {"percent": " %", "points": " percentage points"}
                        )[unit]
                    )
                return writing.percent(size, self.random, language, unit)
            case "share":
                return (
                    f"{size:.2f}"
                    if exact or self.random.random() < 0.5
                    else writing.percent(100 * size, self.random, language)
                )
            case "amount":
                return writing.amount(size, self.random, language)
            case _:
                return writing.plain(size, self.random)

    def _other_digit(self, written: str) -> str | None:
        places = [at for at, character in enumerate(written) if character.isdigit()]
        if not places:
            return None
        at = self.random.choice(places[:2] if len(places) > 1 else places)
        digit = self.random.choice([d for d in "123456789" if abs(int(d) - int(written[at])) >= 1])
        return written[:at] + digit + written[at + 1 :]


def _size(fact: Quoted) -> float:
    scale = 1e9 if fact.value.unit.startswith("bn") else 1.0
    return abs(fact.value.value) * scale


def _kind(fact: Quoted) -> Literal["percent", "points", "share", "amount", "plain"]:
    unit = fact.value.unit
    if "point" in unit:
        return "points"
    if "%" in unit:
        return "percent"
    if unit.startswith("share"):
        return "share"
    return "amount" if any(word in unit for word in ("USD", "jobs")) else "plain"
