"""Directions: from here to there is not back."""

from __future__ import annotations

import re

from refcheck.language.cues import Cued
from refcheck.language.terms import Analysis

_FROM_TO = Cued(
    r"\bfrom\s+(?P<here>[^,;.]{1,40}?)\s+(?:in)?to\s+(?P<there>[^,;.]{1,40})",
    "from",
)


def back(statement: Analysis, sentence: Analysis) -> str:
    """A way that the page has in the other direction: "from Lund to Malmo"."""
    pairs = [(ours, theirs) for ours in _ways(statement) for theirs in _ways(sentence)]
    straight = any(a & c and b & d for (a, b), (c, d) in pairs)
    turned = any(a & d and b & c for (a, b), (c, d) in pairs)
    return "the page has the way in the other direction" if turned and not straight else ""


def _ways(told: Analysis) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The names on either end of each way that a text tells."""
    return [(_names_in(told, way, "here"), _names_in(told, way, "there")) for way in _FROM_TO.finditer(told.text)]


def _names_in(told: Analysis, match: re.Match[str], group: str) -> frozenset[str]:
    start, end = match.span(group)
    return frozenset(key for t in told.terms if t.kind == "name" and start <= t.start < end for key in t.keys)
