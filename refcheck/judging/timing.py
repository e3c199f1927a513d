"""When something is so: what a page says was done is not being done, and a state at a time needs a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from refcheck.judging.alignment import Match
from refcheck.judging.propositions import done_once
from refcheck.language import dates
from refcheck.language.clauses import Clause, clauses
from refcheck.language.lexicon import Lexicon, grammar, lexicon
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


def was_done(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """The verb with which the page tells of the past what the statement says is so: "led" of "leads", "is the head".

    What is done once ("wrote" of "is the author") and what is said or meant may be told in either tense.
    """
    first = next((c for c in clauses(statement) if not c.inserted), None)
    if first is None or first.tense != "present" or first.modal or first.passive:
        return ""
    words = lexicon().words
    if first.verb in words["saying"] or first.verb in words["attitude"] or first.verb in words["commissive"]:
        return ""
    for clause in clauses(sentence):
        if (
            _is_over(clause, sentence)
            and not done_once(frozenset({clause.verb}))
            and _is_told_by(first, clause, matches)
        ):
            return sentence.text[clause.at[0] : clause.at[1]]
    return ""


def _is_over(clause: Clause, sentence: Analysis) -> bool:
    group = sentence.text[clause.at[0] : clause.at[1]].lower().split()
    if len(group) == 1 and group[0] in grammar()["same_past"]:
        return False  # "tickets cost 45 euros" may be of today
    return (clause.tense == "past" and not clause.inserted and not clause.modal) or "having" in group


def _is_told_by(claimed: Clause, clause: Clause, matches: Sequence[Match]) -> bool:
    """Whether the clause has the statement's verb, or with its verb says what the statement says somebody is."""
    head = claimed.object.head if claimed.object is not None else None
    if claimed.verb == "have":
        thing = clause.object
        inside = (m.found.start for m in matches if m.term is head and m.found is not None)
        return clause.verb == "have" and thing is not None and any(thing.start <= at < thing.end for at in inside)
    told = (
        m.found
        for m in matches
        if (m.term is head if claimed.verb == "be" else claimed.at[0] <= m.term.start < claimed.at[1])
    )
    return any(t is not None and clause.at[0] <= t.start < clause.at[1] for t in told)
