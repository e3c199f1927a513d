"""Each claim judged on the recordings and on the pages as they are now, and its evidence looked for on these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from refcheck.citations import cited
from refcheck.collector import uncollected
from refcheck.desk import Desk
from refcheck.drifting.places import Finder, Sighting, Standing
from refcheck.drifting.wording import counts, word_diff
from refcheck.engine import spread
from refcheck.model import (
    Claim,
    Document,
    Dossier,
    Evidence,
    Judgement,
    Page,
    Provenance,
    RecordMode,
    Result,
    Source,
    Stance,
    Unavailable,
    Unread,
)
from refcheck.pipeline import Checker, Progress, Settings
from refcheck.reports.view import shown_evidence
from refcheck.version import VERSION


class PageState(StrEnum):
    """How a page stands to its recording."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    GONE = "gone"
    STILL_GONE = "gone, as when its archived copy was recorded"
    STAND_IN = "recorded as a stand-in"
    UNRECORDED = "not recorded"
    UNPULLED = "could not be pulled"


NOT_COMPARED = frozenset({PageState.STAND_IN, PageState.UNRECORDED, PageState.UNPULLED})
_JUDGED_ANEW = frozenset({PageState.CHANGED, PageState.GONE})


class Drifted(StrEnum):
    """What became of a claim, from the least to the worst."""

    UNCHANGED = "page unchanged"
    INTACT = "page changed, evidence intact"
    PAGE_MOVED = "page moved"
    MOVED = "evidence moved"
    RETOUCHED = "evidence retouched"
    STAND_IN = "recorded as a stand-in"
    UNCHECKED = "could not be compared"
    REWORDED = "evidence reworded"
    GONE = "evidence gone"
    PAGE_GONE = "page gone"
    VERDICT = "verdict changed"


_BY_STANDING = {
    Standing.INTACT: Drifted.INTACT,
    Standing.MOVED: Drifted.MOVED,
    Standing.RETOUCHED: Drifted.RETOUCHED,
    Standing.REWORDED: Drifted.REWORDED,
    Standing.GONE: Drifted.GONE,
}
_BY_PAGE = {
    PageState.UNCHANGED: Drifted.UNCHANGED,
    PageState.CHANGED: Drifted.INTACT,
    PageState.GONE: Drifted.PAGE_GONE,
    PageState.STILL_GONE: Drifted.UNCHANGED,
    PageState.STAND_IN: Drifted.STAND_IN,
    PageState.UNRECORDED: Drifted.UNCHECKED,
    PageState.UNPULLED: Drifted.UNCHECKED,
}
_ORDER = tuple(Drifted)


@dataclass(frozen=True, slots=True)
class PageDrift:
    """One page: how it stands to its recording, and why it could not be compared where it could not.

    `inserted` and `deleted` count words; `moved_to` is where the address redirects to for good since the recording.
    """

    source: Source
    state: PageState
    detail: str = ""
    recorded_at: datetime | None = None
    inserted: int = 0
    deleted: int = 0
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class ClaimDrift:
    """One claim: its result on the recordings and on the pages now, its pages, and what became of its evidence.

    Pages that could not be compared stand in `now` with their recordings: only a change of the others shows in it.
    `live` is the result on the live pages alone, where some of the recordings are stand-ins.
    """

    claim: Claim
    drifted: Drifted
    recorded: Result
    now: Result
    pages: tuple[PageDrift, ...]
    evidence: tuple[Sighting, ...]
    live: Result | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """All claims that were compared, in the order of the file, and the pages that they cite."""

    dossier: Dossier
    claims: tuple[ClaimDrift, ...]
    pages: tuple[PageDrift, ...]
    started_at: datetime
    versions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Compared:
    """A page on both sides: as it was recorded, as it is now, and what finds the one's words on the other."""

    drift: PageDrift
    recorded: Document | Unavailable
    now: Document | Unavailable
    finder: Finder | None = None


def compare(
    dossier: Dossier,
    settings: Settings,
    claims: Collection[str] = (),
    sources: Collection[str] = (),
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    on_progress: Callable[[Progress], None] | None = None,
) -> Drift:
    """What changed since the recordings, for all claims or those named, and those that cite the sources named.

    Every page is pulled anew; nothing is recorded, and the recordings stay as they are.
    """
    started = clock()
    tell = on_progress or (lambda _: None)
    chosen = [
        claim
        for claim in dossier.claims
        if (not claims or claim.id in claims) and (not sources or set(cited(claim)) & set(sources))
    ]
    checker = Checker(dossier, replace(settings, record_mode=RecordMode.NONE, offline=True))
    wanted = {source for claim in chosen for source in cited(claim)}
    asked = [source for source in dossier.sources if source.id in wanted]
    pages = {source.id: each for source, each in zip(asked, _pages(checker, asked, settings, tell), strict=True)}
    desk = Desk(settings.judge, settings.top_k, dossier.aliases)
    found = []
    for number, claim in enumerate(chosen, 1):
        with uncollected():
            found.append(_claim(claim, pages, desk))
        tell(Progress("judge", number, len(chosen), claim.id))
    versions = (("refcheck", VERSION), ("judge", getattr(desk.judge, "name", type(desk.judge).__name__)))
    return Drift(dossier, tuple(found), tuple(each.drift for each in pages.values()), started, versions)


# ------------------------------------------------------------------ pages


def _pages(
    checker: Checker, sources: Sequence[Source], settings: Settings, tell: Callable[[Progress], None]
) -> list[_Compared]:
    """Both sides of each source, in their order."""
    from refcheck.reading import read  # noqa: PLC0415 - a listing of claims needs no readers
    from refcheck.web import Fetcher, FetchSettings  # noqa: PLC0415

    cassettes = settings.cassettes or checker.dossier.path.parent / "cassettes"
    asked = replace(
        settings.fetching or FetchSettings(), read_seconds=settings.timeout, allow_private=settings.allow_private
    )
    replaying = Fetcher(replace(asked, cassettes=cassettes, record_mode=RecordMode.NONE))
    pulling = Fetcher(replace(asked, cassettes=None, record_mode=RecordMode.ALL))

    def both(source: Source) -> _Compared:
        recorded = replaying.fetch(source)
        # What is asked for is the page itself, not the archived copy that its recording may be pinned to.
        pulled = pulling.fetch(replace(source, archive=""))
        now = replace(pulled, source=source)
        old, new = (read(page) if isinstance(page, Page) else page for page in (recorded, now))
        drift = _page_drift(source, old, new, gone=pulling.is_gone(source))
        earlier, later = (page.moved_to if isinstance(page, Page) else "" for page in (recorded, now))
        drift = replace(drift, moved_to=later if later != earlier else "")
        follow = drift.state is PageState.CHANGED and isinstance(old, Document) and isinstance(new, Document)
        return _Compared(drift, old, new, Finder(old, new) if follow else None)  # type: ignore[arg-type]

    done: dict[int, _Compared] = {}
    for count, (number, outcome) in enumerate(spread(both, sources, settings.jobs), 1):
        done[number] = outcome
        tell(Progress("fetch", count, len(sources), sources[number].id, _note(outcome.drift)))
    for warning in replaying.warnings:
        tell(Progress("note", 0, 0, "", warning))
    return [done[number] for number in range(len(sources))]


def _note(drift: PageDrift) -> str:
    wrong = drift.state in NOT_COMPARED - {PageState.STAND_IN} or drift.state is PageState.GONE
    return f"{drift.state}: {drift.detail}" if wrong else ""


def _page_drift(source: Source, old: Document | Unavailable, new: Document | Unavailable, *, gone: bool) -> PageDrift:
    when = old.fetched_at if isinstance(old, Document) else None
    if isinstance(new, Unavailable):
        archived = isinstance(old, Document) and old.provenance is Provenance.ARCHIVED
        state = PageState.STILL_GONE if archived else PageState.GONE
        # A name that is not resolved may be an outage of the resolver: only a server can say that a page is gone.
        by_its_server = gone and new.reason is Unread.HTTP_STATUS
        return PageDrift(source, state if by_its_server else PageState.UNPULLED, _why(new), when)
    if isinstance(old, Unavailable):
        return PageDrift(source, PageState.UNRECORDED, _why(old))
    if old.provenance is Provenance.STAND_IN:
        return PageDrift(source, PageState.STAND_IN, "", when)
    if _same(old, new):
        return PageDrift(source, PageState.UNCHANGED, "", when)
    inserted, deleted = counts(word_diff(old.text, new.text))
    return PageDrift(source, PageState.CHANGED, "", when, inserted, deleted)


def _why(gone: Unavailable) -> str:
    return f"{gone.reason}: {gone.detail}" if gone.detail else str(gone.reason)


def _same(old: Document, new: Document) -> bool:
    """Whether all that is read and judged of a page is the same; clutter and markup may differ."""
    parts = ((each.text, each.passages, each.groups, each.title, each.published) for each in (old, new))
    return next(parts) == next(parts)


# ----------------------------------------------------------------- claims


def _claim(claim: Claim, pages: Mapping[str, _Compared], desk: Desk) -> ClaimDrift:
    own = [pages[source] for source in cited(claim)]
    old = {each.drift.source.id: each.recorded for each in own}
    kept = {each.drift.source.id: each.now if each.drift.state in _JUDGED_ANEW else each.recorded for each in own}
    recorded = desk.result(claim, old)
    changed = any(each.drift.state in _JUDGED_ANEW for each in own)
    now = desk.result(claim, kept) if changed else recorded
    stands_in = any(each.drift.state is PageState.STAND_IN for each in own)
    live = desk.result(claim, {each.drift.source.id: each.now for each in own}) if stands_in else None
    finders = {each.drift.source.id: each.finder for each in own if each.finder}
    evidence = tuple(
        sighting
        for each in _telling(recorded)
        if each.source.id in finders and (sighting := finders[each.source.id].find(each))
    )
    drifts = tuple(each.drift for each in own)
    return ClaimDrift(claim, _worst(recorded, now, drifts, evidence), recorded, now, drifts, evidence, live)


def _telling(result: Result) -> tuple[Evidence, ...]:
    """The evidence that a report shows for the verdict and for each part of it, where it takes a side."""
    judgements: list[Judgement] = [result.judgement] if result.judgement else []
    judgements += [part.judgement for part in result.parts] if judgements else []
    shown = (evidence for judgement in judgements for evidence in shown_evidence(judgement))
    return tuple(dict.fromkeys(evidence for evidence in shown if evidence.stance is not Stance.NEUTRAL))


def _worst(recorded: Result, now: Result, pages: Sequence[PageDrift], evidence: Sequence[Sighting]) -> Drifted:
    found = [_BY_PAGE[page.state] for page in pages]
    found += [Drifted.PAGE_MOVED for page in pages if page.moved_to]
    found += [_BY_STANDING[sighting.standing] for sighting in evidence]
    if recorded.judgement is None or (now.judgement is None and Drifted.PAGE_GONE not in found):
        found.append(Drifted.UNCHECKED)
    elif now.judgement is not None and _verdicts(recorded) != _verdicts(now):
        found.append(Drifted.VERDICT)
    return max(found, key=_ORDER.index)


def _verdicts(result: Result) -> tuple[object, object]:
    """The verdict, and the one that pages published since would make it."""
    return (result.judgement and result.judgement.verdict, result.since and result.since.verdict)
