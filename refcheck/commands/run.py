"""`refcheck run`: checks the claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from refcheck.commands.accepting import accept, accepted_by, check_baseline
from refcheck.commands.breaking import broken_off, broken_off_late, heeding_signals, ledger_of, tell_resumed
from refcheck.commands.checking import checker_of, pinned_start
from refcheck.commands.delivery import check_form, check_output, deliver
from refcheck.commands.gate import conditions, exit_code, offered
from refcheck.commands.options import (
    baseline_options,
    checking_options,
    choosing_options,
    colour_option,
    engine_options,
    many_argument,
    showing_options,
)
from refcheck.commands.session import Session, check_choice, is_list, load_claims, nothing_to_check, store
from refcheck.commands.terminal import note
from refcheck.errors import HistoryError, UsageError

if TYPE_CHECKING:
    from refcheck.model import Dossier, Run
    from refcheck.resuming import Ledger


@click.command("run")
@many_argument
@choosing_options
@showing_options
@click.option(
    "--fail-on",
    "conditions",
    multiple=True,
    callback=conditions,
    shell_complete=offered,
    metavar="WHAT,...",
    help="What makes a run fail: unexpected (any verdict that is not the expected one; or only those that are "
    "supported, refuted, conflicting or not-enough), unchecked (what could not be checked), stale (pages published "
    "since would change a verdict), or never.  [default: unexpected,unchecked]",
)
@baseline_options
@checking_options
@engine_options
@click.option("--resume", is_flag=True, help="Go on with the run that broke off: judge only what it had not judged.")
@click.option("--no-store", is_flag=True, help="Keep no history of this run in .refcheck/.")
@click.option(
    "--started-at", metavar="TIME", help="The run's start in ISO 8601, to pin it; SOURCE_DATE_EPOCH does too."
)
@colour_option
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # click's options, typed where they are declared
    """Check the claims of CLAIMS (./claims.toml) against their sources and say which hold.

    A run over all claims is stored for `refcheck report`; one with --claim or --source is only shown. One that is
    interrupted shows what it found so far, and --resume goes on with it.

    CLAIMS may also be a folder of dossiers, or a list of claims in JSON lines (.jsonl, or - for the standard input),
    each with the keys of a [[claim]] and with addresses for its sources. --output writes a row for each claim then, as
    JSON lines or as Parquet (.parquet); --resume goes on where that broke off.

    \b
    Examples:
      refcheck run
      refcheck run docs/claims.toml --claim treaty-1979 --verbose
      refcheck run --offline --format json --output report.json
      refcheck run --resume               go on where Ctrl-C broke off
      refcheck run --record-mode all      pull every page anew, record it and judge
      refcheck run --jobs 32 --workers 8  pull 32 pages at once, judge in 8 processes
      refcheck run --write-baseline baseline.json     accept the verdicts as they are,
      refcheck run --baseline baseline.json           and from then on fail only on what is new
      refcheck run archive                            every claims.toml below a folder
      refcheck run claims.jsonl --output rows.jsonl   a list of claims, a row for each

    \b
    Exit codes: 0 nothing fails the run, 1 some verdict does, 2 usage or claims file, 3 no verdict does, but
    something could not be checked, 130 interrupted. Neither a waiver nor a baseline covers what could not be checked.
    A run that can not be stored is 2 where its verdicts are as expected.
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    if is_list(given["claims"]) or given["claims"].is_dir():
        from refcheck.commands.many import check_many  # noqa: PLC0415 - one dossier needs none of it

        return check_many(given, session)
    dossier = load_claims(given["claims"], session)
    if not dossier.claims:
        raise UsageError(nothing_to_check(given["claims"]))
    _check_call(dossier, given)
    accepted = accepted_by(given["baseline"])
    ledger = ledger_of(given["claims"], given)
    with heeding_signals():
        try:
            with checker_of(dossier, given, pinned_start(given["started_at"])) as checker:
                done = checker.run(given["claim_ids"], given["source_ids"], ledger=ledger)
        except KeyboardInterrupt as interrupt:
            part = getattr(interrupt, "run", None)  # an interrupt before the run began has none
            if part is None:
                raise
            return broken_off(part, ledger, accepted, given)
        try:
            return _finish(replace(done, accepted=accepted), ledger, given)
        except KeyboardInterrupt:
            return broken_off_late(done, ledger, given)


def _finish(done: Run, ledger: Ledger | None, given: Mapping[str, Any]) -> int:
    """Shows a run that was not interrupted, stores it where it is whole, and returns the exit code."""
    tell_resumed(ledger, quiet=given["quiet"])
    if not done.results:
        raise UsageError(f"{given['claims']}: no claim rests on {', '.join(given['source_ids'])}; nothing was checked.")
    done = accept(done, given["write_baseline"], quiet=given["quiet"])
    deliver(done, given)
    code = exit_code(done, given["conditions"])
    if given["no_store"] or not done.complete:
        return code
    try:
        store(done, given["claims"])
    except HistoryError as error:
        note(f"refcheck: {error}")
        return code or error.exit_code
    return code


def _check_call(dossier: Dossier, given: Mapping[str, Any]) -> None:
    """Raises UsageError, before anything is fetched, for what the options ask for and can not have."""
    check_choice(dossier, given)
    check_output(given["output"], dossier.path, *([dossier.article.path] if dossier.article else []))
    check_form(given)
    check_baseline(given["write_baseline"])
    if given["write_baseline"] and (given["claim_ids"] or given["source_ids"]):
        raise UsageError("--write-baseline accepts a run over all claims: leave --claim and --source out.")
