"""What is told without a verb: a title with its year in a list of works, a row that names who holds a place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from refcheck.judging.alignment import Context, Match
from refcheck.judging.propositions import done_once, held_by_one
from refcheck.language.clauses import clauses
from refcheck.language.terms import Analysis, Term

_IMPRINT = re.compile(
    r"\s*(?P<title>[^()\[\]\d:;\n]{2,120}?)(?:\s*[(\[]|[.,]\s+)(?:[^()\[\]\d]{2,80}[,:]?\s+)?"
    r"(?P<year>1[5-9]\d\d|20\d\d)[)\]]?[.;,]?\s*"
)
"""A work as a bibliography has it: "The Salt Road (Harrow & Finch, 2011)", "Nine Winters. Edda Press, 2016"."""
_ENTRY = re.compile(r"(?:^|; )(?P<key>[^=;\t]{1,60})(?: = |\t)(?P<value>[^=;\t(]{1,80})(?=; |$|\s?\()")
_LISTED = 160
_PUBLISHED = frozenset({("publish", 0), ("release", 0)})


def is_imprint(words: str) -> bool:
    """Whether the words are a title with the year, and perhaps the publisher, of its publication."""
    return len(words) <= _LISTED and _IMPRINT.fullmatch(words) is not None


def with_publication(sentence: Analysis, matches: list[Match]) -> list[Match]:
    """The matches, with what says "was published" told by a title that stands with its year."""
    wanted = [m for m in matches if m.found is None and m.term.senses & _PUBLISHED]
    entry = _IMPRINT.fullmatch(sentence.text) if wanted and len(sentence.text) <= _LISTED else None
    if entry is None or (clauses(sentence) and sentence.text.rstrip(".; ")[-1] not in ")]"):
        return matches
    named = (m.found for m in matches if m.term.kind == "name" or not m.term.light)
    if not any(t is not None and t.start < entry.end("title") for t in named):
        return matches
    return [replace(m, factor=1.0) if m in wanted else m for m in matches]


def other_entry(statement: Analysis, sentence: Analysis, context: Context, matches: Sequence[Match]) -> str:
    """Who stands in a row in the place that the statement gives to another: "Mayor = Ilse Krantz"; empty where nobody.

    Only in a place that one holds at a time, of a statement of today, or that of a deed that is done once.
    """
    missing = [m.term for m in matches if m.term.kind == "name" and m.factor == 0.0]
    first = next((c for c in clauses(statement) if not c.inserted), None)
    if not context.row or len(missing) != 1 or first is None or statement.negated or _is_place(missing[0]):
        return ""
    found = [m for m in matches if m.found is not None]
    for key, value in _entries(sentence.text):
        label = [t for t in sentence.terms if key[0] <= t.start < key[1] and not t.empty]
        told = [m for m in found if any(m.found and m.found.keys & t.keys for t in label)]
        names = [t for t in sentence.terms if t.kind == "name" and value[0] <= t.start < value[1]]
        taken = any(m.found is t for m in found for t in names)
        other = len(names) == 1 and not taken and not (names[0].all_keys & missing[0].all_keys or _is_place(names[0]))
        if (
            other
            and len({m.term.place for m in told}) >= len(label)
            and any(_fits(m, today=first.tense == "present") for m in told)
        ):
            return names[0].text
    return ""


def _entries(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where the labels and the values of a row stand: "Mayor = Ilse Krantz"."""
    for entry in _ENTRY.finditer(text):
        yield entry.span("key"), entry.span("value")


def _is_place(name: Term) -> bool:
    return any(key.startswith("@") for key in name.keys)


def _fits(match: Match, *, today: bool) -> bool:
    found = match.found
    return found is not None and ((today and held_by_one(found.keys)) or done_once(found.keys))
