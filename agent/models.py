"""From the settings to a chat model, and from a provider's error to a sentence that says what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from agent.settings import ModelSettings, model_settings
from tools.core.errors import UserError, shorten

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from agent.embedded import EmbeddedServer

CLIENTS = ("openai", "httpx", "httpx2")
Kind = Literal["embedded", "openai", "openai-compatible", "other", "none"]


@dataclass(frozen=True)
class ModelSpec:
    """Which model was asked for: `kind` decides how it is reached, `name` is the provider's name for it."""

    kind: Kind
    name: str = ""

    @property
    def label(self) -> str:
        """Return the model's name for a person."""
        names = {"embedded": "the embedded language model", "none": "no language model"}
        return names.get(self.kind) or f"{self.kind} model {self.name}".replace("other model ", "").strip()


def parse_spec(text: str) -> ModelSpec:
    """Read a value of QUESNAY_MODEL.

    >>> parse_spec("openai:gpt-5-mini")
    ModelSpec(kind='openai', name='gpt-5-mini')

    Raises:
        UserError: the text names no model.
    """
    text = text.strip()
    if text in ("embedded", "none", "openai-compatible"):
        return ModelSpec(text)  # type: ignore[arg-type]
    provider, _, name = text.partition(":")
    if provider == "openai-compatible" and name:
        return ModelSpec("openai-compatible", name)
    if not name:
        raise UserError(
            f"QUESNAY_MODEL is '{shorten(text)}', which names no model. Use embedded, openai:NAME, openai-compatible "
            "(with OPENAI_BASE_URL), PROVIDER:NAME or none."
        )
    return ModelSpec("openai", name) if provider == "openai" else ModelSpec("other", text)


def chat_model(spec: ModelSpec, settings: ModelSettings | None = None) -> BaseChatModel:
    """Return the chat model of a strong provider; the embedded one is wrapped elsewhere (`agent.small_model`).

    Raises:
        UserError: a key, an address or a package is missing; or the server does not answer.
    """
    settings = settings or model_settings()
    if spec.kind == "openai":
        if settings.openai_api_key is None:
            raise UserError(
                "OPENAI_API_KEY is not set, and QUESNAY_MODEL asks for an OpenAI model. Set it, and restart."
            )
        return _openai(spec.name, settings)
    if spec.kind == "openai-compatible":
        if not settings.openai_base_url:
            raise UserError(
                "QUESNAY_MODEL is openai-compatible, but OPENAI_BASE_URL is not set. "
                "Set it to the server's address, such as http://127.0.0.1:11434/v1."
            )
        return _openai(spec.name or settings.model_name or first_model(settings), settings)
    if spec.kind == "other":
        return _other(spec.name, settings)
    raise UserError("No language model is chosen (QUESNAY_MODEL=none). The tools work without one, as forms.")


def embedded_client(server: EmbeddedServer, settings: ModelSettings | None = None, **options: Any) -> BaseChatModel:
    """Return a client of the embedded server: the same class as for any OpenAI-compatible server."""
    from langchain_openai import ChatOpenAI
    from openai import DefaultHttpxClient
    from pydantic import SecretStr

    settings = settings or model_settings()
    return ChatOpenAI(
        model="quesnay-embedded",
        base_url=server.base_url,
        api_key=SecretStr(server.api_key),
        timeout=_timeout(settings),
        max_retries=0,
        temperature=0,
        http_client=DefaultHttpxClient(trust_env=False),
        **options,
    )


def first_model(settings: ModelSettings) -> str:
    """Return the name of the first model that the server at OPENAI_BASE_URL lists.

    Raises:
        UserError: it does not answer, refuses the key, or lists none.
    """
    import httpx

    key = settings.openai_api_key
    headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
    try:
        answer = httpx.get(
            f"{settings.openai_base_url.rstrip('/')}/models", headers=headers, timeout=settings.model_connect_timeout
        )
        answer.raise_for_status()
        return str(answer.json()["data"][0]["id"])
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise explain(error, settings) from None
    except (ValueError, LookupError, TypeError):
        where = without_key(settings.openai_base_url, settings)
        raise UserError(
            f"The server at {where} lists no model at /models. Name one with QUESNAY_MODEL_NAME, and check that the "
            "address ends in /v1."
        ) from None


def explain(error: BaseException, settings: ModelSettings | None = None) -> UserError:
    """Return what a person should read when talking to a model failed; never the key, never a stack trace.

    Raises:
        BaseException: `error` itself where it has nothing to do with the model.
    """
    settings = settings or model_settings()
    sentence = _sentence(error, settings)
    if sentence is None:
        raise error
    return UserError(without_key(sentence, settings))


def _openai(name: str, settings: ModelSettings) -> BaseChatModel:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=name,
        base_url=settings.openai_base_url or None,
        api_key=settings.openai_api_key or SecretStr("none"),
        timeout=_timeout(settings),
        max_retries=settings.model_retries,
    )


def _other(name: str, settings: ModelSettings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        model = init_chat_model(name, timeout=settings.model_timeout, max_retries=settings.model_retries)
    except ImportError as error:
        package = re.search(r"langchain[-_][\w-]+", str(error))
        needed = f"`pip install {package[0].replace('_', '-')}`" if package else "its LangChain package"
        raise UserError(f"QUESNAY_MODEL={name} needs another package: install {needed}, and restart.") from error
    except Exception as error:  # noqa: BLE001  Each provider raises its own kind for a missing key or a wrong name.
        raise UserError(
            f"QUESNAY_MODEL={shorten(name)} cannot be used: {shorten(without_key(str(error), settings), 300)} "
            "Check the name and the provider's key in the environment."
        ) from None
    return model


def _timeout(settings: ModelSettings) -> Any:
    from openai import Timeout

    return Timeout(settings.model_timeout, connect=settings.model_connect_timeout)


def _chain(error: BaseException) -> list[BaseException]:
    """Return an error and what it was raised from, outermost first: the clients wrap each other's errors."""
    chain = [error]
    while (inner := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(inner)
    return chain


def _kinds(error: BaseException) -> set[str]:
    """Return the names of an error's classes that come from the clients: they use either of two httpx packages."""
    return {kind.__name__ for kind in type(error).__mro__ if kind.__module__.split(".")[0] in CLIENTS}


def _sentence(error: BaseException, settings: ModelSettings) -> str | None:
    """Return the sentence for a provider's or the network's error; None for any other."""
    where = f"The model server at {settings.openai_base_url}" if settings.openai_base_url else "The model's provider"
    chain = [one for one in _chain(error) if _kinds(one)]
    for one in chain:
        if "APIStatusError" in _kinds(one) or "HTTPStatusError" in _kinds(one):
            return _status_sentence(one.response.status_code, where, _detail(one))  # type: ignore[attr-defined]
    kinds = set().union(*map(_kinds, chain))
    address = settings.openai_base_url
    patience = f"{settings.model_connect_timeout:g} s"
    by_kind = {
        "ConnectTimeout": f"{where} did not accept a connection in {patience}. Check that it runs.",
        "TimeoutException": f"{where} was silent for {settings.model_timeout:g} s (QUESNAY_MODEL_TIMEOUT). Ask again, "
        "or allow more.",
        "ReadError": f"{where} broke off the connection before the answer was complete. Ask again.",
        "TransportError": f"{where} cannot be reached (connection refused, or no network). Check that it runs, and "
        "OPENAI_BASE_URL.",
        "InvalidURL": f"OPENAI_BASE_URL is '{address}', no address. Example: http://127.0.0.1:8000/v1.",
        "APIError": f"{where} reported an error in the middle of its answer ({shorten(str(error), 200)}). Ask again.",
        "OpenAIError": f"The model's client refused the request: {shorten(str(error), 300)}",
    }
    alike = {
        "APITimeoutError": "TimeoutException",
        "RemoteProtocolError": "ReadError",
        "WriteError": "ReadError",
        "APIConnectionError": "TransportError",
    }
    found = kinds | {alike[kind] for kind in kinds if kind in alike}
    return next((sentence for kind, sentence in by_kind.items() if kind in found), None)


def _status_sentence(status: int, where: str, detail: str) -> str:
    said = f" It said: {detail}" if detail else ""
    if status == 401:
        return f"{where} refused the key (401). Check OPENAI_API_KEY."
    if status == 403:
        return f"{where} does not allow this key to use the model (403).{said}"
    if status == 404:
        return (
            f"{where} does not know the model or the address (404). Check the model's name and OPENAI_BASE_URL.{said}"
        )
    if status == 429:
        return f"{where} is limiting requests, or the account has no credit left (429). Wait a little, then ask again."
    if status >= 500:
        return f"{where} failed ({status}). Ask again in a moment.{said}"
    return f"{where} refused the request ({status}).{said}"


def _detail(error: Any) -> str:
    body = getattr(error, "body", None)
    message = body.get("message") if isinstance(body, dict) else None
    return shorten(" ".join(str(message).split()), 300) if message else ""


def without_key(text: str, settings: ModelSettings) -> str:
    """Return a text with the key, and whatever looks like one, masked."""
    if settings.openai_api_key and (key := settings.openai_api_key.get_secret_value()):
        text = text.replace(key, "***")
    text = re.sub(r"//[^/\s@]+@", "//***@", text)  # A name and password in an address.
    return re.sub(r"\b(sk|key|Bearer)[-_ ][\w*.-]{8,}", "***", text)
