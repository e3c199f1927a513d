"""What an article is read into: its text as a reader sees it, and where in the file everything stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urljoin, urlsplit

Lines = tuple[tuple[int, int], ...]
Span = tuple[int, int]

_BARE = re.compile(r"\bhttps?://[^\s<>\"'“”‘’«»`{}|\\^]{3,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?…*_"
_PAIRS = {")": "(", "]": "["}
# Addresses that hand the page on to others instead of telling something.
_SHARING = re.compile(
    r"//(?:www\.|m\.)?(?:facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:intent|share)|linkedin\.com/share"
    r"|reddit\.com/submit|pinterest\.\w+/pin/create|t\.me/share|wa\.me/|api\.whatsapp\.com/|addtoany\.com)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the article to a public page; `start` and `end` are the span of the text that it belongs to."""

    url: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Manuscript:
    """An article as its reader sees it, without markup.

    `lines` pairs offsets of the text with line numbers of the file, and is empty where the text is the file itself.
    `headings` are spans of the text; what the article says of itself is empty or None where it says nothing.
    """

    text: str = field(repr=False)
    lines: Lines = ()
    headings: tuple[Span, ...] = ()
    links: tuple[Link, ...] = ()
    title: str = ""
    author: str = ""
    url: str = ""
    published: date | None = None


@dataclass(slots=True)
class Writing:
    """A text in the making: blocks with an empty line between them, each piece with its line in the file."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[tuple[int, int]] = field(default_factory=list)

    def begin(self, line: int) -> int:
        """Begin a block that stands on `line`; returns where it starts."""
        if self.length:
            self.put("\n\n")
        self.at_line(line)
        return self.length

    def at_line(self, line: int) -> None:
        """What follows stands on `line`."""
        if not self.lines or self.lines[-1][1] != line:
            self.lines.append((self.length, line))

    def put(self, words: str) -> None:
        """Append to the block."""
        self.pieces.append(words)
        self.length += len(words)

    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces)


def public_address(url: str, base: str = "") -> str:
    """Return `url`, seen from the page `base`, without its fragment; empty where it leads to no other public page."""
    try:
        whole = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(whole)
        host, _ = parts.hostname, parts.port
        own = bool(base) and parts._replace(fragment="") == urlsplit(base)._replace(fragment="")
    except ValueError:
        return ""
    usable = parts.scheme in {"http", "https"} and host and "." in host and "@" not in parts.netloc
    if not usable or own or len(whole) > 2000 or any(char.isspace() or char in '\\"<>' for char in whole):
        return ""
    without = parts._replace(fragment="").geturl()
    return "" if not without.isprintable() or _SHARING.search(without) else without


def bare_links(text: str) -> tuple[Link, ...]:
    """Return the addresses that stand in a text as such, without the full stop or bracket that follows them."""
    found = []
    for match in _BARE.finditer(text):
        url = _trimmed(match[0])
        if address := public_address(url):
            found.append(Link(address, "", match.start(), match.start() + len(url)))
    return tuple(found)


def _trimmed(url: str) -> str:
    """The address without what belongs to the sentence around it."""
    while url:
        last = url[-1]
        if last in _TRAILING or (last in _PAIRS and url.count(last) > url.count(_PAIRS[last])):
            url = url[:-1]
        else:
            break
    return url
