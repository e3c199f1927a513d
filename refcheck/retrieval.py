"""A statement and a document to the passages that matter: BM25 over stems, meanings and names.

Source of the ranking function: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from refcheck.language.lexicon import Lexicon, fold_name, stem
from refcheck.language.terms import Analysis
from refcheck.model import Candidate, Document, PassageKind

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+")
_K1, _B = 1.2, 0.6
_NAME, _FIGURE, _WORD, _MEANING = 2.0, 1.5, 1.0, 0.6
_HEADING_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Index:
    """A document's passages by what stands in them; built once, asked for every claim."""

    document: Document
    counts: tuple[Mapping[str, float], ...]
    lengths: tuple[float, ...]
    rarity: Mapping[str, float]

    def rank(self, statement: Analysis, top_k: int) -> tuple[Candidate, ...]:
        """The `top_k` passages that match the statement best, best first; passages without any match are left out."""
        wanted = _wanted(statement)
        mean = sum(self.lengths) / len(self.lengths) if self.lengths else 1.0
        scored: list[tuple[float, int]] = []
        for number, counts in enumerate(self.counts):
            score = 0.0
            norm = _K1 * (1 - _B + _B * self.lengths[number] / mean)
            for feature, weight in wanted.items():
                if count := counts.get(feature):
                    score += weight * self.rarity[feature] * count * (_K1 + 1) / (count + norm)
            if score > 0:
                scored.append((score, number))
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return tuple(Candidate(self.document, self.document.passages[n], s) for s, n in scored[: max(top_k, 0)])


def index(document: Document, lexicon: Lexicon) -> Index:
    """The index of a document."""
    counts: list[Mapping[str, float]] = []
    lengths: list[float] = []
    seen: Counter[str] = Counter()
    for passage in document.passages:
        own: dict[str, float] = {}
        size = _count(document.quote(passage), own, 1.0, lexicon)
        around = " ".join((passage.heading, *(cell.header for cell in passage.cells)))
        _count(around, own, _HEADING_SHARE, lexicon)
        if passage.kind is PassageKind.HEADING:
            own = {feature: count * _HEADING_SHARE for feature, count in own.items()}
        seen.update(own.keys())
        counts.append(own)
        lengths.append(size + 4.0)
    total = len(counts)
    rarity = {feature: math.log(1 + (total - n + 0.5) / (n + 0.5)) + 0.1 for feature, n in seen.items()}
    return Index(document, tuple(counts), tuple(lengths), rarity)


def _count(text: str, counts: dict[str, float], share: float, lexicon: Lexicon) -> float:
    tokens = _TOKEN.findall(text)
    for token, times in Counter(tokens).items():
        for feature in _features(token, lexicon):
            counts[feature] = counts.get(feature, 0.0) + share * times
    return float(len(tokens))


@lru_cache(maxsize=100_000)
def _features(token: str, lexicon: Lexicon) -> tuple[str, ...]:
    low = token.lower()
    if low in lexicon.words["empty"]:
        return ()
    root = stem(low)
    features = [root, *(f"#{name}" for name, _ in lexicon.senses.get(root, ()))]
    if token[0].isupper():
        folded = fold_name(token)
        features += [alias.entity for alias in lexicon.aliases.get(folded, ()) if len(alias.words) == 1]
        if folded != root:
            features.append(folded)
    return tuple(dict.fromkeys(features))


def _wanted(statement: Analysis) -> dict[str, float]:
    """What to look for and how much it counts, in an order of its own: sums of weights must not depend on it."""
    wanted: dict[str, float] = {}
    for term in statement.terms:
        if term.when or term.amount:
            for part in _TOKEN.findall(term.text):
                wanted[stem(part.lower())] = _FIGURE
        elif term.kind == "name":
            wanted |= dict.fromkeys(sorted(term.keys), _NAME)
        elif not term.empty:
            wanted |= dict.fromkeys(sorted(term.keys), _WORD / 2 if term.light else _WORD)
        for name, _ in sorted(term.senses):
            wanted.setdefault(f"#{name}", _MEANING)
    return wanted
