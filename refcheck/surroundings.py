"""What a page says right before and after the words of a verdict, so that a reader sees them in their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from refcheck.article import sentences
from refcheck.model import Document, Evidence, Judgement, Stance

LONGEST = 240
"""Characters on either side at most: it is stored with every run."""
NEAREST = 2
"""How many passages that decide nothing get theirs too: those that a report shows where nothing is decided."""


def in_context(judgement: Judgement, documents: Mapping[str, Document]) -> Judgement:
    """The judgement, its telling evidence with the sentence before and the one after, from the documents by id.

    Of evidence that takes no side only the first two get theirs; a table row has its neighbouring rows instead.
    """
    evidence = tuple(
        _with_surroundings(item, documents) if number < NEAREST or item.stance is not Stance.NEUTRAL else item
        for number, item in enumerate(judgement.evidence)
    )
    return replace(judgement, evidence=evidence)


def _with_surroundings(evidence: Evidence, documents: Mapping[str, Document]) -> Evidence:
    document, start, end = documents.get(evidence.source.id), evidence.passage.start, evidence.passage.end
    if document is None or not evidence.text or start >= end:
        return evidence
    return replace(evidence, before=before(document.text, start), after=after(document.text, end))


def before(text: str, start: int) -> str:
    """The sentence that ends where `start` is, or the end of it, in at most 240 characters."""
    window = text[max(0, start - LONGEST) : start]
    line = next((line for line in reversed(window.split("\n")) if line.strip()), "")
    if not line:
        return ""
    first, last = sentences(line)[-1]
    began_earlier = first == 0 and window.startswith(line) and start > LONGEST
    return f"… {line[first:last].partition(' ')[2]}" if began_earlier else line[first:last]


def after(text: str, end: int) -> str:
    """The sentence that begins where `end` is, or the beginning of it, in at most 240 characters."""
    window = text[end : end + LONGEST]
    line = next((line for line in window.split("\n") if line.strip()), "")
    if not line:
        return ""
    first, last = sentences(line)[0]
    goes_on = last == len(line) and window.endswith(line) and end + LONGEST < len(text)
    return f"{line[first:last].rpartition(' ')[0]} …" if goes_on else line[first:last]
