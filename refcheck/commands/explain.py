"""`refcheck explain`: shows how one verdict came about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from refcheck.commands.checking import checker_of, pinned_start
from refcheck.commands.delivery import style_of
from refcheck.commands.hints import listed
from refcheck.commands.options import checking_options, claims_argument, colour_option, ids_of
from refcheck.commands.session import Session, check_ids, load_claims
from refcheck.commands.terminal import write_out
from refcheck.errors import EXPECTED, UsageError
from refcheck.model import Run, SourceUse
from refcheck.reports.text import render_explanation

if TYPE_CHECKING:
    from refcheck.model import Dossier
    from refcheck.pipeline import Explanation


@click.command("explain")
@click.argument("claim_id", metavar="CLAIM", default="", shell_complete=ids_of("claim"))
@claims_argument
@checking_options
@colour_option
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # click's options, typed where they are declared
    """Show how the verdict on one CLAIM came about: the passages looked at, the facts compared, the outcome.

    CLAIM is the id of a claim of the file CLAIMS (./claims.toml).

    \b
    Examples:
      refcheck explain treaty-1979
      refcheck explain treaty-1979 docs/claims.toml --top-k 20
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    claims, claim = given["claims"], given["claim_id"]
    if claim.endswith(".toml"):  # no id has a full stop
        raise UsageError(f"the id of a claim comes first, then the file: refcheck explain CLAIM {claim}")
    dossier = load_claims(claims, session)
    ids = [each.id for each in dossier.claims]
    if not claim:
        raise UsageError(f"{claims}: which claim? It has: {listed(ids)}. Write `refcheck explain {ids[0]}`.")
    check_ids([claim], ids, "claim", claims)
    started = pinned_start(None)
    with checker_of(dossier, given, started) as checker:
        explanation = checker.explain(claim)
    considered = [(item.candidate, item.evidence) for item in explanation.candidates]
    seen = _as_run(dossier, explanation, started or datetime.now(UTC))
    write_out(render_explanation(explanation.result, considered, seen, style_of(given)))
    return EXPECTED


def _as_run(dossier: Dossier, explanation: Explanation, started: datetime) -> Run:
    """The explained result with the pages that were read for it, for the renderer."""
    pages = {item.candidate.document.source.id: item.candidate.document for item in explanation.candidates}
    uses = tuple(
        SourceUse(page.source, page.title, page.url, page.published, page.modified, page.fetched_at, page.provenance)
        for page in pages.values()
    )
    return Run(dossier, (explanation.result,), uses, started, complete=False)
