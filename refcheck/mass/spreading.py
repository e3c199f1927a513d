"""Groups of claims handed to an engine, with the pages that they need, and what came of each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Protocol

from refcheck.engines import Engine
from refcheck.mass.pool import Asked
from refcheck.model import Result, Source, SourceUse
from refcheck.work import Task

_MOST_TRIES = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that are judged together, and where their recordings are and what names stand for what.

    `dossier` is the place in the input of the dossier that they are of, where they are of one; `tries` how often pages
    were missing for them.
    """

    asked: tuple[Asked, ...]
    cassettes: Path | None = None
    aliases: tuple[tuple[str, ...], ...] = ()
    dossier: int = 0
    tries: int = 0

    @property
    def sources(self) -> tuple[Source, ...]:
        """All sources that the claims rest on, each once, in the order in which they are named."""
        return tuple({source.id: source for asked in self.asked for source in asked.sources}.values())


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a group: results in the order of its claims, and what became of the sources."""

    group: Group
    results: tuple[Result, ...]
    uses: tuple[SourceUse, ...]


class Pages(Protocol):
    """Who gets the pages that no worker has to replay."""

    def handed_over(self, tasks: Iterator[Task]) -> Iterator[Task]:
        """The tasks in their order, each with the pages that were pulled for it."""

    def settle(self, task: Task, uses: tuple[SourceUse, ...]) -> frozenset[Source]:
        """Keeps the pages that a worker could read; the sources that have to be pulled after all."""


class Recorded:
    """For a run that pulls nothing: workers replay what is recorded."""

    def handed_over(self, tasks: Iterator[Task]) -> Iterator[Task]:
        """The tasks as they are."""
        return tasks

    def settle(self, task: Task, uses: tuple[SourceUse, ...]) -> frozenset[Source]:  # noqa: ARG002 - as it is asked
        """Nothing is to be done."""
        return frozenset()


def answers(groups: Iterator[Group], engine: Engine, pages: Pages) -> Iterator[Answer]:
    """What came of the groups; claims whose pages had to be pulled after all come later, in an answer of their own."""
    given: dict[int, tuple[Group, Task]] = {}
    again: deque[Group] = deque()
    numbers = count()

    def tasks() -> Iterator[Task]:
        while group := again.popleft() if again else next(groups, None):
            claims = tuple(asked.claim for asked in group.asked)
            task = Task(next(numbers), claims, group.sources, {}, group.cassettes, group.aliases)
            given[task.number] = group, task
            yield task

    while True:
        for done in engine.do(pages.handed_over(tasks())):
            group, task = given.pop(done.number)
            missing = pages.settle(task, done.uses)
            answer = Answer(group, done.results, done.uses)
            if missing and group.tries < _MOST_TRIES:
                answer, rest = _parted(answer, missing)
                again.append(rest)
            yield answer
        if not again:
            return


def _parted(answer: Answer, missing: frozenset[Source]) -> tuple[Answer, Group]:
    """What can be answered, and the claims that wait for sources which are missing yet."""
    waits = [not missing.isdisjoint(asked.sources) for asked in answer.group.asked]
    told = [
        pair for pair, wait in zip(zip(answer.group.asked, answer.results, strict=True), waits, strict=True) if not wait
    ]
    group = replace(answer.group, asked=tuple(asked for asked, _ in told))
    uses = tuple(use for use in answer.uses if use.source not in missing)
    rest = tuple(asked for asked, wait in zip(answer.group.asked, waits, strict=True) if wait)
    return Answer(group, tuple(result for _, result in told), uses), replace(
        answer.group, asked=rest, tries=answer.group.tries + 1
    )
