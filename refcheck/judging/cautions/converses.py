"""Opposites that are two sides of one thing, or told of the two ends of a comparison or of a stretch of time."""

from __future__ import annotations

from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.language.cues import Cued, Late
from refcheck.language.lexicon import stem
from refcheck.language.terms import Analysis

_TWO_SIDES = frozenset({"buy"})
"""Meanings whose opposites go together: what was sold was bought."""
_RELATED = tuple(
    frozenset(map(stem, pair))
    for pair in (
        ("mother", "son"),
        ("mother", "daughter"),
        ("father", "son"),
        ("father", "daughter"),
        ("wife", "husband"),
    )
)
_WHO = Late(r"(?:\w{2,}ers?|\w+ors?|critics?)(?:['’]s?)?$")
"""Who does something, which is no deed: "the workers" of "were dismissed"."""
_THAN = Cued(r"\bthan\b", "than")
_UNTIL = Cued(r"\b(?:until|till)\b", "until till")
_SOLID = 0.5


def two_sides(sentence: Analysis, matches: Sequence[Match]) -> str:
    """An opposite that is the other side of the same thing: bought and sold, mother and son, worker and dismissed."""
    for match in matches:
        if not match.opposed or match.found is None or match.term.keys & sentence.keys:
            continue
        names = {name for name, _ in match.term.senses}
        pair = frozenset(stem(t.text.lower().removesuffix("'s").removesuffix("’s")) for t in (match.term, match.found))
        who = _WHO.match(match.found.text) is not None and match.term.text.endswith("ed")
        if names & _TWO_SIDES or pair in _RELATED or who:
            return f"the page says “{match.found.text}”, which need not speak against “{match.term.text}”"
    return ""


def order_of_one(matches: Sequence[Match]) -> str:
    """An "after" for a "before", where the page lacks what came before."""
    order = any(m.opposed and any(name == "before_after" for name, _ in m.term.senses) for m in matches)
    missing = next((m.term.text for m in matches if m.factor < _SOLID and not m.term.light and not m.term.empty), "")
    return f"not said here: {missing}" if order and missing else ""


def until_then(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """The end of what went on until then: "closes at five" of "is open until five"."""
    opposed = next((m for m in matches if m.opposed and m.found is not None), None)
    until = _UNTIL.search(statement.text) is not None and _UNTIL.search(sentence.text) is None
    return f"the page says “{opposed.text}”" if opposed is not None and until else ""


def dated_comparison(statement: Analysis, sentence: Analysis) -> str:
    """A comparison of two times, of which the page tells one: "more in 2021 than in 2022" of what was in 2022."""
    than = _THAN.search(statement.text)
    if than is None or _THAN.search(sentence.text) or not any(t.when and t.start > than.end() for t in statement.terms):
        return ""
    return "the page does not compare the two"


def as_somebody_says(statement: Analysis, sentence: Analysis) -> str:
    """What the statement has somebody say, of which the page tells only how it is."""
    according = statement.text.lower().startswith("according to ")
    return "the page does not tell what was said" if according and not sentence.attributed else ""
