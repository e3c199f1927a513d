"""The sentences of a page's passages, ordered by what they share with a statement, and how much they share together.

Source of the ranking function: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from refcheck.collector import forgotten_with_its_page
from refcheck.judging.rules import pieces
from refcheck.language.lexicon import lexicon, stem
from refcheck.language.tokens import Words
from refcheck.model import Candidate, Document

_TOKEN = Words(r"[^\W\d_][^\W_]+|(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[^\W_]+")
_K1, _B = 1.2, 0.6
_MOST_ROOTS = 16_000
_LEAST = 0.3
"""What a word counts at least, however many sentences of the page have it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence of a candidate passage, before anything is made of it."""

    candidate: Candidate
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Relevance:
    """What the sentences of a page share with a statement; `order` has their numbers, the most relevant first.

    `scores` and all shares are parts of the most that a sentence could reach, from 0 to about 1.
    """

    spoken: tuple[Spoken, ...]
    order: tuple[int, ...]
    scores: tuple[float, ...]
    _weights: dict[str, float]
    _words: tuple[Collection[str], ...]
    _page: frozenset[str]

    def share(self, numbers: Iterable[int]) -> float:
        """The share of the statement's words, the rarer the heavier, that these sentences have between them."""
        return self._share(frozenset[str]().union(*(self._words[n] for n in numbers)))

    def share_of_page(self) -> float:
        """The share of the statement's words that stand anywhere on the page."""
        return self._share(self._page)

    def has_nothing_of(self, text: str) -> bool:
        """Whether no word of the text stands anywhere on the page or in its title."""
        return self._page.isdisjoint(_counts(text))

    def missing(self, words: Iterable[str], numbers: Iterable[int] | None = None) -> int:
        """How many of these words stand in none of the sentences, or (without `numbers`) nowhere on the page."""
        found = self._page if numbers is None else frozenset[str]().union(*(self._words[n] for n in numbers))
        return sum(word not in found for word in words)

    @property
    def wanted(self) -> int:
        """How many different words of the statement are looked for."""
        return len(self._weights)

    def _share(self, found: frozenset[str]) -> float:
        return sum(weight for word, weight in self._weights.items() if word in found) / sum(self._weights.values())


def relevance(statement: str, candidates: Sequence[Candidate]) -> Relevance:
    """The relevance of the sentences of one page's candidates to a statement."""
    spoken = _spoken(candidates)
    counts = [_counts(each.text) for each in spoken]
    spread = Counter(chain.from_iterable(counts))
    total = len(spoken)
    wanted = tuple(dict.fromkeys(_counts(statement)))
    weights = {w: math.log(1 + (total - spread[w] + 0.5) / (spread[w] + 0.5)) + _LEAST for w in wanted}
    weights = weights or {"": 1.0}
    lengths = [count.total() for count in counts]
    mean = sum(lengths) / total or 1.0 if total else 1.0
    most = sum(weights.values())
    scores = tuple(
        sum(weights[w] * count[w] * (_K1 + 1) / (count[w] + _norm(size / mean)) for w in wanted if w in count) / most
        if not count.keys().isdisjoint(wanted)
        else 0.0
        for count, size in zip(counts, lengths, strict=True)
    )
    order = tuple(sorted(range(total), key=lambda n: (-scores[n], n)))
    page = _words_of(candidates[0].document, spoken, counts) if candidates else frozenset()
    return Relevance(spoken, order, scores, weights, tuple(counts), page)


def figures_and_names(statement: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a statement that begin with a digit, and those that begin with a capital letter."""
    tokens = [t for t in _TOKEN.findall(statement) if t.lower() not in lexicon().words["empty"]]
    figures = frozenset(stem(t.lower()) for t in tokens if t[0].isdigit())
    return figures, frozenset(stem(t.lower()) for t in tokens if t[0].isupper())


def _spoken(candidates: Sequence[Candidate]) -> tuple[Spoken, ...]:
    found = {
        (start, end, text): Spoken(candidate, start, end, text)
        for candidate in candidates
        for start, end, text in pieces(candidate.document, candidate.passage)
    }
    return tuple(found[place] for place in sorted(found))


def _words_of(document: Document, spoken: Sequence[Spoken], counts: Sequence[Counter[str]]) -> frozenset[str]:
    """The words of a page and its title; those of its sentences are told apart already, where white space ends them."""
    text = document.text
    rest, known, done = [document.title, document.source.title], list[Counter[str]](), 0
    for each, count in zip(spoken, counts, strict=True):
        told = each.text == text[each.start : each.end] and each.start >= done
        if told and not (text[each.start - 1 : each.start] + text[each.end : each.end + 1]).strip():
            rest.append(text[done : each.start])
            known.append(count)
            done = each.end
    rest.append(text[done:])
    return frozenset[str]().union(_counts(" ".join(rest)), *known)


@lru_cache(maxsize=20_000)
def _counts(text: str) -> Counter[str]:
    counts = Counter(map(_roots().__getitem__, _TOKEN.findall(text.lower())))
    del counts[""]
    return counts


forgotten_with_its_page(_counts.cache_clear)


class _Roots(dict[str, str]):
    """The stems of words, worked out when first asked for; empty for those that say nothing."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_ROOTS:
            self.clear()
        found = self[word] = "" if word in lexicon().words["empty"] else stem(word)
        return found


@lru_cache(maxsize=1)
def _roots() -> _Roots:
    return _Roots()


def _norm(length: float) -> float:
    return _K1 * (1 - _B + _B * length)
