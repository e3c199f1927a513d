"""A real scheduler and real workers on loopback: the results are those of this process, whatever becomes of them."""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from refcheck.citations import cited
from refcheck.dossier import load
from refcheck.engines.cluster import Cluster, ClusterError
from refcheck.engines.inline import Inline
from refcheck.errors import UsageError
from refcheck.model import Dossier
from refcheck.work import Done, Setup, Task
from tests.commands.site import ACT, Site, page, refcheck
from tests.mass.town import write_list

from .relay import Relay

pytestmark = pytest.mark.slow

SHIPPED = Path(__file__).parents[2]
QUIET = {"DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "0", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}


@pytest.fixture(autouse=True)
def _what_dask_leaves_open() -> Iterator[None]:
    """Where its scheduler or last worker has gone, Dask's client leaves a socket to the collector, which would find it
    in whatever test runs then."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@contextmanager
def process(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process of Dask's, and the address that it says that it listens at."""
    command = [sys.executable, "-W", "ignore", "-m", "distributed.cli." + arguments[0], *arguments[1:]]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **QUIET}) as started:
        try:
            assert started.stderr is not None
            told = []
            for line in started.stderr:
                told.append(line)
                if found := re.search(r"(?:Scheduler at|Listening to|Start worker at):\s+(tcp://\S+)", line):
                    break
            else:
                raise AssertionError("".join(told))
            threading.Thread(target=started.stderr.read, daemon=True).start()  # a full pipe would stop it
            yield started, found.group(1)
        finally:
            started.kill()


@contextmanager
def scheduler(port: int = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with process(
        "dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show"
    ) as started:
        yield started


@contextmanager
def workers(address: str, count: int = 2) -> Iterator[list[subprocess.Popen[str]]]:
    arguments = ("dask_worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
    with ExitStack() as stack:
        yield [stack.enter_context(process(*arguments))[0] for _ in range(count)]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with scheduler() as (_, address), workers(address):
        yield address


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return load(SHIPPED / "claims.toml")


def tasks_of(dossier: Dossier, times: int = 1) -> list[Task]:
    """A task for each claim, several times over."""
    by_id = {source.id: source for source in dossier.sources}
    return [
        Task(number, (claim,), tuple(by_id[s] for s in cited(claim)), {}, SHIPPED / "cassettes", dossier.aliases)
        for number, claim in enumerate(dossier.claims * times)
    ]


@pytest.fixture(scope="module")
def expected(dossier: Dossier) -> list[Done]:
    return list(Inline(Setup("rules")).do(tasks_of(dossier)))


def test_the_results_are_those_of_this_process(address: str, dossier: Dossier, expected: list[Done]) -> None:
    assert list(Cluster(Setup("rules"), address).do(tasks_of(dossier))) == expected


def test_workers_need_no_recordings(address: str, dossier: Dossier, expected: list[Done], tmp_path: Path) -> None:
    copy = tmp_path / "cassettes"
    shutil.copytree(SHIPPED / "cassettes", copy)
    tasks = [replace(task, cassettes=copy) for task in tasks_of(dossier)]

    def until_sent() -> Iterator[Task]:
        yield from tasks
        shutil.rmtree(copy)  # from here on nobody could replay any

    assert list(Cluster(Setup("rules"), address).do(until_sent())) == expected


@pytest.mark.parametrize("moment", [1, 5, 20])
def test_a_worker_that_is_killed_costs_nothing(dossier: Dossier, expected: list[Done], moment: int) -> None:
    with scheduler() as (_, address), workers(address) as both:
        found = []
        for done in Cluster(Setup("rules"), address).do(tasks_of(dossier, 2)):
            found.append(done)
            if len(found) == moment:
                both[0].send_signal(signal.SIGKILL)
        assert both[0].wait(10) == -signal.SIGKILL
    assert [done.results for done in found] == [done.results for done in expected * 2]


@pytest.mark.parametrize("moment", [1, 10])
def test_a_connection_that_is_cut_costs_nothing(
    address: str, dossier: Dossier, expected: list[Done], moment: int
) -> None:
    with Relay(address) as relay:
        found = []
        for done in Cluster(Setup("rules"), relay.address).do(tasks_of(dossier)):
            found.append(done)
            if len(found) == moment:
                assert relay.cut() > 0
    assert found == expected


def test_a_scheduler_that_is_started_anew_is_told_all_again(dossier: Dossier, expected: list[Done]) -> None:
    with ExitStack() as stack:
        first, address = stack.enter_context(scheduler())
        stack.enter_context(workers(address, 1))
        found = []
        for done in Cluster(Setup("rules"), address).do(tasks_of(dossier)):
            found.append(done)
            if len(found) == 3:
                first.send_signal(signal.SIGKILL)
                first.wait(10)
                stack.enter_context(scheduler(int(address.rpartition(":")[2])))
                stack.enter_context(workers(address, 1))
    assert found == expected


def test_nobody_there_is_told() -> None:
    with pytest.raises(ClusterError, match=r"no scheduler answers at tcp://127\.0\.0\.1:1:.*dask scheduler"):
        list(Cluster(Setup("rules"), "tcp://127.0.0.1:1", patience=0.5).do([]))
    with (
        scheduler() as (_, address),
        pytest.raises(ClusterError, match=rf"has no worker; start one: dask worker {address}"),
    ):
        list(Cluster(Setup("rules"), address, patience=0.5).do([]))


def test_the_last_worker_that_goes_is_told(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refcheck.engines.cluster._BUNDLE", 1)
    with scheduler() as (_, address), workers(address, 1) as (worker,):
        outcomes = Cluster(Setup("rules"), address, patience=1.0).do(tasks_of(dossier))
        next(outcomes)
        worker.kill()
        with pytest.raises(ClusterError, match="has no worker left"):
            list(outcomes)


def test_a_task_that_comes_when_the_scheduler_is_given_up_is_told_as_any_other(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dask.config  # noqa: PLC0415 - an extra

    monkeypatch.setattr("refcheck.engines.cluster._BUNDLE", 1)
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "1s"}),
        scheduler() as (process, address),
        workers(address, 1),
    ):
        cluster = Cluster(Setup("rules"), address, patience=1.0)
        taken = threading.Event()

        def tasks() -> Iterator[Task]:
            first, second, *_ = tasks_of(dossier)
            yield first
            taken.wait()
            process.kill()
            while cluster._client.status != "closed":
                time.sleep(0.01)
            yield second

        outcomes = cluster.do(tasks())
        next(outcomes)
        taken.set()
        with pytest.raises(ClusterError, match=f"no scheduler answers at {address}"):
            next(outcomes)


def test_another_build_is_refused(address: str, dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refcheck.engines.cluster.build", lambda **_: "0.0.9-other")
    with pytest.raises(ClusterError, match=r"another build of refcheck.*install the same everywhere"):
        list(Cluster(Setup("rules"), address).do(tasks_of(dossier)[:1]))


def test_a_task_that_ends_its_workers_is_not_checked(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DEADLY", dossier.claims[1].statement)
    monkeypatch.setenv("DEATHS", str(tmp_path))
    tasks = tasks_of(dossier)[:3]
    with scheduler() as (_, address), workers(address, 5):  # two end with the bundle, two with the task
        done = list(Cluster(Setup("tests.engines.judges:Deadly"), address).do(tasks))
    assert [each.results[0].judgement is None for each in done] == [False, True, False]
    assert "2 workers ended while they were at it" in done[1].results[0].reason


def test_a_judge_that_can_not_be_sent_is_refused() -> None:
    def judge(_statement: str, candidates: Sequence[object]) -> list[object]:
        return list(candidates)

    with pytest.raises(UsageError, match="workers know judges by name only"):
        Cluster(Setup(judge), "tcp://127.0.0.1:1")  # type: ignore[arg-type]


# ---------------------------------------------------------------- the command


def command(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    started = ("--started-at", "2025-03-01T12:00:00Z")
    return refcheck(folder, "run", "claims.jsonl", "--judge", "rules", *started, *arguments, **more)


def test_a_list_comes_out_byte_for_byte_also_when_a_worker_is_killed(tmp_path: Path) -> None:
    write_list(tmp_path, 120, 7)
    inline = command(tmp_path, "--offline", "--engine", "inline", "--output", "inline.jsonl")
    with scheduler() as (_, address), workers(address) as both:
        threading.Timer(1.5, both[0].kill).start()
        dask = command(tmp_path, "--offline", "--engine", "dask", "--scheduler", address, "--output", "dask.jsonl")
    assert (dask.returncode, dask.stderr.replace("dask.jsonl", "")) == (
        inline.returncode,
        inline.stderr.replace("inline.jsonl", ""),
    )
    assert (tmp_path / "dask.jsonl").read_bytes() == (tmp_path / "inline.jsonl").read_bytes()


class Moments(list[str]):
    """Takes down when each of its items came."""

    def __init__(self) -> None:
        self.at: list[float] = []
        super().__init__()

    def append(self, item: str) -> None:
        self.at.append(time.monotonic())
        super().append(item)


def test_a_host_is_paced_in_one_place_however_many_workers_there_are(address: str, tmp_path: Path) -> None:
    proxy, moments = (
        Site(),
        Moments(),
    )  # by way of a proxy, so that the host is not one of this machine, which has no pace
    proxy.hits = moments
    try:
        pages = [f"http://paper.example/{number}" for number in range(6)]
        proxy.pages = dict.fromkeys(pages, page(ACT))
        claims = [{"statement": ACT, "sources": [url]} for url in pages]
        (tmp_path / "claims.jsonl").write_text("".join(f"{json.dumps(claim)}\n" for claim in claims))
        fetching = ("--use-proxy", "--allow-private", "--pace", "0.3", "--per-host", "4", "--jobs", "8")
        engine = ("--engine", "dask", "--scheduler", address)
        done = command(tmp_path, *fetching, *engine, "--output", "out.jsonl", HTTP_PROXY=proxy.url(""))
    finally:
        proxy.close()
    assert done.returncode == 0, done.stderr
    asked = [at for at, path in zip(moments.at, moments, strict=True) if path in pages]
    assert len(asked) == len(pages)
    assert min(later - earlier for earlier, later in pairwise(asked)) > 0.2


def test_a_scheduler_that_is_not_there_ends_the_run_with_a_sentence(tmp_path: Path) -> None:
    write_list(tmp_path, 2, 1)
    done = command(tmp_path, "--offline", "--engine", "dask")
    assert (done.returncode, done.stderr) == (
        2,
        "refcheck: the engine dask needs the address of a scheduler: --scheduler tcp://HOST:8786.\n",
    )
    done = command(tmp_path, "--offline", "--scheduler", "tcp://127.0.0.1:1")
    assert (done.returncode, done.stderr) == (
        2,
        "refcheck: a scheduler is for the engine dask, not for auto: add --engine dask.\n",
    )
