"""Opposites that contradict nothing: of another, of a part, of another time, of both, or both told."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from refcheck.judging.alignment import Match
from refcheck.language.clauses import clauses
from refcheck.language.cues import Late
from refcheck.language.lexicon import stem
from refcheck.language.terms import Analysis

_KIN = {
    stem(one): frozenset(stem(other) for other in others.split())
    for one, others in {
        "brother": "sister",
        "sister": "brother",
        "husband": "wife",
        "wife": "husband",
        "father": "son daughter",
        "mother": "son daughter",
        "son": "father mother",
        "daughter": "father mother",
    }.items()
}
"""What somebody is to one who is that to them."""
_OFFERS = frozenset({"pledge", "agree"})
"""Meanings under which an offer and its acceptance are one."""
_PART = Late(r"\b(?:\w+|\d[\d.,]*)\s+of\s+(?:the|its|their|his|her|those|these|all)\b|\bof\s+the\s+\w+")


def of_shares(statement: Analysis, matches: Sequence[Match]) -> str:
    """An opposite that is said of a part only: "five of the six survived" does not contradict that one died."""
    if not any(m.opposed for m in matches):
        return ""
    if any(t.amount for t in statement.terms) and _PART.search(statement.text):
        return "the page says it of another part"
    return ""


def opposite_of_another(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """An opposite that the page tells of the other party: "Pim won the case" does not contradict "Dorn lost to Pim"."""
    first = next((c for c in clauses(statement) if not c.inserted), None)
    head = first.subject.head if first is not None and first.subject is not None else None
    if first is None or head is None or not any(m.term is head and m.found for m in matches):
        return ""
    deeds = (m.found for m in matches if m.opposed and m.found and m.term.start < first.at[1] <= m.term.end)
    for deed in deeds:
        for clause in (c for c in clauses(sentence) if c.at[0] <= deed.start < c.at[1]):
            doer = clause.doer
            own = any(t.keys & head.keys for t in sentence.terms if clause.start <= t.start < clause.end)
            if doer is not None and not doer.pronoun and not own:
                return f"the page says it of {sentence.text[doer.start : doer.end]}"
    return ""


def answered(sentence: Analysis, matches: Sequence[Match]) -> str:
    """An offer that is held against its refusal, where the page tells of both: "offered it to her, who refused"."""
    for match in matches:
        if not match.opposed or match.found is None:
            continue
        offers = {sense for sense in match.term.senses if sense[0] in _OFFERS}
        told = [m.found for m in matches if m is not match]
        later = (t for t in sentence.terms if t.start > match.found.start and t.senses & offers and t not in told)
        if answer := next(later, None):
            return f"the page says “{match.found.text}” and “{answer.text}”"
    return ""


def both_ways(sentence: Analysis, matches: Sequence[Match]) -> str:
    """An offer that stands for its acceptance and is answered by the opposite: "offered it to her, who refused"."""
    for match in matches:
        if match.found is None or match.found.keys == match.term.keys or match.opposed:
            continue
        names = {name: number for name, number in match.term.senses if name in _OFFERS}
        for other in sentence.terms:
            answers = any(names.get(name, number) != number for name, number in other.senses)
            if answers and other.start > match.found.start and not other.senses & match.term.senses:
                return f"the page says “{match.found.text}” and “{other.text}”"
    return ""


def not_the_opposite(statement: Analysis, sentence: Analysis, matches: Sequence[Match], verbs: Sequence[Match]) -> str:
    """An opposite for a word that the statement does not deny: "west of the line" is not borne out by "east of it".

    What is so of all or only of the one may tell that it is not so of the other.
    """
    if sentence.quantities or statement.negated != sentence.negated:
        return ""
    for match in (m for m in matches if m.opposed and not any(m is verb for verb in verbs)):
        if match.found is not None and not match.term.focus and not match.found.focus:
            return f"the page says “{match.found.text}”, the statement “{match.term.text}”"
    return ""


def nearer_its_like(sentence: Analysis, matches: Sequence[Match], facts: Collection[str]) -> str:
    """An opposite that is told of another time: "fell 12 percent in 2023, after rising 8 percent in 2022"."""
    told = [t for t in sentence.terms if t.text in facts]
    for match in matches:
        if not match.opposed or match.found is None or not told:
            continue
        far = min(abs(t.place - match.found.place) for t in told)
        like = [t for t in sentence.terms if t.kind == "word" and t.senses & match.term.senses]
        if any(abs(t.place - other.place) < far for other in like for t in told):
            return f"the page also says “{like[0].text}”"
    return ""


def of_both(sentence: Analysis, matches: Sequence[Match]) -> str:
    """An opposite that the page says of both: "public and private unions" does not contradict "private unions"."""
    for match in matches:
        if not match.opposed or match.found is None:
            continue
        for other in sentence.terms:
            first, second = sorted((match.found, other), key=lambda t: t.start)
            joined = sentence.text[first.end : second.start].strip() in {"and", "or", "as well as", "and the"}
            if joined and (other.keys == match.term.keys or other.senses & match.term.senses):
                return f"the page says it of both: “{sentence.text[first.start : second.end]}”"
    return ""


def told_of_both(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """Two opposites that statement and page both tell: "acquitted of one and convicted of the other"."""
    for match in matches:
        found = match.found
        if not match.opposed or found is None or match.term.keys.isdisjoint(sentence.keys):
            continue
        if any(t is not match.term and t.keys & found.keys for t in statement.terms if not t.negated):
            return f"both say “{match.term.text}” and “{found.text}”"
    return ""


def kin_of_another(statement: Analysis, matches: Sequence[Match]) -> str:
    """Two of a family, who are something else to each other: her brother, his sister."""
    if sum(term.kind == "name" for term in statement.terms) < 2:
        return ""
    for match in matches:
        found = match.found
        if (
            match.opposed
            and found is not None
            and any(found.keys & _KIN.get(key, frozenset()) for key in match.term.keys)
        ):
            return f"the page says “{found.text}” of the other"
    return ""
