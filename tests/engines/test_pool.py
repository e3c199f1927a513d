"""Items done by other processes: each once, whatever dies; what is raised there is raised here; nothing is left."""

from __future__ import annotations

import os
import pickle
import random
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from refcheck.engines import pool
from refcheck.engines.pool import Failed, Lost, Pool, StartError

WAIT = 60


def squares() -> Callable[[int], int]:
    return lambda number: number * number


def dying(word: int) -> Callable[[int], int]:
    def work(number: int) -> int:
        if number == word:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    return work


def failing() -> Callable[[int], int]:
    raise LookupError("no such worker")


def unfit() -> Callable[[object], object]:
    def work(number: object) -> object:
        if number == 1:
            raise UnfitError(lambda: None)
        return (lambda: None) if number == 2 else number

    return work


class UnfitError(Exception):
    """It can not be sent to another process."""


def printing() -> Callable[[int], int]:
    def work(number: int) -> int:
        print("a line that is no answer")  # noqa: T201
        os.write(1, b"and another")
        return number

    return work


@pytest.fixture(autouse=True)
def _tests_can_be_imported_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests send is made of this module, which an installed package does not have beside it."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(Path(__file__).parents[2])])


def answers(own: Pool[int, Any, Any], count: int) -> dict[int, Any]:
    found: dict[int, Any] = {}
    while len(found) < count:
        answer = own.answer()
        assert answer is not None
        found[answer[0]] = answer[1]
    return found


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_each_item_is_answered_under_its_key_and_nothing_is_left(count: int, *, at_once: bool) -> None:
    threads = set(threading.enumerate())
    with Pool[int, int, int](squares, count, at_once=at_once) as own:
        for number in range(40):
            own.give(number, number)
        found = dict(filter(None, (own.answer() for _ in range(40))))
        processes = set(own.processes)
    assert found == {number: number * number for number in range(40)}
    assert len(processes) <= count
    assert all(process.returncode is not None for process in processes)
    assert own.processes == set()
    assert set(threading.enumerate()) == threads


def test_a_process_is_started_only_where_there_is_something_to_do() -> None:
    with Pool[int, int, int](squares, 5) as own:
        own.give(1, 3)
        assert own.answer() == (1, 9)
        assert len(own.processes) == 1


@pytest.mark.parametrize("seed", range(4))
def test_what_a_process_had_at_hand_when_it_was_killed_is_done_by_another(seed: int) -> None:
    moments = random.Random(seed)  # noqa: S311 - the moments of a test
    with Pool[int, int, int](squares, 2) as own:
        for number in range(60):
            own.give(number, number, tries=100)
        found = {}
        for kills in range(60):
            answer = own.answer()
            assert answer is not None
            found[answer[0]] = answer[1]
            if moments.random() < 0.1 and kills < 50:
                moments.choice(sorted(own.processes, key=lambda process: process.pid)).kill()
    assert found == {number: number * number for number in range(60)}


def test_an_item_that_ends_every_process_is_given_up_and_the_others_are_done() -> None:
    with Pool[int, int, int](partial(dying, 3), 2) as own:
        for number in range(8):
            own.give(number, number)
        found = answers(own, 8)
    assert found.pop(3) == Lost("by SIGKILL")
    assert found == {number: number for number in range(8) if number != 3}


def test_what_can_not_be_sent_is_told_with_the_place_where_it_was_raised() -> None:
    with Pool[int, int, object](unfit, 1) as own:
        own.give(1, 1)
        found = answers(own, 1)[1]
    assert isinstance(found, Failed)
    assert str(found.error).startswith("UnfitError: ")
    assert "in work" in "".join(found.error.__notes__)


def test_what_no_message_can_hold_is_told() -> None:
    with Pool[int, object, object](unfit, 1) as own:
        own.give(1, 2)
        assert isinstance(answers(own, 1)[1], Failed)
        own.give(2, lambda: None)
        with pytest.raises((AttributeError, pickle.PicklingError)):
            own.answer()


@pytest.mark.parametrize("given", [True, False])
def test_what_is_started_at_once_ends_whether_it_was_given_anything_or_not(*, given: bool) -> None:
    with Pool[int, int, int](squares, 3, at_once=True) as own:
        if given:
            own.give(1, 3)
            assert own.answer() == (1, 9)
    assert own.processes == set()


def slow_to_begin() -> Callable[[int], int]:
    if not os.path.lexists(os.environ["BEGUN"]):
        os.symlink("nowhere", os.environ["BEGUN"])  # noqa: PTH211
        os.kill(os.getpid(), signal.SIGKILL)
    return lambda number: number


def test_one_that_is_killed_before_it_has_begun_is_no_fault_of_any_item(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEGUN", str(tmp_path / "begun"))
    with Pool[int, int, int](slow_to_begin, 1, at_once=True) as own:
        own.give(1, 3, tries=1)
        assert own.answer() == (1, 3)


@pytest.mark.parametrize("at_once", [False, True])
def test_what_is_raised_at_the_start_is_raised_here(*, at_once: bool) -> None:
    with Pool[int, int, int](failing, 2, at_once=at_once) as own:
        own.give(1, 1)
        with pytest.raises(LookupError, match="no such worker"):
            own.answer()


@pytest.mark.parametrize("at_once", [False, True])
def test_a_process_that_does_not_begin_is_told(monkeypatch: pytest.MonkeyPatch, *, at_once: bool) -> None:
    monkeypatch.setattr(pool, "_START", "raise SystemExit(3)")
    with Pool[int, int, int](squares, 1, at_once=at_once) as own:
        own.give(1, 1)
        with pytest.raises(StartError, match="exit code 3"):
            own.answer()


def test_what_is_printed_meanwhile_is_no_answer(capfd: pytest.CaptureFixture[str]) -> None:
    with Pool[int, int, int](printing, 1) as own:
        own.give(1, 7)
        assert own.answer() == (1, 7)
    assert capfd.readouterr().out == ""


def test_modules_of_the_working_folder_are_not_imported(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    with open("json.py", "w", encoding="utf-8") as file:  # noqa: PTH123 - in the working folder
        file.write("raise SystemExit('taken from the working folder')")
    with Pool[int, int, int](squares, 1) as own:
        own.give(1, 2)
        assert own.answer() == (1, 4)


PARENT = """
import sys
from tests.engines.test_pool import sleeping
from refcheck.engines.pool import Pool
with Pool(sleeping, 2) as own:
    for number in range(6):
        own.give(number, number)
    print(*(own.answer()[1] for _ in range(2)), flush=True)
    own.answer()
"""


def sleeping() -> Callable[[int], int]:
    def work(number: int) -> int:
        if number > 1:
            signal.pause()
        return os.getpid()

    return work


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for processes of others, as Linux can")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_processes_end_with_the_one_that_started_them(number: int) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        children = [os.pidfd_open(int(pid)) for pid in set(parent.stdout.readline().split())]
        assert children
        parent.send_signal(number)
    for child in children:
        assert select.select([child], [], [], WAIT)[0], "a process goes on without the one that started it"
        os.close(child)
