"""Which language the page speaks, and its words in it.

The page is built once in each language. Code writes English, `say("Ask")`; what is said in Chinese stands in
`ui.texts`. The language is that of the page that is being built or whose event is answered.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from ui.texts import CHINESE

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
    """Return the language that is spoken here; English where nothing says otherwise."""
    if chosen := _spoken.get():
        return chosen
    import sys

    if "gradio" not in sys.modules:
        return "en"
    from gradio.context import LocalContext

    return _of_page.get(id(LocalContext.blocks.get(None)), "en")


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


def told(error: Exception) -> str:
    """Return an error's sentence in the language that is spoken."""
    chinese: str = getattr(error, "chinese", "")
    return chinese if chinese and language() == "zh" else str(error)
