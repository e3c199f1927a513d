"""Work that the cyclic garbage collector would only interrupt, and what is forgotten so that it has less to look at."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SELDOM = 200_000
"""New objects that may gather before the collector looks; the interpreter's own measure is 700."""


_OF_PAGES: list[Callable[[], object]] = []


def forgotten_with_its_page(forget: Callable[[], object]) -> None:
    """Has `forget` called when other pages are turned to: it drops what is kept of texts, not of words."""
    _OF_PAGES.append(forget)


def forget_pages() -> None:
    """Drops all that is kept of the pages so far; whoever asks for it again gets it made anew."""
    for forget in _OF_PAGES:
        forget()


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the cyclic garbage collector, which is given back as it was.

    Reading a page and judging a claim make a million young objects without cycles, and looking through them takes a
    quarter to a half of the time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@contextmanager
def of_a_command(*, to_the_end: bool = False) -> Iterator[None]:
    """The collector as suits a process that is over in a second: run seldom, and not at all when the process ends.

    A long one still gets its cycles collected: parsed pages are made of them. At its end the interpreter would look
    through everything that was ever imported, several times, to give back memory that goes with the process anyway.
    After a command that is all that its process does (`to_the_end`) it stays so: given back as it was, it would at once
    look through all that the command has left.
    """
    usual = gc.get_threshold()
    gc.set_threshold(SELDOM, *usual[1:])
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
    try:
        yield
    finally:
        if not to_the_end:
            gc.set_threshold(*usual)
