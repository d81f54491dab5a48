"""The real embedded model, and the same server seen as any OpenAI-compatible one."""

import threading
import time

import httpx
import pytest

from agent.assistant import Assistant
from agent.events import Answered, AskBack, Token, ToolFinished, ToolStarted
from agent.models import chat_model, parse_spec
from agent.settings import ModelSettings, model_settings
from tests.agent.toys import SIZE, TARIFF
from tools.core.errors import UserError

pytestmark = [pytest.mark.model, pytest.mark.timeout(240)]


def ask(assistant, question, thread="t", **options):
    return list(assistant.stream(question, thread, threading.Event(), **options))


def arguments(events):
    return next((event.tool, event.arguments) for event in events if isinstance(event, ToolStarted))


@pytest.mark.parametrize(
    ("question", "tool", "expected"),
    [
        (
            "What happens to incomes if the US raises its tariffs on China by 35 points?",
            "raise_tariff",
            {"importer": "USA", "exporter": "CHN", "points": 35},
        ),
        ("巴西对中国加征15个百分点关税会怎样？", "raise_tariff", {"importer": "BRA", "exporter": "CHN", "points": 15}),
        ("How big are China's exports?", "size_of", {"economy": "CHN", "measure": "exports"}),
    ],
)
def test_a_question_is_answered_by_the_right_tool_with_the_right_arguments(
    embedded_assistant, question, tool, expected
):
    from tests.agent.toys import economy

    events = ask(embedded_assistant, question)
    called, given = arguments(events)
    assert called == tool
    assert {
        key: economy(v) if key in ("importer", "exporter", "economy") else v for key, v in given.items()
    } == expected
    assert isinstance(events[-1], Answered)
    assert events[-1].unverified == ()


def test_small_talk_runs_nothing_and_is_quick(embedded_assistant):
    ask(embedded_assistant, "hello")
    started = time.monotonic()
    events = ask(embedded_assistant, "tell me a joke please")
    assert not any(isinstance(event, ToolStarted | AskBack) for event in events)
    assert time.monotonic() - started < 2


def test_a_later_question_reads_only_its_own_words(embedded_assistant):
    ask(embedded_assistant, "What if China raises tariffs on Brazil by 5 points?")
    started = time.monotonic()
    ask(embedded_assistant, "What if Brazil raises tariffs on China by 7 points?")
    assert time.monotonic() - started < 20  # 2 to 4 s on an idle machine; a test machine is not idle.


def test_a_prompt_that_was_read_once_is_taken_up_again(embedded):
    from agent.arguments import ArgumentFiller, prompt
    from agent.models import embedded_client

    ArgumentFiller(embedded_client(embedded), embedded).prepare(TARIFF)
    ArgumentFiller(embedded_client(embedded), embedded).prepare(SIZE)
    fresh = ArgumentFiller(embedded_client(embedded), embedded)
    assert fresh._take_up(TARIFF)
    answer = embedded_client(embedded).bind(max_tokens=1).invoke(prompt(TARIFF, "-"))
    cached = answer.usage_metadata["input_token_details"]["cache_read"]
    assert cached > 0.9 * answer.usage_metadata["input_tokens"]


def test_the_server_listens_on_loopback_and_wants_its_key(embedded):
    assert embedded.base_url.startswith("http://127.0.0.1:")
    body = {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 1}
    url = f"{embedded.base_url}/chat/completions"
    assert httpx.post(url, json=body).status_code == 401
    assert httpx.post(url, json=body, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert embedded.api_key not in repr(embedded)


@pytest.fixture
def compatible(embedded, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", embedded.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", embedded.api_key)
    model_settings.cache_clear()
    return model_settings()


def test_openai_compatible_streams_from_a_real_server(compatible):
    model = chat_model(parse_spec("openai-compatible"), compatible)
    pieces = [str(chunk.content) for chunk in model.bind(max_tokens=12).stream("Count from one to five in words.")]
    assert len([piece for piece in pieces if piece]) > 3
    assert "two" in "".join(pieces).lower()


def test_openai_compatible_answers_through_the_assistant(compatible):
    events = ask(Assistant("openai-compatible", tools=[SIZE]), "Say hello in one word. Do not call a tool.")
    assert isinstance(events[-1], Answered)
    assert events[-1].text
    streamed = ""
    for event in events:
        if isinstance(event, Token):
            streamed = event.text if event.restart else streamed + event.text
    assert streamed == events[-1].text


def test_a_wrong_key_is_said_without_the_key(compatible, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "wrong-key-0123456789")
    monkeypatch.setenv("QUESNAY_MODEL_NAME", "quesnay-embedded")
    model_settings.cache_clear()
    with pytest.raises(UserError, match="Check OPENAI_API_KEY") as error:
        ask(Assistant("openai-compatible", tools=[SIZE]), "hello")
    assert "0123456789" not in str(error.value)


def test_an_address_without_v1_is_said(embedded):
    settings = ModelSettings(openai_base_url=embedded.base_url.removesuffix("/v1") + "/nothing")
    with pytest.raises(UserError, match=r"404|OPENAI_API_KEY"):
        chat_model(parse_spec("openai-compatible"), settings)


def test_a_forced_tool_is_used_whatever_the_router_says(embedded_assistant):
    events = ask(embedded_assistant, "China, please", tool="size_of")
    assert any(isinstance(event, ToolFinished) for event in events)
    assert arguments(events)[0] == "size_of"


def test_a_follow_up_in_other_words_keeps_what_it_does_not_name(embedded_assistant):
    from tests.agent.toys import economy

    ask(embedded_assistant, "What if the US raises tariffs on China by 25 points?")
    events = ask(embedded_assistant, "but suppose it were rather 40 points")
    tool, given = arguments(events)
    assert (tool, economy(given["importer"]), economy(given["exporter"])) == ("raise_tariff", "USA", "CHN")
    assert given["points"] == 40
    assert events[-1].unverified == ()
