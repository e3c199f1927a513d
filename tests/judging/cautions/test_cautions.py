"""What turns the sense of the words around it is not overruled by the model, and is told."""

from __future__ import annotations

import pytest

import refcheck
from refcheck.model import Verdict


@pytest.mark.parametrize(
    ("statement", "page"),
    [
        ("The river rises in Austria.", "The river rises in Germany and flows through Austria, Slovakia and Hungary."),
        (
            "It was run by Jesuits from 1820.",
            "Founded by Jesuits in 1591, it was run by nuns from 1820.",
        ),
        ("Spain beat Italy.", "Italy lost 2-1 to Spain in the final."),
        ("Hans Veit coaches the team.", "The team is coached by Per Lund, who replaced Hans Veit in 2019."),
        ("The fair is held every year.", "The fair is held every two years in May."),
    ],
)
def test_the_model_does_not_overrule_what_is_said_of_another_in_the_same_words(statement: str, page: str) -> None:
    assert refcheck.check(statement, [page]).verdict is Verdict.NOT_ENOUGH


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("Lena Kord plays the piano.", Verdict.SUPPORTED),
        ("Max Ebel plays the piano.", Verdict.NOT_ENOUGH),
        ("Oda Rist plays the violin.", Verdict.NOT_ENOUGH),
        ("Lena Kord plays the violin.", Verdict.NOT_ENOUGH),
    ],
)
def test_what_stands_in_brackets_behind_one_is_not_said_of_another(statement: str, verdict: Verdict) -> None:
    page = "The trio consists of Lena Kord (piano), Max Ebel (violin) and Oda Rist (cello)."

    assert refcheck.check(statement, [page]).verdict is verdict


def test_a_caution_says_what_stands_in_the_way() -> None:
    page = "The lifeboat did not leave until the fog had lifted."

    judgement = refcheck.check("The lifeboat never left.", [page], judge="rules")

    assert judgement.reason.endswith("the page denies it within bounds only: “not leave until”")


@pytest.mark.parametrize(
    ("statement", "page"),
    [
        (
            "Nora Lind was born on 3 June 1901.",
            "Nora Lind (born 3 May 1901 in Bergen; died 1970) was a Norwegian potter.",
        ),
        ("Orla Finn is an Irish sculptor.", "Orla Finn (born 2 March 1950) is a Scottish sculptor and engraver."),
    ],
)
def test_the_model_may_contradict_where_only_other_words_stand_between(statement: str, page: str) -> None:
    assert refcheck.check(statement, [page]).verdict is Verdict.REFUTED
