"""`refcheck history`: stored runs, changes of a verdict with the evidence then, and pruning, in real processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .site import ACT, BRIDGE, Site, in_this_process, page, refcheck, write_claims

OTHER = "The Lake Act became law in 1981."
QUICK = ("run", "--allow-private", "--record-mode", "all", "--judge", "rules", "--quiet")


def three_runs(folder: Path, site: Site) -> None:
    """The page of "act" says another year in the second run, that of "bridge" is the same in all three."""
    write_claims(folder, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"))
    for day, words in enumerate((ACT, OTHER, OTHER), start=1):
        site.pages["/act"] = page(words)
        in_this_process(folder, *QUICK, "--started-at", f"2025-04-0{day}T09:00:00Z")


def test_the_runs_are_listed_newest_first_with_what_changed(tmp_path: Path, site: Site) -> None:
    three_runs(tmp_path, site)

    done = refcheck(tmp_path, "history")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "claims.toml: 3 runs stored, newest first",
        "",
        "run  started               claims  as expected  not  not checked  changed",
        "  3  2025-04-03 09:00 UTC       2            0    2            0  -",
        "  2  2025-04-02 09:00 UTC       2            0    2            0  1: act",
        "  1  2025-04-01 09:00 UTC       2            1    1            0  -",
    ]
    limited = json.loads(refcheck(tmp_path, "history", ".", "--limit", "1", "--format", "json").stdout)
    assert (limited["stored"], [run["run"] for run in limited["runs"]]) == (3, [3])


def test_the_changes_of_a_verdict_are_told_with_the_words_of_the_page_then(tmp_path: Path, site: Site) -> None:
    three_runs(tmp_path, site)

    told = refcheck(tmp_path, "history", "act")

    head, second, first = told.stdout.split("\n\n")
    assert head == "act: changed once in 3 runs, newest first"
    assert second.startswith("Run 2, 2025-04-02 09:00 UTC: supported -> refuted\n")
    assert first.startswith("Run 1, 2025-04-01 09:00 UTC: first judged, supported\n")
    assert (f'"{OTHER}"' in second, f'"{ACT}"' in second) == (True, False)
    assert f'"{ACT}"' in first
    assert "live page of " in first


def test_a_statement_that_was_reworded_is_a_change_and_says_so(tmp_path: Path, site: Site) -> None:
    three_runs(tmp_path, site)
    reworded = "The Lake Act became law in the year 1979."
    write_claims(tmp_path, site, ("act", reworded, "/act"), ("bridge", BRIDGE, "/other"))
    in_this_process(tmp_path, *QUICK)

    data = json.loads(refcheck(tmp_path, "history", "act", "--format", "json").stdout)

    newest = data["changes"][0]
    assert [change["run"] for change in data["changes"]] == [4, 2, 1]
    assert (newest["statement_changed"], newest["before"]["statement"]) == (True, ACT)
    assert newest["result"]["statement"] == reworded
    assert newest["sources"][0]["provenance"] == "live"
    assert f"Before: {ACT}" in refcheck(tmp_path, "history", "act", "--limit", "1").stdout


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["bridg"], "no claim has the id bridg, now or in a stored run. Did you mean bridge?"),
        (["tower"], "no stored run has judged tower yet. `refcheck run` does."),
        (["other.toml"], "no run is stored of this file; there are runs of: claims.toml."),
        (["--keep-runs", "1"], "--dry-run go with --prune"),
        (["--prune"], "say which runs stay, with --keep-runs N or --keep-days N"),
        (["act", "--prune", "--keep-runs", "1"], "leave the claim out"),
    ],
)
def test_what_can_not_be_told_or_done_says_what_can(tmp_path: Path, site: Site, args: list[str], told: str) -> None:
    three_runs(tmp_path, site)
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"), ("tower", BRIDGE, "/other"))

    done = refcheck(tmp_path, "history", *args)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_pruning_leaves_the_last_runs_and_those_where_a_verdict_changed(tmp_path: Path, site: Site) -> None:
    three_runs(tmp_path, site)
    for _ in range(3):
        in_this_process(tmp_path, *QUICK)
    before = refcheck(tmp_path, "history", "act").stdout

    dry = refcheck(tmp_path, "history", "--prune", "--keep-runs", "1", "--dry-run")
    done = refcheck(tmp_path, "history", "--prune", "--keep-runs", "1")

    stays = "2 older ones stay: what is told of changes rests on them."
    assert dry.stdout == f"claims.toml: 3 runs would be taken away, numbers 3 to 5. {stays}\n"
    assert done.stdout == f"claims.toml: 3 runs taken away, numbers 3 to 5. {stays}\n"
    assert "bytes smaller" in done.stderr
    data = json.loads(refcheck(tmp_path, "history", "--format", "json").stdout)
    assert [run["run"] for run in data["runs"]] == [6, 2, 1]
    assert refcheck(tmp_path, "history", "act").stdout == before.replace("in 6 runs", "in 3 runs")


def test_pruning_by_days_counts_back_from_now(tmp_path: Path, site: Site) -> None:
    three_runs(tmp_path, site)

    kept = refcheck(tmp_path, "history", "--prune", "--keep-days", "5", SOURCE_DATE_EPOCH="1743674400")  # 3 April
    gone = refcheck(tmp_path, "history", "--prune", "--keep-days", "5")

    assert kept.stdout == "claims.toml: no run to take away.\n"
    assert gone.stdout.startswith("claims.toml: 1 run taken away, number 3. 2 older ones stay")


def test_nothing_stored_is_told(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))

    done = refcheck(tmp_path, "history")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "refcheck: claims.toml: no run is stored. Start with `refcheck run`.\n"
    assert not (tmp_path / ".refcheck").exists()
