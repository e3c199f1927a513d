"""Which sentences of a passage are worth reading in full for a statement: those that share most with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from refcheck.judging.alignment import weight
from refcheck.language.gist import Gist, parts, words
from refcheck.language.lexicon import Lexicon
from refcheck.language.terms import Analysis, Term

_SHORT = 8
"""Of a passage with no more sentences than this all are chosen, where the page has few."""
_MOST, _MOST_LIKELY = 6, 4
"""How many sentences of a longer one are chosen, at most, also by the rules alone: what decides is among the first."""
_FEWEST, _LEAST = 2, 0.45
"""Of these, all beyond the second have to share this much of the statement: it takes more to decide."""
_LIKELY = 0.6
"""By the rules alone the second has to share the least, and all beyond it this much: of 1,700 sentences of long
passages none that shares less has decided."""
_SHORT_PAGE = 24
"""On a page with no more sentences than this all of a short passage are chosen by the rules alone, too."""
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
    """What a statement looks for, asked of one text after another; `gist` tells which of it a text may have."""

    def __init__(self, statement: Analysis, lexicon: Lexicon) -> None:
        self._wanted = tuple(_wanted(term) for term in statement.terms)
        features = (each.keys | each.meanings for each in self._wanted)
        self.gist = Gist(frozenset[str]().union(*features), lexicon)

    def choose(self, texts: Sequence[str], around: str, *, of_page: int = 0) -> list[int]:
        """The numbers of the texts of a passage that share most with the statement, at most six, in their order.

        `around` is what stands over all of them. Of equals the first are chosen. With `of_page`, how many sentences the
        page's passages have between them, they are four at most, and share enough to decide, but for the first.
        """
        if len(texts) <= (1 if of_page > _SHORT_PAGE else _SHORT):
            return list(range(len(texts)))
        above = self.gist(around)
        over = [_AROUND if each.is_in(above) else 0.0 for each in self._wanted]
        known: dict[tuple[frozenset[str], frozenset[str]], float] = {}
        scores: list[float] = []
        before: frozenset[str] = frozenset()
        for found in self.gist.of_each(texts):
            score = known.get((found, before))
            if score is None:
                score = sum(_share(w, low, found, before) for w, low in zip(self._wanted, over, strict=True))
                known[found, before] = score
            scores.append(score)
            before = found
        best = sorted(range(len(texts)), key=lambda number: (-scores[number], number))
        best = best[: _MOST_LIKELY if of_page else _MOST]
        most = sum(each.weight for each in self._wanted)
        least = [0.0, _LEAST] if of_page else [0.0] * _FEWEST
        least += [_LIKELY if of_page else _LEAST] * (len(best) - len(least))
        return sorted(n for n, share in zip(best, least, strict=False) if scores[n] >= share * most)


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
    meanings = frozenset(f"#{name}" for name, _ in term.senses) | (term.also if term.seat else frozenset())
    return _Wanted(parts(term.keys), meanings, weight(term))
