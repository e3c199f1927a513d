"""A page comes back from the cache as it was read, whatever it is."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.cache.documents import Known, pack, pack_known, pack_use, unpack, unpack_known, unpack_use
from refcheck.citations import use_of
from refcheck.model import Document, Page, Passage, Provenance, Source, Unavailable, Unread
from refcheck.reading import read
from tests.reading.corpus import Case, cases

PAGE = Page(
    Source("a", "https://a.example/"), "", 200, "text/plain", b"", datetime(2025, 1, 1, tzinfo=UTC), Provenance.LIVE
)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.path.name)
def test_what_was_read_comes_back_whole(case: Case) -> None:
    outcome = read(case.page)
    assert unpack(pack(outcome), case.page) == outcome
    use = use_of(case.page.source, outcome)
    assert unpack_use(pack_use(outcome), case.page) == use
    if use.unavailable is None:
        page = case.page
        known = Known(page.source, page.fetched_at, page.provenance, page.note, "key", use)
        assert unpack_known(pack_known(page, "key", use), page.source) == known
        assert unpack(pack(outcome), known) == outcome


def test_source_and_time_are_those_of_the_page_as_it_was_pulled_last() -> None:
    case = next(case for case in cases() if not case.unavailable and not case.wrong)
    later = dataclasses.replace(
        case.page, source=dataclasses.replace(case.page.source, line=99), fetched_at=PAGE.fetched_at, note="again"
    )
    document = unpack(pack(read(case.page)), later)
    assert isinstance(document, Document)
    assert (document.source.line, document.fetched_at, document.note) == (99, PAGE.fetched_at, "again")


def test_a_page_that_could_not_be_read_stays_so() -> None:
    unread = Unavailable(PAGE.source, Unread.EMPTY, "no words")
    assert unpack(pack(unread), PAGE) == unread
    assert unpack_use(pack_use(unread), PAGE) == use_of(PAGE.source, unread)


def test_columns_know_every_field_that_a_document_has() -> None:
    of_the_page = {"source", "provenance", "fetched_at", "note"}
    kept = {"text", "passages", "groups", "title", "site", "author", "published", "modified", "language", "sha256"}
    assert {field.name for field in dataclasses.fields(Document)} == of_the_page | kept | {"url", "marks"}
    assert [field.name for field in dataclasses.fields(Passage)] == [
        *("start", "end", "kind", "heading", "cells", "group", "speaker", "page")
    ]


@given(st.binary(max_size=200))
def test_bytes_that_hold_no_page_are_none(body: bytes) -> None:
    assert unpack(body, PAGE) is None
    assert unpack_use(body, PAGE) is None
    assert unpack_known(body, PAGE.source) is None


@given(st.text(), st.text())
def test_any_text_comes_back(text: str, title: str) -> None:
    document = Document(PAGE.source, text, (Passage(0, len(text)),), title=title, provenance=PAGE.provenance)
    document = dataclasses.replace(document, fetched_at=PAGE.fetched_at)
    assert unpack(pack(document), PAGE) == document
