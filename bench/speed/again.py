"""The same again: a list of 1,000 claims, each on a page of its own, run twice; the second time nothing has changed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from claims import recorded, write_claims
from given import Given
from processes import Taken, environment, run
from table import Aim, Measure, Row, in_turns

_PAGE = 100_000
_A_TENTH = 0.1


def rows(given: Given) -> Iterator[Row]:
    """The first and the second run, by each judge."""
    count = 10 if given.quick else 1_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recorded(folder / "cassettes", count, _PAGE)
        write_claims(folder / "claims.jsonl", count, each=1)
        for judge in ("model", "rules"):
            doers = {which: partial(_turn, given, folder, judge, which) for which in ("first", "again")}
            taken = in_turns(doers, 1)
            measure = Measure(f"{count:,} claims on as many recorded pages of 100 KB, judge: {judge}")
            share = taken["again"][0].wall / taken["first"][0].wall
            met = Aim(_A_TENTH).met(share)
            yield from measure.rows(taken, {"again": f"at most a tenth: {'met' if met else 'missed'}"})


def _turn(given: Given, folder: Path, judge: str, which: str) -> Taken:
    """One run with a cache; the first finds none."""
    cache, output = folder / "cache", folder / "out.jsonl"
    output.unlink(missing_ok=True)
    if which == "first":
        shutil.rmtree(cache, ignore_errors=True)
    line = [given.python, "-m", "refcheck", "run", "claims.jsonl", "--offline", "--judge", judge, "--quiet"]
    env = environment(given.tree, REFCHECK_CACHE=str(cache))
    return run([*line, "--fail-on", "never", "--output", output.name], folder, env)
