"""Claims that wait to be handed to a worker, cut into groups so that a page is read for many of them at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace

from refcheck.model import Claim, Source

MOST_CLAIMS, MOST_PAGES = 64, 16
"""A group has no more claims than this, and takes up no further claim when it has so many pages."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim, the sources that it and its parts rest on, and its place in the input, from 0.

    `digest` is that of the line it stands on, and `end` how many bytes of the input end with it, where it is from one.
    """

    place: int
    claim: Claim
    sources: tuple[Source, ...]
    digest: bytes = b""
    end: int = 0


class Pool:
    """Claims taken in by rising place; the one that has waited longest is always part of the next group.

    With it go those that cite the rarest of its pages: the one that would else be read again for them. How claims are
    grouped has no say in what comes out of them.
    """

    def __init__(self) -> None:
        self._waiting: dict[int, Asked] = {}
        self._order: deque[int] = deque()
        self._citing: dict[Source, deque[int]] = {}
        self._sources: dict[Source, Source] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, asked: Asked) -> None:
        """Takes in a claim; sources that are the same are kept once."""
        sources = tuple(self._sources.setdefault(source, source) for source in asked.sources)
        self._waiting[asked.place] = replace(asked, sources=sources)
        self._order.append(asked.place)
        for source in sources:
            self._citing.setdefault(source, deque()).append(asked.place)

    def cut(self) -> tuple[Asked, ...]:
        """The next group, which waits no more; empty where none waits. No two of its sources have the same id."""
        taken: list[Asked] = []
        pages: dict[str, Source] = {}
        while len(taken) < MOST_CLAIMS and len(pages) < MOST_PAGES and (head := self._head()) is not None:
            if not _fits(head, pages):
                break
            rarest = min(head.sources, key=lambda source: len(self._citing[source]), default=None)
            self._take(head, taken, pages)
            if rarest is not None:
                self._take_with(rarest, taken, pages)
        return tuple(taken)

    def _head(self) -> Asked | None:
        while self._order and self._order[0] not in self._waiting:
            self._order.popleft()
        return self._waiting[self._order[0]] if self._order else None

    def _take(self, asked: Asked, taken: list[Asked], pages: dict[str, Source]) -> None:
        taken.append(asked)
        pages.update((source.id, source) for source in asked.sources)
        del self._waiting[asked.place]
        for source in asked.sources:
            self._clear(source)

    def _take_with(self, page: Source, taken: list[Asked], pages: dict[str, Source]) -> None:
        """Takes those that cite a page, as many as there is room for."""
        while len(taken) < MOST_CLAIMS and len(pages) < MOST_PAGES and (places := self._citing.get(page)):
            asked = self._waiting[places[0]]
            if not _fits(asked, pages):
                return
            self._take(asked, taken, pages)

    def _clear(self, source: Source) -> None:
        """Forgets who cited a source and waits no more, and the source when none is left."""
        places = self._citing.get(source)
        while places and places[0] not in self._waiting:
            places.popleft()
        if not places and self._citing.pop(source, None) is not None:
            del self._sources[source]


def _fits(asked: Asked, pages: Mapping[str, Source]) -> bool:
    """Whether the ids of a claim's sources mean the same pages in the task."""
    return all(pages.get(source.id, source) == source for source in asked.sources)
