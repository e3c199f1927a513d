"""A measure of one dimension says nothing of another."""

from __future__ import annotations

import pytest

import refcheck
from refcheck.model import Verdict

PAGE = "The tower is 88 metres tall and has a diameter of 12 metres. The lake is 41 metres deep."


@pytest.mark.parametrize("judge", ["rules", "model"])
@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("The tower is 88 metres tall.", Verdict.SUPPORTED),
        ("The tower is 98 metres tall.", Verdict.REFUTED),
        ("The tower is 14 metres wide.", Verdict.NOT_ENOUGH),
        ("The lake is 41 metres deep.", Verdict.SUPPORTED),
        ("The lake is 44 metres deep.", Verdict.REFUTED),
        ("The lake is 5 km long.", Verdict.NOT_ENOUGH),
        ("The lake is 41 metres long.", Verdict.NOT_ENOUGH),
    ],
)
def test_a_measure_is_held_against_one_of_its_own_dimension(statement: str, verdict: Verdict, judge: str) -> None:
    assert refcheck.check(statement, [PAGE], judge=judge).verdict is verdict
