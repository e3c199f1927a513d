"""What makes a run fail, and with which exit code."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from enum import StrEnum

import click
from click.shell_completion import CompletionItem

from refcheck.errors import EXPECTED, UNCHECKED, UNEXPECTED
from refcheck.model import Result, Run, Verdict
from refcheck.standing import Standing, has_turned, standing_of


class FailOn(StrEnum):
    """What a run may be told to fail on; a verdict's own name narrows `UNEXPECTED` down to that verdict."""

    UNEXPECTED = "unexpected"
    UNCHECKED = "unchecked"
    SUPPORTED = "supported"
    REFUTED = "refuted"
    CONFLICTING = "conflicting"
    NOT_ENOUGH = "not-enough"
    STALE = "stale"
    NEVER = "never"


DEFAULT = (FailOn.UNEXPECTED, FailOn.UNCHECKED)
VERDICTS = {
    FailOn.SUPPORTED: Verdict.SUPPORTED,
    FailOn.REFUTED: Verdict.REFUTED,
    FailOn.CONFLICTING: Verdict.CONFLICTING,
    FailOn.NOT_ENOUGH: Verdict.NOT_ENOUGH,
}


def exit_code(run: Run, conditions: Collection[FailOn] = DEFAULT) -> int:
    """1 where some result fails the run, 3 where nothing does but some could not be checked, 0 otherwise.

    Results that are waived or in the baseline fail nothing; conditions that were not asked for fail nothing either.
    """
    if any(_fails(result, run, conditions) for result in run.results):
        return UNEXPECTED
    unchecked = any(standing_of(result, run) is Standing.UNCHECKED for result in run.results)
    return UNCHECKED if unchecked and FailOn.UNCHECKED in conditions else EXPECTED


def _fails(result: Result, run: Run, conditions: Collection[FailOn]) -> bool:
    if FailOn.STALE in conditions and has_turned(result, run):
        return True
    if standing_of(result, run) is not Standing.UNEXPECTED or result.judgement is None:
        return False
    return FailOn.UNEXPECTED in conditions or any(
        result.judgement.verdict is VERDICTS.get(condition) for condition in conditions
    )


def conditions(context: click.Context, param: click.Parameter, given: Sequence[str]) -> tuple[FailOn, ...]:
    """The conditions of an option that takes several between commas and may be repeated, or the default ones.

    Raises click.BadParameter, with the nearest one, for any other word.
    """
    names = list(dict.fromkeys(name.strip().lower() for each in given for name in each.split(",")))
    for name in names:
        if name not in set(FailOn):
            near = get_close_matches(name.replace("_", "-").replace(" ", "-"), list(FailOn), n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(FailOn)}."
            raise click.BadParameter(f"{name!r} is nothing that a run can fail on; {hint}", context, param)
    if FailOn.NEVER in names and len(names) > 1:
        raise click.BadParameter("'never' stands alone: take it out, or the others.", context, param)
    return tuple(FailOn(name) for name in names) or DEFAULT


def offered(_context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What completion offers: the conditions that go on from what is typed after the last comma."""
    before, comma, word = incomplete.rpartition(",")
    return [CompletionItem(f"{before}{comma}{name}") for name in FailOn if name.startswith(word)]
