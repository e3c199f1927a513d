"""Numbers that answer another question, so that they contradict nothing: a rate, a difference, an age, a time ahead."""

from __future__ import annotations

import re

from refcheck.language.cues import Cued, Late
from refcheck.language.terms import Analysis, Term

_MARKS = "lighter|heavier|longer|shorter|higher|lower|taller|wider|deeper|older|younger|cheaper|dearer|faster|slower"
_DIFFERENCE = Late(
    rf"(?:\s+[\w%°]+){{0,2}}?\s+(?:{_MARKS}|more|fewer|less|above|below)(?:\s+than\b|\s+that\b|\s*[,.;)]|$)"
)
"""What makes a number the difference of two: "300 g lighter", "12 more than"."""
_ADDED = Late(r"\s+(?:more|further|additional|extra|other|others)\b(?!\s+than\b)")
_RATIO = Late(r"\b(?:every|per|each)\s+$")
_PERIOD = Late(r"\s+(?:an?|each|every|per)\s+(?:day|night|week|month|quarter|season|year|decade)\b")
_AT_AGE = Late(r"\b(?:at|aged?|at the age of)\s+$")
_AWAY = Late(r"(?:['’]s?)?\s+(?:time|ago|earlier|later|before|after|hence)\b")
"""What makes a stretch of time the way to another time: "in two years' time", "ten days ago"."""
_ONCE = Cued(r"^once\b(?!\s+an?\b)|\b(?:once (?:had|was|were)|originally|formerly|initially|at first|used to)\b",
             "once originally formerly initially first used")  # fmt: skip
_EARLIER = Late(r"\b(?:preceding|previous|last|earlier|before|prior|former|then)\b")
_COMPARED = Late(rf"\b(?:{_MARKS}|more|fewer|less|above|below)\b")
_LIVED = Late(r"\b(?:is|are|was|were)\s+(?:(?:all|both|well|just|each|still)\s+)*(?:over|under|above|below)\s+$")
_BY = Late(r"(?:\s+[\w-]+){0,3}?\s+(?:per|to the)\s+(?P<unit>[a-z]+)\b")
_MIDDLE = Late(r"\b(?:median|mean|average)\b[^.;,]{0,24}$")
_SOME = Late(r"^(?:some|one|a few|at least one|the (?:fast|slow|quick|long|short)\w*)\b")
_NEAR = 40
"""How many characters before or behind a number its kind is told."""


def counts_otherwise(statement: Analysis, own: Term, sentence: Analysis, given: Term) -> bool:
    """Whether the page's number, which is another one than the statement's, answers another question."""
    if own.amount is None or given.amount is None:
        return False
    ours, theirs = own.amount, given.amount
    before = sentence.text[max(0, given.start - _NEAR) : given.start]
    behind = sentence.text[given.end : given.end + _NEAR]
    own_behind = statement.text[own.end : own.end + _NEAR]
    return (
        ("times" in {ours.unit, theirs.unit} and ours.unit != theirs.unit)
        or (theirs.unit == "times" and _only(_PERIOD, behind, own_behind))
        or _only(_DIFFERENCE, behind, own_behind)
        or _only(_ADDED, own_behind, behind)
        or (not theirs.measured and _RATIO.search(before) is not None)
        or (bool(ours.unit) and not theirs.unit and _AT_AGE.search(before) is not None)
        or (theirs.unit == "time" and _only(_AWAY, behind, own_behind))
        or (not ours.unit and bool(theirs.unit) and _is_age(statement, own))
        or _by_another_measure(statement, own, sentence)
        or (_MIDDLE.search(before) is not None and _SOME.match(statement.text) is not None)
        or _of_earlier(statement, sentence)
    )


def _only(cue: Late, here: str, there: str) -> bool:
    return cue.match(here) is not None and cue.match(there) is None


def _is_age(statement: Analysis, own: Term) -> bool:
    """Whether a number that ends the statement is an age: "they were all over seventy"."""
    last = not statement.text[own.end :].strip(" .")
    return last and _LIVED.search(statement.text[max(0, own.start - _NEAR) : own.start]) is not None


def _by_another_measure(statement: Analysis, own: Term, sentence: Analysis) -> bool:
    """Whether the statement gives a rate that the page doesn't: "eight to the mile"."""
    rate = _BY.match(statement.text, own.end)
    if rate is None:
        return False
    return re.search(rf"\b(?:per|the|an?|each|every)\s+{rate['unit']}\b", sentence.text, re.IGNORECASE) is None


def _of_earlier(statement: Analysis, sentence: Analysis) -> bool:
    """Whether the statement tells of a time before the page's, of which the page tells but the difference, if that."""
    if _ONCE.search(statement.text):
        return _ONCE.search(sentence.text) is None
    return (
        _EARLIER.search(statement.text) is not None
        and _EARLIER.search(sentence.text) is not None
        and _COMPARED.search(sentence.text) is not None
        and _COMPARED.search(statement.text) is None
    )
