"""What a measure comes to: rows, their medians and ratios, and how they are printed."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from processes import Taken

Who = TypeVar("Who", bound=Hashable)

PATIENCE = 30.0
"""Seconds: whoever took longer in one turn has no other."""


@dataclass(frozen=True)
class Aim:
    """What a figure should be at most, or at least."""

    figure: float
    at_least: bool = False

    def met(self, figure: float) -> bool:
        """Whether it is."""
        return figure >= self.figure if self.at_least else figure <= self.figure


@dataclass(frozen=True)
class Row:
    """One line: who did what, the median, least and most of its turns, and how often as long as refcheck it took.

    `cpu` are seconds of processor time, of each piece where there are pieces; `memory` is in MB; `ratio` is the median
    of the ratios within a turn; `note` is what else there is to say.
    `wrong` is what must not be, whatever the time: the harness fails for it.
    """

    measure: str
    who: str
    unit: str
    median: float
    least: float
    most: float
    cpu: float
    memory: float | None = None
    ratio: float | None = None
    aim: Aim | None = None
    note: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Measure:
    """What is measured: its name, how a turn is told, and what it should come to.

    Told are the seconds of a turn, or milliseconds of each piece (`unit` "ms") or pieces a second ("/s") where `pieces`
    says how many a turn has.
    """

    name: str
    unit: str = "s"
    pieces: int = 1
    aim: Aim | None = None

    def figure(self, turn: Taken) -> float:
        """A turn as it is told."""
        if self.unit == "/s":
            return self.pieces / turn.wall
        return turn.wall / self.pieces * (1000 if self.unit == "ms" else 1)

    def rows(self, taken: Mapping[str, Sequence[Taken]], notes: Mapping[str, str] | None = None) -> list[Row]:
        """A row for everyone who took turns, the first being refcheck."""
        first, *_ = taken.values()
        return [self._row(who, turns, first, (notes or {}).get(who, "")) for who, turns in taken.items()]

    def _row(self, who: str, turns: Sequence[Taken], first: Sequence[Taken], note: str) -> Row:
        figures = [self.figure(turn) for turn in turns]
        ours = turns is first
        return Row(
            self.name,
            who,
            self.unit,
            statistics.median(figures),
            min(figures),
            max(figures),
            statistics.median(turn.cpu for turn in turns) / self.pieces,
            max(turn.memory for turn in turns) / 1e6 or None,
            None if ours else statistics.median(b.wall / a.wall for a, b in zip(first, turns, strict=False)),
            self.aim if ours else None,
            note,
        )


def in_turns(doers: Mapping[Who, Callable[[], Taken]], rounds: int, *, warm: bool = False) -> dict[Who, list[Taken]]:
    """What everyone took, in turns, so that a busy machine slows all alike; `warm`: after a turn that is not told."""
    taken: dict[Who, list[Taken]] = {who: [] for who in doers}
    for number in range(-1 if warm else 0, rounds):
        for who, do in doers.items():
            if not taken[who] or taken[who][-1].wall <= PATIENCE:
                turn = do()
                taken[who] += [turn] * (number >= 0)
    return taken


@dataclass(frozen=True)
class Step:
    """One amount of work: how much it is in all, in how many pieces, what its turns took, and what else to say."""

    work: int
    turns: Sequence[Taken]
    note: str = ""
    pieces: int = 1


@dataclass(frozen=True)
class Limits:
    """What ten times the work may take at most, in times the time, and MB of memory whatever the work."""

    growth: float
    memory: float | None = None


def grown(measure: Measure, steps: Mapping[str, Step], limits: Limits | None = None) -> list[Row]:
    """A row for each amount of work: the ratio is to the time of the amount before, brought to ten times the work."""
    found: list[Row] = []
    before: Step | None = None
    for who, step in steps.items():
        (row,) = replace(measure, pieces=step.pieces).rows({who: step.turns})
        told = [step.note]
        if before is not None:
            times = statistics.median(b.wall / a.wall for a, b in zip(before.turns, step.turns, strict=False))
            tenfold = 10 * before.work / step.work
            times *= tenfold
            busy = _cpu(step) / _cpu(before) * tenfold
            row = replace(row, ratio=times)
            told.append(f"{busy:.2f} times the processor time")
            if limits:
                told.append(f"at most {limits.growth:g} times as long: {_met(times <= limits.growth)}")
        if limits and limits.memory and row.memory:
            told.append(f"at most {limits.memory:g} MB: {_met(row.memory <= limits.memory)}")
        found.append(replace(row, note=", ".join(each for each in told if each)))
        before = step
    return found


def _cpu(step: Step) -> float:
    return statistics.median(turn.cpu for turn in step.turns)


def _met(so: bool) -> str:
    return "met" if so else "missed"


def printed(rows: Sequence[Row]) -> str:
    """The table."""
    wide = max([24, *(len(f"  {row.who}") for row in rows)])
    head = f"{'':{wide}}{'median':>9} {'':4}{'least':>9}{'most':>9}{'CPU':>10}{'MB':>7}{'ratio':>8}  aim"
    lines = [head]
    for before, row in zip([None, *rows], rows, strict=False):
        if before is None or before.measure != row.measure:
            lines += ["", row.measure]
        lines.append(_line(row, wide))
    return "\n".join(lines) + "\n"


def _line(row: Row, wide: int) -> str:
    cpu = f"{row.cpu:.2f} s" if row.unit == "s" else f"{_short(1000 * row.cpu)} ms"
    memory = "" if row.memory is None else f"{row.memory:.0f}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    figures = f"{_short(row.median):>9} {row.unit:4}{_short(row.least):>9}{_short(row.most):>9}"
    aim = ""
    if row.aim:
        sense = "at least" if row.aim.at_least else "at most"
        aim = f"{sense} {row.aim.figure:g} {row.unit}: {_met(row.aim.met(row.median))}"
    told = "; ".join(each for each in (aim, row.note, row.wrong) if each)
    return f"{f'  {row.who}':{wide}}{figures}{cpu:>10}{memory:>7}{ratio:>8}  {told}".rstrip()


def _short(figure: float) -> str:
    """Three digits that count, more where there are more before the point."""
    digits = 0 if figure >= 100 else 1 if figure >= 10 else 2
    return f"{figure:,.{digits}f}"
