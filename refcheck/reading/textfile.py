"""Plain text and Markdown files as documents."""

from __future__ import annotations

from refcheck.model import Document, Page, Unavailable, Unread
from refcheck.reading.encoding import decode
from refcheck.reading.language import language_of
from refcheck.reading.plain import read_markdown, read_plain
from refcheck.reading.readers import digest

MARKDOWN_TYPES = frozenset({"text/markdown", "text/x-markdown"})


def read_text_file(page: Page) -> Document | Unavailable:
    """The file's document; its first heading is its title."""
    text = decode(page.body, page.charset)
    markdown = page.media_type.split(";")[0].strip().lower() in MARKDOWN_TYPES or page.final_url.lower().endswith(".md")
    draft = read_markdown(text) if markdown else read_plain(text)
    if not draft.marks:
        return Unavailable(page.source, Unread.EMPTY, "the file has no words to read")
    first = draft.marks[0]
    whole = draft.text()
    return Document(
        page.source,
        whole,
        draft.passages(),
        draft.frozen_groups(),
        title=whole[first.start : first.end][:200] if markdown else "",
        language=language_of(whole),
        sha256=digest(page.body),
        url=page.final_url,
        provenance=page.provenance,
        fetched_at=page.fetched_at,
        note=page.note,
    )
