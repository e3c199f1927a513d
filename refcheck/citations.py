"""Which sources a claim rests on, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from refcheck.model import Claim, Document, Source, SourceUse, Unavailable


def cited(claim: Claim) -> tuple[str, ...]:
    """The ids of all sources that a claim and its parts rest on, in their order."""
    return tuple(dict.fromkeys((*claim.sources, *(s for part in claim.parts for s in part.sources))))


def uses_of(sources: Iterable[Source], read: Mapping[str, Document | Unavailable]) -> tuple[SourceUse, ...]:
    """What became of each source that was asked for, in the order given."""
    return tuple(use_of(source, read[source.id]) for source in sources if source.id in read)


def use_of(source: Source, outcome: Document | Unavailable) -> SourceUse:
    """What became of a source whose page was read, or could not be."""
    if isinstance(outcome, Unavailable):
        return SourceUse(source, unavailable=outcome)
    return SourceUse(
        source,
        outcome.title,
        outcome.url,
        outcome.published,
        outcome.modified,
        outcome.fetched_at,
        outcome.provenance,
        outcome.sha256,
        outcome.note,
    )
