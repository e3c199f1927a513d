"""A result comes back from the cache as it was found, whatever it is, held by the sources as they are now."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.cache.results import pack_result, unpack_result
from refcheck.model import (
    Cell,
    Claim,
    Evidence,
    Finding,
    Judgement,
    PartResult,
    Passage,
    PassageKind,
    Result,
    Scores,
    Source,
    Stance,
    Verdict,
)

CLAIM = Claim("a", "It is so.", sources=("one", "two"))
SOURCES = (Source("one", "https://one.example/"), Source("two", "https://two.example/", "Two", line=4))
NUMBERS, SCORES = st.integers(), st.floats(allow_nan=False)
CELLS = st.lists(st.builds(Cell, NUMBERS, NUMBERS, st.text()), max_size=2).map(tuple)
PASSAGES = st.builds(
    Passage,
    NUMBERS,
    NUMBERS,
    st.sampled_from(PassageKind),
    st.text(),
    CELLS,
    st.none() | NUMBERS,
    st.text(),
    st.none() | NUMBERS,
)
FINDINGS = st.builds(Finding, st.text(), st.text(), st.text(), st.none() | st.booleans())
EVIDENCE = st.builds(
    Evidence,
    st.sampled_from(SOURCES),
    PASSAGES,
    st.text(),
    st.sampled_from(Stance),
    SCORES,
    st.lists(FINDINGS, max_size=2).map(tuple),
    st.text(),
    st.text(),
    SCORES,
    SCORES,
    st.text(),
    st.text(),
)
JUDGEMENTS = st.builds(
    Judgement,
    st.sampled_from(Verdict),
    st.builds(Scores, SCORES, SCORES, SCORES),
    st.lists(EVIDENCE, max_size=3).map(tuple),
    st.text(),
)
PARTS = st.lists(st.builds(PartResult, st.text(), JUDGEMENTS), max_size=2).map(tuple)
RESULTS = st.builds(Result, st.just(CLAIM), JUDGEMENTS, st.none() | JUDGEMENTS, st.just(()), PARTS, st.text())


@given(RESULTS)
def test_any_result_comes_back(result: Result) -> None:
    back = unpack_result(pack_result(result), CLAIM, SOURCES)
    assert back == result
    assert repr(back) == repr(result)  # what stands around evidence is left out where it is compared


@given(RESULTS)
def test_claim_and_sources_are_those_of_now(result: Result) -> None:
    claim = replace(CLAIM, line=9, expect=Verdict.REFUTED)
    now = tuple(replace(source, line=source.line + 7) for source in SOURCES)
    back = unpack_result(pack_result(result), claim, now)
    assert back is not None
    assert back.claim is claim
    judgements = [j for j in (back.judgement, back.since, *(part.judgement for part in back.parts)) if j]
    assert all(evidence.source in now for judgement in judgements for evidence in judgement.evidence)


def test_evidence_of_a_source_that_is_not_there_is_none() -> None:
    evidence = Evidence(SOURCES[0], Passage(0, 1), "a", Stance.NEUTRAL, 0.0)
    result = Result(CLAIM, Judgement(Verdict.NOT_ENOUGH, Scores(0.0, 0.0, 1.0), (evidence,)))
    assert unpack_result(pack_result(result), CLAIM, SOURCES) == result
    assert unpack_result(pack_result(result), CLAIM, SOURCES[1:]) is None


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Result, "claim judgement since unavailable parts reason"),
        (PartResult, "statement judgement"),
        (Judgement, "verdict scores evidence reason"),
        (Scores, "supported refuted not_enough"),
        (Evidence, "source passage text stance score findings reason address support refute before after"),
        (Passage, "start end kind heading cells group speaker page"),
        (Cell, "start end header"),
        (Finding, "kind in_claim on_page agrees"),
    ],
)
def test_columns_know_every_field_in_its_place(kind: type, fields: str) -> None:
    assert [field.name for field in dataclasses.fields(kind)] == fields.split()


@given(st.binary(max_size=200))
def test_bytes_that_hold_no_result_are_none(body: bytes) -> None:
    assert unpack_result(body, CLAIM, SOURCES) is None
