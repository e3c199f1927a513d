"""What speaks against a part of the statement only, or against what it does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.language.clauses import clauses
from refcheck.language.cues import Cued, Late
from refcheck.language.terms import Analysis

_FOUND = 0.5
_NO_MATTER = frozenset({"far", "longer", "more", "again", "yet", "all", "ever", "whatsoever"})
"""Words that only underline a denial: "so far", "any longer"."""
_MOST = Cued(r"\b(?:most|majority)\b(?!\s+(?:of\s+(?:his|her|its|their)|\w+ly)\b)", "most majority")
_PARTLY = Late(r"\b(?:most|majority|all|every|each|both|none|half|everyone|nobody)\b")
_HALF = 50.0
_NOT = Late(r"\b(?:not|never|no|nobody|none|nothing|without)\b|n['’]t\b")
_ELLIPSIS = Late(
    r"\b(?:do|does|did|is|are|was|were|has|have|had|will|would|can|could|may|might|must)(?:\s+not|n['’]t)\s*(?:[.;,!?]|$)"
)
_SPARED = Late(r"\b(?:exempt\w*|spare[ds]?|excused?|excluded?|free|banned|forbidden|barred)\b[^.;]*\bnot\b")
_SCARCE = Late(r"\b(?:few|little|fewer|less|short|shortage|scarce\w*|missing|hardly|insufficient)\b")
_LACK = Late(r"\b(?:lack\w*|short of|shortage|absence|without|no)\b")
_THAN = Cued(r"\bthan\b", "than")
_ONLY = Cued(r"\b(?:only|unless|except)\b", "only unless except")
_SETTINGS = (
    ("above", "below"),
    ("inside", "outside"),
    ("over", "under"),
    ("upstream", "downstream"),
    ("within", "beyond"),
)


def partly_denied(statement: Analysis, matches: Sequence[Match]) -> str:
    """A word of what the statement denies that the page lacks: who marches may well not march at night."""
    if not statement.negated:
        return ""
    for match in matches:
        term = match.term
        inside = term.negated and not term.empty and term.text.lower() not in _NO_MATTER
        if inside and match.factor < _FOUND:
            return f"not said here: {term.text}"
    return ""


def of_most(statement: Analysis, sentence: Analysis) -> str:
    """What holds of most, or not, where the page tells of a number or a share: one in ten leaves most."""
    if not _MOST.search(statement.text) or _PARTLY.search(sentence.text):
        return ""
    given = [t for t in sentence.terms if t.amount is not None]
    if any(t.amount and t.amount.unit == "percent" and t.amount.value >= _HALF for t in given):
        return ""
    return f"the page says it of a part: “{given[0].text}”" if given else ""


def left_unsaid(statement: Analysis, sentence: Analysis) -> str:
    """A denial in so few words that what it denies is not named: "everybody votes; guests do not"."""
    ellipsis = _ELLIPSIS.search(sentence.text) if statement.negated else None
    return f"the page says “{ellipsis[0].strip(' .;,!?')}”" if ellipsis is not None else ""


def denied_twice(statement: Analysis, sentence: Analysis) -> str:
    """Two denials on the page, which come to none: "exempt from the toll but not from the tax"."""
    if statement.negated:
        return ""
    twice = _SPARED.search(sentence.text)
    if twice is not None:
        return f"the page says “{twice[0]}”"
    scarce = _SCARCE.search(statement.text)
    if scarce is not None and _LACK.search(sentence.text) and not _NOT.search(statement.text):
        return f"the page may say “{scarce[0]}” in other words"
    return ""


def denies_itself(statement: Analysis, sentence: Analysis) -> str:
    """A denial of the statement's that tells of a duty, "need not", beside one of the page's."""
    denial = None if statement.negated else _NOT.search(statement.text)
    if denial is None or statement.modality == "forbidden" or not _NOT.search(sentence.text):
        return ""
    return f"both say “{denial[0].strip()}”" if sentence.negated else ""


def of_the_compared(statement: Analysis, matches: Sequence[Match]) -> str:
    """A comparison of which the page lacks the measure, or denies only what is compared with."""
    than = _THAN.search(statement.text)
    if than is None:
        return ""
    before = [m for m in matches if m.term.start < than.end() and not m.term.empty]
    if before and before[-1].factor < _FOUND and than.start() - before[-1].term.end <= 1:
        return f"not said here: {before[-1].term.text}"
    denied = [m for m in matches if m.found is not None and m.found.focus and not m.term.focus]
    if denied and all(m.term.start > than.end() for m in denied):
        return f"the page denies “{denied[0].found.text if denied[0].found else ''}”"
    return ""


def only_then(statement: Analysis, sentence: Analysis) -> str:
    """A leave with bounds, against a ban: "may speak only when asked"."""
    bound = _ONLY.search(sentence.text) if {statement.modality, sentence.modality} == {"may", "forbidden"} else None
    if bound is None or _ONLY.search(statement.text):
        return ""
    return f"the page says “{bound[0].lower()}”"


def set_otherwise(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """A denial in the opposite setting: "not safe below the weir" of "safe above the weir"."""
    if not any(m.found is not None and m.found.focus != m.term.focus for m in matches):
        return ""
    ours, theirs = (set(re.findall(r"[a-z]+", a.text.lower())) for a in (statement, sentence))
    for one, other in _SETTINGS:
        for here, there in ((one, other), (other, one)):
            if here in ours and there in theirs and here not in theirs:
                return f"the page says “{there}”, the statement “{here}”"
    return ""


def of_the_other_deed(statement: Analysis, matches: Sequence[Match]) -> str:
    """A denial in a clause before the one that tells the statement's deed: "nobody invented it, but two claim it"."""
    if statement.negated:
        return ""
    first = next((c for c in clauses(statement) if not c.inserted), None)
    verb = next((m.found for m in matches if first and m.found and first.at[0] <= m.term.start < first.at[1]), None)
    denied = [m.found for m in matches if m.found is not None and m.found.focus]
    if verb is None or verb.negated or not denied:
        return ""
    if all(d.start < verb.start and d.clause != verb.clause for d in denied):
        return f"the page denies “{denied[0].text}”"
    return ""
