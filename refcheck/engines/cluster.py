"""A Dask cluster: tasks go to a scheduler somewhere, which hands them to workers on any number of machines.

This process alone pulls pages, so that each host is paced in one place, and sends them along with the claims: workers
need refcheck, but neither the recordings nor the network. A task that a worker dies of is given to others by the
scheduler; what the scheduler forgets, since the connection to it broke or it was started anew, is sent again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from refcheck.cache import usual_folder
from refcheck.errors import RefcheckError, UsageError
from refcheck.version import build
from refcheck.work import Done, Replays, Setup, Task, Worker, unchecked

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE = 60.0
"""Seconds to wait for the scheduler, or for a worker where none is left, before giving up."""
_LOOK, _ANSWER = 1.0, 2.0
"""Seconds between two looks whether there is anybody who works, and to wait for what the scheduler says to that."""
_AHEAD = 3
"""Tasks for each worker's thread that are on their way, so that none waits for the next."""
_MISSING = "the engine dask needs a package that is not installed; install it: pip install 'refcheck-claims[dask]'"


class ClusterError(RefcheckError):
    """A cluster that can not be used, or that was lost for good: what it had not done was not checked."""


@dataclass(slots=True)
class _Given:
    task: Task
    future: Future


class Cluster:
    """The workers of the scheduler at an address such as tcp://10.0.0.1:8786."""

    at_once = 8
    """A page travels with each task that needs it."""

    def __init__(self, setup: Setup, address: str, patience: float = PATIENCE) -> None:
        if not isinstance(setup.judge, str):
            raise UsageError("a judge of your own can not be sent to a cluster: its workers know judges by name only.")
        self._setup, self._address, self._patience = setup, address, patience
        self._known, self._asked_at = 1, 0.0

    def do(self, tasks: Iterable[Task]) -> Generator[Done, None, None]:
        """What came of the tasks, in their order. Raises `ClusterError` where no cluster is left to do them."""
        given: deque[_Given] = deque()
        replays = Replays()
        self._client = self._connected()
        try:
            for task in tasks:
                whole = replays.into(task)
                given.append(_Given(whole, self._submit(whole)))
                if len(given) >= _AHEAD * max(1, self._threads()):
                    yield self._outcome(given)
            while given:
                yield self._outcome(given)
        finally:
            for each in given:
                each.future.release()
            self._client.close(timeout=2)

    # ------------------------------------------------------------ tasks

    def _submit(self, task: Task) -> Future:
        """A task on its way; its name is new each time, so that nothing of an earlier run is taken for it."""
        return self._client.submit(_do, build(by_content=True), self._setup, task, pure=False, priority=-task.number)

    def _outcome(self, given: deque[_Given]) -> Done:
        """What came of the task given first."""
        from distributed import KilledWorker  # noqa: PLC0415

        while True:
            first = given[0]
            try:
                done: Done = self._waited_for(first.future)
            except KilledWorker as error:
                done = unchecked(first.task, f"{error.allowed_failures + 1} workers ended while they were at it")
            except (CancelledError, ConnectionError):
                self._send_again(given)
                continue
            except ModuleNotFoundError as error:
                raise ClusterError(
                    f"a worker of {self._address} lacks {error.name}: install refcheck there."
                ) from error
            given.popleft()
            first.future.release()
            return done

    def _waited_for(self, future: Future) -> Done:
        """The outcome, once it is there. Raises `ClusterError` where for long there is nobody who works at it."""
        seen = time.monotonic()
        while True:
            try:
                done: Done = future.result(timeout=_LOOK)
            except TimeoutError:
                if self._threads() or self._client.status != "running":
                    seen = time.monotonic()
                elif time.monotonic() - seen > self._patience:
                    raise ClusterError(f"the scheduler at {self._address} has no worker left.") from None
            else:
                return done

    def _send_again(self, given: deque[_Given]) -> None:
        """Sends all that is on its way once more: the scheduler that knew of it is not the one that is there now."""
        end = time.monotonic() + self._patience
        while self._client.status == "connecting" and time.monotonic() < end:
            time.sleep(0.05)
        if self._client.status != "running":
            self._client.close(timeout=2)
            self._client = self._connected()
        for each in given:
            each.future = self._submit(each.task)

    # ------------------------------------------------------------ the cluster

    def _connected(self) -> Client:
        try:
            from distributed import Client  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise UsageError(_MISSING) from error
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told by whoever asked
        try:
            client = Client(self._address, timeout=self._patience, set_as_default=False)
        except (OSError, ValueError) as error:
            told = f"no scheduler answers at {self._address}: {error}; start one: dask scheduler"
            raise ClusterError(told) from error
        try:
            client.wait_for_workers(1, timeout=self._patience)
        except TimeoutError as error:
            client.close(timeout=2)
            told = f"the scheduler at {self._address} has no worker; start one: dask worker {self._address}"
            raise ClusterError(told) from error
        return client

    def _threads(self) -> int:
        """How many tasks the workers can be at, as far as is known here; asked for from time to time."""
        now = time.monotonic()
        if now - self._asked_at > _LOOK:
            with suppress(TimeoutError, OSError, AttributeError):  # the last: there is no connection just now
                identity = self._client.scheduler.identity
                told = self._client.sync(identity, n_workers=-1, callback_timeout=_ANSWER)
                self._known = sum(worker["nthreads"] for worker in told["workers"].values())
            self._asked_at = time.monotonic()
        return self._known


_WORKERS: dict[Setup, Worker] = {}
_ONE_AT_A_TIME = threading.Lock()


def _do(made_by: str, setup: Setup, task: Task) -> Done:
    """What a worker does: a task, by the one `Worker` of its process, which keeps the model from one to the next."""
    if build(by_content=True) != made_by:
        told = f"a worker has another build of refcheck, {build(by_content=True)}, than this machine, {made_by}"
        raise ClusterError(f"{told}: install the same everywhere.")
    with _ONE_AT_A_TIME:
        worker = _WORKERS.get(setup)
        if worker is None:
            _WORKERS.clear()
            own = replace(setup, cache=usual_folder() if setup.cache else None)
            worker = _WORKERS[setup] = Worker(own)
        return worker.do(task)
