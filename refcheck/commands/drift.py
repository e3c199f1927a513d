"""`refcheck drift`: the recordings beside the pages as they are now."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from refcheck.commands.checking import pinned_start, settings_of
from refcheck.commands.delivery import check_output, style_of, write_file
from refcheck.commands.options import choosing_options, claims_argument, colour_option, judging_options, output_option
from refcheck.commands.progress import progress
from refcheck.commands.session import Session, check_choice, load_claims, nothing_to_check
from refcheck.commands.terminal import note, write_out
from refcheck.errors import EXPECTED, UNCHECKED, UNEXPECTED, UsageError

if TYPE_CHECKING:
    from refcheck.drifting import Drift

FORMATS = ("text", "md", "json")


class DriftOn(StrEnum):
    """What the command may be told to fail on."""

    VERDICT = "verdict"
    PAGE_GONE = "page-gone"
    GONE = "gone"
    REWORDED = "reworded"
    UNCHECKED = "unchecked"
    RETOUCHED = "retouched"
    MOVED = "moved"
    PAGE_MOVED = "page-moved"
    CHANGED = "changed"
    NEVER = "never"


DEFAULT = (DriftOn.VERDICT, DriftOn.PAGE_GONE, DriftOn.GONE, DriftOn.REWORDED, DriftOn.UNCHECKED)


def _conditions(context: click.Context, param: click.Parameter, given: Sequence[str]) -> tuple[DriftOn, ...]:
    names = list(dict.fromkeys(name.strip().lower() for each in given for name in each.split(",")))
    for name in names:
        if name not in set(DriftOn):
            near = get_close_matches(name.replace("_", "-").replace(" ", "-"), list(DriftOn), n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(DriftOn)}."
            raise click.BadParameter(f"{name!r} is nothing that drift can fail on; {hint}", context, param)
    if DriftOn.NEVER in names and len(names) > 1:
        raise click.BadParameter("'never' stands alone: take it out, or the others.", context, param)
    return tuple(DriftOn(name) for name in names) or DEFAULT


def _offered(_context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    before, comma, word = incomplete.rpartition(",")
    return [CompletionItem(f"{before}{comma}{name}") for name in DriftOn if name.startswith(word)]


@click.command("drift")
@claims_argument
@choosing_options
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="What it is written in."
)
@output_option
@click.option(
    "--fail-on",
    "conditions",
    multiple=True,
    callback=_conditions,
    shell_complete=_offered,
    metavar="WHAT,...",
    help="What makes the exit code 1: verdict (it changed), page-gone, gone, reworded, retouched, moved (the "
    "evidence), page-moved, changed (any page that says something else); what makes it 3: unchecked (what could not "
    "be compared); or never.  [default: verdict,page-gone,gone,reworded,unchecked]",
)
@judging_options
@colour_option
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # click's options, typed where they are declared
    """Pull the pages of CLAIMS (./claims.toml) anew and compare them with their recordings, claim by claim.

    The evidence of each verdict is found again by its words and by what stands around them, and each claim is judged
    on the pages as they are now. Nothing is recorded: the recordings stay as they are. A page that could not be pulled
    is neither gone nor unchanged, and a recording that is a stand-in is no earlier state of its page.

    \b
    Examples:
      refcheck drift
      refcheck drift docs/claims.toml --source treaty --verbose
      refcheck drift --format md --output drift.md
      refcheck drift --fail-on verdict,page-gone      let be what leaves the verdicts as they are

    \b
    Exit codes: 0 nothing of note (pages unchanged, or changed with the evidence intact, moved or retouched),
    1 a verdict changed, a page is gone, or evidence is gone or reworded, 2 usage or claims file, 3 none of these, but
    something could not be compared.
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    from refcheck.drifting import compare  # noqa: PLC0415
    from refcheck.drifting.rendering import RENDERERS, summary  # noqa: PLC0415

    dossier = load_claims(given["claims"], session)
    if not dossier.claims:
        raise UsageError(nothing_to_check(given["claims"]))
    check_choice(dossier, given)
    check_output(given["output"], dossier.path, *([dossier.article.path] if dossier.article else []))
    started = pinned_start(None)
    clock: dict[str, Any] = {"clock": lambda: started} if started else {}
    with progress(quiet=given["quiet"], verbose=given["verbose"]) as on_progress:
        settings = settings_of(given)
        drift = compare(dossier, settings, given["claim_ids"], given["source_ids"], on_progress=on_progress, **clock)
    if not drift.claims:
        raise UsageError(f"{given['claims']}: no claim rests on {', '.join(given['source_ids'])}; nothing was pulled.")
    text = RENDERERS[given["form"]](drift, style_of(given))
    to_file = given["output"] is not None and str(given["output"]) != "-"
    if to_file:
        write_file(given["output"], text)
    else:
        write_out(text)
    seen_already = given["form"] == "text" and not to_file and sys.stdout.isatty()
    if not given["quiet"] and not seen_already:
        note(f"refcheck: {summary(drift)}")
    return exit_code(drift, given["conditions"])


def exit_code(drift: Drift, conditions: Collection[DriftOn] = DEFAULT) -> int:
    """1 where something drifted that counts, 3 where nothing did but something could not be compared, 0 otherwise."""
    from refcheck.drifting import Drifted, PageState, Standing  # noqa: PLC0415
    from refcheck.drifting.comparing import NOT_COMPARED  # noqa: PLC0415

    standings = {seen.standing for each in drift.claims for seen in each.evidence}
    states = {page.state for page in drift.pages}
    found = {
        DriftOn.VERDICT: any(each.drifted is Drifted.VERDICT for each in drift.claims),
        DriftOn.PAGE_GONE: PageState.GONE in states,
        DriftOn.GONE: Standing.GONE in standings,
        DriftOn.REWORDED: Standing.REWORDED in standings,
        DriftOn.RETOUCHED: Standing.RETOUCHED in standings,
        DriftOn.MOVED: Standing.MOVED in standings,
        DriftOn.PAGE_MOVED: any(page.moved_to for page in drift.pages),
        DriftOn.CHANGED: PageState.CHANGED in states,
    }
    if any(found.get(condition) for condition in conditions):
        return UNEXPECTED
    uncompared = bool(NOT_COMPARED & states) or any(each.drifted is Drifted.UNCHECKED for each in drift.claims)
    return UNCHECKED if uncompared and DriftOn.UNCHECKED in conditions else EXPECTED
