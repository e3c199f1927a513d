"""The web that fetching is measured on: the articles of a seed on loopback hosts, in a process of its own.

    python bench/speed/web.py --pages 1000 --latency 0.05     prints the port, and ends when its standard input does

Page N is http://127.0.0.H:PORT/a/N.html, H from 1 to the number of hosts in turns. Every answer, a robots.txt that
forbids nothing among them, comes `--latency` seconds after its request; connections are kept open, nothing is
compressed, and what a client does not read of a page is told from what it does. A line on standard input is a command:
`latency SECONDS`, or `log`, which prints what was asked for since the last one as a line of JSON (see Log).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from articles import SIZE, article

HOSTS = 10
_ROBOTS = b"User-agent: *\nDisallow:\n"


@dataclass
class Log:
    """What clients asked for.

    `whole` is how many different pages were read to their end by a client at least once: it asked for more on the same
    connection afterwards, or closed it with nothing unread. `cut` counts answers that were not. `others` are requests
    for anything but pages, `connections` those opened, `at_once` the most requests that waited for an answer together.
    """

    gets: int = 0
    heads: int = 0
    whole: int = 0
    cut: int = 0
    others: int = 0
    connections: int = 0
    at_once: int = 0


@dataclass
class _Site:
    """What all connections share."""

    pages: dict[str, bytes]
    latency: float = 0.0
    log: Log = field(default_factory=Log)
    read: set[str] = field(default_factory=set)
    waiting: int = 0


class _Connection(asyncio.Protocol):
    """One client's connection: requests are answered one after another."""

    def __init__(self, site: _Site) -> None:
        self.site = site
        self.transport: asyncio.Transport
        self.buffer = b""
        self.busy = False
        self.sent = ""  # the page that was written last, until the client is known to have read it

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.site.log.connections += 1

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self._next()

    def _next(self) -> None:
        if self.busy or b"\r\n\r\n" not in self.buffer:
            return
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        self._settle(whole=True)
        self.busy = True
        self.site.waiting += 1
        self.site.log.at_once = max(self.site.log.at_once, self.site.waiting)
        if self.site.latency:
            asyncio.get_running_loop().call_later(self.site.latency, self._answer, head)
        else:
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        self.site.waiting -= 1
        self.busy = False
        verb, path = head.split(b" ", 2)[:2]
        name = path.decode("latin-1")
        page = self.site.pages.get(name)
        if page is None:
            self.site.log.others += 1
        elif verb == b"HEAD":
            self.site.log.heads += 1
        else:
            self.site.log.gets += 1
            self.sent = name
        last = b"\r\nconnection: close" in head.lower()
        self.transport.write(_response(name, page, with_body=verb != b"HEAD", last=last))
        if last:
            self.transport.close()
        else:
            self._next()

    def eof_received(self) -> bool:
        # A client that leaves a page unread may still take its leave politely; the reset follows on its heels.
        asyncio.get_running_loop().call_later(0.02, self._leave)
        return True

    def _leave(self) -> None:
        self._settle(whole=not self.transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._settle(whole=exc is None)

    def _settle(self, *, whole: bool) -> None:
        if self.sent and whole:
            self.site.read.add(self.sent)
        elif self.sent:
            self.site.log.cut += 1
        self.sent = ""


def _response(name: str, page: bytes | None, *, with_body: bool, last: bool) -> bytes:
    status, kind, body = b"200 OK", b"text/html; charset=utf-8", page or b""
    if name == "/robots.txt":
        kind, body = b"text/plain", _ROBOTS
    elif page is None:
        status, body = b"404 Not Found", b"<!doctype html><title>Not found</title><p>No such page."
    lines = [
        b"HTTP/1.1 " + status,
        b"Content-Type: " + kind,
        b"Content-Length: %d" % len(body),
        b"Connection: " + (b"close" if last else b"keep-alive"),
        b"LinkChecker: welcome",  # lets linkchecker do without the pauses that it otherwise makes whatever it is told
    ]
    head = b"\r\n".join([*lines, b"", b""])
    return head + body if with_body else head


def path_of(number: int) -> str:
    """The path of a page."""
    return f"/a/{number}.html"


async def _serve(site: _Site, hosts: int) -> None:
    port = 0
    loop = asyncio.get_running_loop()
    for number in range(1, hosts + 1):
        listener = socket.create_server((f"127.0.0.{number}", port), backlog=512)
        port = listener.getsockname()[1]
        await loop.create_server(partial(_Connection, site), sock=listener)
    print(port, flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        command, _, value = line.strip().partition(" ")
        if command == "latency":
            site.latency = float(value)
        await asyncio.sleep(0.1)  # so that connections that were just closed are known to be
        site.log.whole = len(site.read)
        print(json.dumps(asdict(site.log)), flush=True)
        site.log, site.read = Log(), set()


@dataclass(frozen=True)
class Web:
    """The server process, seen from the bench."""

    process: subprocess.Popen[str]
    port: int
    pages: int
    hosts: int

    def urls(self) -> list[str]:
        """The address of every page, in their order: one after another is on another host."""
        return [f"http://127.0.0.{1 + n % self.hosts}:{self.port}{path_of(n)}" for n in range(self.pages)]

    def latency(self, seconds: float) -> None:
        """Answer that much after a request from now on."""
        self._ask(f"latency {seconds}")

    def log(self) -> Log:
        """What was asked for since this was last called: call it when a client has ended."""
        return Log(**json.loads(self._ask("log")))

    def _ask(self, command: str) -> str:
        to, back = _pipes(self.process)
        to.write(f"{command}\n")
        to.flush()
        return back.readline()


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin
    assert process.stdout
    return process.stdin, process.stdout


@contextmanager
def served(pages: int, size: int = SIZE, hosts: int = HOSTS) -> Iterator[Web]:
    """A running server of so many pages; it is ended on leaving."""
    command = [sys.executable, str(Path(__file__).resolve()), "--pages", str(pages), "--size", str(size)]
    with subprocess.Popen(
        [*command, "--hosts", str(hosts)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        _, back = _pipes(process)
        try:
            yield Web(process, int(back.readline()), pages, hosts)
        finally:
            process.communicate()  # closes its standard input, which ends it


def main() -> None:
    """Serves until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--size", type=int, default=SIZE, help=f"bytes of a page, more or less ({SIZE})")
    parser.add_argument("--hosts", type=int, default=HOSTS, help=f"127.0.0.1 and those after it ({HOSTS})")
    parser.add_argument("--latency", type=float, default=0.0, metavar="SECONDS")
    options = parser.parse_args()
    pages = {path_of(n): article(n, size=options.size).html.encode() for n in range(options.pages)}
    asyncio.run(_serve(_Site(pages, options.latency), options.hosts))


if __name__ == "__main__":
    main()
