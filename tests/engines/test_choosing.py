"""Which engine does the work, and how many processes: as asked for, and else as many as there are cores for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from refcheck.engines import ENGINES
from refcheck.engines.auto import Auto
from refcheck.engines.choosing import cores, engine_of
from refcheck.engines.inline import Inline
from refcheck.engines.processes import Processes
from refcheck.errors import UsageError
from refcheck.model import Candidate, Evidence
from refcheck.work import Setup

NAMED = Setup("rules")


def own(statement: str, candidates: Sequence[Candidate]) -> Sequence[Evidence]:  # noqa: ARG001
    return ()


GIVEN = Setup(own)


@pytest.mark.parametrize(
    ("name", "workers", "setup", "kind"),
    [
        ("inline", None, NAMED, Inline),
        ("inline", 4, NAMED, Inline),
        ("processes", 1, NAMED, Processes),
        ("processes", None, NAMED, Processes),
        ("auto", 2, NAMED, Auto),
        ("auto", 1, NAMED, Inline),
        ("auto", 8, GIVEN, Inline),
        ("inline", 8, GIVEN, Inline),
    ],
)
def test_the_engine_is_the_one_asked_for(name: str, workers: int | None, setup: Setup, kind: type) -> None:
    assert type(engine_of(name, workers, setup)) is kind


def test_on_one_core_nothing_else_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refcheck.engines.choosing.cores", lambda: 1)
    assert isinstance(engine_of("auto", None, NAMED), Inline)


def test_a_judge_that_can_not_be_sent_is_told_where_other_processes_were_asked_for() -> None:
    with pytest.raises(UsageError, match=r"package\.module:Factory"):
        engine_of("processes", 2, GIVEN)


def test_an_engine_that_there_is_not_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=", ".join(ENGINES)):
        engine_of("steam", None, NAMED)


# ---------------------------------------------------------------- cores


@pytest.fixture(autouse=True)
def _eight_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 8),
        ({"sys/fs/cgroup/cpu.max": "max 100000\n"}, 8),
        ({"sys/fs/cgroup/cpu.max": "200000 100000\n"}, 2),
        ({"sys/fs/cgroup/cpu.max": "150000 100000\n"}, 2),
        ({"sys/fs/cgroup/cpu.max": "10000 100000\n"}, 1),
        ({"sys/fs/cgroup/cpu.max": "6400000 100000\n"}, 8),
        ({"sys/fs/cgroup/cpu.max": "no number"}, 8),
        ({"sys/fs/cgroup/cpu.max": ""}, 8),
        ({"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "300000\n", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"}, 3),
        ({"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"}, 8),
        ({"proc/self/cgroup": "0::/jobs/one\n", "sys/fs/cgroup/jobs/cpu.max": "400000 100000\n"}, 4),
        ({"proc/self/cgroup": "0::/jobs/one\n", "sys/fs/cgroup/jobs/one/cpu.max": "500000 100000\n"}, 5),
    ],
)
def test_the_cores_are_those_that_this_process_may_use(tmp_path: Path, files: dict[str, str], expected: int) -> None:
    for name, text in files.items():
        write(tmp_path, name, text)
    assert cores(tmp_path) == expected
