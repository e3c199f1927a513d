"""The command line's entry: the group of commands, the exit codes, and the boundary at which every error ends.

The commands are in `refcheck.commands`. What is slow to import (requests, rich, the judges) is imported where it is
used, and a command's module when it is called, so that `--help` is quick.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

import click

from refcheck.collector import of_a_command
from refcheck.commands import COMMANDS
from refcheck.commands.session import Session
from refcheck.commands.terminal import note, prepare_streams
from refcheck.errors import BUG, EXPECTED, INTERRUPTED, USAGE, DossierError, RefcheckError
from refcheck.version import VERSION

MISTAKES_SHOWN = 50


def main(args: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code; nothing but `SystemExit` ever leaves.

    0 every claim is as expected, waived or in the baseline, 1 some verdict is not, 2 usage or claims file, 3 something
    could not be checked, 4 a bug, 130 interrupted; `refcheck run --fail-on` chooses what is 1 or 3.
    """
    prepare_streams()
    session = Session()
    try:
        with of_a_command(to_the_end=args is None):
            code = cli.main(args, prog_name="refcheck", standalone_mode=False, obj=session)
        return code if isinstance(code, int) else EXPECTED
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        note("refcheck: interrupted; this run was not stored.")
        return INTERRUPTED
    except DossierError as error:
        _tell_mistakes(error)
        return error.exit_code
    except RefcheckError as error:
        note(f"refcheck: {error}")
        return error.exit_code
    except Exception as error:  # noqa: BLE001  # the one boundary: what arrives here is a bug
        note(f"refcheck: this is a bug in refcheck: {type(error).__name__}. {_log_bug(error, session.folder)}")
        return BUG


class Commands(click.Group):
    """The group of the commands in the registry; each module is imported when its command is asked for."""

    def list_commands(self, _: click.Context) -> list[str]:
        """All names, in the order of the registry."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        listed = COMMANDS.get(cmd_name)
        if listed is None:
            return None
        command: click.Command = import_module(listed.module).command
        command.short_help = listed.help
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is asked for; says what there is in place of one that is not."""
        name = args[0]
        if name not in COMMANDS and not ctx.resilient_parsing:
            raise click.UsageError(_no_command(name), ctx)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As in click; of an option that stands before its command it is told where it belongs."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            option = error.option_name
            having = next((name for name in COMMANDS if self._has(ctx, name, option)), "")
            if not having:
                raise
            message = f"{option} belongs to a command and stands after it: refcheck {having} {option}"
            raise click.UsageError(message, ctx) from error

    def _has(self, ctx: click.Context, name: str, option: str) -> bool:
        command = self.get_command(ctx, name)
        return command is not None and any(option in each.opts for each in command.params)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help, from the registry alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, listed.help) for name, listed in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, message="refcheck %(version)s")
def cli() -> None:
    """Unit tests for facts: checks an article's statements against the public pages that should bear them out.

    \b
    Examples:
      refcheck init article.md            draft a claims.toml for an article
      refcheck run                        check ./claims.toml
      refcheck report --format md         show the last run again
      refcheck explain CLAIM              how one verdict came about

    \b
    Exit codes: 0 every claim is as expected, waived or in the baseline, 1 some verdict is not,
    2 usage or claims file, 3 something could not be checked, 4 a bug in refcheck, 130 interrupted.
    """  # noqa: D301  # click keeps the lines after a backspace as they are


def _no_command(name: str) -> str:
    """What to write in place of a command that there is not."""
    if name == "help":
        return "Help is an option: refcheck --help, or refcheck run --help."
    if name.endswith(".toml") or Path(name).is_dir():
        return f"{name} is no command. To check it: refcheck run {name}"
    near = get_close_matches(name, COMMANDS, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(COMMANDS)}."
    return f"No such command {name!r}. {hint}"


def _tell_mistakes(error: DossierError) -> None:
    for line in error.lines[:MISTAKES_SHOWN]:
        note(line)
    more = len(error.mistakes) - MISTAKES_SHOWN
    shown = f", of which {MISTAKES_SHOWN} are shown" if more > 0 else ""
    note(f"refcheck: {error.count}{shown}. Nothing was fetched.")


def _log_bug(error: Exception, folder: Path) -> str:
    """Writes what is needed to find the bug to a file, and says where it is."""
    import platform  # noqa: PLC0415
    import traceback  # noqa: PLC0415

    text = f"refcheck {VERSION}, Python {platform.python_version()}, {platform.platform()}\n"
    text += f"arguments: {sys.argv[1:]!r}\n\n{''.join(traceback.format_exception(error))}"
    place = _write_log(text, folder)
    return f"Please report it with the log {place}." if place else f"No log could be written; it would say:\n{text}"


def _write_log(text: str, folder: Path) -> Path | None:
    import tempfile  # noqa: PLC0415

    from refcheck.history import FOLDER, make_folder  # noqa: PLC0415

    for place in (folder / FOLDER, Path(tempfile.gettempdir())):
        with suppress(OSError):
            if place.name == FOLDER:
                make_folder(place)
            number, name = tempfile.mkstemp(prefix="refcheck-bug-", suffix=".log", dir=place, text=True)
            with open(number, "w", encoding="utf-8", errors="backslashreplace") as file:  # noqa: PTH123  # a descriptor
                file.write(text)
            return Path(name)
    return None
