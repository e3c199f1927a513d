"""Which dimension a measure is of: "12 metres wide", "a height of 40 metres", "340 metres above sea level"."""

from __future__ import annotations

from refcheck.language.cues import Late
from refcheck.language.terms import Analysis, Term

_KINDS = {
    "length": "long length",
    "width": "wide width broad breadth",
    "height": "high tall height",
    "depth": "deep depth draught",
    "thickness": "thick thickness",
    "diameter": "diameter",
    "elevation": "elevation altitude above",
    "distance": "away apart from north south east west distance",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_WORDS = "|".join(sorted(_KIND_OF))
_BEHIND = Late(rf"(?:[\s-]|\sin\s)({_WORDS})\b")
_BEFORE = Late(
    rf"\b({_WORDS})\s*(?:[:=]|\s(?:of|is|was)\b)?\s*(?:(?:about|around|some|nearly|almost|over|under|up to)\s+)?$",
)
_WITHIN = 40
"""How many characters before a measure the word for its dimension may begin."""


def dimension(analysis: Analysis, number: Term) -> str:
    """The dimension that is told of a length; empty where none is, or where it is no length."""
    if number.amount is None or number.amount.unit != "length":
        return ""
    text = analysis.text
    told = _BEHIND.match(text, number.end) or _BEFORE.search(text, max(0, number.start - _WITHIN), number.start)
    return _KIND_OF[told[1].lower()] if told else ""


def of_another_dimension(statement: Analysis, own: Term, sentence: Analysis, given: Term) -> bool:
    """Whether both tell the dimension of their measure, and each another: "12 metres wide" and "88 metres tall"."""
    ours, theirs = dimension(statement, own), dimension(sentence, given)
    return bool(ours and theirs) and ours != theirs
