"""HTML tables to rows: every cell with the header cells above and beside it, spans filled and clamped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refcheck.model import Cell, GroupKind, PassageKind
from refcheck.reading.draft import MARK, collapse

if TYPE_CHECKING:
    from refcheck.reading.html import Closer, Walk
    from refcheck.reading.soup import Element

MOST_COLUMNS = 200
LONGEST_REPEATED = 200
LONGEST_HEADER = 160
LAYOUT_CELL = 1200
DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class Slot:
    """One cell of the table: its words and how far it reaches."""

    text: str
    is_header: bool
    columns: int
    rows: int
    scope: str
    first_column: int = 0
    origin: int = 0
    start: int = -1
    end: int = -1


@dataclass(slots=True)
class Parts:
    """What stands directly in a table: captions, rows (with whether they stand in its head) and their cells."""

    captions: list[Element]
    rows: list[tuple[list[Element], bool]]


def read_table(walk: Walk, table: Element) -> tuple[bool, Closer | None]:
    """Write a table of data row by row; go into a table that only lays out the page."""
    parts = _parts(table)
    if _lays_out(table, parts):
        return True, walk.flush
    headings = list(walk.draft.headings)
    caption = " ".join(filter(None, (walk.short_text(node) for node in parts.captions)))
    pictures, walk.pictures = walk.pictures, []
    group = walk.draft.open_group(
        GroupKind.TABLE, caption or table.attribute("aria-label") or table.attribute("summary")
    )
    if caption:
        walk.draft.add(caption, PassageKind.CAPTION)
    nested: list[Element] = []
    slots = [([_slot(walk, cell, nested) for cell in cells], head) for cells, head in parts.rows]
    _Writer(walk, group, [row for row, _ in slots], sum(1 for _ in _leading(slots))).write()
    walk.draft.close_group(group)
    walk.pictures = pictures + walk.pictures
    walk.flush()
    for inner in nested:
        _descend_nested(walk, inner)
    walk.draft.restore(headings)
    return False, None


def _descend_nested(walk: Walk, inner: Element) -> None:
    entered, _ = read_table(walk, inner)
    if entered:
        walk.descend(inner)
        walk.flush()


def _parts(table: Element) -> Parts:
    parts = Parts([], [])
    stack: list[tuple[Any, bool]] = [(child, False) for child in reversed(table.contents)]
    while stack:
        node, head = stack.pop()
        if isinstance(node, str):
            continue
        name = node.name
        if name == "caption":
            parts.captions.append(node)
        elif name == "tr":
            cells = [c for c in node.contents if not isinstance(c, str) and c.name in ("td", "th")]
            if cells:
                parts.rows.append((cells, head))
        elif name in ("thead", "tbody", "tfoot"):
            stack.extend((child, name == "thead") for child in reversed(node.contents))
    return parts


def _lays_out(table: Element, parts: Parts) -> bool:
    if table.attrs.get("role") in ("presentation", "none"):
        return True
    cells = [cell for row, _ in parts.rows for cell in row]
    if not cells:
        return True
    if parts.captions or any(head for _, head in parts.rows) or any(cell.name == "th" for cell in cells):
        return False
    if len(parts.rows) == 1 or all(len(row) == 1 for row, _ in parts.rows[:50]):
        return len(parts.rows) < 2 or any(cell.size > 200 for cell in cells)
    return any(cell.size > LAYOUT_CELL or _has_blocks(cell) for cell in cells)


def _has_blocks(cell: Element) -> bool:
    names = [child.name for child in cell.contents if not isinstance(child, str)]
    return any(name in ("table", "h1", "h2", "h3", "h4") for name in names) or names.count("p") > 3


def _slot(walk: Walk, cell: Element, nested: list[Element]) -> Slot:
    """A cell's words; tables inside of it are set aside, to be read after this one."""
    contents = cell.contents
    if not contents or (len(contents) == 1 and isinstance(contents[0], str)):  # most cells: nothing but words
        text = collapse(contents[0].replace(MARK, "")) if contents else ""
        return _shaped(cell, text)
    inner = _nested_tables(cell)
    if inner:
        nested.extend(inner)
    pictures = walk.pictures
    walk.pictures = []
    text = walk.short_text(cell)
    if not text and walk.pictures:
        text = walk.pictures.pop(0)
    elif not text:
        text = _picture_name(cell)
    walk.pictures = pictures + [alt for alt in walk.pictures if alt not in text]
    return _shaped(cell, text)


def _shaped(cell: Element, text: str) -> Slot:
    if not cell.attrs:
        return Slot(text, cell.name == "th", 1, 1, "")
    return Slot(text, cell.name == "th", _span(cell, "colspan"), _span(cell, "rowspan"), cell.attribute("scope"))


def _nested_tables(cell: Element) -> list[Element]:
    """The outermost tables in a cell, taken out of it."""
    found: list[Element] = []
    stack: list[Element] = [cell]
    while stack:
        node = stack.pop()
        kept = []
        for child in node.contents:
            if not isinstance(child, str) and child.name == "table":
                found.append(child)
            else:
                kept.append(child)
                if not isinstance(child, str):
                    stack.append(child)
        if len(kept) != len(node.contents):
            node.contents = kept
    return found


def _picture_name(cell: Element) -> str:
    stack: list[Element] = [cell]
    while stack:
        node = stack.pop()
        if node.name == "img" and node.attribute("alt"):
            return " ".join(node.attribute("alt").split())
        stack.extend(child for child in node.contents if not isinstance(child, str))
    return ""


def _span(cell: Element, name: str) -> int:
    value = cell.attrs.get(name)
    if not value:
        return 1
    value = value.strip()
    if value == "0" and name == "rowspan":
        return 65534
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _leading(slots: list[tuple[list[Slot], bool]]) -> list[int]:
    """The rows at the top that are headers: those of the head, or those of header cells only."""
    leading: list[int] = []
    for index, (row, head) in enumerate(slots):
        if not (head or (all(slot.is_header for slot in row) and not _is_section(row))):
            break
        if index >= len(slots) - 1:
            break
        leading.append(index)
    if not leading and not any(slot.is_header for row, _ in slots for slot in row) and _first_row_heads(slots):
        return [0]
    return leading


def _is_section(row: list[Slot]) -> bool:
    return len(row) == 1 and row[0].columns > 1


def _first_row_heads(slots: list[tuple[list[Slot], bool]]) -> bool:
    """Whether a table without header cells has a first row that reads like one: words over a column of figures."""
    if len(slots) < 3 or len(slots[0][0]) < 2:
        return False
    first = slots[0][0]
    if any(not slot.text or DIGIT.search(slot.text) or len(slot.text) > 40 for slot in first):
        return False
    for column in range(len(first)):
        below = [row[column].text for row, _ in slots[1:] if column < len(row)]
        if below and all(DIGIT.search(text) for text in below):
            return True
    return False


class _Writer:
    """Writes the rows of one table."""

    def __init__(self, walk: Walk, group: int, rows: list[list[Slot]], leading: int) -> None:
        self.walk = walk
        self.group = group
        self.rows = rows
        self.leading = leading
        self.above: list[list[str]] = []
        self.section = ""
        self.headers: dict[int, str] = {}
        self.held: dict[int, tuple[Slot, int]] = {}
        self.repeatable = 20_000 + 2 * sum(len(slot.text) for row in rows for slot in row)

    def write(self) -> None:
        """Write every row that has words."""
        for index, row in enumerate(self.rows):
            placed = self._place(row, index)
            if index < self.leading:
                self._head(placed)
            elif index >= self.leading and len(row) == 1 and self._is_section(row[0], placed):
                self.section = row[0].text
                self.headers.clear()
                self._line([row[0]], with_headers=False)
            else:
                self._line(placed, with_headers=True)

    def _is_section(self, slot: Slot, placed: list[Slot]) -> bool:
        return bool(slot.text) and len(placed) == 1 and slot.columns > 1 and (slot.is_header or len(slot.text) < 60)

    def _place(self, row: list[Slot], index: int) -> list[Slot]:
        """The row's cells with those that reach into it from rows above, by column."""
        if not self.held and len(row) <= MOST_COLUMNS and all(cell.columns == cell.rows == 1 for cell in row):
            for column, cell in enumerate(row):
                cell.first_column, cell.origin = column, index
            return row
        placed: list[Slot] = []
        column = 0
        waiting = iter(row)
        slot = next(waiting, None)
        held, self.held = self.held, {}
        while (slot is not None or held) and column < MOST_COLUMNS:
            if column in held:
                above, left = held.pop(column)
                placed.append(above)
                if left > 1:
                    self.held[column] = (above, left - 1)
                column += above.columns
            elif slot is not None:
                slot.columns = min(slot.columns, MOST_COLUMNS - column)
                slot.first_column = column
                slot.origin = index
                placed.append(slot)
                rows_left = min(slot.rows, len(self.rows) - index) - 1
                if rows_left > 0:
                    self.held[column] = (slot, rows_left)
                column += slot.columns
                slot = next(waiting, None)
            else:
                column = min(held)
        return placed

    def _head(self, placed: list[Slot]) -> None:
        for slot in placed:
            last = min(slot.first_column + slot.columns, MOST_COLUMNS)
            while len(self.above) < last:
                self.above.append([])
            for column in range(slot.first_column, last):
                if slot.text and slot.text not in self.above[column]:
                    self.above[column].append(slot.text)
        self._line(placed, with_headers=False)

    def _line(self, placed: list[Slot], with_headers: bool) -> None:
        draft = self.walk.draft
        beside = [slot for slot in placed if slot.is_header and slot.scope != "col"] if with_headers else []
        start = draft.length
        position = start
        texts: list[str] = []
        cells: list[Cell] = []
        fresh = False
        own = False
        for slot in placed:
            repeated = slot.start >= 0
            if repeated and (len(slot.text) > LONGEST_REPEATED or self.repeatable < len(slot.text)):
                cells.append(Cell(slot.start, slot.end, self._header(slot, beside, with_headers)))
                continue
            if repeated:
                self.repeatable -= len(slot.text) + 1
            else:
                own = own or bool(slot.text)
            if fresh:
                position += 1
            fresh = True
            texts.append(slot.text)
            cells.append(Cell(position, position + len(slot.text), self._header(slot, beside, with_headers)))
            if not repeated:
                slot.start, slot.end = position, position + len(slot.text)
            position += len(slot.text)
        line = "\t".join(texts)
        if not own:
            return
        draft.add(line, PassageKind.TABLE_ROW, self.group, tuple(cells))

    def _header(self, slot: Slot, beside: list[Slot], with_headers: bool) -> str:
        """The header cells over the slot's columns, the section that it stands in, the header cell of its row."""
        if not with_headers:
            return ""
        column = slot.first_column
        if not beside and column in self.headers:
            return self.headers[column]
        parts: list[str] = []
        if column < len(self.above):
            parts.extend(self.above[column])
        if self.section:
            parts.append(self.section)
        parts.extend(other.text for other in beside if other is not slot and other.text)
        header = " / ".join(dict.fromkeys(part for part in parts if part))[:LONGEST_HEADER]
        if not beside:
            self.headers[column] = header
        return header
