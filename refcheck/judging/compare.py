"""One statement against one sentence: what is covered, which facts agree, and what that says of the statement."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from refcheck.language import dates, numbers
from refcheck.language.lexicon import stem
from refcheck.language.terms import Analysis, Term
from refcheck.model import Finding

_NAME_WEIGHT, _WORD_WEIGHT, _LIGHT_WEIGHT = 1.4, 1.0, 0.35
_SUPPORT_AT, _REFUTE_AT, _STEEP = 0.78, 0.74, 12.0
_FRAGMENT = 5
"""Up to so many terms a passage is a fragment, a list item or a label, that its heading completes."""
_HELD_BACK = 0.42
"""What is left of a support that something speaks against: under one half, so that it can not decide."""


_COMMITS = frozenset({"pledge"})
"""Meanings that a page can also express by saying what somebody will do."""
_BE = frozenset({"is", "was", "became", "remains"})
_QUOTED = re.compile(r"[“\"]([^”\"]{12,})(?:[”\"]|$)")


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a sentence: its page's title, its headings and labels, the sentence before it, its page's date.

    `row` where the sentence is a row or a line of an infobox: its value then is whom its label speaks of. `pool` are the other sentences of the page that were retrieved, for details of a name that stand elsewhere.
    """

    title: Analysis
    near: Analysis
    before: Analysis
    row: bool = False
    pool: tuple[Analysis, ...] = ()
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
    other_editions: list[str] = field(default_factory=list)


def compare(statement: Analysis, sentence: Analysis, context: Context) -> Reading:
    """How far the sentence, read in its context, bears the statement out or contradicts it."""
    matches = _align(statement, sentence, context)
    total = sum(_weight(m.term) for m in matches)
    if not total or not any(m.factor for m in matches):
        return Reading(0.0, 0.0, 0.0)
    facts = _facts(statement, sentence, context, matches)
    place, matches = _rival_place(statement, sentence, matches)
    missing = [m.term.text for m in matches if m.factor == 0.0 and _weight(m.term) >= _WORD_WEIGHT]
    missing_names = [m for m in matches if m.term.kind == "name" and m.factor == 0.0]
    rival = place or _rival(statement, sentence, matches, missing_names, facts)
    coverage = _coverage(matches)
    return _weigh(statement, sentence, matches, facts, coverage, missing, missing_names, rival)


def _coverage(matches: Sequence[_Match]) -> float:
    return sum(_weight(m.term) * m.factor for m in matches) / sum(_weight(m.term) for m in matches)


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
    return [_match(n, terms, candidates, anchor, sentence, context) for n in range(len(terms))]


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
    if term.keys <= other.all_keys or (term.seat and term.also & other.all_keys):
        return True
    person = not any(key.startswith("@") for key in term.keys | other.keys)
    if not person or not term.keys & other.keys:
        return False
    return all(any(_nick(key, o) for o in other.keys) for key in term.keys)


def _nick(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) >= 3 and (a.startswith(b) or b.startswith(a)))


def _match(
    number: int,
    terms: Sequence[Term],
    candidates: dict[int, list[Term]],
    anchor: int | None,
    sentence: Analysis,
    context: Context,
) -> _Match:
    term = terms[number]
    found = candidates[term.place]
    opposed = [p for p in sentence.terms if p.kind == "word" and _opposed(term, p)] if term.kind == "word" else []
    if sentence.future and {name for name, _ in term.senses} & _COMMITS and all(p.irreal for p in found):
        return _Match(term, None, 0.95)
    if found or opposed:
        beside = _beside(number, terms, candidates)
        if found and not beside:
            opposed = []
        best = min(found + opposed, key=lambda p: (_distance(p, beside, anchor), p in opposed, p.empty, p.place))
        if best in found or best.clause == anchor or not found:
            far = anchor is not None and abs(best.clause - anchor) > 1
            if best not in opposed or best.clause == anchor:
                return _Match(term, best, 0.85 if far else 1.0, opposed=best in opposed, text=best.text)
        if found:
            return _Match(term, found[0], 1.0, text=found[0].text)
    if term.kind == "word" and term.keys and all(key in sentence.keys for key in term.keys) and not term.empty:
        return _Match(term, None, 1.0)
    if term.universal and sentence.universal:
        return _Match(term, None, 0.9)
    return _around(number, terms, sentence, context)


def _beside(number: int, terms: Sequence[Term], candidates: dict[int, list[Term]]) -> list[Term]:
    """Where the words next to a term of the statement are found: they tell which of two places is meant."""
    following = [t for t in terms[number + 1 :] if t.kind == "word" and candidates[t.place]][:1]
    preceding = [t for t in terms[:number] if t.kind == "word" and not t.light and candidates[t.place]][-1:]
    names = [t for t in terms if t.kind == "name" and candidates[t.place] and t is not terms[number]][:1]
    return [p for t in following or preceding or names for p in candidates[t.place]]


def _distance(place: Term, beside: Sequence[Term], anchor: int | None) -> float:
    clauses = abs(place.clause - anchor) if anchor is not None else 0
    near = min((abs(place.place - b.place) for b in beside), default=0)
    return 4 * clauses + near


def _around(number: int, terms: Sequence[Term], sentence: Analysis, context: Context) -> _Match:
    """A match by the context: headings near, the title, the sentence before; for a name also the page's other words."""
    term = terms[number]
    if term.kind == "name":
        return _name_around(number, terms, sentence, context)
    said_before = 0.88 if sentence.anaphora else 0.6
    said_above = 0.9 if context.row or len(sentence.terms) <= _FRAGMENT else 0.6
    for around, factor in ((context.near, said_above), (context.before, said_before), (context.title, 0.7)):
        if term.keys <= around.keys or term.senses & around.senses:
            return _Match(term, None, factor)
    return _Match(term, None, 0.0)


def _name_around(number: int, terms: Sequence[Term], sentence: Analysis, context: Context) -> _Match:
    term = terms[number]
    wanted = term.keys
    keys = sentence.keys
    also = term.also if term.seat else frozenset()
    if wanted <= keys or also & keys:
        return _Match(term, None, 0.95)
    first = number == min(n for n, t in enumerate(terms) if t.kind == "name")
    if first and _other_subject(sentence, terms, row=context.row):
        return _Match(term, None, 0.0)
    for around, factor in ((context.near, 0.92), (context.title, 0.9), (context.before, 0.85)):
        keys = keys | around.keys
        if wanted <= keys or also & keys:
            return _Match(term, None, factor)
    head = max(wanted, key=lambda k: term.text.lower().rfind(k))
    spoken_of = any(t.kind == "word" and stem(head) in t.keys for t in sentence.terms)
    if len(wanted) > 1 and spoken_of and any(wanted <= other.keys for other in context.pool):
        return _Match(term, None, 0.85)
    neighbour = terms[number - 1] if number and terms[number - 1].kind == "name" else None
    if neighbour and any(wanted <= other.keys and neighbour.keys <= other.keys for other in context.pool):
        return _Match(term, None, 0.85)
    return _Match(term, None, 0.0)


def _other_subject(sentence: Analysis, terms: Sequence[Term], *, row: bool) -> bool:
    """Whether the sentence speaks of somebody or something else: it opens with a name that the statement lacks."""
    opening = next((t for t in sentence.terms if t.kind == "name" or not row), None)
    if opening is None or opening.kind != "name":
        return False
    own = frozenset(key for t in terms for key in t.keys | t.also)
    return (row or opening.place <= 2) and not opening.all_keys <= own and not _acronym(opening, terms)


def _acronym(name: Term, terms: Sequence[Term]) -> bool:
    letters = name.text.replace(".", "")
    return letters.isupper() and any(
        letters == "".join(w[0] for w in t.text.split() if w[0].isupper()) for t in terms if t.kind == "name"
    )


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
    if default and "next year" in sentence.text.lower():
        default += 1
    filled = dates.with_years(tuple(t.when for t in own if t.when), default)
    given = [(t, w, dates.agrees(claimed, w)) for t, w in zip(own, filled, strict=True)]
    if not given:
        _date_around(term, claimed, context, facts, statement)
        return
    if _modified(term, statement):
        if not any(agrees for _, _, agrees in given):
            facts.other_editions.append(given[0][1].text)
            facts.findings.append(Finding("date", term.text, given[0][1].text, None))
        else:
            _settle("date", term, [(t, w.text, agrees) for t, w, agrees in given if agrees], matches, facts)
        return
    _settle("date", term, [(t, w.text, agrees) for t, w, agrees in given], matches, facts)


def _date_around(term: Term, claimed: dates.When, context: Context, facts: _Facts, statement: Analysis) -> None:
    """A date that the sentence does not give may stand in its heading, or be the page's own for a state of affairs."""
    near = [t.when for t in context.near.terms + context.before.terms + context.title.terms if t.when]
    for when in near:
        if dates.agrees(claimed, when):
            facts.findings.append(Finding("date", term.text, when.text, True))
            facts.agreed += 1
            return
    if beside := _modified(term, statement):
        for other in context.pool:
            if beside.keys <= other.keys and any(t.when and dates.agrees(claimed, t.when) for t in other.terms):
                facts.findings.append(Finding("date", term.text, "elsewhere on the page", True))
                facts.agreed += 1
                return
        if context.published and claimed.precision == "year" and dates.agrees(claimed, context.published):
            facts.findings.append(Finding("date", term.text, f"page dated {context.published.text}", True))
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


def _modified(term: Term, statement: Analysis) -> Term | None:
    """The name that a date belongs to, as in "the 2021 Reno Air Races"."""
    return next((t for t in statement.terms if t.kind == "name" and t.place == term.place + 1), None)


def _compare_amount(term: Term, sentence: Analysis, context: Context, matches: list[_Match], facts: _Facts) -> None:
    claimed = term.amount
    if claimed is None:
        return
    given = [
        (t, t.amount.text, _amounts(claimed, t.amount))
        for t in sentence.terms
        if t.amount and _comparable(claimed, t.amount)
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
    _settle("number", term, given, matches, facts)


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
    kind: str, term: Term, given: list[tuple[Term, str, bool | None]], matches: list[_Match], facts: _Facts
) -> None:
    """Decide by the fact that is bound most closely to what the statement speaks of."""
    claimed = term.text
    scored = [(_binding(term, t, matches), text, agrees) for t, text, agrees in given]
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


def _binding(claimed: Term, fact: Term, matches: list[_Match]) -> float:
    """How closely a date or number stands to the matched words of the statement: near in the same clause counts most.

    A word that stands right behind the fact in both, as in "31 in Germany", binds it most.
    """
    score = 0.01
    for match in matches:
        if match.found is not None and 0 < match.term.place - claimed.place <= 3 and 0 < match.found.place - fact.place <= 3:
            score += 2.0
    for match in matches:
        if match.found is not None:
            distance = abs(match.found.place - fact.place)
            clauses = abs(match.found.clause - fact.clause)
            score += (
                (0.5 if match.term.kind == "name" else 1.0) * _weight(match.term) / (1 + distance / 4 + 2.5 * clauses)
            )
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


def _rival(
    statement: Analysis, sentence: Analysis, matches: list[_Match], missing_names: list[_Match], facts: _Facts
) -> str:
    """Another name in the place of the one that is missing, where only one can hold it: "the president", "by X"."""
    if len(missing_names) != 1:
        return ""
    wanted = missing_names[0].term
    if not _one_holder(statement, wanted):
        return ""
    if any(m.factor < 0.95 for m in matches if m.term is not wanted and _weight(m.term) >= _WORD_WEIGHT):
        return ""
    by_agent = statement.text[: wanted.start].lower().rstrip().endswith(" by")
    if statement.past and not by_agent and not facts.agreed:
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


_PLACE = re.compile(r"^\s+(?:(?:is|was|are|were|lies|sits|is located|is situated|stands)\s+)?(in|at|by|near|from)\s+(?:the\s+)?$")


def _rival_place(statement: Analysis, sentence: Analysis, matches: list[_Match]) -> tuple[str, list[_Match]]:
    """Another place, or another doer, behind the same word: "born in Lund" against "born in Uppsala".

    The place of the statement then counts as missing, wherever else in the sentence it may stand.
    """
    own = frozenset(key for m in matches for key in m.term.all_keys)
    for anchor, placed in zip(matches, matches[1:], strict=False):
        if placed.term.kind != "name" or anchor.opposed or not any(m.found for m in matches):
            continue
        link = _PLACE.match(statement.text[anchor.term.end : placed.term.start])
        if link is None:
            continue
        if link[0].split()[0] != link[1]:
            anchor = next(m for m in matches if m.found is not None)  # noqa: PLW2901 - "X of Y is in Z" is about X
        other = _placed_on_page(sentence, anchor, link[1])
        if other is None or _names_agree(placed.term, other) or other.all_keys & (own - placed.term.keys):
            continue
        following = next((t for t in sentence.terms if t.start >= other.end), None)
        widened = following is not None and sentence.text[other.end : following.start].strip() == ","
        if not (widened and following is not None and _names_agree(placed.term, following)):
            return other.text, [replace(m, found=None, factor=0.0) if m is placed else m for m in matches]
    return "", matches


def _placed_on_page(sentence: Analysis, anchor: _Match, link: str) -> Term | None:
    """The name that follows the anchor's word on the page behind the same preposition, or directly behind a name."""
    if anchor.found is None:
        return None
    end = anchor.found.end
    for other in (t for t in sentence.terms if t.start >= end and t.clause == anchor.found.clause):
        if other.kind != "name":
            continue
        between = sentence.text[end : other.start]
        words = between.replace("the ", " ").split()
        if words and words[-1] == link and len(words) <= 8:
            return other
        if anchor.term.kind == "name" and between.strip() == ",":
            return other
    return None


def _part_of_a_match(term: Term, matches: list[_Match]) -> bool:
    return any(m.factor and term.keys & m.term.keys for m in matches)


def _is_entity(term: Term) -> bool:
    return any(key.startswith("@") for key in term.keys)


def _anchor_of(matches: list[_Match]) -> int:
    clauses = [m.found.clause for m in matches if m.found is not None]
    return max(set(clauses), key=clauses.count) if clauses else 0


def _one_holder(statement: Analysis, wanted: Term) -> bool:
    """Whether the statement gives the name a place that only one can hold: "by X", "X is the …", "The … is X"."""
    before = statement.text[: wanted.start].lower().split()
    after = statement.text[wanted.end :].lower().split()[:3]
    if before and before[-1] == "by":
        return True
    if wanted.place <= 1 and len(after) > 1 and after[0] in _BE:
        return after[1] == "the"
    opens_with_word = bool(statement.terms) and statement.terms[0].kind == "word"
    return bool(before) and before[-1] in _BE and before[0] == "the" and opens_with_word


def _roles_swapped(statement: Analysis, sentence: Analysis, matches: list[_Match]) -> bool:
    """Whether the two parties of the main word stand the other way round, passive voice taken into account."""
    pivot = next(iter(_main(statement, matches)), None)
    if pivot is None or pivot.found is None:
        return False
    names = [m for m in matches if m.term.kind == "name" and m.found is not None]
    left = next((m for m in names if m.term.place < pivot.term.place), None)
    right = next((m for m in names if m.term.place > pivot.term.place), None)
    if left is None or right is None or left.found is None or right.found is None:
        return False
    if left.found.clause != right.found.clause:
        return False
    swapped = right.found.place < pivot.found.place < left.found.place
    if not swapped and not left.found.place < pivot.found.place < right.found.place:
        return False
    ours = _passive(statement, pivot.term, right.term)
    theirs = _passive(sentence, pivot.found, left.found if swapped else right.found)
    return (ours != theirs) != swapped


def _passive(analysis: Analysis, verb: Term, after: Term) -> bool:
    return "by" in analysis.text[verb.end : after.start].lower().split()[:4]


def _denies_something_else(sentence: Analysis, matches: list[_Match]) -> bool:
    anchor = _anchor_of(matches)
    own = {m.found.place for m in matches if m.found is not None}
    return any(t.focus and t.clause == anchor and t.place not in own for t in sentence.terms)


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


def _only_quoted(statement: Analysis, sentence: Analysis, matches: list[_Match]) -> bool:
    """Whether what matches stands in quotation marks only, as the words of somebody whom the statement does not name."""
    if statement.attributed:
        return False
    spans = [match.span(1) for match in _QUOTED.finditer(sentence.text)]
    if not spans:
        return False
    found = [m for m in matches if m.found is not None]
    inside = [m for m in found if any(a <= m.found.start < b for a, b in spans)]  # type: ignore[union-attr]
    words = [m for m in found if m.term.kind == "word" and not m.term.light]
    named_outside = any(m.term.kind == "name" and m not in inside for m in found)
    return bool(words) and all(m in inside for m in words) and not named_outside


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
    clash = _modality_clash(statement, sentence)
    differs = bool(clash) or _polarity_differs(matches)
    if clash:
        matches = [replace(m, factor=1.0) if _is_duty(m.term) else m for m in matches]
        coverage = _coverage(matches)
    contradictions = [m for m in matches if m.opposed and differs]
    wrong_fact = bool(facts.differing)
    if rival:
        total = sum(_weight(m.term) for m in matches)
        coverage += sum(_weight(m.term) for m in missing_names[:1]) / total
        missing_names = missing_names[1:]
        wrong_fact = True
    negative = any(m.term.focus for m in matches) and not clash
    holds, broken, why = _outcome(differs, wrong_fact, negative)
    held_back = _held_back(statement, sentence, matches, facts, missing_names)
    support = _logistic(coverage, _SUPPORT_AT) if holds else 0.04
    refute = _logistic(coverage, _REFUTE_AT) if broken else 0.04
    if not _core_is_here(matches):
        held_back = held_back or "the page says nothing of the kind here"
    if unmet := _main_word_missing(statement, matches):
        held_back = held_back or f"not borne out: {unmet}"
    if not held_back and (gap := _quantity_gap(statement, sentence)) and support > refute:
        held_back = f"the page does not say “{gap}”"
    if not held_back and facts.differing and not facts.agreed and _denies_something_else(sentence, matches):
        held_back = "the page denies something else there"
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
    here = sum(m.factor >= 0.89 for m in solid)
    return sum(m.factor >= 0.85 for m in solid) >= 0.6 * len(solid) and here >= 0.3 * len(solid)


def _main_word_missing(statement: Analysis, matches: list[_Match]) -> str:
    """The word that carries the statement's assertion, where the page has nothing for it.

    That is the first content word after the subject, verbs of opinion passed by, the last one before each date, and
    what a negation is about.
    """
    words = [m for m in matches if m.term.kind == "word" and not m.term.empty and not m.term.light]
    main = _main(statement, matches)[:1]
    main += [m for m in matches[:1] if not m.term.empty]
    for fact in (t for t in statement.terms if t.when):
        main += [m for m in words if m.term.place < fact.place][-1:]
    main += [m for m in words if m.term.focus]
    return next((m.term.text for m in main if m.factor < 0.88), "")


def _apart(matches: list[_Match]) -> bool:
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


def _main(statement: Analysis, matches: list[_Match]) -> list[_Match]:
    """The content words after the statement's subject, in their order."""
    names = [m.term.place for m in matches if m.term.kind == "name"]
    subject = min(names) if names else -1
    words = [m for m in matches if m.term.kind == "word" and not m.term.empty and not m.term.light]
    return [m for m in words if m.term.place > subject] or words


def _other_agent(statement: Analysis, sentence: Analysis, matches: list[_Match]) -> str:
    """Who does it on the page, where that is not the statement's subject: "Starmer signed it with American envoys"."""
    subject = next((m for m in matches if m.term.kind == "name"), None)
    main = next(iter(_main(statement, matches)), None)
    if subject is None or main is None or subject.found is None or main.found is None:
        return ""
    if subject.term.place > main.term.place or subject.found.place < main.found.place:
        return ""
    if subject.found.clause != main.found.clause or _passive(sentence, main.found, subject.found):
        return ""
    own = frozenset(key for m in matches for key in m.term.keys | m.term.also)
    earlier = [
        t
        for t in sentence.terms
        if t.kind == "name" and t.place < main.found.place and t.clause == main.found.clause and not t.all_keys & own
    ]
    return earlier[0].text if earlier else ""


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
    if statement.modality == "must" and not sentence.modality and not _obliged(matches):
        return "the page does not say that it must be"
    if not statement.conditional and not _modality_clash(statement, sentence) and _is_irreal(statement, matches):
        return "the page speaks of it as possible or planned, not as so"
    if sentence.text.rstrip().endswith("?") and not statement.text.rstrip().endswith("?"):
        return "the page asks, it does not say"
    if _only_quoted(statement, sentence, matches):
        return "the page quotes somebody who says so"
    if doubt := _doubt(statement, sentence, matches):
        return f"the page gives this as somebody's view (“{doubt}”)"
    if _apart(matches):
        return "the page speaks of the two apart"
    if any(d for d in facts.other_editions):
        return "the page speaks of another year: " + ", ".join(facts.other_editions)
    if other := _other_agent(statement, sentence, matches):
        return f"the page says it of {other}"
    if _tense_gap(statement, sentence, matches):
        return "the page speaks of the past"
    return ""


def _modality_clash(statement: Analysis, sentence: Analysis) -> str:
    """What the page says instead, where one says "must" and the other "may" or "must not"."""
    ours, theirs = statement.modality, sentence.modality
    if not ours or not theirs or ours == theirs or (ours, theirs) == ("may", "must"):
        return ""
    return theirs


def _obliged(matches: list[_Match]) -> bool:
    return any(m.factor >= 0.85 and _is_duty(m.term) for m in matches)


def _is_duty(term: Term) -> bool:
    return any(name == "oblige" for name, _ in term.senses)


def _is_irreal(statement: Analysis, matches: list[_Match]) -> bool:
    until = len(statement.text) if statement.commissive is None else statement.commissive
    return any(
        m.found is not None and m.found.irreal and not m.term.irreal and not m.term.light and m.term.kind == "word"
        and m.term.place <= until
        for m in matches
    )


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
