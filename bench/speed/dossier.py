"""The shipped dossier replayed, whole processes; and whether runs on the same inputs give the same bytes."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from given import ROOT, Given
from processes import Taken, environment, heard, run
from table import Aim, Measure, Row, in_turns

_DOSSIER = ("claims.toml", "seeds", "cassettes")


def rows(given: Given) -> Iterator[Row]:
    """A run with its defaults, with one job and with many, and its report again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in _DOSSIER:
            source = ROOT / part
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / part)
        rounds = 1 if given.quick else given.rounds
        start = partial(run, folder=folder, codes=(0, 1))
        doers: dict[str, Callable[[], Taken]] = {}
        for arguments in (["run"], ["run", "--jobs", "1"], ["run", "--jobs", "16"], ["report"]):
            for who, tree in given.trees().items():
                line = [given.python, "-m", "refcheck", *arguments]
                doers[f"{who} {' '.join(arguments)}"] = partial(start, line, env=_replaying(tree))
        for who, tree in given.trees().items():
            cached = environment(tree, CI="true", REFCHECK_CACHE=str(folder / "cache"))
            doers[f"{who} run, judged before"] = partial(start, [given.python, "-m", "refcheck", "run"], env=cached)
        first, *others = Measure("the shipped dossier replayed", aim=Aim(1.0)).rows(in_turns(doers, rounds, warm=True))
        reports = {_report(given, jobs, folder) for jobs in (1, 16)}
        note = "--jobs 1 and 16: the same bytes"
        yield replace(first, note=note) if len(reports) == 1 else replace(first, wrong="--jobs 1 and 16: OTHER BYTES")
        yield from others


def _replaying(tree: Path) -> dict[str, str]:
    return environment(tree, CI="true")


def _report(given: Given, jobs: int, folder: Path) -> str:
    """The SHA-256 of the JSON report of one run."""
    line = [given.python, "-m", "refcheck", "run", "--format", "json", "--jobs", str(jobs), "--no-store", "--quiet"]
    line += ["--started-at", "2025-03-31T12:00:00Z"]
    return hashlib.sha256(heard(line, folder, _replaying(given.tree), codes=(0, 1))[1]).hexdigest()
