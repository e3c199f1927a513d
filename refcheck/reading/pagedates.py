"""Dates that pages give of themselves, from machine forms and from written ones."""

from __future__ import annotations

import re
from datetime import date

EARLIEST = date(1400, 1, 1)
LATEST_YEAR = 2100
MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5,
    "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
    "januar": 1, "jänner": 1, "februar": 2, "märz": 3, "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "dezember": 12,
    "janvier": 1, "février": 2, "mars": 3, "avril": 4, "juin": 6, "juillet": 7, "août": 8, "septembre": 9,
    "octobre": 10, "novembre": 11, "décembre": 12,
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8,
    "septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
    "gennaio": 1, "febbraio": 2, "aprile": 4, "maggio": 5, "giugno": 6, "luglio": 7, "settembre": 9,
    "ottobre": 10, "dicembre": 12,
    "janeiro": 1, "fevereiro": 2, "março": 3, "maio": 5, "junho": 6, "julho": 7, "setembro": 9, "outubro": 10,
    "dezembro": 12,
    "januari": 1, "februari": 2, "maart": 3, "mei": 5, "augustus": 8, "augusti": 8,
    "stycznia": 1, "lutego": 2, "marca": 3, "kwietnia": 4, "maja": 5, "czerwca": 6, "lipca": 7, "sierpnia": 8,
    "września": 9, "października": 10, "listopada": 11, "grudnia": 12,
    "января": 1, "февраля": 2, "марта": 3, "апреля": 4, "мая": 5, "июня": 6, "июля": 7, "августа": 8,
    "сентября": 9, "октября": 10, "ноября": 11, "декабря": 12,
    "січня": 1, "лютого": 2, "березня": 3, "квітня": 4, "травня": 5, "червня": 6, "липня": 7, "серпня": 8,
    "вересня": 9, "жовтня": 10, "листопада": 11, "грудня": 12,
}  # fmt: skip
_NAMES = "|".join(sorted(MONTHS, key=lambda name: (-len(name), name)))
ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
SLASHED = re.compile(r"(?<!\d)(\d{4})/(\d{1,2})/(\d{1,2})(?!\d)")
COMPACT = re.compile(r"(?<!\d)((?:1[4-9]|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=T|\d{6}|\D|$)")
DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:of\s+|de\s+)?({_NAMES})\b\.?,?\s+(?:de[l]?\s+)?(\d{{4}})(?!\d)",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(rf"\b({_NAMES})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)", re.IGNORECASE)
DASHED_NAME = re.compile(rf"(?<!\d)(\d{{1,2}})[-\s/]({_NAMES})[-\s/](\d{{4}})(?!\d)", re.IGNORECASE)
CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?!\d)")


def machine_date(text: str) -> date | None:
    """The date of a value that is a date (ISO 8601, RFC 2822, compact or written); None for anything else."""
    text = text.strip()[:80]
    for pattern in (ISO, SLASHED, COMPACT):
        if (match := pattern.match(text)) and (found := _date(match[1], match[2], match[3])):
            return found
    return written_date(text)


def written_date(text: str) -> date | None:
    """The first full date in running text, day, month and year; None where there is none."""
    found: list[tuple[int, date]] = []
    for pattern, (year, month, day) in (
        (ISO, (1, 2, 3)), (DAY_FIRST, (3, 2, 1)), (MONTH_FIRST, (3, 1, 2)), (DASHED_NAME, (3, 2, 1)), (CJK, (1, 2, 3)),
        (DOTTED, (3, 2, 1)), (SLASHED, (1, 2, 3)),
    ):  # fmt: skip
        match = pattern.search(text)
        if match and (value := _date(match[year], match[month], match[day])):
            found.append((match.start(), value))
    return min(found)[1] if found else None


def address_date(url: str) -> date | None:
    """The date in an address such as /2025/03/02/; None where there is none."""
    match = IN_ADDRESS.search(url)
    return _date(match[1], match[2], match[3]) if match else None


def _date(year: str, month: str, day: str) -> date | None:
    number = MONTHS.get(month.lower()) if not month.isdecimal() else int(month)
    try:
        value = date(int(year), number or 0, int(day))
    except ValueError:
        return None
    return value if value >= EARLIEST and value.year <= LATEST_YEAR else None
