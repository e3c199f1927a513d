"""Which sentences of a page matter to a statement, and what is measured of them."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from refcheck.desk import Desk
from refcheck.judging.entailment import Entailment
from refcheck.judging.features import excerpts, features, log_odds
from refcheck.judging.relevance import Relevance, _counts, figures_and_names, relevance
from refcheck.model import Candidate, Source
from refcheck.reading import from_text

PAGE = """The harbour of Estby was dredged in 1954.

The lighthouse keeper, Ida Rosen, kept a diary. She wrote that the great storm sank eleven boats. The school was shut.

Tickets are sold on Sundays."""
STORM = "The great storm sank eleven boats of Estby."


def read(statement: str, page: str = PAGE) -> Relevance:
    document = from_text(page, Source("page", ""))
    return relevance(statement, Desk("rules").candidates(statement, [document]))


def test_the_sentence_that_shares_most_comes_first() -> None:
    found = read(STORM)
    assert found.spoken[found.order[0]].text == "She wrote that the great storm sank eleven boats."


def test_shares_grow_with_the_sentences_and_reach_one_where_all_is_said() -> None:
    found = read(STORM)
    shares = [found.share(found.order[:count]) for count in (1, 2, 3)]
    assert shares == sorted(shares)
    assert shares[0] < 1 == found.share_of_page()


def test_what_stands_nowhere_on_the_page_is_counted() -> None:
    figures, names = figures_and_names("Ida Rosen counted 12 boats in Tarn.")
    found = read("Ida Rosen counted 12 boats in Tarn.")
    assert (found.missing(figures), found.missing(names)) == (1, 1)


LETTERS = st.sampled_from([*"aAbé1,.!?-| \n“”ΣΑ\u00a0", "U.S. ", "1,000.5", "\n\n", "- ", ". B", "lake "])


@given(st.lists(LETTERS, max_size=80).map("".join), st.randoms(use_true_random=False))
def test_a_page_has_the_words_that_it_has_when_it_is_read_as_a_whole(text: str, order: random.Random) -> None:
    document = from_text(text, Source("page", "", title="Lake Orda"))
    chosen = order.sample(document.passages, len(document.passages) // 2 + bool(document.passages))
    found = relevance("The lake.", [Candidate(document, passage, 1.0) for passage in chosen])
    words = frozenset(_counts(document.text)) | frozenset(_counts("Lake Orda"))
    assert found._page == (words if chosen else frozenset())


def test_a_page_without_any_match_has_no_sentences_and_no_share() -> None:
    found = relevance("Quite other words.", [])
    assert (found.order, found.share_of_page()) == ((), 0.0)


def test_the_model_is_shown_the_nearest_sentence_and_the_nearest_together_in_their_order() -> None:
    alone, together = excerpts(read(STORM), lambda each: f"Estby. {each.text}")
    assert alone == "Estby. She wrote that the great storm sank eleven boats."
    assert together == " ".join(spoken.text for spoken in read(STORM).spoken)
    one = read(STORM, "The great storm sank eleven boats.")
    assert excerpts(one, lambda each: each.text) == ("The great storm sank eleven boats.",) * 2


def test_of_a_page_of_many_sentences_it_is_shown_as_many_of_the_nearest_as_fit() -> None:
    others = [
        f"A boat with the number {n} was painted in the great hall of the shipyard that spring." for n in range(30)
    ]
    nearest = "The great storm sank eleven boats."
    alone, together = excerpts(read(STORM, " ".join([*others, nearest])), lambda each: each.text)
    assert alone is None
    assert together.endswith(nearest)
    assert 600 < len(together) <= 700


def test_figures_of_the_model_are_there_only_where_it_has_read() -> None:
    without = features(STORM, read(STORM), (), negated=False)
    entailed = Entailment(0.7, 0.1, 0.2)
    with_it = features(STORM, read(STORM), (), negated=False, alone=entailed, together=Entailment(0.2, 0.1, 0.7))
    of_many = features(STORM, read(STORM), (), negated=False, together=entailed)
    assert not [name for name in without if name.startswith("model.")]
    assert with_it["model.support"] == with_it["model.any.support"] == log_odds(0.7)
    assert set(without) < set(of_many) < set(with_it)
    assert "model.support" not in of_many
