"""Runs as plain JSON data and back, driven by the type hints of the dataclasses in `refcheck.model`."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path, PurePath
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from refcheck.model import Result, Run

TAG = "is"
PLAIN: tuple[type, ...] = (str, int, float, bool)
_AS_IT_IS = frozenset({*PLAIN, NoneType})
"""The very types, not what is made of them, that are JSON already: most fields of a run have one."""


class CodecError(ValueError):
    """Data that is not what a type asks for; the message names the place in the data."""


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
    run = _decode(data, Run, "run")
    assert isinstance(run, Run)  # noqa: S101  # for the type checker
    return run


def encode_result(result: Result) -> object:
    """One result as JSON-able data, as it is in a run."""
    return _encode(result, Result)


def decode_result(data: object) -> Result:
    """The result that `encode_result` made `data` of. Raises `CodecError` where `data` is anything else."""
    result = _decode(data, Result, "result")
    assert isinstance(result, Result)  # noqa: S101  # for the type checker
    return result


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


def _decode(data: object, hint: object, where: str) -> object:
    members = _members(hint)
    if data is None and NoneType in get_args(hint):
        return None
    if len(members) > 1:
        return _decode_tagged(data, members, where)
    kind = members[0]
    if get_origin(kind) is tuple:
        if not isinstance(data, list):
            raise CodecError(f"{where}: a list was expected")
        kinds = _kinds(kind, len(data))
        if len(kinds) != len(data):
            raise CodecError(f"{where}: {len(kinds)} items were expected")
        return tuple(_decode(item, of, f"{where}[{n}]") for n, (item, of) in enumerate(zip(data, kinds, strict=True)))
    if dataclasses.is_dataclass(kind):
        return _decode_record(data, kind, where)
    return _decode_scalar(data, kind, where)


def _decode_tagged(data: object, members: tuple[Any, ...], where: str) -> object:
    if isinstance(data, Mapping):
        for member in members:
            if member.__name__ == data.get(TAG):
                return _decode_record({key: data[key] for key in data if key != TAG}, member, where)
    raise CodecError(f"{where}: none of the kinds that were expected")


def _decode_record(data: object, kind: Any, where: str) -> object:  # noqa: ANN401  # any of the dataclasses
    hints = _hints(kind)
    if not isinstance(data, Mapping) or (unknown := sorted(set(data) - set(hints))):
        what = f"unknown {', '.join(unknown)}" if isinstance(data, Mapping) else "an object was expected"
        raise CodecError(f"{where}: {what}")
    values = {name: _decode(data[name], hints[name], f"{where}.{name}") for name in hints if name in data}
    try:
        return kind(**values)
    except TypeError as error:
        raise CodecError(f"{where}: {error}") from error


def _decode_scalar(data: object, kind: type[Any], where: str) -> object:
    try:
        if isinstance(data, str) and issubclass(kind, date):
            return kind.fromisoformat(data)
        if isinstance(data, str) and issubclass(kind, (Enum, PurePath)):
            return kind(data)
    except ValueError as error:
        raise CodecError(f"{where}: {error}") from error
    if kind is float and type(data) is int:
        return float(data)
    if kind in PLAIN and type(data) is kind:
        return data
    raise CodecError(f"{where}: {kind.__name__} was expected, not {type(data).__name__}")


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
