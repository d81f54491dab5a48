"""Claims about the chat model that is handed to the arithmetic probes."""

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from agent import probing
from agent.settings import model_settings
from tools.arithmetic import language_models
from tools.core import UserError, execute, find_tool


class Recording(GenericFakeChatModel):
    """Gives prepared answers and keeps what it was asked."""

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        type(self).asked = messages
        return super()._generate(messages, stop, run_manager, **kwargs)


@pytest.fixture
def settings(monkeypatch):
    def choose(spec: str) -> None:
        monkeypatch.setenv("QUESNAY_MODEL", spec)
        model_settings.cache_clear()

    yield choose
    model_settings.cache_clear()


def test_examples_become_turns_and_the_answer_is_text():
    model = probing.ProbedChatModel("toy", "1", Recording(messages=iter([AIMessage(" 7 ")])), limited=False)
    assert model.complete("Add.", (("1 + 2 =", "3"),), "3 + 4 =") == "7"
    assert [message.type for message in Recording.asked] == ["system", "human", "ai", "human"]
    assert Recording.asked[-1].content == "3 + 4 ="


def test_the_name_in_the_run_is_that_of_the_model_that_is_set(settings):
    probing.install()
    settings("openai:gpt-9")
    assert language_models.full_name("current") == "chat:openai:gpt-9"
    arguments = find_tool("probe_language_model").parse({})
    assert arguments.language_model == "chat:openai:gpt-9"


def test_without_a_model_the_tool_says_what_to_set(settings):
    probing.install()
    settings("none")
    with pytest.raises(UserError, match="No language model is chosen"):
        execute(find_tool("probe_language_model"), {})


def test_the_tool_asks_the_chat_model(settings, monkeypatch):
    settings("openai:gpt-9")
    fake = Recording(messages=iter([AIMessage("11")] * 100))
    monkeypatch.setattr(probing, "open_chat_model", lambda: probing.ProbedChatModel("toy", "1", fake, limited=False))
    probing.install()
    result = execute(find_tool("probe_language_model"), {"test_digits": 2, "questions": 5}).result
    assert result.headline.startswith("toy is right in")
    assert result.values["accuracy.2"].value < 50
    probing.install()
