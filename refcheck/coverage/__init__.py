"""Which checkable sentences of an article its claims cover, and which they leave out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from refcheck.article import line_of, locate, sentences
from refcheck.coverage.facts import Fact, FactKind, Span, facts_of, names_in, quotations
from refcheck.language import dates, numbers
from refcheck.language.lexicon import Lexicon, lexicon
from refcheck.language.terms import Term, analyse
from refcheck.model import Article, Claim, Dossier

__all__ = ["Coverage", "Fact", "FactKind", "Sentence", "checkable", "cover"]

_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$|[\"”»)\]]$")
_LONGEST_HEADING = 120
_INDENT = 200  # spaces that may stand around a heading on its line
_BULLET = re.compile(r"(?:[-*+•–]|\d{1,3}[.)])\s")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with something in it to check; `line` is the file's.

    `claims` are the ids of the claims that quote words of it, `left` those of its facts that none of them quotes or
    names in its statement.
    """

    start: int
    end: int
    line: int
    text: str
    facts: tuple[Fact, ...]
    claims: tuple[str, ...] = ()
    left: tuple[Fact, ...] = ()

    @property
    def is_covered(self) -> bool:
        """Whether some claim quotes words of it."""
        return bool(self.claims)

    @property
    def is_partly(self) -> bool:
        """Whether claims quote words of it, and leave out something checkable."""
        return bool(self.claims and self.left)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The checkable sentences of an article, in order, and the claims that quote nothing."""

    article: Article
    sentences: tuple[Sentence, ...]
    unquoted: tuple[str, ...] = ()

    @property
    def covered(self) -> int:
        """How many sentences some claim quotes words of."""
        return sum(sentence.is_covered for sentence in self.sentences)

    @property
    def partly(self) -> int:
        """How many of these have something checkable that no claim has."""
        return sum(sentence.is_partly for sentence in self.sentences)

    def percent(self, *, strict: bool = False) -> float:
        """The share of sentences that are covered, of 100; with `strict` only those without anything left out.

        100 where there is nothing to check.
        """
        counted = self.covered - self.partly if strict else self.covered
        return 100.0 * counted / len(self.sentences) if self.sentences else 100.0


def checkable(article: Article, words: Lexicon | None = None) -> tuple[Sentence, ...]:
    """Return the sentences of an article that state something checkable, in order, as no claim covers them yet.

    What counts is told by `refcheck.coverage.facts`. A heading states nothing, whether the format says that it is one
    or a line stands alone without a full stop.
    """
    words = words or lexicon()
    text = article.text
    spans = [span for span in sentences(text) if not _is_heading(article, *span)]
    marked = quotations(text)
    known = names_in(analyse(text[start:end], words) for start, end in spans)
    found = []
    for start, end in spans:
        quoted = tuple((max(a, start) - start, min(b, end) - start) for a, b in marked if a < end and start < b)
        facts = facts_of(text[start:end], words, known, quoted)
        if facts:
            placed = tuple(Fact(fact.kind, fact.start + start, fact.end + start, fact.text) for fact in facts)
            line = line_of(text, start, article.lines)
            found.append(Sentence(start, end, line, " ".join(text[start:end].split()), placed))
    return tuple(found)


def cover(dossier: Dossier) -> Coverage:
    """Return what the claims of a dossier cover of its article, which it must have; pure."""
    article = dossier.article
    if article is None:
        raise ValueError("a dossier without an article")
    words = lexicon().with_aliases(dossier.aliases)
    quoted = [(claim, span) for claim in dossier.claims if (span := locate(article.text, claim.quote))]
    covered = tuple(_covered(sentence, quoted, words) for sentence in checkable(article, words))
    return Coverage(article, covered, tuple(claim.id for claim in dossier.claims if not claim.quote))


def _covered(sentence: Sentence, quoted: Sequence[tuple[Claim, Span]], words: Lexicon) -> Sentence:
    here = [(claim, span) for claim, span in quoted if span[0] < sentence.end and sentence.start < span[1]]
    spans = [span for _, span in here]
    left = tuple(
        fact
        for fact in sentence.facts
        if not any(start < fact.end and fact.start < end for start, end in spans)
        and not any(_names(claim, fact, words) for claim, _ in here)
    )
    claims = tuple(claim.id for claim, _ in here)
    return Sentence(sentence.start, sentence.end, sentence.line, sentence.text, sentence.facts, claims, left)


def _names(claim: Claim, fact: Fact, words: Lexicon) -> bool:
    """Whether a statement of the claim says the fact too, in whatever form the name, date or number has there."""
    said = [claim.statement, *(part.statement for part in claim.parts)]
    wanted = analyse(fact.text, words).terms
    return any(_same(fact.kind, one, other) for one in wanted for text in said for other in analyse(text, words).terms)


def _same(kind: FactKind, one: Term, other: Term) -> bool:
    if kind is FactKind.DATE and one.when and other.when:
        return dates.agrees(one.when, other.when) is True or dates.agrees(other.when, one.when) is True
    if kind is FactKind.NUMBER and one.amount and other.amount:
        return numbers.agrees(one.amount, other.amount) is True
    if kind is FactKind.NAME:
        return other.kind == "name" and bool(one.keys & other.all_keys or one.all_keys & other.keys)
    return kind is FactKind.SUPERLATIVE and bool(one.keys & other.keys)


def _is_heading(article: Article, start: int, end: int) -> bool:
    if article.lines:
        return any(a < end and start < b for a, b in article.headings)
    text = article.text
    before, after = text[max(0, start - _INDENT) : start].rstrip(" \t"), text[end : end + _INDENT].lstrip(" \t")
    alone = before[-1:] in {"", "\n"} and after[:1] in {"", "\n"}
    line = text[start:end]
    return alone and len(line) <= _LONGEST_HEADING and not _ENDS.search(line) and not _BULLET.match(line)
