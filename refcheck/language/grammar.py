"""A sentence word by word, as far as a small grammar over closed classes of words tells what each of them is.

Names, dates and numbers come from the sentence's analysis. Of the rest, auxiliaries, pronouns, prepositions and the
like are listed in `data/grammar.toml`; a verb is known by its ending, its auxiliary, or a list, and by where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from refcheck.language.lexicon import grammar, irregular
from refcheck.language.terms import Analysis, Term
from refcheck.language.tokens import Words

MODALS = {
    "will": "will", "would": "would", "shall": "must", "should": "should", "can": "can", "could": "may",
    "may": "may", "might": "may", "must": "must", "wo": "will", "ca": "can", "couldn": "may", "wouldn": "would",
}  # fmt: skip
"""Auxiliaries by what they make of a deed."""
_TOKEN = Words(r"n['’]t\b|[^\W\d_]+(?=n['’]t\b)|[^\W_]+(?:[-'’.][^\W_]+)*(?:['’](?=\s))?|[^\w\s]")
_ASIDE = re.compile(
    r"\((?:far |top |bottom |cent(?:re|er) )?(?:left|right|cent(?:re|er)|above|below|pictured|photo)\)", re.IGNORECASE
)
"""What tells where somebody stands in a picture."""
_MARKS = {",": "comma", ".": "stop", **dict.fromkeys(";:()[]–—•|", "break")}
_KIND_OF = {
    "preposition": "prep", "subordinator": "sub", "adverb": "adv", "pronoun": "pron", "determiner": "det",
    "owner": "owner", "relative": "rel", "be": "aux", "have": "aux", "do": "aux", "negation": "neg",
    "conjunction": "conj",
}  # fmt: skip
_PARTICLES = frozenset({"out", "up", "down", "off"})
_IN_EED = frozenset({"agreed", "disagreed", "freed", "guaranteed", "decreed", "refereed"})
"""The past forms in -eed: "breed" and "succeed" are none."""
_ENDS_STRETCH = frozenset({"comma", "conj", "rel", "sub", "break", "stop"})
_GERUND_AFTER = frozenset({"of", "by", "for", "without", "after", "before", "from"})
_FOLDED = {
    ("no", "one"): ("pron", "nobody"),
    ("no", "longer"): ("neg", "not"),
    ("at", "present"): ("adv", "now"),
}
_IS_S, _IS_BASE = frozenset({"word", "name", "pron", "rel", "conj", "comma", "date"}), frozenset({"rel", "pron"})


@dataclass(slots=True)
class Unit:
    """A word, name, number or date: what it is, its lower-case form, and the term of the analysis that it is.

    `kind` is "name", "number", "date", "verb", "aux", "det", "owner", "pron", "prep", "sub", "rel", "conj", "adv",
    "neg", "comma", "stop", "break", "mark", or "word" for nouns and adjectives. `owning` where it ends in 's.
    """

    kind: str
    low: str
    start: int
    end: int
    term: Term | None = None
    owning: bool = False


def units_of(analysis: Analysis) -> list[Unit]:
    """The words of a sentence with their kinds, verbs told from nouns."""
    units = _units(analysis)
    for number, unit in enumerate(units):
        if unit.low == "first" and unit.kind == "number" and _before_participle(units, number):
            unit.kind = "adv"
        if unit.kind == "word" and _is_verb(units, number):
            unit.kind = "verb"
    return units


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, str]:
    listed = {word: kind for name, kind in _KIND_OF.items() for word in grammar()[name]}
    return {**listed, **dict.fromkeys(MODALS, "aux"), **_MARKS}


# ---------------------------------------------------------------- words


def _units(analysis: Analysis) -> list[Unit]:
    text = analysis.text
    terms = {t.start: t for t in analysis.terms}
    found: list[Unit] = []
    until = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start < until:
            continue
        if text[start] == "(" and (aside := _ASIDE.match(text, start)):
            until = aside.end()
            continue
        term = terms.get(start)
        if term is not None and term.kind != "word":
            _take_bounds(found, term)
            owning = term.text.endswith(("'s", "’s", "s'", "s’")) or text[term.end : term.end + 2] in {"'s", "’s"}
            found.append(Unit(term.kind, term.text.lower(), start, term.end, term, owning))
            until = max(term.end, end) if term.kind == "name" else term.end
        else:
            _add(found, match.group(), start, end, term)
    return found


def _take_bounds(found: list[Unit], term: Term) -> None:
    """Leave out the words before a number that its bound is made of: "more than"."""
    while term.amount is not None and term.amount.bound and found and found[-1].low in grammar()["bounds"]:
        found.pop()


def _add(found: list[Unit], raw: str, start: int, end: int, term: Term | None) -> None:
    word = _word(raw)
    last = found[-1] if found else None
    if (
        last is not None
        and (word.may_change or last.low in _MAY_CHANGE)
        and _changes(found, last, word.low, start, end)
    ):
        return
    found.append(Unit(word.kind, word.bare, start, end, term, word.owning))


@dataclass(frozen=True, slots=True)
class _Word:
    """What is known of a word by its letters alone; `may_change` where that depends on the words before it."""

    low: str
    bare: str
    kind: str
    owning: bool
    may_change: bool


@lru_cache(maxsize=16_000)
def _word(raw: str) -> _Word:
    low = raw.lower().replace("’", "'")
    owning = low.endswith(("'s", "s'"))
    bare = low.removesuffix("'s").removesuffix("'") if owning else low
    return _Word(low, bare, _kind(bare), owning, low in _PARTICLES)


_MAY_CHANGE = frozenset({"that", "last", "next", *(first for first, _ in _FOLDED)})


def _changes(found: list[Unit], last: Unit, low: str, start: int, end: int) -> bool:
    """Whether the word was taken in with the one before it, or as an adverb; one before it may become a determiner."""
    if folded := _FOLDED.get((last.low, low)):
        found[-1] = Unit(folded[0], folded[1], last.start, end)
        return True
    period = low in grammar()["periods"]
    if period and last.low == "that":
        last.kind = "det"
    if period and last.low in {"last", "next"} and not _after_determiner(found):
        last.kind = "adv"
    elif not (last.kind == "word" and low in _PARTICLES and forms(last.low)):
        return False
    found.append(Unit("adv", low, start, end))
    return True


def _after_determiner(found: Sequence[Unit]) -> bool:
    return len(found) > 1 and found[-2].kind in {"det", "owner"}


def _kind(low: str) -> str:
    if kind := _kinds().get(low):
        return kind
    if not low[:1].isalnum():
        return "mark"
    return "adv" if low.endswith("ly") and low not in grammar()["no_adverb"] else "word"


# ---------------------------------------------------------------- verbs


@lru_cache(maxsize=1)
def _irregular_forms() -> dict[str, frozenset[str]]:
    """The irregular past forms and participles of the listed verbs; one that is given alone is both."""
    found: dict[str, set[str]] = {"born": {"participle"}, "found": {"past", "participle"}}
    for base, (past, *rest) in irregular().items():
        if base in grammar()["common"]:
            found.setdefault(past, set()).add("past")
            for form in rest or [past]:
                found.setdefault(form, set()).add("participle")
    return {form: frozenset(kinds) for form, kinds in found.items()}


@lru_cache(maxsize=20_000)
def forms(low: str) -> frozenset[str]:
    """What a word can be as a verb: "base", "s", "past", "participle", "ing"; empty where it can't be one."""
    found = set(_irregular_forms().get(low, ()))
    listed = grammar()
    bases = listed["common"]
    if low in bases:
        found.add("base")
        found |= {"past", "participle"} if low in listed["same_past"] else set()
        found |= {"participle"} if low in listed["same_participle"] else set()
    regular = low.endswith("ed") and (not low.endswith("eed") or low in _IN_EED)
    if regular and len(low) > 3 and low not in listed["no_verb"]:
        found |= {"past", "participle"}
    if low.endswith("ing") and len(low) > 5 and bases & {low[:-3], f"{low[:-3]}e", low[:-4]}:
        found.add("ing")
    if low.endswith("s") and bases & {low[:-1], low[:-2], f"{low[:-3]}y" if low.endswith("ies") else ""}:
        found.add("s")
    return frozenset(found)


def _is_verb(units: Sequence[Unit], i: int) -> bool:  # noqa: PLR0911 - one return for each rule
    unit, before = units[i], _before(units, i)
    may_be = forms(unit.low)
    if unit.owning or unit.low in grammar()["no_verb"]:
        return False
    helped = before is not None and (before.low in MODALS or before.low in grammar()["do"])
    if helped and not unit.low.endswith(("ed", "ing")):
        return True
    if not may_be:
        return False
    if before is not None and before.kind == "aux":
        return _after_auxiliary(before.low, may_be)
    if before is not None and before.low == "to" and "base" in may_be:
        return True
    if before is not None and (before.kind in {"det", "owner", "prep", "number"} or before.owning):
        return _after_noun_word(units, i, before, may_be)
    if may_be & {"past", "participle"}:
        return not _is_adjective(units, i, before)
    if "ing" in may_be:
        return before is None or before.kind in {"comma", "conj", "word", "name", "sub", "break", "date"}
    return before is not None and _is_present(units, i, before, may_be)


def _after_auxiliary(auxiliary: str, may_be: frozenset[str]) -> bool:
    if auxiliary in grammar()["be"]:
        return bool(may_be & {"participle", "ing"})
    return "participle" in may_be if auxiliary in grammar()["have"] else "base" in may_be


def _after_noun_word(units: Sequence[Unit], i: int, before: Unit, may_be: frozenset[str]) -> bool:
    """After a determiner, preposition or number: a gerund ("of catching"), or what is said of those counted."""
    gerund = before.low in _GERUND_AFTER and "ing" in may_be
    counted = before.kind == "number" and "base" in may_be and _counts(before) and not _finite_ahead(units, i)
    return gerund or counted


def _is_adjective(units: Sequence[Unit], i: int, before: Unit | None) -> bool:
    """Whether a form in -ed stands before a noun: "the newly opened bridge", "the used cars sold"."""
    if units[i - 1].kind == "adv" and i > 1 and units[i - 2].kind in {"det", "owner"}:
        return True
    between = before is not None and before.kind == "word" and _opens_noun(units, i) and _before_noun(units, i)
    return between and _finite_ahead(units, i)


def _is_present(units: Sequence[Unit], i: int, before: Unit, may_be: frozenset[str]) -> bool:
    """Whether a bare form or one in -s is a verb in the present rather than a noun."""
    after = units[i + 1] if i + 1 < len(units) else None
    if after is not None and (after.low == "of" or after.kind == "verb"):
        return False
    if (_finite_ahead(units, i) and units[i].low not in grammar()["says"]) or _finite_behind(units, i):
        return False
    plural = before.kind == "word" and _is_plural(before.low)
    if "s" in may_be:
        return before.kind in _IS_S and not plural
    if before.kind == "name":
        return before.low.endswith("s") or _several(units, i)
    return plural or before.kind in _IS_BASE or (before.kind == "conj" and _follows_verb(units, i))


def _before_participle(units: Sequence[Unit], i: int) -> bool:
    """Whether "first" is an adverb: "was first staged", "and first shown"."""
    before = units[i - 1].kind if i else "comma"
    after = units[i + 1] if i + 1 < len(units) else None
    links = before in {"aux", "conj", "comma", "name"}
    return links and after is not None and bool(forms(after.low) & {"past", "participle"})


def _before(units: Sequence[Unit], i: int) -> Unit | None:
    """The unit before, adverbs and negations passed by."""
    return next((u for u in reversed(units[max(0, i - 6) : i]) if u.kind not in {"adv", "neg", "mark"}), None)


def _is_plural(low: str) -> bool:
    return low.endswith("s") and not low.endswith("ss")


def _several(units: Sequence[Unit], i: int) -> bool:
    """Whether the words before speak of several: "Boarders at the college pay", "Tarn and Borby border"."""
    for unit in reversed(units[max(0, i - 8) : i]):
        if unit.kind in {"comma", "sub", "rel", "break", "verb", "aux"}:
            return False
        if unit.low == "and" or (unit.kind == "word" and _is_plural(unit.low)):
            return True
    return False


def _counts(number: Unit) -> bool:
    """Whether the number stands for those whom it counts: "of whom 120 board", not "the second win"."""
    amount = number.term.amount if number.term is not None else None
    return amount is not None and not amount.measured and not number.owning


def _follows_verb(units: Sequence[Unit], i: int) -> bool:
    return any(u.kind in {"verb", "aux"} for u in units[:i])


def _before_noun(units: Sequence[Unit], i: int) -> bool:
    after = units[i + 1] if i + 1 < len(units) else None
    return after is not None and after.kind == "word" and not forms(after.low)


def _opens_noun(units: Sequence[Unit], i: int) -> bool:
    """Whether a determiner opens the words that the unit stands among: "the newly opened bridge"."""
    first = next((u for u in reversed(units[:i]) if u.kind not in {"word", "adv", "number", "name"}), None)
    return first is not None and first.kind in {"det", "owner"}


def _finite_behind(units: Sequence[Unit], i: int) -> bool:
    """Whether the stretch has its verb already, so that this is a noun: "the crowd gets flying displays"."""
    for unit in reversed(units[:i]):
        if unit.kind in _ENDS_STRETCH or unit.low == "that" or unit.low in grammar()["says"]:
            return False
        if unit.kind in {"verb", "aux"} and "ing" not in forms(unit.low):
            return True
    return False


def _finite_ahead(units: Sequence[Unit], i: int) -> bool:
    """Whether a plain finite verb follows in the same stretch, so that this one is a noun: "barley exports fell"."""
    for j in range(i + 1, len(units)):
        unit, before = units[j], units[j - 1]
        if unit.kind in _ENDS_STRETCH:
            return False
        if unit.kind == "aux" and unit.low not in {"be", "been", "being", "having"}:
            return True
        subject = before.kind in {"word", "name", "date", "number", "adv"}
        if unit.kind == "word" and subject and "past" in forms(unit.low):
            return not (j + 1 < len(units) and units[j + 1].low == "by")
    return False
