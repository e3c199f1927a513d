"""Source -> Page or Unavailable: what is recorded replays, what is not is pulled, as the record mode says."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from refcheck.model import Page, Provenance, RecordMode, Source, Unavailable, Unread
from refcheck.web.fault import Fault

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from refcheck.web.cassette import Recording
    from refcheck.web.exchange import Exchange
    from refcheck.web.http import Visit
    from refcheck.web.politeness import Manners
    from refcheck.web.robots import Robots

NOT_MODIFIED = 304
COPY_NOTE = "archived copy: "
"""What the note of a page begins with that is an archived copy; the copy's address follows."""
LONGEST_DETAIL = 1000


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How pages are fetched. Times are in seconds, `max_bytes` counts the decoded body.

    `cassettes` None means no recordings at all. `total_seconds` caps all hops and retries of one source together.
    A host is asked for a page every `pace` seconds, and for `per_host` at once at the most; `robots` is whether what
    its robots.txt forbids is left alone. `contact` (an address to write to) stands in the User-Agent. With `use_proxy`
    requests go through the proxy that the environment names, which then resolves the names. `ca_file` is trusted
    instead of the usual authorities. `resolve` (name and port to IP addresses), `adapter` (what carries the requests
    instead of guarded connections), `clock`, `timer` (seconds that only rise) and `sleep` can be replaced.
    """

    cassettes: Path | None = None
    record_mode: RecordMode = RecordMode.ONCE
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 60.0
    max_bytes: int = 20_000_000
    max_redirects: int = 10
    retries: int = 2
    user_agent: str = ""
    contact: str = ""
    pace: float = 1.0
    per_host: int = 2
    robots: bool = True
    allow_private: bool = False
    use_proxy: bool = False
    ca_file: Path | None = None
    resolve: Callable[[str, int], tuple[str, ...]] | None = None
    adapter: Callable[[], BaseAdapter] | None = None
    clock: Callable[[], datetime] = _now
    timer: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Fetcher:
    """Fetches sources; different sources may be fetched from different threads at once."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._lookout: Robots | None = None
        self._manners: Manners | None = None
        self._pending: dict[str, tuple[Exchange, ...]] = {}
        self._gone: set[str] = set()
        self._lock = threading.Lock()

    def beside(self, cassettes: Path | None) -> Fetcher:
        """A fetcher with other recordings; hosts are treated as politely by both together as by one."""
        self._visit()
        other = Fetcher(replace(self._settings, cassettes=cassettes))
        other._manners, other._lookout = self._manners, self._lookout
        return other

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know of this installation before fetching: sentences, possibly none."""
        from refcheck.web.readable import slow_yaml  # noqa: PLC0415

        return slow_yaml() if self._settings.cassettes is not None else ()

    def fetch(self, source: Source, *, anew: bool = False, recorded: bytes | None = None) -> Page | Unavailable:
        """The page of `source`, or why it can not be had. Raises nothing for what one source gets wrong.

        Where a page is pulled although it is recorded, its server is asked only for one that is newer; when it has
        none the recording is the page. With `anew` it is pulled in any case. `recorded` is the recording's content
        where that was read already.
        """
        return self._value(source, lambda: self._fetch(source, recorded, anew=anew))

    def recorded(self, source: Source) -> bytes | None:
        """The content of the recording of `source`; None where there is none, or none that can be read."""
        from refcheck.web.cassette import cassette_path, content_of  # noqa: PLC0415

        settings = self._settings
        with suppress(Fault):
            if settings.cassettes is not None:
                return content_of(cassette_path(settings.cassettes, source.id), settings.max_bytes)
        return None

    def fetch_copy(self, source: Source, by: date | None) -> Page | Unavailable:
        """The archived copy of `source` nearest before `by`, or the last one, or why it can not be had.

        The archive is `archive_of()`; see `refcheck.web.archive`. Raises nothing for what one source gets wrong.
        """

        def found() -> Page:
            from refcheck.web.archive import archive_of, read_copy  # noqa: PLC0415

            with self._visit(robots=False) as visit:  # an interface for programs, asked at a user's word
                address = archive_of().find(source.url, by, visit)
                return self._page(source, (read_copy(source.url, address, visit),), pulled=True)

        return self._value(source, found)

    def ask_for_capture(self, source: Source) -> str | Unavailable:
        """Asks the archive to take a copy of `source` now; its address, "" where that is not told yet, or why not."""
        from refcheck.web.archive import archive_of  # noqa: PLC0415

        try:
            with self._visit(robots=False) as visit:
                return archive_of().ask_for_capture(source.url, visit)
        except Fault as fault:
            return Unavailable(source, fault.reason, shortened(str(fault)))

    def has_recording(self, source: Source) -> bool:
        """Whether there is a file that may be a recording of `source`."""
        from refcheck.web.cassette import cassette_path  # noqa: PLC0415

        try:
            return self._settings.cassettes is not None and os.path.lexists(
                cassette_path(self._settings.cassettes, source.id)
            )
        except Fault:  # an id that can name no file
            return False

    def confirmed_at(self, source: Source) -> datetime | None:
        """When the recorded page of `source` was last found to say the same, in UTC; None where it never was."""
        try:
            exchanges = self._recording(source).exchanges
        except Fault:
            return None
        return exchanges[-1].confirmed_at if exchanges else None

    def is_gone(self, source: Source) -> bool:
        """Whether the last fetch found that the page is not there any more, which no outage is."""
        with self._lock:
            return source.id in self._gone

    def keep(self, page: Page) -> None:
        """Records `page` as it was pulled, in place of an older recording; does nothing for a replayed page.

        Call it once the page is known to be the real one. Raises UsageError where the recording can not be written.
        """
        self._save(page.source, self._taken(page))

    def forget(self, page: Page) -> None:
        """Drops what was pulled for `page`, which is not to be recorded."""
        self._taken(page)

    def confirm(self, page: Page) -> None:
        """Notes in the recording of `page` that it said the same now, and leaves the recorded words as they are.

        Raises UsageError where the recording can not be written, and as `keep` for one that is broken meanwhile.
        """
        pulled = self._taken(page)
        recorded = self._known(page.source)
        if pulled and recorded:
            self._save(page.source, (*recorded[:-1], recorded[-1].confirmed(self._settings.clock())))

    def _taken(self, page: Page) -> tuple[Exchange, ...]:
        with self._lock:
            return self._pending.pop(page.source.id, ())

    def _save(self, source: Source, exchanges: tuple[Exchange, ...]) -> None:
        from refcheck.web.cassette import cassette_path, save  # noqa: PLC0415

        if exchanges and self._settings.cassettes is not None:
            save(cassette_path(self._settings.cassettes, source.id), exchanges)

    def _value(self, source: Source, work: Callable[[], Page]) -> Page | Unavailable:
        with self._lock:
            self._pending.pop(source.id, None)
            self._gone.discard(source.id)
        try:
            return work()
        except Fault as fault:
            if fault.gone:
                with self._lock:
                    self._gone.add(source.id)
            return Unavailable(source, fault.reason, shortened(str(fault)))

    def _fetch(self, source: Source, recorded: bytes | None, *, anew: bool) -> Page:
        recording = self._recording(source, recorded)
        if not source.archive or _is_copy(recording, source.archive):
            known = () if anew else self._known(source)
            trail, pulled = self._follow(source, recording, {each.uri: each for each in known})
        elif self._settings.record_mode is RecordMode.NONE:
            raise self._not_recorded(source, source.archive, recording)
        else:
            from refcheck.web.archive import read_copy  # noqa: PLC0415

            with self._visit() as visit:
                trail, pulled = (read_copy(source.url, source.archive, visit),), True
        return self._page(source, self._to_keep(recording, trail) if pulled else trail, pulled=pulled)

    def _visit(self, *, robots: bool = True) -> Visit:
        """A visit that shares what this fetcher knows of its hosts: their pace, their rules."""
        from refcheck.web.http import Visit  # noqa: PLC0415
        from refcheck.web.politeness import Manners  # noqa: PLC0415
        from refcheck.web.robots import Robots  # noqa: PLC0415

        settings = self._settings
        with self._lock:
            manners = self._manners = self._manners or Manners(
                settings.pace, settings.per_host, settings.timer, settings.sleep
            )
            self._lookout = self._lookout or Robots(settings, lambda own: Visit(own, manners, cut=True))
        return Visit(settings, manners, self._lookout if robots and settings.robots else None)

    def _page(self, source: Source, trail: tuple[Exchange, ...], *, pulled: bool) -> Page:
        """The page at the end of the trail, which is what is kept where it was pulled."""
        last = trail[-1]
        archived_at = last.archived_at if last.archive else None
        fetched_at = archived_at or last.recorded_at
        if fetched_at is None:
            raise Fault(Unread.BAD_RECORDING, f"the recording does not say when it was made; {_renew(source)}")
        if pulled:
            with self._lock:
                self._pending[source.id] = trail
        provenance = Provenance.LIVE if pulled and last.confirmed_at is None else Provenance.RECORDED
        provenance = Provenance.STAND_IN if last.stand_in else provenance
        return Page(
            source=source,
            final_url=last.uri,
            status=last.status,
            media_type=last.media_type,
            body=last.body,
            fetched_at=fetched_at,
            provenance=Provenance.ARCHIVED if archived_at else provenance,
            charset=last.charset,
            note=f"{COPY_NOTE}{last.archive}" if archived_at else last.stand_in,
            moved_to=_moved_to(source, trail),
        )

    def _recording(self, source: Source, content: bytes | None = None) -> Recording:
        from refcheck.web.cassette import Recording, cassette_path  # noqa: PLC0415

        settings = self._settings
        if settings.cassettes is None:
            return Recording()
        path = cassette_path(settings.cassettes, source.id)
        if settings.record_mode is RecordMode.ALL:
            return Recording()
        try:
            return Recording.of(content, path) if content else Recording.load(path, settings.max_bytes)
        except Fault as fault:
            raise Fault(fault.reason, f"{fault}; {_renew(source)}") from fault

    def _known(self, source: Source) -> tuple[Exchange, ...]:
        """What is recorded of a source whose page is pulled all the same; nothing of a recording that is broken."""
        from refcheck.web.cassette import Recording, cassette_path  # noqa: PLC0415

        settings = self._settings
        if settings.cassettes is None or settings.record_mode is not RecordMode.ALL:
            return ()
        try:
            return Recording.load(cassette_path(settings.cassettes, source.id), settings.max_bytes).exchanges
        except Fault:
            return ()

    def _follow(
        self, source: Source, recording: Recording, known: Mapping[str, Exchange]
    ) -> tuple[tuple[Exchange, ...], bool]:
        """Every hop from the source's address to its page, and whether any of them was pulled."""
        from refcheck.web.exchange import recorded_address  # noqa: PLC0415

        trail: list[Exchange] = []
        address, url = recorded_address(source.url), source.url.strip()
        with ExitStack() as opened:
            visit: Visit | None = None
            while len(trail) <= self._settings.max_redirects:
                hop = recording.play(address)
                if hop is None:
                    if self._settings.record_mode is RecordMode.NONE:
                        raise self._not_recorded(source, address, recording)
                    visit = visit or opened.enter_context(self._visit())
                    hop = self._pulled(url, known.get(address), visit)
                hop.check_status()
                trail.append(hop)
                target = hop.target
                if target is None:
                    return tuple(trail), visit is not None
                address, url = target, hop.onward or target
        raise Fault(Unread.REDIRECTS, f"more than {self._settings.max_redirects} redirects, the last to {address}")

    def _pulled(self, url: str, known: Exchange | None, visit: Visit) -> Exchange:
        """The answer now, or the recorded one where the server says that it has no newer."""
        if known is None or not known.can_be_asked_after:
            return visit.get(url)
        answer = visit.get(url, known)
        return known.confirmed(self._settings.clock()) if answer.status == NOT_MODIFIED else answer

    def _to_keep(self, recording: Recording, trail: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
        """What a recording of `trail` holds: with new episodes also the earlier ones, of other addresses."""
        if self._settings.record_mode is not RecordMode.NEW_EPISODES:
            return trail
        addresses = {exchange.uri for exchange in trail}
        return (*(old for old in recording.exchanges if old.uri not in addresses), *trail)

    def _not_recorded(self, source: Source, address: str, recording: Recording) -> Fault:
        folder = self._settings.cassettes
        if folder is None:
            return Fault(Unread.NOT_RECORDED, "there is no folder of recordings, and pulling pages is switched off")
        if not recording.exchanges:
            what = f"{folder.name}/{source.id}.yaml does not exist"
        elif address == source.archive:
            what = f"{folder.name}/{source.id}.yaml is no recording of the archived copy {address}"
        elif address == recording.exchanges[0].uri:
            what = f"{folder.name}/{source.id}.yaml breaks off before the page"
        else:
            what = f"{folder.name}/{source.id}.yaml is a recording of {recording.exchanges[0].uri}, not of {address}"
        return Fault(Unread.NOT_RECORDED, f"{what}; record it: refcheck record --source {source.id}")


def shortened(detail: str) -> str:
    """A detail cut where what others say in it, an address of a redirect for one, is absurdly long."""
    return detail if len(detail) <= LONGEST_DETAIL else f"{detail[: LONGEST_DETAIL - 1]}…"


def _is_copy(recording: Recording, address: str) -> bool:
    """Whether the recording ends with that archived copy."""
    from refcheck.web.archive import same_copy  # noqa: PLC0415

    return bool(recording.exchanges) and same_copy(recording.exchanges[-1].archive, address)


def _moved_to(source: Source, trail: tuple[Exchange, ...]) -> str:
    """Where the source's address redirects to for good, over as many hops as do; empty where it does not."""
    from refcheck.web.exchange import FOR_GOOD, recorded_address  # noqa: PLC0415

    hops = {hop.uri: hop for hop in trail}
    address, moved_to = recorded_address(source.url), ""
    while (hop := hops.pop(address, None)) and hop.status in FOR_GOOD and hop.target:
        address = moved_to = hop.target
    return moved_to


def _renew(source: Source) -> str:
    return f"pull the page anew: refcheck record --source {source.id}"
