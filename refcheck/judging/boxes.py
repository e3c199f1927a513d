"""The sentences that a row of an info box or a line of data stands for, and what they are about."""

from __future__ import annotations

import re

from refcheck.language import fields
from refcheck.model import Document, Passage, PassageKind

_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_BEGINNING = 400
_BULLET = "•·–-◦ \xa0"


def told(document: Document, passage: Passage) -> tuple[str, ...]:
    """What a label and its value say, in sentences; empty for any other passage."""
    about = document.title or "it"
    if not passage.cells:
        label, parted, value = document.quote(passage).partition("\t")
        if not parted:
            label, _, value = label.partition(": ")
        return fields.told(about, label, value, _kind(document, about)) if value else ()
    if len(passage.cells) != 2:
        return ()
    label, value = (document.text[cell.start : cell.end].strip() for cell in passage.cells)
    over, _, of_row = passage.cells[1].header.rpartition(" / ")
    if of_row != label:
        return ()
    named = label.lstrip(_BULLET)
    if named != label:  # a part of what stands above: "• elevation" under "Source"
        if not fields.is_whole(named):
            return ()
        named, over = over.rpartition(" / ")[2], ""
    subject = about if _is_of_the_page(over, about) else over.rpartition(" / ")[2]
    return fields.told(subject, named, value, _kind(document, about) if subject == about else "")


def _is_of_the_page(over: str, about: str) -> bool:
    """Whether what stands over a row names the page's subject, or parts its box: "Area", "Technical data"."""
    last = _ASIDE.sub("", over.rpartition(" / ")[2]).strip()
    return not last or last in about or about in last or fields.is_heading(last)


def _kind(document: Document, about: str) -> str:
    """What the first paragraph calls that which the page is about: "drama film"; empty where it does not say."""
    first = next((p for p in document.passages if p.kind is PassageKind.PARAGRAPH), None)
    return fields.kind_of(about, document.text[first.start : min(first.end, first.start + _BEGINNING)]) if first else ""
