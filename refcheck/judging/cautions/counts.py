"""How many and how many times, where words tell it: one for two, all for one, once for twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.language.cues import Cued
from refcheck.language.terms import Analysis

_COUNTS = Cued(
    r"\b(?:(?P<one>one|a single)|(?P<more>all|several|many|both)(?:\s+of)?(?:\s+(?:the|its|his|her|their|our))?)\s+$",
    "one single all several many both",
)
_THEIRS = re.compile(
    r"\b(?P<much>one|a single|(?:the |its |his |her |their )?(?:only|first)|two|three|four|five|six|seven|eight|nine"
    r"|ten|several|many|no|\d[\d,.]*)\s+$",
    re.IGNORECASE,
)
_ONE = frozenset({"one", "single", "only", "first", "no"})
_TIMES = Cued(
    r"\b(?P<times>once|twice|thrice|(?P<count>two|three|four|five|six|seven|eight|nine|ten|\d{1,3}) times)\b"
    r"(?! (?:a|an|as|more|the|he|she|it|they)\b)",
    "once twice thrice times",
)
_SO_OFTEN = {"once": "one", "twice": "two", "thrice": "three"}
_WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_EVERY_OTHER = Cued(
    rf"\bevery\s+(?P<which>(?:other|second|third|fourth|last|first)\s+)?(?P<day>{_WEEKDAYS})s?\b", "every"
)


def of_as_many(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """A count in words right before what is counted, where the page has another one there."""
    for match in matches:
        if match.term.kind != "word" or match.found is None:
            continue
        ours = _COUNTS.search(statement.text[: match.term.start])
        theirs = _THEIRS.search(sentence.text[: match.found.start])
        if ours and theirs and _differ(bool(ours["one"]), theirs["much"].lower().rsplit(None, 1)[-1]):
            return f"the page says “{theirs['much']} {match.found.text}”"
    return ""


def _differ(one: bool, theirs: str) -> bool:
    return one != (theirs in _ONE)


def as_many_times(statement: Analysis, sentence: Analysis) -> str:
    """How many times something was done, or on which of the days of its name, where the page tells another count."""
    ours = {_counted(m) for m in _TIMES.finditer(statement.text)}
    theirs = {_counted(m): m["times"] for m in _TIMES.finditer(sentence.text)}
    if ours and theirs and ours.isdisjoint(theirs):
        return f"the page says “{next(iter(theirs.values()))}”"
    days = {(m["day"].lower(), (m["which"] or "").lower()) for m in _EVERY_OTHER.finditer(statement.text)}
    told = {(m["day"].lower(), (m["which"] or "").lower()): m[0] for m in _EVERY_OTHER.finditer(sentence.text)}
    if days and told and days.isdisjoint(told) and {d for d, _ in days} & {d for d, _ in told}:
        return f"the page says “{next(iter(told.values()))}”"
    return ""


def _counted(times: re.Match[str]) -> str:
    return (times["count"] or _SO_OFTEN[times["times"].lower()]).lower()
