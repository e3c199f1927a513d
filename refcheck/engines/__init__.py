"""Who does the tasks of a run: this process, others on this machine, or a cluster; the results are the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from refcheck.work import Done, Task


class Engine(Protocol):
    """Does tasks, as many at once as it has workers."""

    def do(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """What came of the tasks, in their order; they are asked for as workers get free, and a few ahead."""
