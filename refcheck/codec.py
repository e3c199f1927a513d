"""Runs as plain JSON data and back, driven by the type hints of the dataclasses in `refcheck.model`."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path, PurePath
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from refcheck.model import Result, Run

Kind = TypeVar("Kind")

TAG = "is"
PLAIN: tuple[type, ...] = (str, int, float, bool)
_AS_IT_IS = frozenset({*PLAIN, NoneType})
"""The very types, not what is made of them, that are JSON already: most fields of a run have one."""


Decoder = Callable[[object], object]


class CodecError(ValueError):
    """Data that is not what a type asks for; the message names the place in the data."""

    def __init__(self, what: str, where: str = "") -> None:
        self.what, self.where = what, where
        super().__init__(f"{where}: {what}")

    def inside(self, step: str) -> CodecError:
        """The same, told from one step further out."""
        return CodecError(self.what, step + self.where)


def encode_run(run: Run) -> dict[str, object]:
    """The run as JSON-able data: dates in ISO 8601, enums by value, paths relative to the claims file's folder.

    The article's text is part of it: an article that has changed since could not be shown with the quotes of this run.
    """
    dossier = run.dossier
    folder = dossier.path.parent
    article = dossier.article
    if article is not None:
        article = dataclasses.replace(article, path=relative_path(article.path, folder))
    dossier = dataclasses.replace(dossier, path=Path(dossier.path.name), article=article)
    encoded = _encode(dataclasses.replace(run, dossier=dossier), Run)
    assert isinstance(encoded, dict)  # noqa: S101  # for the type checker: a dataclass always gives a dict
    return encoded


def relative_path(path: Path, folder: Path) -> Path:
    """The way from the folder to the path, so that neither names the machine that it is on."""
    try:
        return Path(os.path.relpath(path, folder))
    except ValueError:  # another drive on Windows
        return path


def decode_run(data: object) -> Run:
    """The run that `encode_run` made `data` of, its paths relative.

    Raises `CodecError` where `data` is anything else.
    """
    return _decoded(data, Run, "run")


def encode_result(result: Result) -> object:
    """One result as JSON-able data, as it is in a run."""
    return _encode(result, Result)


def decode_result(data: object) -> Result:
    """The result that `encode_result` made `data` of. Raises `CodecError` where `data` is anything else."""
    return _decoded(data, Result, "result")


def _decoded(data: object, kind: type[Kind], name: str) -> Kind:
    hint: Any = kind
    try:
        found = _decoder(hint)(data)
    except CodecError as error:
        raise error.inside(name) from error
    assert isinstance(found, kind)  # noqa: S101  # for the type checker
    return found


def _encode(value: object, hint: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, PLAIN):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return value.as_posix()
    if isinstance(value, tuple):
        return [_encode(item, kind) for item, kind in zip(value, _kinds(hint, len(value)), strict=True)]
    kind: Any = type(value)
    encoded: dict[str, object] = {TAG: kind.__name__} if len(_members(hint)) > 1 else {}
    for name, field_hint in _hints(kind).items():
        item = getattr(value, name)
        encoded[name] = item if type(item) in _AS_IT_IS else _encode(item, field_hint)
    return encoded


@cache
def _decoder(hint: object) -> Decoder:
    """What makes a value of that type out of plain data, or raises `CodecError`."""
    members = _members(hint)
    decode = _tagged(members) if len(members) > 1 else _single(members[0])
    if NoneType in get_args(hint):
        return lambda data: None if data is None else decode(data)
    return decode


def _single(kind: Any) -> Decoder:  # noqa: ANN401  # any type that a field has
    if get_origin(kind) is tuple:
        return _several(kind)
    return _record(kind) if dataclasses.is_dataclass(kind) else _scalar(kind)


def _several(kind: object) -> Decoder:
    kinds = get_args(kind)
    endless = kinds[-1] is Ellipsis
    decoders = [_decoder(each) for each in (kinds[:1] if endless else kinds)]

    def decode(data: object) -> object:
        if not isinstance(data, list):
            raise CodecError("a list was expected")
        own = decoders * len(data) if endless else decoders
        if len(own) != len(data):
            raise CodecError(f"{len(own)} items were expected")
        found = []
        for decode_item, item in zip(own, data, strict=True):
            try:
                found.append(decode_item(item))
            except CodecError as error:
                raise error.inside(f"[{len(found)}]") from error
        return tuple(found)

    return decode


def _tagged(members: tuple[Any, ...]) -> Decoder:
    records = {member.__name__: _record(member) for member in members}

    def decode(data: object) -> object:
        if isinstance(data, Mapping) and (record := records.get(str(data.get(TAG)))):
            return record({key: data[key] for key in data if key != TAG})
        raise CodecError("none of the kinds that were expected")

    return decode


def _record(kind: Any) -> Decoder:  # noqa: ANN401  # any of the dataclasses
    fields = {name: _decoder(hint) for name, hint in _hints(kind).items()}

    def decode(data: object) -> object:
        if not isinstance(data, Mapping):
            raise CodecError("an object was expected")
        if unknown := data.keys() - fields.keys():
            raise CodecError(f"unknown {', '.join(sorted(unknown))}")
        values = {}
        for name in data:
            try:
                values[name] = fields[name](data[name])
            except CodecError as error:
                raise error.inside(f".{name}") from error
        try:
            return kind(**values)
        except TypeError as error:
            raise CodecError(str(error)) from error

    return decode


def _scalar(kind: type[Any]) -> Decoder:
    made = issubclass(kind, (date, Enum, PurePath))

    def decode(data: object) -> object:
        if type(data) is kind:
            return data
        if made and isinstance(data, str):
            try:
                return kind.fromisoformat(data) if issubclass(kind, date) else kind(data)
            except ValueError as error:
                raise CodecError(str(error)) from error
        if kind is float and type(data) is int:
            return float(data)
        raise CodecError(f"{kind.__name__} was expected, not {type(data).__name__}")

    return decode


@cache
def _members(hint: object) -> tuple[Any, ...]:
    """The types of a union other than None, or the hint itself."""
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        return tuple(member for member in get_args(hint) if member is not NoneType)
    return (hint,)


def _kinds(hint: object, length: int) -> tuple[object, ...]:
    kinds = get_args(hint)
    return kinds[:1] * length if kinds[-1] is Ellipsis else kinds


@cache
def _hints(kind: Any) -> dict[str, object]:  # noqa: ANN401  # any of the dataclasses
    """The fields of a dataclass with their types."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}
