"""Generated text-fragment links, followed by a real Chromium: it must scroll to the words and mark them."""

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from refcheck.model import Document, Passage, PassageKind
from refcheck.reading import read

from .browser import Tab, find_chromium, running
from .corpus import cases

# Nothing is to be seen but what the browser marks, and every block is a screen away from the next.
BLANK = b"""<style>
* { color: #fff !important; background: #fff !important; border-color: #fff !important }
a { text-decoration: none !important }
img, input, button, li::marker { visibility: hidden; color: #fff !important }
::target-text { background: #000 !important; color: #000 !important }
p, li, h1, h2, h3, dd, dt, caption, figcaption, blockquote, summary { margin-top: 700px !important }
td, th { padding-top: 700px !important }
</style>"""
PAGES = (
    "news-story.html", "list-closed.html", "nested-lists.html", "definition-list.html", "table-plain.html",
    "table-spans.html", "table-infobox.html", "footnotes.html", "quotes.html", "details.html", "german.html",
    "arabic.html", "japanese-ruby.html", "chinese-gbk.html", "figures.html",
)  # fmt: skip
CASES = {case.path.name: case for case in cases() if case.path.name in PAGES}
LEAST_FOUND = 0.95


class Pages(BaseHTTPRequestHandler):
    """Serves the pages of the corpus as UTF-8, whitened out."""

    def do_GET(self) -> None:
        case = CASES.get(self.path.strip("/"))
        self.send_response(200 if case else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if case:
            self.wfile.write(markup_of(case.path.name) + BLANK)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        pass


def markup_of(name: str) -> bytes:
    body = CASES[name].path.read_bytes()
    if name == "chinese-gbk.html":
        body = body.decode("gbk").replace('charset="gb2312"', 'charset="utf-8"').encode()
    return body


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def document_at(site: str, name: str) -> Document:
    case = CASES[name]
    page = replace(case.page, body=markup_of(name), charset="utf-8", final_url=site + name)
    document = read(page)
    assert isinstance(document, Document)
    return document


def is_alternative_text(document: Document, passage: Passage, markup: str) -> bool:
    return passage.kind is PassageKind.CAPTION and f'alt="{document.quote(passage)}"' in markup


@pytest.mark.slow
@pytest.mark.enable_socket
def test_a_browser_scrolls_to_the_words_of_a_link_and_marks_them(site: str) -> None:
    chromium = find_chromium()
    if chromium is None:
        assert not os.environ.get("CI"), "no Chromium: install it, in CI this test may not be skipped"
        pytest.skip("no Chromium on this machine")
    found: dict[PassageKind, int] = {}
    missed: list[str] = []
    with running(chromium) as browser:
        for name in PAGES:
            document = document_at(site, name)
            markup = markup_of(name).decode()
            blank = shown(Tab(browser), site + name)
            for passage in document.passages:
                if is_alternative_text(document, passage, markup):
                    continue
                link = document.link(passage)
                if shown(Tab(browser), link) == blank:
                    missed.append(link)
                else:
                    found[passage.kind] = found.get(passage.kind, 0) + 1
    total = sum(found.values()) + len(missed)
    print(f"{sum(found.values())} of {total} links found: {found}; missed: {missed}")  # noqa: T201 - shown with -s
    assert total >= 50
    assert len(found) >= 6
    assert sum(found.values()) >= LEAST_FOUND * total, missed


def shown(tab: Tab, url: str) -> bytes:
    """What a fresh page shows at this address; any picture but the blank one has marked words in view."""
    tab.open(url)
    picture = tab.picture()
    tab.close()
    return picture
