"""Which words of a page can stand for what a statement looks for, told without looking at each of them.

The words that were met are kept by their stems and folded names for the life of the process: a page's words are mostly
those of the pages before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache

from refcheck.language.lexicon import Lexicon, fold_name, stem

_MOST = 200_000
_FEW = 20
"""So few words are looked at one by one."""
_MET: set[str] = set()
_BY_KEY: dict[str, tuple[str, ...]] = {}


def candidates(wanted: frozenset[str], words: frozenset[str], lexicon: Lexicon) -> AbstractSet[str]:
    """No less than those of the words that may have some of these keys, entities ("@name") or meanings ("#name")."""
    if len(words) <= _FEW:
        return words
    _meet(words)
    leads = _leads(lexicon)
    keys = wanted.union(*(leads[key] for key in wanted if key in leads))
    return {word for key in keys for word in _BY_KEY.get(key, ()) if word in words}


def _meet(words: frozenset[str]) -> None:
    if len(_MET) + len(words) > _MOST:
        _MET.clear()
        _BY_KEY.clear()
    for word in words - _MET:
        low = word.lower()
        for key in {low, stem(low), fold_name(word)} if word[0].isupper() else {low, stem(low)}:
            _BY_KEY[key] = (*_BY_KEY.get(key, ()), word)
    _MET.update(words)


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
