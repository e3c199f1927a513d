"""Where each value of a claims file stands: the standard library's reader of TOML does not say."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left

Place = tuple[str | int, ...]
"""The way to a value from the top of the file: keys of tables and positions in lists."""

_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]++|\\.)*+"|'[^']*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_SPACE = re.compile(r"[ \t]*")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_HEADER_END = re.compile(r"[ \t]*\]\]?")
_PLAIN_VALUE = re.compile(r"[^,\]}#\n]*")
_STRINGS = (  # the longer quotation marks first; a multi-line string may end in one or two marks of its own
    ('"""', re.compile(r'"""(?:[^"\\]++|\\.|"(?!""))*+"""(?:"{0,2})', re.DOTALL)),
    ("'''", re.compile(r"'''(?:[^']++|'(?!''))*+'''(?:'{0,2})")),
    ('"', re.compile(r'"(?:[^"\\]++|\\.)*+"')),
    ("'", re.compile(r"'[^']*'")),
)


def find_lines(text: str) -> dict[Place, int]:
    """Return the line, from 1, on which each table, key and list element of `text` begins.

    `text` is TOML that `tomllib` reads, its line ends single line feeds. What a dotted key or a header mentions
    on the way counts as begun where it is first mentioned.
    """
    return _Scanner(text).scan()


def line_at(lines: dict[Place, int], place: Place) -> int:
    """Return the line of `place`, or of the nearest thing around it that has one; 1 for the file itself."""
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return 1


class _Scanner:
    """A walk over valid TOML that keeps places and forgets values."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._ends = [end.start() for end in re.finditer("\n", text)]
        self._lines: dict[Place, int] = {}
        self._last: dict[Place, int] = {}  # of each list of [[tables]], the position of the one that is open

    def scan(self) -> dict[Place, int]:
        table: Place = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self._lines

    def _header(self) -> Place:
        line = self._line()
        is_list = self._text.startswith("[[", self._at)
        self._at += 2 if is_list else 1
        self._skip(_SPACE)
        *way, name = self._keys()
        self._skip(_HEADER_END)
        place: Place = ()
        for key in way:
            place = self._note((*place, key), line)
            if place in self._last:
                place = (*place, self._last[place])
        place = self._note((*place, name), line)
        if is_list:
            self._last[place] = self._last.get(place, -1) + 1
            place = self._note((*place, self._last[place]), line)
        return place

    def _pair(self, table: Place) -> None:
        line = self._line()
        for key in self._keys():
            table = self._note((*table, key), line)
        self._skip(_EQUALS)
        self._value(table)

    def _keys(self) -> list[str]:
        keys = [self._key()]
        while _DOT.match(self._text, self._at):
            self._skip(_DOT)
            keys.append(self._key())
        return keys

    def _key(self) -> str:
        raw = self._skip(_KEY)
        return str(tomllib.loads(f"key = {raw}")["key"]) if raw[0] in "\"'" else raw

    def _value(self, place: Place) -> None:
        opening = self._text[self._at]
        if opening == "[":
            self._list(place)
        elif opening == "{":
            self._inline_table(place)
        else:
            marks = (pattern for mark, pattern in _STRINGS if self._text.startswith(mark, self._at))
            self._skip(next(marks, _PLAIN_VALUE))

    def _list(self, place: Place) -> None:
        self._at += 1
        self._skip(_BLANK)
        position = 0
        while self._text[self._at] != "]":
            self._value(self._note((*place, position), self._line()))
            self._comma()
            position += 1
        self._at += 1

    def _inline_table(self, place: Place) -> None:
        self._at += 1
        self._skip(_BLANK)
        while self._text[self._at] != "}":
            self._pair(place)
            self._comma()
        self._at += 1

    def _comma(self) -> None:
        self._skip(_BLANK)
        if self._text[self._at] == ",":
            self._at += 1
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise ValueError(f"not TOML: {self._text[self._at : self._at + 40]!r}")
        self._at = found.end()
        return found[0]

    def _line(self) -> int:
        return bisect_left(self._ends, self._at) + 1

    def _note(self, place: Place, line: int) -> Place:
        self._lines.setdefault(place, line)
        return place
