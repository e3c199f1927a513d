"""What stands on the page in the very place of the statement's word, so that both can not hold: an origin, a share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from refcheck.judging.alignment import WORD_WEIGHT, Match, weight
from refcheck.language.clauses import clauses
from refcheck.language.lexicon import lexicon
from refcheck.language.terms import Analysis, Term

_FOUND = 0.85
"""From which factor on a word of the statement counts as told."""
_NEARLY = 0.8
"""How much two names must be alike, letter by letter, to be taken for two spellings of one."""
_FROM = re.compile(r"^\s+(?:from|of)\s+(?:the\s+)?$")
_BEFORE = re.compile(r"^(?:['’]s)?\s+$")
_BEHIND = re.compile(r"^(?:\s+(?:from|of)\s+(?:the\s+)?|,\s+)$")
_IS_FROM = re.compile(r"\b(?:is|was|are|were|(?:comes?|came|is|was|are|were)\s+from)\s+(?:an?\s+)?$")
_PLURAL = re.compile(r"[^s]s$")
_ALL = re.compile(r"\b(?:all|every|each)\b(?:\s+(?:of\s+)?(?:the|its|their|his|her|these|those)\b)?", re.IGNORECASE)
_NUMBER = r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|a\s+(?:third|quarter))"
_PART = re.compile(
    rf"\b(?:(?:some|most|many|several|few|not\s+all|not\s+every|{_NUMBER})\s+of\b(?!\s+(?:the\s+)?(?:which|year))"
    r"|not\s+all\b|not\s+every\b|(?:most|few)(?=\s+[a-z])"
    r"|(?:some|many|several)(?=\s+[a-z][^.;]*\b(?:but|others?|while|whereas)\b))",
    re.IGNORECASE,
)
"""Part of a whole; "several members" alone leaves open what the others did."""
_OF_THEM = re.compile(r"\s*(?:them|whom|these|those)\b")
_NOUN_WITHIN = 40
"""How many characters behind "some of" the noun may begin that it is some of."""


def rival_origin(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """Another country beside the very noun that the statement gives one: "a French envoy" of "Britain's envoy"."""
    missing = [m for m in matches if m.factor < _FOUND and weight(m.term) >= WORD_WEIGHT]
    if len(missing) != 1 or not _is_entity(missing[0].term) or statement.negated:
        return ""
    noun = _noun_of(statement, missing[0].term, matches)
    if noun is None or noun.found is None or noun.opposed or _PLURAL.search(noun.term.text):
        return ""  # of "French troops" Danish ones may have been there, too
    taken = {m.found.place for m in matches if m.found is not None}
    for other in sentence.terms:
        if not _is_entity(other) or other.place in taken or other.keys & missing[0].term.all_keys:
            continue
        if ("places" in _kinds(other)) != ("places" in _kinds(missing[0].term)):
            continue  # a Californian band may be an American one
        if _beside(sentence, other, noun.found):
            return other.text
    return ""


def _is_entity(term: Term) -> bool:
    return term.kind == "name" and any(key.startswith("@") for key in term.keys)


def _kinds(term: Term) -> frozenset[str]:
    """What kinds of entity a name is of: a country, a region, a place."""
    return frozenset(kind for key in term.keys if (kind := lexicon().entities.get(key)))


def _noun_of(statement: Analysis, name: Term, matches: Sequence[Match]) -> Match | None:
    """The noun that the name tells the origin of: "the French envoy", "a writer from Bulgaria"."""
    nouns = [m for m in matches if m.term.kind == "word" and not m.term.light]
    for match in nouns:
        term = match.term
        if term.start >= name.end and _BEFORE.match(statement.text[name.end : term.start]):
            return match
        if term.end <= name.start and _FROM.match(statement.text[term.end : name.start]):
            return match
    opening = nouns[0] if nouns and nouns[0].term is matches[0].term else None
    return opening if _IS_FROM.search(statement.text[: name.start]) else None


def _beside(sentence: Analysis, name: Term, noun: Term) -> bool:
    """Whether the name is that of the noun's country; a person's name may stand between: "Ann Lee of Mali"."""
    text = sentence.text
    if name.end <= noun.start:
        return _BEFORE.match(text[name.end : noun.start]) is not None
    between = text[noun.end : name.start]
    person = next((t for t in sentence.terms if t.place == noun.place + 1 and t.kind == "name" and t is not name), None)
    if person is not None and person.end <= name.start:
        between = text[person.end : name.start]
    return _BEHIND.match(between) is not None and (person is None or between.strip() != ",")


def only_some(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """Whom the page says it of, where that is a part and the statement has it of all; else empty."""
    every = _ALL.search(statement.text)
    if every is None or statement.negated or any(kind == "all" for kind, _ in sentence.quantities):
        return ""
    noun = next(
        (m for m in matches if m.term.start >= every.end() and m.term.kind == "word" and not m.term.light), None
    )
    if noun is None or any(m.factor < _FOUND or m.opposed for m in matches if weight(m.term) >= WORD_WEIGHT):
        return ""
    for part in _PART.finditer(sentence.text):
        behind = sentence.text[part.end() : part.end() + _NOUN_WITHIN]
        told = noun.found is not None and part.end() <= noun.found.start <= part.end() + _NOUN_WITHIN
        if told or (_OF_THEM.match(behind) and part[0].lower().endswith("of")):
            return part[0]
    return ""


def nearly_the_same(rival: str, names: Sequence[str]) -> bool:
    """Whether a rival is but another spelling of one of the names, or its beginning: "Noe" of "Noel"."""
    low = rival.casefold()
    return any(
        (name.startswith(low) and name[len(low) : len(low) + 1].isalpha())
        or SequenceMatcher(None, low, name).ratio() >= _NEARLY
        for name in (name.casefold() for name in names)
    )


def without_other_offices(statement: Analysis, matches: list[Match]) -> list[Match]:
    """The matches without an office that stands for another one, unless the statement says who holds it.

    Who is the director is no architect; but who met the architect may have met the director, too.
    """
    if any(clause.verb == "be" for clause in clauses(statement)[:1]):
        return matches
    return [replace(m, found=None, factor=0.0, opposed=False) if _other_office(m) else m for m in matches]


def _other_office(match: Match) -> bool:
    if not match.opposed or match.found is None:
        return False
    theirs = {name for name, _ in match.found.senses}
    return {name for name, _ in match.term.senses if name in theirs} == {"office"}
