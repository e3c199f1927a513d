"""Which deed the page tells, and whose: a lesser one, one without a doer, one that it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from refcheck.judging.alignment import Context, Match
from refcheck.language.clauses import clauses
from refcheck.language.cues import Late
from refcheck.language.lexicon import stem
from refcheck.language.terms import Analysis

_WORTH = 0.85
"""From which factor on a word of the statement counts as told."""
_LESS = {
    stem(more): tuple(stem(word) for word in less.split())
    for more, less in {
        "destroy": "damage harm",
        "die": "injure wound hurt",
        "kill": "injure wound hurt",
        "ban": "restrict limit discourage",
        "cure": "treat relieve",
        "prove": "suggest indicate",
        "convict": "charge accuse suspect",
        "elect": "nominate run",
        "win": "nominate shortlist",
        "buy": "bid offer",
        "sign": "draft prepare initial",
        "prevent": "reduce lower",
        "eliminate": "reduce lower",
        "agree": "discuss negotiate",
    }.items()
}
"""Deeds, and lesser ones that are told in much the same words."""
_BARE_LIGHT = frozenset(
    stem(verb)
    for verb in ("want", "need", "know", "see", "seem", "appear", "keep", "let", "show", "stand", "bring", "put")
)
"""Verbs that say little, and yet too much to be left out."""
_KIND_OF = frozenset(
    stem(noun) for noun in ("kind", "type", "sort", "form", "part", "thing", "number", "person", "one")
)

_AMONG_THEM = Late(
    r"(?:the |its |their |his |her )?"
    r"(?P<which>first|second|third|fourth|fifth|last|latter|former|next|others?|another|one"
    r"|(?:most|least) \w+|\w{2,}est|younger|older|larger|smaller|bigger|newer)$"
)
"""One of several, told without what they are: "the smallest", "one of which"."""


def doer_untold(statement: Analysis, sentence: Analysis, matches: Sequence[Match], verbs: Sequence[Match]) -> str:
    """Whom the statement names as the doer, where the page says only that it was done: "the signature was added"."""
    first = next((c for c in clauses(statement) if not c.inserted), None)
    if first is None or first.passive or first.doer is None or not first.doer.is_name:
        return ""
    if any(m.term is first.doer.head and m.found is not None for m in matches):
        return ""
    deed = next((m.found for m in verbs[:1]), None)
    for clause in clauses(sentence):
        if deed is not None and clause.at[0] <= deed.start < clause.at[1] and clause.passive and clause.doer is None:
            return "the page does not say who did it"
    return ""


def less(statement: Analysis, sentence: Analysis) -> str:
    """A lesser deed than the statement's, which the page lacks: damaged, not destroyed."""
    for term in statement.terms:
        for more in term.keys & _LESS.keys() - sentence.keys:
            told = (t for t in sentence.terms if not t.keys.isdisjoint(_LESS[more]))
            if lesser := next(told, None):
                return f"the page says “{lesser.text}”, not “{term.text}”"
    return ""


def verb_missing(sentence: Analysis, context: Context, verbs: Sequence[Match], subject: Match | None) -> str:
    """The statement's verb, where the sentence has it from what was said before at most.

    One that says little may be missing, but not together with the subject where the sentence brings in another.
    """
    if context.row or not any(True for _ in _finite(sentence)):
        return ""
    told = next((c.subject for c in clauses(sentence) if not c.inserted and c.subject is not None), None)
    another = told is not None and told.det in {"a", "an", "another"}
    for match in verbs[:1]:
        if (
            match.term.light
            and not match.term.keys & _BARE_LIGHT
            and (subject is None or subject.found is not None or not another)
        ):
            continue
        if match.factor < _WORTH or (match.found is None and match.factor < 0.89):
            return f"not said here: {match.term.text}"
    return ""


def another_kind(statement: Analysis, sentence: Analysis, context: Context, matches: Sequence[Match]) -> str:
    """A word of what something is said to be that the page lacks, however little it says: "a fictional setting"."""
    first = next((c for c in clauses(statement) if not c.inserted), None)
    if first is None or first.verb != "be" or first.object is None or context.row or first.object.is_measure:
        return ""
    told = sentence.keys | _KIND_OF
    own = (m for m in matches if m.found is None and any(m.term is t for t in first.object.terms))
    slight = (m.term for m in own if m.term.kind == "word" and m.term.light and not m.term.empty)
    return next(
        (f"not borne out: {term.text}" for term in slight if term.keys.isdisjoint(told) and not context.near.has(term)),
        "",
    )


def _finite(sentence: Analysis) -> Iterator[int]:
    return (c.at[0] for c in clauses(sentence) if not c.inserted)


def of_one_among_them(statement: Analysis, sentence: Analysis, matches: Sequence[Match], verbs: Sequence[Match]) -> str:
    """The one of several that the deed is told of: "it has three buildings; the smallest was opened in 1990".

    Where it is named in between, and the statement names it, too, it is meant: "the largest, Mirsk, is inhabited".
    """
    for verb in verbs:
        where = verb.found.start if verb.found is not None else -1
        for clause in (c for c in clauses(sentence) if c.at[0] <= where < c.at[1]):
            start, end = (clause.subject.start, clause.subject.end) if clause.subject is not None else (0, 0)
            among = _AMONG_THEM.match(sentence.text[start:end])
            named = any(m.found is not None and end <= m.found.start < clause.at[0] for m in matches)
            if among and not named and among["which"].lower() not in statement.text.lower():
                return f"the page says it of “{sentence.text[start:end]}”"
    return ""
