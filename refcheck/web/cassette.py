"""Recordings: one vcrpy cassette per source, played by vcrpy's own Cassette, which is driven directly.

vcrpy's usual way patches http.client for the whole process, which is not safe across threads; nothing is patched here.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import urlparse

import yaml
from vcr.cassette import Cassette  # type: ignore[import-untyped]
from vcr.matchers import method, uri  # type: ignore[import-untyped]
from vcr.persisters.filesystem import CassetteNotFoundError  # type: ignore[import-untyped]
from vcr.record_mode import RecordMode as VcrMode  # type: ignore[import-untyped]
from vcr.request import Request  # type: ignore[import-untyped]
from vcr.serialize import deserialize, serialize  # type: ignore[import-untyped]

from refcheck.errors import UsageError
from refcheck.model import Unread
from refcheck.redaction import without_secrets
from refcheck.web.exchange import Exchange
from refcheck.web.fault import Fault

SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
DEEPEST = 12
LEFT_ALONE = 3600.0
BINARY = "tag:yaml.org,2002:binary"
TEXT = "tag:yaml.org,2002:str"
INDENT = " " * 8
_FAST = getattr(yaml, "CSafeLoader", None)
_Events = _FAST or yaml.SafeLoader
# Characters that YAML lets stand for themselves on a line; the rest is escaped.
_PLAIN = r"\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_LITERAL = re.compile(rf"[\t\n{_PLAIN}]+")
_ESCAPED = re.compile(rf'[^{_PLAIN}]|["\\]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def slow_yaml() -> tuple[str, ...]:
    """A warning where PyYAML lacks libyaml, else nothing."""
    if _FAST is not None:
        return ()
    return ("PyYAML was built without libyaml: recordings read some 45 times slower; install PyYAML from a wheel",)


def cassette_path(folder: Path, source_id: str) -> Path:
    """The file of a source's recording, always directly in `folder`; a Fault for an id that can name no file."""
    if not SOURCE_ID.fullmatch(source_id):
        detail = (
            f"the id {source_id[:80]!r} can not name a recording: use up to 80 of a-z, 0-9, '.', '_' and '-', "
            "beginning with a letter or a digit"
        )
        raise Fault(Unread.BAD_RECORDING, detail)
    return folder / f"{source_id}.yaml"


class Recording:
    """What a cassette holds; each exchange plays once, in order, as vcrpy plays it."""

    def __init__(self, cassette: Cassette | None = None) -> None:
        self._cassette = cassette
        self.exchanges = tuple(
            _exchange(request, response) for request, response in (cassette.data if cassette is not None else ())
        )

    @classmethod
    def load(cls, path: Path, most_bytes: int) -> Self:
        """The recording in `path`, empty where there is no file; a Fault for one that can not be a recording."""
        persister = AtomicFiles(most_bytes)
        mode = VcrMode.NONE
        try:
            return cls(
                Cassette.load(
                    path=path,
                    persister=persister,
                    serializer=ReadableYaml,
                    record_mode=mode,
                    match_on=(method, uri),
                    before_record_request=_redacted,
                )
            )
        except _BadRecordingError as error:
            raise Fault(Unread.BAD_RECORDING, f"{path.parent.name}/{path.name} {error}") from error
        except OSError as error:
            detail = f"{path.parent.name}/{path.name} can not be read: {error.strerror}"
            raise Fault(Unread.BAD_RECORDING, detail) from error

    def play(self, address: str) -> Exchange | None:
        """The next recorded answer of `address`, or None."""
        request = Request("GET", address, None, {})
        if self._cassette is None or not self._cassette.can_play_response_for(request):
            return None
        return _exchange(request, self._cassette.play_response(request))


def leftovers(folder: Path) -> tuple[Path, ...]:
    """The drafts that writers left in the folder which were killed, or are just at it: harmless, and never replayed."""
    return tuple(sorted(folder.glob(".*.yaml.*.tmp")))


def clear_leftovers(folder: Path, older_than: float = LEFT_ALONE) -> None:
    """Removes the drafts of killed writers: those not touched for so many seconds that no writer is at them."""
    for draft in leftovers(folder):
        with contextlib.suppress(OSError):
            if time.time() - draft.stat().st_mtime > older_than:
                draft.unlink()


def _redacted(request: Request) -> Request:
    """Filters requests for vcrpy, those recorded and those asked for: an older recording may have secrets yet."""
    request.uri = without_secrets(request.uri)
    return request


def save(path: Path, exchanges: Iterable[Exchange]) -> None:
    """Writes a cassette in one step: a reader, or a run killed meanwhile, sees the old file or the new one.

    Raises UsageError where the file can not be written.
    """
    pairs = [(Request("GET", each.uri, None, {}), _response(each)) for each in exchanges]
    data = {"requests": [request for request, _ in pairs], "responses": [response for _, response in pairs]}
    try:
        AtomicFiles.save_cassette(path, data, ReadableYaml)
    except OSError as error:
        raise UsageError(
            f"{path}: the recording can not be written ({error.strerror}), and what was recorded stays; "
            "make room, or make the folder writable"
        ) from error


def _exchange(request: Request, response: dict[str, Any]) -> Exchange:
    headers = tuple((name, value) for name, values in response["headers"].items() for value in values)
    status = response["status"]
    return Exchange(request.uri, status["code"], status["message"] or "", headers, response["body"]["string"] or b"")


def _response(exchange: Exchange) -> dict[str, Any]:
    headers: dict[str, list[str]] = {}
    for name, value in exchange.headers:
        headers.setdefault(name, []).append(value)
    status = {"code": exchange.status, "message": exchange.reason}
    return {"status": status, "headers": headers, "body": {"string": exchange.body}}


class AtomicFiles:
    """vcrpy's persister interface over files that are UTF-8 with LF everywhere and are replaced whole."""

    def __init__(self, most_bytes: int) -> None:
        # Base64 adds a third, indentation and escapes more: a file beyond this holds no page that would be accepted.
        self._most = 4 * most_bytes + 1_000_000

    def load_cassette(self, path: Path, serializer: type[ReadableYaml]) -> tuple[list[Request], list[dict[str, Any]]]:
        """The requests and responses in `path`."""
        if not os.path.lexists(path):
            raise CassetteNotFoundError
        if not path.is_file():
            raise _BadRecordingError("is not a file")
        if path.stat().st_size > self._most:
            raise _BadRecordingError(f"is larger than {self._most} bytes")
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise _BadRecordingError("is not UTF-8 text") from error
        requests, responses = deserialize(text, serializer)
        return requests, responses

    @staticmethod
    def save_cassette(path: Path, cassette: dict[str, Any], serializer: type[ReadableYaml]) -> None:
        """Writes to a temporary file in the same folder, then puts it in the place of `path`."""
        content = serialize(cassette, serializer).encode("utf-8")
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
        try:
            try:
                _write(draft, content)
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(draft, content)
            draft.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise


def _write(path: Path, content: bytes) -> None:
    """Writes a new file to the disk, with no more calls to the system than it takes: other threads wait for each."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.chmod(0o644)


class _BadRecordingError(Exception):
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
        """The cassette in YAML text, its shape checked; raises _BadRecordingError."""
        try:
            data = _read_yaml(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f" at line {mark.line + 1}" if mark else ""
            raise _BadRecordingError(f"is not YAML{where}") from error
        if not isinstance(data, dict) or data.get("version") != 1:
            raise _BadRecordingError("is not a cassette of version 1")
        interactions = data.get("interactions")
        if not isinstance(interactions, list) or not interactions:
            raise _BadRecordingError("holds no interactions")
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
    if _LITERAL.fullmatch(body):
        *lines, last = body.split("\n")
        if last:
            return "\n".join(["|2-", *(INDENT + line if line else "" for line in [*lines, last])])
        return "\n".join(["|2+", *(INDENT + line if line else "" for line in lines)])
    first, *others = (_escaped(line) for line in body.splitlines(keepends=True)) if "\n" in body else (_escaped(body),)
    # A backslash ends each line but the last, and stands before a space that begins one: YAML would drop both.
    others = [INDENT + ("\\" + line if line.startswith(" ") else line) for line in others]
    return '"' + "\\\n".join([first, *others]) + '"'


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
                raise _BadRecordingError("is empty")
        value = _value(loader, loader.get_event(), 0)
        loader.get_event()
        if not isinstance(loader.get_event(), yaml.StreamEndEvent):
            raise _BadRecordingError("holds more than one document")
        return value
    finally:
        loader.dispose()


def _value(loader: _EventReader, event: yaml.Event | None, depth: int) -> object:
    if depth > DEEPEST:
        raise _BadRecordingError("is nested too deeply")
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if getattr(event, "tag", None) is not None or not isinstance(event, yaml.CollectionStartEvent):
        raise _BadRecordingError("has a tag or an alias, which recordings have not")
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
            raise _BadRecordingError("has a key that is no text, or is given twice")
        found[key] = _value(loader, loader.get_event(), depth + 1)
    return found


def _scalar(event: yaml.ScalarEvent) -> object:
    if event.tag == BINARY:
        try:
            return base64.b64decode("".join(event.value.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise _BadRecordingError("has binary data that is not Base64") from error
    if event.tag not in (None, "!", TEXT):
        raise _BadRecordingError("has a tag or an alias, which recordings have not")
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
            raise _BadRecordingError("has an interaction that is not in the shape of vcrpy's")
    headers = {name: values if isinstance(values, list) else [values] for name, values in headers.items()}
    if not all(isinstance(value, str) for values in headers.values() for value in values):
        raise _BadRecordingError("has a header whose value is no text")
    if any(name.lower() == "content-encoding" and set(values) != {"identity"} for name, values in headers.items()):
        raise _BadRecordingError("holds a compressed body; refcheck records bodies decoded")
    response = {"status": {"code": code, "message": message}, "headers": headers, "body": {"string": body}}
    return {"request": request, "response": response}


def _checked_address(address: str) -> str:
    try:
        urlparse(address)
    except ValueError as error:
        raise _BadRecordingError("has an address that is none") from error
    return address
