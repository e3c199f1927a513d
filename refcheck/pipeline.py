"""The order of the stages: load, fetch, read, retrieve, judge, weigh."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from refcheck.model import RecordMode


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run goes about its work; `judge` is a name or a callable, `cassettes` the folder of the recordings."""

    record_mode: RecordMode = RecordMode.ONCE
    offline: bool = False
    jobs: int = 4
    judge: object = "rules"
    top_k: int = 8
    cassettes: Path | None = None
    timeout: float = 20.0
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """A step that was finished: `stage` is "fetch" or "judge", `done` of `total`, `name` the source's or claim's id."""

    stage: str
    done: int
    total: int
    name: str
    note: str = ""
