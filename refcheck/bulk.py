"""Many statements judged: one after the other in this process, or spread over several.

The other processes are plain Python interpreters that are spoken to through pipes. They import nothing of the caller's,
so that a script needs no guard on its `__main__`, and a notebook works as a module does.
"""

from __future__ import annotations

import gc
import json
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from queue import SimpleQueue
from typing import IO, Any

from refcheck.collector import forget_pages, uncollected
from refcheck.desk import Desk
from refcheck.errors import UsageError
from refcheck.judging import Judge
from refcheck.model import Claim, Document, Judgement, Source
from refcheck.reading import from_text

Pair = tuple[str, Sequence[str | Document]]

_BATCH_SIZE, _BATCH_CHARACTERS = 64, 100_000
"""A batch is handed over when it has as many pairs, or so many characters in its documents."""
_AHEAD = 2
"""Batches that each process has at hand, so that none waits for the next."""
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from refcheck.bulk import serve; serve()"


def judged(pairs: Iterable[Pair], judge: str | Judge, top_k: int, jobs: int) -> Iterator[Judgement]:
    """The judgements of the pairs in their order, by `jobs` processes where there is enough for them to do."""
    waiting = map(_sound, pairs)
    if jobs <= 1 or not isinstance(judge, str) or not _can_start():
        return _here(waiting, judge, top_k)
    batches = _batches(waiting)
    first = list(islice(batches, 2))
    if len(first) < 2:
        return _here(chain.from_iterable(first), judge, top_k)
    return _elsewhere(chain(first, batches), judge, top_k, jobs)


def _sound(pair: Pair) -> Pair:
    """The pair, unless its documents are a single text: each of its letters would be taken for a document."""
    if isinstance(pair[1], str | bytes | Document):
        raise UsageError(f"documents are a list of texts or pages, as in [text], not one {type(pair[1]).__name__}")
    return pair


def _here(pairs: Iterable[Pair], judge: str | Judge, top_k: int) -> Iterator[Judgement]:
    """In this process; documents that are asked about several times in a row are read and indexed once."""
    last: Sequence[str | Document] | None = None
    desk, read = Desk(judge, top_k), dict[str, Document]()
    for statement, documents in pairs:
        with uncollected():
            if last is None or not _same(documents, last):
                forget_pages()
                last, desk, read = list(documents), Desk(judge, top_k), _read(documents)
            judgement = desk.judge_claim(Claim("statement", statement, sources=tuple(read)), read)[0]
        yield judgement


def _same(documents: Sequence[str | Document], others: Sequence[str | Document]) -> bool:
    return len(documents) == len(others) and all(
        a is b or (isinstance(a, str) and isinstance(b, str) and a == b) for a, b in zip(documents, others, strict=True)
    )


def _read(documents: Sequence[str | Document]) -> dict[str, Document]:
    named = [from_text(d, Source(f"document-{n}", "")) if isinstance(d, str) else d for n, d in enumerate(documents, 1)]
    return {f"{n}": _told_apart(d, n, named) for n, d in enumerate(named, 1)}


def _told_apart(document: Document, number: int, documents: Sequence[Document]) -> Document:
    """The document under an id that no other one has: two pages of one id would be weighed as one."""
    if sum(other.source.id == document.source.id for other in documents) == 1:
        return document
    return replace(document, source=replace(document.source, id=f"{document.source.id}-{number}"))


# ---------------------------------------------------------------- other processes


def _can_start() -> bool:
    """Whether this process was started by an interpreter that can be started again."""
    return bool(sys.executable) and not getattr(sys, "frozen", False)


def _batches(pairs: Iterator[Pair]) -> Iterator[list[Pair]]:
    batch: list[Pair] = []
    size = 0
    for statement, documents in pairs:
        batch.append((statement, list(documents)))
        size += sum(len(d) if isinstance(d, str) else len(d.text) for d in documents)
        if len(batch) >= _BATCH_SIZE or size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _elsewhere(batches: Iterator[list[Pair]], judge: str, top_k: int, jobs: int) -> Iterator[Judgement]:
    """By other processes, which take turns: who judges a pair depends on nothing but its place."""
    processes = [_start(judge, top_k) for _ in range(jobs)]
    given: deque[subprocess.Popen[bytes]] = deque()
    try:
        for number, batch in enumerate(batches):
            process = processes[number % jobs]
            _send(process.stdin, batch)
            given.append(process)
            if len(given) >= jobs * _AHEAD:
                yield from _answer(given.popleft())
        while given:
            yield from _answer(given.popleft())
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def _start(judge: str, top_k: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _START, json.dumps(sys.path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    _send(process.stdin, (judge, top_k))
    return process


def _answer(process: subprocess.Popen[bytes]) -> list[Judgement]:
    if process.stdout is None:
        raise RuntimeError("a judging process without a pipe")
    try:
        answer = pickle.load(process.stdout)  # noqa: S301 - written by a process of our own
    except EOFError:
        raise RuntimeError(f"a judging process ended early, with exit code {process.wait()}") from None
    if isinstance(answer, BaseException):
        raise answer
    found: list[Judgement] = answer
    return found


def _send(pipe: IO[bytes] | None, what: object) -> None:
    if pipe is None:
        raise RuntimeError("a judging process without a pipe")
    try:
        pickle.dump(what, pipe, pickle.HIGHEST_PROTOCOL)
        pipe.flush()
    except BrokenPipeError:
        raise RuntimeError("a judging process ended early") from None


def serve() -> None:
    """What such a process does: judge the batches that arrive on its standard input, until there are no more.

    A thread takes them off the pipe, so that who writes to it never waits for who judges. What a judge prints goes to
    standard error: standard output is for judgements.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one tells it when to end
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    arrived: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_receive, args=(sys.stdin.buffer, arrived), daemon=True).start()
    asked = arrived.get()
    gc.freeze()  # the lexicon and the modules stay
    gc.set_threshold(200_000, 20, 20)
    while asked is not None and (batch := arrived.get()) is not None:
        try:
            answer: object = list(_here(batch, *asked))
        except Exception as error:  # noqa: BLE001 - raised again by who asked
            answer = error
        _send(answers, answer)


def _receive(pipe: IO[bytes], arrived: SimpleQueue[Any]) -> None:
    try:
        while True:
            arrived.put(pickle.load(pipe))  # noqa: S301 - written by the process that started this one
    except EOFError:
        arrived.put(None)
