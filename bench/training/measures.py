"""The figures by which a judge of pairs is compared: plain numpy, no library of metrics."""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def softmax(logits: Array) -> Array:
    """Turn logits into probabilities."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Array = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def macro_f1(gold: Array, guess: Array, classes: int = 3) -> float:
    """Mean of the F1 of each class."""
    scores = []
    for c in range(classes):
        hit = float(((gold == c) & (guess == c)).sum())
        scores.append(2 * hit / max(1.0, float((gold == c).sum() + (guess == c).sum())))
    return float(np.mean(scores))


def forced(gold: Array, probabilities: Array) -> float:
    """Accuracy where only supported and refuted are allowed."""
    return float((probabilities[:, :2].argmax(1) == gold).mean())


def balanced(truth: Array, guess: Array) -> float:
    """Mean of the recalls of both sides of a yes/no question."""
    return float(((guess & truth).sum() / truth.sum() + (~guess & ~truth).sum() / (~truth).sum()) / 2)


def best_threshold(truth: Array, score: Array) -> tuple[float, float]:
    """Return (balanced accuracy, threshold) of the best cut; optimistic, since it is chosen on the same rows."""
    return max((balanced(truth, score >= t), float(t)) for t in np.unique(score))


def area(truth: Array, score: Array) -> float:
    """Area under the ROC curve by ranks (Mann and Whitney)."""
    order = score.argsort(kind="stable")
    ranks = np.empty(len(score))
    ranks[order] = np.arange(1, len(score) + 1)
    for value in np.unique(score):
        same = score == value
        ranks[same] = ranks[same].mean()
    n, m = truth.sum(), (~truth).sum()
    return float((ranks[truth].sum() - n * (n + 1) / 2) / (n * m))


def calibration_error(gold: Array, probabilities: Array, bins: int = 10) -> float:
    """Expected calibration error of the top class over equal-width bins (Guo et al., 2017)."""
    top, right = probabilities.max(1), probabilities.argmax(1) == gold
    place = np.minimum((top * bins).astype(int), bins - 1)
    return float(sum(abs(top[place == b].mean() - right[place == b].mean()) * (place == b).mean() for b in set(place)))


def fit_temperature(gold: Array, logits: Array) -> float:
    """Return the temperature that makes the gold labels likeliest (grid of 2 % steps, 0.3 to 5)."""
    grid = np.exp(np.arange(np.log(0.3), np.log(5), 0.02))
    rows = np.arange(len(gold))
    losses = [-np.log(softmax(logits / t)[rows, gold] + 1e-12).mean() for t in grid]
    return float(grid[int(np.argmin(losses))])
