"""What the sentence itself does not say, though its page has the words: places, things and names told of others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refcheck.judging.alignment import Context, Match
from refcheck.language.clauses import clauses
from refcheck.language.cues import Cued, Late
from refcheck.language.terms import Analysis, Term

_TOLD_AROUND = 0.9
"""Up to this factor a term stands around the sentence only, not in it."""
_IN_PART = 0.85
"""Up to this one it is a name that the sentence has a part of, or the name beside it."""
_WORD = re.compile(r"[^\W\d_]+")
_PLACED = Late(r"\b(?:in|at|near|from|to|around|outside)\s+(?:the\s+)?$")
_COUNTED = frozenset({"one", "ones"})
_OF_PLACES = frozenset({"there", "here", "it", "its"})
_OF_THINGS = frozenset(
    {"it", "its", "they", "them", "their", "theirs", "there", "this", "these", "those", "such", "one", "ones"}
)
_OF_NAMES = _OF_THINGS | frozenset(
    {
        "he",
        "him",
        "his",
        "she",
        "her",
        "hers",
        "who",
        "whose",
        "you",
        "your",
        "i",
        "me",
        "my",
        "we",
        "us",
        "our",
        "ours",
    }
)
_WHETHER = Cued(r"\bwhether\b", "whether")
_CALLED = Cued(
    r"\b(?:is|was|are|were|be|been)\s+(?:also\s+)?(?:called|named(?! after| for)|known as)\b", "called named known"
)
_NAMED_SO = Late(
    r"[\s,:(“”\"'’‘–—-]*(?:(?:is|was|are|were|be|been|by|the|a|an|also|name|called|named|known|as|by|of|s|whose)\b"
    r"[\s,:(“”\"'’‘–—-]*)*"
)
_ALWAYS_NAMED = Late(r"[\s,:(“”\"'’‘–—-]*(?:(?:the|a|an|is|was|were)\b[\s,:(“”\"'’‘–—-]*)*")


def not_here(statement: Analysis, sentence: Analysis, context: Context, matches: Sequence[Match]) -> str:
    """What the statement says of its subject, where the sentence lacks it and has no word that takes it up.

    That the page has the place or the thing in another sentence does not tell that it goes with this one. What is
    denied, or asked ("does not say whether"), may well be told without it.
    """
    first = next((c for c in clauses(statement) if not c.inserted), None)
    open_ = statement.negated or _WHETHER.search(statement.text)
    if context.row or open_ or first is None or first.subject is None:
        return ""
    referring = [word[0].lower() for word in _WORD.finditer(sentence.text)]
    if statement.attributed:
        referring = [word for word in referring if word in _COUNTED]  # "it" may be the sayer there
    if any(m.found is None and _within(m.term, first.subject.start, first.subject.end) for m in matches):
        referring = referring[1:]  # what opens the sentence takes up its subject
    for match in matches:
        term = match.term
        if match.found is not None or term.light or term.empty or not 0 < match.factor <= _TOLD_AROUND:
            continue
        if term.kind == "name" and match.factor <= _IN_PART:
            continue
        if term.start < first.subject.end or term.senses & sentence.senses or _headed(term, context):
            continue
        if _taking_up(statement, term).isdisjoint(referring):
            return f"not said here: {term.text}"
    return ""


def _headed(term: Term, context: Context) -> bool:
    """Whether a heading or the page's title has it; the first sentence of a text without one is no title."""
    titles = [line for line in context.title.text.split("\n") if line]
    titled = any(not line.rstrip('"”’)').endswith((".", "!", "?")) for line in titles)
    return context.near.has(term) or (titled and context.title.has(term))


def _taking_up(statement: Analysis, term: Term) -> frozenset[str]:
    """The words that can take up a term of the statement in a sentence after it."""
    if term.kind != "name":
        return _OF_THINGS
    return _OF_PLACES if _PLACED.search(statement.text, 0, term.start) else _OF_NAMES


def _within(term: Term, start: int, end: int) -> bool:
    return start <= term.start < end and not term.empty


def not_called(statement: Analysis, matches: Sequence[Match], sentence: Analysis) -> str:
    """A name that the statement gives somebody or something, and the sentence gives to another.

    It has to stand beside what it is the name of: "the horse's name, Dennis", "a field known as Long Acre".
    """
    claimed = _CALLED.search(statement.text)
    name = next((m for m in matches if claimed and m.term.kind == "name" and m.term.start >= claimed.end()), None)
    if claimed is None or name is None or statement.negated:
        return ""
    if name.found is None:
        return f"the page does not give this name: {name.term.text}"
    heads = [m.found for m in matches if m.term.start < claimed.start() and m.found is not None and not m.term.empty]
    if any(_beside(sentence.text, head, name.found) for head in heads) or not heads:
        return ""
    return f"the page does not give this name: {name.term.text}"


def _beside(text: str, head: Term, name: Term) -> bool:
    if head.start <= name.start < head.end or name.start <= head.start < name.end:
        return True
    first, second = sorted((head, name), key=lambda t: t.start)
    pattern = _NAMED_SO if first is head else _ALWAYS_NAMED
    between = pattern.match(text[first.end : second.start])
    return between is not None and between.end() >= second.start - first.end
