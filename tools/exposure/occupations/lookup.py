"""From what people write to occupations: code, title, everyday name, job title, part of a title, nearest in meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tools.core.errors import UserError, shorten
from tools.exposure.occupations.book import Book, Occupation, fold
from tools.exposure.occupations.nearest import nearest

MOST_NAMES = 20
MOST_OPTIONS = 6
SPELLING = 0.84
"""Least similarity of two spellings that is taken for a slip of the pen."""
_SEPARATORS = re.compile(
    r"\s*[;；、\n]\s*|\s*[,，]\s*(?:and\s+)?|\s+and\s+|\s+vs\.?\s+|(?<=[一-鿿])[和与及跟](?=[一-鿿])"
)
_US_CODE = re.compile(r"^(\d{2})-?(\d{4})(?:\.(\d{2}))?$")
_CHINESE_CODE = re.compile(r"^[1-8]-\d{2}-\d{2}-\d{2}$")
_CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Found:
    """An occupation that was found, and how.

    Attributes:
        occupation: the occupation.
        asked: what the person wrote.
        how: "code", "title", "name", "job title", "part", "spelling" or "meaning".
        others: further titles that come near, where the finding is a guess.
    """

    occupation: Occupation
    asked: str
    how: str
    others: tuple[str, ...] = ()

    @property
    def is_guess(self) -> bool:
        """Return whether the person should be told what was taken for what they wrote."""
        return self.how in ("job title", "part", "spelling", "meaning")


def split_names(text: str, book: Book) -> list[str]:
    """Return the names in a text; a title that itself holds a comma or an "and" stays whole.

    Raises:
        UserError: there is no name, or there are more than twenty.
    """
    pieces = [text.strip()] if _is_known(text.strip(), book) else _pieces(text.strip(), book)
    names = list(dict.fromkeys(piece.strip(" .。?？!") for piece in pieces if piece.strip(" .。?？!")))
    if not names:
        raise UserError(
            "No occupation is named: give one or more titles or codes, for example 'nurses, 27-3091, 会计'."
        )
    if len(names) > MOST_NAMES:
        raise UserError(
            f"{len(names)} occupations are named; at most {MOST_NAMES} fit one answer. Name fewer, or rank them all "
            "with rank_exposure."
        )
    return names


def separate(text: str) -> list[str]:
    """Return the pieces of a text between commas, semicolons, "and", 和.

    >>> separate("translators and roofers; 会计和护士")
    ['translators', 'roofers', '会计', '护士']
    """
    return [piece for piece in _SEPARATORS.split(text.strip()) if piece and piece.strip()]


def is_chinese(text: str) -> bool:
    """Return whether a name is in Chinese, or is a Chinese code.

    >>> [is_chinese(text) for text in ("nurse", "护士", "2-10-05-00")]
    [False, True, True]
    """
    return bool(_CHINESE.search(text) or _CHINESE_CODE.match(text.strip()))


def find(name: str, book: Book) -> Found:
    """Return the occupation of a book that a person's name for it means.

    Raises:
        UserError: none comes near enough, or several come equally near; the message lists the nearest titles.
    """
    name = name.strip()
    folded = fold(name)
    if code := _code(name, book):
        return Found(book.occupations[code], name, "code")
    for how, names in (("name", book.names), ("job title", book.job_titles)):
        if codes := names.get(folded):
            return _one(name, codes, book, how)
    if holding := _holding(folded, book):
        return _one(name, holding, book, "part")
    if close := _close_spelling(folded, book):
        return _one(name, close, book, "spelling")
    ranked = nearest(name, book)
    titles = tuple(book.occupations[code].title for code in ranked.codes[1:4])
    if ranked.is_near:
        return Found(book.occupations[ranked.codes[0]], name, "meaning", titles)
    options = "; ".join(book.occupations[code].title for code in ranked.codes[:MOST_OPTIONS])
    raise UserError(
        f"No occupation of the {_named(book)} is called '{shorten(name)}'. Nearest: {options}. "
        "Name one of these, or give a code."
    )


def find_all(text: str, book: Book) -> list[Found]:
    """Return the occupations that a text names, each once, in the order named."""
    found = [find(name, book) for name in split_names(text, book)]
    return list({each.occupation.code: each for each in reversed(found)}.values())[::-1]


def _one(name: str, codes: Sequence[str], book: Book, how: str) -> Found:
    if len(codes) == 1:
        return Found(book.occupations[codes[0]], name, how)
    options = "; ".join(
        f"{book.occupations[code].title} ({book.occupations[code].key})" for code in codes[:MOST_OPTIONS]
    )
    more = f" and {len(codes) - MOST_OPTIONS} more" if len(codes) > MOST_OPTIONS else ""
    raise UserError(
        f"'{shorten(name)}' could be several occupations of the {_named(book)}: {options}{more}. "
        "Name one, or several with semicolons, or give a code."
    )


def _named(book: Book) -> str:
    return "US classification" if book.country == "US" else "Chinese classification"


def _is_known(text: str, book: Book) -> bool:
    folded = fold(text)
    return folded in book.names or folded in book.job_titles


def _pieces(text: str, book: Book) -> list[str]:
    """Return the pieces between separators; neighbours that make a known title together are joined."""
    pieces = separate(text)
    joined: list[str] = []
    start = 0
    while start < len(pieces):
        end = next(
            (stop for stop in range(len(pieces), start + 1, -1) if _is_title(" ".join(pieces[start:stop]), book)),
            start + 1,
        )
        joined.append(" ".join(pieces[start:end]))
        start = end
    return joined


def _is_title(text: str, book: Book) -> bool:
    codes = book.names.get(fold(text), ())
    return any(fold(book.occupations[code].title) == fold(text) for code in codes)


def _code(name: str, book: Book) -> str:
    """Return the code that a name is, where it is one of the book's."""
    if match := _US_CODE.match(name):
        major, minor, detail = match.groups()
        six = f"{major}-{minor}"
        wanted = [f"{six}.{detail}"] if detail else [f"{six}.00", *(c for c in book.occupations if c.startswith(six))]
        found = next((code for code in wanted if code in book.occupations), "")
    elif _CHINESE_CODE.match(name):
        found = name if name in book.occupations else ""
    else:
        return ""
    if found or book.country == ("China" if match else "US"):
        return found
    raise UserError(
        f"There is no code {name} in the {_named(book)}. Give a title instead, or a code such as {_sample(book)}."
    )


def _sample(book: Book) -> str:
    return next(iter(book.occupations)).removesuffix(".00")


def _holding(folded: str, book: Book) -> list[str]:
    """Return the occupations whose names hold the words, fewest further words first; only the best where one is."""
    if is_chinese(folded):
        if len(folded) < 2:
            return []
        held = {name: codes for name, codes in book.names.items() if folded in name}
        extra = {name: len(name) - len(folded) for name in held}
    else:
        words = set(folded.split())
        if not words:
            return []
        held = {name: codes for name, codes in book.names.items() if words <= set(name.split())}
        extra = {name: len(name.split()) - len(words) for name in held}
    ordered = sorted(held, key=lambda name: extra[name])
    codes = list(dict.fromkeys(code for name in ordered for code in held[name]))
    best = list(dict.fromkeys(code for name in ordered if extra[name] == extra[ordered[0]] for code in held[name]))
    return best if len(best) == 1 and (extra[ordered[0]] <= 1 or len(codes) == 1) else codes


def _close_spelling(folded: str, book: Book) -> list[str]:
    if len(folded) < 5 or is_chinese(folded):
        return []
    scored = []
    for name in book.names:
        if abs(len(name) - len(folded)) <= 3 and name[0] == folded[0]:
            matcher = SequenceMatcher(None, folded, name, autojunk=False)
            if matcher.quick_ratio() >= SPELLING and matcher.ratio() >= SPELLING:
                scored.append((matcher.ratio(), name))
    best = max(scored, default=None)
    return list(book.names[best[1]]) if best else []
