"""What changed between two texts, word by word, and which items of two sequences are the same ones in their order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

from refcheck.text import evened

DEEPEST = 12
"""How often the gaps between anchors are looked into for anchors of their own."""
LONGEST_COMPARED = 600
"""Words on either side up to which all are compared with all: what is longer has only its anchors compared."""
# A word with what joins its parts ("U.S", "1,000", "F-35A", "don't"), a character of a script without spaces, a sign.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+(?:[.,:'-]\w+)*|[^\w\s]")
_MARKS = re.compile(r"\[(?=-)|-(?=\])|\{(?=\+)|\+(?=\})")


class Edit(StrEnum):
    """What became of some words."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that share their fate; `text` has no white space at its ends.

    `glued` where no white space parts it from the piece before.
    """

    edit: Edit
    text: str
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign as it is compared; `glued` where no white space stands before it."""

    text: str
    glued: bool


def tokens(text: str) -> tuple[Token, ...]:
    """The words and signs of a text, quotation marks, dashes and white space evened out, upper case kept."""
    even = evened(text)
    return tuple(
        Token(found[0], found.start() > 0 and even[found.start() - 1] != " ") for found in _TOKEN.finditer(even)
    )


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of which `old` and `new` are made: deletions before the insertions that take their place.

    Both are `refcheck.text.evened`. Cost is bounded: long texts are compared between the words that both have once.
    """
    before, after = tokens(old), tokens(new)
    pieces: list[Piece] = []
    for edit, run in _edits(before, after):
        text = run[0].text + "".join(token.text if token.glued else f" {token.text}" for token in run[1:])
        pieces.append(Piece(edit, text, run[0].glued and bool(pieces)))
    return tuple(pieces)


def marked(pieces: Sequence[Piece]) -> str:
    """A word diff as one line, as git writes it: [-deleted-]{+inserted+}. Words can not pass for these marks."""
    line, last = "", Edit.SAME
    for piece in pieces:
        in_its_place = last is Edit.DELETED and piece.edit is Edit.INSERTED
        line += decorated(piece) if piece.glued or in_its_place or not line else f" {decorated(piece)}"
        last = piece.edit
    return line


def decorated(piece: Piece) -> str:
    """The words of a piece with the marks that say what became of them."""
    text = _MARKS.sub(lambda mark: f"{mark[0]} ", piece.text)
    return {Edit.DELETED: f"[-{text}-]", Edit.INSERTED: f"{{+{text}+}}"}.get(piece.edit, text)


def counts(pieces: Sequence[Piece]) -> tuple[int, int]:
    """How many words and signs were inserted, and how many deleted."""
    found = Counter[Edit]()
    for piece in pieces:
        found[piece.edit] += len(_TOKEN.findall(piece.text))
    return found[Edit.INSERTED], found[Edit.DELETED]


def aligned(old: Sequence[Hashable], new: Sequence[Hashable]) -> dict[int, int]:
    """Which item of `old` is which of `new`: pairs of equal items, both in rising order.

    Bram Cohen's patience diff: what both have exactly once anchors, and what is alike next to an anchor goes with it,
    so that a repeated item is told by what stands around it. Gaps are looked into at most 12 times, so that the cost
    is that of sorting.
    """
    pairs: dict[int, int] = {}
    gaps = [(0, len(old), 0, len(new), 0)]
    while gaps:
        a, b, c, d, depth = gaps.pop()
        while a < b and c < d and old[a] == new[c]:
            pairs[a] = c
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
            pairs[b] = d
        if a == b or c == d or depth == DEEPEST:
            continue
        anchors = _anchors(old[a:b], new[c:d])
        edges = [(a - 1, c - 1), *((a + i, c + j) for i, j in anchors), (b, d)]
        if len(edges) == 2:
            continue
        for (i, j), (k, n) in pairwise(edges):
            if k < b:
                pairs[k] = n
            gaps.append((i + 1, k, j + 1, n, depth + 1))
    return dict(sorted(pairs.items()))


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The longest rising row of pairs of items that both have exactly once."""
    often, often_new = Counter(old), Counter(new)
    places = {item: place for place, item in enumerate(new) if often_new[item] == 1}
    once = [(place, places[item]) for place, item in enumerate(old) if often[item] == 1 and item in places]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(once):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [number]
    row: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        row.append(once[number])
        number = before[number]
    return row[::-1]


def _edits(old: Sequence[Token], new: Sequence[Token]) -> list[tuple[Edit, list[Token]]]:
    """Runs of tokens with their fate, in the order of reading."""
    edits: list[tuple[Edit, list[Token]]] = []

    def add(edit: Edit, run: Sequence[Token]) -> None:
        if run and edits and edits[-1][0] is edit:
            edits[-1][1].extend(run)
        elif run:
            edits.append((edit, list(run)))

    a = c = 0
    for i, j in [*_same(old, new), (len(old), len(new))]:
        add(Edit.DELETED, old[a:i])
        add(Edit.INSERTED, new[c:j])
        add(Edit.SAME, new[j : j + 1])
        a, c = i + 1, j + 1
    return edits


def _same(old: Sequence[Token], new: Sequence[Token]) -> list[tuple[int, int]]:
    before, after = [token.text for token in old], [token.text for token in new]
    if max(len(before), len(after)) > LONGEST_COMPARED:
        return list(aligned(before, after).items())
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return [(i + n, j + n) for i, j, size in blocks for n in range(size)]
