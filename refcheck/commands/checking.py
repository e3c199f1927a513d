"""From the options of a command to a checker that is ready to run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from refcheck.commands.progress import progress
from refcheck.errors import UsageError
from refcheck.model import RecordMode

if TYPE_CHECKING:
    from refcheck.model import Dossier
    from refcheck.pipeline import Checker, Settings


@contextmanager
def checker_of(dossier: Dossier, given: Mapping[str, Any], started: datetime | None) -> Iterator[Checker]:
    """A checker as `checking_options` ask for it, that shows its progress as long as the context lasts."""
    from refcheck.pipeline import Checker  # noqa: PLC0415

    settings = _settings(given)
    clock: dict[str, Any] = {"clock": lambda: started} if started else {}
    with progress(quiet=given["quiet"], verbose=given["verbose"]) as on_progress:
        yield Checker(dossier, settings, on_progress=on_progress, **clock)


def _settings(given: Mapping[str, Any]) -> Settings:
    from refcheck.pipeline import Settings, usual_mode  # noqa: PLC0415

    mode, offline = given["record_mode"], given["offline"]
    if offline and mode not in (None, RecordMode.NONE):
        raise UsageError(f"--offline replays recordings only, --record-mode {mode} pulls pages: give one of the two.")
    chosen = RecordMode(mode) if mode else usual_mode()
    settings = Settings(
        record_mode=RecordMode.NONE if offline else chosen,
        offline=offline,
        allow_private=given["allow_private"],
    )
    asked = {name: given[name] for name in ("jobs", "judge", "top_k") if given[name] is not None}
    return replace(settings, **asked)


def pinned_start(given: str | None) -> datetime | None:
    """The start of the run where the caller pins it, in UTC unless it says another zone."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if given:
            moment = datetime.fromisoformat(given)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else None
    except (ValueError, OverflowError, OSError) as error:
        where, what = ("--started-at", given) if given else ("SOURCE_DATE_EPOCH", epoch)
        raise UsageError(f"{where}: {what!r} is no time; write 2025-03-01T12:00:00Z, or seconds since 1970.") from error
