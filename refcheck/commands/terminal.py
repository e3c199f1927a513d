"""All writing to the terminal: what a command puts out on stdout, notes on stderr."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

from refcheck.errors import UsageError


def write_out(text: str) -> None:
    """Writes to stdout; a reader that has gone away (`| head`) is no failure."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        silenced(sys.stdout)
    except (OSError, ValueError) as error:  # ValueError: stdout was closed before refcheck started
        silenced(sys.stdout)
        raise UsageError(f"the report can not be written ({error}). Write it to a file with --output.") from error


def note(text: str) -> None:
    """Writes a line to stderr, its words made harmless; nothing is to be done when stderr is gone."""
    from refcheck.reports.neutral import neutral  # noqa: PLC0415  # it brings all formats along

    with suppress(OSError, ValueError):
        sys.stderr.write(neutral(text) + "\n")
        sys.stderr.flush()


def prepare_streams() -> None:
    """UTF-8 and LF wherever a report goes, whatever the locale; a terminal keeps its own encoding."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", newline="\n", errors="replace")


def silenced(stream: Any) -> None:  # noqa: ANN401  # a text stream, or what took its place
    """Sends what the interpreter would still flush at its end to nowhere."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
