"""Dates as they are written, and whether two of them can be the same day, month, year or span."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TO = r"\s*(?:-|–|—|\bto\b|\bthrough\b|\buntil\b|\band\b)\s*"
_M = rf"({_NAMES})\b\.?"
_D = r"([0-3]?\d)(?:st|nd|rd|th)?"
_Y = r"([12]\d{3})"
_YEAR_AFTER = rf"(?:,?\s+(?:of\s+)?{_Y}(?![\d%]|[.,]\d))?"

# (name, pattern); the most specific comes first, the first that matches at a place wins.
_FORMS = (
    ("iso", r"([12]\d{3})-([01]\d)-([0-3]\d)"),
    ("DM-DM", rf"{_D}\s+{_M}{_YEAR_AFTER}{_TO}{_D}\s+{_M}{_YEAR_AFTER}"),
    ("D-DM", rf"{_D}{_TO}{_D}\s+(?:of\s+)?{_M}{_YEAR_AFTER}"),
    ("DM", rf"{_D}\s+(?:of\s+|day\s+of\s+)?{_M}{_YEAR_AFTER}"),
    ("MD-MD", rf"{_M}\s+{_D}{_YEAR_AFTER}{_TO}{_M}\s+{_D}{_YEAR_AFTER}"),
    ("MD-D", rf"{_M}\s+{_D}{_TO}{_D}(?!\s+(?:{_NAMES})\b)(?!\d){_YEAR_AFTER}"),
    ("MD", rf"{_M}\s+(?:the\s+)?{_D}(?![\d%]|[.,]\d){_YEAR_AFTER}"),
    ("MY", rf"{_M},?\s+(?:of\s+)?{_Y}"),
    ("decade", r"([12]\d{2}0)['’]?s"),
    ("Y-Y", rf"{_Y}\s*[-–—]\s*([12]\d{{3}}|\d\d)"),
    ("FROM", rf"(?:from|between)\s+{_Y}{_TO}{_Y}"),
    ("Y", _Y),
)
_ALL = re.compile(
    r"(?<![\w.,/$€£-])(?:" + "|".join(f"(?P<f{i}>{p})" for i, (_, p) in enumerate(_FORMS)) + r")(?![\w%])",
    re.IGNORECASE,
)
_GROUPS = tuple(pattern.count("(") - pattern.count("(?") for _, pattern in _FORMS)
_IN_MONTH = re.compile(
    rf"\b(?:in|since|of|last|early|late|until|mid|by|during|this)[ -](?:early |late |mid-)?(?P<month>{_NAMES})\b"
    r"(?! \d|,? [12]\d{3})",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_BEFORE = re.compile(r"\b(before|prior to|by|no later than)\s+(?:the\s+)?(?:end of\s+)?$", re.IGNORECASE)
_AFTER = re.compile(r"\b(after|following|later than)\s+(?:the\s+)?$", re.IGNORECASE)
_LEADS_TO_YEAR = re.compile(
    r"(?:^|[(\[,;:/–—]|\b(?:in|since|by|of|until|till|from|before|after|during|year|early|late|mid|circa|c\.|between|and"
    r"|to|through|around|about|the|summer|spring|autumn|fall|winter|for))[\s-]*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s+(?!was\b|is\b|has\b|as\b|its\b|this\b)(?:people|men|women|percent|miles?|km|kg|feet|[a-z]+s\b)")
_YEARLESS = 4
"""The year that stands for "no year given": a leap year outside all dates that are read."""


@dataclass(frozen=True, slots=True)
class When:
    """A date or span in a text: all days from `first` to `last`, as precisely as it is written.

    `precision` is "day", "month", "year", "decade" or "span"; `bound` is "before", "after" or "" for the days alone.
    """

    start: int
    end: int
    text: str
    first: date
    last: date
    precision: str
    bound: str = ""

    @property
    def yearless(self) -> bool:
        """Whether the year is left open, as in "18 September"."""
        return self.first.year == _YEARLESS

    def in_year(self, year: int) -> When:
        """The same days in a year of one's choice."""
        return replace(self, first=_in_year(self.first, year), last=_in_year(self.last, year))


def _in_year(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def find(text: str) -> tuple[When, ...]:
    """All dates of a text, in order, none overlapping another."""
    if not _DIGIT.search(text) and not _IN_MONTH.search(text):
        return ()
    found = [when for match in _ALL.finditer(text) if (when := _read(text, match))]
    taken = [(w.start, w.end) for w in found]
    for match in _IN_MONTH.finditer(text):
        start, end = match.span("month")
        if text[start].isupper() and not any(a < end and start < b for a, b in taken):
            month = _MONTHS[match["month"].lower()]
            found.append(_month_span(start, end, text[start:end], _YEARLESS, month))
    return tuple(sorted((_bounded(text, w) for w in found), key=lambda w: w.start))


def _read(text: str, match: re.Match[str]) -> When | None:
    index = next(i for i in range(len(_FORMS)) if match.group(f"f{i}") is not None)
    name, first_group = _FORMS[index][0], match.re.groupindex[f"f{index}"] + 1
    parts = [match.group(first_group + i) for i in range(_GROUPS[index])]
    start, end = match.span()
    words = text[start:end]
    if name == "Y" and not _is_year(text, start, end):
        return None
    try:
        return _build(name, parts, start, end, words)
    except ValueError:
        return None


def _is_year(text: str, start: int, end: int) -> bool:
    if not 1000 <= int(text[start:end]) <= 2199:
        return False
    if _COUNTED.match(text, end):
        return False
    after = text[end : end + 2]
    return bool(_LEADS_TO_YEAR.search(text[max(0, start - 14) : start])) or not after.strip() or (
        after[0] in ").,;:]" or after.strip()[0].isupper()
    )


def _year(text: str | None) -> int:
    return int(text) if text else _YEARLESS


def _build(name: str, parts: list[str], start: int, end: int, text: str) -> When | None:
    def day(y: str | None, m: str, d: str) -> date:
        return date(_year(y), _MONTHS[m.lower()] if not m.isdigit() else int(m), int(d))

    def one(when: date) -> When:
        return When(start, end, text, when, when, "day")

    def span(first: date, last: date) -> When | None:
        return When(start, end, text, first, last, "span") if first <= last else None

    match name, parts:
        case "iso", [y, m, d]:
            return one(day(y, m, d))
        case "DM", [d, m, y]:
            return one(day(y, m, d))
        case "MD", [m, d, y]:
            return one(day(y, m, d))
        case "D-DM", [d1, d2, m, y]:
            return span(day(y, m, d1), day(y, m, d2))
        case "MD-D", [m, d1, d2, y]:
            return span(day(y, m, d1), day(y, m, d2))
        case "DM-DM", [d1, m1, y1, d2, m2, y2]:
            return span(day(y1 or y2, m1, d1), day(y2 or y1, m2, d2))
        case "MD-MD", [m1, d1, y1, m2, d2, y2]:
            return span(day(y1 or y2, m1, d1), day(y2 or y1, m2, d2))
        case "MY", [m, y]:
            return _month_span(start, end, text, int(y), _MONTHS[m.lower()])
        case "decade", [y]:
            return When(start, end, text, date(int(y), 1, 1), date(int(y) + 9, 12, 31), "decade")
        case "Y-Y" | "FROM", [y1, y2]:
            last = int(y2) if len(y2) == 4 else int(y1[:2] + y2)
            return span(date(int(y1), 1, 1), date(last, 12, 31))
        case _:
            return When(start, end, text, date(int(parts[0]), 1, 1), date(int(parts[0]), 12, 31), "year")


def _month_span(start: int, end: int, text: str, year: int, month: int) -> When:
    last = date(year, month, calendar.monthrange(year, month)[1])
    return When(start, end, text, date(year, month, 1), last, "month")


def _bounded(text: str, when: When) -> When:
    before = text[max(0, when.start - 24) : when.start]
    if _BEFORE.search(before):
        return replace(when, bound="before")
    if _AFTER.search(before):
        return replace(when, bound="after")
    return when


def with_years(dates: tuple[When, ...], default: int | None) -> tuple[When, ...]:
    """The dates with missing years filled in: from the nearest dated neighbour before, else after, else `default`."""
    known = [w.first.year for w in dates if not w.yearless and w.precision != "decade"]
    filled: list[When] = []
    year = known[0] if known else default
    for when in dates:
        if when.yearless:
            filled.append(when.in_year(year) if year else when)
        else:
            year = when.first.year
            filled.append(when)
    return tuple(filled)


def agrees(claimed: When, given: When) -> bool | None:
    """Whether the page's date bears the claimed one out, at the precision of both.

    True: the given days lie within the claimed ones (10 April 1979 in 1979), or a claimed day lies in a given span of
    days (18 September in 15 to 19 September). False: they have no day in common. None: the page is less precise.
    """
    if claimed.yearless != given.yearless:
        year = given.first.year if claimed.yearless else claimed.first.year
        same = agrees(claimed.in_year(year), given.in_year(year))
        return same if same is False or claimed.yearless else None
    if claimed.bound and not given.bound:
        return _on_the_right_side(claimed, given)
    if claimed.last < given.first or given.last < claimed.first:
        return False
    if claimed.bound != given.bound and given.bound:
        return None if not _same_days(claimed, given) else True
    if claimed.first <= given.first and given.last <= claimed.last:
        return True
    if given.precision == "span" and (given.last - given.first) <= timedelta(days=62):
        return True
    return None


def _same_days(a: When, b: When) -> bool:
    return a.first == b.first and a.last == b.last


def _on_the_right_side(claimed: When, given: When) -> bool | None:
    if claimed.bound == "before":
        if given.last <= claimed.last:
            return True
        return False if given.first > claimed.last else None
    if given.first >= claimed.first:
        return True
    return False if given.last < claimed.first else None


def pairs(claimed: tuple[When, ...], given: tuple[When, ...]) -> Iterator[tuple[When, When, bool | None]]:
    """Every claimed date with every given one, and whether they agree."""
    return ((c, g, agrees(c, g)) for c in claimed for g in given)
