"""Runs that break off, in real processes: what was found is shown and kept, and `--resume` goes on from there."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from refcheck.history import History, history_path

from .site import ACT, BRIDGE, Site, environment, page, refcheck, write_claims

PINNED = ("--started-at", "2025-03-01T12:00:00Z")
JUDGE = """
import os, urllib.request
from refcheck.judging.rules import Rules
class Waits:
    def __init__(self, words):
        self.rules = Rules(words)
    def __call__(self, statement, candidates):
        with open("asked", "a") as file:
            file.write(statement + "\\n")
        if "bridge" in statement and "WAIT" in os.environ:
            urllib.request.urlopen(os.environ["WAIT"]).read()
        return self.rules(statement, candidates)
"""
SLOWLY = ("run", "--allow-private", "--jobs", "1", "--judge", "waits:Waits", *PINNED)


@pytest.fixture(autouse=True)
def _heeds_interrupts() -> Iterator[None]:
    """What a suite that runs in the background is deaf to, its processes would be deaf to too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def started(folder: Path, *args: str, **more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "refcheck", *args]
    return subprocess.Popen(
        command, cwd=folder, env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def interrupted_while_judging(
    folder: Path, site: Site, number: int = signal.SIGINT
) -> subprocess.CompletedProcess[str]:
    (folder / "waits.py").write_text(JUDGE)
    with started(folder, *SLOWLY, WAIT=site.url("/stuck")) as process:
        assert site.stuck.wait(120)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(SLOWLY, process.returncode, out, err)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_judged_is_shown_as_incomplete_and_not_stored_as_a_run(
    tmp_path: Path, site: Site, number: int
) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"))

    done = interrupted_while_judging(tmp_path, site, number)

    assert done.returncode == 130
    assert "\n✓ act " in done.stdout
    assert "bridge" not in done.stdout
    assert "Interrupted: this report has the 1 claims that were judged until then" in done.stdout
    assert "(part of 2 claims)" in done.stdout
    told = "2 pages read and 1 claim judged; this run was not stored. `refcheck run --resume` goes on."
    assert done.stderr.splitlines()[-1] == f"refcheck: interrupted, {told}"
    assert "Traceback" not in done.stderr
    assert History(history_path(tmp_path / "claims.toml")).runs() == ()


def test_resume_judges_the_rest_alone_and_its_report_is_that_of_a_whole_run(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"))
    interrupted_while_judging(tmp_path, site)
    asked = tmp_path / "asked"
    asked.unlink()

    resumed = refcheck(tmp_path, *SLOWLY, "--resume", "--format", "json")

    assert set(asked.read_text().splitlines()) == {BRIDGE}
    assert re.search(r"went on with the run of \S+: 1 verdict taken over\.", resumed.stderr)
    history = History(history_path(tmp_path / "claims.toml"))
    assert (len(history.runs()), history.aside("claims.toml")) == (1, ())
    fresh = refcheck(tmp_path, *SLOWLY, "--format", "json")
    assert [line for line in resumed.stdout.splitlines() if '"provenance"' not in line] == [
        line for line in fresh.stdout.splitlines() if '"provenance"' not in line
    ]
    assert resumed.stdout.count('"provenance": "live"') == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("statement", "judged anew, since claim, sources, pages or settings are not the same: act"),
        ("judge", "1 claim judged anew: that run was made by refcheck"),
        ("page", "judged anew, since claim, sources, pages or settings are not the same: act"),
    ],
)
def test_what_is_not_the_same_is_judged_anew_and_it_says_why(
    tmp_path: Path, site: Site, change: str, told: str
) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"))
    interrupted_while_judging(tmp_path, site)
    args = list(SLOWLY)
    if change == "statement":
        write_claims(tmp_path, site, ("act", ACT.replace("1979", "1980"), "/act"), ("bridge", BRIDGE, "/other"))
    elif change == "judge":
        args[args.index("waits:Waits")] = "rules"
    else:
        (tmp_path / "cassettes" / "act-page.yaml").unlink()
        site.pages["/act"] = page(f"{ACT} So it is.")

    resumed = refcheck(tmp_path, *args, "--resume")

    assert "0 verdicts taken over" in resumed.stderr
    assert told in resumed.stderr
    assert resumed.returncode == 1


def test_pages_that_were_pulled_are_not_pulled_again(tmp_path: Path, site: Site) -> None:
    site.pages |= {f"/{n}": page(f"{ACT} Note {n}.") for n in range(31)}
    paths = [(f"c{n}", ACT, f"/{n}") for n in range(31)]
    write_claims(tmp_path, site, *paths, ("late", ACT, "/stuck"))
    args = ("run", "--allow-private", "--record-mode", "all", "--judge", "rules", "--jobs", "32", *PINNED)
    with started(tmp_path, *args, "--verbose") as process:
        assert process.stderr is not None
        while not re.search(r"claim c\d+: done \(31 of 32\)", process.stderr.readline()):
            pass
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "this report has the 31 claims that were judged until then" in out
    assert "31 pages read and 31 claims judged" in err
    site.over.set()  # from here on the late page breaks its connection off
    before = len(site.hits)

    resumed = refcheck(tmp_path, *args, "--resume", "--format", "json")

    assert set(site.hits[before:]) == {"/stuck"}
    fresh = refcheck(tmp_path, *args, "--format", "json")
    times = re.compile(r'"(fetched_at|started_at)": "[^"]*"')
    assert times.sub("", resumed.stdout) == times.sub("", fresh.stdout)
    assert (resumed.returncode, len(json.loads(resumed.stdout)["claims"])) == (3, 32)


@pytest.mark.parametrize("engine", ["inline", "processes"])
def test_a_page_is_recorded_although_its_claim_waits_for_another(tmp_path: Path, site: Site, engine: str) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("late", ACT, "/stuck"))
    path = tmp_path / "claims.toml"
    text = path.read_text()
    path.write_text(
        text[: text.index("[[claim]]")]
        + f'[[claim]]\nid = "both"\nstatement = "{ACT}"\nsources = ["act-page", "late-page"]\n'
    )
    with started(tmp_path, "run", "--allow-private", "--engine", engine, "--judge", "rules", "--verbose") as process:
        assert process.stderr is not None
        while "source act-page: done (1 of 2)" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert "1 page read and 0 claims judged" in err
    assert [each.name for each in (tmp_path / "cassettes").iterdir()] == ["act-page.yaml"]


def test_other_processes_keep_what_they_found_and_end_with_the_run(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"))
    (tmp_path / "waits.py").write_text(JUDGE)
    args = (*SLOWLY, "--engine", "processes", "--workers", "2")
    with started(tmp_path, *args, "--verbose", WAIT=site.url("/stuck")) as process:
        assert process.stderr is not None
        while "claim act: done" not in process.stderr.readline():
            pass
        assert site.stuck.wait(30)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "\n✓ act " in out
    assert "1 page read and 1 claim judged; this run was not stored. `refcheck run --resume` goes on." in err
    assert "Traceback" not in err
    (tmp_path / "asked").unlink()

    resumed = refcheck(tmp_path, *args, "--resume", "--format", "json")

    assert set((tmp_path / "asked").read_text().splitlines()) == {BRIDGE}
    assert "1 verdict taken over." in resumed.stderr
    fresh = refcheck(tmp_path, *SLOWLY, "--format", "json")
    assert json.loads(resumed.stdout)["claims"] == json.loads(fresh.stdout)["claims"]


def test_where_there_is_nothing_to_resume_it_says_so_and_starts(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))

    done = refcheck(tmp_path, "run", "--allow-private", "--resume", "--judge", "rules")

    assert done.returncode == 0
    assert "nothing to resume: no run of claims.toml broke off since the last whole one" in done.stderr


def test_a_history_that_can_not_be_written_is_told_and_the_report_is_shown(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"))
    (tmp_path / ".refcheck").write_text("")

    done = interrupted_while_judging(tmp_path, site)

    assert done.returncode == 130
    assert "\n✓ act " in done.stdout
    assert "What it found could not be kept: .refcheck/history.db: the history of runs can not be used" in done.stderr


def test_an_error_of_the_history_leaves_a_wrong_verdict_its_exit_code(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("bridge", BRIDGE, "/other"))
    (tmp_path / ".refcheck").mkdir()
    (tmp_path / ".refcheck" / "history.db").write_bytes(b"noise " * 4000)

    done = refcheck(tmp_path, "run", "--allow-private", "--judge", "rules")

    assert done.returncode == 1
    assert "1 claim: 0 as expected, 1 not" in done.stdout
    assert "the history of runs is damaged" in done.stderr
