"""Earlier runs, kept in a SQLite file beside the claims file, and what a run that broke off had found."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from refcheck.codec import CodecError, decode_run, encode_run
from refcheck.errors import HistoryError
from refcheck.history.database import BUSY_SECONDS, BusyError, Database, make_folder
from refcheck.model import Outcome, Run, Verdict
from refcheck.timeline import Past, Said, changed_in, said_in

FOLDER = ".refcheck"
FILE = "history.db"
COLUMNS = "id, claims_file, started_at, expected, unexpected, unchecked"


@dataclass(frozen=True, slots=True)
class StoredRun:
    """One line of the history: which claims file, when (ISO 8601), and how many results were what."""

    id: int
    claims_file: str
    started_at: str
    expected: int
    unexpected: int
    unchecked: int


@dataclass(frozen=True, slots=True)
class Pruning:
    """The runs that pruning takes away, oldest first, and how many it leaves only because a verdict changed in them."""

    removed: tuple[StoredRun, ...]
    turning_points: int


@dataclass(frozen=True, slots=True)
class Aside:
    """One thing that a run found before it broke off: a page ("page", `key` is its SHA-256) or a verdict ("verdict").

    `name` is the source's or the claim's id, `made_by` what the run was made by, `body` the result as JSON.
    """

    kind: str
    name: str
    key: str
    started_at: str
    made_by: str
    body: str = ""


def history_path(claims: Path) -> Path:
    """Where the runs of a claims file are kept: `.refcheck/history.db` in its folder."""
    return claims.parent / FOLDER / FILE


class History:
    """The stored runs of a folder; the claims files of one folder share it.

    Reading makes no file. Every method raises `HistoryError` when the store can not be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = Database(path)

    def add(self, run: Run) -> int:
        """Stores the run, whole or not at all, and returns its number.

        What was set aside of runs of its claims file is dropped: here is a whole one.
        """
        outcomes = Counter(result.outcome for result in run.results)
        row = (
            run.dossier.path.name,
            run.started_at.isoformat(),
            *(outcomes[outcome] for outcome in (Outcome.EXPECTED, Outcome.UNEXPECTED, Outcome.UNCHECKED)),
            zlib.compress(json.dumps(encode_run(run), separators=(",", ":")).encode()),
            json.dumps([[each.claim, each.statement, each.verdict, each.since] for each in said_in(run)]),
        )
        insert = "INSERT INTO runs (claims_file, started_at, expected, unexpected, unchecked, body, said)"
        with self._database.writing() as database:
            number = database.execute(f"{insert} VALUES (?, ?, ?, ?, ?, ?, ?)", row).lastrowid
            database.execute("DELETE FROM unfinished WHERE claims_file = ?", row[:1])
        return number or 0

    def last(self, claims_file: str | None = None) -> Run | None:
        """The last run, of the claims file with this name where one is given; None where there is none."""
        rows = self._select(
            "SELECT body FROM runs WHERE ?1 IS NULL OR claims_file = ?1 ORDER BY id DESC LIMIT 1", claims_file
        )
        return self._decode(rows[0][0]) if rows else None

    def run(self, number: int) -> Run | None:
        """The run with this number, or None."""
        rows = self._select("SELECT body FROM runs WHERE id = ?", number)
        return self._decode(rows[0][0]) if rows else None

    def runs(self) -> tuple[StoredRun, ...]:
        """What is stored, oldest first."""
        return self._listed(self._select(f"SELECT {COLUMNS} FROM runs ORDER BY id"))  # noqa: S608

    def past(self, claims_file: str, before: int | None = None, most: int | None = None) -> tuple[Past, ...]:
        """The runs of the claims file in short, oldest first; those before a number, and the last `most` of them."""
        where = "claims_file = ? AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3"
        with self._database.reading() as opened:
            if opened is None:
                return ()
            database, layout = opened
            # What a layout before the second lacks, and what was stored by it, is read from the whole run.
            said = "coalesce(said, body)" if layout > 1 else "body"
            query = f"SELECT id, started_at, {said} FROM runs WHERE {where}"  # noqa: S608  # two constants
            values = (claims_file, before, -1 if most is None else most)
            rows = database.execute(query, values).fetchall()
        return tuple(self._past(*row) for row in reversed(rows))

    def prune(
        self, claims_file: str, keep_runs: int | None, keep_from: datetime | None, *, dry_run: bool = False
    ) -> Pruning:
        """Takes away the runs of the claims file but the last `keep_runs` and those that began at `keep_from` or later.

        A run in which a verdict or a statement changed stays, so that what `past` tells of changes stays the same.
        `compact` gives the room back.
        """
        with self._database.reading() as opened:
            if opened is None:
                return Pruning((), 0)
        if dry_run:
            return self._pruning(claims_file, keep_runs, keep_from)
        with self._database.writing() as database:
            # Nobody else writes now, so what is read here, by another connection, is what is taken away.
            pruning = self._pruning(claims_file, keep_runs, keep_from)
            database.executemany("DELETE FROM runs WHERE id = ?", [(run.id,) for run in pruning.removed])
        return pruning

    def compact(self) -> int:
        """Makes the file as small as what is in it, and returns by how many bytes it became smaller."""
        try:
            before = self.path.stat().st_size
            with self._database.alone() as database:
                database.execute("VACUUM")
            return before - self.path.stat().st_size
        except OSError as error:
            raise HistoryError(f"{self.path}: the file can not be made smaller ({error.strerror}).") from error

    def set_aside(
        self, claims_file: str, found: Sequence[Aside], *, anew: bool = False, seconds: float = BUSY_SECONDS
    ) -> None:
        """Keeps what a run has found that may break off; `anew` drops what was kept of the claims file before."""
        row = "INSERT OR REPLACE INTO unfinished (claims_file, kind, name, key, started_at, made_by, body)"
        with self._database.writing(seconds) as database:
            if anew:
                database.execute("DELETE FROM unfinished WHERE claims_file = ?", (claims_file,))
            database.executemany(
                f"{row} VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(claims_file, e.kind, e.name, e.key, e.started_at, e.made_by, e.body) for e in found],
            )

    def aside(self, claims_file: str) -> tuple[Aside, ...]:
        """What was set aside of the claims file and no whole run has come after."""
        with self._database.reading() as opened:
            if opened is None or opened[1] < 2:
                return ()
            columns = "kind, name, key, started_at, made_by, body"
            query = f"SELECT {columns} FROM unfinished WHERE claims_file = ? ORDER BY kind, name"  # noqa: S608
            rows = opened[0].execute(query, (claims_file,)).fetchall()
        if not all(isinstance(value, str) for row in rows for value in row):
            raise self._database.damaged("what was set aside is no text")
        return tuple(Aside(*row) for row in rows)

    def _pruning(self, claims_file: str, keep_runs: int | None, keep_from: datetime | None) -> Pruning:
        past = self.past(claims_file)
        last = {run.number for run in past[len(past) - keep_runs :]} if keep_runs else set()
        recent = {run.number for run in past if keep_from is not None and run.started_at >= keep_from}
        turned = {run.number for run, claims in changed_in(past) if claims}
        known = {run.number for run in past}
        removed = tuple(run for run in self.runs() if run.id in known - last - recent - turned)
        return Pruning(removed, len(turned - last - recent))

    def _select(self, query: str, *values: object) -> list[Any]:
        with self._database.reading() as opened:
            return opened[0].execute(query, values).fetchall() if opened else []

    def _listed(self, rows: Sequence[Any]) -> tuple[StoredRun, ...]:
        if not all(isinstance(row[2], str) and all(isinstance(n, int) for n in (row[0], *row[3:])) for row in rows):
            raise self._database.damaged("its line is none")
        return tuple(StoredRun(row[0], str(row[1]), *row[2:]) for row in rows)

    def _past(self, number: int, started_at: str, said: object) -> Past:
        try:
            told = json.loads(_text(said))
            if isinstance(told, dict):  # a whole run
                return Past(number, _moment(started_at), said_in(decode_run(told)))
            return Past(number, _moment(started_at), tuple(_said(*each) for each in told))
        except (CodecError, ValueError, TypeError, AttributeError, RecursionError, zlib.error) as error:
            raise self._database.damaged(f"number {number}: {error}") from error

    def _decode(self, body: object) -> Run:
        try:
            return decode_run(json.loads(_text(body)))
        except (CodecError, ValueError, RecursionError, zlib.error) as error:
            raise self._database.damaged(str(error)) from error


def _text(body: object) -> str:
    """What is stored of a run as text; runs are compressed, but for those of the first layout."""
    return zlib.decompress(body).decode() if isinstance(body, bytes) else str(body)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _said(claim: object, statement: object, verdict: str | None, since: str | None) -> Said:
    if not (isinstance(claim, str) and isinstance(statement, str)):
        raise TypeError("a claim without an id or a statement")
    return Said(claim, statement, Verdict(verdict) if verdict else None, Verdict(since) if since else None)


__all__ = [
    "FILE",
    "FOLDER",
    "Aside",
    "BusyError",
    "History",
    "Past",
    "Pruning",
    "StoredRun",
    "history_path",
    "make_folder",
]
