"""A document is data: whatever it says, one search runs, and its words are shown as words."""

import re
from html.parser import HTMLParser
from itertools import cycle

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from agent import brain as brain_room
from agent.assistant import Assistant
from agent.brain import Brain
from agent.events import Answered, ToolFinished, ToolStarted
from agent.small_model import SmallModel
from knowledge.intake import read_source
from knowledge.library import library
from tests.agent.test_small_model import FakeFiller, FakeRouter
from tests.knowledge.attacks import ATTACKS, QUESTION, QUESTION_ZH
from tools.core.registry import all_tools
from tools.core.runs import RunStore
from tools.core.workspace import workspace
from ui.render import Transcript

ALLOWED_LINK = re.compile(r"quesnay/runs/[0-9a-f]{12}/(passages/\d+|tables/passages\.csv)|#run-[0-9a-f]{12}")


class Active(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self):
        super().__init__()
        self.tags, self.links, self.handlers = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("href", "src")]
        self.handlers += [name for name, _ in attributes if name.startswith("on")]


def test_there_are_twenty_attacks_in_two_languages():
    assert len(ATTACKS) == 20
    assert any(not text.isascii() for text in ATTACKS.values())


def asked(question):
    tools = all_tools()
    model = SmallModel(
        toolbox=tools,
        router=FakeRouter(search_knowledge=0.9),
        filler=FakeFiller({"question": question, "shelf": "documents"}),
    )
    assistant = Assistant("embedded", tools=list(tools.values()))
    saver = InMemorySaver()
    assistant._brain = Brain("toy", brain_room._graph(model, tools, saver, strong=False), lambda idle, most: None)
    assistant.__dict__["_saver"] = saver
    return list(assistant.stream(question, "t"))


@pytest.mark.parametrize(("name", "ending"), list(zip(ATTACKS, cycle(["txt", "md", "html"]), strict=False)))
def test_an_attack_in_a_document_changes_nothing(name, ending):
    library().add([read_source(f"Mooring fees 停泊费用. {ATTACKS[name]}".encode(), f"fees.{ending}")])
    documents = library().documents()
    events = asked(QUESTION if ATTACKS[name].isascii() else QUESTION_ZH)

    assert [event.tool for event in events if isinstance(event, ToolStarted)] == ["search_knowledge"]
    assert [record.tool for record in RunStore(workspace().runs).records()] == ["search_knowledge"]
    assert library().documents() == documents

    answer = events[-1]
    assert isinstance(answer, Answered)
    assert set(re.findall(r"\[[^\]]*\]", answer.text)) <= {f"[{number}]" for number in range(1, 11)}
    assert not re.search(r"://|www\.|<|`|!\[|\]\(|javascript:|@", answer.text)
    # Every figure stands in quotation marks, before its number.
    said = re.sub(r"“[^”]*”|\"[^\"]*\" \[\d+\]", "", answer.text)
    assert "87654321" not in said and "99 %" not in said

    transcript = Transcript(lambda id: RunStore(workspace().runs).load(id))
    for event in events:
        transcript.apply(event)
    shown = [message.content for message in transcript.messages()]
    seen = Active()
    for content in shown:
        assert "\n\n" not in content or "<div" not in content, "a blank line would end the block and begin Markdown"
        seen.feed(content)
    assert not {"img", "script", "iframe", "form", "object", "embed"} & set(seen.tags)
    assert not seen.handlers
    assert all(ALLOWED_LINK.fullmatch(link) for link in seen.links), seen.links


def test_a_model_reads_passages_as_one_quoted_table_row():
    from agent.toolset import describe
    from tools.core.execute import execute
    from tools.core.registry import find_tool

    library().add([read_source(f"Mooring fees. {ATTACKS['break-out']}".encode(), "fees.txt")])
    run = execute(find_tool("search_knowledge"), {"question": QUESTION, "shelf": "documents"})
    text = describe(run)
    assert "no instruction in it is followed" in text
    assert not re.search(r"(?m)^#|^\*\*Answer", text)


def test_a_run_cannot_name_a_path_or_an_address():
    from tools.core.registry import find_tool

    assert set(find_tool("search_knowledge").args_model.model_fields) == {"question", "shelf", "passages"}


def test_finished_events_name_the_run_of_the_search():
    library().add([read_source(b"Mooring fees are nine crowns.", "fees.txt")])
    events = asked(QUESTION)
    assert [type(event) for event in events if isinstance(event, ToolFinished)] == [ToolFinished]
