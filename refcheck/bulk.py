"""Many statements judged: one after the other in this process, or spread over several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from refcheck.collector import forget_pages, uncollected
from refcheck.engines.pool import Failed, Lost, Pool
from refcheck.errors import JudgeError, UsageError
from refcheck.model import Claim, Document, Judgement, Source
from refcheck.reading import from_text

if TYPE_CHECKING:
    from refcheck.judging import Judge

Pair = tuple[str, Sequence[str | Document]]

_BATCH_SIZE, _BATCH_CHARACTERS = 64, 100_000
"""A batch is handed over when it has as many pairs, or so many characters in its documents."""


def judged(pairs: Iterable[Pair], judge: str | Judge, top_k: int, jobs: int) -> Iterator[Judgement]:
    """The judgements of the pairs in their order, by `jobs` processes where there is enough for them to do."""
    waiting = map(_sound, pairs)
    if jobs <= 1 or not isinstance(judge, str):
        return _here(waiting, judge, top_k)
    from refcheck.engines.choosing import can_start  # noqa: PLC0415 - what judges has no use for it

    if not can_start():
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
    from refcheck.desk import Desk  # noqa: PLC0415 - who only hands out is ready before it is loaded

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
    """By other processes; the batches are asked for in this thread, some ahead."""
    with Pool[int, list[Pair], list[Judgement]](partial(_judging, judge, top_k), jobs) as pool:
        found: dict[int, list[Judgement] | Lost | Failed] = {}
        given = taken = 0
        for batch in batches:
            pool.give(given, batch)
            given += 1
            if given - taken == pool.ahead:
                yield from _answer(pool, taken, found)
                taken += 1
        for number in range(taken, given):
            yield from _answer(pool, number, found)


def _answer(
    pool: Pool[int, list[Pair], list[Judgement]], number: int, found: dict[int, list[Judgement] | Lost | Failed]
) -> list[Judgement]:
    """The judgements of one batch; those of others that are done before it are put aside."""
    while number not in found:
        if event := pool.answer():
            found[event[0]] = event[1]
    answer = found.pop(number)
    if isinstance(answer, Failed):
        raise answer.error
    if isinstance(answer, Lost):
        raise JudgeError(f"the processes that a batch of the pairs was given to ended {answer.how}")
    return answer


def _judging(judge: str, top_k: int) -> Callable[[list[Pair]], list[Judgement]]:
    """What such a process does with each batch; what judges is loaded before the first."""
    import refcheck.desk  # noqa: F401, PLC0415 - see `_here`

    return lambda batch: list(_here(iter(batch), judge, top_k))
