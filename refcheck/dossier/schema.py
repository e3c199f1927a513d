"""The JSON Schema of a claims file, made of the keys that the loader reads it by.

It is of draft 7, the one that editors know best, and says all that can be said of one file's tables. What it can not
say is in `refcheck.dossier.keys.Rule`. A TOML date is a "string" of the format "date" to it, as TOML language servers
have it; a validator that knows JSON alone takes a date for text too.
"""

from __future__ import annotations

import json
from contextlib import suppress
from functools import singledispatch
from pathlib import Path

from refcheck.atomic import write_whole
from refcheck.dossier import keys
from refcheck.dossier.keys import Key, Rule, Shape

FOLDER = ".refcheck"
FILE = "claims.schema.json"
COMMENT = f"#:schema ./{FOLDER}/{FILE}"
"""The first line of a claims file by which editors find the schema, until there is a public address for it."""

# Character classes as regular expressions of ECMA-262, Rust and Python all read them: the control characters that
# `str.split` does not take for white space, all that is no sign to be seen, and what an address has none of.
_CONTROL = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_SPACE = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_UNSEEN = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_OUTSIDE = rf'{_UNSEEN}"<>\\'
_TEXT = rf"^[^{_CONTROL}]*[^{_UNSEEN}][^{_CONTROL}]*$"
_HOST = rf"(\[[^/?#@\[\]{_OUTSIDE}]+\]|[^/?#@:\[\]{_OUTSIDE}]+)"
_ADDRESS = rf"^[{_SPACE}]*[Hh][Tt][Tt][Pp][Ss]?://{_HOST}(:[0-9]*)?([/?#][^{_OUTSIDE}]*)?[{_SPACE}]*$"


def schema_text() -> str:
    """The schema as the package ships it: JSON, ending in a newline."""
    return Path(__file__).with_name(FILE).read_text(encoding="utf-8")


def write_schema(folder: Path) -> str:
    """Put the schema where a claims file in `folder` names it, and return the line by which it does.

    Nothing is written where it is there already. Raises `OSError`.
    """
    place = folder / FOLDER / FILE
    text = schema_text()
    if not place.is_file() or place.read_bytes() != text.encode():
        place.parent.mkdir(exist_ok=True)
        ignore = place.parent / ".gitignore"
        if not ignore.exists():
            write_whole(ignore, "*\n")
        write_whole(place, text)
    return COMMENT


def keep_schema(claims: Path) -> None:
    """Put the schema anew where the claims file's first line names it, as after a checkout or with a later refcheck.

    A file that names it otherwise, or not at all, is left alone, and a folder that can not be written in is no failure.
    """
    with suppress(OSError, ValueError):
        with claims.open(encoding="utf-8-sig") as file:
            first = file.readline()
        if first.strip() == COMMENT:
            write_schema(claims.parent)


def made_schema() -> str:
    """The schema as it follows from the keys; `schema_text` is this, kept."""
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A claims file of refcheck",
        "$comment": " ".join(["Made of refcheck/dossier/keys.py. What it can not say:", *Rule]),
    }
    either = [{"required": ["claim"]}, {"required": ["article"]}]  # an article may wait for its first claim
    return json.dumps({**head, **_table(keys.FILE), "anyOf": either}, indent=2) + "\n"


def _table(shape: Shape, **more: object) -> dict[str, object]:
    properties = {**more, **{key.name: _key(key) for key in shape.keys}}
    return {
        "description": shape.says,
        "type": "object",
        "properties": properties,
        "required": [*more, *(key.name for key in shape.keys if key.required)],
        "additionalProperties": False,
    }


def _key(key: Key) -> dict[str, object]:
    return {**_holding(key.holds), "description": key.says}


@singledispatch
def _holding(holds: object) -> dict[str, object]:
    raise NotImplementedError(f"no schema is known for {holds!r}")


@_holding.register
def _text(holds: keys.Text) -> dict[str, object]:
    return {"type": "string", "minLength": 1, "maxLength": holds.longest, "pattern": _TEXT}


@_holding.register
def _id(_: keys.Id) -> dict[str, object]:
    return {"type": "string", "pattern": f"^{keys.ID}$"}


@_holding.register
def _address(_: keys.Address) -> dict[str, object]:
    return {"type": "string", "maxLength": keys.LONGEST_ADDRESS, "pattern": _ADDRESS}


@_holding.register
def _day(_: keys.Day) -> dict[str, object]:
    # The first is TOML's own date, which has no quotes, the second one in quotes.
    shape = {"type": "string", "pattern": f"^{keys.DATE}$"}
    return {"anyOf": [{"type": "string", "format": "date", "pattern": f"^{keys.DATE}$"}, shape]}


@_holding.register
def _flag(_: keys.Flag) -> dict[str, object]:
    return {"type": "boolean"}


@_holding.register
def _choice(holds: keys.Choice) -> dict[str, object]:
    return {"type": "string", "enum": list(holds.words), "default": holds.default.value}


@_holding.register
def _texts(holds: keys.Texts) -> dict[str, object]:
    once = {"uniqueItems": True} if holds.once else {}
    return {"type": "array", "minItems": 1, **once, "items": _text(keys.Text())}


@_holding.register
def _value(_: keys.Value) -> dict[str, object]:
    return {"anyOf": [{"type": "integer"}, {"type": "string", "format": "date"}, _text(keys.Text())]}


@_holding.register
def _inner(holds: keys.Inner) -> dict[str, object]:
    return _table(holds.shape)


@_holding.register
def _variants(holds: keys.Variants) -> dict[str, object]:
    tables = (_table(shape, kind={"type": "string", "const": name}) for name, shape in holds.shapes)
    return {"oneOf": [{"title": name, **table} for (name, _), table in zip(holds.shapes, tables, strict=True)]}


@_holding.register
def _tables(holds: keys.Tables) -> dict[str, object]:
    return {"type": "array", **({"minItems": 1} if holds.some else {}), "items": _table(holds.shape)}


@_holding.register
def _statements(holds: keys.Statements) -> dict[str, object]:
    return {"type": "array", "minItems": 1, "items": {"anyOf": [_text(keys.Text()), _table(holds.shape)]}}


@_holding.register
def _names(_: keys.Names) -> dict[str, object]:
    name = {"maxLength": keys.LONGEST_TEXT, "pattern": _TEXT}
    return {"type": "object", "propertyNames": name, "additionalProperties": _texts(keys.Texts())}
