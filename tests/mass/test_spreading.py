"""Groups go to an engine with their pages, whoever asks for them, and come back whole, those pulled late too."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from refcheck.cli import main
from refcheck.commands import many
from refcheck.dossier.addresses import id_of
from refcheck.work import Done, Setup, Task, Worker
from tests.commands.site import ACT, BRIDGE, Site, page

from .town import record, write_list


class Threaded:
    """An engine that asks for tasks in a thread of its own, a few ahead, as one over other processes does."""

    def __init__(self, ahead: int = 3) -> None:
        self._tasks: queue.Queue[Task | None] = queue.Queue(ahead)

    def do(self, tasks: Iterable[Task]) -> Iterator[Done]:
        worker = Worker(Setup("rules"))

        def ask() -> None:
            for task in tasks:
                self._tasks.put(task)
            self._tasks.put(None)

        threading.Thread(target=ask, daemon=True).start()
        while (task := self._tasks.get()) is not None:
            yield worker.do(task)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def run(path: Path, output: str, *args: str) -> int:
    more = ["--judge", "rules", "--allow-private", "--pace", "0", "--quiet", "--started-at", "2025-03-01T12:00:00Z"]
    return main(["run", str(path), *more, "--output", str(path.parent / output), *args])


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_whoever_asks_for_the_tasks_the_rows_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_list(tmp_path, 150, 20, ['{"statement": 3}'] * 5)
    run(path, "inline.jsonl", "--offline")
    monkeypatch.setattr(many, "_engine", lambda *_: Threaded())
    run(path, "threaded.jsonl", "--offline")
    assert (tmp_path / "inline.jsonl").read_bytes() == (tmp_path / "threaded.jsonl").read_bytes()


def test_pages_that_are_recorded_wrongly_are_pulled_and_their_claims_come_in_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    """One page is recorded, one is not, one has the recording of another page, and one can not be had."""
    monkeypatch.delenv("CI", raising=False)
    site.pages |= {"/bridge": page(BRIDGE), "/recorded": page(ACT)}
    cassettes = tmp_path / "cassettes"
    record(cassettes, [0])
    (recording,) = cassettes.iterdir()
    recording.rename(cassettes / f"{id_of(site.url('/bridge'))}.yaml")
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps({"statement": ACT, "sources": [site.url("/recorded")]}) + "\n")
    run(path, "first.jsonl")
    cited = {"/act": ACT, "/bridge": BRIDGE, "/recorded": ACT, "/gone": ACT}
    claims = [{"statement": said, "sources": [site.url(where)]} for where, said in [*cited.items()] * 60]
    path.write_text("".join(json.dumps(claim) + "\n" for claim in claims))
    site.hits.clear()
    monkeypatch.setattr(many, "_engine", lambda *_: Threaded())
    run(path, "out.jsonl", "--jobs", "3")
    found = rows(tmp_path / "out.jsonl")
    assert [row["line"] for row in found] == [*range(1, 241)]
    assert [row["outcome"] for row in found] == [*["as expected"] * 3, "could not be checked"] * 60
    assert sorted(hit for hit in site.hits if hit != "/robots.txt") == ["/act", "/bridge", "/gone"]
    run(path, "again.jsonl", "--offline")
    assert [row["outcome"] for row in rows(tmp_path / "again.jsonl")] == [row["outcome"] for row in found]


def test_a_page_that_can_not_be_kept_is_judged_and_that_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    monkeypatch.delenv("CI", raising=False)
    site.pages["/bridge"] = page(BRIDGE)
    (tmp_path / "cassettes").write_text("a file")
    claims = [{"statement": said, "sources": [site.url(where)]} for where, said in (("/act", ACT), ("/bridge", BRIDGE))]
    path = tmp_path / "claims.jsonl"
    path.write_text("".join(json.dumps(claim) + "\n" for claim in claims))
    assert run(path, "out.jsonl") == 0
    assert capsys.readouterr().err.count("the recording can not be written") == 1
