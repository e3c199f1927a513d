"""Documents as bytes and back, in columns: a page of 100 KB in a tenth of the time that reading it takes."""

from __future__ import annotations

import json
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from refcheck.citations import use_of
from refcheck.model import (
    Cell,
    Document,
    Group,
    GroupKind,
    Page,
    PageDate,
    Passage,
    PassageKind,
    Provenance,
    Source,
    SourceUse,
    Unavailable,
    Unread,
)

_KINDS = tuple(PassageKind)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}


@dataclass(frozen=True, slots=True)
class Known:
    """A page that was replayed and read before, but for its bytes: `key` is the page's, `use` what a report tells."""

    source: Source
    fetched_at: datetime
    provenance: Provenance
    note: str
    key: str
    use: SourceUse


def pack_known(page: Page, key: str, use: SourceUse) -> bytes:
    """What is known of a page that could be read, as bytes."""
    about = [key, page.fetched_at.isoformat(), page.provenance.value, page.note]
    return json.dumps([about, _told(use)], separators=(",", ":")).encode()


def unpack_known(body: bytes, source: Source) -> Known | None:
    """What `body` says of the page of that source; None where it says nothing that can be read."""
    with suppress(ValueError, TypeError, RecursionError):
        (key, fetched_at, provenance, note), (title, url, published, modified, sha256) = json.loads(body)
        arrived = datetime.fromisoformat(fetched_at), Provenance(provenance), note
        use = SourceUse(source, title, url, _date(published), _date(modified), arrived[0], arrived[1], sha256, note)
        return Known(source, *arrived, key, use)
    return None


def pack_use(read: Document | Unavailable) -> bytes:
    """What a report tells of a page, as bytes: it is asked for more often than the page's words."""
    if isinstance(read, Unavailable):
        return json.dumps([read.reason.value, read.detail]).encode()
    return json.dumps(_told(use_of(read.source, read)), separators=(",", ":")).encode()


def _told(use: SourceUse) -> list[object]:
    return [use.title, use.final_url, _dated(use.published), _dated(use.modified), use.sha256]


def unpack_use(body: bytes, page: Page) -> SourceUse | None:
    """What `body` tells of that page; None where it tells nothing that can be read."""
    with suppress(ValueError, TypeError, RecursionError):
        plain = json.loads(body)
        if len(plain) == 2:
            return SourceUse(page.source, unavailable=Unavailable(page.source, Unread(plain[0]), str(plain[1])))
        title, url, published, modified, sha256 = plain
        dates = _date(published), _date(modified)
        return SourceUse(page.source, title, url, *dates, page.fetched_at, page.provenance, sha256, page.note)
    return None


def pack(read: Document | Unavailable) -> bytes:
    """What reading a page gave, as bytes, without what the page itself tells: source, address, time and provenance."""
    plain = [read.reason.value, read.detail] if isinstance(read, Unavailable) else _columns(read)
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode(), 1)


def unpack(body: bytes, page: Page | Known) -> Document | Unavailable | None:
    """What `body` holds of that page; None where it holds nothing that can be read."""
    with suppress(zlib.error, ValueError, TypeError, IndexError, RecursionError):
        plain = json.loads(zlib.decompress(body))
        if len(plain) == 2:
            return Unavailable(page.source, Unread(plain[0]), str(plain[1]))
        return _document(page, *plain)
    return None


def _columns(document: Document) -> list[object]:
    passages = document.passages
    headings = {heading: number for number, heading in enumerate(dict.fromkeys(p.heading for p in passages))}
    return [
        document.text,
        [[p.start, p.end, _NUMBERS[p.kind], headings[p.heading], p.group, p.page] for p in passages],
        list(headings),
        [[n, p.speaker, [[c.start, c.end, c.header] for c in p.cells]] for n, p in enumerate(passages) if _more(p)],
        [[group.kind.value, group.label, group.closed] for group in document.groups],
        [document.title, document.site, document.author, document.language, document.sha256, document.url],
        [_dated(document.published), _dated(document.modified)],
        list(document.marks),
    ]


def _more(passage: Passage) -> bool:
    return bool(passage.cells or passage.speaker)


def _dated(given: PageDate | None) -> list[str] | None:
    return [given.value.isoformat(), given.where] if given else None


def _date(given: list[str] | None) -> PageDate | None:
    return PageDate(date.fromisoformat(given[0]), given[1]) if given else None


def _document(
    page: Page | Known,
    text: str,
    passages: list[list[Any]],
    headings: list[str],
    more: list[list[Any]],
    groups: list[list[Any]],
    about: list[str],
    dates: list[list[str] | None],
    marks: list[int],
) -> Document:
    special = {n: (speaker, tuple(Cell(*cell) for cell in cells)) for n, speaker, cells in more}
    title, site, author, language, sha256, url = about
    published, modified = map(_date, dates)
    found = []
    for number, (start, end, kind, heading, group, sheet) in enumerate(passages):
        speaker, cells = special.get(number, ("", ()))
        found.append(Passage(start, end, _KINDS[kind], headings[heading], cells, group, speaker, sheet))
    return Document(
        source=page.source,
        text=text,
        passages=tuple(found),
        groups=tuple(Group(GroupKind(kind), label, closed) for kind, label, closed in groups),
        title=title,
        site=site,
        author=author,
        published=published,
        modified=modified,
        language=language,
        sha256=sha256,
        url=url,
        provenance=page.provenance,
        fetched_at=page.fetched_at,
        note=page.note,
        marks=tuple(marks),
    )
