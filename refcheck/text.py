"""One way of writing for text that is to be compared: quotation marks, dashes, spaces, case and Unicode forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_QUOTES = dict.fromkeys(
    "'\"`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u2039\u203a\u00ab\u00bb", "'"
)
_QUOTES |= dict.fromkeys("\u02bc\u02bb\u301d\u301e\u301f\uff02\uff07", "'")
_DASHES = dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d", "-")
_PUNCTUATION = _QUOTES | _DASHES
_DASH_RUN = re.compile("-{2,}")
_LETTER_STOP = re.compile(r"(?<!\d)\.|\.(?!\d)")


def fold(text: str) -> tuple[str, list[int]]:
    """Return `text` as it is compared, and for each character of that the offset in `text` that it came from.

    Every quotation mark and apostrophe becomes ', every dash or run of dashes -, every run of white space one
    space; soft hyphens and other invisible characters go; letters are compatibility-decomposed (NFKD) and
    case-folded, so an accent stays as a combining mark. Offsets never fall, and there are as many as characters.
    """
    alphabet = {char: _fold_char(char) for char in set(text)}
    uneven = _uneven_runs(alphabet)
    even = text.translate({ord(char): to for char, to in alphabet.items() if len(to) == 1})
    if uneven is None:
        return even, list(range(len(text)))
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for run in uneven.finditer(text):
        start, end = run.span()
        pieces.append(even[done:start])
        offsets.extend(range(done, start))
        folded = _fold_run(run[0], alphabet)
        pieces.append(folded)
        offsets.extend([start] * len(folded))
        done = end
    pieces.append(even[done:])
    offsets.extend(range(done, len(text)))
    return "".join(pieces), offsets


def plain(text: str) -> str:
    """Return the letters and digits of `text`, folded, without accents, one space between words.

    Full stops are dropped ("U.S." is "us") save between digits, any other sign parts words ("F-35A" is "f 35a").
    """
    kept = (char for char in _LETTER_STOP.sub("", fold(text)[0]) if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in kept).split())


def evened(text: str) -> str:
    """Return `text` with quotation marks, dashes and white space as `fold` writes them; letters keep their case.

    Accents are composed (NFC); letters and digits in compatibility forms (a ligature, a full-width digit) are plain,
    raised and lowered figures stay: 10² is not 102.
    """
    if text.isascii():
        return _DASH_RUN.sub("-", " ".join(text.replace('"', "'").replace("`", "'").split()))
    kept = "".join(map(_evened_char, unicodedata.normalize("NFC", text)))
    return _DASH_RUN.sub("-", " ".join(kept.split()))


@lru_cache(maxsize=1 << 16)
def _evened_char(char: str) -> str:
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    return unicodedata.normalize("NFKC", char) if category[0] == "L" or category == "Nd" else char


@lru_cache(maxsize=1 << 16)
def _fold_char(char: str) -> str:
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    if char.isspace():
        return " "
    if unicodedata.category(char) == "Cf":
        return ""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    if " " in folded:  # a spacing accent decomposes to a space and a mark: two words would be seen
        return char
    return "".join(_PUNCTUATION.get(part, part) for part in folded)


def _uneven_runs(alphabet: dict[str, str]) -> re.Pattern[str] | None:
    """A pattern for what does not fold one to one; None where all does."""
    loose = _class(char for char, to in alphabet.items() if to in {"", " "})
    dashes = _class(char for char, to in alphabet.items() if to == "-")
    single = _class(char for char, to in alphabet.items() if len(to) != 1)
    choices = [f"[{loose}]{{2,}}" * bool(loose), f"[{dashes}]{{2,}}" * bool(dashes), f"[{single}]" * bool(single)]
    pattern = "|".join(filter(None, choices))
    return re.compile(pattern) if pattern else None


def _class(chars: Iterable[str]) -> str:
    return re.escape("".join(sorted(chars)))


def _fold_run(run: str, alphabet: dict[str, str]) -> str:
    if len(run) == 1:
        return alphabet[run]
    folded = {alphabet[char] for char in run}
    return "-" if "-" in folded else " " if " " in folded else ""
