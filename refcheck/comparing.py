"""Pages read and held against their recordings: in this process, or by others that share the work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from refcheck.collector import uncollected
from refcheck.engines.choosing import can_start
from refcheck.engines.pool import Failed, Lost, Pool
from refcheck.model import Document, Page, Provenance, Unavailable, Unread
from refcheck.reading import is_surely_read, read
from refcheck.worddiff import Change, word_changes

Pages = tuple[Page | None, Page]
FEWEST_PAGES = 40
"""Pages that each process reads at least: its start takes as long as reading some twenty."""


@dataclass(frozen=True, slots=True)
class Gist:
    """What is told of a page: how many words it has, where it is from, and when.

    `words` is None for a page of many words, of which no more was read than tells that it is the real one.
    """

    words: int | None
    url: str
    provenance: Provenance
    fetched_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of reading a page, whether an earlier one says the same, and the words that changed.

    `before` is told of the earlier page where it was read, too.
    """

    now: Gist | Unavailable
    same: bool = False
    changes: tuple[Change, ...] = ()
    before: Gist | None = None


Compare = Callable[[Page | None, Page], Compared]
_Answer = Compared | Lost | Failed | BaseException


def compared(before: Page | None, now: Page) -> Compared:
    """`now` as it is read, beside `before` where there is a page that can be read too; never raises for their bytes.

    Where there is nothing to compare it with, it is only read as far as it takes to tell whether it can be read.
    """
    if before is None and is_surely_read(now):
        return Compared(Gist(None, now.final_url, now.provenance, now.fetched_at, now.note))
    document = _read(now)
    earlier = _read(before) if before else None
    if isinstance(document, Unavailable):
        return Compared(document)
    gist = _gist(document)
    if not isinstance(earlier, Document):
        return Compared(gist)
    if _say_the_same(earlier, document):
        return Compared(gist, same=True, before=_gist(earlier))
    return Compared(gist, changes=word_changes(earlier.text, document.text), before=_gist(earlier))


def as_replayed(before: Page, gist: Gist, now: Page) -> Compared | None:
    """What comes of `now` where it has the very bytes and names of `before`, which was read to `gist`; else None."""
    told = ("source", "body", "final_url", "media_type", "charset", "note")
    if any(getattr(before, name) != getattr(now, name) for name in told) or kind_of(before) is not kind_of(now):
        return None
    return Compared(replace(gist, provenance=now.provenance, fetched_at=now.fetched_at), same=True, before=gist)


def _gist(document: Document) -> Gist:
    words = len(document.text.split())
    return Gist(words, document.url, document.provenance, document.fetched_at, document.note)


def _read(page: Page) -> Document | Unavailable:
    with uncollected():
        return read(page)


def _say_the_same(before: Document, now: Document) -> bool:
    """Whether both are of the same kind and address, and are read the same, whatever their bytes are."""
    kinds = [kind_of(each) for each in (before, now)]
    if kinds[0] is not kinds[1] or (kinds[0] is Provenance.ARCHIVED and before.note != now.note):
        return False
    told = ("url", "text", "passages", "groups", "title", "published", "modified")
    return all(getattr(before, name) == getattr(now, name) for name in told)


def kind_of(document: Document | Page) -> Provenance:
    """Stand-in, archived copy, or else the live page: a recording of it is as good."""
    its_own = document.provenance in (Provenance.STAND_IN, Provenance.ARCHIVED)
    return document.provenance if its_own else Provenance.LIVE


class Elsewhere:
    """`compared`, done by other processes; to be called from many threads, and used as a context.

    A page that ends the processes which read it is told as unreadable.
    """

    def __init__(self, processes: int) -> None:
        self._pool = Pool[int, Pages, Compared](_reader, processes, at_once=True)
        self._numbers = count()
        self._boxes: dict[int, SimpleQueue[_Answer]] = {}
        self._lock = threading.Lock()
        self._broken: BaseException | None = None
        self._router = threading.Thread(target=self._route, daemon=True)

    def __enter__(self) -> Self:
        self._pool.__enter__()
        self._router.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._pool.end()
        self._router.join()
        self._pool.__exit__(kind, value, at)

    def __call__(self, before: Page | None, now: Page) -> Compared:
        """As `compared`, which it waits for."""
        box: SimpleQueue[_Answer] = SimpleQueue()
        with self._lock:
            if self._broken is not None:
                raise self._broken
            number = next(self._numbers)
            self._boxes[number] = box
        self._pool.give(number, (before, now))
        answer = box.get()
        if isinstance(answer, Failed):
            raise answer.error
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, Lost):
            why = f"the process that read it ended {answer.how}"
            return Compared(Unavailable(now.source, Unread.UNREADABLE, why))
        return answer

    def _route(self) -> None:
        """Brings answers to the threads that wait for them; at the end, those that still wait are told to stop."""
        broken: BaseException = InterruptedError("nobody reads any more")
        try:
            while (found := self._pool.answer()) is not None:
                with self._lock:
                    box = self._boxes.pop(found[0])
                box.put(found[1])
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits for an answer
            broken = error
        with self._lock:
            self._broken = broken
            for box in self._boxes.values():
                box.put(broken)


def _reader() -> Callable[[Pages], Compared]:
    from refcheck.reading import glance  # noqa: F401, PLC0415 - the parsers are loaded while the first pages are pulled

    return lambda pages: compared(*pages)


@contextmanager
def comparer(pages: int, jobs: int) -> Iterator[Compare]:
    """What compares so many pages, asked by so many threads: other processes where their start pays, else this one."""
    processes = min(jobs, pages // FEWEST_PAGES)
    if processes > 1:
        from refcheck.engines.choosing import cores  # noqa: PLC0415 - few pages need no other process

        processes = min(processes, cores())
    if processes < 2 or not can_start():
        yield compared
        return
    with Elsewhere(processes) as elsewhere:
        yield elsewhere
