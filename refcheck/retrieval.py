"""A statement and a document to the passages that matter: BM25 over stems, meanings and names.

Source of the ranking function: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from refcheck.language.lexicon import Lexicon, fold_name, stem
from refcheck.language.terms import Analysis
from refcheck.language.tokens import Runs, runs, runs_of
from refcheck.language.vocabulary import candidates
from refcheck.model import Candidate, Document, Passage, PassageKind

_K1, _B = 1.2, 0.6
_NAME, _FIGURE, _WORD, _MEANING = 2.0, 1.5, 1.0, 0.6
_HEADING_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Index:
    """A document's passages by the words that stand in them and over them; built once, asked for every claim.

    `lengths` tells how many words each passage has, `above` over which of them a text stands. How often they have what
    a statement asks for is looked up when it does.
    """

    document: Document
    words: Runs
    lengths: tuple[float, ...]
    above: Mapping[str, tuple[int, ...]]
    vocabulary: frozenset[str]
    lexicon: Lexicon

    def rank(self, statement: Analysis, top_k: int) -> tuple[Candidate, ...]:
        """The `top_k` passages that match the statement best, best first; passages without any match are left out."""
        wanted = _wanted(statement)
        found = self._counted(wanted)
        total = len(found)
        spread = Counter(feature for counts in found for feature in counts)
        rarity = {feature: math.log(1 + (total - n + 0.5) / (n + 0.5)) + 0.1 for feature, n in spread.items()}
        mean = sum(self.lengths) / total if total else 1.0
        scored: list[tuple[float, int]] = []
        for number, counts in enumerate(found):
            if not counts:
                continue
            score = 0.0
            norm = _K1 * (1 - _B + _B * self.lengths[number] / mean)
            for feature, weight in wanted.items():
                if count := counts.get(feature):
                    score += weight * rarity[feature] * count * (_K1 + 1) / (count + norm)
            scored.append((score, number))
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return tuple(Candidate(self.document, self.document.passages[n], s) for s, n in scored[: max(top_k, 0)])

    def _counted(self, wanted: Mapping[str, float]) -> list[dict[str, float]]:
        """How often each passage has what is wanted."""
        sought = frozenset(wanted)
        means = {
            token: features
            for token in candidates(sought, self.vocabulary, self.lexicon)
            if (features := sought & _features(token, self.lexicon))
        }
        found: list[dict[str, float]] = []
        for number, passage in enumerate(self.document.passages):
            counts: dict[str, float] = {}
            share = self._share(number)
            for token in filter(means.__contains__, self.words.within(passage.start, passage.end)):
                _add(counts, means[token], share)
            found.append(counts)
        for above, numbers in self.above.items():
            for token in filter(means.__contains__, runs(above)):
                for number in numbers:
                    _add(found[number], means[token], self._share(number) * _HEADING_SHARE)
        return found

    def _share(self, number: int) -> float:
        return _HEADING_SHARE if self.document.passages[number].kind is PassageKind.HEADING else 1.0


def _add(counts: dict[str, float], features: frozenset[str], share: float) -> None:
    for feature in features:
        counts[feature] = counts.get(feature, 0.0) + share


def index(document: Document, lexicon: Lexicon) -> Index:
    """The index of a document."""
    words = runs_of(document.text)
    lengths: list[float] = []
    vocabulary: set[str] = set()
    above: dict[str, list[int]] = {}
    for number, passage in enumerate(document.passages):
        tokens = words.within(passage.start, passage.end)
        vocabulary.update(tokens)
        lengths.append(len(tokens) + 4.0)
        if over := _above(passage):
            above.setdefault(over, []).append(number)
    for over in above:
        vocabulary.update(runs(over))
    over_which = {over: tuple(numbers) for over, numbers in above.items()}
    return Index(document, words, tuple(lengths), over_which, frozenset(vocabulary), lexicon)


def _above(passage: Passage) -> str:
    """What stands over a passage: its headings, and those of its columns."""
    return " ".join((passage.heading, *(cell.header for cell in passage.cells))) if passage.cells else passage.heading


@lru_cache(maxsize=16_000)
def _features(token: str, lexicon: Lexicon) -> frozenset[str]:
    low = token.lower()
    if low in lexicon.words["empty"]:
        return frozenset()
    root = stem(low)
    features = [root, *(f"#{name}" for name, _ in lexicon.senses.get(root, ()))]
    if token[0].isupper():
        folded = fold_name(token)
        features += [alias.entity for alias in lexicon.aliases.get(folded, ()) if len(alias.words) == 1]
        if folded != root:
            features.append(folded)
    return frozenset(features)


def _wanted(statement: Analysis) -> dict[str, float]:
    """What to look for and how much it counts, in an order of its own: sums of weights must not depend on it."""
    wanted: dict[str, float] = {}
    for term in statement.terms:
        if term.when or term.amount:
            for part in runs(term.text):
                wanted[stem(part.lower())] = _FIGURE
        elif term.kind == "name":
            wanted |= dict.fromkeys(sorted(term.keys), _NAME)
        elif not term.empty:
            wanted |= dict.fromkeys(sorted(term.keys), _WORD / 2 if term.light else _WORD)
        for name, _ in sorted(term.senses):
            wanted.setdefault(f"#{name}", _MEANING)
    return wanted
