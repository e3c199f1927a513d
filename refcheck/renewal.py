"""Recordings made anew: a page is pulled, read, held against what is recorded, and recorded where it is a real one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from refcheck.collector import uncollected
from refcheck.model import Document, Dossier, Page, Provenance, RecordMode, Source, Unavailable, Unread
from refcheck.reading import read
from refcheck.reading.wrongpage import NO_MORE_THERE
from refcheck.web import Fetcher, FetchSettings
from refcheck.web.fetcher import COPY_NOTE
from refcheck.worddiff import Change, word_changes


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
    before: Document | None
    now: Document | None
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
    """Makes recordings anew, of different sources from different threads at once."""

    def __init__(self, settings: FetchSettings, wanted: Wanted = Wanted()) -> None:  # it is frozen
        self._wanted = wanted
        self._fetcher = Fetcher(replace(settings, record_mode=RecordMode.ALL))
        self._player = Fetcher(replace(settings, record_mode=RecordMode.NONE))

    def renew(self, source: Source, by: date | None = None) -> Renewal:
        """Pulls the page of `source` and records it, if it is to be read as that page; else the recording stays.

        An archived copy is the last one before `by`. Raises UsageError where the recording can not be written.
        """
        before = self.recorded(source)
        page = self._fetcher.fetch(source, anew=before is None)
        now = _read(page)
        if isinstance(now, Unavailable) and self._wanted.archive and not source.archive and self._is_gone(now):
            page, now = self._copy(source, by, now)
        if isinstance(now, Unavailable) or isinstance(page, Unavailable):
            return self._stays(source, before, now)
        capture = self._capture(source) if self._wanted.capture and now.provenance is not Provenance.ARCHIVED else ""
        changes = word_changes(before.text, now.text) if before else ()
        if before and _says_the_same(before, now):
            if self._wanted.write:
                self._fetcher.confirm(page)
            return Renewal(source, Outcome.UNCHANGED, before, now, (), capture=capture)
        if self._wanted.write:
            self._fetcher.keep(page)
        return Renewal(source, Outcome.CHANGED if before else Outcome.NEW, before, now, changes, capture=capture)

    def recorded(self, source: Source) -> Document | None:
        """What is recorded of `source`, as it is read now; nothing where that is no page."""
        found = _read(self._player.fetch(source))
        if isinstance(found, Document):
            return found
        # A recording of the live page is what there was before an archived copy was named in its place.
        found = _read(self._player.fetch(replace(source, archive=""))) if source.archive else found
        return found if isinstance(found, Document) else None

    def _is_gone(self, missing: Unavailable) -> bool:
        another = missing.reason is Unread.WRONG_PAGE and missing.detail.startswith(NO_MORE_THERE)
        return another or self._fetcher.is_gone(missing.source)

    def _copy(
        self, source: Source, by: date | None, missing: Unavailable
    ) -> tuple[Page | Unavailable, Document | Unavailable]:
        page = self._fetcher.fetch_copy(source, by)
        now = _read(page)
        if isinstance(now, Unavailable):
            now = Unavailable(source, missing.reason, f"{missing.detail}; no archived copy: {now.detail}")
        return page, now

    def _stays(self, source: Source, before: Document | None, now: Document | Unavailable) -> Renewal:
        why = f"{now.reason}: {now.detail}" if isinstance(now, Unavailable) else ""
        return Renewal(source, Outcome.KEPT if before else Outcome.MISSING, before, None, why=why)

    def _capture(self, source: Source) -> str:
        found = self._fetcher.ask_for_capture(source)
        if isinstance(found, Unavailable):
            return f"no capture: {found.reason}: {found.detail}"
        return found or "a capture was asked for; the archive does not say yet where it is"


def earliest_day(dossier: Dossier, source: str) -> date | None:
    """The earliest day as of which a claim is judged that cites the source; None where there is none."""
    cites = (c for c in dossier.claims if source in c.sources or any(source in part.sources for part in c.parts))
    return min((claim.as_of for claim in cites if claim.as_of), default=None)


def _read(page: Page | Unavailable) -> Document | Unavailable:
    if isinstance(page, Unavailable):
        return page
    with uncollected():
        return read(page)


def _says_the_same(before: Document, now: Document) -> bool:
    """Whether both are of the same kind and address, and are read the same, whatever their bytes are."""
    kinds = [
        each.provenance if each.provenance in (Provenance.STAND_IN, Provenance.ARCHIVED) else Provenance.LIVE
        for each in (before, now)
    ]
    if kinds[0] is not kinds[1] or (kinds[0] is Provenance.ARCHIVED and before.note != now.note):
        return False
    told = ("url", "text", "passages", "groups", "title", "published", "modified")
    return all(getattr(before, name) == getattr(now, name) for name in told)
