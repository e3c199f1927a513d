"""What changed between two texts: nothing is lost, marks can not be forged, and long texts stay cheap."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.drifting.wording import Edit, aligned, counts, marked, tokens, word_diff
from refcheck.text import evened

WORDS = st.lists(st.sampled_from(["lake", "act", "law", "1979", "not", ",", ".", "[-", "+}"]), max_size=30).map(
    " ".join
)


@pytest.mark.parametrize(
    ("old", "new", "diff"),
    [
        ("It became law in 1979.", "It became law in 1981.", "It became law in [-1979-]{+1981+}."),
        ("It became law.", "It never became law.", "It {+never+} became law."),
        ("It cost 1,000 pounds.", "It cost 1,100 pounds.", "It cost [-1,000-]{+1,100+} pounds."),
        ("“No” – he said", "'No' — he  said", "'No' - he said"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("", "", ""),
    ],
)
def test_a_diff_in_a_line(old: str, new: str, diff: str) -> None:
    assert marked(word_diff(old, new)) == diff


def test_words_of_a_page_can_not_pass_for_marks() -> None:
    line = marked(word_diff("A [-gone-] b", "A [-gone-] {+new+} b"))

    assert line == "A [ -gone- ] {+{ +new+ }+} b"


@given(WORDS, WORDS)
def test_both_texts_are_in_their_diff(old: str, new: str) -> None:
    pieces = word_diff(old, new)

    def without(edit: Edit) -> list[str]:
        return [token.text for piece in pieces if piece.edit is not edit for token in tokens(piece.text)]

    assert without(Edit.INSERTED) == [token.text for token in tokens(old)]
    assert without(Edit.DELETED) == [token.text for token in tokens(new)]
    inserted, deleted = counts(pieces)
    assert inserted - deleted == len(tokens(new)) - len(tokens(old))


@given(st.lists(st.integers(0, 6), max_size=40), st.lists(st.integers(0, 6), max_size=40))
def test_what_is_aligned_is_equal_and_in_order(old: list[int], new: list[int]) -> None:
    pairs = list(aligned(old, new).items())

    assert all(old[i] == new[j] for i, j in pairs)
    assert pairs == sorted(pairs)
    assert [j for _, j in pairs] == sorted({j for _, j in pairs})


@given(st.lists(st.integers(), unique=True, max_size=40), st.integers(0, 40), st.lists(st.integers(), max_size=5))
def test_what_is_put_in_parts_nothing(items: list[int], at: int, more: list[int]) -> None:
    fresh = [item for item in more if item not in items]
    new = [*items[:at], *fresh, *items[at:]]

    assert [items[i] for i in aligned(items, new)] == items


def test_a_repeated_item_goes_with_its_neighbours() -> None:
    assert aligned("ab-cd-ef", "cd-ef")[5] == 2


@given(st.text(max_size=60))
def test_evening_out_is_done_once_for_all(text: str) -> None:
    even = evened(text)

    assert evened(even) == even
    assert even == " ".join(even.split())


def test_figures_stay_what_they_are_and_letters_keep_their_case() -> None:
    assert evened("10² ﬁre “Act” a\u00a0–\u00a0b soft\u00adhyphen") == "10² fire 'Act' a - b softhyphen"


@pytest.mark.slow
def test_two_long_pages_without_a_line_in_common_are_compared_in_seconds() -> None:
    old = " ".join(f"word{n % 5000} and {n}" for n in range(60_000))
    new = " ".join(f"word{n % 4999} or {n * 3}" for n in range(60_000))
    began = time.process_time()

    assert counts(word_diff(old, new))[0] > 0
    assert time.process_time() - began < 15
