"""Start-up: `--help`, beside the bare interpreter, the libraries that fetching needs, and link checkers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from given import Given, version_of
from processes import Taken, environment, run
from table import Aim, Measure, Row, in_turns


def rows(given: Given) -> Iterator[Row]:
    """One measure."""
    with tempfile.TemporaryDirectory() as name:
        start = partial(run, folder=Path(name))
        doers: dict[str, Callable[[], Taken]] = {
            who: partial(start, [given.python, "-m", "refcheck", "--help"], env=environment(tree))
            for who, tree in given.trees().items()
        }
        for title, code in {
            "bare Python": "pass",
            "Python with requests, bs4, vcr": "import requests, bs4, vcr",
        }.items():
            doers[title] = partial(start, [given.python, "-c", code], env=environment())
        for peer in ("lychee", "linkchecker"):
            if command := given.peer(peer):
                doers[f"{peer} {version_of(command)}"] = partial(start, [command, "--help"], env=environment())
        rounds = 1 if given.quick else given.rounds
        yield from Measure("start-up: --help", aim=Aim(0.2)).rows(in_turns(doers, rounds, warm=True))
