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

from refcheck.dossier import keys
from refcheck.dossier.keys import Key, Rule, Shape
from refcheck.dossier.lines import Place, line_at
from refcheck.errors import Mistake

Word = TypeVar("Word", bound=StrEnum)
Kind = TypeVar("Kind", bound=keys.Holds)

_SUGGESTIONS = 100  # a file with more mistakes than this is not a claims file with slips, and each costs a search
_ALIKE = 60.0  # percent of characters in common below which a suggestion would only puzzle

_ID = re.compile(keys.ID)
_DATE = re.compile(keys.DATE)
_NAMES: tuple[tuple[type, str], ...] = (  # bool before int and datetime before date, whose subclasses they are
    (type(None), "null"),  # which only a line of JSON can have
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

    def add(self, place: Place, message: str, claim: str = "", rule: Rule | None = None) -> None:
        """Note a mistake at `place`; `rule` is the one it breaks where a schema could not have found it."""
        self._found.append(Mistake(message, self.line(place), claim, rule.name if rule else ""))

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
    """One table under reading, by its shape. Every method notes what is wrong and returns an empty value then.

    A key is asked for by the method for what it holds; whether it must be there is known from the shape.
    """

    values: Mapping[str, object]
    place: Place
    notes: Notes
    shape: Shape
    claim: str = ""

    def wrong(self, message: str, *way: str | int, rule: Rule | None = None) -> None:
        """Note a mistake at `way` within this table; `rule` is the one it breaks where that is none of the shape's."""
        self.notes.add((*self.place, *way), message, self.claim, rule)

    def allow(self, *also: str) -> None:
        """Note every key that the shape does not have, and is not in `also`."""
        known = (*also, *self.shape.names)
        for key in self.values:
            if key not in known:
                hint = self.notes.closest(key, known) or f"; known here: {', '.join(known)}"
                self.wrong(f"unknown key {quoted(key)}{hint}", key)

    def text(self, name: str) -> str:
        """Return a text on one line, its white space made single spaces."""
        key, kind = self._declared(name, keys.Text)
        return self._line(key, kind.longest)

    def id(self) -> str:
        """Return the id of a claim or source, which names files and stands in addresses of reports."""
        key, _ = self._declared("id", keys.Id)
        given = self._line(key)
        if given and not _ID.fullmatch(str(self.values["id"])):
            slug = re.sub(r"[^a-z0-9]+", "-", given.lower()).strip("-")[:80].rstrip("-")
            hint = f"; {quoted(slug)} would do" if _ID.fullmatch(slug) else ""
            message = "may have lower-case letters, digits and hyphens, 80 at most, and begins with a letter or digit"
            self.wrong(f'"id" {message}: {quoted(given)}{hint}', "id")
        return given

    def address(self, name: str) -> str:
        """Return an http or https address without a user's name in it."""
        key, _ = self._declared(name, keys.Address)
        url = self._line(key, keys.LONGEST_ADDRESS)
        problem, rule = _address_problem(url) if url else ("", None)
        if problem:
            shown = "" if "@" in url else f": {quoted(url)}"  # what may be a password is not for a log
            self.wrong(f"{quoted(name)} {problem}{shown}", name, rule=rule)
            return ""
        return url

    def line_of_text(self, value: object, *way: str | int, limit: int = keys.LONGEST_TEXT) -> str:
        """Return `value`, found at `way`, as a text on one line."""
        if not isinstance(value, str):
            self.wrong(f"{_named(way)} is {type_name(value)}; it must be text in quotes", *way)
            return ""
        line = " ".join(value.split())
        if not line:
            self.wrong(f"{_named(way)} is empty", *way)
        elif control := _control_in(line):
            self.wrong(f"{_named(way)} has a control character in it (U+{ord(control):04X})", *way)
        elif len(value) > limit:
            self.wrong(f"{_named(way)} has {len(value):,} characters; {limit:,} are the most", *way)
        else:
            return line
        return ""

    def texts(self, name: str) -> tuple[tuple[int, str], ...]:
        """Return the non-empty texts of a list, each with its position."""
        key, _ = self._declared(name, keys.Texts)
        return self.texts_of(key.name)

    def texts_of(self, name: str) -> tuple[tuple[int, str], ...]:
        """The same under a key that is anybody's to choose."""
        given = self._list(name, "texts")
        read = ((position, self.line_of_text(value, name, position)) for position, value in enumerate(given))
        return tuple((position, text) for position, text in read if text)

    def statements(self, name: str) -> list[object]:
        """Return a list of texts and tables, which are still to be read."""
        key, _ = self._declared(name, keys.Statements)
        return self._list(key.name, "statements")

    def day(self, name: str) -> date | None:
        """Return a date, written as TOML's own or as text, year-month-day."""
        key, _ = self._declared(name, keys.Day)
        value = self._given(key)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if not isinstance(value, str):
            self.wrong(f"{quoted(name)} is {type_name(value)}; it must be a date, as in 2025-03-01", name)
            return None
        shaped = _DATE.fullmatch(value)
        try:
            return date.fromisoformat(value if shaped else "")
        except ValueError:
            what = f"{quoted(name)} is no date: {quoted(value)}; write year-month-day, as in 2025-03-01"
            self.wrong(what, name, rule=Rule.CALENDAR if shaped else None)
            return None

    def flag(self, name: str) -> bool | None:
        """Return true or false, or None where nothing is said."""
        key, _ = self._declared(name, keys.Flag)
        value = self._given(key)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(f"{quoted(name)} is {type_name(value)}; it must be true or false, without quotes", name)
        return None

    def choice(self, name: str, default: Word) -> Word:
        """Return the member of `default`'s enum that is named, `default` where none is."""
        key, kind = self._declared(name, keys.Choice)
        assert kind.default is default  # noqa: S101 - the declared default is the one that readers are told
        value = self._given(key)
        if value is None:
            return default
        if isinstance(value, str) and value in kind.words:
            return type(default)(value)
        shown = quoted(value) if isinstance(value, str) else type_name(value)
        self.wrong(f"{quoted(name)} is {shown}; it must be one of: {', '.join(kind.words)}", name)
        return default

    def value(self, name: str) -> str:
        """Return a value as it is written; a whole number or a date needs no quotes."""
        key, _ = self._declared(name, keys.Value)
        value = self.values.get(name)
        if isinstance(value, float):
            self.wrong(
                f"{quoted(name)} is a number with a fraction; put it in quotes, so that its precision stays", name
            )
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        return self._line(key)

    def table(self, name: str) -> Table | None:
        """Return the table under a key."""
        key, kind = self._declared(name, keys.Inner)
        values = self._table(key, kind.example)
        return None if values is None else Table(values, (*self.place, name), self.notes, kind.shape, self.claim)

    def variant(self, name: str) -> tuple[str, Table] | None:
        """Return the table under a key with the kind that it says it is, its shape by that kind."""
        key, kind = self._declared(name, keys.Variants)
        values = self._table(key, kind.example)
        if values is None:
            return None
        shapes = dict(kind.shapes)
        table = Table(values, (*self.place, name), self.notes, Shape(key.says, ()), self.claim)
        said = values.get("kind")
        if isinstance(said, str) and said in shapes:
            return said, Table(values, table.place, self.notes, shapes[said], self.claim)
        if said is None:
            table.wrong('"kind" is missing')
        elif line := table.line_of_text(said, "kind"):
            hint = self.notes.closest(line, shapes)
            table.wrong(f'"kind" is {quoted(line)}; it must be one of: {", ".join(shapes)}{hint}', "kind")
        return None

    def names(self, name: str) -> Table | None:
        """Return the table of names under a key, whose own keys are anybody's to choose."""
        key, kind = self._declared(name, keys.Names)
        values = self._table(key, kind.example)
        return None if values is None else Table(values, (*self.place, name), self.notes, Shape(key.says, ()))

    def tables(self, name: str) -> list[Table]:
        """Return the tables of a list, at the top of the file written [[name]]."""
        _, kind = self._declared(name, keys.Tables)
        value = self.values.get(name, [])
        if not isinstance(value, list):
            self.wrong(
                f"{quoted(name)} is {type_name(value)}; begin each one with [[{name}]], in double brackets", name
            )
            return []
        tables = []
        for position, each in enumerate(value):
            if isinstance(each, dict):
                tables.append(Table(each, (*self.place, name, position), self.notes, kind.shape))
            else:
                self.wrong(f"{_named((name, position))} is {type_name(each)}; it must be a table", name, position)
        return tables

    def _declared(self, name: str, kind: type[Kind]) -> tuple[Key, Kind]:
        """The key of the shape and what it holds; asking for what is not declared is a bug."""
        key = self.shape[name]
        if not isinstance(key.holds, kind):
            raise TypeError(f"{name} is declared as {key.holds}, not as {kind.__name__}")
        return key, key.holds

    def _given(self, key: Key) -> object:
        """The value of a key; one that is missing and must be there is noted."""
        value = self.values.get(key.name)
        if value is None and key.required:
            self.wrong(f"{quoted(key.name)} is missing")
        return value

    def _line(self, key: Key, limit: int = keys.LONGEST_TEXT) -> str:
        value = self._given(key)
        return "" if value is None else self.line_of_text(value, key.name, limit=limit)

    def _list(self, name: str, of: str) -> list[object]:
        """A list that may be left out but not empty; `of` says what it is a list of."""
        value = self.values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            example = f", as in [{quoted(value)}]" if isinstance(value, str) and value else ""
            self.wrong(f"{quoted(name)} is {type_name(value)}; it must be a list of {of}{example}", name)
            return []
        if not value:
            self.wrong(f"{quoted(name)} is empty; it needs at least one entry", name)
        return value

    def _table(self, key: Key, example: str) -> dict[str, object] | None:
        value = self.values.get(key.name)
        if value is None or isinstance(value, dict):
            return value
        self.wrong(f"{quoted(key.name)} is {type_name(value)}; it must be a table: {example}", key.name)
        return None


def quoted(text: str) -> str:
    """Return `text` in quotation marks, cut at 80 characters, with what does not print escaped."""
    cut = text if len(text) <= 80 else f"{text[:79]}…"
    return '"' + "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in cut) + '"'


def type_name(value: object) -> str:
    """Return what a person calls the type of a TOML value."""
    return next(name for kind, name in _NAMES if isinstance(value, kind))


def _control_in(line: str) -> str:
    """The first control character of a line, or nothing."""
    if line.isprintable():
        return ""
    return next((char for char in line if unicodedata.category(char) == "Cc"), "")


def _named(way: tuple[str | int, ...]) -> str:
    """What a message calls a value: "key", or "key" item 2."""
    key, *rest = way
    return " ".join(
        [quoted(str(key)), *(f"item {part + 1}" if isinstance(part, int) else quoted(part) for part in rest)]
    )


def _address_problem(url: str) -> tuple[str, Rule | None]:
    """What keeps `url` from being fetched, or nothing; whether the host may be asked is settled when connecting."""
    if any(char.isspace() or char in '\\"<>' for char in url):
        return "has a space, quotation mark, backslash or angle bracket in it", None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # the port is only looked at when asked for
    except ValueError:
        return "is not a well-formed address", Rule.ADDRESS
    if parts.scheme not in {"http", "https"}:
        return "must begin with https:// or http://", None
    if not host:
        return "names no host", None
    if "@" in parts.netloc:
        return "has a user name or password in it; a claims file is no place for either", None
    return "", None
