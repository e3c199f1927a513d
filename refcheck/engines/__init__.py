"""Who does the tasks of a run: this process, others on this machine, or a cluster; the results are the same."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from refcheck.work import Done, Task

AUTO, INLINE, PROCESSES, DASK = "auto", "inline", "processes", "dask"
ENGINES = (AUTO, INLINE, PROCESSES, DASK)


class Engine(Protocol):
    """Does tasks, as many at once as it has workers."""

    @property
    def at_once(self) -> int:
        """How many claims that cite the same page are best put into one task."""

    def do(self, tasks: Iterable[Task]) -> Generator[Done, None, None]:
        """What came of the tasks, in their order; they are asked for as workers get free, and a few ahead.

        They may be asked for in another thread. Who wants no more closes what is returned, which ends the workers.
        """
