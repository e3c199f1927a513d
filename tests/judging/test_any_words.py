"""Whatever words a statement and a page are made of, they are judged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refcheck import check

WORDS = (
    "the", "a", "of", "in", "and", "or", ",", ";", ":", "—", "(", ")", "not", "no", "by", "to", "that", "who", "which",
    "is", "was", "were", "has", "had", "been", "said", "signed", "reached", "rose", "fell", "sued", "won", "treaty",
    "ministers", "percent", "more", "than", "at", "least", "only", "all", "4", "1979", "2.4", "million", "Norway",
    "Germany", "Ada", "Vale", "Ada Vale's", "10 May 1979", "U.S.", "it", "its", "they", "before", "after", "every",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=22).map(" ".join)


@pytest.mark.parametrize("broken", ["Ada Vale reached 4 in Norway and", "By the", "4 in,", "was signed by and"])
def test_a_statement_that_breaks_off_is_judged(broken: str) -> None:
    check(broken, ["Ada Vale reached 4 in Norway and 31 in Germany."], judge="rules")


@pytest.mark.parametrize("judge", ["rules", "model"])
@settings(max_examples=300, deadline=None)
@given(statement=TEXT, page=TEXT)
def test_any_words_are_judged(judge: str, statement: str, page: str) -> None:
    scores = check(statement, [page + "."], judge=judge).scores
    assert scores.supported + scores.refuted + scores.not_enough == pytest.approx(1)
