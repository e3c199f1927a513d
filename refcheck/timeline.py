"""What stored runs said of claims, one after another: where a verdict changed, and how long it stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from refcheck.model import Run, Verdict


@dataclass(frozen=True, slots=True)
class Said:
    """What a run said of a claim; `verdict` is None where it could not be checked, `since` as in `Result`."""

    claim: str
    statement: str
    verdict: Verdict | None
    since: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A run in short: its number in the history, when it began, and what it said, in the order of the claims."""

    number: int
    started_at: datetime
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Runs in a row that said the same of a claim; `first` and `last` are their places among the runs, from 0."""

    said: Said
    first: int
    last: int


def said_in(run: Run) -> tuple[Said, ...]:
    """What a run said, claim by claim."""
    return tuple(
        Said(
            result.claim.id,
            result.claim.statement,
            result.judgement.verdict if result.judgement else None,
            result.since.verdict if result.since else None,
        )
        for result in run.results
    )


def stretches(runs: Sequence[Past], claim: str) -> tuple[Stretch, ...]:
    """The runs in which the claim was judged, oldest first, as stretches of the same statement and verdicts.

    A run that does not have the claim ends a stretch only where another verdict or statement follows.
    """
    found: list[Stretch] = []
    for place, run in enumerate(runs):
        for said in run.said:
            if said.claim != claim:
                continue
            if found and found[-1].said == said:
                found[-1] = Stretch(said, found[-1].first, place)
            else:
                found.append(Stretch(said, place, place))
    return tuple(found)


def claims_of(runs: Iterable[Past]) -> tuple[str, ...]:
    """The ids of all claims that the runs judged, in the order in which they were first judged."""
    return tuple(dict.fromkeys(said.claim for run in runs for said in run.said))


def changed_in(runs: Sequence[Past]) -> Iterator[tuple[Past, tuple[str, ...]]]:
    """Each run with the claims of which it said something else than the run before it that had them, or was the first.

    Without the runs that have no such claims all others would tell the same changes.
    """
    latest: dict[str, Said] = {}
    for run in runs:
        yield run, tuple(said.claim for said in run.said if latest.get(said.claim) != said)
        latest.update((said.claim, said) for said in run.said)
