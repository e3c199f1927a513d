"""Arguments and options that several commands have, and what completion offers for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from refcheck.engines import AUTO, ENGINES
from refcheck.judges import NAMES
from refcheck.model import RecordMode
from refcheck.reports import RENDERERS

DEFAULT_CLAIMS = Path("claims.toml")

Command = TypeVar("Command", bound=Callable[..., Any])


def ids_of(table: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """A completion that offers the ids of a table of the claims file; a file with mistakes offers what it can."""

    def complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        path = context.params.get("claims") or DEFAULT_CLAIMS
        return [CompletionItem(name) for name in ids_in(path, table) if name.startswith(incomplete)]

    return complete


def ids_in(claims: Path, table: str) -> list[str]:
    """The ids that a table of a claims file has, as far as it can be read: nothing here is told as a mistake."""
    import tomllib  # noqa: PLC0415

    try:
        rows = tomllib.loads(claims.read_text(encoding="utf-8")).get(table)
    except (OSError, ValueError, RecursionError):
        return []
    named = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [row["id"] for row in named if isinstance(row.get("id"), str)]


def _claims_file(context: click.Context, _: click.Parameter, given: tuple[Path, ...]) -> Path:
    """The one claims file that a command takes; a folder stands for the claims.toml in it."""
    if len(given) > 1:
        by_id = any("--claim" in param.opts for param in context.command.params)
        hint = " Single claims are named with --claim ID." if by_id else ""
        message = f"One claims file at a time: {', '.join(map(str, given[1:]))} is one too many.{hint}"
        raise click.BadArgumentUsage(message, context)
    path = given[0] if given else DEFAULT_CLAIMS
    return path / DEFAULT_CLAIMS if path.is_dir() else path


def _claims_or_folder(context: click.Context, param: click.Parameter, given: tuple[Path, ...]) -> Path:
    """The same, or a folder without a claims.toml where that is named: there may be some in the folders below it."""
    found = _claims_file(context, param, given)
    return given[0] if given and given[0].is_dir() and not found.exists() else found


claims_argument = click.argument(
    "claims", type=click.Path(path_type=Path), nargs=-1, metavar="[CLAIMS]", callback=_claims_file
)

many_argument = click.argument(
    "claims", type=click.Path(path_type=Path, allow_dash=True), nargs=-1, metavar="[CLAIMS]", callback=_claims_or_folder
)


class Whole(click.IntRange):
    """A whole number in a range."""

    name = "whole number"


class Output(click.Path):
    """A file to write to, which may be "-", or a folder of Parquet."""

    def __init__(self) -> None:
        super().__init__(allow_dash=True, path_type=Path)
        self.name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """The path; fails for any other folder, as click does for a file."""
        path = super().convert(value, param, ctx)
        if Path(str(path)).is_dir() and Path(str(path)).suffix.lower() != ".parquet":
            self.fail(f"File {str(path)!r} is a directory.", param, ctx)
        return path


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in the order in which the help shows them."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _contact(_context: click.Context, _param: click.Parameter, given: str | None) -> str:
    """What stands in a header of every request, and in brackets there: one line of plain characters."""
    if given and (not given.isascii() or not given.isprintable() or set("()\\") & set(given) or len(given) > 200):
        raise click.BadParameter("write an e-mail address or the address of a page, such as desk@paper.example.")
    return (given or "").strip()


def _judges(_context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in NAMES if name.startswith(incomplete)]


fetching_options = together(
    click.option("--allow-private", is_flag=True, help="Also pull from private and loopback addresses."),
    click.option(
        "--pace",
        type=click.FloatRange(0, 60),
        default=1.0,
        metavar="SECONDS",
        help="Ask a host for a page no more often than this.  [default: 1]",
    ),
    click.option(
        "--per-host", type=Whole(1, 64), default=2, metavar="N", help="Ask a host for so many at once.  [default: 2]"
    ),
    click.option("--ignore-robots", is_flag=True, help="Also pull what a robots.txt forbids: where you have leave to."),
    click.option(
        "--use-proxy",
        is_flag=True,
        help="Pull through the proxy that HTTP_PROXY and HTTPS_PROXY name, but for the hosts in NO_PROXY. The proxy "
        "resolves the names then: private addresses are refused here only where they are written as such.",
    ),
    click.option(
        "--contact",
        envvar="REFCHECK_CONTACT",
        callback=_contact,
        metavar="ADDRESS",
        help="Whom a site can write to, for the User-Agent; or set REFCHECK_CONTACT.",
    ),
)
engine_options = together(
    click.option(
        "--engine",
        type=click.Choice(ENGINES),
        default=AUTO,
        help="Who reads and judges: this process (inline), others on this machine (processes), or this one until it is "
        "seen that others are worth their start (auto), or the workers of a cluster (dask). The verdicts are the same."
        "  [default: auto]",
    ),
    click.option(
        "--workers",
        type=Whole(1, 256),
        metavar="N",
        help="How many processes read and judge, at the most.  [default: one for each core]",
    ),
    click.option("--scheduler", metavar="ADDRESS", help="The cluster's scheduler, for --engine dask: tcp://HOST:8786."),
    click.option(
        "--no-cache",
        is_flag=True,
        help="Read and judge all anew, and keep nothing of it for the next run. The folder is REFCHECK_CACHE, or where "
        "this system keeps caches.",
    ),
)
judging_options = together(
    click.option("--jobs", type=Whole(1, 256), metavar="N", help="How many sources are pulled at once."),
    click.option(
        "--judge",
        metavar="NAME",
        shell_complete=_judges,
        help="Who judges: rules and, where they leave a statement open, the entailment model (model); rules alone; or "
        "rules and a language model (llm: set REFCHECK_LLM_URL, REFCHECK_LLM_MODEL, REFCHECK_LLM_KEY); or one of your "
        "own, as package.module:Factory.  [model|rules|llm; default: model]",
    ),
    click.option(
        "--top-k", type=Whole(1, 1000), metavar="N", help="How many passages of a page are judged for each claim."
    ),
    fetching_options,
    click.option("--quiet", "-q", is_flag=True, help="No progress and no notes."),
    click.option("--verbose", "-v", is_flag=True, help="A note for every source, and the evidence of every claim."),
)
checking_options = together(
    click.option(
        "--record-mode",
        type=click.Choice([mode.value for mode in RecordMode]),
        help="When to replay a recording and when to pull the page.  [default: once; none where CI is set]",
    ),
    click.option("--offline", is_flag=True, help="Replay recordings only: --record-mode none, and no network at all."),
    judging_options,
)
choosing_options = together(
    click.option(
        "--claim",
        "claim_ids",
        multiple=True,
        metavar="ID",
        shell_complete=ids_of("claim"),
        help="Only this claim; may be repeated.",
    ),
    click.option(
        "--source",
        "source_ids",
        multiple=True,
        metavar="ID",
        shell_complete=ids_of("source"),
        help="Only this source; may be repeated.",
    ),
)
output_option = click.option(
    "--output",
    "-o",
    type=Output(),
    help="Write the report to this file, whole or not at all, instead of the terminal.",
)
showing_options = together(
    click.option(
        "--format",
        "form",
        type=click.Choice(tuple(RENDERERS)),
        help="What the report is written in.  [default: what the name of --output ends in, or text]",
    ),
    output_option,
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
