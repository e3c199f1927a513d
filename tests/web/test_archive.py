"""An archive is a stranger too: whatever it answers, a page comes back with its date, or a reason does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from refcheck.model import Page, Provenance, Source, Unavailable, Unread
from refcheck.web import Fetcher, FetchSettings
from refcheck.web.archive import Archive, archive_of, raw_address, same_copy
from refcheck.web.fault import Fault

from .conftest import Reply, Site

GONE = Source("gone", "http://gone.test/page?a=b&c=d")
COPY = "/web/20250301120000id_/http://gone.test/page?a=b&c=d"


@pytest.fixture
def fetcher(site: Site, settings: FetchSettings, monkeypatch: pytest.MonkeyPatch) -> Fetcher:
    monkeypatch.setenv("REFCHECK_ARCHIVE_URL", site.url("/"))
    return Fetcher(settings)


def says(site: Site, available: object, index: object = (), copy: Reply = Reply(b"<p>As it was</p>")) -> None:  # noqa: B008
    """The archive's answers to any question: raw bytes, or something to be written as JSON."""
    replies = {"/wayback/available": available, "/cdx/search/cdx": index}
    bodies = {path: what if isinstance(what, bytes) else json.dumps(what).encode() for path, what in replies.items()}

    def answer(path: str, headers: dict[str, str]) -> Reply:
        site.hits.append(path)
        site.seen.append(headers)
        asked = path.partition("?")[0]
        return Reply(bodies[asked]) if asked in bodies else copy if path == COPY else Reply(b"no such copy", 404)

    site.answer = answer  # type: ignore[method-assign]


def closest(timestamp: object, status: object = "200", available: object = True) -> object:
    return {"archived_snapshots": {"closest": {"available": available, "timestamp": timestamp, "status": status}}}


def test_the_usual_archive_is_the_wayback_machine_and_another_may_be_named() -> None:
    assert archive_of({}) == Archive("https://web.archive.org", "https://archive.org")
    assert archive_of({"REFCHECK_ARCHIVE_URL": "http://a.test/x/"}) == Archive("http://a.test/x", "http://a.test/x")
    with pytest.raises(Fault):
        archive_of({"REFCHECK_ARCHIVE_URL": "file:///etc"})


def test_a_copy_is_found_in_two_questions_and_has_its_own_date(site: Site, fetcher: Fetcher) -> None:
    says(site, closest("20250301120000"))
    page = fetcher.fetch_copy(GONE, date(2025, 6, 1))
    assert isinstance(page, Page), page
    assert (page.provenance, page.fetched_at) == (Provenance.ARCHIVED, datetime(2025, 3, 1, 12, tzinfo=UTC))
    assert (page.final_url, page.body) == (GONE.url, b"<p>As it was</p>")
    assert site.hits == [
        "/wayback/available?url=http%3A%2F%2Fgone.test%2Fpage%3Fa%3Db%26c%3Dd&timestamp=20250601235959",
        COPY,
    ]


def test_a_copy_that_is_too_young_gives_way_to_an_older_one_in_the_index(site: Site, fetcher: Fetcher) -> None:
    rows = [["timestamp", "statuscode"], ["20240101000000", "200"], ["20250301120000", "200"]]
    says(site, closest("20250801120000"), rows)
    page = fetcher.fetch_copy(GONE, date(2025, 6, 1))
    assert isinstance(page, Page), page
    assert page.fetched_at.date() == date(2025, 3, 1)
    assert "to=20250601" in site.hits[1]


def test_where_there_are_only_younger_ones_the_nearest_is_taken(site: Site, fetcher: Fetcher) -> None:
    says(site, closest("20250301120000"), [])
    page = fetcher.fetch_copy(GONE, date(2020, 1, 1))
    assert isinstance(page, Page), page
    assert page.fetched_at.date() == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("available", "index", "reason"),
    [
        ({}, [], Unread.NOT_RECORDED),
        ({"archived_snapshots": {}}, [["timestamp"]], Unread.NOT_RECORDED),
        (closest("20250301120000", status="404"), b"", Unread.NOT_RECORDED),
        (closest("../../etc/passwd"), [["timestamp"], ["../x"], [7], "no row", []], Unread.NOT_RECORDED),
        (closest(20250301120000), {"no": "list"}, Unread.NOT_RECORDED),
        ([[[]]], [[]], Unread.NOT_RECORDED),
        (b"<html>sorry</html>", [], Unread.BAD_RESPONSE),
        (b"[" * 100_000, [], Unread.BAD_RESPONSE),
        (b'"\xff\xfe', [], Unread.BAD_RESPONSE),
        ({}, b"Internal error", Unread.BAD_RESPONSE),
        (closest("19990101000000"), [], Unread.HTTP_STATUS),
    ],
)
def test_whatever_the_interfaces_answer_is_a_value(
    site: Site, fetcher: Fetcher, available: object, index: object, reason: Unread
) -> None:
    says(site, available, index)
    got = fetcher.fetch_copy(GONE, None)
    assert isinstance(got, Unavailable), got
    assert got.reason is reason
    assert len(site.hits) <= 3


@pytest.mark.parametrize(
    ("copy", "reason"),
    [
        (Reply(status=302, headers=(("Location", "http://elsewhere.test/"),)), Unread.REDIRECTS),
        (Reply(status=302, headers=(("Location", COPY),)), Unread.REDIRECTS),
        (Reply(status=302, headers=(("Location", "file:///etc/passwd"),)), Unread.BAD_ADDRESS),
        (Reply(status=503), Unread.HTTP_STATUS),
        (Reply(b"x" * 2000), Unread.TOO_LARGE),
    ],
)
def test_a_copy_that_can_not_be_had_is_a_value_in_bounded_tries(
    site: Site, settings: FetchSettings, fetcher: Fetcher, copy: Reply, reason: Unread
) -> None:
    says(site, closest("20250301120000"), [], copy)
    got = Fetcher(replace(settings, max_bytes=1000)).fetch_copy(GONE, None)
    assert isinstance(got, Unavailable), got
    assert got.reason is reason
    assert fetcher
    assert len(site.hits) <= 7


def test_a_pinned_copy_of_another_archive_needs_a_date(site: Site, settings: FetchSettings) -> None:
    site.serve("/kept/abc", Reply(b"<p>As it was</p>"))
    source = replace(GONE, archive=site.url("/kept/abc"))
    got = Fetcher(settings).fetch(source)
    assert isinstance(got, Unavailable), got
    assert "does not say when it was taken" in got.detail
    headers = (("Content-Type", "text/html"), ("Memento-Datetime", "Sat, 01 Mar 2025 12:00:00 GMT"))
    site.serve("/kept/abc", Reply(b"<p>As it was</p>", headers=headers))
    page = Fetcher(settings).fetch(source)
    assert isinstance(page, Page), page
    assert (page.provenance, page.fetched_at.year) == (Provenance.ARCHIVED, 2025)


def test_the_archive_is_asked_through_the_same_guard(site: Site, settings: FetchSettings, fetcher: Fetcher) -> None:
    got = Fetcher(replace(settings, allow_private=False)).fetch_copy(GONE, None)
    assert isinstance(got, Unavailable), got
    assert (got.reason, site.hits) == (Unread.BLOCKED_ADDRESS, [])
    assert fetcher


def test_framed_and_raw_addresses_are_of_the_same_copy() -> None:
    framed = "https://web.archive.org/web/20250301120000/https://h.test/a?b=c"
    raw = "http://web.archive.org/web/20250301120000id_/https://h.test/a?b=c"
    assert raw_address(framed) == raw.replace("http:", "https:", 1)
    assert raw_address("https://perma.test/ABC") == "https://perma.test/ABC"
    assert same_copy(framed, raw)
    assert not same_copy(framed, framed.replace("2025", "2024"))
    assert not same_copy("", "")
