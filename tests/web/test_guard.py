"""No address but a public one is connected to, however it is written, resolved or reached."""

from __future__ import annotations

import socket
import ssl
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from refcheck.model import Page, Source, Unavailable, Unread
from refcheck.web import Fetcher, FetchSettings, guard
from refcheck.web.guard import is_public

from .conftest import CERTIFICATE, Reply, Site

# fmt: off
LOCAL = [
    "0.0.0.0",  # noqa: S104 - refused, not bound
    "127.0.0.1", "127.255.0.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1",
    "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00::1", "fec0::1", "ff02::1", "2001:db8::1", "2001::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:c0a8:101::", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "64:ff9b::a00:1", "::ffff:0:127.0.0.1", "::ffff:100.64.0.1", "::ffff:0.0.0.0", "2002:6440:1::",
    "2001:0:7f00:1::", "2001:20::1", "3fff::1", "4000::1", "5f00::1", "fe00::1", "1::1", "100::1", "::1%lo",
    "2606:4700::1111%eth0", "2600::5efe:7f00:1", "2600::200:5efe:808:808", "0.1.2.3", "100.127.255.255", "192.0.0.9",
    "192.88.99.1", "198.19.0.1", "203.0.113.9",
]
# fmt: on
PUBLIC = ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", LOCAL)
def test_local_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "localhost.", "LOCALHOST", "127.1", "2130706433", "0x7f.1", "017700000001",
     "%31%32%37.0.0.1", "0", "0x7f000001", "127.000.000.001", "[::1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
     "someone:secret@127.0.0.1", "public.test@127.0.0.1", "public.test:80@127.0.0.1"],
)  # fmt: skip
def test_a_local_host_is_refused_in_every_spelling(site: Site, settings: FetchSettings, host: str) -> None:
    site.serve("/secret")
    got = Fetcher(replace(settings, allow_private=False)).fetch(Source("s", site.url("/secret", host)))
    assert isinstance(got, Unavailable)
    assert got.reason is Unread.BLOCKED_ADDRESS
    assert site.hits == []


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site, settings: FetchSettings) -> None:
    """A name that changes its address between the check and the connection gains nothing: it is resolved once."""
    site.serve("/page")
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",) if len(asked) == 1 else ("203.0.113.1",)

    page = Fetcher(replace(settings, resolve=rebinding)).fetch(Source("s", site.url("/page", "rebinding.test")))
    assert isinstance(page, Page)
    assert asked == ["rebinding.test"]
    assert site.seen[0]["Host"] == f"rebinding.test:{site.port}"


def test_a_name_that_turns_local_between_two_tries_is_refused(site: Site, settings: FetchSettings) -> None:
    """Each try is a connection of its own, and is checked on its own."""
    site.serve("/page", Reply(status=503))
    found = iter([("203.0.113.1",), ("127.0.0.1",)])
    given: list[str] = []

    def rebinding(_host: str, _port: int) -> tuple[str, ...]:
        given.extend(addresses := next(found))
        return addresses

    with pytest.MonkeyPatch.context() as monkey:

        def connect(address: tuple[str, int], *_rest: object, **_more: object) -> socket.socket:
            assert address[0] == "203.0.113.1"
            raise ConnectionRefusedError

        monkey.setattr("refcheck.web.guard.create_connection", connect)
        monkey.setattr("refcheck.web.guard.is_public", lambda address: address == "203.0.113.1")
        fetcher = Fetcher(replace(settings, allow_private=False, resolve=rebinding))
        got = fetcher.fetch(Source("s", site.url("/page", "rebinding.test")))
    assert isinstance(got, Unavailable)
    assert (got.reason, given) == (Unread.BLOCKED_ADDRESS, ["203.0.113.1", "127.0.0.1"])
    assert site.hits == []


@pytest.mark.parametrize("port", [22, 25, 6000, 6667])
def test_the_port_of_another_service_is_refused(settings: FetchSettings, port: int) -> None:
    got = Fetcher(settings).fetch(Source("s", f"http://127.0.0.1:{port}/"))
    assert isinstance(got, Unavailable)
    assert (got.reason, f"port {port}" in got.detail) == (Unread.BLOCKED_ADDRESS, True)


def test_a_resolver_that_never_answers_is_not_waited_for(settings: FetchSettings) -> None:
    over = threading.Event()

    def resolve(_host: str, _port: int) -> tuple[str, ...]:
        over.wait()
        return ()

    got = Fetcher(replace(settings, resolve=resolve, total_seconds=0.05)).fetch(Source("s", "http://slow.test/"))
    over.set()
    assert isinstance(got, Unavailable)
    assert (got.reason, "in time" in got.detail) in [(Unread.DNS, True), (Unread.TIMEOUT, False)]


def test_a_resolver_that_gives_no_addresses_is_a_value(settings: FetchSettings) -> None:
    for given in ((), ("no address",)):
        fetcher = Fetcher(replace(settings, resolve=lambda _host, _port, given=given: given))  # type: ignore[misc]
        got = fetcher.fetch(Source("s", "http://odd.test/"))
        assert isinstance(got, Unavailable)
        assert got.reason is Unread.DNS


def test_only_some_of_very_many_addresses_are_tried(settings: FetchSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    tried: list[str] = []

    def connect(address: tuple[str, int], *_rest: object, **_more: object) -> socket.socket:
        tried.append(address[0])
        raise ConnectionRefusedError

    many = tuple(f"127.0.0.{n}" for n in range(1, 100))
    with pytest.MonkeyPatch.context() as monkey:
        monkey.setattr("refcheck.web.guard.create_connection", connect)
        fetcher = Fetcher(replace(settings, resolve=lambda _host, _port: many, retries=0))
        fetcher.fetch(Source("s", f"http://many.test:{port}/"))
    assert tried == list(many[:8])


def test_a_redirect_to_a_local_address_is_refused(site: Site, settings: FetchSettings) -> None:
    """The first hop is let through by name; the second is checked as the first was."""
    site.serve("/secret")
    start = site.serve("/start", Reply(status=302, headers=(("Location", site.url("/secret", "inside.test")),)))
    calls: list[str] = []

    def resolve(host: str, _port: int) -> tuple[str, ...]:
        calls.append(host)
        return ("127.0.0.1",)

    with pytest.MonkeyPatch.context() as monkey:
        # Loopback plays the public internet for the one name; no test can reach a public address.
        monkey.setattr("refcheck.web.guard.is_public", lambda _address: calls[-1] == "outside.test")
        fetcher = Fetcher(replace(settings, allow_private=False, resolve=resolve))
        got = fetcher.fetch(replace(start, url=site.url("/start", "outside.test")))
    assert isinstance(got, Unavailable)
    assert got.reason is Unread.BLOCKED_ADDRESS
    assert "inside.test" in got.detail
    assert site.hits == ["/start"]


def test_of_several_addresses_only_public_ones_are_tried(settings: FetchSettings, site: Site) -> None:
    site.serve("/secret")
    unreachable = "192.0.2.1"  # never connected to either: it is not public

    fetcher = Fetcher(replace(settings, allow_private=False, resolve=lambda _host, _port: (unreachable, "127.0.0.1")))
    got = fetcher.fetch(Source("s", site.url("/secret", "mixed.test")))
    assert isinstance(got, Unavailable)
    assert got.reason is Unread.BLOCKED_ADDRESS
    assert site.hits == []


def test_a_pinned_address_keeps_the_name_for_tls(tls_site: Site, settings: FetchSettings) -> None:
    tls_site.serve("/page")
    named = replace(settings, ca_file=CERTIFICATE, resolve=lambda _host, _port: ("127.0.0.1",))
    good = Fetcher(named).fetch(Source("s", tls_site.url("/page", "reference.test")))
    assert isinstance(good, Page)
    other = Fetcher(named).fetch(Source("s", tls_site.url("/page", "other.test")))
    assert isinstance(other, Unavailable)
    assert other.reason is Unread.TLS
    assert "other.test" in other.detail


def test_whom_to_trust_is_read_anew_when_its_file_changes(
    tls_site: Site, settings: FetchSettings, tmp_path: Path
) -> None:
    tls_site.serve("/page")
    trusted = tmp_path / "authorities.pem"
    trusted.write_bytes((Path(__file__).parents[1] / "faults" / "elsewhere.test.pem").read_bytes())
    fetcher = Fetcher(replace(settings, ca_file=trusted, resolve=lambda _host, _port: ("127.0.0.1",)))
    source = Source("s", tls_site.url("/page", "reference.test"))
    before = fetcher.fetch(source)
    assert isinstance(before, Unavailable)
    assert before.reason is Unread.TLS
    trusted.write_bytes(CERTIFICATE.read_bytes())
    assert isinstance(fetcher.fetch(source), Page)
    trusted.unlink()
    assert isinstance(fetcher.fetch(source), Unavailable)


def test_the_authorities_are_read_once_for_all_pages(
    tls_site: Site, settings: FetchSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trusted = tmp_path / "authorities.pem"
    trusted.write_bytes(CERTIFICATE.read_bytes())
    read: list[str] = []
    load = ssl.SSLContext.load_verify_locations

    def counted(context: ssl.SSLContext, ca_file: str) -> None:
        read.append(ca_file)
        load(context, ca_file)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counted)
    fetcher = Fetcher(replace(settings, ca_file=trusted, resolve=lambda _host, _port: ("127.0.0.1",)))
    for number in range(3):
        tls_site.serve(f"/page{number}")
        assert isinstance(fetcher.fetch(Source("s", tls_site.url(f"/page{number}", "reference.test"))), Page)
    assert read == [str(trusted)]


def test_one_thread_watches_over_all_fetches_and_ends_with_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_ALARM", guard._Alarm())  # that of other tests may just be about to end
    before = set(threading.enumerate())
    watchdogs = [guard.Watchdog(60.0) for _ in range(20)]
    (watching,) = set(threading.enumerate()) - before
    soon = guard.Watchdog(0.01)  # the last to come is the first to be over
    here, there = socket.socketpair()
    with here, there:
        soon.watch(here)
        there.settimeout(5)
        assert there.recv(1) == b""
        assert soon.expired
    assert not any(watchdog.expired for watchdog in watchdogs)
    for watchdog in (*watchdogs, soon):
        watchdog.close()
    watching.join(5)
    assert not watching.is_alive()


def test_time_that_is_put_off_is_over_later() -> None:
    watchdog = guard.Watchdog(0.02)
    watchdog.extend(60.0)
    other = guard.Watchdog(0.05)
    here, there = socket.socketpair()
    with here, there:
        other.watch(here)
        there.settimeout(5)
        assert there.recv(1) == b""
        assert not watchdog.expired
    watchdog.close()
    other.close()


def test_an_unknown_certificate_is_refused(tls_site: Site, settings: FetchSettings) -> None:
    tls_site.serve("/page")
    fetcher = Fetcher(replace(settings, resolve=lambda _host, _port: ("127.0.0.1",)))
    got = fetcher.fetch(Source("s", tls_site.url("/page", "reference.test")))
    assert isinstance(got, Unavailable)
    assert got.reason is Unread.TLS
    assert tls_site.hits == []
