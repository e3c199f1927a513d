"""A run survives being stored: what is read back is what was written."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.codec import CodecError, decode_run, encode_run
from refcheck.model import Article, Dossier, Evidence, Judgement, PartResult, Result, Run, Scores, SourceUse

STORED = Path(__file__).parent / "golden" / "run.json"

numbers = st.floats(allow_nan=False)  # no two NaN are equal
passages_said = st.builds(Evidence, score=numbers, support=numbers, refute=numbers)
judgements = st.builds(
    Judgement,
    scores=st.builds(Scores, numbers, numbers, numbers),
    evidence=st.lists(passages_said, max_size=2).map(tuple),
)
parts = st.builds(PartResult, judgement=judgements)
results = st.builds(
    Result,
    judgement=st.none() | judgements,
    since=st.none() | judgements,
    parts=st.lists(parts, max_size=2).map(tuple),
)
runs = st.builds(
    Run,
    dossier=st.builds(Dossier, path=st.just(Path("claims.toml")), article=st.none()),
    results=st.lists(results, max_size=2).map(tuple),
    sources=st.lists(st.builds(SourceUse), max_size=2).map(tuple),
)


def through_json(run: Run) -> Run:
    return decode_run(json.loads(json.dumps(encode_run(run))))


@given(run=runs)
def test_any_run_comes_back_equal(run: Run) -> None:
    assert through_json(run) == run


@given(run=runs)
def test_any_run_is_sent_to_another_process_as_it_is(run: Run) -> None:
    sent = pickle.loads(pickle.dumps(run))  # noqa: S301 - made here
    assert sent == run
    assert repr(sent) == repr(run)


def test_the_sample_run_comes_back_equal() -> None:
    run = decode_run(json.loads(STORED.read_text()))

    assert len(run.results) == 8
    assert through_json(run) == run


def test_a_lone_surrogate_comes_back() -> None:
    run = decode_run(json.loads(STORED.read_text()))
    run = dataclasses.replace(run, versions=(("page", "\ud800"),))

    assert through_json(run).versions == (("page", "\ud800"),)


def test_paths_are_kept_relative_to_the_claims_file_and_the_articles_text_comes_along(tmp_path: Path) -> None:
    article = Article(tmp_path / "seeds" / "lake.txt", "All of the text.", title="A lake")
    run = decode_run(json.loads(STORED.read_text()))
    run = dataclasses.replace(run, dossier=Dossier(tmp_path / "docs" / "claims.toml", article, (), ()))

    data = json.dumps(encode_run(run))

    assert str(tmp_path) not in data
    dossier = decode_run(json.loads(data)).dossier
    assert dossier.path == Path("claims.toml")
    assert dossier.article == Article(Path("../seeds/lake.txt"), "All of the text.", title="A lake")


def test_an_article_that_was_stored_without_its_text_is_read() -> None:
    data = json.loads(STORED.read_text())
    data["dossier"]["article"].pop("text", None)

    article = decode_run(data).dossier.article

    assert article is not None
    assert article.text == ""


@pytest.mark.parametrize(
    ("place", "value", "complaint"),
    [
        (["started_at"], "yesterday", "run.started_at: Invalid isoformat"),
        (["started_at"], None, "run.started_at: datetime was expected, not NoneType"),
        (["complete"], 1, "run.complete: bool was expected, not int"),
        (["results"], {}, "run.results: a list was expected"),
        (["results", 0, "claim"], [], "run.results[0].claim: an object was expected"),
        (["results", 0, "claim", "colour"], "red", "run.results[0].claim: unknown colour"),
        (["results", 0, "claim", "expect"], "maybe", "run.results[0].claim.expect: 'maybe' is not a valid Verdict"),
        (["results", 2, "claim", "check", "is"], "Guess", "run.results[2].claim.check: none of the kinds"),
        (["versions", 0], ["refcheck"], "run.versions[0]: 2 items were expected"),
        (["sources", 0, "source"], {"id": "a"}, "run.sources[0].source: "),
    ],
)
def test_anything_else_is_refused_with_its_place(place: list[Any], value: object, complaint: str) -> None:
    data = json.loads(STORED.read_text())
    inner = data
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value

    with pytest.raises(CodecError) as caught:
        decode_run(data)

    assert str(caught.value).startswith(complaint)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_data_raises_anything_but_a_codec_error(data: object) -> None:
    with pytest.raises(CodecError):
        decode_run(data)


@given(st.data())
def test_a_run_with_one_value_replaced_decodes_or_is_refused(draw: st.DataObject) -> None:
    data = copy.deepcopy(json.loads(STORED.read_text()))
    inner: Any = data
    while True:
        keys = sorted(inner) if isinstance(inner, dict) else range(len(inner))
        key = draw.draw(st.sampled_from(list(keys)))
        if not isinstance(inner[key], dict | list) or not inner[key] or draw.draw(st.booleans()):
            break
        inner = inner[key]
    inner[key] = draw.draw(st.none() | st.booleans() | st.integers() | st.text() | st.just([]) | st.just({}))

    try:
        run = decode_run(data)
    except CodecError:
        return
    assert through_json(run) == run
