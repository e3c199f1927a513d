"""The first and the last day of a span: what is held from 3 to 7 May begins on 3 May and ends on the 7th."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from refcheck.judging.alignment import Match
from refcheck.language.clauses import Clause, clauses
from refcheck.language.dates import When
from refcheck.language.lexicon import stem
from refcheck.language.terms import Analysis

_BEGINS = frozenset(stem(verb) for verb in ("begin", "start", "open", "commence"))
_ENDS = frozenset(stem(verb) for verb in ("end", "finish", "close", "conclude"))
_GOES_ON = frozenset(stem(verb) for verb in ("hold", "take", "run", "last", "be"))
_TOLD = 0.95
"""The factor of a verb that a span of days tells."""


def with_edges(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> list[Match]:
    """The matches, with "begins" or "ends" told by the days from which to which the sentence has it held."""
    claimed = _claimed(statement)
    if claimed is None or not any(t.when and _is_span(t.when) for t in sentence.terms):
        return list(matches)
    if not any(clause.verb in _GOES_ON and not clause.negated for clause in clauses(sentence)):
        return list(matches)
    return [_told(m) if m.term.start < claimed.at[1] <= m.term.end and not m.term.empty else m for m in matches]


def _told(verb: Match) -> Match:
    return replace(verb, factor=max(verb.factor, _TOLD), opposed=False)


def on_edge(statement: Analysis, when: When) -> When:
    """The first or last day of a span, where the statement tells when something begins or ends; else the span."""
    claimed = _claimed(statement) if _is_span(when) else None
    if claimed is None:
        return when
    day = when.first if claimed.verb in _BEGINS else when.last
    return replace(when, first=day, last=day)


def _claimed(statement: Analysis) -> Clause | None:
    """The one clause of a statement of the day on which something begins or ends."""
    plain = [c for c in clauses(statement) if not c.inserted]
    days = [t for t in statement.terms if t.when and t.when.precision == "day" and not _is_span(t.when)]
    if len(plain) != 1 or len(days) != 1 or plain[0].negated:
        return None
    return plain[0] if plain[0].verb in _BEGINS | _ENDS else None


def _is_span(when: When) -> bool:
    return when.precision in {"day", "span"} and when.first != when.last
