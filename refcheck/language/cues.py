"""Patterns that are compiled when they are first looked for, and only where a text has one of their words.

Most texts have none, and to see that is quick; most runs never look for some, and to compile all takes 20 ms.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cached_property, lru_cache

from refcheck.collector import forgotten_with_its_page
from refcheck.language.tokens import APART


class Late:
    """A pattern, whatever the case, that is compiled when it is first looked for."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match in the text, or between two places of it."""
        return self._regex.search(text, start, end)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The match that begins at this place."""
        return self._regex.match(text, start)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in the text, in order."""
        return self._regex.finditer(text)


class Cued:
    """A late pattern of which every match has one of `words`, or one that begins with one of `stems`."""

    def __init__(self, pattern: str, words: str, stems: str = "") -> None:
        self.pattern, self._late = pattern, Late(pattern)
        self._words, self._stems = frozenset(words.split()), tuple(stems.split())

    def may_match(self, text: str) -> bool:
        """Whether the text has one of the words, without which there is no match in it."""
        said = _said(text)
        return not self._words.isdisjoint(said) or any(word.startswith(self._stems) for word in said if self._stems)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in the text."""
        return self._late.search(text) if self.may_match(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in the text, in order."""
        return self._late.finditer(text) if self.may_match(text) else iter(())


@lru_cache(maxsize=1_000)
def _said(text: str) -> frozenset[str]:
    """The words of a text in lower case, as far as they are of ASCII letters."""
    low = text.lower()
    if not low.isascii():  # the letters that a pattern takes for ASCII's whatever the case, and signs for the others
        low = text.replace("İ", "i").casefold().replace("ı", "i").encode("ascii", "replace").decode("ascii")
    return frozenset(low.translate(APART).split())


forgotten_with_its_page(_said.cache_clear)
