"""What is known of words and names beforehand: the two readable data files beside this module, as look-up tables."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import Stemmer

Sense = tuple[str, int]
"""A meaning: its name in concepts.toml and the number of the alternative; other alternatives exclude it."""

_STEMMER = Stemmer.Stemmer("english", 0)  # without its own cache: every stem is kept in `_STEMS`
_STEMS: dict[str, str] = {}
_SPELLING = {
    "defence": "defense",
    "offence": "offense",
    "licence": "license",
    "programme": "program",
    "centre": "center",
}


def stem(word: str) -> str:
    """The stem of a lower-case word (Porter's second English stemmer), irregular forms and British spellings folded."""
    found = _STEMS.get(word)
    if found is None:
        base = _irregular().get(word) or _SPELLING.get(word, word)
        found = _STEMS[word] = _STEMMER.stemWord(base)
    return found


def keep_stems(words: set[str]) -> None:
    """Works out the stems of many lower-case words at once, to be asked for one by one."""
    new = list(words.difference(_STEMS))
    irregular = _irregular()
    bases = [irregular.get(word) or _SPELLING.get(word, word) for word in new]
    _STEMS.update(zip(new, _STEMMER.stemWords(bases), strict=True))


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    return {form: base for base, forms in _toml("concepts.toml")["irregular"].items() for form in forms}


def is_irregular(word: str) -> bool:
    """Whether the word is a form of another that no rule leads to: "built", "mice"."""
    return word in _irregular()


@lru_cache(maxsize=1)
def irregular() -> dict[str, tuple[str, ...]]:
    """Base forms with the forms that no rule leads to: of a verb its past and, where it is another, its participle."""
    return {base: tuple(forms) for base, forms in _toml("concepts.toml")["irregular"].items()}


@lru_cache(maxsize=1)
def grammar() -> Mapping[str, frozenset[str]]:
    """The lists of grammar.toml by name, each as its words; that of pairs is `converses`."""
    tables = _toml("grammar.toml")
    lists = {name: words for table in tables.values() for name, words in table.items() if name != "converse"}
    return {name: frozenset(str(words).split()) for name, words in lists.items()}


@lru_cache(maxsize=1)
def converses() -> Mapping[str, str]:
    """The stems of verbs that say the same the other way round: buy of sell and sell of buy."""
    pairs = [str(pair).split() for pair in _toml("grammar.toml")["roles"]["converse"]]
    return {stem(a): stem(b) for one, other in pairs for a, b in ((one, other), (other, one))}


@lru_cache(maxsize=20_000)
def fold_name(word: str) -> str:
    """A word of a name without case, accents, dots and the spelling differences of transliteration.

    Endings -yy, -iy, -ij and -ii become -y, so that Zelensky, Zelenskyy and Zelenskiy are one.
    """
    plain = word
    if not word.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    plain = plain.casefold().replace(".", "").replace("’", "'")
    plain = plain.removesuffix("'s").removesuffix("'")
    if len(plain) > 4 and plain[-2:] in {"yy", "iy", "ij", "ii"}:
        plain = plain[:-2] + "y"
    return plain


@dataclass(frozen=True, slots=True)
class Phrase:
    """A form of one or more words: what it means, or which kind of cue it is."""

    stems: tuple[str, ...]
    senses: tuple[Sense, ...] = ()
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """One name of an entity; `capitals` where it only counts in capital letters, `metonym` where it is a seat."""

    words: tuple[str, ...]
    entity: str
    capitals: bool = False
    metonym: bool = False
    leader: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Look-up tables, keyed by the first stem of a phrase or the first folded word of a name."""

    senses: Mapping[str, tuple[Sense, ...]]
    phrases: Mapping[str, tuple[Phrase, ...]]
    aliases: Mapping[str, tuple[Alias, ...]]
    entities: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    wholes: Mapping[str, str]
    modality: tuple[tuple[str, str], ...]

    def with_aliases(self, groups: Iterable[tuple[str, ...]]) -> Lexicon:
        """The lexicon with the aliases of a claims file added to it."""
        added = [alias for name, *others in groups for alias in _aliases_of(name, others)]
        if not added:
            return self
        table = {first: list(found) for first, found in self.aliases.items()}
        return Lexicon(
            self.senses, self.phrases, _by_first(added, table), self.entities, self.words, self.wholes, self.modality
        )


def _aliases_of(name: str, others: Iterable[str], *, metonym: bool = False, leader: bool = False) -> Iterable[Alias]:
    entity = entity_of(name)
    forms = list(others) if metonym else [name, *others]
    for form in forms:
        words = tuple(fold_name(word) for word in form.replace("-", " ").split())
        bare = form.replace(".", "")
        yield Alias(words, entity, capitals=bare.isupper() and len(bare) <= 5, metonym=metonym, leader=leader)


def _by_first(added: Iterable[Alias], table: dict[str, list[Alias]]) -> dict[str, tuple[Alias, ...]]:
    for alias in added:
        table.setdefault(alias.words[0], []).append(alias)
    return {first: tuple(sorted(found, key=lambda a: (-len(a.words), a.metonym))) for first, found in table.items()}


@lru_cache(maxsize=1)
def field_sentences() -> Mapping[str, tuple[str, ...]]:
    """What the labels of info boxes say, as sentences with gaps: the file fields.toml tells which."""
    found: dict[str, list[str]] = {}
    for field in _toml("fields.toml")["field"]:
        for name in field["labels"]:
            found.setdefault(name, []).extend(field["says"])
    return {name: tuple(dict.fromkeys(says)) for name, says in found.items()}


@lru_cache(maxsize=1)
def box_words() -> Mapping[str, frozenset[str]]:
    """The lists of words of fields.toml, by name."""
    return {name: frozenset(words) for name, words in _toml("fields.toml")["words"].items()}


@lru_cache(maxsize=4)
def _toml(name: str) -> dict[str, Any]:
    text = (Path(__file__).with_name("data") / name).read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The shipped lexicon, read once."""
    concepts = _toml("concepts.toml")
    senses: dict[str, list[Sense]] = {}
    phrases: dict[tuple[str, ...], list[Sense]] = {}
    for name, alternatives in concepts["senses"].items():
        for number, forms in enumerate(alternatives):
            for form in forms:
                _add_form(form, (name, number), senses, phrases)
    cues = {_stems(form): cue for cue in ("negation", "irrealis", "doubt") for form in concepts[cue]["phrases"]}
    entries = [
        Phrase(stems, tuple(dict.fromkeys(phrases.get(stems, ()))), cues.get(stems, ""))
        for stems in {**phrases, **cues}
    ]
    by_first: dict[str, list[Phrase]] = {}
    for entry in entries:
        by_first.setdefault(entry.stems[0], []).append(entry)
    words = {
        "empty": frozenset(concepts["words"]["empty"]),
        "light": frozenset(stem(w) for w in concepts["words"]["light"]),
        "attitude": frozenset(stem(w) for w in concepts["attitude"]["words"]),
        "negation": frozenset(concepts["negation"]["words"]),
        "irrealis": frozenset(concepts["irrealis"]["words"]),
        "commissive": frozenset(stem(w) for w in concepts["commissive"]["words"]),
        "doubt": frozenset(concepts["doubt"]["words"]),
        "doubt verbs": frozenset(stem(w) for w in concepts["doubt"]["verbs"]),
        "partial": frozenset(stem(w) for w in concepts["doubt"]["partial"]),
        "doubt speakers": frozenset(stem(w) for w in concepts["doubt"]["speakers"]),
        "titles": frozenset(stem(w) for w in concepts["titles"]["words"]),
        "labels": frozenset(concepts["labels"]["words"]),
        "saying": frozenset(stem(w) for w in concepts["saying"]["verbs"]),
        "modal": frozenset(
            first + comma
            for forms in concepts["modality"].values()
            for form in forms
            for first in form.split()[:1]
            for comma in ("", ",")
        ),
        "quantities": frozenset(form for forms in concepts["quantity"].values() for form in forms),
        **{f"quantity {name}": frozenset(forms) for name, forms in concepts["quantity"].items()},
    }
    tables = _toml("aliases.toml")
    parts = tables["parts"]
    aliases, entities = _names({kind: table for kind, table in tables.items() if kind != "parts"})
    return Lexicon(
        {key: tuple(dict.fromkeys(found)) for key, found in senses.items()},
        {first: tuple(sorted(found, key=lambda p: -len(p.stems))) for first, found in by_first.items()},
        _by_first(aliases, {}),
        entities,
        words,
        {entity_of(part): entity_of(whole) for whole, names in parts.items() for part in names},
        tuple(
            sorted(((form, kind) for kind, forms in concepts["modality"].items() for form in forms), key=_longest_first)
        ),
    )


def _longest_first(pair: tuple[str, str]) -> tuple[int, str]:
    return -len(pair[0]), pair[0]


def entity_of(name: str) -> str:
    """The key of an entity: its folded name behind an @."""
    return "@" + fold_name(name).replace(" ", "-")


def _add_form(
    form: str, sense: Sense, senses: dict[str, list[Sense]], phrases: dict[tuple[str, ...], list[Sense]]
) -> None:
    stems = _stems(form)
    if len(stems) == 1:
        senses.setdefault(stems[0], []).append(sense)
    else:
        phrases.setdefault(stems, []).append(sense)


def _stems(form: str) -> tuple[str, ...]:
    return tuple(stem(word.rstrip(".").lower()) for word in form.replace("-", " ").split())


def _names(tables: dict[str, dict[str, list[str]]]) -> tuple[list[Alias], dict[str, str]]:
    aliases: list[Alias] = []
    entities: dict[str, str] = {}
    for kind, table in tables.items():
        for name, others in table.items():
            found = list(_aliases_of(name, others, metonym=kind in {"metonyms", "leaders"}, leader=kind == "leaders"))
            aliases += found
            if kind not in {"metonyms", "leaders"}:
                entities[found[0].entity] = kind
    return aliases, entities
