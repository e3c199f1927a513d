"""Which words of a sentence stand for which words of a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from refcheck.judging.around import Around
from refcheck.language import dates
from refcheck.language.cues import Cued
from refcheck.language.lexicon import Sense, stem
from refcheck.language.terms import Analysis, Term

_NAME_WEIGHT, WORD_WEIGHT, _LIGHT_WEIGHT = 1.4, 1.0, 0.35
_FRAGMENT = 2
"""Up to so many terms a sentence says too little on its own, full stop or not."""
_OPENING = 4
"""Among so many tokens at the start of a sentence its subject is named: "Her successor, Jan Holm, …"."""
_WITHIN = 4
"""How many characters, as in ", " or " in ", may part a name from another that says where it lies."""
_OF_THINGS = Cued(r"\b(?:it|its|there|such|this|these)\b", "it its there such this these")
"""Words that take up something said before, other than its persons."""
_PERIODS = frozenset({"day", "week", "month", "year"})
_COMMITS = frozenset({("pledge", 0)})
"""Meanings that a page can also express by saying what somebody will do."""


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a sentence: its page's title, its headings and labels, what was said before it, its page's date.

    `before` are the sentences before it that a pronoun is looked up in, `said` those that may tell what its "it" is.
    `row` where the sentence is a row of a table or a line of an infobox: its value then is whom its label speaks of.
    `quoted` where it stands in a block quote. `pool` are all retrieved sentences of the page, for details of
    the statement that stand elsewhere.
    """

    title: Around
    near: Around
    before: Around
    said: Around
    pool: Around
    row: bool = False
    quoted: bool = False
    published: dates.When | None = None


@dataclass(slots=True, eq=False)
class Match:
    """A term of the statement and what stands for it; `factor` is 1 in the sentence and less around it.

    Not changed once it is made; as of a `Term`, there are too many to freeze each.
    """

    term: Term
    found: Term | None
    factor: float
    opposed: bool = False
    text: str = ""


def coverage_of(matches: Sequence[Match]) -> float:
    """The share of the statement's weight that is found, from 0 to 1."""
    return sum(weight(m.term) * m.factor for m in matches) / sum(weight(m.term) for m in matches)


def weight(term: Term) -> float:
    """How much a term counts: a name more than a word, a word that says little less, an empty one not at all."""
    if term.empty:
        return 0.0
    if term.kind == "name":
        return _NAME_WEIGHT
    return _LIGHT_WEIGHT if term.light else WORD_WEIGHT


def main_clause(matches: Sequence[Match]) -> int:
    """The clause of the sentence in which most terms are found."""
    clauses = [m.found.clause for m in matches if m.found is not None]
    return max(set(clauses), key=clauses.count) if clauses else 0


def assertion(matches: Sequence[Match]) -> list[Match]:
    """The content words after the statement's subject, its first name or noun, in their order."""
    subject = next((m.term.place for m in matches if not m.term.empty), -1)
    words = [m for m in matches if m.term.kind == "word" and not m.term.empty and not m.term.light]
    return [m for m in words if m.term.place > subject] or words


def align(statement: Analysis, sentence: Analysis, context: Context) -> list[Match]:
    """What stands for each name and word of the statement, in their order."""
    terms = [t for t in statement.terms if t.kind in {"name", "word"}]
    told = [p for p in sentence.terms if p.kind in {"name", "word"}]
    names = [p for p in told if p.kind == "name"]
    candidates = {t.place: _standing_for(t, sentence, told, names) for t in terms}
    candidates = {t.place: _without_their_own(t, terms, candidates) for t in terms}
    anchor = _anchor(terms, candidates)
    matches = [_match(n, terms, candidates, anchor, sentence, context) for n in range(len(terms))]
    return [_as_itself(m, candidates[m.term.place], matches) for m in matches]


def _as_itself(match: Match, candidates: Sequence[Term], matches: Sequence[Match]) -> Match:
    """A word that stands in the sentence itself, where what excludes it excludes another one of the statement.

    Who "turned down an offer" did not accept it: that is no word against "offer".
    """
    own = next((p for p in candidates if p.keys == match.term.keys), None)
    if not match.opposed or own is None or all(m is match or m.found is not match.found for m in matches):
        return match
    return Match(match.term, own, 1.0, text=own.text)


def _anchor(terms: Sequence[Term], candidates: dict[int, list[Term]]) -> int | None:
    """The clause of the sentence in which most of the statement is found."""
    votes: dict[int, float] = {}
    for term in terms:
        if found := candidates[term.place]:
            for clause in {p.clause for p in found}:
                votes[clause] = votes.get(clause, 0.0) + weight(term)
    return max(votes, key=lambda c: (votes[c], -c)) if votes else None


def _standing_for(term: Term, sentence: Analysis, told: Sequence[Term], names: Sequence[Term]) -> list[Term]:
    """The names and words of a sentence that are the same; what none can be is told without looking at each."""
    keys, senses = term.keys, term.senses
    if term.kind == "name":
        seat = term.seat and not term.also.isdisjoint(sentence.keys)
        may_be = seat or not keys or not keys.isdisjoint(sentence.keys)
        return [p for p in names if names_agree(term, p)] if may_be else []
    if keys and keys.isdisjoint(sentence.keys) and senses.isdisjoint(sentence.senses):
        return [p for p in names if keys <= _stems(p.keys)]
    return [p for p in told if _is_word_for(p, keys, senses)]


def _without_their_own(term: Term, terms: Sequence[Term], candidates: dict[int, list[Term]]) -> list[Term]:
    """What stands for a word, without what only means the same and is another word of the statement itself.

    The "agreement" of "the agreement entered into force" is that of "the agreement was signed", not its signing.
    """
    if term.kind != "word" or all(term.keys <= p.keys for p in candidates[term.place]):
        return candidates[term.place]
    taken = {
        id(p)
        for t in terms
        if t.kind == "word" and t.keys != term.keys
        for p in candidates[t.place]
        if t.keys == p.keys and " " not in p.text
    }
    return [p for p in candidates[term.place] if id(p) not in taken or term.keys <= p.keys]


def _is_word_for(other: Term, keys: frozenset[str], senses: frozenset[Sense]) -> bool:
    if keys and keys <= other.keys:
        return True
    if other.kind == "word":
        return not senses.isdisjoint(other.senses)
    return bool(keys) and keys <= _stems(other.keys)


@lru_cache(maxsize=8_000)
def _stems(keys: frozenset[str]) -> frozenset[str]:
    return frozenset(stem(key) for key in keys)


def names_agree(term: Term, other: Term) -> bool:
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
) -> Match:
    term = terms[number]
    found = candidates[term.place]
    opposed = _opposing(term, sentence) if term.kind == "word" and term.senses else []
    if sentence.future and term.senses & _COMMITS and all(p.irreal for p in found):
        return Match(term, None, 0.95)
    if found or opposed:
        beside = _beside(number, terms, candidates)
        if found and (not beside or _in_a_title(number, terms, candidates)):
            opposed = []
        best = min(found + opposed, key=lambda p: (_distance(p, beside, anchor), p in opposed, p.empty, p.place))
        near_it = any(b.clause == best.clause for b in beside)
        if best in found or best.clause == anchor or near_it or not found:
            far = anchor is not None and abs(best.clause - anchor) > 1 and not context.row
            if best not in opposed or best.clause == anchor or any(b.clause == best.clause for b in beside):
                return Match(term, best, 0.85 if far else 1.0, opposed=best in opposed, text=best.text)
        if found:
            return Match(term, found[0], 1.0, text=found[0].text)
    if term.kind == "word" and term.keys and term.keys <= sentence.keys and not term.empty:
        return Match(term, None, 1.0)
    if term.universal and sentence.universal:
        return Match(term, None, 0.9)
    return _around(number, terms, sentence, context)


def _in_a_title(number: int, terms: Sequence[Term], candidates: dict[int, list[Term]]) -> bool:
    """Whether the word has a capital and stands right behind the one before it in both: "I Kissed a Girl"."""
    if not terms[number].text[:1].isupper():
        return False
    before = {p.place for p in candidates[terms[number - 1].place]} if number else set()
    return any(p.place - 1 in before and p.text[:1].isupper() for p in candidates[terms[number].place])


def _beside(number: int, terms: Sequence[Term], candidates: dict[int, list[Term]]) -> list[Term]:
    """Where the words next to a term of the statement are found: they tell which of two places is meant."""
    own = [t for t in terms if t.kind == "word" and t.clause == terms[number].clause and candidates[t.place]]
    following = [t for t in own if t.place > terms[number].place][:1]
    preceding = [t for t in own if t.place < terms[number].place and not t.light][-1:]
    names = [t for t in terms if t.kind == "name" and candidates[t.place] and t is not terms[number]][:1]
    return [p for t in following or preceding or names for p in candidates[t.place]]


def _distance(place: Term, beside: Sequence[Term], anchor: int | None) -> float:
    clauses = abs(place.clause - anchor) if anchor is not None else 0
    near = min((abs(place.place - b.place) for b in beside), default=0)
    return 4 * clauses + near


def _around(number: int, terms: Sequence[Term], sentence: Analysis, context: Context) -> Match:
    """A match by the context: headings near, the title, the sentence before; for a name also the page's other words."""
    term = terms[number]
    if term.kind == "name":
        return _name_around(number, terms, sentence, context)
    said_before = 0.88 if sentence.anaphora else 0.6
    said_above = 0.9 if context.row or _is_fragment(sentence) else 0.6
    for around, factor in ((context.near, said_above), (context.before, said_before), (context.title, 0.7)):
        if around.has(term):
            return Match(term, None, factor)
    return Match(term, None, 0.0)


def _is_fragment(sentence: Analysis) -> bool:
    """Whether the text is a list item or a label that its heading completes, and no sentence of its own."""
    return not sentence.text.rstrip().endswith((".", "!", "?", "”", '"')) or len(sentence.terms) <= _FRAGMENT


def _name_around(number: int, terms: Sequence[Term], sentence: Analysis, context: Context) -> Match:
    term = terms[number]
    wanted = term.keys
    keys = sentence.keys
    also = term.also if term.seat else frozenset()
    if wanted <= keys or also & keys:
        return Match(term, None, 0.95)
    first = number == min(n for n, t in enumerate(terms) if t.kind == "name")
    if first and _other_subject(sentence, terms, row=context.row):
        return Match(term, None, 0.0)
    for around, factor in ((context.near, 0.92), (context.title, 0.9), (context.before, 0.85)):
        if around is context.before and not (sentence.anaphora if first else _OF_THINGS.search(sentence.text)):
            continue
        keys = keys | around.keys(wanted | also)
        if wanted <= keys or also & keys:
            return Match(term, None, factor)
    head = max(wanted, key=lambda k: term.text.lower().rfind(k))
    spoken_of = any(t.kind == "word" and stem(head) in t.keys for t in sentence.terms)
    if len(wanted) > 1 and spoken_of and any(context.pool.having(wanted)):
        return Match(term, None, 0.85)
    neighbour = terms[number - 1] if number and terms[number - 1].kind == "name" else None
    within = neighbour is not None and term.start - neighbour.end <= _WITHIN
    if neighbour and within and any(context.pool.having(wanted | neighbour.keys)):
        return Match(term, None, 0.85)
    return Match(term, None, 0.0)


def _other_subject(sentence: Analysis, terms: Sequence[Term], *, row: bool) -> bool:
    """Whether the sentence speaks of somebody or something else: it opens with a name that the statement lacks."""
    opening = next((t for t in sentence.terms if t.kind == "name"), None)
    if opening is None:
        return False
    if not row and re.search(
        r"\b(?:in|at|on|from|to|of|with|by|for)\W+(?:the\W+)?$", sentence.text[: opening.start], re.IGNORECASE
    ):
        return False
    own = frozenset(key for t in terms for key in t.keys | t.also)
    return (row or opening.place <= _OPENING) and not opening.all_keys <= own and not _acronym(opening, terms)


def _acronym(name: Term, terms: Sequence[Term]) -> bool:
    letters = name.text.replace(".", "")
    return letters.isupper() and any(
        letters == "".join(w[0] for w in t.text.split() if w[0].isupper()) for t in terms if t.kind == "name"
    )


def _opposing(term: Term, sentence: Analysis) -> list[Term]:
    kinds = {name for name, _ in term.senses}
    if term.text.lower() in _PERIODS or ("weekday" in kinds and term.text.endswith("s")):
        return []  # "this week" is no contradiction of "that year"; what is closed on Mondays may be on Sundays
    if all(name not in kinds for name, _ in sentence.senses):
        return []
    return [p for p in sentence.terms if p.kind == "word" and p.senses and _opposed(term, p)]


def _opposed(term: Term, other: Term) -> bool:
    names = dict(term.senses)
    return any(names.get(name, alternative) != alternative for name, alternative in other.senses) and not (
        term.senses & other.senses
    )
