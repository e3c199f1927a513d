"""What statement and sentence affirm, deny, demand, allow, or only think possible."""

from __future__ import annotations

from refcheck.judging.alignment import Match, assertion, main_clause
from refcheck.language.clauses import clauses
from refcheck.language.phrases import Noun
from refcheck.language.terms import Analysis, Term


def polarity_differs(statement: Analysis, matches: list[Match], *, agreed: bool) -> bool:
    """Whether statement and sentence differ in what they affirm and deny, at the words that a negation is about.

    `agreed`: whether a date or number of the statement is given, which a negation may be about, too.
    """
    if agreed and any(t.focus and (t.when or t.amount) for t in statement.terms):
        return True
    denied = {m.found.clause for m in matches if m.found is not None and m.found.focus}
    undone = {
        m.found.clause
        for m in matches
        if m.found is not None and m.opposed and not _tells_order(m.term) and m.found.negated != m.term.negated
    }
    for match in matches:
        if match.found is not None and not match.opposed and match.found.clause in undone:
            continue  # "no dogs are allowed" of "dogs are banned"
        if match.found is None:
            if match.term.focus and match.factor and match.term.negated:
                return True
            continue
        if match.term.focus and not match.found.focus and match.found.clause in denied and not match.opposed:
            continue
        if match.term.focus or match.found.focus or match.opposed:
            signs = (match.term.negated != match.found.negated) != match.opposed
            if signs:
                return True
    return False


def denied_in_passing(sentence: Analysis, matches: list[Match]) -> bool:
    """Whether a negation about something else reaches the statement's main word: "have not sought membership".

    Likewise where both deny, each at another word: "ruled out troops", "troops will not be sent".
    """
    found = {m.found.place for m in matches if m.found is not None}
    elsewhere = {t.clause for t in sentence.terms if t.focus and t.place not in found}
    if any(
        m.term.focus and m.found is not None and not m.found.negated and m.found.clause in elsewhere for m in matches
    ):
        return True
    main = next(iter(assertion(matches)), None)
    if main is None or main.found is None or main.found.focus or main.term.focus:
        return False
    if any(m.found and (m.found.focus or m.term.focus) and m.found.clause == main.found.clause for m in matches):
        return False
    return main.found.negated != main.term.negated


def modality_clash(statement: Analysis, sentence: Analysis) -> str:
    """What the page says instead, where one says "must" and the other "may" or "must not"."""
    ours, theirs = statement.modality, sentence.modality
    if not ours or not theirs or ours == theirs or (ours, theirs) == ("may", "must"):
        return ""
    return theirs


def of_others(statement: Analysis, matches: list[Match]) -> bool:
    """Whether a word of whom the statement speaks is not on the page: the duty of all need not be that of some."""
    subject = next((c.subject for c in clauses(statement) if not c.inserted), None)
    words = [t for n in (subject.each if subject is not None else ()) for t in _terms(n)]
    return any(m.factor == 0.0 and not m.term.empty and any(m.term is t for t in words) for m in matches)


def _terms(noun: Noun) -> tuple[Term, ...]:
    return (*noun.terms, *(t for _, part in noun.attached for t in part.terms))


def obliged(matches: list[Match]) -> bool:
    """Whether the page has a word for the statement's duty."""
    return any(m.factor >= 0.85 and is_duty(m.term) for m in matches)


def is_duty(term: Term) -> bool:
    """Whether the term says that something must be."""
    return any(name == "oblige" for name, _ in term.senses)


def is_irreal(statement: Analysis, matches: list[Match]) -> bool:
    """Whether the page only thinks possible, plans or fears what the statement says is so."""
    until = len(statement.text) if statement.commissive is None else statement.commissive
    return any(
        m.found is not None
        and m.found.irreal
        and not m.term.irreal
        and not m.term.light
        and m.term.kind == "word"
        and m.term.place <= until
        for m in matches
    )


def denies_something_else(sentence: Analysis, matches: list[Match]) -> bool:
    """Whether a negation in the main clause is about something that the statement does not speak of."""
    anchor = main_clause(matches)
    own = {m.found.place for m in matches if m.found is not None}
    return any(t.focus and t.clause == anchor and t.place not in own for t in sentence.terms)


def quantity_gap(statement: Analysis, sentence: Analysis) -> str:
    """A quantity word that the sentence does not bear out: "all" or "only" where the page does not say so."""
    ours = {kind for kind, _ in statement.quantities}
    theirs = {kind for kind, _ in sentence.quantities}
    if "only" in ours and "only" not in theirs:
        return "only"
    if "all" in ours and "all" not in theirs:
        return "all"
    if "most" in ours and not theirs & {"most", "all"}:
        return "most"
    return ""


def tense_gap(statement: Analysis, sentence: Analysis, matches: list[Match]) -> bool:
    """Whether the statement says what is and the page what was."""
    if not statement.present or statement.past:
        return False
    clause = main_clause(matches)
    return clause in sentence.past and clause not in sentence.present


def apart(matches: list[Match]) -> bool:
    """Whether the subject and what is said stand in clauses that have nothing to do with each other."""
    subject = next((m for m in matches if m.term.kind == "name" and m.found is not None), None)
    if subject is None or subject.found is None:
        return False
    for match in matches:
        if match.found is None or match.term.kind != "word":
            continue
        distance = abs(match.found.clause - subject.found.clause)
        if distance > 1 and not match.term.light:
            return True
        if distance and match.found.focus and not match.term.focus and match.found.place < subject.found.place:
            return True
    return False


def _tells_order(term: Term) -> bool:
    """Whether the term is "before" or "after", whose opposite denies nothing."""
    return any(name == "before_after" for name, _ in term.senses)
