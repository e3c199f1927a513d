"""Whether a sentence speaks for its page, or quotes somebody who takes a side."""

from __future__ import annotations

import re

from refcheck.judging.alignment import Match
from refcheck.language.terms import Analysis

_QUOTED = re.compile(r"[“\"]([^”\"]{12,})(?:[”\"]|$)")


def only_quoted(statement: Analysis, sentence: Analysis, matches: list[Match]) -> bool:
    """Whether what matches stands in quotation marks only, said by somebody whom the statement does not name."""
    if statement.attributed:
        return False
    spans = [match.span(1) for match in _QUOTED.finditer(sentence.text)]
    if not spans:
        return False
    found = [m for m in matches if m.found is not None]
    inside = [m for m in found if any(a <= m.found.start < b for a, b in spans)]  # type: ignore[union-attr]
    words = [m for m in found if m.term.kind == "word" and not m.term.light]
    named_outside = any(m.term.kind == "name" and m not in inside for m in found)
    return bool(words) and all(m in inside for m in words) and not named_outside


def doubt(statement: Analysis, sentence: Analysis, matches: list[Match]) -> str:
    """Who or what makes the sentence somebody's view rather than the page's word, unless the statement says so too."""
    if statement.doubts or statement.attributed:
        return ""
    own = {m.found.place for m in matches if m.found is not None}
    places = [m.found.place for m in matches if m.found is not None]
    for place, text in sentence.doubts:
        if place not in own and places:
            return text
    return ""
