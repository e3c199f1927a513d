"""A Parquet data set: a folder of part files, each written whole, with typed columns and the rows as JSON."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from refcheck.errors import UsageError
from refcheck.mass.sinks import PART, WAITING, Lines

ROWS_OF_A_PART = 10_000
_AT_ONCE = 1000
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "dossier": "string",
        "line": "int64",
        "id": "string",
        "statement": "string",
        "sources": "list<string>",
        "expect": "string",
        "outcome": "string",
        "standing": "string",
        "verdict": "string",
        "supported": "float64",
        "refuted": "float64",
        "not_enough_evidence": "float64",
        "reason": "string",
        "evidence_source": "string",
        "evidence_link": "string",
        "evidence_text": "string",
        "evidence_stance": "string",
        "error": "string",
        "row": "string",
    }
)
"""The columns and their types. The evidence is the most telling; `row` has all that is known, as a line of JSON."""
_WRITING = re.compile(r"part-\d{5,}\.writing")


def arrow() -> tuple[Any, Any]:
    """The packages pyarrow and pyarrow.parquet, Parquet. Raises UsageError where it is not installed."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - heavy, and only for who writes Parquet
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "rows are written as Parquet by pyarrow, which is not installed: pip install 'refcheck-claims[parquet]'. "
            "Or end the name of --output in .jsonl."
        ) from error
    return pa, parquet


def check_folder(output: Path) -> None:
    """Raises UsageError where an output is there already and is anything but a folder of parts."""
    if output.exists() and not (output.is_dir() and all(PART.fullmatch(each.name) for each in output.iterdir())):
        raise UsageError(f"{output}: this is no folder of part files and is left alone. Name another output.")


def columns_of(text: str) -> dict[str, object]:
    """A row by its columns, from its JSON; what it has no word for is null."""
    row = json.loads(text)
    judgement = row.get("judgement") or {}
    first: dict[str, object] = next(iter(judgement.get("evidence", ())), {})
    return {
        **{name: row.get(name) for name in COLUMNS},
        **{name: judgement.get("scores", {}).get(name) for name in ("supported", "refuted", "not_enough_evidence")},
        **{f"evidence_{name}": first.get(name) for name in ("source", "link", "text", "stance")},
        "verdict": judgement.get("verdict"),
        "reason": row.get("reason") or judgement.get("reason"),
        "row": text,
    }


class Parts:
    """A folder of part files with a fixed number of rows each; the rows of one that is not full wait in a file.

    It goes on behind the first parts and the first rows that wait of a draft that broke off, and takes away the rest.
    """

    def __init__(self, draft: Path, position: Sequence[int] = ()) -> None:
        self._arrow, self._parquet = arrow()
        self._draft = draft
        self._parts, end, self._count = position or (0, 0, 0)
        draft.mkdir(exist_ok=True)
        self._clear()
        self._rows = Lines(self._waiting, (end,) if position else ())

    def write(self, text: str) -> None:
        """Takes a row; the last one of a part has it written."""
        self._rows.write(text)
        self._count += 1
        if self._count == ROWS_OF_A_PART:
            self._write_part()
            self._rows = Lines(self._waiting)

    def settle(self) -> Sequence[int]:
        """Puts on disk what was taken: how many parts, how many bytes of rows that wait, and how many of these."""
        (end,) = self._rows.settle()
        return (self._parts, end, self._count)

    def settled(self) -> None:
        """Takes away the rows that waited for parts which are there by now."""
        self._clear()

    def complete(self) -> None:
        """Writes the part that is not full, or an empty one where there is none."""
        if self._count or not self._parts:
            self._write_part()
        self._rows.close()

    def close(self) -> None:
        """Closes the rows that wait."""
        self._rows.close()

    @property
    def _waiting(self) -> Path:
        return self._draft / f"waiting-{self._parts:05}.jsonl"

    def _clear(self) -> None:
        """Takes away all but the parts so far and the rows that wait for the next."""
        for each in sorted(self._draft.iterdir()):
            is_ours = any(kind.fullmatch(each.name) for kind in (PART, WAITING, _WRITING))
            if is_ours and each != self._waiting and each.name >= self._name(self._parts):
                each.unlink()

    @staticmethod
    def _name(number: int) -> str:
        return f"part-{number:05}.parquet"

    def _write_part(self) -> None:
        """Writes the rows that wait as a part, which has its name when it is whole."""
        self._rows.close()
        part = self._draft / self._name(self._parts)
        writing = part.with_suffix(".writing")
        schema = self._schema()
        with writing.open("wb") as file:
            with self._parquet.ParquetWriter(file, schema, compression="zstd") as writer:
                for rows in self._read():
                    writer.write_table(self._arrow.Table.from_pylist(rows, schema))
            file.flush()
            os.fsync(file.fileno())
        writing.replace(part)
        self._parts, self._count = self._parts + 1, 0

    def _read(self) -> Iterator[list[dict[str, object]]]:
        with self._waiting.open("rb") as file:
            lines = (line.decode("ascii").rstrip("\n") for line in file)
            while rows := [columns_of(line) for line in islice(lines, _AT_ONCE)]:
                yield rows

    def _schema(self) -> Any:  # noqa: ANN401 - pyarrow's
        pa = self._arrow
        kinds = {
            "string": pa.string(),
            "int64": pa.int64(),
            "float64": pa.float64(),
            "list<string>": pa.list_(pa.string()),
        }
        return pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
