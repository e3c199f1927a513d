"""What a baseline file holds, that it is read as it was written, and how a broken one is told."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.baseline import baseline_of, read_baseline, written
from refcheck.codec import decode_run
from refcheck.errors import UsageError
from refcheck.model import Accepted, Run, Verdict
from refcheck.standing import Standing, count, spent, standing_of

STORED = Path(__file__).parent / "golden" / "run.json"
entries = st.lists(
    st.builds(Accepted, st.text(), st.text(), st.sampled_from(Verdict), st.none() | st.sampled_from(Verdict)),
    unique_by=lambda entry: entry.claim,
)


def sample() -> Run:
    return decode_run(json.loads(STORED.read_text()))


@given(accepted=entries)
def test_any_baseline_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, accepted: list[Accepted]
) -> None:
    file = tmp_path_factory.mktemp("baseline") / "baseline.json"
    file.write_text(written(accepted), encoding="ascii")

    assert sorted(read_baseline(file), key=lambda entry: entry.claim) == sorted(accepted, key=lambda e: e.claim)
    assert written(reversed(accepted)) == written(accepted)


def test_the_file_can_be_reviewed_line_by_line() -> None:
    accepted = [
        Accepted("tower", "Der Turm \u202e.", Verdict.NOT_ENOUGH),
        Accepted("act", "The Lake Act became law in 1989.", Verdict.REFUTED, since=Verdict.CONFLICTING),
    ]

    assert written(accepted) == (
        '{\n  "refcheck_baseline": 1,\n  "accepted": {\n'
        '    "act": {\n'
        '      "statement": "The Lake Act became law in 1989.",\n'
        '      "verdict": "refuted",\n'
        '      "since": "conflicting evidence"\n'
        "    },\n"
        '    "tower": {\n'
        '      "statement": "Der Turm \\u202e.",\n'
        '      "verdict": "not enough evidence"\n'
        "    }\n"
        "  }\n}\n"
    )


def test_a_run_has_nothing_new_against_its_own_baseline_but_what_no_baseline_covers() -> None:
    before = count(sample())
    run = dataclasses.replace(sample(), accepted=baseline_of(sample()))

    left = [result for result in run.results if standing_of(result, run) is Standing.UNEXPECTED]
    assert count(run).unchecked == before.unchecked == 1
    assert count(run).accepted > 0
    assert spent(run) == ()
    assert [result.claim.id for result in left] == ["fee"]  # its waiver ran out, and a baseline does not prolong it
    assert baseline_of(run) == run.accepted


def test_the_baseline_holds_no_claim_with_a_waiver_none_that_could_not_be_checked_and_none_as_expected() -> None:
    run = sample()
    held = {entry.claim for entry in baseline_of(run)}

    for result in run.results:
        settled = result.since is None and standing_of(result, run) is Standing.EXPECTED
        if result.claim.waiver or result.judgement is None or settled:
            assert result.claim.id not in held


def test_an_outage_while_a_baseline_is_written_anew_loses_no_entry() -> None:
    run = sample()
    (gone,) = (result for result in run.results if result.judgement is None)
    kept = Accepted(gone.claim.id, gone.claim.statement, Verdict.REFUTED)
    other = Accepted(gone.claim.id, "Something else.", Verdict.REFUTED)

    assert kept in baseline_of(dataclasses.replace(run, accepted=(kept,)))
    assert other not in baseline_of(dataclasses.replace(run, accepted=(other,)))


ENTRY = '{"statement": "s", "verdict": "refuted"}'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is no JSON: Expecting value on line 1"),
        ('{\n<<<<<<< HEAD\n"a": 1}', "is no JSON: Expecting property name enclosed in double quotes on line 2"),
        ("[" * 100_000, "is no JSON: RecursionError"),
        ("[]", "is no baseline"),
        ('{"accepted": {}}', "is no baseline"),
        ('{"refcheck_baseline": 2, "accepted": {}}', "layout that this refcheck does not read"),
        ('{"refcheck_baseline": 1}', 'has to have "refcheck_baseline" and "accepted"'),
        ('{"refcheck_baseline": 1, "accepted": {}, "rejected": {}}', "and nothing else"),
        (f'{{"refcheck_baseline": 1, "accepted": {{"a": {ENTRY}, "a": {ENTRY}}}}}', "has 'a' twice"),
        ('{"refcheck_baseline": 1, "accepted": {"a": "refuted"}}', "has a wrong entry for 'a'"),
        ('{"refcheck_baseline": 1, "accepted": {"a": {"verdict": "refuted"}}}', 'it takes "statement", "verdict"'),
        ('{"refcheck_baseline": 1, "accepted": {"a": {"statement": 1, "verdict": "refuted"}}}', "is no text"),
        (
            '{"refcheck_baseline": 1, "accepted": {"a": {"statement": "s", "verdict": "could not be checked"}}}',
            "'could not be checked' is no verdict; there are: supported, refuted",
        ),
        ('{"refcheck_baseline": 1, "accepted": {"a": {"statement": "s", "verdict": ["refuted"]}}}', "is no verdict"),
    ],
)
def test_a_file_that_is_no_baseline_is_told_with_what_is_wrong_and_what_to_do(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text)

    with pytest.raises(UsageError) as caught:
        read_baseline(file)

    assert str(caught.value).startswith(f"{file}: ")
    assert told in str(caught.value)
    assert "--write-baseline" in str(caught.value) or "Upgrade" in str(caught.value)


def test_bytes_that_are_no_text_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    (tmp_path / "noise.json").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(UsageError, match="is no JSON: UnicodeDecodeError"):
        read_baseline(tmp_path / "noise.json")
    with pytest.raises(UsageError, match=r"no such baseline\. `refcheck run --write-baseline"):
        read_baseline(tmp_path / "none.json")
    with pytest.raises(UsageError, match="can not be read"):
        read_baseline(tmp_path)


@given(text=st.text() | st.recursive(st.none() | st.text(), lambda x: st.dictionaries(st.text(), x)).map(json.dumps))
def test_nothing_in_a_file_raises_anything_but_a_usage_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.mktemp("baseline") / "baseline.json"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))

    with pytest.raises(UsageError):
        read_baseline(file)
