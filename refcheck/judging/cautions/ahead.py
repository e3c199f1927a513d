"""What is yet to come, or should have been: what is or was so does not speak against it."""

from __future__ import annotations

from refcheck.language.cues import Cued, Late
from refcheck.language.terms import Analysis

_WILL = Cued(r"\b(?:will|shall|(?:is|are) going to)\b", "will shall going")
_LOOKS_AHEAD = Late(
    r"\b(?:will|shall|would|going to|to|plan\w*|due|expect\w*|schedul\w*|next|until|future|later|remain\w*|stay\w*"
    r"|propos\w*|soon|intend\w*|may|can|cannot|must|should|promis\w*|pledg\w*|agree\w*|always|never|every|each|upcoming"
    r"|coming|on|at|by)\b"
    r"|['’]ll\b"
)
_WAS_TO = Cued(
    r"\b(?:(?:should|would|could) have|(?:was|were) (?:to|due|supposed|meant|planned|scheduled|expected))\b",
    "have to due supposed meant planned scheduled expected",
)
_TO_COME = Cued(
    r"\b(?:due|expected|awaited|pending|scheduled|planned|will|next)\b",
    "due expected awaited pending scheduled planned will next",
)
_NOT_YET = Late(r"\b(?:not|never|no|nobody|none)\b.*\byet\b|n['’]t\b.*\byet\b|\byet to\b|\bso far\b")


def still_to_come(statement: Analysis, sentence: Analysis) -> str:
    """What the statement says will be, of which the page tells how it is or was."""
    will = _WILL.search(statement.text)
    if will is None or _LOOKS_AHEAD.search(sentence.text):
        return ""
    return "the page does not speak of what is to come"


def was_to_be(statement: Analysis, sentence: Analysis) -> str:
    """What should have been, of which the page tells what was."""
    meant = _WAS_TO.search(statement.text)
    if meant is None or _WAS_TO.search(sentence.text):
        return ""
    return f"the page tells what was so, the statement says “{meant[0]}”"


def not_yet(statement: Analysis, sentence: Analysis) -> str:
    """What is not yet done by the statement, and is to come by the page."""
    to_come = _TO_COME.search(sentence.text) if _NOT_YET.search(statement.text) else None
    return f"the page says “{to_come[0]}”" if to_come is not None else ""
