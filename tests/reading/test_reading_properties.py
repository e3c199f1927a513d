"""No bytes, of any kind, may make reading raise, give places outside of the text, or cost much."""

import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from refcheck.model import Document, Page, Provenance, Source, Unavailable
from refcheck.reading import from_text, read

from .corpus import FETCHED, Case, cases

CASES = cases()
TYPES = (
    "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf", "application/json",
    "application/xml", "application/rss+xml", "text/csv", "text/tab-separated-values", "", "image/png",
)  # fmt: skip
_TAGS = """
p div ul ol li dl dt dd table tr td th caption thead tbody h1 h2 h3 blockquote cite footer figure figcaption img a
sup sub b span br details summary pre section main article nav aside script style title meta form time ruby rt q
"""
TAGS = _TAGS.split()
ATTRIBUTES = (
    "", " class='x'", " rowspan=3", " colspan=2", " rowspan=0", " hidden", " style='display:none'", " href='#fn1'",
    " href='/a'", " alt='two words'", " role=main", " class='related ad'", " id=footer", " datetime='2020-01-02'",
    " lang=de", " aria-hidden=true", " type='application/ld+json'",
)  # fmt: skip


def page(body: bytes, media_type: str = "text/html", charset: str = "") -> Page:
    source = Source("any", "https://site.example/page", title="Halven Bridge reopens")
    return Page(source, source.url, 200, media_type, body, FETCHED, Provenance.RECORDED, charset=charset)


def check(document: Document | Unavailable) -> None:
    if isinstance(document, Unavailable):
        assert document.detail
        return
    length = len(document.text)
    assert document.passages
    last = 0
    for passage in document.passages:
        assert 0 <= passage.start < passage.end <= length
        assert passage.start >= last
        last = passage.start
        assert document.quote(passage)
        assert passage.group is None or 0 <= passage.group < len(document.groups)
        assert all(0 <= cell.start <= cell.end <= length for cell in passage.cells)
    assert all(0 <= mark <= length for mark in document.marks)
    assert not set("\x00\x01") & set(document.text)
    document.text.encode()
    for passage in document.passages[:20]:
        assert document.link(passage)


pieces = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
    st.text(max_size=20),
    st.sampled_from(
        ["Published 3 May 2020", "and others", "[1]", "&nbsp;", "&#1;", "<!--", "-->", "<![CDATA[", "\x00"]
    ),
)


@given(st.lists(pieces, max_size=60).map("".join))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_markup_is_read_or_said_to_be_unreadable(markup: str) -> None:
    check(read(page(markup.encode("utf-8", "surrogatepass"))))


@given(st.binary(max_size=400), st.sampled_from(TYPES), st.sampled_from(["", "utf-8", "utf-16", "gb2312", "x-what"]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_read_or_said_to_be_unreadable(body: bytes, media_type: str, charset: str) -> None:
    check(read(page(body, media_type, charset)))


@given(st.sampled_from(CASES), st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_page_that_was_damaged_on_the_way_is_read_or_said_to_be_unreadable(case: Case, data: st.DataObject) -> None:
    body = bytearray(case.path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(body)))
        length = data.draw(st.integers(0, 30))
        body[place : place + length] = data.draw(st.binary(max_size=12))
    check(read(replace(case.page, body=bytes(body))))


@given(st.text(max_size=500))
@settings(max_examples=200, deadline=None)
def test_any_text_that_a_caller_gives_becomes_passages_of_itself(text: str) -> None:
    document = from_text(text)
    document.text.encode()
    words = "".join(document.text.split())
    for passage in document.passages:
        assert document.quote(passage)
    assert document.source.id == "given"
    assert len(words) <= len(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=30,
)


@given(json_values)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_is_read(value: object) -> None:
    check(read(page(json.dumps(value).encode(), "application/json")))


def test_text_of_a_caller_keeps_its_paragraphs_and_lists() -> None:
    document = from_text("First line\nof a paragraph.\n\nThese towns belong to it:\n- Arden\n- Corvin\n\nLast one.")
    assert [(document.quote(passage), passage.kind.value) for passage in document.passages] == [
        ("First line of a paragraph.", "paragraph"),
        ("These towns belong to it:", "paragraph"),
        ("Arden", "list item"),
        ("Corvin", "list item"),
        ("Last one.", "paragraph"),
    ]
    assert document.groups[0].label == "These towns belong to it:"
    assert document.groups[0].closed


HOSTILE = {
    "unclosed": "<b>", "paragraphs": "<p>a", "deep": "<div>", "deep lists": "<ul><li>", "rows": "<tr><td>a<td>b",
    "wide rows": "<tr><td colspan=1000 rowspan=1000>xy", "nested tables": "<table><tr><td>x", "brackets": "<",
    "notes": "x<sup><a href='#a'>1</a></sup>", "terms": "<dt>a<dd>b", "quotations": "<blockquote><cite>a",
    "breaks": "<br>a",
    "headings": "<h1>a<h2>b", "pre": "<pre>a\n\n", "words": "word ", "comments": "<!--x-->",
    "styles": "<style>.a{display:none}",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_a_megabyte_of_anything_takes_a_few_seconds_at_most(kind: str) -> None:
    unit = HOSTILE[kind]
    body = (unit * (1_000_000 // len(unit))).encode()
    start = time.process_time()
    check(read(page(body)))
    assert time.process_time() - start < 6  # one or two on an idle machine; minutes, were it quadratic


@pytest.mark.slow
@pytest.mark.parametrize(
    ("media_type", "unit"), [("application/json", "[1],"), ("text/csv", "a,b\n"), ("text/markdown", "![a](")]
)
def test_a_megabyte_of_data_takes_a_few_seconds_at_most(media_type: str, unit: str) -> None:
    body = unit * (1_000_000 // len(unit))
    start = time.process_time()
    check(read(page((f"[{body[:-1]}]" if "json" in media_type else body).encode(), media_type)))
    assert time.process_time() - start < 6  # one or two on an idle machine; minutes, were it quadratic


MEMORY = """
import sys
sys.path.insert(0, {root!r})
from tests.reading.test_reading_properties import HOSTILE, check, page, peak_megabytes
from refcheck.reading import read
for unit in HOSTILE.values():
    check(read(page((unit * (1_000_000 // len(unit))).encode())))
print(peak_megabytes())
"""


def peak_megabytes() -> int:
    """The most memory this process has held; where Linux tells, without what its parent held when it was forked."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:"))


@pytest.mark.slow
def test_a_megabyte_of_anything_stays_under_three_hundred_megabytes(request: pytest.FixtureRequest) -> None:
    script = MEMORY.format(root=str(request.config.rootpath))
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert int(output) < 300


@pytest.mark.slow
def test_a_page_of_twenty_megabytes_is_read_to_its_end() -> None:
    unit = (
        "<h2>Part</h2><p>The harbour was dredged in 1911 to a depth of <b>nine</b> metres.</p><ul><li>Salt<li>Tar</ul>"
    )
    body = f"<body><main><h1>Long</h1>{unit * (20_000_000 // len(unit))}<p>The last words.</p></main>"
    document = read(replace(page(body.encode()), source=Source("long", "https://site.example/long")))
    assert isinstance(document, Document)
    assert document.quote(document.passages[-1]) == "The last words."
    assert document.note == ""
    assert peak_megabytes() < 2_000
