"""What a row of an info box says in sentences: "Elevation: 340 m" says of a town that it lies 340 m above sea level."""

from __future__ import annotations

import re
from functools import lru_cache

from refcheck.language import dates
from refcheck.language.lexicon import box_words, field_sentences

_LABEL, _VALUE = 60, 160
"""A label or a value of more characters is a text, or a list."""
_BEGINNING = 240
"""So many characters of a paragraph at most tell what the subject is called."""
_SLOT = re.compile(r"\{(\w+)(\??)\}")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_AGE = re.compile(r"\baged?\s(\d{1,3})\b")
_MARRIED = re.compile(r"\bm(?:arried|\.)\s*(\d{4})\b")
_IS_A = re.compile(
    r"[^.]{0,80}?\b(?:is|was|are|were) (?:an?|the|one of the) ((?:[^\W\d_][\w'-]* ){0,4}?[^\W\d_][\w'-]*)"
    r"(?=[,.;]| (?:about|among|and|as|at|between|by|for|from|in|located|near|of|on|that|to|which|who|whose|with)\b)"
)
_HOLDER = re.compile(r"([^()]{3,60}) \(([^()\d]{2,40})\)")
_DONE_BY = re.compile(r"[a-z]+(?:ed|n|ten|built|led|made|sung) by")


@lru_cache(maxsize=2_000)
def told(subject: str, label: str, value: str, kind: str = "") -> tuple[str, ...]:
    """The sentences that a value under a label says of a subject; none where it is not known what the label means.

    `kind` is what the subject is called, as "drama film".
    """
    if not subject or len(label) > _LABEL or len(value) > _VALUE:
        return ()
    if kind and " of " not in subject and not set(kind.lower().split()) & set(subject.lower().split()):
        subject = f"the {kind} {subject}"
    name, aside = _parted(label.lower())
    if name in box_words()["persons"]:
        return tuple(f"{who.strip()} is the {what} of {subject}." for who, what in _HOLDER.findall(value))
    patterns = field_sentences().get(name, ())
    if not patterns and _DONE_BY.fullmatch(name):
        patterns = ("{s} was {label} {v}.",)
    if not patterns:
        return ()
    slots = {"s": subject, "label": name, **_slots(value, aside)}
    return tuple(filter(None, (_filled(pattern, slots) for pattern in patterns)))


def is_whole(label: str) -> bool:
    """Whether the label is that of the whole under a heading: "Total" under "Population"."""
    return _parted(label.lower())[0] in box_words()["whole"]


def is_heading(text: str) -> bool:
    """Whether the text parts a box and names nothing: "Population", "Technical data"."""
    words = text.lower()
    return words in field_sentences() or words in box_words()["headings"]


def kind_of(subject: str, text: str) -> str:
    """What a text calls the subject: "film" where "Night Train to Orsk is a film about …"; empty where it does not."""
    _, named, after = text[:_BEGINNING].partition(subject or "\0")
    found = _IS_A.match(after) if named else None
    return found[1] if found else ""


def _filled(pattern: str, slots: dict[str, str]) -> str:
    """The sentence, or nothing where the row lacks what it is to tell."""
    if any(not slots.get(name) and not optional for name, optional in _SLOT.findall(pattern)):
        return ""
    sentence = _SLOT.sub(lambda slot: slots.get(slot[1], ""), pattern)
    return sentence[0].upper() + sentence[1:]


def _slots(value: str, aside: str) -> dict[str, str]:
    plain, inside = _parted(value)
    plain = plain.partition(";")[0].strip()
    found = {"v": plain, "number": plain if plain[:1].isdigit() else ""}
    if when := next(iter(dates.find(plain)), None):
        rest = plain[when.end :].strip(" ,–-")
        found["on"] = f"{'on' if when.precision == 'day' else 'in'} {plain[when.start : when.end]}"
        found["place"] = rest if rest[:1].isupper() else ""
    elif not re.search(r"\d", plain):
        found["place"] = plain
    if year := _YEAR.search(f"{aside} {inside}"):
        found["year"] = f" in {year[0]}"
    if age := _AGE.search(inside):
        found["age"] = f"at the age of {age[1]}"
    if married := _MARRIED.search(inside):
        found["married"] = f" in {married[1]}"
    return found


@lru_cache(maxsize=2_000)
def _parted(text: str) -> tuple[str, str]:
    """A text without what it has in brackets, and that."""
    return _BRACKETS.sub("", text).strip(), " ".join(_BRACKETS.findall(text))
