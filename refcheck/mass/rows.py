"""Rows of a run: what came of each claim, on a line of JSON, and how the rows of a run add up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from refcheck.model import Result, Run, Source
from refcheck.reports.json import result_data
from refcheck.reports.json import schema_text as report_schema_text
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


def schema_text() -> str:
    """The JSON Schema (2020-12) of a row."""
    return Path(__file__).with_name(SCHEMA).read_text(encoding="utf-8")


def made_schema() -> str:
    """The schema as it follows from that of a report; `schema_text` is this, kept."""
    report = json.loads(report_schema_text())
    kinds = report["$defs"]
    result = kinds.pop("result")
    dossier = {
        "description": "The list of claims, or the claims file from the folder that was given.",
        "type": "string",
    }
    addresses = {
        "description": "The addresses of the sources of the claim and its parts, by their ids.",
        "type": "object",
        "additionalProperties": {"type": "string"},
    }
    claim = {
        **result,
        "required": ["dossier", *result["required"], "addresses", "error"],
        "properties": {"dossier": dossier, **result["properties"], "addresses": addresses, "error": {"type": "null"}},
    }
    line = {"description": "Where it stands, from 1; 0 where that is not known.", "type": "integer", "minimum": 0}
    error = {"description": "What is wrong, and what would be right.", "type": "string", "minLength": 1}
    mistake = {
        "description": "A claim or a claims file that could not be read.",
        "type": "object",
        "additionalProperties": False,
        "required": ["dossier", "line", "error"],
        "properties": {"dossier": dossier, "line": line, "error": error},
    }
    head = {"$schema": report["$schema"], "title": "A row of a run of refcheck over many claims, format 1"}
    used = {name: kind for name, kind in kinds.items() if name not in {"count", "time", "source", "pageDate"}}
    return json.dumps({**head, "oneOf": [claim, mistake], "$defs": used}, indent=2) + "\n"


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
    name = "" if row["id"] == str(row["line"]) else f" {row['id']}:"
    return f"{where}{name} {what}: {row['statement']}"
