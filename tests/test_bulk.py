"""Many statements over several processes: the same judgements, in their order, and nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from refcheck import Document, Evidence, Judgement, Verdict, bulk, check, check_many
from refcheck.engines import pool
from refcheck.engines.pool import Pool, StartError
from refcheck.errors import UsageError
from refcheck.model import Candidate

from .judging.pages import page

Batches = Pool[int, list[bulk.Pair], list[Judgement]]

FILLER = " ".join(f"Lake Number {n} has a jetty and a small harbour of its own." for n in range(800))
PAGES = [f"Lake Orda froze over in {year}. {FILLER}" for year in range(1980, 1988)]
ASKED = [(f"Lake Orda froze over in {year}.", [text]) for year in (1982, 1985) for text in PAGES]


def test_the_judgements_are_the_same_whatever_the_number_of_processes() -> None:
    alone = list(check_many(ASKED, judge="rules"))
    assert [j.verdict for j in alone].count(Verdict.SUPPORTED) == 2
    assert list(check_many(ASKED, judge="rules", jobs=2)) == alone
    assert list(check_many(ASKED, judge="rules", jobs=3)) == alone


def test_pages_that_were_read_are_judged_elsewhere_too() -> None:
    read = page("<p>Lake Orda froze over in 1987.</p>", "Lake Orda")
    pairs: list[tuple[str, Sequence[str | Document]]] = [*ASKED]
    pairs += [("Lake Orda froze over in 1987.", [read]), ("Lake Orda froze over in 1988.", [read])]
    assert list(check_many(pairs, judge="rules", jobs=2)) == [check(*pair, judge="rules") for pair in pairs]


def test_documents_asked_about_again_are_judged_as_at_first() -> None:
    documents = ["Lake Orda froze over in 1987.", "Lake Orda froze over in 1987."]
    statements = ["Lake Orda froze over in 1987.", "Lake Orda froze over in 1988."]
    given = [(s, documents) for s in statements] + [(statements[0], documents[:1])]
    assert list(check_many(given, judge="rules")) == [check(*pair, judge="rules") for pair in given]


def test_a_list_that_the_caller_changes_is_read_anew() -> None:
    documents = ["Lake Orda froze over in 1987."]

    def pairs() -> Iterator[tuple[str, list[str]]]:
        yield "Lake Orda froze over in 1987.", documents
        documents[0] = "Lake Orda froze over in 1986."
        yield "Lake Orda froze over in 1987.", documents

    assert [j.verdict for j in check_many(pairs(), judge="rules")] == [Verdict.SUPPORTED, Verdict.REFUTED]


def test_little_work_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "Pool", None)
    assert [j.verdict for j in check_many([ASKED[2]], judge="rules", jobs=2)] == [Verdict.SUPPORTED]


def test_a_function_judges_here() -> None:
    here: list[int] = []

    def judge(statement: str, candidates: Sequence[Candidate]) -> list[Evidence]:  # noqa: ARG001
        here.append(os.getpid())
        return []

    assert len(list(check_many(ASKED[:6], judge=judge, jobs=2))) == 6
    assert set(here) == {os.getpid()}


def test_a_mistake_is_told_as_in_this_process() -> None:
    with pytest.raises(UsageError, match="no judge is called"):
        list(check_many(ASKED, judge="nobody", jobs=2))


def test_who_wants_no_more_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    pools: list[Batches] = []
    enter = Pool.__enter__

    def entered(pool: Batches) -> Batches:
        pools.append(pool)
        return enter(pool)

    monkeypatch.setattr(Pool, "__enter__", entered)
    judgements = bulk.judged(ASKED, "rules", 8, 2)
    assert isinstance(next(judgements), Judgement)
    started = {process.pid for process in pools[0].processes}
    judgements.close()  # type: ignore[attr-defined]
    assert len(started) == 2
    assert not any(alive(pid) for pid in started)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_processes_that_do_not_start_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_START", "raise SystemExit(3)")
    with pytest.raises(StartError, match="it ended with exit code 3"):
        list(check_many(ASKED, judge="rules", jobs=2))


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import refcheck\n"
        "filler = 'The harbour is small. ' * 3000\n"
        "page = f'Lake Orda froze over in 1987. {filler}'\n"
        "pairs = [(f'Lake Orda froze over in {year}.', [page]) for year in range(1980, 1990)]\n"
        "print([str(j.verdict) for j in refcheck.check_many(pairs, judge='rules', jobs=2)].count('supported'))\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("1\n", "")
