"""Which words of a page can stand for what a statement looks for, told without looking at each of them.

The words that were met are kept by their stems and folded names for the life of the process: a page's words are mostly
those of the pages before it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from refcheck.language.lexicon import Lexicon, fold_name, keep_stems, stem

_MOST = 40_000
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_FOLDED = frozenset("yij")
"""With what the names end of which there are several spellings."""
_FEW = 40
"""So few words are looked at one by one."""
_MET: set[str] = set()
_BY_KEY: dict[str, tuple[str, ...]] = {}


def candidates(wanted: frozenset[str], words: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """No less than those of the words that may have some of these keys, entities ("@name") or meanings ("#name")."""
    if len(words) <= _FEW:
        return words
    if not words <= _MET:
        _meet(words)
    keys = _led_to(wanted, lexicon)
    return words.intersection([word for key in keys if key in _BY_KEY for word in _BY_KEY[key]])


def _meet(words: frozenset[str]) -> None:
    if len(_MET) + len(words) > _MOST:
        _MET.clear()
        _BY_KEY.clear()
    new = words - _MET
    keep_stems({word.lower() for word in new})
    for word in new:
        for key in _keys(word):
            others = _BY_KEY.get(key)
            _BY_KEY[key] = (word,) if others is None else (*others, word)
    _MET.update(new)


def _keys(word: str) -> Collection[str]:
    """The stem and the folded name that a word may be looked up by; of one like "F35" those of its parts, too."""
    low = word.lower()
    if word.isalpha() and word.isascii() and (word == low or low[-1] not in _FOLDED):
        root = stem(low)  # most words: a folded name would be the word in small letters
        return (low,) if root == low else (low, root)
    keys = {low, stem(low), fold_name(word)} if word[0].isupper() else {low, stem(low)}
    return keys.union(*map(_keys, parts_of(word)))


def parts_of(word: str) -> list[str]:
    """The letters and the digits of a word that has both, one after the other: "F35", "19th"."""
    found = [] if word.isalpha() or word.isdecimal() else _PARTS.findall(word)
    return found if len(found) > 1 and "." not in word else []


@lru_cache(maxsize=64)
def _led_to(wanted: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """What is wanted, and the stems and folded names that lead to it."""
    leads = _leads(lexicon)
    return wanted.union(*(leads[key] for key in wanted if key in leads))


@lru_cache(maxsize=8)
def _leads(lexicon: Lexicon) -> Mapping[str, frozenset[str]]:
    """The stems and folded names with which the forms of an entity or a meaning begin."""
    found: dict[str, set[str]] = {}
    for root, senses in lexicon.senses.items():
        for name, _ in senses:
            found.setdefault(f"#{name}", set()).add(root)
    for root, phrases in lexicon.phrases.items():
        for name in (name for phrase in phrases for name, _ in phrase.senses):
            found.setdefault(f"#{name}", set()).add(root)
    for first, aliases in lexicon.aliases.items():
        for alias in aliases:
            found.setdefault(alias.entity, set()).add(first)
            if whole := lexicon.wholes.get(alias.entity):
                found.setdefault(whole, set()).add(first)
    return {key: frozenset(leads) for key, leads in found.items()}
