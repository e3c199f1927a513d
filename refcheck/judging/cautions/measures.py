"""How much: sums and shares, what numbers come to, comparisons and their sides, ranks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from refcheck.judging.alignment import Match
from refcheck.language.cues import Cued, Late
from refcheck.language.dates import agrees
from refcheck.language.numbers import agrees as counts_agree
from refcheck.language.terms import Analysis, Term

_MORE_BY = Late(r"\s+(?:more|fewer|less|longer|shorter|higher|lower)\b")
_NO_COUNTS = frozenset({"ordinal", "clock", "score", "percent", "percentage points"})
_TOGETHER = Cued(
    r"\b(?:between them|between the two|together|combined|jointly|collectively)\b",
    "between together combined jointly collectively",
)
_IN_ALL = Late(_TOGETHER.pattern.removesuffix(r")\b") + r"|in total|in all|altogether|in sum)\b")
_EACH = Late(r"\b(?:each|apiece|per|respectively)\b")
_THAN = Cued(r"\b(?:than|compared with|compared to|up from|down from)\b(?:[^,;.]|[.,](?=\d))*", "than compared from")
_MORE = Cued(r"\b(?:more|less|fewer|better|worse|[a-z]{2,}er)\b[^,;.]*?\bthan\b", "than")
_EARLIER = Late(r"\b(?:before|earlier|previous\w*|last|former\w*|had|plan\w*|expect\w*|once|then)\b")
_SINCE = Late(r"\bsince\s+$")
_MORE_OF = Late(r"(?:more|fewer|less)\s+(?!than\b)")
"""What opens a comparison of two counts: "More people died than were born"."""
_RANK = Late(r"\b(?:second|third|next|[a-z]+th|\d+(?:st|nd|rd|th))[- ]+(?:most[- ])?$")


def may_be_worked_out(statement: Analysis, sentence: Analysis) -> str:
    """A number that two of the page's come to: "eleven left, nine of them from one group" are two from the other."""
    given = [t for t in sentence.terms if t.amount and t.amount.unit not in _NO_COUNTS]
    for term in statement.terms:
        if term.amount is None or any(t.amount and counts_agree(term.amount, t.amount) for t in given):
            continue
        for first, second in _coming_to(term.amount.value, given):
            if first.amount is None or second.amount is None:
                continue
            more = _MORE_BY.match(sentence.text, second.end)
            if more and _of_now(statement, sentence):
                continue  # "employs 9,200, 400 fewer than a year before" is no "employs 9,600"
            if more or first.amount.measured == second.amount.measured:
                return f"what “{first.text}” and “{second.text}” come to is not said"
    return ""


def _of_now(statement: Analysis, sentence: Analysis) -> bool:
    """Whether both tell of the same time, and the statement not of what was planned or was before."""
    same = statement.present == sentence.present and statement.past == sentence.past
    return same and not any(t.when for t in statement.terms) and _EARLIER.search(statement.text) is None


def _coming_to(value: float, given: Sequence[Term]) -> Iterator[tuple[Term, Term]]:
    """The pairs of numbers with this sum or difference, in order; looked up, since a row may have thousands."""
    values = [t.amount.value if t.amount else math.nan for t in given]
    places: dict[float, list[int]] = {}
    for place, each in enumerate(values):
        places.setdefault(round(each, 6), []).append(place)
    for place, each in enumerate(values):
        wanted = {round(other, 6) for other in (each - value, each + value, value - each)}
        for other in sorted(n for key in wanted for n in places.get(key, ()) if n > place):
            if value in {abs(each - values[other]), each + values[other]}:
                yield given[place], given[other]


def together(statement: Analysis, sentence: Analysis) -> str:
    """A sum where the statement has a share, or a share where it has a sum."""
    if not any(t.amount for t in statement.terms):
        return ""
    both = _TOGETHER.search(sentence.text)
    if both and " and " in sentence.text and not _IN_ALL.search(statement.text) and " and " not in statement.text:
        return f"the page says it of several: “{both[0]}”"
    ours = _TOGETHER.search(statement.text)
    if ours and _EACH.search(sentence.text) and not _IN_ALL.search(sentence.text):
        return "the page says it of each"
    return ""


def compared_with(statement: Analysis, sentence: Analysis) -> str:
    """What is said of the one that the page compares with: "5,000 more than in 2019"."""
    if _THAN.search(statement.text):
        return ""
    dates = [t.when for t in statement.terms if t.when and not _SINCE.search(statement.text[: t.start])]
    units = {t.amount.unit for t in statement.terms if t.amount}
    for other in _THAN.finditer(sentence.text):
        inside = [t for t in sentence.terms if other.start() <= t.start < other.end()]
        counted = any(t.amount and t.amount.unit in {*units, ""} for t in inside) if units else False
        if not counted and any(t.when and agrees(when, t.when) for when in dates for t in inside):
            return f"the page compares: “{other[0]}”"
    return ""


def the_other_way_round(statement: Analysis, sentence: Analysis, matches: Sequence[Match], *, dated: bool) -> str:
    """A comparison whose sides the page has changed over, or that it dates otherwise."""
    ours, theirs = _MORE.search(statement.text), _MORE.search(sentence.text)
    if ours is None:
        return ""
    if dated and any(t.when and t.start >= ours.end() for t in statement.terms):
        return "the page does not compare the two"
    if theirs is None:
        return (
            ""
            if _THAN.search(sentence.text) or not _MORE_OF.match(statement.text)
            else "the page does not compare the two"
        )
    for match in matches:
        if match.found is None or match.term.empty or match.term.light:
            continue
        if (match.term.start >= ours.end()) != (match.found.start >= theirs.end()):
            return "the page does not compare the two that way round"
    return ""


def ranked(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """A rank before a superlative that the statement gives without: "the second-largest"."""
    for match in matches:
        found = match.found
        if found is None or not found.text.lower().endswith(("est", "most")):
            continue
        rank = _RANK.search(sentence.text[: found.start])
        if rank and not _RANK.search(statement.text[: match.term.start]):
            return f"the page says “{rank[0]}{found.text}”"
    return ""
