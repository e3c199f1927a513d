"""Text is folded so that what a reader takes for the same compares as the same, and offsets lead back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.text import fold, plain

ANYTHING = st.text(st.characters(), max_size=60) | st.text(
    "aAé\u0301 \u00a0\t\r\n\u00ad\u200b-–—'“”…ﬁßİ½한½", max_size=40
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("“Upper” ‘Lake’ «ok»", "'upper' 'lake' 'ok'"),
        ("Ukraine\u2019s", "ukraine's"),
        ("1987 – 1990 — no", "1987 - 1990 - no"),
        ("restraint--it is", "restraint-it is"),
        ("a \u00a0\r\n\t b", "a b"),
        ("co\u00adoperate\u200b", "cooperate"),
        ("a \u200b b", "a b"),
        ("STRASSE straße", "strasse strasse"),
        ("ﬁnal… ½", "final... 1⁄2"),
        ("\uff21\uff22\uff11", "ab1"),
        ("", ""),
    ],
)
def test_what_reads_the_same_folds_the_same(text: str, folded: str) -> None:
    assert fold(text)[0] == folded


def test_a_composed_and_a_decomposed_letter_fold_alike_and_keep_their_accent() -> None:
    assert fold("T\u00fcrkiye")[0] == fold("Tu\u0308rkiye")[0] != fold("Turkiye")[0]


def test_offsets_lead_back_to_where_each_character_came_from() -> None:
    text = "A…  \u00adB—–c"
    folded, offsets = fold(text)
    assert folded == "a... b-c"
    assert [text[at] for at in offsets] == ["A", "…", "…", "…", " ", "B", "—", "c"]


@given(ANYTHING)
def test_there_is_one_offset_for_each_character_and_they_never_fall(text: str) -> None:
    folded, offsets = fold(text)
    assert len(offsets) == len(folded)
    assert offsets == sorted(offsets)
    assert all(0 <= at < len(text) for at in offsets)


@given(ANYTHING, ANYTHING)
def test_case_marks_and_spaces_leave_no_trace(one: str, other: str) -> None:
    folded, _ = fold(f"{one} {other}")
    assert "  " not in folded
    assert not {"“", "”", "’", "–", "—", "\n", "\u00a0", "\u200b"} & set(folded)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S. and the U.K.", "the us and the uk"),
        ("F-35A's 2.4 billion, approx.", "f 35a s 2 4 billion approx"),
        ("TÜRKİYE", "turkiye"),
        ("  ", ""),
    ],
)
def test_plain_words_have_no_marks(text: str, words: str) -> None:
    assert plain(text) == words
