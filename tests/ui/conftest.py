"""The command line, called in process as the console script calls it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from ui.cli import main


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def quesnay(monkeypatch, capsys) -> Callable[..., Done]:
    """Return a function that runs `quesnay WORDS...`."""

    def run(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["quesnay", *words])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return run
