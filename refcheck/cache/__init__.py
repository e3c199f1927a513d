"""What was read and judged before: a page is read once for its bytes, a claim judged once for all that decides it.

Everything is kept in a folder of the user's own, never beside a claims file: a verdict that a repository brought along
would be believed. It is bounded, can be deleted at any time, and holds for the very code and model that made it.
"""

from __future__ import annotations

import os
from pathlib import Path

from refcheck.cache.documents import Known, pack, pack_known, pack_use, unpack, unpack_known, unpack_use
from refcheck.cache.results import pack_result, unpack_result
from refcheck.cache.store import Store
from refcheck.model import Claim, Document, Page, Result, Source, SourceUse, Unavailable
from refcheck.version import build

VARIABLE = "REFCHECK_CACHE"
"""Names the folder; empty, nothing is kept."""


def usual_folder() -> Path | None:
    """Where the cache is: where the environment says, or else where this system keeps caches; None for nowhere."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return Path(given).expanduser() if given.strip() else None
    from platformdirs import user_cache_path  # noqa: PLC0415

    return user_cache_path("refcheck", appauthor=False)


class Cache:
    """Pages as they were read and claims as they were judged; one that can not be read or written forgets everything.

    It raises nothing. What is kept is on the disk at the latest after `flush`.
    """

    def __init__(self, folder: Path) -> None:
        self._store = Store(folder, build())

    def use(self, page: Page, key: str) -> SourceUse | None:
        """What became of the page under its key (see `keys.page_key`), or None where it was not read yet."""
        body = self._store.get(f"use {key}")
        return unpack_use(body, page) if body is not None else None

    def replayed(self, key: str, source: Source) -> Known | None:
        """What replaying a recording gave (see `keys.recording_key`), or None where it was not replayed yet."""
        body = self._store.get(key)
        return unpack_known(body, source) if body is not None else None

    def keep_replayed(self, key: str, page: Page, page_key: str, use: SourceUse) -> None:
        """Takes down what replaying a recording gave; a page that could not be read is tried again the next time."""
        if use.unavailable is None:
            self._store.put(key, pack_known(page, page_key, use))

    def document(self, page: Page | Known, key: str) -> Document | Unavailable | None:
        """What reading the page gave, or None where it was not read yet."""
        body = self._store.get(key)
        return unpack(body, page) if body is not None else None

    def keep_page(self, key: str, read: Document | Unavailable) -> None:
        """Takes down what reading a page gave."""
        self._store.put(key, pack(read))
        self._store.put(f"use {key}", pack_use(read))

    def result(self, key: str, claim: Claim, sources: tuple[Source, ...]) -> Result | None:
        """The result under the key of a claim (see `keys.claim_key`), with claim and sources as they are now."""
        body = self._store.get(key)
        return unpack_result(body, claim, sources) if body is not None else None

    def keep_result(self, key: str, result: Result) -> None:
        """Takes down a result; what could not be checked is tried again the next time."""
        if result.judgement is not None and not result.unavailable:
            self._store.put(key, pack_result(result))

    def flush(self) -> None:
        """Writes what is new, and lets go what was not used for longest where there is too much."""
        self._store.flush()
