"""Claims wait for their pages: as these come, claims that rest on the same ones are cut into tasks together."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush
from pathlib import Path

from refcheck.citations import cited
from refcheck.model import Claim, Page, Result, Source, Unavailable
from refcheck.work import Task


class Gathering:
    """Makes a task of claims as soon as all their pages are there.

    Each claim goes with the others that cite its most cited page, so that a page is read seldom, however many cite it.
    `known` is that of the tasks. A page is let go when the last claim that cites it is in a task.
    """

    def __init__(
        self,
        claims: Sequence[Claim],
        sources: Iterable[Source],
        cassettes: Path | None,
        aliases: tuple[tuple[str, ...], ...] = (),
        known: Mapping[str, tuple[str, Result]] | None = None,
    ) -> None:
        self._claims = claims
        self._sources = {source.id: source for source in sources}
        self._cassettes, self._aliases, self._known = cassettes, aliases, known or {}
        self._citing: dict[str, list[int]] = {}
        for number, claim in enumerate(claims):
            for name in cited(claim):
                self._citing.setdefault(name, []).append(number)
        self._missing = [len(cited(claim)) for claim in claims]
        self._open = Counter({name: len(citing) for name, citing in self._citing.items()})
        self._pages: dict[str, Page | Unavailable | None] = {}
        self._unseen: dict[str, None] = {}
        self._ready: dict[str, deque[int]] = {}
        self._next: list[tuple[int, str]] = []
        self._made = 0
        for number, missing in enumerate(self._missing):
            if not missing:
                self._is_ready(number)

    @property
    def wanted(self) -> tuple[Source, ...]:
        """The sources that the claims cite, in the order given."""
        return tuple(source for name, source in self._sources.items() if name in self._citing)

    def arrived(self, name: str, page: Page | Unavailable | None) -> None:
        """Takes the page of a source that is wanted, or what became of it; None leaves it to be replayed."""
        self._pages[name] = page
        self._unseen[name] = None
        for number in self._citing[name]:
            self._missing[number] -= 1
            if not self._missing[number]:
                self._is_ready(number)

    def task(self, most: int) -> Task | None:
        """The next task, of so many claims at the most; None where no claim has all its pages.

        Those of a page follow each other, and those that come first in the order given come first.
        """
        if not self._next:
            return None
        _, most_cited = heappop(self._next)
        waiting = self._ready[most_cited]
        claims = tuple(self._claims[waiting.popleft()] for _ in range(min(most, len(waiting))))
        if waiting:
            heappush(self._next, (waiting[0], most_cited))
        names = dict.fromkeys(name for claim in claims for name in cited(claim))
        task = self._task(claims, names)
        self._open.subtract(name for claim in claims for name in cited(claim))
        for name in names:
            if not self._open[name]:
                del self._pages[name]
        return task

    def pages_of_next(self) -> Task | None:
        """A task without a claim, to read the pages of the next one by themselves; None where all were in tasks."""
        if not self._next:
            return None
        names = [name for name in cited(self._claims[self._next[0][0]]) if name in self._unseen]
        return self._task((), names) if names else None

    def ahead(self) -> Task | None:
        """A task without a claim, to read a page whose claims wait for others; None where all were in tasks."""
        return self._task((), (next(iter(self._unseen)),)) if self._unseen else None

    def _is_ready(self, number: int) -> None:
        """Puts a claim to those of its most cited page; the first of the most cited, so that it is always the same."""
        names = cited(self._claims[number])
        most_cited = max(names, key=lambda name: len(self._citing[name]), default="")
        waiting = self._ready.setdefault(most_cited, deque())
        waiting.append(number)
        if len(waiting) == 1:
            heappush(self._next, (number, most_cited))

    def _task(self, claims: tuple[Claim, ...], names: Iterable[str]) -> Task:
        self._made += 1
        for name in names:
            self._unseen.pop(name, None)
        pages = {name: page for name in names if (page := self._pages[name]) is not None}
        sources = tuple(self._sources[name] for name in names)
        known = {claim.id: self._known[claim.id] for claim in claims if claim.id in self._known}
        return Task(self._made, claims, sources, pages, self._cassettes, self._aliases, known)
