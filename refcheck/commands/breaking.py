"""A run that breaks off, with what it found told and kept, and one that goes on with it."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refcheck.commands.delivery import deliver
from refcheck.commands.terminal import note
from refcheck.errors import INTERRUPTED, HistoryError

if TYPE_CHECKING:
    from types import FrameType

    from refcheck.history import Aside
    from refcheck.model import Accepted, Run
    from refcheck.resuming import Ledger

WAIT = 0.3
"""Seconds to wait for another process that writes: what is set aside is never worth more."""


@contextmanager
def heeding_signals() -> Iterator[None]:
    """SIGTERM breaks a run off as Ctrl-C does, and the second of either ends the process at once.

    What libraries make of it, as those in C do that are being imported, is a KeyboardInterrupt all the same.
    A run that was broken off leaves it so, since the second may come while the process winds up. A process that was
    started deaf to Ctrl-C, as one in the background is, stays so.
    """
    heard = False

    def break_off(_number: int, _frame: FrameType | None) -> None:
        nonlocal heard
        heard = True
        for each in before:
            signal.signal(each, signal.SIG_DFL)
        before.clear()
        raise KeyboardInterrupt

    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
    before: dict[signal.Signals, Any] = {}
    try:
        for each, handler in usual.items():
            if signal.getsignal(each) == handler:
                before[each] = signal.signal(each, break_off)
    except ValueError:  # not the main thread, where no signal arrives
        pass
    try:
        yield
    except Exception as error:
        if heard:
            raise KeyboardInterrupt from error
        raise
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def ledger_of(claims: Path, given: Mapping[str, Any]) -> Ledger | None:
    """Where the run takes down what it finds; None where nothing is to be kept or gone on with."""
    from refcheck.history import History, history_path  # noqa: PLC0415
    from refcheck.resuming import Ledger  # noqa: PLC0415

    if given["no_store"] and not given["resume"]:
        return None
    history, name = History(history_path(claims)), claims.name
    earlier = history.aside(name) if given["resume"] else ()
    if given["resume"] and not earlier:
        note(f"refcheck: nothing to resume: no run of {name} broke off since the last whole one. It starts anew.")
    # A run over all claims that starts anew takes the place of what broke off before it.
    anew = [not (earlier or given["claim_ids"] or given["source_ids"])]

    def keep(found: Sequence[Aside]) -> None:
        if not given["no_store"]:
            history.set_aside(name, found, anew=anew[0], seconds=WAIT)
            anew[0] = False

    return Ledger(keep, datetime.now(UTC).isoformat(timespec="seconds"), earlier)


def tell_resumed(ledger: Ledger | None, *, quiet: bool) -> None:
    """Says what was taken over from the run that broke off, and why the rest was not."""
    if ledger is None or not ledger.earlier or quiet:
        return
    then = max(each.started_at for each in ledger.earlier)
    verdicts = [each for each in ledger.earlier if each.kind == "verdict"]
    makers = sorted({each.made_by for each in verdicts} - {ledger.made_by})
    anew = [each.name for each in verdicts if each.name not in ledger.taken]
    told = f"went on with the run of {then}: {_number(len(ledger.taken), 'verdict')} taken over"
    if makers and anew:
        told += (
            f"; {_number(len(anew), 'claim')} judged anew: that run was made by {makers[0]}, this by {ledger.made_by}"
        )
    elif anew:
        told += f"; judged anew, since claim, sources, pages or settings are not the same: {', '.join(anew[:10])}"
    note(f"refcheck: {told}.")


def broken_off(done: Run, ledger: Ledger | None, accepted: tuple[Accepted, ...], given: Mapping[str, Any]) -> int:
    """Shows what a run had found when it was interrupted, keeps it for the next, and returns the exit code."""
    if done.results:
        deliver(replace(done, accepted=accepted), {**given, "quiet": True})
    read = sum(use.provenance is not None for use in done.sources)
    judged = f"{_number(read, 'page')} read and {_number(len(done.results), 'claim')} judged"
    note(f"refcheck: interrupted, {judged}; this run was not stored.{_kept(ledger, given)}")
    return INTERRUPTED


def broken_off_late(done: Run, ledger: Ledger | None, given: Mapping[str, Any]) -> int:
    """Keeps a run that was interrupted when all was judged, while it was shown or stored; returns the exit code."""
    judged = f"{_number(len(done.results), 'claim')} judged"
    note(
        f"refcheck: interrupted at the end of a run, {judged}; this run was not stored and its report may not be whole."
        f"{_kept(ledger, given)}"
    )
    return INTERRUPTED


def _kept(ledger: Ledger | None, given: Mapping[str, Any]) -> str:
    if ledger is None or given["no_store"]:
        return ""
    try:
        ledger.hand_over()
    except HistoryError as error:
        return f" What it found could not be kept: {error}"
    return " `refcheck run --resume` goes on."


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
