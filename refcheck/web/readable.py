"""The text of a recording: YAML in vcrpy's shape that a person can read in a diff, read without trusting it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any, Protocol
from urllib.parse import urlparse

import yaml

DEEPEST = 12
BINARY = "tag:yaml.org,2002:binary"
TEXT = "tag:yaml.org,2002:str"
INDENT = " " * 8
_FAST = getattr(yaml, "CSafeLoader", None)
_Events = _FAST or yaml.SafeLoader
# Characters that YAML lets stand for themselves on a line; the rest is escaped.
_PLAIN = r"\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_PLAIN_ASCII = bytes((9, 10, *range(0x20, 0x7F)))
_LITERAL = re.compile(rf"[\t\n{_PLAIN}]+")
_ESCAPED = re.compile(rf'[^{_PLAIN}]|["\\]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def slow_yaml() -> tuple[str, ...]:
    """A warning where PyYAML lacks libyaml, else nothing."""
    if _FAST is not None:
        return ()
    return ("PyYAML was built without libyaml: recordings read some 45 times slower; install PyYAML from a wheel",)


class BadRecordingError(Exception):
    """A file that is no recording; the words complete the sentence "FILE ..."."""


class ReadableYaml:
    """vcrpy's serializer interface: YAML that a person can read in a diff, and that keeps every byte of a body."""

    @staticmethod
    def serialize(data: dict[str, Any]) -> str:
        """The cassette as YAML text."""
        lines = [f"version: {data['version']}", "interactions:"]
        for interaction in data["interactions"]:
            lines.extend(_interaction_lines(interaction["request"], interaction["response"]))
        return "\n".join(lines) + "\n"

    @staticmethod
    def deserialize(text: str) -> dict[str, Any]:
        """The cassette in YAML text, its shape checked; raises BadRecordingError."""
        try:
            data = _read_yaml(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f" at line {mark.line + 1}" if mark else ""
            raise BadRecordingError(f"is not YAML{where}") from error
        if not isinstance(data, dict) or data.get("version") != 1:
            raise BadRecordingError("is not a cassette of version 1")
        interactions = data.get("interactions")
        if not isinstance(interactions, list) or not interactions:
            raise BadRecordingError("holds no interactions")
        return {"version": 1, "interactions": [_checked_interaction(each) for each in interactions]}


def _interaction_lines(request: dict[str, Any], response: dict[str, Any]) -> Iterator[str]:
    yield "- request:"
    yield f"    method: {request['method']}"
    yield f"    uri: {_quoted(request['uri'])}"
    yield "    body: null"
    yield "    headers: {}"
    yield "  response:"
    yield f"    status: {{code: {response['status']['code']}, message: {_quoted(response['status']['message'])}}}"
    yield "    headers:" if response["headers"] else "    headers: {}"
    for name, values in response["headers"].items():
        yield f"      {name}: [{', '.join(map(_quoted, values))}]"
    yield "    body:"
    yield f"      string: {_body_yaml(response['body']['string'])}"


def _body_yaml(body: str | bytes) -> str:
    """A body as a YAML scalar: block text where YAML keeps it exactly, else escaped line by line, else Base64."""
    if isinstance(body, bytes):  # vcrpy has decoded what is UTF-8
        encoded = base64.b64encode(body).decode("ascii")
        pieces = [encoded[start : start + 76] for start in range(0, len(encoded), 76)]
        return "\n".join(["!!binary |", *(INDENT + piece for piece in pieces)])
    if _is_literal(body):
        *lines, last = body.split("\n")
        if last:
            return "\n".join(["|2-", *(INDENT + line if line else "" for line in [*lines, last])])
        return "\n".join(["|2+", *(INDENT + line if line else "" for line in lines)])
    first, *others = (_escaped(line) for line in body.splitlines(keepends=True)) if "\n" in body else (_escaped(body),)
    # A backslash ends each line but the last, and stands before a space that begins one: YAML would drop both.
    others = [INDENT + ("\\" + line if line.startswith(" ") else line) for line in others]
    return '"' + "\\\n".join([first, *others]) + '"'


def _is_literal(text: str) -> bool:
    """Whether YAML lets the text stand as it is, line by line."""
    if text.isascii():  # four times as fast
        return bool(text) and not text.encode("ascii").translate(None, _PLAIN_ASCII)
    return bool(_LITERAL.fullmatch(text))


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: _SHORT_ESCAPES.get(match[0]) or f"\\U{ord(match[0]):08x}", text)


class _EventReader(Protocol):
    def get_event(self) -> yaml.Event | None: ...


def _read_yaml(text: str) -> object:
    """The one document in `text`, built from parser events.

    PyYAML's own composer, in C, overflows the stack on deep nesting and follows aliases; recordings need neither, so
    depth is capped and aliases and tags are refused.
    """
    loader = _Events(text)
    try:
        for expected in (yaml.StreamStartEvent, yaml.DocumentStartEvent):
            if not isinstance(loader.get_event(), expected):
                raise BadRecordingError("is empty")
        value = _value(loader, loader.get_event(), 0)
        loader.get_event()
        if not isinstance(loader.get_event(), yaml.StreamEndEvent):
            raise BadRecordingError("holds more than one document")
        return value
    finally:
        loader.dispose()


def _value(loader: _EventReader, event: yaml.Event | None, depth: int) -> object:
    if depth > DEEPEST:
        raise BadRecordingError("is nested too deeply")
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if getattr(event, "tag", None) is not None or not isinstance(event, yaml.CollectionStartEvent):
        raise BadRecordingError("has a tag or an alias, which recordings have not")
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(item := loader.get_event(), yaml.SequenceEndEvent):
            items.append(_value(loader, item, depth + 1))
        return items
    return _mapping(loader, depth)


def _mapping(loader: _EventReader, depth: int) -> dict[str, object]:
    found: dict[str, object] = {}
    while not isinstance(event := loader.get_event(), yaml.MappingEndEvent):
        key = _value(loader, event, depth + 1)
        if not isinstance(key, str) or key in found:
            raise BadRecordingError("has a key that is no text, or is given twice")
        found[key] = _value(loader, loader.get_event(), depth + 1)
    return found


def _scalar(event: yaml.ScalarEvent) -> object:
    if event.tag == BINARY:
        try:
            return base64.b64decode("".join(event.value.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadRecordingError("has binary data that is not Base64") from error
    if event.tag not in (None, "!", TEXT):
        raise BadRecordingError("has a tag or an alias, which recordings have not")
    text: str = event.value
    if event.implicit[0]:  # plain, not quoted
        if text in ("", "~", "null"):
            return None
        if re.fullmatch(r"[0-9]{1,9}", text):
            return int(text)
    return text


def _checked_interaction(interaction: object) -> dict[str, Any]:
    """The interaction, when it has the shape of vcrpy's; header values become lists."""
    match interaction:
        case {
            "request": {"method": str() as verb, "uri": str() as address},
            "response": {
                "status": {"code": int() as code, "message": str() | None as message},
                "headers": dict() as headers,
                "body": {"string": str() | bytes() | None as body},
            },
        } if 100 <= code <= 599:
            request: dict[str, Any] = {"method": verb, "uri": _checked_address(address), "body": None, "headers": {}}
        case _:
            raise BadRecordingError("has an interaction that is not in the shape of vcrpy's")
    headers = {name: values if isinstance(values, list) else [values] for name, values in headers.items()}
    if not all(isinstance(value, str) for values in headers.values() for value in values):
        raise BadRecordingError("has a header whose value is no text")
    if any(name.lower() == "content-encoding" and set(values) != {"identity"} for name, values in headers.items()):
        raise BadRecordingError("holds a compressed body; refcheck records bodies decoded")
    response = {"status": {"code": code, "message": message}, "headers": headers, "body": {"string": body}}
    return {"request": request, "response": response}


def _checked_address(address: str) -> str:
    try:
        urlparse(address)
    except ValueError as error:
        raise BadRecordingError("has an address that is none") from error
    return address
