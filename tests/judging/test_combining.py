"""Trees as plain numbers: how they are walked, and what comes out."""

from __future__ import annotations

import json
import math
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.judging.combining import Combiner, shipped

SPLIT = ((0, 0.5, 1, 2, True), (-1, 2.0, 0, 0, False), (-1, -2.0, 0, 0, False))
NOTHING = ((-1, 0.0, 0, 0, False),)
ONE = Combiner(("share",), (0.0, 0.0, 0.0), ((SPLIT, NOTHING, NOTHING),))
FIGURES = sorted(set(shipped()["model"].features))


def test_a_figure_goes_left_up_to_the_threshold() -> None:
    assert ONE({"share": 0.5}).supported == pytest.approx(math.exp(2) / (math.exp(2) + 2), abs=1e-6)
    assert ONE({"share": 0.6}).supported == pytest.approx(math.exp(-2) / (math.exp(-2) + 2), abs=1e-6)


def test_a_missing_figure_goes_where_the_tree_sends_it() -> None:
    assert ONE({}) == ONE({"share": math.nan}) == ONE({"share": 0.0})


def test_the_start_is_what_is_known_before_any_figure() -> None:
    even = Combiner((), (0.0, 0.0, math.log(2)), ())({})
    assert (even.supported, even.refuted, even.not_enough) == (0.25, 0.25, 0.5)


@given(st.dictionaries(st.sampled_from(FIGURES), st.floats(-50, 50) | st.just(math.nan)))
def test_whatever_is_measured_gives_probabilities(figures: dict[str, float]) -> None:
    for combiner in shipped().values():
        scores = combiner(figures)
        assert min(scores.supported, scores.refuted, scores.not_enough) >= 0
        assert scores.supported + scores.refuted + scores.not_enough == pytest.approx(1)


def test_the_one_for_rules_asks_for_nothing_of_the_model() -> None:
    assert not [name for name in shipped()["rules"].features if name.startswith("model.")]


def test_the_shipped_numbers_name_only_what_is_measured() -> None:
    held = json.loads((files("refcheck.judging") / "model" / "combiner.json").read_text(encoding="utf-8"))
    for row in held["combiners"].values():
        features = {node[0] for trees in row["rounds"] for tree in trees for node in tree}
        assert features <= {-1, *range(len(row["features"]))}
