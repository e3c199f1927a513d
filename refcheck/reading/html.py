"""HTML to passages: one walk over the tree, block by block, in the order in which a reader meets them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from refcheck.model import Cell, GroupKind, PassageKind
from refcheck.reading.clutter import RELATED_HEADING, Clutter, is_banner, is_clutter_line
from refcheck.reading.draft import MARK, Draft, Mark, collapse, collapse_marked, promises_more

if TYPE_CHECKING:
    from refcheck.reading.soup import Element, Soup

BREAK = "\x00"
LONGEST_ITEM = 1500
LONGEST_SPEAKER = 120
DASHES = "\u2014\u2013\u2015- "
DENSE = 0.6
SHORT = 60
STORY = 3
TEASER_BLOCKS = frozenset({"div", "section", "ul"})
MOST_LOOKED_AT = 200
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
SUMMARY_LEVEL = 7
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
PLAIN = frozenset(["p", "ul", "ol", "li", "dl", "dt", "dd", "table", "h2", "h3", "h4", "h5", "h6"])
"""Blocks that are content where they have no attributes, and words outside of links: most blocks of most pages."""
NOTE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:reference|footnote|noteref|fn|fnref|citation|cite-?ref|note)(?:$|[\s_-])", re.IGNORECASE
)
NOTE_HREF = re.compile(r"#.{0,3}(?:cite|fn|foot|ref|note|endnote|_edn|_ftn|sdfootnote|bib|r\d)", re.IGNORECASE)
NOTE_TEXT = re.compile(
    r"\s*(?:\[[\w\s,.\u2013-]{1,24}\]|\(?\d{1,3}\)?|[*\u2020\u2021\u00a7^\u2191\u21a9\ufe0e]{1,3}|[a-z])\s*\Z"
)
BRACKETED = re.compile(r"\s*\[[^\[\]]{1,40}\]\s*\Z")
EXPONENT = re.compile(r"\s*[-\u2212+]?\d{1,3}\s*\Z")
BEFORE_EXPONENT = re.compile(r"(?:\d|(?<![a-z])(?:[kcmdµ]?m|mi|ft|in|yd|s|x|y|R|sq))\Z", re.IGNORECASE)
RAISED = str.maketrans("0123456789-\u2212+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
ATTRIBUTION = re.compile(r"^\s*(?:[\u2014\u2013\u2015~]|--?)\s*(\S.{1,118})$")
FILE_NAME = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|avif|tiff?)\b|https?://|^(?:img|image|dsc|photo)[\s_-]?\d*$", re.IGNORECASE
)

Closer = Callable[[], None]


@dataclass(slots=True)
class Context:
    """What the next block of text will be: the innermost list item, quotation, caption or term around it."""

    kind: PassageKind = PassageKind.PARAGRAPH
    group: int | None = None
    mark: Mark | None = None
    terms: list[str] = field(default_factory=list)
    frame: ListFrame | None = None


@dataclass(slots=True)
class ListFrame:
    """A list that is open; its group begins with its first item."""

    kind: GroupKind
    caption: str = ""
    group: int | None = None
    terms: list[str] = field(default_factory=list)
    explained: bool = False


class Walk:
    """One page's walk; `draft` is what came of it."""

    def __init__(self, soup: Soup) -> None:
        body = _body(soup)
        self.body = body
        self.draft = Draft()
        self.clutter = Clutter(body.size, soup.has_main)
        self.inline: list[str] = []
        self.pictures: list[str] = []
        self.contexts: list[Context] = [Context()]
        self.lists: list[ListFrame] = []
        self.main_depth = self.quote_depth = 0
        self.related = False
        self.h1 = ""
        self.has_h1 = soup.has_h1
        self.cited = ""
        self.paragraphs = 0
        self.footers: list[str] = []

    def run(self) -> Draft:
        """Walk the whole body."""
        self.descend(self.body)
        self.flush()
        return self.draft

    def descend(self, root: Element) -> None:
        """Walk everything under an element, without recursion."""
        stack: list[Iterator[Any]] = [iter(root.contents)]
        closers: list[Closer | None] = [None]
        inline = self.inline
        while stack:
            for node in stack[-1]:
                if isinstance(node, str):
                    inline.append(node)
                    continue
                name = node.name
                if name == "br":
                    inline.append(BREAK)
                    continue
                entered, closer = self._enter(node, name)
                if entered:
                    stack.append(iter(node.contents))
                    closers.append(closer)
                    break
            else:
                stack.pop()
                closer = closers.pop()
                if closer is not None:
                    closer()

    def _enter(self, node: Element, name: str) -> tuple[bool, Closer | None]:
        """Begin an element: whether to go into it, and what to do at its end."""
        if name not in BLOCKS:
            return self._enter_inline(node, name)
        plain = not node.attrs and 2 * node.linked <= node.size > 0 and name in PLAIN and not node.asks
        if not plain and self.clutter.drops(node, self.main_depth > 0, self.quote_depth > 0):
            self.flush()
            self._dropped(node)
            return False, None
        if (self.related and self._still_related(node, name)) or (not plain and self._is_links(node, name)):
            self.flush()
            return False, None
        if self.inline or self.pictures:
            self.flush()
        special = self._SPECIAL.get(name)
        if special is None and node.attrs:
            special = self._ROLES.get(node.attribute("role"))
        return special(self, node) if special is not None else (True, self.flush)

    def _enter_inline(self, node: Element, name: str) -> tuple[bool, Closer | None]:
        if name in ("a", "sup") and self._is_note(node, name):
            self.inline.append(MARK)
            return False, None
        if name == "sup":
            self._superscript(node)
            return False, None
        if name == "sub":
            self.inline.append(_subscript(plain_text(node)))
            return False, None
        if name == "img":
            self._picture(node)
            return False, None
        if name in ("meta", "link", "base", "title", "head", "area", "col", "colgroup"):
            return False, None
        if name == "cite" and self.quote_depth and node.size <= LONGEST_SPEAKER:
            self.cited = collapse(plain_text(node))
        return True, None

    def flush(self) -> None:
        """End the block of text gathered so far: it becomes a line and a passage."""
        inline = self.inline
        if inline:
            raw = "".join(inline)
            inline.clear()
            if BREAK in raw:
                self._broken_lines(raw)
            else:
                text, self.draft.waiting = collapse_marked(raw)
                if text:
                    self._emit(text)
        if self.pictures:
            self._captions()

    def _broken_lines(self, raw: str) -> None:
        """Lines parted by `br` stay one passage; an empty line parts passages."""
        lines: list[str] = []
        places: list[int] = []
        length = 0
        for piece in (*raw.split(BREAK), ""):
            text, marks = collapse_marked(piece)
            if text:
                places.extend(length + mark for mark in marks)
                lines.append(text)
                length += len(text) + 1
            elif lines:
                self.draft.waiting = places
                self._emit("\n".join(lines))
                lines, places, length = [], [], 0
        if lines:
            self.draft.waiting = places
            self._emit("\n".join(lines))

    def _emit(self, text: str) -> None:
        """Write one block under the innermost context."""
        draft = self.draft
        context = self.contexts[-1]
        if draft.last_group is not None and not self.lists:
            if promises_more(text):
                draft.says_more()
                draft.waiting = []
                return
            draft.last_group = None
        if is_clutter_line(text) or is_banner(text):
            draft.waiting = []
            return
        if context.kind is PassageKind.DEFINITION:
            self._definition(text, context)
        elif context.kind is PassageKind.LIST_ITEM:
            self._item_text(text, context)
        else:
            mark = draft.add(text, context.kind, context.group)
            self.paragraphs += len(text) > SHORT
            if context.kind is PassageKind.QUOTE:
                self._quoted(mark, text, context)

    def _item_text(self, text: str, context: Context) -> None:
        mark = context.mark
        if mark is not None and self.draft.marks[-1] is mark and mark.end - mark.start < LONGEST_ITEM:
            self.draft.extend(mark, text)
            return
        if context.group is None and self.lists:
            context.group = self._group_of(self.lists[-1])
        context.mark = self.draft.add(text, PassageKind.LIST_ITEM, context.group)

    def _group_of(self, frame: ListFrame) -> int:
        if frame.group is None:
            frame.group = self.draft.open_group(frame.kind, frame.caption)
        return frame.group

    # Lists

    def _list(self, node: Element) -> tuple[bool, Closer | None]:
        frame = ListFrame(GroupKind.LIST, node.attribute("aria-label") or node.attribute("title"))
        self.lists.append(frame)
        return True, self._end_list

    def _end_list(self) -> None:
        self.flush()
        frame = self.lists.pop()
        if frame.terms and not frame.explained:
            self._lone_terms(frame)
        if frame.group is not None:
            self.draft.close_group(frame.group)

    def _item(self, _: Element) -> tuple[bool, Closer | None]:
        headings = list(self.draft.headings)
        self.contexts.append(Context(PassageKind.LIST_ITEM))
        if not self.lists:
            self.lists.append(ListFrame(GroupKind.LIST))
            return True, lambda: self._end_stray_item(headings)
        if self.lists[-1].group is None and self.draft.marks:
            self._group_of(self.lists[-1])
        return True, lambda: self._end_context(headings)

    def _end_stray_item(self, headings: list[tuple[int, str]]) -> None:
        self._end_context(headings)
        self._end_list()

    def _end_context(self, headings: list[tuple[int, str]]) -> None:
        self.flush()
        self.contexts.pop()
        if len(headings) != len(self.draft.headings) or headings != self.draft.headings:
            self.draft.restore(headings)

    def _definitions(self, node: Element) -> tuple[bool, Closer | None]:
        self.lists.append(ListFrame(GroupKind.DEFINITIONS, node.attribute("aria-label")))
        return True, self._end_list

    def _term(self, node: Element) -> tuple[bool, Closer | None]:
        """A term waits for what it means; parsers leave a term without an end tag open, around the next one."""
        inner = next(
            (i for i, child in enumerate(node.contents) if not isinstance(child, str) and child.name in ("dt", "dd")),
            None,
        )
        following = node.contents[inner:] if inner is not None else []
        if following:
            node.contents = node.contents[:inner]
        text = self.short_text(node)
        if text and self.lists:
            frame = self.lists[-1]
            if frame.explained:
                frame.terms, frame.explained = [], False
            frame.terms.append(text)
        elif text:
            self._emit(text)
        node.contents = following
        return bool(following), None

    def _details_of_term(self, _: Element) -> tuple[bool, Closer | None]:
        headings = list(self.draft.headings)
        context = Context(PassageKind.DEFINITION, frame=self.lists[-1] if self.lists else None)
        self.contexts.append(context)
        return True, lambda: self._end_context(headings)

    def _definition(self, text: str, context: Context) -> None:
        """A term and what it means make one line; further blocks about it follow under the same header."""
        frame = context.frame
        header = " / ".join(frame.terms) if frame is not None else ""
        group = self._group_of(frame) if frame is not None else None
        start = self.draft.length
        if frame is not None and header and not frame.explained:
            frame.explained = True
            self.draft.waiting = [place + len(header) + 1 for place in self.draft.waiting]
            middle = start + len(header)
            cells = (Cell(start, middle), Cell(middle + 1, middle + 1 + len(text), header))
            self.draft.add(f"{header}\t{text}", PassageKind.DEFINITION, group, cells)
        else:
            self.draft.add(text, PassageKind.DEFINITION, group, (Cell(start, start + len(text), header),))

    def _lone_terms(self, frame: ListFrame) -> None:
        group = self._group_of(frame)
        for term in frame.terms:
            self.draft.add(term, PassageKind.DEFINITION, group)
        frame.terms.clear()

    # Quotations, figures, details

    def _quotation(self, _: Element) -> tuple[bool, Closer | None]:
        headings = list(self.draft.headings)
        first = len(self.draft.marks)
        context = Context(PassageKind.QUOTE)
        self.contexts.append(context)
        self.quote_depth += 1

        def close() -> None:
            self._end_context(headings)
            self.quote_depth -= 1
            speaker = " ".join(context.terms)
            if speaker:
                self._attribute(first, speaker)

        return True, close

    def _quoted(self, mark: Mark, text: str, context: Context) -> None:
        """A line in a quotation that is nothing but a name, after a dash or in `cite`, says who is quoted."""
        match = ATTRIBUTION.match(text)
        if not context.terms and (match or (text == self.cited and len(text) <= LONGEST_SPEAKER)):
            context.terms.append(match[1].strip() if match else text)
            mark.kind = PassageKind.CAPTION

    def _attribute(self, first: int, speaker: str) -> None:
        for mark in self.draft.marks[first:]:
            if mark.kind is not PassageKind.CAPTION and not mark.speaker:
                mark.speaker = speaker

    def _footer(self, node: Element) -> tuple[bool, Closer | None]:
        """The foot of a quotation names who is quoted; any other that is content is a block."""
        if not self.quote_depth:
            return True, self.flush
        speaker = self.short_text(node).lstrip(DASHES)
        quoted = next((context for context in reversed(self.contexts) if context.kind is PassageKind.QUOTE), None)
        if speaker:
            self.draft.add(speaker, PassageKind.CAPTION)
            if quoted is not None and not quoted.terms:
                quoted.terms.append(speaker[:LONGEST_SPEAKER])
        return False, None

    def _figure(self, _: Element) -> tuple[bool, Closer | None]:
        headings = list(self.draft.headings)
        first = len(self.draft.marks)

        def close() -> None:
            self.flush()
            self.draft.restore(headings)
            marks = self.draft.marks[first:]
            quotes = [mark for mark in marks if mark.kind is PassageKind.QUOTE and not mark.speaker]
            if quotes and marks[-1].kind is PassageKind.CAPTION:
                caption = self.draft.lines[-1].lstrip(DASHES)
                if len(caption) <= LONGEST_SPEAKER:
                    self._attribute(first, caption)

        return True, close

    def _caption(self, _: Element) -> tuple[bool, Closer | None]:
        headings = list(self.draft.headings)
        self.contexts.append(Context(PassageKind.CAPTION))
        return True, lambda: self._end_context(headings)

    def _aside(self, _: Element) -> tuple[bool, Closer | None]:
        headings = list(self.draft.headings)

        def close() -> None:
            self.flush()
            self.draft.restore(headings)

        return True, close

    def _summary(self, node: Element) -> tuple[bool, Closer | None]:
        return self._heading(node, SUMMARY_LEVEL)

    def _main(self, _: Element) -> tuple[bool, Closer | None]:
        self.main_depth += 1

        def close() -> None:
            self.flush()
            self.main_depth -= 1

        return True, close

    def _preformatted(self, node: Element) -> tuple[bool, Closer | None]:
        for chunk in re.split(r"\n[ \t\r]*\n", plain_text(node, keep_breaks=True).replace(BREAK, "\n")):
            lines = [line for line in (collapse(line) for line in chunk.split("\n")) if line]
            if lines:
                self._emit("\n".join(lines))
        return False, None

    def _rule(self, _: Element) -> tuple[bool, Closer | None]:
        return False, None

    # Headings and clutter

    def _headed(self, node: Element) -> tuple[bool, Closer | None]:
        return self._heading(node, HEADINGS.get(node.name) or _aria_level(node))

    def _heading(self, node: Element, level: int) -> tuple[bool, Closer | None]:
        text = self.short_text(node)
        if not text:
            self._captions()
            return False, None
        if level > 1 and RELATED_HEADING.match(text.lower()):
            self.related = True
            return False, None
        self.related = False
        if len(text) > 600:
            self._emit(text)
            return False, None
        if level == 1 and not self.h1:
            self.h1 = text
        if not is_clutter_line(text):
            self.draft.last_group = None
            self.draft.heading(level, text)
        self._captions()
        return False, None

    def short_text(self, node: Element) -> str:
        """The element's words on one line, without notes; pictures in it wait for the next flush."""
        before, self.inline = self.inline, []
        stack = [iter(node.contents)]
        while stack:
            for child in stack[-1]:
                if isinstance(child, str):
                    self.inline.append(child)
                    continue
                name = child.name
                if name in ALWAYS_INSIDE or (child.attrs and self.clutter.drops(child, True, True)):
                    self.inline.append(" ")
                    continue
                if name in BLOCKS or name == "br":
                    self.inline.append(" ")
                    stack.append(iter(child.contents))
                    break
                entered, _ = self._enter_inline(child, name) if name != "cite" else (True, None)
                if entered:
                    stack.append(iter(child.contents))
                    break
            else:
                stack.pop()
        text = collapse("".join(self.inline).replace(MARK, ""))
        self.inline = before
        return text

    def _is_links(self, node: Element, name: str) -> bool:
        """Blocks of links before the page's own heading or after its story, and cells of links that lay out a page."""
        if node.cores or node.size == 0 or node.linked <= DENSE * node.size:
            return False
        if (self.has_h1 and not self.h1) or (name in ("td", "th") and node.size > SHORT):
            return True
        return name in TEASER_BLOCKS and self.paragraphs >= STORY and _is_teasers(node)

    def _still_related(self, node: Element, name: str) -> bool:
        """Under a heading of related stories: drop link lists until a heading or running text comes."""
        if name in HEADINGS or node.cores or name in ("section", "article", "main", "body"):
            return False
        if node.size == 0 or node.linked / node.size > DENSE or node.size < SHORT:
            return True
        if name in ("ul", "ol"):
            return node.linked > 0
        if name == "p":
            self.related = False
        return False

    def _dropped(self, node: Element) -> None:
        """Clutter still tells when the page was changed, and that a list goes on elsewhere."""
        if node.name == "footer" or "foot" in node.attribute("class") or "foot" in node.attribute("id"):
            self.footers.extend(shown_text(node).split("\n")[:40])
        if self.draft.last_group is None and not self.lists:
            return
        group = self.lists[-1].group if self.lists else self.draft.last_group
        if group is not None and (
            Clutter.is_pager(node) or (node.size <= 80 and promises_more(collapse(plain_text(node))))
        ):
            self.draft.groups[group].closed = False

    # Inline

    def _is_note(self, node: Element, name: str) -> bool:
        """Whether the element is the mark of a footnote or citation, not words of the text."""
        if node.size > 60:
            return False
        text = plain_text(node)
        if not text.strip():
            return True
        attrs = node.attrs
        marked = bool(attrs) and (
            attrs.get("role") in ("doc-noteref", "doc-backlink") or bool(NOTE_CLASS.search(node.attribute("class")))
        )
        if name == "a":
            return bool(NOTE_TEXT.match(text)) and (marked or bool(NOTE_HREF.search(node.attribute("href"))))
        if marked or BRACKETED.match(text) or text.strip() in ("*", "\u2020", "\u2021"):
            return True
        if any(not isinstance(child, str) and child.name == "a" for child in node.contents):
            return bool(NOTE_TEXT.match(text))
        return bool(EXPONENT.match(text)) and not BEFORE_EXPONENT.search(self._before())

    def _before(self) -> str:
        return "".join(self.inline[-3:])[-12:].rstrip(MARK)

    def _superscript(self, node: Element) -> None:
        text = plain_text(node)
        self.inline.append(text.strip().translate(RAISED) if EXPONENT.match(text) else text)

    def _picture(self, node: Element) -> None:
        alt = collapse(node.attribute("alt"))
        if len(alt.split()) >= 2 and not FILE_NAME.search(alt):
            self.pictures.append(alt)

    def _captions(self) -> None:
        pictures, self.pictures = self.pictures, []
        for alt in pictures:
            if alt not in self.draft.lines[-3:]:
                self.draft.add(alt, PassageKind.CAPTION)

    def _table(self, node: Element) -> tuple[bool, Closer | None]:
        from refcheck.reading.tables import read_table  # noqa: PLC0415 - tables need this module's walk

        return read_table(self, node)

    _SPECIAL: ClassVar[dict[str, Callable[[Walk, Element], tuple[bool, Closer | None]]]] = {
        "ul": _list,
        "ol": _list,
        "dir": _list,
        "menu": _list,
        "li": _item,
        "dl": _definitions,
        "dt": _term,
        "dd": _details_of_term,
        "blockquote": _quotation,
        "figure": _figure,
        "figcaption": _caption,
        "caption": _caption,
        "details": _aside,
        "aside": _aside,
        "summary": _summary,
        "main": _main,
        "article": _main,
        "footer": _footer,
        "pre": _preformatted,
        "table": _table,
        "hr": _rule,
        **dict.fromkeys(HEADINGS, _headed),
    }
    _ROLES: ClassVar[dict[str, Callable[[Walk, Element], tuple[bool, Closer | None]]]] = {
        "heading": _headed,
        "main": _main,
    }


ALWAYS_INSIDE = frozenset(["button", "nav", "dialog"])


def plain_text(node: Element, keep_breaks: bool = False) -> str:
    """All text under the element, unprocessed."""
    pieces: list[str] = []
    stack = [iter(node.contents)]
    while stack:
        for child in stack[-1]:
            if isinstance(child, str):
                pieces.append(child)
            elif child.name == "br":
                pieces.append(BREAK if keep_breaks else " ")
            else:
                stack.append(iter(child.contents))
                break
        else:
            stack.pop()
    return "".join(pieces).replace(MARK, "")


def shown_text(node: Element) -> str:
    """All text that the page shows, clutter too, one line per block."""
    lines: list[str] = []
    pieces: list[str] = []
    stack = [iter(node.contents)]
    while stack:
        for child in stack[-1]:
            if isinstance(child, str):
                pieces.append(child)
                continue
            if child.name in BLOCKS or child.name in ("br", "button"):
                lines.append(collapse("".join(pieces)))
                pieces.clear()
            stack.append(iter(child.contents))
            break
        else:
            stack.pop()
    lines.append(collapse("".join(pieces)))
    return "\n".join(filter(None, lines)).replace(MARK, "")


def _is_teasers(node: Element) -> bool:
    """Whether a block of links is made of two or more headings: cards that lead to other stories."""
    found = 0
    stack = [node]
    for _ in range(MOST_LOOKED_AT):
        if not stack or found > 1:
            break
        for child in stack.pop().contents:
            if not isinstance(child, str):
                found += child.name in HEADINGS
                stack.append(child)
    return found > 1


def _subscript(text: str) -> str:
    return text.translate(LOWERED) if text.strip().isdigit() else text


def _aria_level(node: Element) -> int:
    level = node.attribute("aria-level")
    return int(level) if level.isdecimal() and len(level) == 1 and level != "0" else 2


def _body(soup: Soup) -> Element:
    """The page's body, or the tree itself where the markup has none.

    The parser knows no `main` or `article`, and leaves them in the head where no body was opened before.
    """
    from refcheck.reading.soup import Element  # noqa: PLC0415 - keeps bs4 out of the import of this module

    root = Element("body", {})
    for top in soup.contents:
        children = top.contents if isinstance(top, Element) and top.name == "html" else [top]
        for child in children:
            if isinstance(child, Element) and child.name == "head":
                root.contents += [inner for inner in child.contents if isinstance(inner, Element)]
            else:
                root.contents.append(child)
    soup.contents = []  # the tree hangs on its root alone, so that it goes when the walk is over
    root.size = sum(child.size for child in root.contents if isinstance(child, Element))
    root.linked = sum(child.linked for child in root.contents if isinstance(child, Element))
    root.cores = 0
    return root
