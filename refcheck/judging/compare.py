"""One statement against one sentence: what is covered, which facts agree, and what that says of the statement."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from refcheck.judging.alignment import Context, Match, align, assertion, coverage_of, weight
from refcheck.judging.attribution import doubt, only_quoted
from refcheck.judging.facts import Facts, compare_facts
from refcheck.judging.polarity import (
    apart,
    denied_in_passing,
    denies_something_else,
    is_duty,
    is_irreal,
    modality_clash,
    obliged,
    polarity_differs,
    quantity_gap,
    tense_gap,
)
from refcheck.judging.roles import other_agent, rival_holder, rival_place, roles_swapped, row_of_another
from refcheck.language.terms import Analysis
from refcheck.model import Finding

_SUPPORT_AT, _REFUTE_AT, _STEEP = 0.78, 0.74, 12.0
_NOTHING = 0.04
_DUTY = {
    "may": "the page leaves it open to those concerned",
    "must": "the page says that it must be",
    "forbidden": "the page says that it must not be",
}
_HELD_BACK = 0.42
"""What is left of a support that something speaks against: under one half, so that it can not decide."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says of a statement: strengths from 0 to 1, the compared facts, and the reason in words.

    `obstacles` are the kinds of what holds it back, `missing` what the sentence and its context have nothing for.
    """

    support: float
    refute: float
    coverage: float
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    obstacles: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()


def compare(statement: Analysis, sentence: Analysis, context: Context) -> Reading:
    """How far the sentence, read in its context, bears the statement out or contradicts it."""
    matches = align(statement, sentence, context)
    if not any(m.factor * weight(m.term) for m in matches):
        return Reading(0.0, 0.0, 0.0)
    facts = compare_facts(statement, sentence, context, matches)
    place, matches = rival_place(statement, sentence, matches)
    rival = place or rival_holder(statement, sentence, matches, facts)
    return _weigh(statement, sentence, matches, facts, rival, context)


def _weigh(
    statement: Analysis,
    sentence: Analysis,
    matches: list[Match],
    facts: Facts,
    rival: str,
    context: Context,
) -> Reading:
    clash = modality_clash(statement, sentence)
    differs = bool(clash) or polarity_differs(statement, matches, agreed=bool(facts.agreed))
    if clash:
        matches = [replace(m, factor=1.0) if is_duty(m.term) else m for m in matches]
    unnamed = [m for m in matches if m.term.kind == "name" and m.factor == 0.0]
    findings = _findings(matches, facts, rival)
    covered = [replace(m, factor=1.0) if rival and m is unnamed[0] else m for m in matches] if unnamed else matches
    coverage = coverage_of(covered)
    negative = statement.negated and not clash
    holds, broken, why = _outcome(differs, bool(facts.differing or rival), negative)
    support = _logistic(coverage, _SUPPORT_AT) if holds else _NOTHING
    refute = _logistic(coverage, _REFUTE_AT) if broken else _NOTHING
    obstacles = {} if not (rival and facts.differing) else {"event": "the page speaks of another occasion"}
    obstacles |= _obstacles(statement, sentence, covered, facts, unnamed[1:] if rival else unnamed)
    if context.row:
        obstacles.pop("apart", None)
        if other := row_of_another(sentence, matches):
            obstacles["agent"] = f"the row is about {other}"
    if context.quoted and not statement.attributed:
        obstacles["quoted"] = "the page quotes somebody who says so"
    if support > refute and (gap := quantity_gap(statement, sentence)):
        obstacles["quantity"] = f"the page does not say “{gap}”"
    if obstacles:
        support, refute = support * _HELD_BACK, refute * _HELD_BACK
    missing = [m.term.text for m in matches if m.factor == 0.0 and not m.term.light and not m.term.empty]
    if obstacles:
        reason = next(iter(obstacles.values()))
    elif max(support, refute) < 0.5 and missing:
        reason = "not borne out: " + ", ".join(missing[:5])
    else:
        opposed = [m for m in matches if m.opposed and differs]
        reason = _explain(why, facts, opposed, rival) or _DUTY.get(clash) or _denial(negative)
    return Reading(support, refute, coverage, findings, reason, frozenset(obstacles), tuple(missing + facts.missing))


def _logistic(coverage: float, at: float) -> float:
    return 0.97 / (1.0 + math.exp(-_STEEP * (coverage - at)))


def _outcome(differs: bool, wrong_fact: bool, negative: bool) -> tuple[bool, bool, str]:
    """(may support, may refute, why): a denied statement is borne out by a page that gives another fact instead."""
    if not wrong_fact:
        return (False, True, "polarity") if differs else (True, False, "agrees")
    if not differs:
        return (False, False, "fact") if negative else (False, True, "fact")
    return (True, False, "denied") if negative else (False, False, "fact")


def _explain(why: str, facts: Facts, contradictions: list[Match], rival: str) -> str:
    if why == "agrees":
        return "the page says so"
    if rival:
        return f"the page names {rival}"
    if why in {"fact", "denied"} and facts.differing:
        return "the page gives " + "; ".join(facts.differing)
    if contradictions:
        return f"the page says “{contradictions[0].text}”, the statement “{contradictions[0].term.text}”"
    return ""


def _denial(negative: bool) -> str:
    return f"the page {'affirms' if negative else 'denies'} what the statement {'denies' if negative else 'affirms'}"


def _core_is_here(statement: Analysis, matches: list[Match]) -> bool:
    """Whether what the statement says of its subject stands in the sentence or its label, not only in the title."""
    words = [m for m in matches if m.term.kind == "word" and not m.term.empty]
    solid = [m for m in words if not m.term.light] or words
    if not solid:
        return all(m.factor >= 0.95 for m in matches if m.term.kind == "name") or not statement.negated
    if statement.attributed and sum(m.factor >= 0.85 for m in solid) < 0.8 * len(solid):
        return False
    here = sum(m.factor >= 0.89 for m in solid)
    return sum(m.factor >= 0.85 for m in solid) >= 0.6 * len(solid) and here >= 0.3 * len(solid)


def _dates_something_else(matches: list[Match], facts: Facts) -> bool:
    """Whether the differing date stands in another clause than what the statement says."""
    main = next(iter(assertion(matches)), None)
    if main is None or main.found is None or facts.agreed:
        return False
    return bool(facts.clauses) and all(clause != main.found.clause for clause in facts.clauses)


def _main_word_missing(statement: Analysis, matches: list[Match]) -> str:
    """The word that carries the statement's assertion, where the page has nothing for it.

    That is the first content word after the subject, verbs of opinion passed by, the last one before each date, and
    what a negation is about.
    """
    words = [m for m in matches if m.term.kind == "word" and not m.term.empty and not m.term.light]
    main = assertion(matches)[:1]
    main += [m for m in matches[:1] if not m.term.empty]
    for fact in (t for t in statement.terms if t.when):
        main += [m for m in words if m.term.place < fact.place][-1:]
    main += [m for m in words if m.term.focus]
    verb, thing = (*assertion(matches)[:2], None, None)[:2]
    if verb and thing and thing.term.place - verb.term.place <= 2 and thing.factor == 0.0:
        return thing.term.text
    return next((m.term.text for m in main if m.factor < 0.89), "")


def _obstacles(
    statement: Analysis, sentence: Analysis, matches: list[Match], facts: Facts, unnamed: list[Match]
) -> dict[str, str]:
    """Why the sentence can not decide: each kind of obstacle with its reason in words, the gravest first."""
    must = statement.modality == "must" and not sentence.modality and not obliged(matches)
    real = statement.conditional or bool(modality_clash(statement, sentence))
    doubted, agent = doubt(statement, sentence, matches), other_agent(statement, sentence, matches)
    unmet = _main_word_missing(statement, matches)
    elsewhere = bool(facts.differing) and not facts.agreed and denies_something_else(sentence, matches)
    asks = sentence.text.rstrip().endswith("?") and not statement.text.rstrip().endswith("?")
    found = {
        "name": bool(unnamed) and "not named here: " + ", ".join(m.term.text for m in unnamed),
        "fact": bool(facts.missing) and "not given here: " + ", ".join(facts.missing),
        "swapped": roles_swapped(statement, sentence, matches) and "the page has it the other way round",
        "duty": must and "the page does not say that it must be",
        "irreal": not real
        and is_irreal(statement, matches)
        and "the page speaks of it as possible or planned, not as so",
        "question": asks and "the page asks, it does not say",
        "quoted": only_quoted(statement, sentence, matches) and "the page quotes somebody who says so",
        "view": bool(doubted) and f"the page gives this as somebody's view (“{doubted}”)",
        "apart": apart(matches) and "the page speaks of the two apart",
        "edition": bool(facts.other_editions) and "the page speaks of another year: " + ", ".join(facts.other_editions),
        "agent": bool(agent) and f"the page says it of {agent}",
        "tense": tense_gap(statement, sentence, matches) and "the page speaks of the past",
        "core": not _core_is_here(statement, matches) and "the page says nothing of the kind here",
        "main": bool(unmet) and f"not borne out: {unmet}",
        "scope": denied_in_passing(sentence, matches) and "the page denies something near it",
        "other date": _dates_something_else(matches, facts) and "the page dates something else",
        "denial": elsewhere and "the page denies something else there",
    }
    return {kind: reason for kind, reason in found.items() if reason}


def _findings(matches: list[Match], facts: Facts, rival: str) -> tuple[Finding, ...]:
    found = list(facts.findings)
    for match in matches:
        if match.term.kind == "name" and (match.found is not None or not match.factor):
            agrees = True if match.factor else (False if rival else None)
            found.append(Finding("name", match.term.text, match.text or rival, agrees))
        elif match.opposed:
            found.append(Finding("word", match.term.text, match.text, False))
        elif match.found is not None and match.term.focus != match.found.focus:
            agrees = match.term.negated == match.found.negated
            found.append(Finding("negation", match.term.text, match.text, agrees))
    return tuple(found)
