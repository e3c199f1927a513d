"""The order of the stages: load, fetch, read, retrieve, judge, weigh."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from refcheck.collector import uncollected
from refcheck.desk import TOP_K, Desk, cited, uses_of
from refcheck.engine import spread
from refcheck.errors import JudgeError, UsageError
from refcheck.judging import Judge
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
    Unavailable,
)
from refcheck.version import VERSION

if TYPE_CHECKING:
    from refcheck.resuming import Ledger
    from refcheck.web import Fetcher, FetchSettings


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run goes about its work; `judge` is a name or a callable, `cassettes` the folder of the recordings.

    `fetching` has the caps on size, time and redirects, and what else the settings here say nothing of.
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


@dataclass(frozen=True, slots=True)
class Progress:
    """A step that was finished: `stage` is "fetch" or "judge", `done` of `total`, `name` the source's or claim's id.

    With the stage "note" it is no step, but a sentence in `note` that concerns the whole run.
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
        self._tell = on_progress or (lambda _: None)

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
        desk = Desk(self.settings.judge, self.settings.top_k, self.dossier.aliases)
        versions = (("refcheck", VERSION), ("judge", getattr(desk.judge, "name", type(desk.judge).__name__)))
        if ledger is not None:
            ledger.made_by = ", ".join(" ".join(pair) for pair in versions)
        read: dict[str, Document | Unavailable] = {}
        results: list[Result] = []
        done = Run(self.dossier, (), (), started, versions, complete=len(chosen) == len(self.dossier.claims))
        try:
            self._read(chosen, read, ledger)
            for number, claim in enumerate(chosen, 1):
                results.append(self._result(claim, read, desk, ledger))
                self._tell(Progress("judge", number, len(chosen), claim.id))
        except KeyboardInterrupt as interrupt:
            uses = uses_of(self.dossier.sources, read)
            part = replace(done, results=tuple(results), sources=uses, complete=False, interrupted=True)
            raise BrokenOff(part) from interrupt
        return replace(done, results=tuple(results), sources=uses_of(self.dossier.sources, read))

    def explain(self, claim_id: str) -> Explanation:
        """How the verdict on one claim comes about."""
        claim = next((c for c in self.dossier.claims if c.id == claim_id), None)
        if claim is None:
            raise UsageError(f"no claim has the id “{claim_id}”")
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
        found: dict[str, Document | Unavailable] = {}
        self._read(claims, found, None, known)
        return found

    def _read(
        self,
        claims: Sequence[Claim],
        found: dict[str, Document | Unavailable],
        ledger: Ledger | None,
        known: Collection[str] = (),
    ) -> None:
        """Reads the pages into `found`, each as it comes."""
        from refcheck.web.politeness import by_turns  # noqa: PLC0415

        wanted = {source for claim in claims for source in cited(claim)} - set(known)
        sources = by_turns([source for source in self.dossier.sources if source.id in wanted])
        fetcher, replayer = self._fetchers
        from refcheck.reading import read  # noqa: PLC0415

        def consult(source: Source) -> Document | Unavailable:
            if (earlier := _pulled_before(source, ledger, replayer)) is not None:
                return earlier
            page = fetcher.fetch(source)
            if isinstance(page, Unavailable):
                return page
            document = read(page)
            if isinstance(document, Document):
                try:
                    fetcher.keep(page)
                except UsageError as error:  # what was read is judged all the same
                    unkept.append(str(error))
            return document

        unkept: list[str] = []
        for done, (number, outcome) in enumerate(spread(consult, sources, self.settings.jobs), 1):
            source = sources[number]
            found[source.id] = outcome
            if ledger is not None and isinstance(outcome, Document):
                ledger.page(outcome)
            note = f"{outcome.reason}: {outcome.detail}" if isinstance(outcome, Unavailable) else ""
            self._tell(Progress("fetch", done, len(sources), source.id, note))
        for warning in (*fetcher.warnings, *sorted(unkept)[:1]):
            self._tell(Progress("note", 0, 0, "", warning))

    @cached_property
    def _fetchers(self) -> tuple[Fetcher, Fetcher]:
        """One for all that is read, so that a host's pace is kept from one claim to the next; one that only replays."""
        from refcheck.web import Fetcher, FetchSettings  # noqa: PLC0415 - a listing of claims needs no network code

        settings = replace(
            self.settings.fetching or FetchSettings(),
            cassettes=self.settings.cassettes or self.dossier.path.parent / "cassettes",
            record_mode=RecordMode.NONE if self.settings.offline else self.settings.record_mode,
            read_seconds=self.settings.timeout,
            allow_private=self.settings.allow_private,
        )
        return Fetcher(settings), Fetcher(replace(settings, record_mode=RecordMode.NONE))

    # -------------------------------------------------------------- claims

    def _result(
        self, claim: Claim, read: Mapping[str, Document | Unavailable], desk: Desk, ledger: Ledger | None
    ) -> Result:
        """The result of one claim: the one that the ledger has, or a new one, which it takes down."""
        if ledger is None:
            with uncollected():
                return desk.result(claim, read)
        from refcheck.resuming import key_of  # noqa: PLC0415 - it brings the history along

        key = key_of(claim, cited(claim), read, ledger.made_by, self.settings.top_k, self.dossier.aliases)
        result = ledger.judged_before(claim, key)
        if result is None:
            with uncollected():
                result = desk.result(claim, read)
        ledger.verdict(result, key)
        return result


def _pulled_before(source: Source, ledger: Ledger | None, replayer: Fetcher) -> Document | None:
    """The page as the run that broke off pulled it, from its recording; None where that has another one by now."""
    from refcheck.reading import read  # noqa: PLC0415

    digest = ledger.pulled_before(source.id) if ledger else ""
    page = replayer.fetch(source) if digest else None
    document = read(page) if isinstance(page, Page) else None
    if not isinstance(document, Document) or document.sha256 != digest:
        return None
    return replace(document, provenance=Provenance.LIVE)
