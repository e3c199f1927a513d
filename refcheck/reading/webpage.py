"""An HTML page as a document: decoded, parsed, walked, told what it says of itself, and found to be the right page."""

from __future__ import annotations

from refcheck.model import Document, Page, Unavailable, Unread
from refcheck.reading.encoding import decode
from refcheck.reading.html import Walk
from refcheck.reading.language import language_of
from refcheck.reading.metadata import about
from refcheck.reading.readers import digest
from refcheck.reading.soup import Soup


def read_html(page: Page) -> Document | Unavailable:
    """The page's document; `Unavailable` where it is another page than the one asked for, or has no words."""
    soup = Soup(decode(page.body, page.charset))
    walk = Walk(soup)
    draft = walk.run()
    if soup.cut and draft.groups:
        draft.groups[-1].closed = False
    told = about(soup, walk.h1, draft.lines, page.final_url)
    text = draft.text()
    if not draft.marks:
        return Unavailable(page.source, Unread.EMPTY, "the page has no words to read")
    note = page.note
    if soup.cut:
        note = f"{note}; " if note else ""
        note += "the page has more elements than are read: its end is one block of text"
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
        note=note,
    )
