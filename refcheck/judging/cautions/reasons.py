"""Why something was done, and whether it may be: a reason, purpose or leave that the page does not give."""

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
_MAYBE = Cued(
    r"\b(?:is|are|was|were)\s+(?:also\s+|still\s+|quite\s+)?(?:possible|conceivable|likely|unlikely)\b",
    "possible conceivable likely unlikely",
)
_MAY = Late(r"\b(?:may|might|could|can|possib\w*|conceivabl\w*|likely|unlikely|probabl\w*|chance|expected)\b")
_ALLOWED = Late(r"\b(?:may|can|could|allow\w*|permit\w*|free to|possible|except\w*|other than|only)\b")
_NOT_ALLOWED = Late(
    r"\b(?:forbidden|prohibited|banned|not (?:be )?(?:allowed|permitted)|must not|may not|cannot|never|no)\b"
)


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


def only_possible(statement: Analysis, sentence: Analysis) -> str:
    """What the page calls possible or likely, where the statement has it so."""
    told = _MAYBE.search(sentence.text)
    if told is None or statement.modality == "may" or statement.attributed or _MAY.search(statement.text):
        return ""
    return f"the page says that it “{told[0]}”"


def not_allowed(statement: Analysis, sentence: Analysis) -> str:
    """What the statement says may be, where the page forbids something and allows nothing."""
    if statement.modality != "may" or statement.negated or _ALLOWED.search(sentence.text):
        return ""
    told = _NOT_ALLOWED.search(sentence.text)
    return f"the page says “{told[0]}”" if told is not None else ""
