"""A web on loopback: pages that change, answer conditional requests or are gone, and an archive with copies of them."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from .site import page


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Copies:
    """What the archive has of each page: the time of the copy, in 14 digits, and its body."""

    taken: dict[str, dict[str, bytes]] = field(default_factory=dict)
    availability: bool = True

    def answer(self, path: str, base: str) -> Answer | None:
        """The archive's answer in the Wayback Machine's own forms, or None for what is none of its paths."""
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/wayback/available":
            return self._available(asked)
        if parts.path == "/cdx/search/cdx":
            return self._index(asked)
        if parts.path.startswith("/save/"):
            page_url = path.removeprefix("/save/")
            self.taken.setdefault(page_url, {})["20260101000000"] = b"captured"
            return Answer(status=302, headers={"Location": f"{base}/web/20260101000000/{page_url}"})
        if parts.path.startswith("/web/"):
            moment, _, page_url = path.removeprefix("/web/").partition("/")
            return self._copy(moment, page_url, base)
        return None

    def _available(self, asked: Mapping[str, str]) -> Answer:
        times = sorted(self.taken.get(asked["url"], {})) if self.availability else []
        near = min(times, key=lambda time: abs(int(time) - int(asked.get("timestamp", "9" * 14)))) if times else ""
        closest = {"available": True, "url": f"http://a/web/{near}/x", "timestamp": near, "status": "200"}
        return Answer(json.dumps({"archived_snapshots": {"closest": closest} if near else {}}).encode())

    def _index(self, asked: Mapping[str, str]) -> Answer:
        last = asked.get("to", "").ljust(14, "9")
        times = [time for time in sorted(self.taken.get(asked["url"], {})) if time <= last][-1:]
        names = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        rows = [["k", time, asked["url"], "text/html", "200", "D", "1"] for time in times]
        return Answer(json.dumps([names, *rows] if rows else []).encode())

    def _copy(self, moment: str, page_url: str, base: str) -> Answer:
        copies = self.taken.get(page_url, {})
        if not copies:
            return Answer(b"not in archive", 404)
        time = moment.removesuffix("id_")
        if time not in copies:
            return Answer(status=302, headers={"Location": f"{base}/web/{max(copies)}id_/{page_url}"})
        body = copies[time] if moment.endswith("id_") else b"<p>The archive's own frame.</p>"
        return Answer(body, headers={"Set-Cookie": "archive=SECRET"})


class Web:
    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.archive = Copies()
        self.hits: list[str] = []
        self.seen: list[dict[str, str]] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.hits.append(self.path)
                web.seen.append(dict(self.headers.items()))
                answer = web.archive.answer(self.path, web.url("")) or web.answers.get(self.path, Answer(b"none", 404))
                etag = answer.headers.get("ETag")
                if etag and self.headers.get("If-None-Match") == etag:
                    answer = Answer(b"", 304, answer.headers)
                self.send_response(answer.status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
                    self.send_header(name, value)
                if answer.status != 304:
                    self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def serve(self, path: str, words: str, **headers: str) -> None:
        self.answers[path] = Answer(page(words), headers={name.replace("_", "-"): v for name, v in headers.items()})

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
