"""The public functions: statements and documents in, judgements out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import refcheck
from refcheck import Document, Evidence, Judgement, Stance, Verdict, check, check_many
from refcheck.errors import DossierError, UsageError
from refcheck.model import Candidate

from .judging.pages import items, page, text

ACT = "The Lake Act became law on 10 April 1979. It was signed by Governor Ann Lee in Halden."
BRIDGE = "The stone bridge over the lake has eleven arches. It was built in 1821 and is 212 metres long."
SUPPORTED, REFUTED, NOT_ENOUGH = Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("The Lake Act became law in 1979.", SUPPORTED),
        ("The Lake Act became law on April 10, 1979.", SUPPORTED),
        ("The Lake Act became law in 1978.", REFUTED),
        ("The Lake Act became law on 11 April 1979.", REFUTED),
        ("The Lake Act never became law.", REFUTED),
        ("The Lake Act became law after a strike of three weeks.", NOT_ENOUGH),
        ("The stone bridge has eleven arches.", SUPPORTED),
        ("The stone bridge has twelve arches.", REFUTED),
        ("The wooden ferry carries 80 cars.", NOT_ENOUGH),
    ],
)
@pytest.mark.parametrize("judge", ["rules", "model"])
def test_a_statement_is_judged_by_the_words_of_the_documents(statement: str, expected: Verdict, judge: str) -> None:
    judgement = check(statement, [ACT, BRIDGE], judge=judge)
    assert judgement.verdict is expected
    assert judgement.reason
    for found in judgement.evidence:
        assert any(found.text in document for document in (ACT, BRIDGE))


def test_the_words_that_a_verdict_rests_on_come_first() -> None:
    found = check("The Lake Act became law in 1979.", [BRIDGE, ACT]).evidence[0]
    assert (found.stance, found.text) == (Stance.SUPPORTS, "The Lake Act became law on 10 April 1979.")
    assert found.source.id == "document-2"
    assert ("date", "1979", "10 April 1979", True) in [
        (f.kind, f.in_claim, f.on_page, f.agrees) for f in found.findings
    ]


def test_documents_may_be_pages_that_were_read() -> None:
    document = page(f"<h2>Member towns</h2>{items('Aldern', 'Borkum', 'Cray', 'Dorn')}", "Member towns of the League")
    assert check("Borkum is a member of the League.", [document]).verdict is SUPPORTED
    assert check("Zell is not a member of the League.", [document]).verdict is SUPPORTED
    assert check("Zell is a member of the League.", [document]).verdict is REFUTED
    assert check("Borkum is not a member of the League.", [document, ACT]).verdict is REFUTED


def test_two_documents_that_disagree_are_conflicting_whatever_they_are_called() -> None:
    other = ACT.replace("1979", "1981")
    statement = "The Lake Act became law in 1979."
    assert check(statement, [ACT, other]).verdict is Verdict.CONFLICTING
    assert check(statement, [text(ACT, "a"), text(other, "b")]).verdict is Verdict.CONFLICTING
    assert check(statement, [text(ACT, "same"), text(other, "same")]).verdict is Verdict.CONFLICTING


def test_the_order_of_the_documents_does_not_matter() -> None:
    documents = [text(ACT, "act"), text(BRIDGE, "bridge"), text(ACT.replace("1979", "1981"), "other")]
    statement = "The Lake Act became law in 1979."
    assert check(statement, documents) == check(statement, documents[::-1])


@pytest.mark.parametrize("documents", [[], [""], ["  \n"], ["\x00"]])
def test_without_any_words_there_is_not_enough_evidence(documents: list[str]) -> None:
    judgement = check("The Lake Act became law in 1979.", documents)
    assert (judgement.verdict, judgement.evidence) == (NOT_ENOUGH, ())


@pytest.mark.parametrize("statement", ["", " ", ".", "?!"])
def test_a_statement_that_says_nothing_is_never_supported(statement: str) -> None:
    assert check(statement, [ACT, BRIDGE]).verdict is NOT_ENOUGH


# ---------------------------------------------------------------- many


def test_many_are_judged_in_their_order_one_at_a_time() -> None:
    asked: list[str] = []

    def pairs() -> object:
        for statement in ("The Lake Act became law in 1979.", "The Lake Act became law in 1978."):
            asked.append(statement)
            yield statement, [ACT]

    judgements = iter(check_many(pairs()))  # type: ignore[arg-type]
    assert next(judgements).verdict is SUPPORTED
    assert len(asked) == 1
    assert [j.verdict for j in judgements] == [REFUTED]


def test_many_give_what_each_gives_alone() -> None:
    pairs = [(s, [ACT, BRIDGE]) for s in ("The Lake Act became law in 1979.", "The bridge has nine arches.", "")]
    assert list(check_many(pairs)) == [check(*pair) for pair in pairs]


# ---------------------------------------------------------------- judge= and top_k=


class Believer:
    """A judge that believes every passage, and remembers what it was shown."""

    name = "believer"

    def __init__(self) -> None:
        self.shown: list[tuple[str, str, str]] = []

    def __call__(self, statement: str, candidates: Sequence[Candidate]) -> list[Evidence]:
        self.shown += [(statement, c.document.source.id, c.text) for c in candidates]
        return [Evidence(c.document.source, c.passage, c.text, Stance.SUPPORTS, 0.9) for c in candidates]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("documents", [ACT, text(ACT)])
def test_one_document_that_is_no_list_is_a_usage_error(documents: Any, jobs: int) -> None:
    with pytest.raises(UsageError, match=r"as in \[text\]"):
        list(check_many([("The Lake Act became law in 1979.", documents)], jobs=jobs))


def test_a_claims_file_with_mistakes_tells_them_all(tmp_path: Path) -> None:
    (tmp_path / "claims.toml").write_text("[[claim]]\nid = 'a'\nstatement = 'It is.'\nsources = ['x', 'y']\n")
    with pytest.raises(DossierError) as caught:
        refcheck.run(tmp_path / "claims.toml", offline=True)
    first, *mistakes = str(caught.value).splitlines()
    assert first == f"{tmp_path / 'claims.toml'}: {len(mistakes)} mistakes"
    assert f'{tmp_path / "claims.toml"}:4: claim a: there is no source "y"; declare it under [[source]]' in mistakes


def test_a_judge_of_ones_own_decides() -> None:
    judge = Believer()
    judgement = check("The bridge is made of cheese.", [BRIDGE], judge=judge)
    assert judgement.verdict is SUPPORTED
    assert judgement.scores.supported > 0.8
    assert judge.shown == [("The bridge is made of cheese.", "document-1", BRIDGE)]


@pytest.mark.parametrize("top_k", [0, 1, 3])
def test_a_judge_is_shown_so_many_passages_of_each_document(top_k: int) -> None:
    judge = Believer()
    words = "\n\n".join(f"The ferry number {n} sails at noon." for n in range(5))
    check("A ferry sails.", [words, words], judge=judge, top_k=top_k)
    shown = [source for _, source, _ in judge.shown]
    assert (shown.count("document-1"), shown.count("document-2")) == (top_k, top_k)


def test_a_judge_that_finds_nothing_leaves_it_open() -> None:
    assert check("The bridge has eleven arches.", [BRIDGE], judge=lambda _statement, _found: ()).verdict is NOT_ENOUGH


@pytest.mark.parametrize("name", ["", "Rules", "oracle"])
def test_a_judge_that_nobody_knows_is_a_usage_error_that_names_the_known_ones(name: str) -> None:
    with pytest.raises(UsageError, match=r"there are: llm, model, rules"):
        check("The bridge has eleven arches.", [BRIDGE], judge=name)


# ---------------------------------------------------------------- whatever is given

STATEMENTS = (
    "The Lake Act became law in 1979.",
    "The Lake Act became law in 1979 and was signed in Zell.",
    "Ann Lee and Bob Ray signed the Lake Act.",
    "The Lake Act and the Sea Act became law in 1979.",
    "The bridge has eleven arches and was built in 1821.",
    "The bridge has eleven arches and was built in 1822.",
    "Halden is not a member of the League.",
)


def is_sound(judgement: Judgement, documents: Sequence[str | Document]) -> None:
    scores = judgement.scores
    named = {SUPPORTED: scores.supported, REFUTED: scores.refuted, NOT_ENOUGH: scores.not_enough}
    assert sum(named.values()) == pytest.approx(1, abs=1e-5)
    assert min(named.values()) >= 0
    if judgement.verdict in named:
        assert max(named, key=lambda verdict: named[verdict]) is judgement.verdict
    if judgement.verdict is not NOT_ENOUGH:
        assert judgement.evidence
    assert documents or not judgement.evidence


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("judge", ["rules", "model"])
def test_the_greatest_probability_is_the_verdicts_for_statements_in_parts_too(statement: str, judge: str) -> None:
    is_sound(check(statement, [ACT, BRIDGE], judge=judge), [ACT, BRIDGE])


@given(st.text(max_size=80), st.lists(st.text(max_size=120), max_size=3))
def test_no_statement_and_no_text_make_it_fail(statement: str, documents: list[str]) -> None:
    is_sound(check(statement, documents, judge="rules"), documents)


@given(st.sampled_from(STATEMENTS), st.lists(st.sampled_from([ACT, BRIDGE, "", "Zell lies in the hills."]), max_size=3))
def test_the_judgement_does_not_depend_on_what_was_judged_before(statement: str, documents: list[str]) -> None:
    assert check(statement, documents, judge="rules") == check(statement, documents, judge="rules")


def test_a_document_is_not_changed_by_judging() -> None:
    document = text(ACT)
    check("The Lake Act became law in 1979.", [document])
    assert document == replace(document)
    assert document == text(ACT)


def test_importing_refcheck_loads_nothing_heavy() -> None:
    heavy = ("requests", "bs4", "lxml", "vcr", "onnxruntime", "numpy", "tokenizers", "rich", "text_to_num")
    script = f"import refcheck, sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"


def test_everything_that_is_public_is_there_and_documented() -> None:
    for name in refcheck.__all__:
        assert getattr(refcheck, name).__doc__, name
