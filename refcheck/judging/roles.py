"""Who does what, who holds an office, and where: two names that can not both have the one place."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from refcheck.judging.alignment import WORD_WEIGHT, Match, assertion, main_clause, names_agree, weight
from refcheck.judging.facts import Facts
from refcheck.language.lexicon import fold_name, stem
from refcheck.language.terms import Analysis, Term

_BE = frozenset({"is", "was", "became", "remains"})
_BESIDE_THE_HOLDER = re.compile(
    r"\b(?:(?:preceded|succeeded|followed|replaced) by|predecessor|successor|former|deputy|vice)\W+(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_SITUATED = re.compile(
    r"\b(?:in|on|at|near|from|outside|inside|around|across|behind|opposite)\s+(?:the\s+)?$", re.IGNORECASE
)
"""What stands before the name of a place, which holds no office."""
_BEING = frozenset({"is", "was", "are", "were", "be", "been", "being", "got"})
_IS = re.compile(r"\b(?:is|was|are|were|became|remains)\b")
_PRONOUN = re.compile(r"\b(he|she|they|it|who)\s+$", re.IGNORECASE)
_HAVING = re.compile(r"\b(?:has|have|had|owns?|with|runs?)\s+(?:\w+\s+)?$", re.IGNORECASE)
"""What one has in one place one may have in another, too: "has a plant in Poland"."""
_TITLE_WITHIN = 2
"""So many words before a name its title stands: "Maj. Wolfe" says that Wolfe is a major."""
_PLACE = re.compile(
    r"^\s+(?:(?:is|was|are|were|lies|sits|is located|is situated|stands)\s+)?(in|at|by|near|from)\s+(?:the\s+)?$"
)


def rival_holder(statement: Analysis, sentence: Analysis, matches: list[Match], facts: Facts) -> str:
    """Another name in the place of the one that is missing, where only one can hold it: "the president", "by X"."""
    unnamed = [m.term for m in matches if m.term.kind == "name" and m.factor == 0.0]
    if len(unnamed) != 1:
        return ""
    wanted = unnamed[0]
    if not _one_holder(statement, wanted):
        return ""
    if any(m.factor < 0.95 for m in matches if m.term is not wanted and weight(m.term) >= WORD_WEIGHT):
        return ""
    by_agent = statement.text[: wanted.start].lower().rstrip().endswith(" by")
    if statement.past and not by_agent and not facts.agreed:
        return ""
    taken = {m.found.place for m in matches if m.found is not None}
    free = [
        t
        for t in sentence.terms
        if t.kind == "name"
        and t.place not in taken
        and _is_entity(t) == _is_entity(wanted)
        and not _part_of_a_match(t, matches)
        and not _BESIDE_THE_HOLDER.search(sentence.text[: t.start])
        and not _SITUATED.search(sentence.text, max(0, t.start - 40), t.start)
    ]
    anchor = main_clause(matches)
    free.sort(key=lambda t: abs(t.clause - anchor))
    return free[0].text if free and abs(free[0].clause - anchor) <= 1 else ""


def _part_of_a_match(term: Term, matches: list[Match]) -> bool:
    return any(m.factor and term.keys & m.term.keys for m in matches)


def _is_entity(term: Term) -> bool:
    return any(key.startswith("@") for key in term.keys)


def _one_holder(statement: Analysis, wanted: Term) -> bool:
    """Whether the statement gives the name a place that only one can hold: "by X", "X is the …", "The … is X"."""
    before = statement.text[: wanted.start].lower().split()
    after = statement.text[wanted.end :].lower().split()[:3]
    if before and before[-1] == "by":
        return True
    if wanted.place <= 1 and len(after) > 1 and after[0] in _BE:
        return after[1] == "the"
    opens_with_word = bool(statement.terms) and statement.terms[0].kind == "word"
    return bool(before) and before[-1] in _BE and before[0] == "the" and opens_with_word


def rival_place(statement: Analysis, sentence: Analysis, matches: list[Match]) -> tuple[str, list[Match]]:
    """Another place, or another doer, behind the same word: "born in Lund" against "born in Uppsala".

    The place of the statement then counts as missing, wherever else in the sentence it may stand.
    """
    own = frozenset(key for m in matches for key in m.term.all_keys)
    for anchor, placed in pairwise(matches):
        if placed.term.kind != "name" or anchor.opposed or not any(m.found for m in matches):
            continue
        link = _PLACE.match(statement.text[anchor.term.end : placed.term.start])
        if link is None or _HAVING.search(statement.text[: anchor.term.start]):
            continue
        if link[0].split()[0] != link[1]:
            anchor = next(m for m in matches if m.found is not None)  # noqa: PLW2901 - "X of Y is in Z" is about X
        other = _placed_on_page(sentence, anchor, link[1])
        if other is None or names_agree(placed.term, other) or other.all_keys & (own - placed.term.keys):
            continue
        if _in_one_phrase(placed.term, other, anchor, sentence):
            continue
        following = next((t for t in sentence.terms if t.start >= other.end), None)
        widened = following is not None and sentence.text[other.end : following.start].strip() == ","
        if not (widened and following is not None and names_agree(placed.term, following)):
            return other.text, [replace(m, found=None, factor=0.0) if m is placed else m for m in matches]
    return "", matches


def _in_one_phrase(name: Term, other: Term, anchor: Match, sentence: Analysis) -> bool:
    """Whether the name stands in the other's phrase: "by Canadian composer Drake", "the state of Perak in Malaysia"."""
    start = anchor.found.end if anchor.found is not None else 0
    if any(t.kind == "name" and names_agree(name, t) and start <= t.start < other.start for t in sentence.terms):
        return True
    behind = re.match(r"(?:[ -](?!(?:and|or|in|at|on|from|to|by|with)\b)[^\W\d_]+){1,5}", sentence.text[other.end :])
    words = frozenset(fold_name(w) for w in re.split(r"[ -]", behind[0])) if behind else frozenset()
    plain = frozenset(key.removeprefix("@") for key in name.keys)
    return bool(plain) and plain <= words


def _placed_on_page(sentence: Analysis, anchor: Match, link: str) -> Term | None:
    """The name that follows the anchor's word on the page behind the same preposition, or directly behind a name."""
    if anchor.found is None:
        return None
    end = anchor.found.end
    for other in (t for t in sentence.terms if t.start >= end and t.clause == anchor.found.clause):
        if other.kind != "name":
            continue
        between = sentence.text[end : other.start]
        words = between.replace("the ", " ").split()
        if words and words[-1] == link and len(words) <= 8:
            return other
        if anchor.term.kind == "name" and between.strip() == ",":
            return other
    return None


def roles_swapped(statement: Analysis, sentence: Analysis, matches: list[Match]) -> bool:
    """Whether the two parties of the main word stand the other way round, passive voice taken into account."""
    pivot = next(iter(assertion(matches)), None)
    if pivot is None or pivot.found is None:
        return False
    names = [m for m in matches if m.term.kind == "name" and m.found is not None]
    left = next((m for m in names if m.term.place < pivot.term.place), None)
    right = next((m for m in names if m.term.place > pivot.term.place), None)
    if left is None or right is None or left.found is None or right.found is None:
        return False
    if left.found.clause != right.found.clause:
        return False
    swapped = right.found.place < pivot.found.place < left.found.place
    if not swapped and not left.found.place < pivot.found.place < right.found.place:
        return False
    ours = _passive(statement, pivot.term, right.term)
    theirs = _passive(sentence, pivot.found, left.found if swapped else right.found)
    return (ours != theirs) != swapped


def other_agent(statement: Analysis, sentence: Analysis, matches: list[Match]) -> str:
    """Who does it on the page, where that is not the statement's subject: "Starmer signed it with American envoys"."""
    subject = next((m for m in matches if not m.term.empty), None)
    main = next(iter(assertion(matches)), None)
    if subject is None or main is None or subject.found is None or main.found is None or main is subject:
        return ""
    titled = _IS.search(statement.text[subject.term.end : main.term.start]) is not None
    within = _TITLE_WITHIN if titled else 0
    if subject.found.place - main.found.place <= within or _passive(sentence, main.found, subject.found):
        return ""
    if _takes_over(sentence, subject.found):
        return ""
    own = frozenset(key for m in matches for key in m.term.keys | m.term.also)
    senses = frozenset(sense for m in matches for sense in m.term.senses)
    before = [
        t for t in sentence.content if t.place < main.found.place and t.clause == main.found.clause and not t.light
    ]
    named = subject.term.kind == "name"
    if pronoun := _PRONOUN.search(sentence.text[: main.found.start]):
        return pronoun[1]
    doer = next((t for t in before if t.kind == "name" or not named), None)
    return doer.text if doer and not doer.all_keys & own and not doer.senses & senses else ""


def row_of_another(sentence: Analysis, matches: list[Match]) -> str:
    """Whom a table row is about, where that is not the statement's subject: "Finland; …; Applied with Sweden"."""
    subject = next((m for m in matches if m.term.kind == "name"), None)
    first = next(iter(sentence.terms), None)
    if subject is None or subject.found is None or first is None or first.kind != "name":
        return ""
    own = frozenset(key for m in matches for key in m.term.keys | m.term.also)
    alike = first.keys & own or {stem(key) for key in first.keys} & own
    return "" if subject.found.clause == first.clause or alike else first.text


def _takes_over(sentence: Analysis, name: Term) -> bool:
    """Whether the name takes the verb over from another: "Finland joined in 2023 and Sweden in 2024"."""
    after = next((t for t in sentence.terms if t.place > name.place), None)
    dated = after is not None and (after.when is not None or after.amount is not None)
    return dated and sentence.text[: name.start].rstrip().endswith("and")


def _passive(analysis: Analysis, verb: Term, after: Term) -> bool:
    """Whether the name behind the verb is who does it: "was found … by Dvorsky", "directed by Achard"."""
    between = analysis.text[verb.end : after.start].lower().split()
    before = analysis.text[: verb.start].lower().split()[-2:]
    return between[:1] == ["by"] or ("by" in between[-2:] and any(word in _BEING for word in before))
