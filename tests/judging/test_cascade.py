"""When the entailment model is asked, what it may decide, and what it makes of odd texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import refcheck
from refcheck.errors import UsageError
from refcheck.judging.cascade import Cascade
from refcheck.judging.entailment import Entailment, Model, shipped

REWORDED = "The council gave the green light to the new tram line on Monday."
OPENED = "The library was opened on 10 April 1979."


class Asked(Model):
    """The shipped model, with what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []

    def read(self, pairs: Sequence[tuple[str, str]]) -> tuple[Entailment, ...]:
        self.pairs += pairs
        return shipped().read(pairs)


def judged(statement: str, page: str) -> list[tuple[str, str]]:
    model = Asked()
    refcheck.check(statement, [page], judge=Cascade(model=model))
    return model.pairs


def test_what_the_rules_decide_is_not_asked() -> None:
    assert judged("The library opened in 1979.", OPENED) == []
    assert judged("The library opened in 1978.", OPENED) == []


def test_what_the_rules_leave_open_is_asked_with_what_the_page_is_about() -> None:
    assert judged("The council approved the tram line.", f"Tarn council meeting. {REWORDED}") == [
        ("The council approved the tram line.", f"Tarn council meeting. {REWORDED}"),
    ]


@pytest.mark.parametrize(
    ("statement", "page"),
    [
        pytest.param("The council did not approve the tram line.", REWORDED, id="a denial"),
        pytest.param("The council approved the tram line in 2019.", REWORDED, id="a date that the page does not give"),
        pytest.param("The council approved the tram line.", f"“{REWORDED}”, said a critic.", id="somebody's words"),
        pytest.param("The library opened in 1979.", "Tickets are sold on Sundays.", id="nothing of the kind"),
    ],
)
def test_what_it_may_not_decide_is_not_asked(statement: str, page: str) -> None:
    assert judged(statement, page) == []


def test_probabilities_sum_to_one_and_do_not_depend_on_company() -> None:
    pair = ("The library opened in 1979.", OPENED)
    others = [(f"Statement {n} about the library.", OPENED * (n % 3 + 1)) for n in range(20)]

    alone = Model().read([pair])[0]
    among = Model().read([*others, pair])[-1]

    assert alone.supported + alone.refuted + alone.not_enough == pytest.approx(1.0, abs=1e-5)
    assert among.supported == pytest.approx(alone.supported, abs=0.02)
    assert alone.supported > 0.5


def test_lone_surrogates_and_endless_texts_are_read() -> None:
    for odd in ("\ud83d", "a " * 20_000, ""):
        assert shipped().read([(odd, odd)])[0].supported >= 0


def test_a_folder_without_a_model_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"model\.onnx, tokenizer\.json, model\.json missing; or use --judge rules"):
        Model(tmp_path).read([("a", "b")])
