"""`refcheck run`: checks the claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refcheck.commands.accepting import accept, accepted_by, check_baseline
from refcheck.commands.checking import checker_of, pinned_start
from refcheck.commands.delivery import check_form, check_output, deliver
from refcheck.commands.gate import conditions, exit_code, offered
from refcheck.commands.options import (
    baseline_options,
    checking_options,
    choosing_options,
    claims_argument,
    colour_option,
    showing_options,
)
from refcheck.commands.session import Session, check_choice, load_claims, nothing_to_check
from refcheck.errors import UsageError

if TYPE_CHECKING:
    from refcheck.model import Dossier, Run


@click.command("run")
@claims_argument
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
      refcheck run --record-mode all      pull every page anew, record it and judge
      refcheck run --write-baseline baseline.json     accept the verdicts as they are,
      refcheck run --baseline baseline.json           and from then on fail only on what is new

    \b
    Exit codes: 0 nothing fails the run, 1 some verdict does, 2 usage or claims file, 3 no verdict does, but
    something could not be checked. Neither a waiver nor a baseline covers what could not be checked.
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    dossier = load_claims(given["claims"], session)
    if not dossier.claims:
        raise UsageError(nothing_to_check(given["claims"]))
    _check_call(dossier, given)
    accepted = accepted_by(given["baseline"])
    with checker_of(dossier, given, pinned_start(given["started_at"])) as checker:
        done = replace(checker.run(given["claim_ids"], given["source_ids"]), accepted=accepted)
    if not done.results:
        raise UsageError(f"{given['claims']}: no claim rests on {', '.join(given['source_ids'])}; nothing was checked.")
    done = accept(done, given["write_baseline"], quiet=given["quiet"])
    deliver(done, given)
    if not given["no_store"] and done.complete:
        _store(done, given["claims"])
    return exit_code(done, given["conditions"])


def _check_call(dossier: Dossier, given: Mapping[str, Any]) -> None:
    """Raises UsageError, before anything is fetched, for what the options ask for and can not have."""
    check_choice(dossier, given)
    check_output(given["output"], dossier.path, *([dossier.article.path] if dossier.article else []))
    check_form(given)
    check_baseline(given["write_baseline"])
    if given["write_baseline"] and (given["claim_ids"] or given["source_ids"]):
        raise UsageError("--write-baseline accepts a run over all claims: leave --claim and --source out.")


def _store(done: Run, claims: Path) -> None:
    from refcheck.dossier.schema import keep_schema  # noqa: PLC0415
    from refcheck.history import History, history_path  # noqa: PLC0415

    History(history_path(claims)).add(done)
    keep_schema(claims)
