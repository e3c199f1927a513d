"""Arguments and options that several commands have, and what completion offers for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from refcheck.model import RecordMode
from refcheck.reports import RENDERERS

DEFAULT_CLAIMS = Path("claims.toml")

Command = TypeVar("Command", bound=Callable[..., Any])


def ids_of(table: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """A completion that offers the ids of a table of the claims file; a file with mistakes offers what it can."""

    def complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        import tomllib  # noqa: PLC0415

        path = _claims_file(context.params.get("claims") or DEFAULT_CLAIMS)
        try:
            rows = tomllib.loads(path.read_text(encoding="utf-8")).get(table)
        except (OSError, ValueError, RecursionError):
            return []
        named = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        ids = (row["id"] for row in named if isinstance(row.get("id"), str))
        return [CompletionItem(name) for name in ids if name.startswith(incomplete)]

    return complete


def _claims_file(path: Path) -> Path:
    """A folder stands for the claims.toml in it."""
    return path / DEFAULT_CLAIMS if path.is_dir() else path


claims_argument = click.argument(
    "claims",
    type=click.Path(path_type=Path),
    default=DEFAULT_CLAIMS,
    metavar="[CLAIMS]",
    callback=lambda _context, _parameter, path: _claims_file(path),
)


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in the order in which the help shows them."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _judges(_context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from refcheck.judging import JUDGES  # noqa: PLC0415

    return [CompletionItem(name) for name in JUDGES if name.startswith(incomplete)]


checking_options = together(
    click.option(
        "--record-mode",
        type=click.Choice([mode.value for mode in RecordMode]),
        help="When to replay a recording and when to pull the page.  [default: once; none where CI is set]",
    ),
    click.option("--offline", is_flag=True, help="Replay recordings only: --record-mode none, and no network at all."),
    click.option("--jobs", type=click.IntRange(1, 256), help="How many sources are read at once."),
    click.option(
        "--judge",
        metavar="NAME",
        shell_complete=_judges,
        help="Who judges: rules and, where they leave a statement open, the entailment model (model); rules alone; or "
        "rules and a language model (llm: set REFCHECK_LLM_URL, REFCHECK_LLM_MODEL, REFCHECK_LLM_KEY); or one of your "
        "own, as package.module:Factory.  [model|rules|llm; default: model]",
    ),
    click.option("--top-k", type=click.IntRange(1, 1000), help="How many passages are judged for each claim."),
    click.option("--allow-private", is_flag=True, help="Also pull from private and loopback addresses."),
    click.option("--quiet", "-q", is_flag=True, help="No progress and no notes."),
    click.option("--verbose", "-v", is_flag=True, help="A note for every source, and the evidence of every claim."),
)
showing_options = together(
    click.option(
        "--format",
        "form",
        type=click.Choice(tuple(RENDERERS)),
        default="text",
        show_default=True,
        help="What the report is written in.",
    ),
    click.option(
        "--output",
        "-o",
        type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
        help="Write the report to this file, whole or not at all, instead of the terminal.",
    ),
)
baseline_options = together(
    click.option(
        "--baseline",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Let the verdicts be that this file accepts: only what is new counts.",
    ),
    click.option(
        "--write-baseline",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Accept the verdicts as they are now: write them to this file, for --baseline.",
    ),
)
colour_option = click.option(
    "--no-color", "--no-colour", "plain", is_flag=True, help="No colours; NO_COLOR and FORCE_COLOR are honoured too."
)
