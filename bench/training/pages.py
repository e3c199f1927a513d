"""Whole pages as retrieval serves them: windows of sentences, ranked for a statement by BM25."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "and",
        "or",
        "but",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "by",
        "with",
        "as",
        "that",
        "this",
        "it",
        "its",
        "from",
        "his",
        "her",
        "their",
        "he",
        "she",
        "they",
        "has",
        "have",
        "had",
        "not",
        "which",
        "who",
        "also",
    ]
)


def words(text: str) -> list[str]:
    """Split into lower-case content words, crudely stemmed."""
    return [
        re.sub(r"(?:ing|ed|es|s)$", "", w) if len(w) > 4 else w for w in _WORD.findall(text.lower()) if w not in _STOP
    ]


def plain(sentence: str) -> str:
    """Strip the marks that WiCE puts on titles and metadata."""
    return re.sub(r"^(?:\(meta data\) (?:TITLE|AUTHOR|PUBLISHER|DATE): |#+ )", "", sentence).strip()


def windows(sentences: Sequence[str], size: int = 3, limit: int = 110) -> list[tuple[str, frozenset[int]]]:
    """Return each sentence with up to `size - 1` following ones, at most `limit` words, and their numbers."""
    found = []
    for start in range(len(sentences)):
        text, numbers = plain(sentences[start]), {start}
        for following in range(start + 1, min(start + size, len(sentences))):
            longer = f"{text} {plain(sentences[following])}"
            if len(longer.split()) > limit:
                break
            text, numbers = longer, numbers | {following}
        found.append((text, frozenset(numbers)))
    return found


class Ranker:
    """BM25 (Robertson and Zaragoza, 2009; k1 = 1.2, b = 0.6) over a fixed list of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.counts = [Counter(words(t)) for t in texts]
        self.lengths = [sum(c.values()) for c in self.counts]
        self.mean = max(1.0, sum(self.lengths) / max(1, len(texts)))
        spread = Counter(w for c in self.counts for w in c)
        self.weight = {w: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for w, n in spread.items()}
        self.postings: dict[str, list[int]] = {}
        for number, count in enumerate(self.counts):
            for word in count:
                self.postings.setdefault(word, []).append(number)

    def top(self, query: str, k: int, commonest: int = 100_000) -> list[int]:
        """Return the numbers of the k best texts, best first; words in more than `commonest` texts are skipped."""
        scores: dict[int, float] = {}
        for word in set(words(query)):
            postings = self.postings.get(word, ())
            if len(postings) > commonest:
                continue
            for number in postings:
                n = self.counts[number][word]
                norm = n + 1.2 * (0.4 + 0.6 * self.lengths[number] / self.mean)
                scores[number] = scores.get(number, 0.0) + self.weight[word] * n * 2.2 / norm
        return sorted(scores, key=lambda i: (-scores[i], i))[:k]
