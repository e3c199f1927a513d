"""Tasks done by other processes of this machine, as many at once as there are."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from dataclasses import replace
from functools import partial

from refcheck.citations import cited
from refcheck.engines.pool import Failed, Lost, Pool
from refcheck.model import Claim, SourceUse
from refcheck.work import Done, Setup, Task, Worker, unchecked

_Key = tuple[int, int]
"""A task by its place among those given, and which piece of it: -1 is the whole."""
_Tasks = Pool[_Key, Task, Done]


class Processes:
    """The engine of so many processes; `setup` names its judge.

    A task that ends two of them is cut into its claims. A claim that then ends another could not be checked, and says
    so.
    """

    at_once = 8
    """Each process reads the page of a task again, unless its last ones had it too."""

    def __init__(self, setup: Setup, count: int) -> None:
        self._setup = setup
        self._count = count

    def do(self, tasks: Iterable[Task]) -> Generator[Done, None, None]:
        """What came of the tasks, in their order; they are asked for in a thread of their own, which may wait."""
        with Pool[_Key, Task, Done](partial(_work, self._setup), self._count) as pool:
            feed = _Feed(tasks, pool)
            found: dict[int, _Pieces] = {}
            taken = 0
            try:
                while taken != feed.total:
                    if (answer := pool.answer()) is None:
                        continue
                    (number, piece), done = answer
                    if piece < 0:
                        found[number] = _Pieces(feed.given.pop(number), number, done, pool)
                    else:
                        found[number].add(piece, done)
                    while taken in found and found[taken].whole:
                        yield found.pop(taken).merged()
                        taken += 1
                        feed.room.release()
            finally:
                feed.stop()


def _work(setup: Setup) -> Callable[[Task], Done]:
    return Worker(setup).do


class _Feed:
    """A thread that asks for tasks and gives them to a pool, a few ahead of what is taken."""

    def __init__(self, tasks: Iterable[Task], pool: _Tasks) -> None:
        self.given: dict[int, Task] = {}
        self.total = -1
        self.room = threading.Semaphore(pool.ahead)
        self._stopped = False
        threading.Thread(target=self._run, args=(tasks, pool), daemon=True).start()

    def stop(self) -> None:
        """Asks for no more tasks; one that is being waited for is let go when it comes."""
        self._stopped = True
        self.room.release()

    def _run(self, tasks: Iterable[Task], pool: _Tasks) -> None:
        number = 0
        try:
            for task in tasks:
                self.room.acquire()
                if self._stopped:
                    return
                self.given[number] = task
                pool.give((number, -1), task)
                number += 1
        except BaseException as error:  # noqa: BLE001 - raised again by who takes the answers
            pool.end(error)
        else:
            self.total = number
            pool.end()


class _Pieces:
    """What came of a task: all of it at once, or claim by claim where it was lost."""

    def __init__(self, task: Task, number: int, done: Done | Lost | Failed, pool: _Tasks) -> None:
        self._task = task
        self._tasks = [task]
        self._done: dict[int, Done | Failed] = {}
        if not isinstance(done, Lost) or len(task.claims) < 2:
            self.add(0, done)
            return
        self._tasks = list(_claim_by_claim(task))
        for piece, each in enumerate(self._tasks):
            pool.give((number, piece), each, tries=1)

    def add(self, piece: int, done: Done | Lost | Failed) -> None:
        """Takes what came of a piece."""
        if isinstance(done, Lost):
            done = unchecked(self._tasks[piece], f"the processes that worked on it ended {done.how}")
        self._done[piece] = done

    @property
    def whole(self) -> bool:
        """Whether every piece is done."""
        return len(self._done) == len(self._tasks)

    def merged(self) -> Done:
        """What came of the whole task: a source that any of the pieces could read was read.

        Raises what a judge raised.
        """
        pieces = []
        for _, done in sorted(self._done.items()):
            if isinstance(done, Failed):
                raise done.error
            pieces.append(done)
        if len(pieces) == 1:
            return pieces[0]
        uses: dict[str, SourceUse] = {}
        for use in (use for piece in pieces for use in piece.uses):
            if use.source.id not in uses or use.unavailable is None:
                uses[use.source.id] = use
        results = tuple(result for piece in pieces for result in piece.results)
        keys = tuple(key for piece in pieces for key in piece.keys or [""] * len(piece.results))
        return Done(self._task.number, results, tuple(uses[source.id] for source in self._task.sources), keys)


def _claim_by_claim(task: Task) -> Iterator[Task]:
    """A task for each claim with the sources that it cites, and one for those that none of them does."""
    for claim in task.claims:
        yield _part(task, (claim,), cited(claim))
    if rest := {source.id for source in task.sources} - {name for claim in task.claims for name in cited(claim)}:
        yield _part(task, (), rest)


def _part(task: Task, claims: tuple[Claim, ...], sources: Collection[str]) -> Task:
    pages = {name: page for name, page in task.pages.items() if name in sources}
    return replace(
        task, claims=claims, sources=tuple(source for source in task.sources if source.id in sources), pages=pages
    )
