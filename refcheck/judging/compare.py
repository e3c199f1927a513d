"""One statement against one sentence: what is covered, which facts agree, and what that says of the statement."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from refcheck.judging.alignment import WORD_WEIGHT, Context, Match, align, assertion, coverage_of, weight
from refcheck.judging.asides import aside
from refcheck.judging.attribution import doubt, only_quoted
from refcheck.judging.cautions import cautions
from refcheck.judging.edges import with_edges
from refcheck.judging.facts import Facts, compare_facts
from refcheck.judging.polarity import (
    apart,
    denied_in_passing,
    denies_something_else,
    is_duty,
    is_irreal,
    modality_clash,
    obliged,
    of_others,
    polarity_differs,
    quantity_gap,
    tense_gap,
)
from refcheck.judging.records import other_entry, with_publication
from refcheck.judging.rivals import nearly_the_same, only_some, rival_origin, without_other_offices
from refcheck.judging.roles import other_agent, rival_holder, rival_place, roles_swapped, row_of_another
from refcheck.judging.structure import Structure, structure_of
from refcheck.judging.timing import was_done
from refcheck.language.clauses import clauses
from refcheck.language.terms import Analysis
from refcheck.model import Finding

_SUPPORT_AT, _REFUTE_AT, _STEEP = 0.78, 0.74, 12.0
_LEAST_TO_DECIDE = 0.74
"""How much must be covered for either side to come to one half."""
_NOTHING = 0.04
_HARDLY, _TAKEN_UP, _TOLD = 0.5, 0.88, 0.95
"""Under which factor a word is hardly found, and which one it has where "it" or a clause accounts for it."""
_IT = re.compile(r"(?:it|they|he|she)\b", re.IGNORECASE)
_WORTH_A_CAUTION = 0.45
"""How much of the statement a sentence must share before it is asked what may turn its sense."""
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


@dataclass(frozen=True, slots=True)
class _Case:
    """A statement and a sentence with all that was found out about the two."""

    statement: Analysis
    sentence: Analysis
    context: Context
    matches: list[Match]
    facts: Facts
    structure: Structure
    rival: str
    clash: str
    differs: bool

    @property
    def unnamed(self) -> list[Match]:
        return [m for m in self.matches if m.term.kind == "name" and m.factor == 0.0]

    @property
    def covered(self) -> list[Match]:
        """The matches, a rival in the place of the name that it stands for."""
        instead = self.unnamed[0] if self.rival and self.unnamed else None
        return [replace(m, factor=1.0) if m is instead else m for m in self.matches]

    @property
    def negative(self) -> bool:
        return self.statement.negated and not self.clash


def compare(statement: Analysis, sentence: Analysis, context: Context, *, thorough: bool = True) -> Reading:
    """How far the sentence, read in its context, bears the statement out or contradicts it.

    Unless it is to be `thorough`, only the first obstacle is looked for: it holds the sentence back, and its reason is
    the one that is told.
    """
    matches = _matches(statement, sentence, context)
    if not any(m.factor * weight(m.term) for m in matches):
        return Reading(0.0, 0.0, 0.0)
    structure = structure_of(statement, sentence, context, matches)
    return _read(statement, sentence, context, matches, structure, thorough=thorough)


def deciding(statement: Analysis, sentence: Analysis, context: Context) -> Reading | None:
    """As `compare` without being thorough; None where it shows halfway that too little is covered to take a side."""
    matches = _matches(statement, sentence, context)
    if not any(m.factor * weight(m.term) for m in matches):
        return None
    structure = structure_of(statement, sentence, context, matches)
    if _covers_too_little(statement, matches, structure):
        return None
    return _read(statement, sentence, context, matches, structure, thorough=False)


def _matches(statement: Analysis, sentence: Analysis, context: Context) -> list[Match]:
    aligned = without_other_offices(statement, align(statement, sentence, context))
    return with_edges(statement, sentence, with_publication(sentence, aligned))


def _covers_too_little(statement: Analysis, matches: Sequence[Match], structure: Structure) -> bool:
    """Whether the statement is covered too little for either side, whatever facts, rivals and duties come to.

    No less than it can come to: one name may be stood for by a rival, and what says that it must be by its contrary.
    """
    likely = [_counted(m, structure) if not (statement.modality and is_duty(m.term)) else 1.0 for m in matches]
    gained = max((weight(m.term) * (1 - m.factor) for m in matches if m.term.kind == "name"), default=0.0)
    covered = sum(weight(m.term) * factor for m, factor in zip(matches, likely, strict=True)) + gained
    return covered < _LEAST_TO_DECIDE * sum(weight(m.term) for m in matches)


def _counted(match: Match, structure: Structure) -> float:
    """How far a term counts as told, with what the clauses account for."""
    return max(match.factor, _TOLD) if match.term.place in structure.accounted else match.factor


def _read(
    statement: Analysis,
    sentence: Analysis,
    context: Context,
    matches: list[Match],
    structure: Structure,
    *,
    thorough: bool,
) -> Reading:
    """What aligned words and clauses come to with facts, rivals, polarity and obstacles."""
    beside = aside(statement, sentence, matches)
    facts = compare_facts(statement, sentence, context, matches, beside or structure.home)
    if beside and not facts.differing:
        structure = replace(structure, against={k: why for k, why in structure.against.items() if k != "other"})
    place, matches = ("", matches) if structure.alike else rival_place(statement, sentence, matches)
    if some := only_some(statement, sentence, matches):
        return _of_a_part(statement, sentence, context, matches, some)
    rival = structure.rival or place or rival_holder(statement, sentence, matches, facts)
    rival = rival or rival_origin(statement, sentence, matches) or other_entry(statement, sentence, context, matches)
    if rival and nearly_the_same(rival, [m.term.text for m in matches if _unknown_name(m)]):
        rival = ""
    clash = modality_clash(statement, sentence)
    differs = bool(clash) or polarity_differs(statement, matches, agreed=bool(facts.agreed))
    if clash:
        matches = [replace(m, factor=1.0) if is_duty(m.term) else m for m in matches]
    elif structure.alike:
        differs = structure.denied
    if structure.accounted and not clash:
        matches = [replace(m, factor=_counted(m, structure)) for m in matches]
    case = _Case(statement, sentence, context, matches, facts, structure, rival, clash, differs)
    return _weigh(case, thorough=thorough)


def _unknown_name(match: Match) -> bool:
    """Whether it is a name that the page lacks, of nothing that the lexicon knows: it may be spelt in other ways."""
    return match.term.kind == "name" and match.factor == 0.0 and not any(k.startswith("@") for k in match.term.keys)


def _of_a_part(statement: Analysis, sentence: Analysis, context: Context, matches: list[Match], some: str) -> Reading:
    """The reading of a sentence that says of a part what the statement says of all."""
    coverage = coverage_of(matches)
    whose = doubt(statement, sentence, matches) or only_quoted(statement, sentence, matches) or context.quoted
    open_ = bool(whose) or is_irreal(statement, matches) or polarity_differs(statement, matches, agreed=False)
    refute = _logistic(coverage, _REFUTE_AT) * (_HELD_BACK if open_ else 1.0)
    reason = f"the page says it of a part: “{some}”"
    return Reading(_NOTHING, refute, coverage, (), reason, frozenset({"quantity"}) if open_ else frozenset())


def _weigh(case: _Case, *, thorough: bool) -> Reading:
    coverage = coverage_of(case.covered)
    holds, broken, why = _outcome(case.differs, bool(case.facts.differing or case.rival), case.negative)
    support = _logistic(coverage, _SUPPORT_AT) if holds else _NOTHING
    refute = _logistic(coverage, _REFUTE_AT) if broken else _NOTHING
    obstacles = _standing_in_the_way(case, supports=support > refute, thorough=thorough)
    if obstacles:
        support, refute = support * _HELD_BACK, refute * _HELD_BACK
    missing = [m.term.text for m in case.matches if m.factor == 0.0 and not m.term.light and not m.term.empty]
    if obstacles:
        reason = next(iter(obstacles.values()))
    elif max(support, refute) < 0.5 and missing:
        reason = "not borne out: " + ", ".join(missing[:5])
    elif case.structure.reason:
        reason = case.structure.reason
    else:
        opposed = [m for m in case.matches if m.opposed and case.differs]
        reason = _explain(why, case.facts, opposed, case.rival) or _DUTY.get(case.clash) or _denial(case.negative)
    findings = _findings(case.matches, case.facts, case.rival)
    return Reading(
        support, refute, coverage, findings, reason, frozenset(obstacles), tuple(missing + case.facts.missing)
    )


def _standing_in_the_way(case: _Case, *, supports: bool, thorough: bool) -> dict[str, str]:
    """Each kind of obstacle with its reason in words; some stand in the way of one side only.

    Unless it is to be `thorough`, what comes first is enough.
    """
    structure, statement = case.structure, case.statement
    found = _lacking(case, supports=supports)
    if found and not thorough:
        return found
    found |= _obstacles(statement, case.sentence, case.covered, case.facts)
    found = {kind: reason for kind, reason in found.items() if kind not in structure.settles}
    if not supports and (case.facts.differing or case.rival):
        found = {kind: reason for kind, reason in found.items() if kind not in structure.excuses}
    about_another = "agent" in structure.against or (
        "other" in structure.against and any(c.negated for c in clauses(statement)[:1])
    )
    only_words_differ = about_another and case.differs and not case.facts.differing
    if supports or only_words_differ:
        found |= structure.against or structure.unsaid()
    if supports and not structure.alike and (part := _left_out(statement, case.matches)):
        found["part"] = f"not borne out: {part}"
    if case.context.row:
        found = {kind: reason for kind, reason in found.items() if kind not in {"apart", "other date"}}
        if other := row_of_another(case.sentence, case.matches):
            found["agent"] = f"the row is about {other}"
    if case.context.quoted and not statement.attributed:
        found["quoted"] = "the page quotes somebody who says so"
    if supports and (gap := quantity_gap(statement, case.sentence)):
        found["quantity"] = f"the page does not say “{gap}”"
    if (thorough or not found) and coverage_of(case.covered) >= _WORTH_A_CAUTION:
        given = cautions(
            statement,
            case.sentence,
            case.context,
            case.matches,
            supports=supports,
            alike=structure.alike,
            agreeing=[] if case.facts.differing else [f.on_page for f in case.facts.findings if f.agrees],
            dated=any(fact.startswith("date") for fact in case.facts.differing),
        )
        found |= {kind: reason for kind, reason in given.items() if kind not in found}
    return found


def _lacking(case: _Case, *, supports: bool) -> dict[str, str]:
    """The gravest obstacles: another occasion, a name or a fact that is not there, where these count."""
    unnamed = case.unnamed[1:] if case.rival else case.unnamed
    found = {
        "event": bool(case.rival and case.facts.differing) and "the page speaks of another occasion",
        "name": bool(unnamed) and "not named here: " + ", ".join(m.term.text for m in unnamed),
        "fact": bool(case.facts.missing) and "not given here: " + ", ".join(case.facts.missing),
    }
    contradicted = not supports and (case.facts.differing or case.rival)
    settled = case.structure.settles | case.structure.excuses if contradicted else case.structure.settles
    return {kind: reason for kind, reason in found.items() if reason and kind not in settled}


def _left_out(statement: Analysis, matches: list[Match]) -> str:
    """A word of weight that nothing on the page stands for, so that only a part of the statement is borne out.

    The purpose of a deed ("to secure an end to it") may be told in other words.
    """
    missing = [m.term for m in matches if m.factor < _HARDLY and weight(m.term) >= WORD_WEIGHT]
    return next((t.text for t in missing if not statement.text[: t.start].endswith(" to ")), "")


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


def _counted_at_another_time(statement: Analysis, facts: Facts) -> bool:
    """Whether the page gives the statement's count for another date: there may be as many then, too."""
    is_so = any(clause.verb in {"be", "have"} for clause in clauses(statement)[:1])
    counts = {t.text for t in statement.terms if t.amount and t.amount.unit != "ordinal"}
    counted = any(finding.in_claim in counts and finding.agrees for finding in facts.findings)
    return is_so and counted and bool(facts.differing) and all(each.startswith("date") for each in facts.differing)


def _main_word_missing(statement: Analysis, sentence: Analysis, matches: list[Match]) -> str:
    """The word that carries the statement's assertion, where the page has nothing for it.

    That is the first content word after the subject, verbs of opinion passed by, the last one before each date, and
    what a negation is about.
    """
    words = [m for m in matches if m.term.kind == "word" and not m.term.empty and not m.term.light]
    main = assertion(matches)[:1]
    taken_up = _TAKEN_UP if _IT.match(sentence.text) else 1.0
    main += [m for m in matches[:1] if not m.term.empty and m.factor < taken_up]
    for fact in (t for t in statement.terms if t.when):
        main += [m for m in words if m.term.place < fact.place][-1:]
    main += [m for m in words if m.term.focus]
    deed = next((c.at for c in clauses(statement) if not c.inserted), (0, 0))
    main += [m for m in words if deed[0] <= m.term.start < deed[1] and m.factor == 0.0]
    verb, thing = (*assertion(matches)[:2], None, None)[:2]
    if verb and thing and thing.term.place - verb.term.place <= 2 and thing.factor == 0.0:
        return thing.term.text
    return next((m.term.text for m in main if m.factor < 0.89), "")


def _obstacles(statement: Analysis, sentence: Analysis, matches: list[Match], facts: Facts) -> dict[str, str]:
    """Why else the sentence can not decide: each kind of obstacle with its reason in words, the gravest first."""
    must = statement.modality == "must" and not sentence.modality and not obliged(matches)
    clash = bool(modality_clash(statement, sentence))
    real = statement.conditional or clash or statement.modality == sentence.modality == "must"
    doubted, agent = doubt(statement, sentence, matches), other_agent(statement, sentence, matches)
    unmet, over = _main_word_missing(statement, sentence, matches), was_done(statement, sentence, matches)
    elsewhere = bool(facts.differing) and not facts.agreed and denies_something_else(sentence, matches)
    asks = sentence.text.rstrip().endswith("?") and not statement.text.rstrip().endswith("?")
    found = {
        "swapped": roles_swapped(statement, sentence, matches) and "the page has it the other way round",
        "duty": (must and "the page does not say that it must be")
        or (clash and of_others(statement, matches) and "the page says it of all, not of these"),
        "irreal": not real
        and is_irreal(statement, matches)
        and "the page speaks of it as possible or planned, not as so",
        "question": asks and "the page asks, it does not say",
        "quoted": only_quoted(statement, sentence, matches) and "the page quotes somebody who says so",
        "view": bool(doubted) and f"the page gives this as somebody's view (“{doubted}”)",
        "apart": apart(matches) and "the page speaks of the two apart",
        "edition": bool(facts.other_editions) and "the page speaks of another year: " + ", ".join(facts.other_editions),
        "agent": bool(agent) and f"the page says it of {agent}",
        "tense": (tense_gap(statement, sentence, matches) and "the page speaks of the past")
        or (bool(over) and f"the page speaks of the past: “{over}”"),
        "core": not _core_is_here(statement, matches) and "the page says nothing of the kind here",
        "main": bool(unmet) and f"not borne out: {unmet}",
        "scope": denied_in_passing(sentence, matches) and "the page denies something near it",
        "other date": (_dates_something_else(matches, facts) and "the page dates something else")
        or (_counted_at_another_time(statement, facts) and "the page counts at another time"),
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
