"""One request and its answer, cut down to what may be kept: pulled and replayed answers alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from refcheck.model import Unread
from refcheck.redaction import without_secrets
from refcheck.web.fault import Fault

RECORDED_AT = "X-Refcheck-Recorded-At"
CONFIRMED_AT = "X-Refcheck-Confirmed-At"
ARCHIVE = "X-Refcheck-Archive"
ARCHIVED_AT = "X-Refcheck-Archived-At"
STAND_IN = "X-Refcheck-Stand-In"
# What a server may say that is kept: no cookie, no token, and none of our own words but that a page is a stand-in.
KEPT_HEADERS = (
    "Content-Language",
    "Content-Type",
    "Date",
    "ETag",
    "Last-Modified",
    "Memento-Datetime",
    STAND_IN,
)
_HOST, _STEP = r"[a-z0-9]+(?:[.-][a-z0-9]+)*", r"[\w~:@-][\w~:@.-]*"
_PLAIN = re.compile(rf"https?://{_HOST}/(?:{_STEP}(?:/{_STEP})*/?)?(?:\?[\w~:@.=&/-]+)?", re.ASCII)
"""Addresses that requests writes as they are: it need not be loaded for them."""
LONGEST_NOTE = 300
LONGEST_REASON = 100
PARTIAL = 206
REDIRECTS = frozenset({301, 302, 303, 307, 308})
FOR_GOOD = frozenset({301, 308})
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A GET of `uri` and its answer: headers from the allow-list only, the body decoded.

    `onward` is where an answer that was just pulled redirects to, secrets and all; it is never recorded or shown.
    """

    uri: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    onward: str = field(default="", repr=False, compare=False)

    def header(self, name: str) -> str:
        """The first value of a header, or the empty string."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def media_type(self) -> str:
        """The media type, lower case, without parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()[:LONGEST_REASON]

    @property
    def charset(self) -> str:
        """The charset that the Content-Type names, lower case, or the empty string."""
        named = re.search(r""";\s*charset\s*=\s*["']?([^\s"';]+)""", self.header("Content-Type"), re.IGNORECASE)
        return named[1].lower() if named else ""

    @property
    def stand_in(self) -> str:
        """What the answer says of itself where it is a stand-in for the page, or the empty string."""
        return " ".join(self.header(STAND_IN).split())[:LONGEST_NOTE]

    @property
    def recorded_at(self) -> datetime | None:
        """When the answer was pulled, in UTC: our own stamp, else the server's date; None where neither can be read."""
        return _moment(self.header(RECORDED_AT)) or _moment(self.header("Date"))

    @property
    def confirmed_at(self) -> datetime | None:
        """When the page was last found to say the same as this answer, in UTC; None where it was never asked."""
        return _moment(self.header(CONFIRMED_AT))

    @property
    def archive(self) -> str:
        """The address of the archived copy that the answer is, as a reader opens it, or the empty string."""
        return self.header(ARCHIVE)

    @property
    def archived_at(self) -> datetime | None:
        """When the archive took the copy, in UTC; None where the answer is no archived copy."""
        return _moment(self.header(ARCHIVED_AT))

    @property
    def can_be_asked_after(self) -> bool:
        """Whether a server can be asked for a newer answer only: a page of its own that has an ETag or a date."""
        is_own = self.status == 200 and not (self.stand_in or self.archive)
        return is_own and bool(self.header("ETag") or self.header("Last-Modified"))

    def confirmed(self, when: datetime) -> Exchange:
        """The answer, with the note that the page said the same at `when`."""
        kept = tuple(header for header in self.headers if header[0] != CONFIRMED_AT)
        return replace(self, headers=(*kept, (CONFIRMED_AT, stamp(when))))

    @property
    def target(self) -> str | None:
        """The address that the answer redirects to, or None where it does not; a Fault where it is no address."""
        location = self.header("Location")
        if self.status not in REDIRECTS or not location:
            return None
        try:
            return recorded_address(urljoin(self.uri, location))
        except ValueError as error:
            raise Fault(Unread.BAD_ADDRESS, f"{self.uri} redirects to an unusable address") from error

    def check_status(self) -> None:
        """Raises a Fault unless the answer is a page or a redirect."""
        if self.status == PARTIAL or not (200 <= self.status < 300 or self.target):
            detail = f"{self.status} {self.reason[:LONGEST_REASON]}".strip()
            passing, gone = self.status in TRANSIENT, self.status in GONE
            answered = f"{self.uri} answered {detail}"
            raise Fault(Unread.HTTP_STATUS, answered, transient=passing, gone=gone, status=self.status)


GONE = frozenset({404, 410, 451})
TRANSIENT = frozenset({429, 502, 503, 504})


@lru_cache(maxsize=1024)
def plain_address(url: str) -> str:
    """`url` as requests writes it, without fragment, credentials or default port.

    Raises a Fault for what is no http or https address.
    """
    if _PLAIN.fullmatch(url):
        return url
    import requests  # noqa: PLC0415 - it costs a twentieth of a second

    try:
        scheme = urlsplit(url.strip()).scheme.lower()
        if scheme not in DEFAULT_PORTS:
            raise Fault(Unread.BAD_ADDRESS, f"only http and https addresses can be fetched, not {scheme or 'this'}:")
        parts = urlsplit(requests.Request("GET", url.strip()).prepare().url or "")
        host = parts.hostname or ""
        port = parts.port
    except ValueError as error:  # requests' own errors of this kind are ValueErrors too
        raise Fault(Unread.BAD_ADDRESS, "this is no usable web address; correct the source's url") from error
    netloc = f"[{host}]" if ":" in host else host
    if port not in (None, DEFAULT_PORTS[scheme]):
        netloc = f"{netloc}:{port}"
    return urlunsplit((scheme, netloc, parts.path or "/", parts.query, ""))


def recorded_address(url: str) -> str:
    """`url` as a recording, a report and a message name it: plain, and without secrets. Raises a Fault."""
    return without_secrets(plain_address(url))


def onward_address(url: str, location: str) -> str:
    """Where a Location sends a GET of `url`, without credentials but with all else. Raises a Fault."""
    try:
        return plain_address(urljoin(url, _decoded(location)))
    except ValueError as error:
        raise Fault(Unread.BAD_ADDRESS, f"{recorded_address(url)} redirects to an unusable address") from error


def kept_headers(
    headers: Iterable[tuple[str, str]], recorded_at: datetime, onward: str = ""
) -> tuple[tuple[str, str], ...]:
    """The headers that a recording keeps, with its own stamp; everything else (cookies, tokens) is dropped.

    `onward` is where the answer redirects to: its Location is that address without secrets, or none.
    """
    names = {name.lower(): name for name in KEPT_HEADERS}
    kept = [(names[name.lower()], value) for name, value in headers if name.lower() in names]
    if onward:
        kept.append(("Location", without_secrets(onward)))
    return (*sorted(kept, key=lambda header: header[0]), (RECORDED_AT, stamp(recorded_at)))


def stamp(when: datetime) -> str:
    """A time as our own headers have it: UTC, to the second."""
    return when.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _moment(value: str) -> datetime | None:
    """The time that a header gives, in UTC: ISO 8601 or HTTP's own form."""
    for parse in (datetime.fromisoformat, _http_date):
        try:
            when = parse(value)
            return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _http_date(value: str) -> datetime:
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - our own stamps need none of it

    return parsedate_to_datetime(value)


def _decoded(raw: str) -> str:
    """A Location, which http.client reads as Latin-1, as the UTF-8 that it is in practice."""
    octets = raw.encode("latin-1", "replace")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return quote(octets, safe="!#$%&'()*+,/:;=?@[]~")
