"""What is only meant, asked for, reported, preferred or disowned."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.judging.wishes import claimed_wish, of_a_kind
from refcheck.language.cues import Cued, Late
from refcheck.language.lexicon import lexicon, stem
from refcheck.language.terms import Analysis, Term

_TO = Late(r"\b(?P<governor>[\w’'-]+)\s+(?:(?:not|never|also|\w+ly)\s+)?to\s+(?:\w+ly\s+)?(?:be\s+|have\s+)?$")
_TO_WITHIN = 3
"""How many words before a verb its "to" may stand, with what may come between."""
_MEANT = frozenset(
    stem(word)
    for word in (
        *(
            "propose",
            "plan",
            "seek",
            "want",
            "hope",
            "try",
            "attempt",
            "aim",
            "intend",
            "ask",
            "urge",
            "refuse",
            "decline",
        ),
        *(
            "threaten",
            "offer",
            "promise",
            "vow",
            "wish",
            "prefer",
            "fail",
            "consider",
            "apply",
            "bid",
            "effort",
            "motion",
        ),
        *(
            "bill",
            "request",
            "demand",
            "campaign",
            "proposal",
            "idea",
            "desire",
            "intention",
            "threat",
            "ambition",
            "dream",
        ),
        *(
            "likely",
            "unlikely",
            "due",
            "supposed",
            "meant",
            "reluctant",
            "unable",
            "ready",
            "willing",
            "unwilling",
            "invite",
        ),
        *("advise", "recommend", "encourage", "call", "amendment", "petition", "application", "suggestion", "reported"),
    )
)
"""What stands before "to" where the deed that follows has not been done by that."""
_NEXT_CLAUSE = re.compile(r"[;:]|,\s+(?:but|and|while|so)\b")
_RATHER = Cued(
    r"(?:\b(?:would|will|should)|['’]d) (?:much )?(?:rather|sooner)\b|\bprefer\w*\b", "rather sooner", "prefer"
)
_NOT_THINK = Cued(
    r"\b(?:(?:do|does|did) not|(?:do|does|did)n['’]t|nor (?:do|does|did) \w+) (?:think|believe|expect|suppose)\b",
    "think believe expect suppose",
)
_HEARSAY = Cued(
    r"\bhad\s+(?:\w+ly\s+|also\s+|earlier\s+|been\s+)?(?:thought|believed|feared|hoped|expected|assumed|suspected"
    r"|predicted|planned|intended|meant|going|due)\b[^.;]*?\b(?:that|to)\b"
    r"|\bhad\s+(?:\w+ly\s+|also\s+|earlier\s+)?(?:written|reported|said|claimed|told|announced|alleged|suggested|predicted"
    r"|stated)\b[^.;]*?\bthat\b"
    r"|\b(?:reports?|rumou?rs?|claims?|allegations?|accusations?|speculation|suggestions?|stories|myth|belief|fears?|hopes?"
    r"|threats?|offers?|promises?|calls?|demands?|plans?|proposals?)\s+(?:that|of|about|for)\b",
    "had report reports rumor rumors rumour rumours claim claims allegation allegations accusation accusations "
    "speculation suggestion suggestions stories myth belief fear fears hope hopes threat threats offer offers "
    "promise promises call calls demand demands plan plans proposal proposals",
)
_DISOWNS = frozenset(stem(verb) for verb in ("deny", "dismiss", "dispute", "reject", "refute", "contradict", "retract"))


def only_meant(statement: Analysis, sentence: Analysis, verbs: Sequence[Match]) -> str:
    """A deed that the page has somebody mean, ask or refuse to do, where the statement has it done."""
    for match in verbs:
        if match.found is None or match.opposed or match.term.light or match.found.focus:
            continue
        theirs = _governor(sentence, match.found)
        if stem(theirs) not in _MEANT:
            continue
        ours = _governor(statement, match.term)
        if ours and (_alike(ours, theirs) or of_a_kind(claimed_wish(statement), theirs)):
            continue
        if not ours and statement.conditional:
            continue
        return f"the page says only “{theirs} to {match.found.text}”"
    return ""


def _governor(analysis: Analysis, verb: Term) -> str:
    """The word that an infinitive hangs on: "proposed" of "proposed to close"; empty where it is none."""
    words = analysis.text[: verb.start].rsplit(None, _TO_WITHIN)[-_TO_WITHIN:]
    found = _TO.search(analysis.text, 0, verb.start) if "to" in map(str.lower, words) else None
    return found["governor"].lower() if found else ""


def _alike(word: str, other: str) -> bool:
    senses = lexicon().senses
    a, b = stem(word), stem(other)
    return a == b or not set(senses.get(a, ())).isdisjoint(senses.get(b, ()))


def hearsay(statement: Analysis, sentence: Analysis, matches: Sequence[Match], verbs: Sequence[Match]) -> str:
    """What somebody had said or reported, for which the page does not vouch."""
    if statement.attributed:
        return ""
    if (view := _NOT_THINK.search(sentence.text)) and not any(
        m.term.keys & lexicon().words["attitude"] for m in matches
    ):
        return f"the page gives a view: “{view[0]}”"
    told = _HEARSAY.search(sentence.text)
    if told is None or _HEARSAY.search(statement.text):
        return ""
    main = next((m for m in verbs if m.found is not None), None)
    if main is None or main.found is None or main.found.start < told.end():
        return ""
    if _NEXT_CLAUSE.search(sentence.text[told.end() : main.found.start]):
        return ""
    own = any(t.start < told.end() <= t.end + 6 and any(m.found is t for m in matches) for t in sentence.terms)
    return "" if own else f"the page only reports it: “{told[0]}”"


def preferred(statement: Analysis, sentence: Analysis) -> str:
    """What the page has somebody prefer, where the statement does not speak of a preference."""
    preferred = _RATHER.search(sentence.text)
    if preferred is None or _RATHER.search(statement.text) or of_a_kind(claimed_wish(statement), "prefer"):
        return ""
    return f"the page says what somebody “{preferred[0]}”"


def disowned(statement: Analysis, sentence: Analysis) -> str:
    """A saying that the page has somebody deny."""
    saying = lexicon().words["saying"]
    said = any(t.keys & saying for t in statement.terms)
    if not said or statement.negated or any(t.keys & _DISOWNS for t in statement.terms):
        return ""
    denied = next((t for t in sentence.terms if t.keys & _DISOWNS), None)
    return f"the page says “{denied.text}”" if denied is not None else ""
