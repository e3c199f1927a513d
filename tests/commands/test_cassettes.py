"""`refcheck cassettes`: every recording with its age and origin, and whatever is wrong with one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from refcheck.cli import main
from refcheck.web.cassette import save
from refcheck.web.exchange import ARCHIVE, ARCHIVED_AT, RECORDED_AT, STAND_IN, Exchange, stamp

from .site import ACT, page

Listed = Callable[..., tuple[int, str, str]]
CLAIM = f'[[claim]]\nid = "a"\nstatement = "{ACT}"\nsources = ["live"]\n'
HTML = ("Content-Type", "text/html; charset=utf-8")


def ago(days: float) -> str:
    return stamp(datetime.now(UTC) - timedelta(days=days, minutes=5))


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Listed:
    """A folder with a source of each kind, and its listing."""
    monkeypatch.chdir(tmp_path)
    names = ("live", "old", "confirmed", "stand-in", "archived", "missing", "broken", "moved", "wall")
    (tmp_path / "claims.toml").write_text(
        "".join(f'[[source]]\nid = "{name}"\nurl = "http://site.test/{name}"\n' for name in names) + CLAIM
    )

    def keep(name: str, *headers: tuple[str, str], url: str = "", body: bytes = page(ACT)) -> None:
        save(
            tmp_path / "cassettes" / f"{name}.yaml",
            [Exchange(url or f"http://site.test/{name}", 200, "OK", (HTML, *headers), body)],
        )

    keep("live", (RECORDED_AT, ago(3)))
    keep("old", (RECORDED_AT, ago(100)))
    keep("confirmed", (RECORDED_AT, ago(100)), ("X-Refcheck-Confirmed-At", ago(2)))
    keep("stand-in", (RECORDED_AT, ago(3)), (STAND_IN, "a stand-in"))
    keep("archived", (RECORDED_AT, ago(3)), (ARCHIVED_AT, ago(400)), (ARCHIVE, "http://archive.test/web/2020/x"))
    keep("moved", (RECORDED_AT, ago(3)), url="http://site.test/elsewhere")
    keep("wall", (RECORDED_AT, ago(3)), body=b"<title>Just a moment...</title><p>Checking your browser</p>")
    keep("nobody", (RECORDED_AT, ago(3)))
    (tmp_path / "cassettes" / "broken.yaml").write_text("nonsense")
    (tmp_path / "cassettes" / "notes.txt").write_text("hello")
    (tmp_path / "cassettes" / ".live.yaml.xyz.tmp").write_text("half")

    def call(*args: str) -> tuple[int, str, str]:
        code = main(["cassettes", *args])
        return code, *capsys.readouterr()

    return call


def test_each_has_its_age_origin_and_problems(listed: Listed) -> None:
    code, out, err = listed("--format", "json", "--older-than", "90")
    found = {each["id"]: each for each in json.loads(out)}
    assert (code, err) == (0, "")
    told = {name: (each["days"], each["provenance"]) for name, each in found.items() if each["provenance"]}
    assert told == {
        "live": (3, "recorded"),
        "old": (100, "recorded"),
        "confirmed": (2, "recorded"),
        "stand-in": (3, "stand-in"),
        "archived": (400, "archived"),
        "wall": (3, "recorded"),
    }
    problems = {name: each["problems"][0] for name, each in found.items() if each["problems"]}
    assert {name: problem.split(":")[0] for name, problem in problems.items()} == {
        "old": "is 100 days old",
        "missing": "not recorded",
        "broken": "broken recording",
        "moved": "not recorded",
        "wall": "holds no page",
        "nobody": "belongs to no source of the claims file",
        "notes.txt": "is no recording",
        ".live.yaml.xyz.tmp": "was left by a writer that was killed; refcheck record removes it in an hour",
    }
    assert "is a recording of http://site.test/elsewhere" in problems["moved"]
    assert all(problems[name].endswith(f"refcheck record --source {name}") for name in ("old", "missing", "moved"))


def test_check_fails_only_where_there_is_a_problem(listed: Listed, tmp_path: Path) -> None:
    assert listed("--check")[0] == 1
    assert listed()[0] == 0
    (tmp_path / "claims.toml").write_text('[[source]]\nid = "live"\nurl = "http://site.test/live"\n' + CLAIM)
    for path in (tmp_path / "cassettes").iterdir():
        if path.name != "live.yaml":
            path.unlink()
    assert listed("--check")[0] == 0
    assert listed("--check", "--older-than", "2")[0] == 1


def test_the_text_is_a_table_with_the_problems_below(listed: Listed) -> None:
    _, out, err = listed()
    lines = out.splitlines()
    assert lines[0].split() == ["id", "age", "origin", "size", "status", "address"]
    assert lines[1].split() == ["live", "3", "d", "recorded", "2", "KB", "200", "http://site.test/live"]
    assert "  ! broken recording: cassettes/broken.yaml is not a cassette of version 1" in out
    assert err == "refcheck: 12 listed, 7 with a problem\n"
