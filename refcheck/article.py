"""The article's text: where a quote stands in it, what comes nearest to one that does not, and its sentences."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

import sentencex  # type: ignore[import-untyped]

from refcheck.text import fold

_NEAR = 60.0  # below this share of matching characters, in percent, the "nearest" text has nothing to do with the quote
_COMPARED = 300  # characters of a missing quote that are compared: enough to find its place, and bounded in cost
_WRAP_WIDTH = 100  # a text with a longer line than this has one paragraph to the line

Lines = tuple[tuple[int, int], ...]
"""Where in a text a line of its file begins: offset and line number, by rising offset."""

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_SURROGATES = re.compile("[\ud800-\udfff]")
# More than a byte long: sentencex panics at one after an initial ("A .").
_WIDE_SPACES = re.compile("[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
# Abbreviations after which sentencex ends a sentence although none of them ends one: before any word, before a
# number, and the two halves of "Pub. L."; after a clock time, what belongs to the time.
_UNFINISHED = re.compile(r"\b(?:[Aa]pprox|Gov|Pres|Hon)\.$")
_BEFORE_NUMBER = re.compile(r"\b(?:[Ee]st|Stat|[Vv]ol|Pub\. L)\.$")
_MAY_GO_ON = ("pprox.", "Gov.", "Pres.", "Hon.", "st.", "Stat.", "ol.", "L.", "Pub.", "m.", "M.")
"""With what a piece can end for one of these to hold: quick to look for, before they are."""
_CLOCK = re.compile(r"\d\s*[ap]\.\s?m\.$", re.IGNORECASE)
_OF_THE_CLOCK = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december)\s+\d|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.|[ECMP][SD]?T\b|GMT\b|UTC\b"
    r"|(?:eastern|central|mountain|pacific|local)(?:\s+(?:standard|daylight))?\s+time\b",
    re.IGNORECASE,
)
# Abbreviations that sentencex ends no sentence after, and that end one before a capital letter: "4 May. Wages rose". A
# month goes on before a number, as in "Sept. 4"; "May" is written in full, and goes on before none behind a day.
_ENDED = re.compile(
    r"\b(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|etc|me|min|sec|no)\.[”’\"']*\s+(?=[“‘(\"']?[A-ZÀ-Þ][a-zà-ÿ])"
    r"|(?:\d|[Ii]n) May\.\s+(?=\d))"
)
_MAY_BE_ENDED = re.compile(r"\.[”’\"']*\s+[“‘(\"']?[A-ZÀ-Þ\d]")
"""What all of these have, and is quick to look for; what stands before it in them has so many characters at most."""
_LONGEST_BEFORE = 6


def locate(text: str, quote: str) -> tuple[int, int] | None:
    """Return the span of the first place in `text` that says `quote`, or None.

    Quotation marks, dashes, spaces, case and Unicode forms are compared as `refcheck.text.fold` writes them, whole
    words only: "Russia" is not found in "Russian". The span is of `text` as it was given.
    """
    folded, offsets = _folded(text)
    wanted = fold(quote)[0].strip()
    if not wanted:
        return None
    at = folded.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not _cuts_word(folded, at) and not _cuts_word(folded, end):
            return offsets[at], offsets[end - 1] + 1
        at = folded.find(wanted, at + 1)
    return None


def nearest(text: str, quote: str, lines: Lines = ()) -> tuple[str, int] | None:
    """Return the words of `text` that come nearest to `quote`, on one line, and their line number from 1.

    None where nothing is near: under 60 % of the characters in common (Indel similarity of the best window,
    `rapidfuzz.fuzz.partial_ratio`). Of a long quote only the first 300 characters are compared; `lines` as in
    `line_of`.
    """
    from rapidfuzz import fuzz  # noqa: PLC0415 - 50 ms that only a file with a mistake in it should cost

    folded, offsets = _folded(text)
    wanted = fold(quote)[0].strip()[:_COMPARED]
    if not wanted or not folded:
        return None
    found = fuzz.partial_ratio_alignment(wanted, folded, score_cutoff=_NEAR)
    if found is None or found.dest_start == found.dest_end:
        return None
    start, end = _whole_words(folded, found.dest_start, found.dest_end)
    snippet = text[offsets[start] : offsets[end - 1] + 1]
    words = " ".join(snippet.split())
    return (words, line_of(text, offsets[start], lines)) if words else None


def line_of(text: str, offset: int, lines: Lines = ()) -> int:
    """Return the number of the line, from 1, that the character at `offset` stands on.

    `lines` are those of an `Article` whose text is not its file; without them lines are counted in the text.
    """
    if lines:
        return lines[max(0, bisect_right(lines, offset, key=lambda line: line[0]) - 1)][1]
    return text.count("\n", 0, offset) + 1


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the sentences of `text`, in order, without the white space between them.

    A heading is a sentence. Paragraphs end at blank lines, and at every line end where a line of more than 100
    characters shows that the text is not wrapped. Spans never overlap and leave out nothing but white space.
    """
    spans: list[tuple[int, int]] = []
    for start, end in paragraphs(text):
        spans.extend(_joined(text, _pieces(text, start, end)))
    return tuple(spans)


def paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the paragraphs of `text`, in order; some may be empty.

    They end at blank lines, and at every line end where a line of more than 100 characters shows that the text is not
    wrapped.
    """
    if "\n" not in text:
        return ((0, len(text)),)
    unwrapped = any(len(line) > _WRAP_WIDTH for line in text.split("\n"))
    ends = re.finditer(r"\n+", text) if unwrapped else _BLANK_LINES.finditer(text)
    spans = []
    start = 0
    for end in ends:
        spans.append((start, end.start()))
        start = end.end()
    return (*spans, (start, len(text)))


@lru_cache(maxsize=16)
def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, kept: an article is asked for each of its quotes."""
    return fold(text)


def _cuts_word(folded: str, at: int) -> bool:
    """Whether a boundary at `at` parts the letters of one word, or a letter from its accent."""
    if not 0 < at < len(folded):
        return False
    return bool(unicodedata.combining(folded[at])) or (_in_word(folded[at - 1]) and _in_word(folded[at]))


def _in_word(char: str) -> bool:
    """Whether `char` belongs to a script that parts words by spaces, so that beside another it is in one word.

    Of scripts with upper and lower case, and of digits, that is certain; Chinese or Thai run words together.
    """
    return char.isdigit() or char.lower() != char.upper()


def _whole_words(folded: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span to the spaces around it, by at most 40 characters each side, and cut the spaces off."""
    while folded[start] == " " and start < end - 1:
        start += 1
    while folded[end - 1] == " " and end - 1 > start:
        end -= 1
    before = folded.rfind(" ", max(start - 40, 0), start)
    after = folded.find(" ", end, end + 40)
    start = before + 1 if before >= 0 else start if start > 40 else 0
    end = after if after >= 0 else end if end + 40 < len(folded) else len(folded)
    return start, end


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences that sentencex finds between two offsets; its pieces, put together, are its input."""
    paragraph = text[start:end]
    if not paragraph.isascii():
        paragraph = _WIDE_SPACES.sub(" ", _SURROGATES.sub("\ufffd", paragraph))
    spans = []
    for piece in sentencex.segment("en", paragraph):
        first = 0
        full_stop_within = piece.find(".", 0, -2) >= 0
        for cut in (*(_ended(piece) if full_stop_within else ()), len(piece)):
            words = piece[first:cut].strip()
            if words:
                at = start + cut - len(piece[first:cut].lstrip())
                spans.append((at, at + len(words)))
            first = cut
        start += len(piece)
    return spans


def _ended(piece: str) -> Iterator[int]:
    """Where in a piece sentences begin that sentencex has not parted from those before them."""
    done = 0
    for mark in _MAY_BE_ENDED.finditer(piece):
        first = max(done, mark.start() - _LONGEST_BEFORE)
        if match := _ENDED.search(piece, first, mark.end() + 1):
            yield match.end()
        done = mark.end() - 1


def _joined(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put together what was parted after an abbreviation."""
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        first, last = joined[-1] if joined else (0, 0)
        if text.endswith(_MAY_GO_ON, first, last) and _goes_on(text[first:last][-20:], text[start : start + 20]):
            joined[-1] = (first, end)
        else:
            joined.append((start, end))
    return joined


def _goes_on(before: str, after: str) -> bool:
    if _UNFINISHED.search(before):
        return True
    if _BEFORE_NUMBER.search(before):
        return after[:1].isdigit()
    if before.endswith("Pub."):
        return after.startswith("L.")
    return bool(_CLOCK.search(before) and _OF_THE_CLOCK.match(after))
