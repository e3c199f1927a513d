"""Ids for claims and sources that nobody has named: readable, and the same for the same words."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

from refcheck.language.lexicon import lexicon
from refcheck.text import plain

_LONGEST = 40
_MOST_WORDS = 6
_WORD = re.compile(r"[a-z0-9]+")
# What a host begins and ends with that says nothing of whose it is.
_BEFORE = frozenset({"www", "m", "en", "web", "amp", "edition"})
_SECOND = frozenset({"co", "com", "org", "gov", "gob", "gouv", "ac", "edu", "net", "or", "go"})
_FILE = re.compile(r"\.(?:s?html?|php|aspx?|pdf|txt|jsp)$", re.IGNORECASE)
_TELLS_NOTHING = frozenset({"index", "default", "wiki", "html", "php", "article", "articles", "news", "story", "page"})


def claim_id(statement: str, taken: Collection[str]) -> str:
    """Return an id from the telling words of a statement that is not `taken`."""
    words = _words(statement)
    telling = [word for word in words if word not in lexicon().words["empty"]] or words
    return _free(_joined(telling) or "claim", taken)


def source_id(url: str, taken: Collection[str]) -> str:
    """Return an id from whose page it is and the last telling part of its address, not `taken`."""
    try:
        parts = urlsplit(url)
        owner = _owner(parts.hostname or "")
    except ValueError:  # the loader says what is wrong with such an address
        return _free("source", taken)
    segments = [_words(_FILE.sub("", unquote(segment))) for segment in reversed(parts.path.split("/"))]
    telling = next((words for words in map(_telling, segments) if words), [])
    return _free(_joined([*owner, *(word for word in telling if word not in owner)]) or "source", taken)


def _telling(words: list[str]) -> list[str]:
    """The words of a part of an address that are words: numbers, codes and "index" are not."""
    return [word for word in words if word.isalpha() and len(word) > 1 and word not in _TELLS_NOTHING]


def _owner(host: str) -> list[str]:
    labels = [label for label in host.split(".") if label]
    if labels and labels[-1].isdigit():
        return _words(host)
    while len(labels) > 2 and labels[0] in _BEFORE:
        labels = labels[1:]
    kept = labels[:-1] if len(labels) > 1 else labels
    if len(kept) > 1 and kept[-1] in _SECOND:
        kept = kept[:-1]
    return _words(kept[-1] if kept else "")


def _words(text: str) -> list[str]:
    return _WORD.findall(plain(text).encode("ascii", "ignore").decode())


def _joined(words: list[str]) -> str:
    """As many words as are readable in an id, the first one cut where it alone is too long."""
    joined = ""
    for word in words[:_MOST_WORDS]:
        longer = f"{joined}-{word}" if joined else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        joined = longer
    return joined


def _free(wanted: str, taken: Collection[str]) -> str:
    number = 1
    free = wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free
