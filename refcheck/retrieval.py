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
from refcheck.language.tokens import Words
from refcheck.language.vocabulary import candidates
from refcheck.model import Candidate, Document, PassageKind

_TOKEN = Words(r"[^\W_]{2,}|(?:[^\W\d_]\.){2,}|[^\W_]")
_K1, _B = 1.2, 0.6
_NAME, _FIGURE, _WORD, _MEANING = 2.0, 1.5, 1.0, 0.6
_HEADING_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Index:
    """A document's passages by the words that stand in them and over them; built once, asked for every claim.

    `counts` tells how often each passage has a word, in parts where the word stands over it or in a heading. What a
    word means is looked up when a statement asks for it.
    """

    document: Document
    counts: tuple[Mapping[str, float], ...]
    lengths: tuple[float, ...]
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
            token: sought & _features(token, self.lexicon)
            for token in candidates(sought, self.vocabulary, self.lexicon)
        }
        found: list[dict[str, float]] = []
        for counts in self.counts:
            own: dict[str, float] = {}
            for token in means.keys() & counts.keys():
                for feature in means[token]:
                    own[feature] = own.get(feature, 0.0) + counts[token]
            found.append(own)
        return found


def index(document: Document, lexicon: Lexicon) -> Index:
    """The index of a document."""
    counts: list[Mapping[str, float]] = []
    lengths: list[float] = []
    for passage in document.passages:
        tokens = _TOKEN.findall(document.quote(passage))
        own: Counter[str] | dict[str, float] = Counter(tokens)
        if around := _TOKEN.findall(" ".join((passage.heading, *(cell.header for cell in passage.cells)))):
            own = {**own}
            for token, times in Counter(around).items():
                own[token] = own.get(token, 0) + _HEADING_SHARE * times
        if passage.kind is PassageKind.HEADING:
            own = {token: count * _HEADING_SHARE for token, count in own.items()}
        counts.append(own)
        lengths.append(len(tokens) + 4.0)
    return Index(document, tuple(counts), tuple(lengths), frozenset().union(*counts), lexicon)


@lru_cache(maxsize=100_000)
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
            for part in _TOKEN.findall(term.text):
                wanted[stem(part.lower())] = _FIGURE
        elif term.kind == "name":
            wanted |= dict.fromkeys(sorted(term.keys), _NAME)
        elif not term.empty:
            wanted |= dict.fromkeys(sorted(term.keys), _WORD / 2 if term.light else _WORD)
        for name, _ in sorted(term.senses):
            wanted.setdefault(f"#{name}", _MEANING)
    return wanted
