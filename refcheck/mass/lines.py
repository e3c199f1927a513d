"""A list of claims, each a JSON object on a line of its own, read line by line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from refcheck.dossier import load_line
from refcheck.errors import DossierError, Mistake
from refcheck.model import Claim, Source

LONGEST_LINE = 1 << 20
"""Bytes; a longer line is told as a mistake and never held whole."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its number from 1, its bytes (None for too long a one), and a digest of them.

    `end` is how many bytes of the file end with it.
    """

    number: int
    raw: bytes | None
    digest: bytes
    end: int


def lines_of(file: BinaryIO) -> Iterator[Line]:
    """The lines of a file, blank ones left out."""
    number = end = 0
    while piece := file.readline(LONGEST_LINE + 1):
        number += 1
        end += len(piece)
        digest = hashlib.blake2b(piece, digest_size=16)
        whole = piece.endswith(b"\n") or len(piece) <= LONGEST_LINE
        while not piece.endswith(b"\n") and (more := file.readline(LONGEST_LINE)):
            end += len(more)
            digest.update(more)
            piece = more
        if not whole:
            yield Line(number, None, digest.digest(), end)
        elif (raw := piece.removeprefix(_BOM) if number == 1 else piece).strip():
            yield Line(number, raw, digest.digest(), end)


def about_how_many(beginning: bytes, size: int) -> int | None:
    """How many lines a file of so many bytes has if they are as long as those it begins with; None where none ends."""
    ended = beginning.count(b"\n")
    return size * ended // (beginning.rindex(b"\n") + 1) if ended else None


def read_line(line: Line, name: str) -> tuple[Claim, tuple[Source, ...]]:
    """The claim on a line of the file called `name`, and its sources. Raises DossierError."""
    try:
        values = _object(line.raw)
    except _LineError as error:
        raise DossierError(name, (Mistake(str(error), line.number),)) from error
    return load_line(name, line.number, values)


class _LineError(Exception):
    """A line that is no JSON object; the message says why and what would be one."""


def _object(raw: bytes | None) -> dict[str, object]:
    if raw is None:
        raise _LineError(f"the line is longer than {LONGEST_LINE >> 20} MiB; a claim takes a few hundred characters")
    try:
        values = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
        if b"\\u" in raw:
            json.dumps(values, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise _LineError(f"not UTF-8 (byte {error.start + 1:,}); save the file as UTF-8") from error
    except UnicodeEncodeError as error:
        raise _LineError("an escape stands for half a character; characters beyond \\uffff take two") from error
    except RecursionError as error:
        raise _LineError("lists and objects are nested too deeply; a claim needs four levels") from error
    except json.JSONDecodeError as error:
        raise _LineError(f"not valid JSON: {error.msg} (column {error.colno}){_hint(raw)}") from error
    except ValueError as error:  # int's own, for a number of thousands of digits
        raise _LineError(f"not valid JSON: {error}") from error
    if not isinstance(values, dict):
        raise _LineError('a line is one claim: {"statement": "...", "sources": ["https://..."]}')
    return values


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _LineError(f"the key {json.dumps(twice[:80])} is given twice")
    return found


def _no_number(word: str) -> object:
    raise _LineError(f"{word} is no value of JSON")


def _hint(raw: bytes) -> str:
    if raw.lstrip()[:1] == b"[" or raw.strip() in (b"{", b"[", b"]", b"}"):
        return "; each claim is one object on a line of its own, without a list around them"
    return ""
