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
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from refcheck.cache import usual_folder
from refcheck.errors import RefcheckError, UsageError
from refcheck.model import Page
from refcheck.version import build
from refcheck.work import Done, Replays, Setup, Task, Worker, unchecked

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE = 60.0
"""Seconds to wait for the scheduler, or for a worker where none is left, before giving up."""
_LOOK, _ANSWER = 1.0, 2.0
"""Seconds between two looks whether there is anybody who works, and to wait for what the scheduler says to that."""
_AHEAD = 3
"""Bundles of tasks for each worker's thread that are on their way, so that none waits for the next."""
_BUNDLE, _BUNDLE_BYTES = 64, 4_000_000
"""How many claims, and pages of how many bytes, are sent together: the way to the scheduler and back takes its time."""
_MISSING = "the engine dask needs a package that is not installed; install it: pip install 'refcheck-claims[dask]'"


class ClusterError(RefcheckError):
    """A cluster that can not be used, or that was lost for good: what it had not done was not checked."""


@dataclass(slots=True)
class _Given:
    """Tasks on their way; without a future where there was nobody to give them to."""

    tasks: tuple[Task, ...]
    future: Future | None

    def let_go(self) -> None:
        """Asks for them no more."""
        if self.future is not None:
            self.future.release()


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
        self._client = self._connected()
        way = _Way(tasks, self._submit, lambda: _AHEAD * max(1, self._threads()))
        try:
            while way.has_more():
                yield from self._outcome(way)
        finally:
            way.close()
            self._client.close(timeout=2)

    # ------------------------------------------------------------ tasks

    def _submit(self, tasks: tuple[Task, ...]) -> Future | None:
        """Tasks on their way; their name is new each time, so that nothing of an earlier run is taken for them.

        None where the client has given its scheduler up: whoever waits for the outcome looks for another one.
        """
        first = -tasks[0].number
        try:
            return self._client.submit(_do, build(by_content=True), self._setup, tasks, pure=False, priority=first)
        except Exception:  # Dask has had several for this
            if self._client.status in ("closing", "closed"):
                return None
            raise

    def _outcome(self, way: _Way) -> tuple[Done, ...]:
        """What came of the tasks given first."""
        from distributed import KilledWorker  # noqa: PLC0415

        while True:
            first = way.given[0]
            try:
                done = self._waited_for(first.future)
            except KilledWorker as error:
                if len(first.tasks) > 1:  # one of them may be to blame, and is found out alone
                    way.part()
                    continue
                done = (unchecked(first.tasks[0], f"{error.allowed_failures + 1} workers ended while they were at it"),)
            except (CancelledError, ConnectionError):
                self._send_again(way)
                continue
            except ModuleNotFoundError as error:
                told = f"a worker of the scheduler at {self._address} lacks {error.name}: install refcheck there."
                raise ClusterError(told) from error
            way.taken()
            return done

    def _waited_for(self, future: Future | None) -> tuple[Done, ...]:
        """The outcome, once it is there. Raises `ClusterError` where for long there is nobody who works at it."""
        if future is None:
            raise CancelledError
        seen = time.monotonic()
        while True:
            try:
                done: tuple[Done, ...] = future.result(timeout=_LOOK)
            except TimeoutError:
                if self._threads() or self._client.status != "running":
                    seen = time.monotonic()
                elif time.monotonic() - seen > self._patience:
                    raise ClusterError(f"the scheduler at {self._address} has no worker left.") from None
            else:
                return done

    def _send_again(self, way: _Way) -> None:
        """Sends all that is on its way once more: the scheduler that knew of it is not the one that is there now."""
        end = time.monotonic() + self._patience
        while self._client.status == "connecting" and time.monotonic() < end:
            time.sleep(0.05)
        with way.changed:
            if self._client.status != "running":
                self._client.close(timeout=2)
                self._client = self._connected()
            for each in way.given:
                each.future = self._submit(each.tasks)

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


class _Way:
    """Tasks that are on their way, in order; a thread of its own asks for more, for they may be long in coming."""

    def __init__(
        self, tasks: Iterable[Task], submit: Callable[[tuple[Task, ...]], Future | None], most: Callable[[], int]
    ) -> None:
        self.given: deque[_Given] = deque()
        self.changed = threading.Condition(threading.RLock())
        self._submit, self._most = submit, most
        self._over = False
        self._error: BaseException | None = None
        threading.Thread(target=self._run, args=(tasks,), daemon=True).start()

    def _run(self, tasks: Iterable[Task]) -> None:
        try:
            for bundle in _bundles(tasks):
                with self.changed:
                    while len(self.given) >= self._most() and not self._over:
                        self.changed.wait()
                    if self._over:
                        return
                    self.given.append(_Given(bundle, self._submit(bundle)))
                    self.changed.notify_all()
        except BaseException as error:  # noqa: BLE001 - raised again by who takes the outcomes
            self._error = error
        finally:
            with self.changed:
                self._over = True
                self.changed.notify_all()

    def has_more(self) -> bool:
        """Whether there is something to wait for, as soon as that is known. Raises what asking for tasks raised."""
        with self.changed:
            while not self.given and not self._over:
                self.changed.wait()
            if not self.given and self._error is not None:
                raise self._error
            return bool(self.given)

    def taken(self) -> None:
        """Lets go of what was given first."""
        with self.changed:
            self.given.popleft().let_go()
            self.changed.notify_all()

    def part(self) -> None:
        """Sends each task of what was given first on its own."""
        with self.changed:
            first = self.given.popleft()
            self.given.extendleft(_Given((task,), self._submit((task,))) for task in reversed(first.tasks))

    def close(self) -> None:
        """Asks for no more, and lets go of everything."""
        with self.changed:
            self._over = True
            self.changed.notify_all()
            for each in self.given:
                each.let_go()


def _bundles(tasks: Iterable[Task]) -> Iterator[tuple[Task, ...]]:
    """The tasks in their order with their pages; those whose pages are recorded in bundles that are worth the way."""
    replays = Replays()
    bundle: list[Task] = []
    claims = size = 0
    for task in tasks:
        if task.pages:  # what was pulled waits for nothing: no more may be pulled until it is read
            if bundle:
                yield tuple(bundle)
            bundle, claims, size = [], 0, 0
            yield (replays.into(task),)
            continue
        bundle.append(replays.into(task))
        claims += max(1, len(task.claims))
        size += sum(len(page.body) for page in bundle[-1].pages.values() if isinstance(page, Page))
        if claims >= _BUNDLE or size >= _BUNDLE_BYTES:
            yield tuple(bundle)
            bundle, claims, size = [], 0, 0
    if bundle:
        yield tuple(bundle)


_WORKERS: dict[Setup, Worker] = {}
_ONE_AT_A_TIME = threading.Lock()


def _do(made_by: str, setup: Setup, tasks: tuple[Task, ...]) -> tuple[Done, ...]:
    """What a worker does: tasks, by the one `Worker` of its process, which keeps the model from one to the next."""
    if build(by_content=True) != made_by:
        told = f"a worker has another build of refcheck, {build(by_content=True)}, than this machine, {made_by}"
        raise ClusterError(f"{told}: install the same everywhere.")
    with _ONE_AT_A_TIME:
        worker = _WORKERS.get(setup)
        if worker is None:
            _WORKERS.clear()
            own = replace(setup, cache=usual_folder() if setup.cache else None)
            worker = _WORKERS[setup] = Worker(own)
        return tuple(map(worker.do, tasks))
