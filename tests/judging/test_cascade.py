"""When the entailment model is asked, what it may decide, and what it makes of odd texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import refcheck
from refcheck.errors import UsageError
from refcheck.judging.cascade import Cascade
from refcheck.judging.combining import Combiner
from refcheck.judging.entailment import Entailment, Model, shipped
from refcheck.model import Stance, Verdict

REWORDED = "The council gave the green light to the new tram line on Monday."
OPENED = "The library was opened on 10 April 1979."
STATEMENTS = (
    "The council approved the tram line.",
    "The council rejected the tram line.",
    "The council did not approve the tram line.",
    "The library opened in 1979.",
    "The library opened in 1978.",
    "The tram line will cost 45 million euros.",
    "The tram line costs a lot of money.",
    "Bicycles may not be taken on the tram.",
)


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


def test_what_was_so_at_a_time_is_not_asked_of_a_page_that_dates_nothing_of_it() -> None:
    page = "Ane Brekke keeps the lighthouse. The harbour was dredged in May 2019, and a captain and a mate were hired."
    dated = (
        "Ane Brekke came to the lighthouse in 2016. She led it alone from 2018 on. The harbour was dredged in May 2019."
    )

    assert judged("Brekke was a captain in May 2019.", page) == []
    assert judged("Brekke was a captain in May 2019.", dated) != []
    assert judged("Brekke left the lighthouse in May 2018.", page) != []


def test_what_the_rules_leave_open_is_asked_with_what_the_page_is_about() -> None:
    statement, page = "The council approved the tram line.", f"Tarn council meeting. {REWORDED}"

    asked = judged(statement, page)

    assert (statement, page) in asked
    assert {of for of, _ in asked} == {statement}


def test_a_page_is_read_twice_at_most_and_a_long_one_once() -> None:
    statement = "The council approved the tram line."
    others = [f"Rain fell on district {n} for the whole of that afternoon." for n in range(40)]

    assert {text for _, text in judged(statement, REWORDED)} == {REWORDED}
    assert len(judged(statement, f"{REWORDED} {OPENED}")) == 2
    (_, alone), (_, together) = judged(statement, " ".join([*others[:3], REWORDED, *others[3:6]]))
    assert alone.endswith(REWORDED)
    assert together == " ".join([*others[:3], REWORDED, *others[3:6]])
    ((_, nearest),) = judged(statement, " ".join([*others[:20], REWORDED, *others[20:]]))
    assert REWORDED in nearest
    assert len(REWORDED) < len(nearest) <= 700


ALL_FOR_IT = Combiner((), (5.0, 0.0, 0.0), ())
"""Weighs whatever it is given as support."""
LEANS_TO_IT, LEANS_AGAINST = Combiner((), (1.8, 0.0, 0.0), ()), Combiner((), (0.0, 1.8, 0.0), ())
"""Give three quarters to support, and to contradiction."""
NOTHING_OF_IT = [f"Rain fell on district {n} for the whole of that afternoon, and nobody sang." for n in range(10)]


def test_on_a_long_page_the_model_supports_only_what_one_sentence_comes_near() -> None:
    judge = Cascade(combiners={"model": ALL_FOR_IT, "rules": ALL_FOR_IT})
    statement = "The council backed the plans for another tram line through the old harbour."
    near = "The council gave the green light to plans for a tram line through the old harbour quarter."
    far = "A tram was seen near the old harbour."

    def verdict(*sentences: str) -> Verdict:
        return refcheck.check(statement, [" ".join(sentences)], judge=judge).verdict

    assert verdict(far) is Verdict.SUPPORTED
    assert verdict(*NOTHING_OF_IT, near) is Verdict.SUPPORTED
    assert verdict(*NOTHING_OF_IT, far) is Verdict.NOT_ENOUGH


@pytest.mark.parametrize(
    ("statement", "page"),
    [
        pytest.param("Ana Brandt led the choir.", "Ana Brandt wanted to lead the choir.", id="a wish"),
        pytest.param("Ana Brandt led the choir.", "Her rival denied that Ana Brandt led the choir.", id="a view"),
        pytest.param("Ana Brandt is the head of the choir.", "Ana Brandt led the choir for years.", id="the past"),
        pytest.param("Both boards have agreed.", "Unless both boards agree, the deal is void.", id="a condition"),
    ],
)
def test_where_all_its_words_are_said_as_something_else_the_model_is_to_be_surer(statement: str, page: str) -> None:
    for combiner in (LEANS_TO_IT, LEANS_AGAINST):
        judge = Cascade(combiners={"model": combiner, "rules": combiner})
        assert refcheck.check(statement, [page], judge=judge).verdict is Verdict.NOT_ENOUGH
        assert refcheck.check("The singers were fond of her.", [page], judge=judge).verdict is not Verdict.NOT_ENOUGH


def test_a_word_added_to_what_somebody_said_is_no_contradiction() -> None:
    against = Combiner((), (0.0, 5.0, 0.0), ())
    judge = Cascade(combiners={"model": against, "rules": against})
    page = "“Last season people saw a part of what we do,” said Ines Dahl, who leads the team."

    judgement = refcheck.check("Ines Dahl said: Last season people saw only a part of what we do.", [page], judge=judge)

    assert judgement.verdict is Verdict.NOT_ENOUGH
    assert "the page does not say “only”" in judgement.reason


def test_of_a_denial_the_model_is_to_be_surer() -> None:
    statement, page = "The hall does not have a roof.", "Rain falls on the singers whenever the clouds want it."
    sure = Combiner((), (3.0, 0.0, 0.0), ())
    verdicts = [
        refcheck.check(statement, [page], judge=Cascade(combiners={"model": each, "rules": each})).verdict
        for each in (LEANS_TO_IT, sure)
    ]

    assert verdicts == [Verdict.NOT_ENOUGH, Verdict.SUPPORTED]


def test_an_entry_of_a_list_of_works_is_not_borne_out_by_what_another_entry_names() -> None:
    judge = Cascade(combiners={"model": ALL_FOR_IT, "rules": ALL_FOR_IT})
    works = "Selected works\n\nNine Winters. Edda Press, 2016\n\nA Map of Rain (2019)"

    judgement = refcheck.check("A Map of Rain was published by Edda Press.", [works], judge=judge)

    assert judgement.verdict is Verdict.NOT_ENOUGH
    assert "this entry of the list has nothing for: Edda Press" in judgement.reason


def test_a_short_text_without_a_common_word_is_shown_to_the_model_a_long_one_is_not() -> None:
    statement, page = "Bicycles stay outside.", "Whoever cycles here leaves the thing at the door."

    assert set(judged(statement, page)) == {(statement, page)}
    assert judged(statement, f"{page} " * 20) == []
    assert judged("!?", page) == []


@pytest.mark.parametrize(
    ("statement", "page", "reason"),
    [
        pytest.param("The council did not approve the tram line.", REWORDED, "", id="a denial"),
        pytest.param(
            "The council approved the tram line in 2019.", REWORDED, "2019", id="a date that nothing bears out"
        ),
        pytest.param("Tarn council approved the tram line.", REWORDED, "Tarn", id="a name that nothing bears out"),
        pytest.param("The council approved the tram line.", f"“{REWORDED}”, said a critic.", "", id="somebody's words"),
        pytest.param("The library opened in 1979.", "Tickets are sold on Sundays.", "", id="nothing of the kind"),
    ],
)
def test_what_it_may_not_support(statement: str, page: str, reason: str) -> None:
    judgement = refcheck.check(statement, [page])

    assert judgement.verdict is not Verdict.SUPPORTED
    assert reason in judgement.reason


@pytest.mark.parametrize("judge", ["model", "rules"])
def test_the_verdict_is_what_is_likeliest(judge: str) -> None:
    page = f"Tarn council meeting. {REWORDED} {OPENED} The tram line will cost 40 million euros and open in 2031."
    for statement in STATEMENTS:
        found = refcheck.check(statement, [page], judge=judge)
        likeliest = max(
            (found.scores.supported, Verdict.SUPPORTED),
            (found.scores.refuted, Verdict.REFUTED),
            (found.scores.not_enough, Verdict.NOT_ENOUGH),
        )[1]
        assert found.verdict in {likeliest, Verdict.CONFLICTING}


def test_the_evidence_of_one_page_never_says_more_than_its_judgement() -> None:
    page = f"{REWORDED} {OPENED} The tram line was welcomed by the council of Tarn.\n\nThe council met on Monday."
    for statement in STATEMENTS:
        found = refcheck.check(statement, [page])
        assert found.evidence[0].score == max(e.score for e in found.evidence)
        assert {e.stance for e in found.evidence} - {Stance.NEUTRAL} <= {found.evidence[0].stance}


def test_probabilities_sum_to_one_and_do_not_depend_on_company() -> None:
    pair = ("The library opened in 1979.", OPENED)
    others = [(f"Statement {n} about the library.", OPENED * (n % 3 + 1)) for n in range(20)]

    alone = Model().read([pair])[0]
    among = Model().read([*others, pair])[-1]

    assert alone.supported + alone.refuted + alone.not_enough == pytest.approx(1.0, abs=1e-5)
    assert among == alone
    assert alone.supported > 0.5


def test_lone_surrogates_and_endless_texts_are_read() -> None:
    for odd in ("\ud83d", "a " * 20_000, ""):
        assert shipped().read([(odd, odd)])[0].supported >= 0


def test_a_folder_without_a_model_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"model\.onnx, tokenizer\.json, model\.json missing; or use --judge rules"):
        Model(tmp_path).read([("a", "b")])


def test_a_compared_fact_that_differs_is_not_talked_away() -> None:
    page = "Lake Tarn lies in the north. The lake is 63 km long, and its greatest depth is 251 metres."
    judgement = refcheck.check("Lake Tarn is 64 kilometres long and at its deepest point 251 metres deep.", [page])
    assert judgement.verdict is not Verdict.SUPPORTED
