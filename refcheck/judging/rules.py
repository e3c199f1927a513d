"""The judge that needs no model: passages to evidence by compared facts, negation, attribution and coverage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from refcheck.article import sentences
from refcheck.judging.compare import Context, Reading, compare
from refcheck.language import dates
from refcheck.language.lexicon import Lexicon, lexicon
from refcheck.language.terms import Analysis, analyse
from refcheck.model import Candidate, Document, Evidence, Passage, PassageKind, Stance

_DECIDES = 0.5
_ROWS = frozenset({PassageKind.TABLE_ROW, PassageKind.DEFINITION, PassageKind.METADATA})


class Rules:
    """Judges passages by rules that a reader can follow; `words` is the lexicon, with a dossier's aliases in it."""

    name = "rules"

    def __init__(self, words: Lexicon | None = None) -> None:
        self.words = words or lexicon()

    def __call__(self, statement: str, candidates: Sequence[Candidate]) -> tuple[Evidence, ...]:
        """One piece of evidence for each candidate, in their order."""
        claimed = analyse(statement, self.words)
        return tuple(self._judge(claimed, candidate) for candidate in candidates)

    def _judge(self, claimed: Analysis, candidate: Candidate) -> Evidence:
        document, passage = candidate.document, candidate.passage
        context = self._context(document, passage)
        best: tuple[Reading, int, int] | None = None
        before = analyse("", self.words)
        for start, end, text in _spans(document, passage):
            sentence = analyse(text, self.words)
            reading = compare(claimed, sentence, replace(context, before=before))
            if passage.kind is PassageKind.QUOTE and not passage.speaker:
                reading = replace(reading, support=reading.support * 0.8)
            if best is None or _strength(reading) > _strength(best[0]):
                best = (reading, start, end)
            before = sentence
        reading, start, end = best or (Reading(0.0, 0.0, 0.0), passage.start, passage.end)
        return _evidence(document, passage, reading, start, end)

    def _context(self, document: Document, passage: Passage) -> Context:
        label = document.groups[passage.group].label if passage.group is not None else ""
        near = "\n".join(dict.fromkeys((passage.heading.replace(" > ", "\n"), label)))
        title = document.title or document.source.title
        published = document.source.published or (document.published.value if document.published else None)
        return Context(
            analyse(title, self.words),
            analyse(near, self.words),
            analyse("", self.words),
            _page_date(published),
        )


@lru_cache(maxsize=256)
def _page_date(day: date | None) -> dates.When | None:
    return dates.When(0, 0, day.isoformat(), day, day, "day") if day else None


def _strength(reading: Reading) -> tuple[float, float]:
    return max(reading.support, reading.refute), reading.coverage


def _spans(document: Document, passage: Passage) -> list[tuple[int, int, str]]:
    """The sentences of a passage as (start, end, text to judge); a table row is read with its header cells."""
    if passage.cells:
        text = "; ".join(
            f"{cell.header}: {value}" if cell.header else value
            for cell in passage.cells
            if (value := document.text[cell.start : cell.end].strip())
        )
        return [(passage.start, passage.end, text)]
    words = document.quote(passage)
    if passage.kind in _ROWS or len(words) < 60:
        return [(passage.start, passage.end, words)]
    return [(passage.start + a, passage.start + b, words[a:b]) for a, b in _sentences(words)]


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
