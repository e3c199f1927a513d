"""One request and its answer, cut down to what may be kept: pulled and replayed answers alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import requests

from refcheck.model import Unread
from refcheck.web.fault import Fault

RECORDED_AT = "X-Refcheck-Recorded-At"
STAND_IN = "X-Refcheck-Stand-In"
KEPT_HEADERS = (
    "Content-Language",
    "Content-Type",
    "Date",
    "ETag",
    "Last-Modified",
    "Link",
    "Location",
    STAND_IN,
)
LONGEST_NOTE = 300
REDIRECTS = frozenset({301, 302, 303, 307, 308})
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A GET of `uri` and its answer: headers from the allow-list only, the body decoded."""

    uri: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    def header(self, name: str) -> str:
        """The first value of a header, or the empty string."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def media_type(self) -> str:
        """The media type, lower case, without parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

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
        for name, parse in ((RECORDED_AT, datetime.fromisoformat), ("Date", parsedate_to_datetime)):
            try:
                when = parse(self.header(name))
                return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
        return None

    @property
    def target(self) -> str | None:
        """The address that the answer redirects to, or None where it does not; a Fault where it is no address."""
        location = self.header("Location")
        if self.status not in REDIRECTS or not location:
            return None
        try:
            return plain_address(urljoin(self.uri, location))
        except ValueError as error:
            raise Fault(Unread.BAD_ADDRESS, f"{self.uri} redirects to an unusable address") from error

    def check_status(self) -> None:
        """Raises a Fault unless the answer is a page or a redirect."""
        if not (200 <= self.status < 300 or self.target):
            detail = f"{self.status} {self.reason}".strip()
            raise Fault(Unread.HTTP_STATUS, f"{self.uri} answered {detail}", transient=self.status in TRANSIENT)


TRANSIENT = frozenset({429, 502, 503, 504})


def plain_address(url: str) -> str:
    """`url` as a recording names it: as requests writes it, without fragment, credentials or default port.

    Raises a Fault for what is no http or https address.
    """
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


def kept_headers(headers: Iterable[tuple[str, str]], recorded_at: datetime) -> tuple[tuple[str, str], ...]:
    """The headers that a recording keeps, with its own stamp; everything else (cookies, tokens) is dropped."""
    names = {name.lower(): name for name in KEPT_HEADERS}
    kept = [(names[name.lower()], value) for name, value in headers if name.lower() in names]
    kept = [(name, _safe_location(value) if name == "Location" else value) for name, value in kept]
    stamp = recorded_at.astimezone(UTC).replace(microsecond=0)
    return (*sorted(kept, key=lambda header: header[0]), (RECORDED_AT, stamp.isoformat().replace("+00:00", "Z")))


def _safe_location(raw: str) -> str:
    """A Location, which http.client reads as Latin-1, as the UTF-8 that it is in practice; credentials are dropped."""
    octets = raw.encode("latin-1", "replace")
    try:
        location = octets.decode("utf-8")
    except UnicodeDecodeError:
        location = quote(octets, safe="!#$%&'()*+,/:;=?@[]~")
    return re.sub(r"^((?:[a-zA-Z][\w+.-]*:)?//)[^/?#]*@", r"\1", location)
