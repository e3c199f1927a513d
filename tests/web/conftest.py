"""Real servers on loopback: one that answers as told, one that speaks bytes on a bare socket."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from refcheck.model import Source
from refcheck.web import FetchSettings

NOON = datetime(2025, 5, 1, 12, tzinfo=UTC)
CERTIFICATE = Path(__file__).with_name("reference.test.pem")


@dataclass(frozen=True)
class Reply:
    """One answer of the site."""

    body: bytes = b"<p>Hello</p>"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)


@dataclass
class Site:
    """A real HTTP server; `replies` maps a path to its answers, of which the last one repeats."""

    scheme: str
    port: int = 0
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    hits: list[str] = field(default_factory=list)
    seen: list[dict[str, str]] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def serve(self, path: str, *replies: Reply) -> Source:
        """Serves the answers at the path; a source of that address."""
        self.replies[path] = list(replies or (Reply(),))
        return Source(path.strip("/").replace("/", "-") or "root", self.url(path))

    def answer(self, path: str, headers: dict[str, str]) -> Reply:
        self.hits.append(path)
        self.seen.append(headers)
        replies = self.replies.get(path)
        if not replies:
            return Reply(b"no such page", 404)
        return replies.pop(0) if len(replies) > 1 else replies[0]


def _running_site(tls: bool) -> Iterator[Site]:
    site = Site("https" if tls else "http")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = site.answer(self.path, dict(self.headers.items()))
            self.send_response(reply.status)
            for name, value in (*reply.headers, ("Content-Length", str(len(reply.body)))):
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # a client that has seen enough hangs up
                self.wfile.write(reply.body)

        def log_message(self, *_args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

        def handle_error(self, *_args: object) -> None:
            """A client that refuses the certificate is no error of the test."""

    with Server(("127.0.0.1", 0), Handler) as server:
        site.port = server.server_port
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    yield from _running_site(tls=False)


@pytest.fixture
def tls_site() -> Iterator[Site]:
    """As `site`, speaking TLS as reference.test with a certificate of its own."""
    yield from _running_site(tls=True)


Talk = Callable[[socket.socket, threading.Event], None]


@pytest.fixture
def talking() -> Iterator[Callable[[Talk], Source]]:
    """Serves every connection with a function of the socket and an event that the end of the test sets."""
    over = threading.Event()
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def talk_to(connection: socket.socket, talk: Talk) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            talk(connection, over)

    def accept(listener: socket.socket, talk: Talk) -> None:
        with suppress(OSError):
            while not over.is_set():
                connection, _ = listener.accept()
                thread = threading.Thread(target=talk_to, args=(connection, talk))
                threads.append(thread)
                thread.start()

    def start(talk: Talk) -> Source:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        thread = threading.Thread(target=accept, args=(listener, talk))
        threads.append(thread)
        thread.start()
        return Source("talk", f"http://127.0.0.1:{listener.getsockname()[1]}/")

    yield start
    over.set()
    for listener in listeners:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join()


@pytest.fixture
def settings(tmp_path: Path) -> FetchSettings:
    """Settings for loopback: recordings in the test's own folder, a fixed clock, no waiting between retries."""
    return FetchSettings(
        cassettes=tmp_path / "cassettes",
        allow_private=True,
        clock=lambda: NOON,
        sleep=lambda _seconds: None,
        connect_seconds=5,
        read_seconds=5,
        pace=0,
        robots=False,
    )
