"""A chat endpoint on loopback that answers as a test tells it to, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What the server sends; an answer with `stall` sends its head and half its body, and then no more."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stall: bool = False


def completion(content: object) -> Reply:
    """A chat completion with this content: words, or what is to be put into JSON."""
    words = content if isinstance(content, str) else json.dumps(content)
    return Reply(json.dumps({"choices": [{"message": {"role": "assistant", "content": words}}]}).encode())


def refusal(status: int, message: str, **headers: str) -> Reply:
    """An error as such servers word it."""
    return Reply(json.dumps({"error": {"message": message}}).encode(), status, headers)


class Chat:
    """The endpoint; `answer` is called with what was asked, `asked` and `heads` are all requests so far."""

    def __init__(self, answer: Callable[[dict[str, Any]], Reply]) -> None:
        self.answer = answer
        self.asked: list[dict[str, Any]] = []
        self.heads: list[dict[str, str]] = []
        self.over = threading.Event()
        self.url = ""

    def shown(self) -> list[dict[str, Any]]:
        """What the user's messages of all requests hold."""
        return [json.loads(request["messages"][1]["content"]) for request in self.asked]


@contextmanager
def chatting(answer: Callable[[dict[str, Any]], Reply]) -> Iterator[Chat]:
    chat = Chat(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            chat.asked.append({"path": self.path, **request})
            chat.heads.append(dict(self.headers.items()))
            reply = chat.answer(request)
            self.send_response(reply.status)
            for name, value in (*reply.headers.items(), ("Content-Length", str(len(reply.body)))):
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(reply.body[: len(reply.body) // 2] if reply.stall else reply.body)
                self.wfile.flush()
                if reply.stall:
                    chat.over.wait()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        chat.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield chat
        finally:
            chat.over.set()
            server.shutdown()
            thread.join()
