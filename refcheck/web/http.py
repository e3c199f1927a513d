"""A page pulled over the network, hop by hop, with caps on bytes and time; every library exception becomes a Fault."""

from __future__ import annotations

import http.client
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Self

import requests
import urllib3.exceptions
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar

from refcheck.model import Unread
from refcheck.redaction import scrubbed
from refcheck.web.exchange import REDIRECTS, Exchange, kept_headers, onward_address, recorded_address
from refcheck.web.fault import Fault
from refcheck.web.guard import Gate, GuardedAdapter, Watchdog, system_addresses
from refcheck.web.packing import ACCEPTED, unpacked
from refcheck.web.politeness import LONGEST_WAIT, Manners, host_of, told
from refcheck.web.proxy import ProxyGate, check_target, name_of, proxy_for, refused_tunnel

if TYPE_CHECKING:
    from refcheck.web.fetcher import FetchSettings
    from refcheck.web.robots import Robots

CHUNK = 1 << 16
FIRST_BACKOFF = 0.5
PROXY_CREDENTIALS = 407
ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.9,*/*;q=0.5"


class Visit:
    """The requests of one fetch: one session, one clock; nothing is opened before the first `get`.

    Every request takes its turn at its host. Without `robots` no robots.txt is asked for; with `cut` a body that is too
    large is cut and not refused.
    """

    def __init__(
        self, settings: FetchSettings, manners: Manners, robots: Robots | None = None, *, cut: bool = False
    ) -> None:
        self._settings = settings
        self._manners = manners
        self._robots = robots
        self._cut = cut
        self._greeted: set[str] = set()
        self._cookies: RequestsCookieJar | None = None
        self._asked: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        if self._cookies is not None:
            self._adapter.close()
            self._watchdog.close()

    def get(self, url: str, known: Exchange | None = None) -> Exchange:
        """The answer of one hop, a page or a redirect; waits and asks again after a transient fault.

        `url` may hold credentials and tokens; nothing of the exchange but `onward` does. Where `known` is a recorded
        answer of that address the server is asked for a newer one only, and the answer may have the status 304. Raises
        a Fault.
        """
        if self._robots:
            self._manners.slow_down(url, self._robots.check(url))
        attempt = 0
        while True:
            try:
                return self._in_turn(url, known)
            except Fault as fault:
                delay = FIRST_BACKOFF * 2**attempt if fault.wait is None else fault.wait
                attempt += 1
                if fault.wait is not None and fault.wait > LONGEST_WAIT:
                    detail = f"{fault}, and asks to be left alone for {told(fault.wait)}"
                    raise Fault(fault.reason, detail, status=fault.status) from fault
                if not fault.transient or attempt > self._settings.retries or delay > self._watchdog.remaining:
                    raise
                if not fault.wait:  # else the next turn is only given then
                    self._settings.sleep(delay)

    def _in_turn(self, url: str, known: Exchange | None) -> Exchange:
        """The answer to one request, which waits for its turn at the host; that wait is not the page's time."""
        host = host_of(url)
        with self._manners.turn(url, paced=host not in self._greeted) as waited:
            self._greeted.add(host)
            if self._cookies is None:
                self._cookies = self._start()
            else:
                self._watchdog.extend(waited)
            try:
                return self._get_once(self._cookies, url, known)
            except Fault as fault:
                if fault.transient and fault.wait:
                    self._manners.leave_alone(url, fault.wait)
                raise

    def _start(self) -> RequestsCookieJar:
        settings = self._settings
        self._watchdog = Watchdog(settings.total_seconds)
        resolve = settings.resolve or system_addresses
        gate = Gate(resolve, self._watchdog, allow_private=settings.allow_private)
        to_proxies = ProxyGate(resolve, self._watchdog, allow_private=True)
        self._adapter = settings.adapter() if settings.adapter else GuardedAdapter(gate, to_proxies)
        return RequestsCookieJar()

    def _get_once(self, cookies: RequestsCookieJar, url: str, known: Exchange | None) -> Exchange:
        settings = self._settings
        timeout = (settings.connect_seconds, settings.read_seconds)
        verify = True if settings.ca_file is None else str(settings.ca_file)
        proxy = ""
        try:
            # Not by a session, which makes two adapters that are never used, and reads .netrc unless it is told not to.
            headers = {**self._headers(), **_conditions(known)}
            request = requests.Request("GET", url, headers=headers, cookies=cookies).prepare()
            proxy = self._proxy(request.url or url)
            ways = {"http": proxy, "https": proxy} if proxy else None
            # Not by session.send, which reads the whole body of a redirect, however long.
            with closing(self._adapter.send(request, True, timeout, verify, proxies=ways)) as response:
                if proxy and response.status_code == PROXY_CREDENTIALS:
                    raise refused_by(proxy, url, str(PROXY_CREDENTIALS))
                extract_cookies_to_jar(cookies, request, response.raw)  # type: ignore[no-untyped-call]
                exchange = self._read(response, url, conditional=known is not None)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            if self._watchdog.expired:
                raise self._too_slow() from error
            raise translated_by_way_of(proxy, url, error) if proxy else translated(error) from error
        if self._watchdog.expired:  # a body that ends with its connection looks whole
            raise self._too_slow()
        return exchange

    def _headers(self) -> dict[str, str]:
        agent = self._settings.user_agent or default_user_agent(self._settings.contact)
        return {"User-Agent": agent, "Accept": ACCEPT, "Accept-Encoding": ACCEPTED, "Connection": "keep-alive"}

    def _proxy(self, url: str) -> str:
        """The proxy to ask, "" for none; a Fault where it is not to be asked for this address."""
        proxy = proxy_for(url) if self._settings.use_proxy else ""
        if proxy:
            check_target(url, allow_private=self._settings.allow_private)
        return proxy

    def _read(self, response: requests.Response, url: str, *, conditional: bool) -> Exchange:
        self._asked.add(url)
        location = response.raw.headers.get("Location", "") if response.status_code in REDIRECTS else ""
        onward = onward_address(url, location) if location else ""
        headers = kept_headers(response.raw.headers.items(), self._settings.clock(), onward)
        head = Exchange(recorded_address(url), response.status_code, response.reason or "", headers, b"", onward)
        if conditional and head.status == 304:  # not modified
            return head
        try:
            head.check_status()
        except Fault as fault:
            fault.wait = self._retry_after(response.headers.get("Retry-After", ""))
            raise
        if onward:
            return head
        check_framing(response)
        body = scrubbed(self._body(response), frozenset(self._asked))
        return Exchange(head.uri, head.status, head.reason, headers, body)

    def _body(self, response: requests.Response) -> bytes:
        """The decoded body; stops at the cap, so that neither a long page nor a packed one fills the memory."""
        most = self._settings.max_bytes
        body = bytearray()
        packed = response.raw.stream(CHUNK, decode_content=False)
        for piece in unpacked(packed, response.headers.get("Content-Encoding", "")):
            body += piece
            if len(body) > most and self._cut:
                return bytes(body[:most])
            if len(body) > most:
                raise Fault(Unread.TOO_LARGE, f"the page is larger than {most} bytes")
        return bytes(body)

    def _retry_after(self, value: str) -> float | None:
        """Seconds to wait by a Retry-After header (RFC 9110, 10.2.3): a number or a date; None for neither."""
        if value.strip().isdecimal():
            return float(value)
        try:
            when = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - self._settings.clock()).total_seconds())

    def _too_slow(self) -> Fault:
        return Fault(Unread.TIMEOUT, f"the page did not arrive within {self._settings.total_seconds:g} s in all")


def _conditions(known: Exchange | None) -> Mapping[str, str]:
    """The headers that ask for a page only where it is not the recorded one any more (RFC 9110, 13.1)."""
    if known is None:
        return {}
    etag, modified = known.header("ETag"), known.header("Last-Modified")
    asked = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in asked.items() if value and value.isascii() and value.isprintable()}


def check_framing(response: requests.Response) -> None:
    """Raises a Fault where the end of the body can not be told: such a page may be half a page, or more than one.

    A body without any length lasts until its connection closes, which HTTP allows.
    """
    length = response.headers.get("Content-Length")
    if response.headers.get("Transfer-Encoding", "chunked").strip().lower() != "chunked":
        raise Fault(Unread.BAD_RESPONSE, "the body is sent in a transfer coding that was not asked for")
    if length is not None and not re.fullmatch(r"[0-9]+(\s*,\s*[0-9]+)*", length.strip()):
        raise Fault(Unread.BAD_RESPONSE, "the server gives a length that is no number")


@lru_cache(maxsize=8)
def default_user_agent(contact: str = "") -> str:
    """An honest User-Agent: the tool, its version, what it does, and whom to write to where that is given."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - only a live request needs it

    try:
        number = version("refcheck-claims")
    except PackageNotFoundError:  # run from a folder without installing
        number = "0"
    whom = f"; +{contact}" if contact else ""
    return f"refcheck/{number} (fact-checking tool; fetches pages named in a claims file{whom})"


def translated(error: Exception) -> Fault:
    """The Fault that an exception of requests, urllib3 or the standard library stands for."""
    causes = tuple(_causes(error))
    for kinds, reason, detail, transient in TRANSLATIONS:
        if any(isinstance(cause, kinds) for cause in causes):
            return Fault(reason, detail.format(_words(causes, kinds)), transient=transient)
    return Fault(Unread.RESET, f"the connection broke: {type(error).__name__}", transient=True)


def translated_by_way_of(proxy: str, url: str, error: Exception) -> Fault:
    """As `translated`, for a request that went to a proxy, which the words say without its credentials."""
    for cause in _causes(error):
        if status := refused_tunnel(cause):
            return refused_by(proxy, url, status)
    fault = translated(error)
    return Fault(fault.reason, f"{fault}; it was asked by way of the proxy {name_of(proxy)}", transient=fault.transient)


def refused_by(proxy: str, url: str, status: str) -> Fault:
    """The Fault of a proxy that answered with this status instead of leading to the address."""
    asks = " and wants a name and a password: http://name:password@host:port" if status == "407" else ""
    detail = f"the proxy {name_of(proxy)} gives no way to {host_of(url)}: it answers {status}{asks}"
    return Fault(Unread.REFUSED, detail)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that it wraps, in arguments, `reason` and chains."""
    queue, seen = [error], set[int]()
    while queue:
        current = queue.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = (*current.args, getattr(current, "reason", None), current.__cause__, current.__context__)
        queue.extend(each for each in inner if isinstance(each, BaseException))


def _words(causes: tuple[BaseException, ...], kinds: tuple[type[BaseException], ...]) -> str:
    """The innermost matching exception's own words, on one line and short."""
    cause = [cause for cause in causes if isinstance(cause, kinds)][-1]
    words = getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or str(cause)
    return " ".join(str(words).split())[:200]


TRANSLATIONS: tuple[tuple[tuple[type[BaseException], ...], Unread, str, bool], ...] = (
    (
        (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError),
        Unread.TIMEOUT,
        "the server did not answer in time",
        True,
    ),
    (
        (requests.exceptions.SSLError, urllib3.exceptions.SSLError, ssl.SSLError, ssl.CertificateError),
        Unread.TLS,
        "no safe connection: {}",
        False,
    ),
    ((urllib3.exceptions.InvalidChunkLength,), Unread.BAD_RESPONSE, "the server's answer is not proper HTTP", False),
    (
        (ConnectionResetError, BrokenPipeError, ConnectionAbortedError, http.client.IncompleteRead),
        Unread.RESET,
        "the server broke the connection off before the page was whole",
        True,
    ),
    (
        (
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            urllib3.exceptions.LocationValueError,
            UnicodeError,
        ),
        Unread.BAD_ADDRESS,
        "this is no usable web address; correct the source's url",
        False,
    ),
    (
        (http.client.HTTPException, urllib3.exceptions.InvalidHeader, requests.exceptions.InvalidHeader),
        Unread.BAD_RESPONSE,
        "the server's answer is not proper HTTP",
        False,
    ),
)
