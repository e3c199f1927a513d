"""Which clause of a sentence a date, a number or another word belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.language.clauses import Clause, clauses
from refcheck.language.terms import Analysis

_PART_AFTER = re.compile(r"\s+of\s+(?:them|whom|which|these|those)\b")
_PART_BEFORE = re.compile(r"\bof\s+(?:whom|which)\s+(?:about\s+|some\s+)?$")
_NEAR = 40
"""How many characters before a number "of whom" is looked for."""
_CLAUSE_END = re.compile(r"[,;.]|$")
_BREAK, _AHEAD = 60.0, 40.0
"""How many characters a comma between a clause and a fact counts for, and that the fact stands before it."""


def facts_of(sentence: Analysis, clause: Clause) -> frozenset[int]:
    """The places of the dates and numbers that belong to a clause rather than to another one beside it."""
    facts = (t for t in sentence.terms if t.when or t.amount)
    return frozenset(t.place for t in facts if belongs(t.start, clause, sentence))


def belongs(at: int, clause: Clause, sentence: Analysis) -> bool:
    """Whether what begins at a character of the sentence belongs to the clause."""
    own = _distance(at, clause, sentence)
    others = (c for c in clauses(sentence) if c.at != clause.at and not (c.inserted and c.verb == "be"))
    return all(own <= _distance(at, other, sentence) for other in others)


def _distance(at: int, clause: Clause, sentence: Analysis) -> float:
    """How far a place stands from a clause: within its phrases not at all; what breaks in between counts much."""
    if clause.at[0] <= at < clause.end:
        return (at - clause.at[0]) / 1000
    if clause.start <= at < clause.at[0]:
        return float(clause.at[0] - at)
    between = sentence.text[clause.end : at] if at >= clause.end else sentence.text[at : clause.start]
    breaks = sum(between.count(mark) for mark in ",;:()") + f" {between} ".count(" and ")
    return len(between) + _BREAK * breaks + (_AHEAD if at < clause.start else 0.0)


def of_a_part(matches: Sequence[Match], sentence: Analysis) -> frozenset[int]:
    """The number of a part of those spoken of, where the statement speaks of the part: "two of them seriously"."""
    text = sentence.text
    may_stand_before = "whom" in text or "which" in text
    for term in (t for t in sentence.terms if t.amount):
        behind = _PART_AFTER.match(text, term.end)
        if behind or (may_stand_before and _PART_BEFORE.search(text[max(0, term.start - _NEAR) : term.start])):
            start = behind.end() if behind else term.end
            stop = _CLAUSE_END.search(text, start)
            words = (m.found.start for m in matches if m.found and m.term.kind == "word" and not m.term.light)
            if any(start <= at < (stop.start() if stop else start) for at in words):
                return frozenset({term.place})
    return frozenset()
