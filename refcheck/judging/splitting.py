"""A statement of several assertions as those assertions: "A, B and C are members" says three things."""

from __future__ import annotations

import re

from refcheck.language.terms import Analysis, Term

_BETWEEN = re.compile(r"\s*(?:,|,?\s*and|,?\s*as well as)\s*(?:the\s+|both\s+)?$", re.IGNORECASE)
_AS_WELL = re.compile(r"\s*,?\s*as well$", re.IGNORECASE)
_OPENING = frozenset({"", "the", "both"})
_TOGETHER = re.compile(
    r"\b(?:each other|one another|together|between them|combined|jointly|respectively|shared?|met|married"
    r"|the\s+(?:only|two|three|four|five|first|last)|half of)\b",
    re.IGNORECASE,
)
"""What is said of several at once and of none of them alone."""
_SINGULAR = (
    (re.compile(r"^\s+are\b"), " is"),
    (re.compile(r"^\s+were\b"), " was"),
    (re.compile(r"^\s+have\b"), " has"),
    (re.compile(r"^\s+do\b"), " does"),
    (re.compile(r"^\s+belong\b"), " belongs"),
    (re.compile(r"^\s+border\b"), " borders"),
)
_EACH = re.compile(r"^(?P<verb>(?:\s+(?:is|are|was|were|has|have|does|do|not|been))*)\s+(?:all|both)\b")
_KIND = re.compile(r"^(?P<verb>(?:\s+(?:is|was|has|been|not))+)\s+(?P<kind>members|parties|signatories|allies|states|countries)\b")  # fmt: skip  # noqa: E501
_ONE_OF_KIND = {
    "members": "a member", "parties": "a party", "signatories": "a signatory", "allies": "an ally", "states": "a state",
    "countries": "a country",
}  # fmt: skip
_FINITE = r"(?:is|are|was|were|has|have|had|did|does|do|will|joined|left|became|won|lost|rose|fell|died|signed)\b"
_PREDICATES = re.compile(rf"^(?P<head>.+?\S),?\s+and\s+(?P<tail>(?:{_FINITE}|never\b|not\b).+)$", re.IGNORECASE)
_CLAUSES = re.compile(
    rf"^(?P<head>.+\b{_FINITE}.+?),?\s+(?:and|but|while)\s+"
    rf"(?P<tail>(?:the\s+|its\s+|a\s+)?\S+(?:\s+\S+){{0,4}}?\s+{_FINITE}.+)$",
    re.IGNORECASE,
)
_CUT_SHORT = re.compile(
    r"(?:(?:is|are|was|were|has|have|had|did|does|do|will|never|not|been|so|since|too|still|again)\b\s*)+",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\s(?P<be>is|are|was|were)\s+(?:\w+\s+)?\w+(?:ed|en)\b", re.IGNORECASE)
_PARTICIPLE = re.compile(r"(?:won|lost|left|signed)\b", re.IGNORECASE)


def split(statement: Analysis) -> tuple[str, ...]:
    """The assertions of a statement as sentences of their own; empty where it makes only one."""
    return _subjects(statement) or _clauses(statement)


# ---------------------------------------------------------------- several subjects


def _subjects(statement: Analysis) -> tuple[str, ...]:
    """One sentence for each of the names that a statement begins with, unless it speaks of them together."""
    text = statement.text
    names = _opening_names(statement)
    if len({name.keys for name in names}) < max(len(names), 2):
        return ()
    rest = text[names[-1].end :]
    if not re.match(r"\s+(?!and\b|or\b)\w", rest) or _TOGETHER.search(rest):
        return ()
    rest = _singular(rest)
    return tuple(f"{_with_article(text, t.start)}{text[t.start : t.end]}{rest}" for t in names)


def _opening_names(statement: Analysis) -> list[Term]:
    text = statement.text
    names: list[Term] = []
    for term in statement.terms:
        between = text[names[-1].end : term.start] if names else text[: term.start]
        if names and _AS_WELL.match(text[names[-1].end : term.end]):
            continue
        joined = _BETWEEN.match(between) if names else between.strip().lower() in _OPENING
        if term.kind != "name" or not joined:
            break
        names.append(term)
    return names


def _with_article(text: str, start: int) -> str:
    return "The " if re.search(r"\bthe\s+$", text[:start], re.IGNORECASE) else ""


def _singular(rest: str) -> str:
    """What is said of several, said of one: "are both members" as "is a member"."""
    rest = _EACH.sub(r"\g<verb>", rest)
    for pattern, one in _SINGULAR:
        if pattern.match(rest):
            rest = pattern.sub(one, rest)
            break
    return _KIND.sub(lambda match: f"{match['verb']} {_ONE_OF_KIND[match['kind']]}", rest)


# ---------------------------------------------------------------- several predicates


def _clauses(statement: Analysis) -> tuple[str, ...]:
    text = statement.text.rstrip(".")
    if (match := _PREDICATES.match(text)) and statement.terms and not _CUT_SHORT.fullmatch(match["tail"]):
        if subject := _subject(match["head"], statement.terms[0]):
            return f"{match['head']}.", f"{subject} {_whole(match['head'], match['tail'])}."
        return ()
    if match := _CLAUSES.match(text):
        tail = match["tail"]
        return f"{match['head']}.", f"{tail[0].upper()}{tail[1:]}."
    return ()


def _subject(head: str, first: Term) -> str:
    """What the first clause is about: all before its verb, or the name that it begins with."""
    if match := re.search(rf"\s+{_FINITE}", head, re.IGNORECASE):
        return head[: match.start()]
    return head[: first.end] if first.kind == "name" and head[: first.start].strip().lower() in _OPENING else ""


def _whole(head: str, tail: str) -> str:
    """The second predicate with the auxiliary that it shares with the first: "was passed and signed"."""
    passive = _PASSIVE.search(head)
    return f"{passive['be']} {tail}" if passive and _PARTICIPLE.match(tail) else tail
