"""What a text may mean, cheaply: no less than the keys and meanings that its analysis finds, contractions aside.

An analysis costs some fifty times as much: only the sentences whose gist has something of a statement are worth one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from refcheck.language.lexicon import Lexicon, fold_name, stem

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+|\d+")


@lru_cache(maxsize=4_096)
def gist(text: str, lexicon: Lexicon) -> frozenset[str]:
    """Every stem, folded name, entity ("@name") and kind of meaning ("#name") that a word of the text may begin."""
    return frozenset[str]().union(*(_may_mean(token, lexicon) for token in set(_TOKEN.findall(text))))


def words(key: str) -> tuple[str, ...]:
    """A key as a gist has it: an entity whole, the parts of a compound like "f-35" one by one."""
    return (key,) if key.startswith("@") else tuple(_TOKEN.findall(key))


@lru_cache(maxsize=50_000)
def _may_mean(token: str, lexicon: Lexicon) -> frozenset[str]:
    low = token.lower()
    root = stem(low)
    found = {low, root}
    found.update(f"#{name}" for name, _ in lexicon.senses.get(root, ()))
    found.update(f"#{name}" for phrase in lexicon.phrases.get(root, ()) for name, _ in phrase.senses)
    if token[0].isupper():
        folded = fold_name(token)
        entities = [alias.entity for alias in lexicon.aliases.get(folded, ())]
        found.update((folded, *entities, *(lexicon.wholes[e] for e in entities if e in lexicon.wholes)))
    return frozenset(found)
