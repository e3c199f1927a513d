"""Which sentences of a passage are worth reading in full for a statement: those that share most with it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

from refcheck.judging.alignment import weight
from refcheck.language.gist import Gist, parts, words
from refcheck.language.lexicon import Lexicon
from refcheck.language.terms import Analysis, Term

_SHORT = 8
"""Of a passage with no more sentences than this all are chosen, where the page has few."""
_MOST, _MOST_LIKELY = 6, 3
"""How many sentences of a longer one are chosen, at most, also where only those that may decide are asked for."""
_FEWEST, _LEAST = 2, 0.45
"""Of these, all beyond the second have to share this much of the statement: it takes more to decide."""
_LIKELY = 0.65
"""How much of the statement a sentence other than the nearest is to have itself, not only around it, to be read: of 60
in 24,000 that decide with less than this and otherwise than the nearest three did so rightly."""
_SHORT_PAGE = 24
"""On a page with no more sentences than this all of a short passage are read, whatever they share."""
_RARE = 0.3
"""How much a term counts at least for which sentence is the nearest, however many have it."""
_FIGURE = 0.5
"""How much a date or number counts beside a word: that it stands there says less than what is said of it."""
_AROUND, _BEFORE, _PART = 0.7, 0.6, 0.5
"""What is left of a term that stands in the title or label, in the sentence before, or only in part."""
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A term to be looked for: all of its keys, or any of its meanings; a name itself only by its `seats` of these."""

    keys: frozenset[str]
    meanings: frozenset[str]
    weight: float
    seats: frozenset[str]

    def is_in(self, found: frozenset[str]) -> bool:
        return self.keys <= found or not self.meanings.isdisjoint(found)


class Nearest:
    """What a statement looks for, asked of one text after another; `gist` tells which of it a text may have."""

    def __init__(self, statement: Analysis, lexicon: Lexicon) -> None:
        self._wanted = tuple(_wanted(term) for term in statement.terms)
        features = (each.keys | each.meanings for each in self._wanted)
        self._weights = tuple(each.weight for each in self._wanted)
        self.gist = Gist(frozenset[str]().union(*features), lexicon)

    def choose(self, texts: Sequence[str], around: str) -> list[int]:
        """The numbers of the texts of a passage that share most with the statement, at most six, in their order.

        `around` is what stands over all of them. Of equals the first are chosen.
        """
        if len(texts) <= _SHORT:
            return list(range(len(texts)))
        scores = [sum(row) for row in self._shares(texts, around)]
        best = sorted(range(len(texts)), key=lambda number: (-scores[number], number))[:_MOST]
        least = _LEAST * sum(self._weights)
        return sorted(n for place, n in enumerate(best) if place < _FEWEST or scores[n] >= least)

    def likely(self, texts: Sequence[str]) -> tuple[int, list[int]]:
        """The nearest text of a passage, and in their order those of the others that may decide, at most three.

        Nearest is what has most of the terms itself, of which each counts the more the fewer of the texts have it; of
        equals the first.
        """
        gists = self.gist.of_each(texts)
        often = Counter(gists)
        own = {found: self._own(found) for found in often}
        spread = [sum(often[found] for found, row in own.items() if row[n]) for n in range(len(self._wanted))]
        rarity = [math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) + _RARE for n in spread]
        near = {found: sum(map(mul, row, rarity)) for found, row in own.items()}
        nearest = max(range(len(texts)), key=lambda number: (near[gists[number]], -number))
        least = _LIKELY * sum(self._weights)
        enough = {found: share for found, row in own.items() if (share := sum(row)) >= least}
        likely = [number for number, found in enumerate(gists) if found in enough and number != nearest]
        return nearest, sorted(sorted(likely, key=lambda number: (-enough[gists[number]], number))[:_MOST_LIKELY])

    def _own(self, found: frozenset[str]) -> list[float]:
        """The weights of the terms that a text of this gist has itself, 0 for the others."""
        # A name counts only by its seats, without what its words mean: Green Day is no "day".
        return [w.weight if w.keys <= found or not w.seats.isdisjoint(found) else 0.0 for w in self._wanted]

    def _shares(self, texts: Sequence[str], around: str) -> list[tuple[float, ...]]:
        """How much of each term that is wanted the texts have."""
        above = self.gist(around)
        over = [_AROUND if each.is_in(above) else 0.0 for each in self._wanted]
        known: dict[tuple[frozenset[str], frozenset[str]], tuple[float, ...]] = {}
        rows: list[tuple[float, ...]] = []
        before: frozenset[str] = frozenset()
        for found in self.gist.of_each(texts):
            row = known.get((found, before))
            if row is None:
                row = tuple(_share(w, low, found, before) for w, low in zip(self._wanted, over, strict=True))
                known[found, before] = row
            rows.append(row)
            before = found
        return rows


def is_short(texts: int, of_page: int) -> bool:
    """Whether all of so many sentences are to be read by the rules, on a page whose passages have so many together."""
    return texts <= (1 if of_page > _SHORT_PAGE else _SHORT)


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
        return _Wanted(frozenset(words(term.text.lower())), _NONE, _FIGURE, _NONE)
    seats = term.also if term.seat else _NONE
    meanings = frozenset(f"#{name}" for name, _ in term.senses) | seats
    return _Wanted(parts(term.keys), meanings, weight(term), seats if term.kind == "name" else meanings)
