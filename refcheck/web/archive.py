"""Archived copies of pages: found by the Wayback Machine's interfaces, read as they were taken.

The availability interface and the raw copies (`id_`) are described at https://archive.org/help/wayback_api.php, the
index (CDX) at https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server. Any archive that speaks them
will do; `Memento-Datetime` is RFC 7089's.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode, urlsplit

from refcheck.model import Unread
from refcheck.web.exchange import (
    ARCHIVE,
    ARCHIVED_AT,
    RECORDED_AT,
    Exchange,
    plain_address,
    recorded_address,
    stamp,
)
from refcheck.web.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

URL = "REFCHECK_ARCHIVE_URL"
PAGES = "https://web.archive.org"
AVAILABILITY = "https://archive.org"
MOST_REDIRECTS = 5
_COPY = re.compile(r"(?P<before>https?://[^?#]*?/web/)(?P<taken>\d{4,14})(?:[a-z]{2}_)?/(?P<page>.+)", re.DOTALL)
_OF_THE_PAGE = ("Content-Type", "Content-Language")


class Getter(Protocol):
    """What asks an archive: `refcheck.web.http.Visit`, with its guard, caps and clock."""

    def get(self, url: str) -> Exchange:
        """One answer, a page or a redirect; raises a Fault."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Where an archive is: the addresses that its pages and index, and its availability interface, begin with."""

    pages: str = PAGES
    availability: str = AVAILABILITY

    def find(self, url: str, by: date | None, getter: Getter) -> str:
        """The address of the last good copy of `url` taken on or before `by`, or else of the one nearest to it.

        Without `by` it is the last good copy. Raises a Fault where there is none, or the archive can not be asked.
        """
        page = _askable(url)
        nearest = self._available(page, by, getter)
        if nearest and (by is None or nearest[:8] <= _digits(by)):
            return self._copy(nearest, page)
        listed = self._listed(page, by, getter)
        taken = listed or nearest
        if not taken:
            raise Fault(Unread.NOT_RECORDED, f"{_host(self.pages)} has no copy of {page}")
        return self._copy(taken, page)

    def ask_for_capture(self, url: str, getter: Getter) -> str:
        """Asks the archive to take a copy of `url` now; its address, or the empty string where it is not told yet."""
        page = _askable(url)
        answer = getter.get(f"{self.pages}/save/{page}")
        target = _COPY.fullmatch(answer.target or "")
        return self._copy(target["taken"], page) if target and len(target["taken"]) == 14 else ""

    def _copy(self, taken: str, page: str) -> str:
        return f"{self.pages}/web/{taken}/{page}"

    def _available(self, page: str, by: date | None, getter: Getter) -> str:
        """The time, in 14 digits, of the copy that the availability interface calls the closest; or nothing."""
        asked = {"url": page, **({"timestamp": f"{_digits(by)}235959"} if by else {})}
        match _json(f"{self.availability}/wayback/available?{urlencode(asked)}", getter):
            case {"archived_snapshots": {"closest": {"available": True, "timestamp": str() as taken, "status": "200"}}}:
                return taken if re.fullmatch(r"\d{14}", taken) else ""
        return ""

    def _listed(self, page: str, by: date | None, getter: Getter) -> str:
        """The time of the last good copy in the index, up to a day; or nothing."""
        asked = {"url": page, "output": "json", "filter": "statuscode:200", "limit": "-1"}
        found = _json(
            f"{self.pages}/cdx/search/cdx?{urlencode({**asked, **({'to': _digits(by)} if by else {})})}", getter
        )
        match found:
            case [list() as names, *rows] if "timestamp" in names:
                column = names.index("timestamp")
                times = [row[column] for row in rows if isinstance(row, list) and len(row) > column]
                return max((each for each in times if re.fullmatch(r"\d{14}", str(each))), default="")
        return ""


def archive_of(environment: Mapping[str, str] = os.environ) -> Archive:
    """The archive that `REFCHECK_ARCHIVE_URL` names, or else the Wayback Machine. Raises a Fault for no address."""
    named = environment.get(URL, "").strip()
    if not named:
        return Archive()
    base = plain_address(named).rstrip("/")
    return Archive(base, base)


def read_copy(source_url: str, address: str, getter: Getter) -> Exchange:
    """The archived copy at `address` as the page was, recorded under the page's own address, with the copy's date.

    Redirects are followed within the archive. Raises a Fault, also for a copy that does not say when it was taken.
    """
    here = raw_address(address)
    for _ in range(MOST_REDIRECTS + 1):
        answer = getter.get(here)
        answer.check_status()
        if answer.target is None:
            break
        if _host(answer.target) != _host(address):
            raise Fault(
                Unread.REDIRECTS, f"the archived copy {address} sends on to {answer.target}, out of the archive"
            )
        here = raw_address(answer.onward or answer.target)
    else:
        raise Fault(Unread.REDIRECTS, f"more than {MOST_REDIRECTS} redirects from the archived copy {address}")
    taken = _taken_at(answer, here)
    kept = [(name, value) for name, value in answer.headers if name in (*_OF_THE_PAGE, RECORDED_AT)]
    headers = (*kept, (ARCHIVE, address), (ARCHIVED_AT, stamp(taken)))
    return Exchange(recorded_address(source_url), answer.status, answer.reason, headers, answer.body)


def raw_address(address: str) -> str:
    """The address of a Wayback copy without the archive's frame and rewritten links (`id_`); any other as it is."""
    copy = _COPY.fullmatch(address.strip())
    return f"{copy['before']}{copy['taken']}id_/{copy['page']}" if copy else address.strip()


def same_copy(one: str, other: str) -> bool:
    """Whether two addresses are of the same archived copy, framed or raw."""
    return bool(one) and raw_address(one).partition("://")[2] == raw_address(other).partition("://")[2]


def _taken_at(answer: Exchange, address: str) -> datetime:
    """When the copy was taken: by its Memento-Datetime, else by the 14 digits in its address."""
    try:
        when = parsedate_to_datetime(answer.header("Memento-Datetime"))
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    except ValueError:
        pass
    copy = _COPY.fullmatch(address)
    try:
        return datetime.strptime(copy["taken"] if copy else "", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        detail = f"the archived copy {address} does not say when it was taken; name a copy of another archive"
        raise Fault(Unread.BAD_RESPONSE, detail) from error


def _askable(url: str) -> str:
    """The page's address, to be told to an archive; a Fault where it has secrets, which are none of its business."""
    page = plain_address(url)
    if recorded_address(url) != page:
        raise Fault(Unread.BAD_ADDRESS, "its address has a secret, so no archive is asked for it")
    return page


def _json(address: str, getter: Getter) -> Any:  # noqa: ANN401  # what an archive answers
    answer = getter.get(address)
    try:
        return json.loads(answer.body) if answer.body.strip() else None
    except (ValueError, RecursionError) as error:
        raise Fault(Unread.BAD_RESPONSE, f"{_host(address)} did not answer in JSON") from error


def _digits(day: date) -> str:
    return f"{day:%Y%m%d}"


def _host(address: str) -> str:
    return urlsplit(address).netloc
