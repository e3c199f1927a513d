"""Which sentences of a long passage are read in full, and that nothing is lost by leaving out the others."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck import check
from refcheck.judging.nearest import Nearest
from refcheck.language.gist import gist, words
from refcheck.language.lexicon import lexicon
from refcheck.language.terms import analyse
from refcheck.model import Verdict

ROOT = Path(__file__).resolve().parents[2]
WORDS = lexicon()
PAGES = [
    row["page"]
    for row in tomllib.loads((ROOT / "tests" / "variations" / "unseen.toml").read_text("utf-8"))["variation"]
]
FILLER = " ".join(f"Lake Number {n} has a jetty and a small harbour of its own." for n in range(40))


@pytest.mark.parametrize("page", sorted(set(PAGES)))
def test_a_gist_has_whatever_an_analysis_finds(page: str) -> None:
    found = gist(page, WORDS)
    for term in analyse(page, WORDS).terms:
        contracted = page[term.start - 1 : term.end + 3].count("'") or "'" in term.text
        if term.kind in {"name", "word"} and not contracted:
            assert {part for key in term.all_keys for part in words(key)} <= found, term
            assert {f"#{name}" for name, _ in term.senses} <= found, term


@given(st.text(max_size=80))
def test_any_text_has_a_gist(text: str) -> None:
    assert gist(text, WORDS) == gist(f" {text}\n", WORDS)


def test_what_shares_most_is_chosen_in_the_order_of_the_text() -> None:
    nearest = Nearest(analyse("The Vessa Bridge was opened in 1931.", WORDS), WORDS)
    texts = ["Trains are rare.", "The Vessa Bridge is long.", "It was opened in 1931.", "It was painted."]
    assert nearest.choose(texts, "", 2) == [1, 2]
    assert nearest.choose(texts, "", 4) == [0, 1, 2, 3]
    assert nearest.choose([], "", 2) == []


def test_a_sentence_after_one_that_names_the_subject_is_preferred() -> None:
    nearest = Nearest(analyse("Lake Orda is 90 metres deep.", WORDS), WORDS)
    texts = ["A pond is shallow.", "It is 90 metres deep.", "Lake Orda lies north.", "It is 90 metres deep."]
    assert nearest.choose(texts, "", 2) == [2, 3]


@pytest.mark.parametrize("place", range(0, 40, 13))
def test_the_deciding_sentence_of_a_long_paragraph_is_found_wherever_it_stands(place: int) -> None:
    sentences = FILLER.split(". ")
    sentences[place:place] = ["Lake Orda froze over in 1987"]
    page = ". ".join(sentences)
    assert check("Lake Orda froze over in 1987.", [page], judge="rules").verdict is Verdict.SUPPORTED
    assert check("Lake Orda froze over in 1988.", [page], judge="rules").verdict is Verdict.REFUTED


def test_a_pronoun_is_looked_up_in_the_sentence_before_it() -> None:
    page = FILLER + " Lake Orda lies in the north. It froze over in 1987. " + FILLER
    found = check("Lake Orda froze over in 1987.", [page], judge="rules")
    assert found.evidence[0].text == "It froze over in 1987."
    assert (
        found.evidence[0].support
        > check("Lake Orda froze over in 1987.", [f"{FILLER} It froze over in 1987."], judge="rules")
        .evidence[0]
        .support
    )
