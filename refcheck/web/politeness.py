"""How a host is treated: so many requests at once, so far apart, and left alone for as long as it asks to be."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from refcheck.model import Source, Unread
from refcheck.web.fault import Fault

LONGEST_WAIT = 30.0
"""Seconds that a host may make a request wait: a longer Retry-After ends the attempt, a longer Crawl-delay is cut."""

AGES = 1000 * 365 * 86400


@dataclass(slots=True)
class _Host:
    places: threading.BoundedSemaphore
    pace: float
    free_at: float = 0.0
    closed_until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Manners:
    """Paces the requests of one fetcher, host by host; safe to use from many threads.

    `pace` is the least time in seconds between two pages of a host, `per_host` the most requests that are under way
    there at once. `timer` and `sleep` count in seconds.
    """

    def __init__(self, pace: float, per_host: int, timer: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._pace = pace
        self._per_host = per_host
        self._timer = timer
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, url: str, *, paced: bool) -> Iterator[float]:
        """One of the places at the host of `url`, as long as the context lasts; gives the seconds waited for it.

        Without `paced` it is only a place that is waited for: what belongs to one page is not asked for in pieces.
        Raises a Fault where the host wants to be left alone for longer than a run waits.
        """
        host = self._host(url)
        before = self._timer()
        with host.places:
            start = self._begin(host, url, paced=paced)
            while (later := self._closing(host, url, start)) > start:  # another page was told to wait for longer
                self._sleep(later - start)
                start = later
            yield max(start, self._timer()) - before

    def _begin(self, host: _Host, url: str, *, paced: bool) -> float:
        """Waits for the pace of the host; when the turn is, which its next page keeps its distance from."""
        with host.lock:
            now = self._timer()
            start = max(now, host.free_at) if paced else now
            if host.closed_until - start > LONGEST_WAIT:
                raise _closed(url, host.closed_until - start)
            start = max(start, host.closed_until)
            if paced:
                host.free_at = start + host.pace
        if start > now:
            self._sleep(start - now)
        return max(start, self._timer())

    def _closing(self, host: _Host, url: str, start: float) -> float:
        """Until when the host wants to be left alone, as it has said by now."""
        with host.lock:
            until = host.closed_until
        if until - start > LONGEST_WAIT:
            raise _closed(url, until - start)
        return until

    def leave_alone(self, url: str, seconds: float) -> None:
        """Asks the host of `url` for nothing more for so long: its Retry-After speaks for all of its pages."""
        host = self._host(url)
        with host.lock:
            host.closed_until = max(host.closed_until, self._timer() + seconds)

    def slow_down(self, url: str, seconds: float) -> None:
        """Keeps the pages of the host of `url` at least so far apart, but not further than a run waits."""
        host = self._host(url)
        with host.lock:
            host.pace = max(host.pace, min(seconds, LONGEST_WAIT))

    def _host(self, url: str) -> _Host:
        name = host_of(url)
        own = is_own(name)
        key = urlsplit(url.strip()).netloc if own else name  # on one machine each port is a site of its own
        with self._lock:
            if key not in self._hosts:
                pace = 0.0 if own else self._pace
                self._hosts[key] = _Host(threading.BoundedSemaphore(self._per_host), pace)
            return self._hosts[key]


def _closed(url: str, seconds: float) -> Fault:
    return Fault(Unread.HTTP_STATUS, f"{host_of(url)} asks to be left alone for {told(seconds)}; run again after that")


def told(seconds: float) -> str:
    """A span of time in words, in the largest unit that it fills."""
    if seconds >= AGES:
        return "years"
    seconds = round(seconds)
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count} {unit}" if count == 1 else f"{count:,} {unit}s"
    return "a moment"


def host_of(url: str) -> str:
    """The host of an address, lower case; empty where it has none."""
    try:
        return (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_own(host: str) -> bool:
    """Whether a host is named as this machine or by a private address: nobody else's, so nothing is paced there."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    from refcheck.web.guard import is_public  # noqa: PLC0415 - it brings the network code along

    return not is_public(host)


def by_turns(sources: Sequence[Source]) -> list[Source]:
    """The sources with their hosts taking turns, so that no host's pages are waited for while others could be had."""
    hosts: dict[str, deque[Source]] = {}
    for source in sources:
        hosts.setdefault(host_of(source.url), deque()).append(source)
    ordered: list[Source] = []
    while hosts:
        ordered += [waiting.popleft() for waiting in hosts.values()]
        hosts = {host: waiting for host, waiting in hosts.items() if waiting}
    return ordered
