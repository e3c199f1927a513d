"""Runs commands and takes their time, their processor time and the memory of all their processes."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import IO

_PAUSES = (0.005, 0.05)
"""Seconds between two looks at the memory, at first and later."""
_LONG_ENOUGH = 0.3
"""Seconds after which some look will have seen most of it."""


@dataclass(frozen=True)
class Taken:
    """What a command took: seconds by the clock and of processor time (user and system), and peak memory in bytes.

    Memory is that of the command and all processes under it, pages shared among them counted once (PSS), looked at some
    20 times a second; or the most that one process of it held resident, where that is more and more than this process
    ever had, whose memory is counted in until the command begins; 0 where neither tells. Processor time is that of
    processes that were waited for.
    """

    wall: float
    cpu: float
    memory: int


def environment(tree: Path | None = None, **more: str) -> dict[str, str]:
    """This one without what steers refcheck, its cache of verdicts off, with the package of a checkout.

    Compiled modules are kept, as those of an installed package are.
    """
    steering = ("CI", "PYTHONDONTWRITEBYTECODE", "SOURCE_DATE_EPOCH", "PYTHONPATH")
    kept = {k: v for k, v in os.environ.items() if k not in steering and not k.startswith("REFCHECK_")}
    where = {"PYTHONPATH": str(tree)} if tree else {}
    return {**kept, "NO_COLOR": "1", "REFCHECK_CACHE": "", **where, **more}


def run(
    command: Sequence[str],
    folder: Path,
    env: Mapping[str, str],
    *,
    stdin: Path | None = None,
    codes: Sequence[int] = (0,),
) -> Taken:
    """Run a command in a folder, its output thrown away; SystemExit with its words where its exit code is another."""
    return heard(command, folder, env, stdin=stdin, codes=codes)[0]


def heard(
    command: Sequence[str],
    folder: Path,
    env: Mapping[str, str],
    *,
    stdin: Path | None = None,
    codes: Sequence[int] = (0,),
) -> tuple[Taken, bytes]:
    """As `run`, with what the command wrote to standard output."""
    with contextlib.ExitStack() as stack:
        given: IO[bytes] | int = stack.enter_context(stdin.open("rb")) if stdin else subprocess.DEVNULL
        said, words = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(2))
        start = time.perf_counter()
        process = stack.enter_context(
            subprocess.Popen(command, cwd=folder, env=env, stdin=given, stdout=said, stderr=words)
        )
        watch = _Watch(process.pid)
        try:
            _, status, used = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
        except KeyboardInterrupt:
            process.kill()
            raise
        finally:
            watch.stop()
        process.returncode = os.waitstatus_to_exitcode(status)
        for file in (said, words):
            file.seek(0)
        if process.returncode not in codes:
            told = words.read().decode("utf-8", "replace")[-2000:]
            raise SystemExit(f"exit code {process.returncode}: {' '.join(command)}\n{told}")
        resident = used.ru_maxrss if used.ru_maxrss > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss else 0
        seen = watch.peak if wall > _LONG_ENOUGH else 0
        memory = max(resident * (1 if sys.platform == "darwin" else 1024), seen)
        return Taken(wall, used.ru_utime + used.ru_stime, memory), said.read()


class _Watch:
    """Looks at the memory of a process and those under it until it is stopped; finds nothing without /proc."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        least, most = _PAUSES
        pauses = chain((least * 1.2**n for n in range(12)), repeat(most))
        while not self._over.wait(next(pauses)):
            self.peak = max(self.peak, sum(map(_proportional, _family(self._pid))))

    def stop(self) -> None:
        self._over.set()
        self._thread.join()


def _family(pid: int) -> Iterator[int]:
    """A process and all under it."""
    yield pid
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text(encoding="ascii").split():
                yield from _family(int(child))


def _proportional(pid: int) -> int:
    """Memory of a process in bytes, what it shares divided among those that share it."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
