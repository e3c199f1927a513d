"""Other processes are started where what is left is worth it, and only then; the outcomes are the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from refcheck.citations import cited
from refcheck.dossier import load
from refcheck.engines import processes
from refcheck.engines.auto import Auto
from refcheck.engines.inline import Inline
from refcheck.work import Setup, Task

SHIPPED = Path(__file__).parents[2]
DOSSIER = load(SHIPPED / "claims.toml")
RULES = Setup("rules")


def tasks() -> Iterator[Task]:
    for number, claim in enumerate(DOSSIER.claims):
        sources = tuple(source for source in DOSSIER.sources if source.id in cited(claim))
        yield Task(number, (claim,), sources, {}, SHIPPED / "cassettes", DOSSIER.aliases)


def auto(seconds: float, claims: int | None, workers: int = 2, waited: float = 0.0) -> Auto:
    """An engine for which each task takes so many seconds of work, and so many of waiting for it."""
    worked, clock = count(0.0, seconds), count(0.0, seconds + waited)
    return Auto(RULES, workers, claims, clock=lambda: next(clock), worked=lambda: next(worked))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    counts: list[int] = []

    class Watched(processes.Processes):
        def __init__(self, setup: Setup, count: int) -> None:
            counts.append(count)
            super().__init__(setup, count)

    monkeypatch.setattr(processes, "Processes", Watched)
    return counts


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        (auto(0.01, 28), []),
        (auto(0.2, 28), [2]),
        (auto(0.2, 28, workers=5), [5]),
        (auto(0.2, 10), []),
        (auto(0.2, 28, waited=2.0), []),
        (auto(0.2, None), [2]),
        (auto(0.01, None), []),
    ],
)
def test_others_are_started_where_what_is_left_is_worth_it(
    engine: Auto, expected: list[int], started: list[int]
) -> None:
    assert engine.at_once == Inline.at_once
    assert list(engine.do(tasks())) == list(Inline(RULES).do(tasks()))
    assert started == expected
    assert (engine.at_once > Inline.at_once) == bool(expected)
