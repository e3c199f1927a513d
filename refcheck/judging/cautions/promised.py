"""What is said to come: the page may only allow for it, make it depend on something, or set no more than a bound."""

from __future__ import annotations

from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.language.clauses import clauses
from refcheck.language.cues import Cued, Late
from refcheck.language.terms import Analysis

_IF = Cued(
    r"(?<!even )(?<!as )(?<!ask )(?<!asked )(?<!see )(?<!know )\bif\b|\b(?:provided|as long as|in case)\b",
    "if provided as in",
)
_OPEN = Late(
    r"\b(?:if|unless|whether|when|once|provided|condition\w*|may|might|can|could|would|should|must|possib\w+)\b"
)
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


def on_condition(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """What the page says only for the case that something else is so."""
    condition = _IF.search(sentence.text)
    if condition is None or _OPEN.search(statement.text) or statement.attributed:
        return ""
    end = min(
        (e for mark in ",;.:" if (e := sentence.text.find(mark, condition.end())) >= 0), default=len(sentence.text)
    )
    found = [m.found for m in matches if m.found is not None and not m.term.light]
    inside = [t for t in found if condition.start() <= t.start < end]
    hanging = sentence.text[: condition.start()].rstrip().endswith((", and", ", or", "perhaps,", "and,", "or,"))
    own = len(inside) * 2 > len(found) or (hanging and any(t.start > end for t in found))
    return f"the page says it on a condition: “{condition[0]}”" if own else ""


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
