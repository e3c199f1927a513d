"""Quotes are found in the article however they are typed, and sentences are its own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck import article
from refcheck.article import line_of, locate, nearest, sentences

SEED = next((Path(__file__).parent.parent / "seeds").glob("*.txt")).read_text(encoding="utf-8")
ANYTHING = st.text(st.characters(), max_size=80) | st.text("aB é\u0301.!?\n\r \u2028“”'…()-–Ukraine.a.m.5", max_size=80)

QUOTES = {
    "the 1979 Taiwan Relations Act": 8,
    "where the U.S. provides advanced weapons and other kinds of support": 15,
    "a deliberately ambiguous strategic posture toward the island": 8,
    "has not been granted such a treaty guarantee": 8,
    "treaty partners such as those belonging to NATO": 7,
    "it is neither a member of NATO": 8,
    "particularly Poland, France, the U.K., and the Baltic nations": 16,
    "Ukraine's geo-strategic location between NATO and Russia": 2,
    "which is triggered only in the event of an attack by an external power on a member state": 13,
    "obliging the United States to go to war": 3,
    "Ukrainian President Volodymyr Zelensky": 1,
    "Washington continuing to oppose Ukraine's NATO membership": 9,
    "the recently articulated commitment from France and the United Kingdom to deploy military forces": 9,
    'or even to provide some sort of military "backstop"': 9,
    "F-35A Lightning II Demonstration Team pilot and commander": 22,
    'U.S. Air Force Maj. Kristin "BEO" Wolfe': 22,
    "flies during the 2021 Reno Air Races, Reno, Nev.": 22,
    "Sept. 18, 2021": 22,
    "U.S. Air Force photo by Capt. Kip Sumner": 22,
    "a professor of international relations and political theory at Macalester College": 28,
    "Macalester College in Saint Paul, MN": 28,
    "a non-resident fellow at Defense Priorities": 28,
    "a Contributing Editor to 19FortyFive": 28,
}


@pytest.mark.parametrize(("quote", "line"), QUOTES.items())
def test_every_quote_is_found_on_its_line(quote: str, line: int) -> None:
    span = locate(SEED, quote)
    assert span is not None
    assert line_of(SEED, span[0]) == line
    found = SEED[slice(*span)]
    assert re.findall(r"\w+", found.lower()) == re.findall(r"\w+", quote.lower())


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("He said: “The Lake – is low”.", "the lake - is LOW", "The Lake – is low"),
        ("a wide\u00a0\n  lake", "wide lake", "wide\u00a0\n  lake"),
        ("low co\u00adoperation", "cooperation", "co\u00adoperation"),
        ("Russian, then Russia", "Russia", "Russia"),
        ("in 19795 and 1979", "1979", "1979"),
        ("U.S.military", "military", "military"),
        ("乌克兰不是北约成员", "北约", "北约"),
        ("the café", "CAFÉ", "café"),
        ("the cafe\u0301", "café", "cafe\u0301"),
    ],
)
def test_a_quote_is_found_however_it_is_typed(text: str, quote: str, found: str) -> None:
    span = locate(text, quote)
    assert span is not None
    assert text[slice(*span)] == found
    assert span == (text.rindex(found), text.rindex(found) + len(found))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Russian forces", "Russia"),
        ("cafe\u0301", "cafe"),
        ("the lake is low", "the lake was low"),
        ("the lake", ""),
        ("the lake", " \n "),
        ("", "lake"),
        ("—", "lake"),
    ],
)
def test_other_words_are_not_taken_for_the_quote(text: str, quote: str) -> None:
    assert locate(text, quote) is None


@pytest.mark.parametrize(
    ("quote", "near"),
    [
        ("draining U.S. military stockpiles", ("draining U.S.military stockpiles,", 11)),
        ("A Promise America appears reluctant to make", ("A Promise America Appeares Reluctant to Make", 12)),
        ("Washington’s most robust commitment", ("WAshington’s most robust security", 7)),
        ("the 1978 Taiwan Relations Act", ("the 1979 Taiwan Relations Act.", 8)),
        ("zzzz xxxx qqqq jjjj", None),
        ("", None),
    ],
)
def test_the_nearest_words_are_shown_with_their_line(quote: str, near: tuple[str, int] | None) -> None:
    assert nearest(SEED, quote) == near


def test_nothing_is_nearest_in_an_empty_text() -> None:
    assert nearest("", "lake") is None


@given(ANYTHING, ANYTHING)
def test_a_located_span_lies_in_the_text(text: str, quote: str) -> None:
    span = locate(text, quote)
    assert span is None or 0 <= span[0] < span[1] <= len(text)
    near = nearest(text, quote)
    assert near is None or (near[0] and 1 <= near[1] <= text.count("\n") + 1)


@given(ANYTHING, st.text("abc “”\n", min_size=1, max_size=20), ANYTHING)
def test_what_stands_between_spaces_is_always_located(before: str, quote: str, after: str) -> None:
    assert (locate(f"{before} {quote} {after}", quote) is not None) == bool(quote.strip())


def test_lines_count_from_one() -> None:
    assert [line_of("a\nb\n", at) for at in range(5)] == [1, 1, 2, 2, 3]


@pytest.mark.parametrize(
    "told",
    [
        ["It lies approx. Five miles off.", "It is deep."],
        ["Approx. 5 dollars were paid.", "It rained."],
        ["We met at 5 a.m. Monday in Reno.", "Then we left."],
        ["It began at 6 p.m. Eastern time.", "It ended late."],
        ["It began at 6 p.m. EST and went on."],
        ["He left at 5 p.m.", "The rest stayed."],
        ["He came at 5 a.m. March 3."],
        ["Public Law is Pub. L. 96-8, 93 Stat. 14, of 1979.", "It holds."],
        ["Gov. Tim Walz met Pres. Biden.", "Then he left."],
        ["He works for the gov.", "She does not."],
        ["It is est. 1990, in Vol. 3 of that."],
        ["She flew at Reno, Nev., Sept. 18, 2021.", "The races went on."],
        ["He said “Go on.”", "He left."],
        ["He lives in the U.S.", "He likes it."],
        ["He asked me.", "Wages, rents, etc.", "Prices fell."],
        ["It closed in May.", "4 people came."],
        ["It closes on Oct. 4 and on Nov. 5."],
        ["See no. 5 and sec. 12, sec. XII and no. IV of it."],
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(told: list[str]) -> None:
    text = " ".join(told)
    assert [text[start:end] for start, end in sentences(text)] == told


MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SHORT = ["Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec"]


@given(
    st.integers(1, 31),
    st.sampled_from([*MONTHS, *SHORT]),
    st.sampled_from(["It ended on {} {}", "By {} {}", "The mill, which burned on {} {}"]),
    st.sampled_from(["Wages rose.", "“Wages rose,” he said.", "Élise Roy left.", "The mill burned.", "Nobody came."]),
)
def test_a_month_ends_a_sentence(day: int, month: str, before: str, after: str) -> None:
    first = f"{before.format(day, month)}."
    assert [f"{first} {after}"[a:b] for a, b in sentences(f"{first} {after}")] == [first, after]


@given(st.integers(1, 2030), st.sampled_from(SHORT), st.sampled_from(["It ended on {}. {}.", "On 4 {}. {} it ended."]))
def test_a_month_cut_short_goes_on_before_a_number(number: int, month: str, told: str) -> None:
    text = told.format(month, number)
    assert [text[a:b] for a, b in sentences(text)] == [text]


def test_a_line_is_a_paragraph_where_the_text_is_not_wrapped() -> None:
    spans = [SEED[start:end] for start, end in sentences(SEED)]
    assert len(spans) == 55
    assert "The Security Guarantee Challenge for Ukraine" in spans
    assert "About the Author: Dr. Andrew Latham" in spans
    assert "You can follow him on X: @aakatham." in spans


def test_a_line_end_within_a_wrapped_sentence_does_not_part_it() -> None:
    text = "On lakes\n\nThe lake was\nlow. It is\nhigh.\n \nIt ends."
    assert [text[a:b] for a, b in sentences(text)] == ["On lakes", "The lake was\nlow.", "It is\nhigh.", "It ends."]


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u3000", "\x85", "\u2028", "\u1680"])
def test_an_initial_before_any_kind_of_space_is_read(space: str) -> None:
    text = f"He met A{space}. B{space}! Smith{space}. It rained."
    assert sentences(text)[-1] == (len(text) - 10, len(text))


@given(ANYTHING)
def test_sentences_leave_out_nothing_but_white_space(text: str) -> None:
    at = 0
    for start, end in sentences(text):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(
    st.lists(
        st.sampled_from(["May", "in May", "4", "Dec", "etc", "me", "Sept", "Foo", "bar", "A", "É", "“", "(", "'"])
        | st.sampled_from([". ", " ", ".” ", "  ", ".\u00a0", ".", ", ", ".' ", "_"]),
        max_size=24,
    ).map("".join)
)
def test_where_sentences_end_after_an_abbreviation_is_found_without_looking_everywhere(text: str) -> None:
    assert list(article._ended(text)) == [match.end() for match in article._ENDED.finditer(text)]
