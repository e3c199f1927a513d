"""Records the stand-in pages of tests/pages/ as the cassettes that ship.

    python tests/record_stand_ins.py            writes cassettes/
    python tests/record_stand_ins.py --check    fails where cassettes/ is not what it would write

The pages are served on loopback and fetched by refcheck's own Fetcher under the public address of the source that each
stands for; nothing leaves the machine. Every answer says in a header that it is a stand-in, and the recordings keep it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from refcheck.model import Page, RecordMode, Source
from refcheck.web import Fetcher, FetchSettings

ROOT = Path(__file__).resolve().parent.parent
# Fixed, so that the same pages give the same bytes.
RECORDED_AT = datetime(2026, 11, 1, tzinfo=UTC)
NOTE = "a stand-in written for this repository, not the page itself; `refcheck record` pulls that"


@dataclass(frozen=True)
class StandIn:
    """One page of the folder and how it is served."""

    path: Path
    media_type: str


class LoopbackAdapter(HTTPAdapter):
    """Carries every request, whatever its host and scheme, to one loopback port, with the public host in Host."""

    def __init__(self, port: int) -> None:
        self._port = port
        super().__init__()

    def get_connection_with_tls_context(self, *_args: Any, **_kwargs: Any) -> Any:
        """A plain connection to the loopback port."""
        return self.poolmanager.connection_from_host("127.0.0.1", self._port, scheme="http")

    def add_headers(self, request: requests.PreparedRequest, **_kwargs: Any) -> None:
        """Names the host that the request is meant for."""
        request.headers["Host"] = urlsplit(request.url or "").netloc


@contextmanager
def serving(pages: Mapping[str, StandIn]) -> Iterator[int]:
    """The port of a server that answers with the stand-in for each public address; `pages` has no schemes."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(f"{self.headers['Host']}{self.path}")
            if page is None:
                self.send_error(404)
                return
            body = page.path.read_bytes()
            self.send_response_only(200, "OK")  # without Date and Server, which would change the bytes
            self.send_header("Content-Type", page.media_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Refcheck-Stand-In", NOTE)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def record(claims: Path, pages: Path, cassettes: Path) -> list[str]:
    """Records every source of a claims file into `cassettes`; the problems met, none when all went well."""
    sources = {each["id"]: each["url"] for each in tomllib.loads(claims.read_text("utf-8")).get("source", [])}
    index = tomllib.loads((pages / "index.toml").read_text("utf-8")).get("page", [])
    stand_ins = {each["source"]: StandIn(pages / each["file"], each["media_type"]) for each in index}
    problems = [f"{id_}: no page of {pages.name}/index.toml stands in for it" for id_ in sources.keys() - stand_ins]
    problems += [
        f"{id_}: {pages.name}/index.toml names no source of {claims.name}" for id_ in stand_ins.keys() - sources
    ]
    problems += [
        f"{id_}: {each.path.name} is not in {pages.name}" for id_, each in stand_ins.items() if not each.path.is_file()
    ]
    stand_ins = {id_: each for id_, each in stand_ins.items() if id_ in sources and each.path.is_file()}
    served = {_without_scheme(url): stand_ins[id_] for id_, url in sources.items() if id_ in stand_ins}
    with serving(served) as port:
        settings = FetchSettings(
            cassettes=cassettes,
            record_mode=RecordMode.ALL,
            clock=lambda: RECORDED_AT,
            adapter=lambda: LoopbackAdapter(port),
            pace=0,
            robots=False,
        )
        fetcher = Fetcher(settings)
        for id_ in sorted(stand_ins):
            page = fetcher.fetch(Source(id_, sources[id_]))
            if isinstance(page, Page):
                fetcher.keep(page)
            else:
                problems.append(f"{id_}: {page.reason}: {page.detail}")
    return sorted(problems)


def differences(claims: Path, pages: Path, cassettes: Path) -> list[str]:
    """What makes `cassettes` differ from a fresh recording, none when it is up to date."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "cassettes"
        problems = record(claims, pages, fresh)
        wanted = {path.name: path.read_bytes() for path in fresh.glob("*.yaml")}
    found = {path.name: path.read_bytes() for path in cassettes.glob("*.yaml")}
    problems += [f"{cassettes.name}/{name} is missing" for name in wanted.keys() - found]
    problems += [f"{cassettes.name}/{name} belongs to no source" for name in found.keys() - wanted]
    problems += [
        f"{cassettes.name}/{name} is out of date" for name in wanted.keys() & found if wanted[name] != found[name]
    ]
    return sorted(problems)


def _without_scheme(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def main() -> int:
    """Exit code 0 when the recordings were written or are up to date, else 1."""
    parser = argparse.ArgumentParser(description="Record the stand-in pages as cassettes.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the cassettes are out of date")
    parser.add_argument("--claims", type=Path, default=ROOT / "claims.toml")
    parser.add_argument("--pages", type=Path, default=ROOT / "tests" / "pages")
    parser.add_argument("--cassettes", type=Path, default=ROOT / "cassettes")
    options = parser.parse_args()
    work = differences if options.check else record
    problems = work(options.claims, options.pages, options.cassettes)
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
