"""A question about a method, through the real embedded model: it is looked up, quoted and cited."""

import re
import threading

import pytest

from agent.assistant import Assistant
from agent.events import Answered, ToolStarted
from knowledge.library import _library
from tests.agent.toys import SIZE, TARIFF
from tools.core.registry import find_tool
from tools.core.runs import RunStore
from tools.core.workspace import workspace

pytestmark = [pytest.mark.model, pytest.mark.timeout(240)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which assumptions does the model of Caliendo and Parro make?", "Caliendo"),
        ("贸易模型对劳动力有什么假设？", "劳动力"),
    ],
)
def test_a_question_about_a_method_is_looked_up_and_cited(embedded, monkeypatch, question, words):
    from agent import embedded as room
    from agent import router

    _library.cache_clear()
    tools = [TARIFF, SIZE, find_tool("search_knowledge")]
    trained = router.load_router(tools)
    monkeypatch.setattr(room, "_server", embedded)
    monkeypatch.setattr(router, "load_router", lambda _: trained)
    events = list(Assistant("embedded", tools=tools).stream(question, "t", threading.Event()))
    assert [event.tool for event in events if isinstance(event, ToolStarted)] == ["search_knowledge"]
    answer = events[-1]
    assert isinstance(answer, Answered)
    assert re.search(r"\[1\]", answer.text) and words in answer.text
    assert answer.unverified == ()
    (record,) = RunStore(workspace().runs).records()
    assert record.arguments["shelf"] == "both"
