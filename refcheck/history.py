"""Earlier runs, kept in a SQLite file beside the claims file."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from refcheck.atomic import write_whole
from refcheck.codec import CodecError, decode_run, encode_run
from refcheck.errors import HistoryError
from refcheck.model import Outcome, Run

FOLDER = ".refcheck"
FILE = "history.db"
SCHEMA_VERSION = 1
APPLICATION_ID = 0x52464348  # "RFCH", so that the file says whose it is
BUSY_SECONDS = 30.0

SCHEMA = """
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


@dataclass(frozen=True, slots=True)
class StoredRun:
    """One line of the history: which claims file, when (ISO 8601), and how many results were what."""

    id: int
    claims_file: str
    started_at: str
    expected: int
    unexpected: int
    unchecked: int


def history_path(claims: Path) -> Path:
    """Where the runs of a claims file are kept: `.refcheck/history.db` in its folder."""
    return claims.parent / FOLDER / FILE


def make_folder(folder: Path) -> None:
    """Makes the folder and tells git to leave it alone. Raises `OSError`."""
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        write_whole(ignore, "*\n")


class History:
    """The stored runs of a folder; the claims files of one folder share it.

    Reading makes no file. Every method raises `HistoryError` when the store can not be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, run: Run) -> int:
        """Stores the run, whole or not at all, and returns its number."""
        outcomes = Counter(result.outcome for result in run.results)
        row = (
            run.dossier.path.name,
            run.started_at.isoformat(),
            *(outcomes[outcome] for outcome in (Outcome.EXPECTED, Outcome.UNEXPECTED, Outcome.UNCHECKED)),
            json.dumps(encode_run(run), separators=(",", ":")),
        )
        try:
            make_folder(self.path.parent)
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error
        with self._open("rwc") as database:
            # Taking the write lock first makes two processes queue up, even when both find no schema yet.
            database.execute("BEGIN IMMEDIATE")
            if self._is_new(database):
                database.execute(SCHEMA)
                database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            insert = "INSERT INTO runs (claims_file, started_at, expected, unexpected, unchecked, body)"
            number = database.execute(f"{insert} VALUES (?, ?, ?, ?, ?, ?)", row).lastrowid
            database.execute("COMMIT")
        return number or 0

    def last(self, claims_file: str | None = None) -> Run | None:
        """The last run, of the claims file with this name where one is given; None where there is none."""
        rows = self._select(
            "SELECT body FROM runs WHERE ?1 IS NULL OR claims_file = ?1 ORDER BY id DESC LIMIT 1", claims_file
        )
        return self._decode(rows[0]) if rows else None

    def run(self, number: int) -> Run | None:
        """The run with this number, or None."""
        rows = self._select("SELECT body FROM runs WHERE id = ?", number)
        return self._decode(rows[0]) if rows else None

    def runs(self) -> tuple[StoredRun, ...]:
        """What is stored, oldest first."""
        columns = "id, claims_file, started_at, expected, unexpected, unchecked"
        rows: list[tuple[int, str, str, int, int, int]] = self._select(f"SELECT {columns} FROM runs ORDER BY id")  # noqa: S608
        return tuple(StoredRun(*row) for row in rows)

    def _select(self, query: str, *values: object) -> list[Any]:
        if not self._exists():
            return []
        with self._open("rw") as database:
            return [] if self._is_new(database) else database.execute(query, values).fetchall()

    def _exists(self) -> bool:
        try:
            return self.path.exists()
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error

    @contextmanager
    def _open(self, mode: str) -> Iterator[sqlite3.Connection]:
        """A connection that is rolled back and closed at the end; SQLite's errors leave as `HistoryError`."""
        database = None
        try:
            address = f"{self.path.absolute().as_uri()}?mode={mode}"
            database = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
            yield database
        except sqlite3.Error as error:
            raise self._translated(error) from error
        finally:
            if database is not None:
                database.close()

    def _is_new(self, database: sqlite3.Connection) -> bool:
        """Whether nothing was ever stored; raises where the file is someone else's or a later refcheck's."""
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA_VERSION:
            return False
        if version > SCHEMA_VERSION:
            raise HistoryError(
                f"{self.path}: written by a later refcheck (its layout is {version}, this one reads {SCHEMA_VERSION}). "
                "Upgrade refcheck, or move the file away and run again."
            )
        if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise HistoryError(f"{self.path}: not a history of refcheck. Move the file away and run again.")
        return True

    def _decode(self, row: tuple[object, ...]) -> Run:
        try:
            return decode_run(json.loads(str(row[0])))
        except (CodecError, ValueError, RecursionError) as error:
            raise HistoryError(
                f"{self.path}: a stored run can not be read ({error}). Run `refcheck run` to store a new one, "
                "or move the file away if it is damaged."
            ) from error

    def _translated(self, error: sqlite3.Error) -> HistoryError:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            return HistoryError(
                f"{self.path}: the history of runs is damaged ({error}). Move the file away and run again; "
                "refcheck starts a new one."
            )
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return HistoryError(
                f"{self.path}: another process has held the history of runs for {BUSY_SECONDS:.0f} seconds. "
                "Wait until it has ended and run again."
            )
        return self._unusable(str(error))

    def _unusable(self, what: str) -> HistoryError:
        return HistoryError(
            f"{self.path}: the history of runs can not be used ({what}). Make room or allow writing there, "
            "or run with --no-store to keep no history."
        )
