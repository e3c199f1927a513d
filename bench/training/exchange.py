"""True statements on whole pages with one number or one name exchanged for another of the same page: traps.

What a lexical judge, and one that has learned what pages are about, takes for support most easily: every word of such a
statement stands on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

_NUMBER = re.compile(r"(?<![\w.,])\d+(?!\w|[.,]\d)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*")


def exchanged(statement: str, page: str, seed: int) -> Iterator[tuple[str, str]]:
    """Yield (kind, statement) with a number of as many digits, and a name of as many words, that the page has."""
    rng = Random(seed)  # noqa: S311 - a choice of examples, no secrets
    for kind, pattern in (("number", _NUMBER), ("name", _NAME)):
        own = list(pattern.finditer(statement))
        if own:
            given = rng.choice(own)
            others = sorted({words for words in pattern.findall(page) if _fits(kind, words, given[0], statement)})
            if others:
                yield kind, statement[: given.start()] + rng.choice(others) + statement[given.end() :]


def _fits(kind: str, words: str, given: str, statement: str) -> bool:
    """Whether the page's number or name may stand for the given one, and is none of the statement's own words."""
    if set(words.split()) & set(re.findall(r"\w+", statement)):
        return False
    return len(words) == len(given) if kind == "number" else len(words.split()) == len(given.split())
