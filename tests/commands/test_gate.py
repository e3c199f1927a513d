"""Which exit code a run has, by what stands in it and by what it is told to fail on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.commands.gate import DEFAULT, FailOn, conditions, exit_code, offered
from refcheck.model import Accepted, Claim, Dossier, Judgement, Result, Run, Scores, Verdict, Waiver

PARAM = click.Option(["--fail-on"])
CONTEXT = click.Context(click.Command("run"))


def judged(verdict: Verdict) -> Judgement:
    return Judgement(verdict, Scores(0.2, 0.2, 0.6))


def run_of(
    *verdicts: Verdict | None, since: Verdict | None = None, expect: Verdict = Verdict.SUPPORTED, waived: bool = False
) -> Run:
    waiver = Waiver("why", "who", datetime(2025, 3, 1, tzinfo=UTC).date()) if waived else None
    results = tuple(
        Result(
            Claim(f"claim-{number}", "A statement.", expect=expect, waiver=waiver),
            judged(verdict) if verdict else None,
            since=judged(since) if since else None,
        )
        for number, verdict in enumerate(verdicts)
    )
    dossier = Dossier(Path("claims.toml"), None, (), tuple(result.claim for result in results))
    return Run(dossier, results, (), datetime(2025, 3, 1, 12, tzinfo=UTC))


FINE, WRONG, OPEN, TORN, GONE = (
    Verdict.SUPPORTED,
    Verdict.REFUTED,
    Verdict.NOT_ENOUGH,
    Verdict.CONFLICTING,
    None,
)


@pytest.mark.parametrize(
    ("run", "names", "code"),
    [
        (run_of(FINE), "unexpected,unchecked", 0),
        (run_of(FINE, WRONG), "unexpected,unchecked", 1),
        (run_of(FINE, GONE), "unexpected,unchecked", 3),
        (run_of(WRONG, GONE), "unexpected,unchecked", 1),
        (run_of(WRONG, GONE), "unchecked", 3),
        (run_of(WRONG, GONE), "unexpected", 1),
        (run_of(GONE), "unexpected", 0),
        (run_of(OPEN), "refuted,conflicting", 0),
        (run_of(OPEN), "not-enough", 1),
        (run_of(TORN), "conflicting", 1),
        (run_of(WRONG), "refuted", 1),
        (run_of(WRONG, expect=Verdict.REFUTED), "refuted", 0),
        (run_of(FINE, expect=Verdict.REFUTED), "supported", 1),
        (run_of(FINE, since=WRONG), "unexpected,unchecked", 0),
        (run_of(FINE, since=WRONG), "stale", 1),
        (run_of(FINE, since=WRONG, waived=True), "stale", 0),
        (run_of(WRONG, waived=True), "unexpected,unchecked", 0),
        (run_of(GONE, waived=True), "unexpected,unchecked", 3),
        (run_of(WRONG, GONE, since=FINE), "never", 0),
    ],
)
def test_the_exit_code_follows_from_what_a_run_is_told_to_fail_on(run: Run, names: str, code: int) -> None:
    assert exit_code(run, conditions(CONTEXT, PARAM, [names])) == code


verdicts = st.lists(st.none() | st.sampled_from(Verdict), min_size=1, max_size=4)


@given(verdicts=verdicts, accepted=st.lists(st.sampled_from(Verdict), max_size=4), waived=st.booleans())
def test_a_run_with_something_unchecked_never_passes_by_default(
    verdicts: list[Verdict | None], accepted: list[Verdict], waived: bool
) -> None:
    run = run_of(*verdicts, waived=waived)
    baseline = tuple(Accepted(f"claim-{number}", "A statement.", verdict) for number, verdict in enumerate(accepted))

    assert (exit_code(replace(run, accepted=baseline)) != 0) or None not in verdicts


def test_conditions_are_taken_between_commas_and_again_and_the_default_where_there_are_none() -> None:
    assert conditions(CONTEXT, PARAM, []) == DEFAULT
    assert conditions(CONTEXT, PARAM, ["Refuted, stale", "refuted"]) == (FailOn.REFUTED, FailOn.STALE)


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        ("unexpectd", "'unexpectd' is nothing that a run can fail on; did you mean unexpected?"),
        ("not_enough", "did you mean not-enough?"),
        ("not enough evidence", "did you mean not-enough?"),
        ("", "there are: unexpected, unchecked, supported, refuted, conflicting, not-enough, stale, never."),
        ("never,stale", "'never' stands alone"),
    ],
)
def test_a_condition_that_there_is_not_is_told(given_: str, told: str) -> None:
    with pytest.raises(click.BadParameter) as caught:
        conditions(CONTEXT, PARAM, [given_])

    assert told in caught.value.message


def test_completion_goes_on_after_a_comma() -> None:
    assert [item.value for item in offered(CONTEXT, PARAM, "stale,un")] == ["stale,unexpected", "stale,unchecked"]
