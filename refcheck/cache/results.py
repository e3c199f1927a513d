"""Results as bytes and back, held by the claim and the sources as they are now."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from refcheck.codec import CodecError, decode_result, encode_result
from refcheck.model import Claim, Judgement, Result, Source


def pack_result(result: Result) -> bytes:
    """The result as bytes."""
    return zlib.compress(json.dumps(encode_result(result), separators=(",", ":")).encode(), 1)


def unpack_result(body: bytes, claim: Claim, sources: tuple[Source, ...]) -> Result | None:
    """The result that `body` holds, of this claim and with these sources; None where it holds none."""
    with suppress(zlib.error, CodecError, ValueError, RecursionError):
        result = decode_result(json.loads(zlib.decompress(body)))
        now = {source.id: source for source in sources}
        return replace(
            result,
            claim=claim,
            judgement=_held_by(result.judgement, now) if result.judgement else None,
            since=_held_by(result.since, now) if result.since else None,
            parts=tuple(replace(part, judgement=_held_by(part.judgement, now)) for part in result.parts),
        )
    return None


def _held_by(judgement: Judgement, now: Mapping[str, Source]) -> Judgement:
    evidence = tuple(replace(item, source=now.get(item.source.id, item.source)) for item in judgement.evidence)
    return replace(judgement, evidence=evidence)
