"""The SQLite file of the history: its layout, opening it, and its errors in words.

It keeps SQLite's own rollback journal rather than a write-ahead log: that one needs shared memory, which file systems
on a network do not have, and a folder that can be written to even by those who only read. Transactions are short, and
who finds the file locked waits.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from refcheck.atomic import write_whole
from refcheck.errors import HistoryError

LAYOUT = 2
APPLICATION_ID = 0x52464348  # "RFCH", so that the file says whose it is
BUSY_SECONDS = 30.0
AT_A_TIME = 0.25
"""Seconds of one wait inside SQLite, where no signal is heard."""

RUNS = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    claims_file TEXT NOT NULL,
    started_at TEXT NOT NULL,
    expected INTEGER NOT NULL,
    unexpected INTEGER NOT NULL,
    unchecked INTEGER NOT NULL,
    body TEXT NOT NULL
)
"""
SAID = "ALTER TABLE runs ADD COLUMN said TEXT"
UNFINISHED = """
CREATE TABLE unfinished (
    claims_file TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    started_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (claims_file, kind, name)
)
"""
STEPS = ((RUNS,), (SAID, UNFINISHED))
"""What makes each layout of the one before it; the first is made of nothing."""


def make_folder(folder: Path) -> None:
    """Makes the folder and tells git to leave it alone. Raises `OSError`."""
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        write_whole(ignore, "*\n")


class Database:
    """The file at `path`, opened for each use alone. Everything raises `HistoryError` for what goes wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def writing(self, seconds: float = BUSY_SECONDS) -> Iterator[sqlite3.Connection]:
        """A transaction on the file, made where there is none: all of it is kept, or nothing where it is left by error.

        `seconds` is how long to wait for whoever else writes.
        """
        try:
            make_folder(self.path.parent)
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error
        with self._open("rwc", seconds) as database:
            # Taking the write lock first makes two processes queue up, even when both find no layout yet.
            _begin(database, seconds)
            self._bring_up_to_date(database)
            yield database
            database.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[tuple[sqlite3.Connection, int] | None]:
        """A connection and the file's layout, or None where nothing was ever stored; makes no file and changes none."""
        if not self._exists():
            yield None
            return
        with self._open("rw", BUSY_SECONDS) as database:
            layout = self._layout(database)
            yield (database, layout) if layout else None

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """A connection without a transaction, for what needs the file for itself."""
        with self._open("rw", BUSY_SECONDS) as database:
            yield database

    def damaged(self, why: str) -> HistoryError:
        """What to say of a stored run that is none."""
        return HistoryError(
            f"{self.path}: a stored run can not be read ({why}). Run `refcheck run` to store a new one, "
            "or move the file away if it is damaged."
        )

    def _exists(self) -> bool:
        try:
            return self.path.exists()
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error

    @contextmanager
    def _open(self, mode: str, seconds: float) -> Iterator[sqlite3.Connection]:
        """A connection that is rolled back and closed at the end; SQLite's errors leave as `HistoryError`."""
        database = None
        try:
            address = f"{self.path.absolute().as_uri()}?mode={mode}"
            database = sqlite3.connect(address, uri=True, timeout=seconds, isolation_level=None)
            yield database
        except sqlite3.Error as error:
            raise self._translated(error, seconds) from error
        except UnicodeDecodeError as error:  # names and messages that SQLite reads from a damaged file
            raise self._broken(error) from error
        finally:
            if database is not None:
                database.close()

    def _bring_up_to_date(self, database: sqlite3.Connection) -> None:
        layout = self._layout(database)
        for step in STEPS[layout:]:
            for statement in step:
                database.execute(statement)
        if layout < LAYOUT:
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {LAYOUT}")

    def _layout(self, database: sqlite3.Connection) -> int:
        """The file's layout, 0 where nothing was ever stored; raises where it is another program's or a later one."""
        layout: int = database.execute("PRAGMA user_version").fetchone()[0]
        if layout > LAYOUT:
            raise HistoryError(
                f"{self.path}: written by a later refcheck (its layout is {layout}, this one reads {LAYOUT}). "
                "Upgrade refcheck, or move the file away and run again."
            )
        if layout <= 0 and database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise HistoryError(f"{self.path}: not a history of refcheck. Move the file away and run again.")
        return max(layout, 0)

    def _translated(self, error: sqlite3.Error, seconds: float) -> HistoryError:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return BusyError(
                f"{self.path}: another process has held the history of runs for {seconds:.0f} seconds. "
                "Wait until it has ended and run again."
            )
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")):
            return self._unusable(str(error))
        return self._broken(error)

    def _broken(self, error: Exception) -> HistoryError:
        return HistoryError(
            f"{self.path}: the history of runs is damaged ({error}). Move the file away and run again; "
            "refcheck starts a new one."
        )

    def _unusable(self, what: str) -> HistoryError:
        return HistoryError(
            f"{self.path}: the history of runs can not be used ({what}). Make room or allow writing there, "
            "or run with --no-store to keep no history."
        )


class BusyError(HistoryError):
    """Another process holds the file."""


def _begin(database: sqlite3.Connection, seconds: float) -> None:
    """Takes the write lock, in short waits up to `seconds`, so that Ctrl-C ends a process that waits for another."""
    ends = time.monotonic() + seconds
    database.execute(f"PRAGMA busy_timeout = {min(seconds, AT_A_TIME) * 1000:.0f}")
    while True:
        try:
            database.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= ends:
                raise
    database.execute(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")
