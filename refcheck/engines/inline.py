"""Tasks done in this process, each when its outcome is asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from refcheck.work import Done, Setup, Task, Worker


class Inline:
    """The engine that needs nothing but this process."""

    at_once = 1
    """Pages that were read are at hand for the next task, and what is told claim by claim is told soon."""

    def __init__(self, setup: Setup) -> None:
        self._worker = Worker(setup)

    def do(self, tasks: Iterable[Task]) -> Generator[Done, None, None]:
        """What came of the tasks, in their order."""
        yield from map(self._worker.do, tasks)
