"""Turns in processes of their own that take their own time, so that their start does not count."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from given import Given
from processes import Taken, environment, heard

HERE = Path(__file__).parent


@contextmanager
def timed() -> Iterator[None]:
    """Prints what the block took, by the clock and of processor time, as a line that `turn` reads."""
    cpu, clock = _processor_seconds(), time.perf_counter()
    yield
    print(json.dumps([time.perf_counter() - clock, _processor_seconds() - cpu]))


def turn(given: Given, tree: Path, script: str, *arguments: object, python: str | None = None) -> Taken:
    """One turn of a script beside this one, with the package of a tree: its own times, the memory of all processes."""
    line = [python or given.python, str(HERE / script), *map(str, arguments)]
    taken, said = heard(line, tree, environment(tree))
    wall, cpu = json.loads(said.splitlines()[-1])
    return Taken(wall, cpu, taken.memory)


def _processor_seconds() -> float:
    """What this process and those that it has waited for have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)
