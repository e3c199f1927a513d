"""What the clauses of statement and sentence say about each other: which hold it up, which speak against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from refcheck.judging.alignment import Context, Match
from refcheck.judging.comparison import compares, holds
from refcheck.judging.crossing import crossed
from refcheck.judging.propositions import Parallel, claimed_clauses, done_once, goes_one_way, held_by_one, parallels
from refcheck.judging.sayers import other_sayer, reported
from refcheck.judging.territory import belongs, facts_of, of_a_part
from refcheck.language import numbers
from refcheck.language.clauses import Clause, clauses
from refcheck.language.phrases import Noun
from refcheck.language.terms import Analysis, Term

_SETTLED = frozenset({"swapped", "agent", "main", "core", "apart", "scope", "name", "denial", "other date"})
_EXCUSED = frozenset({"main", "core", "name", "apart", "scope", "agent", "tense"})
_SAID = 0.9
_ONCE = frozenset({"once", "formerly", "previously", "currently", "now"})
_DONE = frozenset({"past", "perfect"})
_OPEN = frozenset({"may", "would", "should", "will", "can"})
_CONDITION = frozenset({"if", "unless", "whether", "provided", "until", "hoped", "hopes", "wants", "asked"})
_ROUND = "the page has it the other way round"
_VIEW = "the page gives this as somebody’s view"


@dataclass(frozen=True, slots=True)
class Structure:
    """What the clauses tell: `alike` where one says the statement's deed with all its phrases.

    `denied` where that clause affirms what the statement denies, or the other way round. `home` are the places of the
    dates and numbers that belong to it, `accounted` those of the statement's terms that it accounts for. `settles` are
    the kinds of obstacles that do not count then, `excuses` those that do not keep another fact from refuting,
    `against` those that the clauses give rise to; `unsaid` works out those of a deed that no clause tells. `rival` is
    who did it instead, where only one can have. `reason` says in words what decides.
    """

    alike: bool = False
    denied: bool = False
    home: frozenset[int] = frozenset()
    accounted: frozenset[int] = frozenset()
    settles: frozenset[str] = frozenset()
    excuses: frozenset[str] = frozenset()
    against: dict[str, str] = field(default_factory=dict)
    unsaid: Callable[[], dict[str, str]] = dict
    rival: str = ""
    reason: str = ""


def structure_of(statement: Analysis, sentence: Analysis, context: Context, matches: Sequence[Match]) -> Structure:
    """How the clauses of the sentence stand to the statement; nothing where they can't be told."""
    if context.row:
        return Structure()
    if statement.attributed and (sayer := other_sayer(statement, sentence, context)):
        return Structure(against={"agent": f"the page has it said by {sayer}"})
    if compares(statement):
        return _compared(statement, sentence, context)
    if (one_way := crossed(statement, sentence, context)) is not None:
        return _crossed(statement, one_way=one_way)
    claimed = claimed_clauses(statement)
    found = parallels(statement, sentence, context)
    if not claimed or not found[0]:
        unsaid = partial(_unsaid, claimed, sentence, matches)
        return Structure(home=of_a_part(matches, sentence), unsaid=unsaid)
    return _Pair(statement, sentence, matches, claimed, found).structure()


def _crossed(statement: Analysis, *, one_way: bool) -> Structure:
    """A sentence that has the two of the statement in each other's place."""
    if not one_way:
        return Structure(against={"swapped": _ROUND})
    every = frozenset(t.place for t in statement.terms)
    return Structure(True, True, accounted=every, settles=_SETTLED | {"irreal"}, reason=_ROUND)


def _compared(statement: Analysis, sentence: Analysis, context: Context) -> Structure:
    """A statement of which of two is more, as far as the sentence says which."""
    order = holds(statement, sentence, context)
    if order is None:
        return Structure(against={"comparison": "the page does not compare the two"})
    every = frozenset(t.place for t in statement.terms)
    return Structure(True, not order, accounted=every, settles=_SETTLED | {"irreal", "tense"})


def _unsaid(claimed: Sequence[Clause], sentence: Analysis, matches: Sequence[Match]) -> dict[str, str]:
    """A sentence that has clauses of its own, but none of the statement's deed."""
    if not claimed or claimed[0].verb in {"be", "have"}:
        return {}
    first = claimed[0]
    verb = next((m for m in matches if m.term.start < first.at[1] <= m.term.end), None)
    nouns = [n for n in (first.doer, first.object) if n is not None and n.is_name]
    named = len(nouns) > 1 and all(any(m.term is n.head and m.found for m in matches) for n in nouns)
    if verb is None or verb.term.light or (not named and (verb.found is not None or verb.factor >= _SAID)):
        return {}
    return {"main": f"not said here: {verb.term.text}"} if clauses(sentence) else {}


@dataclass(frozen=True, slots=True)
class _Pair:
    """A statement's clauses beside those of a sentence that speak of their deeds."""

    statement: Analysis
    sentence: Analysis
    matches: Sequence[Match]
    claimed: Sequence[Clause]
    found: Sequence[Sequence[Parallel]]

    def structure(self) -> Structure:
        if counted := self._counted():
            return counted
        part = of_a_part(self.matches, self.sentence)
        chosen = [_whole(group) for group in self.found]
        best = [p for p in chosen if p is not None]
        whole = len(best) == len(chosen)
        rest = self._rest(best)
        apart = bool(rest) and not self._within_subjects(part, best)
        if whole and not apart and not self._contested(best) and all(self._in_one(m, best) for m in rest):
            return self._alike(best)
        if part:
            return Structure(home=part, against=self._by_another(self.found[0]))
        return self._turned_round() or self._unlike(
            elsewhere=whole and any(m.found and not self._in_one(m, best) for m in rest)
        )

    def _alike(self, best: Sequence[Parallel]) -> Structure:
        """Every clause of the statement has its like."""
        settled = _SETTLED | (set() if any(self._conditional(p.clause) for p in best) else {"irreal"})
        settled |= {"tense"} if best[0].clause.inserted else set()
        places = frozenset(at for p in best for at in facts_of(self.sentence, p.clause))
        accounted = frozenset(at for p in best for at in p.accounted)
        view = {"view": _VIEW} if reported(best[0].clause, self.sentence) else {}
        return Structure(True, any(p.denied for p in best), places, accounted, settled, against=view)

    def _unlike(self, *, elsewhere: bool) -> Structure:
        """Something of the statement has no like; `elsewhere` where a word of it stands in another clause."""
        main, claimed = self.found[0], self.claimed[0]
        likely = max(main, key=lambda p: (_likeness(p), _counts_otherwise(p, claimed)))
        same = likely.doer is True or likely.object is True
        against = self._against()
        if likely.doer is True and reported(likely.clause, self.sentence):
            against = {"view": _VIEW}
        elif elsewhere or any(_of_others(group) for group in self.found[1:]):
            against = against or {"other": "the page says a part of it of something else"}
        meant = likely.doer is True or (claimed.doer is None and likely.doer is None)
        rival = self._instead() or self._holder()
        excused = meant and likely.real and bool(likely.shared) and not self.statement.attributed
        return Structure(
            home=facts_of(self.sentence, likely.clause) if same else frozenset(),
            accounted=likely.shared if excused else frozenset(),
            excuses=_EXCUSED if excused or rival else frozenset(),
            against=against,
            rival=rival,
        )

    def _counted(self) -> Structure | None:
        """So many countries, where the page names each: "four countries" of "Belgium, Chile, Ghana and Peru"."""
        number = _so_many_countries(self.claimed[0].doer)
        if len(self.claimed) > 1 or number is None or self.claimed[0].negated:
            return None
        for told in self.found[0]:
            named = told.clause.doer.each if told.clause.doer is not None else ()
            whole = len(named) > 1 and all(n.head and any(k.startswith("@") for k in n.head.keys) for n in named)
            if whole and told.object is True and told.real and not told.denied and told.beside is not False:
                count = replace(number, value=float(len(named)), slack=0.0, doubt=0.0, bound="", top=None)
                agrees = numbers.agrees(number, count)
                if agrees is not None:
                    reason = f"the page names {len(named)}"
                    settles = _SETTLED | {"fact"}
                    return Structure(True, not agrees, accounted=told.accounted, settles=settles, reason=reason)
        return None

    # -- what is left over

    def _rest(self, best: Sequence[Parallel]) -> list[Match]:
        """What no phrase of the clauses accounts for, adverbs above all."""
        accounted = frozenset(at for p in best for at in p.accounted)
        solid = (m for m in self.matches if not m.term.empty and m.term.text not in _ONCE)
        return [m for m in solid if m.term.place not in accounted]

    def _in_one(self, match: Match, best: Sequence[Parallel]) -> bool:
        at = match.found.start if match.found is not None else None
        return at is not None and any(belongs(at, p.clause, self.sentence) for p in best)

    def _within_subjects(self, places: frozenset[int], best: Sequence[Parallel]) -> bool:
        """Whether the numbers stand in the very phrases that the clauses are about."""
        spans = [(noun.start, noun.end) for p in best if (noun := p.clause.subject) is not None]
        numbers = (t.start for t in self.sentence.terms if t.place in places)
        return all(any(a <= start < b for a, b in spans) for start in numbers)

    def _contested(self, best: Sequence[Parallel]) -> bool:
        """Whether a clause seems to deny what another one may affirm."""
        return any(
            p.denied and any(not o.denied and o.doer is not False and o.object is not False for o in group)
            for p, group in zip(best, self.found, strict=True)
        )

    def _conditional(self, clause: Clause) -> bool:
        """Whether a condition or a wish stands before the verb in its clause."""
        words = self.sentence.text[clause.start : clause.at[0]].lower().split()
        words += self.sentence.text[: clause.start].lower().split()[-3:]
        return not _CONDITION.isdisjoint(words)

    # -- what speaks against it

    def _turned_round(self) -> Structure | None:
        """A deed that goes one way only, told the other way round: "A beat B" of "B beat A"."""
        claimed = self.claimed[0]
        swapped = [p for p in self.found[0] if p.real and (p.turned or (p.swapped and goes_one_way(claimed)))]
        if not swapped or claimed.negated or swapped[0].clause.negated:
            return None
        reason = _ROUND
        settles = _SETTLED | {"irreal"}
        return Structure(True, True, accounted=swapped[0].accounted, settles=settles, reason=reason)

    def _instead(self) -> str:
        """Who did it, where the statement has another do what is done once, and by those who are named."""
        claimed = self.claimed[0]
        if not done_once(frozenset({claimed.verb})) or claimed.doer is None or not claimed.doer.is_name:
            return ""
        if any(_counts_otherwise(p, claimed) for p in self.found[0]):
            return ""
        did = [p for p in self.found[0] if p.object is True and p.real and not p.denied and p.beside is not False]
        others = [p.clause.doer for p in did if p.doer is False and p.clause.doer is not None]
        names = [n for n in others if n.is_name]
        return self._words(names[0]) if names and len(others) == len(did) else ""

    def _holder(self) -> str:
        """Who holds the place that one holds at a time, where the statement gives it to another who is named, too."""
        place = self.claimed[0].object
        one = place is not None and place.det == "the" and place.head is not None and held_by_one(place.head.keys)
        if not one or self.claimed[0].tense != "present":
            return ""
        told = (p.clause for p in self._held_by_others() if p.clause.tense == "present")
        return next((self._words(name) for c in told for name in _names(c) if place and _no_other_place(c, place)), "")

    def _held_by_others(self) -> list[Parallel]:
        """The clauses that give what the statement says somebody is to another, where none may give it to them."""
        claimed = self.claimed[0]
        if claimed.verb != "be" or claimed.negated or len(self.claimed) > 1:
            return []
        if claimed.doer is None or not claimed.doer.is_name or claimed.object is None or claimed.object.det != "the":
            return []
        held = [p for p in self.found[0] if p.object is True and p.doer is False and p.real and not p.denied]
        held = [p for p in held if _names(p.clause)]
        elsewhere = [p.clause for p in self.found[0] if p.doer is True and p.object is False]
        told = [*(h.clause for h in held), *elsewhere]
        rest = [p for p in self.found[0] if all(p.clause is not clause for clause in told)]
        return [] if any(p.doer is not False and p.object is not False for p in rest) else held

    def _against(self) -> dict[str, str]:
        found = self.found[0]
        if any(p.swapped for p in found):
            return {"swapped": _ROUND}
        if all(p.denied for p in found) and any(p.object is True or p.doer is True for p in found):
            return {"denial": "the page denies it"}
        if held := self._held_by_others():
            return {"agent": f"the page says it of {self._words(_names(held[0].clause)[0])}"}
        if self.claimed[0].verb == "be" and (other := self._has_it(found)):
            return {"agent": f"the page says it of {other}"}
        same = [p for p in found if not p.denied] or found
        return self._by_another(same) or self._to_another([p for p in same if p.doer is not False])

    def _has_it(self, found: Sequence[Parallel]) -> str:
        """Whom the page says to be all that the statement says of another, of whom it says less: "first secretary"."""
        if any(p.complete or (p.doer is not False and p.object is True) for p in found):
            return ""
        others = (p.clause.doer for p in found if p.object is True and p.real and not p.denied)
        return next((self._words(noun) for noun in others if noun is not None and not noun.pronoun), "")

    def _by_another(self, same: Sequence[Parallel]) -> dict[str, str]:
        claimed = self.claimed[0]
        if not all(self._another(p.doer, claimed.doer, p.clause.doer, doer=True) for p in same):
            return {}
        if any(p.doer is True for p in self.found[0]):
            return {}
        if claimed.verb == "be" and not any(p.object is True for p in same):
            return {}
        told = same[0].clause.doer
        if told is not None and told.pronoun:
            return {"other": "the page says it of another"}
        return {"agent": f"the page says it of {self._words(told) or 'another'}"}

    def _to_another(self, rest: Sequence[Parallel]) -> dict[str, str]:
        claimed = self.claimed[0]
        if not rest:
            return {}
        if all(
            p.beside is False
            or self._another(p.object, claimed.object, p.clause.object)
            or (p.beside is None and self._set_elsewhere(p.clause))
            for p in rest
        ):
            return {"other": "the page says it of something else"}
        if all(not p.real and (p.clause.modal in _OPEN or claimed.tense in _DONE) for p in rest):
            return {"irreal": "the page speaks of it as possible or planned, not as so"}
        return {}

    def _set_elsewhere(self, clause: Clause) -> bool:
        """Whether a setting that the statement names stands in another clause: "a hit in Japan" of "sold in Peru"."""
        heads = [n.head for _, n in self.claimed[0].beside if n.is_name]
        places = [m.found.start for m in self.matches if m.found is not None and any(m.term is h for h in heads)]
        there = " there " in self.sentence.text[clause.at[0] :]
        return not there and any(not belongs(at, clause, self.sentence) for at in places)

    def _another(self, same: bool | None, own: Noun | None, other: Noun | None, *, doer: bool = False) -> bool:
        """Whether the page has another phrase in the place of the statement's, which it does not have there at all."""
        if same is not None or own is None or other is None:
            return same is False
        if own.head is None or other.head is None or other.pronoun:
            return False
        if doer and own.is_name != other.is_name:
            return own.is_name or self._stands_elsewhere(own.head, other)
        if doer and not own.is_name:
            words = [t for t in own.terms if t is not own.head and t.kind != "number" and not t.light]
            return not other.owner and any(self._stands_elsewhere(t, other) for t in words)
        return own.is_name and self._is_missing(own.head) and own.head.keys.isdisjoint(other.head.keys)

    def _stands_elsewhere(self, term: Term, other: Noun) -> bool:
        """Whether the sentence has the word in another phrase."""
        found = next((m.found for m in self.matches if m.term is term), None)
        return found is not None and not other.start <= found.start < other.end

    def _is_missing(self, term: Term) -> bool:
        return any(m.term is term and m.found is None for m in self.matches)

    def _words(self, noun: Noun | None) -> str:
        return self.sentence.text[noun.start : noun.end] if noun is not None else ""


def _whole(group: Sequence[Parallel]) -> Parallel | None:
    """The clause that has everything of the statement's, one that affirms it before one that denies it."""
    complete = [p for p in group if p.complete and p.real]
    return next((p for p in complete if not p.denied), next(iter(complete), None))


def _likeness(parallel: Parallel) -> float:
    """How much of the statement a clause has: a setting that is another one counts against it."""
    same = (parallel.doer is True) + (parallel.object is True) + (parallel.doer is None) * 0.5
    return same + (parallel.beside is True) * 1.2 - (parallel.beside is False) * 0.4 - parallel.denied


def _names(clause: Clause) -> list[Noun]:
    """The one name that a clause of who is what has on either side, if it is one alone."""
    names = [n for n in (clause.doer, clause.object) if n is not None and n.is_name]
    return names if len(names) == 1 and not names[0].others else []


def _no_other_place(clause: Clause, place: Noun) -> bool:
    """Whether the clause says no more of the place than the statement: an artistic director is another one."""
    told = next((n for n in (clause.doer, clause.object) if n is not None and not n.is_name), None)
    own = frozenset().union(*(t.keys for t in place.terms))
    before = [t for t in told.terms if told.head is not None and t.end < told.head.start] if told is not None else []
    return all(t.kind != "word" or t.light or t.keys <= own for t in before)


def _counts_otherwise(parallel: Parallel, claimed: Clause) -> bool:
    """Whether the same doer has another number of it there: "the Liberals 21" of "the Liberals won 39 seats"."""
    ours, theirs = claimed.object, parallel.clause.object
    numbered = all(n is not None and n.terms and n.terms[0].amount is not None for n in (ours, theirs))
    return numbered and parallel.doer is True and parallel.object is False


def _so_many_countries(noun: Noun | None) -> numbers.Amount | None:
    """How many countries a phrase speaks of, where it says no more: "four countries"."""
    if noun is None or noun.attached or noun.others or len(noun.terms) != 2 or noun.head is None:
        return None
    return noun.terms[0].amount if any(name == "nation" for name, _ in noun.head.senses) else None


def _of_others(group: Sequence[Parallel]) -> bool:
    """Whether the page tells a deed only of others: it is another council that "voted to close"."""
    told = [p for p in group if not p.denied and p.object is not None]
    return bool(told) and all(p.doer is False for p in told)
