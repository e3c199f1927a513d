"""How a run over many claims shows, on stderr, how far it has come and how long it will take."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refcheck.mass.rows import Rows

_SHOW_EVERY = 0.5


class Meter:
    """A line on a terminal that says how far a run has come."""

    def __init__(self, size: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size, self._clock = size, clock
        self._began = self._shown_at = clock()
        self._first, self._done, self._wide = 0, 0, 0

    def show(self, rows: Rows) -> None:
        """Counts rows that were written."""
        self._done += len(rows.texts)
        self._first = self._first or rows.end
        now = self._clock()
        if now - self._shown_at >= _SHOW_EVERY:
            self._shown_at = now
            self._put(self._line(now - self._began, rows.end))

    def clear(self) -> None:
        """Takes the line away."""
        if self._wide:
            self._put("")

    def _line(self, seconds: float, end: int) -> str:
        line = f"{self._done:,} claim{'' if self._done == 1 else 's'}, {self._done / seconds:,.0f} a second"
        if self._size and end > self._first:
            left = seconds * (self._size - end) / (end - self._first)
            line += f", {100 * end // self._size} %, {_span(left)} left"
        return line

    def _put(self, line: str) -> None:
        sys.stderr.write("\r" + line.ljust(self._wide) + "\r" * (not line))
        sys.stderr.flush()
        self._wide = len(line)


def _span(seconds: float) -> str:
    minutes = int(seconds // 60)
    return (
        f"{minutes // 60} h {minutes % 60} min"
        if minutes >= 60
        else f"{minutes} min"
        if minutes
        else f"{seconds:.0f} s"
    )


class NoMeter:
    """Where nobody is to be told."""

    def show(self, rows: Rows) -> None:
        """Says nothing."""

    def clear(self) -> None:
        """Nothing is there."""


@contextmanager
def meter(size: int, *, quiet: bool) -> Iterator[Meter | NoMeter]:
    """Where rows are counted as they are written, out of `size` of what their ends are counted in; 0 is unknown."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield NoMeter()
        return
    shown = Meter(size)
    try:
        yield shown
    finally:
        shown.clear()
