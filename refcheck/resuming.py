"""What a run has found so far, so that another can go on where it broke off."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from refcheck.codec import CodecError, decode_result, encode_result
from refcheck.errors import HistoryError
from refcheck.history import Aside
from refcheck.model import Claim, Provenance, Result, SourceUse

EVERY = 5.0
"""Seconds between two times that what was found is handed over to be kept."""


class Ledger:
    """Takes down what a run finds and hands it to `keep` from time to time; knows what an `earlier` one had found.

    A verdict is taken over only under the key that it was found under: of the same claim, sources, pages, judge and
    version. A page is known by its SHA-256.
    """

    def __init__(
        self,
        keep: Callable[[Sequence[Aside]], None],
        started_at: str,
        earlier: Sequence[Aside] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.earlier = tuple(earlier)
        self.taken: list[str] = []
        self.made_by = ""
        self._pages = {each.name: each.key for each in earlier if each.kind == "page"}
        self._verdicts = {each.name: each for each in earlier if each.kind == "verdict"}
        self._known: dict[str, str] = {}
        self._keep, self._clock, self._started_at = keep, clock, started_at
        self._new: list[Aside] = []
        self._kept_at = clock()

    def pulled_before(self, source: str) -> str:
        """The SHA-256 of the page that the earlier run pulled of this source, or nothing."""
        return self._pages.get(source, "")

    def page(self, use: SourceUse) -> None:
        """Takes down a page that this run has pulled and read."""
        if use.provenance is Provenance.LIVE:
            self._take_down("page", use.source.id, use.sha256)

    def judged_before(self) -> dict[str, tuple[str, Result]]:
        """The earlier run's results by claim, each behind the key that it was found under, where they can be read."""
        known = {}
        for found in self._verdicts.values():
            with suppress(CodecError, ValueError, RecursionError):
                known[found.name] = found.key, decode_result(json.loads(found.body))
        self._known = {name: key for name, (key, _) in known.items()}
        return known

    def verdict(self, result: Result, key: str) -> None:
        """Takes down a result of this run, or one taken over; what could not be checked is tried again by the next."""
        if self._known.get(result.claim.id) == key:
            self.taken.append(result.claim.id)
        if result.judgement is not None:
            self._take_down("verdict", result.claim.id, key, json.dumps(encode_result(result), separators=(",", ":")))

    def hand_over(self) -> None:
        """Has kept what is new since the last time. What `keep` raises leaves it new."""
        if self._new:
            self._keep(tuple(self._new))
            self._new.clear()

    def _take_down(self, kind: str, name: str, key: str, body: str = "") -> None:
        self._new.append(Aside(kind, name, key, self._started_at, self.made_by, body))
        if self._clock() - self._kept_at >= EVERY:
            self._kept_at = self._clock()
            with suppress(HistoryError):  # it ends no run; who breaks one off is told
                self.hand_over()


def key_of(claim: Claim, uses: Sequence[SourceUse], made_by: str, *rest: object) -> str:
    """A digest of all that the verdict on a claim follows from: `uses` are its sources', `rest` the settings."""
    pages = [use.unavailable or (use.source, use.sha256, use.final_url) for use in uses]
    return hashlib.sha256(repr((claim, pages, made_by, rest)).encode(errors="backslashreplace")).hexdigest()
