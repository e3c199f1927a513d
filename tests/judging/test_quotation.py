"""Quotations: the words as they stand, and whose they are."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refcheck.judging.checks import run_check
from refcheck.judging.quotation import word_diff
from refcheck.language.lexicon import lexicon
from refcheck.model import Document, Evidence, QuoteCheck

from .pages import page, text

PAGE = page(
    "<p>“We will not surrender,” Mayor Ann Lee said on Monday. Bob Ray, who owns the mill, disagreed.</p>"
    "<p>Ray told Lee: “The mill will stay open, whatever happens to the old bridge in the next year.”</p>"
    "<blockquote><p>Nothing is lost.</p><cite>Carla Diaz</cite></blockquote>"
    "<p>According to Ed Poe, ‘it wasn’t a cold spring’.</p>"
    "<p>“Prices will fall,” Ed Poe said in May. In June Gus Hall said: “Prices will fall.”</p>"
)


def evidence(statement: str, quote: str, speaker: str = "", document: Document = PAGE) -> tuple[Evidence, ...]:
    return run_check(QuoteCheck(quote, speaker), statement, document, lexicon())


def stances(statement: str, quote: str, speaker: str = "") -> list[str]:
    return [e.stance.value for e in evidence(statement, quote, speaker)]


@pytest.mark.parametrize(
    ("quote", "speaker"),
    [
        ("We will not surrender", ""),
        ("we will not surrender", "Ann Lee"),
        ("we  will\nnot surrender", "Lee"),
        ("The mill will stay open", "Bob Ray"),
        ("The mill will stay open … the old bridge", "Ray"),
        ("The mill will stay open... the old bridge", "Ray"),
        ("The mill will stay open, whatever happens to [it] in the next year", "Ray"),
        ("Nothing is lost", "Carla Diaz"),
        ("it wasn't a cold spring", "Ed Poe"),
        ("Prices will fall", "Ed Poe"),
        ("Prices will fall", "Gus Hall"),
    ],
)
def test_the_pages_words_bear_a_quotation_out(quote: str, speaker: str) -> None:
    assert stances(f"They said “{quote}”.", quote, speaker) == ["supports"]


@pytest.mark.parametrize(
    ("quote", "speaker"),
    [
        ("We will not surrender", "Bob Ray"),
        ("The mill will stay open", "Ann Lee"),
        ("Nothing is lost", "Ann Lee"),
        ("it wasn't a cold spring", "Ann Lee"),
        ("Prices will fall", "Carla Diaz"),
    ],
)
def test_another_speakers_words_bear_nothing_out(quote: str, speaker: str) -> None:
    (found,) = evidence(f"{speaker} said “{quote}”.", quote, speaker)
    assert found.stance == "neutral"
    assert speaker in found.reason


def test_the_speaker_of_the_statement_counts_where_the_check_names_none() -> None:
    assert stances("Ann Lee said “We will not surrender”.", "We will not surrender") == ["supports"]
    assert stances("Bob Ray said “We will not surrender”.", "We will not surrender") == ["neutral"]


def test_a_denial_is_refuted_by_the_words() -> None:
    assert stances("Lee never said “We will not surrender”.", "We will not surrender", "Lee") == ["refutes"]
    assert stances("Lee said “We will not surrender”.", "We will not surrender", "Lee") == ["supports"]


def test_words_that_come_near_are_a_finding_and_decide_nothing() -> None:
    (found,) = evidence("Lee said “We will never surrender”.", "We will never surrender", "Lee")
    assert (found.stance, found.findings[0].agrees) == ("neutral", None)
    assert found.reason == "the page has other words: “We will [-never-]{+not+} surrender,”"
    assert found.text == PAGE.text[found.passage.start : found.passage.end]


def test_words_that_are_not_there_at_all_give_nothing() -> None:
    assert evidence("Lee said “zebras xylophone”.", "zebras xylophone", "Lee") == ()


@pytest.mark.parametrize("quote", ["", " ", "…", "[...]", "“”"])
def test_a_quotation_without_words_gives_nothing(quote: str) -> None:
    assert evidence("Lee said something.", quote) == ()


def test_a_check_for_other_words_than_the_statement_quotes_decides_nothing() -> None:
    (found,) = evidence("Lee said “We will surrender at once”.", "We will not surrender", "Lee")
    assert (found.stance, found.score) == ("neutral", 0.0)


def test_what_is_shown_is_the_page() -> None:
    (found,) = evidence("Ray said it.", "The mill will stay open … the old bridge", "Ray")
    assert found.text == "The mill will stay open, whatever happens to the old bridge"
    assert found.text == PAGE.text[found.passage.start : found.passage.end]


@given(st.text(max_size=40), st.text(max_size=12), st.text(max_size=60))
@example("Nothing is lost", " ", "")
def test_no_words_make_it_fail(quote: str, speaker: str, words: str) -> None:
    for document in (PAGE, text(f"“{quote}” said {speaker} {words}")):
        for found in evidence(f"{speaker} said “{quote}”", quote, speaker, document):
            assert found.text == document.text[found.passage.start : found.passage.end]


def test_a_near_miss_is_shown_as_a_word_diff() -> None:
    page = "The minister said: “We will never, ever sell the old harbour to a foreign buyer,” and left the room."

    assert word_diff("We will never sell the old harbour to a rich buyer", page) == (
        "“We will never, {+ever+} sell the old harbour to a [-rich-]{+foreign+} buyer,”"
    )
