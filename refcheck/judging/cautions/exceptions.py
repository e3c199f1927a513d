"""Whom the page leaves out of what it says, and who left it undone."""

from __future__ import annotations

from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.language.clauses import clauses
from refcheck.language.cues import Cued, Late
from refcheck.language.terms import Analysis

_UNLIKE = Cued(
    r"\b(?:unlike|in contrast (?:to|with)|as opposed to|except(?: for)?|apart from|other than|with the exception of)\s+"
    r"(?P<whom>(?:(?!\b(?:it|he|she|they|we|you|is|are|was|were|has|have|had|did|does)\b)[^,;.()]){1,60})",
    "unlike contrast opposed except apart other exception",
)
_ALL_BUT = Cued(
    r"\b(?P<all>all|every|each|any|no|none|every(?:one|body|thing)|no(?:body|thing)|any(?:one|body))\b"
    r"(?:\s+(?!(?:and|or|but|is|are|was|were|has|have|had|will|would|can|could|did|does|do)\b)[\w’'-]+){0,4}?"
    r"\s+(?:but|bar|except(?: for)?|apart from|other than|save for|excluding|with the exception of)\s+"
    r"(?P<whom>(?:(?!\b(?:is|are|was|were|has|have|had|did|does|will|would|can|could)\b)[^,;.()]){1,60})",
    "but bar except apart other save excluding exception",
)
"""All of a kind, and who is left out: "every member but Hungary"."""
_REFUSES = Late(
    r"\s+(?:(?:has|have|had)\s+)?(?:refused|declined|failed|chose not"
    r"|(?:did|do|does|would|will|has|have|had|is|was|were)(?:\s+not|n['’]t))(?:\s+to)?\s*(?:[.;,!?]|$)"
)
"""What leaves a deed undone without naming it: "Russia refused to"."""
_ALL = Late(r"\b(?:all|every|each|no|none|every(?:one|body|thing)|no(?:body|thing))\b")
_EXCEPTS = Late(r"except|apart|other|with the exc")


def unlike(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """Whom the page leaves out of what it says: "unlike the red fox"."""
    for aside in _UNLIKE.finditer(sentence.text):
        start, end = aside.span("whom")
        about = next((c.subject for c in clauses(statement) if c.subject is not None), None)
        own = [m for m in matches if about is not None and any(m.term is t for t in about.terms)]
        inside = bool(own) and all(m.found is not None and start <= m.found.start < end for m in own)
        if _EXCEPTS.match(aside[0]):
            solid = (m.found for m in matches if m.found is not None and not m.term.light)
            inside = inside or any(start <= t.start < end for t in solid)
        if inside and not _UNLIKE.search(statement.text):
            return f"the page says it “{aside[0].strip()}”"
    return ""


def refused(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """One who leaves undone what the sentence tells of another: "Ukraine signed it; Russia refused to"."""
    if statement.negated:
        return ""
    for match in matches:
        found = match.found
        if match.term.kind == "name" and found is not None and (told := _REFUSES.match(sentence.text, found.end)):
            return f"the page says “{found.text}{told[0].rstrip(' .;,!?')}”"
    return ""


def left_out(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """Whom the page leaves out of all, where the statement is about them, or about all."""
    for aside in _ALL_BUT.finditer(sentence.text):
        start, end = aside.span("whom")
        solid = (m.found for m in matches if m.found is not None and not m.term.light)
        named = any(start <= term.start < end for term in solid)
        if (named or _ALL.search(statement.text)) and not _ALL_BUT.search(statement.text):
            return f"the page says it of “{aside[0].strip()}”"
    if _ALL.search(statement.text) and not _UNLIKE.search(statement.text):
        asides = (aside for aside in _UNLIKE.finditer(sentence.text) if _EXCEPTS.match(aside[0]))
        return next((f"the page says it “{aside[0].strip()}”" for aside in asides), "")
    return ""
