"""What the statement tells of its subject and the page only of what it spoke of before, taken up by nothing here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from refcheck.judging.alignment import Context, Match, names_agree
from refcheck.language.clauses import clauses
from refcheck.language.cues import Late
from refcheck.language.terms import Analysis, Term

_TOLD = 0.95
"""From which factor on a word stands in the sentence, or a clause accounts for it."""
_TAKES_UP = Late(
    r"\b(?:it|its|itself|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|here|then|one|ones"
    r"|so|such|both|same|we|us|our)\b"
)
_CLEFT = Late(r"\bit (?:is|was) (?:the|a|an)?\b[^,;]*\b(?:who|that|which)\b")
_THE_WHOLE = frozenset({"such", "so", "one"})
"""Words that may stand for all that was said: "asked for such a pledge, he declined to give one"."""
_WITHIN = 4
"""How many characters, as in ", " or " in ", may part a name from another that says where it lies."""
_NO_THING = frozenset({"he", "him", "his", "she", "her", "hers"})
_OF_MANY = frozenset(
    {"they", "them", "their", "theirs", "these", "those", "both", "we", "us", "our", "ones", "so", "such"}
)
_OURS = frozenset({"we", "us", "our"})
_OWN = {"him": "he", "his": "he", "her": "she", "hers": "she", "its": "it", "them": "they", "their": "they"}
_PLACED = Late(r"\b(?:in|at|from|into|near|on|to|around|outside|inside|of)\s+(?:the\s+)?$")
_PERSONS_NO_PLACE = frozenset({*_NO_THING, "they", "them", "their", "theirs", *_OURS})


def untold(statement: Analysis, sentence: Analysis, context: Context, matches: Sequence[Match], *, alike: bool) -> str:
    """What the statement says behind its verb, where only another sentence has it and no word here stands for that.

    "The bell hangs in Lund" of "They bought a bell", where Lund was named before as their birthplace.
    """
    first = next((c for c in clauses(statement) if not c.inserted), None)
    if " whether " in statement.text:
        return ""  # what is left open may be told in other words
    if first is None or context.row or not sentence.text.rstrip().endswith((".", "!", "”", '"')):
        return ""
    words = _standing_in(statement, sentence)
    if not _THE_WHOLE.isdisjoint(words):
        return ""
    for phrase in _phrases(sentence, context, matches, alike=alike):
        if phrase[-1].term.end <= first.at[0]:
            words = words[1:] if phrase[-1].term.kind == "name" else words
            continue
        fitting = next((w for w in words if _fits(w, phrase, statement)), None)
        if fitting is None:
            return f"not said here: {' '.join(m.term.text for m in phrase)}"
        words = [w for w in words if w != fitting]
    return ""


def _standing_in(statement: Analysis, sentence: Analysis) -> list[str]:
    """The kinds of words by which the sentence takes up what was said, without those that the statement has, too."""
    own = {_OWN.get(w := found[0].lower(), w) for found in _TAKES_UP.finditer(statement.text)}
    start = 0 if (cleft := _CLEFT.search(sentence.text)) is None else cleft.start() + 2
    theirs = (found[0].lower() for found in _TAKES_UP.finditer(sentence.text) if not start or found.start() > start)
    return [w for w in dict.fromkeys(_OWN.get(word, word) for word in theirs) if w not in own]


def _fits(word: str, phrase: Sequence[Match], statement: Analysis) -> bool:
    """Whether a word can stand for the phrase: "they" for several, "she" for no place, "we" for a name only."""
    last = phrase[-1].term
    if last.kind == "name":
        before = statement.text[: phrase[0].term.start]
        placed = not last.text.endswith(("'s", "’s")) and _PLACED.search(before) is not None
        return not (placed and word in _PERSONS_NO_PLACE)
    many = bool(re.search(r"[^s]s$", last.text))
    return word not in _OURS and word not in _NO_THING and (word in _OF_MANY or not many)


def _phrases(sentence: Analysis, context: Context, matches: Sequence[Match], *, alike: bool) -> Iterator[list[Match]]:
    """What was only said before, words that stand side by side together."""
    group: list[Match] = []
    named: Term | None = None
    for match in matches:
        if match.term.empty:
            continue
        within, named = named is not None and match.term.start - named.end <= _WITHIN, _name(match)
        if within and named is not None:
            continue  # the place of what is named right before it
        if not _is_carried(match, sentence, context, alike=alike):
            if group:
                yield group
            group = []
            continue
        group.append(match)
    if group:
        yield group


def _name(match: Match) -> Term | None:
    return match.term if match.term.kind == "name" else None


def _is_carried(match: Match, sentence: Analysis, context: Context, *, alike: bool) -> bool:
    term = match.term
    if match.found is not None or match.factor == 0.0 or term.light or not term.keys or term.keys <= sentence.keys:
        return False
    if term.kind == "name" and not term.keys.isdisjoint(sentence.keys):
        return False
    if match.factor >= _TOLD and not (alike and term.kind == "name"):
        return False
    return not context.near.has(term) and not _in_title(match, sentence, context)


def _in_title(match: Match, sentence: Analysis, context: Context) -> bool:
    """Whether the title tells it; of the sentence that a text without one begins with that is its first name only."""
    title = context.title
    if any(title.text.startswith(text) for text in (sentence.text, *context.said.texts[:1])):
        topic = next((t for t in title.terms if t.kind == "name"), None)
        return topic is not None and match.term.kind == "name" and names_agree(match.term, topic)
    return title.has(match.term)
