# ruff: noqa: E501 - tables of wordings read better on one line
"""Edits of a true statement: each changes one thing, and says what the change does to the verdict.

An edit takes a statement that its passage bears out and returns the edited statement with the distribution
over (supported, refuted, not enough evidence) that the edited one deserves, or None where it doesn't apply.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

Target = tuple[float, float, float]
Edit = Callable[[str, Random, Sequence[str]], "tuple[str, Target] | None"]

TRUE: Target = (1.0, 0.0, 0.0)
FALSE: Target = (0.0, 1.0, 0.0)
OPEN: Target = (0.0, 0.0, 1.0)
FALSE_OR_OPEN: Target = (0.0, 0.5, 0.5)

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NATIONS = (
    ("American", "United States"), ("British", "Britain"), ("French", "France"), ("German", "Germany"),
    ("Italian", "Italy"), ("Spanish", "Spain"), ("Russian", "Russia"), ("Chinese", "China"), ("Japanese", "Japan"),
    ("Indian", "India"), ("Canadian", "Canada"), ("Australian", "Australia"), ("Brazilian", "Brazil"),
    ("Mexican", "Mexico"), ("Dutch", "Netherlands"), ("Swedish", "Sweden"), ("Norwegian", "Norway"),
    ("Polish", "Poland"), ("Turkish", "Turkey"), ("Greek", "Greece"), ("Irish", "Ireland"), ("Danish", "Denmark"),
    ("Egyptian", "Egypt"), ("Israeli", "Israel"), ("Ukrainian", "Ukraine"), ("Hungarian", "Hungary"),
    ("Finnish", "Finland"), ("Austrian", "Austria"), ("Swiss", "Switzerland"), ("Portuguese", "Portugal"),
)  # fmt: skip
OPPOSITES = (
    ("increased", "decreased"), ("increase", "decrease"), ("increases", "decreases"), ("rose", "fell"),
    ("rises", "falls"), ("rising", "falling"), ("higher", "lower"), ("highest", "lowest"), ("larger", "smaller"),
    ("largest", "smallest"), ("more", "fewer"), ("most", "least"), ("before", "after"), ("earlier", "later"),
    ("first", "last"), ("won", "lost"), ("win", "lose"), ("gained", "lost"), ("accepted", "rejected"),
    ("approved", "rejected"), ("allowed", "banned"), ("allows", "forbids"), ("supported", "opposed"),
    ("supports", "opposes"), ("joined", "left"), ("opened", "closed"), ("started", "ended"), ("began", "ended"),
    ("north", "south"), ("northern", "southern"), ("east", "west"), ("eastern", "western"), ("positive", "negative"),
    ("male", "female"), ("above", "below"), ("over", "under"), ("inside", "outside"), ("best", "worst"),
    ("better", "worse"), ("older", "younger"), ("oldest", "youngest"), ("longest", "shortest"), ("early", "late"),
    ("succeeded", "preceded"), ("warmer", "colder"), ("warming", "cooling"), ("expanded", "shrank"), ("hired", "fired"),
    ("built", "demolished"), ("alive", "dead"), ("agreed", "refused"), ("with", "without"), ("effective", "ineffective"),
    ("common", "rare"), ("major", "minor"), ("bought", "sold"), ("gains", "losses"), ("strong", "weak"),
    ("at least", "at most"), ("more than", "less than"), ("majority", "minority"), ("both", "neither"),
    ("always", "never"), ("guilty", "not guilty"), ("legal", "illegal"), ("successful", "unsuccessful"),
    ("successfully", "unsuccessfully"), ("possible", "impossible"), ("likely", "unlikely"), ("private", "public"),
    ("member", "opponent"), ("father", "son"), ("mother", "daughter"), ("brother", "father"), ("sister", "mother"),
    ("husband", "brother"), ("wife", "sister"),
)  # fmt: skip
PERSON_ROLES = (
    "president", "prime minister", "chairman", "director", "singer", "actor", "actress", "writer", "author", "producer",
    "composer", "guitarist", "drummer", "lawyer", "general", "admiral", "ambassador", "senator", "governor", "mayor",
    "footballer", "goalkeeper", "coach", "engineer", "physicist", "chemist", "painter", "novelist", "poet",
    "journalist", "bishop", "king", "emperor", "captain",
)  # fmt: skip
WORK_KINDS = (
    "novel", "film", "song", "album", "television series", "video game", "play", "drama", "comedy", "thriller", "opera",
)  # fmt: skip
PLACE_KINDS = ("city", "village", "river", "island", "mountain", "lake", "county", "province")
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|can|could|will|would|does|did|may|might|must|should)\b(?! not)"
)
_HEDGES = ("may have", "is said to have", "might have")


def _one(found: Sequence[re.Match[str]], rng: Random) -> re.Match[str] | None:
    return rng.choice(found) if found else None


def _put(text: str, match: re.Match[str], new: str, group: int = 0) -> str:
    if match.group(group)[:1].isupper():
        new = new[:1].upper() + new[1:]
    return text[: match.start(group)] + new + text[match.end(group) :]


def change_year(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Move a year by one to thirty."""
    found = _one(list(re.finditer(r"\b1[5-9]\d\d\b|\b20[0-4]\d\b", text)), rng)
    if not found:
        return None
    shift = rng.choice((-30, -20, -11, -10, -7, -5, -4, -3, -2, -1, -1, 1, 1, 2, 3, 4, 5, 6, 8, 10, 12, 20))
    return _put(text, found, str(int(found.group()) + shift)), FALSE


def change_month(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Name another month."""
    found = _one(list(re.finditer(r"\b(" + "|".join(MONTHS) + r")\b(?=,? \d| of)", text)), rng)
    if not found:
        return None
    return _put(text, found, rng.choice([m for m in MONTHS if m != found.group()])), FALSE


def change_day(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Name another day of the month."""
    months = "|".join(MONTHS)
    found = _one(
        list(re.finditer(rf"(?<=\b)(\d{{1,2}})(?= (?:{months})\b)|(?<=[a-z] )(\d{{1,2}})(?=, \d{{4}})", text)), rng
    )
    if not found:
        return None
    return _put(text, found, str(rng.choice([d for d in range(1, 29) if str(d) != found.group()]))), FALSE


def change_number(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Change a number, a percentage or an order of magnitude."""
    months = "|".join(MONTHS)
    number = r"(?<![\w.,-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?=\s|%|[.,;)]|$)(?!,\d)"
    dates = [m.span() for m in re.finditer(rf"\d+ (?:{months})|(?:{months}) \d+", text)]
    found = _one([m for m in re.finditer(number, text) if not any(a <= m.start() < b for a, b in dates)], rng)
    if not found:
        return None
    value = float(found.group().replace(",", ""))
    factor = rng.choice((0.1, 0.5, 0.8, 0.9, 1.1, 1.25, 1.5, 2, 3, 10))
    new = value * factor if "." in found.group() else float(round(value * factor))
    if abs(new - value) < 0.05 * abs(value) or new == value:
        new = value + rng.choice((1, 2, 3))
    digits = len(found.group().split(".")[1]) if "." in found.group() else 0
    spelled = f"{new:,.{digits}f}" if "," in found.group() or new >= 10000 else f"{new:.{digits}f}"
    return (_put(text, found, spelled), FALSE) if spelled != found.group() else None


def change_scale(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Swap million for billion and the like, or one unit for another."""
    swaps = {
        "million": ("billion", "thousand"), "billion": ("million", "trillion"), "thousand": ("million", "hundred"),
        "kilometres": ("miles", "metres"), "kilometers": ("miles", "meters"), "miles": ("kilometres", "yards"),
        "metres": ("feet", "kilometres"), "meters": ("feet", "kilometers"), "feet": ("metres", "inches"),
        "dollars": ("euros", "pounds"), "euros": ("dollars",), "pounds": ("dollars", "kilograms"),
        "days": ("weeks", "months"), "weeks": ("days", "months"), "months": ("weeks", "years"),
        "years": ("months", "decades"), "hours": ("minutes", "days"), "minutes": ("hours", "seconds"),
        "percent": ("percentage points",), "tonnes": ("kilograms",), "century": ("decade",), "decade": ("century",),
    }  # fmt: skip
    found = _one(list(re.finditer(r"(?<=\d )(" + "|".join(swaps) + r")\b|(?<=\w )(million|billion)\b", text)), rng)
    return (_put(text, found, rng.choice(swaps[found.group()])), FALSE) if found else None


def change_number_word(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Swap a number word or an ordinal for another."""
    for words in rng.sample((NUMBER_WORDS[1:], ORDINALS), 2):
        found = _one(list(re.finditer(r"\b(" + "|".join(words) + r")\b", text, re.IGNORECASE)), rng)
        if found:
            return _put(text, found, rng.choice([w for w in words if w != found.group().lower()])), FALSE
    return None


def change_nation(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Name another nation or its people."""
    for column in rng.sample((0, 1), 2):
        words = [pair[column] for pair in NATIONS]
        found = _one(list(re.finditer(r"\b(" + "|".join(words) + r")\b", text)), rng)
        if found:
            return _put(text, found, rng.choice([w for w in words if w != found.group()])), FALSE
    return None


def change_role(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Name another role, profession or kind of thing."""
    for words in rng.sample((PERSON_ROLES, PERSON_ROLES, WORK_KINDS, PLACE_KINDS), 4):
        if found := _one(list(re.finditer(r"\b(" + "|".join(words) + r")\b", text)), rng):
            return _put(text, found, rng.choice([r for r in words if r != found.group()])), FALSE
    return None


def change_name(text: str, rng: Random, names: Sequence[str]) -> tuple[str, Target] | None:
    """Put another name where one stands after the first words; at the start it is another subject: open."""
    found = [m for m in proper_names(text) if m.group() not in NATION_WORDS]
    picked = _one(found, rng)
    fresh = [n for n in names if picked and n not in text and n.count(" ") == picked.group().count(" ")]
    if not picked or not fresh:
        return None
    return _put(text, picked, rng.choice(fresh)), FALSE if picked.start() > 0.35 * len(text) else FALSE_OR_OPEN


def swap_names(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Exchange two names, as in who beat whom; both words stay, their places differ."""
    found = [m for m in proper_names(text) if m.group() not in NATION_WORDS]
    if len(found) < 2 or re.search(r"\b(and|or|with|met|married)\b", text[found[0].end() : found[-1].start()]):
        return None
    first, second = sorted(rng.sample(found, 2), key=lambda m: m.start())
    if first.group() == second.group():
        return None
    middle = text[first.end() : second.start()]
    return text[: first.start()] + second.group() + middle + first.group() + text[second.end() :], FALSE_OR_OPEN


def opposite(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Turn a direction, a comparison or an outcome round."""
    found = _one(list(re.finditer(r"\b(" + "|".join(_OPPOSITE) + r")\b", text)), rng)
    return (_put(text, found, _OPPOSITE[found.group()]), FALSE) if found else None


def negate(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Put a "not" in, or take one out."""
    if found := re.search(r"\b(not|never) ", text):
        return text[: found.start()] + text[found.end() :], FALSE
    auxiliary = _AUXILIARY.search(text)
    if not auxiliary:
        return None
    return text[: auxiliary.end()] + rng.choice((" not", " not", " never")) + text[auxiliary.end() :], FALSE


def tighten(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Claim more than is said: some to all, may to will, one of to the only, about to exactly."""
    stronger = (
        (r"\b[Ss]ome\b", "all"), (r"\b[Mm]any\b", "all"), (r"\b[Mm]ost\b(?= [a-z]+s\b)", "all"), (r"\bseveral\b", "all"),
        (r"\bmay\b", "will"), (r"\bmight\b", "will"), (r"\bcould\b", "did"), (r"\bcan\b", "must"),
        (r"\bone of the\b", "the only one of the"), (r"\b[Aa]bout\b(?= \d)", "exactly"),
        (r"\bapproximately\b", "exactly"), (r"\busually\b", "always"), (r"\boften\b", "always"),
        (r"\bsometimes\b", "always"), (r"\bshould\b", "must"), (r"\bsuggests?\b", "proves"), (r"\bplans to\b", "has begun to"),
        (r"\bproposed\b", "enacted"), (r"\balleged\b", "proven"), (r"\breportedly\b", "certainly"),
        (r"\bexpected to\b", "known to"), (r"\bat least\b", "exactly"),
    )  # fmt: skip
    usable = [(found, new) for pattern, new in stronger if (found := re.search(pattern, text))]
    if not usable:
        return None
    found, new = rng.choice(usable)
    return _put(text, found, new), (0.0, 0.2, 0.8)


def hedge(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Report what the passage states as somebody's denial of it."""
    speaker = rng.choice(("Officials", "Critics", "Opponents", "Scholars", "The company", "The government"))
    verb = rng.choice(("denied that", "disputed that", "rejected the claim that"))
    return f"{speaker} {verb} {lower_first(text)}", OPEN


def add_detail(text: str, rng: Random, names: Sequence[str]) -> tuple[str, Target] | None:
    """Add half a sentence that no passage bears out: partial support."""
    name = rng.choice(names) if names else "the board"
    extra = rng.choice(
        (
            f"and was praised by {name}", f"together with {name}", f"at the request of {name}", "for the second time",
            f"after a dispute with {name}", f"in front of {rng.randrange(2, 90)},000 people", "in secret",
            f"at a cost of {rng.randrange(2, 900)} million dollars", f"despite protests in {name}", "by a narrow margin",
            f"and later moved to {name}", "for political reasons", f"on {rng.choice(MONTHS)} {rng.randrange(1, 29)}",
            f"according to {name}", "and received an award for it", "without any help", "against medical advice",
        )
    )  # fmt: skip
    return text.rstrip(". ") + " " + extra + ".", OPEN


# Edits that keep a true statement true.


def restate_date(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Write a date another way, or with less precision."""
    months = "|".join(MONTHS)
    for pattern, day, month in (
        (rf"\b(?:on )?(\d{{1,2}}) ({months}) (\d{{4}})\b", 1, 2),
        (rf"\b(?:on )?({months}) (\d{{1,2}}), (\d{{4}})\b", 2, 1),
    ):
        if found := re.search(pattern, text):
            on = "on " if found.group().startswith("on ") else ""
            d, m, y = found.group(day), found.group(month), found.group(3)
            forms = [f"{on}{d} {m} {y}", f"{on}{m} {d}, {y}"]
            forms += [f"in {m} {y}", f"in {y}"] if on else []
            return text[: found.start()] + rng.choice(forms) + text[found.end() :], TRUE
    return None


def drop_aside(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Leave out a bracket, an apposition, or the second half of an "and"."""
    cuts = [
        re.sub(r"\s*\([^()]*\)", "", text, count=1),
        re.sub(r", (?:who|which|where|whose)\b[^,.]*,", "", text, count=1),
        re.sub(r", (?:who|which|where|while|and|but|with)\b[^,]*\.$", ".", text),
        re.sub(r"^(?:In|On|At|After|Before|During|For) [^,]{3,40}, (?=\w)", "", text),
        re.sub(r" (?:and|but) (?=was|is|had|has|won|became)[^,]*\.$", ".", text),
    ]
    usable = [cut[:1].upper() + cut[1:] for cut in cuts if cut != text and len(cut.split()) >= 4]
    return (rng.choice(usable), TRUE) if usable else None


def loosen(text: str, rng: Random, _names: Sequence[str]) -> tuple[str, Target] | None:
    """Claim a little less: a round number, "more than", a number word for a digit."""
    if found := re.search(r"(?<![\w.,$-])([2-9]|1[0-2])(?= [a-z])", text):
        return _put(text, found, NUMBER_WORDS[int(found.group()) - 1]), TRUE
    found = _one(list(re.finditer(r"(?<![\w.,$-])\d{1,3}(?:,\d{3})+(?= [a-z])", text)), rng)
    if not found:
        return None
    value = int(found.group().replace(",", ""))
    unit = 10 ** (len(str(value)) - 2)
    less, more = value // unit * unit, (value // unit + 1) * unit
    new, target = rng.choice(
        ((f"more than {less - unit:,}", TRUE), (f"fewer than {more + unit:,}", TRUE), (f"more than {more + unit:,}", FALSE),
         (f"fewer than {less - unit:,}", FALSE), (f"about {round(value, 1 - len(str(value)) + 1):,}", TRUE))
    )  # fmt: skip
    return _put(text, found, new), target


CHANGES: tuple[Edit, ...] = (
    change_year, change_month, change_day, change_number, change_scale, change_number_word, change_nation, change_role,
    change_name, change_name, swap_names, opposite, opposite, negate, tighten, hedge, add_detail,
)  # fmt: skip
KEEPERS: tuple[Edit, ...] = (restate_date, drop_aside, loosen)

NATION_WORDS = frozenset(word for pair in NATIONS for word in pair)
_OPPOSITE = dict(OPPOSITES) | {b: a for a, b in OPPOSITES}
_OPPOSITE_FIRST = sorted(_OPPOSITE, key=len, reverse=True)
_OPPOSITE = {word: _OPPOSITE[word] for word in _OPPOSITE_FIRST}
_NAME = re.compile(r"\b[A-Z][a-z'’-]+(?: (?:of |de |von |van )?[A-Z][a-z'’-]+)*")
_NOT_NAMES = frozenset(
    [
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "It",
        "He",
        "She",
        "They",
        "This",
        "That",
        "These",
        "Those",
        "His",
        "Her",
        "Its",
        "Their",
        "There",
        "After",
        "Before",
        "During",
        "Although",
        "While",
        "When",
        "As",
        "For",
        "By",
        "With",
        "From",
        "However",
        "But",
        "And",
        "Of",
        "To",
        "If",
        "Some",
        "Many",
        "Most",
        "All",
        "One",
        "Two",
        "Three",
        "First",
        "Since",
        "Because",
        "According",
        "Both",
        "Not",
        "No",
        "We",
        "You",
        "I",
        "Our",
        "My",
        "Such",
        "Only",
        "Between",
        "Other",
    ]
) | frozenset(MONTHS)


def proper_names(text: str) -> list[re.Match[str]]:
    """Find the runs of capitalised words that are likely to be names."""
    found = []
    for match in _NAME.finditer(text):
        head = match.group().split()[0]
        if head in _NOT_NAMES or (match.start() == 0 and " " not in match.group()):
            continue
        found.append(match)
    return found


def lower_first(text: str) -> str:
    """Start a sentence in lower case where its first word isn't a name."""
    head = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if head in _NOT_NAMES and head != "I" and head not in MONTHS else text


# Edits of the passage: the statement stays whole, the passage no longer bears out all of it.

_PHRASES = (
    r" (?:in|since|until|by) (?:early |late |mid-)?(?:(?:%s) )?[12]\d{3}(?=[ ,.;])",
    r" on (?:\d{1,2} (?:%s)|(?:%s) \d{1,2})(?:,? \d{4})?(?=[ ,.;])",
    r",? (?:with|alongside|together with|including|featuring|such as) [A-Z][^,.;]{2,60}(?=[,.;])",
    r" (?:in|at|near|from|of) (?:the )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*(?=[ ,.;])",
    r" (?:by|for|to) (?:the )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*(?=[ ,.;])",
    r", (?:a|an|the|who|which|where|whose|while|after|before|because|despite) [^,.;]{8,90}(?=[,.;])",
    r" (?:because of|due to|despite|thanks to|as a result of|in order to|so that) [^,.;]{5,80}(?=[,.;])",
    r" and [^,.;]{6,70}(?=[,.;])",
    r" (?:about|nearly|over|more than|at least|approximately)? ?\d[\d,.]*(?: (?:million|billion|per cent|percent|years))?(?= [a-z])",
    r" (?:first|second|third|largest|oldest|highest|youngest|only|former|new|official|main|major|second-largest)(?= [a-z])",
)  # fmt: skip


def take_away(sentence: str, rng: Random) -> str | None:
    """Take one date, name, number, reason or half of an "and" out of a sentence; None where there is none."""
    months = "|".join(MONTHS)
    for pattern in rng.sample(_PHRASES, len(_PHRASES)):
        found = list(re.finditer(pattern.replace("%s", months), sentence))
        if found:
            gone = rng.choice(found)
            rest = sentence[: gone.start()] + sentence[gone.end() :]
            if len(rest.split()) >= 5:
                return rest
    return None


_SYNONYMS = (
    ("film", "movie"), ("purchased", "bought"), ("began", "started"), ("begin", "start"), ("situated", "located"),
    ("approximately", "about"), ("portrayed", "played"), ("received", "got"), ("died", "passed away"), ("constructed", "built"),
    ("assisted", "helped"), ("numerous", "many"), ("prior to", "before"), ("following", "after"), ("attempted", "tried"),
    ("obtained", "got"), ("required", "needed"), ("large", "big"), ("created", "made"), ("published", "released"),
    ("established", "founded"), ("well known", "famous"), ("known as", "called"), ("also known as", "also called"), ("child", "kid"),
    ("physician", "doctor"), ("attorney", "lawyer"), ("author", "writer"), ("located in", "found in"), ("United States", "US"),
    ("United Kingdom", "UK"), ("the U.S.", "America"), ("currently", "at present"), ("annually", "every year"), ("wed", "married"),
    ("approved", "agreed to"), ("resides", "lives"), ("resided", "lived"), ("commenced", "began"), ("ended", "finished"),
    ("demonstrated", "showed"), ("shows", "indicates"), ("significant", "substantial"), ("decline", "drop"), ("rapid", "fast"),
    ("serves as", "is"), ("served as", "was"), ("consists of", "is made up of"), ("features", "has"), ("stars", "has as its lead"),
    ("won", "took"), ("killed", "left dead"), ("declared", "said"), ("stated", "said"), ("announced", "said"), ("effort", "attempt"),
    ("nation", "country"), ("car", "automobile"), ("aircraft", "plane"), ("illness", "disease"), ("global", "worldwide"),
    ("principal", "main"), ("primarily", "mainly"), ("often", "frequently"), ("quickly", "rapidly"), ("city", "town"),
    ("company", "firm"), ("movie", "film"), ("children", "kids"), ("employees", "staff"), ("increase", "rise"), ("decrease", "fall"),
    ("television", "TV"), ("debut", "first"), ("nominated for", "up for"), ("dismissed", "fired"), ("resigned", "stepped down"),
    ("per cent", "%"), ("percent", "per cent"), ("% of", "per cent of"), ("novel", "book"), ("composed", "wrote"),
)  # fmt: skip


def reword(statement: str, rng: Random) -> str:
    """Say the same in other words: synonyms, and an opening phrase moved to the end or back."""
    pairs = [(a, b) for a, b in _SYNONYMS if re.search(rf"\b{re.escape(a)}\b", statement)]
    for old, new in rng.sample(pairs, min(len(pairs), rng.choice((1, 2, 3)))):
        statement = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, statement, count=1)
    opening = re.match(r"((?:In|On|At|After|Before|During|By|Since) [^,]{3,40}), (.+)\.$", statement)
    ending = re.match(r"(.{20,}) ((?:in|on|during|since) (?:[A-Z]\w+ )?\d{1,2}?,? ?\d{4})\.$", statement)
    if opening and rng.random() < 0.7:
        rest, phrase = opening.group(2), opening.group(1)
        return rest[:1].upper() + rest[1:] + " " + phrase[:1].lower() + phrase[1:] + "."
    if ending and rng.random() < 0.5:
        phrase, rest = ending.group(2), ending.group(1)
        return phrase[:1].upper() + phrase[1:] + ", " + lower_first(rest) + "."
    return statement


def shorten_names(passage: str, rng: Random) -> str:
    """Say a full name once, then the last part or a pronoun, as running text does."""
    names = [m.group() for m in proper_names(passage) if 2 <= m.group().count(" ") + 1 <= 3]
    for name in dict.fromkeys(names):
        first = passage.find(name)
        rest = passage[first + len(name) :]
        passage = passage[: first + len(name)] + rest.replace(name, rng.choice((name.split()[-1], name)))
    return passage
