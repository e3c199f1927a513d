"""Baselines between a command and their files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from refcheck.commands.delivery import check_output, write_file
from refcheck.commands.terminal import note
from refcheck.errors import UsageError

if TYPE_CHECKING:
    from refcheck.model import Accepted, Run


def accepted_by(baseline: Path | None) -> tuple[Accepted, ...]:
    """What a baseline file accepts; nothing where none is named."""
    if baseline is None:
        return ()
    from refcheck.baseline import read_baseline  # noqa: PLC0415

    return read_baseline(baseline)


def check_baseline(file: Path | None) -> None:
    """Raises UsageError, before a run, where a baseline has no place to go or would take the place of another file."""
    from refcheck.baseline import may_be_written  # noqa: PLC0415

    check_output(file)
    if file is not None and not may_be_written(file):
        raise UsageError(f"{file}: there is a file of this name that is no baseline. Give another name, or remove it.")


def accept(done: Run, file: Path | None, *, quiet: bool) -> Run:
    """Writes a baseline that accepts the run's verdicts, where a file is named, and holds the run against it."""
    if file is None:
        return done
    from refcheck.baseline import baseline_of, written  # noqa: PLC0415

    accepted = baseline_of(done)
    write_file(file, written(accepted), what="the baseline")
    if not quiet:
        note(f"refcheck: {file}: {_told(done, accepted)}")
    return replace(done, accepted=accepted)


def _told(done: Run, accepted: tuple[Accepted, ...]) -> str:
    """What was accepted, and what a baseline can not accept."""
    unchecked = sum(result.judgement is None for result in done.results)
    line = f"{len(accepted)} claim{'' if len(accepted) == 1 else 's'} accepted"
    return line + (f"; {unchecked} could not be checked, which no baseline accepts" if unchecked else "")
