"""The environment's proxy is asked where that is wished for, and only for what may be asked of it."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace

import pytest

from refcheck.model import Page, Source, Unavailable, Unread
from refcheck.web import Fetcher, FetchSettings

from .conftest import CERTIFICATE, Reply, Site

CREDENTIALS = "desk:hush%21word@"


@dataclass
class Proxy:
    """A forward proxy on loopback: every name leads to 127.0.0.1; `refuses` is a status that it gives instead."""

    asked: list[bytes] = field(default_factory=list)
    refuses: bytes = b""
    silent: threading.Event | None = None
    port: int = 0

    def address(self, credentials: str = "") -> str:
        return f"http://{credentials}127.0.0.1:{self.port}"

    def serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(20)
            head = client.recv(65536)
            self.asked.append(head)
            method, target, _ = head.split(b" ", 2)
            if self.silent:
                self.silent.wait(20)
            elif self.refuses:
                client.sendall(b"HTTP/1.1 " + self.refuses + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            elif method == b"CONNECT":
                with socket.create_connection(("127.0.0.1", int(target.rpartition(b":")[2]))) as server:
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    relay(client, server)
            else:
                place, _, path = target.removeprefix(b"http://").partition(b"/")
                with socket.create_connection(("127.0.0.1", int(place.rpartition(b":")[2]))) as server:
                    server.sendall(head.replace(target, b"/" + path, 1))
                    relay(client, server)


def relay(client: socket.socket, server: socket.socket) -> None:
    other = {client: server, server: client}
    with selectors.DefaultSelector() as ready:
        for each in other:
            ready.register(each, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select(20):
                end = client if key.fileobj is client else server
                data = end.recv(65536)
                if not data:
                    return
                other[end].sendall(data)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    made = Proxy()
    threads: list[threading.Thread] = []
    with closing(socket.create_server(("127.0.0.1", 0), backlog=32)) as listener:
        made.port = listener.getsockname()[1]

        def accept() -> None:
            with suppress(OSError):
                while True:
                    thread = threading.Thread(target=made.serve, args=(listener.accept()[0],))
                    threads.append(thread)
                    thread.start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        yield made
        if made.silent:
            made.silent.set()
        listener.shutdown(socket.SHUT_RDWR)
        for thread in (accepting, *threads):
            thread.join()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, proxy: Proxy) -> pytest.MonkeyPatch:
    """An environment that names the proxy and nothing else."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HTTP_PROXY", proxy.address())
    monkeypatch.setenv("HTTPS_PROXY", proxy.address())
    return monkeypatch


@pytest.fixture
def asking(settings: FetchSettings, environment: pytest.MonkeyPatch) -> FetchSettings:
    """Settings that use the proxy, where only the proxy knows names, and private addresses are refused."""
    assert environment
    return replace(settings, use_proxy=True, allow_private=False, resolve=nothing_but_addresses, retries=0)


def nothing_but_addresses(host: str, _port: int) -> tuple[str, ...]:
    if host == "127.0.0.1":
        return (host,)
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def at(site: Site, host: str = "reference.test", path: str = "/page") -> Source:
    return Source("page", site.url(path, host))


def body(got: Page | Unavailable) -> bytes:
    assert isinstance(got, Page), got
    return got.body


def failed(got: Page | Unavailable) -> Unavailable:
    assert isinstance(got, Unavailable), got
    return got


def test_the_proxy_is_asked_and_resolves_the_name(site: Site, proxy: Proxy, asking: FetchSettings) -> None:
    site.serve("/page", Reply(b"here"))

    assert body(Fetcher(asking).fetch(at(site))) == b"here"
    assert proxy.asked[0].startswith(f"GET http://reference.test:{site.port}/page HTTP/1.1\r\n".encode())


def test_tls_goes_through_it_from_end_to_end(tls_site: Site, proxy: Proxy, asking: FetchSettings) -> None:
    tls_site.serve("/page", Reply(b"here"))

    assert body(Fetcher(replace(asking, ca_file=CERTIFICATE)).fetch(at(tls_site))) == b"here"
    assert failed(Fetcher(asking).fetch(replace(at(tls_site), id="other"))).reason is Unread.TLS
    assert all(head.startswith(f"CONNECT reference.test:{tls_site.port} ".encode()) for head in proxy.asked)
    assert len(proxy.asked) == 2


def test_without_the_wish_it_is_not_asked(site: Site, proxy: Proxy, asking: FetchSettings) -> None:
    site.serve("/page", Reply(b"here"))
    direct = replace(asking, use_proxy=False, allow_private=True)

    assert body(Fetcher(direct).fetch(at(site, "127.0.0.1"))) == b"here"
    assert failed(Fetcher(direct).fetch(replace(at(site), id="named"))).reason is Unread.DNS
    assert proxy.asked == []


def test_hosts_that_no_proxy_names_are_asked_themselves(
    site: Site, proxy: Proxy, asking: FetchSettings, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("NO_PROXY", "127.0.0.1,reference.test")
    site.serve("/page", Reply(b"here"))

    assert failed(Fetcher(asking).fetch(at(site, "127.0.0.1"))).reason is Unread.BLOCKED_ADDRESS
    assert failed(Fetcher(asking).fetch(at(site))).reason is Unread.DNS
    assert body(Fetcher(replace(asking, allow_private=True)).fetch(at(site, "127.0.0.1"))) == b"here"
    assert proxy.asked == []


PRIVATE = (
    "127.0.0.1", "10.0.0.7", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "localhost", "LOCALHOST.", "a.localhost",
    "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "0",
    "%31%32%37.0.0.1", "%6cocalhost",
)  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_what_is_written_as_private_is_not_asked_of_it(
    host: str, site: Site, proxy: Proxy, asking: FetchSettings
) -> None:
    site.serve("/page")
    site.serve("/away", Reply(status=302, headers=(("Location", site.url("/page", host)),)))
    got = failed(Fetcher(asking).fetch(at(site, host)))

    assert (got.reason, proxy.asked) == (Unread.BLOCKED_ADDRESS, [])
    assert "--allow-private" in got.detail
    assert failed(Fetcher(asking).fetch(at(site, path="/away"))).reason is Unread.BLOCKED_ADDRESS
    assert site.hits == ["/away"]


def test_private_addresses_are_asked_of_it_where_they_are_allowed(
    site: Site, proxy: Proxy, asking: FetchSettings
) -> None:
    site.serve("/page", Reply(b"here"))

    assert body(Fetcher(replace(asking, allow_private=True)).fetch(at(site, "127.0.0.1"))) == b"here"
    assert len(proxy.asked) == 1


@pytest.mark.parametrize("host", ["127.0.0.1%00.paper.example", "127.0.0.1%2f", "１２７.0.0.1"])
def test_nor_what_is_disguised(host: str, proxy: Proxy, asking: FetchSettings) -> None:
    got = failed(Fetcher(asking).fetch(Source("page", f"http://{host}/")))

    assert (got.reason, proxy.asked) == (Unread.BAD_ADDRESS, [])


@pytest.mark.parametrize("allow_private", [False, True])
def test_nor_another_service(allow_private: bool, proxy: Proxy, asking: FetchSettings) -> None:
    settings = replace(asking, allow_private=allow_private)
    got = failed(Fetcher(settings).fetch(Source("page", "http://reference.test:25/")))

    assert (got.reason, proxy.asked) == (Unread.BLOCKED_ADDRESS, [])


def test_its_credentials_go_to_it_alone_and_are_never_told(
    site: Site, proxy: Proxy, asking: FetchSettings, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("HTTP_PROXY", proxy.address(CREDENTIALS))
    site.serve("/page", Reply(b"here"))
    fetcher = Fetcher(asking)
    page = fetcher.fetch(at(site))
    assert body(page) == b"here"
    assert b"Proxy-Authorization: Basic ZGVzazpodXNoIXdvcmQ=" in proxy.asked[0]
    assert isinstance(page, Page)
    fetcher.keep(page)
    assert asking.cassettes is not None
    assert not any(word in (asking.cassettes / "page.yaml").read_text() for word in ("hush", "ZGVzazp"))

    proxy.refuses = b"407 hush!word hush%21word desk"
    for scheme in ("http", "https"):
        environment.setenv(f"{scheme.upper()}_PROXY", proxy.address(CREDENTIALS))
        got = failed(Fetcher(asking).fetch(Source("other", f"{scheme}://reference.test/")))
        assert got.reason is Unread.REFUSED
        assert f"the proxy 127.0.0.1:{proxy.port} gives no way to reference.test: it answers 407" in got.detail
        assert "hush" not in got.detail
        assert "desk" not in got.detail


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_one_that_is_not_there_is_told_by_its_name(
    scheme: str, asking: FetchSettings, environment: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    environment.setenv(f"{scheme.upper()}_PROXY", f"http://{CREDENTIALS}127.0.0.1:{port}")
    fetcher, source = Fetcher(asking), Source("page", f"{scheme}://reference.test/")
    got = failed(fetcher.fetch(source))
    assert (got.reason, f"the proxy 127.0.0.1:{port}" in got.detail, "hush" in got.detail) == (
        Unread.REFUSED, True, False,
    )  # fmt: skip

    environment.setenv(f"{scheme.upper()}_PROXY", f"http://{CREDENTIALS}nowhere.test:{port}")
    got = failed(fetcher.fetch(source))
    assert (got.reason, f"the proxy nowhere.test:{port}" in got.detail) == (Unread.DNS, True)
    assert not fetcher.is_gone(source)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_silent_one_is_not_waited_for_beyond_the_time(scheme: str, proxy: Proxy, asking: FetchSettings) -> None:
    proxy.silent = threading.Event()
    got = failed(Fetcher(replace(asking, total_seconds=0.3)).fetch(Source("page", f"{scheme}://reference.test/")))

    assert got.reason is Unread.TIMEOUT


@pytest.mark.parametrize(
    "written",
    [
        "socks5://desk:hush@127.0.0.1:9050",
        "https://desk:hush@127.0.0.1",
        "http://",
        "http://desk:hush/word@127.0.0.1:80",
        "http://desk:12/hush@127.0.0.1:80",
        "http://desk:12#hush@127.0.0.1",
        "http://desk:hush@[::1",
        "http://desk:hush@127.0.0.1:99999",
    ],
)
def test_one_that_is_no_http_address_is_told_without_its_words(
    written: str, asking: FetchSettings, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("HTTP_PROXY", written)
    got = failed(Fetcher(asking).fetch(Source("page", "http://reference.test/")))

    assert got.reason is Unread.BAD_ADDRESS
    assert "correct HTTP_PROXY" in got.detail
    assert not any(word in got.detail for word in ("hush", "desk", "12"))


def test_a_password_file_is_never_read(
    site: Site, asking: FetchSettings, environment: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / ".netrc"
    netrc.write_text("machine reference.test login desk password hush\n")
    netrc.chmod(0o600)
    environment.setenv("NETRC", str(netrc))
    site.serve("/page")

    assert body(Fetcher(asking).fetch(at(site)))
    assert "Authorization" not in site.seen[0]
