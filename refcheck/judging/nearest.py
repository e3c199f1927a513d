"""Which sentences of a passage are worth reading in full for a statement: those that share most with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from refcheck.judging.alignment import weight
from refcheck.language.gist import Gist, may_date_or_count, words
from refcheck.language.lexicon import Lexicon
from refcheck.language.terms import Analysis, Term

_SHORT = 8
"""Of a passage with no more sentences than this all are chosen."""
_MOST = 6
"""How many sentences of a longer one are chosen, at most: what decides is among the first four."""
_FEWEST, _LEAST = 2, 0.45
"""Of these, all beyond the second have to share this much of the statement: it takes more to decide."""
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
    figure: bool

    def is_in(self, found: frozenset[str]) -> bool:
        return self.keys <= found or not self.meanings.isdisjoint(found)


class Nearest:
    """What a statement looks for, asked of one text after another."""

    def __init__(self, statement: Analysis, lexicon: Lexicon) -> None:
        self._wanted = tuple(_wanted(term) for term in statement.terms)
        self._names = tuple(frozenset(part for key in name for part in words(key)) for name in _full_names(statement))
        features = (each.keys | each.meanings for each in self._wanted)
        self._gist = Gist(frozenset[str]().union(*features, *self._names), lexicon)
        said = (each.keys | each.meanings for each in self._wanted if not each.figure)
        self._said = frozenset[str]().union(*said)
        self._dated = any(each.figure for each in self._wanted)

    def names(self, text: str) -> bool:
        """Whether a name of several words, or with another name or a date beside it, can stand in the text in full."""
        found = self._gist(text)
        return any(keys <= found for keys in self._names)

    def touches(self, text: str) -> bool:
        """Whether the text may have a name or word of the statement, or a date or number beside one of its own."""
        return not self._said.isdisjoint(self._gist(text)) or (self._dated and may_date_or_count(text))

    def choose(self, texts: Sequence[str], around: str) -> list[int]:
        """The numbers of the texts of a passage that share most with the statement, six of many, in their order.

        `around` is what stands over all of them. Of equals the first are chosen.
        """
        if len(texts) <= _SHORT:
            return list(range(len(texts)))
        above = self._gist(around)
        least = [_AROUND if each.is_in(above) else 0.0 for each in self._wanted]
        scores: list[float] = []
        before: frozenset[str] = frozenset()
        for text in texts:
            found = self._gist(text)
            scores.append(sum(_share(w, low, found, before) for w, low in zip(self._wanted, least, strict=True)))
            before = found
        best = sorted(range(len(texts)), key=lambda number: (-scores[number], number))[:_MOST]
        enough = _LEAST * sum(each.weight for each in self._wanted)
        return sorted(n for place, n in enumerate(best) if place < _FEWEST or scores[n] >= enough)


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
        return _Wanted(frozenset(words(term.text.lower())), frozenset(), _FIGURE, figure=True)
    keys = frozenset(part for key in term.keys for part in words(key))
    meanings = frozenset(f"#{name}" for name, _ in term.senses) | (term.also if term.seat else frozenset())
    return _Wanted(keys, meanings, weight(term), figure=False)


def _full_names(statement: Analysis) -> list[frozenset[str]]:
    """The keys of names that another sentence may complete: of several words, beside another name, behind a date."""
    names = [term.keys for term in statement.terms if term.kind == "name" and len(term.keys) > 1]
    terms = [term for term in statement.terms if term.kind in {"name", "word"}]
    names += [a.keys | b.keys for a, b in pairwise(terms) if a.kind == b.kind == "name"]
    dated = {term.place + 1 for term in statement.terms if term.when}
    return names + [term.keys for term in statement.terms if term.kind == "name" and term.place in dated]
