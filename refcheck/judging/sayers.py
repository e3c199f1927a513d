"""In whose words a clause is said, as far as its clauses tell: "the union says that …"."""

from __future__ import annotations

from refcheck.judging.alignment import Context
from refcheck.judging.scene import Scene
from refcheck.language.clauses import Clause, clauses
from refcheck.language.lexicon import lexicon
from refcheck.language.terms import Analysis

_THAT = 7
"""So many characters, those of " that ", stand between who says so and what is said."""


def other_sayer(statement: Analysis, sentence: Analysis, context: Context) -> str:
    """Who says it on the page, where the statement gives the words to somebody else."""
    ours = next((c for c in clauses(statement) if _says(c) and c.object is None), None)
    theirs = [c for c in clauses(sentence) if _says(c) and c.doer is not None]
    if ours is None or ours.doer is None or not theirs:
        return ""
    scene = Scene(statement, sentence, context)
    if any(scene.same(ours.doer, c.doer) is not False or (c.doer and c.doer.pronoun) for c in theirs):
        return ""
    first = theirs[0].doer
    return sentence.text[first.start : first.end] if first is not None else ""


def reported(clause: Clause, sentence: Analysis) -> bool:
    """Whether the clause is what one side says of the matter: "environmental groups say that …"."""
    partial = lexicon().words["partial"]
    if clause.modal == "may":
        return False
    sayings = (c for c in clauses(sentence) if _says(c) and 0 <= clause.start - c.at[1] <= _THAT)
    heads = (c.doer.head for c in sayings if c.doer is not None)
    return any(head is not None and head.keys & partial for head in heads)


def _says(clause: Clause) -> bool:
    words = lexicon().words
    return clause.verb in words["saying"] or clause.verb in words["doubt verbs"]
