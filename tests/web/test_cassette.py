"""Recordings keep every byte of a page and nothing secret, can be read in a diff, and survive any file."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import requests
import vcr  # type: ignore[import-untyped]
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from refcheck.errors import UsageError
from refcheck.model import Page, RecordMode, Source, Unavailable, Unread
from refcheck.redaction import without_secrets
from refcheck.web import Fetcher, FetchSettings
from refcheck.web.cassette import Recording, save
from refcheck.web.exchange import Exchange
from refcheck.web.readable import ReadableYaml

from .conftest import Reply, Site

PIECES = ["", " ", "\t", "\n", "\r\n", "\r", "a", "- b: {", '"', "\\", "#", "'", "%", "é", "\x00", "\x85", "\u2028",
          "\ufeff", "\ufffe", "𝄞", "---", "...", ":", "|", "&a", "*a", "!!python/object"]  # fmt: skip
BODIES = st.binary() | st.text().map(str.encode) | st.lists(st.sampled_from(PIECES)).map(lambda p: "".join(p).encode())


def yaml_of(body: bytes) -> str:
    """The cassette of one page with the body."""
    text: str | bytes
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body
    interaction = {
        "request": {"method": "GET", "uri": "http://reference.test/"},
        "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": text}},
    }
    return ReadableYaml.serialize({"version": 1, "interactions": [interaction, interaction]})


def body_in(data: object) -> bytes:
    """The body of the second interaction; the first one's end is where a slip would show."""
    match data:
        case {"interactions": [_, {"response": {"body": {"string": str() | bytes() as body}}}]}:
            return body.encode() if isinstance(body, str) else body
    raise AssertionError(data)


@given(BODIES)
@example(b"")
@example(b"\n\n\n")
@example(b"  \n x\n  ")
@example(b"\r\n  indented\r\n")
def test_any_body_comes_back_byte_for_byte(body: bytes) -> None:
    """Through our own reader, and through both of PyYAML's, which is what plain vcrpy uses."""
    text = yaml_of(body)
    assert body_in(ReadableYaml.deserialize(text)) == body
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        assert body_in(yaml.load(text, loader)) == body  # noqa: S506 - both are safe loaders


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_page_is_readable_line_by_line(newline: str) -> None:
    page = newline.join(["<p>", "  Ukraine: “not a member”  ", "</p>", ""])
    lines = yaml_of(page.encode()).splitlines()
    assert sum("Ukraine: “not a member”  " in line for line in lines) == 2
    assert max(map(len, lines)) < 60


def test_a_recording_replays_under_plain_vcrpy(site: Site, settings: FetchSettings) -> None:
    """The way from the source's address to its page, a redirect and all, with vcrpy's own patching and no server."""
    body = "<p>\r\n  Ä page \x0b\n</p> ".encode()
    site.serve("/page", Reply(body))
    source = site.serve("/old", Reply(status=301, headers=(("Location", "/page"),)))
    fetcher = Fetcher(settings)
    page = fetcher.fetch(source)
    assert isinstance(page, Page)
    fetcher.keep(page)
    hits = len(site.hits)
    assert settings.cassettes is not None
    with vcr.use_cassette(str(settings.cassettes / "old.yaml"), record_mode="none") as cassette:
        response = requests.get(source.url, timeout=5)
    assert (response.content, response.url, cassette.all_played) == (body, page.final_url, True)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert len(site.hits) == hits


ADDRESSES = st.sampled_from(
    [
        "http://a.example",
        "http://a.example/",
        "http://a.example?b=1",
        "http://a.example/?b=1",
        "http://a.example/?token=c",
    ]
)
HELD = st.tuples(st.sampled_from(["GET", "HEAD", "POST"]), ADDRESSES)


@given(st.lists(HELD, min_size=1, max_size=6), st.lists(ADDRESSES, max_size=8))
def test_answers_are_played_as_vcrpy_plays_them(
    tmp_path_factory: pytest.TempPathFactory, held: list[tuple[str, str]], asked: list[str]
) -> None:
    """By method and address, each once and in order, with the filter that takes secrets out of addresses."""

    def filtered(request: vcr.request.Request) -> vcr.request.Request:
        request.uri = without_secrets(request.uri)
        return request

    requests_, responses = [], []
    for number, (method, address) in enumerate(held):
        requests_.append(vcr.request.Request(method, address, None, {}))
        body = {"string": f"{number}".encode()}
        responses.append({"status": {"code": 200, "message": "OK"}, "headers": {}, "body": body})
    text = vcr.serialize.serialize({"requests": requests_, "responses": responses}, ReadableYaml)
    path = tmp_path_factory.mktemp("cassettes") / "s.yaml"
    path.write_text(text, encoding="utf-8")
    theirs = vcr.cassette.Cassette.load(
        path=path,
        persister=vcr.persisters.filesystem.FilesystemPersister,
        serializer=ReadableYaml,
        record_mode=vcr.mode.NONE,
        match_on=(vcr.matchers.method, vcr.matchers.uri),
        before_record_request=filtered,
    )
    ours = Recording.load(path, most_bytes=1000)
    assert [each.body for each in ours.exchanges] == [response["body"]["string"] for _, response in theirs.data]
    for address in map(without_secrets, asked):
        request = vcr.request.Request("GET", address, None, {})
        expected = theirs.play_response(request)["body"]["string"] if theirs.can_play_response_for(request) else None
        played = ours.play(address)
        assert (played.body if played else None) == expected


@pytest.mark.parametrize("address", ["http://[x@]", "http://a@[b", "//", "", "http://", "a:/b", "http://[v1.a]@]"])
def test_a_recording_of_no_address_raises_nothing(settings: FetchSettings, address: str) -> None:
    assert settings.cassettes is not None
    settings.cassettes.mkdir()
    text = INTERACTION.replace("http://reference.test/", address)
    (settings.cassettes / "s.yaml").write_text(text, encoding="utf-8")
    got = Fetcher(replace(settings, record_mode=RecordMode.NONE)).fetch(Source("s", "http://reference.test/"))
    assert isinstance(got, Unavailable)
    assert got.reason in {Unread.BAD_RECORDING, Unread.NOT_RECORDED}


def test_secrets_never_reach_a_recording(site: Site, settings: FetchSettings) -> None:
    secret = (
        ("Set-Cookie", "session=SECRET1"),
        ("Authorization", "SECRET2"),
        ("X-Api-Key", "SECRET3"),
        ("WWW-Authenticate", "SECRET4"),
    )
    site.serve("/page", Reply(headers=(("Content-Type", "text/html"), ("ETag", '"e"'), *secret)))
    location = site.url("/page").replace("://", "://user:SECRET5@")
    site.serve("/old", Reply(status=302, headers=(("Location", location), *secret)))
    source = Source("s", site.url("/old").replace("://", "://me:SECRET6@"))
    fetcher = Fetcher(settings)
    page = fetcher.fetch(source)
    assert isinstance(page, Page)
    fetcher.keep(page)
    assert site.seen[0]["Authorization"].startswith("Basic ")  # it was sent to the host that the source names
    assert "Authorization" not in site.seen[1]
    assert settings.cassettes is not None
    text = (settings.cassettes / "s.yaml").read_text("utf-8")
    assert "SECRET" not in text + page.final_url
    assert set(re.findall(r"^      ([A-Z][\w-]+): \[", text, re.MULTILINE)) == {
        "Content-Type", "Date", "ETag", "Location", "X-Refcheck-Recorded-At"
    }  # fmt: skip


@pytest.mark.parametrize(
    "id_", ["../escape", "..", ".hidden", "a/b", "a\\b", "", "a" * 81, "A", "ü", "a\n", "/etc/passwd"]
)
def test_an_id_that_is_no_file_name_touches_no_file(settings: FetchSettings, id_: str, site: Site) -> None:
    site.serve("/page")
    got = Fetcher(settings).fetch(Source(id_, site.url("/page")))
    assert isinstance(got, Unavailable)
    assert (got.reason, site.hits) == (Unread.BAD_RECORDING, [])


INTERACTION = """\
version: 1
interactions:
- request: {method: GET, uri: "http://reference.test/", body: null, headers: {}}
  response:
    status: {code: 200, message: OK}
    headers: {X-Refcheck-Recorded-At: ["2025-05-01T12:00:00Z"], Content-Type: [text/plain]}
    body: {string: hello}
"""
HOSTILE: dict[str, str | bytes] = {
    "empty": "",
    "blank": "\n\n",
    "no yaml": "interactions: [",
    "not utf-8": b"\xff\xfe\x00",
    "a control character": INTERACTION.replace("hello", '"\x01"'),
    "a list": "- 1\n",
    "another version": INTERACTION.replace("version: 1", "version: 2"),
    "no interactions": "version: 1\ninteractions: []\n",
    "a python object": INTERACTION.replace("hello", "!!python/object/apply:os.system [touch pwned]"),
    "a python name": INTERACTION.replace("hello", "!!python/name:os.system"),
    "an alias": INTERACTION.replace("method: GET", "method: &a GET").replace("hello", "*a"),
    "a laugh": "a: &a [x, x]\nb: &b [*a, *a]\nversion: 1\ninteractions: [*b, *b]\n",
    "deep nesting": "[" * 200_000,
    "deep keys": "? " * 200_000,
    "a number that is none": INTERACTION.replace("200", "!!int ''"),
    "a status that is none": INTERACTION.replace("200", "99999"),
    "a date for an address": INTERACTION.replace('"http://reference.test/"', "[2001-99-99]"),
    "an address that is none": INTERACTION.replace("http://reference.test/", "http://["),
    "a header that is no text": INTERACTION.replace("[text/plain]", "[{a: b}]"),
    "broken base64": INTERACTION.replace("hello", "!!binary '*'"),
    "a compressed body": INTERACTION.replace("Content-Type: [text/plain]", "Content-Encoding: [gzip]"),
    "a key twice": INTERACTION + "version: 1\n",
    "two documents": INTERACTION + "---\n" + INTERACTION,
    "no time": INTERACTION.replace('X-Refcheck-Recorded-At: ["2025-05-01T12:00:00Z"], ', ""),
    "a broken time": INTERACTION.replace("2025-05-01", "2025-99-01"),
    "a number for a body": INTERACTION.replace("hello", "5"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_broken_recording_is_a_value_that_says_what_to_do(settings: FetchSettings, name: str) -> None:
    content = HOSTILE[name]
    assert settings.cassettes is not None
    settings.cassettes.mkdir()
    (settings.cassettes / "s.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    got = Fetcher(replace(settings, record_mode=RecordMode.NONE)).fetch(Source("s", "http://reference.test/"))
    assert isinstance(got, Unavailable), got
    assert got.reason is Unread.BAD_RECORDING
    assert "refcheck record --source s" in got.detail
    assert not Path("pwned").exists()


def test_the_recording_that_the_broken_ones_are_made_from_is_sound(settings: FetchSettings) -> None:
    assert settings.cassettes is not None
    settings.cassettes.mkdir()
    (settings.cassettes / "s.yaml").write_text(INTERACTION)
    got = Fetcher(replace(settings, record_mode=RecordMode.NONE)).fetch(Source("s", "http://reference.test/"))
    assert isinstance(got, Page), got
    assert got.body == b"hello"


@given(st.text() | st.text("[]{}:-?,&*!|>'\"%@`#\n ab1"))
def test_no_text_makes_the_reader_raise_anything_else(text: str) -> None:
    from refcheck.web.readable import BadRecordingError  # noqa: PLC0415

    with pytest.raises(BadRecordingError):
        ReadableYaml.deserialize(text)


def test_a_huge_file_is_not_even_read(settings: FetchSettings) -> None:
    assert settings.cassettes is not None
    settings.cassettes.mkdir()
    with (settings.cassettes / "s.yaml").open("wb") as file:
        file.truncate(1 << 40)  # sparse
    got = Fetcher(settings).fetch(Source("s", "http://reference.test/"))
    assert isinstance(got, Unavailable)
    assert (got.reason, "larger than" in got.detail) == (Unread.BAD_RECORDING, True)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path)])
def test_what_is_no_file_is_not_waited_for(settings: FetchSettings, make: object) -> None:
    assert settings.cassettes is not None
    settings.cassettes.mkdir()
    assert callable(make)
    make(settings.cassettes / "s.yaml")
    got = Fetcher(settings).fetch(Source("s", "http://reference.test/"))
    assert isinstance(got, Unavailable)
    assert got.reason is Unread.BAD_RECORDING


WRITER = """
import sys
from pathlib import Path
from refcheck.web.cassette import save
from refcheck.web.exchange import Exchange
path = Path(sys.argv[1])
for turn in range(1000000):
    save(path, [Exchange("http://reference.test/", 200, "OK", (), bytes([65 + turn % 26]) * 500000)])
    if turn == 0:
        print("writing", flush=True)
"""


@pytest.mark.slow
def test_a_writer_that_is_killed_leaves_a_whole_recording(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            for _ in range(20):  # reads race with writes until the kill
                assert Recording.load(path, most_bytes=10_000_000).exchanges
            writer.send_signal(signal.SIGKILL)
        (exchange,) = Recording.load(path, most_bytes=10_000_000).exchanges
        assert (len(exchange.body), len(set(exchange.body))) == (500_000, 1)


def test_a_recording_is_there_where_there_is_a_file(tmp_path: Path) -> None:
    fetcher = Fetcher(FetchSettings(cassettes=tmp_path))
    save(tmp_path / "s.yaml", [Exchange("http://reference.test/", 200, "OK", (), b"Words.")])
    (tmp_path / "broken.yaml").write_text("nonsense")
    (tmp_path / "nowhere.yaml").symlink_to("missing")
    there = [name for name in ("s", "broken", "nowhere", "t", "../s", "") if fetcher.has_recording(Source(name, ""))]
    assert there == ["s", "broken", "nowhere"]
    assert not Fetcher(FetchSettings()).has_recording(Source("s", ""))


THREADS = """
import sys, threading
from pathlib import Path
from refcheck.web.cassette import save
from refcheck.web.exchange import Exchange

sys.setswitchinterval(1e-5)
threads = []

class Begun:
    "Has another thread begin to write whenever a module of vcrpy is about to be loaded."
    def find_spec(self, name, *_):
        if name.startswith("vcr."):
            begin()

def write(number):
    save(Path(sys.argv[1]) / f"{number}.yaml", [Exchange("https://site.example/", 200, "OK", (), b"Words.")])

def begin():
    threads.append(threading.Thread(target=write, args=(len(threads),)))
    threads[-1].start()

sys.meta_path.insert(0, Begun())
begin()
while any(thread.is_alive() for thread in threads):
    [thread.join() for thread in list(threads)]
print(len(threads))
"""


def test_threads_that_begin_to_write_while_another_does_find_all_that_writes(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", THREADS, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert len(list(tmp_path.glob("*.yaml"))) == int(done.stdout) > 5


def test_a_write_that_fails_keeps_the_old_recording_and_leaves_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.yaml"
    old = Exchange("http://reference.test/", 200, "OK", (), b"old")
    save(path, [old])

    def disk_full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(UsageError, match=r"s\.yaml.*No space left"):
        save(path, [replace(old, body=b"new")])
    assert Recording.load(path, most_bytes=1000).exchanges == (old,)
    assert [each.name for each in tmp_path.iterdir()] == ["s.yaml"]


def test_the_same_page_gives_the_same_bytes_in_lf_and_utf8(tmp_path: Path) -> None:
    exchange = Exchange("http://reference.test/", 200, "OK", (("ETag", '"ü"'),), "<p>ü\r\n</p>\n".encode())
    save(tmp_path / "a.yaml", [exchange])
    save(tmp_path / "b.yaml", [exchange])
    written = (tmp_path / "a.yaml").read_bytes()
    assert written == (tmp_path / "b.yaml").read_bytes()
    assert (b"\r" in written, "ü".encode() in written) == (False, True)
