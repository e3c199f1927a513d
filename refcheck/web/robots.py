"""What a site's robots.txt forbids us, read once for each site (RFC 9309)."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from refcheck.model import Unread
from refcheck.web.exchange import Exchange
from refcheck.web.fault import Fault
from refcheck.web.politeness import host_of, is_own

if TYPE_CHECKING:
    from refcheck.web.fetcher import FetchSettings
    from refcheck.web.http import Visit

TOKEN = "refcheck"  # noqa: S105 - the product token of RFC 9309, no secret
AGENT = re.compile(r"\s*user[- ]?agent(?:\s*:|\s)\s*([^#]*)", re.IGNORECASE)
MOST_BYTES = 512_000  # of which RFC 9309, 2.5, wants at least 500 KiB to be read
MOST_SECONDS = 10.0
MOST_REDIRECTS = 5
TOO_MANY_REQUESTS, SERVER_ERROR = 429, 500
PAGE_FAILS_TOO = frozenset(
    {Unread.DNS, Unread.REFUSED, Unread.TLS, Unread.BLOCKED_ADDRESS, Unread.BAD_ADDRESS, Unread.NOT_RECORDED}
)
"""Faults before anything is said: the page has the same, and is told by its own name."""


class Robots:
    """The rules of every site that one fetcher asks; safe to use from many threads.

    `visit` opens a visit by settings, whose bodies are cut at the most bytes.
    """

    def __init__(self, settings: FetchSettings, visit: Callable[[FetchSettings], Visit]) -> None:
        self._settings = replace(
            settings,
            max_bytes=MOST_BYTES,
            retries=min(settings.retries, 1),
            total_seconds=min(settings.total_seconds, MOST_SECONDS),
        )
        self._visit = visit
        self._known: dict[str, Protego | Fault] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def check(self, url: str) -> float:
        """The seconds between two pages that the site of `url` asks for, 0 for none; a Fault where it forbids it."""
        if is_own(host_of(url)):
            return 0.0
        rules = self._rules(_site(url))
        if isinstance(rules, Fault):
            raise Fault(rules.reason, str(rules), gone=rules.gone)
        if not rules.can_fetch(url, TOKEN):
            detail = f"{host_of(url)}/robots.txt forbids this page to {TOKEN}"
            raise Fault(Unread.ROBOTS, f"{detail}; where you have leave to fetch it, use --ignore-robots")
        return float(rules.crawl_delay(TOKEN) or 0.0)

    def _rules(self, site: str) -> Protego | Fault:
        with self._lock:
            lock = self._locks.setdefault(site, threading.Lock())
        with lock:
            if site not in self._known:
                self._known[site] = self._read(f"{site}/robots.txt")
            return self._known[site]

    def _read(self, url: str) -> Protego | Fault:
        hops = 0
        try:
            with self._visit(self._settings) as visit:
                answer: Exchange = visit.get(url)
                while answer.target and hops < MOST_REDIRECTS:
                    hops += 1
                    answer = visit.get(answer.onward or answer.target)
        except Fault as fault:
            if hops == 0 and fault.reason in PAGE_FAILS_TOO:
                return fault
            unavailable = 0 < fault.status < SERVER_ERROR and fault.status != TOO_MANY_REQUESTS
            return Protego.parse("") if unavailable else _unreachable(url, fault)
        text = answer.body.decode("utf-8", "replace") if not answer.target else ""
        return Protego.parse(ours(text.removeprefix("\ufeff")))


def ours(text: str) -> str:
    """The rules with one name in place of every agent that is neither we nor all.

    The parser keeps each rule once for each agent of its group: thousands of both would fill the memory.
    """

    def renamed(line: str) -> str:
        found = AGENT.match(line)
        if not found or not found[1].strip():
            return line
        name = re.split(r"[/\s]", found[1].strip().lower())[0]
        return f"User-agent: {name if name in ('*', TOKEN) else 'another'}"

    return "\n".join(map(renamed, text.splitlines()))


def _unreachable(url: str, fault: Fault) -> Fault:
    why = f"{host_of(url)}/robots.txt can not be read ({fault}), and till it can nothing may be fetched there"
    return Fault(Unread.ROBOTS, f"{why}; run again later, or where you have leave use --ignore-robots")


def _site(url: str) -> str:
    parts = urlsplit(url.strip())
    return f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"
