"""Reading: from the bytes of a page to its text, a page of about 100 KB at a time.

Pages are those of articles.py, and those of `tests/pages/corpus`, each with its body over and over. Other extractors,
and what they leave out, are measured by bench/reading/run.py.

    python bench/speed/reading.py articles COUNT SIZE     one turn: prints seconds by the clock and of processor time
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from articles import SIZE, article
from child import timed, turn
from given import ROOT, Given
from table import Aim, Measure, Row, in_turns

_BODY = re.compile(r"(.*<body[^>]*>)(.*)(</body>.*)", re.DOTALL | re.IGNORECASE)
_SETS = {"articles": "reading, made pages of 100 KB", "corpus": "reading, pages of the tests brought to 100 KB"}


def rows(given: Given) -> Iterator[Row]:
    """Milliseconds a page, on both sets."""
    count = 6 if given.quick else 60
    for name, title in _SETS.items():
        doers = {
            who: partial(turn, given, tree, "reading.py", name, count, SIZE) for who, tree in given.trees().items()
        }
        measure = Measure(title, "ms", count, Aim(25))
        yield from measure.rows(in_turns(doers, 1 if given.quick else given.rounds))


def pages(name: str, count: int, size: int) -> list[bytes]:
    """So many pages of a set, brought to about a size."""
    if name == "articles":
        return [article(number, size=size).html.encode() for number in range(count)]
    sys.path.insert(0, str(ROOT))
    from refcheck.reading.encoding import decode  # noqa: PLC0415 - the package is not imported before the tree is chosen
    from tests.reading.corpus import cases  # noqa: PLC0415 - see above

    good = [case for case in cases() if case.media_type == "text/html" and not case.wrong and not case.unavailable]
    texts = [decode(case.path.read_bytes(), case.charset) for case in good]
    longest = sorted(texts, key=len)[-12:]
    return [_long(longest[number % len(longest)], size).encode() for number in range(count)]


def _long(html: str, size: int) -> str:
    match = _BODY.match(html)
    if not match:
        return html * (1 + size // len(html))
    return match[1] + match[2] * (1 + size // len(match[2])) + match[3]


def text_of(body: bytes) -> str:
    """What refcheck reads of a page."""
    from refcheck.model import Document, Page, Provenance, Source  # noqa: PLC0415 - see pages
    from refcheck.reading import read  # noqa: PLC0415 - see pages

    source = Source("bench", "https://site.example/a/page")
    when = datetime(2025, 3, 31, tzinfo=UTC)
    document = read(Page(source, source.url, 200, "text/html", body, when, Provenance.RECORDED, charset="utf-8"))
    assert isinstance(document, Document)
    return document.text


def main(name: str, count: str, size: str) -> None:
    """Reads two pages unmeasured, then each page once."""
    bodies = pages(name, int(count) + 2, int(size))
    for body in bodies[:2]:
        text_of(body)
    with timed():
        for body in bodies[2:]:
            text_of(body)


if __name__ == "__main__":
    main(*sys.argv[1:])
