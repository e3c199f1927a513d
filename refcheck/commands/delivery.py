"""A report on its way: how it looks there, and to the terminal or into a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from refcheck.commands.terminal import note, write_out
from refcheck.errors import HistoryError, UsageError
from refcheck.reports import RENDERERS, Style
from refcheck.reports.view import PLAIN, summary
from refcheck.standing import remarks

if TYPE_CHECKING:
    from refcheck.model import Run
    from refcheck.timeline import Past

WIDEST, NARROWEST = 140, 60
PLAIN_ENDINGS = ("", "txt", "log", "out")


def deliver(done: Run, given: Mapping[str, Any], number: int | None = None) -> None:
    """Writes the report of a run as `showing_options` ask for it, and its last line as a note where it is not seen.

    `number` is the run's in the history, where it is stored already: only those before it are earlier ones.
    """
    form = given["form"] or _form_by(given["output"])
    style = style_of(given)
    if form == "html":
        style = replace(style, earlier=_earlier(given["claims"], number))
    text = RENDERERS[form](done, style)
    output = given["output"]
    if _is_file(output):
        write_file(output, text)
    else:
        write_out(text)
    seen_already = form == "text" and not _is_file(output) and sys.stdout.isatty()
    if not given["quiet"] and not seen_already:
        for remark in remarks(done):
            note(f"refcheck: {remark}")
        note(f"refcheck: {summary(done)}")


def _earlier(claims: Path, number: int | None) -> tuple[Past, ...]:
    """The runs before one, or the last ones; none where the history can not be read, which is told."""
    from refcheck.history import History, history_path  # noqa: PLC0415
    from refcheck.reports.html.overtime import DRAWN  # noqa: PLC0415

    try:
        return History(history_path(claims)).past(claims.name, number, DRAWN - 1)
    except HistoryError as error:
        note(f"refcheck: the report has no verdicts over time: {error}")
        return ()


def _form_by(output: Path | None) -> str:
    """The format that a file's name asks for: report.md is written in Markdown.

    Raises UsageError for a name such as report.pdf, which would be a lie about what is in the file.
    """
    ending = output.suffix.removeprefix(".").lower() if output else ""
    if ending in RENDERERS:
        return ending
    if output is not None and ending not in PLAIN_ENDINGS:
        known = ", ".join(RENDERERS)
        raise UsageError(f"{output}: no format is called {ending}. Name one with --format: {known}.")
    return "text"


def check_form(given: Mapping[str, Any]) -> None:
    """Finds out before a long run that the report's name asks for a format that there is not."""
    if given["form"] is None:
        _form_by(given["output"])


def style_of(given: Mapping[str, Any]) -> Style:
    """How a report looks where it goes: as wide as the terminal, in colour where one shows it or it is forced."""
    to_terminal = not _is_file(given.get("output")) and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    colour = not given["plain"] and not os.environ.get("NO_COLOR")
    if to_terminal:
        from shutil import get_terminal_size  # noqa: PLC0415

        width = max(NARROWEST, min(WIDEST, get_terminal_size().columns))
    else:
        width = PLAIN.width
    colour = colour and (to_terminal or bool(os.environ.get("FORCE_COLOR")))
    return Style(width, colour, given["verbose"], _folder_of(given.get("claims")))


def _folder_of(claims: Path | None) -> str:
    """The folder of the claims file from here, where code hosts have the root; nothing where it is elsewhere."""
    if claims is None:
        return ""
    folder = PurePath(os.path.relpath(claims.parent)).as_posix()
    return "" if folder == "." or folder.startswith("..") else folder


def check_output(output: Path | None, *kept: Path) -> None:
    """Finds out before a long run, not after it, that a report has no place to go or would overwrite a kept file."""
    if output is None or not _is_file(output):
        return
    if not output.parent.is_dir():
        raise UsageError(f"{output}: there is no folder {output.parent}; make it, or write elsewhere.")
    if any(path.exists() and output.exists() and output.samefile(path) for path in kept):
        raise UsageError(f"{output}: this is what the report is about. Write the report to another file.")


def write_file(output: Path, text: str, what: str = "the report") -> None:
    """Writes a report, or what else is named, to a file, whole or not at all."""
    from refcheck.atomic import write_whole  # noqa: PLC0415

    try:
        write_whole(output, text)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(f"{output}: {what} can not be written ({why}). Write it elsewhere.") from error


def _is_file(output: Path | None) -> bool:
    return output is not None and output != Path("-")
