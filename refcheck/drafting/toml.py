"""Values as TOML, in a form that any text can be in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

Value = str | date | Sequence[str]

_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def toml_string(text: str) -> str:
    """Return a TOML string that stands for `text`, on one line, all that does not print escaped.

    Text with double quotation marks in it comes in single ones where it can. Half characters, which no file can hold,
    become question marks.
    """
    sound = text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
    if '"' in sound and "'" not in sound and sound.isprintable():
        return f"'{sound}'"
    return '"' + "".join(_escaped(char) for char in sound) + '"'


def toml_pairs(values: Mapping[str, Value]) -> str:
    """Return lines of keys and values, in the order given; values that are empty are left out."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in values.items() if value)


def _value(value: Value) -> str:
    if isinstance(value, str):
        return toml_string(value)
    if isinstance(value, date):
        return value.isoformat()
    return f"[{', '.join(toml_string(each) for each in value)}]"


def _escaped(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
