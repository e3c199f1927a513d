"""A document in the making: blocks of text are appended, passages and groups point into them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from refcheck.model import Cell, Group, GroupKind, Passage, PassageKind

INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST_LABEL = 400
# Stands in raw text where something was dropped that the page shows.
MARK = "\x01"
# Words that say that a list is not whole; compared as whole words, without punctuation ("e.g." is "e g").
_OPEN_WORDS = """
including; includes; include; such as; among others; amongst others; among them; for example; for instance;
selected; notable; and others; and more; and many more; and so on;
some of; a few of; partial list; incomplete; e g; etc;
see more; see all; show more; show all; view more; view all; load more; read more; full list; not exhaustive;
not an exhaustive;
excerpt; excerpts; sample; top five; top ten; top twenty;
unter anderem; zum beispiel; z b; usw; u a; und andere; und weitere; beispielsweise;
notamment; par exemple; entre autres; tel que; tels que; telle que; telles que; y compris;
por ejemplo; entre otros; entre otras; tales como; entre outros; entre outras; por exemplo; tais como;
tra cui; ad esempio; per esempio; onder andere; onder meer; bijvoorbeeld; bland annat; till exempel; m fl;
między innymi; m in; na przykład; например; в том числе; и другие; среди них; наприклад; зокрема; серед них;
بما في ذلك; على سبيل المثال; ومنها; כגון; לרבות; לדוגמה
"""
OPEN_WORDS = tuple(f" {' '.join(words.split())} " for words in _OPEN_WORDS.split(";"))
OPEN_FIRST_WORDS = frozenset(words.split()[0] for words in OPEN_WORDS) | {"top", "more"}
OPEN_MARKS = ("…", "など", "例えば", "包括", "例如", "等等", "등이 ", "예를 들어")
OPEN_NUMBERS = re.compile(r" (?:top \d+|\d+ more) ")
WORD = re.compile(r"[^\W_]+")
_MORE = (
    r"(?:see|show|view|load|read|display) (?:more|all|full|the (?:full|rest)|next|\d+ more)\b.*|more\W*|\d+ more\b.*",
    r"and (?:others|more|\d+ (?:others|more)).*|next(?: page)?\W*",
    r"(?:showing |results? )?\d+\s*(?:[-\u2013]|to)\s*\d+ of \d+.*|page \d+ of \d+.*",
    r"mehr (?:anzeigen|laden).*|alle anzeigen.*|voir (?:plus|tout).*|afficher (?:plus|tout).*",
    r"ver (?:m[aá]s|tod[oa]s).*|mostrar m[aá]s.*|mostra (?:altro|tutti).*|показать (?:ещ[её]|все).*",
    r"もっと見る|查看更多|عرض المزيد",
)
MORE_FOLLOWS = re.compile(rf"^\W*(?:{'|'.join(_MORE)})$", re.IGNORECASE)
LEAD_IN = re.compile(r"(?:.*[.!?。！？]\s+(?=\S))?(.+)$", re.DOTALL)


def collapse(text: str) -> str:
    """The text with runs of white space as one space and without characters that can't be seen."""
    if not text.isascii() and INVISIBLE.search(text):
        text = INVISIBLE.sub("", text)
    return " ".join(text.split())


def collapse_marked(raw: str) -> tuple[str, list[int]]:
    """The collapsed text without the places of dropped marks, and where in it they were."""
    if MARK not in raw:
        return collapse(raw), []
    out: list[str] = []
    places: list[int] = []
    length = 0
    space = False
    for number, piece in enumerate(raw.split(MARK)):
        if number:
            places.append(length)
        words = collapse(piece)
        if not words:
            space = space or bool(piece)
            continue
        if length and (space or piece[0].isspace()):
            out.append(" ")
            length += 1
        out.append(words)
        length += len(words)
        space = piece[-1].isspace()
    return "".join(out), places


def sounds_open(text: str) -> bool:
    """Whether a label, a lead-in or an item says that a list is not whole."""
    if "..." in text or (not text.isascii() and any(mark in text for mark in OPEN_MARKS)):
        return True
    found = WORD.findall(text.lower())
    if OPEN_FIRST_WORDS.isdisjoint(found):
        return False
    words = f" {' '.join(found)} "
    return any(phrase in words for phrase in OPEN_WORDS) or bool(OPEN_NUMBERS.search(words))


def promises_more(text: str) -> bool:
    """Whether a short line is the switch or the pager that brings the rest of a list."""
    return len(text) <= 60 and bool(MORE_FOLLOWS.match(text.strip()))


@dataclass(slots=True)
class Mark:
    """A passage in the making."""

    start: int
    end: int
    kind: PassageKind
    heading: str = ""
    cells: tuple[Cell, ...] = ()
    group: int | None = None
    speaker: str = ""
    page: int | None = None


@dataclass(slots=True)
class Gathering:
    """A group in the making."""

    kind: GroupKind
    label: str
    closed: bool = True
    last_item: str = ""


@dataclass(slots=True)
class Draft:
    """The text so far, as lines; `length` is where the next line will start."""

    lines: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark] = field(default_factory=list)
    groups: list[Gathering] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    path: str = ""
    page: int | None = None
    last_group: int | None = None
    places: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def line(self, text: str) -> int:
        """Append a line; returns where it starts. The places of marks that wait are places in it."""
        start = self.length
        if self.waiting:
            self.places.extend(start + place for place in self.waiting)
            self.waiting = []
        self.lines.append(text)
        self.length += len(text) + 1
        return start

    def add(self, text: str, kind: PassageKind, group: int | None = None, cells: tuple[Cell, ...] = ()) -> Mark:
        """Append a block of text as one passage."""
        start = self.line(text)
        mark = Mark(start, start + len(text), kind, self.path, cells, group, page=self.page)
        self.marks.append(mark)
        if group is not None:
            self.groups[group].last_item = text
        return mark

    def extend(self, mark: Mark, text: str) -> None:
        """Append a line to a passage that is the last one so far."""
        mark.end = self.line(text) + len(text)
        if mark.group is not None:
            self.groups[mark.group].last_item = text

    def heading(self, level: int, text: str) -> None:
        """Append a heading; what follows stands under it."""
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        self._set_path()
        self.add(text, PassageKind.HEADING)
        self.headings.append((level, text[:200]))
        self._set_path()

    def restore(self, headings: list[tuple[int, str]]) -> None:
        """Go back to the headings that stood before an aside."""
        self.headings = headings
        self._set_path()

    def _set_path(self) -> None:
        self.path = " > ".join(text for _, text in self.headings[-6:])

    def open_group(self, kind: GroupKind, caption: str = "") -> int:
        """Begin a list or table here, labelled by its caption, its heading and the sentence that leads in."""
        lead = self.lead_in()
        parts = [part for part in (caption, self.path, lead) if part]
        closed = not any(sounds_open(part) for part in (caption, lead, self.headings[-1][1] if self.headings else ""))
        self.groups.append(Gathering(kind, "; ".join(dict.fromkeys(parts))[:LONGEST_LABEL], closed))
        return len(self.groups) - 1

    def lead_in(self) -> str:
        """The last sentence of the block right before, where that is running text."""
        if not self.marks or self.marks[-1].kind in (PassageKind.HEADING, PassageKind.TABLE_ROW, PassageKind.CAPTION):
            return ""
        if self.marks[-1].group is not None and self.marks[-1].group == self.last_group:
            return ""
        last = self.lines[-1]
        match = LEAD_IN.match(last[-600:])
        return (match[1] if match else last)[:300]

    def close_group(self, group: int) -> None:
        """End a list or table: an item that says so leaves it open."""
        last = self.groups[group].last_item
        if len(last) < 120 and sounds_open(last):
            self.groups[group].closed = False
        self.last_group = group

    def says_more(self) -> None:
        """A switch or pager was met: the list right before it is not whole."""
        if self.last_group is not None:
            self.groups[self.last_group].closed = False

    def text(self) -> str:
        """The whole text."""
        return "\n".join(self.lines)

    def passages(self) -> tuple[Passage, ...]:
        """The passages, frozen."""
        return tuple(
            Passage(m.start, m.end, m.kind, m.heading, m.cells, m.group, m.speaker, m.page)
            for m in self.marks
            if m.end > m.start
        )

    def frozen_groups(self) -> tuple[Group, ...]:
        """The groups, frozen."""
        return tuple(Group(g.kind, g.label, g.closed) for g in self.groups)
