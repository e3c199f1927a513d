"""`refcheck run`: checks the claims."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refcheck.commands.checking import checker_of, pinned_start
from refcheck.commands.delivery import check_output, deliver
from refcheck.commands.options import checking_options, claims_argument, colour_option, ids_of, showing_options
from refcheck.commands.session import Session, check_ids, load_claims
from refcheck.errors import EXPECTED, UNCHECKED, UNEXPECTED, UsageError
from refcheck.standing import count

if TYPE_CHECKING:
    from refcheck.model import Run


@click.command("run")
@claims_argument
@click.option(
    "--claim",
    "claim_ids",
    multiple=True,
    metavar="ID",
    shell_complete=ids_of("claim"),
    help="Only this claim; may be repeated.",
)
@click.option(
    "--source",
    "source_ids",
    multiple=True,
    metavar="ID",
    shell_complete=ids_of("source"),
    help="Only this source; may be repeated.",
)
@showing_options
@checking_options
@click.option("--no-store", is_flag=True, help="Keep no history of this run in .refcheck/.")
@click.option(
    "--started-at", metavar="TIME", help="The run's start in ISO 8601, to pin it; SOURCE_DATE_EPOCH does too."
)
@colour_option
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # click's options, typed where they are declared
    """Check the claims of CLAIMS (./claims.toml) against their sources and say which hold.

    A run over all claims is stored for `refcheck report`; one with --claim or --source is only shown.

    \b
    Examples:
      refcheck run
      refcheck run docs/claims.toml --claim treaty-1979 --verbose
      refcheck run --offline --format json --output report.json
      refcheck run --record-mode all      pull every page anew and record it
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    dossier = load_claims(given["claims"], session)
    check_ids(given["claim_ids"], [claim.id for claim in dossier.claims], "claim", given["claims"])
    check_ids(given["source_ids"], [source.id for source in dossier.sources], "source", given["claims"])
    check_output(given["output"])
    started = pinned_start(given["started_at"])
    with checker_of(dossier, given, started) as checker:
        done = checker.run(given["claim_ids"], given["source_ids"])
    if not done.results:
        raise UsageError(f"{given['claims']}: no claim rests on {', '.join(given['source_ids'])}; nothing was checked.")
    deliver(done, given)
    if not given["no_store"] and done.complete:
        _store(done, given["claims"])
    return _exit_code(done)


def _store(done: Run, claims: Path) -> None:
    from refcheck.history import History, history_path  # noqa: PLC0415

    History(history_path(claims)).add(done)


def _exit_code(done: Run) -> int:
    counts = count(done)
    if counts.unexpected:
        return UNEXPECTED
    return UNCHECKED if counts.unchecked else EXPECTED
