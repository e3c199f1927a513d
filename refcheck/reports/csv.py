"""Comma-separated values (RFC 4180), in UTF-8 without a byte order mark: a row for each claim.

A cell that a spreadsheet would take for a formula begins with an apostrophe, as OWASP advises ("CSV Injection"). Of the
evidence a row has the most telling passage; the JSON report has all.
"""

from __future__ import annotations

import csv
import io

from refcheck.model import Evidence, Result, Run
from refcheck.reports.neutral import neutral
from refcheck.reports.view import PLAIN, Style, place_of, provenance, shown_evidence, verdict_of, web_address
from refcheck.standing import excuse, standing_of

COLUMNS = (
    "claim",
    "statement",
    "verdict",
    "expected",
    "standing",
    "note",
    "supported",
    "refuted",
    "not_enough_evidence",
    "why",
    "quote",
    "file",
    "line",
    "source",
    "provenance",
    "stance",
    "strength",
    "evidence",
    "link",
    "since",
    "not_used",
)
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


def render(run: Run, style: Style = PLAIN, /) -> str:
    """A header and the claims in the order of their file; lines end in CR LF, as the RFC has it."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for result in run.results:
        writer.writerow([_cell(value) for value in _row(result, run, style)])
    return written.getvalue()


def _row(result: Result, run: Run, style: Style) -> tuple[str, ...]:
    claim, judgement = result.claim, result.judgement
    place = place_of(claim, run, style)
    scores = judgement and judgement.scores
    evidence = shown_evidence(judgement) if judgement else ()
    return (
        claim.id,
        claim.statement,
        verdict_of(judgement),
        claim.expect,
        standing_of(result, run),
        ": ".join(excuse(result, run) or ()),
        *((f"{part:.4f}" for part in (scores.supported, scores.refuted, scores.not_enough)) if scores else ("",) * 3),
        (judgement.reason if judgement else "") or result.reason,
        claim.quote,
        place.file,
        str(place.line),
        *(_evidence(evidence[0], run) if evidence else ("",) * 6),
        verdict_of(result.since) if result.since else "",
        "; ".join(f"{gone.source.id}: {gone.reason}" for gone in result.unavailable),
    )


def _evidence(evidence: Evidence, run: Run) -> tuple[str, ...]:
    use = next((use for use in run.sources if use.source.id == evidence.source.id), None)
    return (
        evidence.source.id,
        provenance(use) if use else "",
        evidence.stance,
        f"{evidence.score:.4f}",
        evidence.text,
        web_address(evidence.link),
    )


def _cell(value: str) -> str:
    shown = neutral(value)
    return f"'{shown}" if shown.startswith(FORMULA) else shown
