"""Rows that come as plain strings (Markdown, JSON) as a table of the document."""

from __future__ import annotations

from collections.abc import Sequence

from refcheck.model import Cell, GroupKind, PassageKind
from refcheck.reading.draft import Draft

MOST_ROWS = 100_000


def write_rows(draft: Draft, header: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> None:
    """Write one passage per row; each cell knows the header of its column. A table cut at `MOST_ROWS` is not whole."""
    group = draft.open_group(GroupKind.TABLE, caption)
    for number, row in enumerate((header, *rows[:MOST_ROWS])):
        start = position = draft.length
        cells = []
        for column, text in enumerate(row):
            above = header[column] if number and column < len(header) else ""
            cells.append(Cell(position, position + len(text), above))
            position += len(text) + 1
        if position > start + len(row):
            draft.add("\t".join(row), PassageKind.TABLE_ROW, group, tuple(cells))
    draft.close_group(group)
    draft.groups[group].closed &= len(rows) <= MOST_ROWS
