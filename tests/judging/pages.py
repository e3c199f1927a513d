"""Documents for the tests of judging: small real HTML pages through the real reader, and plain texts."""

from __future__ import annotations

from datetime import UTC, date, datetime

from refcheck.model import Document, Page, Provenance, Source, SourceKind
from refcheck.reading import from_text, read

_FILLER = "<p>This page is kept up by the press office, which answers letters on weekdays and in the mornings.</p>" * 4


def page(body: str, title: str = "Lake notes", *, source: str = "page", published: date | None = None) -> Document:
    """The body under its title, with a few words around it, as a reader finds it."""
    html = f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><main><h1>{title}</h1>'
    html += f"{body}{_FILLER}</main></body></html>"
    origin = Source(source, f"https://example.org/{source}", kind=SourceKind.PRIMARY, published=published)
    fetched = datetime(2025, 5, 1, tzinfo=UTC)
    found = read(Page(origin, origin.url, 200, "text/html", html.encode(), fetched, Provenance.GIVEN, "utf-8"))
    assert isinstance(found, Document), found
    return found


def text(words: str, source: str = "text") -> Document:
    return from_text(words, Source(source, f"https://example.org/{source}"))


def items(*names: str, tag: str = "ul") -> str:
    return f"<{tag}>{''.join(f'<li>{name}</li>' for name in names)}</{tag}>"


def table(header: str, *rows: str) -> str:
    """A table of cells parted by bars."""
    head = "".join(f"<th>{cell.strip()}</th>" for cell in header.split("|"))
    body = "".join("<tr>" + "".join(f"<td>{cell.strip()}</td>" for cell in row.split("|")) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
