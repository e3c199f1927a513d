"""Whether a page can tell what was so at a time: it must speak of the same thing at some time."""

from __future__ import annotations

from collections.abc import Iterable

from refcheck.language import dates
from refcheck.language.clauses import clauses
from refcheck.language.lexicon import Lexicon
from refcheck.language.terms import Analysis, analyse

_STATES = frozenset({"be", "have", "remain"})
_PRONOUNS = frozenset({"he", "she", "it", "they"})


def undated(statement: Analysis, texts: Iterable[str], published: dates.When | None, words: Lexicon) -> str:
    """Why the page tells nothing of a state at the statement's time ("was a major in May 2021"); empty where it may.

    `texts` are the page's headings and sentences. A date of another thing bears no such statement out, and contradicts
    none; one of the same thing may, and so may the page's own.
    """
    first = next((c for c in clauses(statement) if not c.inserted), None)
    when = next((t.when for t in statement.terms if t.when), None)
    if when is None or first is None or first.verb not in _STATES or first.object is None or first.doer is None:
        return ""
    head = first.doer.head
    if head is None or any(t.when for t in first.object.terms) or (published and dates.agrees(when, published)):
        return ""
    dated = (analyse(text, words) for text in texts if dates.may_have(text))
    if any(_speaks_of(told, head.keys) for told in dated if any(t.when for t in told.terms)):
        return ""
    return f"the page gives no date of {head.text}"


def _speaks_of(told: Analysis, keys: frozenset[str]) -> bool:
    return bool(keys & told.keys) or not _PRONOUNS.isdisjoint(told.text.lower().split())
