"""Which sentences of a long passage are read in full, and that nothing is lost by leaving out the others."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck import check
from refcheck.judging.nearest import Nearest
from refcheck.language.gist import Gist, words
from refcheck.language.lexicon import lexicon
from refcheck.language.terms import Term, analyse
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
    terms = analyse(page, WORDS).terms
    found = Gist(_features(terms), WORDS)(page)
    for term in terms:
        contracted = page[term.start - 1 : term.end + 3].count("'") or "'" in term.text
        if term.kind in {"name", "word"} and not contracted:
            assert {part for key in term.all_keys for part in words(key)} <= found, term
            assert {f"#{name}" for name, _ in term.senses} <= found, term


def _features(terms: tuple[Term, ...]) -> frozenset[str]:
    keys = {part for term in terms for key in term.all_keys for part in words(key)}
    return frozenset(keys | {f"#{name}" for term in terms for name, _ in term.senses})


@given(st.text(max_size=80))
def test_any_text_has_a_gist(text: str) -> None:
    wanted = frozenset({"lake", "@nato", "#rise"})
    assert Gist(wanted, WORDS)(text) <= wanted
    assert Gist(wanted, WORDS)(f"{text}\nThe lake") >= {"lake"}


def chosen(statement: str, texts: list[str], around: str = "") -> list[str]:
    numbers = Nearest(analyse(statement, WORDS), WORDS).choose(texts, around)
    assert numbers == sorted(numbers)
    return [texts[number] for number in numbers]


def test_what_shares_most_is_chosen_in_the_order_of_the_text() -> None:
    near = ["The Vessa Bridge is long.", "It was opened in 1931."]
    assert chosen("The Vessa Bridge was opened in 1931.", ["Trains are rare."] * 9 + near)[-2:] == near


def test_of_a_short_passage_all_is_chosen() -> None:
    texts = [f"Train {n} is late." for n in range(8)]
    assert chosen("The Vessa Bridge was opened in 1931.", texts) == texts
    assert chosen("The Vessa Bridge was opened in 1931.", []) == []


def test_what_shares_nearly_nothing_is_not_read_beyond_the_second() -> None:
    texts = [*(f"Train {n} is late." for n in range(20)), "The Vessa Bridge was opened late."]
    assert len(chosen("The Vessa Bridge was opened in 1931.", texts)) == 2


def test_a_sentence_after_one_that_names_the_subject_is_preferred() -> None:
    texts = ["A pond is shallow.", *["It is 90 metres deep."] * 8, "Lake Orda lies north.", "It is 90 metres deep!"]
    assert "It is 90 metres deep!" in chosen("Lake Orda is 90 metres deep.", texts)


def test_of_the_rules_the_nearest_is_the_one_with_the_rarer_words_and_others_have_to_share_enough() -> None:
    texts = [*(f"The Vessa Bridge has {n} lamps." for n in range(9)), "It was opened with a parade.", "Ferries sail."]
    nearest = Nearest(analyse("The Vessa Bridge was opened with a parade.", WORDS), WORDS)
    assert nearest.likely(texts) == (9, [])
    said = "The Vessa Bridge was opened with a parade."
    more = [*texts, said, "The bridge was opened with a parade.", said, "The Vessa Bridge was opened."]
    assert nearest.likely(more) == (11, [13, 14])
    assert nearest.likely([*more, said, said]) == (11, [13, 15, 16])


def test_what_the_words_of_a_name_mean_makes_no_sentence_the_nearest() -> None:
    texts = [*(f"Lamp {n} is red." for n in range(9)), "The grey mare won.", "Reanimation is an album by Linkin Park."]
    assert Nearest(analyse("Reanimation is by Green Day.", WORDS), WORDS).likely(texts)[0] == 10


@pytest.mark.parametrize("place", range(0, 40, 13))
def test_the_deciding_sentence_of_a_long_paragraph_is_found_wherever_it_stands(place: int) -> None:
    sentences = FILLER.split(". ")
    sentences[place:place] = ["Lake Orda froze over in 1987"]
    page = ". ".join(sentences)
    assert check("Lake Orda froze over in 1987.", [page], judge="rules").verdict is Verdict.SUPPORTED
    assert check("Lake Orda froze over in 1988.", [page], judge="rules").verdict is Verdict.REFUTED


def test_a_pronoun_is_looked_up_in_the_sentence_before_it() -> None:
    page = FILLER + " Lake {} lies in the north. It froze over in 1987. " + FILLER
    near, far = (
        check("Lake Orda froze over in 1987.", [page.format(n)], judge="rules").evidence[0] for n in ("Orda", 9)
    )
    assert near.text == far.text == "It froze over in 1987."
    assert near.support > far.support
