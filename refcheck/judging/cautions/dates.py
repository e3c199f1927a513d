"""Whose date it is, and what time the page speaks of: of another deed, told by another event, ahead, no longer."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from refcheck.judging.alignment import Match
from refcheck.language.clauses import clauses
from refcheck.language.cues import Cued, Late
from refcheck.language.dates import agrees
from refcheck.language.grammar import forms
from refcheck.language.lexicon import stem
from refcheck.language.terms import Analysis, Term

_GOES_ON = Cued(
    r"\b(?:remain(?:s|ed)?|stays?|stayed|continue[sd]?|goes on|went on|keeps|(?:was|were|had) still)\b",
    "still remain remains remained stay stays stayed continue continues continued on keeps",
)
_STILL = Late(
    r"\b(?:remain\w*|stay\w*|still|continu\w*|goes on|went on|ke(?:ep|eps|pt)|un\w+ed|left|until|not|will)\b|n['’]t\b"
)
_FUTURE = Cued(r"\b(?:will|shall|(?:is|are) going to)\b", "will shall going")
_LOOKS_AHEAD = Late(
    r"\b(?:will|shall|would|to|plan\w*|due|expect\w*|schedul\w*|set|next|until|from|future|later|remain\w*|stay\w*|propos\w*"
    r"|soon|intend\w*|may|can|must|should|promis\w*|pledg\w*|agree\w*|permanent\w*|always|every|each|forecast\w*|predict\w*"
    r"|upcoming|coming|is|are|has|have|signed|by)\b|['’]ll\b"
)
_AGO = Late(
    r"\b(?:days?|weeks?|months?|years?|decades?|centur(?:y|ies))\s+(?:after|before|later|earlier|prior)\b"
    r"|\b(?:the|that|a)\s+(?:following|next|previous|same|preceding)\s+(?:day|week|month|year|decade)\b"
    r"|\b(?:day|week|month|year)\s+(?:after|before|later|earlier)\b"
    r"|\b(?:this|last|next)\s+(?:year|month|week|spring|summer|autumn|winter|season)\b|\b(?:today|yesterday|tomorrow)\b"
)
_SEGMENT = re.compile(r"[,;:()]|\s(?:and|but|while)\s")

_RECURS = frozenset(
    stem(noun)
    for noun in (
        *("festival", "fair", "meeting", "conference", "congress", "summit", "championship", "tournament", "marathon"),
        *(
            "rally",
            "parade",
            "carnival",
            "biennale",
            "gala",
            "ceremony",
            "market",
            "convention",
            "workshop",
            "symposium",
        ),
        *("seminar", "assembly", "contest", "regatta", "derby", "pageant"),
    )
)
"""What is held again and again, so that it may have been held at another time, too."""
_IS_HELD = frozenset(
    stem(verb) for verb in ("hold", "take", "be", "have", "open", "begin", "start", "end", "run", "last")
)
_NAMES = re.compile(r"\s+(?:(?!the\b)[\w'’-]+\s+){0,3}")
"""What stands between a year and what it names: "the 2024 fair"."""


def of_another_edition(statement: Analysis, sentence: Analysis) -> str:
    """Another year of what is held again and again: "the fair was held in May 2024" leaves open one in 2023."""
    what = next((t for t in statement.terms if _may_recur(t)), None)
    if what is None or not any(c.verb in _IS_HELD for c in clauses(statement)):
        return ""
    ours, theirs = ([t for t in a.terms if t.when and not t.when.yearless] for a in (statement, sentence))
    if any(t.end < what.start and _NAMES.fullmatch(statement.text[t.end : what.start]) for t in ours):
        return ""
    years = {t.when.first.year for t in theirs if t.when}
    other = next((t for t in ours if t.when and t.when.first.year not in years), None)
    return f"it may have been held in {other.text}, too" if other is not None and years else ""


def _may_recur(term: Term) -> bool:
    return bool(term.keys & _RECURS) or any(stem(word) in _RECURS for word in term.text.lower().split()[-1:])


def not_still(statement: Analysis, sentence: Analysis) -> str:
    """That something goes on, where the page does not say that it does."""
    claimed = _GOES_ON.search(statement.text)
    return f"the page does not say “{claimed[0]}”" if claimed and not _STILL.search(sentence.text) else ""


def of_another_deed(sentence: Analysis, verbs: Sequence[Match], agreeing: Collection[str]) -> str:
    """A date that is another deed's, where the statement's own has its own: "opened in 1931 and rebuilt in 1952"."""
    main = next((m.found for m in verbs if m.found is not None), None)
    given = [t for t in sentence.terms if t.when and t.text in agreeing]
    if main is None or not given:
        return ""
    own = next((t for t in sentence.terms if t.when and t.start > main.end), None)
    if own is None or own.when is None or own.text in agreeing or _deed(sentence, main.end, own.start):
        return ""
    for term in given:
        other = _deed(sentence, *((own.end, term.start) if term.start > own.start else (0, term.start)))
        claimed = other is not None and any(other.keys & match.term.keys for match in verbs)
        if other is not None and not claimed and term.when and agrees(term.when, own.when) is False:
            return f"the page dates “{main.text}” {own.text}, and “{other.text}” {term.text}"
    return ""


def _deed(sentence: Analysis, start: int, end: int) -> Term | None:
    """The last word between two places that tells a deed of the past."""
    words = [t for t in sentence.terms if start <= t.start < end and t.kind == "word"]
    return next((t for t in reversed(words) if forms(t.text.lower()) & {"past", "participle"}), None)


def told_by_another(statement: Analysis, sentence: Analysis, verbs: Sequence[Match]) -> str:
    """A date that the page gives by way of another: "finished in 1904 and first shown two years after her death"."""
    main = next((m.found for m in verbs if m.found is not None), None)
    if main is None or not any(t.when for t in statement.terms):
        return ""
    edges = [0, *(m.end() for m in _SEGMENT.finditer(sentence.text)), len(sentence.text)]
    start = max(edge for edge in edges if edge <= main.start)
    end = min((edge for edge in edges if edge > main.start), default=len(sentence.text))
    ago = _AGO.search(sentence.text[start:end])
    return f"the page dates it by something else: “{ago[0]}”" if ago else ""


def not_ahead(statement: Analysis, sentence: Analysis) -> str:
    """What the statement says of days to come, where the page does not look ahead."""
    ahead = _FUTURE.search(statement.text)
    if ahead is None or _LOOKS_AHEAD.search(sentence.text):
        return ""
    return f"the page does not say “{ahead[0]}”"


def of_another_year(statement: Analysis, sentence: Analysis) -> str:
    """A date that the page gives of the past, where the statement tells what will be."""
    if _FUTURE.search(statement.text) and all(c.tense == "past" or c.inserted for c in clauses(sentence)):
        return "the page speaks of the past"
    return ""
