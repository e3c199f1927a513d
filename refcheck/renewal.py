"""Recordings made anew: a page is pulled, read, held against what is recorded, and recorded where it is a real one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from refcheck.comparing import Compare, Compared, Gist, as_replayed, compared
from refcheck.model import Dossier, Page, Provenance, RecordMode, Source, Unavailable, Unread
from refcheck.reading.wrongpage import NO_MORE_THERE
from refcheck.web import Fetcher, FetchSettings
from refcheck.web.fetcher import COPY_NOTE
from refcheck.worddiff import Change


class Outcome(StrEnum):
    """What became of a recording; `KEPT` and `MISSING` are those of pages that could not be pulled or read."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Renewal:
    """One source's recording before and now; `why` says what kept the page from being recorded.

    `capture` is the address of the copy that an archive took for us, or what came of asking for one.
    """

    source: Source
    outcome: Outcome
    before: Gist | None
    now: Gist | None
    changes: tuple[Change, ...] = ()
    why: str = ""
    capture: str = ""

    @property
    def added(self) -> int:
        """How many words the page has that the recording had not."""
        return sum(len(change.added) for change in self.changes)

    @property
    def removed(self) -> int:
        """How many words the page has no more."""
        return sum(len(change.removed) for change in self.changes)

    @property
    def copy(self) -> str:
        """The address of the archived copy that was recorded in place of the page, or the empty string."""
        archived = self.now is not None and self.now.provenance is Provenance.ARCHIVED
        return self.now.note.partition("; ")[0].removeprefix(COPY_NOTE) if archived and self.now else ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How recordings are made anew: `write` or only look, and whether an archive may be asked.

    `archive` records an archived copy of a page that is gone, `capture` asks an archive to take one of each page.
    """

    write: bool = True
    archive: bool = False
    capture: bool = False


class Recorder:
    """Makes recordings anew, of different sources from different threads at once; `compare` reads what it pulls."""

    def __init__(
        self,
        settings: FetchSettings,
        wanted: Wanted = Wanted(),  # it is frozen
        compare: Compare = compared,
    ) -> None:
        self._wanted = wanted
        self._compare = compare
        self._fetcher = Fetcher(replace(settings, record_mode=RecordMode.ALL))
        self._player = Fetcher(replace(settings, record_mode=RecordMode.NONE))

    def renew(self, source: Source, by: date | None = None) -> Renewal:
        """Pulls the page of `source` and records it, if it is to be read as that page; else the recording stays.

        An archived copy is the last one before `by`. Raises UsageError where the recording can not be written.
        """
        old, before = self._recorded(source)
        page = self._fetcher.fetch(source, anew=before is None)
        found = self._compared(old, before, page)
        if isinstance(found.now, Unavailable) and self._wanted.archive and not source.archive:
            page, found = self._copy(source, by, old, page, found)
        now = found.now
        if isinstance(now, Unavailable) or isinstance(page, Unavailable):
            return self._stays(source, before, now)
        before = found.before or before
        capture = self._capture(source) if self._wanted.capture and now.provenance is not Provenance.ARCHIVED else ""
        if found.same:
            if self._wanted.write:
                self._fetcher.confirm(page)
            return Renewal(source, Outcome.UNCHANGED, before, now, (), capture=capture)
        if self._wanted.write:
            self._fetcher.keep(page)
        return Renewal(source, Outcome.CHANGED if before else Outcome.NEW, before, now, found.changes, capture=capture)

    def _recorded(self, source: Source) -> tuple[Page | None, Gist | None]:
        """The recorded page, and as it is read."""
        if not self._player.has_recording(source):
            return None, None
        # A recording of the live page is what there was before an archived copy was named in its place.
        for wanted in (source, replace(source, archive="")) if source.archive else (source,):
            page = self._player.fetch(wanted)
            read = self._compare(None, page).now if isinstance(page, Page) else page
            if isinstance(page, Page) and isinstance(read, Gist):
                return page, read
        return None, None

    def _compared(self, old: Page | None, before: Gist | None, page: Page | Unavailable) -> Compared:
        if isinstance(page, Unavailable):
            return Compared(page)
        known = as_replayed(old, before, page) if old and before else None
        return known or self._compare(old, page)

    def _copy(
        self, source: Source, by: date | None, old: Page | None, page: Page | Unavailable, missing: Compared
    ) -> tuple[Page | Unavailable, Compared]:
        """An archived copy of a page that is gone; of one that may come back, what was found."""
        told = missing.now
        if not isinstance(told, Unavailable) or not self._is_gone(told):
            return page, missing
        page = self._fetcher.fetch_copy(source, by)
        found = self._compare(old, page) if isinstance(page, Page) else Compared(page)
        if isinstance(found.now, Unavailable):
            detail = f"{told.detail}; no archived copy: {found.now.detail}"
            found = Compared(Unavailable(source, told.reason, detail))
        return page, found

    def _is_gone(self, missing: Unavailable) -> bool:
        another = missing.reason is Unread.WRONG_PAGE and missing.detail.startswith(NO_MORE_THERE)
        return another or self._fetcher.is_gone(missing.source)

    def _stays(self, source: Source, before: Gist | None, now: Gist | Unavailable) -> Renewal:
        why = f"{now.reason}: {now.detail}" if isinstance(now, Unavailable) else ""
        return Renewal(source, Outcome.KEPT if before else Outcome.MISSING, before, None, why=why)

    def _capture(self, source: Source) -> str:
        found = self._fetcher.ask_for_capture(source)
        if isinstance(found, Unavailable):
            return f"no capture: {found.reason}: {found.detail}"
        return found or "a capture was asked for; the archive does not say yet where it is"


def earliest_days(dossier: Dossier) -> dict[str, date]:
    """The earliest day as of which a claim is judged that cites a source, by the source's id, where there is one."""
    days: dict[str, date] = {}
    for claim in dossier.claims:
        for source in (*claim.sources, *(each for part in claim.parts for each in part.sources)):
            if claim.as_of and claim.as_of < days.get(source, date.max):
                days[source] = claim.as_of
    return days
