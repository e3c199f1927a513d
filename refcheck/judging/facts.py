"""The dates and numbers of a statement against those that a sentence gives for the same thing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice, pairwise, takewhile

from refcheck.judging.alignment import Context, Match, weight
from refcheck.judging.counting import counts_otherwise
from refcheck.judging.dimensions import of_another_dimension
from refcheck.judging.edges import on_edge
from refcheck.language import dates, numbers
from refcheck.language.clauses import clauses
from refcheck.language.lexicon import lexicon, stem
from refcheck.language.terms import Analysis, Term
from refcheck.model import Finding

_SAME_TIME = re.compile(
    r"\b(?:(?:that|the same|this)\s+(?:day|night|week|month|year|summer|winter|spring|autumn)|then|that time)\b",
    re.IGNORECASE,
)
"""What takes up the time of the sentence before."""
_EDGE = re.compile(r"\bthe\s+(?:(?P<first>first|opening)|(?:last|final|closing))\s+day\b", re.IGNORECASE)
_PART_OF = re.compile(
    r"\s+(?:out\s+)?of\s+(?:the\s+|its\s+|their\s+|his\s+|her\s+|these\s+|those\s+|all\s+)?(?:[\w’']+['’]s?\s+)?$"
)
_OUT_OF = re.compile(
    r"(?:^|[,;:.(]\s*)of\s+(?:the\s+|its\s+|their\s+|his\s+|her\s+|these\s+|those\s+|all\s+)?$", re.IGNORECASE
)
_SINCE = re.compile(r"\b(?:since|until|till|from|by|before|after|between)\s+(?:\w+\s+)?$", re.IGNORECASE)
"""What begins or ends with a date."""
_NEAR = 80
"""How many characters before a date or number its preposition is looked for."""
_END_OF = re.compile(
    r"\b(to|from|by)\s+(?:(?:about|around|some|nearly|almost|only|just|over|under)\s+)?\W{0,2}$", re.IGNORECASE
)
"""What stands before the end of a change: "rose from 4 to 5", "by 1"."""
_GROUP = re.compile(r"[a-z]{3}\s+(?:aged\s+)?(?:under|over|below|above|up to)\s+$", re.IGNORECASE)
_OF_A_NUMBER = re.compile(r"\d\W{0,2}\s\($")
"""What stands before a date that is another row's: "48,210 (2022 census)"."""
_PAUSE = re.compile(r"[,;:.](?!\d)")
_NOUN_WITHIN = 24
"""How many characters behind a number the noun that it counts may begin: "32 member states"."""


@dataclass(slots=True)
class Facts:
    """Compared dates and numbers."""

    findings: list[Finding] = field(default_factory=list)
    agreed: int = 0
    differing: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    other_editions: list[str] = field(default_factory=list)
    clauses: list[int] = field(default_factory=list)


def compare_facts(
    statement: Analysis,
    sentence: Analysis,
    context: Context,
    matches: list[Match],
    home: frozenset[int] = frozenset(),
) -> Facts:
    """Each date and number of the statement against the sentence's, where it gives none against its context's.

    `home` are the places of the facts that belong to the clause in which the sentence tells the statement's deed:
    where there are such of a kind, no others are heard.
    """
    facts = Facts()
    in_step = _in_step(statement, sentence)
    for term in statement.terms:
        own = in_step.get(term.place, home)
        if term.when:
            told = _at_home(_with_years(sentence, context), own, "date")
            _compare_date(term, told, context, matches, facts, statement)
        elif term.amount:
            _compare_amount(term, statement, _at_home(sentence, own, "number"), context, matches, facts)
    return facts


def _in_step(statement: Analysis, sentence: Analysis) -> dict[int, frozenset[int]]:
    """For each of several dates or numbers of the statement its like, where the sentence has as many in their order."""
    found: dict[int, frozenset[int]] = {}
    for kind in ("date", "number"):
        ours, theirs = ([t for t in a.terms if t.kind == kind] for a in (statement, sentence))
        if len(ours) < 2:
            continue
        if len(ours) != len(theirs) or not all(_agree(a, b) for a, b in zip(ours, theirs, strict=True)):
            return {}
        found |= {a.place: frozenset({b.place}) for a, b in zip(ours, theirs, strict=True)}
    return found


def _agree(term: Term, other: Term) -> bool:
    if term.when and other.when:
        return dates.agrees(term.when, other.when) is True
    return bool(term.amount and other.amount and numbers.agrees(term.amount, other.amount) is True)


def _with_years(sentence: Analysis, context: Context) -> Analysis:
    """The sentence with the years that its dates leave out: those of its other dates, else that of the page."""
    own = [t for t in sentence.terms if t.when]
    if all(t.when and not t.when.yearless for t in own):
        return sentence
    default = context.published.first.year if context.published else None
    if default and "next year" in sentence.text.lower():
        default += 1
    filled = dates.with_years(tuple(t.when for t in own if t.when), default)
    whens = {t.place: when for t, when in zip(own, filled, strict=True)}
    terms = tuple(replace(t, when=whens[t.place]) if t.when else t for t in sentence.terms)
    return replace(sentence, terms=terms)


def _at_home(sentence: Analysis, home: frozenset[int], kind: str) -> Analysis:
    """The sentence without the dates or numbers that belong to other clauses."""
    if not any(t.kind == kind and t.place in home for t in sentence.terms):
        return sentence
    home |= {part for whole, part in _wholes(sentence).items() if whole in home}
    return replace(sentence, terms=tuple(t for t in sentence.terms if t.kind != kind or t.place in home))


def _compare_date(
    term: Term, sentence: Analysis, context: Context, matches: list[Match], facts: Facts, statement: Analysis
) -> None:
    claimed = term.when
    if claimed is None:
        return
    whens = [(t, on_edge(statement, t.when)) for t in sentence.terms if t.when]
    given = [(t, when, dates.agrees(claimed, when)) for t, when in whens]
    if not given and (_since(statement, term.start) or _SINCE.match(f"{term.text.split()[0]} ")):
        facts.missing.append(term.text)  # how long it went on is told of the deed itself or not at all
        facts.findings.append(Finding("date", term.text, "", None))
        return
    if not given:
        _date_around(term, claimed, sentence, context, facts, statement)
        return
    if _modified(term, statement):
        if not any(agrees for _, _, agrees in given):
            facts.other_editions.append(given[0][1].text)
            facts.findings.append(Finding("date", term.text, given[0][1].text, None))
        else:
            _settle("date", term, [(t, w.text, agrees) for t, w, agrees in given if agrees], sentence, matches, facts)
        return
    given = _bounds_alike(term, given, statement, sentence) or given
    given = [
        g if g[2] is not False or g[1] is not g[0].when else (*g[:2], _in_a_run(term, g, statement, sentence))
        for g in given
    ]
    _settle("date", term, [(t, w.text, agrees) for t, w, agrees in given], sentence, matches, facts)


_Given = tuple[Term, dates.When, bool | None]


def _since(analysis: Analysis, at: int) -> re.Match[str] | None:
    """The word before a date that tells what begins or ends with it."""
    return _SINCE.search(analysis.text, max(0, at - _NEAR), at)


def _bounds_alike(term: Term, given: list[_Given], statement: Analysis, sentence: Analysis) -> list[_Given]:
    """The dates with the same word before them as the statement's: of "in 1848 … since 1974" the one since when."""
    own = _since(statement, term.start)
    words = ((g, _since(sentence, g[0].start)) for g in given)
    return [g for g, word in words if own and word and word[0].split()[0].lower() == own[0].split()[0].lower()]


def _in_a_run(term: Term, given: _Given, statement: Analysis, sentence: Analysis) -> bool | None:
    """None for a date in the run that the page's begins or ends: "ran until 1974" leaves open, or implies, 1970."""
    word = _since(sentence, given[0].start)
    if term.when is None or word is None or _since(statement, term.start):
        return False
    if given[1].precision in {"day", "span"} and given[1].first != given[1].last:
        return False
    low = word[0].split()[0].lower()
    before = low in {"until", "till", "by", "before"} and term.when.last < given[1].first
    after = low in {"since", "from", "after"} and term.when.first > given[1].last
    return None if before or after else False


def _date_around(
    term: Term, claimed: dates.When, sentence: Analysis, context: Context, facts: Facts, statement: Analysis
) -> None:
    """A date that the sentence does not give may stand in its heading, or be the page's own for a state of affairs."""
    edge = _EDGE.search(sentence.text) if claimed.precision == "day" else None
    if edge is not None and (span := _span_around(context)):
        _on_edge(term, claimed, span, edge, facts)
        return
    near = _dates_near(term, statement, sentence, context)
    if agreeing := next((w for w in near if dates.agrees(claimed, w) and not _spread(claimed, w)), None):
        facts.findings.append(Finding("date", term.text, agreeing.text, True))
        facts.agreed += 1
        return
    if beside := _modified(term, statement):
        for other in context.pool.having(beside.keys):
            if any(t.when and dates.agrees(claimed, t.when) for t in other.terms):
                facts.findings.append(Finding("date", term.text, term.text, True))
                facts.agreed += 1
                return
        if context.published and claimed.precision == "year" and dates.agrees(claimed, context.published):
            facts.findings.append(Finding("date", term.text, context.published.text, True))
            facts.agreed += 1
            return
    if sentence.past and not sentence.present:
        facts.missing.append(term.text)
        return
    if context.published and not near and (statement.past or statement.present):
        agrees = dates.agrees(claimed, context.published)
        if agrees:
            facts.findings.append(Finding("date", term.text, context.published.text, True))
            facts.agreed += 1
            return
    facts.missing.append(term.text)
    facts.findings.append(Finding("date", term.text, "", None))


def _span_around(context: Context) -> dates.When | None:
    """The last span of days that heading, sentences before and title give."""
    everything = chain(context.near.facts(), context.before.facts(), context.title.facts())
    spans = [t.when for _, t in everything if t.when and t.when.precision == "day" and t.when.first != t.when.last]
    return spans[-1] if spans else None


def _dates_near(term: Term, statement: Analysis, sentence: Analysis, context: Context) -> list[dates.When]:
    """The dates of heading and title, and of what was said before where the sentence takes up its time."""
    before = context.before.facts() if _SAME_TIME.search(sentence.text) or _modified(term, statement) else ()
    around = chain(context.near.facts(), before, context.title.facts())
    return [
        t.when for told, t in around if t.when and not _OF_A_NUMBER.search(told.text, max(0, t.start - _NEAR), t.start)
    ]


def _spread(claimed: dates.When, when: dates.When) -> bool:
    """Whether a day is compared with a span of days, in which it may be any."""
    return claimed.precision == "day" and when.first != when.last


def _on_edge(term: Term, claimed: dates.When, span: dates.When, edge: re.Match[str], facts: Facts) -> None:
    """A date against the first or the last day of what was told before: "on the last day"."""
    day = span.first if edge["first"] else span.last
    agrees = dates.agrees(claimed, dates.When(0, 0, day.isoformat(), day, day, "day"))
    facts.findings.append(Finding("date", term.text, span.text, agrees))
    if agrees:
        facts.agreed += 1
    elif agrees is False:
        facts.differing.append(f"date {day.isoformat()}, not {term.text}")
    else:
        facts.missing.append(term.text)


def _modified(term: Term, statement: Analysis) -> Term | None:
    """The name that a date belongs to, as in "the 2021 Reno Air Races"."""
    return next((t for t in statement.terms if t.kind == "name" and t.place == term.place + 1), None)


def _compare_amount(
    term: Term, statement: Analysis, sentence: Analysis, context: Context, matches: list[Match], facts: Facts
) -> None:
    claimed = term.amount
    if claimed is None:
        return
    wholes = _wholes(sentence)
    given = [
        (
            t,
            amount.text,
            _same_amount(term, t, amount, statement, sentence),
        )
        for t, amount in _counted(sentence, wholes)
        if _comparable(claimed, amount, sentence) and not of_another_dimension(statement, term, sentence, t)
    ]
    whole = term.place in _wholes(statement) or (
        _is_or_has(statement) and any(g[2] for g in given if g[0].place in wholes)
    )
    given = [g for g in given if (g[0].place in wholes) == whole] or given
    if not given:
        own = any(t.amount for t in sentence.terms)
        for around in (context.near,) if own else (context.near, context.before):
            for told, t in around.facts():
                if t.amount and _comparable(claimed, t.amount, told) and numbers.agrees(claimed, t.amount):
                    facts.findings.append(Finding("number", term.text, t.amount.text, True))
                    facts.agreed += 1
                    return
        facts.missing.append(term.text)
        facts.findings.append(Finding("number", term.text, "", None))
        return
    _settle("number", term, _ends_alike(term, given, statement, sentence), sentence, matches, facts)


def _same_amount(
    term: Term, other: Term, amount: numbers.Amount, statement: Analysis, sentence: Analysis
) -> bool | None:
    """Whether the two agree; None where another number is no other answer to the same question."""
    if term.amount is None or _of_another_group(term, other, statement, sentence):
        return None
    agrees = numbers.agrees(term.amount, amount)
    return None if agrees is False and counts_otherwise(statement, term, sentence, other) else agrees


def _of_another_group(term: Term, other: Term, statement: Analysis, sentence: Analysis) -> bool:
    """Whether both numbers bound whom it is said of, and each otherwise: "children under 16", "children under 12"."""
    bounds = (
        _GROUP.search(a.text, max(0, t.start - _NEAR), t.start) for a, t in ((statement, term), (sentence, other))
    )
    differ = term.amount is not None and other.amount is not None and term.amount.value != other.amount.value
    return differ and all(bounds)


def _end_of(analysis: Analysis, number: Term) -> re.Match[str] | None:
    """The word before a number that tells which end of a change it is."""
    return _END_OF.search(analysis.text, max(0, number.start - _NEAR), number.start)


def _ends_alike(
    term: Term, given: list[tuple[Term, str, bool | None]], statement: Analysis, sentence: Analysis
) -> list[tuple[Term, str, bool | None]]:
    """The numbers that stand on the same end as the statement's: of "from 4 to 5" the 5 of "to 5"; else all."""
    own = _end_of(statement, term)
    words = (
        [(g, _end_of(sentence, g[0])) for g in given]
        if own and len(given) > 1 and sum(t.amount is not None for t in statement.terms) == 1
        else []
    )
    return [g for g, word in words if own and word and word[1].lower() == own[1].lower()] or given


def _counted(sentence: Analysis, wholes: Mapping[int, int]) -> Iterator[tuple[Term, numbers.Amount]]:
    """The numbers of a sentence, those of a part with the noun of its whole: "six" of "six of the ten songs"."""
    nouns = {wholes[t.place]: t.amount.unit for t in sentence.terms if t.amount and t.place in wholes}
    nouns |= _left_out(sentence)
    for term in (t for t in sentence.terms if t.amount):
        if term.amount is not None:
            yield term, replace(term.amount, unit=nouns.get(term.place, term.amount.unit))


def _left_out(sentence: Analysis) -> dict[int, str]:
    """The units that ends of a change leave out, by their places: "from 4 million kroner to 5 million"."""
    amounts = [t for t in sentence.terms if t.amount]
    ends = ((a.amount, b) for a, b in pairwise(amounts) if b.amount and not b.amount.unit and _end_of(sentence, b))
    return {b.place: a.unit for a, b in ends if a is not None and a.measured}


def _is_or_has(statement: Analysis) -> bool:
    return any(clause.verb in {"be", "have"} for clause in clauses(statement)[:1])


def _wholes(analysis: Analysis) -> dict[int, int]:
    """The places of the numbers of which others are a part, and of these: "six of the ten", "of the ten, six"."""
    counts = [t for t in analysis.terms if t.amount]
    found: dict[int, int] = {}
    for part, whole in pairwise(counts):
        if _PART_OF.fullmatch(analysis.text[part.end : whole.start]):
            found[whole.place] = part.place
        elif _OUT_OF.search(analysis.text, max(0, part.start - _NEAR), part.start):
            found[part.place] = whole.place
    return found


def _comparable(claimed: numbers.Amount, given: numbers.Amount, sentence: Analysis) -> bool:
    """Whether both measure or count the same: one unit, or one noun among the words behind the page's number."""
    if claimed.measured or given.measured:
        return claimed.measured == given.measured and claimed.unit == given.unit
    wanted = stem(claimed.unit)
    if not claimed.unit or not given.unit or wanted == stem(given.unit):
        return True
    first = bisect_left(sentence.terms, given.end, key=_start)
    stop = _PAUSE.search(sentence.text, given.end, given.end + _NOUN_WITHIN)
    within = stop.start() if stop else given.end + _NOUN_WITHIN
    behind = takewhile(lambda t: t.start <= within, islice(sentence.terms, first, None))
    senses = set(lexicon().senses.get(wanted, ()))
    return any(wanted in t.keys or senses & t.senses for t in behind)


def _start(term: Term) -> int:
    return term.start


def _settle(
    kind: str,
    term: Term,
    given: list[tuple[Term, str, bool | None]],
    sentence: Analysis,
    matches: list[Match],
    facts: Facts,
) -> None:
    """Decide by the fact that is bound most closely to what the statement speaks of."""
    claimed = term.text
    scored = [(_binding(term, t, sentence, matches), t, text, agrees) for t, text, agrees in given]
    best = max(score for score, *_ in scored)
    near = [(t, text, agrees) for score, t, text, agrees in scored if score >= 0.7 * best]
    for wanted in (True, False, None):
        for t, text, agrees in near:
            if agrees is wanted:
                facts.findings.append(Finding(kind, claimed, text, agrees))
                if agrees:
                    facts.agreed += 1
                elif agrees is False:
                    facts.differing.append(f"{kind} {text}, not {claimed}")
                    facts.clauses += [t.clause] if kind == "date" else []
                else:
                    facts.missing.append(claimed)
                return


def _binding(claimed: Term, fact: Term, sentence: Analysis, matches: list[Match]) -> float:
    """How closely a date or number stands to the matched words of the statement: near in the same clause counts most.

    A word that stands right behind the fact in both, as in "31 in Germany", binds it most; so does the last name
    before it, as in "Finland on 4 April 2023 and Sweden on 7 March 2024".
    """
    score = 0.01
    at = bisect_left(sentence.terms, fact.start, key=_start)
    before = (sentence.terms[n] for n in range(at - 1, -1, -1))
    named = next((t for t in takewhile(lambda t: t.clause == fact.clause, before) if t.kind == "name"), None)
    if named is not None and any(m.found is named for m in matches):
        score += 1.5
    for match in matches:
        if (
            match.found is not None
            and 0 < match.term.place - claimed.place <= 3
            and 0 < match.found.place - fact.place <= 3
        ):
            score += 2.0
    for match in matches:
        if match.found is not None:
            distance = abs(match.found.place - fact.place)
            clauses = abs(match.found.clause - fact.clause)
            score += (
                (0.5 if match.term.kind == "name" else 1.0) * weight(match.term) / (1 + distance / 4 + 2.5 * clauses)
            )
    return score
