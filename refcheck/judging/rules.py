"""The judge that needs no model: passages to evidence by compared facts, negation, attribution and coverage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from refcheck.article import sentences
from refcheck.judging.compare import Context, Reading, compare, weaker
from refcheck.language import dates
from refcheck.language.lexicon import Lexicon, lexicon
from refcheck.language.terms import Analysis, analyse
from refcheck.model import Candidate, Document, Evidence, Passage, PassageKind, Stance

_DECIDES = 0.5
_NEARBY = 400
"""How many characters of the same paragraph, at most, a pronoun is looked up in."""
_ROWS = frozenset({PassageKind.TABLE_ROW, PassageKind.DEFINITION, PassageKind.METADATA})


class Rules:
    """Judges passages by rules that a reader can follow; `words` is the lexicon, with a dossier's aliases in it."""

    name = "rules"

    def __init__(self, words: Lexicon | None = None) -> None:
        self.words = words or lexicon()

    def __call__(self, statement: str, candidates: Sequence[Candidate]) -> tuple[Evidence, ...]:
        """One piece of evidence for each candidate, in their order."""
        claimed = analyse(statement, self.words)
        pools: dict[int, list[Analysis]] = {}
        for candidate in candidates:
            spans = _spans(candidate.document, candidate.passage)
            pools.setdefault(id(candidate.document), []).extend(analyse(text, self.words) for _, _, text in spans)
        return tuple(self._judge(claimed, c, tuple(pools[id(c.document)])) for c in candidates)

    def _judge(self, claimed: Analysis, candidate: Candidate, pool: tuple[Analysis, ...]) -> Evidence:
        document, passage = candidate.document, candidate.passage
        context = replace(self._context(document, passage), pool=pool)
        best: tuple[Reading, int, int] | None = None
        before = analyse("", self.words)
        for start, end, text in _spans(document, passage):
            sentence = analyse(text, self.words)
            reading = compare(claimed, sentence, replace(context, before=before))
            if passage.kind is PassageKind.QUOTE and not claimed.attributed:
                reading = weaker(reading, 0.42, "the page quotes somebody who says so")
            if best is None or _strength(reading) > _strength(best[0]):
                best = (reading, start, end)
            before = analyse(f"{before.text} {text}" if len(before.text) < _NEARBY else text, self.words)
        reading, start, end = best or (Reading(0.0, 0.0, 0.0), passage.start, passage.end)
        return _evidence(document, passage, reading, start, end)

    def _context(self, document: Document, passage: Passage) -> Context:
        label = document.groups[passage.group].label if passage.group is not None else ""
        near = "" if passage.kind is PassageKind.HEADING else "\n".join(dict.fromkeys((passage.heading.replace(" > ", "\n"), label)))
        title = "\n".join(dict.fromkeys((document.title or _opening(document), document.source.title, document.site)))
        published = document.source.published or (document.published.value if document.published else None)
        return Context(
            analyse(title, self.words),
            analyse(near, self.words),
            analyse("", self.words),
            row=bool(passage.cells) or passage.kind in _ROWS,
            published=_page_date(published),
        )


def _opening(document: Document) -> str:
    """The first sentence of a text without a title: it names what the text is about."""
    if not document.passages:
        return ""
    first = document.quote(document.passages[0])
    start, end = next(iter(_sentences(first)), (0, len(first)))
    return first[start:end]


@lru_cache(maxsize=256)
def _page_date(day: date | None) -> dates.When | None:
    return dates.When(0, 0, day.isoformat(), day, day, "day") if day else None


def _strength(reading: Reading) -> tuple[float, float]:
    return max(reading.support, reading.refute), reading.coverage


def _spans(document: Document, passage: Passage) -> list[tuple[int, int, str]]:
    """The sentences of a passage as (start, end, text to judge); a table row is read with its header cells."""
    if passage.cells:
        return [(passage.start, passage.end, _row(document, passage))]
    words = document.quote(passage)
    if passage.kind in _ROWS or len(words) < 60:
        return [(passage.start, passage.end, words)]
    return [(passage.start + a, passage.start + b, words[a:b]) for a, b in _sentences(words)]


def _row(document: Document, passage: Passage) -> str:
    """A table row as words: its first cell, whom it is about, then each cell with its header."""
    cells = [(c.header, document.text[c.start : c.end].strip()) for c in passage.cells]
    cells = [(header, value) for header, value in cells if value]
    if len(cells) == 1:
        return ": ".join(x for x in cells[0] if x)
    first, *rest = cells or [("", "")]
    return "; ".join([first[1], *(f"{header}: {value}" if header else value for header, value in rest)])


@lru_cache(maxsize=20_000)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    return sentences(re.sub(r"[\n\t]", " ", text))


def _evidence(document: Document, passage: Passage, reading: Reading, start: int, end: int) -> Evidence:
    stance = Stance.NEUTRAL
    if max(reading.support, reading.refute) >= _DECIDES:
        stance = Stance.SUPPORTS if reading.support >= reading.refute else Stance.REFUTES
    span = replace(passage, start=start, end=end)
    return Evidence(
        document.source,
        span,
        document.text[start:end],
        stance,
        round(max(reading.support, reading.refute), 4),
        reading.findings,
        reading.reason,
        support=round(reading.support, 4),
        refute=round(reading.refute, 4),
    )
