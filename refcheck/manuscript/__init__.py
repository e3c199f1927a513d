"""An article's file to what a reader reads of it: plain text, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from refcheck.manuscript.writing import Link, Manuscript, bare_links

__all__ = ["Link", "Manuscript", "is_html", "read_manuscript"]


def read_manuscript(name: PurePath, content: str) -> Manuscript:
    """Return the article that a file with this name and content holds; never raises for what it holds.

    The ending of the name tells the format: .md and .markdown, .html, .htm and .xhtml; all else is plain text, which
    is its own reading. Line ends are single line feeds.
    """
    return _READERS.get(name.suffix.lower(), _plain)(content)


def is_html(name: PurePath) -> bool:
    """Whether a file of this name holds a web page, which may say itself how it is encoded."""
    return _READERS.get(name.suffix.lower()) is _html


def _plain(content: str) -> Manuscript:
    return Manuscript(content, links=bare_links(content))


def _markdown(content: str) -> Manuscript:
    from refcheck.manuscript.markdown import read_markdown  # noqa: PLC0415 - 40 ms that only Markdown should cost

    return read_markdown(content)


def _html(content: str) -> Manuscript:
    from refcheck.manuscript.html import read_html  # noqa: PLC0415 - brings in the parser of web pages

    return read_html(content)


_READERS: dict[str, Callable[[str], Manuscript]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
}
