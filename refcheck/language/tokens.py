"""Patterns of words, quick on texts that have no letters or digits beyond those of ASCII."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from refcheck.collector import forgotten_with_its_page

_BEYOND = re.compile("[^\x00-\x7f\xa0-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\u2010-\u206f\u20a0-\u20bf\u2122]")
"""All but ASCII and the commonest signs: among these there are letters."""
_PLAIN = {
    r"[^\W\d_]": "[A-Za-z]",
    r"[^\W_]": "[A-Za-z0-9]",
    r"[^\w\s]": r"[^A-Za-z0-9_\s]",
    r"[\w-]": "[A-Za-z0-9_-]",
    r"\d": "[0-9]",
}
"""What sets of letters come to where there are no others; as ranges they are looked up twice as fast."""


class Words:
    """A pattern for words, which finds the same as when it is compiled alone."""

    def __init__(self, pattern: str) -> None:
        self._any = re.compile(pattern)
        for general, plain in _PLAIN.items():
            pattern = pattern.replace(general, plain)
        self._plain = re.compile(pattern)

    def findall(self, text: str) -> list[str]:
        """All words of a text, in order."""
        found: list[str] = self._for(text).findall(text)
        return found

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches of all words of a text, in order."""
        return self._for(text).finditer(text)

    def _for(self, text: str) -> re.Pattern[str]:
        return self._plain if text.isascii() or _BEYOND.search(text) is None else self._any


_RUN = Words(r"[^\W_]{2,}|(?:[^\W\d_]\.){2,}(?![^\W_])|[^\W_]")
APART = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
"""What to translate a text of ASCII by, so that nothing but spaces parts its words."""
_ABBREVIATED = re.compile(r"\.(?=[^\W\d_]\.)")
"""What stands within an abbreviation, and is quick to look for."""
_ABBREVIATION = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?![^\W_])")


class Runs:
    """The words of a long text by their place: runs of letters and digits, and abbreviations ("U.S.") whole.

    They are told apart all at once, by making spaces of all that is between them: a pattern takes four times as long.
    """

    def __init__(self, text: str) -> None:
        plain = text if text.isascii() else text.encode("ascii", "replace").decode("ascii")
        spared = [match.span() for match in _BEYOND.finditer(text)] if plain is not text else []
        near = (_ABBREVIATION.match(text, match.start() - 1) for match in _ABBREVIATED.finditer(text))
        spared += [match.span() for match in near if match is not None]
        self._apart = f" {_sparing(text, plain.translate(APART), sorted(spared))} "

    def within(self, start: int, end: int) -> list[str]:
        """All words from one character of the text up to another, in order."""
        return self._apart[start + 1 : end + 1].split()


def _sparing(text: str, apart: str, spans: list[tuple[int, int]]) -> str:
    """What was told apart, with the letters and abbreviations at these places as they are in the text."""
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        if start < done or (end - start == 1 and not text[start].isalnum()):
            continue
        pieces += apart[done:start], text[start:end]
        done = end
    return "".join((*pieces, apart[done:])) if pieces else apart


def runs(text: str) -> list[str]:
    """The words of a short text as `Runs` has them."""
    return _RUN.findall(text)


@lru_cache(maxsize=64)
def runs_of(text: str) -> Runs:
    """The words of a page's text, kept as long as the page."""
    return Runs(text)


forgotten_with_its_page(runs_of.cache_clear)
