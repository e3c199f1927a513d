"""What a text may mean, cheaply: no less than the keys and meanings that its analysis finds.

An analysis costs some fifty times as much: only the sentences whose gist has something of a statement are worth one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from refcheck.collector import forgotten_with_its_page
from refcheck.language import dates, figures
from refcheck.language.lexicon import Lexicon, fold_name, stem
from refcheck.language.tokens import Runs, Words, runs
from refcheck.language.vocabulary import candidates, parts_of

_TOKEN = Words(r"[^\W\d_]{2,}|(?:[^\W\d_]\.){2,}|[^\W\d_]|\d+")

_NOTHING: frozenset[str] = frozenset()


class Gist:
    """Which of `wanted` a text may have: stems, folded names, entities ("@name"), kinds of meaning ("#name")."""

    def __init__(self, wanted: frozenset[str], lexicon: Lexicon) -> None:
        self._wanted = wanted
        self._lexicon = lexicon
        self._means: dict[str, frozenset[str]] = {}
        self._of_text: dict[str, frozenset[str]] = {}

    def __call__(self, text: str) -> frozenset[str]:
        """Those of the keys and meanings wanted that some word of the text may stand for."""
        found = self._of_text.get(text)
        return self.of_each([text])[0] if found is None else found

    def of_each(self, texts: Sequence[str]) -> list[frozenset[str]]:
        """The gists of many texts, for which their words are looked through once."""
        self._meet({text: runs(text) for text in texts if text not in self._of_text})
        return [self._of_text[text] for text in texts]

    def meet(self, page: Runs, spans: Iterable[tuple[int, int, str]]) -> None:
        """Takes note of texts that it will be asked about, each from where to where it stands on a page."""
        self._meet({text: page.within(start, end) for start, end, text in spans})

    def _meet(self, texts: dict[str, list[str]]) -> None:
        for text in filter(_contracts, texts):
            texts[text] += ["n", *(token[:-1] for token in texts[text] if token[-1] in "nN" and len(token) > 1)]
        means = self._meanings(_NOTHING.union(*texts.values()))
        for text, tokens in texts.items():
            self._of_text[text] = _NOTHING.union(*map(means.__getitem__, filter(means.__contains__, tokens)))

    def _meanings(self, tokens: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """What is wanted of what words mean, these among them; only those that mean something of it."""
        means = self._means
        for token in candidates(self._wanted, tokens, self._lexicon):
            if token not in means and (found := self._wanted & _may_mean(token, self._lexicon)):
                means[token] = found
        return means


def words(key: str) -> tuple[str, ...]:
    """A key as a gist has it: an entity whole, the parts of a compound like "f-35" one by one."""
    return (key,) if key.startswith("@") else tuple(_TOKEN.findall(key))


@lru_cache(maxsize=20_000)
def parts(keys: frozenset[str]) -> frozenset[str]:
    """What a gist has of a text that has all of these keys."""
    return frozenset(part for key in keys for part in words(key))


def may_date_or_count(text: str) -> bool:
    """Whether the text may have a date or a number."""
    return dates.may_have(text) or figures.may_have(text)


def _contracts(text: str) -> bool:
    """Whether the text has a word like "doesn't", which says "does", too."""
    return "n't" in text or "n’t" in text


forgotten_with_its_page(parts.cache_clear)


@lru_cache(maxsize=16_000)
def _may_mean(token: str, lexicon: Lexicon) -> frozenset[str]:
    if parted := parts_of(token):
        return _NOTHING.union(*(_may_mean(part, lexicon) for part in parted))
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
