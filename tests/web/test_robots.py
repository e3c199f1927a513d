"""What a robots.txt forbids is not fetched; one that is missing forbids nothing, one that can not be read all."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from refcheck.model import Page, Source, Unavailable, Unread
from refcheck.web import Fetcher, FetchSettings
from refcheck.web.robots import TOKEN, ours

from .conftest import Reply, Site, Talk


@pytest.fixture
def careful(settings: FetchSettings) -> FetchSettings:
    """Settings under which names lead to loopback, and robots.txt counts."""
    return replace(settings, resolve=lambda _host, _port: ("127.0.0.1",), robots=True)


def rules(text: str, status: int = 200) -> Reply:
    return Reply(text.encode(), status, (("Content-Type", "text/plain"),))


def named(site: Site, path: str, host: str = "paper.example") -> Source:
    return Source("page", f"http://{host}:{site.port}{path}")


def test_what_is_forbidden_is_not_fetched_and_nothing_is_recorded(site: Site, careful: FetchSettings) -> None:
    site.serve("/robots.txt", rules("User-agent: *\nDisallow: /private/\n"))
    site.serve("/private/page")
    site.serve("/open")
    fetcher = Fetcher(careful)
    refused = fetcher.fetch(named(site, "/private/page"))

    assert isinstance(refused, Unavailable)
    assert refused.reason is Unread.ROBOTS
    assert "paper.example/robots.txt forbids this page to refcheck" in refused.detail
    assert "--ignore-robots" in refused.detail
    assert isinstance(fetcher.fetch(named(site, "/open")), Page)
    assert site.hits == ["/robots.txt", "/open"]
    assert careful.cassettes is not None
    assert not careful.cassettes.exists()


def test_rules_for_us_come_before_those_for_all(site: Site, careful: FetchSettings) -> None:
    site.serve("/robots.txt", rules("User-agent: *\nDisallow: /\n\nUser-agent: refcheck\nAllow: /\n"))
    site.serve("/page")

    assert isinstance(Fetcher(careful).fetch(named(site, "/page")), Page)


def test_they_can_be_left_out(site: Site, careful: FetchSettings) -> None:
    site.serve("/robots.txt", rules("User-agent: *\nDisallow: /\n"))
    site.serve("/page")

    assert isinstance(Fetcher(replace(careful, robots=False)).fetch(named(site, "/page")), Page)
    assert site.hits == ["/page"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_missing_one_forbids_nothing(site: Site, careful: FetchSettings, status: int) -> None:
    site.serve("/robots.txt", rules("User-agent: *\nDisallow: /", status))
    site.serve("/page")

    assert isinstance(Fetcher(careful).fetch(named(site, "/page")), Page)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_one_that_the_server_can_not_give_forbids_all(site: Site, careful: FetchSettings, status: int) -> None:
    site.serve("/robots.txt", rules("later", status))
    site.serve("/page")
    found = Fetcher(careful).fetch(named(site, "/page"))

    assert isinstance(found, Unavailable)
    assert found.reason is Unread.ROBOTS
    assert str(status) in found.detail
    assert "/page" not in site.hits


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><title>Not here</title><p>Disallow: /",
        "\ufeffUser-agent: nobody\nDisallow: /",
        "Disallow: /",
        "\0\1\2 \ud7ff : : : /*\n" * 50,
        "",
    ],
)
def test_a_broken_one_forbids_nothing(site: Site, careful: FetchSettings, text: str) -> None:
    site.serve("/robots.txt", rules(text))
    site.serve("/page")

    assert isinstance(Fetcher(careful).fetch(named(site, "/page")), Page)


def test_one_without_an_end_is_read_as_far_as_it_has_to_be(site: Site, careful: FetchSettings) -> None:
    site.serve("/robots.txt", rules("User-agent: *\nDisallow: /shut\n" + "# more\n" * 200_000 + "Disallow: /\n"))
    site.serve("/shut")
    site.serve("/page")
    fetcher = Fetcher(careful)

    assert isinstance(fetcher.fetch(named(site, "/page")), Page)
    assert isinstance(fetcher.fetch(named(site, "/shut")), Unavailable)


def test_a_slow_one_is_not_waited_for_long(talking: Callable[[Talk], Source], careful: FetchSettings) -> None:
    def drip(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
        over.wait(30)

    port = urlsplit(talking(drip).url).port
    found = Fetcher(replace(careful, total_seconds=0.3)).fetch(Source("page", f"http://paper.example:{port}/page"))

    assert isinstance(found, Unavailable)
    assert found.reason is Unread.ROBOTS
    assert "can not be read" in found.detail


def test_a_host_that_is_not_there_is_told_as_such(careful: FetchSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    found = Fetcher(careful).fetch(Source("page", f"http://paper.example:{port}/page"))

    assert isinstance(found, Unavailable)
    assert found.reason is Unread.REFUSED


def test_redirects_of_the_file_are_followed_and_of_the_page_are_checked(site: Site, careful: FetchSettings) -> None:
    site.serve("/robots.txt", Reply(status=301, headers=(("Location", "/rules"),)))
    site.serve("/rules", rules("User-agent: *\nDisallow: /shut\n"))
    site.serve("/moved", Reply(status=302, headers=(("Location", f"http://other.example:{site.port}/shut"),)))
    site.serve("/shut")
    found = Fetcher(careful).fetch(named(site, "/moved"))

    assert isinstance(found, Unavailable)
    assert "other.example/robots.txt forbids" in found.detail
    assert "/shut" not in site.hits


def test_a_redirect_loop_of_the_file_forbids_nothing(site: Site, careful: FetchSettings) -> None:
    site.serve("/robots.txt", Reply(status=301, headers=(("Location", "/robots.txt"),)))
    site.serve("/page")

    assert isinstance(Fetcher(careful).fetch(named(site, "/page")), Page)


def test_it_is_read_once_for_a_site(site: Site, careful: FetchSettings) -> None:
    site.serve("/robots.txt", rules("User-agent: *\nDisallow: /shut\n"))
    for path in ("/one", "/two"):
        site.serve(path)
    fetcher = Fetcher(careful)
    for path in ("/one", "/two"):
        fetcher.fetch(replace(named(site, path), id=path.strip("/")))

    assert site.hits.count("/robots.txt") == 1


def test_its_crawl_delay_is_kept(site: Site, careful: FetchSettings) -> None:
    site.serve("/robots.txt", rules("User-agent: *\nCrawl-delay: 4\n"))
    slept: list[float] = []
    for path in ("/one", "/two"):
        site.serve(path)
    fetcher = Fetcher(replace(careful, timer=lambda: 50.0, sleep=slept.append))
    for path in ("/one", "/two"):
        fetcher.fetch(replace(named(site, path), id=path.strip("/")))

    assert slept == [4.0]


def test_a_replayed_page_asks_for_nothing(site: Site, careful: FetchSettings) -> None:
    site.serve("/robots.txt", rules("User-agent: *\nAllow: /\n"))
    site.serve("/page")
    fetcher = Fetcher(careful)
    page = fetcher.fetch(named(site, "/page"))
    assert isinstance(page, Page)
    fetcher.keep(page)
    site.hits.clear()

    assert isinstance(Fetcher(careful).fetch(named(site, "/page")), Page)
    assert not site.hits


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.text("/a*?$%", max_size=60))
def test_any_rules_can_be_asked(text: str, path: str) -> None:
    Protego.parse(f"User-agent: *\n{text}").can_fetch(f"https://a.example/{path}", TOKEN)


def test_rules_of_many_stars_cost_no_more_than_others() -> None:
    hostile = Protego.parse("User-agent: *\nDisallow: /" + "a*" * 100 + "b$\n")

    assert hostile.can_fetch("https://a.example/" + "a" * 2000, TOKEN)


def test_thousands_of_agents_with_thousands_of_rules_are_read_at_once() -> None:
    lines = [f"User-agent: a{n}" for n in range(20_000)] + [f"Disallow: /{n}" for n in range(20_000)]
    text = "\n".join([*lines, "User-agent: RefCheck/1.0  # us", "Disallow: /shut"])
    parsed = Protego.parse(ours(text))

    assert len(ours(text)) < 1_000_000
    assert not parsed.can_fetch("https://a.example/shut", TOKEN)
    assert parsed.can_fetch("https://a.example/19999", TOKEN)


def test_a_name_that_ours_begins_with_is_not_ours() -> None:
    assert Protego.parse(ours("User-agent: ref\nDisallow: /")).can_fetch("https://a.example/", TOKEN)


@given(st.lists(st.sampled_from(["*", "refcheck", "REFCHECK", "other"]), min_size=1, max_size=5))
def test_the_rules_that_count_are_those_of_the_file(agents: list[str]) -> None:
    text = "\n\n".join(f"User-agent: {agent}\nDisallow: /{n}/\nCrawl-delay: {n}" for n, agent in enumerate(agents))
    whole, short = Protego.parse(text), Protego.parse(ours(text))

    assert whole.crawl_delay(TOKEN) == short.crawl_delay(TOKEN)
    for n in range(len(agents)):
        url = f"https://a.example/{n}/"
        assert whole.can_fetch(url, TOKEN) == short.can_fetch(url, TOKEN)
