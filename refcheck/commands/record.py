"""`refcheck record`: pulls pages anew and records those that are real ones."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refcheck.commands.options import Whole, claims_argument, fetching_options, ids_of
from refcheck.commands.progress import progress
from refcheck.commands.session import Session, check_ids, load_claims
from refcheck.commands.terminal import note, write_out
from refcheck.errors import EXPECTED, UNCHECKED, UsageError
from refcheck.model import Provenance

if TYPE_CHECKING:
    from refcheck.comparing import Compare, Gist
    from refcheck.model import Dossier, Source
    from refcheck.renewal import Renewal

MOST_SHOWN = 40


@click.command("record")
@claims_argument
@click.option(
    "--source",
    "source_ids",
    multiple=True,
    metavar="ID",
    shell_complete=ids_of("source"),
    help="Only this source; may be repeated.",
)
@click.option("--diff", is_flag=True, help="Show the words that changed, [-as they were-] and {+as they are+}.")
@click.option("--dry-run", is_flag=True, help="Pull and compare, but write nothing.")
@click.option(
    "--archive",
    is_flag=True,
    help="Of a page that is gone, record the archived copy nearest before the day as of which it is cited, and note it "
    "in the claims file. Asks web.archive.org, or REFCHECK_ARCHIVE_URL.",
)
@click.option("--save-archive", is_flag=True, help="Ask the archive to take a copy of every page that was pulled.")
@click.option(
    "--jobs", type=Whole(1, 256), default=4, metavar="N", help="How many sources are pulled at once.  [default: 4]"
)
@fetching_options
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="[default: text]")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no notes.")
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # click's options, typed where they are declared
    """Pull the pages of CLAIMS (./claims.toml) anew, record them, and say what changed on each.

    A recording is only replaced by a page that reads as the real one; whatever goes wrong, the old one stays. Where a
    server says that it has no newer page, or the page reads the same, only the day of that is noted. Where there are
    many, pages are read by other processes, one for each core; a new page only as far as tells that it is a real one.

    \b
    Examples:
      refcheck record                            all pages as they are today
      refcheck record --source treaty --diff     one page, with the words that changed
      refcheck record --dry-run                  what would change
      refcheck record --archive                  archived copies of the pages that are gone

    \b
    Exit codes: 0 every page was recorded or is unchanged, 2 usage or claims file, 3 some page could not be pulled or
    read: its recording is as it was.
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    claims: Path = given["claims"]
    dossier = load_claims(claims, session)
    sources = _chosen(dossier, given["source_ids"], claims)
    width = max((len(each.id) for each in sources), default=0)
    done: list[Renewal] = []
    for renewal in _renewed(dossier, sources, given):
        done.append(renewal)
        if given["form"] == "text":
            write_out(_line(renewal, width, diff=given["diff"]))
    if given["form"] == "json":
        write_out(_json(done, given))
    if given["archive"] and not given["dry_run"]:
        _pin(claims, done)
    if not given["quiet"]:
        note(f"refcheck: {_summary(done, dry_run=given['dry_run'])}")
    return UNCHECKED if any(each.why for each in done) else EXPECTED


def _chosen(dossier: Dossier, ids: Sequence[str], claims: Path) -> list[Source]:
    if not dossier.sources:
        raise UsageError(f"{claims}: has no sources yet. `refcheck add source URL` writes one.")
    check_ids(ids, [source.id for source in dossier.sources], "source", claims)
    return [source for source in dossier.sources if not ids or source.id in ids]


def _renewed(dossier: Dossier, sources: list[Source], given: Mapping[str, Any]) -> Iterator[Renewal]:
    """The renewals in the order of the sources, each as soon as those before it are done."""
    from refcheck.comparing import comparer  # noqa: PLC0415

    with comparer(len(sources), given["jobs"]) as compare:
        yield from _in_order(dossier, sources, given, compare)


def _in_order(dossier: Dossier, sources: list[Source], given: Mapping[str, Any], compare: Compare) -> Iterator[Renewal]:
    from refcheck.commands.checking import fetch_settings  # noqa: PLC0415
    from refcheck.engine import spread  # noqa: PLC0415
    from refcheck.pipeline import Progress  # noqa: PLC0415
    from refcheck.renewal import Recorder, Wanted, earliest_days  # noqa: PLC0415
    from refcheck.web.cassette import clear_leftovers  # noqa: PLC0415
    from refcheck.web.politeness import by_turns  # noqa: PLC0415

    folder = dossier.path.parent / "cassettes"
    if not given["dry_run"]:
        clear_leftovers(folder)
    write = not given["dry_run"]
    wanted = Wanted(write=write, archive=given["archive"], capture=given["save_archive"] and write)
    recorder = Recorder(replace(fetch_settings(given), cassettes=folder), wanted, compare)
    days = earliest_days(dossier)
    places = {source.id: number for number, source in enumerate(sources)}
    waiting: dict[int, Renewal] = {}
    following = 0
    with progress(quiet=given["quiet"], verbose=False) as tell:
        work = spread(lambda source: recorder.renew(source, days.get(source.id)), by_turns(sources), given["jobs"])
        for count, (_, renewal) in enumerate(work, 1):
            tell(Progress("fetch", count, len(sources), renewal.source.id))
            waiting[places[renewal.source.id]] = renewal
            while following in waiting:
                yield waiting.pop(following)
                following += 1


def _line(renewal: Renewal, width: int, *, diff: bool) -> str:
    """What became of one source, on a line, with the changes below where they are asked for."""
    from refcheck.reports.neutral import neutral  # noqa: PLC0415

    told = neutral("; ".join(_told(renewal)))
    lines = [f"{renewal.outcome:<9}  {renewal.source.id:<{width}}  {told}".rstrip()]
    if diff:
        lines += [f"    {neutral(str(change))}" for change in renewal.changes[:MOST_SHOWN]]
        more = len(renewal.changes) - MOST_SHOWN
        lines += [f"    and {more} more changes"] if more > 0 else []
    return "".join(f"{line}\n" for line in lines)


def _told(renewal: Renewal) -> Iterator[str]:
    from refcheck.reading.wrongpage import LITTLE  # noqa: PLC0415

    before, now = renewal.before, renewal.now
    if now is None:
        yield renewal.why
        yield f"{_origin(before)} stays" if before else "nothing is recorded"
        return
    if before is None:
        yield f"{now.words} words" if now.words is not None else f"more than {LITTLE} words"
    elif renewal.outcome != "unchanged":
        yield f"+{renewal.added} -{renewal.removed} of {before.words} words"
        if not renewal.changes:
            yield "the same words, in another order or with other dates or addresses"
    if now.provenance is Provenance.ARCHIVED:
        yield _origin(now)
    if before and before.provenance in (Provenance.STAND_IN, Provenance.ARCHIVED) and renewal.outcome != "unchanged":
        yield f"in place of {_origin(before)}"
    if before and before.url != now.url:
        yield f"now at {now.url}"
    if renewal.capture:
        yield renewal.capture if ": " in renewal.capture or " " in renewal.capture else f"captured: {renewal.capture}"


def _origin(page: Gist) -> str:
    """What the words were taken from, and when."""
    day = f" of {page.fetched_at.date()}" if page.fetched_at else ""
    names = {Provenance.STAND_IN: "the stand-in", Provenance.ARCHIVED: "the archived copy"}
    return f"{names.get(page.provenance, 'the recording')}{day}"


def _json(done: Sequence[Renewal], given: Mapping[str, Any]) -> str:

    recordings = [
        {
            "id": each.source.id,
            "url": each.source.public_url,
            "outcome": str(each.outcome),
            "why": each.why,
            "words": each.now.words if each.now else 0,
            "added": each.added,
            "removed": each.removed,
            "provenance": str(each.now.provenance) if each.now else "",
            "archive": each.copy,
            "capture": each.capture,
            **({"changes": [_change(change) for change in each.changes]} if given["diff"] else {}),
        }
        for each in done
    ]
    whole = {"claims": given["claims"].name, "written": not given["dry_run"], "recordings": recordings}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _change(change: Any) -> dict[str, str]:  # noqa: ANN401  # a Change; its module is imported late
    return {name: " ".join(getattr(change, name)) for name in ("before", "removed", "added", "after")}


def _pin(claims: Path, done: Sequence[Renewal]) -> None:
    """Notes in the claims file which archived copies were recorded, so that they are what is read from now on."""
    from refcheck.atomic import write_whole  # noqa: PLC0415
    from refcheck.drafting.pinning import with_archive  # noqa: PLC0415

    for each in done:
        if not each.copy or each.source.archive:
            continue
        text = claims.read_bytes().decode("utf-8")
        longer, line = with_archive(text, each.source.id, each.copy)
        try:
            if line:
                write_whole(claims, longer)
                note(f'{claims}:{line}: source {each.source.id}: added archive = "{each.copy}"')
                continue
            why = "its table has no line of its own"
        except OSError as error:
            why = error.strerror or str(error)
        note(f'{claims}: source {each.source.id}: not changed ({why}). Add: archive = "{each.copy}"')


def _summary(done: Sequence[Renewal], *, dry_run: bool) -> str:
    counts = Counter(str(each.outcome) for each in done)
    total = f"{len(done)} source{'' if len(done) == 1 else 's'}"
    line = f"{total}: {', '.join(f'{number} {outcome}' for outcome, number in sorted(counts.items()))}"
    return f"{line}; nothing was written" if dry_run else line
