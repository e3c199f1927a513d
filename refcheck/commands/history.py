"""`refcheck history`: the stored runs, when a verdict changed, and pruning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refcheck.commands.checking import pinned_start
from refcheck.commands.delivery import style_of
from refcheck.commands.hints import near
from refcheck.commands.options import DEFAULT_CLAIMS, Whole, claims_argument, colour_option, ids_in, ids_of
from refcheck.commands.session import Session
from refcheck.commands.terminal import note, write_out
from refcheck.errors import EXPECTED, HistoryError, UsageError

if TYPE_CHECKING:
    from refcheck.history import History, Pruning
    from refcheck.reports.changes import Change, RunLine
    from refcheck.timeline import Past

SHOWN = 20


@click.command("history")
@click.argument("claim_id", metavar="[CLAIM]", default="", shell_complete=ids_of("claim"))
@claims_argument
@click.option("--limit", type=Whole(1), default=SHOWN, show_default=True, metavar="N", help="How many are shown.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="[default: text]")
@click.option("--prune", is_flag=True, help="Take old runs away; say which stay with one of the next two, or both.")
@click.option("--keep-runs", type=Whole(0), metavar="N", help="With --prune: keep the last N runs.")
@click.option("--keep-days", type=Whole(0), metavar="N", help="With --prune: keep the runs of the last N days.")
@click.option("--dry-run", is_flag=True, help="With --prune: say what would go, and leave it.")
@colour_option
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # click's options, typed where they are declared
    """Show the stored runs of CLAIMS (./claims.toml), or when the verdict on one CLAIM changed, with the evidence then.

    Pruning never takes away a run in which a verdict or a statement changed: what is told of a claim stays the same.

    \b
    Examples:
      refcheck history                          the stored runs, newest first
      refcheck history treaty-1979              when its verdict changed
      refcheck history treaty-1979 docs/claims.toml --format json
      refcheck history --prune --keep-runs 50 --dry-run
      refcheck history --prune --keep-days 90
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    from refcheck.history import History, history_path  # noqa: PLC0415

    claim, claims = _told_apart(given["claim_id"], given["claims"])
    session.folder = claims.parent
    history = History(history_path(claims))
    if given["prune"]:
        _prune(history, claims, claim, given)
    elif given["dry_run"] or given["keep_runs"] is not None or given["keep_days"] is not None:
        raise UsageError("--keep-runs, --keep-days and --dry-run go with --prune, which takes the other runs away.")
    elif claim:
        write_out(_changes(history, claims, claim, given))
    else:
        write_out(_runs(history, claims, given))
    return EXPECTED


def _told_apart(claim: str, claims: Path) -> tuple[str, Path]:
    """The claim and the claims file; a file or a folder may be given alone."""
    if claim.endswith(".toml"):  # no id has a full stop
        return "", Path(claim)
    if "/" in claim or claim in (".", ".."):
        return "", Path(claim) / DEFAULT_CLAIMS
    return claim, claims


def _runs(history: History, claims: Path, given: dict[str, Any]) -> str:
    from refcheck.reports.changes import RunLine, render_runs, runs_json  # noqa: PLC0415
    from refcheck.timeline import changed_in  # noqa: PLC0415

    past = history.past(claims.name)
    if not past:
        raise UsageError(_nothing_stored(history, claims))
    lines = {line.id: line for line in history.runs()}
    shown: list[RunLine] = []
    for place, (run, changed) in enumerate(changed_in(past)):
        if line := lines.get(run.number):
            counts = (line.expected, line.unexpected, line.unchecked)
            shown.append(RunLine(run.number, run.started_at, *counts, changed if place else ()))
    newest = shown[::-1][: given["limit"]]
    if given["form"] == "json":
        return runs_json(claims.name, newest, len(past))
    return render_runs(claims.name, newest, len(past), style_of({**given, "verbose": False}))


def _changes(history: History, claims: Path, claim: str, given: dict[str, Any]) -> str:
    from refcheck.reports.changes import changes_json, render_changes  # noqa: PLC0415

    past = tuple(run for run in history.past(claims.name) if any(said.claim == claim for said in run.said))
    if not past:
        raise UsageError(_never_judged(history, claims, claim))
    found, of = _found(history, past, claim, given["limit"])
    if given["form"] == "json":
        return changes_json(claim, found, of, len(past))
    return render_changes(claim, found, of, len(past), style_of({**given, "verbose": False}))


def _found(history: History, past: tuple[Past, ...], claim: str, limit: int) -> tuple[list[Change], int]:
    """The last changes, newest first, with their whole runs, and how many there are."""
    from refcheck.reports.changes import Change  # noqa: PLC0415
    from refcheck.timeline import stretches  # noqa: PLC0415

    rows = stretches(past, claim)
    found = []
    for place in range(len(rows) - 1, max(-1, len(rows) - 1 - limit), -1):
        number = past[rows[place].first].number
        run = history.run(number)
        result = next((each for each in run.results if each.claim.id == claim), None) if run else None
        if run is None or result is None:
            raise HistoryError(f"{history.path}: run {number} is gone; somebody took it away meanwhile. Ask again.")
        found.append(Change(number, run, result, rows[place - 1].said if place else None))
    return found, len(rows)


def _never_judged(history: History, claims: Path, claim: str) -> str:
    from refcheck.timeline import claims_of  # noqa: PLC0415

    past = history.past(claims.name)
    if not past:
        return _nothing_stored(history, claims)
    known, listed = claims_of(past), ids_in(claims, "claim")
    if claim in listed:
        return f"{claims}: no stored run has judged {claim} yet. `refcheck run` does."
    return f"{claims}: no claim has the id {claim}, now or in a stored run. {near(claim, [*listed, *known])}"


def _nothing_stored(history: History, claims: Path) -> str:
    others = sorted({line.claims_file for line in history.runs()})
    if others:
        return f"{claims}: no run is stored of this file; there are runs of: {', '.join(others)}."
    command = "refcheck run" if claims == DEFAULT_CLAIMS else f"refcheck run {claims}"
    return f"{claims}: no run is stored. Start with `{command}`."


def _prune(history: History, claims: Path, claim: str, given: dict[str, Any]) -> None:
    runs, days = given["keep_runs"], given["keep_days"]
    if claim:
        raise UsageError("--prune takes whole runs away; leave the claim out.")
    if runs is None and days is None:
        raise UsageError("--prune: say which runs stay, with --keep-runs N or --keep-days N, or both.")
    now = pinned_start(None) or datetime.now(UTC)
    try:
        begin = now - timedelta(days=days) if days is not None else None
    except OverflowError:
        begin = datetime.min.replace(tzinfo=UTC)
    pruned = history.prune(claims.name, runs, begin, dry_run=given["dry_run"])
    write_out(_told(pruned, claims, dry_run=given["dry_run"]))
    if pruned.removed and not given["dry_run"]:
        try:
            saved = history.compact()
        except HistoryError as error:
            raise HistoryError(f"The runs are gone, but their room is not given back yet: {error}") from error
        note(f"refcheck: {history.path} became {max(saved, 0)} bytes smaller.")


def _told(pruned: Pruning, claims: Path, *, dry_run: bool) -> str:
    removed, turned = pruned.removed, pruned.turning_points
    stay, them = ("one stays", "it") if turned == 1 else ("ones stay", "them")
    kept = f" {turned} older {stay}: what is told of changes rests on {them}." if turned else ""
    if not removed:
        return f"{claims.name}: no run to take away.{kept}\n"
    verb = "would be taken away" if dry_run else "taken away"
    some = f"1 run {verb}, number {removed[0].id}"
    if len(removed) > 1:
        some = f"{len(removed)} runs {verb}, numbers {removed[0].id} to {removed[-1].id}"
    return f"{claims.name}: {some}.{kept}\n"
