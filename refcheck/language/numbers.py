"""Numbers, amounts and measures as they are written, and whether two of them are the same amount."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9,
    "b": 1e9, "trillion": 1e12, "tn": 1e12, "dozen": 12.0, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
# unit -> (dimension, factor to the dimension's base unit)
_UNITS: dict[str, tuple[str, float]] = {
    unit: (dimension, factor)
    for dimension, units in {
        "length": {
            "m metre meter metres meters": 1.0, "km kilometre kilometer kilometres kilometers": 1000.0,
            "cm centimetre centimeter centimetres centimeters": 0.01,
            "mm millimetre millimeter millimetres millimeters": 0.001, "mile miles mi": 1609.344,
            "foot feet ft": 0.3048, "inch inches": 0.0254, "yard yards": 0.9144,
        },
        "mass": {
            "kg kilogram kilograms kilo kilos": 1.0, "g gram grams": 0.001, "mg milligram milligrams": 1e-6,
            "tonne tonnes": 1000.0, "ton tons": 1000.0, "pound pounds lb lbs": 0.45359237, "ounce ounces oz": 0.0283495,
        },
        "time": {
            "second seconds sec secs": 1.0, "minute minutes min mins": 60.0, "hour hours hr hrs": 3600.0,
            "day days": 86400.0, "week weeks": 604800.0, "month months": 2629746.0, "year years": 31556952.0,
            "decade decades": 315569520.0, "century centuries": 3155695200.0,
        },
        "area": {
            "hectare hectares ha": 10000.0, "acre acres": 4046.8564224, "km2 km²": 1e6, "sqkm": 1e6, "m2 m²": 1.0,
            "sqmi": 2589988.11,
        },
        "volume": {"litre liter litres liters l": 1.0, "gallon gallons": 3.785411784, "barrel barrels": 158.987},
        "temperature": {"°c celsius": 1.0},
        "temperature f": {"°f fahrenheit": 1.0},
        "percent": {"% percent pc": 1.0},
        "percentage points": {"points": 1.0},
        "power": {"w watt watts": 1.0, "kw kilowatt kilowatts": 1e3, "mw megawatt megawatts": 1e6, "gw gigawatt gigawatts": 1e9},
        "energy": {"kwh": 1.0, "mwh": 1e3, "gwh": 1e6, "twh": 1e9},
        "data": {"kb kilobyte kilobytes": 1e3, "mb megabyte megabytes": 1e6, "gb gigabyte gigabytes": 1e9, "tb terabytes": 1e12},
        "speed": {"km/h kph kmh": 1.0, "mph": 1.609344, "m/s": 3.6, "knots knot": 1.852},
    }.items()
    for names, factor in units.items()
    for unit in names.split()
}  # fmt: skip
_CURRENCIES = {"$": "dollar", "us$": "dollar", "€": "euro", "£": "pound sterling", "¥": "yen", "₹": "rupee"}
_CURRENCY_WORDS = {
    "dollar": "dollar", "dollars": "dollar", "usd": "dollar", "euro": "euro", "euros": "euro", "eur": "euro",
    "pounds sterling": "pound sterling", "gbp": "pound sterling", "yen": "yen", "rupees": "rupee", "yuan": "yuan",
    "rubles": "rouble", "roubles": "rouble", "francs": "franc", "kronor": "krona",
}  # fmt: skip
_DIGITS = re.compile(
    r"(?P<currency>US\$|[$€£¥₹])?\s?(?P<sign>[-−](?=\d))?(?P<number>\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<ordinal>st|nd|rd|th)?(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|dozen|bn|mn|tn|lakh|crore|(?<=\d)[kmb](?!\w)))?"
    r"(?:[\s-]?(?P<unit>percent(?:age points?)?|per cent|%|°\s?[CF]|km²|km2|m²|km/h|m/s|square\s+(?:kilomet(?:re|er)s?|miles?|met(?:re|er)s?)|[A-Za-z]+))?"
    r"(?!\w)",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen"
    r"|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    r"|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|half|quarter|twice|thrice|double|triple|single)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"(?:more than|over|above|at least|exceed(?:s|ed|ing)?|upwards of|greater than|no fewer than|no less than|minimum of|north of)\s+(?:the\s+|a\s+)?$", re.IGNORECASE)  # noqa: E501
_LESS = re.compile(r"(?:less than|fewer than|under|below|at most|up to|no more than|not more than|maximum of|short of)\s+(?:the\s+|a\s+)?$", re.IGNORECASE)  # noqa: E501
_ABOUT = re.compile(r"(?:about|around|roughly|approximately|some|nearly|almost|approx\.?|circa|c\.|~|an estimated|close to)\s*$", re.IGNORECASE)
_STRICT = ("more than", "over", "above", "exceed", "greater", "less than", "fewer than", "under", "below")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text: its value in the base unit of its dimension, and the half-width of its last written digit.

    `unit` is a dimension ("length"), a currency, "percent", "ordinal" or the stem-ready word that is counted;
    `bound` is "more", "less", "about" or "" for the number itself.
    """

    start: int
    end: int
    text: str
    value: float
    slack: float
    unit: str
    measured: bool
    bound: str = ""


def find(text: str, taken: tuple[tuple[int, int], ...] = ()) -> tuple[Amount, ...]:
    """All numbers of a text outside the spans that are `taken` (by dates, say), in order."""
    found = [
        amount
        for match in _DIGITS.finditer(text)
        if not _overlaps(match.start("number"), match.end("number"), taken) and (amount := _from_digits(text, match))
    ]
    if _WORDS.search(text):
        spans = taken + tuple((a.start, a.end) for a in found)
        found += [a for a in _from_words(text) if not _overlaps(a.start, a.end, spans)]
    return tuple(sorted(found, key=lambda a: a.start))


def _overlaps(start: int, end: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(a < end and start < b for a, b in spans)


def _from_digits(text: str, match: re.Match[str]) -> Amount | None:
    start, end = match.span()
    number_start = match.start("number")
    if number_start > 0 and (text[number_start - 1].isalnum() or text[number_start - 1] in "._/"):
        return None
    if match["sign"] and number_start > 1 and text[match.start("sign") - 1 : match.start("sign")].strip():
        return None
    digits = re.sub(r"[,\s\u00a0\u202f]", "", match["number"])
    decimals = len(digits.split(".")[1]) if "." in digits else 0
    scale = _SCALES.get((match["scale"] or "").lower(), 1.0)
    value = float(digits) * scale * (-1 if match["sign"] else 1)
    slack = 0.5 * 10.0**-decimals * scale
    unit_text = (match["unit"] or "").lower()
    if match["ordinal"]:
        return Amount(number_start, match.end("ordinal"), text[number_start : match.end("ordinal")], value, 0.0, "ordinal", True)
    unit, factor, measured, in_span = _unit(text, unit_text, match["currency"], match.end())
    stop = end if in_span else (match.end("scale") if match["scale"] else match.end("number"))
    begin = match.start("currency") if match["currency"] else number_start
    whole = not measured and scale == 1.0 and decimals == 0
    slack = 0.0 if whole else slack * factor
    return Amount(begin, stop, text[begin:stop], value * factor, slack, unit, measured, _bound(text, begin))


def _unit(text: str, unit: str, currency: str | None, end: int) -> tuple[str, float, bool, bool]:
    """Unit, factor to its base, whether it is a measure (not a counted thing), whether its word belongs to the span."""
    if currency:
        return _CURRENCIES[currency.lower()], 1.0, True, False
    if unit in {"per cent", "percent", "%"}:
        return "percent", 1.0, True, True
    if unit.startswith("percentage"):
        return "percentage points", 1.0, True, True
    if unit.startswith("square"):
        key = {"k": "sqkm", "m": "sqmi" if "mile" in unit else "m2"}[unit.split()[1][0]]
        dimension, factor = _UNITS[key]
        return dimension, factor, True, True
    compact = unit.replace(" ", "")
    if compact in _CURRENCY_WORDS:
        return _CURRENCY_WORDS[compact], 1.0, True, True
    if compact in _UNITS:
        dimension, factor = _UNITS[compact]
        return dimension, factor, True, True
    return _counted(text, unit, end), 1.0, False, False


_SMALL = {"of", "in", "on", "at", "to", "and", "or", "the", "a", "an", "were", "was", "is", "are", "by", "for", "from", "with", "as", "per", "had", "have", "has", "than", "that", "which", "who", "after", "before", "between", "out", "more", "new", "other", "did", "would"}  # fmt: skip  # noqa: E501


def _counted(text: str, unit: str, end: int) -> str:
    """The counted thing: the last of up to three words after the number that looks like a plural noun, else the next."""
    words = [unit] if unit and unit not in _SMALL else []
    if not words:
        return ""
    words += re.findall(r"[A-Za-z]+", text[end : end + 40])[:3]
    nouns: list[str] = []
    for word in words:
        low = word.lower()
        if low in _SMALL:
            break
        nouns.append(low)
        if low.endswith("s") and not low.endswith("ss"):
            return low
    return nouns[0] if nouns else ""


def _bound(text: str, start: int) -> str:
    before = text[max(0, start - 24) : start]
    if _MORE.search(before):
        return "more"
    if _LESS.search(before):
        return "less"
    return "about" if _ABOUT.search(before) else ""


class _Word:
    """A token as text2num's stream reader wants it."""

    __slots__ = ("_text", "end", "start")

    def __init__(self, match: re.Match[str]) -> None:
        self._text = match.group().lower()
        self.start, self.end = match.span()

    def text(self) -> str:
        return self._text

    def text_lowercase(self) -> str:
        return self._text

    def nt_separated(self, previous: Any) -> bool:
        return bool(self.start - previous.end > 1)

    def not_a_number_part(self) -> bool:
        return False


_HALVES = {"half": 0.5, "quarter": 0.25, "twice": 2.0, "double": 2.0, "triple": 3.0, "thrice": 3.0}


def _from_words(text: str) -> list[Amount]:
    from text_to_num import find_numbers  # noqa: PLC0415 - only texts with number words pay for it

    tokens = [_Word(match) for match in re.finditer(r"[A-Za-z]+(?:-[A-Za-z]+)*|[^\sA-Za-z]", text)]
    found: list[Amount] = []
    for hit in find_numbers(tokens, "en", threshold=0):
        first, last = tokens[hit.start], tokens[hit.end - 1]
        words = text[first.start : last.end]
        if not any(c.isalpha() for c in words) or words.lower() in {"one", "second", "a"}:
            continue
        if hit.is_ordinal:
            found.append(Amount(first.start, last.end, words, hit.value, 0.0, "ordinal", True))
            continue
        following = re.match(r"[\s-]+([A-Za-z]+(?:\s+cent)?)", text[last.end :])
        unit_text = following.group(1).lower() if following else ""
        end = last.end + (following.end() if following else 0)
        unit, factor, measured, in_span = _unit(text, unit_text, None, end)
        stop = end if in_span else last.end
        slack = 0.0 if not measured else 0.5 * factor
        found.append(
            Amount(first.start, stop, text[first.start : stop], hit.value * factor, slack, unit, measured, _bound(text, first.start))
        )
    return found


def agrees(claimed: Amount, given: Amount) -> bool | None:
    """Whether the page's amount bears the claimed one out, at the precision in which both are written.

    True: the same once the more precise one is rounded to the claimed one's last digit, or on the right side of a
    "more than". False: another amount. None: the page is less precise, or the two count different things.
    """
    if claimed.measured != given.measured or (claimed.measured and claimed.unit != given.unit):
        return None
    if claimed.bound in {"more", "less"} and given.bound not in {"more", "less"}:
        return _beyond(claimed, given)
    if claimed.bound in {"more", "less"} and claimed.bound != given.bound:
        wrong = given.value <= claimed.value if claimed.bound == "more" else given.value >= claimed.value
        return False if wrong else None
    if not claimed.bound and given.bound in {"more", "less"}:
        impossible = claimed.value < given.value if given.bound == "more" else claimed.value > given.value
        return False if impossible else None
    difference = abs(claimed.value - given.value)
    if difference <= claimed.slack * 1.0001 or math.isclose(claimed.value, given.value, rel_tol=1e-9):
        return True
    loose = max(claimed.slack, given.slack) + (0.05 * abs(claimed.value) if "about" in {claimed.bound, given.bound} else 0)
    if difference <= loose:
        return True if claimed.bound == "about" else None
    return False


def _beyond(claimed: Amount, given: Amount) -> bool:
    if claimed.bound == "more":
        return given.value > claimed.value or math.isclose(given.value, claimed.value)
    return given.value < claimed.value or math.isclose(given.value, claimed.value)
