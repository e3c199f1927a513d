"""Work that the cyclic garbage collector would only interrupt."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
