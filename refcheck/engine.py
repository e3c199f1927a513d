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

    An exception of `work` is raised here, and nothing more is begun. The threads are daemons: an interrupted run does
    not wait for a slow page.
    """
    if jobs <= 1 or len(items) <= 1:
        yield from ((number, work(item)) for number, item in enumerate(items))
    else:
        yield from (done for done in patiently(work, items, jobs, None) if done is not None)


def patiently(
    work: Callable[[Item], Done], items: Sequence[Item], jobs: int, patience: float | None
) -> Iterator[tuple[int, Done] | None]:
    """As `spread`, in threads in any case, and None whenever nothing was finished for `patience` seconds."""
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    finished: queue.SimpleQueue[tuple[int, Done] | BaseException] = queue.SimpleQueue()
    for number in range(len(items)):
        waiting.put(number)

    def serve() -> None:
        while (number := _next(waiting)) is not None:
            try:
                finished.put((number, work(items[number])))
            except BaseException as error:  # noqa: BLE001 - handed over to the caller, whatever it is
                finished.put(error)

    for _ in range(min(jobs, len(items))):
        threading.Thread(target=serve, daemon=True).start()
    left = len(items)
    try:
        while left:
            try:
                done = finished.get(timeout=patience)
            except queue.Empty:
                yield None
                continue
            if isinstance(done, BaseException):
                raise done
            left -= 1
            yield done
    finally:
        while _next(waiting) is not None:  # the caller wants no more
            pass


def _next(waiting: queue.SimpleQueue[int]) -> int | None:
    try:
        return waiting.get_nowait()
    except queue.Empty:
        return None
