"""The texts around a sentence: analysed one by one, when something is asked that they may have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from refcheck.language.gist import Gist, may_date_or_count, parts
from refcheck.language.lexicon import Lexicon
from refcheck.language.terms import Analysis, Term, analyse, keys_of_words, may_mean

_NONE: frozenset[str] = frozenset()


class Around(Sequence[Analysis]):
    """Texts in their order, as the analyses that they have when asked for.

    Keys and meanings that are asked for have to be among those that `gist` looks for.
    """

    def __init__(self, texts: Sequence[str], words: Lexicon, gist: Gist) -> None:
        self.texts, self._words, self._gist = texts, words, gist
        self._all: frozenset[str] | None = None

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Analysis: ...
    @overload
    def __getitem__(self, index: slice) -> Around: ...
    def __getitem__(self, index: int | slice) -> Analysis | Around:
        if isinstance(index, slice):
            return Around(self.texts[index], self._words, self._gist)
        return analyse(self.texts[index], self._words)

    @property
    def text(self) -> str:
        """All texts, each on a line."""
        return "\n".join(self.texts)

    @property
    def terms(self) -> Iterator[Term]:
        """The terms of all texts."""
        return (term for told in self for term in told.terms)

    def facts(self) -> Iterator[tuple[Analysis, Term]]:
        """The dates and numbers of all texts, each with the analysis that it stands in."""
        for text in self.texts:
            if may_date_or_count(text):
                told = analyse(text, self._words)
                yield from ((told, term) for term in told.terms if term.when or term.amount)

    @property
    def _may_have(self) -> frozenset[str]:
        """The gist of all texts together."""
        if self._all is None:
            self._all = _NONE.union(*map(self._gist, self.texts))
        return self._all

    def keys(self, wanted: frozenset[str]) -> frozenset[str]:
        """All keys of the kind of those that are wanted, of those texts that may have some of them."""
        sought = parts(wanted)
        if sought.isdisjoint(self._may_have):
            return _NONE
        near = (text for text in self.texts if not sought.isdisjoint(self._gist(text)))
        if any(key.startswith("@") for key in wanted):
            return _NONE.union(*(analyse(text, self._words).keys for text in near))
        return _NONE.union(*(keys_of_words(text, self._words) for text in near))

    def having(self, keys: frozenset[str]) -> Iterator[Analysis]:
        """Those texts that have all of these keys."""
        sought = parts(keys)
        near = (text for text in self.texts if sought <= self._gist(text))
        if not any(key.startswith("@") for key in keys):
            near = (text for text in near if keys <= keys_of_words(text, self._words))
        return (told for told in (analyse(text, self._words) for text in near) if keys <= told.keys)

    def has(self, term: Term) -> bool:
        """Whether the texts have all keys of a term between them, or one of its meanings."""
        may_have = self._may_have
        if term.keys and parts(term.keys) <= may_have and term.keys <= self.keys(term.keys):
            return True
        meanings = {meaning for name, _ in term.senses if (meaning := f"#{name}") in may_have}
        near = (text for text in self.texts if not meanings.isdisjoint(self._gist(text))) if meanings else ()
        near = (text for text in near if not term.senses.isdisjoint(may_mean(text, self._words)))
        return any(not term.senses.isdisjoint(analyse(text, self._words).senses) for text in near)
