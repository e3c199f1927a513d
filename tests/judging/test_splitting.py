"""Splitting: which assertions a statement makes, each as a sentence of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.judging.splitting import split
from refcheck.language.lexicon import lexicon
from refcheck.language.terms import analyse


def pieces(statement: str) -> tuple[str, ...]:
    return split(analyse(statement, lexicon()))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "Poland, Estonia and Latvia are members of NATO.",
            ("Poland is a member of NATO.", "Estonia is a member of NATO.", "Latvia is a member of NATO."),
        ),
        (
            "Poland and Estonia are not members of NATO.",
            ("Poland is not a member of NATO.", "Estonia is not a member of NATO."),
        ),
        (
            "Poland and Estonia are both members of NATO.",
            ("Poland is a member of NATO.", "Estonia is a member of NATO."),
        ),
        (
            "Poland and Estonia have been members of NATO since 2004.",
            ("Poland has been a member of NATO since 2004.", "Estonia has been a member of NATO since 2004."),
        ),
        (
            "Poland and Estonia do not belong to OPEC.",
            ("Poland does not belong to OPEC.", "Estonia does not belong to OPEC."),
        ),
        ("Poland as well as Estonia border Russia.", ("Poland borders Russia.", "Estonia borders Russia.")),
        (
            "The United States and the United Kingdom are allies.",
            ("The United States is an ally.", "The United Kingdom is an ally."),
        ),
        ("Both France and Britain joined in 1949.", ("France joined in 1949.", "Britain joined in 1949.")),
    ],
)
def test_several_subjects_make_one_assertion_each(statement: str, expected: tuple[str, ...]) -> None:
    assert pieces(statement) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "The act became law in 1979 and was amended in 1982.",
            ("The act became law in 1979.", "The act was amended in 1982."),
        ),
        (
            "The act was passed in March and signed in April.",
            ("The act was passed in March.", "The act was signed in April."),
        ),
        ("He was born in 1962 and died in 2020.", ("He was born in 1962.", "He died in 2020.")),
        ("The bridge is long and has eleven arches.", ("The bridge is long.", "The bridge has eleven arches.")),
        (
            "The Eagles fly the F-16 and are based in Nevada.",
            ("The Eagles fly the F-16.", "The Eagles are based in Nevada."),
        ),
        (
            "The harbour was closed while the talks were held in Geneva.",
            ("The harbour was closed.", "The talks were held in Geneva."),
        ),
    ],
)
def test_several_predicates_make_one_assertion_each(statement: str, expected: tuple[str, ...]) -> None:
    assert pieces(statement) == expected


@pytest.mark.parametrize(
    "statement",
    [
        "The Taiwan Relations Act became law in 1979.",
        "Neither France nor Germany joined.",
        "Bosnia and Herzegovina is a country.",
        "War and Peace was written by Tolstoy.",
        "Johnson and Johnson is a company.",
        "France and Germany share a border.",
        "Carter and Reagan met in 1981.",
        "Tom and Ann married in 1990.",
        "Israel and Egypt signed a treaty with each other.",
        "Poland and Latvia together have 40 million people.",
        "Britain and France are the two countries that pledged it.",
        "The bridge has two towers and six arches.",
        "Latham is a professor and a fellow.",
        "Ukraine is not a member of NATO and has never been.",
        "",
        "and",
    ],
)
def test_one_assertion_is_left_as_it_is(statement: str) -> None:
    assert pieces(statement) == ()


WORDS = st.sampled_from(
    [
        *("Poland", "France", "Britain", "NATO", "The", "both", "the act", "it", "as well as", ",", "and", "but"),
        *("is", "are", "was", "have", "signed", "not", "never", "while", "members", "of", "together", "in 1979", "."),
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join)))
def test_no_statement_makes_it_fail_and_no_assertion_is_empty(statement: str) -> None:
    found = pieces(statement)
    assert len(found) != 1
    assert all(piece.strip(" .") for piece in found)
