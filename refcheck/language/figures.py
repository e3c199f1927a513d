"""Numbers as they are written, without what they measure: digits, number words, fractions, times of day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from refcheck.language.tokens import APART
from refcheck.language.units import SCALES

_LONGEST = 24
"""Digits of the longest number that is read: what is longer is a code."""

_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(
    r"(?=\d)(?P<number>\d{1,3}(?:[,\u00a0\u202f ]\d{3}){1,6}(?!\d)(?:\.\d{1,12})?|\d{1,3}(?:\.\d{3}){2,6}(?![\d.])"
    r"|\d{1,24}(?:\.\d{1,12})?)(?P<part>[½¼¾⅓⅔])?(?P<ordinal>st\b|nd\b|rd\b|th\b)?(?!\d|[.,:/'’′A-Za-z]\d)"
)
_PARTS = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3}
_LIKE_PHONE = re.compile(r"\d[.-]\d{4}")
_PHONE = re.compile(r"(?<!\w)(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?|\d{3}[.-])?\d{3}[.-]\d{4}(?!\w)")
_LIKE_CLOCK = re.compile(r"\d\s?[apAP]\.?[mM]")
_CLOCK = re.compile(
    r"(?<![\w.:,])(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"(?:\s(?P<zone>[ECMP][SD]?T|GMT|UTC|BST|CES?T|IST|JST)\b)?",
    re.IGNORECASE,
)

_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "twenty": 20, "fifty": 50, "hundred": 100, "a": 1, "an": 1,
}  # fmt: skip
_N = rf"(?:{'|'.join(word for word in _ONES if word not in {'a', 'an', 'hundred'})}|\d{{1,3}})"
_SHARES = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
}  # fmt: skip
_SHARE = re.compile(
    rf"\b(?P<n>an?|{_N})(?P<join>[\s-])(?P<d>{'|'.join(_SHARES)})(?P<plural>s)?\b"
    r"(?P<of>\s+of\b(?!\s+an?\s+(?:century|hour|mile|million|billion|decade|inch|second|day|year))|\s+(?:the|its|their|all)\b)?",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"(?<!first )(?<!second )(?<!latter )(?<!other )(?<!top )(?<!bottom )(?<!and a )\bhalf"
    r"(?=\s+(?:of|the|its|their|his|her|our|all)\b)"
    r"|(?<=\bby )half\b|(?<=\bin )half\b|(?<=\bthan )half\b|(?<=\bover )half\b|(?<=\bnearly )half\b|(?<=\babout )half\b"
    r"|(?<=\balmost )half\b(?!\s+an?\b|-)",
    re.IGNORECASE,
)
_HALF_WORD = re.compile("half", re.IGNORECASE)
_OUT_OF = re.compile(
    rf"\b(?P<n>{_N})\b(?P<noun>(?:\s+[a-z]+){{1,2}}?)??(?P<of>\s+out\s+of\s+(?:every\s+)?|\s+(?:in|of)\s+(?P<every>every\s+)?)"
    rf"(?P<d>{_N}|a\s+hundred)\b(?!\s+(?:seconds|minutes|hours|days|weeks|months|years|decades)\b|\s*%|[.,:/-]\d)",
    re.IGNORECASE,
)
_OF = frozenset({"in", "of", "every"})
_PARTS_OF = frozenset({"half", "quarter", "quarters"})
_OFTEN = frozenset({"once", "twice", "thrice", "single"})
_SHARED = frozenset({*_SHARES, *(f"{share}s" for share in _SHARES)})
_BY_SHARE = re.compile(r"\b(?:by|than|over|nearly|about|almost|roughly|least|some|around|up|to)\s+$", re.IGNORECASE)
_AND_A_HALF = re.compile(
    rf"\b(?P<n>{_N})\s+and\s+(?:a|one|three)\s+(?P<d>half|quarters?)(?:\s+(?P<scale>{'|'.join(SCALES)})\b)?",
    re.IGNORECASE,
)
_HALF_A = re.compile(r"\bhalf\s+an?\s+(?P<scale>hundred|thousand|million|billion|trillion|dozen)\b", re.IGNORECASE)
_DOZEN = re.compile(rf"\b(?P<n>an?|{_N})\s+dozen\b", re.IGNORECASE)

_TIMES = re.compile(
    r"\b(?:(?P<two>twice)(?!\s+(?:as|the|its|their|that)\b)|(?P<three>thrice)|(?P<one>once)(?=\s*(?:[.,;:)]|$|and\b))"
    r"|(?P<single>(?:a\s+single|only\s+one)\s+time\b))",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million"
    r"|billion|dozen|half|first|second|third|once|twice|thrice|single|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|\w{3,5}teen|\w+tie)th|quarters?)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"[A-Za-z]+|[^\sA-Za-z]")
_BESIDE = 3
_VAGUE = re.compile(r"\b(?:few|several|many|couple of)\s+$", re.IGNORECASE)
_NOT_ALONE = frozenset({"one", "second", "a", "ones", "o"})
"""What is no number by itself: "o" of "o'clock" is none either."""
_NOUGHT = ("o", "nought")
"""What else text2num takes for a number may begin with these."""
_NO_NUMBERS_ALONE = frozenset({"one", "a"})
_PLURALS = re.compile(r"\b(?:tens|dozens|hundreds|thousands|millions|billions|trillions)\b")
_SCALE_ALONE = re.compile(r"\bby the $", re.IGNORECASE)
"""What stands before a scale that tells no number: "by the million"."""
_AFTER_DIGIT = re.compile(r"\d[\s-]?$")
_RANKED = re.compile(
    r"(?:^|\b(?:the|his|her|its|their|ranks?|ranked|came|comes|finished|finishes|placed|in)\s|[’']s\s)$", re.IGNORECASE
)
"""What "second" comes after where it is an ordinal and not a time."""
_MINUS = re.compile(r"\bminus\s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A number in a text: its value, the value of its last written digit, and its kind.

    `kind` is "number", "ordinal", "times" ("twice"), "share" (a fraction in percent) or "clock" (hours after midnight,
    with the zone).
    """

    start: int
    end: int
    value: float
    step: float
    kind: str = "number"
    zone: str = ""


Span = tuple[int, int]
Reader = Callable[[str, bytearray], Iterator[Written]]


def written(text: str, taken: Iterable[Span] = ()) -> tuple[Written, ...]:
    """All numbers of a text outside the spans that are `taken`, in order, none overlapping another."""
    digits = _DIGIT.search(text) is not None
    in_order = _words_in_order(text.lower())
    said = set(in_order)
    words = any(map(_may_count, said))
    if not digits and not words:
        return ()
    used = bytearray(len(text))
    for start, end in taken:
        cover(used, start, end)
    if digits and ("-" in text or "." in text[:-1]) and _LIKE_PHONE.search(text):
        for match in _PHONE.finditer(text):
            cover(used, *match.span())
    found: list[Written] = []
    for reader in _readers(text, in_order, said, digits=digits, words=words):
        for each in reader(text, used):
            if is_free(used, each.start, each.end):
                found.append(each)
                cover(used, each.start, each.end)
    return tuple(sorted(found, key=lambda each: each.start))


def may_have(text: str) -> bool:
    """Whether the text may have a number: it has a digit or a word for one."""
    return _DIGIT.search(text) is not None or any(map(_may_count, _words_in_order(text)))


def _words_in_order(text: str) -> list[str]:
    plain = text.isascii() and "_" not in text
    return text.translate(APART).split() if plain else _WORD.findall(text)


def _readers(text: str, in_order: list[str], said: set[str], *, digits: bool, words: bool) -> list[Reader]:
    """The readers that have something to look for in a text of these words, in the order of their precedence."""
    wanted = {
        _clock: digits and _LIKE_CLOCK.search(text),
        _out_of: not said.isdisjoint(_OF)
        and any(a in _OF and (b in _ONES or b.isdigit()) for a, b in pairwise(in_order)),
        _and_a_half: not said.isdisjoint(_PARTS_OF),
        _times: not said.isdisjoint(_OFTEN),
        _dozens: "dozen" in said,
        _shares: not said.isdisjoint(_SHARED)
        and any(second in _SHARED and (first in _ONES or first.isdigit()) for first, second in pairwise(in_order)),
        _halves: "half" in said,
        _digits: digits,
        _words: words,
    }
    return [reader for reader, useful in wanted.items() if useful]


@lru_cache(maxsize=16_000)
def _may_count(word: str) -> bool:
    """Whether a word, or one that it begins with, is a number."""
    return _WORDS.match(word) is not None


def cover(used: bytearray, start: int, end: int) -> None:
    """Mark the characters of a span as read."""
    used[start:end] = b"\x01" * (end - start)


def is_free(used: bytearray, start: int, end: int) -> bool:
    """Whether no character of a span was read yet."""
    return used.find(1, start, end) < 0


# ---------------------------------------------------------------- digits


def _digits(text: str, _used: bytearray) -> Iterator[Written]:
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        if start and (text[start - 1].isalnum() or text[start - 1] in "._/:" or _after_letter(text, start)):
            continue
        if text[start - 1 : start] == "," and text[max(0, start - 2) : start - 1].isdigit():
            continue
        number = match["number"]
        digits = re.sub(r"[,\s\u00a0\u202f]", "", number)
        if digits.count(".") > 1:
            digits = digits.replace(".", "")
        decimals = len(digits.split(".")[1]) if "." in digits else 0
        value = float(digits) + _PARTS.get(match["part"] or "", 0.0)
        if match["ordinal"]:
            yield Written(start, end, value, 0.0, "ordinal")
            continue
        sign = _sign(text, start)
        step = 10.0**-decimals if not match["part"] else 0.1
        yield Written(start - sign, end, -value if sign else value, step)


def _sign(text: str, start: int) -> int:
    """How many characters before a number make it negative: those of a minus sign or of the word."""
    if text[start - 1 : start] in {"-", "−"} and not text[max(0, start - 2) : start - 1].strip():
        return 1
    return len("minus ") if _MINUS.search(text[max(0, start - 8) : start]) else 0


def _after_letter(text: str, start: int) -> bool:
    """Whether the number is joined by a hyphen to letters before it, as in "F-35"."""
    return start > 1 and text[start - 1] in "-–" and text[start - 2].isalpha()


def _clock(text: str, _used: bytearray) -> Iterator[Written]:
    for match in _CLOCK.finditer(text):
        hour = int(match["hour"]) % 12 + (12 if match["half"].lower() == "p" else 0)
        zone = (match["zone"] or "").upper()
        yield Written(*match.span(), hour + int(match["minute"] or 0) / 60, 0.0, "clock", zone)


# ---------------------------------------------------------------- fractions


def _small(word: str) -> int:
    low = word.lower().split()[-1]
    return int(low) if low.isdigit() else _ONES[low]


def _out_of(text: str, used: bytearray) -> Iterator[Written]:
    """Shares like "one in five" and "one bird out of five"; the counted word in between is left to be read."""
    for match in _OUT_OF.finditer(text):
        n, d = _small(match["n"]), _small(match["d"])
        out_of = "out" in match["of"]
        plain_of = match["of"].split()[0].lower() == "of" and not match["every"]
        if not 0 < n < d or plain_of or (match["noun"] and not out_of):
            continue
        start = match.start("of") + 1 if match["noun"] else match.start()
        if match["noun"]:
            cover(used, *match.span("n"))
        yield Written(start, match.end(), 100 * n / d, 1.0, "share")


def _shares(text: str, _used: bytearray) -> Iterator[Written]:
    for match in _SHARE.finditer(text):
        n, d = _small(match["n"]), _SHARES[match["d"].lower()]
        a_share = match["of"] or match["plural"] or _stands_alone(text, match)
        measure = match["plural"] and not match["of"] and text[match.end() : match.end() + 3] == " of"
        if n < d and a_share and not measure:
            end = match.start("of") if match["of"] else match.end()
            yield Written(match.start(), end, 100 * n / d, 1.0, "share")


def _halves(text: str, _used: bytearray) -> Iterator[Written]:
    for half in _HALF_WORD.finditer(text):
        if match := _HALF.match(text, half.start()):
            yield Written(*match.span(), 50.0, 1.0, "share")


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a fraction without a plural or an "of" is one: "one-third", "one third", "by a third"."""
    before = text[max(0, match.start() - 12) : match.start()]
    return match["join"] == "-" or match["n"].lower() == "one" or bool(_BY_SHARE.search(before))


def _and_a_half(text: str, _used: bytearray) -> Iterator[Written]:
    for match in _AND_A_HALF.finditer(text):
        part = {"half": 0.5, "quarter": 0.25, "quarters": 0.75}[match["d"].lower()]
        scale = SCALES[match["scale"].lower()] if match["scale"] else 1.0
        yield Written(*match.span(), (_small(match["n"]) + part) * scale, 0.1 * scale)
    for match in _HALF_A.finditer(text):
        scale = SCALES[match["scale"].lower()]
        yield Written(*match.span(), 0.5 * scale, 0.1 * scale if scale > 12 else 1.0)


def _times(text: str, _used: bytearray) -> Iterator[Written]:
    for match in _TIMES.finditer(text):
        yield Written(
            *match.span(), {"one": 1.0, "single": 1.0, "two": 2.0, "three": 3.0}[match.lastgroup or ""], 1.0, "times"
        )


def _dozens(text: str, _used: bytearray) -> Iterator[Written]:
    for match in _DOZEN.finditer(text):
        yield Written(*match.span(), _small(match["n"]) * 12.0, 1.0)


# ---------------------------------------------------------------- number words


class _Word:
    """A token as text2num's stream reader wants it, which panics on half a surrogate pair: signs are all the same."""

    __slots__ = ("_text", "end", "start")

    def __init__(self, match: re.Match[str]) -> None:
        self._text = match.group().lower() if match.group().isascii() else ","
        self.start, self.end = match.span()

    def text(self) -> str:
        return self._text

    def text_lowercase(self) -> str:
        return self._text

    def nt_separated(self, previous: _Word) -> bool:
        return self.start - previous.end > 1

    def not_a_number_part(self) -> bool:
        return False


def _scales_digits(first: _Word, before: str) -> bool:
    """Whether a number word is the scale of the digits before it, as in "2.4 billion"."""
    return first.text() in SCALES and _AFTER_DIGIT.search(before) is not None


@lru_cache(maxsize=16_000)
def _counts(word: str) -> bool:
    """Whether a token is a number by itself."""
    from text_to_num import find_numbers  # noqa: PLC0415 - see below

    return any(find_numbers([_Word(match) for match in _TOKEN.finditer(word)], "en", threshold=0))


def _near_numbers(text: str) -> list[re.Match[str]]:
    """The tokens that are numbers and those beside them: all that text2num, which is slow, has to see."""
    tokens = list(_TOKEN.finditer(text))
    numbers = [n for n, token in enumerate(tokens) if _counts(token.group())]
    near = {n for number in numbers for n in range(number - _BESIDE, number + _BESIDE + 1)}
    return [tokens[n] for n in sorted(near) if 0 <= n < len(tokens)]


def _words(text: str, used: bytearray) -> Iterator[Written]:
    likely = {token.lower() for token in _TOKEN.findall(text) if token.isalpha()}
    said = {low for low in likely if (_may_count(low) or low.startswith(_NOUGHT)) and _counts(low)}
    if said <= _NO_NUMBERS_ALONE:
        return
    from text_to_num import find_numbers  # noqa: PLC0415 - few texts pay for it

    tokens = [_Word(m) for m in _near_numbers(text) if m.group() != "-" and is_free(used, *m.span())]
    for hit in find_numbers(tokens, "en", threshold=0):
        first, last = tokens[hit.start], tokens[hit.end - 1]
        words = text[first.start : last.end].lower()
        if not words.replace(" ", "").replace("-", "").isalpha() or words in _NOT_ALONE - {"second"}:
            continue
        before = text[max(0, first.start - 12) : first.start]
        if words == "second" and not _RANKED.search(before):
            continue
        if _PLURALS.search(words) or _VAGUE.search(before) or _scales_digits(first, before):
            continue
        if words in SCALES and _SCALE_ALONE.search(before):
            continue
        if hit.is_ordinal:
            yield Written(first.start, last.end, float(hit.value), 0.0, "ordinal")
            continue
        scale = SCALES.get(last.text(), 1.0)
        sign = _sign(text, first.start)
        value = -float(hit.value) if sign else float(hit.value)
        yield Written(first.start - sign, last.end, value, scale if scale >= 1e3 else 1.0)
