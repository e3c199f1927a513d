"""A statement of several assertions as those assertions: "A, B and C are members" says three things."""

from __future__ import annotations

import re

from refcheck.language.terms import Analysis

_BETWEEN = re.compile(r"\s*(?:,|,?\s*and|,?\s*as well as)\s*(?:the\s+|both\s+)?$", re.IGNORECASE)
_SINGULAR = (
    (re.compile(r"^(\s+(?:all\s+)?)are\s+(not\s+)?(members|parties|signatories|allies|states|countries)\b"), None),
    (re.compile(r"^\s+are\b"), " is"),
    (re.compile(r"^\s+were\b"), " was"),
    (re.compile(r"^\s+have\b"), " has"),
    (re.compile(r"^\s+(?:all\s+|both\s+)?belong\b"), " belongs"),
    (re.compile(r"^\s+border\b"), " borders"),
)
_ONE = {"members": "a member", "parties": "a party", "signatories": "a signatory", "allies": "an ally", "states": "a state", "countries": "a country"}  # fmt: skip  # noqa: E501
_FINITE = r"(?:is|are|was|were|has|have|had|did|does|do|will|joined|left|became|won|lost|rose|fell|died|signed)\b"
_PREDICATES = re.compile(rf"^(?P<head>.+?\S),?\s+and\s+(?P<tail>(?:{_FINITE}|never\b|not\b).+)$", re.IGNORECASE)
_CLAUSES = re.compile(
    rf"^(?P<head>.+\b{_FINITE}.+?),?\s+(?:and|but|while)\s+(?P<tail>(?:the\s+|its\s+|a\s+)?\S+(?:\s+\S+){{0,4}}?\s+{_FINITE}.+)$",
    re.IGNORECASE,
)


def split(statement: Analysis) -> tuple[str, ...]:
    """The assertions of a statement as sentences of their own; empty where it makes only one."""
    return _subjects(statement) or _clauses(statement)


def _subjects(statement: Analysis) -> tuple[str, ...]:
    text = statement.text
    names = []
    for term in statement.terms:
        between = text[names[-1].end : term.start] if names else text[: term.start]
        joined = bool(_BETWEEN.search(between)) and len(between.split()) <= 4 if names else not between.strip() or between.strip().lower() in {"the", "both"}
        if term.kind != "name" or not joined:
            break
        names.append(term)
    if len(names) < 2:
        return ()
    rest = text[names[-1].end :]
    if not re.match(r"\s+(?:all\s+|both\s+)?\w", rest) or re.match(r"\s+(?:signed an? \w+ with each other|share)\b", rest):
        return ()
    rest = _singular(rest)
    return tuple(f"{_with_article(text, t.start)}{text[t.start : t.end]}{rest}" for t in names)


def _with_article(text: str, start: int) -> str:
    return "The " if re.search(r"\bthe\s+$", text[:start], re.IGNORECASE) else ""


def _singular(rest: str) -> str:
    for pattern, one in _SINGULAR:
        match = pattern.match(rest)
        if match is None:
            continue
        if one is None:
            return f" is {match.group(2) or ''}{_ONE[match.group(3)]}{rest[match.end() :]}"
        return one + rest[match.end() :]
    return rest


def _clauses(statement: Analysis) -> tuple[str, ...]:
    text = statement.text.rstrip(".")
    first = statement.terms[0] if statement.terms else None
    if first is not None and (match := _PREDICATES.match(text)):
        subject = text[: _subject_end(text)]
        if subject:
            return f"{match['head']}.", f"{subject} {match['tail']}."
    if match := _CLAUSES.match(text):
        tail = match["tail"]
        return f"{match['head']}.", f"{tail[0].upper()}{tail[1:]}."
    return ()


def _subject_end(text: str) -> int:
    match = re.search(rf"\s+{_FINITE}", text, re.IGNORECASE)
    return match.start() if match else 0
