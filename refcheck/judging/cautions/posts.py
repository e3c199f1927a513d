"""Who holds a post, and who came before and after: successors and predecessors."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.language.clauses import clauses
from refcheck.language.cues import Cued
from refcheck.language.terms import Analysis

_SUCCEEDS = Cued(
    r"\b(?:succeed(?:s|ed|ing)?|replac(?:es?|ed|ing)|t(?:akes?|ook|aking) over from|followed"
    r"|(?:successor|succession) (?:to|of)|in place of|predecessor(?: (?:was|is))?,?)"
    r"\s+(?!by\b)(?P<whom>[^,;.()]{1,60})",
    "followed from place successor succession predecessor",
    "succe replac",
)
_IN_BRACKETS = re.compile(r"\s\((?P<role>[^\W\d_]+(?:[ -][^\W\d_]+){0,3})\)")
_COMERS = frozenset({"successor", "predecessor"})


def succeeded(statement: Analysis, sentence: Analysis, matches: Sequence[Match], verbs: Sequence[Match]) -> str:
    """Who came after whom: "Koller, who succeeded Veit" does not say that Veit holds the place now.

    Nor does "her successor was B" say "she succeeded B".
    """
    return _after_another(statement, sentence, matches) or _by_the_noun(statement, matches, verbs)


def _after_another(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """One whom another has taken over from, where the statement has him hold the place now."""
    if statement.past:
        return ""
    for told in _SUCCEEDS.finditer(sentence.text):
        start, end = told.span("whom")
        first = next((m for m in matches if m.term.kind == "name"), None)
        if first is not None and first.found is not None and start <= first.found.start < end:
            return f"the page says “{told[0].strip()}”"
    return ""


def _by_the_noun(statement: Analysis, matches: Sequence[Match], verbs: Sequence[Match]) -> str:
    """A "successor" or "predecessor" that stands for the statement's verb, the wrong way round."""
    first = next((c for c in clauses(statement) if not c.inserted), None)
    by_noun = next((m.found for m in verbs[:1] if m.found and m.found.text.lower() in _COMERS), None)
    if first is None or by_noun is None or first.doer is None:
        return ""
    named = any(m.term is first.doer.head and m.found is not None for m in matches)
    right = named == (by_noun.text.lower() == "successor")
    return "" if right else f"the page speaks of the “{by_noun.text}”"


def in_brackets(sentence: Analysis, matches: Sequence[Match]) -> str:
    """What stands in brackets behind another than the one named: "Ines Wolf and Sue Park (chair)"."""
    told = [m.found for m in matches if m.found is not None and not m.term.empty]
    for inside in _IN_BRACKETS.finditer(sentence.text) if "(" in sentence.text else ():
        start, end = inside.span("role")
        own = [t for t in told if not start <= t.start < end and t.kind == "name"]
        holder = next((t for t in sentence.terms if t.kind == "name" and t.end == inside.start()), None)
        if holder is None or not own or len(own) == len(told) or any(holder is name for name in own):
            continue
        if any(start <= t.start < end for t in told):
            return f"the page says “{inside['role']}” of {holder.text}"
    return ""
