"""`refcheck cassettes`: lists the recordings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from refcheck.commands.options import Whole, claims_argument
from refcheck.commands.session import Session, load_claims
from refcheck.commands.terminal import note, write_out
from refcheck.errors import EXPECTED, UNEXPECTED

if TYPE_CHECKING:
    from refcheck.inventory import Kept

HEADINGS = ("id", "age", "origin", "size", "status", "address")


@click.command("cassettes")
@claims_argument
@click.option(
    "--older-than", type=Whole(0), metavar="DAYS", help="Older recordings are a problem; archived ones never."
)
@click.option("--check", is_flag=True, help="Exit with 1 where there are problems.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="[default: text]")
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # click's options, typed where they are declared
    """List the recordings of CLAIMS (./claims.toml): how old, from where, how large, and what is wrong with them.

    The age is that of the words, or of the last time that the page was found to say the same. A problem is a source
    without a recording, a broken one, one of another address or of no page, and a file that belongs to no source.

    \b
    Examples:
      refcheck cassettes
      refcheck cassettes --check --older-than 90      for a weekly job
      refcheck cassettes --format json
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    from refcheck.inventory import inventory  # noqa: PLC0415

    dossier = load_claims(given["claims"], session)
    now = datetime.now(UTC)
    kept = inventory(dossier, dossier.path.parent / "cassettes", now=now, older_than=given["older_than"])
    write_out(_json(kept, now) if given["form"] == "json" else _text(kept, now))
    wrong = sum(bool(each.problems) for each in kept)
    if given["form"] == "text":
        note(f"refcheck: {len(kept)} listed, {wrong} with a problem")
    return UNEXPECTED if given["check"] and wrong else EXPECTED


def _text(kept: Sequence[Kept], now: datetime) -> str:
    """A line for each recording in columns, its problems below it."""
    from refcheck.reports.neutral import neutral  # noqa: PLC0415

    rows = [HEADINGS, *(_row(each, now) for each in kept)]
    rows = [tuple(neutral(cell) for cell in row) for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines: list[str] = []
    for number, row in enumerate(rows):
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        lines += [f"  ! {neutral(problem)}" for problem in (kept[number - 1].problems if number else ())]
    return "".join(f"{line}\n" for line in lines)


def _row(each: Kept, now: datetime) -> tuple[str, ...]:
    days = each.days(now)
    age = "-" if days is None else f"{days} d"
    size = f"{(each.size + 1023) // 1024} KB" if each.size else "-"
    return each.id, age, str(each.provenance or "-"), size, str(each.status or "-"), each.address or "-"


def _json(kept: Sequence[Kept], now: datetime) -> str:
    listed = [
        {
            "id": each.id,
            "address": each.address,
            "bytes": each.size,
            "days": each.days(now),
            "taken_at": each.taken_at.isoformat() if each.taken_at else None,
            "confirmed_at": each.confirmed_at.isoformat() if each.confirmed_at else None,
            "provenance": str(each.provenance) if each.provenance else None,
            "status": each.status or None,
            "problems": list(each.problems),
        }
        for each in kept
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"
