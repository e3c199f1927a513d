"""How often: "every second year", "weekly"."""

from __future__ import annotations

from refcheck.language.cues import Cued
from refcheck.language.terms import Analysis

_EVERY = Cued(
    r"\bevery\s+(?:(?P<count>other|second|third|fourth|fifth|two|three|four|five|six|ten|\d{1,3})\s+)?"
    r"(?P<unit>minute|hour|day|night|week|month|quarter|year|decade|century)(?:s|ies)?\b"
    r"|\b(?P<word>hourly|daily|weekly|fortnightly|monthly|quarterly|yearly|annual|annually|biennial|biennially|triennial)\b",
    "every hourly daily weekly fortnightly monthly quarterly yearly annual annually biennial biennially triennial",
)
"""How often: "every second year", "weekly"."""
_TIMES = {
    "other": 2,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
}
_OFTEN = {
    "hourly": (1, "hour"),
    "daily": (1, "day"),
    "weekly": (1, "week"),
    "fortnightly": (2, "week"),
    "monthly": (1, "month"),
    "quarterly": (1, "quarter"),
    "yearly": (1, "year"),
    "annual": (1, "year"),
    "annually": (1, "year"),
    "biennial": (2, "year"),
    "biennially": (2, "year"),
    "triennial": (3, "year"),
}


def as_often(statement: Analysis, sentence: Analysis) -> str:
    """How often the page says that it is, where the statement says otherwise: "every two years", not "annually"."""
    claimed, told = _how_often(statement.text), _how_often(sentence.text)
    other = next(iter(told.values()), "")
    return f"the page says “{other}”" if claimed and told and claimed.keys().isdisjoint(told) else ""


def _how_often(text: str) -> dict[tuple[int, str], str]:
    """The intervals that a text tells, with its words for them."""
    found = {}
    for told in _EVERY.finditer(text):
        if told["word"]:
            found[_OFTEN[told["word"].lower()]] = told[0]
        else:
            count = (told["count"] or "1").lower()
            found[_TIMES.get(count) or (int(count) if count.isdigit() else 10), told["unit"].lower()] = told[0]
    return found
