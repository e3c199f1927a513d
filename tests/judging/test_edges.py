"""What is held from one day to another begins on the first and ends on the last of them."""

from __future__ import annotations

import pytest

import refcheck
from refcheck.model import Verdict

SUPPORTED, REFUTED, OPEN = Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("The festival begins on 3 July 2024.", SUPPORTED),
        ("The festival begins on 5 July 2024.", REFUTED),
        ("The festival begins on 7 July 2024.", REFUTED),
        ("The festival ends on 7 July 2024.", SUPPORTED),
        ("The festival ends on 3 July 2024.", REFUTED),
        ("The book fair opened on 12 May 2022.", SUPPORTED),
        ("The book fair opened on 14 May 2022.", REFUTED),
        ("The book fair closed on 15 May 2022.", SUPPORTED),
        ("The bar opens on 3 July 2024.", OPEN),
    ],
)
def test_a_span_of_days_tells_its_first_and_its_last(statement: str, verdict: Verdict) -> None:
    page = (
        "The festival takes place in Lindal from 3 to 7 July 2024, with forty bands. "
        "The book fair was held on 12-15 May 2022 in the town hall. The bar sold 4,000 litres of juice."
    )

    assert refcheck.check(statement, [page], judge="rules").verdict is verdict
