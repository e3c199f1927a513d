"""What a text may mean, cheaply: no less than the keys and meanings that its analysis finds, contractions aside.

An analysis costs some fifty times as much: only the sentences whose gist has something of a statement are worth one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from refcheck.language import dates, figures
from refcheck.language.lexicon import Lexicon, fold_name, stem

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+|\d+")


class Gist:
    """Which of `wanted` a text may have: stems, folded names, entities ("@name"), kinds of meaning ("#name")."""

    def __init__(self, wanted: frozenset[str], lexicon: Lexicon) -> None:
        self._wanted = wanted
        self._lexicon = lexicon
        self._of_token: dict[str, frozenset[str]] = {}
        self._idle: set[str] = set()  # tokens that have nothing of what is wanted: most of them
        self._of_text: dict[str, frozenset[str]] = {}

    def __call__(self, text: str) -> frozenset[str]:
        """Those of the keys and meanings wanted that some word of the text may stand for."""
        found = self._of_text.get(text)
        if found is None:
            found = self._of_text[text] = self._read(text)
        return found

    def _read(self, text: str) -> frozenset[str]:
        found: set[str] = set()
        for token in _tokens(text) - self._idle:
            means = self._of_token.get(token)
            if means is None:
                means = self._wanted & _may_mean(token, self._lexicon)
                if not means:
                    self._idle.add(token)
                    continue
                self._of_token[token] = means
            found |= means
        return frozenset(found)


def words(key: str) -> tuple[str, ...]:
    """A key as a gist has it: an entity whole, the parts of a compound like "f-35" one by one."""
    return (key,) if key.startswith("@") else tuple(_TOKEN.findall(key))


def may_date_or_count(text: str) -> bool:
    """Whether the text may have a date or a number."""
    return dates.may_have(text) or figures.may_have(text)


@lru_cache(maxsize=4_000)
def _tokens(text: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(text))


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
