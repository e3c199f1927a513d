"""Rows of a run: what came of each claim, on a line of JSON, and how the rows of a run add up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from refcheck.model import Result, Run, Source
from refcheck.reports.json import result_data
from refcheck.reports.neutral import harmless_line
from refcheck.standing import Standing, has_turned, standing_of

SCHEMA = "row.schema.json"
"""What a row says, key by key: in this folder of the package, and printed by `refcheck schema row`."""
ERROR, TURNED = "error", "turned"
"""Marks of a row besides its standing and its verdict: it could not be read, or later pages would turn its verdict."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What came of one piece of the input, at its place from 0: a row for each claim, and how many of them are what.

    `digest` is that of the piece, by which it is known again; `end` is how many bytes of the input end with it.
    """

    place: int
    digest: bytes
    texts: tuple[str, ...]
    marks: Mapping[str, int]
    end: int = 0


def row_of(result: Result, run: Run, dossier: str, sources: Iterable[Source]) -> str:
    """One claim as JSON without a line end: as in a report, with the dossier and the addresses of its sources."""
    addresses = {source.id: source.public_url for source in sources}
    return harmless_line({"dossier": dossier, **result_data(result, run), "addresses": addresses, "error": None})


def error_row(dossier: str, line: int, error: str) -> str:
    """What stands in place of claims that could not be read."""
    return harmless_line({"dossier": dossier, "line": line, "error": error})


def marks_of(results: Iterable[Result], run: Run) -> Counter[str]:
    """How many results stand how, how many have which verdict among those not as expected, and how many turned."""
    found: Counter[str] = Counter()
    for result in results:
        standing = standing_of(result, run)
        found[standing.value] += 1
        if standing is Standing.UNEXPECTED and result.judgement is not None:
            found[result.judgement.verdict.value] += 1
        if has_turned(result, run):
            found[TURNED] += 1
    return found


def said_by(text: str) -> str:
    """A row that needs a look, in a line for people; nothing for one that is as expected or excused."""
    row = json.loads(text)
    where = f"{row['dossier']}:{row['line']}:" if row["line"] else f"{row['dossier']}:"
    if row["error"]:
        return f"{where} {row['error']}"
    if row["standing"] not in {Standing.UNEXPECTED.value, Standing.UNCHECKED.value}:
        return ""
    what = f"{row['judgement']['verdict']}, not {row['expect']}" if row["judgement"] else row["reason"]
    return f"{where} {row['id']}: {what}: {row['statement']}"
