"""`refcheck record`: changed pages are recorded and told, what is no page never is, gone ones come from an archive."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from refcheck import comparing
from refcheck.cli import main
from refcheck.model import Page, Provenance, RecordMode, Source
from refcheck.web import Fetcher, FetchSettings

from .site import ACT, environment, page, refcheck
from .web import Answer, Web

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.close()


@pytest.fixture
def here(tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a claims file of two sources, and the web's archive as the archive."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REFCHECK_ARCHIVE_URL", web.url(""))
    web.serve("/act", ACT, ETag='"one"')
    web.serve("/other", "Ferries cross twice a day.")
    (tmp_path / "claims.toml").write_text(
        f'# Two pages.\n[[source]]\nid = "act"\nurl = "{web.url("/act")}"   # the act\nkind = "primary"\n\n'
        f'[[source]]\nid = "other"\nurl = "{web.url("/other")}"\n\n'
        f'[[claim]]\nid = "a"\nstatement = "{ACT}"\nsources = ["act"]\nas_of = 2025-06-01\n'
    )
    return tmp_path


@pytest.fixture
def record(here: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*args: str) -> tuple[int, str, str]:
        code = main(["record", "--allow-private", "--jobs", "1", *args])
        out, err = capsys.readouterr()
        return code, out, err

    assert here
    return call


def replayed(folder: Path, web: Web, name: str = "act", archive: str = "") -> Page:
    settings = FetchSettings(cassettes=folder / "cassettes", record_mode=RecordMode.NONE)
    got = Fetcher(settings).fetch(Source(name, web.url(f"/{name}"), archive=archive))
    assert isinstance(got, Page), got
    return got


def test_new_unchanged_changed_and_missing_pages_are_told_apart(here: Path, web: Web, record: Call) -> None:
    assert record() == (
        0,
        "new        act    137 words\nnew        other  135 words\n",
        "refcheck: 2 sources: 2 new\n",
    )
    web.serve("/act", ACT.replace("1979", "1980"), ETag='"two"')
    web.answers["/other"] = Answer(b"oops", 500)
    code, out, err = record("--diff")
    assert (code, err) == (3, "refcheck: 2 sources: 1 changed, 1 kept\n")
    first, diff, second = out.splitlines()
    assert first == "changed    act    +1 -1 of 137 words"
    assert "law in [-1979.-] {+1980.+}" in diff
    assert second.startswith(f"kept       other  http status: {web.url('/other')} answered 500")
    assert second.endswith("stays")
    assert b"1980" in replayed(here, web).body
    assert b"Ferries" in replayed(here, web, "other").body


def test_of_a_long_page_words_are_counted_where_it_is_compared(here: Path, web: Web, record: Call) -> None:
    long = ACT + "</p><p>The lake lies between three hills, and its water is cold for most of the year." * 700
    web.serve("/act", long, ETag='"long"')
    assert record("--source", "act")[1] == "new        act  more than 600 words\n"
    assert replayed(here, web).body.count(b"three hills") > 700
    code, out, _ = record("--source", "act", "--format", "json")
    assert (code, json.loads(out)["recordings"][0]["words"]) == (0, None)
    web.serve("/act", long.replace("1979", "1980"), ETag='"two"')
    assert record("--source", "act")[1] == "changed    act  +1 -1 of 11337 words\n"


def test_a_page_that_is_not_newer_is_not_sent_again_and_its_day_is_noted(here: Path, web: Web, record: Call) -> None:
    record("--source", "act")
    before = (here / "cassettes" / "act.yaml").read_text().splitlines()
    assert record("--source", "act") == (0, "unchanged  act\n", "refcheck: 1 source: 1 unchanged\n")
    after = (here / "cassettes" / "act.yaml").read_text().splitlines()
    assert web.seen[-1]["If-None-Match"] == '"one"'
    new = [line for line in after if line not in before]
    assert [line.split(":")[0].strip() for line in new] == ["X-Refcheck-Confirmed-At"]
    assert [line for line in before if line not in after] == []


def test_a_page_that_reads_the_same_in_other_markup_keeps_its_recording(here: Path, web: Web, record: Call) -> None:
    record("--source", "other")
    before = (here / "cassettes" / "other.yaml").read_text()
    body = web.answers["/other"].body
    web.answers["/other"] = Answer(body.replace(b"<main>", b'<main data-nonce="77">'))
    assert record("--source", "other")[1].startswith("unchanged")
    assert "data-nonce" not in (here / "cassettes" / "other.yaml").read_text()
    assert set(before.splitlines()) < set((here / "cassettes" / "other.yaml").read_text().splitlines())


def test_an_answer_of_not_modified_that_nobody_asked_for_is_no_page(web: Web, record: Call) -> None:
    web.answers["/act"] = Answer(b"", 304)
    code, out, _ = record("--source", "act")
    assert (code, out.split()[0]) == (3, "missing")


@pytest.mark.parametrize(
    "answer",
    [Answer(b"gone", 404), Answer(b"", 200), Answer(b"<title>Just a moment...</title><p>Checking your browser</p>")],
)
def test_what_is_no_page_leaves_the_recording_byte_for_byte(here: Path, web: Web, record: Call, answer: Answer) -> None:
    record()
    before = (here / "cassettes" / "act.yaml").read_bytes()
    web.answers["/act"] = answer
    code, out, _ = record("--source", "act")
    assert (code, out.split()[0]) == (3, "kept")
    assert (here / "cassettes" / "act.yaml").read_bytes() == before


def test_a_broken_recording_is_replaced_without_conditions(here: Path, web: Web, record: Call) -> None:
    record()
    (here / "cassettes" / "act.yaml").write_text("nonsense")
    assert record("--source", "act")[:2] == (0, "new        act  137 words\n")
    assert "If-None-Match" not in web.seen[-1]
    assert ACT.encode() in replayed(here, web).body


def test_a_dry_run_writes_nothing(here: Path, record: Call) -> None:
    code, out, err = record("--dry-run")
    assert (code, out.count("new ")) == (0, 2)
    assert err.endswith("2 new; nothing was written\n")
    assert not (here / "cassettes").exists()


def test_a_stand_in_is_replaced_by_the_page_and_says_so(here: Path, web: Web, record: Call) -> None:
    web.serve("/act", "The Lake Act is old.", X_Refcheck_Stand_In="a stand-in", ETag='"one"')
    record("--source", "act")
    assert replayed(here, web).provenance is Provenance.STAND_IN
    web.serve("/act", ACT, ETag='"one"')
    _, out, _ = record("--source", "act")
    assert "If-None-Match" not in web.seen[-1]
    assert "in place of the stand-in of " in out
    assert replayed(here, web).provenance is Provenance.RECORDED


def test_a_page_that_moved_says_where_to(web: Web, record: Call) -> None:
    record("--source", "act")
    web.answers["/act"] = Answer(b"", 301, {"Location": "/new"})
    web.serve("/new", ACT)
    assert f"now at {web.url('/new')}" in record("--source", "act")[1]


def test_json_has_the_same_with_the_changes(web: Web, record: Call) -> None:
    record()
    web.serve("/act", ACT.replace("1979", "1980"))
    code, out, _ = record("--format", "json", "--diff", "--source", "act")
    told = json.loads(out)
    assert (code, told["claims"], told["written"]) == (0, "claims.toml", True)
    (only,) = told["recordings"]
    assert (only["outcome"], only["added"], only["removed"], only["words"]) == ("changed", 1, 1, 137)
    assert only["changes"][0]["removed"] == "1979."


def test_an_unknown_source_is_told_with_what_is_near(record: Call) -> None:
    assert record("--source", "acd")[::2] == (
        2,
        "refcheck: claims.toml: no source has the id acd. Did you mean act?\n",
    )


# -------------------------------------------------------------- archives


@pytest.mark.parametrize("availability", [True, False])
def test_a_page_that_is_gone_is_recorded_from_the_archive_and_pinned(
    here: Path, web: Web, record: Call, availability: bool
) -> None:
    """The last copy before the day as of which it is cited, by either interface, though a later one is nearer."""
    url = web.url("/act")
    del web.answers["/act"]
    web.archive.availability = availability
    web.archive.taken[url] = {
        "20200101000000": page("The Lake Act is new."),
        "20250301120000": page(ACT),
        "20250602000000": page("The Lake Act was repealed."),
    }
    copy = web.url(f"/web/20250301120000/{url}")
    code, out, err = record("--archive", "--source", "act")
    assert (code, out) == (0, "new        act  137 words; the archived copy of 2025-03-01\n")
    assert f'claims.toml:5: source act: added archive = "{copy}"\n' in err
    text = (here / "claims.toml").read_text()
    assert f'url = "{url}"   # the act\narchive = "{copy}"\nkind = "primary"\n' in text
    got = replayed(here, web, archive=copy)
    assert (got.provenance, got.fetched_at.date().isoformat()) == (Provenance.ARCHIVED, "2025-03-01")
    assert (ACT.encode() in got.body, got.note) == (True, f"archived copy: {copy}")
    assert "SECRET" not in (here / "cassettes" / "act.yaml").read_text()
    hits = len(web.hits)
    run = ["run", "--no-store", "--allow-private", "--record-mode", "once"]
    assert main(run) == 0  # replayed, and from now on that very copy
    assert len(web.hits) == hits
    (here / "cassettes" / "act.yaml").unlink()
    assert main(run) == 0
    assert web.hits[hits:] == [f"/web/20250301120000id_/{url}"]
    code, out, _ = record("--source", "act")
    assert (code, out.splitlines()[-1]) == (0, "unchanged  act  the archived copy of 2025-03-01")


def test_without_the_option_no_archive_is_asked(web: Web, record: Call) -> None:
    del web.answers["/act"]
    assert record("--source", "act")[0] == 3
    assert web.hits == ["/act"]


@pytest.mark.parametrize(
    "body",
    [
        b"<title>Page not found</title><h1>404</h1><p>Page not found</p>",
        b"<title>reference.test is for sale</title><p>Buy this domain.</p>",
    ],
)
def test_another_page_in_its_place_is_gone_too(web: Web, record: Call, body: bytes) -> None:
    web.answers["/act"] = Answer(body)
    web.archive.taken[web.url("/act")] = {"20250301120000": page(ACT)}
    code, out, _ = record("--archive", "--source", "act")
    assert (code, "the archived copy of 2025-03-01" in out) == (0, True)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"", 500),
        Answer(b"", 403),
        Answer(b"<title>Just a moment...</title><p>Checking your browser</p>"),
    ],
)
def test_an_outage_is_not_taken_for_a_page_that_is_gone(web: Web, record: Call, answer: Answer) -> None:
    web.answers["/act"] = answer
    web.archive.taken[web.url("/act")] = {"20250301120000": page(ACT)}
    assert record("--archive", "--source", "act")[0] == 3
    assert web.hits == ["/act"]


def test_an_archive_without_a_copy_says_so_and_the_recording_stays(here: Path, web: Web, record: Call) -> None:
    record("--source", "act")
    before = (here / "cassettes" / "act.yaml").read_bytes()
    del web.answers["/act"]
    code, out, _ = record("--archive", "--source", "act")
    assert (code, "answered 404" in out, "no archived copy: " in out, "has no copy of" in out) == (3, True, True, True)
    assert (here / "cassettes" / "act.yaml").read_bytes() == before


def test_a_pin_on_a_recording_of_the_live_page_is_not_replayed(here: Path, web: Web, record: Call) -> None:
    record("--source", "act")
    source = Source("act", web.url("/act"), archive=web.url(f"/web/20250301120000/{web.url('/act')}"))
    settings = FetchSettings(cassettes=here / "cassettes", record_mode=RecordMode.NONE)
    got = Fetcher(settings).fetch(source)
    assert not isinstance(got, Page)
    assert "no recording of the archived copy" in got.detail


def test_a_server_can_not_pass_for_an_archive(here: Path, web: Web, record: Call) -> None:
    web.serve("/act", ACT, X_Refcheck_Archive="https://web.archive.org/web/2020/x", X_Refcheck_Archived_At="2020-01-01")
    record("--source", "act")
    assert replayed(here, web).provenance is Provenance.RECORDED


def test_an_address_with_a_secret_is_not_told_to_an_archive(here: Path, web: Web, record: Call) -> None:
    claims = here / "claims.toml"
    claims.write_text(claims.read_text().replace("/act", "/gone?token=SECRET"))
    code, out, _ = record("--archive", "--source", "act")
    assert (code, "no archive is asked" in out, "SECRET" in out) == (3, True, False)
    assert web.hits == ["/gone?token=SECRET"]


def test_a_capture_is_asked_for_and_told(web: Web, record: Call) -> None:
    _, out, _ = record("--save-archive", "--source", "act")
    assert f"captured: {web.url('/web/20260101000000/' + web.url('/act'))}" in out


def test_a_dry_run_asks_for_no_capture(web: Web, record: Call) -> None:
    record("--save-archive", "--dry-run", "--source", "act")
    assert web.hits == ["/act"]


def test_a_pinned_copy_that_can_not_be_had_is_not_replaced_by_another(here: Path, web: Web, record: Call) -> None:
    claims, url = here / "claims.toml", web.url("/act")
    pin = web.url(f"/web/20200101000000/{url}")
    claims.write_text(claims.read_text().replace('kind = "primary"', f'archive = "{pin}"'))
    web.archive.taken[url] = {}
    code, out, _ = record("--archive", "--source", "act")
    assert (code, out.split()[0]) == (3, "missing")
    assert web.hits == [f"/web/20200101000000id_/{url}"]


def test_many_sources_at_once_are_told_in_the_order_of_the_file(here: Path, web: Web, record: Call) -> None:
    names = [f"page-{number}" for number in range(60)]
    for name in names:
        web.serve(f"/{name}", f"{name} speaks of the lake.")
    sources = "".join(f'[[source]]\nid = "{name}"\nurl = "{web.url(f"/{name}")}"\n' for name in names)
    (here / "claims.toml").write_text(f'{sources}[[claim]]\nid = "a"\nstatement = "{ACT}"\nsources = ["page-0"]\n')
    code, out, _ = record("--jobs", "16")
    assert (code, [line.split()[1] for line in out.splitlines()]) == (0, names)
    assert [replayed(here, web, name).body == web.answers[f"/{name}"].body for name in names] == [True] * 60


# -------------------------------------------------------------- what goes wrong while writing


def test_a_folder_that_can_not_be_written_is_one_line_and_loses_nothing(here: Path, record: Call) -> None:
    (here / "cassettes").write_text("a file in the way")
    code, _, err = record("--source", "act")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "the recording can not be written" in err
    assert (here / "cassettes").read_text() == "a file in the way"


def test_a_full_disk_is_one_line_and_the_old_recording_stays(here: Path, web: Web, record: Call) -> None:
    """A real limit on the size of files, in a process of its own: writing fails in the middle of the recording."""
    record("--source", "act")
    before = (here / "cassettes" / "act.yaml").read_bytes()
    web.answers["/act"] = Answer(page("The Lake Act is long. " * 20_000))
    done = subprocess.run(
        [sys.executable, "-m", "refcheck", "record", "--allow-private", "--source", "act"],
        cwd=here,
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1), done.stderr
    assert "cassettes/act.yaml: the recording can not be written (File too large)" in done.stderr
    assert (here / "cassettes" / "act.yaml").read_bytes() == before
    assert [each.name for each in (here / "cassettes").iterdir()] == ["act.yaml"]


# The call as another user, after it was made once as this one: that user may not be allowed to import what it needs.
UNPRIVILEGED = """
import contextlib, io, os, sys, vcr
import refcheck.history, refcheck.web.writing
from refcheck import comparing
from refcheck.cli import main
call = ["record", "--allow-private", "--source", "act"]
with contextlib.redirect_stdout(io.StringIO()):
    main([*call, "--quiet", "--dry-run"])
if os.geteuid() == 0:
    os.setuid(65534)
sys.exit(main(call))
"""


def test_a_folder_that_may_not_be_written_to_is_one_line(here: Path, web: Web, record: Call) -> None:
    record("--source", "act")
    before = (here / "cassettes" / "act.yaml").read_bytes()
    web.serve("/act", "The Lake Act was repealed.")
    with tempfile.TemporaryDirectory() as name:  # another user can not reach a folder of pytest's
        folder = Path(name)
        shutil.copytree(here, folder, dirs_exist_ok=True)
        folder.chmod(0o755)
        (folder / "cassettes").chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", UNPRIVILEGED],
            cwd=folder,
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (folder / "cassettes" / "act.yaml").read_bytes() == before
        assert len(list((folder / "cassettes").iterdir())) == 1
        (folder / "cassettes").chmod(0o755)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1), done.stderr
    assert "cassettes/act.yaml: the recording can not be written (Permission denied)" in done.stderr


@pytest.mark.slow
def test_a_recorder_that_is_killed_at_any_moment_leaves_every_recording_whole(here: Path, web: Web) -> None:
    """Old or new, whichever: the page is one letter repeated, and each answer has another letter."""
    random = Random(7)  # noqa: S311  # when to kill, no secret
    turn = iter(range(10**9))

    class Turning(dict[str, Answer]):
        def get(self, *_: object) -> Answer:
            letter = "abcdefghij"[next(turn) % 10]
            return Answer(f"<p>{f'{letter * 9} ' * 20_000}</p>".encode())

    web.answers = Turning()
    loop = "from refcheck.cli import main\nwhile True: main(['record', '--allow-private', '--quiet'])"
    kills = 0
    for _ in range(25):
        with subprocess.Popen(
            [sys.executable, "-c", loop], cwd=here, env=environment(), stdout=subprocess.PIPE
        ) as recorder:
            assert recorder.stdout is not None
            for _ in range(random.randint(2, 6)):
                recorder.stdout.readline()
            over = threading.Event()
            over.wait(random.random() * 0.1)
            recorder.send_signal(signal.SIGKILL)
        kills += 1
        for name in ("act", "other"):
            body = replayed(here, web, name).body
            assert (len(body), len(set(body) - set(b"<p>/ "))) == (200_007, 1)
    assert kills == 25


def test_the_drafts_of_killed_writers_are_removed_and_those_at_work_are_not(here: Path, record: Call) -> None:
    folder = here / "cassettes"
    folder.mkdir()
    old, young = folder / ".act.yaml.abc.tmp", folder / ".act.yaml.def.tmp"
    old.write_text("half")
    young.write_text("half")
    os.utime(old, (time.time() - 7200,) * 2)
    record("--source", "act")
    assert (old.exists(), young.exists()) == (False, True)


def test_help_has_examples(here: Path) -> None:
    assert "refcheck record --source treaty --diff" in refcheck(here, "record", "--help").stdout


@pytest.mark.parametrize("mode", ["once", "all"])
def test_a_run_that_can_not_record_says_so_once_and_judges_all_the_same(
    here: Path, record: Call, capsys: pytest.CaptureFixture[str], mode: str
) -> None:
    (here / "cassettes").write_text("a file in the way")
    code = main(["run", "--no-store", "--allow-private", "--record-mode", mode])
    out, err = capsys.readouterr()
    assert (code, "supported" in out, err.count("the recording can not be written")) == (0, True, 1)
    assert record("--dry-run")[0] == 0


def test_pages_read_by_other_processes_are_told_and_recorded_the_same(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(comparing, "FEWEST_PAGES", 2)
    monkeypatch.setattr("refcheck.engines.choosing.cores", lambda: 2)
    claims = "".join(f'[[source]]\nid = "p{n}"\nurl = "{web.url(f"/p{n}")}"\n\n' for n in range(8))
    claims += f'[[claim]]\nid = "a"\nstatement = "{ACT}"\nsources = ["p0"]\n'
    told: dict[str, list[str]] = {"1": [], "4": []}
    for year in (1979, 1980):
        for n in range(8):
            web.serve(f"/p{n}", f"The Lake Act number {n} became law in {year if n % 2 else 1979}.")
        web.answers["/p5"] = Answer(b"<title>Just a moment...</title><p>Checking your browser</p>")
        for jobs, found in told.items():
            folder = tmp_path / jobs
            folder.mkdir(exist_ok=True)
            (folder / "claims.toml").write_text(claims)
            code = main(["record", str(folder), "--allow-private", "--jobs", jobs, "--format", "json", "--diff", "-q"])
            assert code == 3
            found.append(capsys.readouterr().out)
    assert told["1"] == told["4"]
    outcomes = [[each["outcome"] for each in json.loads(out)["recordings"]] for out in told["4"]]
    assert outcomes == [
        ["new"] * 5 + ["missing"] + ["new"] * 2,
        ["unchanged", "changed"] * 2 + ["unchanged", "missing", "unchanged", "changed"],
    ]
    names = [sorted(path.name for path in (tmp_path / jobs / "cassettes").iterdir()) for jobs in told]
    assert names[0] == names[1] == [f"p{n}.yaml" for n in range(8) if n != 5]


def test_hosts_take_turns_and_are_told_in_the_order_of_the_file(web: Web, record: Call) -> None:
    urls = [web.url(f"/{name}").replace("127.0.0.1", host) for host in ("127.0.0.1", "localhost") for name in "abc"]
    for name in "abc":
        web.serve(f"/{name}", f"Ferry {name} crosses twice a day.")
    lines = [f'[[source]]\nid = "s{number}"\nurl = "{url}"\n' for number, url in enumerate(urls)]
    Path("claims.toml").write_text("\n".join([*lines, f'[[claim]]\nid = "a"\nstatement = "{ACT}"\nsources = ["s0"]\n']))
    code, out, _ = record()
    assert (code, [line.split()[1] for line in out.splitlines()]) == (0, [f"s{number}" for number in range(6)])
    assert web.hits == ["/a", "/a", "/b", "/b", "/c", "/c"]
