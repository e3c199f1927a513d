"""What stands around the words of a verdict, as a reader of the page would see it."""

from __future__ import annotations

import pytest

from refcheck.model import Document, Evidence, Judgement, Passage, Scores, Source, Stance, Verdict
from refcheck.surroundings import LONGEST, NEAREST, after, before, in_context

TEXT = "The council met. Work began on 20 September 2021, it said. It is to last two years.\n\nLater news"
LONG = "word " * 200


def span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def test_the_sentences_before_and_after_are_given_whole() -> None:
    start, end = span(TEXT, "Work began on 20 September 2021, it said.")

    assert before(TEXT, start) == "The council met."
    assert after(TEXT, end) == "It is to last two years."


def test_there_is_nothing_before_the_first_word_and_after_the_last() -> None:
    assert before(TEXT, 0) == after(TEXT, len(TEXT)) == ""


def test_a_row_has_its_neighbours() -> None:
    rows = "Finland\t2023\nSweden\t2024\nTürkiye\t1952"
    start, end = span(rows, "Sweden\t2024")

    assert (before(rows, start), after(rows, end)) == ("Finland\t2023", "Türkiye\t1952")


def test_blank_lines_are_stepped_over() -> None:
    assert after(TEXT, TEXT.index("\n")) == "Later news"
    assert before(TEXT, TEXT.index("Later")) == "It is to last two years."


def test_a_long_sentence_is_cut_at_a_word_and_marked_as_cut() -> None:
    text = f"{LONG}HERE {LONG}"
    start, end = span(text, "HERE")

    assert before(text, start).startswith("… word ")
    assert after(text, end).endswith(" word …")
    assert max(len(before(text, start)), len(after(text, end))) <= LONGEST + 2


def test_a_short_line_below_a_long_text_is_not_cut() -> None:
    text = f"{LONG}\n\nA heading\nHERE"

    assert before(text, text.index("HERE")) == "A heading"


def evidence(document: Document, words: str, stance: Stance) -> Evidence:
    return Evidence(document.source, Passage(*span(document.text, words)), words, stance, 0.9)


def test_telling_evidence_gets_its_surroundings_and_of_the_rest_the_nearest() -> None:
    document = Document(Source("news", "https://news.example/"), TEXT, ())
    said = "Work began on 20 September 2021, it said."
    stances = [Stance.NEUTRAL] * (NEAREST + 1) + [Stance.REFUTES]
    items = tuple(evidence(document, said, stance) for stance in stances)
    judgement = Judgement(Verdict.REFUTED, Scores(0, 1, 0), items)

    found = in_context(judgement, {"news": document}).evidence

    assert [item.before for item in found] == ["The council met."] * NEAREST + ["", "The council met."]
    assert found == items  # what stands around the words makes no other evidence of them


@pytest.mark.parametrize("documents", [{}, {"news": Document(Source("news", "https://news.example/"), "", ())}])
def test_a_page_that_is_not_there_or_says_nothing_leaves_evidence_as_it_is(documents: dict[str, Document]) -> None:
    source = Source("news", "https://news.example/")
    item = Evidence(source, Passage(0, 0), "", Stance.NEUTRAL, 0.0)
    judgement = Judgement(Verdict.NOT_ENOUGH, Scores(0, 0, 1), (item,))

    assert in_context(judgement, documents).evidence == (item,)
