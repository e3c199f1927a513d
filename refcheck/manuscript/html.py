"""An HTML article to what a reader sees of it, as pages are read, with the lines of its file."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass, field

from refcheck.manuscript.writing import Link, Manuscript, Span, Writing, public_address
from refcheck.model import Passage, PassageKind
from refcheck.reading.draft import INVISIBLE
from refcheck.reading.encoding import sound
from refcheck.reading.html import Walk
from refcheck.reading.metadata import about
from refcheck.reading.soup import Soup

_NEAR, _FAR = 2_000, 200_000  # characters of markup in which a block is looked for, and in which when it is not near
_APART, _FAR_APART = (
    12,
    400,
)  # between two words of a block, a short and a longer one: the mark of a note, a hidden note
_TELLING = 6  # letters from which on a word is not found by chance
_CLOSE = 60  # the same for its first word alone
_LEAD = 16  # characters that are enough to find a block by its beginning
_CALL_REACH = 40  # characters between the call of a note and the words before it
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style|template|noscript|title)\b.*?(?:</(?P=raw)\s*>|\Z)|<[^<>]*>?|[^<\s]+",
    re.DOTALL | re.IGNORECASE,
)
_HREF = re.compile(r"<a\s(?:[^<>]*?\s)?href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_NOTE_END = re.compile(r"</(?:li|p|dd|tr|aside|section|ol|body)\b", re.IGNORECASE)
_ID = re.compile(r"\s(?:id|name)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


def read_html(content: str) -> Manuscript:
    """Return an HTML article as its reader sees it, without navigation and other clutter; never raises.

    The reader of pages keeps no lines, so each block is looked for in the markup after the one before it. Where words
    stand that the text leaves out, and the same words follow, a line may be that of the wrong ones.

    What the page says of itself gives title, author, date and address. A link to a note on the page itself stands for
    the links of that note.
    """
    content = sound(content)
    soup = Soup(content)
    walk = Walk(soup)
    draft = walk.run()
    soup.footers = walk.footers
    told = about(soup, walk.h1, draft.lines, "")
    address = public_address(told.canonical)
    placed = _place(draft.text(), draft.passages(), _Markup(content))
    return Manuscript(
        placed.writing.text(),
        tuple(placed.writing.lines) or ((0, 1),),
        tuple(placed.headings),
        _links(placed, address),
        title=told.title,
        author=told.author,
        url=address,
        published=told.published.value if told.published else None,
    )


class _Markup:
    """The markup as one run of characters that are no space and in no tag, each with its line; its links and notes."""

    def __init__(self, content: str) -> None:
        pieces: list[str] = []
        self.starts: list[int] = []  # of each run of characters, and the line that it stands on
        self.numbers: list[int] = []
        self.links: list[tuple[int, str]] = []
        self.notes: dict[str, int] = {}
        self.note_ends: list[int] = []
        length, line, done = 0, 1, 0
        for match in _TOKEN.finditer(content):
            line += content.count("\n", done, match.start())
            done = match.start()
            token = match[0]
            if token[0] == "<":
                self._tag(token, length)
                continue
            words = "".join(INVISIBLE.sub("", html.unescape(token)).split())
            if words:
                pieces.append(words)
                self.starts.append(length)
                self.numbers.append(line)
                length += len(words)
        self.text = "".join(pieces)

    def _tag(self, tag: str, at: int) -> None:
        if found := _HREF.match(tag):
            self.links.append((at, html.unescape(found[1] or found[2] or found[3] or "")))
        if found := _ID.search(tag):
            self.notes.setdefault(found[1], at)
        if _NOTE_END.match(tag):
            self.note_ends.append(at)

    def line(self, at: int) -> int:
        """The line of a character."""
        return self.numbers[max(0, bisect_right(self.starts, at) - 1)] if self.numbers else 1

    def find(self, words: str, at: int, reach: int) -> int:
        """Where `words` next stand from `at` on, -1 where they do not within `reach`."""
        return self.text.find(words, at, at + reach + len(words))


@dataclass(slots=True)
class _Placed:
    """The article's text beside its markup; `words` are places of a word in the markup and in the text, its length."""

    markup: _Markup
    writing: Writing = field(default_factory=Writing)
    headings: list[Span] = field(default_factory=list)
    words: list[tuple[int, int, int]] = field(default_factory=list)
    at: int = 0

    def block(self, words: str) -> Span:
        """Append a block and find its words in the markup, each from the one before it."""
        found, is_whole = self._begin(words.split())
        before = self.at
        self.at = before if found < 0 else found
        start = self.writing.begin(self.markup.line(self.at))
        for number, word in enumerate(words.split()):
            if number:
                self.writing.put(" ")
            if is_whole or ((found >= 0 or len(word) >= _TELLING) and self._follow(word)):
                self.writing.at_line(self.markup.line(self.at))
                self.words.append((self.at, self.writing.length, len(word)))
                self.at += len(word)
            self.writing.put(word)
        if found < 0:  # words like a picture's description, which may be those of a later block: that one is not missed
            self.at = before
        return start, self.writing.length

    def _begin(self, words: list[str]) -> tuple[int, bool]:
        """Where in the markup a block begins, near rather than far, and whether all of it follows there; or -1."""
        run = "".join(words)
        first = next((word for word in words[:1] if len(word) >= _TELLING), run)
        close = self.markup.find(words[0], self.at, _CLOSE) if words else -1
        if close >= 0 and self._goes_on(words, close):  # perhaps with the mark of a note in it
            return close, self.markup.text.startswith(run, close)
        for wanted, reach in ((run, _NEAR), (first, _CLOSE), (run[:_LEAD], _NEAR), (run, _FAR), (run[:_LEAD], _FAR)):
            if (found := self.markup.find(wanted, self.at, reach)) >= 0:
                return found, wanted == run
        return -1, False

    def _goes_on(self, words: list[str], at: int) -> bool:
        """Whether all words stand from a place of the markup on, with hardly anything between them."""
        for word in words:
            found = self.markup.find(word, at, _APART)
            if found < 0:
                return False
            at = found + len(word)
        return True

    def _follow(self, word: str) -> bool:
        """Go on to a word of a block that has something between its words; a short one only if it is close."""
        found = self.markup.find(word, self.at, _APART if len(word) < _TELLING else _FAR_APART)
        self.at = self.at if found < 0 else found
        return found >= 0


def _place(text: str, passages: tuple[Passage, ...], markup: _Markup) -> _Placed:
    placed = _Placed(markup)
    for passage in passages:
        span = placed.block(text[passage.start : passage.end])
        if passage.kind is PassageKind.HEADING:
            placed.headings.append(span)
    return placed


def _links(placed: _Placed, base: str) -> tuple[Link, ...]:
    """The links in the text, each where it stands; one to a note of the page stands for the links of the note."""
    found: dict[tuple[int, str], Link] = {}
    placed.words.sort()
    for at, href in placed.markup.links:
        note = placed.markup.notes.get(href[1:], -1) if href.startswith("#") else -1
        place = _place_of(placed, at, _CALL_REACH if note >= 0 else 0)
        if place is None:
            continue
        for target in _links_of_note(placed.markup, note) if note > at else [href]:
            if address := public_address(target, base):
                found.setdefault((place, address), Link(address, "", place, place))
    return tuple(sorted(found.values(), key=lambda link: (link.start, link.url)))


def _links_of_note(markup: _Markup, note: int) -> list[str]:
    end = next(iter(markup.note_ends[bisect_right(markup.note_ends, note) :]), len(markup.text))
    return [href for at, href in markup.links if note <= at < end]


def _place_of(placed: _Placed, at: int, reach: int) -> int | None:
    """Where in the text a place of the markup is; None where it is more than `reach` from the words of the text."""
    before = bisect_right(placed.words, at, key=lambda word: word[0]) - 1
    if before < 0:
        return None
    start, place, length = placed.words[before]
    return place if at < start + length + reach else None
