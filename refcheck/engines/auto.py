"""Tasks begun in this process, and gone on with in others where what is left is worth their start."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable

from refcheck.engines.inline import Inline
from refcheck.work import Done, Setup, Task, Worker

START = 1.0
"""Seconds of a core that a process takes until it judges as fast as this one; half of it where little else runs."""
LOOK = 0.2
"""Seconds of work that are looked at before anything is said of the rest."""
BUSY = 0.25
"""The share of the time that this process has to be at work: what waits for pages waits no less in several."""


class Auto:
    """The engine that looks at the first claims and then decides.

    The seconds of work that they took, the first aside, say what the rest takes: of `claims` in all, or, where
    that is not known, as much again. Others are started where sharing it saves more than they cost.
    """

    def __init__(
        self,
        setup: Setup,
        workers: int,
        claims: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        worked: Callable[[], float] = time.thread_time,
    ) -> None:
        self.at_once = Inline.at_once
        self._setup, self._workers, self._claims = setup, workers, claims
        self._clock, self._worked = clock, worked

    def do(self, tasks: Iterable[Task]) -> Generator[Done, None, None]:
        """What came of the tasks, in their order."""
        tasks = iter(tasks)
        if (yield from self._here(tasks)):
            return
        from refcheck.engines.processes import Processes  # noqa: PLC0415 - few runs get here

        self.at_once = Processes.at_once
        yield from Processes(self._setup, self._workers).do(tasks)

    def _here(self, tasks: Iterable[Task]) -> Generator[Done, None, bool]:
        """Those done in this process: all, or as many as it takes to see that others are worth their start (False)."""
        worker = Worker(self._setup)
        judged, looked_at, spent, begun = 0, 0, 0.0, 0.0
        for task in tasks:
            before = self._worked()
            done = worker.do(task)
            took = self._worked() - before
            yield done
            if judged:
                looked_at += len(task.claims)
                spent += took
            else:  # it brought much along that no other will
                begun = self._clock()
            judged += len(task.claims)
            if spent >= max(LOOK, BUSY * (self._clock() - begun)):
                left = spent if self._claims is None else (self._claims - judged) * spent / max(looked_at, 1)
                if left * (1 - 1 / self._workers) > START:
                    return False
        return True
