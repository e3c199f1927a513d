"""What the page says of one and the statement of others, or of them too: neither speaks against the other."""

from __future__ import annotations

from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.language.clauses import clauses
from refcheck.language.cues import Cued, Late
from refcheck.language.terms import Analysis

_OTHERS = Cued(r"\b(?:other|others|another|else|elsewhere)\b", "other others another else elsewhere")
_NOT_THIS = Late(r"\b(?:other|others|another|else|elsewhere|rest|remaining|different|all|every|everyone|any)\b")
_BEFORE = Cued(r"\b(?:no|never|nobody|none)\b.*\b(?:before|since|yet|so|as)\b", "no never nobody none")
_FOREMOST = Late(
    r"\b(?:only|sole|first|most|best|unique|alone|record)\b"
    r"|\b(?:the|its|his|her|their|['’]s)\s+(?!(?:\w*west|\w*east|rest|\w*test|guest|forest|\w*quest|harvest|interest)\b)[a-z-]{2,}est\b"
)
_TOO = Cued(
    r"\b(?:too(?=\s*[.,;]|$)|also|as well(?!\s+as)|(?:along|together|jointly) with|likewise|in addition)\b",
    "too also well along together jointly likewise addition",
)
_SAID_OF_ANOTHER = frozenset({"male", "parent", "spouse", "mammal", "grandparent", "sibling"})
"""Meanings that tell one kind from another, of which the one may do what the other does."""


def of_others(statement: Analysis, sentence: Analysis) -> str:
    """Others than the page's: "permitted on the other wards" of "not permitted on the ward"."""
    others = _OTHERS.search(statement.text)
    if others is None or _NOT_THIS.search(sentence.text):
        return _of_the_foremost(statement, sentence)
    return f"the page does not say it of “{others[0].lower()}”"


def _of_the_foremost(statement: Analysis, sentence: Analysis) -> str:
    """A denial of others or of earlier ones that "the only" and "the first" imply."""
    denied = _BEFORE.search(statement.text) or (statement.negated and _OTHERS.search(statement.text))
    foremost = _FOREMOST.search(sentence.text) if denied else None
    return f"the page says it of “{foremost[0].lower()}”" if foremost is not None else ""


def them_too(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """What the statement says happened too, of which the page does not deny that it did."""
    too = _TOO.search(statement.text)
    if too is None or _TOO.search(sentence.text) or any(m.found is not None and m.found.focus for m in matches):
        return ""
    return f"the page does not speak of “{too[0].lower()}”"


def another_kind(statement: Analysis, matches: Sequence[Match]) -> str:
    """A kind that the page says it of, where the statement says it of another: "men did" does not deny "women did"."""
    first = next((c for c in clauses(statement) if not c.inserted), None)
    if first is None or statement.negated:
        return ""
    for match in matches:
        if not match.opposed or match.found is None or not {name for name, _ in match.term.senses} & _SAID_OF_ANOTHER:
            continue
        verb = [m for m in matches if not m.term.empty and first.at[0] <= m.term.start < first.at[1]]
        if match.term.start < first.at[0] or any(m.factor < 0.85 for m in verb):
            return f"the page says it of “{match.found.text}”"
    return ""
