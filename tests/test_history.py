"""What the history promises: a run is stored whole or not at all, and trouble is told in words."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from refcheck.codec import decode_run, encode_run
from refcheck.errors import HistoryError
from refcheck.history import Aside, History, StoredRun, history_path
from refcheck.history.database import STEPS
from refcheck.model import Run

STORED = Path(__file__).parent / "golden" / "run.json"
DAY = datetime(2025, 3, 2, 10, 0, tzinfo=UTC)

# Stores the sample run, its start moved by the run's number, and says each number once it is stored.
WRITER = """
import dataclasses, json, resource, signal, sys
from datetime import timedelta
from pathlib import Path
from refcheck.codec import decode_run
from refcheck.errors import HistoryError
from refcheck.history import History
run = decode_run(json.loads(Path(sys.argv[1]).read_text()))
history = History(Path(sys.argv[2]))
def add(count):
    for _ in range(count):
        number = len(history.runs()) + 1
        history.add(dataclasses.replace(run, started_at=run.started_at + timedelta(minutes=number)))
        print(number, flush=True)
"""


def sample() -> Run:
    return decode_run(json.loads(STORED.read_text()))


def writer(path: Path, then: str, *, unprivileged: bool = False) -> subprocess.Popen[str]:
    drop = "import os\nif os.geteuid() == 0: os.setuid(65534)\n" if unprivileged else ""
    command = [sys.executable, "-c", WRITER + drop + then, str(STORED), str(path)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return history_path(tmp_path / "claims.toml")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user can reach, which a folder of pytest's is not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def test_what_was_added_is_the_last_run(path: Path) -> None:
    first, second = sample(), dataclasses.replace(sample(), started_at=DAY + timedelta(days=1))
    history = History(path)

    assert (history.add(first), history.add(second)) == (1, 2)

    assert History(path).last() == second
    assert History(path).run(1) == first
    assert History(path).run(3) is None
    assert History(path).runs() == (
        StoredRun(1, "claims.toml", "2025-03-02T10:00:00+00:00", 4, 3, 1),
        StoredRun(2, "claims.toml", "2025-03-03T10:00:00+00:00", 4, 3, 1),
    )


def test_claims_files_in_one_folder_have_each_their_own_last_run(path: Path) -> None:
    mine = sample()
    other = dataclasses.replace(mine, dossier=dataclasses.replace(mine.dossier, path=path.parent.parent / "other.toml"))
    history = History(path)
    history.add(mine)
    history.add(other)

    assert history.last("claims.toml") == mine
    assert history.last("third.toml") is None


def test_reading_where_nothing_is_stored_makes_no_file(path: Path) -> None:
    assert History(path).last() is None
    assert History(path).runs() == ()
    assert not path.parent.exists()


def test_git_leaves_the_folder_alone(path: Path) -> None:
    History(path).add(sample())

    assert (path.parent / ".gitignore").read_text() == "*\n"


@pytest.mark.slow
def test_killed_at_any_moment_the_file_opens_and_the_last_whole_run_is_there(path: Path) -> None:
    told = 0
    for lines in [0, 1, 0, 3, 2, 0, 5, 1, 0, 4, 0, 2]:
        process = writer(path, "add(10000)")
        assert process.stdout is not None
        for _ in range(lines):
            told = int(process.stdout.readline())
        process.kill()
        rest, _ = process.communicate()
        told = max([told, *(int(line) for line in rest.split("\n")[:-1])])

        assert_whole(path, at_least=told)


@pytest.mark.slow
def test_killed_in_the_middle_of_writing_the_file_the_last_whole_run_is_there(path: Path) -> None:
    History(path).add(dataclasses.replace(sample(), started_at=DAY + timedelta(minutes=1)))
    size = path.stat().st_size
    killed = 0
    # The system kills the process at the write that would make the file longer than the limit.
    for limit in range(4096, size + 12 * 4096, 4096):
        then = (
            "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
            "add(1)"
        )
        process = writer(path, then)
        process.communicate()
        killed += process.returncode == -signal.SIGXFSZ

        assert_whole(path, at_least=1)
    assert killed >= 3


def assert_whole(path: Path, at_least: int) -> None:
    history = History(path)
    stored = len(history.runs())
    assert stored >= at_least
    if stored:
        assert history.last() == dataclasses.replace(sample(), started_at=DAY + timedelta(minutes=stored))
        with sqlite3.connect(path) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        database.close()


@pytest.mark.slow
def test_processes_that_store_at_once_all_end_well(path: Path) -> None:
    processes = [writer(path, "history.add(run)\n" * 5) for _ in range(4)]

    ends = [(process.communicate()[1], process.returncode) for process in processes]

    assert ends == [("", 0)] * 4
    assert [line.id for line in History(path).runs()] == list(range(1, 21))


def test_a_full_disk_is_told_and_harms_no_stored_run(path: Path) -> None:
    History(path).add(dataclasses.replace(sample(), started_at=DAY + timedelta(minutes=1)))
    limit = path.stat().st_size
    told = (
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "try: add(1)\n"
        "except HistoryError as error: print(error)"
    )

    out, err = writer(path, told).communicate()

    assert err == ""
    assert out.startswith(f"{path}: the history of runs can not be used (disk I/O error). Make room")
    assert_whole(path, at_least=1)


def test_a_folder_that_may_not_be_written_is_told(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    path = open_folder / ".refcheck" / "history.db"
    tell = "try: history.add(run)\nexcept HistoryError as error: print(error)"

    out, err = writer(path, tell, unprivileged=True).communicate()

    assert err == ""
    assert out.startswith(f"{path}: the history of runs can not be used (Permission denied).")
    assert "--no-store" in out


def test_a_folder_that_may_not_be_written_can_be_read(open_folder: Path) -> None:
    path = open_folder / ".refcheck" / "history.db"
    History(path).add(sample())
    path.parent.chmod(0o555)
    try:
        out, err = writer(path, "print(history.last() == run)", unprivileged=True).communicate()
    finally:
        path.parent.chmod(0o755)

    assert (out, err) == ("True\n", "")


@pytest.mark.parametrize("method", ["last", "runs", "add"])
def test_a_damaged_file_is_told(path: Path, method: str) -> None:
    path.parent.mkdir()
    path.write_bytes(b"noise " * 4000)

    with pytest.raises(HistoryError, match=r"history.db: the history of runs is damaged .* Move the file away"):
        call(History(path), method)


@pytest.mark.parametrize("method", ["last", "runs", "add"])
@pytest.mark.parametrize("kept", [100, 5000, 9000])
def test_a_file_that_was_cut_short_is_told(path: Path, kept: int, method: str) -> None:
    History(path).add(sample())
    os.truncate(path, kept)

    with pytest.raises(HistoryError, match=r"history.db: .*away"):
        call(History(path), method)


def test_a_file_cut_to_nothing_is_a_new_history(path: Path) -> None:
    path.parent.mkdir()
    path.touch()

    assert History(path).last() is None
    assert History(path).add(sample()) == 1


def test_a_stored_run_that_is_no_run_is_told(path: Path) -> None:
    History(path).add(sample())
    with sqlite3.connect(path) as database:
        database.execute("UPDATE runs SET body = '{}'")
    database.close()

    with pytest.raises(
        HistoryError, match=r"history.db: a stored run can not be read \(run: .*\)\. Run `refcheck run`"
    ):
        History(path).last()


@pytest.mark.parametrize("method", ["last", "runs", "add"])
def test_the_file_of_a_later_refcheck_is_left_alone(path: Path, method: str) -> None:
    History(path).add(sample())
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 3")
    database.close()
    before = path.read_bytes()

    with pytest.raises(HistoryError, match="written by a later refcheck"):
        call(History(path), method)
    assert path.read_bytes() == before


@pytest.mark.parametrize("method", ["last", "runs", "add"])
def test_another_programs_file_is_left_alone(path: Path, method: str) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE songs (title TEXT)")
    database.close()
    before = path.read_bytes()

    with pytest.raises(HistoryError, match="not a history of refcheck"):
        call(History(path), method)
    assert path.read_bytes() == before


@pytest.mark.parametrize("method", ["last", "add"])
def test_a_folder_in_the_place_of_the_file_is_told(path: Path, method: str) -> None:
    path.mkdir(parents=True)

    with pytest.raises(HistoryError, match=r"history.db: .* can not be used"):
        call(History(path), method)


def test_a_file_in_the_place_of_the_folder_is_told(path: Path) -> None:
    path.parent.write_text("")

    with pytest.raises(HistoryError, match=r"history.db: .* can not be used"):
        History(path).add(sample())


def call(history: History, method: str) -> object:
    return history.add(sample()) if method == "add" else getattr(history, method)()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example(flips=[(0.109375, 128)])
@given(flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), min_size=1, max_size=40))
def test_whatever_bytes_are_flipped_it_answers_or_says_what_is_wrong(
    tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[float, int]]
) -> None:
    path = history_path(tmp_path_factory.mktemp("flipped") / "claims.toml")
    whole = History(path)
    for _ in range(3):
        whole.add(sample())
    whole.set_aside("claims.toml", [Aside("page", "lake-act", "0" * 64, DAY.isoformat(), "refcheck")])
    data = bytearray(path.read_bytes())
    for place, change in flips:
        data[int(place * len(data))] ^= change
    path.write_bytes(data)

    history = History(path)
    for call_it in (
        history.last,
        history.runs,
        lambda: history.past("claims.toml"),
        lambda: history.aside("claims.toml"),
        lambda: history.prune("claims.toml", 1, None, dry_run=True),
        lambda: history.add(sample()),
        lambda: history.prune("claims.toml", 1, None),
        history.compact,
    ):
        with suppress(HistoryError):
            call_it()


def test_a_file_of_the_first_layout_is_read_and_brought_up_to_date_by_the_next_run(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.execute(STEPS[0][0])
        body = json.dumps(encode_run(sample()))
        database.execute("INSERT INTO runs VALUES (1, 'claims.toml', ?, 4, 3, 1, ?)", (DAY.isoformat(), body))
        database.execute("PRAGMA user_version = 1")
    database.close()
    history = History(path)

    before = history.past("claims.toml")
    assert (history.last(), history.aside("claims.toml")) == (sample(), ())
    assert history.add(sample()) == 2

    assert history.past("claims.toml") == (before[0], replace(before[0], number=2))


@pytest.mark.slow
def test_pruning_and_reading_while_runs_are_stored_all_end_well(path: Path) -> None:
    History(path).add(sample())
    prune = "history.prune('claims.toml', 2, None); history.compact(); history.past('claims.toml')"
    other = f"for _ in range(20): {prune}"
    processes = [writer(path, "history.add(run)\n" * 20), writer(path, "history.add(run)\n" * 20), writer(path, other)]

    ends = [(process.communicate()[1], process.returncode) for process in processes]

    assert ends == [("", 0)] * 3
    numbers = [run.id for run in History(path).runs()]
    assert numbers[0] == 1
    assert numbers[-1] == 41
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()
