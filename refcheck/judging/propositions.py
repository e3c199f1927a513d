"""Whether a sentence says the statement's deed of the same doers and things: clause against clause.

What stands for what is told by the clauses of both (`refcheck.language.clauses`): the doer for the doer, the thing
done to for the thing done to, whichever way round the sentence is built. Pronouns and definite phrases ("it", "the
mine") are looked up in what was said before. Three answers: the same, another, not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from refcheck.judging.alignment import Context
from refcheck.judging.scene import Scene, amount_in
from refcheck.language.clauses import Clause, clauses
from refcheck.language.cues import Cued
from refcheck.language.lexicon import Sense, converses, grammar, lexicon, stem
from refcheck.language.phrases import Noun
from refcheck.language.terms import Analysis, Term

_BE = frozenset({"be", "becom", "remain", "serv"})
_HAVE = frozenset({"have", "possess"})
_MEASURING = frozenset(
    stem(verb)
    for verb in (
        *_BE,
        "span",
        "measure",
        "stretch",
        "extend",
        "weigh",
        "stand",
        "cover",
        "tower",
        "reach",
        "rise",
        "last",
    )
)
_LEAVING = frozenset(stem(verb) for verb in ("leave", "quit", "exit", "withdraw", "resign"))
"""What one has done who is no member any more."""
_COMING_BACK = frozenset(stem(verb) for verb in ("return", "rejoin", "readmit", "come"))
_NO_SIZES = frozenset({"ordinal", "percent", "percentage points", "score", "clock"})
_COMPARED = re.compile(r"\s+(?:\w+er|more|less|later|away|above|below|before|after|from)\b")
_AT = re.compile(r"\bat\s+(?:about\s+|some\s+)?$", re.IGNORECASE)
_MOST_CLAUSES = 3
_JOINED = Cued(
    r"\b(?:before|after|because|until|since|if|unless|when|while|although)\s+(?!\S*\d)",
    "before after because until since if unless when while although",
)
"""What joins two clauses by more than "and" or "that": whether it holds isn't told by the two of them."""
_ABLE = {"can": "may", "may": "may"}
_UNREAL = frozenset({"will", "may", "would", "to", "due", "must", "should", "can"})


@dataclass(frozen=True, slots=True)
class Parallel:
    """A clause of the sentence that speaks of the statement's deed, and how its phrases stand to the statement's.

    `doer`, `object` and `beside` are True for the same, False for another, None for not known or not asked.
    `swapped` where doer and object have changed places. `denied` where one affirms what the other denies. `complete`
    where every phrase of the statement has its like, `turned` where the two ends of a way have changed places. `real`
    where the clause says it as plainly as the statement. `accounted` are the places of the terms of all the statement's
    phrases, `shared` those of the phrases that have their like.
    """

    clause: Clause
    doer: bool | None
    object: bool | None
    beside: bool | None
    swapped: bool = False
    denied: bool = False
    real: bool = True
    complete: bool = False
    turned: bool = False
    accounted: frozenset[int] = frozenset()
    shared: frozenset[int] = frozenset()


def claimed_clauses(statement: Analysis) -> tuple[Clause, ...]:
    """The clauses that a statement makes, its main one first; none where they are too many or hang on a condition."""
    found = tuple(c for c in clauses(statement) if not c.inserted)
    return found if len(found) <= _MOST_CLAUSES and not _joined(found, statement) else ()


def _joined(found: Sequence[Clause], statement: Analysis) -> bool:
    """Whether the clauses hang on each other; "before" and "after" may stand before a noun: "named after a king"."""
    beside = {p for p, noun in found[0].beside if noun.head is not None} if len(found) == 1 else set()
    return any(word[0].split()[0].lower() not in beside for word in _JOINED.finditer(statement.text))


def parallels(statement: Analysis, sentence: Analysis, context: Context) -> tuple[tuple[Parallel, ...], ...]:
    """For each clause of the statement the clauses of the sentence that speak of its deed.

    Where its first clause has none, the others are not asked for.
    """
    claimed = claimed_clauses(statement)
    if not claimed:
        return ()
    scene = Scene(statement, sentence, context)
    found: list[tuple[Parallel, ...]] = []
    for own in claimed:
        found.append(tuple(_told(own, scene)))
        if not found[0]:
            break
    return tuple(found)


def _told(own: Clause, scene: Scene) -> Iterator[Parallel]:
    statement, sentence = scene.statement, scene.sentence
    if size := _size(own):
        yield from _of_size(own, size, sentence, scene)
        return
    if group := _joined_to(own):
        yield from _left(own, group, scene)
    deed = Deed(statement, own, sentence)
    for clause in clauses(sentence) if deed.may_be_told() else ():
        sign = deed.sign(clause)
        if sign is not None:
            yield from _stand(own, clause, scene, opposed=sign < 0)


# ---------------------------------------------------------------- deeds


class Deed:
    """A deed that a statement tells, looked for in the clauses of a sentence."""

    def __init__(self, statement: Analysis, claimed: Clause, sentence: Analysis) -> None:
        self.verb = claimed.verb
        self._opinion = claimed.verb in lexicon().words["attitude"] and " as " in statement.text
        self._own = _in_group(statement, claimed)
        self._senses = frozenset(s for t in self._own for s in t.senses) | _listed_senses(self.verb)
        self._kinds = dict(self._senses)
        self._sentence = sentence
        near = any(name in self._kinds for name, _ in sentence.senses)
        words = (t for t in sentence.terms if t.kind == "word" and t.keys) if near else ()
        self._near = [t for t in words if any(name in self._kinds for name, _ in t.senses)]

    def may_be_told(self) -> bool:
        """Whether any clause of the sentence can speak of it: told by its words, before its clauses are made out."""
        verb, keys = self.verb, self._sentence.keys
        if verb in _BE or verb in _HAVE or not verb.isalnum():
            return True
        if verb in keys or converses().get(verb) in keys or self._near:
            return True
        return any(not _stems_of().get(name, _NONE).isdisjoint(keys) for name in self._kinds)

    def sign(self, clause: Clause) -> int | None:
        """1 where the clause speaks of this deed, -1 where of its opposite, None where of another."""
        if self._opinion:
            return None  # "does not regard X as Y" is about Y
        if self.verb in _BE or clause.verb in _BE:
            return 1 if self.verb in _BE and clause.verb in _BE else None
        if self.verb == clause.verb:
            return -1 if self._by_opposites(clause) else 1
        if self.verb in _HAVE and clause.verb in _HAVE:
            return 1
        start, end = clause.at
        theirs = {s for t in self._near if start <= t.start < end for s in t.senses} | _listed_senses(clause.verb)
        if self._senses & theirs or converses().get(self.verb) == clause.verb:
            return 1
        return -1 if any(self._kinds.get(name, number) != number for name, number in theirs) else None

    def _by_opposites(self, clause: Clause) -> bool:
        """Whether the verbs are one, and what goes with them turns one into the opposite: "go up", "go down"."""
        ours = {s for t in self._own if " " in t.text for s in t.senses}
        start, end = clause.at
        theirs = {s for t in self._near if start <= t.start < end and " " in t.text for s in t.senses}
        kinds = dict(ours)
        return not ours & theirs and any(kinds.get(name, number) != number for name, number in theirs)


def _in_group(analysis: Analysis, clause: Clause) -> list[Term]:
    """The words of a clause's verb group."""
    start, end = clause.at
    return [t for t in analysis.terms if t.kind == "word" and start <= t.start < end and t.keys]


def _listed_senses(verb: str) -> frozenset[Sense]:
    return frozenset(lexicon().senses.get(verb, ()))


_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def _stems_of() -> Mapping[str, frozenset[str]]:
    """The stems that have a meaning of each kind."""
    found: dict[str, set[str]] = {}
    for word, senses in lexicon().senses.items():
        for name, _ in senses:
            found.setdefault(name, set()).add(word)
    return {name: frozenset(words) for name, words in found.items()}


def _stand(claimed: Clause, clause: Clause, scene: Scene, *, opposed: bool) -> Iterator[Parallel]:
    doer, thing = clause.doer, clause.object
    if converses().get(claimed.verb) == clause.verb:
        other = next((n for p, n in clause.beside if p in {"to", "from"}), None)
        doer, thing = (other, clause.object) if other else (None, clause.object)
    if claimed.passive and claimed.doer is None and clause.object is None and clause.doer is not None:
        doer, thing = None, clause.doer  # "the fair was opened" of "the fair opened"
    if not claimed.passive and claimed.object is None and claimed.verb not in _BE and clause.object is not None:
        agentless = clause.passive and clause.doer is None and clause.verb != claimed.verb
        if agentless or of_itself(clause):
            doer, thing = clause.object, None  # "the fair opened", "nobody died" of "was opened", "was killed"
    straight = _roles(claimed, doer, thing, clause, scene, opposed=opposed)
    if claimed.doer is not None and clause.passive and clause.doer is None and claimed.negated and straight.object:
        straight = replace(straight, complete=straight.beside is not False, doer=None)  # "nothing was seen"
    yield straight
    if claimed.verb in _BE and straight.doer is not True and thing is not None and not clause.negated:
        reversed_ = _roles(claimed, thing, doer, clause, scene, opposed=opposed)
        if reversed_.doer is True or reversed_.object is True:
            yield reversed_


def _roles(
    claimed: Clause, doer: Noun | None, thing: Noun | None, clause: Clause, scene: Scene, *, opposed: bool
) -> Parallel:
    same_doer = scene.same(claimed.doer, doer)
    same_thing = scene.same(claimed.object, thing)
    swapped = False
    if claimed.verb not in _BE and not (same_doer and same_thing):
        swapped = scene.same(claimed.doer, thing) is True and scene.same(claimed.object, doer) is True
    places = [scene.beside(preposition, noun, clause) for preposition, noun in claimed.beside]
    beside = False if False in places else True if places and None not in places else None
    asked = [same for noun, same in ((claimed.doer, same_doer), (claimed.object, same_thing)) if noun is not None]
    complete = all(same is True for same in (*asked, *places)) and bool(asked or places)
    nouns = [claimed.doer, claimed.object, *(n for _, n in claimed.beside)]
    verb = (t.place for t in scene.statement.terms if t.start < claimed.at[1] <= t.end)
    return Parallel(
        clause,
        same_doer,
        same_thing,
        beside,
        swapped=swapped,
        denied=(claimed.negated != clause.negated) != opposed,
        real=clause.modal not in _UNREAL or _modal(clause) == _modal(claimed),
        complete=complete and (claimed.verb not in _BE or claimed.object is not None),
        turned=_turned(claimed, clause, scene),
        shared=frozenset(
            t.place
            for noun, same in zip(nouns, (same_doer, same_thing, *places), strict=True)
            if noun is not None and same
            for t in _all_terms(noun)
        ),
        accounted=frozenset(verb) | frozenset(t.place for noun in nouns if noun is not None for t in _all_terms(noun)),
    )


def _turned(claimed: Clause, clause: Clause, scene: Scene) -> bool:
    """Whether the page has the way from one to the other the other way round."""
    ours, theirs = dict(claimed.beside), dict(clause.beside)
    if not {"from", "to"} <= ours.keys() & theirs.keys():
        return False
    return bool(scene.same(ours["from"], theirs["to"]) and scene.same(ours["to"], theirs["from"]))


def _modal(clause: Clause) -> str:
    return _ABLE.get(clause.modal, clause.modal)


# ---------------------------------------------------------------- sizes


def _size(claimed: Clause) -> Term | None:
    """The measure that a statement gives its subject: "is 412 metres long"."""
    thing = claimed.object
    if claimed.verb != "be" or thing is None or claimed.beside or not thing.terms:
        return None
    number = thing.terms[0]
    words = [t for t in thing.terms[1:] if not (t.kind == "word" and t.light)]
    sized = number.amount is not None and number.amount.measured and number.amount.unit not in _NO_SIZES
    return number if sized and not words else None


def _of_size(claimed: Clause, size: Term, sentence: Analysis, scene: Scene) -> Iterator[Parallel]:
    """The clauses that give the same thing a measure of the kind: "it spans 412 metres", "at 412 metres, it …"."""
    for clause in clauses(sentence):
        if clause.verb not in _MEASURING or scene.same(claimed.doer, clause.doer) is not True:
            continue
        given = [t for t in sentence.terms if t.amount and size.amount and t.amount.unit == size.amount.unit]
        given = [t for t in given if not _COMPARED.match(sentence.text[t.end :])]
        fitting = [t for t in given if clause.start <= t.start < clause.end or _AT.search(sentence.text[: t.start])]
        if len(fitting) == 1:
            agrees = amount_in(size, fitting)
            denied = claimed.negated != clause.negated
            accounted = frozenset(t.place for t in scene.statement.terms)
            yield Parallel(
                clause,
                True,
                agrees,
                None,
                denied=denied,
                complete=agrees is True,
                accounted=accounted,
                shared=accounted,
            )


# ---------------------------------------------------------------- belonging


def _joined_to(claimed: Clause) -> Noun | None:
    """What a statement says that somebody is, or is no longer, a member of."""
    thing = claimed.object
    if claimed.verb != "be" or claimed.tense != "present" or thing is None or thing.head is None:
        return None
    whole = next((noun for preposition, noun in thing.attached if preposition == "of"), None)
    return whole if "member" in thing.head.keys else None


def _left(claimed: Clause, group: Noun, scene: Scene) -> Iterator[Parallel]:
    """The clauses that tell that the same one has left it: who left is no member."""
    told = clauses(scene.sentence)
    for clause in () if any(c.verb in _COMING_BACK for c in told) else told:
        if scene.sentence.text.startswith("had", clause.at[0]):
            continue  # what had been left once may have been joined again
        if clause.verb not in _LEAVING or clause.negated or clause.modal or clause.tense not in {"past", "perfect"}:
            continue
        wholes = (clause.object, *(noun for preposition, noun in clause.beside if preposition in {"from", "of", ""}))
        if scene.same(claimed.doer, clause.doer) is True and any(scene.same(group, noun) for noun in wholes):
            every = frozenset(t.place for t in scene.statement.terms)
            affirmed = not claimed.negated
            yield Parallel(clause, True, True, None, denied=affirmed, complete=True, accounted=every, shared=every)


def _all_terms(noun: Noun) -> Iterator[Term]:
    for each in noun.each:
        yield from each.terms
        for _, part in each.attached:
            yield from part.terms


def of_itself(clause: Clause) -> bool:
    """Whether the deed is told of the thing itself, too: "the bridge opened"."""
    return clause.verb in _listed("of_itself")


def goes_one_way(clause: Clause) -> bool:
    """Whether who did it to whom makes all the difference, so that both ways can hardly be."""
    return clause.verb in _listed("one_way")


def held_by_one(words: frozenset[str]) -> bool:
    """Whether a place has one holder at a time, by the stems of its word: "the director"."""
    return not words.isdisjoint(_listed("held_by_one"))


def done_once(verbs: frozenset[str]) -> bool:
    """Whether it is done once, and by those who are named, by the stems of its verb: "designed the bridge"."""
    return not verbs.isdisjoint(_listed("done_once"))


@lru_cache(maxsize=8)
def _listed(name: str) -> frozenset[str]:
    return frozenset(stem(verb) for verb in grammar()[name])
