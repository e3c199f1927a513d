"""Dates and numbers that stand apart from the rest of their sentence: in brackets, and of what is compared with.

Of "open until 5 pm (Thursdays until 8 pm)" it is 8 pm on Thursdays, of "4.6 percent in May, after 4.9 percent in April"
4.9 percent in April.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from refcheck.judging.alignment import Match
from refcheck.language import dates, numbers
from refcheck.language.cues import Cued
from refcheck.language.terms import Analysis, Term

_BRACKETS = re.compile(r"\(([^()]*)\)")
_COMPARED_WITH = Cued(
    r"\b(?:after|from|to|against|and(?=\s+\d)|compared (?:with|to)|than)\s+"
    r"(?P<what>(?:[,.](?=\d)|(?!\sto\s)[^,;.()])+)",
    "after from to against and compared than",
)
_TIMES = frozenset({"season", "weekday", "daytime", "month"})


def aside(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> frozenset[int]:
    """The places of the dates and numbers that the statement is about, where they stand apart from the others."""
    for start, end in _stretches(statement, sentence, matches):
        found = frozenset(t.place for t in sentence.terms if start <= t.start < end and (t.when or t.amount))
        if found:
            return found
    return frozenset()


def _stretches(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> Iterator[tuple[int, int]]:
    if "(" in sentence.text:
        yield from (b.span(1) for b in _BRACKETS.finditer(sentence.text) if _timed(matches, *b.span(1)))
    wanted = [t for t in statement.terms if _tells_when(t)]
    counts = [t for t in statement.terms if t.amount and not _tells_when(t)]
    for phrase in _COMPARED_WITH.finditer(sentence.text) if wanted and counts else ():
        inside = [t for t in sentence.terms if phrase.start("what") <= t.start < phrase.end()]
        first = next((t for t in inside if not t.empty), None)
        if first is None or first.amount is None:
            continue  # "after rising 5 percent in 2019" tells a deed of its own
        if all(any(_agree(t, own) for t in inside) for own in wanted) and _counts_alike(counts, inside):
            yield phrase.span("what")


def _timed(matches: Sequence[Match], start: int, end: int) -> bool:
    """Whether the statement's weekday, season or time of day stands there."""
    times = (m for m in matches if m.found is not None and any(name in _TIMES for name, _ in m.term.senses))
    return any(m.found is not None and not m.opposed and start <= m.found.start < end for m in times)


def _tells_when(term: Term) -> bool:
    return term.when is not None or (term.amount is not None and term.amount.unit == "ordinal")


def _agree(term: Term, own: Term) -> bool:
    if term.when and own.when:
        return dates.agrees(own.when, term.when) is True
    return bool(term.amount and own.amount and numbers.agrees(own.amount, term.amount) is True)


def _counts_alike(counts: Sequence[Term], inside: Sequence[Term]) -> bool:
    """Whether the stretch has a number for each of the statement's, of the same measure."""
    units = {t.amount.unit for t in inside if t.amount}
    return all(t.amount is not None and (t.amount.unit in units or "" in units) for t in counts)
