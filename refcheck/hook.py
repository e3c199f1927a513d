"""The pre-commit hook: checks the claims files that the files given belong to.

`python -m refcheck.hook`, with the options of `refcheck run` and then files.
A file belongs to the nearest claims.toml at or above it when it is that file, its article or one of its recordings.
Other files are passed over, so that the hook may be given all that is committed.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from refcheck import cli
from refcheck.commands import run
from refcheck.commands.terminal import prepare_streams
from refcheck.errors import EXPECTED, INTERRUPTED

CLAIMS_FILE = "claims.toml"
RECORDINGS = "cassettes"


def main(args: Sequence[str]) -> int:
    """Runs `refcheck run` on each claims file concerned and returns the greatest of its exit codes."""
    prepare_streams()
    try:
        files = parser().make_context("python -m refcheck.hook", list(args)).params["files"]
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    given = args[: len(args) - len(files)]  # pre-commit puts the files last
    worst = EXPECTED
    for claims in concerned(files):
        worst = max(worst, cli.main(["run", str(claims), "--no-store", *given]))
        if worst == INTERRUPTED:
            break
    return worst


def parser() -> click.Command:
    """Tells files from the options, which are those of `refcheck run`."""
    options = [each for each in run.command.params if isinstance(each, click.Option)]
    files = click.Argument(["files"], nargs=-1, type=click.Path(path_type=Path))
    return click.Command("hook", params=[*options, files], help=__doc__)


def concerned(files: Iterable[Path]) -> list[Path]:
    """The claims files that one of the files belongs to, sorted, from the working folder."""
    found = set()
    for file in map(Path.absolute, files):
        claims = next((path for above in file.parents if (path := above / CLAIMS_FILE).is_file()), None)
        if claims and (file == claims or claims.parent / RECORDINGS in file.parents or file == _article(claims)):
            found.add(Path(os.path.relpath(claims)))
    return sorted(found)


def _article(claims: Path) -> Path | None:
    """The article that a claims file names, as far as it can be told from a file that may have mistakes."""
    try:
        named = tomllib.loads(claims.read_text(encoding="utf-8"))["article"]["path"]
        return Path(os.path.abspath(claims.parent / named))  # noqa: PTH100  # as named: links are not followed
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
