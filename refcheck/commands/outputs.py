"""Where the rows of many claims go, as far as an earlier run has written them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refcheck.commands.session import LISTS, STDIN
from refcheck.commands.terminal import note
from refcheck.errors import UsageError
from refcheck.mass.keeping import STATE, Keeper, Reached, State
from refcheck.mass.sinks import Lines, Nowhere, Sink, Stream, draft_of
from refcheck.model import Run

if TYPE_CHECKING:
    from refcheck.pipeline import Settings

FORMAT = 1
PARQUET = ".parquet"


def check_form(output: Path) -> None:
    """Raises UsageError, before a long run, for an output that rows can not be written to."""
    if output.suffix.lower() == PARQUET:
        from refcheck.mass.parquet import arrow, check_folder  # noqa: PLC0415

        arrow()
        check_folder(output)
    elif output.suffix.lower() not in LISTS:
        raise UsageError(f"{output}: many claims come out as rows: end the name in .jsonl, or in {PARQUET}.")
    elif output.is_dir():
        raise UsageError(f"{output}: this is a folder. Name a file.")


def is_kept(output: Path) -> bool:
    """Whether an output is a file of its own, and no stream or device."""
    return output != STDIN and (not output.exists() or output.is_file() or output.is_dir())


def keeper_of(run: Run, settings: Settings, given: Mapping[str, Any], shown: Sink) -> tuple[Keeper, Run]:
    """Who puts rows where they go, as far as an earlier run came, and the run as of its start."""
    output: Path | None = given["output"]
    asked: dict[str, Any] = {
        "format": FORMAT,
        "input": run.dossier.path.name,
        "judge": given["judge"] or str(settings.judge),
        "top_k": settings.top_k,
        "versions": dict(run.versions),
        "started_at": run.started_at.isoformat(),
    }
    if output is None or not is_kept(output):
        sink = shown if output is None else _stream(output)
        return Keeper(sink, State(), asked, Reached(), str(output or "standard output")), run
    state = _state(output, resume=given["resume"])
    try:
        known, reached = state.read() or (asked, Reached())
        _check_same(known, asked, output, pinned=bool(given["started_at"]))
        sink = _sink(output, reached)
        keeper = Keeper(sink, state, known, reached, str(output))
        keeper.keep()
    except OSError as error:
        state.close()
        raise UsageError(f"{output}: can not be written ({error.strerror or error}). Write it elsewhere.") from error
    except UsageError:
        state.close()
        raise
    if reached.pieces and not given["quiet"]:
        note(f"refcheck: going on behind the first {reached.pieces:,}.")
    return keeper, replace(run, started_at=datetime.fromisoformat(known["started_at"]))


def _stream(output: Path) -> Sink:
    if output == STDIN:
        return Stream(sys.stdout.buffer)
    try:
        return Stream(output.open("wb"))
    except OSError as error:
        raise UsageError(f"{output}: can not be written ({error.strerror}). Write it elsewhere.") from error


def _state(output: Path, *, resume: bool) -> State:
    """The state beside an output, where that is as it has to be. Raises UsageError."""
    path, draft = state_of(output), draft_of(output)
    if not resume and (path.exists() or draft.exists()):
        raise UsageError(
            f"{output}: an earlier run into it is not at its end. Go on with it: the same call with --resume. "
            f"To begin anew, take away {draft.name} and {path.name}."
        )
    if resume and not path.exists():
        note(f"refcheck: nothing to resume: no run into {output} broke off. It starts anew.")
    try:
        return State(path)
    except OSError as error:
        why = "another run writes it now" if "locked" in str(error) else error.strerror or str(error)
        raise UsageError(f"{path}: can not be used ({why}).") from error


def state_of(output: Path) -> Path:
    """The file beside an unfinished output that has what another run needs to go on."""
    return output.resolve().with_name(output.resolve().name + STATE)


def _sink(output: Path, reached: Reached) -> Sink:
    if reached.whole:
        return Nowhere()
    if output.suffix.lower() in LISTS:
        return Lines(draft_of(output), reached.position)
    from refcheck.mass.parquet import Parts  # noqa: PLC0415

    return Parts(draft_of(output), reached.position)


def _check_same(known: Mapping[str, Any], asked: Mapping[str, Any], output: Path, *, pinned: bool) -> None:
    names = [name for name in asked if name != "started_at" or pinned]
    differing = [name for name in names if known.get(name) != asked[name]]
    if differing:
        was = ", ".join(f"{name} {known.get(name)}, now {asked[name]}" for name in differing)
        raise UsageError(
            f"{output}: the run that broke off was another one ({was}). Ask for the same, or begin anew without "
            f"--resume: take away {draft_of(output).name} and {state_of(output).name} first."
        )
