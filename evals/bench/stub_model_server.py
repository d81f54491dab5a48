"""A small OpenAI-compatible server on a loopback port: it stands for vLLM, and misbehaves as it is told."""

import json
import re
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "stub-model"
KEY = "sk-stub-0123456789abcdef"


class StubModelServer(ThreadingHTTPServer):
    """Answers chat completions by a rule on the question's text.

    The last question decides: TIMEOUT hangs, NONSENSE answers prose, BUSY answers 429 twice and then well, BROKEN
    answers 500 twice and then well, DOWN always answers 500. All else gets the label by its length. A model named
    "refused" answers 401.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answered: Counter[str] = Counter()
        """Labels delivered, by question: more than one means that an item was labelled twice."""
        self.calls: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.keep_bodies = True
        self.lock = threading.Lock()
        self.seconds = 0.0
        self.key = KEY
        self.refused = 0
        self.refuse_after = 0
        self.without: tuple[str, ...] = ()
        """Parameters that the model does not take: it answers 400, as OpenAI does."""
        self.hang = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def __enter__(self) -> "StubModelServer":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.hang.set()
        self.shutdown()
        self.server_close()


def rule(question: str) -> str:
    """Return the label that the server gives to a question."""
    return f"E{len(question) % 3}"


class _Handler(BaseHTTPRequestHandler):
    server: StubModelServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._send(200, {"data": [{"id": MODEL}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        question = body["messages"][-1]["content"]
        with self.server.lock:
            self.server.calls[question] += 1
            if self.server.keep_bodies:
                self.server.bodies.append(body)
            times, total = self.server.calls[question], sum(self.server.answered.values())
        if refusal := self._refusal(body, question, times, total):
            return self._error(*refusal)
        if "TIMEOUT" in question:
            self.server.hang.wait(30)
            return None
        time.sleep(self.server.seconds)
        label = rule(question)
        text = (
            "I would rather talk about the weather."
            if "NONSENSE" in question
            else json.dumps({"label": label, "reason": "By the length of the question."})
        )
        if self._send(200, self._completion(text, label, body)):
            with self.server.lock:
                self.server.answered[question] += 1
        return None

    def _refusal(
        self, body: dict[str, Any], question: str, times: int, total: int
    ) -> tuple[int, str, dict[str, str]] | None:
        """Return status, message and headers where this call is to fail."""
        if self.headers.get("authorization") != f"Bearer {self.server.key}" or body["model"] == "refused":
            self.server.refused += 1
            return 401, f"Incorrect API key provided: {self.headers.get('authorization')}", {}
        if self.server.refuse_after and total >= self.server.refuse_after:
            return 401, "revoked", {}
        if taken := [name for name in self.server.without if name in body]:
            return 400, f"Unsupported parameter: '{taken[0]}' is not supported with this model.", {}
        if "BUSY" in question and times <= 2:
            return 429, "slow down", {"retry-after": "0.05"}
        if ("BROKEN" in question and times <= 2) or "DOWN" in question:
            return 500, "oops", {}
        return None

    def _completion(self, text: str, label: str, body: dict[str, Any]) -> dict[str, Any]:
        logprobs = None
        if body.get("logprobs"):
            pieces = re.split(r"(E[012])", text, maxsplit=1)
            logprobs = {"content": [_token(piece, label) for piece in pieces if piece]}
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
        usage = {"prompt_tokens": 800, "completion_tokens": 20, "total_tokens": 820}
        return {
            "id": "x", "object": "chat.completion", "created": 0, "model": body["model"],
            "choices": [{**choice, "logprobs": logprobs}], "usage": usage,
        }  # fmt: skip

    def _error(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        self._send(status, {"error": {"message": message, "type": "error", "code": None}}, headers)

    def _send(self, status: int, document: dict[str, Any], headers: dict[str, str] | None = None) -> bool:
        content = json.dumps(document).encode()
        try:
            self.send_response(status)
            for name, value in {"content-type": "application/json", **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            return False
        return True


def _token(text: str, label: str) -> dict[str, Any]:
    options = []
    if text == label:
        options = [
            {"token": f"E{at}", "logprob": -0.2 if f"E{at}" == label else -2.4, "bytes": None} for at in range(3)
        ]
    return {"token": text, "logprob": -0.2, "bytes": None, "top_logprobs": options}
