"""Growth: how the time of a step grows with its work, at 1, 10 and 100 times.

What is written is the time of the next amount, brought to ten times the work of the one before: 10 is in proportion.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from child import turn
from fetching import kept
from given import Given
from judging import made
from processes import Taken
from table import Limits, Measure, Row, Step, grown, in_turns
from web import served

_SIZES = (10_000, 100_000, 1_000_000)
_PAGES = {10_000: 60, 100_000: 20, 1_000_000: 4}

Doer = Callable[[], Taken]


def rows(given: Given) -> Iterator[Row]:
    """Pages fetched, read and judged."""
    rounds = 1 if given.quick else min(given.rounds, 3)
    limits = None if given.quick else Limits(10.5)
    yield from _fetched(given, rounds, limits)
    yield from _read(given, rounds, limits)
    yield from _judged(given, rounds, limits)


def _fetched(given: Given, rounds: int, limits: Limits | None) -> Iterator[Row]:
    counts = (2, 20) if given.quick else (10, 100, 1_000)
    with served(counts[-1], _SIZES[0 if given.quick else 1]) as web, tempfile.TemporaryDirectory() as name:
        doers = {f"{count:,} pages": partial(kept, given, Path(name), web.urls()[:count]) for count in counts}
        taken = in_turns(doers, rounds)
    steps = {who: Step(count, taken[who]) for who, count in zip(doers, counts, strict=True)}
    yield from grown(Measure("growth with pages: fetched and kept, no latency"), steps, limits)


def _read(given: Given, rounds: int, limits: Limits | None) -> Iterator[Row]:
    doers = {}
    for size in _SIZES[: 2 if given.quick else 3]:
        count = 2 if given.quick else _PAGES[size]
        doers[size, count] = partial(turn, given, given.tree, "reading.py", "articles", count, size)
    yield from grown(Measure("growth with the size of a page: reading", "ms"), _sized(doers, rounds), limits)


def _judged(given: Given, rounds: int, limits: Limits | None) -> Iterator[Row]:
    doers = {}
    with tempfile.TemporaryDirectory() as name:
        for size in _SIZES[: 2 if given.quick else 3]:
            count = 2 if given.quick else _PAGES[size]
            file = Path(name, f"{size}.json")
            file.write_text(json.dumps([made(number, size) for number in range(count + 2)]), encoding="utf-8")
            doers[size, count] = partial(turn, given, given.tree, "judging.py", file, "rules", 1, 2)
        steps = _sized(doers, rounds)
    yield from grown(Measure("growth with the size of a page: a statement judged by rules", "ms"), steps, limits)


def _sized(doers: Mapping[tuple[int, int], Doer], rounds: int) -> dict[str, Step]:
    """The steps of pages of several sizes, each so many a turn."""
    taken = in_turns(doers, rounds)
    return {
        f"a page of {size // 1000:,} KB": Step(size * count, turns, pieces=count)
        for (size, count), turns in taken.items()
    }
