"""The record modes: what replays, what is pulled, what is written, and what is never touched."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from refcheck.model import Page, Provenance, RecordMode, Source, Unavailable, Unread
from refcheck.web import Fetcher, FetchSettings

from .conftest import NOON, Reply, Site


def fetched(settings: FetchSettings, source: Source, mode: RecordMode = RecordMode.ONCE) -> Page:
    """The page, kept as a run keeps it."""
    fetcher = Fetcher(replace(settings, record_mode=mode))
    page = fetcher.fetch(source)
    assert isinstance(page, Page), page
    fetcher.keep(page)
    return page


def missing(settings: FetchSettings, source: Source, mode: RecordMode) -> Unavailable:
    got = Fetcher(replace(settings, record_mode=mode)).fetch(source)
    assert isinstance(got, Unavailable), got
    return got


@pytest.mark.parametrize("mode", [RecordMode.NONE, RecordMode.ONCE, RecordMode.NEW_EPISODES])
def test_what_is_recorded_replays_as_it_was_pulled(site: Site, settings: FetchSettings, mode: RecordMode) -> None:
    site.serve("/page", Reply("<p>Größe\r\n</p>".encode()))
    source = site.serve("/old", Reply(status=301, headers=(("Location", "/page"),)))
    live = fetched(settings, source)
    later = replace(settings, clock=lambda: NOON.replace(year=2030))
    replayed = fetched(later, source, mode)
    assert replayed == replace(live, provenance=Provenance.RECORDED)
    assert site.hits == ["/old", "/page"]


def test_a_fragment_does_not_make_another_address(site: Site, settings: FetchSettings) -> None:
    source = site.serve("/page")
    fetched(settings, source)
    fetched(settings, replace(source, url=source.url + "#history"), RecordMode.NONE)


def test_without_a_recording_mode_none_says_how_to_make_one(site: Site, settings: FetchSettings) -> None:
    got = missing(settings, site.serve("/page"), RecordMode.NONE)
    assert got.reason is Unread.NOT_RECORDED
    assert got.detail == ("cassettes/page.yaml does not exist; record it: refcheck record --source page")
    assert site.hits == []


def test_without_a_folder_nothing_is_recorded(site: Site, settings: FetchSettings) -> None:
    bare = replace(settings, cassettes=None)
    source = site.serve("/page")
    assert fetched(bare, source).provenance is Provenance.LIVE
    assert missing(bare, source, RecordMode.NONE).reason is Unread.NOT_RECORDED


def test_a_source_whose_address_changed_is_pulled_anew(site: Site, settings: FetchSettings) -> None:
    old = site.serve("/first", Reply(b"first"))
    fetched(settings, old)
    site.serve("/second", Reply(b"second"))
    moved = replace(old, url=site.url("/second"))
    got = missing(settings, moved, RecordMode.NONE)
    assert (got.reason, old.url in got.detail, moved.url in got.detail) == (Unread.NOT_RECORDED, True, True)
    assert fetched(settings, moved).body == b"second"
    assert fetched(settings, moved, RecordMode.NONE).body == b"second"
    assert missing(settings, old, RecordMode.NONE).reason is Unread.NOT_RECORDED


def test_new_episodes_keep_the_old_ones(site: Site, settings: FetchSettings) -> None:
    old = site.serve("/first", Reply(b"first"))
    fetched(settings, old)
    site.serve("/second", Reply(b"second"))
    moved = replace(old, url=site.url("/second"))
    fetched(settings, moved, RecordMode.NEW_EPISODES)
    assert fetched(settings, old, RecordMode.NONE).body == b"first"
    assert fetched(settings, moved, RecordMode.NONE).body == b"second"


def test_mode_all_pulls_and_replaces(site: Site, settings: FetchSettings) -> None:
    source = site.serve("/page", Reply(b"old"), Reply(b"new"))
    fetched(settings, source)
    assert fetched(settings, source, RecordMode.ALL).body == b"new"
    assert fetched(settings, source, RecordMode.NONE).body == b"new"


def test_only_what_is_kept_is_written(site: Site, settings: FetchSettings) -> None:
    """A page that turns out to be a consent wall is not kept, and the recording of the real page stays."""
    source = site.serve("/page", Reply(b"real"), Reply(b"consent wall"), Reply(status=500))
    fetched(settings, source)
    fetcher = Fetcher(replace(settings, record_mode=RecordMode.ALL))
    assert isinstance(fetcher.fetch(source), Page)
    failure = fetcher.fetch(source)
    assert isinstance(failure, Unavailable)
    assert fetched(settings, source, RecordMode.NONE).body == b"real"


def test_a_failure_after_a_good_pull_leaves_nothing_to_keep(site: Site, settings: FetchSettings) -> None:
    source = site.serve("/page", Reply(b"good"), Reply(status=404))
    fetcher = Fetcher(replace(settings, record_mode=RecordMode.ALL))
    page = fetcher.fetch(source)
    assert isinstance(page, Page)
    fetcher.fetch(source)
    fetcher.keep(page)
    assert missing(settings, source, RecordMode.NONE).reason is Unread.NOT_RECORDED


@pytest.mark.parametrize("mode", [RecordMode.ONCE, RecordMode.NONE])
def test_a_stand_in_says_so_when_pulled_and_when_replayed(
    site: Site, settings: FetchSettings, mode: RecordMode
) -> None:
    headers = (("Content-Type", "text/html"), ("X-Refcheck-Stand-In", "written for this test"))
    source = site.serve("/page", Reply(headers=headers))
    fetched(settings, source)
    page = fetched(settings, source, mode)
    assert (page.provenance, page.note) == (Provenance.STAND_IN, "written for this test")


def test_a_page_that_sets_a_cookie_and_sends_back_to_itself_replays(site: Site, settings: FetchSettings) -> None:
    again = Reply(status=302, headers=(("Location", "/page"), ("Set-Cookie", "seen=1")))
    source = site.serve("/page", again, Reply(b"the page"))
    assert fetched(settings, source).body == b"the page"
    assert fetched(settings, source, RecordMode.NONE).body == b"the page"


def test_many_threads_record_and_replay_every_source(site: Site, settings: FetchSettings) -> None:
    sources = [site.serve(f"/page-{number}", Reply(b"page %d " % number * 50)) for number in range(100)]
    with ThreadPoolExecutor(16) as pool:
        recorder = Fetcher(settings)
        for page in pool.map(recorder.fetch, sources):
            assert isinstance(page, Page)
            recorder.keep(page)
        assert sorted(site.hits) == sorted(f"/page-{number}" for number in range(100))
        player = Fetcher(replace(settings, record_mode=RecordMode.NONE))
        pages = list(pool.map(player.fetch, sources))
    assert [page.body for page in pages if isinstance(page, Page)] == [b"page %d " % n * 50 for n in range(100)]
    assert len(site.hits) == 100


def test_importing_the_package_loads_neither_requests_nor_vcrpy() -> None:
    code = "import sys, refcheck.web; print(sorted({'requests', 'vcr', 'yaml', 'urllib3'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_replaying_loads_neither_requests_nor_vcrpy(site: Site, settings: FetchSettings) -> None:
    """What is pulled needs both; a run in which nothing is should not wait for them."""
    source = site.serve("/page")
    fetcher = Fetcher(settings)
    page = fetcher.fetch(source)
    assert isinstance(page, Page)
    fetcher.keep(page)
    code = (
        "import sys; from pathlib import Path; from refcheck.model import RecordMode, Source;"
        "from refcheck.web import Fetcher, FetchSettings;"
        "page = Fetcher(FetchSettings(Path(sys.argv[1]), RecordMode(sys.argv[2]))).fetch(Source('page', sys.argv[3]));"
        "print(len(page.body), sorted({'requests', 'vcr', 'urllib3', 'socket'} & set(sys.modules)))"
    )
    url = "http://reference.test/page"
    recording = Path(str(settings.cassettes), "page.yaml")
    recording.write_text(recording.read_text().replace(source.url, url))
    for mode in (RecordMode.NONE, RecordMode.ONCE):
        command = [sys.executable, "-c", code, str(settings.cassettes), mode, url]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout == f"{len(page.body)} []\n"


def test_a_slow_yaml_is_a_warning_of_the_fetcher(settings: FetchSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Fetcher(settings).warnings == ()
    monkeypatch.setattr("refcheck.web.readable._FAST", None)
    (warning,) = Fetcher(settings).warnings
    assert "libyaml" in warning
    assert Fetcher(replace(settings, cassettes=None)).warnings == ()


SCRIPT = Path(__file__).resolve().parents[1] / "record_stand_ins.py"


def recorded_stand_ins(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), "--claims", str(folder / "claims.toml"), "--pages", str(folder / "pages"),
               "--cassettes", str(folder / "cassettes"), *options]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def stand_ins(tmp_path: Path) -> Path:
    (tmp_path / "claims.toml").write_text(
        '[[source]]\nid = "members"\nurl = "https://www.reference.test/members?page=2#list"\n'
        '[[source]]\nid = "treaty"\nurl = "http://treaties.test"\n'
    )
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "members.html").write_text("<ul><li>Iceland</li></ul>\n")
    (tmp_path / "pages" / "treaty.txt").write_text("Article 5\n")
    (tmp_path / "pages" / "index.toml").write_text(
        '[[page]]\nsource = "members"\nfile = "members.html"\nmedia_type = "text/html; charset=utf-8"\n'
        '[[page]]\nsource = "treaty"\nfile = "treaty.txt"\nmedia_type = "text/plain; charset=utf-8"\n'
    )
    return tmp_path


def test_stand_ins_are_recorded_under_their_public_address_and_say_what_they_are(stand_ins: Path) -> None:
    done = recorded_stand_ins(stand_ins)
    assert (done.returncode, done.stderr) == (0, "")
    player = Fetcher(FetchSettings(cassettes=stand_ins / "cassettes", record_mode=RecordMode.NONE))
    page = player.fetch(Source("members", "https://www.reference.test/members?page=2"))
    assert isinstance(page, Page)
    assert (page.provenance, page.body) == (Provenance.STAND_IN, b"<ul><li>Iceland</li></ul>\n")
    assert page.final_url == "https://www.reference.test/members?page=2"
    assert "stand-in" in page.note
    assert "127.0.0.1" not in (stand_ins / "cassettes" / "members.yaml").read_text("utf-8")


def test_recordings_of_stand_ins_are_checked_against_the_pages(stand_ins: Path) -> None:
    assert recorded_stand_ins(stand_ins).returncode == 0
    assert recorded_stand_ins(stand_ins, "--check").returncode == 0
    (stand_ins / "pages" / "treaty.txt").write_text("Article 6\n")
    (stand_ins / "cassettes" / "members.yaml").rename(stand_ins / "cassettes" / "others.yaml")
    done = recorded_stand_ins(stand_ins, "--check")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "cassettes/members.yaml is missing",
        "cassettes/others.yaml belongs to no source",
        "cassettes/treaty.yaml is out of date",
    ]


def test_a_source_without_a_stand_in_is_reported(stand_ins: Path) -> None:
    (stand_ins / "pages" / "treaty.txt").unlink()
    index = stand_ins / "pages" / "index.toml"
    index.write_text(index.read_text().replace('"members"', '"member"'))
    done = recorded_stand_ins(stand_ins)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "member: pages/index.toml names no source of claims.toml",
        "members: no page of pages/index.toml stands in for it",
        "treaty: treaty.txt is not in pages",
    ]


@pytest.mark.parametrize(
    ("kept", "asked"),
    [(("ETag", '"e"'), "If-None-Match"), (("Last-Modified", "Thu, 01 May 2025"), "If-Modified-Since")],
)
def test_mode_all_asks_only_for_a_newer_page_and_notes_that_there_is_none(
    site: Site, settings: FetchSettings, kept: tuple[str, str], asked: str
) -> None:
    """Behind a redirect too; the words stay those of their day, and the day of the answer stands beside it."""
    site.serve("/page", Reply(b"words", headers=(("Content-Type", "text/html"), kept)), Reply(b"", status=304))
    source = site.serve("/old", Reply(status=301, headers=(("Location", "/page"),)))
    fetched(settings, source)
    later = replace(settings, clock=lambda: NOON.replace(year=2030))
    page = fetched(later, source, RecordMode.ALL)
    assert (page.body, page.fetched_at, page.provenance) == (b"words", NOON, Provenance.RECORDED)
    assert [asked in headers for headers in site.seen] == [False, False, False, True]
    assert site.seen[-1][asked] == kept[1]
    replay = Fetcher(replace(later, record_mode=RecordMode.NONE))
    assert replay.confirmed_at(source) == NOON.replace(year=2030)
    assert replay.fetch(source) == page


def test_a_recorded_condition_that_is_no_header_is_not_sent(site: Site, settings: FetchSettings) -> None:
    source = site.serve("/page", Reply(headers=(("ETag", '"e"'), ("Content-Type", "text/html"))))
    fetched(settings, source)
    assert settings.cassettes is not None
    path = settings.cassettes / "page.yaml"
    path.write_text(path.read_text().replace('["\\"e\\""]', '["x\\r\\nCookie: stolen"]'))
    assert "stolen" in path.read_text()
    fetched(settings, source, RecordMode.ALL)
    assert "If-None-Match" not in site.seen[-1]
    assert "Cookie" not in site.seen[-1]
