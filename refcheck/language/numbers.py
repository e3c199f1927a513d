"""Numbers, amounts and measures as they are written, and whether two of them are the same amount."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from refcheck.language.figures import Span, Written, written
from refcheck.language.units import Unit, currency_before, scale_after, unit_after

_COARSEST = 0.1
"""How far, as a share of the amount, rounding may carry it: 2 km is not 1.6 km, though that rounds to it."""
_ABOUT_THIS = 0.05
_FLOAT_NOISE = 1.0001
_SHARE_DOUBT = 3.0
"""Percentage points by which "a third" or "one in five" may be off without being wrong."""

_AT_LEAST = r"at least|no fewer than|no less than|not less than|not fewer than|minimum of"
_AT_MOST = r"at most|up to|as many as|as much as|no more than|not more than|no greater than|maximum of"
_BOUND = re.compile(
    rf"(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<more>more than|over|above|exceed(?:s|ed|ing)?|upwards of"
    r"|greater than|north of)|(?P<less>less than|fewer than|under|below|short of)|(?P<about>about|around|roughly"
    r"|approximately|some|nearly|almost|approx\.?|circa|c\.|~|an estimated|close to))\s*(?:\b(?:the|a)\s+)?$",
    re.IGNORECASE,
)
_BEFORE_BOUND = (
    "least", "than", "most", "to", "as", "of", "over", "above", "exceed", "exceeds", "exceeded", "exceeding",
    "under", "below", "about", "around", "roughly", "approximately", "some", "nearly", "almost", "approx", "approx.",
    "circa", "c.", "~", "estimated", "the", "a",
)  # fmt: skip
"""With what a text can end for a bound to stand there: quick to look for, before the bound is."""
_OR_MORE = re.compile(
    r"\s*(?:(?P<least>\+(?!\s?\d)|or\s+(?:more|over|above|higher|longer)\b)|or\s+(?:less|fewer|under|below)\b)"
)
_RANK = re.compile(r"\brank(?:s|ed)?\s(?:No\.\s?|number\s)?$", re.IGNORECASE)
_HYPHEN = re.compile(r"\s?[-–—]\s?$")
_CODE = re.compile(r"\S[-–—]$")
_SCORE = re.compile(
    r"\b(?:won|win|wins|lost|lose|beat|defeat(?:ed)?|victory|draw|drew|tie|tied|lead|led|score|scored|vote|voted|ruled"
    r"|record|series|odds)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s+(?:about\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+(?:about\s+|some\s+)?$", re.IGNORECASE)
_AND = re.compile(r",?\s(?:and\s)?$")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text: its value in the base unit of its dimension, and how far rounding may carry it.

    `unit` is a dimension ("length"), a currency, "percent" (fractions too), "ordinal", "clock", "score", "times" or the
    word that is counted; `measured` is False for what is only counted. `slack` is half of the last written digit,
    `doubt` the distance up to which a round figure leaves it open, or that "about" allows. `bound` is "more", "least",
    "less", "most", "about" or "". `top` is the upper end of a range that begins at `value`, or the second number of a
    score.
    """

    start: int
    end: int
    text: str
    value: float
    slack: float
    unit: str
    measured: bool
    bound: str = ""
    top: float | None = None
    doubt: float = 0.0


def find(text: str, taken: tuple[Span, ...] = ()) -> tuple[Amount, ...]:
    """All amounts of a text outside the spans that are `taken` (by dates, say), in order; never raises.

    Two numbers with a dash that are no range ("3-1", "96-8") are one of the unit "score". Telephone numbers, versions
    and what is joined to letters ("F-35") are no amounts.
    """
    drafts = [_draft(text, each) for each in written(text, taken)]
    return tuple(amount for each in _joined(text, drafts) if math.isfinite((amount := _amount(text, each)).value))


# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class _Draft:
    """A written number with its surroundings, before it is turned into an amount."""

    figure: Written
    start: int
    end: int
    scale: float
    unit: Unit
    top: float | None = None
    extra: float = 0.0

    @property
    def bare(self) -> bool:
        """Whether nothing says what the number is of, so that a unit further on may."""
        return self.scale == 1.0 and not self.unit.measured and self.figure.kind == "number"


def _draft(text: str, figure: Written) -> _Draft:
    start, end = figure.start, figure.end
    if figure.kind != "number":
        name = {"share": "percent", "clock": f"clock {figure.zone}".strip()}.get(figure.kind, figure.kind)
        return _Draft(figure, start, end, 1.0, Unit(name, 1.0, measured=name != "times", end=end))
    currency, start = currency_before(text, start)
    scale, end = scale_after(text, end, currency=bool(currency))
    if currency:
        return _Draft(figure, start, end, scale, Unit(currency, 1.0, measured=True, end=end))
    unit = unit_after(text, start, end, scale * figure.value)
    if not unit.measured and scale == 1.0 and _RANK.search(text[max(0, start - 16) : start]):
        return _draft(text, replace(figure, kind="ordinal"))
    return _Draft(figure, start, unit.end, scale, unit)


def _joined(text: str, drafts: list[_Draft]) -> list[_Draft]:
    """Ranges ("8 to 10 km") and measures in two units ("6 ft 2 in") as one; numbers of scores and codes left out."""
    found: list[_Draft] = []
    code = -1  # where the last thing that is left out ends
    for draft in drafts:
        if found and draft.start < found[-1].end:
            continue  # it was read as the scale of the number before
        last = found[-1] if found and found[-1].end > code else None
        gap_start = max(code, last.end if last else 0)
        gap = text[gap_start : draft.start]
        if (last or code >= 0) and _HYPHEN.fullmatch(gap):
            if last and _is_range(text, last, draft):
                found[-1] = _range(last, draft)
                continue
            if found and found[-1].end == gap_start:
                found[-1:] = _score(found[-1], draft) if last else []
            code = draft.end
        elif last and (pair := _spelled(text, last, draft, gap)):
            found[-1:] = pair
        elif last and _AND.fullmatch(gap) and _continues(last, draft):
            found[-1] = _sum(last, draft)
        elif not _CODE.search(text[max(0, draft.start - 2) : draft.start]):
            found.append(draft)
    return found


def _is_range(text: str, first: _Draft, second: _Draft) -> bool:
    """Whether two numbers with a dash between them are the ends of a range: rising, of something, and no score."""
    a, b = first.figure, second.figure
    around = text[max(0, first.start - 24) : first.start] + text[second.end : second.end + 12]
    return (
        a.kind == b.kind == "number"
        and a.value < b.value
        and bool(second.unit.name or first.unit.measured)
        and (second.unit.measured or not _SCORE.search(around))
    )


def _score(first: _Draft, second: _Draft) -> list[_Draft]:
    """Two small numbers with a dash as one: a score, the votes of a court, the number of a law; else nothing."""
    a, b = first.figure, second.figure
    if not (a.kind == b.kind == "number" and first.bare and a.step == b.step == 1.0 and max(a.value, b.value) < 1000):
        return []
    unit = Unit("score", 1.0, measured=True, end=b.end)
    return [_Draft(replace(a, kind="score"), first.start, b.end, 1.0, unit, top=b.value)]


def _spelled(text: str, first: _Draft, second: _Draft, gap: str) -> list[_Draft]:
    """A range in words as one draft, a change "from 8 to 10 %" as two with their unit; empty for neither."""
    if gap not in {" to ", " and "} or first.figure.kind != "number" or second.figure.kind != "number":
        return []
    before = text[max(0, first.start - 16) : first.start]
    rising = first.figure.value < second.figure.value
    between = bool(_BETWEEN.search(before))
    if between and rising and (first.bare or first.unit.name == second.unit.name):
        return [_range(first, second)]
    if gap == " and " or not first.bare or not second.unit.name:
        return []
    if _FROM.search(before):
        return [replace(first, scale=second.scale, unit=replace(second.unit, end=first.end)), second]
    return [_range(first, second)] if rising else []


def _range(first: _Draft, second: _Draft) -> _Draft:
    """The range from one number to another; a unit and scale that only one of them has holds for both."""
    bare = first.bare
    unit = second.unit if bare or second.unit.measured else first.unit
    lower = replace(first.figure, step=max(first.figure.step, second.figure.step))
    scale = second.scale if bare or first.scale == 1.0 else first.scale
    top = second.figure.value * second.scale / scale if not bare else second.figure.value
    return _Draft(lower, first.start, second.end, scale, unit, top=top)


def _continues(first: _Draft, second: _Draft) -> bool:
    """Whether the second measure goes on where the first ends, as inches do after feet."""
    same = first.unit.measured and second.unit.measured and first.unit.name == second.unit.name
    return same and first.unit.name in {"length", "time", "mass"} and second.unit.factor < first.unit.factor


def _sum(first: _Draft, second: _Draft) -> _Draft:
    """Both measures together, at the precision of the finer one."""
    ratio = second.unit.factor / first.unit.factor
    figure = replace(first.figure, step=second.figure.step * ratio)
    return replace(first, end=second.end, figure=figure, extra=second.figure.value * second.unit.factor)


def _amount(text: str, draft: _Draft) -> Amount:
    figure, unit = draft.figure, draft.unit
    value = (figure.value * draft.scale - unit.zero) * unit.factor + draft.extra
    top = None if draft.top is None else (draft.top * draft.scale - unit.zero) * unit.factor
    slack, doubt = _rounding(draft, value)
    start, end = draft.start, draft.end
    bound = "" if top is not None else _bound(text, start, end)
    if bound == "about":
        doubt = max(
            doubt, min(_place(figure.value) * figure.step * draft.scale * unit.factor, _ABOUT_THIS * abs(value))
        )
    words = text[start:end]
    return Amount(start, end, words, value, slack, unit.name, unit.measured, bound, top, doubt)


def _rounding(draft: _Draft, value: float) -> tuple[float, float]:
    """How far rounding may carry the amount, and how far it leaves the amount open.

    Whole counts are exact, but a round one of two zeros or more is held for possibly rounded.
    """
    figure = draft.figure
    if figure.kind in {"ordinal", "clock", "score"}:
        return 0.0, 0.0
    half = 0.5 * figure.step * draft.scale * draft.unit.factor
    if figure.kind == "share":
        return half, _SHARE_DOUBT
    counted = not draft.unit.measured and draft.scale == 1.0 and figure.step == 1.0
    slack = 0.0 if counted else half
    if draft.unit.name not in {"percent", "percentage points", "temperature"} and value:
        slack = min(slack, _COARSEST * abs(value))
    return slack, max(0.0 if counted else half, min(_round_place(figure.value) * half, _ABOUT_THIS * abs(value)))


def _place(value: float) -> float:
    """The power of ten of the last digit of a whole number that is not 0: 100 of 31,400."""
    if not value or value != int(value) or abs(value) >= 1e15:
        return 1.0
    digits = str(abs(int(value)))
    return 10.0 ** (len(digits) - len(digits.rstrip("0")))


def _round_place(value: float) -> float:
    """As `_place`, for a number round enough that it may be rounded; 0 for others."""
    place = _place(value)
    return place if place >= 100 else 0.0


def _bound(text: str, start: int, end: int) -> str:
    if match := _OR_MORE.match(text, end):
        return "least" if match["least"] else "most"
    before = text[max(0, start - 24) : start]
    match = _BOUND.search(before) if before.rstrip().lower().endswith(_BEFORE_BOUND) else None
    return match.lastgroup or "" if match else ""


# ---------------------------------------------------------------- comparing


def agrees(claimed: Amount, given: Amount) -> bool | None:
    """Whether the page's amount bears the claimed one out, at the precision in which both are written.

    True: all that the page's amount can be lies within what is claimed (2,412 million for 2.4 billion, 250 for more
    than 200). False: another amount, or another limit ("at least 4" and "at least 8"). None: the page is less precise,
    a round figure may be meant roughly, or the two are not of one dimension.
    """
    if claimed.measured != given.measured or (claimed.measured and claimed.unit != given.unit):
        return None
    if claimed.unit == "score":
        return _same_score(claimed, given)
    if claimed.bound == given.bound and claimed.bound in {"least", "most"}:
        return abs(claimed.value - given.value) <= max(claimed.slack, 1e-12 * abs(claimed.value))
    low, high = _possible(claimed)
    least, most = _possible(given)
    slack = claimed.slack * _FLOAT_NOISE
    if low - slack <= least and most <= high + slack:
        return True
    if math.isclose(claimed.value, given.value, rel_tol=1e-12) and not claimed.bound and claimed.top == given.top:
        return True if given.bound in {"", "about"} else None
    doubt = max(claimed.doubt, given.doubt, claimed.slack, given.slack) * _FLOAT_NOISE
    return False if most < low - doubt or least > high + doubt else None


def _same_score(claimed: Amount, given: Amount) -> bool | None:
    """Whether two scores are one; the other way round they may be, told from the other side."""
    if (claimed.value, claimed.top) == (given.value, given.top):
        return True
    return None if (claimed.value, claimed.top) == (given.top, given.value) else False


def _possible(amount: Amount) -> tuple[float, float]:
    """The least and the greatest value that an amount with its bound allows; "more than" leaves out the value."""
    value, top = amount.value, amount.value if amount.top is None else amount.top
    exact = not amount.measured and not amount.slack
    match amount.bound:
        case "more":
            return (math.nextafter(value, math.inf) if exact else value), math.inf
        case "least":
            return value, math.inf
        case "less":
            return -math.inf, (math.nextafter(value, -math.inf) if exact else value)
        case "most":
            return -math.inf, value
        case "about":
            around = max(amount.doubt, amount.slack)
            return value - around, value + around
        case _:
            return value, top
