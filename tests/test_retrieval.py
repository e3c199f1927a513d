"""Retrieval: the passage that matters comes first, ties keep the page's order, nothing is made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.language.lexicon import lexicon
from refcheck.language.terms import analyse
from refcheck.model import Candidate, Document
from refcheck.retrieval import index

from .judging.pages import items, page, table, text


def ranked(statement: str, document: Document, top_k: int = 8) -> tuple[Candidate, ...]:
    words = lexicon()
    return index(document, words).rank(analyse(statement, words), top_k)


def first(statement: str, document: Document) -> str:
    return ranked(statement, document, 1)[0].text


PAGE = page(
    "<h2>History</h2>"
    "<p>The stone bridge over the Lake was opened on 3 May 1821 by Mayor Ann Lee.</p>"
    "<p>A ferry had crossed the Lake before, twice a day and in summer every hour.</p>"
    "<p>The wooden bridge, which stood further north, burned down in 1817.</p>"
    "<h2>Traffic</h2>"
    "<p>About 4,200 cars cross the bridge every day; lorries are not allowed.</p>"
    "<p>Zelenskyy spoke in Great Britain of a cease-fire.</p>"
    "<h2>Member towns</h2>" + items("Aldern", "Borkum", "Cray")
    + "<h2>Arches</h2>" + table("Bridge | Arches", "Stone bridge | 11", "Rail bridge | 4"),
    "Bridges of Lakeville",
)  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("The stone bridge was opened in 1821.", "opened on 3 May 1821"),
        ("Ann Lee opened the bridge.", "Mayor Ann Lee"),
        ("The wooden bridge burned down.", "burned down in 1817"),
        ("A ferry crossed the lake every hour in summer.", "A ferry had crossed"),
        ("4,200 cars cross the bridge each day.", "4,200 cars"),
        ("Lorries may not use the bridge.", "lorries"),
        ("Volodymyr Zelensky spoke in the United Kingdom.", "Zelenskyy"),  # another spelling, another name
        ("The rail bridge has four arches.", "Rail bridge"),
        ("Borkum is a member.", "Borkum"),
    ],
)
def test_the_passage_that_matters_comes_first(statement: str, words: str) -> None:
    assert words in first(statement, PAGE)


def test_a_word_of_the_heading_finds_the_list_below_it() -> None:
    assert {"Aldern", "Borkum", "Cray"} <= {c.text for c in ranked("These are the member towns.", PAGE)}


def test_a_passage_stands_before_the_heading_with_the_same_words() -> None:
    document = page("<h2>The harvest of 1912</h2><p>The harvest of 1912 was the best of all.</p>")
    assert first("The harvest of 1912 was good.", document).endswith("the best of all.")


def test_what_has_no_word_in_common_is_left_out() -> None:
    assert ranked("Penguins eat krill.", PAGE) == ()


@pytest.mark.parametrize("top_k", [-1, 0, 1, 3, 1000])
def test_no_more_than_were_asked_for(top_k: int) -> None:
    everything = ranked("The bridge over the lake was opened in 1821.", PAGE, 1000)
    assert ranked("The bridge over the lake was opened in 1821.", PAGE, top_k) == everything[: max(top_k, 0)]


def test_ties_keep_the_order_of_the_page() -> None:
    document = text("\n\n".join(["The ferry sails at noon."] * 5))
    starts = [c.passage.start for c in ranked("A ferry sails.", document)]
    assert starts == sorted(starts)
    assert len(starts) == 5


@pytest.mark.parametrize("words", ["", " \n\n ", "…", "\x00"])
def test_an_empty_document_gives_nothing(words: str) -> None:
    assert ranked("A ferry sails.", text(words)) == ()


def test_an_empty_statement_finds_nothing() -> None:
    assert ranked("", PAGE) == ()


def test_aliases_of_one_run_are_not_those_of_the_next() -> None:
    """Lexicons come and go with their runs; what one calls a name must not stick to the next in its place."""
    document = text("The Gray Lady burned down.\n\nThe library burned down.")
    for _ in range(20):
        words = lexicon().with_aliases([("Library", "Gray")])
        assert index(document, words).rank(analyse("The Library", words), 8)
        assert len(ranked("Gray", document)) == 1


@given(st.text(max_size=120), st.text(max_size=60))
def test_any_text_can_be_searched_and_gives_its_own_passages(words: str, statement: str) -> None:
    document = text(words)
    found = ranked(statement, document)
    assert all(candidate.passage in document.passages for candidate in found)
    assert all(candidate.score > 0 for candidate in found)
    scores = [candidate.score for candidate in found]
    assert scores == sorted(scores, reverse=True)
    assert found == ranked(statement, document)
