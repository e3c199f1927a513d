"""Evidence of the structured checks: the words that a check rests on, and what it found in them."""

from __future__ import annotations

from refcheck.model import Document, Evidence, Finding, Passage, Stance

_OTHER_SIDE = 0.04
_LONGEST_LABEL = 80


def passage_evidence(
    document: Document, passage: Passage, words: str, stance: Stance, score: float, finding: Finding, reason: str
) -> Evidence:
    """Evidence that rests on the words of a passage."""
    support = score if stance is Stance.SUPPORTS else _OTHER_SIDE
    refute = score if stance is Stance.REFUTES else _OTHER_SIDE
    return Evidence(document.source, passage, words, stance, score, (finding,), reason, support=support, refute=refute)


def nothing(document: Document, reason: str) -> Evidence:
    """Evidence of nothing, with the reason why the check has nothing to say."""
    return Evidence(document.source, Passage(0, 0), "", Stance.NEUTRAL, 0.0, (), reason)


def shortened(label: str) -> str:
    """The first part of a list's label, short enough for a sentence."""
    label = label.partition(";")[0].strip()
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 3] + "…"
