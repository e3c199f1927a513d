"""Hosts are asked one page at a time, so far apart, and left alone when they ask for it; time is the test's own."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.model import Page, Source, Unavailable, Unread
from refcheck.web import Fetcher, FetchSettings
from refcheck.web.fault import Fault
from refcheck.web.politeness import Manners, by_turns, is_own, told

from .conftest import Reply, Site


@dataclass
class Time:
    """A clock that only sleeping moves."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


def manners(time: Time, pace: float = 1.0, per_host: int = 2) -> Manners:
    return Manners(pace, per_host, lambda: time.now, time.sleep)


def test_pages_of_a_host_are_asked_for_so_far_apart_and_hosts_do_not_wait_for_each_other(time: Time) -> None:
    polite = manners(time)
    for url in ("https://a.example/1", "https://A.example/2", "https://b.example/1", "http://a.example:8080/3"):
        with polite.turn(url, paced=True):
            pass

    assert time.slept == [1.0, 1.0]


def test_what_belongs_to_one_page_is_not_paced(time: Time) -> None:
    polite = manners(time)
    for _ in range(3):
        with polite.turn("https://a.example/1", paced=False) as waited:
            assert waited == 0

    assert not time.slept


def test_a_host_that_asks_for_time_is_left_alone_by_all(time: Time) -> None:
    polite = manners(time)
    polite.leave_alone("https://a.example/1", 12)

    with polite.turn("https://a.example/2", paced=True) as waited:
        assert waited == 12


def test_a_host_that_asks_for_absurd_time_is_asked_no_more(time: Time) -> None:
    polite = manners(time)
    polite.leave_alone("https://a.example/1", 86400)

    with pytest.raises(Fault, match="left alone for 1 day") as told_why, polite.turn("https://a.example/2", paced=True):
        pass

    assert told_why.value.reason is Unread.HTTP_STATUS
    assert not time.slept


def test_a_wait_that_is_asked_for_while_others_wait_holds_for_them_too(time: Time) -> None:
    polite = manners(time)
    with polite.turn("https://a.example/1", paced=True):
        pass

    def sleep(seconds: float) -> None:
        if not time.slept:
            polite.leave_alone("https://a.example/1", 20)  # from 100 on, while the second waits for 101
        Time.sleep(time, seconds)

    polite._sleep = sleep
    with polite.turn("https://a.example/2", paced=True) as waited:
        assert waited == 20


def test_a_crawl_delay_slows_down_and_an_absurd_one_is_cut(time: Time) -> None:
    polite = manners(time)
    polite.slow_down("https://a.example/", 5)
    polite.slow_down("https://b.example/", 1e9)
    for url in ("https://a.example/1", "https://a.example/2", "https://b.example/1", "https://b.example/2"):
        with polite.turn(url, paced=True):
            pass

    assert time.slept == [5.0, 25.0 + 5.0]


def test_no_more_requests_than_allowed_are_under_way_at_one_host() -> None:
    polite = Manners(0, 2, lambda: 0.0, lambda _: None)
    inside, most, over = 0, 0, threading.Lock()
    full, begun = threading.Event(), threading.Barrier(6)

    def ask() -> None:
        nonlocal inside, most
        begun.wait(timeout=10)
        with polite.turn("https://a.example/", paced=True):
            with over:
                inside += 1
                most = max(most, inside)
                if inside == 2:
                    full.set()
            full.wait(timeout=10)
            with over:
                inside -= 1

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)

    assert most == 2


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("localhost", True),
        ("site.localhost", True),
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("::1", True),
        ("93.184.216.34", False),
        ("a.example", False),
        ("", False),
    ],
)
def test_a_private_address_is_nobody_elses(host: str, own: bool) -> None:
    assert is_own(host) is own


@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_hosts_take_turns_and_each_keeps_its_order(hosts: list[str]) -> None:
    sources = [Source(f"s{n}", f"https://{host}.example/{n}") for n, host in enumerate(hosts)]
    ordered = by_turns(sources)

    assert sorted(ordered, key=lambda s: s.id) == sorted(sources, key=lambda s: s.id)
    for host in "abc":
        own = [s for s in ordered if f"//{host}." in s.url]
        assert own == [s for s in sources if f"//{host}." in s.url]
    first = [s.url.split("/")[2] for s in ordered[: len(set(hosts))]]
    assert len(set(first)) == len(first)


@given(st.floats(0))
def test_any_span_of_time_can_be_told(seconds: float) -> None:
    assert told(seconds)


# ---------------------------------------------------------------- with a server


def paced(settings: FetchSettings, time: Time, **given: object) -> FetchSettings:
    """The settings for hosts with names, which are not exempt from anything, in the test's own time."""
    return replace(
        settings,
        resolve=lambda _host, _port: ("127.0.0.1",),
        pace=1.0,
        timer=lambda: time.now,
        sleep=time.sleep,
        **given,  # type: ignore[arg-type]
    )


def named(site: Site, path: str) -> Source:
    return Source(path.strip("/"), f"http://paper.example:{site.port}{path}")


def test_the_pages_of_one_fetcher_are_paced(site: Site, settings: FetchSettings, time: Time) -> None:
    site.serve("/one")
    site.serve("/two", Reply(status=302, headers=(("Location", "/one"),)))
    fetcher = Fetcher(paced(settings, time))

    assert isinstance(fetcher.fetch(named(site, "/one")), Page)
    assert isinstance(fetcher.fetch(named(site, "/two")), Page)
    assert time.slept == [1.0]  # the second page, not its redirect


def test_retry_after_holds_for_every_page_of_the_host(site: Site, settings: FetchSettings, time: Time) -> None:
    site.serve("/busy", Reply(status=503, headers=(("Retry-After", "7"),)))
    site.serve("/other")
    fetcher = Fetcher(paced(settings, time, retries=0))

    assert isinstance(fetcher.fetch(named(site, "/busy")), Unavailable)
    assert isinstance(fetcher.fetch(named(site, "/other")), Page)
    assert sum(time.slept) == 7.0


def test_an_absurd_retry_after_is_told_and_its_host_is_asked_no_more(
    site: Site, settings: FetchSettings, time: Time
) -> None:
    site.serve("/busy", Reply(status=429, headers=(("Retry-After", "86400"),)))
    site.serve("/other")
    fetcher = Fetcher(paced(settings, time))
    busy, other = fetcher.fetch(named(site, "/busy")), fetcher.fetch(named(site, "/other"))

    assert isinstance(busy, Unavailable)
    assert isinstance(other, Unavailable)
    assert (busy.reason, other.reason) == (Unread.HTTP_STATUS, Unread.HTTP_STATUS)
    assert "429" in busy.detail
    assert "left alone for 1 day" in busy.detail
    assert "left alone for 24 hours" in other.detail  # less the second that is kept between pages
    assert site.hits == ["/busy"]
    assert not time.slept


def test_the_wait_for_a_turn_is_not_the_pages_own_time(site: Site, settings: FetchSettings, time: Time) -> None:
    site.serve("/page", Reply(status=302, headers=(("Location", f"http://slow.example:{site.port}/far"),)))
    site.serve("/far")
    fetcher = Fetcher(paced(settings, time, total_seconds=5.0, per_host=1))
    fetcher._visit()._manners.leave_alone("http://slow.example/", 25)  # as another page's answer does

    assert isinstance(fetcher.fetch(named(site, "/page")), Page)
    assert time.slept == [25.0]


def test_nothing_is_paced_on_this_machine(site: Site, settings: FetchSettings, time: Time) -> None:
    sources = [site.serve(f"/{n}") for n in range(3)]
    fetcher = Fetcher(replace(paced(settings, time), robots=True))

    assert all(isinstance(fetcher.fetch(source), Page) for source in sources)
    assert not time.slept
    assert site.hits == ["/0", "/1", "/2"]


def test_the_user_agent_says_who_asks_and_whom_to_write_to(site: Site, settings: FetchSettings) -> None:
    source = site.serve("/page")
    Fetcher(replace(settings, contact="desk@paper.example")).fetch(source)

    assert site.seen[0]["User-Agent"].startswith("refcheck/")
    assert site.seen[0]["User-Agent"].endswith("; +desk@paper.example)")
