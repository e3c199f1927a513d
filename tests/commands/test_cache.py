"""What `refcheck run` keeps of what it read and judged: a second run says the same, and is not asked for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from refcheck.desk import Desk
from refcheck.model import Claim, Result
from refcheck.version import build

from .site import in_this_process

SHIPPED = Path(__file__).parents[2]
RUN = ("run", str(SHIPPED), "--offline", "--no-store", "--format", "json", "--started-at", "2025-03-01T12:00:00Z")


def report(tmp_path: Path, *more: str) -> str:
    output = tmp_path / "report.json"
    in_this_process(tmp_path, *RUN, "--output", str(output), *more, REFCHECK_CACHE=str(tmp_path / "cache"))
    return output.read_text(encoding="utf-8")


def test_a_second_run_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    plain = report(tmp_path, "--no-cache")
    assert not folder.exists()
    assert report(tmp_path) == plain
    assert [path.name for path in folder.glob("*.db")] == [f"{build()}.db"]
    assert report(tmp_path) == plain


def test_the_verdicts_of_a_second_run_are_those_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = report(tmp_path)
    monkeypatch.setattr("refcheck.desk.Desk.result", None)  # nobody is left who could judge
    assert report(tmp_path) == first


def test_a_cache_that_is_deleted_or_broken_costs_only_time(tmp_path: Path) -> None:
    first = report(tmp_path)
    folder = tmp_path / "cache"
    (cache,) = folder.glob("*.db")
    cache.write_bytes(b"no longer a database")
    assert report(tmp_path) == first
    for path in folder.iterdir():
        path.unlink()
    assert report(tmp_path) == first


def test_a_cache_that_a_repository_brings_along_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever in it: verdicts of others would be believed."""
    repository = tmp_path / "repository"
    for name in ("cassettes", "seeds"):
        shutil.copytree(SHIPPED / name, repository / name)
    shutil.copy(SHIPPED / "claims.toml", repository)
    run = ("run", str(repository), *RUN[2:], "--output", str(tmp_path / "report.json"))
    in_this_process(repository, *run, REFCHECK_CACHE=str(tmp_path / "cache"))
    for place in ("", ".refcheck", "cache", ".cache/refcheck", "cassettes"):
        (repository / place).mkdir(parents=True, exist_ok=True)
        for path in (tmp_path / "cache").iterdir():
            shutil.copy(path, repository / place)
    judged: list[str] = []
    result = Desk.result

    def told(desk: Desk, claim: Claim, read: Any) -> Result:
        judged.append(claim.id)
        return result(desk, claim, read)

    monkeypatch.setattr(Desk, "result", told)
    in_this_process(repository, *run, REFCHECK_CACHE=str(tmp_path / "own"))
    assert len(judged) == len(set(judged)) == 28


def loaded_by(folder: Path, *arguments: str, cache: Path) -> set[str]:
    """The modules that a run in a process of its own had loaded at its end."""
    code = "import sys; from refcheck.cli import main; main(sys.argv[1:]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "REFCHECK_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


def test_what_is_known_is_told_without_loading_what_judges(tmp_path: Path) -> None:
    run = (*RUN, "--output", str(tmp_path / "report.json"))
    assert "refcheck.judging" in loaded_by(tmp_path, *run, cache=tmp_path / "cache")
    again = loaded_by(tmp_path, *run, cache=tmp_path / "cache")
    assert not again & {"refcheck.judging", "refcheck.language", "refcheck.retrieval", "bs4", "lxml"}
