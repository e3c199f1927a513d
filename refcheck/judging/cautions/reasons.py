"""Why something was done: a reason, purpose or condition that the page does not give."""

from __future__ import annotations

from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.language.cues import Cued, Late
from refcheck.language.terms import Analysis

_REASON = Cued(
    r"\b(?:because|due to|owing to|thanks to|(?:as a|the) result of|in order to|in order that|so that|so as to"
    r"|on account of|on (?:the )?grounds|in retaliation|in response to|in return for|in exchange for|in protest)\b",
    "because due owing thanks result order so account grounds retaliation response return exchange protest",
)
_GIVES_A_REASON = Late(
    _REASON.pattern.removesuffix(r")\b")
    + r"|since|as a result|results? (?:in|from)|resulted|resulting|therefore|thus|hence|so|reasons?"
    r"|leads? to|led to|leading to|caus(?:e|es|ed|ing)|prompt(?:s|ed|ing)?|forc(?:e|es|ed|ing)|blam(?:e|es|ed|ing)"
    r"|attribut\w+|follow(?:s|ed|ing)|mean(?:s|t|ing)|(?:for|from) (?:lack|want|fear|reasons|the sake)|after|as"
    r"|to(?! the\b|\s\W*\d))\b"
)
_BECAUSE = Late(r"\bbecause\b")
_IF = Cued(r"\bunless\b", "unless")


def no_reason(statement: Analysis, sentence: Analysis, verbs: Sequence[Match]) -> str:
    """A reason or purpose that the statement gives and the page does not, or gives for something else."""
    claimed = _REASON.search(statement.text)
    if claimed is None:
        return ""
    if not _GIVES_A_REASON.search(sentence.text):
        return f"the page does not say “{claimed[0]}”"
    because = _BECAUSE.search(sentence.text)
    main = next((m for m in verbs if m.term.start < claimed.start() and m.found is not None), None)
    if because is None or main is None or main.found is None:
        return ""
    later = [t for t in sentence.terms if because.end() <= t.start]
    elsewhere = later and because.start() and main.found.clause < later[0].clause - 1
    return "the page gives that reason for something else" if elsewhere else ""


def on_condition(statement: Analysis, sentence: Analysis) -> str:
    """What the page says on a condition only."""
    condition = _IF.search(sentence.text)
    if condition is None or _IF.search(statement.text) or statement.conditional or statement.attributed:
        return ""
    return f"the page says it on a condition: “{condition[0]}”"
