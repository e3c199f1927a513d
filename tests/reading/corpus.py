"""The pages of `tests/pages/corpus` and what their sidecars promise of them."""

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from refcheck.model import Page, Provenance, Source

FOLDER = Path(__file__).parent.parent / "pages" / "corpus"
FETCHED = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """One page file and its sidecar.

    `found` and `absent`: words in the passages, or not. `exact`: whole passages. `kinds`, `headings`, `speakers`,
    `places`: words and the kind, heading path, speaker or PDF page of their passage. `cells`: a cell and its header.
    `open` and `closed`: words in the label of a list. `wrong`: what gives a wrong page away.
    """

    path: Path
    media_type: str = "text/html"
    charset: str = "utf-8"
    url: str = "https://site.example/a/page"
    asked_url: str = ""
    asked: str = ""
    title: str = ""
    site: str = ""
    author: str = ""
    language: str = ""
    published: date | None = None
    modified: date | None = None
    undated: bool = False
    found: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)
    kinds: list[list[str]] = field(default_factory=list)
    headings: list[list[str]] = field(default_factory=list)
    speakers: list[list[str]] = field(default_factory=list)
    places: list[list[Any]] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    wrong: str = ""
    unavailable: str = ""
    detail: str = ""

    @property
    def page(self) -> Page:
        """The page as it would arrive."""
        return Page(
            source=Source("corpus", self.asked_url or self.url, title=self.asked),
            final_url=self.url,
            status=200,
            media_type=self.media_type,
            body=self.path.read_bytes(),
            fetched_at=FETCHED,
            provenance=Provenance.RECORDED,
            charset=self.charset,
        )


def cases() -> list[Case]:
    """Every page of the corpus, by name."""
    sidecars = sorted(FOLDER.glob("*.toml"))
    return [Case(path=side.with_suffix(""), **tomllib.loads(side.read_text("utf-8"))) for side in sidecars]
