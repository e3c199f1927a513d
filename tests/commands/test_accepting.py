"""Baselines and waivers from end to end: written, held against, and told; the first test has real processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .site import ACT, BRIDGE, Site, in_this_process, page, refcheck, write_claims

TOWER = "The tower was finished in 1911."


@pytest.fixture
def checked(tmp_path: Path, site: Site) -> Path:
    """A folder with two claims, the second of which is not as expected, and their recordings."""
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"))
    assert in_this_process(tmp_path, "run", "--allow-private").returncode == 1
    return tmp_path


def waive(folder: Path, until: str) -> None:
    with (folder / "claims.toml").open("a") as file:
        file.write(f'waiver = {{ reason = "the count is contested", owner = "A. Writer", until = {until} }}\n')


def test_a_baseline_lets_be_what_it_accepts_and_no_more(checked: Path, site: Site) -> None:
    site.pages["/tower"] = page("Two towers stand on the shore.")
    first = refcheck(checked, "run", "--write-baseline", "baseline.json")
    again = refcheck(checked, "run", "--baseline", "baseline.json")
    write_claims(checked, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"), ("tower", TOWER, "/tower"))
    more = refcheck(checked, "run", "--baseline", "baseline.json", "--allow-private")

    assert (first.returncode, again.returncode, more.returncode) == (0, 0, 1)
    assert first.stderr.splitlines()[0] == "refcheck: baseline.json: 1 claim accepted"
    assert json.loads((checked / "baseline.json").read_text())["accepted"] == {
        "bridge": {"statement": BRIDGE, "verdict": "not enough evidence"}
    }
    assert again.stdout.splitlines()[-1] == (
        "2 claims: 1 as expected, 0 not, 1 in the baseline, 0 could not be checked"
    )
    assert more.stdout.splitlines()[-1] == ("3 claims: 1 as expected, 1 not, 1 in the baseline, 0 could not be checked")


def test_the_evidence_of_what_is_new_is_not_lost_in_that_of_the_baseline(checked: Path, site: Site) -> None:
    site.pages["/tower"] = page("Two towers stand on the shore.")
    in_this_process(checked, "run", "--write-baseline", "baseline.json")
    write_claims(checked, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"), ("tower", TOWER, "/tower"))
    run = in_this_process(checked, "run", "--baseline", "baseline.json", "--allow-private")
    all_of_it = in_this_process(checked, "report", "--verbose")

    assert "\n? tower: " in run.stdout
    assert "\n? bridge: " not in run.stdout
    assert "\nIn the baseline: 1, their evidence with --verbose.\n" in run.stdout
    assert "\n? tower: " in all_of_it.stdout
    assert "\n? bridge: " in all_of_it.stdout


def test_a_statement_that_changed_is_new(checked: Path, site: Site) -> None:
    in_this_process(checked, "run", "--write-baseline", "baseline.json")
    write_claims(checked, site, ("act", ACT, "/act"), ("bridge", BRIDGE.replace("eleven", "twelve"), "/other"))

    done = in_this_process(checked, "run", "--baseline", "baseline.json")

    assert done.returncode == 1
    assert "Baseline: what was accepted is another statement under this id, not this" in done.stdout.replace(
        "\n  ", " "
    )
    assert "refcheck: Baseline: bridge makes another statement by now; take its entry out." in done.stderr


def test_what_a_baseline_need_not_hold_any_more_is_named(checked: Path, site: Site) -> None:
    in_this_process(checked, "run", "--write-baseline", "baseline.json")
    write_claims(checked, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/other"), bridge="not enough evidence")

    done = in_this_process(checked, "run", "--baseline", "baseline.json")

    assert done.returncode == 0
    assert "\nBaseline: bridge is as expected by now; take its entry out.\n" in done.stdout


def test_a_page_that_is_gone_is_not_passed_by_a_baseline(checked: Path) -> None:
    in_this_process(checked, "run", "--write-baseline", "baseline.json")
    (checked / "cassettes" / "bridge-page.yaml").unlink()

    held = in_this_process(checked, "run", "--offline", "--baseline", "baseline.json")
    anew = in_this_process(checked, "run", "--offline", "--write-baseline", "new.json")
    kept = in_this_process(
        checked, "run", "--offline", "--baseline", "baseline.json", "--write-baseline", "baseline.json"
    )

    assert (held.returncode, anew.returncode, kept.returncode) == (3, 3, 3)
    assert "refcheck: new.json: 0 claims accepted; 1 could not be checked, which no baseline accepts" in anew.stderr
    assert "bridge" in (checked / "baseline.json").read_text()


def test_a_stored_run_remembers_its_baseline_and_can_be_held_against_another(checked: Path) -> None:
    before = in_this_process(checked, "run")
    shown = in_this_process(checked, "run", "--write-baseline", "baseline.json")

    assert in_this_process(checked, "report").stdout == shown.stdout
    assert in_this_process(checked, "report", "--run", "2", "--write-baseline", "other.json").stdout == shown.stdout
    assert (checked / "other.json").read_bytes() == (checked / "baseline.json").read_bytes()
    assert in_this_process(checked, "report", "--run", "2", "--baseline", "other.json").stdout == shown.stdout
    assert in_this_process(checked, "report", "--run", "2").stdout == before.stdout != shown.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["run", "--baseline", "none.json"], "none.json: there is no such baseline"),
        (["run", "--write-baseline", "no/such.json"], "there is no folder no;"),
        (["run", "--write-baseline", "b.json", "--claim", "act"], "leave --claim and --source out"),
        (["run", "--baseline", "claims.toml"], "claims.toml: the file is no JSON"),
        (["run", "--fail-on", "refutd"], "did you mean refuted?"),
    ],
)
def test_a_baseline_that_can_not_be_had_is_told_before_anything_is_read(
    checked: Path, site: Site, args: list[str], message: str
) -> None:
    before = list(site.hits)

    done = in_this_process(checked, *args, "--record-mode", "all", "--allow-private")

    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert site.hits == before


def test_a_waiver_holds_to_its_last_day_and_then_fails_with_whose_it_is(checked: Path) -> None:
    waive(checked, "2025-06-30")

    holds = in_this_process(checked, "run", "--started-at", "2025-06-30T23:59:59Z")
    ran_out = in_this_process(checked, "run", "--started-at", "2025-07-01T00:00:00Z")

    assert (holds.returncode, ran_out.returncode) == (0, 1)
    assert "Waived: until 2025-06-30, by A. Writer: the count is contested" in holds.stdout
    assert ran_out.stderr.splitlines()[0] == (
        "refcheck: Waiver ran out: bridge: A. Writer had until 2025-06-30 (the count is contested). "
        "Settle the claim, or agree on a new date."
    )


def test_fail_on_chooses_what_fails(checked: Path) -> None:
    codes = {
        name: in_this_process(checked, "run", "--fail-on", name).returncode
        for name in ("refuted", "not-enough", "never")
    }

    assert codes == {"refuted": 0, "not-enough": 1, "never": 0}
