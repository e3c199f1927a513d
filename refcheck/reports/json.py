"""The report for other programs: versioned, with keys in a stable order, in ASCII."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from refcheck.codec import relative_path
from refcheck.model import (
    Article,
    Claim,
    Evidence,
    Judgement,
    PageDate,
    Result,
    Run,
    SourceUse,
    Unavailable,
)
from refcheck.reports.neutral import harmless_json
from refcheck.reports.view import PLAIN, Style
from refcheck.standing import count, remarks, standing_of

if TYPE_CHECKING:
    from datetime import date

FORMAT = 1
"""Goes up when a key goes, or comes to mean something else."""
SCHEMA = "report.schema.json"
"""What a report says, key by key: in this folder of the package, and printed by `refcheck schema report`."""
DIGITS = 4


def render(run: Run, style: Style = PLAIN, /) -> str:  # noqa: ARG001  # all renderers have one signature
    """The whole run as JSON; only `started_at` differs between two runs on the same inputs.

    What is in it, key by key, is told in report.schema.json beside this module (`refcheck schema report`).
    """
    return harmless_json(_run(run))


def schema_text() -> str:
    """The JSON Schema (2020-12) of what `render` writes."""
    return Path(__file__).with_name(SCHEMA).read_text(encoding="utf-8")


def _run(run: Run) -> dict[str, object]:
    counts = count(run)
    return {
        "refcheck": {"schema": SCHEMA, "format": FORMAT, "versions": dict(run.versions)},
        "started_at": run.started_at.isoformat(),
        "complete": run.complete,
        "claims_file": run.dossier.path.name,
        "article": _article(run.dossier.article, run),
        "summary": {
            "claims": len(run.results),
            "as_expected": counts.expected,
            "not_as_expected": counts.unexpected,
            "waived": counts.waived,
            "in_the_baseline": counts.accepted,
            "could_not_be_checked": counts.unchecked,
        },
        "claims": [result_data(result, run) for result in run.results],
        "sources": [source_data(use) for use in run.sources],
        "remarks": list(remarks(run)),
    }


def _article(article: Article | None, run: Run) -> dict[str, object] | None:
    if article is None:
        return None
    return {
        "path": relative_path(article.path, run.dossier.path.parent).as_posix(),
        "title": article.title,
        "author": article.author,
        "url": article.url,
        "published": _day(article.published),
    }


def result_data(result: Result, run: Run) -> dict[str, object]:
    """One result of the run as the report has it."""
    return {
        **_claim(result.claim),
        "outcome": result.outcome.value,
        "standing": standing_of(result, run).value,
        "judgement": _judgement(result.judgement),
        "since": _judgement(result.since),
        "parts": [{"statement": part.statement, "judgement": _judgement(part.judgement)} for part in result.parts],
        "unavailable": [{"source": gone.source.id, **_reason(gone)} for gone in result.unavailable],
        "reason": result.reason,
    }


def _claim(claim: Claim) -> dict[str, object]:
    waiver = claim.waiver
    return {
        "id": claim.id,
        "line": claim.line,
        "statement": claim.statement,
        "quote": claim.quote,
        "sources": list(claim.sources),
        "policy": claim.policy.value,
        "as_of": _day(claim.as_of),
        "expect": claim.expect.value,
        "waiver": waiver and {"reason": waiver.reason, "owner": waiver.owner, "until": _day(waiver.until)},
    }


def _judgement(judgement: Judgement | None) -> dict[str, object] | None:
    if judgement is None:
        return None
    scores = judgement.scores
    return {
        "verdict": judgement.verdict.value,
        "scores": {
            "supported": _number(scores.supported),
            "refuted": _number(scores.refuted),
            "not_enough_evidence": _number(scores.not_enough),
        },
        "reason": judgement.reason,
        "evidence": [_evidence(evidence) for evidence in judgement.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, object]:
    passage = evidence.passage
    return {
        "source": evidence.source.id,
        "stance": evidence.stance.value,
        "score": _number(evidence.score),
        "text": evidence.text,
        "before": evidence.before,
        "after": evidence.after,
        "link": evidence.link,
        "start": passage.start,
        "end": passage.end,
        "kind": passage.kind.value,
        "heading": passage.heading,
        "speaker": passage.speaker,
        "page": passage.page,
        "reason": evidence.reason,
        "findings": [
            {"kind": fact.kind, "in_claim": fact.in_claim, "on_page": fact.on_page, "agrees": fact.agrees}
            for fact in evidence.findings
        ],
    }


def source_data(use: SourceUse) -> dict[str, object]:
    """One source of the run as the report has it."""
    source = use.source
    return {
        "id": source.id,
        "url": source.public_url,
        "title": source.title,
        "kind": source.kind.value,
        "provenance": use.provenance.value if use.provenance else None,
        "page_title": use.title,
        "final_url": use.final_url,
        "published": _page_date(use.published),
        "modified": _page_date(use.modified),
        "fetched_at": use.fetched_at.isoformat() if use.fetched_at else None,
        "sha256": use.sha256,
        "note": use.note,
        "unavailable": _reason(use.unavailable) if use.unavailable else None,
    }


def _reason(gone: Unavailable) -> dict[str, object]:
    return {"reason": gone.reason.value, "detail": gone.detail}


def _page_date(found: PageDate | None) -> dict[str, object] | None:
    return {"value": _day(found.value), "where": found.where} if found else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _number(value: float) -> float | None:
    """Rounded, so that the last bits of another machine's arithmetic don't show; JSON has no word for infinity."""
    return round(value, DIGITS) if math.isfinite(value) else None
