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
from refcheck.judges import NAMES
from refcheck.model import RecordMode

if TYPE_CHECKING:
    from refcheck.model import Dossier
    from refcheck.pipeline import Checker, Settings
    from refcheck.web import FetchSettings


@contextmanager
def checker_of(dossier: Dossier, given: Mapping[str, Any], started: datetime | None) -> Iterator[Checker]:
    """A checker as `checking_options` ask for it, that shows its progress as long as the context lasts."""
    from refcheck.pipeline import Checker  # noqa: PLC0415

    settings = settings_of(given)
    clock: dict[str, Any] = {"clock": lambda: started} if started else {}
    with progress(quiet=given["quiet"], verbose=given["verbose"]) as on_progress:
        yield Checker(dossier, settings, on_progress=on_progress, **clock)


def settings_of(given: Mapping[str, Any]) -> Settings:
    """The settings that `checking_options` or `judging_options` ask for."""
    from refcheck.cache import usual_folder  # noqa: PLC0415
    from refcheck.pipeline import Settings, usual_mode  # noqa: PLC0415

    mode, offline = given.get("record_mode"), given.get("offline", False)
    if offline and mode not in (None, RecordMode.NONE):
        raise UsageError(f"--offline replays recordings only, --record-mode {mode} pulls pages: give one of the two.")
    chosen = RecordMode(mode) if mode else usual_mode()
    settings = Settings(
        record_mode=RecordMode.NONE if offline else chosen,
        offline=offline,
        allow_private=given["allow_private"],
        fetching=fetch_settings(given),
        cache=None if given.get("no_cache", True) else usual_folder(),
    )
    asked = {
        name: given[name] for name in ("jobs", "top_k", "engine", "workers", "scheduler") if given.get(name) is not None
    }
    if given["judge"] is not None:
        asked["judge"] = judge_of(given["judge"], offline=offline)
    return replace(settings, **asked)


def fetch_settings(given: Mapping[str, Any]) -> FetchSettings:
    """How pages are pulled, as `fetching_options` ask for it."""
    from refcheck.web import FetchSettings  # noqa: PLC0415

    return FetchSettings(
        allow_private=given["allow_private"],
        pace=given["pace"],
        per_host=given["per_host"],
        robots=not given["ignore_robots"],
        contact=given["contact"],
        use_proxy=given["use_proxy"],
    )


def judge_of(name: str, *, offline: bool) -> str:
    """The name of a judge, looked at: one that there is, or of a factory of the caller's as package.module:Factory."""
    if name == "llm" and offline:
        from refcheck.judging.endpoint import URL, from_environment  # noqa: PLC0415

        if not from_environment(os.environ).is_here:
            raise UsageError(f"--offline leaves no network for --judge llm: {URL} is not on this machine.")
    if ":" not in name and name not in NAMES:
        known = ", ".join(NAMES)
        raise UsageError(f"--judge {name}: there are {known}; one of your own is named as package.module:Factory.")
    return name


def pinned_start(given: str | None) -> datetime | None:
    """The start of the run where the caller pins it, in UTC unless it says another zone."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if given:
            moment = datetime.fromisoformat(given)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else None
    except (ValueError, OverflowError, OSError) as error:
        if given:
            raise UsageError(f"--started-at: {given!r} is no time; write 2025-03-01T12:00:00Z.") from error
        raise UsageError(f"SOURCE_DATE_EPOCH: {epoch!r} is no time; set it to seconds since 1970.") from error
