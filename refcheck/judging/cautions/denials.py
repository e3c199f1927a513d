"""Denials that say less than they sound like, or say it of something else, of today or of what would have been."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refcheck.judging.alignment import Match
from refcheck.language.clauses import clauses
from refcheck.language.cues import Cued, Late
from refcheck.language.lexicon import stem
from refcheck.language.terms import Analysis

_BOUNDED = Cued(
    r"(?:\b(?:not|never|no|nobody|none|cannot|without)\b|n['’]t\b)[^.;:,()]*?"
    r"\b(until|before(?=\s\w)|since|unless|except|apart from|other than|more|less|fewer|only|just|merely|solely|simply"
    r"|necessarily|automatically|alone|in time|both|(?<!at )all|every|everyone|always|because|fully|without"
    r"|entirely|longer than)\b",
    "not never no nobody none cannot without t",
)
_NONE_BUT = Cued(
    r"\b(?:no|none|nobody|nothing|not\s+(?:the|an?|his|her|its|their|by|in|at|with|for|from|on|of))\b[^.;:,()]*?\b(but)\b",
    "but",
)
_NAYS = (
    r"reject|refus|den(?:y|ie)|cancel|declin|defeat|block|abandon|drop(?:p|s)?|scrap|prevent|avoid|averted|avert|fail|overturn"
    r"|quash|annul|revok|repeal|omit|exclud|withdr[ae]w|forb[iaoy]d|bann?(?:ed|s)?|prohibit|correct|retract|debunk|dismiss"
    r"|stop|halt|suspend|postpon|delay|lack|miss|escap|ceas|spared?|vetoe?|oppos|turn(?:ed|s)? (?:\w+ )?down"
    r"|puts? off|call(?:ed|s)? (?:\w+ )?off|rul(?:e|ed|es|ing) out|le(?:aves?|ft|aving) out|abstain|resist|rid of"
)
_NAY = Late(
    rf"\b(?:(?:{_NAYS})\w{{0,4}}|instead|rather|except|unlike|hardly|barely|too|stay(?:s|ed)?|remain(?:s|ed)?|unchanged"
    r"|un(?:til|less)|another|others?|different(?:ly)?|else|former(?:ly)?|alone|nothing|nobody|none|no|not|never)\b"
)
_NON = Cued(r"\bnon[-‐‑]", "non")
_BUT_NOT = Cued(r"\b(?:but|and|though) not\s+(?!only\b)", "not")
_THERE_IS_NO = Late(r"there (?:is|are|was|were) (?:no|not|n['’]t)\b")
_THERE_IS = Late(
    r"\bthere\b|\b(?:has|have|had|with|contain\w*|includ\w*|li(?:ve|ves|ved|ving)|found|exist\w*|own\w*|offer\w*)\b"
    r"|\b(?:[2-9]\d*|two|three|several|many)\b"
)
_STOP = re.compile(r"[.;:,()]")
_WOULD_HAVE = Cued(r"\b(?:would|could|might|should) have\b", "have")
_NOT_BUT = Cued(r"(?:\bnot\b|n['’]t\b)[^.;:]*?\bbut\s+(?P<what>[^.;:,]+)", "but")
_TIMES_OF = frozenset({"season", "weekday", "daytime"})
_ASKS = frozenset(stem(verb) for verb in ("ask", "tell", "keep", "let", "stand", "put"))
_AGAINST = {
    "against": Late(r"\b(?:against|oppos\w*|reject\w*|anti\w*|versus|sue[ds]?|charg\w*|fight\w*|fought|protest\w*)\b"),
    "except": Late(r"\b(?:except\w*|apart|other than|but|besides|not|no|only|all|exclud\w*)\b"),
    "instead of": Late(r"\b(?:instead|rather|not|replac\w*|in favou?r)\b"),
    "rather than": Late(r"\b(?:instead|rather|not|replac\w*|prefer\w*)\b"),
    "without": Late(r"\b(?:without|no|not|never|none|nobody|lack\w*|un\w+|\w+less|free)\b|n['’]t\b"),
}
_CLAIMED_AGAINST = Cued(r"\b(against|without|except|instead of|rather than)\b", "against without except instead rather")


def bounded(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """A denial that holds within bounds only, which the statement lacks: "did not open until noon"."""
    for said, other in ((sentence, statement), (statement, sentence)):
        for denial in (*_BOUNDED.finditer(said.text), *_NONE_BUT.finditer(said.text)):
            if re.search(rf"\b{denial[1]}\b", other.text, re.IGNORECASE):
                continue
            stop = _STOP.search(said.text, denial.end())
            places = (m.found if said is sentence else m.term for m in matches)
            end = stop.start() if stop else len(said.text)
            if any(t is not None and not t.empty and denial.start() <= t.start < end for t in places):
                whose = "the page" if said is sentence else "the statement"
                return f"{whose} denies it within bounds only: “{denial[0]}”"
    return ""


def denied_otherwise(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """A word with which the page may deny in its own way what the statement denies: "rejected", "instead", "only"."""
    if not statement.negated or any(m.found is not None and m.found.focus and m.term.focus for m in matches):
        return ""
    if opposite := next((m for m in matches if m.opposed and not m.term.light), None):
        return f"the page says “{opposite.text}”"
    apart = next((m for m in matches if m.found is not None and m.found.focus), None)
    if apart is not None and not (" but not " in statement.text and " but not " in sentence.text):
        return f"the page denies “{apart.text}”"
    for nay in _NAY.finditer(sentence.text):
        if not re.search(rf"\b{re.escape(nay[0])}\b", statement.text, re.IGNORECASE):
            return f"the page may deny it in other words: “{nay[0]}”"
    return ""


def would_have(sentence: Analysis, matches: Sequence[Match]) -> str:
    """A deed that was not done only by the sound of it: "the clause that would have bound it was struck out"."""
    unreal = _WOULD_HAVE.search(sentence.text)
    denied = next((m for m in matches if m.found is not None and m.found.focus), None)
    if unreal is None or denied is None or denied.found is None or denied.found.start < unreal.start():
        return ""
    return f"the page says what “{unreal[0]}” been"


def but_not(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """What the page leaves out of what it says: "may vote in local elections, but not in national ones"."""
    for denial in () if _BUT_NOT.search(statement.text) else _BUT_NOT.finditer(sentence.text):
        stop = _STOP.search(sentence.text, denial.end())
        end = stop.start() if stop else len(sentence.text)
        if any(denial.end() <= clause.at[0] < end for clause in clauses(sentence)):
            continue
        for match in matches:
            if not match.term.empty and any(
                denial.end() <= t.start < end and (t.keys & match.term.keys) for t in sentence.terms
            ):
                return f"the page says “{sentence.text[denial.start() : end]}”"
    return ""


def not_but(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """What the page puts in the place of what it denies: "did not win the Palm but the jury prize"."""
    for denial in () if _NOT_BUT.search(statement.text) else _NOT_BUT.finditer(sentence.text):
        start, end = denial.span("what")
        if any(start <= clause.at[0] < end for clause in clauses(sentence)):
            continue
        if any(m.found is not None and not m.term.light and start <= m.found.start < end for m in matches):
            return f"the page says “but {denial['what'].strip()}”"
    return ""


def denied_now(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """What the page denies of today, where the statement tells of the past: "do not breed" of "bred"."""
    first = next((c for c in clauses(statement) if not c.inserted), None)
    if first is None or first.tense != "past" or first.negated:
        return ""
    denied = [m.found.start for m in matches if m.found is not None and m.found.focus]
    for clause in clauses(sentence) if denied else ():
        inside = any(clause.at[0] <= at < clause.at[1] for at in denied)
        gerund = sentence.text[: clause.at[1]].endswith("ing")
        if inside and clause.negated and not clause.inserted and not gerund and clause.tense == "present":
            return "the page denies it of today"
    return ""


def there_is(statement: Analysis, sentence: Analysis) -> str:
    """A denial that something exists, of which the page says something in passing."""
    if not _THERE_IS_NO.match(statement.text) or _THERE_IS.search(sentence.text):
        return ""
    return "the page does not say that there are any"


def not_against(statement: Analysis, sentence: Analysis) -> str:
    """An "against" or "without" that the page lacks."""
    claimed = _CLAIMED_AGAINST.search(statement.text)
    if claimed is None or _AGAINST[claimed[1].lower()].search(sentence.text):
        return ""
    return f"the page does not say “{claimed[1].lower()}”"


def at_another_time(matches: Sequence[Match]) -> str:
    """A season, weekday or time of day that the statement names and the page does not: what it denies is of another."""
    times = (m.term.text for m in matches if m.factor == 0 and any(name in _TIMES_OF for name, _ in m.term.senses))
    return next((f"not given here: {text}" for text in times), "")


def light_verb_missing(verbs: Sequence[Match]) -> str:
    """A verb that says little, and yet too much for the rest to be denied without it: "asked for a limit"."""
    verb = next((m.term for m in verbs), None)
    return f"not said here: {verb.text}" if verb and verb.keys & _ASKS else ""


def without_its_verb(statement: Analysis, verbs: Sequence[Match]) -> str:
    """A denial of a verb that the page lacks, held against another clause: "did not get what it had asked for"."""
    plain = [c for c in clauses(statement) if not c.inserted and c.modal != "to"]
    if len(plain) < 2 or not plain[0].negated or not verbs:
        return ""
    focus = next((t for t in statement.terms if t.focus), None)
    return f"not said here: {verbs[0].term.text}" if focus is not None and focus.start >= plain[1].at[0] else ""


def non(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """A word that one of the two denies with "non-": "a non-profit station" is no "profit station"."""
    told, claimed = ({found.end() for found in _NON.finditer(text)} for text in (sentence.text, statement.text))
    for match in matches if told or claimed else ():
        found = match.found
        if found is not None and not match.opposed and (found.start in told) != (match.term.start in claimed):
            return f"the page says “{'non-' * (found.start in told)}{found.text}”"
    return ""
