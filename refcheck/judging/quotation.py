"""A verbatim quotation: whether a page has the words, and whether it gives them to the speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import takewhile

from refcheck.article import locate, nearest, sentences
from refcheck.judging.showing import nothing, passage_evidence
from refcheck.language.lexicon import Lexicon, fold_name
from refcheck.language.terms import analyse
from refcheck.model import Document, Evidence, Finding, Passage, QuoteCheck, Stance

_SURE, _UNCLEAR, _NEAR_MISS = 0.95, 0.4, 0.3
_NEAR = 300
"""Characters around the words in which their speaker must be named."""
_WIDEST_GAP = 400
"""Characters that an ellipsis may stand for."""
_OCCURRENCES = 20
_LEFT_OUT = re.compile(r"\s*(?:\[[^\]]*\]|…|\.\.\.)\s*")
_AROUND = 40
_MARKS = " “”\"«»‘’',.;:"
_QUOTED = re.compile(r"[“\"«]([^”\"»]{3,})[”\"»]")
_NEGATED = re.compile(r"\b(?:not|never|no)\b|n['’]t\b", re.IGNORECASE)
_SAYS = (
    r"(?:said|says|say|told|tells|wrote|writes|added|adds|argued|argues|warned|declared|announced|replied|asked|stated)"
)
_NAME = r"(?:[A-Z][\w.’'-]*\s+){0,3}[A-Z][\w’'-]*"
_SAYERS = (
    re.compile(rf"\b(?!told|tells){_SAYS}\s+(?:[a-z]+\s+){{0,4}}(?P<name>{_NAME})"),
    re.compile(rf"(?P<name>{_NAME})(?:,[^,.“”\"]{{0,60}},)?\s+(?:has\s+|had\s+|also\s+|then\s+)?{_SAYS}\b"),
    re.compile(rf"\b(?:according to|in the words of)\s+(?:[a-z]+\s+){{0,4}}(?P<name>{_NAME})", re.IGNORECASE),
)


def quotation(check: QuoteCheck, statement: str, document: Document, lexicon: Lexicon) -> tuple[Evidence, ...]:
    """Whether the page has the words, as evidence on the statement.

    An ellipsis or a bracketed insertion of the quotation may stand for other words. Where a speaker is named, by the
    check or as the statement's subject, the page must give the words to that speaker. Words that only come near are a
    finding and decide nothing.
    """
    if reason := misfit(check, statement):
        return (nothing(document, reason),)
    own = locate(statement, check.text)
    around = statement if own is None else f"{statement[: own[0]]} {statement[own[1] :]}"
    speaker = check.speaker.strip() or _subject(_QUOTED.sub("", around), lexicon)
    denied = bool(_NEGATED.search(_QUOTED.sub("", around)))
    spans = list(_places(document.text, check.text))
    if not spans:
        return _near_miss(check.text, document)
    said = [span for span in spans if not speaker or _is_by(speaker, span, document)]
    start, end = (said or spans)[0]
    passage, words = _passage(document, start, end), document.text[start:end]
    if not said:
        finding = Finding("quote", check.text, "the words are there, but not as this speaker's", None)
        reason = f"the page does not give the words to {speaker}"
        return (passage_evidence(document, passage, words, Stance.NEUTRAL, _UNCLEAR, finding, reason),)
    finding = Finding("quote", check.text, words, not denied)
    stance = Stance.REFUTES if denied else Stance.SUPPORTS
    return (passage_evidence(document, passage, words, stance, _SURE, finding, "the words stand on the page"),)


def misfit(check: QuoteCheck, statement: str) -> str:
    """Why the check does not fit the statement, in words; empty where it does."""
    quoted = [match[1] for match in _QUOTED.finditer(statement)]
    if locate(statement, check.text) or not quoted or any(locate(check.text, each) for each in quoted):
        return ""
    return "the check asks for other words than the statement quotes"


def _subject(statement: str, lexicon: Lexicon) -> str:
    """The name that a statement begins with, where it says that somebody said something."""
    analysis = analyse(statement, lexicon)
    if not analysis.attributed:
        return ""
    names = takewhile(lambda t: t.kind == "name" or t.light, analysis.content)
    return next((t.text for t in names if t.kind == "name"), "")


def _places(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Where a quotation stands, from its first piece to its last; at most 20 places."""
    pieces = [piece for piece in _LEFT_OUT.split(quote) if piece.strip()]
    offset = 0
    for _ in range(_OCCURRENCES if pieces else 0):
        first = locate(text[offset:], pieces[0])
        if first is None:
            return
        start, end = offset + first[0], offset + first[1]
        offset = end
        if (last := _goes_on(text, pieces[1:], end)) is not None:
            yield start, last


def _goes_on(text: str, pieces: list[str], end: int) -> int | None:
    """Where the last of the further pieces ends, None where one is not near enough."""
    for piece in pieces:
        found = locate(text[end : end + _WIDEST_GAP + 2 * len(piece)], piece)
        if found is None:
            return None
        end += found[1]
    return end


def _is_by(speaker: str, span: tuple[int, int], document: Document) -> bool:
    """Whether the page gives the words to the speaker: it says so, or names nobody else who says them."""
    start, end = span
    passage = _passage(document, start, end)
    surname = fold_name(speaker.rsplit(maxsplit=1)[-1])
    if passage.speaker:
        return surname in _folded(passage.speaker)
    near = document.text[max(0, start - _NEAR) : start] + " … " + document.text[end : end + _NEAR]
    if surname not in _folded(near):
        return False
    sentence = _sentence_around(document, start, end)
    sayers = [match["name"] for pattern in _SAYERS for match in pattern.finditer(sentence)]
    return not sayers or any(surname in _folded(name) for name in sayers)


def _folded(text: str) -> set[str]:
    return {fold_name(word) for word in re.findall(r"[^\W\d_][\w.’'-]*", text)}


def _sentence_around(document: Document, start: int, end: int) -> str:
    """The sentence that the words stand in, without them, or the sentence after them where they end one."""
    passage = _passage(document, start, end)
    holder = next((p for p in document.passages if p.start <= start < p.end), passage)
    words = document.text[holder.start : holder.end]
    kept = [words[a:b] for a, b in sentences(words) if a + holder.start <= end + 1 and b + holder.start >= start]
    return " ".join(kept).replace(document.text[start:end], " … ")


def _passage(document: Document, start: int, end: int) -> Passage:
    holder = next((p for p in document.passages if p.start <= start < p.end), Passage(start, end))
    return Passage(start, end, holder.kind, holder.heading, speaker=holder.speaker)


def _near_miss(quote: str, document: Document) -> tuple[Evidence, ...]:
    found = nearest(document.text, quote) if any(char.isalnum() for char in quote) else None
    at = locate(document.text, found[0]) if found else None
    if found is None or at is None:
        return ()
    passage, words = _passage(document, *at), document.text[at[0] : at[1]]
    finding = Finding("quote", quote, words, None)
    around = document.text[max(0, at[0] - _AROUND) : at[1] + _AROUND]
    reason = f"the page has other words: {word_diff(quote, around)}"
    return (passage_evidence(document, passage, words, Stance.NEUTRAL, _NEAR_MISS, finding, reason),)


def word_diff(quote: str, words: str) -> str:
    """How a page's words differ from a quotation, as git's word diff writes it: [-quoted-]{+on the page+}.

    What the page says before and after the quotation is left out.
    """
    ours, theirs = quote.strip(_MARKS).split(), words.strip(_MARKS).split()
    plain_ours, plain_theirs = ([word.strip(_MARKS).casefold() for word in each] for each in (ours, theirs))
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, plain_ours, plain_theirs, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append((kind, " ".join(theirs[c:d])))
            continue
        gone = f"[-{' '.join(ours[a:b])}-]" if b > a else ""
        new = f"{{+{' '.join(theirs[c:d])}+}}" if d > c else ""
        pieces.append((kind, gone + new))
    first, last = pieces[0][0] == "insert", pieces[-1][0] == "insert"
    return " ".join(text for _, text in pieces[first : len(pieces) - last])
