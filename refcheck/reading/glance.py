"""Whether an HTML page is the real one, told from its beginning where that tells it for sure.

The walk is the one over the whole page, as far as what becomes of an element is settled, whatever the rest of the page
is: the text so far is how the text of the whole page begins. Where that is long enough, nothing can be wrong with the
page that only looks like another one's place: a wall, an error, an empty shell have few words.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from refcheck.reading.clutter import SMALL_FORM, Clutter
from refcheck.reading.encoding import decode
from refcheck.reading.html import STORY, TEASER_BLOCKS, Walk
from refcheck.reading.metadata import titles
from refcheck.reading.soup import Element, Soup, Sprouting
from refcheck.reading.webpage import count_words
from refcheck.reading.wrongpage import LITTLE, Look, is_surely_right

if TYPE_CHECKING:
    from refcheck.model import Page
    from refcheck.reading.html import Closer

FEWEST_LETTERS = 4 * LITTLE
"""A page of fewer letters has hardly more words than make it a long one, and is as soon read whole."""
ENOUGH_LETTERS = 6_000
"""Letters of the page's beginning that are parsed: menus are among them."""
ENOUGH_TEXT = 7 * LITTLE
"""Characters of text after which the walk ends: most have more words by then than make a page a long one."""
WRAPPERS = frozenset({"body", "main", "article", "div", "section"})
"""Blocks in which nothing hangs on how they end."""
MAY_BE_MAIN = re.compile(rb"<main|role\s*=\s*[\"']?(?:main|[^\"'\s>]*&)")
MAY_BE_HEADED = re.compile(rb"<h1")


class _Unsettled(Exception):  # noqa: N818 - it is none: the walk has come as far as it can
    """What becomes of an element hangs on the rest of the page, or there is text enough."""


def is_surely_page(page: Page) -> bool:
    """Whether reading the HTML page would give a document, as far as its beginning can tell: False leaves it open."""
    markup = decode(page.body, page.charset)
    text, found = beginning(markup)
    words = count_words(text)
    look = Look(
        asked_title=page.source.title,
        asked_url=page.source.url,
        final_url=page.final_url,
        titles=tuple(found),
        text=text,
        words=words,
        shown="",
        unseen="",
        inputs=(),
        frames=(),
        refresh="",
        free=None,
        language="",
    )
    return is_surely_right(look)


def beginning(markup: str, letters: int = ENOUGH_LETTERS) -> tuple[str, list[str]]:
    """How the page's text begins, and titles that the page has, by the first of its letters; empty for short pages."""
    builder = Sprouting(len(markup), letters)
    soup = Soup(markup, builder)
    if builder.letters < min(letters, FEWEST_LETTERS):
        return "", []
    walk = _Opening(soup, builder, markup)
    with suppress(_Unsettled):
        walk.descend(walk.body)
    return walk.draft.text(), titles(soup, walk.h1)


class _Settled(Clutter):
    """Decides as `Clutter` does about elements that are whole, on a page of `least` to `most` letters."""

    def __init__(self, least: int, most: int, has_main: bool, may_be_main: bool) -> None:
        super().__init__(least, has_main)
        self._other = Clutter(most, may_be_main)

    def drops(self, element: Element, in_main: bool, in_quote: bool) -> bool:
        """Whether the element is clutter as a whole, however the page goes on."""
        dropped = super().drops(element, in_main, in_quote)
        if dropped is not self._other.drops(element, in_main, in_quote):
            raise _Unsettled
        return dropped

    def may_drop(self, element: Element, in_main: bool) -> bool:
        """Whether an element that is not whole, and has no core yet, may turn out to be clutter."""
        links = Element(element.name, element.attrs, 1, 1)
        return element.size < SMALL_FORM or self._other.drops(links, in_main, in_quote=False)


class _Opening(Walk):
    """The walk over a page's beginning; it ends by raising `_Unsettled`."""

    def __init__(self, soup: Soup, builder: Sprouting, markup: str) -> None:
        super().__init__(soup)
        raw = markup.encode("utf-8").lower()
        self._open = {id(element) for element in builder.open}
        builder.open = []  # the tree hangs on its root alone, as that of a whole page
        may_be_main = soup.has_main or bool(MAY_BE_MAIN.search(raw))
        self.clutter: _Settled = _Settled(self.body.size, len(markup), soup.has_main, may_be_main)
        self._may_be_headed = soup.has_h1 or bool(MAY_BE_HEADED.search(raw))

    def _enter(self, node: Element, name: str) -> tuple[bool, Closer | None]:
        if self.draft.length > ENOUGH_TEXT:
            raise _Unsettled
        if id(node) not in self._open:
            return super()._enter(node, name)
        if name not in WRAPPERS or not self._is_surely_entered(node, name):
            raise _Unsettled
        entered, _ = super()._enter(node, name)
        return entered, _end

    def _is_surely_entered(self, node: Element, name: str) -> bool:
        """Whether a block is entered that is not whole: it may grow, and have more links, or a core."""
        if node.attrs.get("role") not in (None, "main"):
            return False
        if node.cores:
            return True
        may_be_links = (self._may_be_headed and not self.h1) or (name in TEASER_BLOCKS and self.paragraphs >= STORY)
        return not (self.related or may_be_links or self.clutter.may_drop(node, self.main_depth > 0))

    def _is_links(self, node: Element, name: str) -> bool:
        found = super()._is_links(node, name)
        if self._may_be_headed is not self.has_h1:
            known, self.has_h1 = self.has_h1, self._may_be_headed
            other = super()._is_links(node, name)
            self.has_h1 = known
            if found is not other:
                raise _Unsettled
        return found


def _end() -> None:
    raise _Unsettled
