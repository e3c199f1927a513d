"""No word that may stand for what is wanted is passed over, however it comes to stand for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.language.gist import Gist
from refcheck.language.lexicon import fold_name, lexicon, stem
from refcheck.language.vocabulary import _keys, candidates

WORDS = lexicon()
FILLER = frozenset(f"filler{n}" for n in range(40))


@pytest.mark.parametrize(
    ("wanted", "word"),
    [
        ("signatur", "signatures"),
        ("build", "built"),
        ("zelensky", "Zelenskyy"),
        ("@united-kingdom", "Britain"),
        ("@united-kingdom", "British"),
        ("#rise", "increased"),
        ("1987", "1987"),
    ],
)
def test_a_word_is_found_by_stem_name_entity_or_meaning(wanted: str, word: str) -> None:
    assert word in candidates(frozenset({wanted}), FILLER | {word}, WORDS)
    assert word in candidates(frozenset({wanted}), frozenset({word}), WORDS)
    assert Gist(frozenset({wanted}), WORDS)(f"{' '.join(sorted(FILLER))} {word}") == {wanted}


def test_words_that_have_nothing_of_it_are_passed_over() -> None:
    assert candidates(frozenset({"lake"}), FILLER | {"lakes"}, WORDS) == {"lakes"}


@given(st.text(st.characters(categories=["L", "Nd"]) | st.sampled_from("aiyjAIYJ"), min_size=1, max_size=12))
def test_a_word_is_met_by_its_stem_and_as_a_name(word: str) -> None:
    low = word.lower()
    assert {low, stem(low)} <= set(_keys(word))
    if word[0].isupper():
        assert fold_name(word) in _keys(word)
