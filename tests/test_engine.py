"""Spreading work: the same results for any number of jobs, errors raised where the work is asked for."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.engine import spread


@given(st.lists(st.integers(), max_size=30), st.sampled_from([0, 1, 2, 16]))
def test_any_number_of_jobs_gives_the_same_set(items: list[int], jobs: int) -> None:
    assert sorted(spread(lambda n: n * 2, items, jobs)) == [(i, n * 2) for i, n in enumerate(items)]


def test_one_job_works_here_and_in_order() -> None:
    here = threading.get_ident()
    assert list(spread(lambda _: threading.get_ident(), "abc", 1)) == [(0, here), (1, here), (2, here)]


def test_jobs_run_side_by_side_and_a_result_comes_when_it_is_ready() -> None:
    """The first item waits for the second one's result to be taken: only possible when both run at once."""
    second_is_taken = threading.Event()

    def work(number: int) -> int:
        return number or second_is_taken.wait(30) * 7

    results = spread(work, [0, 1], 2)
    assert next(results) == (1, 1)
    second_is_taken.set()
    assert list(results) == [(0, 7)]


def test_no_more_threads_than_jobs() -> None:
    both = threading.Barrier(2)
    seen: set[int] = set()

    def work(_: int) -> None:
        both.wait(30)
        seen.add(threading.get_ident())

    assert len(list(spread(work, range(8), 2))) == 8
    assert len(seen) == 2


@pytest.mark.parametrize("jobs", [1, 4])
@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit])
def test_what_the_work_raises_is_raised_here(kind: type[BaseException], jobs: int) -> None:
    def work(number: int) -> int:
        if number == 2:
            raise kind("two")
        return number

    with pytest.raises(kind, match="two"):
        list(spread(work, range(5), jobs))


def test_after_an_error_nothing_more_is_begun() -> None:
    begun: list[int] = []
    go_on = threading.Event()

    def work(number: int) -> None:
        begun.append(number)
        if number == 0:
            raise ValueError
        go_on.wait(30)

    with pytest.raises(ValueError):  # noqa: PT011 - raised above, without words
        list(spread(work, range(100), 2))
    go_on.set()
    assert len(begun) <= 3


def test_who_stops_asking_stops_the_work() -> None:
    begun: list[int] = []
    go_on = threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        if number > 1:
            go_on.wait(30)
        return number

    results = spread(work, range(100), 2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    go_on.set()
    assert len(begun) <= 4


def test_a_process_ends_while_a_job_still_waits() -> None:
    script = (
        "import threading\n"
        "from refcheck.engine import spread\n"
        "results = spread(lambda n: threading.Event().wait() if n else 'ready', [0, 1], 2)\n"
        "print(next(results))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "(0, 'ready')\n"
    assert done.stderr == ""
