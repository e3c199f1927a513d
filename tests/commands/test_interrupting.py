"""Ctrl-C while every thread waits for a page, and whole runs at once: real processes, real sockets, a real history."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import pytest

from refcheck.commands.breaking import heeding_signals
from refcheck.history import History, history_path
from tests.faults.servers import Call, Talk, serving

from .site import ACT, BRIDGE, Site, environment, refcheck, write_claims

JOBS = 32
BOUND = 5.0
"""Seconds that a loaded machine may take from Ctrl-C to the end; on an idle one it is a fraction of one."""
DEAF = """
import os, urllib.request
class Deaf:
    def __init__(self, words):
        pass
    def __call__(self, statement, candidates):
        while True:
            try:
                urllib.request.urlopen(os.environ["WAIT"]).read()
            except KeyboardInterrupt:
                pass
"""


@pytest.fixture(autouse=True)
def _heeds_interrupts() -> Iterator[None]:
    """What a suite that runs in the background is deaf to, its processes would be deaf to too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def started(folder: Path, *args: str, **more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "refcheck", "run", *args]
    return subprocess.Popen(
        command, cwd=folder, env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def never_answers(call: Call) -> None:
    call.over.wait()


def drips_its_headers(call: Call) -> None:
    call.say(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    call.drip()


def drips_its_body(call: Call) -> None:
    call.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n")
    call.drip()


class Crowd:
    """Servers of the three kinds by turns, one for each job; `full` is set when all are waited for at once."""

    def __init__(self, stack: ExitStack) -> None:
        self.full = threading.Event()
        self._waited_for: set[int] = set()
        self._lock = threading.Lock()
        kinds = (never_answers, drips_its_headers, drips_its_body)
        self.ports = [stack.enter_context(serving(partial(self._talk, kinds[n % 3]))).port for n in range(JOBS)]

    def _talk(self, talk: Talk, call: Call) -> None:
        with self._lock:
            self._waited_for.add(call.port)
            if len(self._waited_for) == JOBS:
                self.full.set()
        talk(call)

    def write_claims(self, folder: Path) -> None:
        text = ""
        for n, port in enumerate(self.ports):
            text += f'[[source]]\nid = "p{n}"\nurl = "http://127.0.0.1:{port}/page"\n\n'
            text += f'[[claim]]\nid = "c{n}"\nstatement = "{ACT}"\nsources = ["p{n}"]\n\n'
        (folder / "claims.toml").write_text(text)


@pytest.mark.slow
def test_ctrl_c_ends_a_run_all_of_whose_threads_wait_for_a_page(tmp_path: Path) -> None:
    with ExitStack() as stack:
        crowd = Crowd(stack)
        crowd.write_claims(tmp_path)
        with started(tmp_path, "--allow-private", "--jobs", str(JOBS)) as process:
            assert crowd.full.wait(120)
            sent = time.monotonic()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
            took = time.monotonic() - sent

    print(f"from Ctrl-C to the end with {JOBS} threads waiting: {took:.2f} s")  # noqa: T201 - the figure, with `pytest -s`
    assert took < BOUND
    assert (process.returncode, out) == (130, "")
    told = "interrupted, 0 pages read and 0 claims judged; this run was not stored. `refcheck run --resume` goes on."
    assert err.splitlines()[-1] == f"refcheck: {told}"
    assert "Traceback" not in err
    assert History(history_path(tmp_path / "claims.toml")).runs() == ()


def test_a_second_ctrl_c_ends_at_once_a_run_that_the_first_did_not_end(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))
    (tmp_path / "deaf.py").write_text(DEAF)
    with started(tmp_path, "--allow-private", "--judge", "deaf:Deaf", WAIT=site.url("/stuck")) as process:
        assert site.stuck.wait(120)
        site.stuck.clear()
        process.send_signal(signal.SIGINT)
        assert site.stuck.wait(120)  # the judge swallowed it, and waits again
        assert process.poll() is None
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        took = time.monotonic() - sent

    print(f"from the second Ctrl-C to the end: {took:.2f} s")  # noqa: T201 - the figure
    assert took < BOUND
    assert (process.returncode, out) == (-signal.SIGINT, "")
    assert "Traceback" not in err
    assert History(history_path(tmp_path / "claims.toml")).runs() == ()


def test_ctrl_c_ends_a_run_that_waits_for_another_to_leave_the_history(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))
    assert refcheck(tmp_path, "run", "--allow-private").returncode == 0
    path = history_path(tmp_path / "claims.toml")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with started(tmp_path, "--offline") as process:
            assert process.stderr is not None
            assert "1 as expected" in process.stderr.readline()  # told after the report, before the run is stored
            sent = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
            took = time.monotonic() - sent

    assert took < BOUND
    assert process.returncode == 130
    assert "interrupted at the end of a run, 1 claim judged; this run was not stored" in err
    assert "What it found could not be kept: .refcheck/history.db: another process has held" in err
    assert "Traceback" not in err
    assert len(History(path).runs()) == 1


def test_what_a_library_makes_of_ctrl_c_is_an_interrupt_and_no_bug() -> None:
    with pytest.raises(KeyboardInterrupt), heeding_signals():  # noqa: PT012 - the block is what a run does
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as interrupt:
            raise ImportError("initialization failed") from interrupt


@pytest.mark.slow
def test_two_runs_at_once_both_end_well_and_both_are_stored(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"), bridge="not enough evidence")
    recorded = refcheck(tmp_path, "run", "--allow-private", "--no-store")
    assert (recorded.returncode, site.hits.count("/act")) == (0, 1), recorded.stderr
    history = History(history_path(tmp_path / "claims.toml"))

    for number in range(1, 11):
        with started(tmp_path, "--offline") as one, started(tmp_path, "--offline") as other:
            ends = [process.communicate(timeout=60) for process in (one, other)]
        assert [one.returncode, other.returncode] == [0, 0], ends
        assert ends[0][0] == ends[1][0]
        assert len(history.runs()) == 2 * number

    assert site.hits.count("/act") == 1
