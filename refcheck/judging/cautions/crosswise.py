"""Two and two that the page puts together otherwise: "A rose and B fell" of "B rose and A fell"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from refcheck.judging.alignment import Match
from refcheck.language.clauses import clauses
from refcheck.language.cues import Cued
from refcheck.language.phrases import NOBODY
from refcheck.language.terms import Analysis, Term

_AND = re.compile(r",?\s(?:and|while|whereas|but)\s|;\s")
_AHEAD = Cued(r"\b(?:ahead of|in front of|behind)\b", "ahead front behind")


def paired_otherwise(statement: Analysis, matches: Sequence[Match]) -> str:
    """Two halves of the statement whose words the sentence has in each other's place."""
    found = [m for m in matches if m.found is not None and not m.term.empty and not m.term.light]
    told = [c for c in clauses(statement) if not c.inserted]
    subjects = [c.subject for c in told if c.subject is not None]
    for cut in _AND.finditer(statement.text):
        own = any(noun.start >= cut.end() for noun in subjects)
        if not own and any(c.at[0] >= cut.end() for c in told):
            continue  # what one does first, and what next
        shared = subjects[0].end if subjects and not own else 0
        first = [m for m in found if shared <= m.term.start and m.term.end <= cut.start()]
        second = [m for m in found if m.term.start >= cut.end()]
        size = min(len(first), len(second))
        if size < 2:
            continue
        if _interlaced(first[-size:], second[:size]):
            return "the page puts them together otherwise"
    return ""


def _interlaced(first: Sequence[Match], second: Sequence[Match]) -> bool:
    """Whether the words of one half stand before and behind all those of the other: its first goes with their last."""
    places = [[m.found.start for m in half if m.found is not None] for half in (first, second)]
    ours, theirs = places
    if len({*ours, *theirs}) < len(ours) + len(theirs):
        return False
    outer, inner = (ours, theirs) if min(ours) < min(theirs) else (theirs, ours)
    return min(outer) < min(inner) and max(inner) < max(outer)


def ahead_of(statement: Analysis, sentence: Analysis) -> str:
    """Who was ahead of whom, where the page has the two the other way round."""
    claimed, told = list(_either_side(statement)), list(_either_side(sentence))
    turned = any(a.keys & d.keys and b.keys & c.keys and how == also for how, a, b in claimed for also, c, d in told)
    straight = any(a.keys & c.keys and b.keys & d.keys and how == also for how, a, b in claimed for also, c, d in told)
    return "the page has it the other way round" if turned and not straight else ""


def _either_side(told: Analysis) -> Iterator[tuple[str, Term, Term]]:
    """The names next before and next behind each "ahead of" of a text."""
    for word in _AHEAD.finditer(told.text):
        before = [t for t in told.terms if t.kind == "name" and t.end <= word.start()]
        after = [t for t in told.terms if t.kind == "name" and t.start >= word.end()]
        if before and after:
            yield word[0].lower(), before[-1], after[0]


def got_nothing(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """One whom the page says to have got or done nothing, where the statement tells what."""
    first = next((c for c in clauses(statement) if not c.inserted), None)
    if first is None or first.negated or first.doer is None or first.object is None or first.doer.head is None:
        return ""
    head = first.doer.head
    own = next((m.found for m in matches if m.term is head and m.found is not None), None)
    for clause in clauses(sentence) if own is not None and not statement.negated else ():
        doer, thing = clause.doer, clause.object
        if doer is None or thing is None or clause.verb != first.verb or own is None:
            continue
        if doer.start <= own.start < doer.end and sentence.text[thing.start : thing.end].lower() in NOBODY:
            return f"the page says “{sentence.text[thing.start : thing.end]}” of it"
    return ""
