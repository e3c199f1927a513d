"""Tasks done by other processes come out as in this one, in their order, whatever becomes of the processes."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refcheck.citations import cited
from refcheck.dossier import load
from refcheck.engines import Engine
from refcheck.engines.inline import Inline
from refcheck.engines.pool import AHEAD, Pool
from refcheck.engines.processes import Processes, _Tasks
from refcheck.errors import UsageError
from refcheck.model import Claim, Page, RecordMode, Unavailable, Unread
from refcheck.web import Fetcher, FetchSettings
from refcheck.work import Done, Setup, Task

SHIPPED = Path(__file__).parents[2]
DOSSIER = load(SHIPPED / "claims.toml")
RULES = Setup("rules")
DEADLY = Setup("tests.engines.judges:Deadly")


@pytest.fixture(scope="module")
def pages() -> dict[str, Page | Unavailable]:
    fetcher = Fetcher(FetchSettings(cassettes=SHIPPED / "cassettes", record_mode=RecordMode.NONE))
    return {source.id: fetcher.fetch(source) for source in DOSSIER.sources}


def task(number: int, *claims: Claim, pages: dict[str, Page | Unavailable] | None = None) -> Task:
    names = {name for claim in claims for name in cited(claim)}
    sources = tuple(source for source in DOSSIER.sources if source.id in names)
    handed = {name: page for name, page in (pages or {}).items() if name in names}
    return Task(number, claims, sources, handed, SHIPPED / "cassettes", DOSSIER.aliases)


def one_by_one(count: int | None = None) -> list[Task]:
    return [task(number, claim) for number, claim in enumerate(DOSSIER.claims[:count])]


def done_by(engine: Engine, tasks: list[Task]) -> list[Done]:
    return list(engine.do(iter(tasks)))


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_outcomes_are_those_of_this_process_in_the_order_of_the_tasks(count: int) -> None:
    tasks = one_by_one()
    assert done_by(Processes(RULES, count), tasks) == done_by(Inline(RULES), tasks)


def test_pages_that_were_pulled_go_along(pages: dict[str, Page | Unavailable]) -> None:
    tasks = [
        replace(task(number, claim, pages=pages), cassettes=None) for number, claim in enumerate(DOSSIER.claims[:6])
    ]
    assert done_by(Processes(RULES, 2), tasks) == done_by(Inline(RULES), one_by_one(6))


@pytest.mark.slow
@settings(max_examples=5, deadline=None)
@given(st.data())
def test_how_claims_are_cut_into_tasks_changes_nothing(data: st.DataObject) -> None:
    order = data.draw(st.permutations(DOSSIER.claims))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(order)), max_size=8)))
    pieces = [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]
    tasks = [task(number, *piece) for number, piece in enumerate(pieces)]  # some without a claim
    found = done_by(Processes(RULES, data.draw(st.integers(1, 3))), tasks)
    assert [done.number for done in found] == list(range(len(tasks)))
    assert {result.claim.id: result for done in found for result in done.results} == whole()


def whole() -> dict[str, object]:
    if not _WHOLE:
        _WHOLE.update({r.claim.id: r for r in done_by(Inline(RULES), [task(0, *DOSSIER.claims)])[0].results})
    return _WHOLE


_WHOLE: dict[str, object] = {}


@pytest.mark.parametrize("seed", range(2))
def test_a_process_killed_at_any_moment_changes_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = random.Random(seed).randrange(len(DOSSIER.claims) // 2)  # noqa: S311 - the moment of a test
    pools: list[_Tasks] = []
    enter = Pool.__enter__

    def entered(pool: _Tasks) -> _Tasks:
        pools.append(pool)
        return enter(pool)

    monkeypatch.setattr(Pool, "__enter__", entered)
    tasks = one_by_one()
    done = []
    for number, each in enumerate(Processes(RULES, 2).do(iter(tasks))):
        done.append(each)
        if number == moment:
            min(pools[0].processes, key=lambda process: process.pid).kill()
    assert done == done_by(Inline(RULES), tasks)


@pytest.fixture
def deaths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEATHS", str(tmp_path))
    return tmp_path


def test_a_claim_that_ends_a_process_once_is_judged_by_another(deaths: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = DOSSIER.claims[2]
    monkeypatch.setenv("DEADLY", claim.statement)
    monkeypatch.setenv("MOST", "1")
    found = done_by(Processes(DEADLY, 2), one_by_one(4))
    assert len(list(deaths.iterdir())) >= 2
    assert found == done_by(Inline(RULES), one_by_one(4))


def test_a_claim_that_ends_every_process_could_not_be_checked_and_those_beside_it_are(
    deaths: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = DOSSIER.claims[:5]
    monkeypatch.setenv("DEADLY", claims[2].statement)
    (done,) = done_by(Processes(DEADLY, 2), [task(7, *claims)])
    (well,) = done_by(Inline(RULES), [task(7, *claims)])
    told = "the processes that worked on it ended by SIGKILL"
    assert len(list(deaths.iterdir())) == 3
    assert done.number == 7
    assert done.results[2] == replace(
        well.results[2], judgement=None, since=None, parts=(), reason=f"could not be checked: {told}"
    )
    assert done.results[:2] + done.results[3:] == well.results[:2] + well.results[3:]
    others = {name for claim in (*claims[:2], *claims[3:]) for name in cited(claim)}
    for use, usual in zip(done.uses, well.uses, strict=True):
        if use.source.id in others:
            assert use == usual
        else:
            assert use.unavailable == Unavailable(use.source, Unread.UNREADABLE, told)


def test_what_a_judge_does_wrong_is_told_as_in_this_process() -> None:
    setup = Setup("tests.engines.judges:Odd")
    told = []
    for engine in (Inline(setup), Processes(setup, 2)):
        with pytest.raises(UsageError, match="judging raised OddError") as error:
            done_by(engine, one_by_one(8))
        told.append(str(error.value))
    assert told[0] == told[1]


def test_a_judge_that_nobody_knows_is_told() -> None:
    with pytest.raises(UsageError, match="oracle"):
        done_by(Processes(Setup("oracle"), 2), one_by_one(3))


def test_what_comes_of_a_task_is_there_before_the_next_task_is() -> None:
    go_on = threading.Event()

    def tasks() -> Iterator[Task]:
        yield from one_by_one(2)
        assert go_on.wait(60)
        yield task(2, DOSSIER.claims[2])

    with closing(Processes(RULES, 2).do(tasks())) as found:
        assert [next(found).number, next(found).number] == [0, 1]
        go_on.set()
        assert next(found).number == 2


def test_tasks_are_asked_for_only_a_few_ahead() -> None:
    asked: list[int] = []

    def tasks() -> Iterator[Task]:
        for each in one_by_one():
            asked.append(each.number)
            yield each

    with closing(Processes(RULES, 1).do(tasks())) as found:
        next(found)
        assert len(asked) <= AHEAD + 2 < len(DOSSIER.claims)


def test_an_error_of_whoever_makes_the_tasks_is_raised() -> None:
    def tasks() -> Iterator[Task]:
        yield task(0, DOSSIER.claims[0])
        raise OSError("the claims can not be read any more")

    with pytest.raises(OSError, match="can not be read any more"):
        list(Processes(RULES, 1).do(tasks()))


def test_no_tasks_start_no_process() -> None:
    assert done_by(Processes(RULES, 2), []) == []


def test_who_wants_no_more_leaves_no_thread_and_no_process_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEGUN", str(tmp_path))
    before = set(threading.enumerate())
    begun = threading.Event()

    def tasks() -> Iterator[Task]:
        yield from one_by_one(4)
        while not any(tmp_path.iterdir()):
            begun.wait(0.01)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(Processes(Setup("tests.engines.judges:Stuck"), 2).do(tasks()))
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
    for each in tmp_path.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(each.name), 0)
