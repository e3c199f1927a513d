"""`refcheck run` and `refcheck explain` from end to end: real processes, pages from a real server on loopback."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from refcheck.history import History, history_path
from refcheck.reports import RENDERERS

from .site import ACT, BRIDGE, Site, environment, refcheck, write_claims

PINNED = ("--started-at", "2025-03-01T12:00:00Z")


def stored_runs(folder: Path) -> int:
    return len(History(history_path(folder / "claims.toml")).runs())


def report_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_a_page_that_says_so_is_0_and_is_recorded_stored_and_replayed(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))

    first = refcheck(tmp_path, "run", "--allow-private")
    site.pages.clear()
    again = refcheck(tmp_path, "run")

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    assert site.hits == ["/act"]
    assert "\n✓ act " in first.stdout
    assert first.stderr == "refcheck: 1 claim: 1 as expected, 0 not, 0 could not be checked\n"
    assert (tmp_path / "cassettes" / "act-page.yaml").is_file()
    assert stored_runs(tmp_path) == 2


def test_a_verdict_that_is_not_the_expected_one_is_1(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"))

    done = refcheck(tmp_path, "run", "--allow-private")

    assert done.returncode == 1
    assert "\n? bridge " in done.stdout
    assert done.stdout.rstrip().endswith("2 claims: 1 as expected, 1 not, 0 could not be checked")


def test_a_verdict_is_as_expected_where_the_file_expects_it(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("bridge", BRIDGE, "/other"), bridge="not enough evidence")

    assert refcheck(tmp_path, "run", "--allow-private").returncode == 0


def test_a_page_that_is_gone_is_3_and_told(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/gone"))

    done = refcheck(tmp_path, "run", "--allow-private")

    assert done.returncode == 3
    assert "\n! bridge " in done.stdout
    assert done.stderr.startswith("refcheck: source bridge-page: http status")
    assert not (tmp_path / "cassettes" / "bridge-page.yaml").exists()


def test_a_wrong_verdict_weighs_more_than_a_page_that_is_gone(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/gone"), ("bridge", BRIDGE, "/other"))

    assert refcheck(tmp_path, "run", "--allow-private").returncode == 1


@pytest.mark.parametrize(("args", "more"), [(["--offline"], {}), (["--record-mode", "none"], {}), ([], {"CI": "true"})])
def test_nothing_is_pulled_where_only_recordings_count(
    tmp_path: Path, site: Site, args: list[str], more: dict[str, str]
) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))

    done = refcheck(tmp_path, "run", "--allow-private", *args, **more)

    assert done.returncode == 3
    assert "not recorded" in done.stdout
    assert site.hits == []
    assert not (tmp_path / "cassettes").exists()


def test_in_ci_a_page_is_pulled_where_the_caller_says_so(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))

    assert refcheck(tmp_path, "run", "--allow-private", "--record-mode", "once", CI="1").returncode == 0


def test_loopback_is_not_pulled_unless_the_caller_says_so(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))

    done = refcheck(tmp_path, "run")

    assert done.returncode == 3
    assert "blocked address" in done.stdout
    assert site.hits == []


def test_record_mode_all_pulls_anew(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))
    refcheck(tmp_path, "run", "--allow-private")

    assert refcheck(tmp_path, "run", "--allow-private", "--record-mode", "all").returncode == 0
    assert site.hits == ["/act", "/act"]


def test_two_runs_on_the_same_inputs_give_the_same_bytes_but_for_the_start(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"), ("tower", BRIDGE, "/gone"))
    refcheck(tmp_path, "run", "--allow-private")
    site.close()

    runs = [
        refcheck(tmp_path, "run", "--offline", "--format", "json", *args, **more).stdout.splitlines()
        for args, more in [
            ([*PINNED, "--jobs", "1"], {}),
            ([*PINNED, "--jobs", "16"], {}),
            ([], {"SOURCE_DATE_EPOCH": "1740830400"}),
            ([], {}),
        ]
    ]

    assert runs[0] == runs[1] == runs[2]
    different = [new for old, new in zip(runs[0], runs[3], strict=True) if old != new]
    assert [line.split(":")[0] for line in different] == ['  "started_at"']


def test_report_gives_the_bytes_of_the_run_without_claims_file_article_or_recordings(
    tmp_path: Path, site: Site
) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"))
    (tmp_path / "article.txt").write_text(f"{ACT} {BRIDGE}\n")
    with (tmp_path / "claims.toml").open("a") as file:
        file.write('[article]\npath = "article.txt"\ntitle = "The lake"\n')
    shown = {form: refcheck(tmp_path, "run", "--allow-private", *PINNED, "--format", form) for form in ("text", "json")}

    for path in (tmp_path / "claims.toml", tmp_path / "article.txt", tmp_path / "cassettes" / "act-page.yaml"):
        path.unlink()

    for form, done in shown.items():
        assert done.stdout
        run = "1" if form == "text" else "2"
        assert refcheck(tmp_path, "report", "--format", form, "--run", run).stdout == done.stdout


def test_a_run_over_part_of_the_claims_is_shown_and_not_stored(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"))

    by_claim = refcheck(tmp_path, "run", "--allow-private", "--claim", "act", "--format", "json")
    by_source = refcheck(tmp_path, "run", "--allow-private", "--source", "bridge-page", "--format", "json")

    assert [claim["id"] for claim in report_of(by_claim)["claims"]] == ["act"]
    assert [claim["id"] for claim in report_of(by_source)["claims"]] == ["bridge"]
    assert (by_claim.returncode, by_source.returncode) == (0, 1)
    assert stored_runs(tmp_path) == 0


def test_no_store_keeps_no_history(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))

    assert refcheck(tmp_path, "run", "--allow-private", "--no-store").returncode == 0
    assert not (tmp_path / ".refcheck").exists()


def test_a_history_that_can_not_be_written_is_told_after_the_report(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))
    (tmp_path / ".refcheck").write_text("")

    done = refcheck(tmp_path, "run", "--allow-private")

    assert done.returncode == 2
    assert "\n✓ act " in done.stdout
    assert "--no-store" in done.stderr


def test_quiet_says_nothing_and_verbose_a_line_for_every_step(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/gone"))

    quiet = refcheck(tmp_path, "run", "--allow-private", "--quiet")
    verbose = refcheck(tmp_path, "run", "--allow-private", "--verbose", "--output", "report.txt")

    assert quiet.stderr == ""
    assert verbose.stdout == ""
    lines = verbose.stderr.splitlines()
    assert sorted(line.split(":")[1] for line in lines[:-1]) == [
        " claim act",
        " claim bridge",
        " source act-page",
        " source bridge-page",
    ]
    assert lines[-1].startswith("refcheck: 2 claims: ")


def test_a_terminal_gets_a_live_display_that_leaves_the_report_alone(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/gone"))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "refcheck", "run", "--allow-private"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        with suppress(OSError):  # how Linux says that the other end of a terminal is closed
            while chunk := os.read(ours, 65536):
                seen += chunk
        os.close(ours)
        assert process.stdout is not None
        shown = process.stdout.read().decode()

    assert "Reading sources" in seen.decode()
    assert "refcheck: source bridge-page: http status" in seen.decode()
    assert "\x1b" not in shown
    assert "\n✓ act " in shown


@pytest.fixture
def heeds_interrupts() -> Iterator[None]:
    """What a suite that runs in the background is deaf to, as its shell decides, its processes would be deaf to too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_interrupts")
@pytest.mark.parametrize("args", [[], ["--jobs", "16"]])
def test_interrupted_is_130_and_stores_nothing(tmp_path: Path, site: Site, args: list[str]) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/stuck"), ("bridge", BRIDGE, "/other"))
    command = [sys.executable, "-m", "refcheck", "run", "--allow-private", "--jobs", "1", *args]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert site.stuck.wait(120)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1].startswith("refcheck: interrupted, ")
    assert " and 0 claims judged; this run was not stored." in err
    assert "Traceback" not in err
    assert stored_runs(tmp_path) == 0


def test_explain_shows_the_passages_and_the_outcome(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))

    done = refcheck(tmp_path, "explain", "act", "--allow-private")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"✓ act: supported, as expected\n  {ACT}\n")
    assert "Passages looked at: " in done.stdout
    assert f'"{ACT}"' in done.stdout.split("Passages looked at: ")[1]
    assert stored_runs(tmp_path) == 0


@pytest.mark.parametrize("recorded", [True, False], ids=["read", "not read"])
def test_a_secret_of_an_address_is_in_no_report(tmp_path: Path, site: Site, recorded: bool) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act?token=Zx81mQ55tTvB"))
    site.pages["/act?token=Zx81mQ55tTvB"] = site.pages["/act"]
    site.pages.update({} if recorded else {"/act?token=Zx81mQ55tTvB": b""})
    told = [refcheck(tmp_path, "run", "--allow-private", "--verbose")]
    told += [refcheck(tmp_path, "report", "--format", form) for form in RENDERERS]
    told += [refcheck(tmp_path, *command) for command in (["explain", "act"], ["history", "act"], ["cassettes"])]

    said = "".join(done.stdout + done.stderr for done in told)
    assert "/act?token=FILTERED" in said
    assert "Zx81mQ55tTvB" not in said
