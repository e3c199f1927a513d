"""What waivers and a baseline let be, what they never cover, and what is told of those that have had their day."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.model import Accepted, Claim, Dossier, Judgement, Result, Run, Scores, Verdict, Waiver
from refcheck.reports import RENDERERS
from refcheck.standing import Counts, Standing, count, excuse, has_turned, remarks, spent, standing_of

TOLD = sorted(set(RENDERERS) - {"claimreview"})
"""The formats that tell of waivers and the baseline: a published review is of the claim, whoever lets it be."""
LAST = date(2025, 6, 30)
WAIVER = Waiver("the survey is being corrected", "A. Writer", LAST)
STATEMENT = "The Lake Act became law in 1979."


def judged(verdict: Verdict | None) -> Judgement | None:
    return Judgement(verdict, Scores(0.1, 0.8, 0.1)) if verdict else None


def result_of(
    verdict: Verdict | None, *, waiver: Waiver | None = None, since: Verdict | None = None, name: str = "act"
) -> Result:
    claim = Claim(name, STATEMENT, sources=("page",), waiver=waiver)
    return Result(claim, judged(verdict), judged(since))


def run_of(*results: Result, accepted: Sequence[Accepted] = (), day: date = LAST) -> Run:
    dossier = Dossier(Path("claims.toml"), None, (), tuple(result.claim for result in results))
    started = datetime.combine(day, datetime.max.time(), UTC)
    return Run(dossier, results, (), started, accepted=tuple(accepted))


def entry(verdict: Verdict, **more: object) -> Accepted:
    return dataclasses.replace(Accepted("act", STATEMENT, verdict), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "standing"), [(-1, Standing.WAIVED), (0, Standing.WAIVED), (1, Standing.UNEXPECTED)])
def test_a_waiver_holds_up_to_and_including_its_day(days: int, standing: Standing) -> None:
    result = result_of(Verdict.REFUTED, waiver=WAIVER)

    assert standing_of(result, run_of(result, day=LAST + timedelta(days))) is standing


def test_a_waiver_does_not_cover_what_could_not_be_checked() -> None:
    result = result_of(None, waiver=WAIVER)
    run = run_of(result)

    assert standing_of(result, run) is Standing.UNCHECKED
    assert excuse(result, run) == (
        "Waiver",
        "does not cover what could not be checked (until 2025-06-30, by A. Writer: the survey is being corrected)",
    )


def test_a_waiver_that_ran_out_says_whose_it_is_and_since_when_and_the_baseline_does_not_save_it() -> None:
    result = result_of(Verdict.REFUTED, waiver=WAIVER)
    run = run_of(result, day=LAST + timedelta(1), accepted=[entry(Verdict.REFUTED)])

    assert standing_of(result, run) is Standing.UNEXPECTED
    assert remarks(run)[0] == (
        "Waiver ran out: act: A. Writer had until 2025-06-30 (the survey is being corrected). "
        "Settle the claim, or agree on a new date."
    )


def test_a_waiver_that_is_not_needed_is_named() -> None:
    result = result_of(Verdict.SUPPORTED, waiver=WAIVER)

    assert remarks(run_of(result)) == ("Waiver: act is as expected and needs none; take out that of A. Writer.",)


@pytest.mark.parametrize(
    ("accepted", "standing"),
    [
        (entry(Verdict.REFUTED), Standing.ACCEPTED),
        (entry(Verdict.NOT_ENOUGH), Standing.UNEXPECTED),
        (entry(Verdict.REFUTED, statement="The Lake Act became law in 1980."), Standing.UNEXPECTED),
        (entry(Verdict.REFUTED, claim="another"), Standing.UNEXPECTED),
    ],
)
def test_the_baseline_holds_one_verdict_on_one_statement(accepted: Accepted, standing: Standing) -> None:
    result = result_of(Verdict.REFUTED)

    assert standing_of(result, run_of(result, accepted=[accepted])) is standing


@given(verdict=st.sampled_from(Verdict), since=st.none() | st.sampled_from(Verdict), waived=st.booleans())
def test_nothing_makes_what_could_not_be_checked_anything_else(
    verdict: Verdict, since: Verdict | None, waived: bool
) -> None:
    result = result_of(None, waiver=WAIVER if waived else None, since=since)
    run = run_of(result, accepted=[entry(verdict, since=since)])

    assert standing_of(result, run) is Standing.UNCHECKED
    assert spent(run) == ()


@pytest.mark.parametrize(
    ("found", "accepted", "why"),
    [
        (result_of(Verdict.SUPPORTED), entry(Verdict.REFUTED), "is supported by now"),
        (result_of(Verdict.SUPPORTED), entry(Verdict.SUPPORTED), "is as expected by now"),
        (result_of(Verdict.NOT_ENOUGH), entry(Verdict.REFUTED), "is not enough evidence by now"),
        (result_of(Verdict.REFUTED), entry(Verdict.REFUTED, statement="Else."), "makes another statement by now"),
        (result_of(Verdict.REFUTED), entry(Verdict.REFUTED, claim="gone"), "is no claim of the file any more"),
        (result_of(Verdict.REFUTED, waiver=WAIVER), entry(Verdict.REFUTED), "has a waiver, which decides instead"),
        (
            result_of(Verdict.SUPPORTED, since=Verdict.REFUTED),
            entry(Verdict.SUPPORTED, since=Verdict.CONFLICTING),
            "is as expected by now",
        ),
    ],
)
def test_an_entry_that_holds_nothing_any_more_is_named(found: Result, accepted: Accepted, why: str) -> None:
    run = run_of(found, accepted=[accepted])

    assert spent(run) == ((accepted.claim, why),)
    assert remarks(run) == (f"Baseline: {accepted.claim} {why}; take its entry out.",)


def test_an_entry_of_a_claim_that_was_not_run_is_left_alone() -> None:
    whole = run_of(
        result_of(Verdict.REFUTED), result_of(Verdict.REFUTED, name="other"), accepted=[entry(Verdict.REFUTED)]
    )

    assert spent(dataclasses.replace(whole, results=whole.results[1:])) == ()


def test_what_pages_since_would_change_is_new_until_a_waiver_or_the_baseline_knows_of_it() -> None:
    result = result_of(Verdict.SUPPORTED, since=Verdict.REFUTED)
    waived = result_of(Verdict.SUPPORTED, since=Verdict.REFUTED, waiver=WAIVER)

    assert has_turned(result, run_of(result))
    assert not has_turned(waived, run_of(waived))
    assert has_turned(waived, run_of(waived, day=LAST + timedelta(1)))
    assert not has_turned(result, run_of(result, accepted=[entry(Verdict.SUPPORTED, since=Verdict.REFUTED)]))
    assert has_turned(result, run_of(result, accepted=[entry(Verdict.SUPPORTED, since=Verdict.CONFLICTING)]))
    assert spent(run_of(result, accepted=[entry(Verdict.SUPPORTED, since=Verdict.REFUTED)])) == ()


def test_every_result_is_counted_once() -> None:
    results = [
        result_of(Verdict.SUPPORTED, name="fine"),
        result_of(Verdict.REFUTED, name="new"),
        result_of(Verdict.REFUTED, waiver=WAIVER, name="waived"),
        result_of(Verdict.REFUTED),
        result_of(None, name="gone"),
    ]

    assert count(run_of(*results, accepted=[entry(Verdict.REFUTED)])) == Counts(1, 1, 1, 1, 1)


@pytest.mark.parametrize("name", TOLD)
def test_every_format_tells_what_is_waived_why_and_by_whom(name: str) -> None:
    report = RENDERERS[name](run_of(result_of(Verdict.REFUTED, waiver=WAIVER)))

    assert all(words in report for words in (WAIVER.reason, WAIVER.owner, "2025-06-30"))
    assert "waived" in report.lower()


@pytest.mark.parametrize("name", TOLD)
def test_every_format_tells_a_waiver_that_ran_out_from_one_that_holds(name: str) -> None:
    result = result_of(Verdict.REFUTED, waiver=WAIVER)
    holds, ran_out = (RENDERERS[name](run_of(result, day=LAST + timedelta(days))) for days in (0, 1))

    assert "ran out" in ran_out
    assert "ran out" not in holds


@pytest.mark.parametrize("name", TOLD)
def test_every_format_tells_what_is_in_the_baseline(name: str) -> None:
    report = RENDERERS[name](run_of(result_of(Verdict.REFUTED), accepted=[entry(Verdict.REFUTED)]))

    assert "in the baseline" in report.lower()
