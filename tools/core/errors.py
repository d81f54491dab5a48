"""Errors that a person can cause and mend."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

MAX_SHOWN = 80
"""Longest piece of a person's input that an error message repeats."""


class UserError(Exception):
    """A mistake in what was asked: the message says what was wrong, what is allowed and what to try.

    Attributes:
        chinese: the same for those who ask in Chinese; empty where it is said in English only.
    """

    def __init__(self, message: str, *, chinese: str = "") -> None:
        super().__init__(message)
        self.chinese = chinese


class UnknownName(UserError):
    """A name that is not in the list of names it should come from."""

    def __init__(
        self, kind: str, name: str, known: Sequence[str], *, spellings: Iterable[str] = (), kind_zh: str = "选项"
    ) -> None:
        """Build the message from what was asked and what is known.

        Args:
            kind: what the name names, in the singular ("economy").
            name: what the person wrote.
            known: the names to show.
            spellings: further spellings that count as close matches, beside `known`.
            kind_zh: the kind in Chinese ("经济体").
        """
        self.name = name
        self.matches = close_matches(name, [*known, *spellings])
        shown = ", ".join(known) if len(known) <= 45 else ", ".join(known[:40]) + f" and {len(known) - 40} more"
        hint = f" Did you mean {' or '.join(self.matches)}?" if self.matches else ""
        hint_zh = f"您是不是要找{'、'.join(self.matches)}？" if self.matches else ""
        super().__init__(
            f"There is no {kind} called '{shorten(name)}'.{hint} Known: {shown}.",
            chinese=f"没有名为“{shorten(name)}”的{kind_zh}。{hint_zh}可选：{shown}。",
        )


class Cancelled(Exception):
    """The person pressed Stop; raised inside a tool, never a failure."""


def close_matches(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return the known names that look most like `name`, ignoring case, best first."""
    by_folded: dict[str, str] = {}
    for candidate in known:
        by_folded.setdefault(candidate.casefold(), candidate)
    wanted = name.casefold()[:MAX_SHOWN]
    found = get_close_matches(wanted, by_folded, n=most, cutoff=0.6)
    inside = [folded for folded in by_folded if len(wanted) >= 3 and wanted in folded and folded not in found]
    return [by_folded[folded] for folded in (found + inside)[:most]]


def shorten(text: str, most: int = MAX_SHOWN) -> str:
    """Return `text` cut to `most` characters, with an ellipsis where it was cut."""
    return text if len(text) <= most else text[: most - 1] + "…"
