"""Rows put in the order of the input, and what another run needs to go on where this one broke off."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from refcheck.errors import UsageError
from refcheck.mass.rows import ERROR, Rows, said_by
from refcheck.mass.sinks import Sink
from refcheck.standing import Standing

STATE = ".state"
"""What the name of the file ends in that stands beside an unfinished output."""
EVERY = 0.5
"""Seconds between two times that what was done is put on disk: no more than that is lost with the process."""
MOST_SHOWN = 20
_LOOK_AT = (ERROR, Standing.UNEXPECTED.value, Standing.UNCHECKED.value)
_START = bytes(16)


@dataclass(slots=True)
class Reached:
    """How far a run has come: the pieces of the input whose rows are written, a digest of them, and what they were.

    `position` is the sink's own measure of it; `shown` are the first rows that need a look, for people. Of a `whole`
    output nothing is left to do but to put it in its place.
    """

    pieces: int = 0
    digest: str = _START.hex()
    position: list[int] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    whole: bool = False


class State:
    """The file beside an unfinished output; without a path, one that goes when the process does.

    It has what the run was asked for, how far it has come, and the rows that wait for others before them. It is an
    SQLite file, of which a process that is killed leaves the last whole state. Raises OSError.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        with told_as_oserror():
            self._db = sqlite3.connect(path or "", isolation_level=None, timeout=0)
            self._db.executescript(
                "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE;"
                "CREATE TABLE IF NOT EXISTS run (asked TEXT, reached TEXT);"
                "CREATE TABLE IF NOT EXISTS waiting (place INTEGER PRIMARY KEY, digest BLOB, rows TEXT);"
            )

    def read(self) -> tuple[dict[str, Any], Reached] | None:
        """What the run was asked for and how far it came; None where it had not begun."""
        with told_as_oserror():
            row = self._db.execute("SELECT asked, reached FROM run").fetchone()
        try:
            return (json.loads(row[0]), Reached(**json.loads(row[1]))) if row else None
        except (TypeError, ValueError) as error:
            raise OSError(0, f"{self.path} is not what refcheck wrote: {error}") from error

    def write(self, asked: Mapping[str, Any], reached: Reached) -> None:
        """Puts on disk how far the run has come, with the rows put by and taken until now."""
        told = {name: getattr(reached, name) for name in Reached.__slots__}
        with told_as_oserror():
            self._db.execute("DELETE FROM run")
            self._db.execute("INSERT INTO run VALUES (?, ?)", (json.dumps(asked), json.dumps(told)))
            self._db.execute("COMMIT")
            self._db.execute("BEGIN IMMEDIATE")

    def waiting(self) -> dict[int, bytes]:
        """The places of the pieces whose rows were put by, with their digests."""
        with told_as_oserror():
            return dict(self._db.execute("SELECT place, digest FROM waiting"))

    def put_by(self, rows: Rows) -> None:
        """Keeps the rows of a piece until they are taken."""
        told = json.dumps([rows.texts, dict(rows.marks), rows.end])
        with told_as_oserror():
            self._db.execute("INSERT OR REPLACE INTO waiting VALUES (?, ?, ?)", (rows.place, rows.digest, told))

    def take(self, place: int) -> Rows:
        """The rows that were put by for a piece, which go."""
        with told_as_oserror():
            digest, told = self._db.execute("SELECT digest, rows FROM waiting WHERE place = ?", (place,)).fetchone()
            self._db.execute("DELETE FROM waiting WHERE place = ?", (place,))
        texts, marks, end = json.loads(told)
        return Rows(place, digest, tuple(texts), marks, end)

    def close(self) -> None:
        """Leaves the file as it was last written."""
        with suppress(sqlite3.Error):
            self._db.close()

    def remove(self) -> None:
        """Takes the file away: the output is whole."""
        self.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)


@contextmanager
def told_as_oserror() -> Iterator[None]:
    """What SQLite raises as an OSError with its words."""
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(0, str(error)) from error


class Keeper:
    """Takes rows in any order and writes them to a sink in that of the input."""

    def __init__(
        self,
        sink: Sink,
        state: State,
        asked: Mapping[str, Any],
        reached: Reached,
        name: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.reached = reached
        self._sink, self._state, self._asked, self._name = sink, state, asked, name
        self._digest = bytes.fromhex(reached.digest)
        self._marks = Counter(reached.marks)
        self._clock, self._kept_at = clock, clock()
        self._waiting = state.waiting()
        self.kept = reached.pieces

    def has(self, place: int, digest: bytes) -> bool:
        """Whether the rows of this very piece are there already; those of another one at its place are not used.

        May be asked in another thread than the rest.
        """
        known = self._waiting.get(place)
        if known is not None and known != digest:
            self._waiting.pop(place, None)
        return known == digest

    def take(self, rows: Rows) -> list[Rows]:
        """Writes the rows and those that waited for them, and returns them; or puts them by.

        Raises UsageError where they can not be written.
        """
        with self._told():
            if rows.place != self.reached.pieces:
                self._state.put_by(rows)
                self._waiting[rows.place] = rows.digest
                written = []
            else:
                written = [rows]
                self._write(rows)
            written += self._catch_up()
            if self._clock() - self._kept_at >= EVERY:
                self.keep()
        return written

    def catch_up(self) -> list[Rows]:
        """Writes the rows that wait for no others, as those that were put by when a run broke off."""
        with self._told():
            return self._catch_up()

    def keep(self) -> None:
        """Puts all on disk that was taken until now. Raises UsageError."""
        with self._told():
            self.reached.position = list(self._sink.settle())
            self.reached.digest, self.reached.marks = self._digest.hex(), dict(self._marks)
            self._state.write(self._asked, self.reached)
            self._sink.settled()
        self.kept = self.reached.pieces
        self._kept_at = self._clock()

    def finish(self, place: Callable[[], None]) -> None:
        """Completes the output and has it put in its place. Raises UsageError."""
        with self._told():
            self.keep()
            self._sink.complete()
            self.reached.whole = True
            self._state.write(self._asked, self.reached)
            place()
            self._state.remove()

    def close(self) -> None:
        """Leaves all as it was last kept."""
        with suppress(OSError):
            self._sink.close()
        self._state.close()

    @property
    def marks(self) -> Mapping[str, int]:
        """How many of the rows written are what."""
        return self._marks

    def _catch_up(self) -> list[Rows]:
        written = []
        while self._waiting.pop(self.reached.pieces, None) is not None:
            written.append(self._state.take(self.reached.pieces))
            self._write(written[-1])
        return written

    def _write(self, rows: Rows) -> None:
        for text in rows.texts:
            self._sink.write(text)
            if len(self.reached.shown) < MOST_SHOWN and any(rows.marks.get(mark) for mark in _LOOK_AT):
                self.reached.shown.extend(filter(None, [said_by(text)]))
        self._marks.update(rows.marks)
        self._digest = chained(self._digest, rows.digest)
        self.reached.pieces += 1

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            why = error.strerror or str(error)
            raise UsageError(
                f"{self._name}: the rows can not be written ({why}). What was written until now is kept; "
                "mend that, and the same call with --resume goes on."
            ) from error


def chained(before: bytes, digest: bytes) -> bytes:
    """The digest of all pieces so far and one more."""
    return hashlib.blake2b(before + digest, digest_size=16).digest()


def digest_of(digests: Iterator[bytes], pieces: int) -> str | None:
    """The digest of the first pieces of an input, as `Reached` has it; None where it has not so many."""
    found = _START
    for _ in range(pieces):
        if (digest := next(digests, None)) is None:
            return None
        found = chained(found, digest)
    return found.hex()
