"""What is in a folder of recordings: of which source, from when and where, how large, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from refcheck.model import Document, Dossier, Page, Provenance, RecordMode, Source, Unavailable
from refcheck.reading import read
from refcheck.web import Fetcher, FetchSettings


@dataclass(frozen=True, slots=True)
class Kept:
    """One recording, or a source that has none: `size` in bytes, times in UTC, `problems` as sentences.

    `taken_at` is when its words were pulled, or archived; `confirmed_at` when the page was last found to say the same.
    """

    id: str
    address: str
    size: int = 0
    taken_at: datetime | None = None
    confirmed_at: datetime | None = None
    provenance: Provenance | None = None
    status: int = 0
    problems: tuple[str, ...] = ()

    def days(self, now: datetime) -> int | None:
        """How many whole days ago the recording was last right, as far as that is known."""
        known = [when for when in (self.taken_at, self.confirmed_at) if when]
        return max(0, (now - max(known)).days) if known else None


def inventory(dossier: Dossier, folder: Path, *, now: datetime, older_than: int | None = None) -> tuple[Kept, ...]:
    """Every source in the order of the file with its recording, then what else is in the folder, by name.

    A recording has a problem that is broken, of another address, no page, or more than `older_than` days old.
    """
    player = Fetcher(FetchSettings(cassettes=folder, record_mode=RecordMode.NONE))
    kept = [_of_a_source(source, folder, player, now, older_than) for source in dossier.sources]
    known = {f"{source.id}.yaml" for source in dossier.sources}
    others = sorted(path for path in folder.glob("[!.]*") if path.name not in known) if folder.is_dir() else []
    return (*kept, *(_of_none(path) for path in others), *_leftovers(folder))


def _of_a_source(source: Source, folder: Path, player: Fetcher, now: datetime, older_than: int | None) -> Kept:
    path = folder / f"{source.id}.yaml"
    size = path.stat().st_size if path.is_file() else 0
    page = player.fetch(source)
    if isinstance(page, Unavailable):
        return Kept(source.id, source.public_url, size, problems=(f"{page.reason}: {page.detail}",))
    document = read(page)
    confirmed = player.confirmed_at(source)
    found = Kept(source.id, page.final_url, size, page.fetched_at, confirmed, page.provenance, page.status)
    return replace(found, problems=_problems(page, document, found.days(now), older_than))


def _problems(
    page: Page, document: Document | Unavailable, days: int | None, older_than: int | None
) -> tuple[str, ...]:
    found = []
    if isinstance(document, Unavailable):
        found.append(f"holds no page: {document.reason}: {document.detail}")
    # An archived copy stays what it is, however old.
    if older_than is not None and days is not None and days > older_than and page.provenance is not Provenance.ARCHIVED:
        found.append(f"is {days} days old: refcheck record --source {page.source.id}")
    return tuple(found)


def _of_none(path: Path) -> Kept:
    size = path.stat().st_size if path.is_file() else 0
    what = "belongs to no source of the claims file" if path.suffix == ".yaml" else "is no recording"
    return Kept(path.name.removesuffix(".yaml"), "", size, problems=(f"{what}: {path.parent.name}/{path.name}",))


def _leftovers(folder: Path) -> tuple[Kept, ...]:
    from refcheck.web.cassette import leftovers  # noqa: PLC0415

    return tuple(
        Kept(path.name, "", problems=("was left by a writer that was killed; refcheck record removes it in an hour",))
        for path in leftovers(folder)
    )
