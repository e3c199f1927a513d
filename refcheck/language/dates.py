"""Dates as they are written, and whether two of them can be the same day, month, year or span."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

_YEARLESS = 4
"""The year that stands for "no year given": a leap year outside all dates that are read."""
_EVENT = timedelta(days=62)
"""A span of days up to this long is taken for one event: what is said of the event is said of each of its days."""

# ---------------------------------------------------------------- written forms

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_S, _O = r"\s{1,4}", r"\s{0,4}"  # bounded: the time that a page of spaces takes must not grow with their square
_TO = rf"{_O}(?:-|–|—|\bto\b|\bthrough\b|\buntil\b|\band\b){_O}"
_M = rf"({_NAMES})\b\.?"
_D = r"([0-3]?\d)(?:st|nd|rd|th)?"
_Y = r"([12]\d{3})"
_YEAR_AFTER = rf"(?:,?{_S}(?:of{_S})?{_Y}(?![\d%]|[.,]\d))?"

Parts = list[str]
Days = tuple[date, date, str]
"""First and last day, and the precision: a form without its words."""


def _day(year: str, month: str, day: str) -> date:
    return date(int(year) if year else _YEARLESS, int(month) if month.isdigit() else _MONTHS[month.lower()], int(day))


def _one(year: str, month: str, day: str) -> Days:
    found = _day(year, month, day)
    return found, found, "day"


def _within_month(month: str, first: str, last: str, year: str) -> Days:
    return _day(year, month, first), _day(year, month, last), "span"


def _over_months(first: tuple[str, str], year: str, last: tuple[str, str], last_year: str) -> Days:
    """Days as (month, day); a year given once stands for both, unless the turn of the year lies between them."""
    start, end = _day(year or last_year, *first), _day(last_year or year, *last)
    if start > end and not (year and last_year):
        if last_year:
            start = _in_year(start, end.year - 1)
        else:
            end = _in_year(end, start.year + 1)
    return start, end, "span"


def _month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month"


def _months(first: str, first_year: str, last: str, year: str) -> Days:
    start = _month(int(first_year or year), _MONTHS[first.lower()])[0]
    end = _month(int(year), _MONTHS[last.lower()])[1]
    return start if start <= end or first_year else _in_year(start, start.year - 1), end, "span"


def _years(first: str, last: str) -> Days:
    """Years from one to another; "2020-08", which can not be that, is a month."""
    short = len(last) == 2
    end = int(first[:2] + last) if short else int(last)
    if short and end < int(first) and 1 <= int(last) <= 12:
        return _month(int(first), int(last))
    return date(int(first), 1, 1), date(end, 12, 31), "span"


def _decade(year: str) -> Days:
    return date(int(year), 1, 1), date(int(year) + 9, 12, 31), "decade"


def _year(year: str) -> Days:
    return date(int(year), 1, 1), date(int(year), 12, 31), "year"


# The most specific form comes first: the first that matches at a place wins.
_FORMS: tuple[tuple[str, Callable[[Parts], Days]], ...] = (
    (r"([12]\d{3})-([01]\d)-([0-3]\d)", lambda p: _one(*p)),
    (
        rf"{_D}{_S}{_M}{_YEAR_AFTER}{_TO}{_D}{_S}{_M}{_YEAR_AFTER}",
        lambda p: _over_months((p[1], p[0]), p[2], (p[4], p[3]), p[5]),
    ),
    (
        rf"{_D}(?:,\s?[0-3]?\d){{0,6}}(?:{_TO}|/){_D}{_S}(?:of{_S})?{_M}{_YEAR_AFTER}",
        lambda p: _within_month(p[2], p[0], p[1], p[3]),
    ),
    (rf"{_D}{_S}(?:of{_S}|day{_S}of{_S})?{_M}{_YEAR_AFTER}", lambda p: _one(p[2], p[1], p[0])),
    (
        rf"{_M}{_S}{_D}{_YEAR_AFTER}{_TO}{_M}{_S}{_D}{_YEAR_AFTER}",
        lambda p: _over_months((p[0], p[1]), p[2], (p[3], p[4]), p[5]),
    ),
    (rf"{_M}{_S}{_D}{_TO}{_D}(?!{_S}(?:{_NAMES})\b)(?!\d){_YEAR_AFTER}", lambda p: _within_month(*p)),
    (rf"{_M}{_S}(?:the{_S})?{_D}(?![\d%]|[.,]\d){_YEAR_AFTER}", lambda p: _one(p[2], p[0], p[1])),
    (rf"{_M}(?:,?{_S}{_Y})?{_TO}{_M},?{_S}(?:of{_S})?{_Y}", lambda p: _months(*p)),
    (rf"{_M},?{_S}(?:of{_S})?{_Y}", lambda p: _month(int(p[1]), _MONTHS[p[0].lower()])),
    (r"([12]\d{2}0)['’]?s", lambda p: _decade(*p)),
    (rf"{_Y}{_O}[-–—]{_O}([12]\d{{3}}|\d\d)", lambda p: _years(*p)),
    (rf"(?:from|between){_S}{_Y}{_TO}{_Y}", lambda p: _years(*p)),
    (rf"{_Y}{_S}(?:to|through|until|till){_S}{_Y}", lambda p: _years(*p)),
    (_Y, lambda p: _year(*p)),
)
_ALL = re.compile(
    r"(?:(?<![\w.,/$€£-])|(?<=\b(?:mid|pre)[-–])|(?<=\b(?:late|post)[-–])|(?<=\bearly[-–]))(?:"
    + "|".join(f"(?P<f{i}>{pattern})" for i, (pattern, _) in enumerate(_FORMS))
    + r")(?![\w%]|\s%)",
    re.IGNORECASE,
)
_FIRST_GROUPS = [*(_ALL.groupindex[f"f{i}"] + 1 for i in range(len(_FORMS))), _ALL.groups + 2]
"""The number of each form's first group of its own, and of what would follow the last form."""
_IN_MONTH = re.compile(
    rf"\b(?:in|since|of|last|early|late|until|mid|by|during|this)[ -](?:early |late |mid-)?(?P<month>{_NAMES})\b"
    r"(?! \d|,? [12]\d{3})",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
# Where a date can begin, and whether a text names a month at all: quick to look for, before the forms are tried.
_START = re.compile(r"(?<!\w)(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|from|between)", re.IGNORECASE)
_MONTH = re.compile(
    r"J[Aa][Nn]|J[Uu][NnLl]|F[Ee][Bb]|M[Aa][RrYy]|A[Pp][Rr]|A[Uu][Gg]|S[Ee][Pp]|O[Cc][Tt]|N[Oo][Vv]|D[Ee][Cc]"
)

# ---------------------------------------------------------------- what only looks like a year

_LEADS_TO_YEAR = re.compile(
    r"(?:^|[(\[,;:/–—]|\b(?:in|since|by|of|until|till|from|before|after|during|year|early|late|mid|pre|post|circa|c\."
    r"|between|and|to|through|around|about|the|summer|spring|autumn|fall|winter|for|a|an|born|died|built|founded"
    r"|established|published|opened|completed|released|signed|adopted))[\s-]*$",
    re.IGNORECASE,
)
_AFTER_DIGITS = re.compile(r"\d[\s-]$")
_DATED = re.compile(r"(?:\b(?:in|since|during|until|the|its|their|his|her|our)|[’']s)\s+$", re.IGNORECASE)
_ARTICLE = re.compile(r"\ban?\s+$", re.IGNORECASE)
_AMOUNT_OF = re.compile(
    r"\b(?:population|total|number|sum|height|elevation|altitude|capacity|length|distance|crowd|crew|staff|fleet|army"
    r"|force|average|maximum|minimum|record|score|rate|cost|price)\s+(?:of\s+)?(?:about\s+|some\s+|around\s+)?$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:article|section|room|iso|rule|chapter|page|no\.?|number|flight|route|highway|bus|unit|model"
    r"|resolution|bill|order|directive|regulation|form|part|paragraph|windows|boeing|volume)\s+$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s+(?!was\b|is\b|has\b|as\b|its\b|this\b|census\b|congress\b|series\b)"
    r"(?:people|men|women|percent|per cent|feet|foot|[kcm]?m\b|kg\b|[a-z]+s\b)"
)
_COMPOUND = re.compile(r"-(?!era\b|built\b|born\b|founded\b|style\b|vintage\b|present\b)[A-Za-z]")
_ONE_OF_THEM = re.compile(
    r"\s+(?:page|word|seat|mile|met(?:re|er)|kilomet(?:re|er)|tonne?|pound|dollar|euro|man|member|horsepower|bed|unit"
    r"|calorie|watt|point|year|day|hour|minute|strong)\b"
)
_CHANGED = re.compile(
    r"\b(?:r[oi]se[sn]?|grew|grown|fell|fallen|(?:in|de)creased|dropped|climbed|went|up|down|cut|raised|reduced)\s+$"
)
_OTHER_ERA = re.compile(r"\s*(?:BCE?\b|B\.C\.)")
_BEFORE = re.compile(
    r"\b(?:(?:before|prior to)|(?P<within>by|no later than|not later than))\s+(?:the\s+)?(?:end\s+of\s+)?$|\bpre[-–]$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\b(?:after|following|(?<!no )(?<!not )later than|(?P<within>no earlier than|not before|no sooner than))\s+"
    r"(?:the\s+)?$|\bpost[-–]$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_A_THING = re.compile(r"\bthe\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class When:
    """A date or span in a text: all days from `first` to `last`, as precisely as it is written.

    `precision` is "day", "month", "year", "decade" or "span"; `bound` is "" for these days themselves, "before" and
    "after" for days outside them, "by" and "from" for days outside or within them, "between" for some day of a span.
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
        """The same days in a year of one's choice; a 29 February moves to the 28th where the year has none."""
        over = self.last.year - self.first.year
        return replace(self, first=_in_year(self.first, year), last=_in_year(self.last, year + over))


def _in_year(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


# ---------------------------------------------------------------- finding


def may_have(text: str) -> bool:
    """Whether the text may have a date: it has a digit or the name of a month."""
    return _DIGIT.search(text) is not None or _MONTH.search(text) is not None


def find(text: str) -> tuple[When, ...]:
    """All dates of a text, in order, none overlapping another; days that no calendar has are no dates."""
    dated, named = _DIGIT.search(text), _MONTH.search(text)
    matches = _written(text) if dated else []
    if not matches and not named:
        return ()
    found = [when for match in matches if (when := _read(text, match))]
    taken = [match.span() for match in matches]
    for match in _IN_MONTH.finditer(text) if named else ():
        start, end = match.span("month")
        if text[start].isupper() and not any(a < end and start < b for a, b in taken):
            days = _month(_YEARLESS, _MONTHS[match["month"].lower()])
            found.append(When(start, end, text[start:end], *days))
    return tuple(sorted((_bounded(text, when) for when in found), key=lambda when: when.start))


def _written(text: str) -> list[re.Match[str]]:
    """What is written like a date, none overlapping another."""
    matches: list[re.Match[str]] = []
    end = 0
    for start in _START.finditer(text):
        if start.start() >= end and (match := _ALL.match(text, start.start())):
            matches.append(match)
            end = match.end()
    return matches


def _read(text: str, match: re.Match[str]) -> When | None:
    index = int((match.lastgroup or "f")[1:])
    groups = range(_FIRST_GROUPS[index], _FIRST_GROUPS[index + 1] - 1)
    parts = [match.group(group) or "" for group in groups]
    start, end = match.span()
    words = text[start:end]
    if words.startswith("may ") or _OTHER_ERA.match(text, end):
        return None
    try:
        first, last, precision = _FORMS[index][1](parts)
    except (ValueError, OverflowError):
        return None
    if first > last or (precision in {"year", "span"} and not _is_years(text, start, end, parts)):
        return None
    return When(start, end, words, first, last, precision)


def _is_years(text: str, start: int, end: int, parts: Parts) -> bool:
    """Whether four digits, or two times four, are years by what stands around them, not amounts or labels."""
    if any(not part.isdigit() for part in parts):
        return True
    if len(parts) == 1:
        return _is_year(text, start, end)
    round_figures = all(int(part) % 100 == 0 for part in parts)
    return not (_COUNTED.match(text, end) or (round_figures and _CHANGED.search(text[max(0, start - 28) : start])))


def _is_year(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 28) : start]
    year = int(text[start:end])
    if year > 2199 or _COMPOUND.match(text, end):
        return False
    if any(pattern.search(before) for pattern in (_LABEL, _AMOUNT_OF, _AFTER_DIGITS)):
        return False
    if _COUNTED.match(text, end) and (year % 100 == 0 or not _DATED.search(before)):
        return False
    if _ARTICLE.search(before) and (year % 100 == 0 or _ONE_OF_THEM.match(text, end)):
        return False
    after = text[end : end + 2]
    return (
        bool(_LEADS_TO_YEAR.search(before)) or not after.strip() or (after[0] in ").,;:]" or after.strip()[0].isupper())
    )


def _bounded(text: str, when: When) -> When:
    before = text[max(0, when.start - 24) : when.start]
    if when.precision == "span" and (_BETWEEN.search(before) or when.text[:7].lower() == "between"):
        return replace(when, bound="between")
    if _A_THING.search(before) and when.precision == "year" and text[when.end : when.end + 2].strip().isalnum():
        return when  # "after the 1979 act": the year belongs to the act
    if match := _AFTER.search(before):
        return replace(when, bound="from" if match["within"] else "after")
    if match := _BEFORE.search(before):
        return replace(when, bound="by" if match["within"] else "before")
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


# ---------------------------------------------------------------- comparing


def agrees(claimed: When, given: When) -> bool | None:
    """Whether the page's date bears the claimed one out, at the precision of both.

    True: all that the page's date can be lies within the claimed one (10 April 1979 in 1979), or a claimed day lies in
    the days of one event (18 September in 15 to 19 September). False: they have no day in common, or are two spans
    that differ. None: the page is less precise, or leaves the year open.
    """
    if claimed.yearless != given.yearless:
        return _agrees_without_year(claimed, given)
    c, g = _possible(claimed), _possible(given)
    if c[1] < g[0] or g[1] < c[0]:
        return False
    if "span" in {claimed.precision, given.precision} and not claimed.bound and not given.bound:
        return _spans_agree(claimed, given)
    return True if c[0] <= g[0] and g[1] <= c[1] else None


def _agrees_without_year(claimed: When, given: When) -> bool | None:
    """As `agrees` where one date lacks its year: it is read in the other's, and only a claim may leave it open."""
    year = given.first.year if claimed.yearless else claimed.first.year
    open_one = claimed if claimed.yearless else given
    if (open_one.first.month, open_one.first.day) == (2, 29) and not calendar.isleap(year):
        return False
    same = agrees(claimed.in_year(year), given.in_year(year))
    return same if same is False or claimed.yearless else None


def _possible(when: When) -> tuple[int, int]:
    """The first and last day, as ordinals, that a date with its bound allows."""
    first, last = when.first.toordinal(), when.last.toordinal()
    match when.bound:
        case "before":
            return 0, first - 1
        case "by":
            return 0, last
        case "after":
            return last + 1, date.max.toordinal()
        case "from":
            return first, date.max.toordinal()
        case _:
            return first, last


def _spans_agree(claimed: When, given: When) -> bool | None:
    """Spans that overlap: two are the same or differ, as far as the coarser one tells; one holds a day or leaves it."""
    if claimed.precision == given.precision:
        coarse = _whole_years(claimed) or _whole_years(given)
        same = [a.year == b.year if coarse else a == b for a, b in _ends(claimed, given)]
        if not all(same):
            return False
        return True if _whole_years(claimed) or not _whole_years(given) else None
    if claimed.precision == "span":
        return None
    if claimed.first <= given.first and given.last <= claimed.last:
        return True
    return True if given.last - given.first <= _EVENT and claimed.precision == "day" else None


def _ends(a: When, b: When) -> tuple[tuple[date, date], tuple[date, date]]:
    return (a.first, b.first), (a.last, b.last)


def _whole_years(when: When) -> bool:
    return (when.first.month, when.first.day, when.last.month, when.last.day) == (1, 1, 12, 31)
