"""An HTML page as a document: decoded, parsed, walked, told what it says of itself, and found to be the right page."""

from __future__ import annotations

import re

from refcheck.model import Document, Page, Unavailable, Unread
from refcheck.reading.encoding import decode
from refcheck.reading.html import Walk, shown_text
from refcheck.reading.language import language_of
from refcheck.reading.metadata import About, about
from refcheck.reading.readers import digest
from refcheck.reading.soup import Soup
from refcheck.reading.wrongpage import FEW_WORDS, LITTLE, Look, wrong_page

MOST_SHOWN = 20_000
MOST_COUNTED = 3 * FEW_WORDS
CUT = "the page has more elements than are read: its end is one block of text"
UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0e7f]{4}")


def read_html(page: Page) -> Document | Unavailable:
    """The page's document; `Unavailable` where it is another page than the one asked for, or has no words."""
    markup = decode(page.body, page.charset)
    soup = Soup(markup)
    walk = Walk(soup)
    draft = walk.run()
    if soup.cut and draft.groups:
        draft.groups[-1].closed = False
    soup.footers = walk.footers
    told = about(soup, walk.h1, draft.lines, page.final_url)
    text = draft.text()
    language = language_of(text, told.language)
    wrong = wrong_page(_look(page, markup, soup, walk, told, text, language))
    if wrong:
        return Unavailable(page.source, Unread.WRONG_PAGE, wrong)
    if not draft.marks:
        return Unavailable(page.source, Unread.EMPTY, "the page has no words to read")
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
        language=language,
        sha256=digest(page.body),
        url=page.final_url,
        provenance=page.provenance,
        fetched_at=page.fetched_at,
        note="; ".join(filter(None, (page.note, CUT if soup.cut else ""))),
        marks=tuple(draft.places),
    )


def _look(page: Page, markup: str, soup: Soup, walk: Walk, told: About, text: str, language: str) -> Look:
    """What decides whether this is the page; clutter is looked at only where there is little else."""
    words = count_words(text)
    little = words <= LITTLE
    refresh = next((m.get("content", "") for m in soup.metas if m.get("http-equiv", "").lower() == "refresh"), "")
    return Look(
        asked_title=page.source.title,
        asked_url=page.source.url,
        final_url=page.final_url,
        titles=tuple(dict.fromkeys((*told.titles, *(text for _, text in walk.draft.headings[:1])))),
        text=text,
        words=words,
        shown=shown_text(walk.body)[:MOST_SHOWN] if little else "",
        unseen=" ".join(soup.unseen)[:MOST_SHOWN] if little else "",
        inputs=tuple(soup.forms),
        frames=tuple(soup.frames),
        refresh=refresh,
        free=told.free,
        language=language,
        markers=markup[:MOST_SHOWN] if little else "",
    )


def count_words(text: str) -> int:
    """Words of the text, where they are not very many; scripts without spaces count two letters as one."""
    words = len(text.split(maxsplit=MOST_COUNTED))
    return max(words, len(text) // 2) if not text.isascii() and UNSPACED.search(text[:2000]) else words
