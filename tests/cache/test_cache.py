"""What was judged before is not judged again while nothing that decides it has changed, and only then."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from refcheck import reading, work
from refcheck.cache import usual_folder
from refcheck.desk import Desk
from refcheck.dossier import load
from refcheck.judging.rules import Rules
from refcheck.model import Candidate, Claim, Dossier, Evidence, Page, RecordMode, Source, Unavailable, Verdict, Waiver
from refcheck.web import Fetcher, FetchSettings
from refcheck.web.cassette import Recording
from refcheck.work import Done, Setup, Task, Worker

SHIPPED = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return load(SHIPPED / "claims.toml")


class Counted:
    """What a worker really read and judged."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pages: list[str] = []
        self.claims: list[str] = []
        read, judge = reading.read, Desk.result

        def reads(page: Page) -> object:
            self.pages.append(page.source.id)
            return read(page)

        def judges(desk: Desk, claim: Claim, *rest: object) -> object:
            self.claims.append(claim.id)
            return judge(desk, claim, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(work, "read_page", reads)
        monkeypatch.setattr(Desk, "result", judges)

    def taken(self) -> tuple[list[str], list[str]]:
        taken = sorted(self.pages), self.claims
        self.pages, self.claims = [], []
        return taken


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def done(
    dossier: Dossier,
    folder: Path | None,
    cassettes: Path = SHIPPED / "cassettes",
    sources: tuple[Source, ...] = (),
    **setup: object,
) -> Done:
    """What a worker that has only just started makes of a dossier."""
    worker = Worker(replace(Setup("rules", cache=folder), **setup))  # type: ignore[arg-type]
    return worker.do(Task(1, dossier.claims, sources or dossier.sources, {}, cassettes, dossier.aliases))


def test_nothing_is_read_or_judged_a_second_time(dossier: Dossier, tmp_path: Path, counted: Counted) -> None:
    plain = done(dossier, None)
    counted.taken()
    first = done(dossier, tmp_path / "cache")
    assert counted.taken() == (sorted(s.id for s in dossier.sources), [c.id for c in dossier.claims])
    second = done(dossier, tmp_path / "cache")
    assert counted.taken() == ([], [])
    assert plain == first == second


def test_without_a_folder_everything_is_done_again(dossier: Dossier, counted: Counted) -> None:
    for _ in range(2):
        done(dossier, None)
        assert counted.taken()[1] == [c.id for c in dossier.claims]


def moved(dossier: Dossier) -> Dossier:
    """The same claims further down in the file, with other quotes and expectations."""
    waiver = Waiver("so far", "desk", date(2030, 1, 1))
    claims = tuple(
        replace(c, line=c.line + 10, quote="elsewhere", expect=Verdict.REFUTED, waiver=waiver) for c in dossier.claims
    )
    return replace(dossier, claims=claims, sources=tuple(replace(s, line=s.line + 10) for s in dossier.sources))


def test_where_a_claim_stands_and_what_is_expected_changes_no_verdict(
    dossier: Dossier, tmp_path: Path, counted: Counted
) -> None:
    done(dossier, tmp_path / "cache")
    counted.taken()
    cached = done(moved(dossier), tmp_path / "cache")
    assert counted.taken() == ([], [])
    assert cached == done(moved(dossier), None)


def with_claim(dossier: Dossier, **changed: object) -> Dossier:
    first, *rest = dossier.claims
    return replace(dossier, claims=(replace(first, **changed), *rest))  # type: ignore[arg-type]


def test_a_claim_that_changed_is_judged_again_and_no_other(dossier: Dossier, tmp_path: Path, counted: Counted) -> None:
    done(dossier, tmp_path / "cache")
    first = dossier.claims[0]
    others = [s.id for s in dossier.sources if s.id not in first.sources]
    for changed in ({"statement": f"It is said that {first.statement}"}, {"sources": tuple(others[:1])}):
        counted.taken()
        altered = with_claim(dossier, **changed)
        assert done(altered, tmp_path / "cache") == done(altered, None)
        read, judged = counted.taken()
        assert judged == [first.id, *(c.id for c in altered.claims)]  # the second time is the one without a cache
        assert read == sorted(s.id for s in dossier.sources)


def test_another_page_judge_or_setting_is_judged_again(dossier: Dossier, tmp_path: Path, counted: Counted) -> None:
    folder = tmp_path / "cache"
    done(dossier, folder)
    counted.taken()
    done(dossier, folder, top_k=3)
    assert len(counted.taken()[1]) == len(dossier.claims)
    renamed = replace(dossier, aliases=(("Latham", "the photographer"),))
    assert done(renamed, folder) == done(renamed, None)
    assert len(counted.taken()[1]) == 2 * len(dossier.claims)

    first = next(source for source in dossier.sources if source.id == dossier.claims[0].sources[0])
    page = Fetcher(FetchSettings(cassettes=SHIPPED / "cassettes", record_mode=RecordMode.NONE)).fetch(first)
    assert isinstance(page, Page)
    pulled = {first.id: replace(page, body=page.body.replace(b"</body>", b"<p>And more.</p></body>"))}
    Worker(Setup("rules", cache=folder)).do(
        Task(1, dossier.claims, dossier.sources, pulled, SHIPPED / "cassettes", dossier.aliases)
    )
    read, judged = counted.taken()
    assert read == [first.id]
    assert judged == [c.id for c in dossier.claims if first.id in c.sources]


def test_code_that_changed_starts_anew(
    dossier: Dossier, tmp_path: Path, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(dossier, tmp_path / "cache")
    counted.taken()
    monkeypatch.setattr("refcheck.cache.build", lambda: "0.0.9-other")
    done(dossier, tmp_path / "cache")
    assert len(counted.taken()[1]) == len(dossier.claims)


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of the recordings that were really read as YAML."""
    found: list[str] = []
    of = Recording.of.__func__  # type: ignore[attr-defined]

    def told(cls: type[Recording], content: bytes, path: Path) -> Recording:
        found.append(path.name)
        return of(cls, content, path)  # type: ignore[no-any-return]

    monkeypatch.setattr(Recording, "of", classmethod(told))
    return found


def test_a_recording_is_read_once(dossier: Dossier, tmp_path: Path, replayed: list[str]) -> None:
    first = done(dossier, tmp_path / "cache")
    assert sorted(replayed) == sorted(f"{source.id}.yaml" for source in dossier.sources)
    replayed.clear()
    assert done(dossier, tmp_path / "cache") == first
    assert replayed == []


def test_an_edited_recording_is_noticed_whatever_its_time_and_size(
    dossier: Dossier, tmp_path: Path, replayed: list[str]
) -> None:
    """As an editor that keeps times writes it, or a version control that sets them all alike."""
    cassettes = tmp_path / "cassettes"
    shutil.copytree(SHIPPED / "cassettes", cassettes)
    before = done(dossier, tmp_path / "cache", cassettes)
    path = cassettes / "tra-statute.yaml"
    was, text = path.stat(), path.read_bytes()
    for content in (text.replace(b"1979", b"1978"), text):
        replayed.clear()
        path.write_bytes(content)
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
        assert (path.stat().st_size, path.stat().st_mtime_ns) == (was.st_size, was.st_mtime_ns)
        after = done(dossier, tmp_path / "cache", cassettes)
        assert replayed == ([path.name] if content != text else [])
        assert after == done(dossier, None, cassettes)
        assert (after == before) == (content == text)


def test_a_recording_is_known_for_its_own_source_alone(dossier: Dossier, tmp_path: Path) -> None:
    """The same file does for another address what it would do without a cache: it is a recording of another page."""
    done(dossier, tmp_path / "cache")
    first, *rest = dossier.sources
    for changed in ({"url": "https://elsewhere.example/"}, {"archive": "https://web.archive.org/web/2020/x"}):
        sources = (replace(first, **changed), *rest)  # type: ignore[arg-type]
        moved = done(dossier, tmp_path / "cache", sources=sources)
        assert moved == done(dossier, None, sources=sources)
        assert moved.uses[0].unavailable is not None


def test_a_page_that_was_let_go_is_read_again_for_a_claim_that_is_new(dossier: Dossier, tmp_path: Path) -> None:
    done(dossier, tmp_path / "cache")
    (file,) = (tmp_path / "cache").glob("*.db")
    with closing(sqlite3.connect(file)) as database, database:
        gone = database.execute("DELETE FROM entries WHERE LENGTH(body) > 3000 OR key LIKE 'use %'").rowcount
    assert gone >= len(dossier.sources)
    altered = with_claim(dossier, statement=f"It is said that {dossier.claims[0].statement}")
    assert done(altered, tmp_path / "cache") == done(altered, None)


@pytest.mark.parametrize("column", ["body", "key"])
def test_entries_that_were_damaged_are_made_anew(
    dossier: Dossier, tmp_path: Path, counted: Counted, column: str
) -> None:
    """One letter of each body, or each body under the key of another."""
    first = done(dossier, tmp_path / "cache")
    (file,) = (tmp_path / "cache").glob("*.db")
    with closing(sqlite3.connect(file)) as database, database:
        entries = database.execute("SELECT number, key, body FROM entries").fetchall()
        for place, (number, _, body) in enumerate(entries):
            middle = len(body) // 2
            changed = (
                body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
                if column == "body"
                else entries[place - 1][2]
            )
            database.execute("UPDATE entries SET body = ? WHERE number = ?", (changed, number))
    counted.taken()
    assert done(dossier, tmp_path / "cache") == first
    assert counted.taken() == (sorted(s.id for s in dossier.sources), [c.id for c in dossier.claims])


class Wavering(Rules):
    """A judge of the caller's own, which may say something else each time."""

    asked = 0

    def __call__(self, statement: str, candidates: Sequence[Candidate]) -> tuple[Evidence, ...]:
        type(self).asked += 1
        return super().__call__(statement, candidates)


def test_a_judge_that_may_waver_is_asked_each_time(dossier: Dossier, tmp_path: Path) -> None:
    done(dossier, tmp_path / "cache", judge=Wavering())
    asked = Wavering.asked
    done(dossier, tmp_path / "cache", judge=Wavering())
    assert Wavering.asked == 2 * asked > 0


def test_what_could_not_be_checked_is_tried_again(dossier: Dossier, tmp_path: Path, counted: Counted) -> None:
    gone: dict[str, Page | Unavailable] = {
        s.id: Fetcher(FetchSettings(None, RecordMode.NONE)).fetch(s) for s in dossier.sources
    }
    without = Task(1, dossier.claims, dossier.sources, gone, None, dossier.aliases)
    for _ in range(2):
        counted.taken()
        outcome = Worker(Setup("rules", cache=tmp_path / "cache")).do(without)
        assert all(result.judgement is None for result in outcome.results)
        assert len(counted.taken()[1]) == len(dossier.claims)
    assert done(dossier, tmp_path / "cache") == done(dossier, None)


def test_the_environment_says_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REFCHECK_CACHE", str(tmp_path))
    assert usual_folder() == tmp_path
    monkeypatch.setenv("REFCHECK_CACHE", "")
    assert usual_folder() is None
    monkeypatch.delenv("REFCHECK_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert usual_folder() == tmp_path / "refcheck"
