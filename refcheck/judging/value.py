"""A value beside a subject: a date, an amount, a rank or a name in a row, a definition or a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from refcheck.article import sentences
from refcheck.judging.showing import nothing, passage_evidence
from refcheck.language import dates, numbers
from refcheck.language.lexicon import Lexicon
from refcheck.language.terms import Analysis, Term, analyse
from refcheck.model import Document, Evidence, Finding, Passage, PassageKind, Stance, ValueCheck

_LIKELY = 0.8
_NEGATED = re.compile(r"\b(?:not|never|no|neither|nor)\b|n['’]t\b", re.IGNORECASE)
_UNIT_OF_COLUMN = re.compile(r"\(([^()]{1,20})\)\s*$")
_ROWS = frozenset({PassageKind.TABLE_ROW, PassageKind.DEFINITION, PassageKind.METADATA})


@dataclass(frozen=True, slots=True)
class _Asked:
    """A value check, analysed."""

    subject: Analysis
    label: Analysis
    equals: str
    statement: Analysis
    lexicon: Lexicon


@dataclass(frozen=True, slots=True)
class _Given:
    """A value that the page gives beside the subject, and whether it is the one that is asked for."""

    passage: Passage
    words: str
    agrees: bool


def value(check: ValueCheck, statement: str, document: Document, lexicon: Lexicon) -> tuple[Evidence, ...]:
    """Whether the page gives the value beside the subject, as evidence on the statement.

    Under a label only what stands under it, or nearest to it in a sentence, counts, and another value there refutes.
    Without one, other values beside the subject may be values of something else and refute nothing. A check whose
    subject or value the statement does not have decides nothing.
    """
    own = analyse(statement, lexicon)
    asked = _Asked(analyse(check.subject, lexicon), analyse(check.label, lexicon), check.equals, own, lexicon)
    if reason := misfit(check, statement, lexicon):
        return (nothing(document, reason),)
    denied = bool(_NEGATED.search(statement))
    given = list(_given(asked, document))
    telling = [g for g in given if g.agrees][:1] or [g for g in given if check.label and not g.agrees][:1]
    return tuple(_evidence(g, check, denied, document) for g in telling)


def misfit(check: ValueCheck, statement: str, lexicon: Lexicon) -> str:
    """Why the check does not fit the statement, in words; empty where it does."""
    own = analyse(statement, lexicon)
    if not all(t.keys <= own.keys for t in analyse(check.subject, lexicon).content):
        return f"the check asks about {check.subject}, the statement does not name it"
    if not _implies(check.equals, statement, lexicon):
        return f"the check asks for {check.equals}, the statement does not say so"
    return ""


def _evidence(given: _Given, check: ValueCheck, denied: bool, document: Document) -> Evidence:
    finding = Finding("value", check.equals, given.words, given.agrees)
    stance = Stance.SUPPORTS if given.agrees != denied else Stance.REFUTES
    words = document.quote(given.passage)
    return passage_evidence(document, given.passage, words, stance, _LIKELY, finding, f"the page gives {given.words}")


# ---------------------------------------------------------------- where values stand


def _given(asked: _Asked, document: Document) -> Iterator[_Given]:
    """The values beside the subject: first of what names it itself, then of what stands under its heading."""
    under: list[_Given] = []
    title = f"{document.title}\n{document.source.title}"
    for passage in document.passages:
        above = analyse(f"{passage.heading}\n{title}", asked.lexicon)
        for piece in _pieces(document, passage):
            own = analyse(document.quote(piece), asked.lexicon)
            if _has(asked.subject, own.keys):
                yield from _of_piece(asked, document, piece, own)
            elif passage.kind in _ROWS and _has(asked.subject, own.keys | above.keys):
                under += _of_piece(asked, document, piece, own)
    yield from under


def _has(subject: Analysis, keys: frozenset[str]) -> bool:
    return bool(subject.content) and all(t.keys <= keys for t in subject.content)


def _pieces(document: Document, passage: Passage) -> list[Passage]:
    """A row as it is, a paragraph as its sentences."""
    if passage.cells or passage.kind in _ROWS:
        return [passage]
    words = document.quote(passage)
    return [replace(passage, start=passage.start + a, end=passage.start + b) for a, b in sentences(words)]


def _of_piece(asked: _Asked, document: Document, piece: Passage, own: Analysis) -> Iterator[_Given]:
    if piece.cells:
        return _of_row(asked, document, piece)
    if piece.kind in _ROWS:
        label, _, words = document.quote(piece).partition("\t")
        return _of_cells(asked, piece, [(label, words or label)])
    return _of_sentence(asked, piece, own)


# ---------------------------------------------------------------- rows


def _of_row(asked: _Asked, document: Document, row: Passage) -> Iterator[_Given]:
    cells = [(c.header, document.text[c.start : c.end].strip()) for c in row.cells]
    return _of_cells(asked, row, cells)


def _of_cells(asked: _Asked, row: Passage, cells: Sequence[tuple[str, str]]) -> Iterator[_Given]:
    found: list[tuple[str, _Given]] = []
    for header, words in cells:
        if not _is_labelled(asked.label, f"{header}\n{words}", asked.lexicon):
            continue
        agrees = _same(asked.equals, words, header, asked.lexicon)
        if agrees is not None:
            found.append((header, _Given(row, words, agrees)))
    mixed = not asked.label.content and {g.agrees for _, g in found} == {True, False}
    for header, each in found:
        if not (mixed and each.agrees and not _speaks_of(header, asked)):
            yield each


def _is_labelled(label: Analysis, words: str, lexicon: Lexicon) -> bool:
    named = analyse(words, lexicon)
    return all(t.keys <= named.keys or t.senses & named.senses for t in label.content)


def _speaks_of(header: str, asked: _Asked) -> bool:
    """Whether the statement has a word of a column's header, so that the column may be the one that is meant."""
    terms = analyse(header, asked.lexicon).content
    own = asked.statement
    return not terms or any((t.keys and t.keys <= own.keys) or t.senses & own.senses for t in terms)


# ---------------------------------------------------------------- sentences


def _of_sentence(asked: _Asked, piece: Passage, own: Analysis) -> Iterator[_Given]:
    """The value of a sentence that belongs to the subject: none where another name of its kind stands between."""
    subjects = [t for t in own.terms if any(s.keys and s.keys <= t.keys for s in asked.subject.content)]
    if not subjects or not _is_labelled(asked.label, own.text, asked.lexicon):
        return
    values = [t for t in _values(asked.equals, own) if not _rival_between(t, subjects, own, asked.lexicon)]
    if asked.label.content:
        marks = [t.place for t in own.terms if any(_alike(t, mark) for mark in asked.label.content)]
        values = sorted(values, key=lambda t: min((_distance(t.place, at) for at in marks), default=0))[:1]
    judged = [(t, _same(asked.equals, t.text, "", asked.lexicon, t)) for t in values]
    verdicts = {agrees for _, agrees in judged if agrees is not None}
    if len(verdicts) == 1 and not any(t.negated or t.irreal for t, _ in judged):
        term, agrees = next(pair for pair in judged if pair[1] is not None)
        yield _Given(piece, term.text, bool(agrees))


def _distance(value: int, label: int) -> int:
    """How far a value stands from its label; what comes before the label rather belongs to another one."""
    return value - label if value >= label else label - value + 3


def _alike(term: Term, other: Term) -> bool:
    return bool(term.keys and other.keys <= term.keys) or bool(term.senses & other.senses)


def _values(equals: str, sentence: Analysis) -> list[Term]:
    if dates.find(equals):
        return [t for t in sentence.terms if t.when]
    if numbers.find(equals):
        return [t for t in sentence.terms if t.amount]
    return []


def _rival_between(value: Term, subjects: Sequence[Term], own: Analysis, lexicon: Lexicon) -> bool:
    subject = min(subjects, key=lambda t: abs(t.place - value.place))
    kind = _kind(subject, lexicon)
    low, high = sorted((subject.place, value.place))
    between = [t for t in own.terms if t.kind == "name" and low < t.place < high and t not in subjects]
    return any(_kind(t, lexicon) == kind for t in between)


def _kind(name: Term, lexicon: Lexicon) -> str:
    return next((lexicon.entities[key] for key in sorted(name.keys) if key in lexicon.entities), "")


# ---------------------------------------------------------------- comparing


def _implies(equals: str, statement: str, lexicon: Lexicon) -> bool:
    """Whether the statement holds of a subject that has the value: it gives the value, or the same less precisely."""
    if days := dates.find(equals):
        return any(dates.agrees(when, days[0]) for when in dates.find(statement))
    if amounts := numbers.find(equals):
        taken = tuple((when.start, when.end) for when in dates.find(statement))
        return any(_amounts_agree(a, amounts[0]) for a in numbers.find(statement, taken))
    return analyse(equals, lexicon).keys <= analyse(statement, lexicon).keys


def _same(wanted: str, words: str, header: str, lexicon: Lexicon, term: Term | None = None) -> bool | None:
    """Whether the words give the wanted value; None where they give nothing of its kind."""
    if days := dates.find(wanted):
        given = [term.when] if term and term.when else dates.find(words)
        results = [dates.agrees(days[0], each) for each in given]
    elif amounts := numbers.find(wanted):
        amount = [term.amount] if term and term.amount else list(_amounts(words, header))
        results = [_amounts_agree(amounts[0], each) for each in amount]
    else:
        return True if analyse(wanted, lexicon).keys <= analyse(words, lexicon).keys else None
    return True if True in results else (False if False in results else None)


def _amounts(words: str, header: str) -> Iterator[numbers.Amount]:
    """The amounts of a cell, a bare number with the unit of its column: "241" under "Height (m)"."""
    unit = _UNIT_OF_COLUMN.search(header)
    yield from numbers.find(words)
    if unit and re.fullmatch(r"[\d.,\s]+", words):
        yield from numbers.find(f"{words} {unit[1]}")


def _amounts_agree(wanted: numbers.Amount, given: numbers.Amount) -> bool | None:
    """As `numbers.agrees`; a rank may be given as a bare number."""
    if "ordinal" in {wanted.unit, given.unit} and {wanted.unit, given.unit} <= {"ordinal", ""}:
        return wanted.value == given.value
    return numbers.agrees(wanted, given)
