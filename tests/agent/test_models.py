"""From settings to a model, and from each failure of a server to a sentence that says what to do."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from pydantic import SecretStr

from agent.assistant import Assistant
from agent.events import Token
from agent.models import chat_model, explain, first_model, parse_spec, without_key
from agent.settings import ModelSettings, model_settings
from tests.agent.toys import SIZE
from tools.core.errors import UserError

KEY = "sk-test-0123456789abcdef"


class Wire:
    """A loopback TCP server that answers each connection as told, byte by byte if need be."""

    def __init__(self, behave: Callable[[socket.socket, str], None]) -> None:
        self.behave = behave
        self.requests: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/v1"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        request = self._read(connection)
        self.requests.append(request)
        try:
            self.behave(connection, request)
        except OSError:
            pass  # The client left first.
        finally:
            connection.close()

    @staticmethod
    def _read(connection: socket.socket) -> str:
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(1 << 16)
        head, _, body = received.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        while len(body) < length:
            body += connection.recv(1 << 16)
        return (head + b"\r\n\r\n" + body).decode(errors="replace")

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Wire]]:
    """Return a function that starts a server and points the settings at it."""
    opened: list[Wire] = []

    def start(behave: Callable[[socket.socket, str], None], **environment: str) -> Wire:
        server = Wire(behave)
        opened.append(server)
        values = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY, "QUESNAY_MODEL_NAME": "toy"}
        values |= {"QUESNAY_MODEL_RETRIES": "0", "QUESNAY_MODEL_TIMEOUT": "5"} | environment
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        model_settings.cache_clear()
        return server

    yield start
    for server in opened:
        with contextlib.suppress(OSError):
            server.close()


def answer(connection: socket.socket, status: str, body: dict | list) -> None:
    content = json.dumps(body).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    connection.sendall(head.encode() + content)


def stream_words(connection: socket.socket, *words: str, end: bool = True) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    for word in words:
        piece = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "toy"}
        piece["choices"] = [{"index": 0, "delta": {"role": "assistant", "content": word}, "finish_reason": None}]
        line = f"data: {json.dumps(piece)}\n\n".encode()
        connection.sendall(f"{len(line):x}\r\n".encode() + line + b"\r\n")
        time.sleep(0.01)
    if end:
        line = b"data: [DONE]\n\n"
        connection.sendall(f"{len(line):x}\r\n".encode() + line + b"\r\n0\r\n\r\n")


def failure(tool_list=(SIZE,)) -> str:
    """Ask through the whole assistant and return the sentence that a person reads."""
    with pytest.raises(UserError) as error:
        list(Assistant("openai-compatible", tools=tool_list).stream("How large is the US economy?", "t"))
    text = str(error.value)
    assert KEY not in text
    assert "0123456789" not in text
    return text


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        ("401 Unauthorized", {"error": {"message": f"Incorrect API key provided: {KEY}"}}, "Check OPENAI_API_KEY"),
        ("403 Forbidden", {"error": {"message": f"no access for {KEY}"}}, "does not allow this key"),
        ("404 Not Found", {"error": {"message": "model toy not found"}}, "model toy not found"),
        ("429 Too Many Requests", {"error": {"message": "slow down"}}, "Wait a little"),
        ("500 Internal Server Error", {"error": {"message": "boom"}}, "failed (500)"),
        ("400 Bad Request", {"error": {"message": "tools are not supported"}}, "tools are not supported"),
    ],
)
def test_a_refusal_becomes_a_sentence_without_the_key(wire, status, body, said):
    wire(lambda connection, _: answer(connection, status, body))
    assert said in failure()


def test_a_server_that_is_not_there(wire):
    wire(lambda *_: None).close()
    assert "cannot be reached" in failure()


def test_a_silent_server_times_out(wire):
    wire(lambda *_: time.sleep(3), QUESNAY_MODEL_TIMEOUT="0.5")
    started = time.monotonic()
    assert "was silent for 0.5 s (QUESNAY_MODEL_TIMEOUT)" in failure()
    assert time.monotonic() - started < 3


def test_a_server_that_falls_silent_in_the_middle_times_out(wire):
    def behave(connection, _):
        stream_words(connection, "The ", "economy ", end=False)
        time.sleep(3)

    wire(behave, QUESNAY_MODEL_TIMEOUT="0.5")
    assert "was silent" in failure()


def test_a_connection_dropped_in_the_middle_keeps_the_conversation(wire):
    dropped = []

    def behave(connection, _):
        if dropped:
            return stream_words(connection, "Now ", "whole.")
        dropped.append(1)
        return stream_words(connection, "The ", "economy ", end=False)

    wire(behave)
    assistant = Assistant("openai-compatible", tools=[SIZE])
    heard = []
    with pytest.raises(UserError, match="broke off the connection"):
        for event in assistant.stream("First?", "t"):
            heard.append(event)
    assert [event.text for event in heard if isinstance(event, Token)] == ["The ", "economy "]
    assert list(assistant.stream("Second?", "t"))[-1].text == "Now whole."
    assert [exchange.question for exchange in assistant.history("t")] == ["First?", "Second?"]


def test_a_failed_request_is_repeated_as_often_as_the_setting_says(wire):
    count = []

    def behave(connection, _):
        count.append(1)
        if len(count) < 3:
            return answer(connection, "503 Service Unavailable", {"error": {"message": "starting"}})
        return stream_words(connection, "Ready.")

    wire(behave, QUESNAY_MODEL_RETRIES="2")
    assert list(Assistant("openai-compatible", tools=[SIZE]).stream("?", "t"))[-1].text == "Ready."
    assert len(count) == 3


def test_the_first_model_of_the_server_is_taken_where_none_is_named(wire):
    def behave(connection, request):
        if request.startswith("GET"):
            return answer(connection, "200 OK", {"data": [{"id": "first-model"}, {"id": "second"}]})
        return stream_words(connection, "Hello.")

    server = wire(behave, QUESNAY_MODEL_NAME="")
    assistant = Assistant("openai-compatible", tools=[SIZE])
    assert list(assistant.stream("?", "t"))[-1].text == "Hello."
    assert '"model":"first-model"' in server.requests[-1]
    assert KEY in server.requests[-1]  # It is sent where it belongs.


@pytest.mark.parametrize("body", [{"data": []}, {}, []])
def test_a_server_that_lists_no_model_says_how_to_name_one(wire, body):
    wire(lambda connection, _: answer(connection, "200 OK", body), QUESNAY_MODEL_NAME="")
    assert "QUESNAY_MODEL_NAME" in failure()


def test_a_stop_ends_a_stream_that_is_under_way(wire):
    def behave(connection, _):
        stream_words(connection, *["word "] * 300)

    wire(behave)
    stop = threading.Event()
    seen, pressed = [], 0.0
    for event in Assistant("openai-compatible", tools=[SIZE]).stream("?", "t", stop):
        seen.append(event)
        if len(seen) == 3:
            stop.set()
            pressed = time.monotonic()
    assert seen[-1].stopped
    assert time.monotonic() - pressed < 1


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("embedded", "embedded", ""),
        (" none ", "none", ""),
        ("openai:gpt-5-mini", "openai", "gpt-5-mini"),
        ("openai-compatible", "openai-compatible", ""),
        ("openai-compatible:qwen3", "openai-compatible", "qwen3"),
        ("anthropic:some-model", "other", "anthropic:some-model"),
    ],
)
def test_a_spec_is_read(text, kind, name):
    assert (parse_spec(text).kind, parse_spec(text).name) == (kind, name)


@pytest.mark.parametrize("text", ["", "nonsense", "openai:", "x" * 10_000])
def test_a_spec_that_names_no_model_is_refused_in_a_sentence(text):
    with pytest.raises(UserError, match="QUESNAY_MODEL") as error:
        parse_spec(text)
    assert len(str(error.value)) < 400
    assert Assistant(text).status().state == "unavailable" or text == ""


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("openai:gpt-5-mini", "OPENAI_API_KEY is not set"),
        ("openai-compatible", "OPENAI_BASE_URL is not set"),
        ("anthropic:some-model", "pip install langchain-anthropic"),
        ("nobody:some-model", "cannot be used"),
        ("none", "as forms"),
    ],
)
def test_what_is_missing_is_said(spec, said):
    with pytest.raises(UserError, match=said):
        chat_model(parse_spec(spec), ModelSettings())


def test_an_address_that_is_none_is_said():
    settings = ModelSettings(openai_base_url="not an address")
    with pytest.raises(UserError, match=r"OPENAI_BASE_URL|cannot be reached"):
        chat_model(parse_spec("openai-compatible"), settings)


def test_the_key_is_in_no_repr():
    settings = ModelSettings(openai_api_key=SecretStr(KEY), openai_base_url="http://127.0.0.1:9/v1")
    assert KEY not in repr(settings) + str(settings) + repr(chat_model(parse_spec("openai-compatible:toy"), settings))


def test_an_error_of_our_own_is_not_explained_away():
    with pytest.raises(KeyError):
        explain(KeyError("bug"))


def test_every_setting_is_described():
    assert all(field.description for field in ModelSettings.model_fields.values())


def test_a_password_in_the_address_is_masked():
    settings = ModelSettings(openai_base_url="http://user:hidden-word@127.0.0.1:9/v1")
    with pytest.raises(UserError) as error:
        first_model(settings)
    assert "hidden-word" not in str(error.value)
    assert "//***@127.0.0.1:9/v1" in without_key(settings.openai_base_url, settings)
