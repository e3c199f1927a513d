"""Bytes under keys in an SQLite file: bounded, shared by processes, and never in anybody's way.

Whatever goes wrong with the file (another process has it locked, the disk is full, somebody else owns it, it is
broken) makes the store forget, and is no error: what it kept can be made again.
"""

from __future__ import annotations

import os
import sqlite3
import time
import zlib
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 1_000_000_000
"""How large the file may grow before what was not used for longest is let go."""
_KEPT_SHARE = 0.7
_BUSY_SECONDS = 2.0
_AT_A_TIME = 8_000_000
"""Bytes that may wait to be written."""
_LEFT_ALONE = 14 * 86400
"""Seconds without a use after which another version's file is removed."""
_LAYOUT = """
CREATE TABLE IF NOT EXISTS entries (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    used INTEGER NOT NULL,
    sum INTEGER NOT NULL,
    body BLOB NOT NULL
)
"""
_PUT = "INSERT OR REPLACE INTO entries (key, used, sum, body) VALUES (?, ?, ?, ?)"
_LET_GO = """
DELETE FROM entries WHERE number IN (
    SELECT number FROM (
        SELECT number, SUM(LENGTH(body) + 200) OVER (ORDER BY used DESC, number DESC) AS sum FROM entries
    ) WHERE sum > ?
)
"""


class Store:
    """Entries of one maker, in a file of its own in `folder`: another version's are not seen."""

    def __init__(self, folder: Path, maker: str, most_bytes: int = MOST_BYTES) -> None:
        self._path = folder / f"{maker}.db"
        self._most = most_bytes
        self._waiting: dict[str, bytes] = {}
        self._used: set[str] = set()
        self._size = 0
        self._database = self._opened()

    def get(self, key: str) -> bytes | None:
        """What is kept under the key, or None."""
        if key in self._waiting:
            return self._waiting[key]
        if self._database is None:
            return None
        try:
            row = self._database.execute("SELECT body, used, sum FROM entries WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        if row is None or not isinstance(row[0], bytes) or row[2] != _sum(key, row[0]):
            return None
        if row[1] != _today():
            self._used.add(key)
        return row[0]

    def put(self, key: str, body: bytes) -> None:
        """Keeps the bytes under the key, in place of what is there."""
        if self._database is None:
            return
        self._waiting[key] = body
        self._size += len(body)
        if self._size >= _AT_A_TIME:
            self.flush()

    def flush(self) -> None:
        """Writes what waits to be written."""
        if self._database is None or not (self._waiting or self._used):
            return
        today = _today()
        rows = [(key, today, _sum(key, body), body) for key, body in self._waiting.items()]
        try:
            with self._database:
                self._database.executemany(_PUT, rows)
                used = [(today, key) for key in sorted(self._used)]
                self._database.executemany("UPDATE entries SET used = ? WHERE key = ?", used)
            self._waiting.clear()
            self._used.clear()
            self._size = 0
            self._shrink()
        except sqlite3.Error as error:
            self._give_up(error)

    def close(self) -> None:
        """Writes what waits, and closes the file."""
        self.flush()
        if self._database is not None:
            self._database.close()
            self._database = None

    def _opened(self) -> sqlite3.Connection | None:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_own(self._path.parent):
                return None
            _remove_others(self._path)
            return self._connected()
        except (OSError, sqlite3.Error):
            return None

    def _connected(self) -> sqlite3.Connection:
        try:
            return _connect(self._path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            self._remove()  # no database, or a broken one
            return _connect(self._path)

    def _shrink(self) -> None:
        if self._database is None:
            return
        (size,) = self._database.execute(
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        ).fetchone()
        if size > self._most:
            with self._database:
                self._database.execute(_LET_GO, (int(self._most * _KEPT_SHARE),))
            self._database.execute("PRAGMA incremental_vacuum").fetchall()

    def _give_up(self, error: sqlite3.Error) -> None:
        """Forgets everything from now on; a file that turned out to be broken is removed, for the next one."""
        database, self._database = self._database, None
        self._waiting.clear()
        self._used.clear()
        if database is not None:
            with suppress(sqlite3.Error):
                database.close()
        if not isinstance(error, sqlite3.OperationalError):
            self._remove()

    def _remove(self) -> None:
        for path in (self._path, *(self._path.with_name(self._path.name + end) for end in ("-wal", "-shm"))):
            with suppress(OSError):
                path.unlink()


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
    try:
        path.chmod(0o600)
        database.execute("PRAGMA auto_vacuum = INCREMENTAL")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            database.execute(_LAYOUT)
    except BaseException:
        database.close()
        raise
    return database


def _is_own(folder: Path) -> bool:
    """Whether the folder is this user's: what others can write to could hold verdicts of theirs."""
    if not hasattr(os, "getuid"):
        return True
    stat = folder.stat()
    return stat.st_uid == os.getuid() and not stat.st_mode & 0o022


def _remove_others(path: Path) -> None:
    """Removes files of other versions that were not used for long."""
    for other in path.parent.glob("*.db"):
        with suppress(OSError):
            if other != path and time.time() - other.stat().st_mtime > _LEFT_ALONE:
                for each in path.parent.glob(f"{other.name}*"):
                    each.unlink()


def _sum(key: str, body: bytes) -> int:
    """What tells an entry that was damaged, or stands under another's key: disks and memory fail, if seldom."""
    return zlib.crc32(body, zlib.crc32(key.encode()))


def _today() -> int:
    return int(time.time() // 86400)
