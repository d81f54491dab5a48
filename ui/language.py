"""Which language the page speaks, and its words in it.

The page is built once in each language. Code writes English, `say("Ask")`; what is said in Chinese stands in
`ui.texts`. The language is that of the page that is being built or whose event is answered.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from ui.texts import CHINESE, TOOL_TITLES

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
_spoken: ContextVar[Language | None] = ContextVar("quesnay_language", default=None)
_of_page: dict[int, Language] = {}


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language inside the block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def page_speaks(page: Any, language: Language) -> None:
    """Record the language of a page, for the events that it sends; a page lives as long as the program."""
    _of_page[id(page)] = language


def language() -> Language:
    """Return the language that is spoken here; English where nothing says otherwise.

    An event's page comes first: Gradio works events off in tasks that began with whichever request came first.
    """
    if "gradio" in sys.modules:
        from gradio.context import LocalContext

        if known := _of_page.get(id(LocalContext.blocks.get(None))):
            return known
    return _spoken.get() or "en"


def say(text: str, /, **parts: object) -> str:
    """Return a text of the page in the language that is spoken, its `{parts}` filled in.

    Args:
        text: in English, as it stands in the table of texts.
        parts: what the text names in braces.

    >>> with speaking("zh"):
    ...     say("{count} rows", count=3)
    '3 行'
    >>> say("{count} rows", count=3)
    '3 rows'
    """
    said = CHINESE.get(text, text) if language() == "zh" else text
    return said.format(**parts) if parts else said


def tool_title(name: str, title: str) -> str:
    """Return a tool's title in the language that is spoken.

    Args:
        name: the tool.
        title: its title in English.
    """
    return TOOL_TITLES.get(name, title) if language() == "zh" else title


def told(error: Exception) -> str:
    """Return an error's sentence in the language that is spoken."""
    chinese: str = getattr(error, "chinese", "")
    return chinese if chinese and language() == "zh" else str(error)
