"""PDF to passages with pypdfium2: columns in reading order, hyphenated words joined, page numbers as places."""

from __future__ import annotations

import re
import statistics
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from refcheck.model import Cell, Document, GroupKind, Page, PageDate, PassageKind, Unavailable, Unread
from refcheck.reading.draft import Draft, collapse
from refcheck.reading.language import language_of
from refcheck.reading.pagedates import machine_date
from refcheck.reading.readers import digest

if TYPE_CHECKING:
    import pypdfium2  # type: ignore[import-untyped]

MOST_PAGES = 1500
MOST_RUNS = 6000
LEAST_COLUMN_LINES = 3
LEAST_COLUMN_LETTERS = 14
SOFT_HYPHEN = "\u00ad"
# pdfium gives a hyphen at the end of a line as U+FFFE or U+0002.
HYPHENS = ("\ufffe", "\u0002", "\u00ad", "-", "\u2010")
FALLBACK_LINE_HEIGHT = 12.0
HEADING_SCALE = 1.12
ITEM = re.compile(r"^(?:[\u2022\u25cf\u25aa\u2013\u2014\u00b7*-]\s+|\(?[a-z0-9]{1,3}[.)]\s+)")
SENTENCE_END = re.compile(r"[.!?:;\u3002\u061f][\"'\u201d\u2019)\]]*$")
BARE_NUMBER = re.compile(
    r"^\W*(?:page|seite|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/|von)\s*\d{1,4})?\W*$", re.IGNORECASE
)
PDF_DATE = re.compile(r"^D:(\d{4})(\d{2})(\d{2})")
# pdfium keeps global state: one document at a time, whatever the threads.
PDFIUM = threading.Lock()


@dataclass(slots=True)
class Run:
    """A piece of a line: its words and box in points, the origin at the lower left of the page."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        """The box's height."""
        return self.top - self.bottom


@dataclass(slots=True)
class Line:
    """Runs side by side, in reading order, parted where the gap is wide."""

    pieces: list[str]
    left: float
    bottom: float
    right: float
    top: float
    page: int
    edge: bool = False

    @property
    def text(self) -> str:
        """The line's words."""
        return " ".join(self.pieces)

    @property
    def height(self) -> float:
        """The line's height."""
        return self.top - self.bottom


def read_pdf(page: Page) -> Document | Unavailable:
    """The file's document; encrypted, broken and scanned files are `Unavailable`, never an exception."""
    import pypdfium2  # noqa: PLC0415 - slow to import and seldom needed

    with PDFIUM:
        try:
            file = pypdfium2.PdfDocument(page.body)
        except pypdfium2.PdfiumError as error:
            encrypted = "password" in str(error).lower() or "security" in str(error).lower()
            why = "the PDF is encrypted" if encrypted else f"the PDF is broken: {error}"
            return Unavailable(page.source, Unread.UNREADABLE, why[:200])
        try:
            count = len(file)
            pages = [_lines(file, number) for number in range(min(count, MOST_PAGES))]
            told = {key: collapse(value) for key, value in file.get_metadata_dict(skip_empty=True).items()}
        finally:
            file.close()
    return _document(page, pages, count, told)


def _document(page: Page, pages: list[list[Line]], count: int, told: dict[str, str]) -> Document | Unavailable:
    blank = sum(not lines for lines in pages)
    if blank == len(pages):
        return Unavailable(page.source, Unread.UNREADABLE, f"the PDF has no text: {count} scanned or empty pages")
    draft = Draft()
    _write(draft, _without_furniture(pages))
    text = draft.text()
    headings = [draft_text for _, draft_text in draft.headings[:1]]
    notes = [page.note]
    if blank:
        notes.append(f"{blank} of {count} pages have no text (scanned or empty)")
    if count > MOST_PAGES:
        notes.append(f"only the first {MOST_PAGES} of {count} pages were read")
    if not draft.marks:
        return Unavailable(page.source, Unread.EMPTY, "the PDF has no words to read")
    return Document(
        page.source,
        text,
        draft.passages(),
        draft.frozen_groups(),
        title=told.get("Title", "")[:500] or next((h for h in headings if h), ""),
        author=told.get("Author", "")[:300],
        published=_date(told, "CreationDate"),
        modified=_date(told, "ModDate"),
        language=language_of(text),
        sha256=digest(page.body),
        url=page.final_url,
        provenance=page.provenance,
        fetched_at=page.fetched_at,
        note="; ".join(filter(None, notes)),
    )


def _date(told: dict[str, str], key: str) -> PageDate | None:
    match = PDF_DATE.match(told.get(key, ""))
    value = machine_date("-".join(match.groups())) if match else None
    return PageDate(value, f"PDF {key}") if value else None


def _lines(file: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of one page in reading order; a page that can't be parsed has none."""
    import pypdfium2  # noqa: PLC0415 - see above

    try:
        page = file[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    try:
        runs = list(_runs(text_page))
    finally:
        text_page.close()
        page.close()
    lines = [line for block in _blocks(_without_number(runs)) for line in _rows(block, number + 1)]
    tops = sorted({line.top for line in lines})
    for line in lines:
        line.edge = line.top in (*tops[:2], *tops[-2:])
    return lines


def _without_number(runs: list[Run]) -> list[Run]:
    """The runs but for a page number that stands alone at the head or the foot."""
    if len(runs) < 3:
        return runs
    lowest, highest = min(run.bottom for run in runs), max(run.top for run in runs)
    alone = [run for run in runs if run.bottom == lowest or run.top == highest]
    return [run for run in runs if not (run in alone and BARE_NUMBER.match(run.text))]


def _runs(text_page: pypdfium2.PdfTextPage) -> Iterator[Run]:
    for index in range(min(text_page.count_rects(), MOST_RUNS)):
        left, bottom, right, top = text_page.get_rect(index)
        if right <= left or top <= bottom:
            continue
        text = text_page.get_text_bounded(left, bottom, right, top).replace("\x00", "")
        text = text.replace("\r\n", " ").replace("\n", " ").rstrip(" ")
        if text.strip():
            yield Run(left, bottom, right, top, text)


def _blocks(runs: list[Run]) -> list[list[Run]]:
    """Columns and what spans them, in reading order: recursive X-Y cut (Nagy and Seth, 1984) with its own stack."""
    done: list[list[Run]] = []
    stack = [runs]
    while stack:
        block = stack.pop()
        parts = _cut_columns(block) or _cut_rows(block)
        if parts:
            stack.extend(reversed(parts))
        elif block:
            done.append(block)
    return done


def _cut_columns(runs: list[Run]) -> list[list[Run]]:
    """Two columns where an empty strip runs from top to bottom between blocks of running text."""
    if len(runs) < 2 * LEAST_COLUMN_LINES:
        return []
    width = statistics.median(run.height for run in runs)
    ordered = sorted(runs, key=lambda run: (run.left, run.top))
    reach = ordered[0].right
    best: tuple[float, float] | None = None
    for run in ordered[1:]:
        gap = run.left - reach
        if gap > 0.6 * width and (best is None or gap > best[0]):
            best = (gap, (run.left + reach) / 2)
        reach = max(reach, run.right)
    if best is None:
        return []
    left = [run for run in runs if run.right <= best[1]]
    right = [run for run in runs if run.left >= best[1]]
    return [left, right] if _is_column(left) and _is_column(right) else []


def _is_column(runs: list[Run]) -> bool:
    if len({round(run.bottom) for run in runs}) < LEAST_COLUMN_LINES:
        return False
    return statistics.median(len(run.text) for run in runs) >= LEAST_COLUMN_LETTERS


def _cut_rows(runs: list[Run]) -> list[list[Run]]:
    """Top and bottom at the widest empty strip across, where only then columns appear."""
    if len(runs) < 2 * LEAST_COLUMN_LINES + 1:
        return []
    ordered = sorted(runs, key=lambda run: -run.top)
    floor = ordered[0].bottom
    cuts: list[tuple[float, int]] = []
    for index, run in enumerate(ordered[1:], 1):
        gap = floor - run.top
        if gap > 0:
            cuts.append((gap, index))
        floor = min(floor, run.bottom)
    for _, index in sorted(cuts, reverse=True)[:6]:
        above, below = ordered[:index], ordered[index:]
        if _cut_columns(above) or _cut_columns(below):
            return [above, below]
    return []


def _rows(runs: list[Run], page: int) -> list[Line]:
    """Runs at one height make a line; a gap wider than two letters parts its pieces."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-(run.top + run.bottom), run.left)):
        middle = (run.top + run.bottom) / 2
        if rows and rows[-1][0].bottom <= middle <= rows[-1][0].top:
            rows[-1].append(run)
        else:
            rows.append([run])
    lines: list[Line] = []
    for row in rows:
        row.sort(key=lambda run: run.left)
        pieces = [row[0].text]
        for before, run in pairwise(row):
            gap = run.left - before.right
            if gap > 1.2 * run.height:
                pieces.append(run.text)
            else:
                pieces[-1] += ("" if gap < 0.12 * run.height else " ") + run.text
        tops = [run.top for run in row]
        bottoms = [run.bottom for run in row]
        right = max(run.right for run in row)
        lines.append(Line(pieces, row[0].left, min(bottoms), right, max(tops), page))
    return lines


def _without_furniture(pages: list[list[Line]]) -> list[Line]:
    """All lines but page numbers and the heads and feet that recur from page to page."""
    edges: Counter[str] = Counter()
    for lines in pages:
        edges.update({_shape(line) for line in lines if line.edge})
    recurring = {shape for shape, times in edges.items() if times >= 3 and times >= 0.4 * len(pages)}
    return [line for lines in pages for line in lines if not (line.edge and _shape(line) in recurring)]


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", collapse(line.text))


def _write(draft: Draft, lines: list[Line]) -> None:
    """Lines to headings, paragraphs, items and rows."""
    if not lines:
        return
    body = statistics.median(line.height for line in lines) or FALLBACK_LINE_HEIGHT
    known = Counter(word for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.lower()))
    sizes = sorted({round(line.height) for line in lines if line.height > HEADING_SCALE * body}, reverse=True)
    index = 0
    while index < len(lines):
        rows = _table_at(lines, index)
        if rows:
            _write_table(draft, lines[index : index + rows])
            index += rows
            continue
        last = index + 1
        while last < len(lines) and _continues(lines[last - 1], lines[last], lines[index], body):
            last += 1
        block = lines[index:last]
        draft.page = block[0].page
        text = collapse(_joined([line.text for line in block], known))
        heading = block[0].height > HEADING_SCALE * body and len(text) <= 200 and not text.endswith((".", ";", ","))
        if text and heading:
            draft.heading(sizes.index(round(block[0].height)) + 1 if round(block[0].height) in sizes else 6, text)
        elif text:
            draft.add(text, PassageKind.LIST_ITEM if ITEM.match(text) else PassageKind.PARAGRAPH)
        index = last


def _continues(before: Line, line: Line, first: Line, body: float) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    if ITEM.match(line.text) or (
        abs(line.height - before.height) > 0.35 * body and before.height > HEADING_SCALE * body
    ):
        return False
    if (before.height > HEADING_SCALE * body) != (line.height > HEADING_SCALE * body):
        return False
    ended = bool(SENTENCE_END.search(before.text))
    if line.page != before.page or line.bottom > before.top:
        return not ended
    gap = before.bottom - line.top
    if gap > 1.1 * body:
        return False
    if len(line.pieces) > 1 and len(before.pieces) > 1:
        return False
    indented = line.left > first.left + 0.7 * body and line.left > before.left + 0.7 * body
    short = before.right < line.right - 8 * body
    return not (ended and (indented or short))


def _joined(texts: list[str], known: Counter[str]) -> str:
    """Lines as running text; a word parted by a hyphen is joined, unless the file writes it with a hyphen elsewhere."""
    whole = texts[0]
    for text in texts[1:]:
        head = whole.rstrip()
        if head.endswith(HYPHENS) and text[:1].islower():
            first = re.split(r"[^\w-]", text, maxsplit=1)[0]
            last = re.split(r"[^\w-]", head[:-1])[-1]
            hyphenated = f"{last}-{first}".lower()
            soft = head[-1] == SOFT_HYPHEN
            if last and last[-1].isalpha() and (soft or known[hyphenated] == 0 or known[(last + first).lower()] > 0):
                whole = head[:-1] + text
            else:
                whole = f"{head[:-1]}-{text}"
        elif head.endswith(HYPHENS[:3]):
            whole = f"{head[:-1]}-{text}"
        else:
            whole = f"{head} {text}"
    for soft_hyphen in HYPHENS[:3]:
        whole = whole.replace(soft_hyphen, "")
    return whole


def _table_at(lines: list[Line], index: int) -> int:
    """How many lines from here are rows of one table: three or more with the same number of pieces."""
    pieces = len(lines[index].pieces)
    if pieces < 2:
        return 0
    last = index
    while last < len(lines) and len(lines[last].pieces) == pieces and lines[last].page == lines[index].page:
        last += 1
    return last - index if last - index >= 3 else 0


def _write_table(draft: Draft, lines: list[Line]) -> None:
    draft.page = lines[0].page
    group = draft.open_group(GroupKind.TABLE)
    rows = [[collapse(piece) for piece in line.pieces] for line in lines]
    header = rows[0] if not any(char.isdigit() for char in "".join(rows[0])) else []
    for number, row in enumerate(rows):
        position = draft.length
        cells = []
        for column, text in enumerate(row):
            above = header[column] if header and number else ""
            cells.append(Cell(position, position + len(text), above))
            position += len(text) + 1
        draft.add("\t".join(row), PassageKind.TABLE_ROW, group, tuple(cells))
    draft.close_group(group)
