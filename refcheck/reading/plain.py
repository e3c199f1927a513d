"""Plain text and Markdown to passages: paragraphs parted by blank lines, lists, headings."""

from __future__ import annotations

import hashlib
import re
from itertools import islice, takewhile

from refcheck.model import Cell, Document, GroupKind, PassageKind, Source
from refcheck.reading.draft import Draft, collapse
from refcheck.reading.encoding import sound
from refcheck.reading.language import language_of

ITEM = re.compile(r"^(\s{0,12})(?:[-*+\u2022\u2013\u25cf\u25aa]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+(\S.*)$")
MARKS = frozenset("[*_`")
BULLETS = frozenset("-*+\u2022\u25cf\u25aa")
MARKDOWN_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*$")
UNDERLINE = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
MARKDOWN_QUOTE = re.compile(r"^ {0,3}>[ \t]?(.*)$")
FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
FIELD = re.compile(
    r"[ \t]{0,12}(?P<label>[^\W\d_a-z][^\W_]*(?:[ /-][^\W_]+){0,4}(?:[ ]\([^()]{1,12}\))?):[ \t]+"
    r"(?P<value>[^\s:](?:[^\n:]{0,78}[^\s:.?!,;])?)[ \t]*"
)
"""A label and its value; what ends like a sentence may be somebody's words: "Holt: We will."."""
MOST_FIELDS = 200
IMAGE = re.compile(r"!\[([^\[\]\n]{0,500})\]\([^()\s]{0,1000}(?:[ \t]+\"[^\"\n]{0,300}\")?\)")
LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,500})\]\([^()\s]{0,1000}(?:[ \t]+\"[^\"\n]{0,300}\")?\)")
NOTE_MARK = re.compile(r"\[\^[\w-]{1,40}\]")
EMPHASIS = re.compile(r"\*\*(?=\S)([^*\n]{1,400})\*\*|__(?=\S)([^_\n]{1,400})__|`([^`\n]{1,400})`")
SLANTED = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{0,300}?\S)\*(?![\w*])")


def document_of_text(text: str, source: Source) -> Document:
    """Plain text as a document; never raises."""
    draft = read_plain(sound(text))
    return Document(
        source,
        draft.text(),
        draft.passages(),
        draft.frozen_groups(),
        title=source.title,
        language=language_of(draft.text()),
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        url=source.url,
    )


def read_plain(text: str) -> Draft:
    """Paragraphs and lists of a plain text."""
    return _Lines(markdown=False).read(text)


def read_markdown(text: str) -> Draft:
    """Headings, paragraphs, lists, quotations and tables of a Markdown text, without its marks."""
    return _Lines(markdown=True).read(text)


class _Lines:
    """One text, line by line; a blank line, an item or a heading ends the block before it."""

    def __init__(self, markdown: bool) -> None:
        self.markdown = markdown
        self.draft = Draft()
        self.pending: list[str] = []
        self.kind = PassageKind.PARAGRAPH
        self.group: int | None = None
        self.fenced = False

    def read(self, text: str) -> Draft:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n\n").split("\n")
        index = 0
        while index < len(lines):
            if self.pending and self._only_goes_on(lines[index]):
                self.pending.append(lines[index])
                index += 1
            else:
                index = self._line(lines, index)
        self._flush()
        self._end_list()
        return self.draft

    def _line(self, lines: list[str], index: int) -> int:
        line = lines[index]
        if not line.strip():
            self._flush()
            return index + 1
        if self.markdown:
            taken = self._markdown_line(lines, index)
            if taken:
                return index + taken
        if rows := _columns(lines, index):
            return self._rows(rows, index)
        if not self.pending and not self.fenced and (fields := _fields(lines, index)):
            self._labelled(fields)
            return index + len(fields)
        item = ITEM.match(line)
        if item and not self.fenced and self._starts_item(lines, index):
            self._flush()
            if self.group is None:
                self.group = self.draft.open_group(GroupKind.LIST)
            self.kind = PassageKind.LIST_ITEM
            self.pending.append(item[2])
            return index + 1
        if not self.pending and self.group is not None and not line.startswith((" ", "\t")):
            self._end_list()
        self.pending.append(line)
        return index + 1

    def _only_goes_on(self, line: str) -> bool:
        """Whether a line is one more of its block, by its first letter: most are, and none of the patterns fits."""
        return line[:1].isupper() and not self.markdown and "|" not in line and "\t" not in line

    def _starts_item(self, lines: list[str], index: int) -> bool:
        """A numbered line in the middle of a paragraph is a wrapped sentence unless another item follows."""
        if not self.pending or self.kind is PassageKind.LIST_ITEM or lines[index].lstrip()[0] in BULLETS:
            return True
        return index + 1 < len(lines) and bool(ITEM.match(lines[index + 1]))

    def _markdown_line(self, lines: list[str], index: int) -> int:
        """How many lines a Markdown construct took here; none where it is ordinary text."""
        line = lines[index]
        if FENCE.match(line):
            self._flush()
            self.fenced = not self.fenced
            return 1
        if self.fenced:
            return 0
        if match := MARKDOWN_HEADING.match(line):
            self._heading(len(match[1]), match[2])
            return 1
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if "|" in line and TABLE_RULE.match(following):
            return self._table(lines, index)
        if not self.pending and (match := UNDERLINE.match(following)) and not ITEM.match(line):
            self._heading(1 if match[1][0] == "=" else 2, line)
            return 2
        return int(self._quoted(line) or self._rule(line))

    def _quoted(self, line: str) -> bool:
        match = MARKDOWN_QUOTE.match(line)
        if match is None:
            return False
        if self.kind is not PassageKind.QUOTE:
            self._flush()
            self._end_list()
            self.kind = PassageKind.QUOTE
        if match[1].strip():
            self.pending.append(match[1])
        else:
            self._flush()
        return True

    def _rule(self, line: str) -> bool:
        if not re.fullmatch(r" {0,3}(?:[-*_][ \t]*){3,}", line):
            return False
        self._flush()
        return True

    def _heading(self, level: int, text: str) -> None:
        self._flush()
        self._end_list()
        text = self._clean(text)
        if text:
            self.draft.heading(level, text[:600])

    def _rows(self, rows: list[list[str]], index: int) -> int:
        """Write lines in columns as a table; a single line above them is its caption."""
        from refcheck.reading.rows import write_rows  # noqa: PLC0415 - only texts with tables need it

        caption = self._clean(self.pending.pop()) if len(self.pending) == 1 else ""
        self._flush()
        self._end_list()
        write_rows(self.draft, rows[0], rows[1:], caption)
        return index + len(rows)

    def _labelled(self, fields: list[tuple[str, str]]) -> None:
        """Write lines of a label and its value as a list of definitions."""
        self._end_list()
        group = self.draft.open_group(GroupKind.DEFINITIONS)
        for name, value in fields:
            header, words = self._clean(name), self._clean(value)
            start = self.draft.length
            middle = start + len(header)
            cells = (Cell(start, middle), Cell(middle + 1, middle + 1 + len(words), header))
            self.draft.add(f"{header}\t{words}", PassageKind.DEFINITION, group, cells)
        self.draft.close_group(group)

    def _table(self, lines: list[str], index: int) -> int:
        from refcheck.reading.rows import write_rows  # noqa: PLC0415 - only Markdown tables need it

        self._flush()
        self._end_list()
        last = index + 2
        while last < len(lines) and "|" in lines[last] and lines[last].strip():
            last += 1
        rows = [[self._clean(cell) for cell in _cells(line)] for line in (lines[index], *lines[index + 2 : last])]
        write_rows(self.draft, rows[0], rows[1:])
        return last - index

    def _flush(self) -> None:
        if not self.pending:
            return
        text = self._clean("\n".join(self.pending))
        self.pending = []
        kind, self.kind = self.kind, PassageKind.PARAGRAPH
        if text:
            self.draft.add(text, kind, self.group if kind is PassageKind.LIST_ITEM else None)

    def _end_list(self) -> None:
        if self.group is not None:
            self.draft.close_group(self.group)
            self.group = None

    def _clean(self, text: str) -> str:
        if self.markdown and not MARKS.isdisjoint(text):
            text = IMAGE.sub(r"\1", text)
            text = LINK.sub(r"\1", text)
            text = NOTE_MARK.sub("", text)
            text = EMPHASIS.sub(lambda match: match[match.lastindex or 0], text)
            text = SLANTED.sub(r"\1", text)
        return collapse(text)


def _columns(lines: list[str], index: int) -> list[list[str]]:
    """The lines from here on that bars or tabs part into the same number of columns, at least two by two."""
    mark = "|" if "|" in lines[index] else "\t"
    if mark not in lines[index]:
        return []
    rows: list[list[str]] = []
    for line in lines[index:]:
        cells = _cells(line) if mark == "|" else [cell.strip() for cell in line.strip().split("\t")]
        if mark not in line.strip() or len(cells) < 2 or (rows and len(cells) != len(rows[0])):
            break
        rows.append(cells)
    return rows if len(rows) >= 2 else []


def _fields(lines: list[str], index: int) -> list[tuple[str, str]]:
    """The lines of a block from here to its end, where each is a label with a short value ("Area: 112 km²")."""
    found: list[tuple[str, str]] = []
    for line in takewhile(str.strip, islice(lines, index, None)):
        match = FIELD.fullmatch(line)
        if match is None or len(found) == MOST_FIELDS:
            return []
        found.append((match["label"], match["value"]))
    return found if len(found) > 1 else []


def _cells(line: str) -> list[str]:
    line = line.strip()
    line = line.removeprefix("|")
    line = line[:-1] if line.endswith("|") and not line.endswith("\\|") else line
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", line)]
