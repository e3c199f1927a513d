"""Words are the same whether a text is plain or not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.language.tokens import Runs, Words, runs

PATTERNS = (
    r"[^\W\d_]{2,}|(?:[^\W\d_]\.){2,}|[^\W\d_]|\d+",
    r"[^\W_]+(?:['’](?!s\b)[^\W_]+)?|[^\w\s]",
    r"[^\W\d_]++-?\d[\w-]*|\d+(?:[.,:]\d+)*",
)
TEXTS = st.text(st.sampled_from("aZ9_ .,-'’“—\xa0\xaa²½µ£°é߀ٱ१Ⅷ€™‿\u2028中") | st.characters(), max_size=60)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=TEXTS)
def test_the_words_found_are_those_of_the_pattern(pattern: str, text: str) -> None:
    words = Words(pattern)
    assert words.findall(text) == re.findall(pattern, text)
    assert [m.span() for m in words.finditer(text)] == [m.span() for m in re.finditer(pattern, text)]


def test_every_sign_that_counts_as_plain_is_no_letter() -> None:
    pattern = r"[^\W\d_]|\d|[^\w\s]"
    words = Words(pattern)
    signs = map(chr, range(0x110000))
    assert [sign for sign in signs if words.findall(sign) != re.findall(pattern, sign)] == []


@given(text=TEXTS | st.text(st.sampled_from("U.S. A1é_"), max_size=30))
def test_a_long_text_has_the_words_that_a_pattern_finds(text: str) -> None:
    assert Runs(text).within(0, len(text)) == runs(text)


@given(text=TEXTS, start=st.integers(0, 60), end=st.integers(0, 60))
def test_a_piece_of_it_has_the_words_between_its_spaces(text: str, start: int, end: int) -> None:
    text = f"{text[:start]} {text[start:end]} {text[end:]}"
    inside = Runs(text).within(start + 1, max(start, end) + 1)
    assert inside == runs(text)[len(runs(text[:start])) :][: len(inside)]


def test_words_are_told_apart_with_abbreviations_whole() -> None:
    text = "The U.S. F-35A cost $82.5m in São_Paulo."
    assert runs(text) == ["The", "U.S.", "F", "35A", "cost", "82", "5m", "in", "São", "Paulo"]
    assert Runs(text).within(4, 14) == ["U.S.", "F", "35A"]
