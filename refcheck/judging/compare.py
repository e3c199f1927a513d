"""One statement against one sentence: what is covered, which facts agree, and what that says of the statement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from refcheck.language import dates, numbers
from refcheck.language.lexicon import stem
from refcheck.language.terms import Analysis, Term
from refcheck.model import Finding

_NAME_WEIGHT, _WORD_WEIGHT, _LIGHT_WEIGHT = 2.0, 1.0, 0.35
_SUPPORT_AT, _REFUTE_AT, _STEEP = 0.78, 0.74, 12.0
_HELD_BACK = 0.42
"""What is left of a support that something speaks against: under one half, so that it can not decide."""


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a sentence: its page's title, its headings and labels, the sentence before it, its page's date."""

    title: Analysis
    near: Analysis
    before: Analysis
    published: dates.When | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says of a statement: strengths from 0 to 1, the compared facts, and the reason in words."""

    support: float
    refute: float
    coverage: float
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    """A term of the statement and what stands for it; `factor` is 1 in the sentence and less around it."""

    term: Term
    found: Term | None
    factor: float
    opposed: bool = False
    text: str = ""


@dataclass(slots=True)
class _Facts:
    """Compared dates and numbers."""

    findings: list[Finding] = field(default_factory=list)
    agreed: int = 0
    differing: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def compare(statement: Analysis, sentence: Analysis, context: Context) -> Reading:
    """How far the sentence, read in its context, bears the statement out or contradicts it."""
    matches = _align(statement, sentence, context)
    total = sum(_weight(m.term) for m in matches)
    if not total or not any(m.found for m in matches):
        return Reading(0.0, 0.0, 0.0)
    facts = _facts(statement, sentence, context, matches)
    missing = [m.term.text for m in matches if m.factor == 0.0 and _weight(m.term) >= _WORD_WEIGHT]
    missing_names = [m for m in matches if m.term.kind == "name" and m.factor == 0.0]
    rival = _rival(statement, sentence, matches, missing_names)
    coverage = sum(_weight(m.term) * m.factor for m in matches) / total
    return _weigh(statement, sentence, matches, facts, coverage, missing, missing_names, rival)


def _weight(term: Term) -> float:
    if term.empty:
        return 0.0
    if term.kind == "name":
        return _NAME_WEIGHT
    return _LIGHT_WEIGHT if term.light else _WORD_WEIGHT


# ---------------------------------------------------------------- alignment


def _align(statement: Analysis, sentence: Analysis, context: Context) -> list[_Match]:
    terms = [t for t in statement.terms if t.kind in {"name", "word"}]
    candidates = {t.place: [p for p in sentence.terms if _same(t, p)] for t in terms}
    anchor = _anchor(terms, candidates)
    return [_match(t, candidates[t.place], anchor, sentence, context) for t in terms]


def _anchor(terms: Sequence[Term], candidates: dict[int, list[Term]]) -> int | None:
    """The clause of the sentence in which most of the statement is found."""
    votes: dict[int, float] = {}
    for term in terms:
        for clause in {p.clause for p in candidates[term.place]}:
            votes[clause] = votes.get(clause, 0.0) + _weight(term)
    return max(votes, key=lambda c: (votes[c], -c)) if votes else None


def _same(term: Term, other: Term) -> bool:
    if other.kind not in {"name", "word"}:
        return False
    if term.kind == "name":
        return other.kind == "name" and _names_agree(term, other)
    if term.keys <= other.keys or (term.senses & other.senses):
        return True
    return other.kind == "name" and term.keys <= {stem(key) for key in other.keys}


def _names_agree(term: Term, other: Term) -> bool:
    """Whether two names can be one: all words of the shorter are in the longer, nicknames by their beginning."""
    if term.keys <= other.keys:
        return True
    person = not any(key.startswith("@") for key in term.keys | other.keys)
    if not person or not term.keys & other.keys:
        return False
    return all(any(_nick(key, o) for o in other.keys) for key in term.keys)


def _nick(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) >= 3 and (a.startswith(b) or b.startswith(a)))


def _match(term: Term, found: list[Term], anchor: int | None, sentence: Analysis, context: Context) -> _Match:
    if found:
        best = min(found, key=lambda p: (anchor is not None and abs(p.clause - anchor), p.empty, p.place))
        return _Match(term, best, 1.0, text=best.text)
    if term.kind == "word":
        opposed = [p for p in sentence.terms if p.kind == "word" and _opposed(term, p) and p.clause == anchor]
        if opposed:
            return _Match(term, opposed[0], 1.0, opposed=True, text=opposed[0].text)
        if all(key in sentence.keys for key in term.keys) and not term.empty:
            return _Match(term, None, 1.0)
    return _around(term, sentence, context)


def _around(term: Term, sentence: Analysis, context: Context) -> _Match:
    """A match by the context: headings near, the title, the sentence before."""
    keys = sentence.keys
    if term.kind == "name":
        if term.keys <= keys:
            return _Match(term, None, 0.95)
        for around, factor in ((context.near, 0.92), (context.title, 0.9), (context.before, 0.85)):
            keys = keys | around.keys
            if _has_name(term, keys):
                return _Match(term, None, factor)
        return _Match(term, None, 0.0)
    for around, factor in ((context.near, 0.9), (context.title, 0.7), (context.before, 0.6)):
        if term.keys <= around.keys or term.senses & around.senses:
            return _Match(term, None, factor)
    return _Match(term, None, 0.0)


def _has_name(term: Term, keys: frozenset[str]) -> bool:
    return term.keys <= keys


def _opposed(term: Term, other: Term) -> bool:
    names = {name: alternative for name, alternative in term.senses}
    return any(names.get(name, alternative) != alternative for name, alternative in other.senses) and not (
        term.senses & other.senses
    )


# ---------------------------------------------------------------- dates and numbers


def _facts(statement: Analysis, sentence: Analysis, context: Context, matches: list[_Match]) -> _Facts:
    facts = _Facts()
    for term in statement.terms:
        if term.when:
            _compare_date(term, sentence, context, matches, facts, statement)
        elif term.amount:
            _compare_amount(term, sentence, context, matches, facts)
    return facts


def _compare_date(
    term: Term, sentence: Analysis, context: Context, matches: list[_Match], facts: _Facts, statement: Analysis
) -> None:
    claimed = term.when
    if claimed is None:
        return
    default = context.published.first.year if context.published else None
    own = [t for t in sentence.terms if t.when]
    filled = dates.with_years(tuple(t.when for t in own if t.when), default)
    given = [(t, w, dates.agrees(claimed, w)) for t, w in zip(own, filled, strict=True)]
    if not given:
        _date_around(term, claimed, context, facts, statement)
        return
    _settle("date", term.text, [(t, w.text, agrees) for t, w, agrees in given], matches, facts)


def _date_around(term: Term, claimed: dates.When, context: Context, facts: _Facts, statement: Analysis) -> None:
    """A date that the sentence does not give may stand in its heading, or be the page's own for a state of affairs."""
    near = [t.when for t in context.near.terms + context.before.terms + context.title.terms if t.when]
    for when in near:
        if dates.agrees(claimed, when):
            facts.findings.append(Finding("date", term.text, when.text, True))
            facts.agreed += 1
            return
    if context.published and not near and (statement.past or statement.present):
        agrees = dates.agrees(claimed, context.published)
        if agrees:
            facts.findings.append(Finding("date", term.text, f"page dated {context.published.text}", True))
            facts.agreed += 1
            return
    facts.missing.append(term.text)
    facts.findings.append(Finding("date", term.text, "no date given", None))


def _compare_amount(term: Term, sentence: Analysis, context: Context, matches: list[_Match], facts: _Facts) -> None:
    claimed = term.amount
    if claimed is None:
        return
    given = [
        (t, t.amount.text, _amounts(claimed, t.amount)) for t in sentence.terms if t.amount and _comparable(claimed, t.amount)
    ]
    if not given:
        for t in context.near.terms + context.before.terms:
            if t.amount and _comparable(claimed, t.amount) and _amounts(claimed, t.amount):
                facts.findings.append(Finding("number", term.text, t.amount.text, True))
                facts.agreed += 1
                return
        facts.missing.append(term.text)
        facts.findings.append(Finding("number", term.text, "no such number given", None))
        return
    _settle("number", term.text, given, matches, facts)


def _amounts(claimed: numbers.Amount, given: numbers.Amount) -> bool | None:
    return numbers.agrees(claimed, given)


def _comparable(claimed: numbers.Amount, given: numbers.Amount) -> bool:
    if claimed.measured or given.measured:
        return claimed.measured == given.measured and claimed.unit == given.unit
    if not claimed.unit or not given.unit or stem(claimed.unit) == stem(given.unit):
        return True
    return _counts_the_same(claimed.unit, given.unit)


def _counts_the_same(a: str, b: str) -> bool:
    from refcheck.language.lexicon import lexicon  # noqa: PLC0415

    senses = lexicon().senses
    return bool(set(senses.get(stem(a), ())) & set(senses.get(stem(b), ())))


def _settle(
    kind: str, claimed: str, given: list[tuple[Term, str, bool | None]], matches: list[_Match], facts: _Facts
) -> None:
    """Decide by the fact that is bound most closely to what the statement speaks of."""
    scored = [(_binding(t, matches), text, agrees) for t, text, agrees in given]
    best = max(score for score, _, _ in scored)
    near = [(text, agrees) for score, text, agrees in scored if score >= 0.7 * best]
    for wanted in (True, False, None):
        for text, agrees in near:
            if agrees is wanted:
                facts.findings.append(Finding(kind, claimed, text, agrees))
                if agrees:
                    facts.agreed += 1
                elif agrees is False:
                    facts.differing.append(f"{kind} {text}, not {claimed}")
                else:
                    facts.missing.append(claimed)
                return


def _binding(fact: Term, matches: list[_Match]) -> float:
    """How closely a date or number stands to the matched words of the statement: near in the same clause counts most."""
    score = 0.01
    for match in matches:
        if match.found is not None:
            distance = abs(match.found.place - fact.place)
            clauses = abs(match.found.clause - fact.clause)
            score += (0.5 if match.term.kind == "name" else 1.0) * _weight(match.term) / (1 + distance / 4 + 2.5 * clauses)
    return score


# ---------------------------------------------------------------- polarity, roles, quantities


def _polarity_differs(matches: list[_Match]) -> bool:
    """Whether statement and sentence differ in what they affirm and deny, at the words that a negation is about."""
    for match in matches:
        if match.found is None:
            continue
        if match.term.focus or match.found.focus or match.opposed:
            signs = (match.term.negated != match.found.negated) != match.opposed
            if signs:
                return True
    return False


def _rival(statement: Analysis, sentence: Analysis, matches: list[_Match], missing_names: list[_Match]) -> str:
    """Another name in the place of the one that is missing, where only one can hold it: "the president", "by X"."""
    if len(missing_names) != 1:
        return ""
    wanted = missing_names[0].term
    if not _one_holder(statement, wanted):
        return ""
    taken = {m.found.place for m in matches if m.found is not None}
    free = [
        t
        for t in sentence.terms
        if t.kind == "name"
        and t.place not in taken
        and _is_entity(t) == _is_entity(wanted)
        and not _part_of_a_match(t, matches)
    ]
    anchor = _anchor_of(matches)
    free.sort(key=lambda t: abs(t.clause - anchor))
    return free[0].text if free and abs(free[0].clause - anchor) <= 1 else ""


def _part_of_a_match(term: Term, matches: list[_Match]) -> bool:
    return any(m.factor and term.keys & m.term.keys for m in matches)


def _is_entity(term: Term) -> bool:
    return any(key.startswith("@") for key in term.keys)


def _anchor_of(matches: list[_Match]) -> int:
    clauses = [m.found.clause for m in matches if m.found is not None]
    return max(set(clauses), key=clauses.count) if clauses else 0


def _one_holder(statement: Analysis, wanted: Term) -> bool:
    """Whether the statement gives the name a place that only one can hold."""
    words = statement.text.split()
    lowered = [w.lower().strip(",.") for w in words]
    before = statement.text[: wanted.start].split()
    if before and before[-1].lower() == "by":
        return True
    after = statement.text[wanted.end :].lower().split()[:4]
    be = {"is", "was", "became", "remains", "serves", "served"}
    if not before and after and after[0] in be:
        return "the" in after[1:3]
    if before and before[-1].lower() in be and lowered[0] == "the":
        return True
    return False


def _roles_swapped(statement: Analysis, sentence: Analysis, matches: list[_Match]) -> bool:
    """Whether the two parties of a verb stand the other way round, passive voice taken into account."""
    names = [m for m in matches if m.term.kind == "name" and m.found is not None]
    pivots = [m for m in matches if m.term.kind == "word" and m.found is not None and not m.term.empty]
    for left, right in zip(names, names[1:], strict=False):
        between = [m for m in pivots if left.term.place < m.term.place < right.term.place]
        if not between:
            continue
        pivot = between[0]
        if left.found is None or right.found is None or pivot.found is None:
            continue
        ours = _passive(statement, pivot.term, right.term)
        theirs_swapped = right.found.place < pivot.found.place < left.found.place
        if not theirs_swapped and not left.found.place < pivot.found.place < right.found.place:
            continue
        last = left.found if theirs_swapped else right.found
        theirs = _passive(sentence, pivot.found, last)
        if (ours != theirs) != theirs_swapped and left.found.clause == right.found.clause:
            return True
    return False


def _passive(analysis: Analysis, verb: Term, after: Term) -> bool:
    between = analysis.text[verb.end : after.start].lower().split()
    return "by" in between[:4] or (bool(between) and between[-1] in {"by", "than"} and between[-1] == "by")


def _quantity_gap(statement: Analysis, sentence: Analysis) -> str:
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


def _doubt(statement: Analysis, sentence: Analysis, matches: list[_Match]) -> str:
    """Who or what makes the sentence somebody's view rather than the page's word, unless the statement says so too."""
    if statement.doubts or statement.attributed:
        return ""
    own = {m.found.place for m in matches if m.found is not None}
    places = [m.found.place for m in matches if m.found is not None]
    for place, text in sentence.doubts:
        if place not in own and places:
            return text
    return ""


# ---------------------------------------------------------------- weighing


def _weigh(
    statement: Analysis,
    sentence: Analysis,
    matches: list[_Match],
    facts: _Facts,
    coverage: float,
    missing: list[str],
    missing_names: list[_Match],
    rival: str,
) -> Reading:
    findings = _findings(matches, facts, rival)
    differs = _polarity_differs(matches)
    contradictions = [m for m in matches if m.opposed and differs]
    wrong_fact = bool(facts.differing)
    if rival:
        total = sum(_weight(m.term) for m in matches)
        coverage += _weight(missing_names[0].term) / total
        wrong_fact = True
    negative = any(m.term.focus for m in matches)
    holds, broken, why = _outcome(differs, wrong_fact, negative)
    held_back = _held_back(statement, sentence, matches, facts, missing_names if not rival else [])
    support = _logistic(coverage, _SUPPORT_AT) if holds else 0.04
    refute = _logistic(coverage, _REFUTE_AT) if broken else 0.04
    if not _core_is_here(matches):
        held_back = held_back or "the page says nothing of the kind here"
    if held_back:
        support, refute = support * _HELD_BACK, refute * _HELD_BACK
    reason = held_back or (why and _explain(why, facts, contradictions, rival, matches)) or ""
    if not held_back and max(support, refute) < 0.5 and missing:
        reason = "not borne out: " + ", ".join(missing[:5])
    return Reading(support, refute, coverage, findings, reason, tuple(missing + facts.missing))


def _logistic(coverage: float, at: float) -> float:
    return 0.97 / (1.0 + math.exp(-_STEEP * (coverage - at)))


def _outcome(differs: bool, wrong_fact: bool, negative: bool) -> tuple[bool, bool, str]:
    """(may support, may refute, why): a denied statement is borne out by a page that gives another fact instead."""
    if not wrong_fact:
        return (False, True, "polarity") if differs else (True, False, "agrees")
    if not differs:
        return (False, False, "fact") if negative else (False, True, "fact")
    return (True, False, "denied") if negative else (False, False, "fact")


def _explain(why: str, facts: _Facts, contradictions: list[_Match], rival: str, matches: list[_Match]) -> str:
    if why == "agrees":
        return "the page says so"
    if rival and why in {"fact", "denied"}:
        return f"the page names {rival}"
    if why in {"fact", "denied"} and facts.differing:
        return "the page gives " + "; ".join(facts.differing)
    if contradictions:
        return f"the page says “{contradictions[0].text}”, the statement “{contradictions[0].term.text}”"
    return "the page denies what the statement affirms, or affirms what it denies"


def _core_is_here(matches: list[_Match]) -> bool:
    """Whether what the statement says of its subject stands in the sentence or its label, not only in the title."""
    words = [m for m in matches if m.term.kind == "word" and not m.term.empty]
    solid = [m for m in words if not m.term.light] or words
    if not solid:
        return True
    return sum(m.factor >= 0.9 for m in solid) * 2 >= len(solid)


def _held_back(
    statement: Analysis, sentence: Analysis, matches: list[_Match], facts: _Facts, missing_names: list[_Match]
) -> str:
    """Why the sentence can not decide, in words; empty where nothing holds it back."""
    if missing_names:
        return "not named here: " + ", ".join(m.term.text for m in missing_names)
    if facts.missing:
        return "not given here: " + ", ".join(facts.missing)
    if _roles_swapped(statement, sentence, matches):
        return "the page has it the other way round"
    if any(m.found is not None and m.found.irreal and not m.term.irreal and not m.term.light for m in matches):
        return "the page speaks of it as possible or planned, not as so"
    if doubt := _doubt(statement, sentence, matches):
        return f"the page gives this as somebody's view (“{doubt}”)"
    if gap := _quantity_gap(statement, sentence):
        return f"the page does not say “{gap}”"
    if _tense_gap(statement, sentence, matches):
        return "the page speaks of the past"
    return ""


def _tense_gap(statement: Analysis, sentence: Analysis, matches: list[_Match]) -> bool:
    if not statement.present or statement.past:
        return False
    clause = _anchor_of(matches)
    return clause in sentence.past and clause not in sentence.present


def _findings(matches: list[_Match], facts: _Facts, rival: str) -> tuple[Finding, ...]:
    found = list(facts.findings)
    for match in matches:
        if match.term.kind == "name":
            where = match.text or ("in the context" if match.factor else rival or "not named")
            agrees = True if match.factor else (False if rival else None)
            found.append(Finding("name", match.term.text, where, agrees))
        elif match.opposed:
            found.append(Finding("word", match.term.text, match.text, False))
        elif match.found is not None and match.term.focus != match.found.focus:
            agrees = match.term.negated == match.found.negated
            found.append(Finding("negation", match.term.text, match.text, agrees))
    return tuple(found)


def stronger(a: Reading, b: Reading) -> Reading:
    """The reading that says more, one way or the other."""
    return a if max(a.support, a.refute) >= max(b.support, b.refute) else b


def weaker(reading: Reading, factor: float, reason: str) -> Reading:
    """The same reading, held back for a reason."""
    return replace(reading, support=reading.support * factor, refute=reading.refute * factor, reason=reason)
