"""Where rows go: a file that is put in its place when it is whole, or a stream."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

DRAFT = ".part"
"""What the name of an output ends in until it is whole."""


class Sink(Protocol):
    """Takes rows in their order. Everything here may raise OSError."""

    def write(self, text: str) -> None:
        """Takes a row, which is JSON without a line end."""

    def settle(self) -> Sequence[int]:
        """Puts on disk what was taken, and says how far that is, for another sink to go on from."""

    def settled(self) -> None:
        """Whoever asked has written down how far that is: what is only needed to go back behind it can go."""

    def finish(self) -> None:
        """Puts the whole output in its place."""

    def close(self) -> None:
        """Gives back what is open, and leaves all that is on disk."""


class Lines:
    """A file of JSON lines; it goes on behind the first bytes of a draft that broke off, and cuts off the rest."""

    def __init__(self, output: Path, position: Sequence[int] = ()) -> None:
        self._target = output.resolve()
        self._draft = self._target.with_name(self._target.name + DRAFT)
        self._file = self._draft.open("r+b" if position else "wb")
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

    def finish(self) -> None:
        """Puts the file in its place, with the rights of the one that was there."""
        self.close()
        if self._target.exists():
            self._draft.chmod(self._target.stat().st_mode & 0o7777)
        self._draft.replace(self._target)

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

    def finish(self) -> None:
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

    def finish(self) -> None:
        """Nothing to put anywhere."""

    def close(self) -> None:
        """Nothing is open."""
