"""Changes over runs: stretches cover the runs that have a claim, and pruning never changes what is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from refcheck.model import Verdict
from refcheck.timeline import Past, Said, changed_in, claims_of, stretches

START = datetime(2025, 1, 1, tzinfo=UTC)
SAID = st.builds(Said, st.just(""), st.sampled_from(["One.", "Two."]), st.sampled_from([None, *Verdict]), st.just(None))
CLAIMS = st.dictionaries(st.sampled_from("abc"), SAID)


def past(runs: list[dict[str, Said]]) -> list[Past]:
    return [
        Past(n, START + timedelta(days=n), tuple(Said(name, s.statement, s.verdict) for name, s in run.items()))
        for n, run in enumerate(runs, start=1)
    ]


@given(st.lists(CLAIMS, max_size=12))
def test_a_stretch_ends_where_something_else_is_said(runs: list[dict[str, Said]]) -> None:
    stored = past(runs)
    for claim in claims_of(stored):
        rows = stretches(stored, claim)
        assert all(a.last < b.first and a.said != b.said for a, b in pairwise(rows))
        covered = {n for row in rows for n in range(row.first, row.last + 1)}
        for place, run in enumerate(runs):
            if claim in run:
                assert place in covered


@given(st.lists(CLAIMS, max_size=12), st.data())
def test_without_runs_that_changed_nothing_the_changes_are_the_same(
    runs: list[dict[str, Said]], data: st.DataObject
) -> None:
    stored = past(runs)
    turning = {run.number for run, claims in changed_in(stored) if claims}
    also = data.draw(st.sets(st.sampled_from([run.number for run in stored]))) if stored else set()

    left = [run for run in stored if run.number in turning | also]

    for claim in claims_of(stored):
        told = [[(row.said, each[row.first].number) for row in stretches(each, claim)] for each in (stored, left)]
        assert told[0] == told[1]
