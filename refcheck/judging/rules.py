"""The judge that needs no model: passages to evidence by compared facts, negation, attribution and coverage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from refcheck.article import sentences
from refcheck.collector import forgotten_with_its_page
from refcheck.judges import STEADY
from refcheck.judging import boxes
from refcheck.judging.alignment import Context
from refcheck.judging.around import Around
from refcheck.judging.compare import Reading, compare, deciding
from refcheck.judging.nearest import Nearest, is_short
from refcheck.judging.records import is_imprint
from refcheck.language import dates
from refcheck.language.gist import Gist
from refcheck.language.lexicon import Lexicon, lexicon
from refcheck.language.terms import Analysis, analyse
from refcheck.language.tokens import runs_of
from refcheck.model import Candidate, Document, Evidence, Passage, PassageKind, Stance

DECIDES = 0.5
"""The strength from which a reading takes a side."""
_NEARBY = 400
"""How many characters of the same paragraph, at most, a pronoun is looked up in."""
_SAID = 6
"""How many sentences before one tell who its "it" and its "the mine" are."""
_SHORT = 60
_LONGEST, _STRETCH = 600, 400
"""A sentence of more characters than the first is read in stretches of no more than the second."""
_PARTING = re.compile(r"[.!?][\"”’)]*\s(?=[^\Wa-z])|[;|•#]\s")
_UNIT = re.compile(r"\s*[(\[]([^()\[\]\d]{1,12})[)\]]\s*$")
_BARE = re.compile(r"[\d.,\s]+")
_ROWS = frozenset({PassageKind.TABLE_ROW, PassageKind.DEFINITION, PassageKind.METADATA})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a candidate passage: where it stands, as what words it is judged, and what it says."""

    candidate: Candidate
    start: int
    end: int
    text: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Placed:
    """A candidate with what the statement looks for, its sentences and what surrounds all of them."""

    claimed: Analysis
    nearest: Nearest
    candidate: Candidate
    spans: Sequence[tuple[int, int, str]]
    told: Around
    context: Context
    looked_up_from: Sequence[int]

    @property
    def texts(self) -> Sequence[str]:
        """Its sentences, in their order."""
        return self.told.texts

    @property
    def over(self) -> str:
        """What stands over all of them."""
        return f"{self.context.near.text}\n{self.context.title.text}"

    def most_telling(self) -> Sentence:
        """The sentence that decides most clearly, where none does the nearest of a long passage."""
        if is_short(len(self.texts), len(self.context.pool)):
            return max((self._read(n, thorough=False) for n in range(len(self.texts))), key=telling)
        nearest, others = self.nearest.likely(self.texts)
        found = {nearest: self._read(nearest, thorough=False)}
        for number in others:
            reading = deciding(self.claimed, self.told[number], self._context_of(number))
            if reading is not None and max(reading.support, reading.refute) >= DECIDES:
                found[number] = Sentence(self.candidate, *self.spans[number], reading)
        return max((found[number] for number in sorted(found)), key=telling)

    def read(self) -> tuple[Sentence, ...]:
        """The sentences that share most with the statement, and what each says."""
        chosen = self.nearest.choose(self.texts, self.over)
        return tuple(self._read(number, thorough=True) for number in chosen)

    def _read(self, number: int, *, thorough: bool) -> Sentence:
        reading = compare(self.claimed, self.told[number], self._context_of(number), thorough=thorough)
        return Sentence(self.candidate, *self.spans[number], reading)

    def _context_of(self, number: int) -> Context:
        """What surrounds a sentence, with what was said before it."""
        first = self.looked_up_from[number]
        return replace(self.context, before=self.told[first:number], said=self.told[max(0, number - _SAID) : number])


class Rules:
    """Judges passages by rules that a reader can follow; `words` is the lexicon, with a dossier's aliases in it."""

    name = STEADY["rules"]

    def __init__(self, words: Lexicon | None = None) -> None:
        self.words = words or lexicon()

    def __call__(self, statement: str, candidates: Sequence[Candidate]) -> tuple[Evidence, ...]:
        """One piece of evidence for each candidate, in their order: its most telling sentence.

        Of a long passage that decides nothing that is the nearest sentence; of the others only those are read that
        may decide.
        """
        return tuple(evidence(each.most_telling()) for each in self._placed(statement, candidates))

    def read(self, statement: str, candidates: Sequence[Candidate]) -> Iterator[tuple[Sentence, ...]]:
        """For each candidate, in their order, its sentences that share most with the statement and what each says."""
        return (each.read() for each in self._placed(statement, candidates))

    def _placed(self, statement: str, candidates: Sequence[Candidate]) -> Iterator[_Placed]:
        """The candidates, each among those of its page."""
        claimed = analyse(statement, self.words)
        nearest = Nearest(claimed, self.words)
        spans = [pieces(candidate.document, candidate.passage) for candidate in candidates]
        pages: dict[int, list[str]] = {}
        plain: dict[str, list[tuple[int, int, str]]] = {}
        for candidate, found in zip(candidates, spans, strict=True):
            pages.setdefault(id(candidate.document), []).extend(text for _, _, text in found)
            if not candidate.passage.cells and candidate.passage.kind not in _ROWS:
                plain.setdefault(candidate.document.text, []).extend(found)
        for page, places in plain.items():
            nearest.gist.meet(runs_of(page), places)
        pools = {number: Around(texts, self.words, nearest.gist) for number, texts in pages.items()}
        for candidate, found in zip(candidates, spans, strict=True):
            context = self._context(candidate, pools[id(candidate.document)], nearest.gist)
            told = Around([text for _, _, text in found], self.words, nearest.gist)
            yield _Placed(claimed, nearest, candidate, found, told, context, _looked_up_from(told.texts))

    def _context(self, candidate: Candidate, pool: Around, gist: Gist) -> Context:
        """What surrounds all sentences of a passage; what was said before each is its own."""
        document, passage = candidate.document, candidate.passage
        title = "\n".join(dict.fromkeys((topic(document), document.source.title, document.site)))
        nothing = Around((), self.words, gist)
        return Context(
            Around((title,), self.words, gist),
            Around((label(document, passage),), self.words, gist),
            nothing,
            nothing,
            pool,
            row=bool(passage.cells) or passage.kind in _ROWS,
            quoted=passage.kind is PassageKind.QUOTE,
            published=published(document),
        )


def label(document: Document, passage: Passage) -> str:
    """The heading above a passage and the label of its list or table; a heading has none.

    Where the nearest heading only counts or dates ("1999", "A"), the one above it speaks too.
    """
    if passage.kind is PassageKind.HEADING:
        return ""
    group = document.groups[passage.group].label if passage.group is not None else ""
    steps: list[str] = []
    for path in (passage.heading, group):
        *above, last = path.split(" > ")
        steps += [last] if len(re.findall(r"[^\W\d_]{3,}", last)) else [*above[-1:], last]
    return "\n".join(dict.fromkeys(step for step in steps if step))


def topic(document: Document) -> str:
    """What a document is about: its title, or the first sentence of a text without one."""
    if document.title or not document.passages:
        return document.title
    first = document.quote(document.passages[0])
    start, end = next(iter(_sentence_spans(first)), (0, len(first)))
    return first[start:end]


def published(document: Document) -> dates.When | None:
    """The day on which a page was published, by the claims file or else by the page; None where neither tells."""
    return _page_date(document.source.published or (document.published.value if document.published else None))


@lru_cache(maxsize=256)
def _page_date(day: date | None) -> dates.When | None:
    return dates.When(0, 0, day.isoformat(), day, day, "day") if day else None


def telling(sentence: Sentence) -> tuple[float, float]:
    """How much a sentence says of the statement, one way or the other."""
    reading = sentence.reading
    return max(reading.support, reading.refute), reading.coverage


def pieces(document: Document, passage: Passage) -> list[tuple[int, int, str]]:
    """The sentences of a passage as (start, end, text to judge); a table row is read with its header cells.

    A row of an info box is also read as the sentences that it stands for.
    """
    if passage.cells:
        return [
            (passage.start, passage.end, text) for text in (_row(document, passage), *boxes.told(document, passage))
        ]
    words = document.quote(passage)
    if passage.kind in _ROWS or (len(words) < _SHORT and ". " not in words) or is_imprint(words):
        return [(passage.start, passage.end, text) for text in (words, *boxes.told(document, passage))]
    return [(passage.start + a, passage.start + b, words[a:b]) for a, b in _sentence_spans(words)]


def _row(document: Document, passage: Passage) -> str:
    """A table row as clauses: its first cell in words, whom it is about, then each cell with its header."""
    cells = [(c.header, document.text[c.start : c.end].strip()) for c in passage.cells]
    cells = [_with_unit(header, value) for header, value in cells if value]
    if len(cells) == 1:
        return " = ".join(x for x in cells[0] if x)
    about = next((n for n, (_, value) in enumerate(cells) if any(c.isalpha() for c in value)), 0)
    rest = [f"{header} = {value}" if header else value for n, (header, value) in enumerate(cells) if n != about]
    return "; ".join([*(value for _, value in cells[about : about + 1]), *rest])


def _with_unit(header: str, value: str) -> tuple[str, str]:
    """A bare number with the unit that its header gives in brackets: "Height (m)", "241" is 241 m."""
    unit = _UNIT.search(header)
    if unit and _BARE.fullmatch(value):
        return header[: unit.start()].strip(), f"{value} {unit[1]}"
    return header, value


def _looked_up_from(texts: Sequence[str]) -> list[int]:
    """For each sentence of a passage, the number of the first before it that a pronoun of it is looked up in."""
    firsts: list[int] = []
    first, size = 0, 0
    for number, text in enumerate(texts):
        firsts.append(first)
        if size >= _NEARBY:
            first, size = number, len(text)
        else:
            size += len(text) + (number > first)
    return firsts


@lru_cache(maxsize=20_000)
def _sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    spans = sentences(text.replace("\n", " ").replace("\t", " "))
    if all(end - start <= _LONGEST for start, end in spans):
        return spans
    return tuple(stretch for start, end in spans for stretch in _stretches(text, start, end))


forgotten_with_its_page(_sentence_spans.cache_clear)


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span, where it is a sentence; what goes on for longer is mostly menus and lists, and is parted."""
    while end - start > _LONGEST:
        marks = [m.end() for m in _PARTING.finditer(text, start + _STRETCH // 2, start + _STRETCH)]
        cut = marks[-1] if marks else text.rfind(" ", start + 1, start + _STRETCH) + 1 or start + _STRETCH
        yield start, start + len(text[start:cut].rstrip())
        start = cut
    yield start, end


def evidence(sentence: Sentence) -> Evidence:
    """A sentence and its reading as evidence; the words are the page's own."""
    document, reading = sentence.candidate.document, sentence.reading
    passage = replace(sentence.candidate.passage, start=sentence.start, end=sentence.end)
    stance = Stance.NEUTRAL
    if max(reading.support, reading.refute) >= DECIDES:
        stance = Stance.SUPPORTS if reading.support >= reading.refute else Stance.REFUTES
    return Evidence(
        document.source,
        passage,
        document.text[sentence.start : sentence.end],
        stance,
        round(max(reading.support, reading.refute), 4),
        reading.findings,
        reading.reason,
        address="" if stance is Stance.NEUTRAL else document.link(passage),
        support=round(reading.support, 4),
        refute=round(reading.refute, 4),
    )
