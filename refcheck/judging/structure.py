"""What the clauses of statement and sentence say about each other: which hold it up, which speak against it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from refcheck.judging.alignment import Context, Match
from refcheck.judging.propositions import Parallel, claimed_clauses, parallels
from refcheck.language.clauses import Clause, clauses
from refcheck.language.phrases import Noun
from refcheck.language.terms import Analysis

_SETTLED = frozenset({"swapped", "agent", "main", "core", "apart", "scope", "name", "denial", "other date"})


_PART_AFTER = re.compile(r"\s+of\s+(?:them|whom|which|these|those)\b")
_PART_BEFORE = re.compile(r"\bof\s+(?:whom|which)\s+(?:about\s+|some\s+)?$")
_OPEN = frozenset({"may", "would", "should", "will", "can"})


@dataclass(frozen=True, slots=True)
class Structure:
    """What the clauses tell: `alike` where one says the statement's deed with all its phrases.

    `denied` where that clause affirms what the statement denies, or the other way round. `home` are the places of the
    dates and numbers that belong to it, `accounted` those of the statement's terms that it accounts for. `settles` are
    the kinds of obstacles that do not count then, `against` those that the clauses give rise to. `rival` is who did it
    instead, where only one can have.
    """

    alike: bool = False
    denied: bool = False
    home: frozenset[int] = frozenset()
    accounted: frozenset[int] = frozenset()
    settles: frozenset[str] = frozenset()
    against: dict[str, str] = field(default_factory=dict)
    rival: str = ""


def structure_of(statement: Analysis, sentence: Analysis, context: Context, matches: Sequence[Match]) -> Structure:
    """How the clauses of the sentence stand to the statement; nothing where they can't be told."""
    if context.row:
        return Structure()
    claimed = claimed_clauses(statement)
    found = parallels(statement, sentence, context)
    if not claimed or not found or not found[0]:
        return Structure(home=_partitive(matches, sentence))
    chosen = [_whole(group) for group in found]
    best = [p for p in chosen if p is not None]
    if len(best) == len(chosen) and _rest_is_here(best, matches, sentence) and not _contested(best, found):
        settled = _SETTLED | ({"irreal"} if not any(_conditional(sentence, p.clause) for p in best) else set())
        settled |= {"tense"} if best[0].clause.inserted else set()
        places = frozenset(at for p in best for at in home(sentence, p.clause))
        accounted = frozenset(at for p in best for at in p.accounted)
        return Structure(True, any(p.denied for p in best), places, accounted, settled)
    if partitive := _partitive(matches, sentence):
        return Structure(home=partitive)
    main = found[0]
    likely = max(main, key=_likeness)
    places = home(sentence, likely.clause) if likely.doer is True or likely.object is True else frozenset()
    return Structure(home=places, against=_against(claimed[0], main, sentence))


def _likeness(parallel: Parallel) -> float:
    """How much of the statement a clause has: a setting that is another one counts against it."""
    same = (parallel.doer is True) + (parallel.object is True) + (parallel.doer is None) * 0.5
    return same + (parallel.beside is True) * 1.2 - (parallel.beside is False) * 0.4 - parallel.denied


def _whole(group: Sequence[Parallel]) -> Parallel | None:
    """The clause that has everything of the statement's, one that affirms it before one that denies it."""
    complete = [p for p in group if p.complete and p.real]
    return next((p for p in complete if not p.denied), next(iter(complete), None))


def _contested(best: Sequence[Parallel], found: Sequence[Sequence[Parallel]]) -> bool:
    """Whether a clause seems to deny what another one may affirm."""
    return any(
        p.denied and any(not o.denied and o.doer is not False and o.object is not False for o in group)
        for p, group in zip(best, found, strict=True)
    )


def _rest_is_here(best: Sequence[Parallel], matches: Sequence[Match], sentence: Analysis) -> bool:
    """Whether what no phrase accounts for, adverbs above all, stands in one of the clauses."""
    accounted = frozenset(at for p in best for at in p.accounted)
    for match in matches:
        if match.term.empty or match.term.place in accounted:
            continue
        at = match.found.start if match.found is not None else None
        if at is None or not any(_belongs(at, p.clause, _others(sentence, p.clause), sentence) for p in best):
            return False
    return True


def _conditional(sentence: Analysis, clause: Clause) -> bool:
    """Whether a condition or a wish stands before the verb in its clause."""
    before = sentence.text[clause.start : clause.at[0]].lower().split()
    opening = sentence.text[: clause.start].lower().split()[-3:]
    return any(
        w in {"if", "unless", "whether", "provided", "until", "hoped", "hopes", "wants", "asked"}
        for w in before + opening
    )


def _against(claimed: Clause, found: Sequence[Parallel], sentence: Analysis) -> dict[str, str]:
    swapped = [p for p in found if p.swapped]
    if swapped:
        return {"swapped": "the page has it the other way round"}
    others = [p for p in found if p.doer is False]
    denied = [p for p in found if p.denied]
    if denied and len(denied) == len(found) and any(p.object is True or p.doer is True for p in denied):
        return {"denial": "the page denies it"}
    if others and len(others) == len(found) and (claimed.verb != "be" or any(p.object is True for p in others)):
        doer = _name(sentence, others[0].clause.doer)
        return {"agent": f"the page says it of {doer}"} if doer else {"agent": "the page says it of another"}
    things = [p for p in found if p.object is False or p.beside is False]
    if things and len(things) == len([p for p in found if p.doer is not False]):
        return {"other": "the page says it of something else"}
    if all(p.clause.modal in _OPEN and not p.real for p in found if p.doer is not False):
        return {"irreal": "the page speaks of it as possible or planned, not as so"}
    return {}


def _name(sentence: Analysis, noun: Noun | None) -> str:
    return sentence.text[noun.start : noun.end] if noun is not None else ""


# ---------------------------------------------------------------- whose dates and numbers


def _partitive(matches: Sequence[Match], sentence: Analysis) -> frozenset[int]:
    """The number of a part of those spoken of, where the statement speaks of the part: "two of them seriously"."""
    for term in sentence.terms:
        if not term.amount:
            continue
        before, after = sentence.text[: term.start], sentence.text[term.end :]
        behind = _PART_AFTER.match(after)
        if behind is None and not _PART_BEFORE.search(before):
            continue
        start = term.end + (behind.end() if behind else 0)
        stop = re.search(r"[,;.]", sentence.text[start:])
        end = start + stop.start() if stop else len(sentence.text)
        if any(
            m.found and start <= m.found.start < end and m.term.kind == "word" and not m.term.light for m in matches
        ):
            return frozenset({term.place})
    return frozenset()


def home(sentence: Analysis, clause: Clause) -> frozenset[int]:
    """The places of the dates and numbers that belong to a clause rather than to another one beside it."""
    every = _others(sentence, clause)
    return frozenset(
        t.place for t in sentence.terms if (t.when or t.amount) and _belongs(t.start, clause, every, sentence)
    )


def _others(sentence: Analysis, clause: Clause) -> list[Clause]:
    return [c for c in clauses(sentence) if c.at != clause.at and not (c.inserted and c.verb == "be")]


def _belongs(at: int, clause: Clause, others: Sequence[Clause], sentence: Analysis) -> bool:
    own = _distance(at, clause, sentence)
    return all(own <= _distance(at, other, sentence) for other in others)


def _distance(at: int, clause: Clause, sentence: Analysis) -> float:
    """How far a fact stands from a clause: within its phrases not at all; what breaks in between counts much."""
    if clause.at[0] <= at < clause.end:
        return (at - clause.at[0]) / 1000
    between = sentence.text[clause.end : at] if at >= clause.end else sentence.text[at : clause.start]
    breaks = sum(between.count(mark) for mark in ",;:()") + f" {between} ".count(" and ")
    if clause.start <= at < clause.at[0]:
        return float(clause.at[0] - at)
    return len(between) + 60.0 * breaks + (40.0 if at < clause.start else 0.0)
