"""`refcheck coverage`: which checkable sentences of the article no claim covers."""

from __future__ import annotations

from typing import Any

import click

from refcheck.commands.delivery import check_output, write_file
from refcheck.commands.options import claims_argument, output_option
from refcheck.commands.session import Session, load_claims
from refcheck.commands.terminal import note, write_out
from refcheck.errors import EXPECTED, UNEXPECTED, UsageError

FORMATS = ("text", "md", "json", "github")


@click.command("coverage")
@claims_argument
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 where a smaller share of the checkable sentences is covered.",
)
@click.option("--strict", is_flag=True, help="A sentence of which claims leave something out counts as not covered.")
@click.option("--all", "everything", is_flag=True, help="List the sentences that are covered too, with their claims.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="What the list is written in; github: notices beside the lines of a pull request.",
)
@output_option
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # click's options, typed where they are declared
    """List the sentences of the article of CLAIMS (./claims.toml) that state something checkable and no claim covers.

    Checkable are dates, numbers, names, quotations and superlatives that a sentence states as so. A claim covers the
    sentence that it quotes words of; where other facts of the sentence are neither quoted nor in the claim's statement,
    the sentence is covered in part. Nothing is fetched. The exit code is 0, or 1 under --fail-under.

    \b
    Examples:
      refcheck coverage
      refcheck coverage docs/claims.toml --fail-under 80
      refcheck coverage --format json --output coverage.json
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    from refcheck.coverage import cover  # noqa: PLC0415
    from refcheck.coverage.rendering import RENDERERS, percentage  # noqa: PLC0415

    check_output(given["output"])
    dossier = load_claims(given["claims"], session)
    if dossier.article is None:
        raise UsageError(f'{given["claims"]}: names no article to cover; add [article] with a "path".')
    coverage = cover(dossier)
    text = RENDERERS[given["form"]](coverage, given["everything"])
    if given["output"] is None or str(given["output"]) == "-":
        write_out(text)
    else:
        write_file(given["output"], text)
    percent, wanted = coverage.percent(strict=given["strict"]), given["fail_under"]
    if wanted is not None and not percent >= wanted:
        what = f"{percentage(percent)} of the checkable sentences are covered{' in full' if given['strict'] else ''}"
        note(f"refcheck: {what}, --fail-under asks for {wanted:g} %.")
        return UNEXPECTED
    return EXPECTED
