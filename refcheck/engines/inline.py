"""Tasks done in this process, each when its outcome is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from refcheck.work import Done, Setup, Task, Worker


class Inline:
    """The engine that needs nothing but this process."""

    def __init__(self, setup: Setup) -> None:
        self._worker = Worker(setup)

    def do(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """What came of the tasks, in their order."""
        return map(self._worker.do, tasks)
