"""The order of the stages: load, fetch, read, retrieve, judge, weigh."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from refcheck.citations import cited
from refcheck.engine import patiently, spread
from refcheck.engines import AUTO, Engine
from refcheck.engines.choosing import engine_of
from refcheck.errors import JudgeError, UsageError
from refcheck.gathering import Gathering
from refcheck.judges import TOP_K
from refcheck.model import (
    Candidate,
    Claim,
    Document,
    Dossier,
    Evidence,
    Page,
    Provenance,
    RecordMode,
    Result,
    Run,
    Source,
    SourceUse,
    Unavailable,
)
from refcheck.version import VERSION
from refcheck.work import Setup, Task, name_of

if TYPE_CHECKING:
    from refcheck.judging import Judge
    from refcheck.resuming import Ledger
    from refcheck.web import Fetcher, FetchSettings


UNREAD = 64
"""Pages that may wait to be read, beside those that are being pulled."""
PATIENCE = 0.2
"""Seconds without a further page after which those are read whose claims wait for others."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run goes about its work; `judge` is a name or a callable, `cassettes` the folder of the recordings.

    `jobs` is how many pages are pulled at once. `engine` (auto, inline, processes, dask) says who reads and judges,
    `workers` how many processes at the most (None leaves it to the cores), `scheduler` where a cluster is. `cache` is
    the folder of what was read and judged before; None means that everything is done anew. `fetching` has the caps on
    size, time and redirects, and what else the settings here say nothing of.
    """

    record_mode: RecordMode = RecordMode.ONCE
    offline: bool = False
    jobs: int = 4
    judge: str | Judge = "model"
    top_k: int = TOP_K
    cassettes: Path | None = None
    timeout: float = 20.0
    allow_private: bool = False
    fetching: FetchSettings | None = None
    engine: str = AUTO
    workers: int | None = None
    scheduler: str = ""
    cache: Path | None = None

    def setup(self, made_by: str = "") -> Setup:
        """What whoever reads and judges has to know of these settings; `made_by` as a ledger asks for it."""
        return Setup(self.judge, self.top_k, self.cache, made_by)


@dataclass(frozen=True, slots=True)
class Progress:
    """A step that was finished, `done` of `total`: `stage` is "fetch" for a source that was read, "judge" for a claim.

    `name` is its id. With the stage "note" it is no step, but a sentence in `note` that concerns the whole run.
    """

    stage: str
    done: int
    total: int
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Considered:
    """A passage that retrieval proposed, and what the judge made of it."""

    candidate: Candidate
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one verdict came about: the result, and every passage that was considered for it."""

    result: Result
    candidates: tuple[Considered, ...]


class BrokenOff(KeyboardInterrupt):
    """A run that was interrupted; `run` is what it had found until then, and is not complete."""

    def __init__(self, run: Run) -> None:
        self.run = run
        super().__init__()


def usual_mode() -> RecordMode:
    """The record mode where none is asked for: `once`, and `none` where the environment says that this is CI."""
    automatic = os.environ.get("CI", "").lower() not in ("", "0", "false")
    return RecordMode.NONE if automatic else RecordMode.ONCE


class Checker:
    """Runs a dossier: each page is fetched and read once, then each claim is judged on the pages that it cites."""

    def __init__(
        self,
        dossier: Dossier,
        settings: Settings | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.dossier = dossier
        self.settings = settings or Settings()
        self._clock = clock
        self.tell = on_progress or (lambda _: None)

    def run(self, claims: Collection[str] = (), sources: Collection[str] = (), *, ledger: Ledger | None = None) -> Run:
        """The results of all claims, or of those named and those that cite the sources named.

        A `ledger` takes down what is found, and knows what need not be found again. Raises `BrokenOff` when
        interrupted.
        """
        started = self._clock()
        chosen = [
            c
            for c in self.dossier.claims
            if (not claims or c.id in claims) and (not sources or set(cited(c)) & set(sources))
        ]
        versions = (("refcheck", VERSION), ("judge", name_of(self.settings.judge, self.dossier.aliases)))
        made_by = ", ".join(" ".join(pair) for pair in versions)
        if ledger is not None:
            ledger.made_by = made_by
        setup = self.settings.setup(made_by if ledger else "")
        engine = engine_of(self.settings.engine, self.settings.workers, setup, len(chosen), self.settings.scheduler)
        course = _Course(self, chosen, ledger)
        done = Run(self.dossier, (), (), started, versions, complete=len(chosen) == len(self.dossier.claims))
        try:
            course.run(engine)
        except KeyboardInterrupt as interrupt:
            part = replace(done, results=course.results, sources=course.uses, complete=False, interrupted=True)
            raise BrokenOff(part) from interrupt
        return replace(done, results=course.results, sources=course.uses)

    def explain(self, claim_id: str) -> Explanation:
        """How the verdict on one claim comes about."""
        claim = next((c for c in self.dossier.claims if c.id == claim_id), None)
        if claim is None:
            raise UsageError(f"no claim has the id “{claim_id}”")
        from refcheck.desk import Desk  # noqa: PLC0415 - a run leaves judging to its workers

        desk = Desk(self.settings.judge, self.settings.top_k, self.dossier.aliases)
        read = self.read([claim])
        documents = [d for s in cited(claim) if isinstance(d := read[s], Document)]
        statements = (claim.statement, *(part.statement for part in claim.parts))
        considered = []
        for statement in statements:
            candidates = desk.candidates(statement, documents)
            try:
                found: Sequence[Evidence | None] = desk.judge(statement, candidates)
            except JudgeError:  # that no answer came is told where the verdict needs one
                found = [None] * len(candidates)
            considered += [Considered(c, e) for c, e in zip(candidates, found, strict=True)]
        return Explanation(desk.result(claim, read), tuple(considered))

    # -------------------------------------------------------------- pages

    def read(self, claims: Sequence[Claim], known: Collection[str] = ()) -> dict[str, Document | Unavailable]:
        """What became of the pages that these claims cite, by source id, but for those `known` already."""
        from refcheck.reading import read  # noqa: PLC0415 - a listing of claims needs no readers

        fetcher, unkept = self.fetchers[0], set[str]()

        def consult(source: Source) -> Document | Unavailable:
            page = fetcher.fetch(source)
            document = read(page) if isinstance(page, Page) else page
            if isinstance(page, Page) and isinstance(document, Document):
                unkept.update(_keep(fetcher, page))
            return document

        found: dict[str, Document | Unavailable] = {}
        sources = self.by_turns({name for claim in claims for name in cited(claim)} - set(known))
        for done, (number, outcome) in enumerate(spread(consult, sources, self.settings.jobs), 1):
            found[sources[number].id] = outcome
            gone = outcome if isinstance(outcome, Unavailable) else None
            self.tell(_read_step(sources[number], gone, done, len(sources)))
        self.warn(unkept)
        return found

    def by_turns(self, names: Collection[str]) -> list[Source]:
        """The sources of these ids in the order in which they are asked for."""
        from refcheck.web.politeness import by_turns  # noqa: PLC0415

        return by_turns([source for source in self.dossier.sources if source.id in names])

    def warn(self, unkept: Collection[str]) -> None:
        """Tells what the whole run suffers from, and one reason why pages could not be recorded."""
        for warning in (*self.fetchers[0].warnings, *sorted(unkept)[:1]):
            self.tell(Progress("note", 0, 0, "", warning))

    @property
    def cassettes(self) -> Path:
        """The folder of the recordings."""
        return self.settings.cassettes or self.dossier.path.parent / "cassettes"

    @property
    def record_mode(self) -> RecordMode:
        """When pages are pulled in this run."""
        return RecordMode.NONE if self.settings.offline else self.settings.record_mode

    @cached_property
    def fetchers(self) -> tuple[Fetcher, Fetcher]:
        """One for all that is read, so that a host's pace is kept from one claim to the next; one that only replays."""
        from refcheck.web import Fetcher, FetchSettings  # noqa: PLC0415 - a listing of claims needs no network code

        settings = replace(
            self.settings.fetching or FetchSettings(),
            cassettes=self.cassettes,
            record_mode=self.record_mode,
            read_seconds=self.settings.timeout,
            allow_private=self.settings.allow_private,
        )
        return Fetcher(settings), Fetcher(replace(settings, record_mode=RecordMode.NONE))


class _Course:
    """One run on its way: pages are fetched by threads, and claims whose pages are there go to the engine."""

    def __init__(self, checker: Checker, claims: Sequence[Claim], ledger: Ledger | None) -> None:
        self._checker = checker
        self._claims = claims
        self._ledger = ledger
        known = ledger.judged_before() if ledger else {}
        dossier = checker.dossier
        self._gathering = Gathering(claims, dossier.sources, checker.cassettes, dossier.aliases, known)
        self._wanted = {source.id for source in self._gathering.wanted}
        self._pulled: dict[str, Page] = {}
        self._room = threading.Semaphore(UNREAD + checker.settings.jobs)
        self._over = False
        self._results: dict[str, Result] = {}
        self._uses: dict[str, SourceUse] = {}

    @property
    def results(self) -> tuple[Result, ...]:
        """What was found until now, in the order of the claims."""
        return tuple(self._results[claim.id] for claim in self._claims if claim.id in self._results)

    @property
    def uses(self) -> tuple[SourceUse, ...]:
        """What became of the sources until now, in the order of the file."""
        return tuple(self._uses[source.id] for source in self._checker.dossier.sources if source.id in self._uses)

    def run(self, engine: Engine) -> None:
        """Judges all claims."""
        unkept = set[str]()
        with closing(engine.do(self._tasks(engine))) as outcomes, closing(self):
            for done in outcomes:
                for use in done.uses:
                    self._read(use, unkept)
                for number, result in enumerate(done.results):
                    self._results[result.claim.id] = result
                    if self._ledger is not None:
                        self._ledger.verdict(result, done.keys[number] if done.keys else "")
                    self._checker.tell(Progress("judge", len(self._results), len(self._claims), result.claim.id))
        self._checker.warn(unkept)

    def close(self) -> None:
        """Has no further page fetched, and lets go the threads that wait to."""
        self._over = True
        self._room.release(self._checker.settings.jobs)

    def _tasks(self, engine: Engine) -> Iterator[Task]:
        """The claims, as soon as their pages are there.

        A page is read by itself before its claims where that costs nothing, so that it is recorded whatever becomes of
        them, and when all is quiet where they wait for other pages.
        """
        gathering = self._gathering
        sources = self._checker.by_turns(self._wanted)
        here = []
        for source in sources:
            if self._is_fetched_here(source):
                here.append(source)
            else:
                gathering.arrived(source.id, None)
        fetched = patiently(self._fetch, here, self._checker.settings.jobs, PATIENCE)
        while not self._over:
            while task := (engine.at_once == 1 and gathering.pages_of_next()) or gathering.task(engine.at_once):
                yield task
            try:
                event = next(fetched)
            except StopIteration:
                return
            if event is None:
                while task := gathering.ahead():
                    yield task
            else:
                gathering.arrived(here[event[0]].id, event[1])

    def _is_fetched_here(self, source: Source) -> bool:
        """Whether this process has to get the page: what is only replayed is left to whoever reads it."""
        if self._checker.record_mode is not RecordMode.NONE or _has_own_caps(self._checker.settings.fetching):
            return True
        return bool(self._ledger and self._ledger.pulled_before(source.id))

    def _fetch(self, source: Source) -> Page | Unavailable:
        """The page of a source, or why it can not be had; waits while many pages were pulled and not read yet."""
        self._room.acquire()
        fetcher, replayer = self._checker.fetchers
        page = _pulled_before(source, self._ledger, replayer) or fetcher.fetch(source)
        if isinstance(page, Page):
            self._pulled[source.id] = page
        else:
            self._room.release()
        return page

    def _read(self, use: SourceUse, unkept: set[str]) -> None:
        """Takes down what became of a source; a page that was pulled is recorded, as it is known to be readable now."""
        name, is_new = use.source.id, use.source.id not in self._uses
        if (page := self._pulled.pop(name, None)) is not None:
            self._room.release()
            if use.unavailable is None:
                unkept.update(_keep(self._checker.fetchers[0], page))
        if is_new or (self._uses[name].unavailable and use.unavailable is None):
            self._uses[name] = use
            if self._ledger is not None:
                self._ledger.page(use)
        if is_new:
            self._checker.tell(_read_step(use.source, use.unavailable, len(self._uses), len(self._wanted)))


def _keep(fetcher: Fetcher, page: Page) -> tuple[str, ...]:
    """Records a page; what stands in the way, which hinders no run."""
    try:
        fetcher.keep(page)
    except UsageError as error:
        return (str(error),)
    return ()


def _read_step(source: Source, gone: Unavailable | None, done: int, total: int) -> Progress:
    return Progress("fetch", done, total, source.id, f"{gone.reason}: {gone.detail}" if gone else "")


def _has_own_caps(fetching: FetchSettings | None) -> bool:
    """Whether pages are cut off elsewhere than a worker that replays them cuts them off."""
    from refcheck.web import FetchSettings  # noqa: PLC0415 - a listing of claims needs no network code

    usual, own = FetchSettings(), fetching or FetchSettings()
    return (own.max_bytes, own.max_redirects) != (usual.max_bytes, usual.max_redirects)


def _pulled_before(source: Source, ledger: Ledger | None, replayer: Fetcher) -> Page | None:
    """The page as the run that broke off pulled it, from its recording; None where that has another one by now."""
    digest = ledger.pulled_before(source.id) if ledger else ""
    page = replayer.fetch(source) if digest else None
    if not isinstance(page, Page) or hashlib.sha256(page.body).hexdigest() != digest:
        return None
    return replace(page, provenance=Provenance.LIVE)
