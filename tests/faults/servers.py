"""Servers on bare sockets of loopback, each of which does one thing that a server should not do."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

WORDS = "The Lake Act became law in 1979."
FILLER = "<p>The lake lies between three hills, and its water is cold for most of the year.</p>" * 8


@dataclass
class Call:
    """One connection: its socket, the path that it asks for, which try of that path it is, and the server's end."""

    socket: socket.socket
    path: str
    number: int
    over: threading.Event
    port: int

    def say(self, data: bytes) -> None:
        """Sends these bytes."""
        self.socket.sendall(data)

    def drip(self, data: bytes = b".") -> None:
        """Sends these bytes every hundredth of a second until the test is over or nobody listens."""
        while not self.over.wait(0.01):
            self.socket.sendall(data)

    def pour(self, data: bytes) -> None:
        """Sends these bytes without a pause until the test is over or nobody listens."""
        while not self.over.is_set():
            self.socket.sendall(data)

    def reset(self) -> None:
        """Makes the closing of the connection a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


Talk = Callable[[Call], None]


def page(words: str = WORDS) -> bytes:
    """A page that reads as a real one."""
    body = f"<h1>Lake notes</h1><p>{words}</p>{FILLER}"
    return f'<!doctype html><html lang="en"><title>Lake notes</title><body><main>{body}</main></body></html>'.encode()


def answer(status: str = "200 OK", *headers: str, body: bytes | None = None) -> bytes:
    """A whole and proper answer."""
    body = page() if body is None else body
    kinds = () if any(header.startswith("Content-Type") for header in headers) else ("Content-Type: text/html",)
    lines = [f"HTTP/1.1 {status}", *kinds, *headers, f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def no_robots(call: Call) -> None:
    """What a site says that has no robots.txt."""
    call.say(answer("404 Not Found", body=b""))


@dataclass
class Server:
    """Serves every connection with a function, over TLS where there is a certificate; and robots.txt with another."""

    talk: Talk
    certificate: Path | None = None
    robots: Talk = no_robots
    over: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    def __post_init__(self) -> None:
        self._tries: dict[str, int] = {}
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        self._context = None
        if self.certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(self.certificate)
        self._start(self._accept)

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while not self.over.is_set():
                self._start(self._serve, self._listener.accept()[0])

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(20)
            spoken = self._context.wrap_socket(connection, server_side=True) if self._context else connection
            with spoken:
                self._answer(spoken)
                with suppress(OSError):
                    spoken.shutdown(socket.SHUT_WR)

    def _answer(self, spoken: socket.socket) -> None:
        request = spoken.recv(65536).split(b" ")
        path = request[1].decode("latin-1") if len(request) > 1 else ""
        number = self._tries[path] = self._tries.get(path, 0) + 1
        talk = self.robots if path == "/robots.txt" else self.talk
        talk(Call(spoken, path, number, self.over, self.port))

    def close(self) -> None:
        """Ends the server and all its threads."""
        self.over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()


@contextmanager
def serving(talk: Talk, certificate: Path | None = None, robots: Talk = no_robots) -> Iterator[Server]:
    """A server as long as the context lasts."""
    server = Server(talk, certificate, robots)
    try:
        yield server
    finally:
        server.close()


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port
