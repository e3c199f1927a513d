"""Where rows go: a file that is put in its place when it is whole, or a stream."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

DRAFT = ".part"
"""What the name of an output ends in until it is whole."""
FORMER = ".former"
"""What the name of a folder ends in for the moment in which another takes its place."""
PART = re.compile(r"part-\d{5,}\.parquet")
WAITING = re.compile(r"waiting-\d{5,}\.jsonl")
"""The names of the parts of a folder, and of the rows that are no part yet."""


class Sink(Protocol):
    """Takes rows in their order. Everything here may raise OSError."""

    def write(self, text: str) -> None:
        """Takes a row, which is JSON without a line end."""

    def settle(self) -> Sequence[int]:
        """Puts on disk what was taken, and says how far that is, for another sink to go on from."""

    def settled(self) -> None:
        """Whoever asked has written down how far that is: what is only needed to go back behind it can go."""

    def complete(self) -> None:
        """Puts on disk what is left, since no row follows."""

    def close(self) -> None:
        """Gives back what is open, and leaves all that is on disk."""


def draft_of(output: Path) -> Path:
    """What an output is until it is whole, beside the place where it will be, links followed."""
    target = output.resolve()
    return target.with_name(target.name + DRAFT)


def put_in_place(output: Path) -> None:
    """Puts a whole draft in the place of its output and of what was there; does nothing where that is done.

    Raises OSError.
    """
    target, draft = output.resolve(), draft_of(output)
    former = target.with_name(target.name + FORMER)
    if draft.is_dir():
        clear(draft, WAITING)
        if target.exists():
            target.replace(former)
        draft.replace(target)
    elif draft.exists():
        if target.exists():
            draft.chmod(target.stat().st_mode & 0o7777)
        draft.replace(target)
    if former.is_dir():
        clear(former, PART)
        former.rmdir()


def clear(folder: Path, names: re.Pattern[str]) -> None:
    """Removes the files of a folder that have such names, and no others. Raises OSError."""
    for each in sorted(folder.iterdir()):
        if names.fullmatch(each.name):
            each.unlink()


class Lines:
    """A file of JSON lines; it goes on behind the first bytes of a draft that broke off, and cuts off the rest."""

    def __init__(self, draft: Path, position: Sequence[int] = ()) -> None:
        self._file = draft.open("r+b" if position else "wb")
        if position:
            self._file.truncate(_reached(self._file, position[0]))
            self._file.seek(0, os.SEEK_END)

    def write(self, text: str) -> None:
        """Takes a row."""
        self._file.write(text.encode("ascii") + b"\n")

    def settle(self) -> Sequence[int]:
        """Puts on disk what was taken; how many bytes that is."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return (self._file.tell(),)

    def settled(self) -> None:
        """Nothing is kept to go back."""

    def complete(self) -> None:
        """All rows are there."""
        self.close()

    def close(self) -> None:
        """Closes the draft."""
        self._file.close()


def _reached(file: BinaryIO, position: int) -> int:
    if file.seek(0, os.SEEK_END) < position:
        raise OSError(0, "it is shorter than it was when the run broke off")
    return position


class Stream:
    """A pipe, a device or the standard output: what is written is gone, and nothing goes on with it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Passes a row on."""
        self._file.write(text.encode("ascii") + b"\n")

    def settle(self) -> Sequence[int]:
        """Has what was taken read by whoever reads."""
        self._file.flush()
        return ()

    def settled(self) -> None:
        """Nothing is kept to go back."""

    def complete(self) -> None:
        """Passes on the rest."""
        self._file.flush()

    def close(self) -> None:
        """Leaves the stream to whoever opened it."""


class Nowhere:
    """For a run whose rows nobody asked for."""

    def write(self, text: str) -> None:
        """Drops a row."""

    def settle(self) -> Sequence[int]:
        """Nothing to put anywhere."""
        return ()

    def settled(self) -> None:
        """Nothing is kept to go back."""

    def complete(self) -> None:
        """Nothing to put anywhere."""

    def close(self) -> None:
        """Nothing is open."""
