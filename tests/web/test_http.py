"""Every way in which a pull can fail has its own reason, and nothing escapes as an exception."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC

import pytest

from refcheck.model import Page, Provenance, Source, Unavailable, Unread
from refcheck.web import Fetcher, FetchSettings

from .conftest import NOON, Reply, Site, Talk

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


def failed(got: Page | Unavailable) -> Unavailable:
    assert isinstance(got, Unavailable), got
    return got


def read(got: Page | Unavailable) -> Page:
    assert isinstance(got, Page), got
    return got


def test_a_page_arrives_with_what_its_server_said(site: Site, settings: FetchSettings) -> None:
    headers = (("Content-Type", 'Text/HTML; version=5; Charset="ISO-8859-1"'),)
    page = read(Fetcher(settings).fetch(site.serve("/page", Reply("café".encode("latin-1"), headers=headers))))
    assert (page.status, page.media_type, page.charset) == (200, "text/html", "iso-8859-1")
    assert (page.body, page.provenance, page.fetched_at) == ("café".encode("latin-1"), Provenance.LIVE, NOON)
    assert page.fetched_at.tzinfo is UTC


def test_the_user_agent_is_honest(site: Site, settings: FetchSettings) -> None:
    Fetcher(settings).fetch(site.serve("/page"))
    assert site.seen[0]["User-Agent"].startswith("refcheck/")
    assert "fact-checking" in site.seen[0]["User-Agent"]


def test_proxies_and_netrc_of_the_environment_are_ignored(
    site: Site, settings: FetchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert read(Fetcher(settings).fetch(site.serve("/page")))


def test_redirects_are_followed_with_the_cookies_of_the_way(site: Site, settings: FetchSettings) -> None:
    site.serve("/new/place", Reply(b"here"))
    start = site.serve("/old", Reply(status=301, headers=(("Location", "new/place#part"), ("Set-Cookie", "a=b"))))
    page = read(Fetcher(settings).fetch(start))
    assert (page.final_url, page.body) == (site.url("/new/place"), b"here")
    assert site.seen[1]["Cookie"] == "a=b"


def test_cookies_and_credentials_stay_with_the_host_that_they_are_for(site: Site, settings: FetchSettings) -> None:
    site.serve("/there", Reply(b"here"))
    away = site.url("/there", "other.test")
    start = site.serve("/start", Reply(status=302, headers=(("Location", away), ("Set-Cookie", "session=mine"))))
    named = replace(settings, resolve=lambda _host, _port: ("127.0.0.1",))
    url = site.url("/start", "someone:password@first.test")
    page = read(Fetcher(named).fetch(replace(start, url=url)))
    assert [seen["Host"].partition(":")[0] for seen in site.seen] == ["first.test", "other.test"]
    assert "Authorization" in site.seen[0]
    assert not {"Authorization", "Cookie"} & site.seen[1].keys()
    assert "password" not in repr(page.final_url)


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://[", "javascript:alert(1)"])
def test_a_redirect_to_no_web_address_ends_the_way(site: Site, settings: FetchSettings, location: str) -> None:
    source = site.serve("/old", Reply(status=302, headers=(("Location", location),)))
    assert failed(Fetcher(settings).fetch(source)).reason is Unread.BAD_ADDRESS


def test_a_circle_of_redirects_ends(site: Site, settings: FetchSettings) -> None:
    got = failed(Fetcher(settings).fetch(site.serve("/loop", Reply(status=302, headers=(("Location", "/loop"),)))))
    assert got.reason is Unread.REDIRECTS
    assert len(site.hits) == settings.max_redirects + 1


@pytest.mark.parametrize(
    "url",
    ["", "reference.test", "ftp://reference.test/", "file:///etc/passwd", "http://", "http://[::1", "http://a b.test/",
     "http://reference.test:99999/", "data:text/plain,x"],
)  # fmt: skip
def test_what_is_no_web_address_is_said_to_be_none(settings: FetchSettings, url: str) -> None:
    def resolve(host: str, port: int) -> tuple[str, ...]:
        raise AssertionError(f"{host}:{port} should not have been looked up")

    assert failed(Fetcher(replace(settings, resolve=resolve)).fetch(Source("s", url))).reason is Unread.BAD_ADDRESS


@pytest.mark.parametrize(("status", "words"), [(404, "404 Not Found"), (403, "403 Forbidden"), (500, "500 Internal")])
def test_an_error_status_is_no_page(site: Site, settings: FetchSettings, status: int, words: str) -> None:
    got = failed(Fetcher(settings).fetch(site.serve("/page", Reply(status=status))))
    assert (got.reason, words in got.detail, len(site.hits)) == (Unread.HTTP_STATUS, True, 1)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_passing_failure_is_asked_again(site: Site, settings: FetchSettings, status: int) -> None:
    waits: list[float] = []
    source = site.serve("/page", Reply(status=status), Reply(status=status), Reply(b"at last"))
    page = read(Fetcher(replace(settings, sleep=waits.append)).fetch(source))
    assert (page.body, waits) == (b"at last", [0.5, 1.0])


@pytest.mark.parametrize("retry_after", ["7", "Thu, 01 May 2025 12:00:07 GMT"])
def test_retry_after_is_waited_for(site: Site, settings: FetchSettings, retry_after: str) -> None:
    waits: list[float] = []
    source = site.serve("/page", Reply(status=503, headers=(("Retry-After", retry_after),)), Reply())
    read(Fetcher(replace(settings, sleep=waits.append)).fetch(source))
    assert waits == [pytest.approx(7.0, abs=0.5)]


@pytest.mark.parametrize("retry_after", ["3600", "Fri, 02 May 2025 12:00:00 GMT", "9" * 400])
def test_a_server_that_asks_for_too_long_a_wait_is_not_asked_again(
    site: Site, settings: FetchSettings, retry_after: str
) -> None:
    source = site.serve("/page", Reply(status=503, headers=(("Retry-After", retry_after),)), Reply())
    assert failed(Fetcher(settings).fetch(source)).reason is Unread.HTTP_STATUS
    assert len(site.hits) == 1


def test_a_body_over_the_cap_is_too_large(site: Site, settings: FetchSettings) -> None:
    small = Fetcher(replace(settings, max_bytes=1000))
    assert read(small.fetch(site.serve("/fits", Reply(b"x" * 1000))))
    assert failed(small.fetch(site.serve("/over", Reply(b"x" * 1001)))).reason is Unread.TOO_LARGE


def test_the_cap_counts_unpacked_bytes(site: Site, settings: FetchSettings) -> None:
    bomb = Reply(gzip.compress(bytes(50_000_000)), headers=(("Content-Encoding", "gzip"),))
    got = failed(Fetcher(replace(settings, max_bytes=1_000_000)).fetch(site.serve("/bomb", bomb)))
    assert got.reason is Unread.TOO_LARGE


def test_the_body_of_a_redirect_is_not_read(talking: Callable[[Talk], Source], settings: FetchSettings) -> None:
    """It may never end."""

    def endless(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: ftp://elsewhere.test/\r\n\r\n")
        while not over.is_set():
            connection.sendall(b"x" * 65536)

    assert failed(Fetcher(settings).fetch(talking(endless))).reason is Unread.BAD_ADDRESS


def test_a_packed_body_is_unpacked(site: Site, settings: FetchSettings) -> None:
    reply = Reply(
        gzip.compress(b"<p>packed</p>"), headers=(("Content-Encoding", "gzip"), ("Content-Type", "text/html"))
    )
    assert read(Fetcher(settings).fetch(site.serve("/page", reply))).body == b"<p>packed</p>"


def test_a_body_that_is_not_packed_as_it_says_is_a_broken_response(site: Site, settings: FetchSettings) -> None:
    reply = Reply(b"not gzip", headers=(("Content-Encoding", "gzip"),))
    assert failed(Fetcher(settings).fetch(site.serve("/page", reply))).reason is Unread.BAD_RESPONSE


def silence(_connection: socket.socket, over: threading.Event) -> None:
    over.wait()


def test_a_server_that_says_nothing_times_out(talking: Callable[[Talk], Source], settings: FetchSettings) -> None:
    fetcher = Fetcher(replace(settings, read_seconds=0.05, retries=0))
    assert failed(fetcher.fetch(talking(silence))).reason is Unread.TIMEOUT


@pytest.mark.parametrize(
    "start", [b"HTTP/1.1 200 OK\r\nX-Slow: ", HEAD + b"\r\n", HEAD + b"Content-Length: 999\r\n\r\n"]
)
def test_a_server_that_drips_is_stopped_when_the_time_is_up(
    talking: Callable[[Talk], Source], settings: FetchSettings, start: bytes
) -> None:
    """Each byte comes well within the read timeout; only the cap on the whole ends it."""

    def drip(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(start)
        while not over.wait(0.01):
            connection.sendall(b".")

    got = failed(Fetcher(replace(settings, total_seconds=0.2)).fetch(talking(drip)))
    assert (got.reason, "0.2 s" in got.detail) == (Unread.TIMEOUT, True)


def reset(connection: socket.socket, _over: threading.Event) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"", Unread.RESET),
        (HEAD + b"Content-Length: 100\r\n\r\nhalf of", Unread.RESET),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", Unread.RESET),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Unread.BAD_RESPONSE),
        (b"HTTP/1.1 abc\r\n\r\n", Unread.BAD_RESPONSE),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", Unread.BAD_RESPONSE),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n", Unread.BAD_RESPONSE),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n", Unread.BAD_RESPONSE),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", Unread.BAD_RESPONSE),
    ],
)
def test_a_broken_answer_is_a_value(
    talking: Callable[[Talk], Source], settings: FetchSettings, said: bytes, reason: Unread
) -> None:
    source = talking(lambda connection, _over: connection.sendall(said))
    assert failed(Fetcher(settings).fetch(source)).reason is reason


def test_a_reset_connection_is_a_value(talking: Callable[[Talk], Source], settings: FetchSettings) -> None:
    assert failed(Fetcher(settings).fetch(talking(reset))).reason is Unread.RESET


def test_a_closed_port_is_refused(settings: FetchSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    got = failed(Fetcher(settings).fetch(Source("s", f"http://127.0.0.1:{port}/")))
    assert (got.reason, str(port) in got.detail) == (Unread.REFUSED, True)


@pytest.mark.parametrize(("code", "tries"), [(socket.EAI_NONAME, 1), (socket.EAI_AGAIN, 3)])
def test_a_name_that_is_not_resolved_is_a_value(settings: FetchSettings, code: int, tries: int) -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> tuple[str, ...]:
        asked.append(host)
        raise socket.gaierror(code, "no such name")

    got = failed(Fetcher(replace(settings, resolve=resolve)).fetch(Source("s", "http://nowhere.test/")))
    assert (got.reason, "nowhere.test" in got.detail, len(asked)) == (Unread.DNS, True, tries)


def test_a_plain_server_behind_https_is_a_tls_failure(site: Site, settings: FetchSettings) -> None:
    url = f"https://127.0.0.1:{site.port}/"
    assert failed(Fetcher(settings).fetch(Source("s", url))).reason is Unread.TLS
