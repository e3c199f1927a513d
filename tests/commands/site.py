"""A site on loopback, claims about its pages, and refcheck as a process of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest import mock

from refcheck import cli

ACT = "The Lake Act became law in 1979."
BRIDGE = "The stone bridge over the lake has eleven arches."
SETTINGS = ("CI", "NO_COLOR", "FORCE_COLOR", "SOURCE_DATE_EPOCH", "COLUMNS", "TERM", "TMPDIR")
FILLER = "<p>The lake lies between three hills, and its water is cold for most of the year.</p>" * 8


def page(words: str) -> bytes:
    body = f"<h1>Lake notes</h1><p>{words}</p>{FILLER}"
    return f'<!doctype html><html lang="en"><title>Lake notes</title><body><main>{body}</main></body></html>'.encode()


class Site:
    """A server on loopback; `stuck` is set when someone waits for /stuck, which never answers.

    `statuses` are those of paths that answer something else than 200 or 404; `moves` lead to another path for good.
    """

    def __init__(self) -> None:
        self.pages = {"/act": page(ACT), "/other": page("Ferries cross twice a day.")}
        self.hits: list[str] = []
        self.statuses: dict[str, int] = {}
        self.moves: dict[str, str] = {}
        self.stuck = threading.Event()
        self.over = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.hits.append(self.path)
                if self.path == "/stuck":
                    site.stuck.set()
                    site.over.wait()
                    return
                body = site.pages.get(self.path)
                status = 301 if self.path in site.moves else 200 if body else 404
                self.send_response(site.statuses.get(self.path, status))
                if self.path in site.moves:
                    self.send_header("Location", site.moves[self.path])
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def close(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def write_claims(folder: Path, site: Site, *claims: tuple[str, str, str], **expect: str) -> None:
    """A claims file of claims given as (id, statement, path of the page), each with a source of its own."""
    text = ""
    for name, _, path in claims:
        text += f'[[source]]\nid = "{name}-page"\nurl = "{site.url(path)}"\n\n'
    for name, statement, _ in claims:
        text += f'[[claim]]\nid = "{name}"\nstatement = "{statement}"\nsources = ["{name}-page"]\n'
        text += f'expect = "{expect[name]}"\n\n' if name in expect else "\n"
    (folder / "claims.toml").write_text(text)


def environment(**more: str) -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if name not in SETTINGS}, "TERM": "xterm", **more}


def refcheck(folder: Path, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "refcheck", *args]
    env = environment(**more)
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False, timeout=60)


def in_this_process(folder: Path, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
    """As `refcheck`, but in this process, which has everything imported: it saves half a second.

    For what has to be there before the process that is tested, and where nothing is promised of processes.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with ExitStack() as stack:
        stack.enter_context(chdir(folder))
        stack.enter_context(mock.patch.dict(os.environ, environment(**more), clear=True))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        code = cli.main(args)
    told = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return subprocess.CompletedProcess(args, code, *told)
