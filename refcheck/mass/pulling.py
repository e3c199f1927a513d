"""Pages that are not recorded, pulled ahead of the tasks that need them, and kept once a worker could read them."""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from refcheck.errors import UsageError
from refcheck.model import Page, RecordMode, Source, SourceUse, Unavailable, Unread
from refcheck.web import Fetcher, FetchSettings
from refcheck.web.cassette import cassette_path
from refcheck.work import Task

TASKS_AHEAD, PAGES_AHEAD = 8, 4
"""How many tasks are held back for their pages, and how many pages are asked for by each thread, at the most."""
MOST_REMEMBERED = 1 << 18
"""Of so many sources it is known what became of them, so that a page that can not be had is asked for once in a run."""


class Recorded(Enum):
    """A recording that is to be replayed: it was there before this run, or this run has made it."""

    BEFORE = "before"
    NOW = "now"


Fate = Future[Page | Unavailable] | Unavailable | Recorded
"""What became of a source in this run: it is being pulled, it can not be had, or it is recorded."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A source that is to be pulled, by whom, and where its page is awaited."""

    fetcher: Fetcher
    source: Source
    page: Future[Page | Unavailable]


class Pulled:
    """Pulls, with `jobs` threads of this one process, what the record mode of the settings has pulled.

    What is recorded is left to the workers to replay. `warn` is told once where a page can not be kept. Tasks may be
    asked for in one thread, and settled in another.
    """

    def __init__(self, settings: FetchSettings, jobs: int, warn: Callable[[str], None]) -> None:
        self._anew = settings.record_mode is RecordMode.ALL
        self._first = Fetcher(settings)
        self._fetchers: dict[Path | None, Fetcher] = {}
        self._fates: OrderedDict[tuple[Path | None, Source], Fate] = OrderedDict()
        self._handed: dict[int, dict[str, Page | Unavailable]] = {}
        self._wanted: queue.SimpleQueue[_Wanted] = queue.SimpleQueue()
        self._under_way: list[Future[Page | Unavailable]] = []
        self._jobs, self._threads = jobs, 0
        self._warn: Callable[[str], None] | None = warn
        self._lock = threading.RLock()

    def handed_over(self, tasks: Iterator[Task]) -> Iterator[Task]:
        """The tasks in their order, each when its pages are there; those of the next are pulled meanwhile."""
        ahead: deque[tuple[Task, dict[str, Future[Page | Unavailable] | Unavailable]]] = deque()
        for task in tasks:
            ahead.append((task, self._asked_for(task)))
            while ahead and (self._is_far_ahead(len(ahead)) or _all_there(ahead[0][1])):
                yield self._with_pages(*ahead.popleft())
        while ahead:
            yield self._with_pages(*ahead.popleft())

    def settle(self, task: Task, uses: tuple[SourceUse, ...]) -> frozenset[Source]:
        """Keeps the pages that were read; the sources whose recordings turned out to be of another page."""
        pages = self._handed.pop(task.number)
        missing = []
        for use in uses:
            key = task.cassettes, use.source
            if use.source.id in pages:
                self._settle(key, use, pages[use.source.id])
            elif use.unavailable and use.unavailable.reason is Unread.NOT_RECORDED:
                with self._lock:
                    if self._fates.get(key, Recorded.BEFORE) is Recorded.BEFORE:
                        self._remember(key, self._pull(*key))
                missing.append(use.source)
        return frozenset(missing)

    def _settle(self, key: tuple[Path | None, Source], use: SourceUse, page: Page | Unavailable) -> None:
        with self._lock:
            if not isinstance(self._fates.get(key), Future):
                return  # another task had the same page, and it is settled
        kept = True
        if isinstance(page, Page):
            kept = use.unavailable is not None or self._keep(key[0], page)
            self._fetcher(key[0]).forget(page)
        with self._lock:
            if kept:
                self._remember(key, use.unavailable or Recorded.NOW)
            else:
                del self._fates[key]

    def _keep(self, folder: Path | None, page: Page) -> bool:
        """Whether the page could be recorded."""
        try:
            self._fetcher(folder).keep(page)
        except UsageError as error:
            if self._warn:
                self._warn(str(error))
            self._warn = None
            return False
        return True

    # -------------------------------------------------------------- before a task

    def _with_pages(self, task: Task, pages: dict[str, Future[Page | Unavailable] | Unavailable]) -> Task:
        """The task with its pages, which are waited for."""
        there = {name: page.result() if isinstance(page, Future) else page for name, page in pages.items()}
        self._handed[task.number] = there
        return replace(task, pages=there)

    def _asked_for(self, task: Task) -> dict[str, Future[Page | Unavailable] | Unavailable]:
        """What is to be handed over with a task, by source id: what can not be had, and what is or will be pulled."""
        with self._lock:
            fates = {source.id: self._fate((task.cassettes, source)) for source in task.sources}
        return {name: fate for name, fate in fates.items() if not isinstance(fate, Recorded)}

    def _fate(self, key: tuple[Path | None, Source]) -> Fate:
        if key not in self._fates:
            self._remember(key, Recorded.BEFORE if self._is_recorded(*key) else self._pull(*key))
        return self._fates[key]

    def _is_recorded(self, folder: Path | None, source: Source) -> bool:
        return not self._anew and folder is not None and cassette_path(folder, source.id).exists()

    def _remember(self, key: tuple[Path | None, Source], fate: Fate) -> None:
        self._fates[key] = fate
        self._fates.move_to_end(key)
        while len(self._fates) > MOST_REMEMBERED and not isinstance(self._fates[next(iter(self._fates))], Future):
            self._fates.popitem(last=False)

    def _is_far_ahead(self, tasks: int) -> bool:
        with self._lock:
            self._under_way = [page for page in self._under_way if not page.done()]
            return tasks >= TASKS_AHEAD or len(self._under_way) >= PAGES_AHEAD * self._jobs

    # -------------------------------------------------------------- pulling

    def _pull(self, folder: Path | None, source: Source) -> Future[Page | Unavailable]:
        """Has a page pulled. The threads are daemons: a run that is broken off does not wait for a slow page."""
        if self._threads < self._jobs:
            self._threads += 1
            threading.Thread(target=self._serve, daemon=True).start()
        page: Future[Page | Unavailable] = Future()
        self._under_way.append(page)
        self._wanted.put(_Wanted(self._fetcher(folder), source, page))
        return page

    def _serve(self) -> None:
        while True:
            wanted = self._wanted.get()
            try:
                wanted.page.set_result(wanted.fetcher.fetch(wanted.source))
            except BaseException as error:  # noqa: BLE001 - raised again where the page is awaited
                wanted.page.set_exception(error)

    def _fetcher(self, folder: Path | None) -> Fetcher:
        with self._lock:
            if folder not in self._fetchers:
                self._fetchers[folder] = self._first.beside(folder)
            return self._fetchers[folder]


def _all_there(pages: dict[str, Future[Page | Unavailable] | Unavailable]) -> bool:
    return all(page.done() for page in pages.values() if isinstance(page, Future))
