"""Which sentences of a passage are worth reading in full for a statement: those that share most with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from refcheck.judging.alignment import weight
from refcheck.language.gist import gist, words
from refcheck.language.lexicon import Lexicon
from refcheck.language.terms import Analysis, Term

_FIGURE = 0.5
"""How much a date or number counts beside a word: that it stands there says less than what is said of it."""
_AROUND, _BEFORE, _PART = 0.7, 0.6, 0.5
"""What is left of a term that stands in the title or label, in the sentence before, or only in part."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A term to be looked for: all of its keys, or any of its meanings."""

    keys: frozenset[str]
    meanings: frozenset[str]
    weight: float

    def is_in(self, found: frozenset[str]) -> bool:
        return self.keys <= found or not self.meanings.isdisjoint(found)


class Nearest:
    """What a statement looks for, asked of one text after another."""

    def __init__(self, statement: Analysis, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._wanted = tuple(_wanted(term) for term in statement.terms)
        self._any = frozenset(feature for each in self._wanted for feature in each.keys | each.meanings)
        self._dated = any(term.when or term.amount for term in statement.terms)
        self._names = tuple(_wanted(term).keys for term in statement.terms if term.kind == "name")

    def touches(self, text: str) -> bool:
        """Whether an analysis of the text could have anything of the statement, or a date or number beside its own."""
        return self._dated or not self._any.isdisjoint(gist(text, self._lexicon))

    def names(self, text: str) -> bool:
        """Whether a name of the statement can stand in the text with all of its words."""
        found = gist(text, self._lexicon)
        return any(keys <= found for keys in self._names)

    def choose(self, texts: Sequence[str], around: str, most: int) -> list[int]:
        """The numbers of the `most` texts of a passage that share most with the statement, in their order.

        `around` is what stands over all of them. Of equals the first are chosen.
        """
        if len(texts) <= most:
            return list(range(len(texts)))
        above = gist(around, self._lexicon)
        least = [_AROUND if each.is_in(above) else 0.0 for each in self._wanted]
        scores: list[float] = []
        before: frozenset[str] = frozenset()
        for text in texts:
            found = gist(text, self._lexicon)
            scores.append(sum(_share(w, low, found, before) for w, low in zip(self._wanted, least, strict=True)))
            before = found
        best = sorted(range(len(texts)), key=lambda number: (-scores[number], number))
        return sorted(best[:most])


def _share(wanted: _Wanted, least: float, found: frozenset[str], before: frozenset[str]) -> float:
    if wanted.is_in(found):
        return wanted.weight
    if least < _BEFORE and wanted.is_in(before):
        least = _BEFORE
    if least < _PART and not wanted.keys.isdisjoint(found):
        least = _PART
    return wanted.weight * least


def _wanted(term: Term) -> _Wanted:
    if term.when or term.amount:
        return _Wanted(frozenset(words(term.text.lower())), frozenset(), _FIGURE)
    keys = frozenset(part for key in term.keys for part in words(key))
    meanings = frozenset(f"#{name}" for name, _ in term.senses) | (term.also if term.seat else frozenset())
    return _Wanted(keys, meanings, weight(term))
