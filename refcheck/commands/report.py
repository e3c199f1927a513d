"""`refcheck report`: shows a stored run again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refcheck.commands.accepting import accept, accepted_by, check_baseline
from refcheck.commands.delivery import check_form, check_output, deliver
from refcheck.commands.options import (
    DEFAULT_CLAIMS,
    Whole,
    baseline_options,
    claims_argument,
    colour_option,
    showing_options,
)
from refcheck.commands.session import Session
from refcheck.errors import EXPECTED, UsageError

if TYPE_CHECKING:
    from refcheck.history import History


@click.command("report")
@claims_argument
@click.option("--run", "number", type=Whole(1), metavar="N", help="An earlier run by its number instead of the last.")
@showing_options
@baseline_options
@click.option("--verbose", "-v", is_flag=True, help="The evidence of every claim.")
@colour_option
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # click's options, typed where they are declared
    """Show the last stored run of CLAIMS (./claims.toml) again, without fetching anything.

    The exit code is 0 when there was a run to show, whatever its verdicts. It is held against the baseline that the
    run was, unless --baseline names another.

    \b
    Examples:
      refcheck report
      refcheck report --format md --output comment.md
      refcheck report --format html --output report.html       the article, its claims marked
      refcheck report docs/claims.toml --run 3
      refcheck report --write-baseline baseline.json     accept the last run's verdicts as they are
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    from refcheck.history import History, history_path  # noqa: PLC0415

    claims, number = given["claims"], given["number"]
    session.folder = claims.parent
    check_output(given["output"], claims)
    check_form(given)
    check_baseline(given["write_baseline"])
    history = History(history_path(claims))
    stored = history.last(claims.name) if number is None else history.run(number)
    if stored is None:
        raise UsageError(_nothing_stored(claims, number, history))
    if given["baseline"]:
        stored = replace(stored, accepted=accepted_by(given["baseline"]))
    stored = accept(stored, given["write_baseline"], quiet=False)
    if number is None:
        number = max(line.id for line in history.runs() if line.claims_file == claims.name)
    deliver(stored, {**given, "quiet": True}, number)
    return EXPECTED


def _nothing_stored(claims: Path, number: int | None, history: History) -> str:
    """That there is no such run, and which there are."""
    runs = history.runs()
    if number is not None and runs:
        return f"{claims}: no run has the number {number}. Stored: {', '.join(str(line.id) for line in runs[-10:])}."
    others = sorted({line.claims_file for line in runs})
    if others:
        return f"{claims}: no run is stored of this file; there are runs of: {', '.join(others)}."
    command = "refcheck run" if claims == DEFAULT_CLAIMS else f"refcheck run {claims}"
    return f"{claims}: no run is stored. Start with `{command}`."
