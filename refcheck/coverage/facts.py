"""What in a sentence can be checked: its dates, numbers, names, quotations and superlatives, where it asserts them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from refcheck.language.lexicon import Lexicon, fold_name, stem
from refcheck.language.terms import Analysis, Term, analyse

Span = tuple[int, int]


class FactKind(StrEnum):
    """What makes a sentence checkable."""

    DATE = "date"
    NUMBER = "number"
    NAME = "name"
    QUOTE = "quote"
    SUPERLATIVE = "superlative"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing in a text that can be checked; `start` and `end` are its span."""

    kind: FactKind
    start: int
    end: int
    text: str


_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_QUOTED = re.compile(r"“([^“”]{1,2000})”|\"([^\"]{1,2000})\"|«([^«»]{1,2000})»|(?<!\w)‘([^‘’]{1,2000})’(?!\w)")
_FEWEST_QUOTED = 4  # words from which on a quotation is somebody's own words rather than a term held at arm's length
_NEAR = 60  # characters around a shorter one in which somebody has to be saying it

_QUESTION = re.compile(r"\?[\"'”’»)\]\s]*$")
_PRESUPPOSED = re.compile(
    r"\b(?:even though|although|given that|now that|when (?:it|he|she|they) (?:is|are|was|were|has|have|had))\b",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"\b(?:must|should|ought|would|could|might|can|cannot)(?:n['’]t)?\b|\bcan['’]t\b|\bmay\b"
    r"|\b(?:needs?|ha(?:s|ve)) to\b|\b[Ll]et(?:['’]s| us| me)\b|\b[Ss]hall we\b|,\sif\b"
)
_CONDITION = re.compile(
    r"(?:(?:and|but|so|then|even|or)\s+)?(?:if|unless|were|suppose|imagine|had (?:it|he|she|they))\b", re.IGNORECASE
)
_GRANTED = re.compile(
    r"\b(?:acknowledge|admit|recogni[sz]e|reali[sz]e|accept|remember|know|note|forget|concede) that\b"
    r"|\b(?:the fact|is clear|it is|it was|it’s|it's) that\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"\s*(?:given|despite|unlike|thanks to|because of|after|since|as)\s[^,]+,", re.IGNORECASE)
_RELATIVE = re.compile(r"(?:(?<=[,;–—])|^)([^,;–—]*,\s(?:which|who|whose|where)\s[^,;–—]*)")
_CLAUSES = re.compile(r";|:|\s[–—-]\s|—|,\s(?=(?:and|but|so|while|although|though|whereas|because|since|as|yet)\b)")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|[a-z]{2,}ed|said|told|made|took|gave|went|came|became|began|left|led"
    r"|lost|won|met|held|kept|paid|sold|sent|built|bought|brought|found|fell|rose|grew|ran|put|cut|set|wrote|won)\b"
)
_OPINION = re.compile(
    r"\b(?:deserv\w+|prefer(?:able|ably)|prudent\w*|worth(?:while|y)?|wise(?:ly|st|r)?|unwise\w*|foolish\w*|mistake"
    r"|catastroph\w+|tragic\w*|traged\w+|beautiful\w*|wonderful\w*|admirabl\w+|shame(?:ful)?\w*|disgrace\w*|absurd\w*"
    r"|ridiculous\w*|unacceptable|intolerable|regrettabl\w+|sad(?:ly)?|happily|fortunate(?:ly)?|unfortunate(?:ly)?"
    r"|gifted|brilliant\w*|terribl[ey]|awful\w*|horribl[ey]|hardly surprising|no wonder|miracle|noise|better off"
    r"|(?:I|we) (?:think|believe|hope|fear|doubt|suspect|guess|wonder|owe|like|love|hate|wish))\b",
    re.IGNORECASE,
)

_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_SUPERLATIVE = re.compile(
    r"(?:\b(?<!even )(?<!Even )(?:the|its|his|her|their|our|’s|'s|s’|s')\s+(?:[\w-]+\s+){0,2}?|\b\w+-)"
    r"(?P<word>(?:most|least)\s+(?!of\b|part\b|likely\b)[a-z-]{3,}|(?!(?:west|east|north|rest|test|guest|forest"
    r"|interest|request|contest|harvest|arrest|protest|priest|quest|conquest|chest|nest|vest|pest|crest|latest|breast"
    r"|invest|honest|modest|behest|manifest|digest|inquest|bequest|dearest|earnest|tempest)s?\b)"
    r"[a-z]{3,}est|best|worst|only|first|last)\b(?P<after>[^.;:,]{0,60})",
)
_RANKED = re.compile(r"\s[\w\s-]{0,40}?\b(?:to|ever|since|in|of|on|that|who|which|known|recorded|from|time)\b")
_NO_RANK = re.compile(
    r"(?:best|worst)\s+(?:interests?|friends?|practices?|man|wishes|way)\b|(?:first|last) (?:of which|days?|weeks?"
    r"|months?|years?|few|night|spring|summer|autumn|fall|winter|names?|question|answer)\b"
)
_DEFINITE = re.compile(r"\b(?:the|these|those|both|all|her|his|its|their|our|my|your)\s+$", re.IGNORECASE)


def quotations(text: str) -> tuple[Span, ...]:
    """Return the spans of what stands in quotation marks, without the marks, none over an empty line."""
    found = ((match, match.lastindex or 0) for match in _QUOTED.finditer(text))
    return tuple(match.span(group) for match, group in found if "\n\n" not in match[group])


def names_in(analyses: Iterable[Analysis]) -> frozenset[str]:
    """Return the words, folded, that some sentence writes as a name elsewhere than as its first word."""
    return frozenset(
        key for found in analyses for term in found.terms if term.kind == "name" and term.place for key in term.keys
    )


def facts_of(sentence: str, lexicon: Lexicon, known: frozenset[str], quoted: tuple[Span, ...] = ()) -> tuple[Fact, ...]:
    """Return what a sentence asserts that can be checked, in order.

    `known` are the names of the article (`names_in`); `quoted` are the spans of the sentence that stand in quotation
    marks. Questions assert nothing but what they presuppose. Names and superlatives count where the sentence says what
    is, not what should, would or might be, and not where it only says how somebody likes it. An address states nothing.
    """
    found = analyse(sentence, lexicon)
    hard = [*_dates_and_numbers(sentence, found), *_quotes(sentence, quoted, lexicon)]
    soft = [*_superlatives(sentence), *_names(sentence, found, lexicon, known)]
    said = [fact for fact in soft if _is_said(sentence, fact.start, lexicon)]
    if _QUESTION.search(sentence) and not _is_in(quoted, len(sentence.rstrip(" ?\"'”’»)")) - 1):
        at = _PRESUPPOSED.search(sentence)
        hard = [fact for fact in [*hard, *soft] if at and fact.start >= at.start()]
        said = []
    said = [fact for fact in said if not any(fact.start < h.end and h.start < fact.end for h in hard)]
    addresses = [match.span() for match in _ADDRESS.finditer(sentence)]
    stated = {fact for fact in (*hard, *said) if not _is_in(addresses, fact.start)}
    return tuple(sorted(stated, key=lambda fact: (fact.start, fact.end, fact.kind)))


def _is_in(spans: Iterable[Span], at: int) -> bool:
    return any(start <= at < end for start, end in spans)


def _dates_and_numbers(sentence: str, found: Analysis) -> Iterable[Fact]:
    for term in found.terms:
        if term.when is not None:
            yield _fact(FactKind.DATE, sentence, term.start, term.end)
        elif term.amount is not None and _tells(sentence, term):
            yield _fact(FactKind.NUMBER, sentence, term.start, term.end)


def _tells(sentence: str, term: Term) -> bool:
    """Whether a number says how many or how much, rather than counting off ("the first", "the two", "one")."""
    amount = term.amount
    if amount is None or any(char.isdigit() for char in term.text):
        return True
    if amount.unit == "ordinal" or amount.value in {0, 1}:
        return False
    return amount.measured or not _DEFINITE.search(sentence[max(0, term.start - 8) : term.start])


def _quotes(sentence: str, quoted: tuple[Span, ...], lexicon: Lexicon) -> Iterable[Fact]:
    for start, end in quoted:
        words = len(_WORD.findall(sentence[start:end]))
        if words >= _FEWEST_QUOTED or (words > 1 and _somebody_says(sentence, start, end, lexicon)):
            yield _fact(FactKind.QUOTE, sentence, start, end)


def _somebody_says(sentence: str, start: int, end: int, lexicon: Lexicon) -> bool:
    near = sentence[max(0, start - _NEAR) : start] + " " + sentence[end : end + _NEAR]
    return any(_says(word.lower(), lexicon) for word in _WORD.findall(near))


def _says(word: str, lexicon: Lexicon) -> bool:
    kinds = ("saying", "doubt verbs", "commissive")
    return not word.endswith("ment") and any(stem(word) in lexicon.words[kind] for kind in kinds)


def _superlatives(sentence: str) -> Iterable[Fact]:
    for match in _SUPERLATIVE.finditer(sentence):
        start, end = match.span("word")
        word = match["word"]
        if _NO_RANK.match(sentence, start):
            continue
        if word in {"only", "first", "last", "best", "worst"} and not _RANKED.match(match["after"]):
            continue
        yield _fact(FactKind.SUPERLATIVE, sentence, start, end)


def _names(sentence: str, found: Analysis, lexicon: Lexicon, known: frozenset[str]) -> Iterable[Fact]:
    """The names; parts of one that only a space or a hyphen parts ("Indo-Pacific") are one."""
    spans: list[Span] = []
    for term in found.terms:
        if term.kind != "name" or not (term.place or _is_name(term, lexicon, known)):
            continue
        if spans and sentence[spans[-1][1] : term.start] in {" ", "-"} and sentence[spans[-1][1] - 2] not in "'’":
            spans[-1] = (spans[-1][0], term.end)
        else:
            spans.append((term.start, term.end))
    return (_fact(FactKind.NAME, sentence, start, end) for start, end in spans)


def _is_name(term: Term, lexicon: Lexicon, known: frozenset[str]) -> bool:
    """Whether what begins a sentence with a capital is a name for more than that."""
    words = _WORD.findall(term.text)
    if len(words) > 1 or any(key.startswith("@") for key in term.all_keys):
        return True
    folded = fold_name(term.text)
    return folded in known or folded in lexicon.aliases or term.text.isupper()


def _is_said(sentence: str, at: int, lexicon: Lexicon) -> bool:
    """Whether what stands at `at` is part of what the sentence says is so."""
    if any(a <= at < b and not _MODAL.search(sentence[a:b]) for a, b in _granted(sentence)):
        return True
    if _OPINION.search(sentence) or _CONDITION.match(sentence):
        return False
    start, end = _clause(sentence, at)
    modal = _MODAL.search(sentence, start, end)
    if modal is None or _FINITE.search(sentence, at, modal.start()):
        return True  # "under Biden, the line was that they would join": what stands before "was" is told as so
    return any(_says(word.lower(), lexicon) for word in _WORD.findall(sentence[start : modal.start()]))


def _granted(sentence: str) -> Iterable[Span]:
    """The spans that are taken for so, whatever the sentence wants, as after "must admit that" and in ", which is"."""
    for match in _GRANTED.finditer(sentence):
        yield match.end(), len(sentence)
    if given := _GIVEN.match(sentence):
        yield given.span()
    for match in _RELATIVE.finditer(sentence):
        yield match.span(1)


def _clause(sentence: str, at: int) -> Span:
    """The clause around `at`; what has no verb of its own belongs to the clause before it."""
    cuts = [0, *(match.end() for match in _CLAUSES.finditer(sentence)), len(sentence)]
    clauses: list[Span] = []
    for start, end in pairwise(cuts):
        if clauses and not (_FINITE.search(sentence, start, end) or _MODAL.search(sentence, start, end)):
            clauses[-1] = (clauses[-1][0], end)
        else:
            clauses.append((start, end))
    return next((span for span in clauses if span[0] <= at < span[1]), (0, len(sentence)))


def _fact(kind: FactKind, sentence: str, start: int, end: int) -> Fact:
    return Fact(kind, start, end, " ".join(sentence[start:end].split()))
