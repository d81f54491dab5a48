"""The stand-in tool of the chat, for runs that are no search."""

import pytest

from tests.ui.chat.stand_in import TOY
from tools.core.execute import execute
from tools.core.runs import Run
from tools.core.tool import REGISTERED, Tool

TARIFF = {"changes": [{"importer": "USA", "exporter": "CHN", "points": 25.0}], "steps": 1}


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Tool:
    """The stand-in tool, registered for one test."""
    monkeypatch.setitem(REGISTERED, TOY.name, TOY)
    return TOY


@pytest.fixture
def run(toy: Tool) -> Run:
    """A stored run of the stand-in tool."""
    return execute(toy, TARIFF)
