"""JSON, XML (feeds, statutes) and tables of plain values as documents."""

# ruff: noqa: ANN401 - what JSON holds is anybody's guess
from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from refcheck.model import Cell, Document, GroupKind, Page, PageDate, PassageKind, Unavailable, Unread
from refcheck.reading.draft import Draft, collapse
from refcheck.reading.encoding import decode, sound
from refcheck.reading.language import language_of
from refcheck.reading.pagedates import machine_date
from refcheck.reading.readers import digest
from refcheck.reading.rows import write_rows

MARKUP = re.compile(r"<(?:p|div|br|ul|ol|li|table|h[1-6]|b|i|em|strong|a|span|blockquote)\b[^>]{0,500}>", re.IGNORECASE)
DEEPEST = 200
MOST_VALUES = 50_000
MOST_COLUMNS = 60
LONGEST_VALUE = 120
TITLES = ("headline", "title", "name", "label", "displaytitle", "subject")
PUBLISHED = ("datePublished", "published", "published_at", "publication_date", "pubDate", "date", "created", "issued")
MODIFIED = ("dateModified", "modified", "updated", "updated_at", "lastModified", "timestamp")
AUTHORS = ("author", "creator", "byline", "dc:creator")
XML_TITLES = frozenset({"title", "doctitle", "shorttitle", "longtitle", "officialtitle"})
XML_HEADINGS = frozenset({"heading", "head", "header", "subheading", "caption", "crossheading", "subject"})
XML_NUMBERS = frozenset({"num", "number", "enum", "label", "no", "pnumber"})
_INLINE = """
b i em strong emph emphasis ref term date quotedtext inline sup sub a xref span hi abbr citation
amount quote def ext
person organization location italic bold
"""
XML_INLINE = frozenset(_INLINE.split())
XML_APART = frozenset(
    ["meta", "metadata", "style", "script", "identification", "publication", "lifecycle", "references"]
)
XML_PUBLISHED = frozenset(["date", "issued", "created", "docdate", "approveddate", "published"])
XML_MODIFIED = frozenset(["modified", "updated", "processeddate"])
LONGEST_NUMBER = 60
XML_ROWS = frozenset({"row", "tr"})
XML_ITEMS = frozenset({"item", "listitem", "li", "entry", "point"})


@dataclass(slots=True)
class Told:
    """What structured data says of itself."""

    title: str = ""
    author: str = ""
    published: PageDate | None = None
    modified: PageDate | None = None
    language: str = ""
    site: str = ""
    notes: list[str] = field(default_factory=list)


def _document(page: Page, draft: Draft, told: Told) -> Document | Unavailable:
    if not draft.marks:
        return Unavailable(page.source, Unread.EMPTY, "the file has no words to read")
    text = draft.text()
    return Document(
        page.source,
        text,
        draft.passages(),
        draft.frozen_groups(),
        title=told.title,
        site=told.site,
        author=told.author,
        published=told.published,
        modified=told.modified,
        language=language_of(text, told.language),
        sha256=digest(page.body),
        url=page.final_url,
        provenance=page.provenance,
        fetched_at=page.fetched_at,
        note="; ".join(filter(None, (page.note, *told.notes))),
    )


def write_text(draft: Draft, text: str, kind: PassageKind = PassageKind.PARAGRAPH, group: int | None = None) -> None:
    """Write a value's words; one that is markup is read as HTML under the headings of this place."""
    if "<" in text and MARKUP.search(text):
        from refcheck.reading.html import Walk  # noqa: PLC0415 - most values are no markup
        from refcheck.reading.soup import Soup  # noqa: PLC0415 - see above

        walk = Walk(Soup(text))
        walk.draft = draft
        walk.clutter.total = max(walk.clutter.total, len(text))
        headings = list(draft.headings)
        walk.contexts[0].kind, walk.contexts[0].group = kind, group
        walk.run()
        draft.restore(headings)
        return
    for block in re.split(r"\n\s*\n", text) if "\n" in text else (text,):
        words = collapse(block)
        if words:
            draft.add(words, kind, group)


# JSON


def read_json(page: Page) -> Document | Unavailable:
    """Objects as lines of name and value, lists of like objects as tables, other lists as lists."""
    text = decode(page.body, page.charset).lstrip("\ufeff")
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        lines = [_loaded(line) for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or any(line is None for line in lines):
            return Unavailable(page.source, Unread.UNREADABLE, f"not valid JSON: {error}"[:200])
        value = lines
    draft, told = Draft(), Told()
    if isinstance(value, dict):
        _about(told, value)
    _write_json(draft, told, value)
    return _document(page, draft, told)


def _loaded(line: str) -> Any:
    try:
        return json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return None


def _about(told: Told, value: dict[str, Any]) -> None:
    told.title = _first_word(value, TITLES)
    told.author = _first_word(value, AUTHORS)
    told.language = _first_word(value, ("inLanguage", "language", "lang"))
    for key in PUBLISHED:
        if told.published is None and isinstance(value.get(key), str) and (found := machine_date(value[key])):
            told.published = PageDate(found, f"JSON {key}")
    for key in MODIFIED:
        if told.modified is None and isinstance(value.get(key), str) and (found := machine_date(value[key])):
            told.modified = PageDate(found, f"JSON {key}")


def _first_word(value: dict[str, Any], keys: Sequence[str]) -> str:
    for key in keys:
        found = value.get(key)
        if isinstance(found, dict):
            found = found.get("name")
        if isinstance(found, str) and found.strip():
            return collapse(sound(found))[:300]
    return ""


def _write_json(draft: Draft, told: Told, root: Any) -> None:
    """Depth first, in the order of the file, without recursion: (depth, name, value)."""
    stack: list[tuple[int, str, Any]] = [(0, "", root)]
    written = 0
    while stack:
        depth, name, value = stack.pop()
        written += 1
        if written > MOST_VALUES or depth > DEEPEST:
            told.notes.append("the file has more values than are read")
            for group in draft.groups:
                group.closed = False
            return
        if depth and name and isinstance(value, (dict, list)) and value:
            draft.heading(depth, name)
        if isinstance(value, dict):
            _write_object(draft, value)
            nested = [
                (depth + 1, _spoken(key), inner) for key, inner in value.items() if isinstance(inner, (dict, list))
            ]
            stack.extend(reversed(nested))
        elif isinstance(value, list):
            nested = _write_list(draft, value, depth)
            stack.extend(reversed(nested))
        elif (words := _scalar(value)) and depth == 0:
            write_text(draft, words)


def _write_object(draft: Draft, value: dict[str, Any]) -> None:
    group: int | None = None
    for key, inner in value.items():
        words = _scalar(inner)
        if not words:
            continue
        if len(words) > LONGEST_VALUE or "\n\n" in words or MARKUP.search(words):
            draft.heading(DEEPEST, _spoken(key))
            write_text(draft, words)
            draft.restore([heading for heading in draft.headings if heading[0] < DEEPEST])
            continue
        if group is None:
            group = draft.open_group(GroupKind.DEFINITIONS)
        _write_pair(draft, _spoken(key), collapse(words), group)


def _write_pair(draft: Draft, name: str, words: str, group: int | None) -> None:
    if not name:
        draft.add(words, PassageKind.DEFINITION, group)
        return
    start = draft.length
    middle = start + len(name)
    cells = (Cell(start, middle), Cell(middle + 1, middle + 1 + len(words), name))
    draft.add(f"{name}\t{words}", PassageKind.DEFINITION, group, cells)


def _write_list(draft: Draft, values: list[Any], depth: int) -> list[tuple[int, str, Any]]:
    """Write a list of like flat objects, or of plain values; hand back what is nested deeper."""
    objects = [value for value in values if isinstance(value, dict)]
    if len(objects) > 1 and len(objects) == len(values) and all(_is_flat(value) for value in objects):
        names = list(dict.fromkeys(key for value in objects for key in value))[:MOST_COLUMNS]
        write_rows(
            draft,
            [_spoken(name) for name in names],
            [[collapse(_scalar(value.get(name))) for name in names] for value in objects[:MOST_VALUES]],
        )
        return []
    plain = [words for words in (_scalar(value) for value in values[:MOST_VALUES]) if words]
    if plain:
        group = draft.open_group(GroupKind.LIST)
        for words in plain:
            write_text(draft, words, PassageKind.LIST_ITEM, group)
        draft.close_group(group)
        draft.groups[group].closed &= len(values) <= MOST_VALUES
    return [(depth + 1, _name_of(value), value) for value in values if isinstance(value, (dict, list))]


def _is_flat(value: dict[str, Any]) -> bool:
    return all(not isinstance(inner, (dict, list)) and len(_scalar(inner)) <= LONGEST_VALUE for inner in value.values())


def _name_of(value: Any) -> str:
    return _first_word(value, TITLES) if isinstance(value, dict) else ""


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return sound(value).strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return json.dumps(value) if not (isinstance(value, int) and abs(value) > 10**100) else ""
    return ""


def _spoken(key: str) -> str:
    """A key as words: `memberSince` and `member_since` are "member since"."""
    words = re.sub(r"(?<=[a-z0-9])([A-Z])(?=[a-z])", lambda match: " " + match[1].lower(), key[:200])
    return collapse(sound(words).replace("_", " "))


# Comma-separated values


def read_csv(page: Page) -> Document | Unavailable:
    """A table of values: one passage per row, headed by the first."""
    text = decode(page.body, page.charset)
    delimiter = "\t" if "tab" in page.media_type else max(",;\t|", key=text[:4000].count)
    rows = [[collapse(cell) for cell in row][:MOST_COLUMNS] for row in _csv_rows(text, delimiter)]
    draft = Draft()
    if rows:
        write_rows(draft, rows[0], rows[1:])
    return _document(page, draft, Told())


def _csv_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue


# XML


def read_xml(page: Page) -> Document | Unavailable:
    """A feed as headed entries; a statute or any other XML as headed blocks of text."""
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to import and seldom needed

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(_unencoded(decode(page.body, page.charset)), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Unavailable(page.source, Unread.UNREADABLE, f"not valid XML: {error}"[:200])
    if root is None:
        return Unavailable(page.source, Unread.UNREADABLE, "not valid XML: no root element")
    name = _local(root)
    if name == "html":
        from refcheck.reading.webpage import read_html  # noqa: PLC0415 - XHTML is seldom sent as XML

        return read_html(page)
    draft, told = Draft(), Told()
    told.language = root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("lang") or ""
    if name in ("rss", "feed", "rdf"):
        _write_feed(draft, told, root)
    elif name == "svg":
        return Unavailable(page.source, Unread.MEDIA_TYPE, "a drawing (SVG), not a text")
    else:
        _write_xml(draft, told, root)
    return _document(page, draft, told)


def _unencoded(text: str) -> bytes:
    """The text as UTF-8 without an encoding declaration, which would no longer be true."""
    return re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", text).encode("utf-8", "replace")


def _local(node: Any) -> str:
    return node.tag.rsplit("}", 1)[-1].lower() if isinstance(node.tag, str) else ""


def _words_in(node: Any) -> str:
    return collapse("".join(node.itertext()))


def _children(node: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in node:
        found.setdefault(_local(child), child)
    return found


def _write_feed(draft: Draft, told: Told, root: Any) -> None:
    channel = next((child for child in root if _local(child) == "channel"), root)
    about = _children(channel)
    told.title = told.site = _words_in(about["title"])[:300] if "title" in about else ""
    told.language = told.language or (_words_in(about["language"]) if "language" in about else "")
    for name in ("lastbuilddate", "updated", "pubdate"):
        if told.modified is None and name in about and (value := machine_date(_words_in(about[name]))):
            told.modified = PageDate(value, f"feed {name}")
    if told.title:
        draft.heading(1, told.title)
    if "description" in about or "subtitle" in about:
        write_text(draft, "".join((about["description"] if "description" in about else about["subtitle"]).itertext()))
    for node in root.iter():
        if _local(node) in ("item", "entry"):
            _write_entry(draft, _children(node))


def _write_entry(draft: Draft, parts: dict[str, Any]) -> None:
    if "title" in parts and (title := _words_in(parts["title"])):
        draft.heading(2, title[:300])
    for name in ("pubdate", "published", "updated", "date", "creator", "author"):
        if name in parts and (words := _words_in(parts[name])):
            draft.add(words, PassageKind.METADATA)
    body = next((parts[name] for name in ("encoded", "content", "description", "summary") if name in parts), None)
    if body is not None:
        write_text(draft, "".join(body.itertext()))


def _write_xml(draft: Draft, told: Told, root: Any) -> None:
    """Blocks in document order; a number waits for the heading or the words that it counts."""
    number = ""
    stack: list[tuple[Any, int]] = [(root, 1)]
    while stack:
        node, depth = stack.pop()
        name = _local(node)
        if name in XML_APART or depth == 1:
            _xml_about(told, node)
        if name in XML_NUMBERS and len(words := _words_in(node)) <= LONGEST_NUMBER:
            number = f"{number} {words}".strip()
        elif name in XML_ROWS:
            _write_xml_row(draft, node)
        elif name in XML_TITLES | XML_HEADINGS or (name and (_is_block(node) or depth > DEEPEST)):
            _write_xml_block(draft, told, name, f"{number} {_words_in(node)}".strip(), depth)
            number = ""
        elif name and name not in XML_APART:
            stack.extend((child, depth + 1) for child in reversed(node))
    if number:
        draft.add(number, PassageKind.PARAGRAPH)


def _write_xml_block(draft: Draft, told: Told, name: str, words: str, depth: int) -> None:
    if words and name in XML_TITLES | XML_HEADINGS:
        told.title = told.title or words[:300]
        draft.heading(min(depth, 20), words[:600])
    elif words:
        draft.add(words, PassageKind.LIST_ITEM if name in XML_ITEMS else PassageKind.PARAGRAPH)


def _is_block(node: Any) -> bool:
    """Whether the element holds words of its own, not only further elements."""
    if node.text and node.text.strip():
        return True
    children = [child for child in node if _local(child)]
    if any(child.tail and child.tail.strip() for child in children):
        return True
    return bool(children) and all(_local(child) in XML_INLINE for child in children)


def _write_xml_row(draft: Draft, row: Any) -> None:
    start = position = draft.length
    cells: list[Cell] = []
    texts: list[str] = []
    for child in row:
        words = _words_in(child) if _local(child) else ""
        texts.append(words)
        cells.append(Cell(position, position + len(words), ""))
        position += len(words) + 1
    if position > start + len(texts):
        draft.add("\t".join(texts), PassageKind.TABLE_ROW, None, tuple(cells))


def _xml_about(told: Told, node: Any) -> None:
    """Title, dates and language from a block of metadata, or from what stands directly under the root."""
    for inner in node.iter() if _local(node) in XML_APART else node:
        name = _local(inner)
        words = collapse(inner.text or "") if name else ""
        value = machine_date(words) or machine_date(inner.get("date") or "") if name else None
        if name in XML_TITLES and words:
            told.title = told.title or words[:300]
        elif name == "language" and words:
            told.language = told.language or words
        elif value and name in XML_PUBLISHED:
            told.published = told.published or PageDate(value, f"XML {name}")
        elif value and name in XML_MODIFIED:
            told.modified = told.modified or PageDate(value, f"XML {name}")
