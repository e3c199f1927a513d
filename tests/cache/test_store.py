"""The store keeps bytes within bounds; whatever happens to its file, it forgets and never fails."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from refcheck.cache.store import Store


def test_what_was_put_is_there_for_the_next_one(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache", "one")
    store.put("a", b"first")
    assert store.get("a") == b"first"
    store.put("a", b"second")
    store.close()
    assert Store(tmp_path / "cache", "one").get("a") == b"second"
    assert Store(tmp_path / "cache", "two").get("a") is None


def test_nobody_else_may_look(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache", "one")
    store.put("a", b"first")
    store.close()
    folder, file = tmp_path / "cache", tmp_path / "cache" / "one.db"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, file)] == [0o700, 0o600]


def test_a_folder_that_others_may_write_to_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(0o777)
    store = Store(folder, "one")
    store.put("a", b"first")
    store.close()
    assert list(folder.iterdir()) == []
    assert store.get("a") is None


def test_what_was_not_used_for_longest_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(40):
        monkeypatch.setattr("refcheck.cache.store._today", lambda day=day: day)
        store = Store(tmp_path / "cache", "one", most_bytes=1_000_000)
        store.put(f"of day {day}", os.urandom(50_000))
        store.get("of day 0")
        store.close()
    store = Store(tmp_path / "cache", "one", most_bytes=1_000_000)
    kept = [day for day in range(40) if store.get(f"of day {day}") is not None]
    store.close()
    assert kept[0] == 0
    assert kept[1:] == list(range(kept[1], 40))
    assert 10 <= len(kept) <= 20
    assert (tmp_path / "cache" / "one.db").stat().st_size <= 1_100_000


@pytest.mark.parametrize("damage", [b"no database at all", b"SQLite format 3\x00" + bytes(5000)])
def test_a_broken_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    (folder / "one.db").write_bytes(damage)
    for _ in range(2):  # what shows only in use is removed for the next
        store = Store(folder, "one")
        store.put("a", b"first")
        store.close()
    assert Store(folder, "one").get("a") == b"first"


def test_a_file_broken_in_the_middle_is_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    store = Store(folder, "one")
    for number in range(200):
        store.put(f"{number}", os.urandom(2000))
    store.close()
    whole = (folder / "one.db").read_bytes()
    (folder / "one.db").write_bytes(whole[:8192] + os.urandom(len(whole) - 8192))
    store = Store(folder, "one")
    found = [store.get(f"{number}") for number in range(200)]
    store.put("new", b"first")
    store.close()
    assert None in found


def test_a_folder_that_can_not_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    store = Store(tmp_path / "file" / "cache", "one")
    store.put("a", b"first")
    store.close()
    assert store.get("a") is None


def test_who_finds_it_locked_goes_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refcheck.cache.store._BUSY_SECONDS", 0.0)
    first, second = Store(tmp_path / "cache", "one"), Store(tmp_path / "cache", "one")
    holder = sqlite3.connect(tmp_path / "cache" / "one.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    first.put("a", b"first")
    first.flush()
    assert first.get("a") is None
    holder.execute("ROLLBACK")
    holder.close()
    second.put("b", b"second")
    second.close()
    assert Store(tmp_path / "cache", "one").get("b") == b"second"


WRITER = """
import sys
from pathlib import Path
from refcheck.cache.store import Store
store = Store(Path(sys.argv[1]), "one")
for number in range(200):
    store.put(f"{sys.argv[2]} {number}", sys.argv[2].encode() * 100)
    store.flush()
store.close()
"""


def test_processes_share_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path / "cache")]
    writers = [subprocess.Popen([*command, name]) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    store = Store(tmp_path / "cache", "one")
    assert all(store.get(f"{name} {number}") == name.encode() * 100 for name in "abc" for number in range(200))
    store.close()
