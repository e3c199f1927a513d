"""What the page says only for the case that something else is so: "if", "unless", "provided that"."""

from __future__ import annotations

from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.language.cues import Cued, Late
from refcheck.language.terms import Analysis

_IF = Cued(
    r"(?<!even )(?<!as )(?<!ask )(?<!asked )(?<!see )(?<!know )\bif\b|\b(?:provided|as long as|in case)\b",
    "if provided as in",
)
_OPEN = Late(
    r"\b(?:if|unless|whether|when|once|provided|condition\w*|may|might|can|could|would|should|must|possib\w+)\b"
)
_UNLESS = Cued(r"\bunless\b", "unless")
_ASIDE = Cued(r"(?<!;),\s*if\b(?P<what>[^,;.]*),\s*[^,;.]*", "if")
_HAS_IF = Cued(r"\bif\b", "if")


def unless(statement: Analysis, sentence: Analysis) -> str:
    """What the page says except where something else is so."""
    condition = _UNLESS.search(sentence.text)
    if condition is None or _UNLESS.search(statement.text) or statement.conditional or statement.attributed:
        return ""
    return f"the page says it on a condition: “{condition[0]}”"


def only_if(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """What the page says only for the case that something else is so."""
    condition = _IF.search(sentence.text)
    if condition is None or _OPEN.search(statement.text) or statement.attributed:
        return ""
    end = min(
        (e for mark in ",;.:" if (e := sentence.text.find(mark, condition.end())) >= 0), default=len(sentence.text)
    )
    found = [m.found for m in matches if m.found is not None and not m.term.light]
    inside = [t for t in found if condition.start() <= t.start < end]
    hanging = sentence.text[: condition.start()].rstrip().endswith((", and", ", or", "perhaps,", "and,", "or,"))
    own = len(inside) * 2 > len(found) or (hanging and any(t.start > end for t in found))
    return f"the page says it on a condition: “{condition[0]}”" if own else ""


def aside_if(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """What the page says within or right behind an inserted condition: "and, if he agrees, on the cover"."""
    if _HAS_IF.search(statement.text) or statement.attributed:
        return ""
    for aside in _ASIDE.finditer(sentence.text):
        start, end = aside.span()
        told = [m.found for m in matches if m.found is not None and not m.term.empty]
        if any(start <= t.start < end for t in told):
            return f"the page says it on a condition: “if{aside['what']}”"
    return ""
