"""Economies and sectors as people write them: "US", "United States", "美国", "electronics", "metal prod"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tools.core.errors import UnknownName, UserError, shorten
from tools.trade.economy import Label

KINDS_IN_CHINESE = {"economy": "经济体", "sector": "部门"}
EVERYTHING = frozenset(
    (
        *("all", "any", "every", "everyone", "everybody", "everything", "each economy", "every economy", "*"),
        *("world", "the world", "worldwide", "global", "all sectors", "all countries", "all economies"),
        *("all partners", "all goods", "all imports", "all products"),
        *("全部", "所有", "全球", "世界", "各国", "所有国家", "所有行业", "所有商品", "所有产品"),
    )
)
FILLERS = (
    "sectors",
    "sector",
    "industries",
    "industry",
    "products",
    "imports",
    "exports",
    "行业",
    "产业",
    "产品",
    "部门",
)


def resolve(kind: str, text: str, labels: Sequence[Label]) -> tuple[int, ...]:
    """Return the positions of the economies or sectors that `text` names, in order, each once.

    Args:
        kind: "economy" or "sector", for the error.
        text: one name, or several with commas; "all" names all.
        labels: what can be named.

    Raises:
        UserError: nothing or no single thing is named; the closest names are listed.

    >>> sectors = [Label("D26", "Computers", ("electronics", "电子")), Label("D29", "Motor vehicles")]
    >>> [resolve("sector", text, sectors) for text in ("电子", "motor", "all")]
    [(0,), (1,), (0, 1)]
    """
    whole = _fold(text)
    if whole in EVERYTHING:
        return tuple(range(len(labels)))
    for spelling in (whole, _without_filler(whole)):
        if found := _match(spelling, labels):
            return found
    whole = _without_filler(whole)
    pieces = [piece for piece in re.split(r"\s*(?:[,;、，；+&/]|\band\b|和|与)\s*", text.strip()) if piece]
    if len(pieces) > 1:
        positions: list[int] = []
        for piece in pieces:
            positions += [at for at in resolve(kind, piece, labels) if at not in positions]
        return tuple(sorted(positions))
    near = _partial(whole, labels)
    if len(near) == 1:
        return near
    if near:
        options = "; ".join(labels[at].name for at in near[:6])
        raise UserError(
            f"'{shorten(text)}' could be more than one {kind}: {options}. Name one, or several with commas."
        )
    raise UnknownName(
        kind,
        text,
        [f"{label.code} ({label.name})" if label.code != label.name else label.name for label in labels],
        spellings=[word for label in labels for word in (label.code, label.name, *label.spellings)],
        kind_zh=KINDS_IN_CHINESE.get(kind, kind),
    )


def resolve_one(kind: str, text: str, labels: Sequence[Label]) -> int:
    """Return the position of the one economy or sector that `text` names.

    Raises:
        UserError: `text` names none or several.
    """
    found = resolve(kind, text, labels)
    if len(found) != 1:
        raise UserError(
            f"'{shorten(text)}' names {len(found)} of the {len(labels)}, but one {kind} is needed here, "
            f"for example {labels[found[0]].name}."
        )
    return found[0]


def _fold(text: str) -> str:
    folded = re.sub(r"[.'’\"]", "", text.casefold())
    folded = re.sub(r"[\s_\-]+", " ", folded).strip()
    return folded.removeprefix("the ")


def _without_filler(folded: str) -> str:
    for filler in FILLERS:
        if folded.endswith(filler) and folded != filler:
            folded = folded.removesuffix(filler).strip()
    return folded


def _spellings(label: Label) -> list[str]:
    return [_fold(word) for word in (label.code, label.name, *label.spellings)]


def _match(folded: str, labels: Sequence[Label]) -> tuple[int, ...]:
    return tuple(at for at, label in enumerate(labels) if folded and folded in _spellings(label))


def _partial(folded: str, labels: Sequence[Label]) -> tuple[int, ...]:
    shortest = 2 if any(ord(letter) > 0x2E80 for letter in folded) else 3
    if len(folded) < shortest:
        return ()
    is_word = shortest == 3
    begins = re.compile((r"\b" if is_word else "") + re.escape(folded))
    inside = tuple(at for at, label in enumerate(labels) if any(begins.search(word) for word in _spellings(label)))
    if inside:
        return inside

    def named_within(word: str) -> bool:
        if not is_word:
            return len(word) >= 2 and word in folded
        return len(word) >= 4 and re.search(rf"\b{re.escape(word)}\b", folded) is not None

    return tuple(at for at, label in enumerate(labels) if any(named_within(word) for word in _spellings(label)))
