"""Values: a date, an amount, a rank or a name beside its subject, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.judging.checks import run_check
from refcheck.language.lexicon import lexicon
from refcheck.model import Document, Evidence, ValueCheck

from .pages import page, table, text

TOWERS = page(
    "<h2>Tallest towers</h2>"
    + table(
        "Rank | Building | Height (m) | Completed | Architect",
        "1 | Meridian Tower | 241 | 2018 | Ada Berg",
        "2 | Harbour One | 228 | 2009 | Ole Krog",
        "3 | Kestrel Court | 158 | 2021 | Ada Berg",
    )
    + "<h2>Lakeville</h2><dl><dt>Population of Lakeville</dt><dd>12,400</dd><dt>Founded</dt><dd>3 May 1821</dd></dl>"
    "<p>Albania joined the pact in 2009 and Croatia in 2010. Montenegro applied in 2008 and joined in 2017.</p>"
    "<p>Smith beat Jones in 1990. The ferry does not carry 80 cars.</p>",
    "Port Halden",
)


def evidence(
    statement: str, subject: str, equals: str, label: str = "", document: Document = TOWERS
) -> tuple[Evidence, ...]:
    return run_check(ValueCheck(subject, equals, label), statement, document, lexicon())


def stances(statement: str, subject: str, equals: str, label: str = "") -> list[str]:
    return [e.stance.value for e in evidence(statement, subject, equals, label)]


@pytest.mark.parametrize(
    ("statement", "subject", "equals", "label", "expected"),
    [
        # rows, under a label
        ("Harbour One is 228 metres high.", "Harbour One", "228 metres", "Height", "supports"),
        ("Harbour One is 230 metres high.", "Harbour One", "230 metres", "Height", "refutes"),
        ("Harbour One is not 230 metres high.", "Harbour One", "230 metres", "Height", "supports"),
        ("Harbour One is not 228 metres high.", "Harbour One", "228 metres", "Height", "refutes"),
        ("Harbour One ranks second.", "Harbour One", "second", "Rank", "supports"),
        ("Harbour One ranks 3rd.", "Harbour One", "3rd", "Rank", "refutes"),
        ("Harbour One was completed in 2009.", "Harbour One", "2009", "Completed", "supports"),
        ("Harbour One was completed in 2018.", "Harbour One", "2018", "Completed", "refutes"),
        ("Kestrel Court is by Ada Berg.", "Kestrel Court", "Ada Berg", "Architect", "supports"),
        # definitions
        ("Lakeville has a population of 12,400.", "Lakeville", "12,400", "Population", "supports"),
        ("Lakeville has a population of 14,000.", "Lakeville", "14,000", "Population", "refutes"),
        # sentences
        ("Albania joined the pact in 2009.", "Albania", "2009", "joined", "supports"),
        ("Albania joined the pact in 2012.", "Albania", "2012", "joined", "refutes"),
        ("Montenegro joined in 2017.", "Montenegro", "2017", "joined", "supports"),
        ("Montenegro joined in 2008.", "Montenegro", "2008", "joined", "refutes"),
    ],
)
def test_what_stands_under_the_label_decides(
    statement: str, subject: str, equals: str, label: str, expected: str
) -> None:
    assert stances(statement, subject, equals, label) == [expected]


def test_without_a_label_the_value_is_looked_for_and_another_refutes_nothing() -> None:
    assert stances("Albania joined in 2009.", "Albania", "2009") == ["supports"]
    assert stances("Harbour One was completed in 2009.", "Harbour One", "2009") == ["supports"]
    assert stances("Albania joined in 2012.", "Albania", "2012") == []


@pytest.mark.parametrize(
    ("statement", "subject", "equals"),
    [
        ("Croatia joined in 2009.", "Croatia", "2009"),  # Albania's year
        ("Montenegro joined in 2008.", "Montenegro", "2008"),  # another event's year
        ("Jones won in 1991.", "Jones", "1991"),
        ("The ferry carries 80 cars.", "ferry", "80 cars"),  # denied by the page
        ("Harbour One has 3 floors.", "Harbour One", "3 floors"),  # another row's rank
    ],
)
def test_a_value_of_something_else_is_not_the_subjects(statement: str, subject: str, equals: str) -> None:
    assert "supports" not in stances(statement, subject, equals)


@pytest.mark.parametrize(
    ("statement", "subject", "equals"),
    [
        ("Meridian Tower was completed in 2009.", "Harbour One", "2009"),
        ("Harbour One was completed in 2018.", "Harbour One", "2009"),
        ("Harbour One is high.", "Harbour One", "228 metres"),
        ("Harbour One has 2280 windows.", "Harbour One", "228 metres"),
    ],
)
def test_a_check_that_does_not_fit_its_statement_decides_nothing(statement: str, subject: str, equals: str) -> None:
    (found,) = evidence(statement, subject, equals)
    assert (found.stance, found.score) == ("neutral", 0.0)
    assert "the check asks" in found.reason


def test_the_check_may_be_more_precise_than_the_statement_and_not_less() -> None:
    document = text("The dam cost $2,412 million.")
    (found,) = evidence("The dam cost $2.4 billion.", "dam", "$2,412 million", document=document)
    assert found.stance == "supports"
    (found,) = evidence("The dam cost $2,412 million.", "dam", "$2.4 billion", document=document)
    assert (found.stance, found.score) == ("neutral", 0.0)


def test_what_is_shown_is_the_row_and_its_value() -> None:
    (found,) = evidence("Harbour One is 228 metres high.", "Harbour One", "228 metres", "Height")
    assert found.text == TOWERS.text[found.passage.start : found.passage.end]
    assert "Harbour One" in found.text
    assert (found.findings[0].in_claim, found.findings[0].on_page) == ("228 metres", "228")


def test_a_page_without_the_subject_gives_nothing() -> None:
    assert evidence("The Louvre was completed in 2009.", "Louvre", "2009") == ()


@given(st.text(max_size=30), st.text(max_size=20), st.text(max_size=20), st.text(max_size=60))
def test_no_words_make_it_fail(subject: str, equals: str, label: str, words: str) -> None:
    for document in (TOWERS, text(f"{subject} {label} {equals}. {words}")):
        for found in evidence(f"{subject} {label} {equals}", subject, equals, label, document):
            assert found.text == document.text[found.passage.start : found.passage.end]
