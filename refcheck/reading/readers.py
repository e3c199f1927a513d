"""Which reader takes which media type: one line each; what no reader takes says so."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from refcheck.collector import uncollected
from refcheck.model import Document, Page, Unavailable, Unread

NO_TEXT = (
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "an archive"),
    (b"\x1f\x8b", "packed data"),
)
"""What begins so is no text of any kind, whatever its server calls it."""
Reader = Callable[[Page], "Document | Unavailable"]


def _html(page: Page) -> Document | Unavailable:
    from refcheck.reading.webpage import read_html  # noqa: PLC0415 - a reader's parser is loaded when it is needed

    return read_html(page)


def _plain(page: Page) -> Document | Unavailable:
    from refcheck.reading.textfile import read_text_file  # noqa: PLC0415 - see above

    return read_text_file(page)


def _pdf(page: Page) -> Document | Unavailable:
    from refcheck.reading.pdf import read_pdf  # noqa: PLC0415 - see above

    return read_pdf(page)


def _json(page: Page) -> Document | Unavailable:
    from refcheck.reading.structured import read_json  # noqa: PLC0415 - see above

    return read_json(page)


def _xml(page: Page) -> Document | Unavailable:
    from refcheck.reading.structured import read_xml  # noqa: PLC0415 - see above

    return read_xml(page)


def _csv(page: Page) -> Document | Unavailable:
    from refcheck.reading.structured import read_csv  # noqa: PLC0415 - see above

    return read_csv(page)


READERS: dict[str, Reader] = {
    "text/html": _html,
    "application/xhtml+xml": _html,
    "text/plain": _plain,
    "text/markdown": _plain,
    "text/x-markdown": _plain,
    "application/pdf": _pdf,
    "application/x-pdf": _pdf,
    "application/json": _json,
    "text/json": _json,
    "application/x-ndjson": _json,
    "application/xml": _xml,
    "text/xml": _xml,
    "text/csv": _csv,
    "text/tab-separated-values": _csv,
}


def read_page(page: Page) -> Document | Unavailable:
    """Read a page by what it is: its media type, or its first bytes where the type says nothing."""
    reader = reader_of(page)
    if isinstance(reader, Unavailable):
        return reader
    try:
        with uncollected():
            return reader(page)
    except Exception as error:  # noqa: BLE001 - page bytes are hostile: whatever a parser throws is this page's fault
        told = f"{media_type(page)} could not be read: {type(error).__name__}: {error}"
        return Unavailable(page.source, Unread.UNREADABLE, told[:300])


def is_surely_read(page: Page) -> bool:
    """Whether a document would come of reading the page: at a glance, so that False leaves it open."""
    if reader_of(page) is not _html:
        return False
    from refcheck.reading.glance import is_surely_page  # noqa: PLC0415 - a parser is loaded when it is needed

    try:
        with uncollected():
            return is_surely_page(page)
    except Exception:  # noqa: BLE001 - as in `read_page`, which tells it
        return False


def reader_of(page: Page) -> Reader | Unavailable:
    """What reads a page of its kind, or why nothing does."""
    kind = media_type(page)
    reader = READERS.get(kind) or READERS.get(f"application/{kind.rpartition('+')[2]}" if "+" in kind else "")
    if not page.body.strip():
        return Unavailable(page.source, Unread.EMPTY, "the response has no body")
    if reader is None:
        return Unavailable(page.source, Unread.MEDIA_TYPE, f"no reader for {kind}")
    if what := next((what for start, what in NO_TEXT if page.body.startswith(start)), ""):
        return Unavailable(page.source, Unread.UNREADABLE, f"the server calls it {kind}, but it is {what}")
    return reader


def media_type(page: Page) -> str:
    """The page's media type without parameters, lower case; sniffed where none or a generic one is given."""
    declared = page.media_type.split(";")[0].strip().lower()
    head = page.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf-"):
        return "application/pdf"
    looks_html = head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in head
    if declared in ("", "application/octet-stream", "text/plain", "application/xml", "text/xml") and looks_html:
        return "text/html"
    if declared in ("", "application/octet-stream", "binary/octet-stream", "application/unknown"):
        return _sniffed(head)
    return declared


def _sniffed(head: bytes) -> str:
    if head.startswith(b"<?xml"):
        return "application/xml"
    if head.startswith((b"{", b"[")):
        return "application/json"
    if head.startswith(b"<") and b">" in head:
        return "text/html"
    if not head or b"\x00" in head or sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 50:
        return "application/octet-stream"
    return "text/plain"


def digest(body: bytes) -> str:
    """SHA-256 of the body, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()
