"""A list of claims in, rows out: in order, whole or resumable, whatever breaks the run off."""

from __future__ import annotations

import json
import os
import pty
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from refcheck.cli import main
from refcheck.commands import many
from refcheck.dossier.addresses import id_of
from refcheck.mass import keeping, listed, pool
from refcheck.mass.keeping import State
from refcheck.mass.rows import Rows
from tests.mass.town import lines, page_of, record, write_list

from .site import ACT, BRIDGE, Site, environment, page, refcheck

NO_CLAIM = '{"statement": 3}'
DAY = "2025-03-01T12:00:00Z"


@pytest.fixture(autouse=True)
def _heeds_interrupts() -> Iterator[None]:
    """What a suite that runs in the background is deaf to, its processes would be deaf to too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def run(path: Path, *args: str) -> int:
    return main(["run", str(path), "--offline", "--judge", "rules", "--started-at", DAY, "--quiet", *args])


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def started(folder: Path, *args: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "refcheck", "run", "claims.jsonl", "--offline", "--judge", "rules", *args]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=environment(), stdout=pipe, stderr=pipe, text=True)


# ---------------------------------------------------------------- rows


def test_each_line_has_a_row_in_its_place_and_a_bad_one_says_why(tmp_path: Path) -> None:
    path = write_list(tmp_path, 30, 7, [NO_CLAIM, "", *lines(1, 7)])
    assert run(path, "--output", str(tmp_path / "out.jsonl")) == 1
    found = rows(tmp_path / "out.jsonl")
    assert [row["line"] for row in found] == [*range(1, 32), 33]
    assert '"statement" is a number' in found[30]["error"]
    told = [row["judgement"]["verdict"] for row in found if not row["error"]]
    assert told == ["refuted" if n % 3 == 2 else "supported" for n in range(30)] + ["supported"]
    assert all(set(row["addresses"]) == set(row["sources"]) for row in found if not row["error"])
    assert sorted(each.name for each in tmp_path.iterdir()) == ["cassettes", "claims.jsonl", "out.jsonl"]


@pytest.mark.parametrize(("window", "claims", "pages"), [(3, 2, 1), (7, 64, 3), (1000, 5, 2)])
def test_how_claims_are_grouped_changes_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, window: int, claims: int, pages: int
) -> None:
    path = write_list(tmp_path, 40, 7, [NO_CLAIM])
    run(path, "--output", str(tmp_path / "usual.jsonl"))
    monkeypatch.setattr(listed, "WINDOW", window)
    monkeypatch.setattr(listed, "_AT_ONCE", 2)
    monkeypatch.setattr(pool, "MOST_CLAIMS", claims)
    monkeypatch.setattr(pool, "MOST_PAGES", pages)
    run(path, "--output", str(tmp_path / "other.jsonl"))
    assert (tmp_path / "usual.jsonl").read_bytes() == (tmp_path / "other.jsonl").read_bytes()


def test_rows_are_those_of_the_report_on_the_same_claims(tmp_path: Path) -> None:
    path = write_list(tmp_path, 12, 5)
    run(path, "--output", str(tmp_path / "out.jsonl"))
    text, declared = "", set[str]()
    for row in rows(tmp_path / "out.jsonl"):
        for name, url in row["addresses"].items():
            text += f'[[source]]\nid = "{name}"\nurl = "{url}"\n' if name not in declared else ""
            declared.add(name)
        text += f'[[claim]]\nid = "{row["id"]}"\nstatement = "{row["statement"]}"\nsources = {row["sources"]}\n'
    (tmp_path / "claims.toml").write_text(text)
    run(tmp_path / "claims.toml", "--no-store", "--output", str(tmp_path / "report.json"))
    report = json.loads((tmp_path / "report.json").read_text())["claims"]
    lines_apart = [{**row, "line": 0} for row in report]
    assert [_as_in_a_report(row) for row in rows(tmp_path / "out.jsonl")] == lines_apart


def _as_in_a_report(row: dict[str, Any]) -> dict[str, Any]:
    return {**{key: row[key] for key in row if key not in {"dossier", "addresses", "error"}}, "line": 0}


def test_what_is_not_recorded_is_told_with_what_records_it(tmp_path: Path) -> None:
    path = write_list(tmp_path, 2, 1)
    (recording,) = (tmp_path / "cassettes").iterdir()
    recording.unlink()
    assert run(path, "--output", str(tmp_path / "missing.jsonl")) == 3
    detail = rows(tmp_path / "missing.jsonl")[0]["unavailable"][0]["detail"]
    assert detail.endswith(
        ".yaml does not exist; record it: run without --offline, where CI is set with --record-mode once"
    )


def test_a_list_on_the_standard_input_comes_out_on_the_standard_output(tmp_path: Path) -> None:
    path = write_list(tmp_path, 6, 3)
    run(path, "--output", str(tmp_path / "out.jsonl"))
    command = [sys.executable, "-m", "refcheck", "run", "-", "--offline", "--judge", "rules"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(), input=path.read_bytes(), capture_output=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout.replace(b'"dossier":"-"', b'"dossier":"claims.jsonl"') == (tmp_path / "out.jsonl").read_bytes()
    assert b"6 claims: 4 as expected, 2 not, 0 could not be checked" in done.stderr


def test_a_terminal_shows_what_needs_a_look(tmp_path: Path) -> None:
    write_list(tmp_path, 90, 7, [NO_CLAIM])
    command = [sys.executable, "-m", "refcheck", "run", "claims.jsonl", "--offline", "--judge", "rules"]
    shown = on_a_terminal(command, tmp_path)
    told = [line.rpartition("\r")[2] for line in shown.rstrip().split("\r\n")]
    assert told[-1] == "90 claims: 60 as expected, 30 not, 0 could not be checked; 1 could not be read"
    assert told[-2] == "and 11 more; --output FILE.jsonl has them all"
    assert told[-3].startswith("claims.jsonl:60: refuted, not supported: The mill of ")


def on_a_terminal(command: list[str], folder: Path) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, cwd=folder, env=environment(), stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # as Linux says that the other end is closed
            while more := os.read(ours, 4096):
                shown += more
        os.close(ours)
        process.wait()
    return shown.decode()


def test_who_stops_to_read_ends_the_run_without_a_word(tmp_path: Path) -> None:
    write_list(tmp_path, 300, 7)
    process = started(tmp_path)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr.read() == ""
    process.stderr.close()


@pytest.mark.parametrize(
    ("more", "fail_on", "code"),
    [
        ([], "never", 0),
        ([], "refuted", 1),
        ([], "supported", 0),
        ([NO_CLAIM], "unexpected", 1),
        ([NO_CLAIM], "never", 2),
        (['{"statement": "The mill was opened in 1702.", "sources": ["https://gone.example/"]}'], "unchecked", 3),
    ],
)
def test_the_exit_code_is_that_of_the_worst_row(tmp_path: Path, more: list[str], fail_on: str, code: int) -> None:
    path = write_list(tmp_path, 3, 3, more)
    assert run(path, "--output", str(tmp_path / "out.jsonl"), "--fail-on", fail_on) == code


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--format", "html"], "--format is for one dossier"),
        (["--baseline", "b.json"], "--baseline is for one dossier"),
        (["--claim", "1"], "--claim is for one dossier"),
        (["--resume"], "--resume goes on with an output"),
        (["--output", "claims.jsonl"], "this is what the report is about"),
        (["--output", "out.html"], "end the name in .jsonl, or in .parquet"),
        (["--output", "nowhere/out.jsonl"], "there is no folder nowhere"),
    ],
)
def test_what_makes_no_sense_for_a_list_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, args: list[str], said: str
) -> None:
    write_list(tmp_path, 3, 3)
    monkeypatch.chdir(tmp_path)
    assert run(Path("claims.jsonl"), *args) == 2
    assert said in capsys.readouterr().err


# ---------------------------------------------------------------- going on


def wait_for_rows(draft: Path, process: subprocess.Popen[str], least: int) -> None:
    while process.poll() is None and (not draft.exists() or draft.read_bytes().count(b"\n") < least):
        time.sleep(0.01)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A list, and what a run over it that nothing breaks off writes."""
    folder = tmp_path_factory.mktemp("whole")
    path = write_list(folder, 200, 30, [NO_CLAIM, *lines(60, 30, seed=2)])
    run(path, "--output", str(folder / "out.jsonl"))
    return folder, (folder / "out.jsonl").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_bytes_are_the_same_whoever_judges(whole: tuple[Path, bytes], tmp_path: Path, workers: int) -> None:
    folder, expected = whole
    output = tmp_path / "out.jsonl"
    run(folder / "claims.jsonl", "--engine", "processes", "--workers", str(workers), "--output", str(output))
    assert output.read_bytes() == expected


@pytest.mark.slow
def test_other_processes_end_with_an_interrupted_run_which_goes_on(whole: tuple[Path, bytes], tmp_path: Path) -> None:
    folder, expected = whole
    output = tmp_path / "out.jsonl"
    process = started(folder, "--started-at", DAY, "--engine", "processes", "--workers", "2", "--output", str(output))
    wait_for_rows(tmp_path / "out.jsonl.part", process, 40)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=30)[1]  # which waits for all who could still write to its pipes
    assert process.returncode == 130
    assert "--resume goes on" in told
    run(folder / "claims.jsonl", "--output", str(output), "--resume")
    assert output.read_bytes() == expected


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_run_that_is_killed_at_any_moment_goes_on_to_the_same_bytes(
    whole: tuple[Path, bytes], tmp_path: Path, seed: int
) -> None:
    folder, expected = whole
    dice = random.Random(seed)  # noqa: S311 - no secret
    output = tmp_path / "out.jsonl"
    draft = tmp_path / "out.jsonl.part"
    resume: list[str] = []
    for _ in range(2):
        before = draft.read_bytes().count(b"\n") if draft.exists() else 0
        process = started(folder, "--started-at", DAY, "--output", str(output), *resume)
        wait_for_rows(draft, process, before + dice.randrange(1, 90))
        process.kill()
        process.communicate()
        if process.returncode != -signal.SIGKILL:  # it was done before that
            break
        resume = ["--resume"]
    if draft.exists():
        assert not output.exists()
        assert (
            refcheck(folder, "run", "claims.jsonl", "--offline", "--judge", "rules", "--output", str(output)).returncode
            == 2
        )
        done = started(folder, "--output", str(output), "--resume")
        assert done.communicate()[1].endswith("1 could not be read (" + str(output) + ")\n")
        assert done.returncode == 1
    assert output.read_bytes() == expected
    assert [each.name for each in tmp_path.iterdir()] == ["out.jsonl"]


def test_an_interrupted_run_says_what_is_done_and_goes_on(whole: tuple[Path, bytes], tmp_path: Path) -> None:
    folder, expected = whole
    output = tmp_path / "out.jsonl"
    process = started(folder, "--started-at", DAY, "--output", str(output))
    wait_for_rows(tmp_path / "out.jsonl.part", process, 40)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert "interrupted" in told
    assert "--resume goes on" in told
    run(folder / "claims.jsonl", "--output", str(output), "--resume")
    assert output.read_bytes() == expected


def test_a_torn_row_is_cut_off(whole: tuple[Path, bytes], tmp_path: Path) -> None:
    folder, expected = whole
    output, draft = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part"
    process = started(folder, "--started-at", DAY, "--output", str(output))
    wait_for_rows(draft, process, 30)
    process.kill()
    process.communicate()
    with draft.open("ab") as file:
        file.write(b'{"dossier":"claims.jso')
    run(folder / "claims.jsonl", "--output", str(output), "--resume")
    assert output.read_bytes() == expected


def test_another_list_or_another_judge_is_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_list(tmp_path, 60, 7)
    take = keeping.Keeper.take

    def until_something_is_kept(keeper: keeping.Keeper, rows: Rows) -> list[Rows]:
        written = take(keeper, rows)
        if keeper.kept:
            raise KeyboardInterrupt
        return written

    monkeypatch.setattr(keeping, "EVERY", 0)
    monkeypatch.setattr(keeping.Keeper, "take", until_something_is_kept)
    assert run(path, "--output", str(tmp_path / "out.jsonl")) == 130
    monkeypatch.undo()
    args = ["--output", str(tmp_path / "out.jsonl"), "--resume"]
    assert main(["run", str(path), "--offline", "--judge", "rules", "--top-k", "3", *args]) == 2
    assert "was another one (top_k 8, now 3)" in capsys.readouterr().err
    path.write_text(path.read_text().replace("mill", "bridge", 1))
    assert main(["run", str(path), "--offline", "--judge", "rules", *args]) == 2
    assert "has changed since" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_an_output_that_only_lacks_its_name_gets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = write_list(tmp_path, 6, 3)
    output = tmp_path / name
    run(path, "--output", str(output))
    expected = contents(output)

    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(many, "put_in_place", interrupted)
        assert run(path, "--output", str(output)) == 130
    text = path.read_text()
    path.write_text(text + lines(1, 3)[0] + "\n")
    assert run(path, "--output", str(output), "--resume") == 2
    assert "has changed since" in capsys.readouterr().err
    path.write_text(text)
    assert run(path, "--output", str(output), "--resume") == 1
    assert contents(output) == expected
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(["cassettes", "claims.jsonl", name])


def contents(output: Path) -> dict[str, bytes]:
    files = output.iterdir() if output.is_dir() else [output]
    return {each.name: each.read_bytes() for each in files}


def test_two_runs_at_once_do_not_write_to_one_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_list(tmp_path, 3, 3)
    first = State(tmp_path / "out.jsonl.state")
    assert run(path, "--output", str(tmp_path / "out.jsonl"), "--resume") == 2
    assert "another run writes it now" in capsys.readouterr().err
    first.close()


def test_a_full_disk_is_told_and_gone_on_from(tmp_path: Path) -> None:
    write_list(tmp_path, 60, 1)  # of one page, so that no rows wait in the state, which would be full first
    limited = (
        f"ulimit -f 40; exec {sys.executable} -m refcheck run claims.jsonl --offline --judge rules --output out.jsonl"
    )
    command = ["bash", "-c", f"trap '' XFSZ; {limited}"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "can not be written (File too large)" in done.stderr
    assert "--resume goes on" in done.stderr
    started(tmp_path, "--output", "out.jsonl", "--resume").communicate()
    assert [row["line"] for row in rows(tmp_path / "out.jsonl")] == [*range(1, 61)]


# ---------------------------------------------------------------- pages that are pulled


def live(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    polite = ("--allow-private", "--pace", "0", "--judge", "rules")
    return refcheck(folder, "run", "claims.jsonl", *polite, "--output", "out.jsonl", *args)


def test_pages_are_pulled_once_and_kept_where_they_could_be_read(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/bridge": page(BRIDGE), "/empty": b"<html><body></body></html>"}
    cited = ["/act", "/bridge", "/gone", "/empty"]
    claims = [{"statement": ACT, "sources": [site.url(path)]} for path in cited * 100]
    (tmp_path / "claims.jsonl").write_text("".join(json.dumps(claim) + "\n" for claim in claims))
    done = live(tmp_path)
    assert done.returncode in {1, 3}, done.stderr
    assert sorted(path for path in site.hits if path != "/robots.txt") == sorted(cited)
    kept = sorted(each.name for each in (tmp_path / "cassettes").iterdir())
    assert kept == sorted(f"{id_of(site.url(path))}.yaml" for path in cited[:2])
    told = [(row["judgement"] or {}).get("verdict") for row in rows(tmp_path / "out.jsonl")]
    assert [each == "supported" for each in told] == [True, False, False, False] * 100
    first = (tmp_path / "out.jsonl").read_bytes()
    site.hits.clear()
    live(tmp_path, "--offline")
    assert not site.hits
    again = rows(tmp_path / "out.jsonl")
    assert [row for row in map(json.loads, first.splitlines()) if row["judgement"]] == [
        r for r in again if r["judgement"]
    ]


def test_a_recording_of_another_page_is_not_judged_and_the_page_is_pulled(tmp_path: Path, site: Site) -> None:
    record(tmp_path / "cassettes", [0])
    (recording,) = (tmp_path / "cassettes").iterdir()
    recording.rename(tmp_path / "cassettes" / f"{id_of(site.url('/act'))}.yaml")
    claim = {"statement": ACT, "sources": [site.url("/act")]}
    (tmp_path / "claims.jsonl").write_text(json.dumps(claim) + "\n")
    assert live(tmp_path).returncode == 0
    assert "/act" in site.hits


def test_all_pages_are_pulled_anew_where_that_is_asked_for(tmp_path: Path, site: Site) -> None:
    (tmp_path / "claims.jsonl").write_text(json.dumps({"statement": ACT, "sources": [site.url("/act")]}) + "\n")
    live(tmp_path)
    site.pages["/act"] = page_of(1)
    assert live(tmp_path).returncode == 0
    assert live(tmp_path, "--record-mode", "all").returncode == 1
    assert site.hits.count("/act") == 2
