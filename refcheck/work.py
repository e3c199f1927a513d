"""A piece of a run that any process can do by itself: some claims, and the pages that they rest on.

Who spreads a run cuts it into tasks and hands them to workers, in this process or in others. What a worker makes of a
task follows from the task and the worker's setup alone, whoever does it and whatever it did before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from refcheck.collector import forget_pages, uncollected
from refcheck.desk import TOP_K, Desk, uses_of
from refcheck.judging import Judge
from refcheck.model import Claim, Document, Page, RecordMode, Result, Source, SourceUse, Unavailable
from refcheck.reading import read as read_page

if TYPE_CHECKING:
    from refcheck.web import Fetcher

KEPT_CHARACTERS, KEPT_PAGES = 4_000_000, 256
"""How many pages, and how much text of them, a worker keeps at hand for the next task; the last one in any case."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What all tasks of a run have in common; it can be sent to another process where `judge` is a name."""

    judge: str | Judge = "model"
    top_k: int = TOP_K


@dataclass(frozen=True, slots=True)
class Task:
    """Claims, all sources that they cite, and the pages that were pulled already, by source id.

    Sources without a page are replayed from the recordings in `cassettes`. Claims without a source may be part of it.
    """

    number: int
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    pages: Mapping[str, Page | Unavailable]
    cassettes: Path | None = None
    aliases: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task: results in the order of its claims, and what became of its sources in their order."""

    number: int
    results: tuple[Result, ...]
    uses: tuple[SourceUse, ...]


class Worker:
    """Does tasks, one after the other; what is costly to make (lexicon, model, pages read) is kept for the next."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._desk = Desk(setup.judge, setup.top_k)
        self._aliases: tuple[tuple[str, ...], ...] = ()
        self._replayers: dict[Path | None, Fetcher] = {}
        self._read: OrderedDict[tuple[object, ...], Document | Unavailable] = OrderedDict()

    def do(self, task: Task) -> Done:
        """The results of a task's claims."""
        if task.aliases != self._aliases:
            self._desk, self._aliases = Desk(self._setup.judge, self._setup.top_k, task.aliases), task.aliases
        read = {source.id: self._consult(source, task) for source in task.sources}
        results = tuple(self._judge(claim, read) for claim in task.claims)
        self._forget()
        return Done(task.number, results, uses_of(task.sources, read))

    def _judge(self, claim: Claim, read: Mapping[str, Document | Unavailable]) -> Result:
        with uncollected():
            return self._desk.result(claim, read)

    def _consult(self, source: Source, task: Task) -> Document | Unavailable:
        """The page of a source as a document: one at hand, or the one pulled, or else its recording."""
        pulled = task.pages.get(source.id)
        if isinstance(pulled, Unavailable):
            return pulled
        key = (pulled,) if pulled else (source, task.cassettes)
        if (known := self._read.get(key)) is not None:
            self._read.move_to_end(key)
            return known
        page = pulled or self._replayer(task.cassettes).fetch(source)
        document = read_page(page) if isinstance(page, Page) else page
        self._read[key] = document
        return document

    def _replayer(self, cassettes: Path | None) -> Fetcher:
        if cassettes not in self._replayers:
            from refcheck.web import Fetcher, FetchSettings  # noqa: PLC0415 - what was pulled needs no network code

            self._replayers[cassettes] = Fetcher(FetchSettings(cassettes=cassettes, record_mode=RecordMode.NONE))
        return self._replayers[cassettes]

    def _forget(self) -> None:
        """Drops the pages used longest ago, until what is kept is small enough."""
        sizes = {key: len(kept.text) for key, kept in self._read.items() if isinstance(kept, Document)}
        excess = sum(sizes.values()) - KEPT_CHARACTERS
        for key in list(self._read)[:-1]:
            if excess <= 0 and len(self._read) <= KEPT_PAGES:
                break
            dropped = self._read.pop(key)
            excess -= sizes.get(key, 0)
            if isinstance(dropped, Document):
                self._desk.forget(dropped)
        forget_pages()
