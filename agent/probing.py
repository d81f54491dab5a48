"""The configured chat model as one that can be asked sums; `tools.arithmetic` is handed it when a door starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent.settings import model_settings
from tools.arithmetic.language_models import LanguageModel, register_chat_model
from tools.core.errors import UserError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

ANSWER_TOKENS = 48


def install() -> None:
    """Let the configured chat model be probed."""
    register_chat_model(open_chat_model, chat_model_name)


def chat_model_name() -> str:
    """Return which chat model is set, without loading it."""
    settings = model_settings()
    return f"{settings.model}:{settings.model_name}" if settings.model_name else settings.model


def open_chat_model() -> LanguageModel:
    """Return the chat model that the settings name.

    Raises:
        UserError: none is set, or it cannot be had.
    """
    from agent.models import chat_model, embedded_client, parse_spec

    spec = parse_spec(model_settings().model)
    if spec.kind == "embedded":
        from agent.embedded import embedded_server
        from agent.weights import QWEN_CODER

        client = embedded_client(embedded_server())
        return ProbedChatModel("Qwen2.5-Coder-1.5B-Instruct, embedded", QWEN_CODER.sha256[:16], client, limited=True)
    client = chat_model(spec)
    name = str(getattr(client, "model_name", None) or spec.name)
    return ProbedChatModel(name, spec.kind, client, limited=False)


@dataclass(frozen=True)
class ProbedChatModel:
    """A chat model that completes short questions; the person's stream shows none of them."""

    name: str
    version: str
    client: BaseChatModel
    limited: bool

    @property
    def identity(self) -> Mapping[str, str]:
        """Return what the answers follow from."""
        return {"model": self.name, "version": self.version}

    def complete(self, system: str, shots: tuple[tuple[str, str], ...], question: str) -> str:
        """Return the answer to a question after an instruction and worked examples.

        Raises:
            UserError: the model cannot be reached.
        """
        from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

        from agent.guard import text_of
        from agent.models import explain

        messages: list[BaseMessage] = [SystemMessage(system)]
        for asked, answer in shots:
            messages += [HumanMessage(asked), AIMessage(answer)]
        # Models behind a key differ in what they take; the embedded one needs a limit, else it explains.
        options: dict[str, Any] = {"max_tokens": ANSWER_TOKENS} if self.limited else {}
        try:
            reply = self.client.invoke([*messages, HumanMessage(question)], config={"tags": ["nostream"]}, **options)
        except UserError:
            raise
        except Exception as error:
            raise explain(error) from error
        return text_of(reply).strip()
