"""Source -> Page or Unavailable: what is recorded replays, what is not is pulled, as the record mode says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from refcheck.model import Page, Provenance, RecordMode, Source, Unavailable, Unread
from refcheck.web.fault import Fault

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from refcheck.web.cassette import Recording
    from refcheck.web.exchange import Exchange
    from refcheck.web.http import Visit


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How pages are fetched. Times are in seconds, `max_bytes` counts the decoded body.

    `cassettes` None means no recordings at all. `total_seconds` caps all hops and retries of one source together.
    `ca_file` is trusted instead of the usual authorities. `resolve` (name and port to IP addresses), `adapter` (what
    carries the requests instead of guarded connections), `clock` and `sleep` are there to be replaced.
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
    allow_private: bool = False
    ca_file: Path | None = None
    resolve: Callable[[str, int], tuple[str, ...]] | None = None
    adapter: Callable[[], BaseAdapter] | None = None
    clock: Callable[[], datetime] = _now
    sleep: Callable[[float], None] = time.sleep


class Fetcher:
    """Fetches sources; different sources may be fetched from different threads at once."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._pending: dict[str, tuple[Exchange, ...]] = {}
        self._lock = threading.Lock()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know of this installation before fetching: sentences, possibly none."""
        from refcheck.web.cassette import slow_yaml  # noqa: PLC0415

        return slow_yaml() if self._settings.cassettes is not None else ()

    def fetch(self, source: Source) -> Page | Unavailable:
        """The page of `source`, or why it can not be had. Raises nothing for what one source gets wrong."""
        with self._lock:
            self._pending.pop(source.id, None)
        try:
            return self._fetch(source)
        except Fault as fault:
            return Unavailable(source, fault.reason, str(fault))

    def keep(self, page: Page) -> None:
        """Records `page` as it was pulled, in place of an older recording; does nothing for a replayed page.

        Call it once the page is known to be the real one. Raises UsageError where the recording can not be written.
        """
        from refcheck.web.cassette import cassette_path, save  # noqa: PLC0415

        with self._lock:
            exchanges = self._pending.pop(page.source.id, None)
        if exchanges and self._settings.cassettes is not None:
            save(cassette_path(self._settings.cassettes, page.source.id), exchanges)

    def _fetch(self, source: Source) -> Page:
        from refcheck.web.http import Visit  # noqa: PLC0415

        recording = self._recording(source)
        with Visit(self._settings) as visit:
            trail, pulled = self._follow(source, recording, visit)
        last = trail[-1]
        fetched_at = last.recorded_at
        if fetched_at is None:
            raise Fault(Unread.BAD_RECORDING, f"the recording does not say when it was made; {_renew(source)}")
        if pulled:
            with self._lock:
                self._pending[source.id] = self._to_keep(recording, trail)
        provenance = Provenance.LIVE if pulled else Provenance.RECORDED
        return Page(
            source=source,
            final_url=last.uri,
            status=last.status,
            media_type=last.media_type,
            body=last.body,
            fetched_at=fetched_at,
            provenance=Provenance.STAND_IN if last.stand_in else provenance,
            charset=last.charset,
            note=last.stand_in,
        )

    def _recording(self, source: Source) -> Recording:
        from refcheck.web.cassette import Recording, cassette_path  # noqa: PLC0415

        settings = self._settings
        if settings.cassettes is None:
            return Recording()
        path = cassette_path(settings.cassettes, source.id)
        if settings.record_mode is RecordMode.ALL:
            return Recording()
        try:
            return Recording.load(path, most_bytes=settings.max_bytes)
        except Fault as fault:
            raise Fault(fault.reason, f"{fault}; {_renew(source)}") from fault

    def _follow(self, source: Source, recording: Recording, visit: Visit) -> tuple[tuple[Exchange, ...], bool]:
        """Every hop from the source's address to its page, and whether any of them was pulled."""
        from refcheck.web.exchange import plain_address  # noqa: PLC0415

        trail: list[Exchange] = []
        pulled = False
        address, url = plain_address(source.url), source.url.strip()
        while len(trail) <= self._settings.max_redirects:
            hop = recording.play(address)
            if hop is None:
                if self._settings.record_mode is RecordMode.NONE:
                    raise self._not_recorded(source, address, recording)
                hop = visit.get(url)
                pulled = True
            hop.check_status()
            trail.append(hop)
            target = hop.target
            if target is None:
                return tuple(trail), pulled
            address = url = target
        raise Fault(Unread.REDIRECTS, f"more than {self._settings.max_redirects} redirects, the last to {address}")

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
        elif address == recording.exchanges[0].uri:
            what = f"{folder.name}/{source.id}.yaml breaks off before the page"
        else:
            what = f"{folder.name}/{source.id}.yaml is a recording of {recording.exchanges[0].uri}, not of {address}"
        record = f"--record-mode once --source {source.id}"
        return Fault(Unread.NOT_RECORDED, f"{what}; record it: run again with {record}")


def _renew(source: Source) -> str:
    return f"pull the page anew: run again with --record-mode all --source {source.id}"
