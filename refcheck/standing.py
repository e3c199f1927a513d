"""How the results of a run stand: as expected, waived, in the baseline, new, or not checked.

Everything that reports a run or decides whether it fails asks here. A waiver and a baseline let a verdict be that is
not the expected one; they never change the verdict, and never cover what could not be checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from refcheck.model import Accepted, Outcome, Result, Run

ENTRIES_NAMED = 20


class Standing(StrEnum):
    """What a result amounts to once waivers and the baseline have had their say."""

    EXPECTED = "as expected"
    UNEXPECTED = "not as expected"
    WAIVED = "waived"
    ACCEPTED = "in the baseline"
    UNCHECKED = "could not be checked"


def standing_of(result: Result, run: Run) -> Standing:
    """How a result of the run stands.

    A claim with a waiver is the waiver's alone, up to and including its last day; the baseline has no say in it.
    """
    if result.outcome is Outcome.UNCHECKED:
        return Standing.UNCHECKED
    if result.outcome is Outcome.EXPECTED:
        return Standing.EXPECTED
    if result.claim.waiver:
        return Standing.WAIVED if _waiver_holds(result, run) else Standing.UNEXPECTED
    entry = _entry(result, run)
    fits = entry is not None and result.judgement is not None and entry.verdict is result.judgement.verdict
    return Standing.ACCEPTED if fits else Standing.UNEXPECTED


def has_turned(result: Result, run: Run) -> bool:
    """Whether pages published since would change the verdict, and neither a waiver nor the baseline knows of it."""
    if result.since is None or _waiver_holds(result, run):
        return False
    entry = _entry(result, run)
    return entry is None or entry.since is not result.since.verdict


def excuse(result: Result, run: Run) -> tuple[str, str] | None:
    """What a waiver or the baseline has to say of a result, as a label and words; None where they say nothing."""
    standing, waiver = standing_of(result, run), result.claim.waiver
    if standing is Standing.EXPECTED:
        return None
    if waiver:
        words = f"until {waiver.until}, by {waiver.owner}: {waiver.reason}"
        if standing is Standing.UNCHECKED:
            return "Waiver", f"does not cover what could not be checked ({words})"
        return ("Waived", words) if standing is Standing.WAIVED else ("Waiver ran out", words)
    if standing is Standing.ACCEPTED:
        return "In the baseline", "this verdict on this statement was accepted"
    entry = next((each for each in run.accepted if each.claim == result.claim.id), None)
    if entry is None or standing is Standing.UNCHECKED:
        return None
    what = f"“{entry.verdict}”" if entry.statement == result.claim.statement else "another statement under this id"
    return "Baseline", f"what was accepted is {what}, not this"


def remarks(run: Run) -> tuple[str, ...]:
    """What is to be put in order, in a sentence each: waivers that ran out, and those and entries nobody needs now."""
    return (
        *_interrupted(run),
        *_lapsed(run),
        *_unneeded_waivers(run),
        *_spent_entries(run),
    )


def lapsed(run: Run) -> tuple[Result, ...]:
    """The results that are not as expected and whose waiver ran out before the run began."""
    return tuple(
        result for result in run.results if result.claim.waiver and standing_of(result, run) is Standing.UNEXPECTED
    )


def spent(run: Run) -> tuple[tuple[str, str], ...]:
    """The baseline's entries that hold nothing any more: the claim's id and why, in the baseline's order."""
    results = {result.claim.id: result for result in run.results}
    known = {claim.id for claim in run.dossier.claims}
    found = []
    for entry in run.accepted:
        if entry.claim not in known:
            found.append((entry.claim, "is no claim of the file any more"))
        elif (result := results.get(entry.claim)) and (why := _why_spent(entry, result)):
            found.append((entry.claim, why))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many results of a run stand how; the five add up to the results."""

    expected: int
    unexpected: int
    waived: int
    accepted: int
    unchecked: int


def count(run: Run) -> Counts:
    """The counts of a run."""
    found = Counter(standing_of(result, run) for result in run.results)
    return Counts(
        found[Standing.EXPECTED],
        found[Standing.UNEXPECTED],
        found[Standing.WAIVED],
        found[Standing.ACCEPTED],
        found[Standing.UNCHECKED],
    )


def _waiver_holds(result: Result, run: Run) -> bool:
    waiver = result.claim.waiver
    return waiver is not None and _day(run) <= waiver.until


def _day(run: Run) -> date:
    """The day on which the run began, where its clock stands (UTC unless the start was pinned elsewhere)."""
    return run.started_at.date()


def _entry(result: Result, run: Run) -> Accepted | None:
    """The baseline's entry for this claim as it is worded now; a claim with a waiver has none."""
    claim = result.claim
    if claim.waiver:
        return None
    return next((each for each in run.accepted if each.claim == claim.id and each.statement == claim.statement), None)


def _interrupted(run: Run) -> Iterator[str]:
    if run.interrupted:
        yield f"Interrupted: this report has the {len(run.results)} claims that were judged until then, and no others."


def _lapsed(run: Run) -> Iterator[str]:
    for result in lapsed(run):
        if waiver := result.claim.waiver:
            yield (
                f"Waiver ran out: {result.claim.id}: {waiver.owner} had until {waiver.until} ({waiver.reason}). "
                "Settle the claim, or agree on a new date."
            )


def _unneeded_waivers(run: Run) -> Iterator[str]:
    for result in run.results:
        if (waiver := result.claim.waiver) and result.outcome is Outcome.EXPECTED and result.since is None:
            yield f"Waiver: {result.claim.id} is as expected and needs none; take out that of {waiver.owner}."


def _spent_entries(run: Run) -> Iterator[str]:
    found = spent(run)
    yield from (f"Baseline: {name} {why}; take its entry out." for name, why in found[:ENTRIES_NAMED])
    if len(found) > ENTRIES_NAMED:
        yield f"Baseline: {len(found) - ENTRIES_NAMED} further entries hold nothing any more; write it anew."


def _why_spent(entry: Accepted, result: Result) -> str:
    """Why an entry holds nothing any more, or nothing where it does or where nobody can say."""
    if result.judgement is None:
        return ""
    if result.claim.waiver:
        return "has a waiver, which decides instead"
    if entry.statement != result.claim.statement:
        return "makes another statement by now"
    if result.judgement.verdict is not entry.verdict:
        return f"is {result.judgement.verdict} by now"
    same_since = entry.since is (result.since.verdict if result.since else None)
    if result.outcome is Outcome.EXPECTED and not (entry.since and same_since):
        return "is as expected by now"
    return ""
