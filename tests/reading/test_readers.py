import hashlib
import subprocess
import sys

import pytest

from refcheck.model import Document, Page, Provenance, Source, Unavailable, Unread
from refcheck.reading import from_text, read, readers

from .corpus import FETCHED

SOURCE = Source("one", "https://site.example/a/page")


def page(body: bytes, media_type: str) -> Page:
    return Page(SOURCE, SOURCE.url, 200, media_type, body, FETCHED, Provenance.STAND_IN, charset="utf-8", note="kept")


def test_importing_the_package_loads_no_parser() -> None:
    script = (
        "import sys, refcheck.reading; print([name for name in ('bs4', 'lxml', 'pypdfium2') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("declared", "body", "read_as"),
    [
        ("text/html; charset=utf-8", b"<p>x", "text/html"),
        ("TEXT/HTML", b"<p>x", "text/html"),
        ("", b"<!DOCTYPE html><p>x", "text/html"),
        ("text/plain", b"<html><p>x", "text/html"),
        ("application/octet-stream", b"%PDF-1.4", "application/pdf"),
        ("text/html", b"%PDF-1.4", "application/pdf"),
        ("", b'{"a": 1}', "application/json"),
        ("", b"<?xml version='1.0'?><a/>", "application/xml"),
        ("", b"plain words", "text/plain"),
        ("", bytes(range(32)), "application/octet-stream"),
        ("image/png", b"\x89PNG", "image/png"),
    ],
)
def test_a_page_is_read_as_what_it_is(declared: str, body: bytes, read_as: str) -> None:
    assert readers.media_type(page(body, declared)) == read_as


@pytest.mark.parametrize("media_type", ["application/ld+json", "application/vnd.api+json"])
def test_a_type_built_on_json_is_read_as_json(media_type: str) -> None:
    document = read(page(b'{"depth": "nine metres"}', media_type))
    assert isinstance(document, Document)
    assert document.text == "depth\tnine metres"


def test_a_type_that_nothing_reads_says_which_it_is() -> None:
    result = read(page(b"\x00\x01", "video/mp4"))
    assert isinstance(result, Unavailable)
    assert result.reason is Unread.MEDIA_TYPE
    assert "video/mp4" in result.detail


@pytest.mark.parametrize("media_type", sorted(readers.READERS))
def test_an_empty_body_is_said_to_be_empty(media_type: str) -> None:
    result = read(page(b" \n", media_type))
    assert isinstance(result, Unavailable)
    assert result.reason is Unread.EMPTY


def test_a_document_carries_what_came_with_its_page() -> None:
    body = b"<title>Depths</title><h1>Depths</h1><p>The harbour is nine metres deep.</p>"
    document = read(page(body, "text/html"))
    assert isinstance(document, Document)
    assert (document.source, document.url, document.fetched_at) == (SOURCE, SOURCE.url, FETCHED)
    assert (document.provenance, document.note) == (Provenance.STAND_IN, "kept")
    assert document.sha256 == hashlib.sha256(body).hexdigest()
    assert read(page(body, "text/html")) == document


def test_a_page_with_more_elements_than_are_read_says_so_and_its_last_list_is_not_whole() -> None:
    document = read(page(b"<h1>Towns</h1><p>All towns:</p><ul>" + b"<li>a" * 120_000 + b"</ul>", "text/html"))
    assert isinstance(document, Document)
    assert "more elements than are read" in document.note
    assert not document.groups[-1].closed


def test_halves_of_characters_do_not_get_into_a_document() -> None:
    for document in (read(page(b'{"name": "a\\ud800b"}', "application/json")), from_text("a\ud800b")):
        assert isinstance(document, Document)
        assert document.text.encode().decode() == document.text


@pytest.mark.parametrize("tag", ["main", "article", "section", "header", "figure", "details"])
def test_a_page_may_leave_out_the_tags_of_head_and_body(tag: str) -> None:
    body = f"<!doctype html><title>Depths</title><{tag}><h1>Depths</h1><p>The harbour is nine metres deep.</p></{tag}>"
    document = read(page(body.encode(), "text/html"))
    assert isinstance(document, Document), document
    assert "The harbour is nine metres deep." in document.text
    assert document.title == "Depths"
