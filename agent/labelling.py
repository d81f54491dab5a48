"""Chat models as labellers of occupations and tasks: the embedded one, any OpenAI-compatible server, any provider."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from agent.label_tokens import label_probabilities
from agent.models import ModelSpec, chat_model, embedded_client, explain, first_model, parse_spec, without_key
from agent.settings import model_settings
from tools.core.errors import UserError, shorten
from tools.exposure.labelling.answer import answer_schema, read_answer
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labeller import CallFailed, Judgement, NotALabel, Pace, Refused, TryAgain
from tools.exposure.labelling.labellers import LabellerOptions, register_chat_models
from tools.exposure.labelling.rubric import Rubric

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AnyMessage

    from agent.embedded import EmbeddedServer

CONFIGURED = ("model", "模型", "语言模型", "language model", "llm", "大模型")
EMBEDDED_TOKENS = 120
CONCURRENT = 8
OPTIONS_SEEN = 10
"""Tokens whose probabilities are asked for at each place: enough for three labels; servers allow up to 20."""

DEMANDS = ("logprobs", "response_format", "temperature")
"""What not every model takes, in the order in which it is given up."""

log = logging.getLogger(__name__)


def install() -> None:
    """Let chat models be named as labellers, on the command line, in the page and by the tools."""
    register_chat_models(make_chat_labeller, full_model_name)


def full_model_name(name: str) -> str:
    """Return a model's whole name: "model" is the one that is set, openai-compatible gets the server's model.

    Raises:
        UserError: no language model is set, or the server does not answer.
    """
    settings = model_settings()
    spec = parse_spec(settings.model if name.casefold() in CONFIGURED else name)
    if spec.kind == "none":
        raise UserError("No language model is chosen (QUESNAY_MODEL=none). Name one, or use the classifier.")
    if spec.kind == "openai-compatible":
        return f"openai-compatible:{spec.name or settings.model_name or _served(settings)}"
    return f"openai:{spec.name}" if spec.kind == "openai" else spec.name or spec.kind


def make_chat_labeller(name: str, rubric: Rubric, options: LabellerOptions) -> ChatLabeller:
    """Return the labeller of a chat model.

    Raises:
        UserError: the name is no model's, or its address is not set.
    """
    spec, settings = parse_spec(full_model_name(name)), model_settings()
    base_url = _address(settings.openai_base_url) if spec.kind in ("openai", "openai-compatible") else ""
    if spec.kind == "openai-compatible" and not base_url:
        raise UserError(
            f"The labeller {shorten(name)} needs OPENAI_BASE_URL: the server's address, such as http://127.0.0.1:8000/v1."
        )
    return ChatLabeller(spec, base_url, rubric, options)


@dataclass(frozen=True)
class ChatLabeller:
    """A chat model that labels. It carries no key: each process reads its own from the environment.

    Attributes:
        spec: which model.
        base_url: address of the server, without a password in it; empty for the provider's own and the embedded model.
        rubric: what the model is told.
        options: how it is to work.
    """

    spec: ModelSpec
    base_url: str
    rubric: Rubric
    options: LabellerOptions = field(default_factory=LabellerOptions)

    @property
    def name(self) -> str:
        """Return the model's whole name."""
        prefix = {"openai": "openai:", "openai-compatible": "openai-compatible:"}.get(self.spec.kind, "")
        return f"{prefix}{self.spec.name}" or self.spec.kind

    @property
    def remote(self) -> bool:
        """Return whether the workers of a cluster can call the model too."""
        return self.spec.kind != "embedded"

    @property
    def pace(self) -> Pace:
        """Return how the model may be called; the embedded one answers one call at a time."""
        embedded = self.spec.kind == "embedded"
        return Pace(
            concurrent=1 if embedded else self.options.concurrent or CONCURRENT,
            per_minute=self.options.per_minute,
            attempts=self.options.attempts,
            timeout=self.options.timeout or model_settings().model_timeout,
        )

    @property
    def identity(self) -> dict[str, str]:
        """Return what the answers follow from."""
        return {
            "model": self.name,
            "server": self.base_url,
            "weights": _embedded_weights() if self.spec.kind == "embedded" else "",
            "rubric": f"{self.rubric.name} {self.rubric.digest}",
            "prompt": "system, examples as turns, question; label before reason",
            "parameters": f"temperature 0, {'with' if self.options.reasons else 'without'} reasons",
            "repeat": str(self.options.repeat),
        }

    def expected_tokens(self, item: Item) -> tuple[int, int]:
        """Return about how many tokens a call reads and writes."""
        text = "".join(str(message.content) for message in self.messages(item))
        chinese = sum(1 for letter in text if letter > "\u2e80")
        return round((len(text) - chinese) / 4.5 + chinese / 1.5) + 60, 30 if self.options.reasons else 10

    def label(self, items: Sequence[Item]) -> list[Judgement]:
        """Ask the model about each item.

        Raises:
            CallFailed: it gave no label.
            Refused: it will refuse every further call.
        """
        caller = _caller(self)
        return [caller.ask(item) for item in items]

    def messages(self, item: Item) -> list[AnyMessage]:
        """Return the prompt: what all items share first, so that a server reads it once."""
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

        told: list[AnyMessage] = [SystemMessage(self.rubric.text)]
        for question, answer in self.rubric.turns():
            told += [HumanMessage(question), AIMessage(answer)]
        return [*told, HumanMessage(self.rubric.question(item.title, item.task))]


class _Caller:
    """The client of one labeller in this process; remembers what the model does not take."""

    def __init__(self, labeller: ChatLabeller) -> None:
        self._labeller = labeller
        here = model_settings()
        # This process's own address where it is the same one: it may hold a name and password.
        same = _address(here.openai_base_url) == labeller.base_url
        self._settings = here.model_copy(
            update={
                "openai_base_url": here.openai_base_url if same else labeller.base_url,
                "model_retries": 0,  # The engine repeats calls itself, at the labeller's pace.
                "model_timeout": labeller.pace.timeout,
            }
        )
        self._server: EmbeddedServer | None = None
        self._model = self._open()
        # Clients of other providers take none of these as they stand.
        self._demands: tuple[str, ...] = DEMANDS if labeller.spec.kind != "other" else ()
        self._structured = labeller.spec.kind == "other"

    def ask(self, item: Item) -> Judgement:
        messages = self._labeller.messages(item)
        while True:
            try:
                answer = self._invoke(messages)
                break
            except Exception as error:  # noqa: BLE001  Each provider raises its own kinds; sorted by `_failure`.
                if _status(error) in (400, 422) and self._give_up_a_demand(error):
                    continue
                raise self._failure(error) from None
        self._keep_prompt()
        return self._judgement(answer)

    def _open(self) -> BaseChatModel:
        if self._labeller.spec.kind != "embedded":
            try:
                return chat_model(self._labeller.spec, self._settings)
            except UserError as error:
                raise Refused(str(error)) from error
        from agent.embedded import embedded_server

        try:
            self._server = embedded_server()
        except UserError as error:
            raise Refused(str(error)) from error
        self._server.restore_prompt(self._prompt_name)
        return embedded_client(self._server, self._settings)

    def _invoke(self, messages: list[AnyMessage]) -> Any:
        config: Any = {"tags": ["nostream"]}
        schema = answer_schema(reasons=self._labeller.options.reasons)
        if self._structured:
            try:
                shaped = self._model.with_structured_output({"title": "label", **schema}, include_raw=True)
            except (NotImplementedError, ValueError):
                self._structured = False
                return self._model.invoke(messages, config=config)
            return shaped.invoke(messages, config=config)
        asked: dict[str, Any] = {}
        if "logprobs" in self._demands:
            asked |= {"logprobs": True, "top_logprobs": OPTIONS_SEEN}
        if "response_format" in self._demands:
            shape = {"name": "label", "schema": schema, "strict": True}
            asked["response_format"] = {"type": "json_schema", "json_schema": shape}
        if "temperature" in self._demands:
            asked["temperature"] = 0
        if self._server is not None:
            asked["max_tokens"] = EMBEDDED_TOKENS
        return self._model.invoke(messages, config=config, **asked)

    def _judgement(self, answer: Any) -> Judgement:
        raw = answer
        if isinstance(answer, dict):
            raw, parsed = answer["raw"], answer["parsed"]
            text = json.dumps(parsed, ensure_ascii=False) if isinstance(parsed, dict) else str(raw.content)
        else:
            text = str(raw.content)
        label, reason = read_answer(text)
        tokens = (raw.response_metadata.get("logprobs") or {}).get("content") or ()
        probabilities = label_probabilities(tokens)
        if probabilities and int(label[1]) != max(range(3), key=probabilities.__getitem__):
            log.debug("the label written is not the likeliest one")
        used = raw.usage_metadata or {}
        return Judgement(
            label, probabilities, reason, text, used.get("input_tokens", 0) or 0, used.get("output_tokens", 0) or 0
        )

    def _give_up_a_demand(self, error: Exception) -> bool:
        """Ask for less where the model refused the request: what the refusal names, else the next in order."""
        if not self._demands:
            return False
        said = str(error)
        named = [demand for demand in self._demands if demand in said]
        given_up = named[0] if named else self._demands[0]
        log.info("%s does not take %s", self._labeller.name, given_up)
        self._demands = tuple(demand for demand in self._demands if demand != given_up)
        return True

    def _failure(self, error: Exception) -> Exception:
        """Return a provider's error as one of the engine's, in a sentence without the key."""
        if isinstance(error, CallFailed | Refused):
            return error
        name, status = type(error).__name__, _status(error)
        if name in ("LengthFinishReasonError", "ContentFilterFinishReasonError", "OutputParserException"):
            return NotALabel(f"The model's answer was cut off or refused ({name}).")
        try:
            sentence = str(explain(error, self._settings))
        except Exception:  # noqa: BLE001  It gives back what it does not know.
            said = shorten(" ".join(without_key(str(error), self._settings).split()), 200)
            sentence = f"{self._labeller.name} failed ({name}): {said}"
        if status in (401, 403, 404) or getattr(error, "code", "") == "insufficient_quota":
            return Refused(sentence)
        if status == 429:
            return TryAgain(sentence, after=_retry_after(error), slow_down=True)
        if status is None or status in (408, 409, 425) or status >= 500:
            return TryAgain(sentence, after=_retry_after(error))
        return CallFailed(sentence)

    @property
    def _prompt_name(self) -> str:
        return f"labelling {self._labeller.rubric.digest}"

    def _keep_prompt(self) -> None:
        """Store what the embedded server has read of the prompt, once: a later start need not read it again."""
        if self._server and not (self._server.prompts / self._server.prompt_file(self._prompt_name)).is_file():
            self._server.save_prompt(self._prompt_name)


_callers_lock = threading.Lock()


def _caller(labeller: ChatLabeller) -> _Caller:
    with _callers_lock:
        return _cached_caller(labeller)


@lru_cache(maxsize=16)
def _cached_caller(labeller: ChatLabeller) -> _Caller:
    return _Caller(labeller)


def _status(error: BaseException) -> int | None:
    """Return the HTTP status that an error carries, as the clients of most providers have it."""
    response = getattr(error, "response", None)
    for status in (
        getattr(error, "status_code", None),
        getattr(response, "status_code", None),
        getattr(error, "code", None),
    ):
        if isinstance(status, int):
            return status
    return None


def _retry_after(error: BaseException) -> float:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", 0.0)))
    except (TypeError, ValueError):
        return 0.0


def _served(settings: Any) -> str:
    if not settings.openai_base_url:
        raise UserError("The labeller openai-compatible needs OPENAI_BASE_URL, the address of the server.")
    return first_model(settings)


def _address(url: str) -> str:
    """Return a server's address without a name and password in it."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _embedded_weights() -> str:
    from agent.weights import QWEN_CODER

    return QWEN_CODER.sha256[:16]
