"""Two who have changed places around a preposition: "A was named after B" does not say "B was named after A"."""

from __future__ import annotations

from collections.abc import Iterator

from refcheck.judging.alignment import Context
from refcheck.judging.propositions import Deed, goes_one_way
from refcheck.judging.scene import Scene
from refcheck.language.clauses import Clause, clauses
from refcheck.language.phrases import Noun
from refcheck.language.terms import Analysis

_ONE_WAY = frozenset({"into", "after", "before", "behind", "ahead", "above", "below"})
"""What can hardly be both ways: who was born after another was not followed by them."""
_OUT_OF = frozenset({"from", "for"})
"""What can hardly be both ways of what was made or named: "adapted from the novel"."""
_OF_GOODS = frozenset({"from", "to"})
_REAL = frozenset({"", "due"})


def crossed(statement: Analysis, sentence: Analysis, context: Context) -> bool | None:
    """Whether the page has the two the other way round: True where it can't be both, False where it may; else None."""
    told = [c for c in clauses(statement) if not c.inserted]
    if len(told) != 1 or told[0].subject is None or not told[0].subject.is_name or not any(_pairs(told[0])):
        return None
    claimed, scene = told[0], Scene(statement, sentence, context)
    deed = Deed(statement, claimed, sentence)
    same = [c for c in clauses(sentence) if deed.sign(c) == 1] if deed.may_be_told() else []
    turned = [each for c in same if (each := _turned(claimed, c, scene)) is not None]
    straight = any(scene.same(claimed.subject, c.subject) for c in same)
    if not turned or straight:
        return None
    return any(turned) and not claimed.negated


def _turned(claimed: Clause, clause: Clause, scene: Scene) -> bool | None:
    for preposition, other in _pairs(claimed):
        back = next((n for p, n in _pairs(clause) if p == preposition and scene.same(claimed.subject, n)), None)
        if back is None or not scene.same(other, clause.subject):
            continue
        return clause.modal in _REAL and not clause.negated and _one_way(preposition, claimed, clause, scene)
    return None


def _one_way(preposition: str, claimed: Clause, clause: Clause, scene: Scene) -> bool:
    if preposition in _ONE_WAY or (preposition in _OUT_OF and claimed.passive):
        return True
    same = claimed.object is not None and scene.same(claimed.object, clause.object) is True
    return preposition in _OF_GOODS and same and goes_one_way(claimed)


def _pairs(clause: Clause) -> Iterator[tuple[str, Noun]]:
    """The prepositions with the names behind them."""
    yield from ((p, n) for p, n in clause.beside if n.is_name)
    if clause.object is not None and clause.object is not clause.subject:
        yield from ((p, n) for p, n in clause.object.attached if n.is_name and p != "of")
