"""Page to document: whatever a reader can see on a page becomes text with passages."""

from __future__ import annotations

from refcheck.model import Document, Page, Source, Unavailable

__all__ = ["from_text", "is_surely_read", "read"]


def read(page: Page) -> Document | Unavailable:
    """The page as a document, or why it can't be read; never raises for what the page holds."""
    from refcheck.reading.readers import read_page  # noqa: PLC0415 - keeps the parsers out of a plain import

    return read_page(page)


def is_surely_read(page: Page) -> bool:
    """Whether reading the page would give a document; only as much is read as tells that, and False leaves it open."""
    from refcheck.reading.readers import is_surely_read as surely  # noqa: PLC0415 - see above

    return surely(page)


def from_text(text: str, source: Source | None = None) -> Document:
    """Plain text that a caller gives, as a document; blank lines part its paragraphs."""
    from refcheck.reading.plain import document_of_text  # noqa: PLC0415 - see above

    return document_of_text(text, source or Source(id="given", url=""))
