"""Verdicts over time as strips of SVG, a column for each run, and the same in words for a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from refcheck.model import Run, Verdict
from refcheck.reports.view import SYMBOLS, UNCHECKED
from refcheck.timeline import Past, Said, said_in, stretches

DRAWN = 30
"""Runs that are drawn, the last ones: more would leave no room for a sign on a phone."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Runs in a row that said the same of a claim: where it begins and how wide it is, in per cent, and in words."""

    x: str
    width: str
    middle: str
    key: str
    symbol: str
    verdict: str
    since: datetime
    run: int | None
    reworded: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """What became of one claim, oldest first."""

    claim: str
    bars: tuple[Bar, ...]

    @property
    def told(self) -> str:
        """The strip in a sentence."""
        return "; ".join(f"{bar.verdict} from {bar.since:%Y-%m-%d}" for bar in self.bars)


@dataclass(frozen=True, slots=True)
class OverTime:
    """The strips of a run's claims, those that changed before the others, and the time that they cover."""

    changed: tuple[Strip, ...]
    steady: tuple[Strip, ...]
    runs: int
    first: datetime
    last: datetime


def over_time(run: Run, earlier: Sequence[Past], order: Sequence[str], keys: Mapping[Verdict | None, str]) -> OverTime:
    """The verdicts of the earlier runs, oldest first, and of this one; `order` are the claims as the page has them."""
    runs = [*earlier[-(DRAWN - 1) :], Past(0, run.started_at, said_in(run))]
    strips = [Strip(claim, _bars(runs, claim, keys)) for claim in order]
    return OverTime(
        tuple(strip for strip in strips if len(strip.bars) > 1),
        tuple(strip for strip in strips if len(strip.bars) == 1),
        len(runs),
        runs[0].started_at,
        run.started_at,
    )


def _bars(runs: Sequence[Past], claim: str, keys: Mapping[Verdict | None, str]) -> tuple[Bar, ...]:
    column = 100 / len(runs)
    bars: list[Bar] = []
    before: Said | None = None
    for row in stretches(runs, claim):
        said, run = row.said, runs[row.first]
        verdict = said.verdict.value if said.verdict else UNCHECKED
        bars.append(
            Bar(
                f"{row.first * column:.3f}%",
                f"{(row.last - row.first + 1) * column:.3f}%",
                f"{(row.first + 0.5) * column:.3f}%",
                keys[said.verdict],
                SYMBOLS[said.verdict],
                f"{verdict}, since then {said.since}" if said.since else verdict,
                run.started_at,
                run.number or None,
                before is not None and before.statement != said.statement,
            )
        )
        before = said
    return tuple(bars)
