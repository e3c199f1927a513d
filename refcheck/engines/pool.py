"""Other processes of this machine, and how they are spoken to.

They are plain Python interpreters at the other end of two pipes. They import nothing of the caller's, so that a script
needs no guard on its `__main__`, and a notebook works as a module does. A process ends when its pipe is closed, which
the system sees to where whoever started it is killed.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import IO, Any, Generic, TypeVar

from refcheck.errors import RefcheckError

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")
Answer = TypeVar("Answer")

AT_HAND = 2
"""Items that a process has at hand, so that it does not wait for the next."""
AHEAD = 4
"""Items for each process that may be given before the oldest of them is answered."""
TRIES = 2
"""So many processes an item may end before it is given up."""
_SIZE = 8
"""Bytes of the number before each message, which says how long it is."""
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from refcheck.engines.pool import serve; serve()"


class StartError(RefcheckError):
    """A process that ended before it had begun to work."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What stands for an answer where the item ended every process that it was given to; `how` says how they ended."""

    how: str


@dataclass(frozen=True, slots=True)
class Failed:
    """What stands for an answer where the work raised an exception, which whoever takes it raises at its turn."""

    error: Exception


@dataclass(slots=True)
class _Given(Generic[Key, Item]):
    key: Key
    item: Item
    tries: int


class Pool(Generic[Key, Item, Answer]):
    """Processes that share the items given: each takes the next when it has room. To be used as a context.

    `make` is called once in each process, and what it returns is called with every item. Both it and the items can be
    pickled. At the end of the context all processes and threads are gone. A process is started when there is work for
    it, or with `at_once` when the context begins, so that it is ready by then.
    """

    def __init__(self, make: Callable[[], Callable[[Item], Answer]], count: int, *, at_once: bool = False) -> None:
        self.ahead = AHEAD * count
        self.processes: set[subprocess.Popen[bytes]] = set()
        self._make = make
        self._at_once = at_once
        self._waiting: deque[_Given[Key, Item]] = deque()
        self._events: SimpleQueue[tuple[Key, Answer | Lost | Failed] | BaseException | None] = SimpleQueue()
        self._changed = threading.Condition()
        self._closed = False
        self._threads = [threading.Thread(target=self._attend, daemon=True) for _ in range(count)]

    def __enter__(self) -> Pool[Key, Item, Answer]:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            for process in self.processes:
                process.kill()
        for thread in self._threads:
            thread.join()

    def give(self, key: Key, item: Item, tries: int = TRIES) -> None:
        """Has an item done by whichever process is free first.

        It is given to so many processes, one after the other, as long as they end before it is done.
        """
        with self._changed:
            self._waiting.append(_Given(key, item, tries))
            self._changed.notify()

    def end(self, error: BaseException | None = None) -> None:
        """Wakes who waits for an answer: with an error to raise, or since there is nothing more to give."""
        self._events.put(error)

    def answer(self) -> tuple[Key, Answer | Lost | Failed] | None:
        """The key of an item and what came of it, as each is done; None for `end`. Raises what ends the whole work."""
        event = self._events.get()
        if isinstance(event, BaseException):
            raise event
        return event

    # ------------------------------------------------------------ a thread for each process

    def _attend(self) -> None:
        """Keeps one process busy; where it dies, another takes its place."""
        try:
            if self._at_once:
                with self._process() as process:
                    self._exchange(process, deque())
            while (first := self._take(wait=True)) is not None:
                with self._process() as process:
                    self._exchange(process, deque([first]))
        except BaseException as error:  # noqa: BLE001 - raised again by who asks for answers
            self._events.put(error)

    def _take(self, *, wait: bool) -> _Given[Key, Item] | None:
        with self._changed:
            while wait and not self._waiting and not self._closed:
                self._changed.wait()
            return self._waiting.popleft() if self._waiting and not self._closed else None

    @contextmanager
    def _process(self) -> Iterator[subprocess.Popen[bytes]]:
        """A process in a session of its own: Ctrl-C in a terminal is for who started it, which ends it then."""
        command = [sys.executable, "-P", "-c", _START, json.dumps(sys.path)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        ) as process:
            with self._changed:
                self.processes.add(process)
                if self._closed:
                    process.kill()
            try:
                yield process
            finally:
                process.kill()
                with suppress(BrokenPipeError):
                    _stream(process.stdin).close()
                process.wait()
                with self._changed:
                    self.processes.remove(process)

    def _exchange(self, process: subprocess.Popen[bytes], at_hand: deque[_Given[Key, Item]]) -> None:
        """Gives items and takes answers until there are no more, or the process is dead."""
        to, back = _stream(process.stdin), _stream(process.stdout)
        _send(to, pickle.dumps(self._make, pickle.HIGHEST_PROTOCOL))
        for given in at_hand:
            _send(to, pickle.dumps(given.item, pickle.HIGHEST_PROTOCOL))
        if (begun := _received(back)) is not None:
            if isinstance(answer := _answer_in(begun), Failed):
                raise answer.error
        elif process.wait() >= 0 and not self._closed:
            raise StartError(f"no process could be started to judge in: it ended {_how(process)}.")
        elif not at_hand:  # it was killed before there was anything to do
            return
        while True:
            more = self._take(wait=not at_hand) if len(at_hand) < AT_HAND else None
            if more is not None:
                at_hand.append(more)
                _send(to, pickle.dumps(more.item, pickle.HIGHEST_PROTOCOL))
            elif not at_hand:
                return
            elif (message := _received(back)) is not None:
                self._events.put((at_hand.popleft().key, _answer_in(message)))
            else:
                self._bury(process, at_hand)
                return

    def _bury(self, process: subprocess.Popen[bytes], at_hand: deque[_Given[Key, Item]]) -> None:
        """Blames a death on the item that was worked on; it and what waited behind it go to others."""
        at_hand[0].tries -= 1
        if not at_hand[0].tries:
            self._events.put((at_hand.popleft().key, Lost(_how(process))))
        with self._changed:
            self._waiting.extendleft(reversed(at_hand))
            self._changed.notify(len(at_hand))


def _how(process: subprocess.Popen[bytes]) -> str:
    """How a process ended, in words."""
    code = process.wait()
    return f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"


# ---------------------------------------------------------------- messages


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("a process without a pipe")
    return pipe


def _send(pipe: IO[bytes], message: bytes) -> None:
    """Sends a message with its length before it; that nobody takes it is noticed by who waits for the answer."""
    with suppress(BrokenPipeError):
        pipe.write(len(message).to_bytes(_SIZE, "big"))
        pipe.write(message)
        pipe.flush()


def _received(pipe: IO[bytes]) -> bytes | None:
    """The next message; None where the other end is closed, in the middle of one too."""
    size = int.from_bytes(pipe.read(_SIZE), "big")
    message = pipe.read(size)
    return message if size and len(message) == size else None


def _answer_in(message: bytes) -> Any:  # noqa: ANN401 - whatever was answered
    return pickle.loads(message)  # noqa: S301 - written by a process of our own


# ---------------------------------------------------------------- at the other end


def serve() -> None:
    """What such a process does: answers each item that arrives on its standard input.

    A thread takes them off the pipe, so that who writes to it never waits for who works, and ends the process when the
    pipe is closed. What is printed meanwhile goes to standard error: standard output is for answers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    arrived: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(sys.stdin.buffer, arrived), daemon=True).start()
    work: Callable[[Any], Any] | None = None
    while True:
        try:
            arrival = pickle.loads(arrived.get())  # noqa: S301 - written by the process that started this one
            if work is None:
                work, answer = arrival(), None
                gc.freeze()  # the lexicon and the modules stay
                gc.set_threshold(200_000, 20, 20)
            else:
                answer = work(arrival)
            message = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
        except Exception as error:  # noqa: BLE001 - raised again by who asked
            message = pickle.dumps(Failed(_portable(error)), pickle.HIGHEST_PROTOCOL)
        _send(answers, message)


def _receive(pipe: IO[bytes], arrived: SimpleQueue[bytes]) -> None:
    while (message := _received(pipe)) is not None:
        arrived.put(message)
    os._exit(0)  # nobody waits for what is being done


def _portable(error: Exception) -> Exception:
    """The exception, with where it was raised, or one that says the same where it can not be sent."""
    place = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
    except Exception:  # noqa: BLE001 - whatever its class makes of being copied
        error = RuntimeError(f"{type(error).__name__}: {error}")
    error.add_note(f"In another process:\n{place}")
    return error
