"""A worker does a task as any other would: what it did before, and what it was handed, change nothing."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from refcheck import work
from refcheck.dossier import load
from refcheck.model import Dossier, Page, RecordMode, Source, Unavailable
from refcheck.pipeline import Checker, Settings
from refcheck.web import Fetcher, FetchSettings
from refcheck.work import Done, Setup, Task, Worker

T = TypeVar("T")
SHIPPED = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return load(SHIPPED / "claims.toml")


def task(dossier: Dossier, number: int = 1, **changed: object) -> Task:
    whole = Task(number, dossier.claims, dossier.sources, {}, SHIPPED / "cassettes", dossier.aliases)
    return replace(whole, **changed)  # type: ignore[arg-type]


def sent(what: T) -> T:
    arrived: T = pickle.loads(pickle.dumps(what))  # noqa: S301 - made here
    return arrived


def test_a_task_comes_out_as_the_run_of_its_dossier_does(dossier: Dossier) -> None:
    run = Checker(dossier, Settings(judge="rules", record_mode=RecordMode.NONE)).run()
    done = Worker(Setup("rules")).do(task(dossier))
    assert done == Done(1, run.results, run.sources)


def test_pages_that_were_pulled_are_not_replayed(dossier: Dossier) -> None:
    fetcher = Fetcher(FetchSettings(cassettes=SHIPPED / "cassettes", record_mode=RecordMode.NONE))
    pages: dict[str, Page | Unavailable] = {source.id: fetcher.fetch(source) for source in dossier.sources}
    worker = Worker(Setup("rules"))
    handed_over = worker.do(task(dossier, pages=pages, cassettes=None))
    assert handed_over == worker.do(task(dossier))


def test_a_task_and_its_outcome_can_be_sent_to_another_process(dossier: Dossier) -> None:
    done = Worker(sent(Setup("rules"))).do(sent(task(dossier)))
    assert sent(done) == done == Worker(Setup("rules")).do(task(dossier))


def test_what_was_done_before_changes_nothing(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "KEPT_CHARACTERS", 20_000)  # a page or two
    worker = Worker(Setup("rules"))
    whole = worker.do(task(dossier)).results
    one_by_one = [worker.do(task(dossier, claims=(claim,))).results[0] for claim in reversed(dossier.claims)]
    assert tuple(reversed(one_by_one)) == whole


def test_a_recording_is_replayed_once_for_the_tasks_that_follow_each_other(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    replayed: list[str] = []
    fetch = Fetcher.fetch

    def told(fetcher: Fetcher, source: Source, **rest: Any) -> Page | Unavailable:
        replayed.append(source.id)
        return fetch(fetcher, source, **rest)

    monkeypatch.setattr(Fetcher, "fetch", told)
    first, second, third = dossier.sources[:3]
    worker = Worker(Setup("rules"))
    for sources in ((first,), (first, second), (second, first), (third,)):
        worker.do(task(dossier, claims=(), sources=sources))
    assert replayed == [first.id, second.id, third.id]
    monkeypatch.setattr(work, "KEPT_BYTES", 10)
    for sources in ((first,), (second,), (second,), (first,)):
        worker.do(task(dossier, claims=(), sources=sources))
    assert replayed[3:] == [second.id, first.id]  # the last one stays
    moved = replace(first, url="https://elsewhere.example/")
    (use,) = worker.do(task(dossier, claims=(), sources=(moved,))).uses
    assert use.unavailable


def test_each_task_is_judged_with_its_own_names(dossier: Dossier) -> None:
    worker = Worker(Setup("rules"))
    own = worker.do(task(dossier))
    worker.do(task(dossier, aliases=(("Ukraine", "the Republic of Latham"),)))
    assert worker.do(task(dossier)) == own
