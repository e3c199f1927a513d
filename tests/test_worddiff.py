"""Word diffs: what they say was there was there, what they say is new is new, and no text takes long."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.worddiff import word_changes

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "the", "1979", "\n"]), max_size=40).map(" ".join)


def test_a_change_is_told_with_what_stands_around_it() -> None:
    old = "Finland joined in 2023.\nSweden followed in 2022 after long talks with two of the members.\nThe end."
    new = "Finland joined in 2023.\nA new line.\nSweden followed in March 2024 after long talks with two.\nThe end."
    assert [str(change) for change in word_changes(old, new)] == [
        "{+A new line.+} Sweden followed in 2022 after long",
        "Sweden followed in [-2022-] {+March 2024+} after long talks with two of",
        "in 2022 after long talks with [-two of the members.-] {+two.+}",
    ]


@given(TEXTS, TEXTS)
def test_every_change_is_between_words_that_both_have(old: str, new: str) -> None:
    changes = word_changes(old, new)
    assert not changes or old.split("\n") != new.split("\n")
    gone = sorted(word for change in changes for word in change.removed)
    come = sorted(word for change in changes for word in change.added)
    before, after = sorted(old.split()), sorted(new.split())
    for word in {*before, *after}:
        assert after.count(word) - before.count(word) == come.count(word) - gone.count(word)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert word_changes(text, text) == ()


@pytest.mark.slow
def test_long_pages_without_a_word_in_common_take_no_time() -> None:
    old = " ".join(f"a{number}" for number in range(150_000))
    new = " ".join(f"b{number}" for number in range(150_000))
    start = process_time()
    (change,) = word_changes(old, new)
    assert (len(change.removed), len(change.added)) == (150_000, 150_000)
    assert process_time() - start < 5
