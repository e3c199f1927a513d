"""How a run shows, on stderr, how far it has come."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from refcheck.commands.terminal import note
from refcheck.reports.neutral import neutral

if TYPE_CHECKING:
    from refcheck.pipeline import Progress

STAGES = {"fetch": "Reading sources", "judge": "Judging claims"}


@contextmanager
def progress(*, quiet: bool, verbose: bool) -> Iterator[Callable[[Progress], None]]:
    """Where progress goes: a live display on a terminal, a line for each source with a problem elsewhere."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with _live(verbose=verbose) as show:
            yield show
    else:
        yield lambda step: note(_line(step)) if _is_worth_a_line(step, verbose=verbose) else None


@contextmanager
def _live(*, verbose: bool) -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {stage: bars.add_task(label, total=None, visible=False) for stage, label in STAGES.items()}

        def show(step: Progress) -> None:
            if step.stage in tasks:
                bars.update(tasks[step.stage], completed=step.done, total=step.total, visible=True)
            if _is_worth_a_line(step, verbose=verbose):
                bars.console.print(Text(neutral(_line(step))))

        yield show


def _is_worth_a_line(step: Progress, *, verbose: bool) -> bool:
    return verbose or (step.stage != "judge" and bool(step.note))


def _line(step: Progress) -> str:
    if step.stage not in STAGES:
        return f"refcheck: {step.note}"
    what = "source" if step.stage == "fetch" else "claim"
    return f"refcheck: {what} {step.name}: {step.note or 'done'} ({step.done} of {step.total})"
