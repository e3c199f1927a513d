"""Coverage-guided fuzzing of what reads hostile input. See README.md beside this file."""

import importlib
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

atheris: Any = importlib.import_module("atheris")

with atheris.instrument_imports(include=["refcheck"]):
    from refcheck.dossier import load
    from refcheck.errors import DossierError
    from refcheck.model import Document, Page, Provenance, Source, Unavailable
    from refcheck.reading import html, metadata, pdf, read, soup, structured, tables, webpage  # noqa: F401 - instrumented

FETCHED = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)
TYPES = {"html": "text/html", "pdf": "application/pdf", "xml": "application/xml", "json": "application/json"}
LONGEST = 2.0
LARGEST = 1_000_000


def read_page(media_type: str, body: bytes) -> None:
    """Read a page; an exception, a place outside of the text or a slow page is a finding."""
    source = Source("fuzz", "https://site.example/a/page", title="Halven Bridge reopens")
    page = Page(source, source.url, 200, media_type, body, FETCHED, Provenance.RECORDED)
    begin = time.process_time()
    document = read(page)
    took = time.process_time() - begin
    if took > LONGEST and len(body) <= LARGEST:
        raise AssertionError(f"{took:.1f} s for {len(body)} bytes")
    if isinstance(document, Unavailable):
        if ": " in document.detail and "could not be read" in document.detail:
            raise AssertionError(document.detail)
        return
    check(document)


def check(document: Document) -> None:
    """Every place lies in the text."""
    for passage in document.passages:
        if not 0 <= passage.start < passage.end <= len(document.text):
            raise AssertionError(passage)
        for cell in passage.cells:
            if not 0 <= cell.start <= cell.end <= len(document.text):
                raise AssertionError(cell)


def load_claims(body: bytes) -> None:
    """Load a claims file; only its own error may come of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.toml"
        path.write_bytes(body)
        try:
            load(path)
        except DossierError:
            return


def main() -> None:
    """Fuzz the target that the first argument names; the others are libFuzzer's."""
    target = sys.argv.pop(1)
    if target == "toml":
        atheris.Setup(sys.argv, load_claims)
    else:
        atheris.Setup(sys.argv, lambda body: read_page(TYPES[target], body))
    atheris.Fuzz()
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB\n")


if __name__ == "__main__":
    main()
