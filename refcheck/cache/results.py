"""Results as bytes and back, in columns, held by the claim and the sources as they are now.

A list of a thousand claims has thousands of passages: fields by their place take a sixth of the time of fields by
their names.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from refcheck.model import (
    Cell,
    Claim,
    Evidence,
    Finding,
    Judgement,
    PartResult,
    Passage,
    PassageKind,
    Result,
    Scores,
    Source,
    Stance,
    Verdict,
)

_VERDICTS = {verdict.value: verdict for verdict in Verdict}
_STANCES = {stance.value: stance for stance in Stance}
_KINDS = {kind.value: kind for kind in PassageKind}


def pack_result(result: Result) -> bytes:
    """The result as bytes, without its claim and what is told of its sources."""
    parts = [[part.statement, _judgement_columns(part.judgement)] for part in result.parts]
    since = result.since and _judgement_columns(result.since)
    plain = [result.judgement and _judgement_columns(result.judgement), since, parts, result.reason]
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode(), 1)


def unpack_result(body: bytes, claim: Claim, sources: tuple[Source, ...]) -> Result | None:
    """The result that `body` holds, of this claim and with these sources; None where it holds none."""
    with suppress(zlib.error, ValueError, TypeError, LookupError, RecursionError):
        judgement, since, parts, reason = json.loads(zlib.decompress(body))
        now = {source.id: source for source in sources}
        return Result(
            claim,
            _judgement(judgement, now) if judgement else None,
            _judgement(since, now) if since else None,
            parts=tuple(PartResult(statement, _judgement(of_part, now)) for statement, of_part in parts),
            reason=reason,
        )
    return None


def _judgement_columns(judgement: Judgement) -> list[object]:
    scores = judgement.scores
    return [
        judgement.verdict.value,
        [scores.supported, scores.refuted, scores.not_enough],
        [_evidence_columns(evidence) for evidence in judgement.evidence],
        judgement.reason,
    ]


def _evidence_columns(evidence: Evidence) -> list[object]:
    passage = evidence.passage
    return [
        evidence.source.id,
        [passage.start, passage.end, passage.kind.value, passage.heading],
        [[cell.start, cell.end, cell.header] for cell in passage.cells],
        [passage.group, passage.speaker, passage.page],
        evidence.text,
        evidence.stance.value,
        evidence.score,
        [[fact.kind, fact.in_claim, fact.on_page, fact.agrees] for fact in evidence.findings],
        [evidence.reason, evidence.address, evidence.support, evidence.refute, evidence.before, evidence.after],
    ]


def _judgement(columns: list[Any], now: Mapping[str, Source]) -> Judgement:
    verdict, scores, evidence, reason = columns
    return Judgement(_VERDICTS[verdict], Scores(*scores), tuple([_evidence(each, now) for each in evidence]), reason)


def _evidence(columns: list[Any], now: Mapping[str, Source]) -> Evidence:
    name, (start, end, kind, heading), cells, on_page, text, stance, score, findings, rest = columns
    passage = Passage(start, end, _KINDS[kind], heading, tuple([Cell(*cell) for cell in cells]), *on_page)
    found = tuple([Finding(*fact) for fact in findings])
    return Evidence(now[name], passage, text, _STANCES[stance], score, found, *rest)
