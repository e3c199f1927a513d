"""A Markdown article to what a reader sees of it (CommonMark, tables and footnotes, read by markdown-it)."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from refcheck.manuscript.writing import Link, Manuscript, Writing, bare_links, public_address
from refcheck.reading.pagedates import machine_date

_LONGEST_FRONT = 20_000  # characters, which Python's own reader of YAML takes a tenth of a second for
_FRONT = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>?", re.DOTALL)
_HREF = re.compile(r"<a\s[^<>]*?href\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_DATES = ("published", "date", "pubDate", "pubdate", "publishDate", "publish_date", "datePublished", "published_at")
_ADDRESSES = ("canonical_url", "canonicalUrl", "canonical", "url", "permalink", "link")


def read_markdown(content: str) -> Manuscript:
    """Return a Markdown article as its reader sees it, with the lines of its file; never raises.

    Front matter (YAML between ---, TOML between +++) tells of the article and is no part of its text, nor are code
    blocks. A link in a footnote belongs to the place that the footnote is called from.
    """
    told, body = _front_matter(content.replace("\r", " "))
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
    reader = _Reader()
    for token in parser.parse(body):
        reader.take(token)
    text = reader.writing.text()
    links = sorted([*reader.links, *_unlinked(text, reader.links)], key=lambda link: (link.start, link.end, link.url))
    return Manuscript(
        text,
        tuple(reader.writing.lines) or ((0, 1),),
        tuple(reader.headings),
        tuple(links),
        title=_words(told.get("title")) or reader.title,
        author=_author(told.get("author") or told.get("authors") or told.get("byline")),
        url=next((found for key in _ADDRESSES if (found := public_address(_words(told.get(key))))), ""),
        published=next((day for key in _DATES if (day := _day(told.get(key)))), None),
    )


@dataclass(slots=True)
class _Reader:
    """The tokens of an article, one after the other."""

    writing: Writing = field(default_factory=Writing)
    headings: list[tuple[int, int]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    title: str = ""
    maps: list[int] = field(default_factory=lambda: [1])
    heading: str = ""
    row: int | None = None
    note: int | None = None
    calls: dict[int, list[int]] = field(default_factory=dict)

    def take(self, token: Token) -> None:
        """One block token; those in between only open and close what the inline ones stand in."""
        line = token.map[0] + 1 if token.map else self.maps[-1]
        if token.nesting == 1:
            self.maps.append(line)
        elif token.nesting == -1 and len(self.maps) > 1:
            self.maps.pop()
        match token.type:
            case "heading_open" | "thead_open":
                self.heading = token.tag
            case "heading_close" | "thead_close":
                self.heading = ""
            case "tr_open" | "tr_close":
                self.row = 0 if token.nesting == 1 else None
            case "footnote_open" | "footnote_close":
                self.note = int(token.meta.get("id", -1)) if token.nesting == 1 else None
            case "inline":
                self._block(token, line)
            case "html_block":
                self._markup(token.content, line)

    def _block(self, token: Token, line: int) -> None:
        writing = self.writing
        if self.row:
            writing.put(" | ")
        else:
            writing.begin(line)
        start, pieces = writing.length, len(writing.pieces)
        _Inline(self, line).read(token.children or [])
        if self.row is not None:
            self.row += 1
        if self.heading and writing.length > start:
            self.headings.append((start, writing.length))
            if self.heading == "h1" and not self.title:
                self.title = " ".join("".join(writing.pieces[pieces:]).split())

    def _markup(self, markup: str, line: int) -> None:
        """Blocks of HTML: their words line by line, their links where they stand."""
        shown = _TAG.sub(lambda match: "\n" * match[0].count("\n"), markup)
        start = None
        for number, words in enumerate(shown.split("\n")):
            if words.strip():
                begun = self.writing.begin(line + number)
                start = begun if start is None else start
                self.writing.put(html.unescape(words.strip()))
        for match in _HREF.finditer(markup):
            self.link(html.unescape(match[1]), "", start or self.writing.length, self.writing.length)

    def link(self, url: str, words: str, start: int, end: int) -> None:
        """A link, noted at its place, or at the places that call the footnote around it."""
        if address := public_address(url):
            places = [(at, at) for at in self.calls.get(self.note, [])] if self.note is not None else [(start, end)]
            self.links.extend(Link(address, words, a, b) for a, b in places)


@dataclass(slots=True)
class _Inline:
    """The words of one block."""

    reader: _Reader
    line: int
    open: list[tuple[str, int, int]] = field(default_factory=list)

    def read(self, tokens: list[Token]) -> None:
        writing = self.reader.writing
        for token in tokens:
            match token.type:
                case "softbreak" | "hardbreak":
                    writing.put(" ")
                    self.line += 1
                    writing.at_line(self.line)
                case "link_open":
                    self.open.append((str(token.attrs.get("href", "")), writing.length, len(writing.pieces)))
                case "link_close" if self.open:
                    url, start, pieces = self.open.pop()
                    self.reader.link(url, "".join(writing.pieces[pieces:]), start, writing.length)
                case "footnote_ref":
                    self.reader.calls.setdefault(int(token.meta.get("id", -1)), []).append(writing.length)
                case "html_inline":
                    if token.content[:3].lower() == "<br":
                        writing.put(" ")
                case "text" | "code_inline" | "image":
                    writing.put(token.content)


def _unlinked(text: str, links: list[Link]) -> list[Link]:
    """The addresses that stand in the text and are not linked already."""
    known = {(link.start, link.end) for link in links}
    return [link for link in bare_links(text) if not any(a <= link.start < b for a, b in known)]


def _front_matter(content: str) -> tuple[Mapping[str, object], str]:
    """What an article says of itself before it begins, and the article, the lines before it left empty."""
    match = _FRONT.match(content[:_LONGEST_FRONT])
    if match is None:
        return {}, content
    body = "\n" * match[0].count("\n") + content[match.end() :]
    try:
        told = tomllib.loads(match[2]) if match[1] == "+++" else yaml.safe_load(match[2])
    except (ValueError, yaml.YAMLError, RecursionError):
        return {}, body
    return (told if isinstance(told, dict) else {}), body


def _words(value: object) -> str:
    """A text on one line, empty where the value is something else."""
    line = " ".join(str(value).split()) if isinstance(value, str) else ""
    return line if line.isprintable() else ""


def _author(value: object) -> str:
    """One name or several, written as text or as tables with a name."""
    values = value if isinstance(value, list) else [value]
    names = [_words(each.get("name") if isinstance(each, dict) else each) for each in values[:20]]
    return ", ".join(filter(None, names))


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return machine_date(value) if isinstance(value, str) else None
