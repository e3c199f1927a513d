"""Markup to a BeautifulSoup tree that holds only what a reader may see.

BeautifulSoup over lxml is the parser. Its own tree links every node with every neighbour, which costs more than the
parsing itself; this one keeps names, attributes and contents. Formatting that means nothing to a reader of words
(`b`, `span`, plain links) gets no node, hidden elements and scripts never enter, and the tree has a largest depth and
a largest number of elements, so that hostile markup stays cheap.
"""

# ruff: noqa: ANN401 - lxml calls the builder with what it finds
from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from lxml import etree  # type: ignore[import-untyped]

from refcheck.reading.draft import MARK

DEEPEST = 400
FEWEST_ELEMENTS_ALLOWED = 50_000
BYTES_PER_ELEMENT = 12
LONGEST_ASIDE = 2_000_000
EARLY = 2_500
PIECE = 8_192

SKIPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "noscript",
        "iframe",
        "object",
        "embed",
        "applet",
        "canvas",
        "audio",
        "video",
        "map",
        "select",
        "textarea",
        "datalist",
        "input",
        "rt",
        "rp",
        "del",
        "s",
        "strike",
        "param",
        "title",
        "frame",
        "frameset",
        "progress",
        "meter",
        "annotation",
        "annotation-xml",
    ]
)
TRANSPARENT = frozenset(
    [
        "a",
        "b",
        "i",
        "em",
        "strong",
        "span",
        "font",
        "u",
        "small",
        "big",
        "tt",
        "code",
        "abbr",
        "acronym",
        "mark",
        "dfn",
        "var",
        "samp",
        "kbd",
        "bdi",
        "bdo",
        "data",
        "ins",
        "nobr",
        "label",
        "q",
        "ruby",
        "rb",
        "time",
        "wbr",
        "picture",
        "source",
        "track",
        "output",
    ]
)
SHOWN_BUT_DROPPED = frozenset({"rt", "rp", "del", "s", "strike"})
INLINE, SKIP = "inline", "skip"
KINDS = {**dict.fromkeys(TRANSPARENT, INLINE), **dict.fromkeys(SKIPPED, SKIP)}
CORES = frozenset({"h1", "main"})
NO_ATTRIBUTES: Mapping[str, str] = {}
VOID = frozenset(["br", "hr", "img", "meta", "link", "base"])
CLASS_HIDDEN = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?|u-hidden|is-hidden|hidden|d-none|hide|"
    r"mw-editsection|mw-jump-link|noprint|offscreen|assistive-text|skip-link|skip-to-content|mw-cite-backlink)(?:\s|$)"
)
CLASS_SHOWN = re.compile(r"\b(?:sm|md|lg|xl|d-(?:sm|md|lg|xl))[:-]|show")
STYLE_HIDDEN = re.compile(
    r"display:none|visibility:hidden|(?<![\w-])opacity:0(?:\.0+)?(?:[;!]|$)|font-size:0(?:px|em|rem|%|pt)?(?:[;!]|$)|"
    r"text-indent:-\d{3,}|(?:left|top|right):-\d{4,}|clip:rect\(0|clip:rect\(1px|clip-path:inset\((?:50|100)%"
)
SHEET_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
BLOCKS = frozenset(
    [
        "div",
        "section",
        "article",
        "aside",
        "p",
        "ul",
        "ol",
        "dl",
        "table",
        "form",
        "figure",
        "main",
        "header",
        "footer",
        "details",
    ]
)


class Element:
    """A tag with its attributes and contents, which are elements and texts.

    `size` and `linked` count the letters inside it and inside its links, `cores` the main parts and first headings;
    `asks` says that it asks for an e-mail address.
    """

    __slots__ = ("asks", "attrs", "contents", "cores", "linked", "name", "size")

    def __init__(self, name: str, attrs: Mapping[str, str], size: int = 0, linked: int = 0, cores: int = 0) -> None:
        self.name = name
        self.attrs = attrs
        self.contents: list[Any] = []
        self.size = size
        self.linked = linked
        self.cores = cores
        self.asks = False

    def attribute(self, name: str) -> str:
        """The attribute's value, empty where there is none."""
        return self.attrs.get(name) or ""


class Soup(BeautifulSoup):
    """A page's tree, with what was taken aside while it grew: data scripts, times, properties, unseen text."""

    def __init__(self, markup: str, builder: Builder | None = None) -> None:
        self.data_scripts: list[str] = []
        self.times: list[tuple[str, dict[str, str]]] = []
        self.properties: list[tuple[str, str]] = []
        self.metas: list[dict[str, str]] = []
        self.links: list[dict[str, str]] = []
        self.unseen: list[str] = []
        self.frames: list[dict[str, str]] = []
        self.forms: list[dict[str, str]] = []
        self.footers: list[str] = []
        self.language = ""
        self.page_title = ""
        self.has_main = False
        self.has_h1 = False
        self.cut = False
        super().__init__(markup + "\n", builder=builder or Builder(len(markup)))


class Builder(LXMLTreeBuilder):
    """lxml's parser for BeautifulSoup, with a lean tree for what it finds."""

    def __init__(self, length: int) -> None:
        super().__init__(multi_valued_attributes=None)
        self.length = length

    def prepare_markup(self, markup: Any, *_: Any, **__: Any) -> Iterable[tuple[str, None, None, bool]]:
        """The markup as it is: it was decoded before."""
        yield markup, None, None, False

    def feed(self, markup: Any) -> None:
        """Run the parser over the markup; what it can't parse any further ends the tree there."""
        assert isinstance(self.soup, Soup)  # noqa: S101 - set by BeautifulSoup before it feeds
        parser = etree.HTMLParser(target=Growth(self.soup, self.length), recover=True, huge_tree=True)
        parser.feed(markup)
        parser.close()


class Sprouting(Builder):
    """A builder that takes only so much of the markup as has `enough` letters; no tag and no text need be whole there.

    `letters` is how many it found, and `open` the elements that the markup was within, with what they hold so far.
    """

    def __init__(self, length: int, enough: int) -> None:
        super().__init__(length)
        self.enough = enough
        self.letters = 0
        self.open: list[Element] = []

    def feed(self, markup: Any) -> None:
        """Run the parser over the beginning of the markup; the tree is left as it is then."""
        assert isinstance(self.soup, Soup)  # noqa: S101 - set by BeautifulSoup before it feeds
        growth = Growth(self.soup, self.length)
        parser = etree.HTMLParser(target=growth, recover=True, huge_tree=True)
        start = 0
        while start < len(markup) and growth.size < self.enough:
            end = markup.find(
                "<", start + min(PIECE, self.enough)
            )  # a text that is cut comes in other pieces than a whole one
            parser.feed(markup[start:end] if end > 0 else markup[start:])
            start = end if end > 0 else len(markup)
        self.letters, self.open = growth.size, growth.unfinished()
        parser.close()  # it is part of a circle, and keeps what it was fed until then


class Growth:
    """A tree as it grows from what lxml's parser finds, one tag or run of text after the other.

    Its methods are called some thousand times for a page: they keep to few steps.
    """

    __slots__ = (
        "allowed",
        "aside",
        "aside_length",
        "cores",
        "hidden_classes",
        "hidden_ids",
        "hiding",
        "link_depth",
        "linked",
        "nodes",
        "open",
        "pieces",
        "size",
        "skipped_name",
        "skipping",
        "tree",
    )

    def __init__(self, tree: Soup, length: int) -> None:
        self.tree = tree
        self.allowed = max(FEWEST_ELEMENTS_ALLOWED, length // BYTES_PER_ELEMENT)
        self.skipping = 0
        self.skipped_name = ""
        self.aside: list[str] = []
        self.aside_length = 0
        self.pieces: list[str] = []
        self.open: list[Element | bool | None] = []
        self.nodes: list[Any] = [tree]
        self.size = self.linked = self.link_depth = self.cores = 0
        self.hiding: dict[str, bool] = {}
        self.hidden_classes: frozenset[str] = frozenset()
        self.hidden_ids: frozenset[str] = frozenset()

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """One opening tag."""
        if self.skipping:
            self.skipping += 1
            return
        kind = KINDS.get(tag)
        if kind is INLINE:
            if attrib and self._inline_needs_node(tag, attrib):
                return
            if tag == "a":
                self.link_depth += 1
                self.open.append(True)
            else:
                self.open.append(None)
        elif kind is SKIP:
            if tag in SHOWN_BUT_DROPPED:
                self.pieces.append(MARK)
            self._skip(tag, attrib)
        elif attrib and tag not in VOID and self._hides(tag, attrib):
            self._skip("hidden", attrib)
        elif self.allowed <= 0 or len(self.nodes) > DEEPEST:
            self.tree.cut = self.tree.cut or self.allowed <= 0
            self.pieces.append(" ")
            self.open.append(None)
        else:
            self._open(tag, attrib)

    def _open(self, tag: str, attrib: Mapping[str, str]) -> None:
        pieces, nodes = self.pieces, self.nodes
        if pieces:
            nodes[-1].contents.append("".join(pieces))
            pieces.clear()
        self.allowed -= 1
        element = Element(tag, attrib or NO_ATTRIBUTES, self.size, self.linked, self.cores)
        if attrib:
            self._note(tag, attrib)
        if tag in CORES or (attrib and attrib.get("role") == "main"):
            self.cores += 1
            self.tree.has_main = self.tree.has_main or tag != "h1"
            self.tree.has_h1 = self.tree.has_h1 or tag == "h1"
        nodes[-1].contents.append(element)
        nodes.append(element)
        self.open.append(element)

    def end(self, _tag: str) -> None:
        """One closing tag: lxml closes in order."""
        if self.skipping:
            self.skipping -= 1
            if not self.skipping:
                self._keep_aside()
            return
        element = self.open.pop()
        if element is None:
            return
        if element is True or element is False:
            self.link_depth -= 1
            return
        nodes, pieces = self.nodes, self.pieces
        if pieces:
            nodes[-1].contents.append("".join(pieces))
            pieces.clear()
        nodes.pop()
        element.size = self.size - element.size
        element.linked = self.linked - element.linked
        element.cores = self.cores - element.cores
        if element.name == "a":
            self.link_depth -= 1

    def data(self, data: str) -> None:
        """A run of text."""
        if self.skipping:
            if self.skipped_name and self.aside_length < LONGEST_ASIDE:
                self.aside.append(data)
                self.aside_length += len(data)
            return
        self.pieces.append(data)
        if not data.isspace():
            length = len(data)
            self.size += length
            if self.link_depth:
                self.linked += length

    def close(self) -> None:
        """The end of the page."""
        if self.pieces:
            self.nodes[-1].contents.append("".join(self.pieces))
            self.pieces.clear()

    def unfinished(self) -> list[Element]:
        """The elements that are open, outermost first, with the sizes that they have so far; it grows no more then."""
        found, self.nodes, self.open, self.pieces = self.nodes[1:], [], [], []
        self.skipping, self.skipped_name = sys.maxsize, ""
        for element in found:
            element.size = self.size - element.size
            element.linked = self.linked - element.linked
            element.cores = self.cores - element.cores
        return found

    def _skip(self, name: str, attrib: Mapping[str, str]) -> None:
        self.skipping = 1
        kept = name in ("style", "noscript", "hidden", "title") or (
            name == "script" and "json" in (attrib.get("type") or "").lower()
        )
        self.skipped_name = name if kept else ""
        if name in ("iframe", "frame"):
            self.tree.frames.append(dict(attrib))
        elif name == "input":
            self.tree.forms.append(dict(attrib))
            if attrib.get("type") == "email" and isinstance(self.nodes[-1], Element):
                self.nodes[-1].asks = True

    def _keep_aside(self) -> None:
        if not self.skipped_name:
            return
        text = "".join(self.aside)
        self.aside.clear()
        if self.skipped_name == "script":
            self.tree.data_scripts.append(text)
        elif self.skipped_name == "style":
            classes, ids = hidden_by_sheet(text)
            self.hidden_classes |= classes
            self.hidden_ids |= ids
            self.hiding.clear()
        elif self.skipped_name == "title":
            self.tree.page_title = self.tree.page_title or text
        elif self.skipped_name == "noscript" or len(text) < 10_000:
            self.tree.unseen.append(text)
        self.skipped_name = ""

    def _inline_needs_node(self, tag: str, attrib: Mapping[str, str]) -> bool:
        """Whether an inline element was dealt with here: skipped, or opened as a node of its own."""
        if self._hides(tag, attrib):
            self.pieces.append(MARK)
            self._skip("hidden", attrib)
            return True
        self._note(tag, attrib)
        if tag == "a":
            mark = "#" in (attrib.get("href") or "") or attrib.get("role") == "doc-noteref"
            if mark or "class" in attrib:
                self.link_depth += 1
                self._open(tag, attrib)
                return True
        return False

    def _note(self, tag: str, attrib: Mapping[str, str]) -> None:
        """Set aside what the page says of itself."""
        if tag == "meta":
            self.tree.metas.append(dict(attrib))
        elif tag == "link":
            self.tree.links.append(dict(attrib))
        elif tag == "html":
            self.tree.language = attrib.get("lang") or attrib.get("xml:lang") or ""
        elif tag == "time":
            early = {"early": "1"} if self.size < EARLY and not self.link_depth else {}
            self.tree.times.append((attrib.get("datetime") or "", {**attrib, **early}))
        elif tag == "form":
            self.tree.forms.append(dict(attrib))
        if "itemprop" in attrib and ("content" in attrib or "datetime" in attrib):
            self.tree.properties.append((attrib["itemprop"], attrib.get("content") or attrib.get("datetime") or ""))

    def _hides(self, tag: str, attrib: Mapping[str, str]) -> bool:
        if "hidden" in attrib and (attrib["hidden"] or "").lower() != "until-found":
            return True
        style = attrib.get("style")
        if style and STYLE_HIDDEN.search(re.sub(r"\s+", "", style.lower())):
            return True
        if attrib.get("aria-hidden") == "true" and tag in BLOCKS:
            return True
        names = attrib.get("class")
        if names and tag not in ("html", "body", "main"):
            hidden = self.hiding.get(names)
            if hidden is None:
                hidden = self.hiding[names] = self._class_hides(names)
            if hidden:
                return True
        return bool(self.hidden_ids) and attrib.get("id") in self.hidden_ids

    def _class_hides(self, names: str) -> bool:
        if self.hidden_classes and not self.hidden_classes.isdisjoint(names.split()):
            return True
        return bool(CLASS_HIDDEN.search(names)) and not CLASS_SHOWN.search(names)


def hidden_by_sheet(sheet: str) -> tuple[frozenset[str], frozenset[str]]:
    """Classes and ids that a style sheet hides by a rule of their own, outside of any media query."""
    classes: set[str] = set()
    ids: set[str] = set()
    depth = 0
    selector = ""
    for piece in re.split(r"([{}])", SHEET_COMMENT.sub("", sheet)):
        if piece == "{":
            depth += 1
        elif piece == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            selector = piece
        elif depth == 1 and re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", piece):
            for name in selector.split(","):
                if match := re.fullmatch(r"\s*([.#])([\w-]+)\s*", name):
                    (classes if match[1] == "." else ids).add(match[2])
    return frozenset(classes), frozenset(ids)
