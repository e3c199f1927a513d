"""Compared facts, shared words and the entailment model's readings of a page to three calibrated probabilities.

Gradient-boosted trees (Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", 2001), fitted outside
of the package and shipped as plain numbers in `model/combiner.json`; the figures of a page that was not read by the
model are missing, which the trees know how to handle.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from refcheck.model import Scores

_FILE = Path(__file__).with_name("model") / "combiner.json"

Node = tuple[int, float, int, int, bool]
"""(feature, threshold, left, right, whether a missing figure goes left); a leaf has the feature -1 and its value."""


@dataclass(frozen=True, slots=True)
class Combiner:
    """Trees for each of supported, refuted, not enough evidence; `features` names the figures in their order."""

    features: tuple[str, ...]
    start: tuple[float, float, float]
    rounds: tuple[tuple[tuple[Node, ...], ...], ...]

    def __call__(self, figures: Mapping[str, float]) -> Scores:
        """The probabilities of a page with these figures; one that is not there counts as missing."""
        row = [figures.get(name, math.nan) for name in self.features]
        raw = list(self.start)
        for trees in self.rounds:
            for number, tree in enumerate(trees):
                raw[number] += _leaf(tree, row)
        top = max(raw)
        shares = [math.exp(value - top) for value in raw]
        supported, refuted = (round(share / sum(shares), 6) for share in shares[:2])
        return Scores(supported, refuted, round(1 - supported - refuted, 6))


def _leaf(tree: Sequence[Node], row: Sequence[float]) -> float:
    feature, value, left, right, missing_left = tree[0]
    while feature >= 0:
        figure = row[feature]
        goes_left = missing_left if figure != figure else figure <= value  # noqa: PLR0124 - NaN is a missing figure
        feature, value, left, right, missing_left = tree[left if goes_left else right]
    return value


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Combiner]:
    """The combiners that come with the package: "model", and "rules" for pages that the model has not read."""
    return from_numbers(json.loads(_FILE.read_text(encoding="utf-8"))["combiners"])


def from_numbers(held: Mapping[str, Mapping[str, list[object]]]) -> Mapping[str, Combiner]:
    """Combiners by name, from what is shipped as JSON."""
    return {name: _combiner(row) for name, row in held.items()}


def _combiner(row: Mapping[str, list[object]]) -> Combiner:
    rounds = tuple(
        tuple(tuple(tuple(node) for node in tree) for tree in trees)  # type: ignore[attr-defined]
        for trees in row["rounds"]
    )
    first, second, third = (float(str(value)) for value in row["start"])
    return Combiner(tuple(str(name) for name in row["features"]), (first, second, third), rounds)
