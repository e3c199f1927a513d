"""Typed values out of the tables of a claims file; what is wrong with one is noted, and reading goes on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from refcheck.dossier.lines import Place, line_at
from refcheck.errors import Mistake

Choice = TypeVar("Choice", bound=StrEnum)

LONGEST_TEXT = 1_000
LONGEST_QUOTE = 2_000
LONGEST_ADDRESS = 2_000
_SUGGESTIONS = 100  # a file with more mistakes than this is not a claims file with slips, and each costs a search
_ALIKE = 60.0  # percent of characters in common below which a suggestion would only puzzle

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAMES: tuple[tuple[type, str], ...] = (  # bool before int and datetime before date, whose subclasses they are
    (bool, "true or false"),
    (int, "a number"),
    (float, "a number"),
    (str, "text"),
    (list, "a list"),
    (dict, "a table"),
    (datetime, "a date with a time"),
    (date, "a date"),
    (time, "a time"),
)


@dataclass(slots=True)
class Notes:
    """The mistakes found so far, each at its line."""

    lines: dict[Place, int]
    _found: list[Mistake] = field(default_factory=list)
    _suggested: int = 0

    def add(self, place: Place, message: str, claim: str = "") -> None:
        """Note a mistake at `place`."""
        self._found.append(Mistake(message, self.line(place), claim))

    def line(self, place: Place) -> int:
        """Return the line that `place` stands on."""
        return line_at(self.lines, place)

    def in_order(self) -> tuple[Mistake, ...]:
        """Return the mistakes by line; those of one line as they were found."""
        return tuple(sorted(self._found, key=lambda mistake: mistake.line))

    def may_search(self) -> bool:
        """Whether one more search for something alike is worth its time."""
        self._suggested += 1
        return self._suggested <= _SUGGESTIONS

    def closest(self, word: str, choices: Iterable[str]) -> str:
        """Return "; did you mean ...?" with the choice most like `word`, or nothing where none is like it."""
        if not self.may_search():
            return ""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - 50 ms that only a mistake should cost

        found = process.extractOne(word.lower(), tuple(choices), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return f"; did you mean {quoted(found[0])}?" if found else ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table under reading. Every method notes what is wrong and returns an empty value then."""

    values: Mapping[str, object]
    place: Place
    notes: Notes
    claim: str = ""

    def wrong(self, message: str, *way: str | int) -> None:
        """Note a mistake at `way` within this table."""
        self.notes.add((*self.place, *way), message, self.claim)

    def allow(self, *known: str) -> None:
        """Note every key that is not one of `known`."""
        for key in self.values:
            if key not in known:
                hint = self.notes.closest(key, known) or f"; known here: {', '.join(known)}"
                self.wrong(f"unknown key {quoted(key)}{hint}", key)

    def text(self, key: str, *, required: bool = False, limit: int = LONGEST_TEXT) -> str:
        """Return a text on one line, its white space made single spaces."""
        value = self.values.get(key)
        if value is None:
            if required:
                self.wrong(f"{quoted(key)} is missing")
            return ""
        return self.line_of_text(value, key, limit=limit)

    def line_of_text(self, value: object, *way: str | int, limit: int = LONGEST_TEXT) -> str:
        """Return `value`, found at `way`, as a text on one line."""
        name = _named(way)
        if not isinstance(value, str):
            self.wrong(f"{name} is {type_name(value)}; it must be text in quotes", *way)
            return ""
        line = " ".join(value.split())
        control = next((char for char in line if unicodedata.category(char) == "Cc"), "")
        if not line:
            self.wrong(f"{name} is empty", *way)
        elif control:
            self.wrong(f"{name} has a control character in it (U+{ord(control):04X})", *way)
        elif len(line) > limit:
            self.wrong(f"{name} has {len(line):,} characters; {limit:,} are the most", *way)
        else:
            return line
        return ""

    def texts(self, key: str) -> tuple[tuple[int, str], ...]:
        """Return the non-empty texts of a list, each with its position."""
        given = self.items(key, "texts")
        read = ((position, self.line_of_text(value, key, position)) for position, value in enumerate(given))
        return tuple((position, text) for position, text in read if text)

    def items(self, key: str, of: str) -> list[object]:
        """Return a list that may be left out but not empty; `of` says what it is a list of."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            example = f", as in [{quoted(value)}]" if isinstance(value, str) and value else ""
            self.wrong(f"{quoted(key)} is {type_name(value)}; it must be a list of {of}{example}", key)
            return []
        if not value:
            self.wrong(f"{quoted(key)} is empty; it needs at least one entry", key)
        return value

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Return a date, written as TOML's own or as text, year-month-day."""
        value = self.values.get(key)
        if value is None:
            if required:
                self.wrong(f"{quoted(key)} is missing")
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if not isinstance(value, str):
            self.wrong(f"{quoted(key)} is {type_name(value)}; it must be a date, as in 2025-03-01", key)
            return None
        try:
            return date.fromisoformat(value if _DATE.fullmatch(value) else "")
        except ValueError:
            self.wrong(f"{quoted(key)} is no date: {quoted(value)}; write year-month-day, as in 2025-03-01", key)
            return None

    def flag(self, key: str) -> bool | None:
        """Return true or false, or None where nothing is said."""
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(f"{quoted(key)} is {type_name(value)}; it must be true or false, without quotes", key)
        return None

    def choice(self, key: str, default: Choice) -> Choice:
        """Return the member of `default`'s enum that is named, `default` where none is."""
        value = self.values.get(key)
        allowed = [member.value for member in type(default)]
        if value is None:
            return default
        if isinstance(value, str) and value in allowed:
            return type(default)(value)
        shown = quoted(value) if isinstance(value, str) else type_name(value)
        self.wrong(f"{quoted(key)} is {shown}; it must be one of: {', '.join(allowed)}", key)
        return default

    def address(self, key: str, *, required: bool = False) -> str:
        """Return an http or https address without a user's name in it."""
        url = self.text(key, required=required, limit=LONGEST_ADDRESS)
        problem = _address_problem(url) if url else ""
        if problem:
            shown = "" if "@" in url else f": {quoted(url)}"  # what may be a password is not for a log
            self.wrong(f"{quoted(key)} {problem}{shown}", key)
            return ""
        return url

    def table(self, key: str, example: str) -> Table | None:
        """Return the table under `key`; `example` shows how one is written."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(f"{quoted(key)} is {type_name(value)}; it must be a table: {example}", key)
            return None
        return Table(value, (*self.place, key), self.notes, self.claim)

    def tables(self, key: str) -> list[Table]:
        """Return the tables of a list, at the top of the file written [[key]]."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            self.wrong(f"{quoted(key)} is {type_name(value)}; begin each one with [[{key}]], in double brackets", key)
            return []
        tables = []
        for position, each in enumerate(value):
            if isinstance(each, dict):
                tables.append(Table(each, (*self.place, key, position), self.notes))
            else:
                self.wrong(f"{_named((key, position))} is {type_name(each)}; it must be a table", key, position)
        return tables


def quoted(text: str) -> str:
    """Return `text` in quotation marks, cut at 80 characters, with what does not print escaped."""
    cut = text if len(text) <= 80 else f"{text[:79]}…"
    return '"' + "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in cut) + '"'


def type_name(value: object) -> str:
    """Return what a person calls the type of a TOML value."""
    return next(name for kind, name in _NAMES if isinstance(value, kind))


def _named(way: tuple[str | int, ...]) -> str:
    """What a message calls a value: "key", or "key" item 2."""
    key, *rest = way
    return " ".join(
        [quoted(str(key)), *(f"item {part + 1}" if isinstance(part, int) else quoted(part) for part in rest)]
    )


def _address_problem(url: str) -> str:
    """What keeps `url` from being fetched, or nothing; whether the host may be asked is settled when connecting."""
    if any(char.isspace() or char in '\\"<>' for char in url):
        return "has a space, quotation mark, backslash or angle bracket in it"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # the port is only looked at when asked for
    except ValueError:
        return "is not a well-formed address"
    if parts.scheme not in {"http", "https"}:
        return "must begin with https:// or http://"
    if not host:
        return "names no host"
    if "@" in parts.netloc:
        return "has a user name or password in it; a claims file is no place for either"
    return ""
