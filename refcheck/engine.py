"""How work is spread: in this thread, or over several."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")


def spread(work: Callable[[Item], Done], items: Sequence[Item], jobs: int) -> Iterator[tuple[int, Done]]:
    """(number of the item, what `work` made of it), as each is finished; `jobs` at a time.

    An exception of `work` is raised here. The threads are daemons: an interrupted run does not wait for a slow page.
    """
    if jobs <= 1 or len(items) <= 1:
        yield from ((number, work(item)) for number, item in enumerate(items))
        return
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    finished: queue.SimpleQueue[tuple[int, Done | None, BaseException | None]] = queue.SimpleQueue()
    for number in range(len(items)):
        waiting.put(number)

    def serve() -> None:
        while True:
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                finished.put((number, work(items[number]), None))
            except BaseException as error:  # noqa: BLE001 - handed over to the caller, whatever it is
                finished.put((number, None, error))

    for _ in range(min(jobs, len(items))):
        threading.Thread(target=serve, daemon=True).start()
    for _ in items:
        number, done, error = finished.get()
        if error is not None:
            raise error
        yield number, done  # type: ignore[misc]
