"""What stands around a number: its scale, its currency, its unit of measure, or the thing that it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9,
    "b": 1e9, "trillion": 1e12, "tn": 1e12, "dozen": 12.0, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
# dimension: its units, each with its factor to the base unit
_DIMENSIONS: dict[str, dict[str, float]] = {
    "length": {
        "m metre meter metres meters": 1.0, "km kilometre kilometer kilometres kilometers": 1000.0,
        "cm centimetre centimeter centimetres centimeters": 0.01,
        "mm millimetre millimeter millimetres millimeters": 0.001, "mile miles mi": 1609.344,
        "foot feet ft": 0.3048, "inch inches": 0.0254, "yard yards": 0.9144,
    },
    "mass": {
        "kg kilogram kilograms kilo kilos": 1.0, "g gram grams": 0.001, "mg milligram milligrams": 1e-6,
        "tonne tonnes ton tons": 1000.0, "pound pounds lb lbs": 0.45359237, "ounce ounces oz": 0.0283495,
    },
    "time": {
        "second seconds sec secs": 1.0, "minute minutes min mins": 60.0, "hour hours hr hrs": 3600.0,
        "day days": 86400.0, "week weeks": 604800.0, "month months": 2629746.0, "year years": 31556952.0,
        "decade decades": 315569520.0, "century centuries": 3155695200.0,
    },
    "area": {
        "hectare hectares ha": 10000.0, "acre acres": 4046.8564224, "km2 km² sqkm": 1e6, "m2 m² sqm": 1.0,
        "sqmi": 2589988.11, "sqft": 0.09290304,
    },
    "volume": {"litre liter litres liters l": 1.0, "gallon gallons": 3.785411784, "barrel barrels": 158.987},
    "temperature": {"°c celsius": 1.0, "°f fahrenheit": 1 / 1.8},
    "percent": {"% percent pc": 1.0},
    "percentage points": {"points": 1.0},
    "power": {
        "w watt watts": 1.0, "kw kilowatt kilowatts": 1e3, "mw megawatt megawatts": 1e6,
        "gw gigawatt gigawatts": 1e9,
    },
    "energy": {"kwh": 1.0, "mwh": 1e3, "gwh": 1e6, "twh": 1e9},
    "data": {
        "kb kilobyte kilobytes": 1e3, "mb megabyte megabytes": 1e6, "gb gigabyte gigabytes": 1e9, "tb terabytes": 1e12,
    },
    "speed": {"km/h kph kmh": 1.0, "mph": 1.609344, "m/s": 3.6, "knots knot": 1.852},
}  # fmt: skip
_UNITS = {
    unit: (dimension, factor)
    for dimension, units in _DIMENSIONS.items()
    for names, factor in units.items()
    for unit in names.split()
}
_CURRENCIES = {
    "$": "dollar", "us$": "dollar", "usd": "dollar", "€": "euro", "eur": "euro", "£": "pound sterling",
    "gbp": "pound sterling", "¥": "yen", "₹": "rupee", "rs": "rupee", "a$": "Australian dollar",
    "c$": "Canadian dollar", "ca$": "Canadian dollar", "nz$": "New Zealand dollar", "hk$": "Hong Kong dollar",
}  # fmt: skip
_CURRENCY_WORDS = {
    "dollar": "dollar", "dollars": "dollar", "usd": "dollar", "us dollars": "dollar", "american dollars": "dollar",
    "australian dollars": "Australian dollar", "canadian dollars": "Canadian dollar", "euro": "euro",
    "euros": "euro", "eur": "euro", "pounds sterling": "pound sterling", "gbp": "pound sterling", "yen": "yen",
    "rupees": "rupee", "yuan": "yuan", "rubles": "rouble", "roubles": "rouble", "francs": "franc", "kronor": "krona",
}  # fmt: skip
_SCALE = re.compile(
    r"[\s-]?(?P<word>hundred|thousand|million|billion|trillion|dozen|bn|mn|tn|lakh|crore)\b|(?P<letter>[kmb])\b",
    re.IGNORECASE,
)
_LONG = re.compile(
    r"\s+(?:tall|high|long|wide|deep|away|above|below|apart|thick|sprint|race|hurdles|relay|freestyle|dash|final)\b"
)
_BEFORE = re.compile(r"(?:(?<![A-Za-z])(?:US|A|C|CA|NZ|HK)\$|[$€£¥₹]|(?<![A-Za-z])(?:USD|EUR|GBP|Rs\.?))\s?$")
_AFTER = re.compile(
    r"[\s-]?(?P<unit>percentage\s+points?|percent|per\s+cent|%|°\s?[CF]\b|degrees?\s+(?:celsius|centigrade|fahrenheit)"
    r"|km²|km2|m²|m2|km/h|m/s|(?:square|sq\.?)\s+(?:kilomet(?:re|er)s?|km|miles?|mi|met(?:re|er)s?|m|feet|foot|ft)\b"
    r"|(?:kilomet(?:re|er)s|miles|met(?:re|er)s)\s+(?:per|an|a)\s+(?:hour|second)"
    r"|(?:US|American|Australian|Canadian)\s+dollars|pounds\s+sterling|(?P<word>[A-Za-z]+))",
    re.IGNORECASE,
)
_FEET_BEFORE = re.compile(r"(?:ft|feet|foot)\s$")
_NO_NOUN = frozenset({
    "of", "in", "on", "at", "to", "and", "or", "the", "a", "an", "were", "was", "is", "are", "by", "for", "from",
    "with", "as", "per", "had", "have", "has", "than", "that", "which", "who", "after", "before", "between", "out",
    "more", "new", "other", "did", "would", "strong",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number is of: `name` is a dimension, a currency or the word that is counted, `factor` leads to its base.

    `end` is where the unit's words end in the text, which is where they began for a thing that is only counted.
    """

    name: str
    factor: float
    measured: bool
    end: int
    zero: float = 0.0


def scale_after(text: str, end: int, *, currency: bool) -> tuple[float, int]:
    """The power of ten that a word or letter after a number stands for, and where it ends; 1 and `end` without one.

    A letter m is a million after a currency or before what is counted, and a metre elsewhere.
    """
    match = _SCALE.match(text, end)
    if match is None:
        return 1.0, end
    letter = match["letter"]
    if letter and letter.lower() == "m" and not currency:
        counted = re.match(r"\s+(?:people|[a-z]+s\b)", text[match.end() : match.end() + 24])
        if _LONG.match(text, match.end()) or not counted:
            return 1.0, end
    return SCALES[(letter or match["word"]).lower()], match.end()


def currency_before(text: str, start: int) -> tuple[str, int]:
    """The currency whose sign or code stands before a number, and where it begins; empty and `start` without one."""
    low = max(0, start - 5)
    match = _BEFORE.search(text[low:start])
    if match is None:
        return "", start
    return _CURRENCIES[match.group().strip().rstrip(".").lower()], low + match.start()


def unit_after(text: str, start: int, end: int, scale: float) -> Unit:
    """What stands after a number from `start` to `end`: a unit of measure, a currency, or what it counts."""
    match = _AFTER.match(text, end)
    if match is None:
        return Unit("", 1.0, measured=False, end=end)
    words = " ".join(match["unit"].lower().split())
    if words == "in" and _FEET_BEFORE.search(text[max(0, start - 6) : start]):
        return Unit("length", 0.0254, measured=True, end=match.end())
    if words == "pounds" and scale >= 1e6:
        return Unit("pound sterling", 1.0, measured=True, end=match.end())
    if words in _CURRENCY_WORDS:
        return Unit(_CURRENCY_WORDS[words], 1.0, measured=True, end=match.end())
    if found := _UNITS.get(_unit_key(words)):
        zero = 32.0 if found[0] == "temperature" and found[1] != 1.0 else 0.0
        return Unit(*found, measured=True, end=match.end(), zero=zero)
    return Unit(_counted(text, words if match["word"] else "", match.end()), 1.0, measured=False, end=end)


def _unit_key(words: str) -> str:
    """A unit as it stands in the table: "square miles" as "sqmi", "miles per hour" as "mph"."""
    if words.startswith("percentage"):
        return "points"
    if words == "per cent":
        return "percent"
    if words.startswith("degree"):
        return "°f" if words.endswith("fahrenheit") else "°c"
    if words.startswith(("square ", "sq")) and " " in words:
        measure = words.split()[1]
        return {"k": "sqkm", "f": "sqft"}.get(measure[0], "sqmi" if measure.startswith("mi") else "sqm")
    if words.endswith((" hour", " second")):
        return {"k": "km/h", "m": "m/s" if words.endswith("second") else "mph"}[words[0]]
    return words.replace(" ", "")


def _counted(text: str, first: str, end: int) -> str:
    """The counted thing: of up to four words after the number the first that looks like a plural, else the first."""
    if not first or first in _NO_NOUN:
        return ""
    following: list[str] = re.findall(r"[A-Za-z]+", text[end : end + 40].lower())[:3]
    for word in (first, *following):
        if word in _NO_NOUN:
            break
        if word.endswith("s") and not word.endswith("ss"):
            return word
    return first
