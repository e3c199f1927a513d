"""Which of two things is more: "the Bray is longer than the Senn", "second-longest, after the Bray"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from refcheck.judging.alignment import Context
from refcheck.judging.scene import Scene
from refcheck.language.clauses import Clause, clauses
from refcheck.language.lexicon import Sense, grammar, lexicon, stem
from refcheck.language.phrases import Noun
from refcheck.language.terms import Analysis

_COMPARATIVE = re.compile(r"\b(?:(?P<more>more|less|fewer|better|worse)|(?P<er>[a-z]{2,}er))\b")
_NO_COMPARATIVE = grammar()["no_comparative"]
_SUPERLATIVE = re.compile(
    r"\b(?:(?P<rank>second|third|fourth|fifth|sixth|[a-z]+th)[- ])?(?P<est>[a-z]{2,}est|most|least)\b"
)
_BASES = {
    "more": "many", "most": "many", "less": "few", "least": "few", "fewer": "few", "better": "good", "best": "good",
    "worse": "bad", "worst": "bad",
}  # fmt: skip
_PLACED = frozenset(stem(verb) for verb in ("come", "finish", "place", "rank", "end", "win"))
_BEHIND, _AHEAD = frozenset({"after", "behind"}), frozenset({"ahead", "before"})


@dataclass(frozen=True, slots=True)
class _Order:
    """One thing that is more of something than another."""

    more: Noun | None
    less: Noun | None
    base: str


def compares(statement: Analysis) -> bool:
    """Whether the statement says which of two is more."""
    return " than " in statement.text and any(True for _ in _said(statement, None))


def holds(statement: Analysis, sentence: Analysis, context: Context) -> bool | None:
    """Whether the sentence says the same order of the two (True), the other one (False), or neither (None)."""
    claimed = next(iter(_said(statement, None)), None)
    if claimed is None:
        return None
    scene = Scene(statement, sentence, context)
    for given in (*_said(sentence, scene), *_ranked(sentence)):
        same = _same_base(claimed.base, given.base)
        if same is None:
            continue
        more, less = (given.more, given.less) if same else (given.less, given.more)
        if _is(claimed.more, more, scene) and _is(claimed.less, less, scene):
            return True
        if _is(claimed.more, less, scene) and _is(claimed.less, more, scene):
            return False
    return None


def _is(own: Noun | None, other: Noun | None, scene: Scene) -> bool:
    """Whether the two are one; what the sentence leaves unsaid may be a name that was said before."""
    if own is None or other is not None:
        return scene.same(own, other) is True
    here = own.head is not None and own.head.keys <= scene.sentence.keys
    return own.is_name and own.head is not None and scene.knows(own.head.keys) and not here


def _said(analysis: Analysis, scene: Scene | None) -> Iterator[_Order]:
    """The comparisons in so many words; what one is compared with may be left unsaid, where a scene tells it."""
    for clause in clauses(analysis):
        words = analysis.text[clause.at[0] : clause.end]
        base = _comparative(words)
        if not base or clause.negated or clause.doer is None:
            continue
        other = next(
            (noun for preposition, noun in clause.beside if preposition == "than" and not _is_measure(noun)), None
        )
        if other is not None:
            yield _Order(clause.doer, other, base)
        elif scene is not None and " than " not in analysis.text:
            yield _Order(clause.doer, _unsaid(clause, analysis, scene), base)
            yield _Order(clause.doer, None, base)


def _is_measure(noun: Noun) -> bool:
    """Whether the phrase behind "than" is no thing but a mark: "than planned", "than 40"."""
    return noun.head is None or noun.head.kind == "number" or (not noun.det and noun.head.text.endswith("ed"))


def _unsaid(clause: Clause, analysis: Analysis, scene: Scene) -> Noun | None:
    """What one is compared with, where it isn't said: what the sentence, else the one before it, is about."""
    first = next((c.subject for c in clauses(analysis) if not c.inserted), None)
    if first is not None and first.start != (clause.doer.start if clause.doer else -1):
        return first
    return next(iter(scene.topics()), None)


def _ranked(sentence: Analysis) -> Iterator[_Order]:
    """The orders that ranks give: "the second-longest, after the Bray", "third behind the Union", "ahead of Chile"."""
    found = [c for c in clauses(sentence) if not c.inserted and c.doer is not None]
    if not found or not (words := re.search(r"\b(after|behind|ahead of)\s", sentence.text)):
        return
    clause = max((c for c in found if c.at[0] < words.start()), key=lambda c: c.at[0], default=None)
    others = _nouns_behind(sentence, words.end())
    said = sentence.text[clause.at[0] : words.start()] if clause is not None else ""
    rank = _SUPERLATIVE.search(said)
    if clause is None or not (rank or clause.verb in _PLACED):
        return
    base = _base(rank["est"]) if rank else "many"
    for other in others:
        behind = words[1] in _BEHIND
        yield _Order(other, clause.doer, base) if behind else _Order(clause.doer, other, base)


def _nouns_behind(sentence: Analysis, at: int) -> Iterator[Noun]:
    """The names or nouns of the list that begins at a place."""
    stop = re.search(r"[;.]|,\s(?!and\b)", sentence.text[at:])
    end = at + stop.start() if stop else len(sentence.text)
    for term in sentence.terms:
        if at <= term.start < end and not term.empty and term.kind in {"name", "word"}:
            yield Noun(term.start, term.end, term, (term,), det="the")


def _comparative(words: str) -> str:
    """The base of the first comparative among the words, empty where there is none."""
    for match in _COMPARATIVE.finditer(words.lower()):
        if match[0] not in _NO_COMPARATIVE:
            following = re.match(r"\s+([a-z]+)", words[match.end() :]) if match["more"] else None
            quality = following[1] if following else ""
            return (
                f"{match[0]} {quality}" if quality and quality != "than" and _is_quality(quality) else _base(match[0])
            )
    return ""


def _is_quality(word: str) -> bool:
    return word.endswith(("ive", "ous", "ful", "ant", "ent", "able", "ible", "al", "ic", "ly"))


def _base(word: str) -> str:
    """The plain form of a comparative or superlative: long of longer, happy of happiest."""
    if word in _BASES:
        return _BASES[word]
    root = word.removesuffix("est").removesuffix("er")
    if root.endswith("i"):
        return root[:-1] + "y"
    if len(root) > 2 and root[-1] == root[-2] and root[-1] not in "ls":
        return root[:-1]
    return root


def _same_base(ours: str, theirs: str) -> bool | None:
    """True for one quality, False for its opposite, None for another one."""
    a, b = _split(ours), _split(theirs)
    if a[1] == b[1]:
        return a[0] == b[0]
    mine, other = dict(_senses(a[1])), _senses(b[1])
    shared = [mine[name] == number for name, number in other if name in mine]
    return (shared[0] == (a[0] == b[0])) if shared else None


def _split(base: str) -> tuple[bool, str]:
    """Whether it is more of it, and what: "less likely" is less of likely."""
    word, _, quality = base.partition(" ")
    return (word != "less", quality) if quality else (word != "few", "many" if word == "few" else word)


def _senses(word: str) -> tuple[Sense, ...]:
    return lexicon().senses.get(stem(word), ()) or lexicon().senses.get(stem(word + "e"), ())
