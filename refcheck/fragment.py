"""Text-fragment links: an address that makes a browser scroll to and mark the quoted words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urldefrag

LONGEST_WHOLE = 12
EDGE_WORDS = 5
LONGEST_EDGE = 10
CONTEXT_WORDS = 4
BREAKS = re.compile(r"\n|\t| / ")
# Raised and lowered figures that stand for markup: the page has plain ones there.
PLAIN_FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺₀₁₂₃₄₅₆₇₈₉", "0123456789-+0123456789")


def text_fragment(url: str, words: str) -> str:
    """`url` with a `#:~:text=` directive for `words`, found by the words alone.

    Long quotations are given by their first and last words. Source: WICG, "URL Fragment Text Directives".
    """
    directive = text_directive(words, 0, len(words))
    return with_directive(url, directive)


def with_directive(url: str, directive: str) -> str:
    """`url` with the directive in place of any fragment; `url` itself where either is empty."""
    if not (directive and url):
        return url
    bare = urldefrag(url).url if "#" in url else url
    return f"{bare}#:~:text={directive}"


def text_directive(text: str, start: int, end: int, marks: Sequence[int] = ()) -> str:
    """The directive that finds `text[start:end]` on the page that `text` was read from; empty for no words.

    `marks` are offsets where the page has a footnote mark that `text` lacks: a browser finds no words across one, nor
    across the blocks and cells that line breaks and tabs part. Words that the page has before are told apart by the
    words right before or after them.
    """
    runs = _runs(text, start, end, marks)
    if not runs:
        return ""
    if len(runs) == 1 and len(_words(text, runs[0])) <= LONGEST_WHOLE:
        return _in_context(text, runs[0], _encode(_words(text, runs[0])), marks)
    last = runs[-1]
    tail = _words(text, last)[-EDGE_WORDS:]
    first = runs[0]
    for run in runs[:-1]:
        if not _stands_before(text, _words(text, run)[:EDGE_WORDS], start):
            first = run
            break
    words = _words(text, first)
    head = words[:EDGE_WORDS]
    if len(runs) == 1:
        if _stands_before(text, head, start):
            head = words[:LONGEST_EDGE]
        head = head[: max(1, len(words) - len(tail))]
    return f"{_encode(head)},{_encode(tail)}"


def _in_context(text: str, run: tuple[int, int], directive: str, marks: Sequence[int]) -> str:
    if not _stands_before(text, _words(text, run), run[0]):
        return directive
    before = _encode(_before(text, run[0], marks))
    after = _encode(_after(text, run[1], marks))
    return (f"{before}-," if before else "") + directive + (f",-{after}" if after and not before else "")


def _stands_before(text: str, words: list[str], start: int) -> bool:
    """Whether the page has these words already before `start`."""
    if not text[:start].strip():
        return False
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    return bool(re.search(pattern, text[:start], re.IGNORECASE))


def _runs(text: str, start: int, end: int, marks: Sequence[int]) -> list[tuple[int, int]]:
    """The stretches of words that stand together on the page."""
    breaks = [(match.start() + start, match.end() + start) for match in BREAKS.finditer(text[start:end])]
    breaks += [(mark, mark) for mark in marks if start < mark < end]
    runs: list[tuple[int, int]] = []
    position = start
    for stop, following in [*sorted(breaks), (end, end)]:
        if any(char.isalnum() for char in text[position:stop]):
            runs.append((position, stop))
        position = max(position, following)
    return runs


def _words(text: str, run: tuple[int, int]) -> list[str]:
    return text[run[0] : run[1]].split()


def _before(text: str, start: int, marks: Sequence[int]) -> list[str]:
    runs = _runs(text, max(0, start - 200), start, marks)
    if not runs or (any(runs[-1][1] <= mark <= start for mark in marks)):
        return []
    words = _words(text, runs[-1])[-CONTEXT_WORDS:]
    return words[1:] if runs[-1][0] == start - 200 and len(words) == CONTEXT_WORDS else words


def _after(text: str, end: int, marks: Sequence[int]) -> list[str]:
    if end in marks:
        return []
    runs = _runs(text, end, min(len(text), end + 200), marks)
    return _words(text, runs[0])[:CONTEXT_WORDS] if runs else []


def _encode(words: list[str]) -> str:
    text = " ".join(words)
    plain = text if text.isascii() else text.translate(PLAIN_FIGURES)
    return quote(plain, safe="", errors="replace").replace("-", "%2D")
