"""The article cut into pieces, so that claims can be marked in their places, however they lie over each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from refcheck.article import locate, paragraphs, sentences

LONGEST_HEADING = 90
ENDS_A_SENTENCE = tuple(".!?:;,…”\"')]")


@dataclass(frozen=True, slots=True)
class Span:
    """Where the article makes a claim: offsets in its text, and the lane that keeps its line apart from others'."""

    claim: str
    start: int
    end: int
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the article within which nothing changes.

    `spans` cover it, the widest first; `ending` are the claims that end with it; `covered` is False where its sentence
    has no claim at all.
    """

    text: str
    spans: tuple[Span, ...] = ()
    ending: tuple[str, ...] = ()
    covered: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a heading of the article."""

    pieces: tuple[Piece, ...]
    heading: bool = False

    @property
    def covered(self) -> bool:
        """Whether some sentence of it has a claim."""
        return any(piece.covered and piece.text.strip() for piece in self.pieces)


def spans_of(text: str, quotes: Mapping[str, str]) -> tuple[Span, ...]:
    """Where the quotes, by claim, stand in the text, in the order of the text; those that it lacks are left out.

    Spans that lie over each other have different lanes, from 0.
    """
    found = ((claim, locate(text, quote)) for claim, quote in quotes.items())
    placed = [Span(claim, *span) for claim, span in found if span is not None]
    placed.sort(key=lambda span: (span.start, -span.end, span.claim))
    laid: list[Span] = []
    free_from: list[int] = []
    for span in placed:
        lane = next((n for n, end in enumerate(free_from) if end <= span.start), len(free_from))
        free_from[lane : lane + 1] = [span.end]
        laid.append(Span(span.claim, span.start, span.end, lane))
    return tuple(laid)


def blocks(
    text: str,
    spans: Sequence[Span],
    also: Sequence[Span] = (),
    headings: Sequence[tuple[int, int]] | None = None,
) -> tuple[Block, ...]:
    """The article in paragraphs, each cut wherever a claim or a sentence begins or ends.

    `also` are spans that count as covered, but are not marked: of claims that were not part of the run. `headings` are
    those that the file names; None where it is plain text, which leaves them to be told by their looks.
    """
    bare = _uncovered(text, [*spans, *also])
    found = []
    for start, end in paragraphs(text):
        words = text[start:end]
        if words.strip():
            if headings is None:
                heading = _looks_like_heading(words)
            else:
                heading = any(a < end and start < b for a, b in headings)
            found.append(Block(tuple(_pieces(text, start, end, spans, bare)), heading))
    return tuple(found)


def _uncovered(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The sentences that no span touches."""
    return [
        (start, end)
        for start, end in sentences(text)
        if not any(span.start < end and start < span.end for span in spans)
    ]


def _pieces(text: str, start: int, end: int, spans: Sequence[Span], bare: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    here = [span for span in spans if span.start < end and start < span.end]
    faint = [(a, b) for a, b in bare if start <= a < end]
    edges = {start, end, *(edge for a, b in faint for edge in (a, b))}
    edges |= {edge for span in here for edge in (span.start, span.end) if start < edge < end}
    cuts = sorted(edges)
    for a, b in pairwise(cuts):
        over = sorted((span for span in here if span.start <= a and b <= span.end), key=lambda s: s.start - s.end)
        ending = tuple(span.claim for span in over if span.end == b)
        yield Piece(text[a:b], tuple(over), ending, covered=(a, b) not in faint)


def _looks_like_heading(words: str) -> bool:
    """Whether a paragraph looks like a heading: one short line that does not end as sentences do."""
    line = words.strip()
    return "\n" not in line and len(line) <= LONGEST_HEADING and not line.endswith(ENDS_A_SENTENCE)
