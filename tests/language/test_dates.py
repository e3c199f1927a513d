"""Dates: every way they are written, what only looks like one, and agreement at the precision that is written."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refcheck.language import dates
from refcheck.language.dates import When, agrees, find, with_years

YEARLESS = 4  # the year that stands for none


def only(text: str) -> When:
    """The one date of a text."""
    (found,) = find(text)
    return found


def days(text: str) -> tuple[str, str]:
    found = only(text)
    return found.first.isoformat(), found.last.isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "10 April 1979",
        "10th April 1979",
        "10th of April, 1979",
        "the 10th day of April 1979",
        "10 Apr. 1979",
        "April 10, 1979",
        "April 10th, 1979",
        "Apr. 10, 1979",
        "april 10 1979",
        "APRIL 10, 1979",
        "1979-04-10",
        "Tuesday, April 10, 1979",
        "signed on 10 April 1979.",
        "(10 April 1979)",
    ],
)
def test_a_day_in_every_written_form(text: str) -> None:
    assert days(text) == ("1979-04-10", "1979-04-10")
    assert only(text).precision == "day"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Sept. 18, 2021", "2021-09-18", "2021-09-18"),
        ("15 to 19 September 2021", "2021-09-15", "2021-09-19"),
        ("15-19 September 2021", "2021-09-15", "2021-09-19"),
        ("15 and 16 September 2021", "2021-09-15", "2021-09-16"),
        ("15/16 September 2021", "2021-09-15", "2021-09-16"),
        ("15, 16 and 17 September 2021", "2021-09-15", "2021-09-17"),
        ("September 15-19, 2021", "2021-09-15", "2021-09-19"),
        ("September 15–19, 2021", "2021-09-15", "2021-09-19"),
        ("from September 15 to 19, 2021", "2021-09-15", "2021-09-19"),
        ("30 April to 2 May 2020", "2020-04-30", "2020-05-02"),
        ("April 30 – May 2, 2020", "2020-04-30", "2020-05-02"),
        ("30 December to 2 January 2020", "2019-12-30", "2020-01-02"),
        ("Dec. 30 to Jan. 2, 2020", "2019-12-30", "2020-01-02"),
        ("December 30, 2019 to January 2, 2020", "2019-12-30", "2020-01-02"),
        ("May to June 2020", "2020-05-01", "2020-06-30"),
        ("November to January 2020", "2019-11-01", "2020-01-31"),
        ("from November 2019 to January 2020", "2019-11-01", "2020-01-31"),
        ("from 2014 to 2019", "2014-01-01", "2019-12-31"),
        ("2014 to 2019", "2014-01-01", "2019-12-31"),
        ("between 2014 and 2019", "2014-01-01", "2019-12-31"),
        ("2019–21", "2019-01-01", "2021-12-31"),
        ("1941-1945", "1941-01-01", "1945-12-31"),
    ],
)
def test_a_span_in_every_written_form(text: str, first: str, last: str) -> None:
    assert days(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("April 1979", "1979-04-01", "1979-04-30", "month"),
        ("in Apr. 1979", "1979-04-01", "1979-04-30", "month"),
        ("February of 2020", "2020-02-01", "2020-02-29", "month"),
        ("2020-08", "2020-08-01", "2020-08-31", "month"),
        ("It happened in 1979.", "1979-01-01", "1979-12-31", "year"),
        ("1979", "1979-01-01", "1979-12-31", "year"),
        ("the 1979 Taiwan Relations Act", "1979-01-01", "1979-12-31", "year"),
        ("a 2003 law", "2003-01-01", "2003-12-31", "year"),
        ("built 1889 in Paris", "1889-01-01", "1889-12-31", "year"),
        ("the 2019 races were held", "2019-01-01", "2019-12-31", "year"),
        ("in 2020 sales rose", "2020-01-01", "2020-12-31", "year"),
        ("mid-2020", "2020-01-01", "2020-12-31", "year"),
        ("the 1990s", "1990-01-01", "1999-12-31", "decade"),
        ("the 1990's", "1990-01-01", "1999-12-31", "decade"),
        ("the mid-1990s", "1990-01-01", "1999-12-31", "decade"),
    ],
)
def test_a_month_a_year_a_decade(text: str, first: str, last: str, precision: str) -> None:
    assert days(text) == (first, last)
    assert only(text).precision == precision


@pytest.mark.parametrize("text", ["18 September", "September 18", "the 18th of September", "on Sept. 18"])
def test_a_day_without_a_year_leaves_it_open(text: str) -> None:
    found = only(text)
    assert found.yearless
    assert (found.first.month, found.first.day) == (9, 18)
    assert found.in_year(2021).first == date(2021, 9, 18)


def test_a_month_alone_is_a_date_after_a_word_that_leads_to_one() -> None:
    assert only("In May the law passed").first == date(YEARLESS, 5, 1)
    assert find("They may in theory march") == ()
    assert find("Theresa May spoke") == ()


@pytest.mark.parametrize(
    "text",
    [
        "2000 people",
        "there were 2000 soldiers",
        "a crew of 1500 men",
        "a population of 1975",
        "1,979",
        "1,979 miles",
        "1979 km",
        "1984 m above the sea",
        "$2021",
        "2021 %",
        "a 2000 page book",
        "the 2000-strong army",
        "rose from 1500 to 2000",
        "1500-2000 people",
        "call 555-1979",
        "+1 202 555 1979",
        "version 2.1979",
        "Public Law 96-8",
        "Resolution 1973",
        "Article 2020 of the code",
        "Windows 2000",
        "flight 1549",
        "F-2021",
        "v2021",
        "2021a",
        "in 1200 BC",
        "in 999",
        "10:30",
        "may 2020 be kind",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "31 February 2020",
        "31 February",
        "February 30, 2021",
        "29 February 2021",
        "31 June",
        "32 May 2020",
        "0 May 2020",
        "2021-02-31",
        "2019-13-45",
        "19 to 15 September 2021",
        "2019-2018",
        "0000-00-00",
    ],
)
def test_a_day_that_no_calendar_has_is_no_date(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("before 1979", "before"),
        ("prior to April 10, 1979", "before"),
        ("pre-1979", "before"),
        ("by 1979", "by"),
        ("by the end of 1979", "by"),
        ("no later than 10 April 1979", "by"),
        ("after 1979", "after"),
        ("later than April 1979", "after"),
        ("post-1979", "after"),
        ("no earlier than 1979", "from"),
        ("not before 10 April 1979", "from"),
        ("between 1979 and 1983", "between"),
        ("between 10 and 12 April 1979", "between"),
        ("in 1979", ""),
        ("from 1979 to 1983", ""),
        ("after the 1979 act", ""),
    ],
)
def test_before_and_after_are_read_with_the_date(text: str, bound: str) -> None:
    assert only(text).bound == bound


def test_several_dates_of_a_sentence_come_in_order() -> None:
    text = "Passed on March 13, 1979, signed on 10 April, in force since 1 January 1979."
    assert [w.text for w in find(text)] == ["March 13, 1979", "10 April", "1 January 1979"]


def test_missing_years_come_from_the_neighbour_then_from_the_page() -> None:
    found = find("Held on 11 September 2019; the finals were on 15 September.")
    assert with_years(found, 2024)[1].first == date(2019, 9, 15)
    assert with_years(find("The finals were on 15 September."), 2024)[0].first == date(2024, 9, 15)
    assert with_years(find("on 30 April, in 1979"), None)[0].first == date(1979, 4, 30)
    assert with_years(find("The finals were on 15 September."), None)[0].yearless


@pytest.mark.parametrize(
    ("claimed", "on_page", "expected"),
    [
        # the page is as precise or more so
        ("in 1979", "10 April 1979", True),
        ("April 1979", "10 April 1979", True),
        ("10 April 1979", "April 10, 1979", True),
        ("in 1979", "in 1979", True),
        ("the 1990s", "in 1995", True),
        ("18 September", "18 September 2021", True),
        # another day, month or year
        ("in 1978", "10 April 1979", False),
        ("10 April 1979", "11 April 1979", False),
        ("April 1979", "10 May 1979", False),
        ("the 1980s", "in 1995", False),
        ("10 April 1979", "in 1980", False),
        ("18 September", "19 September 2021", False),
        ("18 September 2021", "19 September", False),
        ("29 February", "28 February 2021", False),
        # the page is less precise
        ("10 April 1979", "in 1979", None),
        ("10 April 1979", "April 1979", None),
        ("in 1995", "the 1990s", None),
        ("18 September 2021", "18 September", None),
        # spans
        ("18 September 2021", "15 to 19 September 2021", True),
        ("20 September 2021", "15 to 19 September 2021", False),
        ("September 2021", "15 to 19 September 2021", True),
        ("15-19 September 2021", "September 15 to 19, 2021", True),
        ("15 to 20 September 2021", "15 to 19 September 2021", False),
        ("15 to 19 September 2021", "18 September 2021", None),
        ("from 2014 to 2019", "2014–19", True),
        ("from 2014 to 2018", "from 2014 to 2019", False),
        ("from 2014 to 2019", "3 May 2014 to 2 June 2019", True),
        ("from 2014 to 2018", "3 May 2014 to 2 June 2019", False),
        ("3 May 2014 to 2 June 2019", "from 2014 to 2019", None),
        ("in 2016", "from 2014 to 2019", None),
        ("between 2014 and 2019", "in 2016", True),
        ("between 2014 and 2019", "in 2020", False),
        ("in 2016", "between 2014 and 2019", None),
        ("8 May 2020", "between 1 and 31 May 2020", None),
        # before and after
        ("before 1980", "10 April 1979", True),
        ("before 1979", "10 April 1979", False),
        ("before 1979", "in 1979", False),
        ("by 1979", "10 April 1979", True),
        ("by 1979", "in 1980", False),
        ("after 1978", "10 April 1979", True),
        ("after 1979", "10 April 1979", False),
        ("no earlier than 1979", "10 April 1979", True),
        ("in 1978", "before 1979", None),
        ("in 1979", "before 1979", False),
        ("before 1980", "before 1979", True),
        ("before 1979", "before 1980", None),
        ("before 10 April 1979", "in 1979", None),
        ("before 1979", "after 1980", False),
    ],
)
def test_agreement_is_at_the_written_precision(claimed: str, on_page: str, expected: bool | None) -> None:
    assert agrees(only(claimed), only(on_page)) is expected


# ---------------------------------------------------------------- whatever the text

FRAGMENTS = st.sampled_from(
    [
        *(
            "31",
            "30",
            "29",
            "0",
            "99",
            "10",
            "1979",
            "2021",
            "9999",
            "1000",
            "2000s",
            "٣١",
            "²",
            "-",
            "–",
            "/",
            ",",
            ".",
        ),
        *(
            "February",
            "Feb.",
            "May",
            "Sept",
            "april",
            "to",
            "and",
            "from",
            "between",
            "before",
            "by",
            "in",
            "the",
            "of",
        ),
        *(" ", " ", "\n", "\u00a0", "th", "BC", "%", "people", "’s", "\ud800", "\x00", "é"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(FRAGMENTS, max_size=16).map(" ".join), st.lists(FRAGMENTS).map("".join)
)
CALENDAR = st.dates(date(1000, 1, 1), date(2199, 12, 31))
FORMATS = st.sampled_from(
    [
        lambda d: d.isoformat(),
        lambda d: f"{d.day} {d:%B} {d.year}",
        lambda d: f"{d:%B} {d.day}, {d.year}",
        lambda d: f"{d:%b}. {d.day}, {d.year}",
    ]
)


@given(TEXTS)
@example("1000-00-00 2199-19-39")
@example("from 2199 to 2199-99")
@example("31 December to 1 January 1000")
def test_no_text_makes_finding_fail_and_spans_are_places_in_it(text: str) -> None:
    found = find(text)
    for when in found:
        assert 0 <= when.start < when.end <= len(text)
        assert text[when.start : when.end] == when.text
        assert when.first <= when.last
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(TEXTS)
def test_every_date_agrees_with_itself(text: str) -> None:
    assert all(agrees(when, when) is True for when in find(text))


@given(TEXTS, TEXTS)
def test_dates_without_a_day_in_common_never_agree(a: str, b: str) -> None:
    for claimed in find(a):
        for on_page in find(b):
            apart = claimed.last < on_page.first or on_page.last < claimed.first
            if apart and claimed.yearless == on_page.yearless and not claimed.bound and not on_page.bound:
                assert agrees(claimed, on_page) is False


@given(CALENDAR, FORMATS, FORMATS)
def test_a_day_is_the_same_day_in_every_form(day: date, one: object, other: object) -> None:
    assert callable(one)
    assert callable(other)
    a, b = only(one(day)), only(other(day))
    assert a.first == a.last == b.first == b.last == day
    assert agrees(a, b) is True


@given(CALENDAR, st.integers(1, 4000), FORMATS)
def test_two_days_never_agree(day: date, distance: int, form: object) -> None:
    assert callable(form)
    other = min(day + timedelta(days=distance), date(2199, 12, 31))
    if other != day:
        assert agrees(only(form(day)), only(form(other))) is False
        assert agrees(only(f"before {form(day)}"), only(form(other))) is False
        assert agrees(only(f"after {form(day)}"), only(form(other))) is True


@pytest.mark.parametrize("piece", ["9", "1 ", "15, ", "May ", "from 1999 ", "1979-", " ", "of early "])
def test_the_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    """A page of such pieces took minutes when a form could match runs of any length."""
    found = dates.find(piece * 20_000)
    assert all(when.text in piece * 2 for when in found)
