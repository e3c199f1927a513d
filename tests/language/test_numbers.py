"""Amounts: units, scales, fractions and bounds, what is no amount, and agreement at the precision that is written."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refcheck.language.numbers import Amount, agrees, find


def only(text: str) -> Amount:
    """The one amount of a text."""
    (found,) = find(text)
    return found


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        # plain and grouped digits, number words
        ("1,234,567 people", 1_234_567, "people"),
        ("1 234 567 people", 1_234_567, "people"),
        ("1.234.567 people", 1_234_567, "people"),
        ("21.4 kilometres", 21_400, "length"),
        ("twenty-one soldiers", 21, "soldiers"),
        ("two hundred and fifty men", 250, "men"),
        ("some eighteen million people", 18e6, "people"),
        ("a dozen eggs", 12, "eggs"),
        ("two dozen ships", 24, "ships"),
        ("half a dozen ships", 6, "ships"),
        ("half a million people", 500_000, "people"),
        ("one and a half million people", 1.5e6, "people"),
        ("1½ miles", 2414.016, "length"),
        # scales
        ("2.4 billion people", 2.4e9, "people"),
        ("3m people", 3e6, "people"),
        ("10k runners", 10_000, "runners"),
        ("$3m", 3e6, "dollar"),
        # currencies
        ("$2.4 billion", 2.4e9, "dollar"),
        ("2,412 million dollars", 2.412e9, "dollar"),
        ("US$5", 5, "dollar"),
        ("A$5 million", 5e6, "Australian dollar"),
        ("5 million Australian dollars", 5e6, "Australian dollar"),
        ("EUR 5 million", 5e6, "euro"),
        ("5 million euros", 5e6, "euro"),
        ("£5.50", 5.5, "pound sterling"),
        ("5 million pounds", 5e6, "pound sterling"),
        # measures
        ("3 m tall", 3, "length"),
        ("5m high", 5, "length"),
        ("6 ft 2 in", 1.8796, "length"),
        ("5 feet 11 inches", 1.8034, "length"),
        ("2 hours and 30 minutes", 9000, "time"),
        ("seven-year-old", 7 * 31_556_952, "time"),
        ("5 lb", 2.26796185, "mass"),
        ("30 square kilometres", 30e6, "area"),
        ("30 sq km", 30e6, "area"),
        ("30 km²", 30e6, "area"),
        ("70 mph", 112.65408, "speed"),
        ("151 kilometres an hour", 151, "speed"),
        ("41 °F", 5, "temperature"),
        ("-5 °C", -5, "temperature"),
        ("minus five degrees Celsius", -5, "temperature"),
        ("42 %", 42, "percent"),
        ("forty-two per cent", 42, "percent"),
        ("5 percentage points", 5, "percentage points"),
        # ordinals, ranks and times of day
        ("the third", 3, "ordinal"),
        ("21st", 21, "ordinal"),
        ("second", 2, "ordinal"),
        ("the second battalion", 2, "ordinal"),
        ("Rivertown’s second title", 2, "ordinal"),
        ("scored twice", 2, "times"),
        ("scored once, in May", 1, "times"),
        ("scored three times", 3, "times"),
        ("ranked 3 in the world", 3, "ordinal"),
        ("10:30 p.m.", 22.5, "clock"),
        ("12 a.m. EST", 0, "clock EST"),
        # fractions are percentages
        ("two thirds of the members", 200 / 3, "percent"),
        ("two-thirds", 200 / 3, "percent"),
        ("one third", 100 / 3, "percent"),
        ("a quarter of the birds", 25, "percent"),
        ("fell by a third", 100 / 3, "percent"),
        ("half of them", 50, "percent"),
        ("half the seats", 50, "percent"),
        ("one in five", 20, "percent"),
        ("1 in 5 people", 20, "percent"),
        ("one bird out of five", 20, "percent"),
        ("three out of every four", 75, "percent"),
        # what is counted
        ("32 member countries", 32, "countries"),
        ("32 NATO members", 32, "members"),
        ("the 5,000-strong force", 5000, ""),
        ("five of them", 5, ""),
    ],
)
def test_amounts_as_they_are_written(text: str, value: float, unit: str) -> None:
    found = only(text)
    assert found.value == pytest.approx(value)
    assert found.unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "F-35A",
        "COVID-19",
        "B-52s",
        "v1.2.3",
        "1.2.3.4",
        "call 555-1234",
        "(202) 555-0123",
        "+1 202-555-0123",
        "978-3-16-148410-0",
        "at 10:30",
        "12,34",
        "1e6",
        "hundreds of people",
        "tens of thousands",
        "dozens",
        "a few hundred",
        "several thousand",
        "one of them",
        "twice as many",
        "once upon a time",
        "nobody",
        "wait a second",
        "9" * 40,
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize("text", ["won 3-1", "won 3–1", "a 10-2 vote", "Public Law 96-8", "lost 1-3 at home"])
def test_two_numbers_with_a_dash_are_a_score_and_not_two_amounts(text: str) -> None:
    assert only(text).unit == "score"


def test_scores_agree_as_pairs() -> None:
    assert agrees(only("won 3-1"), only("3–1 after extra time")) is True
    assert agrees(only("won 2-1"), only("won 3-1")) is False
    assert agrees(only("lost 1-3"), only("won 3-1")) is None
    assert agrees(only("Public Law 96-7"), only("Public Law 96-8")) is False
    assert agrees(only("won 3-1"), only("3 goals")) is None


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("between 8 and 10 °C", 8, 10, "temperature"),
        ("8 to 10 °C", 8, 10, "temperature"),
        ("8-10 km", 8000, 10_000, "length"),
        ("8–10 km", 8000, 10_000, "length"),
        ("8 km to 10 km", 8000, None, "length"),
        ("2 to 3 million dollars", 2e6, 3e6, "dollar"),
        ("between $2 million and $3 million", 2e6, 3e6, "dollar"),
        ("16-18 aircraft", 16, 18, "aircraft"),
        ("between 20 and 30 people", 20, 30, "people"),
    ],
)
def test_ranges(text: str, low: float, high: float | None, unit: str) -> None:
    found = find(text)
    assert (found[0].value, found[0].top, found[0].unit) == (low, high, unit)


def test_a_change_from_one_amount_to_another_is_two_amounts_of_one_unit() -> None:
    assert [(a.value, a.unit, a.top) for a in find("rose from 8 to 10 percent")] == [
        (8, "percent", None),
        (10, "percent", None),
    ]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("more than 200 ships", "more"),
        ("over 200 ships", "more"),
        ("over a million", "more"),
        ("at least 200 ships", "least"),
        ("no fewer than 200 ships", "least"),
        ("200 or more ships", "least"),
        ("200+ ships", "least"),
        ("fewer than 200 ships", "less"),
        ("under 200 ships", "less"),
        ("no more than 200 ships", "most"),
        ("up to 200 ships", "most"),
        ("200 or fewer", "most"),
        ("about 200 ships", "about"),
        ("nearly 200 ships", "about"),
        ("some 200 ships", "about"),
        ("200 ships", ""),
        ("more ships, 200 of them", ""),
    ],
)
def test_bounds(text: str, bound: str) -> None:
    assert only(text).bound == bound


def test_spans_that_are_taken_are_left_out() -> None:
    assert [a.text for a in find("In 1979 five ships", ((3, 7),))] == ["five"]


@pytest.mark.parametrize(
    ("claimed", "on_page", "expected"),
    [
        # the page is as precise or more so
        ("$2.4 billion", "$2,412 million", True),
        ("$2.4 billion", "2,412 million dollars", True),
        ("2 km", "1.24 miles", True),
        ("1.8 m", "5 ft 11 in", True),
        ("5 °C", "41 °F", True),
        ("12 months", "1 year", True),
        ("42 %", "41.6 percent", True),
        ("twelve ships", "a dozen ships", True),
        ("20 percent", "one bird out of five", True),
        ("a third of them", "33 percent", True),
        ("nearly two thirds", "64 percent", True),
        ("half of them", "50 %", True),
        ("about 7,000 people", "7,012 people", True),
        ("about 7,000 people", "6,912 people", True),
        ("7,000 people", "about 7,000 people", True),
        ("third", "3rd", True),
        # another amount
        ("42 %", "41 %", False),
        ("$2.4 billion", "$2,512 million", False),
        ("2 km", "3 km", False),
        ("2 km", "1.5 km", None),
        ("four ships", "five ships", False),
        ("-5 °C", "5 °C", False),
        ("a third of them", "half of them", False),
        ("20 %", "half of them", False),
        ("about 7,000 people", "9,000 people", False),
        ("10 a.m.", "10 p.m.", False),
        ("third", "4th", False),
        # the page is less precise, or a round figure is meant roughly
        ("$2,412 million", "$2.4 billion", None),
        ("41.6 %", "42 %", None),
        ("30,000 troops", "30,150 troops", None),
        ("30,150 troops", "30,000 troops", None),
        ("30,000 troops", "45,000 troops", False),
        ("half of them", "52 %", None),
        # not of one dimension
        ("42 %", "42 percentage points", None),
        ("5 km", "5 kg", None),
        ("$5", "€5", None),
        ("5 km", "5 ships", None),
        ("10 a.m. EST", "3 p.m. GMT", None),
        # bounds
        ("more than 200 ships", "250 ships", True),
        ("more than 5 ships", "5 ships", False),
        ("more than 200 ships", "200 ships", None),
        ("more than 200 ships", "150 ships", False),
        ("more than 200 ships", "over 250 ships", True),
        ("more than 250 ships", "over 200 ships", None),
        ("more than 200 ships", "about 201 ships", None),
        ("more than 30,000 people", "about 31,400 people", True),
        ("at least 5 ships", "5 ships", True),
        ("at least 5 ships", "four ships", False),
        ("at least 4 GB", "at least 8 GB", False),
        ("at most 2,000 dollars", "up to 20,000 dollars", False),
        ("up to 2,000 dollars", "no more than 2,000 dollars", True),
        ("fewer than 5 ships", "5 ships", False),
        ("fewer than 5 ships", "four ships", True),
        ("no more than 5 ships", "5 ships", True),
        ("no more than 5 ships", "6 ships", False),
        ("5 ships", "more than 200 ships", False),
        ("250 ships", "more than 200 ships", None),
        ("200 ships", "more than 200 ships", None),
        # ranges
        ("between 8 and 10 °C", "9 °C", True),
        ("between 8 and 10 °C", "12 °C", False),
        ("9 °C", "between 8 and 10 °C", None),
        ("12 °C", "between 8 and 10 °C", False),
        ("8 to 10 °C", "8-10 °C", True),
        ("8 to 10 °C", "7 to 12 °C", None),
    ],
)
def test_agreement_is_at_the_written_precision(claimed: str, on_page: str, expected: bool | None) -> None:
    assert agrees(only(claimed), only(on_page)) is expected


# ---------------------------------------------------------------- whatever the text

FRAGMENTS = st.sampled_from(
    [
        *(
            "1",
            "25",
            "3.5",
            "1,000",
            "000",
            "½",
            "٣",
            "²",
            "99999999999",
            "-",
            "–",
            "−",
            "/",
            ",",
            ".",
            ":",
            "$",
            "£",
            "%",
        ),
        *("one", "two", "third", "thirds", "half", "hundred", "million", "dozen", "second", "and", "a", "to", "from"),
        *("in", "of", "out", "between", "more than", "at least", "about", "minus", "m", "km", "°F", "ft", "p.m.", "th"),
        *(" ", " ", "\n", "\u00a0", "people", "ranked", "or more", "\ud800", "\x00"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(FRAGMENTS, max_size=16).map(" ".join), st.lists(FRAGMENTS).map("".join)
)


@given(TEXTS)
@example("one hundred and")
@example("$")
@example("-")
@example("0 in 0")
def test_no_text_makes_finding_fail_and_spans_are_places_in_it(text: str) -> None:
    found = find(text)
    for amount in found:
        assert 0 <= amount.start < amount.end <= len(text)
        assert text[amount.start : amount.end] == amount.text
        assert math.isfinite(amount.value)
        assert amount.slack >= 0
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(TEXTS)
def test_every_amount_agrees_with_itself(text: str) -> None:
    assert all(agrees(amount, amount) is True for amount in find(text))


@given(TEXTS, TEXTS)
def test_any_two_amounts_can_be_compared(a: str, b: str) -> None:
    for claimed in find(a):
        for on_page in find(b):
            assert agrees(claimed, on_page) in {True, False, None}


@given(st.integers(0, 10**9), st.integers(0, 10**9))
@example(999_999_999, 10**9)
def test_exact_counts_agree_only_when_they_are_equal(a: int, b: int) -> None:
    same = agrees(only(f"{a} ships"), only(f"{b:,} ships"))
    assert (same is True) is (a == b)
    assert (agrees(only(f"more than {a} ships"), only(f"{b} ships")) is True) is (b > a)


@given(st.integers(1, 5000), st.sampled_from([("km", "miles", 0.621371), ("kg", "pounds", 2.2046226)]))
def test_a_measure_agrees_with_itself_in_another_unit(tenths: int, units: tuple[str, str, float]) -> None:
    metric, other, factor = units
    assert agrees(only(f"{tenths / 10} {metric}"), only(f"{tenths / 10 * factor:.5f} {other}")) is True


@pytest.mark.parametrize("piece", ["9", "1 ", "1-", "one ", "a third of ", " ", "5 to ", "10 p.m. ", "one and a half "])
def test_the_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    found = find(piece * 5_000)
    assert all(amount.end <= len(piece) * 5_000 for amount in found)
