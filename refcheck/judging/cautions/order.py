"""Which of two events came first: "A before B", "B after A", "first A, then B"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refcheck.judging.alignment import Context, Match
from refcheck.language.cues import Cued, Late
from refcheck.language.grammar import forms
from refcheck.language.terms import Analysis, Term

_ORDER = Cued(
    r"(?<!named )(?<!called )\b(before|after|until|since)\s+(?!\S*\d|all\b|that\b|then\b|now\b)(?=\w)",
    "before after until since",
)
_SAME_ORDER = {
    "before": Late(r"\b(?:before|prior to|ahead of|until|by the time|later|then|preced\w+|earlier)\b"),
    "after": Late(r"\b(?:after|following|once|when|having|since|later|then|followed|upon|until|earlier)\b"),
    "until": Late(r"\b(?:until|till|before|up to|ended?|to|when)\b"),
    "since": Late(r"\b(?:since|from|after|when|as|because)\b"),
}
_THEN = Late(r"(?:^|[,;]|\band)\s*(?:then|afterwards|later|after that|next)\b")
"""What parts the earlier of two events from the later one."""
_HAD_BEFORE = Cued(r"\bhad\b(?=[^.;]*(?<!year)(?<!month)(?<!week)(?<!day)\s(?:before|earlier|already)\.?$)", "had")
_EARLIER = Late(
    r"\b(?:before|earlier|previous\w*|former\w*|last|already|again|another|since|after|return\w*|re\w+ed)\b"
)
_OTHER_WAY = {"before": "after", "after": "before"}


def not_before(statement: Analysis, sentence: Analysis) -> str:
    """A deed that the statement has done before another time, of which the page tells no earlier one."""
    if _HAD_BEFORE.search(statement.text) and not statement.negated and not _EARLIER.search(sentence.text):
        return "the page does not say that it was so before"
    return ""


def no_order(statement: Analysis, sentence: Analysis, context: Context, matches: Sequence[Match]) -> str:
    """An order of two events that the page does not tell, or tells the other way round."""
    claimed = _ORDER.search(statement.text)
    if claimed is None:
        return ""
    same = _SAME_ORDER[claimed[1].lower()]
    if not same.search(sentence.text) and not (context.row and same.search(context.near.text)):
        return f"the page does not say “{claimed[1].lower()}”"
    if in_order(statement, sentence, matches) is False:
        return "the page has the two the other way round"
    return ""


def in_order(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> bool | None:
    """Whether the page has two events in the statement's order: "A before B" is "B after A"; None where not known."""
    ours, theirs = _ORDER.search(statement.text), _ORDER.search(sentence.text)
    if ours is None or ours[1].lower() not in _OTHER_WAY:
        return None
    if theirs is None:
        return _one_then_another(ours, sentence, matches)
    if theirs[1].lower() not in _OTHER_WAY:
        return None
    comma = sentence.text.find(",", theirs.end())
    opens = not sentence.text[: theirs.start()].strip()
    end = comma if opens and comma > 0 else len(sentence.text)
    straight = _straight(matches, ours.start(), theirs.end(), end)
    return None if straight is None else (ours[1].lower() == theirs[1].lower()) == straight


def _one_then_another(ours: re.Match[str], sentence: Analysis, matches: Sequence[Match]) -> bool | None:
    """The same where the page says "first A, then B"."""
    then = _THEN.search(sentence.text)
    things = [m for m in matches if not _is_deed(m.found)]  # of "first the tower fell, then the roof" all but "fell"
    straight = _straight(things, ours.start(), then.end(), len(sentence.text)) if then else None
    return None if straight is None else (ours[1].lower() == "before") == straight


def _is_deed(term: Term | None) -> bool:
    return term is not None and bool(forms(term.text.lower()))


def _straight(matches: Sequence[Match], ours: int, start: int, end: int) -> bool | None:
    """Whether what the statement has behind a place stands between two of the sentence, and nothing else does."""
    solid = [m for m in matches if m.found is not None and m.term.kind == "word" and not m.term.light]
    sides = [(m.term.start > ours, start <= m.found.start < end) for m in solid if m.found is not None]
    straight, crossed = sum(a == b for a, b in sides), sum(a != b for a, b in sides)
    return None if len({a for a, _ in sides}) < 2 or (straight and crossed) else bool(straight)
