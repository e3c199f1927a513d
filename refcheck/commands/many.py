"""What `refcheck run` does with a list of claims or a folder of dossiers: rows out as they come, and going on later."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from refcheck.commands.breaking import heeding_signals
from refcheck.commands.checking import pinned_start, settings_of
from refcheck.commands.delivery import check_output
from refcheck.commands.gate import VERDICTS, FailOn
from refcheck.commands.meter import meter
from refcheck.commands.outputs import check_form, is_kept, keeper_of, state_of
from refcheck.commands.session import STDIN, Session, store
from refcheck.commands.terminal import note, silenced, write_out
from refcheck.errors import EXPECTED, INTERRUPTED, UNCHECKED, UNEXPECTED, USAGE, HistoryError, UsageError
from refcheck.mass.keeping import MOST_SHOWN, Keeper, digest_of
from refcheck.mass.rows import ERROR, TURNED, Rows, said_by
from refcheck.mass.sinks import DRAFT, Nowhere, Stream, draft_of, put_in_place
from refcheck.model import Dossier, RecordMode, Run
from refcheck.reports.neutral import neutral
from refcheck.standing import Standing

if TYPE_CHECKING:
    from refcheck.engines import Engine
    from refcheck.mass.spreading import Pages
    from refcheck.pipeline import Settings

WAIVERS = 'of many claims, each says with "expect" and "waiver" which verdict is to be let be.'


def check_many(given: Mapping[str, Any], session: Session) -> int:
    """Checks a list of claims, or the dossiers below a folder, and returns the exit code."""
    try:
        return _check(given, session)
    except BrokenPipeError:  # whoever read the rows has read enough
        silenced(sys.stdout)
        return EXPECTED


def _check(given: Mapping[str, Any], session: Session) -> int:
    path: Path = given["claims"]
    _refuse(given)
    check_output(given["output"], path)
    if path.is_dir():
        session.folder = path
        return _check_folder(path, given)
    session.folder = path.parent
    if path == STDIN:
        return _check_lines(path, sys.stdin.buffer, given)
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"{path}: can not be read ({error.strerror}). Name a list of claims.") from error
    with file:
        return _check_lines(path, file, given)


def _check_lines(path: Path, file: BinaryIO, given: Mapping[str, Any]) -> int:
    from refcheck.mass.lines import about_how_many, lines_of  # noqa: PLC0415
    from refcheck.mass.listed import Listed  # noqa: PLC0415

    settings, run = _prepared(path, given)
    size = _size(file)
    claims = about_how_many(file.peek(), size) if size and isinstance(file, BufferedReader) else None
    lines = lines_of(file)
    shown = Nowhere() if sys.stdout.isatty() else Stream(sys.stdout.buffer)
    keeper, run = keeper_of(run, settings, given, shown)
    with closing(keeper):
        _check_beginning((line.digest for line in lines), keeper, given)
        listed = Listed(lines, run, keeper, settings.cassettes or path.parent / "cassettes")
        rows = listed.rows(_engine(settings, _left(claims, keeper)), _pages(settings))
        code = _written(rows, keeper, size, given, lambda _: "")
        if code is None:
            return INTERRUPTED
        _tell_list(keeper, given)
        return code


def _check_folder(folder: Path, given: Mapping[str, Any]) -> int:
    from refcheck.mass.folders import Folders, about_how_many, dossiers_in, opened  # noqa: PLC0415

    files = dossiers_in(folder)
    if not files:
        told = "there is no claims.toml in this folder, nor in those below it"
        raise UsageError(f"{folder}: {told}. Name another one, or start one with `refcheck init ARTICLE`.")
    settings, run = _prepared(folder.resolve(), given)
    keeper, run = keeper_of(run, settings, given, Nowhere())
    unstored: list[str] = []

    def keep(whole: Run) -> None:
        try:
            if not given["no_store"]:
                store(whole, whole.dossier.path)
        except HistoryError as error:
            unstored.append(str(error))
            note(f"refcheck: {whole.dossier.path}: {error}")

    with closing(keeper):
        _check_beginning((opened(file)[1] for file in files), keeper, given)
        left = about_how_many(files[keeper.reached.pieces :])
        rows = Folders(folder, files, run, keeper, keep).rows(_engine(settings, left), _pages(settings))
        show = _told if given["output"] is None else lambda _: ""
        code = _written(rows, keeper, len(files), given, show)
        if code is None:
            return INTERRUPTED
        total = f"{len(files):,} dossier{'' if len(files) == 1 else 's'}, {summary(keeper.marks)}"
        if given["output"] is None:
            write_out(f"{total}\n")
        elif not given["quiet"]:
            note(f"refcheck: {total}{_where(given)}")
        return code or (HistoryError.exit_code if unstored else code)


def _told(rows: Rows) -> str:
    """One dossier on a line, and those of its claims that need a look below it."""
    if not rows.texts:
        return ""
    needy = [neutral(line) for line in map(said_by, rows.texts) if line]
    name = neutral(json.loads(rows.texts[0])["dossier"])
    head = f"{name}: could not be read" if rows.marks.get(ERROR) else f"{name}: {summary(rows.marks)}"
    return "".join(f"{line}\n" for line in (head, *(f"  {line}" for line in needy)))


def _check_beginning(digests: Iterator[bytes], keeper: Keeper, given: Mapping[str, Any]) -> None:
    """Passes over what is done already. Raises UsageError where that is not what was given then."""
    same = digest_of(digests, keeper.reached.pieces) == keeper.reached.digest
    if not same or (keeper.reached.whole and next(digests, None) is not None):
        output = given["output"]
        raise UsageError(
            f"{given['claims']}: what {output} was begun with has changed since. "
            f"To begin anew, take away {draft_of(output).name} and {state_of(output).name}."
        )


def _prepared(path: Path, given: Mapping[str, Any]) -> tuple[Settings, Run]:
    """The settings, and a run without results that says when and by what it judges."""
    from refcheck.version import VERSION  # noqa: PLC0415
    from refcheck.work import name_of  # noqa: PLC0415

    dossier = Dossier(path, None, (), ())
    settings = settings_of(given)
    versions = (("refcheck", VERSION), ("judge", name_of(settings.judge)))
    started = pinned_start(given["started_at"]) or datetime.now(UTC)
    return settings, Run(dossier, (), (), started, versions)


def _left(claims: int | None, keeper: Keeper) -> int | None:
    """About how many of so many claims are left, after those that were judged in an earlier run."""
    return None if claims is None else max(0, claims - keeper.reached.pieces)


def _engine(settings: Settings, claims: int | None) -> Engine:
    from refcheck.engines.choosing import engine_of  # noqa: PLC0415

    return engine_of(settings.engine, settings.workers, settings.setup(), claims, settings.scheduler)


def _pages(settings: Settings) -> Pages:
    """Who gets the pages that are to be pulled."""
    from refcheck.mass.spreading import Recorded  # noqa: PLC0415

    if settings.record_mode is RecordMode.NONE:
        return Recorded()
    from refcheck.mass.pulling import Pulled  # noqa: PLC0415
    from refcheck.web import FetchSettings  # noqa: PLC0415

    pulling = replace(
        settings.fetching or FetchSettings(), record_mode=settings.record_mode, read_seconds=settings.timeout
    )
    return Pulled(pulling, settings.jobs, lambda warning: note(f"refcheck: {warning}"))


def _refuse(given: Mapping[str, Any]) -> None:
    """Raises UsageError for options that are of one dossier and its report."""
    asked = {
        "--claim": given["claim_ids"],
        "--source": given["source_ids"],
        "--baseline": given["baseline"],
        "--write-baseline": given["write_baseline"],
        "--format": given["form"],
    }
    why = {
        "--format": "many claims come out as rows: JSON lines, or Parquet where the name of --output ends in .parquet.",
        "--claim": "take the lines that you want into a list of their own.",
        "--source": "take the lines that you want into a list of their own.",
    }
    for name, value in asked.items():
        if value:
            raise UsageError(f"{name} is for one dossier: {why.get(name, WAIVERS)}")
    output: Path | None = given["output"]
    if output is not None and is_kept(output):
        check_form(output)
    if given["resume"] and (output is None or not is_kept(output)):
        raise UsageError("--resume goes on with an output that broke off: name it with --output.")


def _written(
    rows: Iterator[Rows], keeper: Keeper, size: int, given: Mapping[str, Any], tell: Callable[[Rows], str]
) -> int | None:
    """Has all rows written, each told as it is, and returns the exit code; None where that is interrupted."""
    output: Path | None = given["output"]
    place = partial(put_in_place, output) if output and is_kept(output) else lambda: None
    try:
        with heeding_signals(), meter(size, quiet=given["quiet"]) as shown, closing(rows):  # type: ignore[type-var]
            for each in rows:
                if told := tell(each):
                    shown.clear()
                    write_out(told)
                shown.show(each)
            keeper.finish(place)
    except KeyboardInterrupt:
        note(f"refcheck: interrupted, {_goes_on(keeper, given)}")
        return None
    return _code(keeper.marks, given["conditions"])


def _goes_on(keeper: Keeper, given: Mapping[str, Any]) -> str:
    done = f"{keeper.kept:,} done"
    output = given["output"]
    if output is None or not is_kept(output):
        return f"{done}; with --output FILE, --resume could go on."
    return f"{done}, which are in {output.name}{DRAFT}; the same call with --resume goes on."


def _tell_list(keeper: Keeper, given: Mapping[str, Any]) -> None:
    """Says how the rows add up, and on a terminal which of them need a look."""
    total = summary(keeper.marks)
    if given["output"] is None and sys.stdout.isatty():
        looks = sum(keeper.marks.get(mark, 0) for mark in (Standing.UNEXPECTED, Standing.UNCHECKED, ERROR))
        lines = [neutral(line) for line in keeper.reached.shown]
        if looks > len(lines) >= MOST_SHOWN:
            lines.append(f"and {looks - len(lines):,} more; --output FILE.jsonl has them all")
        write_out("\n".join([*lines, total]) + "\n")
    elif not given["quiet"]:
        note(f"refcheck: {total}{_where(given)}")


def _where(given: Mapping[str, Any]) -> str:
    return f" ({given['output']})" if given["output"] and is_kept(given["output"]) else ""


def summary(marks: Mapping[str, int]) -> str:
    """How many claims came out as what, in a line."""
    counts = {standing: marks.get(standing.value, 0) for standing in Standing}
    total = sum(counts.values())
    line = f"{total:,} claim{'' if total == 1 else 's'}: {counts[Standing.EXPECTED]:,} as expected, "
    line += f"{counts[Standing.UNEXPECTED]:,} not"
    line += f", {counts[Standing.WAIVED]:,} waived" if counts[Standing.WAIVED] else ""
    line += f", {counts[Standing.UNCHECKED]:,} could not be checked"
    return line + (f"; {marks[ERROR]:,} could not be read" if marks.get(ERROR) else "")


def _code(marks: Mapping[str, int], conditions: Collection[FailOn]) -> int:
    """As for one dossier; 2 where no verdict fails the run, but something could not be read."""
    wanted = [TURNED] * (FailOn.STALE in conditions) + [Standing.UNEXPECTED.value] * (FailOn.UNEXPECTED in conditions)
    wanted += [VERDICTS[each].value for each in conditions if each in VERDICTS]
    if any(marks.get(mark) for mark in wanted):
        return UNEXPECTED
    if marks.get(ERROR):
        return USAGE
    return UNCHECKED if marks.get(Standing.UNCHECKED) and FailOn.UNCHECKED in conditions else EXPECTED


def _size(file: BinaryIO) -> int:
    """The bytes of a file, 0 of a stream."""
    return os.fstat(file.fileno()).st_size if file.seekable() else 0
