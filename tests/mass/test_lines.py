"""A list of claims is read line by line: whatever stands on a line, it is a claim or told as a mistake of that line."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.dossier.addresses import id_of
from refcheck.errors import DossierError
from refcheck.mass.lines import LONGEST_LINE, Line, about_how_many, lines_of, read_line
from refcheck.model import SourceKind, ValueCheck, Verdict

PAGE = "https://towns.example/mill"
CLAIM = {"statement": "The mill was opened in 1702.", "sources": [PAGE]}


def line(raw: bytes | str, number: int = 7) -> Line:
    encoded = raw.encode() if isinstance(raw, str) else raw
    return Line(number, encoded, b"", 0)


def mistakes(raw: bytes | str) -> list[str]:
    with pytest.raises(DossierError) as caught:
        read_line(line(raw), "claims.jsonl")
    return list(caught.value.lines)


def test_an_address_is_a_source_and_the_number_of_the_line_an_id() -> None:
    claim, (source,) = read_line(line(json.dumps(CLAIM)), "claims.jsonl")
    assert (claim.id, claim.line, claim.sources) == ("7", 7, (source.id,))
    assert (source.url, source.id) == (PAGE, id_of(PAGE))


def test_all_that_a_claim_of_a_claims_file_can_say_can_be_said_here() -> None:
    whole = {
        "id": "mill",
        "statement": "The mill was opened in 1702.",
        "sources": [{"id": "act", "url": PAGE, "kind": "primary", "published": "2024-05-01"}, "https://b.example/"],
        "parts": ["The mill was opened.", {"statement": "It was in 1702.", "sources": ["act", "https://c.example/"]}],
        "check": {"kind": "value", "subject": "mill", "equals": 1702},
        "policy": "primary",
        "as_of": "2025-01-31",
        "expect": "refuted",
        "waiver": {"reason": "known", "owner": "desk", "until": "2030-01-01"},
    }
    claim, sources = read_line(line(json.dumps(whole)), "claims.jsonl")
    assert [source.url for source in sources] == [PAGE, "https://b.example/", "https://c.example/"]
    assert sources[0].kind is SourceKind.PRIMARY
    assert claim.parts[1].sources == ("act", id_of("https://c.example/"))
    assert (claim.check, claim.expect) == (ValueCheck("mill", "1702"), Verdict.REFUTED)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("[]", "a line is one claim"),
        ("{", "each claim is one object on a line of its own"),
        ('{"statement": "a" "b"}', "not valid JSON"),
        (b'{"statement": "\xff"}', "not UTF-8 (byte 16)"),
        ('{"statement": "\\ud800", "sources": ["https://a.example/"]}', "half a character"),
        ('{"statement": NaN}', "NaN is no value of JSON"),
        ('{"statement": "a", "statement": "b"}', 'the key "statement" is given twice'),
        ("[" * 100_000, "nested too deeply"),
        ('{"statement": ' + "9" * 5000 + "}", "not valid JSON"),
        (json.dumps({**CLAIM, "sources": [None]}), '"sources" item 1 is null'),
        (json.dumps({**CLAIM, "sources": ["mill"]}), '"url" must begin with https://'),
        (json.dumps({**CLAIM, "sources": [PAGE, PAGE]}), "is named twice"),
        (json.dumps({**CLAIM, "sources": [PAGE, {"id": "a", "url": PAGE}]}), "have the same address"),
        (json.dumps({**CLAIM, "sources": [{"id": "a", "url": PAGE}, {"id": "a", "url": PAGE + "2"}]}), "two pages"),
        (json.dumps({**CLAIM, "statment": "x"}), 'unknown key "statment"; did you mean "statement"?'),
        (json.dumps({"sources": [PAGE]}), '"statement" is missing'),
    ],
)
def test_a_line_that_is_no_claim_is_told_with_what_would_be_one(raw: bytes | str, said: str) -> None:
    told = mistakes(raw)
    assert all(each.startswith("claims.jsonl:7: ") for each in told)
    assert any(said in each for each in told)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KEYS = ("id", "statement", "sources", "parts", "check", "policy", "as_of", "expect", "waiver", "quote")
SOURCES = st.lists(
    st.sampled_from((PAGE, "ftp://x", "http://[")) | JSON | st.fixed_dictionaries({"url": JSON}), max_size=3
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, JSON) | {"sources": SOURCES | JSON}) | JSON)
def test_any_json_is_a_claim_or_a_mistake_of_its_line(values: object) -> None:
    try:
        claim, sources = read_line(line(json.dumps(values)), "claims.jsonl")
    except DossierError as error:
        wrong = {mistake.line for mistake in error.mistakes}
    else:
        wrong = {7}
        assert claim.statement
        assert set(claim.sources) <= {source.id for source in sources}
    assert wrong == {7}


@given(st.binary(max_size=200))
def test_any_bytes_are_lines_of_claims_or_mistakes(raw: bytes) -> None:
    for each in lines_of(io.BytesIO(raw)):
        with pytest.raises(DossierError):
            read_line(each, "claims.jsonl")


def test_lines_are_numbered_with_the_blank_ones_and_their_ends_are_told() -> None:
    found = list(lines_of(io.BytesIO(b"\xef\xbb\xbf{}\r\n\n  \n[]")))
    assert [(each.number, each.raw, each.end) for each in found] == [(1, b"{}\r\n", 7), (4, b"[]", 13)]


def test_how_many_lines_there_are_is_told_by_the_first() -> None:
    assert about_how_many(b"12345678\n1234567890\n123", 1000) == 100
    assert about_how_many(b"no end in sight", 1000) is None


def test_a_line_of_a_hundred_megabytes_is_never_held() -> None:
    class Endless(io.RawIOBase):
        left = 100_000_000

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            size = min(len(buffer), self.left)
            buffer[:size] = b"a" * size
            self.left -= size
            return size

    tracemalloc.start()
    try:
        (found,) = lines_of(io.BufferedReader(Endless()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (found.raw, found.end) == (None, 100_000_000)
    assert peak < 10 * LONGEST_LINE
    with pytest.raises(DossierError, match="longer than 1 MiB"):
        read_line(found, "claims.jsonl")
