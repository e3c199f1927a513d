"""What is said to come: the page may only allow for it, or set no more than a bound."""

from __future__ import annotations

from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.language.clauses import clauses
from refcheck.language.cues import Cued, Late
from refcheck.language.terms import Analysis

_SURE = Late(
    r"\b(?:will|shall|won['’]t|going to|(?:is|are|was|were) to|due|set to|plan\w*|schedul\w+|intend\w*|promis\w+"
    r"|decid\w+|agree\w*|next|tomorrow|tonight|coming|upcoming|from|until|till|expect\w*|forecast\w*)\b|['’]ll\b"
)
_UNSURE = Late(
    r"\b(?:may|might|could|perhaps|possibly|possible|likely|hop\w+ to|apply for|fortnight to|time to|chance)\b"
)
_BOUND = Cued(r"\bat the (?:earliest|latest|soonest)\b|\bnot before\b", "earliest latest soonest before")


def not_sure(statement: Analysis, sentence: Analysis, verbs: Sequence[Match]) -> str:
    """What will be, where the page says only that it may, or tells of it as past."""
    first = next((c for c in clauses(statement) if not c.inserted), None)
    if first is None or first.modal != "will" or statement.attributed:
        return ""
    found = next((m.found for m in verbs[:1] if m.found is not None), None)
    part = _part(sentence.text, found.start if found is not None else 0)
    if doubt := _UNSURE.search(part):
        return "" if _UNSURE.search(statement.text) else f"the page says only “{doubt[0]}”"
    told = [c for c in clauses(sentence) if found is not None and c.at[0] <= found.start < c.at[1]]
    now = any(c.tense in {"present", ""} and not c.modal for c in told) or not told
    return "" if _SURE.search(part) or now else f"the page does not say that it will be: “{told[0].verb}”"


def bounded(statement: Analysis, sentence: Analysis) -> str:
    """A day that the page gives as the earliest or latest only: "in 2031 at the earliest"."""
    bound = _BOUND.search(sentence.text)
    dated = any(t.when for t in statement.terms)
    settled = statement.negated or _BOUND.search(statement.text)
    return f"the page says “{bound[0]}”" if bound and dated and not settled else ""


def _part(text: str, place: int) -> str:
    """What stands between two semicolons or dashes around a place."""
    start = max(text.rfind(mark, 0, place) for mark in ";:–—")
    ends = [end for mark in ";:–—" if (end := text.find(mark, place)) >= 0]
    return text[start + 1 : min(ends, default=len(text))]
