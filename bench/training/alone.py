"""What a statement gives away of its label by itself, so that neither model nor weighing learn it from there.

Whoever writes statements for training has habits: of those written with a "not" three in four are borne out, with a
"because" three in four are left open. A bag of words that sees no passage is right for 0.61 of the written validation
part, where the largest class is 0.42, and for 0.69 of the FEVER pairs, where it is 0.50. The model is therefore trained
together with what these words say (a product of both, after He, Zha and Wang, "Unlearn dataset bias in natural language
inference by fitting the residual", 2019), and used without; examples of the weighing count the more, the less their
label was to be expected.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline

_LEAST, _MOST = 0.3, 2.0


def probabilities(claims: Sequence[str], labels: np.ndarray, passages: Sequence[str]) -> np.ndarray:
    """Return three probabilities for each statement, (n, 3), by its words alone, learned from other passages' ones."""
    found = np.zeros((len(claims), 3), np.float32)
    for seen, left in GroupKFold(5).split(claims, labels, passages):
        words = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), min_df=3, lowercase=False), LogisticRegression(C=3, max_iter=300)
        )
        words.fit([claims[n] for n in seen], labels[seen])
        found[np.ix_(left, words.classes_)] = words.predict_proba([claims[n] for n in left])
    return found


def lift(expected: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return how many times likelier the words make each label than it is among all, (n, 3); 1 where none has it."""
    share = np.bincount(labels, minlength=3) / len(labels)
    return np.where(share > 0, np.clip(expected / np.maximum(share, 1e-9), 0.1, 10), 1).astype(np.float32)


def weights(claims: Sequence[str], labels: np.ndarray, passages: Sequence[str]) -> np.ndarray:
    """Return how much each statement is to count, (n,), so that labels follow less from the words: 1 in the mean."""
    lifted = lift(probabilities(claims, labels, passages), labels)[np.arange(len(labels)), labels]
    counts: np.ndarray = np.clip(1 / lifted, _LEAST, _MOST)
    return counts / counts.mean()
