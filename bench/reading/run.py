"""Reading beside other extractors on the same pages: time, marked facts kept, clutter kept.

Run from the repository root, with the package and `bench/reading/requirements.txt` installed:

    python bench/reading/run.py

Facts and clutter are those that the sidecars of `tests/pages/corpus` mark. Every extractor gets each page correctly
decoded; white space and compatibility forms are folded before comparing. Times are the best of five over pages of about
100 KB, each made by repeating the body of one page of the corpus.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from refcheck.model import Document, Page, Provenance, Source  # noqa: E402
from refcheck.reading import read  # noqa: E402
from refcheck.reading.encoding import decode  # noqa: E402
from tests.reading.corpus import Case, cases  # noqa: E402

SIZE = 100_000
ROUNDS = 5
BODY = re.compile(r"(.*<body[^>]*>)(.*)(</body>.*)", re.DOTALL | re.IGNORECASE)


def by_refcheck(html: str) -> str:
    """What this package reads."""
    source = Source("bench", "https://site.example/a/page")
    body = html.encode("utf-8", "replace")
    page = Page(source, source.url, 200, "text/html", body, datetime.now(UTC), Provenance.RECORDED, charset="utf-8")
    document = read(page)
    return document.text if isinstance(document, Document) else ""


def by_selectolax(html: str) -> str:
    """All text of the body."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - loaded when it is its turn

    tree = LexborHTMLParser(html)
    return tree.body.text(separator=" ") if tree.body else ""


def by_beautifulsoup(html: str) -> str:
    """All text of the tree."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - see above

    return BeautifulSoup(html, "lxml").get_text(" ")


def by_trafilatura(html: str) -> str:
    """What it takes for the main text, with its default settings."""
    import trafilatura  # noqa: PLC0415 - see above

    return trafilatura.extract(html, include_comments=False) or ""


def by_inscriptis(html: str) -> str:
    """The page laid out as text."""
    from inscriptis import get_text  # noqa: PLC0415 - see above

    return get_text(html)


EXTRACTORS: dict[str, tuple[str, Callable[[str], str]]] = {
    "refcheck": ("refcheck-claims", by_refcheck),
    "selectolax": ("selectolax", by_selectolax),
    "beautifulsoup": ("beautifulsoup4", by_beautifulsoup),
    "trafilatura": ("trafilatura", by_trafilatura),
    "inscriptis": ("inscriptis", by_inscriptis),
}


def folded(text: str) -> str:
    """Text as it is compared: compatibility forms and white space folded."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def long_page(html: str) -> str:
    """A page of about 100 KB with the head of this one and its body over and over."""
    match = BODY.match(html)
    if not match:
        return html * (1 + SIZE // len(html))
    return match[1] + match[2] * (1 + SIZE // len(match[2])) + match[3]


def milliseconds(extract: Callable[[str], str], pages: list[str]) -> float:
    """Milliseconds per 100 KB, the median over the pages of the best of some rounds."""
    figures = []
    for page in pages:
        extract(page)
        best = min(_seconds(extract, page) for _ in range(ROUNDS))
        figures.append(1000 * best * SIZE / len(page.encode("utf-8", "replace")))
    return statistics.median(figures)


def _seconds(extract: Callable[[str], str], page: str) -> float:
    begin = time.perf_counter()
    extract(page)
    return time.perf_counter() - begin


def kept(extract: Callable[[str], str], pages: list[tuple[Case, str]]) -> tuple[int, int]:
    """How many marked facts and how much marked clutter the extractor keeps."""
    facts = clutter = 0
    for case, html in pages:
        text = folded(extract(html))
        facts += sum(folded(words) in text for words in case.found)
        clutter += sum(folded(words) in text for words in case.absent)
    return facts, clutter


def main() -> None:
    """Print one line per extractor."""
    good = [case for case in cases() if case.media_type == "text/html" and not case.wrong and not case.unavailable]
    pages = [(case, decode(case.path.read_bytes(), case.charset)) for case in good]
    longest = sorted((html for _, html in pages), key=len)[-12:]
    facts = sum(len(case.found) for case in good)
    clutter = sum(len(case.absent) for case in good)
    print(f"{len(pages)} pages, {facts} facts and {clutter} pieces of clutter marked")
    print(f"{'':26} ms per 100 KB   facts kept   clutter kept")
    for name, (package, extract) in EXTRACTORS.items():
        with_facts, with_clutter = kept(extract, pages)
        took = milliseconds(extract, [long_page(html) for html in longest])
        label = f"{name} {version(package)}"
        print(f"{label:26} {took:13.1f} {with_facts / facts:12.1%} {with_clutter / clutter:14.1%}")


if __name__ == "__main__":
    main()
