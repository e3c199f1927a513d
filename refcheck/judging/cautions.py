"""What turns the sense of the words around it, so that words that are alike do not say the same.

A reason or an order of events that the page does not give, a denial with bounds ("not until noon"), a deed that is only
meant or reported, a sum for a share: each is an obstacle to one side or to both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence

from refcheck.judging.alignment import Context, Match
from refcheck.judging.wishes import claimed_wish, no_wish, not_asked, of_a_kind, only_wished
from refcheck.language.clauses import clauses
from refcheck.language.cues import Cued
from refcheck.language.dates import agrees
from refcheck.language.grammar import forms
from refcheck.language.lexicon import lexicon, stem
from refcheck.language.numbers import agrees as counts_agree
from refcheck.language.terms import Analysis, Term

_I = re.IGNORECASE
_WORTH = 0.85
"""From which factor on a word of the statement counts as told."""

_REASON = Cued(
    r"\b(?:because|due to|owing to|thanks to|(?:as a|the) result of|in order to|in order that|so that|so as to"
    r"|on account of|on (?:the )?grounds|in retaliation|in response to|in return for|in exchange for|in protest)\b",
    "because due owing thanks result order so account grounds retaliation response return exchange protest",
)
_GIVES_A_REASON = re.compile(
    _REASON.pattern.removesuffix(r")\b")
    + r"|since|as a result|results? (?:in|from)|resulted|resulting|therefore|thus|hence|so|reasons?"
    r"|leads? to|led to|leading to|caus(?:e|es|ed|ing)|prompt(?:s|ed|ing)?|forc(?:e|es|ed|ing)|blam(?:e|es|ed|ing)"
    r"|attribut\w+|follow(?:s|ed|ing)|mean(?:s|t|ing)|(?:for|from) (?:lack|want|fear|reasons|the sake)|after|as"
    r"|to(?! the\b|\s\W*\d))\b",
    _I,
)
_BECAUSE = re.compile(r"\bbecause\b", _I)

_ORDER = Cued(
    r"(?<!named )(?<!called )\b(before|after|until|since)\s+(?!\S*\d|all\b|that\b|then\b|now\b)(?=\w)",
    "before after until since",
)
_SAME_ORDER = {
    "before": re.compile(r"\b(?:before|prior to|ahead of|until|by the time|later|then|preced\w+|earlier)\b", _I),
    "after": re.compile(r"\b(?:after|following|once|when|having|since|later|then|followed|upon|until|earlier)\b", _I),
    "until": re.compile(r"\b(?:until|till|before|up to|ended?|to|when)\b", _I),
    "since": re.compile(r"\b(?:since|from|after|when|as|because)\b", _I),
}
_THEN = re.compile(r"(?:^|[,;]|\band)\s*(?:then|afterwards|later|after that|next)\b", _I)
"""What parts the earlier of two events from the later one."""
_OTHER_WAY = {"before": "after", "after": "before"}

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
_NAY = re.compile(
    rf"\b(?:(?:{_NAYS})\w{{0,4}}|instead|rather|except|unlike|hardly|barely|too|stay(?:s|ed)?|remain(?:s|ed)?|unchanged"
    r"|un(?:til|less)|another|others?|different(?:ly)?|else|former(?:ly)?|alone|nothing|nobody|none|no|not|never)\b",
    _I,
)
_BUT_NOT = Cued(r"\b(?:but|and|though) not\s+(?!only\b)", "not")
_GOES_ON = Cued(
    r"\b(?:remain(?:s|ed)?|stays?|stayed|continue[sd]?|goes on|went on|keeps)\b",
    "remain remains remained stay stays stayed continue continues continued on keeps",
)
_STILL = re.compile(
    r"\b(?:remain\w*|stay\w*|still|continu\w*|goes on|went on|ke(?:ep|eps|pt)|un\w+ed|left|until|not|will)\b|n['’]t\b",
    _I,
)
_THERE_IS_NO = re.compile(r"there (?:is|are|was|were) (?:no|not|n['’]t)\b", _I)
_THERE_IS = re.compile(
    r"\bthere\b|\b(?:has|have|had|with|contain\w*|includ\w*|li(?:ve|ves|ved|ving)|found|exist\w*|own\w*|offer\w*)\b"
    r"|\b(?:[2-9]\d*|two|three|several|many)\b",
    _I,
)
_MORE_BY = re.compile(r"\s+(?:more|fewer|less|longer|shorter|higher|lower)\b", _I)
_NO_COUNTS = frozenset({"ordinal", "clock", "score", "percent", "percentage points"})
_STOP = re.compile(r"[.;:,()]")
_WOULD_HAVE = Cued(r"\b(?:would|could|might|should) have\b", "have")
_TO = re.compile(
    r"\b(?P<governor>[\w’'-]+)\s+(?:(?:not|never|also|\w+ly)\s+)?to\s+(?:\w+ly\s+)?(?:be\s+|have\s+)?$", _I
)
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
_UNLIKE = Cued(
    r"\b(?:unlike|in contrast (?:to|with)|as opposed to|except(?: for)?|apart from|other than|with the exception of)\s+"
    r"(?P<whom>(?:(?!\b(?:it|he|she|they|we|you|is|are|was|were|has|have|had|did|does)\b)[^,;.()]){1,60})",
    "unlike contrast opposed except apart other exception",
)
_ALL_BUT = Cued(
    r"\b(?P<all>all|every|each|any|no|none|every(?:one|body|thing)|no(?:body|thing)|any(?:one|body))\b"
    r"(?:\s+(?!(?:and|or|but|is|are|was|were|has|have|had|will|would|can|could|did|does|do)\b)[\w’'-]+){0,4}?"
    r"\s+(?:but|bar|except(?: for)?|apart from|other than|save for|excluding|with the exception of)\s+"
    r"(?P<whom>(?:(?!\b(?:is|are|was|were|has|have|had|did|does|will|would|can|could)\b)[^,;.()]){1,60})",
    "but bar except apart other save excluding exception",
)
"""All of a kind, and who is left out: "every member but Hungary"."""
_SUCCEEDS = Cued(
    r"\b(?:succeed(?:s|ed|ing)?|replac(?:es?|ed|ing)|t(?:akes?|ook|aking) over from|followed"
    r"|(?:successor|succession) (?:to|of)|in place of|predecessor(?: (?:was|is))?,?)"
    r"\s+(?!by\b)(?P<whom>[^,;.()]{1,60})",
    "followed from place successor succession predecessor",
    "succe replac",
)
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
_FROM_TO = Cued(
    r"\bfrom\s+(?P<here>[^,;.]{1,40}?)\s+to\s+(?P<there>[^,;.]{1,40})",
    "from",
)
_REFUSES = re.compile(
    r"\s+(?:(?:has|have|had)\s+)?(?:refused|declined|failed|chose not"
    r"|(?:did|do|does|would|will|has|have|had|is|was|were)(?:\s+not|n['’]t))(?:\s+to)?\s*(?:[.;,!?]|$)",
    _I,
)
"""What leaves a deed undone without naming it: "Russia refused to"."""
_KIN = {
    stem(one): frozenset(stem(other) for other in others.split())
    for one, others in {
        "brother": "sister",
        "sister": "brother",
        "husband": "wife",
        "wife": "husband",
        "father": "son daughter",
        "mother": "son daughter",
        "son": "father mother",
        "daughter": "father mother",
    }.items()
}
"""What somebody is to one who is that to them."""
_EVERY = Cued(
    r"\bevery\s+(?:(?P<count>other|second|third|fourth|fifth|two|three|four|five|six|ten|\d{1,3})\s+)?"
    r"(?P<unit>minute|hour|day|night|week|month|quarter|year|decade|century)(?:s|ies)?\b"
    r"|\b(?P<word>hourly|daily|weekly|fortnightly|monthly|quarterly|yearly|annual|annually|biennial|biennially|triennial)\b",
    "every hourly daily weekly fortnightly monthly quarterly yearly annual annually biennial biennially triennial",
)
"""How often: "every second year", "weekly"."""
_TIMES = {
    "other": 2,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
}
_OFTEN = {
    "hourly": (1, "hour"),
    "daily": (1, "day"),
    "weekly": (1, "week"),
    "fortnightly": (2, "week"),
    "monthly": (1, "month"),
    "quarterly": (1, "quarter"),
    "yearly": (1, "year"),
    "annual": (1, "year"),
    "annually": (1, "year"),
    "biennial": (2, "year"),
    "biennially": (2, "year"),
    "triennial": (3, "year"),
}
_ALL = re.compile(r"\b(?:all|every|each|no|none|every(?:one|body|thing)|no(?:body|thing))\b", _I)
_EXCEPTS = re.compile(r"except|apart|other|with the exc", _I)
_IF = Cued(r"\bunless\b", "unless")
_NOT_BUT = Cued(r"(?:\bnot\b|n['’]t\b)[^.;:]*?\bbut\s+(?P<what>[^.;:,]+)", "but")
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
_TIMES_OF = frozenset({"season", "weekday", "daytime"})
_COMERS = frozenset({"successor", "predecessor"})
_FUTURE = Cued(r"\b(?:will|shall|(?:is|are) going to)\b", "will shall going")
_LOOKS_AHEAD = re.compile(
    r"\b(?:will|shall|would|to|plan\w*|due|expect\w*|schedul\w*|set|next|until|from|future|later|remain\w*|stay\w*|propos\w*"
    r"|soon|intend\w*|may|can|must|should|promis\w*|pledg\w*|agree\w*|permanent\w*|always|every|each|forecast\w*|predict\w*"
    r"|upcoming|coming|is|are|has|have|signed|by)\b|['’]ll\b",
    _I,
)
_BARE_LIGHT = frozenset(
    stem(verb)
    for verb in ("want", "need", "know", "see", "seem", "appear", "keep", "let", "show", "stand", "bring", "put")
)
"""Verbs that say little, and yet too much to be left out."""
_OFFERS = frozenset({"pledge", "agree"})
"""Meanings under which an offer and its acceptance are one."""
_ASKS = frozenset(stem(verb) for verb in ("ask", "tell", "keep", "let", "stand", "put"))
_KIND_OF = frozenset(
    stem(noun) for noun in ("kind", "type", "sort", "form", "part", "thing", "number", "person", "one")
)
_TOGETHER = Cued(
    r"\b(?:between them|between the two|together|combined|jointly|collectively)\b",
    "between together combined jointly collectively",
)
_IN_ALL = re.compile(_TOGETHER.pattern.removesuffix(r")\b") + r"|in total|in all|altogether|in sum)\b", _I)
_EACH = re.compile(r"\b(?:each|apiece|per|respectively)\b", _I)
_PART = re.compile(r"\b(?:\w+|\d[\d.,]*)\s+of\s+(?:the|its|their|his|her|those|these|all)\b|\bof\s+the\s+\w+", _I)
_DISOWNS = frozenset(stem(verb) for verb in ("deny", "dismiss", "dispute", "reject", "refute", "contradict", "retract"))
_AGAINST = {
    "against": re.compile(
        r"\b(?:against|oppos\w*|reject\w*|anti\w*|versus|sue[ds]?|charg\w*|fight\w*|fought|protest\w*)\b", _I
    ),
    "except": re.compile(r"\b(?:except\w*|apart|other than|but|besides|not|no|only|all|exclud\w*)\b", _I),
    "instead of": re.compile(r"\b(?:instead|rather|not|replac\w*|in favou?r)\b", _I),
    "rather than": re.compile(r"\b(?:instead|rather|not|replac\w*|prefer\w*)\b", _I),
    "without": re.compile(r"\b(?:without|no|not|never|none|nobody|lack\w*|un\w+|\w+less|free)\b|n['’]t\b", _I),
}
_CLAIMED_AGAINST = Cued(r"\b(against|without|except|instead of|rather than)\b", "against without except instead rather")
_AGO = re.compile(
    r"\b(?:days?|weeks?|months?|years?|decades?|centur(?:y|ies))\s+(?:after|before|later|earlier|prior)\b"
    r"|\b(?:the|that|a)\s+(?:following|next|previous|same|preceding)\s+(?:day|week|month|year|decade)\b"
    r"|\b(?:day|week|month|year)\s+(?:after|before|later|earlier)\b",
    _I,
)
_SEGMENT = re.compile(r"[,;:()]|\s(?:and|but|while)\s")
_THAN = Cued(r"\b(?:than|compared with|compared to|up from|down from)\b(?:[^,;.]|[.,](?=\d))*", "than compared from")
_MORE = Cued(r"\b(?:more|less|fewer|better|worse|[a-z]{2,}er)\b[^,;.]*?\bthan\b", "than")
_RANK = re.compile(
    r"\b(?:second|third|next|[a-z]+th|\d+(?:st|nd|rd|th))[- ]+(?:most[- ])?$",
    _I,
)


def cautions(
    statement: Analysis,
    sentence: Analysis,
    context: Context,
    matches: Sequence[Match],
    *,
    supports: bool,
    alike: bool,
    agreeing: Collection[str] = (),
    dated: bool = False,
) -> dict[str, str]:
    """Each kind of what keeps alike words from deciding, with its reason.

    `alike` where the clauses of both are alike, too; `agreeing` are the sentence's dates and numbers that agree, and
    `dated` tells whether it gives another date.
    """
    verbs = _verbs(statement, matches)
    found = {
        "but not": _but_not(statement, sentence, matches) if supports or statement.negated else "",
        "bounded": bounded(statement, sentence, matches) or _not_but(statement, sentence, matches),
        "unlike": _unlike(statement, sentence, matches) or _left_out(statement, sentence, matches),
        "often": _as_often(statement, sentence) if supports else "",
        "rather": _preferred(statement, sentence),
        "hearsay": _hearsay(statement, sentence, matches, verbs),
        "together": _together(statement, sentence),
        "compared": _compared_with(statement, sentence),
    }
    if not alike:
        found["comparison"] = _the_other_way_round(statement, sentence, matches, dated=dated)
        found["intent"] = _only_meant(statement, sentence, verbs)
        found["turned"] = "" if supports else _denied_otherwise(statement, sentence, matches)
    if supports:
        found["wish"] = no_wish(statement, sentence) or only_wished(statement, sentence, matches)
        found["reason"] = _no_reason(statement, sentence, verbs)
        found["order"] = _no_order(statement, sentence, context, matches)
        found["both"] = _both_ways(sentence, matches)
        found["part"] = _another_kind(statement, sentence, context, matches)
        found["condition"] = _on_condition(statement, sentence)
        found["doer"] = _doer_untold(statement, sentence, matches, verbs) or _by_the_successor(
            statement, matches, verbs
        )
        found["still"] = _not_still(statement, sentence)
        found["degree"] = _less(statement, sentence)
        found["way"] = _back(statement, sentence)
        found["refused"] = _refused(statement, sentence, matches)
        found["succeeded"] = _succeeded(statement, sentence, matches)
        found["date"] = _date_of_another_deed(sentence, verbs, agreeing)
        found["against"] = _not_against(statement, sentence)
        found["ahead"] = _not_ahead(statement, sentence)
        found["disowned"] = _disowned(statement, sentence)
        found["rank"] = _ranked(statement, sentence, matches)
        if not alike:
            found["main"] = _verb_missing(
                sentence, context, verbs, next((m for m in matches if not m.term.empty), None)
            )
    else:
        found["wish"] = not_asked(statement, sentence)
        found["reason"] = _no_reason(statement, sentence, verbs)
        if in_order(statement, sentence, matches):
            found["order"] = "the page has the two in that order"
        found["share"] = _of_shares(statement, matches) or _of_both(sentence, matches)
        found["irreal"] = _would_have(sentence, matches)
        found["apart"] = _told_of_both(statement, sentence, matches)
        found["kin"] = _kin_of_another(statement, matches)
        found["then"] = _denied_now(statement, sentence, matches) or _at_another_time(matches)
        found["sum"] = _may_be_worked_out(statement, sentence)
        found["loser"] = _opposite_of_another(statement, sentence, matches)
        found["there"] = _there_is(statement, sentence)
        found["both"] = (
            _answered(sentence, matches)
            if alike
            else _answered(sentence, matches) or _nearer_its_like(sentence, matches, agreeing)
        )
        if dated:
            found["ago"] = _dated_by_another(statement, sentence, verbs)
            found["ahead"] = _not_ahead(statement, sentence) or _of_another_year(statement, sentence)
        if not alike and not any(m.factor for m in verbs[:1]):
            found["main"] = _light_verb_missing(verbs) or _denied_without_its_verb(statement, verbs)
    return {kind: reason for kind, reason in found.items() if reason}


def _verbs(statement: Analysis, matches: Sequence[Match]) -> list[Match]:
    """The verbs of the statement's clauses, "be" and "have" left out, with what stands for them."""
    ends = [c.at[1] for c in clauses(statement) if not c.inserted]
    return [m for m in matches if not m.term.empty and any(m.term.start < end <= m.term.end for end in ends)]


# ---------------------------------------------------------------- why and when


def _no_reason(statement: Analysis, sentence: Analysis, verbs: Sequence[Match]) -> str:
    """A reason or purpose that the statement gives and the page does not, or gives for something else."""
    claimed = _REASON.search(statement.text)
    if claimed is None:
        return ""
    if not _GIVES_A_REASON.search(sentence.text):
        return f"the page does not say “{claimed[0]}”"
    because = _BECAUSE.search(sentence.text)
    main = next((m for m in verbs if m.term.start < claimed.start() and m.found is not None), None)
    if because is None or main is None or main.found is None:
        return ""
    later = [t for t in sentence.terms if because.end() <= t.start]
    elsewhere = later and because.start() and main.found.clause < later[0].clause - 1
    return "the page gives that reason for something else" if elsewhere else ""


def _no_order(statement: Analysis, sentence: Analysis, context: Context, matches: Sequence[Match]) -> str:
    """An order of two events that the page does not tell, or tells the other way round."""
    claimed = _ORDER.search(statement.text)
    if claimed is None:
        return ""
    same = _SAME_ORDER[claimed[1].lower()]
    if not same.search(sentence.text) and not (context.row and same.search(context.near.text)):
        return f"the page does not say “{claimed[1].lower()}”"
    if in_order(statement, sentence, matches) is False:
        return "the page has the two the other way round"
    return ""


def in_order(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> bool | None:
    """Whether the page has two events in the statement's order: "A before B" is "B after A"; None where not known."""
    ours, theirs = _ORDER.search(statement.text), _ORDER.search(sentence.text)
    if ours is None or ours[1].lower() not in _OTHER_WAY:
        return None
    if theirs is None:
        return _one_then_another(ours, sentence, matches)
    if theirs[1].lower() not in _OTHER_WAY:
        return None
    comma = sentence.text.find(",", theirs.end())
    opens = not sentence.text[: theirs.start()].strip()
    end = comma if opens and comma > 0 else len(sentence.text)
    straight = _straight(matches, ours.start(), theirs.end(), end)
    return None if straight is None else (ours[1].lower() == theirs[1].lower()) == straight


def _one_then_another(ours: re.Match[str], sentence: Analysis, matches: Sequence[Match]) -> bool | None:
    """The same where the page says "first A, then B"."""
    then = _THEN.search(sentence.text)
    things = [m for m in matches if not _is_deed(m.found)]  # of "first the tower fell, then the roof" all but "fell"
    straight = _straight(things, ours.start(), then.end(), len(sentence.text)) if then else None
    return None if straight is None else (ours[1].lower() == "before") == straight


def _is_deed(term: Term | None) -> bool:
    return term is not None and bool(forms(term.text.lower()))


def _straight(matches: Sequence[Match], ours: int, start: int, end: int) -> bool | None:
    """Whether what the statement has behind a place stands between two of the sentence, and nothing else does."""
    solid = [m for m in matches if m.found is not None and m.term.kind == "word" and not m.term.light]
    sides = [(m.term.start > ours, start <= m.found.start < end) for m in solid if m.found is not None]
    straight, crossed = sum(a == b for a, b in sides), sum(a != b for a, b in sides)
    return None if len({a for a, _ in sides}) < 2 or (straight and crossed) else bool(straight)


# ---------------------------------------------------------------- denials


def bounded(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """A denial that holds within bounds only, which the statement lacks: "did not open until noon"."""
    for said, other in ((sentence, statement), (statement, sentence)):
        for denial in (*_BOUNDED.finditer(said.text), *_NONE_BUT.finditer(said.text)):
            if re.search(rf"\b{denial[1]}\b", other.text, _I):
                continue
            stop = _STOP.search(said.text, denial.end())
            places = (m.found if said is sentence else m.term for m in matches)
            end = stop.start() if stop else len(said.text)
            if any(t is not None and not t.empty and denial.start() <= t.start < end for t in places):
                whose = "the page" if said is sentence else "the statement"
                return f"{whose} denies it within bounds only: “{denial[0]}”"
    return ""


def _denied_otherwise(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """A word with which the page may deny in its own way what the statement denies: "rejected", "instead", "only"."""
    if not statement.negated or any(m.found is not None and m.found.focus and m.term.focus for m in matches):
        return ""
    if opposite := next((m for m in matches if m.opposed and not m.term.light), None):
        return f"the page says “{opposite.text}”"
    apart = next((m for m in matches if m.found is not None and m.found.focus), None)
    if apart is not None and not (" but not " in statement.text and " but not " in sentence.text):
        return f"the page denies “{apart.text}”"
    for nay in _NAY.finditer(sentence.text):
        if not re.search(rf"\b{re.escape(nay[0])}\b", statement.text, _I):
            return f"the page may deny it in other words: “{nay[0]}”"
    return ""


def _of_shares(statement: Analysis, matches: Sequence[Match]) -> str:
    """An opposite that is said of a part only: "five of the six survived" does not contradict that one died."""
    if not any(m.opposed for m in matches):
        return ""
    if any(t.amount for t in statement.terms) and _PART.search(statement.text):
        return "the page says it of another part"
    return ""


def _would_have(sentence: Analysis, matches: Sequence[Match]) -> str:
    """A deed that was not done only by the sound of it: "the clause that would have bound it was struck out"."""
    unreal = _WOULD_HAVE.search(sentence.text)
    denied = next((m for m in matches if m.found is not None and m.found.focus), None)
    if unreal is None or denied is None or denied.found is None or denied.found.start < unreal.start():
        return ""
    return f"the page says what “{unreal[0]}” been"


def _but_not(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
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


def _not_but(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """What the page puts in the place of what it denies: "did not win the Palm but the jury prize"."""
    for denial in () if _NOT_BUT.search(statement.text) else _NOT_BUT.finditer(sentence.text):
        start, end = denial.span("what")
        if any(start <= clause.at[0] < end for clause in clauses(sentence)):
            continue
        if any(m.found is not None and not m.term.light and start <= m.found.start < end for m in matches):
            return f"the page says “but {denial['what'].strip()}”"
    return ""


def _on_condition(statement: Analysis, sentence: Analysis) -> str:
    """What the page says on a condition only."""
    condition = _IF.search(sentence.text)
    if condition is None or _IF.search(statement.text) or statement.conditional or statement.attributed:
        return ""
    return f"the page says it on a condition: “{condition[0]}”"


def _doer_untold(statement: Analysis, sentence: Analysis, matches: Sequence[Match], verbs: Sequence[Match]) -> str:
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


def _by_the_successor(statement: Analysis, matches: Sequence[Match], verbs: Sequence[Match]) -> str:
    """Who came after whom, where the page has it by a noun: "her successor was B" is no "she succeeded B"."""
    first = next((c for c in clauses(statement) if not c.inserted), None)
    by_noun = next((m.found for m in verbs[:1] if m.found and m.found.text.lower() in _COMERS), None)
    if first is None or by_noun is None or first.doer is None:
        return ""
    named = any(m.term is first.doer.head and m.found is not None for m in matches)
    right = named == (by_noun.text.lower() == "successor")
    return "" if right else f"the page speaks of the “{by_noun.text}”"


def _not_still(statement: Analysis, sentence: Analysis) -> str:
    """That something goes on, where the page does not say that it does."""
    claimed = _GOES_ON.search(statement.text)
    return f"the page does not say “{claimed[0]}”" if claimed and not _STILL.search(sentence.text) else ""


def _denied_now(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
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


def _opposite_of_another(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """An opposite that the page tells of the other party: "Pim won the case" does not contradict "Dorn lost to Pim"."""
    first = next((c for c in clauses(statement) if not c.inserted), None)
    head = first.subject.head if first is not None and first.subject is not None else None
    if first is None or head is None or not any(m.term is head and m.found for m in matches):
        return ""
    deeds = (m.found for m in matches if m.opposed and m.found and m.term.start < first.at[1] <= m.term.end)
    for deed in deeds:
        for clause in (c for c in clauses(sentence) if c.at[0] <= deed.start < c.at[1]):
            doer = clause.doer
            own = any(t.keys & head.keys for t in sentence.terms if clause.start <= t.start < clause.end)
            if doer is not None and not doer.pronoun and not own:
                return f"the page says it of {sentence.text[doer.start : doer.end]}"
    return ""


def _may_be_worked_out(statement: Analysis, sentence: Analysis) -> str:
    """A number that two of the page's come to: "eleven left, nine of them from one group" are two from the other."""
    given = [t for t in sentence.terms if t.amount and t.amount.unit not in _NO_COUNTS]
    for term in statement.terms:
        if term.amount is None or any(t.amount and counts_agree(term.amount, t.amount) for t in given):
            continue
        for first, second in _coming_to(term.amount.value, given):
            if first.amount is None or second.amount is None:
                continue
            if first.amount.measured == second.amount.measured or _MORE_BY.match(sentence.text, second.end):
                return f"what “{first.text}” and “{second.text}” come to is not said"
    return ""


def _coming_to(value: float, given: Sequence[Term]) -> Iterator[tuple[Term, Term]]:
    """The pairs of numbers with this sum or difference, in order; looked up, since a row may have thousands."""
    values = [t.amount.value if t.amount else math.nan for t in given]
    places: dict[float, list[int]] = {}
    for place, each in enumerate(values):
        places.setdefault(round(each, 6), []).append(place)
    for place, each in enumerate(values):
        wanted = {round(other, 6) for other in (each - value, each + value, value - each)}
        for other in sorted(n for key in wanted for n in places.get(key, ()) if n > place):
            if value in {abs(each - values[other]), each + values[other]}:
                yield given[place], given[other]


def _there_is(statement: Analysis, sentence: Analysis) -> str:
    """A denial that something exists, of which the page says something in passing."""
    if not _THERE_IS_NO.match(statement.text) or _THERE_IS.search(sentence.text):
        return ""
    return "the page does not say that there are any"


def _answered(sentence: Analysis, matches: Sequence[Match]) -> str:
    """An offer that is held against its refusal, where the page tells of both: "offered it to her, who refused"."""
    for match in matches:
        if not match.opposed or match.found is None:
            continue
        offers = {sense for sense in match.term.senses if sense[0] in _OFFERS}
        later = (t for t in sentence.terms if t.start > match.found.start and t.senses & offers)
        if answer := next(later, None):
            return f"the page says “{match.found.text}” and “{answer.text}”"
    return ""


def _both_ways(sentence: Analysis, matches: Sequence[Match]) -> str:
    """An offer that stands for its acceptance and is answered by the opposite: "offered it to her, who refused"."""
    for match in matches:
        if match.found is None or match.found.keys == match.term.keys or match.opposed:
            continue
        names = {name: number for name, number in match.term.senses if name in _OFFERS}
        for other in sentence.terms:
            answers = any(names.get(name, number) != number for name, number in other.senses)
            if answers and other.start > match.found.start and not other.senses & match.term.senses:
                return f"the page says “{match.found.text}” and “{other.text}”"
    return ""


def _nearer_its_like(sentence: Analysis, matches: Sequence[Match], facts: Collection[str]) -> str:
    """An opposite that is told of another time: "fell 12 percent in 2023, after rising 8 percent in 2022"."""
    told = [t for t in sentence.terms if t.text in facts]
    for match in matches:
        if not match.opposed or match.found is None or not told:
            continue
        far = min(abs(t.place - match.found.place) for t in told)
        like = [t for t in sentence.terms if t.kind == "word" and t.senses & match.term.senses]
        if any(abs(t.place - other.place) < far for other in like for t in told):
            return f"the page also says “{like[0].text}”"
    return ""


def _of_both(sentence: Analysis, matches: Sequence[Match]) -> str:
    """An opposite that the page says of both: "public and private unions" does not contradict "private unions"."""
    for match in matches:
        if not match.opposed or match.found is None:
            continue
        for other in sentence.terms:
            first, second = sorted((match.found, other), key=lambda t: t.start)
            joined = sentence.text[first.end : second.start].strip() in {"and", "or", "as well as", "and the"}
            if joined and (other.keys == match.term.keys or other.senses & match.term.senses):
                return f"the page says it of both: “{sentence.text[first.start : second.end]}”"
    return ""


# ---------------------------------------------------------------- said, meant and preferred


def _only_meant(statement: Analysis, sentence: Analysis, verbs: Sequence[Match]) -> str:
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


def _hearsay(statement: Analysis, sentence: Analysis, matches: Sequence[Match], verbs: Sequence[Match]) -> str:
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


def _preferred(statement: Analysis, sentence: Analysis) -> str:
    preferred = _RATHER.search(sentence.text)
    if preferred is None or _RATHER.search(statement.text) or of_a_kind(claimed_wish(statement), "prefer"):
        return ""
    return f"the page says what somebody “{preferred[0]}”"


def _disowned(statement: Analysis, sentence: Analysis) -> str:
    """A saying that the page has somebody deny."""
    saying = lexicon().words["saying"]
    said = any(t.keys & saying for t in statement.terms)
    if not said or statement.negated or any(t.keys & _DISOWNS for t in statement.terms):
        return ""
    denied = next((t for t in sentence.terms if t.keys & _DISOWNS), None)
    return f"the page says “{denied.text}”" if denied is not None else ""


# ---------------------------------------------------------------- whom, how many, which


def _unlike(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """Whom the page leaves out of what it says: "unlike the red fox"."""
    for aside in _UNLIKE.finditer(sentence.text):
        start, end = aside.span("whom")
        about = next((c.subject for c in clauses(statement) if c.subject is not None), None)
        own = [m for m in matches if about is not None and any(m.term is t for t in about.terms)]
        inside = bool(own) and all(m.found is not None and start <= m.found.start < end for m in own)
        if _EXCEPTS.match(aside[0]):
            solid = (m.found for m in matches if m.found is not None and not m.term.light)
            inside = inside or any(start <= t.start < end for t in solid)
        if inside and not _UNLIKE.search(statement.text):
            return f"the page says it “{aside[0].strip()}”"
    return ""


def _less(statement: Analysis, sentence: Analysis) -> str:
    """A lesser deed than the statement's, which the page lacks: damaged, not destroyed."""
    for term in statement.terms:
        for more in term.keys & _LESS.keys() - sentence.keys:
            told = (t for t in sentence.terms if not t.keys.isdisjoint(_LESS[more]))
            if lesser := next(told, None):
                return f"the page says “{lesser.text}”, not “{term.text}”"
    return ""


def _back(statement: Analysis, sentence: Analysis) -> str:
    """A way that the page has in the other direction: "from Lund to Malmo"."""
    pairs = [(ours, theirs) for ours in _ways(statement) for theirs in _ways(sentence)]
    straight = any(a & c and b & d for (a, b), (c, d) in pairs)
    turned = any(a & d and b & c for (a, b), (c, d) in pairs)
    return "the page has the way in the other direction" if turned and not straight else ""


def _ways(told: Analysis) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The names on either end of each way that a text tells."""
    return [(_names_in(told, way, "here"), _names_in(told, way, "there")) for way in _FROM_TO.finditer(told.text)]


def _names_in(told: Analysis, match: re.Match[str], group: str) -> frozenset[str]:
    start, end = match.span(group)
    return frozenset(key for t in told.terms if t.kind == "name" and start <= t.start < end for key in t.keys)


def _refused(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """One who leaves undone what the sentence tells of another: "Ukraine signed it; Russia refused to"."""
    if statement.negated:
        return ""
    for match in matches:
        found = match.found
        if match.term.kind == "name" and found is not None and (told := _REFUSES.match(sentence.text, found.end)):
            return f"the page says “{found.text}{told[0].rstrip(' .;,!?')}”"
    return ""


def _told_of_both(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """Two opposites that statement and page both tell: "acquitted of one and convicted of the other"."""
    for match in matches:
        found = match.found
        if not match.opposed or found is None or match.term.keys.isdisjoint(sentence.keys):
            continue
        if any(t is not match.term and t.keys & found.keys for t in statement.terms if not t.negated):
            return f"both say “{match.term.text}” and “{found.text}”"
    return ""


def _kin_of_another(statement: Analysis, matches: Sequence[Match]) -> str:
    """Two of a family, who are something else to each other: her brother, his sister."""
    if sum(term.kind == "name" for term in statement.terms) < 2:
        return ""
    for match in matches:
        found = match.found
        if (
            match.opposed
            and found is not None
            and any(found.keys & _KIN.get(key, frozenset()) for key in match.term.keys)
        ):
            return f"the page says “{found.text}” of the other"
    return ""


def _as_often(statement: Analysis, sentence: Analysis) -> str:
    """How often the page says that it is, where the statement says otherwise: "every two years", not "annually"."""
    claimed, told = _how_often(statement.text), _how_often(sentence.text)
    other = next(iter(told.values()), "")
    return f"the page says “{other}”" if claimed and told and claimed.keys().isdisjoint(told) else ""


def _how_often(text: str) -> dict[tuple[int, str], str]:
    """The intervals that a text tells, with its words for them."""
    found = {}
    for told in _EVERY.finditer(text):
        if told["word"]:
            found[_OFTEN[told["word"].lower()]] = told[0]
        else:
            count = (told["count"] or "1").lower()
            found[_TIMES.get(count) or (int(count) if count.isdigit() else 10), told["unit"].lower()] = told[0]
    return found


def _left_out(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """Whom the page leaves out of all, where the statement is about them, or about all."""
    for aside in _ALL_BUT.finditer(sentence.text):
        start, end = aside.span("whom")
        solid = (m.found for m in matches if m.found is not None and not m.term.light)
        named = any(start <= term.start < end for term in solid)
        if (named or _ALL.search(statement.text)) and not _ALL_BUT.search(statement.text):
            return f"the page says it of “{aside[0].strip()}”"
    if _ALL.search(statement.text) and not _UNLIKE.search(statement.text):
        asides = (aside for aside in _UNLIKE.finditer(sentence.text) if _EXCEPTS.match(aside[0]))
        return next((f"the page says it “{aside[0].strip()}”" for aside in asides), "")
    return ""


def _date_of_another_deed(sentence: Analysis, verbs: Sequence[Match], agreeing: Collection[str]) -> str:
    """A date that is another deed's, where the statement's own has its own: "opened in 1931 and rebuilt in 1952"."""
    main = next((m.found for m in verbs if m.found is not None), None)
    given = [t for t in sentence.terms if t.when and t.text in agreeing]
    if main is None or not given:
        return ""
    own = next((t for t in sentence.terms if t.when and t.start > main.end), None)
    if own is None or own.when is None or own.text in agreeing or _deed(sentence, main.end, own.start):
        return ""
    for term in given:
        other = _deed(sentence, *((own.end, term.start) if term.start > own.start else (0, term.start)))
        claimed = other is not None and any(other.keys & match.term.keys for match in verbs)
        if other is not None and not claimed and term.when and agrees(term.when, own.when) is False:
            return f"the page dates “{main.text}” {own.text}, and “{other.text}” {term.text}"
    return ""


def _deed(sentence: Analysis, start: int, end: int) -> Term | None:
    """The last word between two places that tells a deed of the past."""
    words = [t for t in sentence.terms if start <= t.start < end and t.kind == "word"]
    return next((t for t in reversed(words) if forms(t.text.lower()) & {"past", "participle"}), None)


def _succeeded(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """One whom another has taken over from is not said to hold the place now: "Koller, who succeeded Veit"."""
    if statement.past:
        return ""
    for told in _SUCCEEDS.finditer(sentence.text):
        start, end = told.span("whom")
        first = next((m for m in matches if m.term.kind == "name"), None)
        if first is not None and first.found is not None and start <= first.found.start < end:
            return f"the page says “{told[0].strip()}”"
    return ""


def _together(statement: Analysis, sentence: Analysis) -> str:
    """A sum where the statement has a share, or a share where it has a sum."""
    if not any(t.amount for t in statement.terms):
        return ""
    both = _TOGETHER.search(sentence.text)
    if both and " and " in sentence.text and not _IN_ALL.search(statement.text) and " and " not in statement.text:
        return f"the page says it of several: “{both[0]}”"
    ours = _TOGETHER.search(statement.text)
    if ours and _EACH.search(sentence.text) and not _IN_ALL.search(sentence.text):
        return "the page says it of each"
    return ""


def _compared_with(statement: Analysis, sentence: Analysis) -> str:
    """What is said of the one that the page compares with: "5,000 more than in 2019"."""
    if _THAN.search(statement.text):
        return ""
    dates = [t.when for t in statement.terms if t.when]
    for other in _THAN.finditer(sentence.text):
        inside = [t for t in sentence.terms if other.start() <= t.start < other.end()]
        if any(t.when and agrees(when, t.when) for when in dates for t in inside):
            return f"the page compares: “{other[0]}”"
    return ""


def _the_other_way_round(statement: Analysis, sentence: Analysis, matches: Sequence[Match], *, dated: bool) -> str:
    """A comparison whose sides the page has changed over, or that it dates otherwise."""
    ours, theirs = _MORE.search(statement.text), _MORE.search(sentence.text)
    if ours is None:
        return ""
    if dated and any(t.when and t.start >= ours.end() for t in statement.terms):
        return "the page does not compare the two"
    if theirs is None:
        return ""
    for match in matches:
        if match.found is None or match.term.empty or match.term.light:
            continue
        if (match.term.start >= ours.end()) != (match.found.start >= theirs.end()):
            return "the page does not compare the two that way round"
    return ""


def _not_against(statement: Analysis, sentence: Analysis) -> str:
    """An "against" or "without" that the page lacks."""
    claimed = _CLAIMED_AGAINST.search(statement.text)
    if claimed is None or _AGAINST[claimed[1].lower()].search(sentence.text):
        return ""
    return f"the page does not say “{claimed[1].lower()}”"


def _dated_by_another(statement: Analysis, sentence: Analysis, verbs: Sequence[Match]) -> str:
    """A date that the page gives by way of another: "finished in 1904 and first shown two years after her death"."""
    main = next((m.found for m in verbs if m.found is not None), None)
    if main is None or not any(t.when for t in statement.terms):
        return ""
    edges = [0, *(m.end() for m in _SEGMENT.finditer(sentence.text)), len(sentence.text)]
    start = max(edge for edge in edges if edge <= main.start)
    end = min((edge for edge in edges if edge > main.start), default=len(sentence.text))
    ago = _AGO.search(sentence.text[start:end])
    return f"the page dates it by something else: “{ago[0]}”" if ago else ""


def _ranked(statement: Analysis, sentence: Analysis, matches: Sequence[Match]) -> str:
    """A rank before a superlative that the statement gives without: "the second-largest"."""
    for match in matches:
        found = match.found
        if found is None or not found.text.lower().endswith(("est", "most")):
            continue
        rank = _RANK.search(sentence.text[: found.start])
        if rank and not _RANK.search(statement.text[: match.term.start]):
            return f"the page says “{rank[0]}{found.text}”"
    return ""


def _not_ahead(statement: Analysis, sentence: Analysis) -> str:
    ahead = _FUTURE.search(statement.text)
    if ahead is None or _LOOKS_AHEAD.search(sentence.text):
        return ""
    return f"the page does not say “{ahead[0]}”"


def _of_another_year(statement: Analysis, sentence: Analysis) -> str:
    """A date that the page gives of the past, where the statement tells what will be."""
    if _FUTURE.search(statement.text) and all(c.tense == "past" or c.inserted for c in clauses(sentence)):
        return "the page speaks of the past"
    return ""


def _at_another_time(matches: Sequence[Match]) -> str:
    """A season, weekday or time of day that the statement names and the page does not: what it denies is of another."""
    times = (m.term.text for m in matches if m.factor == 0 and any(name in _TIMES_OF for name, _ in m.term.senses))
    return next((f"not given here: {text}" for text in times), "")


def _verb_missing(sentence: Analysis, context: Context, verbs: Sequence[Match], subject: Match | None) -> str:
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


def _another_kind(statement: Analysis, sentence: Analysis, context: Context, matches: Sequence[Match]) -> str:
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


def _light_verb_missing(verbs: Sequence[Match]) -> str:
    """A verb that says little, and yet too much for the rest to be denied without it: "asked for a limit"."""
    verb = next((m.term for m in verbs), None)
    return f"not said here: {verb.text}" if verb and verb.keys & _ASKS else ""


def _denied_without_its_verb(statement: Analysis, verbs: Sequence[Match]) -> str:
    """A denial of a verb that the page lacks, held against another clause: "did not get what it had asked for"."""
    plain = [c for c in clauses(statement) if not c.inserted and c.modal != "to"]
    if len(plain) < 2 or not plain[0].negated or not verbs:
        return ""
    focus = next((t for t in statement.terms if t.focus), None)
    return f"not said here: {verbs[0].term.text}" if focus is not None and focus.start >= plain[1].at[0] else ""


def _finite(sentence: Analysis) -> Iterator[int]:
    return (c.at[0] for c in clauses(sentence) if not c.inserted)
