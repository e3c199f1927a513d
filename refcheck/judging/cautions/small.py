"""Small words that say much: "several", "other", "again", "both", "himself", and comparisons without their like."""

from __future__ import annotations

from refcheck.judging.alignment import Context
from refcheck.language.cues import Cued, Late
from refcheck.language.terms import Analysis

_MANY = Cued(
    r"\b(?:several|many|numerous|various|countless|plenty of|lots of|dozens of|scores of)\b(?! as\b)",
    "several many numerous various countless plenty lots dozens scores",
)
_MANY_TOO = Late(
    r"\b(?:several|many|numerous|various|countless|plenty|lots|numbers? of|dozens|hundreds|thousands|millions|scores"
    r"|most|all|every|each|range|host|series|often|repeated\w*|three|four|five|six|seven|eight|nine|ten|\d+|more|largest)\b"
)
_OTHER = Cued(r"\b(?:other|others|another|else|elsewhere)\b(?! than\b)", "other others another else elsewhere")
_OTHER_TOO = Late(
    r"\b(?:others?|another|else|elsewhere|further|additional|more|second|third|also|too|only|alone|sole|unique|first|last"
    r"|besides|both|two|three|four|all|every|each|any|rest|remain\w*|unlike|instead|new|different|apart|most|\w{2,}est"
    r"|and|or|nor)\b"
)
_AGAIN = Cued(r"\b(?:again|once more|anew|afresh)\b", "again once anew afresh")
_AGAIN_TOO = Late(
    r"\b(?:again|once more|anew|afresh|back|second|third|twice|another|still|re-?\w+|new|former|old\w*|continu\w+"
    r"|more)\b"
)
_BOTH = Cued(r"\bboth\b", "both")
_BOTH_TOO = Late(r"\b(?:both|two|pair|couple|each|either|neither|nor|all|and|or|as well as|together|twins?)\b|&")
_ONE_OF = Late(r"\b(?:only |just )?one of (?:the|them|these|those|its|their|his|her)\b")
_ALONE = Cued(
    r"\b(?:on (?:his|her|its|their) own\b|single-handed|unaided\b|unaccompanied\b"
    r"|(?<!\bon )(?<!\bto )(?<!\bof )(?<!\bfor )(?<!\bwith )(?<!\bat )(?:himself|herself|themselves)"
    r"(?=\s*(?:[.,;]|$)))",
    "own single unaided unaccompanied himself herself themselves",
    "single-hand",
)
_ALONE_TOO = Late(
    r"\b(?:alone|own|single-handed\w*|unaided|unaccompanied|solo|personally|without (?:any )?(?:help|company)"
    r"|nobody else|no one else|sole\w*|by (?:him|her|it)self"
    r"|(?<!\bon )(?<!\bto )(?<!\bof )(?<!\bfor )(?<!\bwith )(?<!\bat )(?:himself|herself|itself|themselves))\b"
)
_AS_MUCH = Cued(r"\bas (?:many|much|often|long|far)\b[^.;,]* as (?:they|he|she|it|you|we|one|anyone)\b", "as")
_AS_MUCH_TOO = Late(r"\bas\b|\b(?:any|unlimited|no limit|without limit|equal\w*|same|free\w*|all)\b")
_MORE = Cued(r"(?<!once )(?<!any )(?<!no )(?<!or )\b(?P<which>more|less|fewer)\b(?! or less\b)", "more less fewer")
_NUMBER_FOLLOWS = Late(r"\s*(?:than\s+)?(?:about |some |around |a |an |one |half |twice |once |the |ever |usual)")
_COMPARES = Late(
    r"\b(?:more|less|fewer|[a-z]{2,}er than|better|worse|(?:high|low|long|short|great|small|larg|old|young|wid|fast"
    r"|slow|deep|cheap|dear|strong|weak|heavi|light|earli|lat|rich|poor|clos|near|furth|farth|warm|cold|hott|cool|dri|wett"
    r"|bigg)er|most|least|\w{2,}est|extra|additional\w*|further|beyond|exceed\w*|outnumber\w*|surpass\w*|above|below|over|under"
    r"|ahead|behind|short of|than|compared|hardly|barely|scarcely|only|without|no|not|up|down|every"
    r"|(?:ris|grow|gain|climb|increas|doubl|tripl|soar|expand|add|fall|drop|shrink|declin|reduc|halv|lower|cut|sink|los)\w*"
    r"|rose|grew|fell|shrank|sank|half|twice|threefold|times)\b"
)
_ONLY_MORE = Late(r"\b(?:twice|doubl\w+|tripl\w+|threefold)\b")
_PAIRS = (
    (_MANY, _MANY_TOO),
    (_OTHER, _OTHER_TOO),
    (_AGAIN, _AGAIN_TOO),
    (_BOTH, _BOTH_TOO),
    (_ALONE, _ALONE_TOO),
    (_AS_MUCH, _AS_MUCH_TOO),
)
"""Words of the statement, and those of a page that may bear them out."""


def not_here(statement: Analysis, sentence: Analysis, context: Context) -> str:
    """A small word of the statement for which the sentence, or what stands over it, has none of a kind."""
    for ours, theirs in _PAIRS:
        claimed = ours.search(statement.text)
        if claimed and not theirs.search(sentence.text) and not theirs.search(context.near.text):
            return f"the page does not say “{claimed[0]}”"
    if (both := _BOTH.search(statement.text)) and (one := _ONE_OF.search(sentence.text)):
        return f"the page says it of “{one[0]}”, not of {both[0]}"
    return ""


def not_compared(statement: Analysis, sentence: Analysis) -> str:
    """More or less than something, where the page compares nothing, or has twice as much where it should be less."""
    if sum(t.amount is not None for t in sentence.terms) > 1:
        return ""  # two numbers are a comparison of their own
    for claimed in _MORE.finditer(statement.text):
        counted = any(t.amount and 0 <= t.start - claimed.end() <= len(" than about ") for t in statement.terms)
        if counted or _NUMBER_FOLLOWS.match(statement.text, claimed.end()):
            continue
        if not _COMPARES.search(sentence.text):
            return f"the page does not say “{claimed[0]}”"
        told = {found[0].lower() for found in _COMPARES.finditer(sentence.text)}
        twice = _ONLY_MORE.search(sentence.text)
        if claimed["which"].lower() != "more" and twice and all(_ONLY_MORE.search(word) for word in told):
            return f"the page says “{twice[0]}”, not “{claimed[0]}”"
    return ""
