"""What somebody wants, asks for, plans or prefers: a wish is borne out by a wish of its kind, and is no deed.

"Wants a loan" holds of one who hopes for it, seeks it or asks for it; "has a loan" does not. Who plans to build wants
to build; who wants to build need have no plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from refcheck.judging.alignment import Match
from refcheck.language.clauses import Clause, clauses
from refcheck.language.lexicon import stem
from refcheck.language.terms import Analysis

_KINDS = {
    "wish": "want wish desire hope aspire yearn crave covet keen eager dream",
    "search": "seek",
    "demand": "demand request insist plead petition",
    "plan": "plan intend intention aim propose proposal",
    "preference": "prefer favour favor preference",
}
_WITH_WORD = {
    ("ask", "for"): "demand", ("call", "for"): "demand", ("press", "for"): "demand", ("push", "for"): "demand",
    ("appeal", "for"): "demand", ("campaign", "for"): "demand", ("lobby", "for"): "demand", ("bid", "for"): "demand",
    ("appli", "for"): "demand", ("ask", "to"): "demand", ("long", "for"): "wish", ("long", "to"): "wish",
    ("would", "like"): "wish", ("would", "love"): "wish", ("would", "rather"): "preference",
    ("mean", "to"): "plan", ("search", "of"): "search", ("look", "for"): "search",
}  # fmt: skip
_BORNE_OUT_BY = {
    "wish": frozenset({"wish", "search", "demand", "plan", "preference"}),
    "search": frozenset({"search", "demand", "wish"}),
    "demand": frozenset({"demand"}),
    "plan": frozenset({"plan"}),
    "preference": frozenset({"preference"}),
}
"""Which kinds on a page bear out one of the statement's."""
_KIND_OF = {stem(word): kind for kind, words in _KINDS.items() for word in words.split()}
_FIRSTS = frozenset(first for first, _ in _WITH_WORD)
_WORD = re.compile(r"[^\W\d_]+")
_END = re.compile(r"[.;:()]|,\s+(?:but|and|while|so|who|which|though|although)\b")
_DENIED = re.compile(
    r"(?:\b(?:not|never|no longer|nobody|no one|nor|without|hardly)|n['’]t)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Words for a wish: their kind and text, where they stand, and where that which is wished ends."""

    kind: str
    text: str
    start: int
    end: int
    until: int


def wishes(analysis: Analysis) -> tuple[Wish, ...]:
    """The wishes that a text tells of, in their order."""
    if analysis.keys.isdisjoint(_KIND_OF) and analysis.keys.isdisjoint(_FIRSTS):
        return ()
    return tuple(_found(analysis))


def _found(analysis: Analysis) -> Iterator[Wish]:
    words = list(_WORD.finditer(analysis.text))
    for word, after in zip(words, [*words[1:], None], strict=True):
        root = stem(word[0].lower())
        kind = _KIND_OF.get(root)
        end = word.end()
        if kind is None and after is not None and (kind := _WITH_WORD.get((root, after[0].lower()))):
            end = after.end()
        if kind is not None:
            yield Wish(kind, analysis.text[word.start() : end], word.start(), end, _until(analysis, end))


def _until(analysis: Analysis, end: int) -> int:
    """Where that which is wished ends: at the next mark, or at the next verb that is no infinitive."""
    stop = _END.search(analysis.text, end)
    verbs = (c.at[0] for c in clauses(analysis) if c.at[0] >= end and c.modal != "to" and not c.inserted)
    return min(stop.start() if stop else len(analysis.text), *verbs, len(analysis.text))


def claimed_wish(statement: Analysis) -> Wish | None:
    """The wish that a statement claims with its first verb: "wants a loan", "would like to sell"."""
    found = wishes(statement)
    first = next((c for c in clauses(statement) if not c.inserted), None) if found else None
    return next((w for w in found if first is not None and _is_verb(w, first)), None)


def _is_verb(wish: Wish, clause: Clause) -> bool:
    return wish.start < clause.at[1] and clause.at[0] < wish.end


def borne_out(claimed: Wish, sentence: Analysis) -> Wish | None:
    """The first wish of a sentence that is of a kind with the claimed one."""
    return next((w for w in wishes(sentence) if w.kind in _BORNE_OUT_BY[claimed.kind]), None)


def of_a_kind(claimed: Wish | None, word: str) -> bool:
    """Whether a word of the page stands for a wish that bears out the claimed one."""
    if claimed is None:
        return False
    root = stem(word.lower())
    kinds = {_KIND_OF.get(root), *(kind for (first, second), kind in _WITH_WORD.items() if root in {first, second})}
    return not _BORNE_OUT_BY[claimed.kind].isdisjoint(kinds)


def no_wish(statement: Analysis, sentence: Analysis) -> str:
    """Why a claimed wish is not borne out: the page tells of none, or of another kind."""
    claimed = claimed_wish(statement)
    if claimed is None or statement.negated or borne_out(claimed, sentence) is not None:
        return ""
    return f"the page does not say “{claimed.text}”"


def only_wished(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """A deed of which the page has but the wish: "has a loan" of "is seeking a loan"."""
    told = wishes(sentence)
    if not told or wishes(statement) or statement.attributed:
        return ""
    first = next((c for c in clauses(statement) if not c.inserted), None)
    thing = first.object if first is not None else None
    places = [m.found.start for m in matches if thing is not None and m.found is not None and m.term is thing.head]
    for wish in told:
        if any(wish.end <= place < wish.until for place in places) and not _done_before(first, wish, matches):
            return f"the page says only “{wish.text}”"
    return ""


def _done_before(claimed: Clause | None, wish: Wish, matches: Sequence[Match]) -> bool:
    """Whether the statement's verb is found outside of that which is wished."""
    deeds = (m.found for m in matches if claimed is not None and claimed.at[0] <= m.term.start < claimed.at[1])
    return any(t is not None and not t.light and not wish.end <= t.start < wish.until for t in deeds)


def not_asked(statement: Analysis, sentence: Analysis) -> str:
    """A wish that is held against one that somebody did not utter: who does not ask for it may want it."""
    claimed = claimed_wish(statement)
    if claimed is None or claimed.kind not in {"wish", "search"}:
        return ""
    silent = (w for w in wishes(sentence) if w.kind in {"demand", "plan"} and _DENIED.search(sentence.text[: w.start]))
    return next((f"the page says only that nobody did “{w.text}”" for w in silent), "")
