"""A cluster on this machine: a scheduler, and one or two workers of a core each, on the same list of claims.

Needs the extra `dask`. Scheduler and workers are started before the clock is, and have judged some claims then.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from claims import recorded, write_claims
from given import Given
from processes import Taken, environment, run
from table import Aim, Measure, Row, in_turns

_AT_LEAST = 1.7
_ADDRESS = re.compile(r"(?:Scheduler|Start worker) at:\s+(tcp://\S+)")


def rows(given: Given) -> Iterator[Row]:
    """The list by one process and by a cluster of one worker and of two."""
    if importlib.util.find_spec("distributed") is None:
        given.say("cluster: distributed is not installed and left out: pip install 'refcheck-claims[dask]'")
        return
    pages = 20 if given.quick else 600  # a second of each turn is the client's start, whoever works then
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        recorded(folder / "cassettes", pages)
        doers = {"inline": partial(_turn, given, folder, ("--engine", "inline"))}
        for count in (1, 2):
            address = stack.enter_context(_cluster(given, folder, count))
            doer = partial(_turn, given, folder, ("--engine", "dask", "--scheduler", address))
            write_claims(folder / "claims.jsonl", 4)
            doer()
            doers[f"dask, {count} worker{'s' * (count > 1)}"] = doer
        write_claims(folder / "claims.jsonl", pages)
        taken = in_turns(doers, 1 if given.quick else min(given.rounds, 2))
    one, two = (taken[who] for who in list(doers)[1:])
    gains = [a.wall / b.wall for a, b in zip(one, two, strict=False)]  # one that took long has had fewer turns
    gain = sum(gains) / len(gains)
    met = Aim(_AT_LEAST, at_least=True).met(gain)
    note = f"{gain:.2f} times as fast as one, at least {_AT_LEAST:g}: {'met' if met else 'missed'}"
    yield from Measure(f"{10 * pages:,} claims judged by rules").rows(taken, {"dask, 2 workers": note})


@contextmanager
def _cluster(given: Given, folder: Path, count: int) -> Iterator[str]:
    """A scheduler with so many workers; its address."""
    with ExitStack() as stack:
        scheduler = ("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        address = stack.enter_context(_started(given, folder, *scheduler))
        worker = ("dask_worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
        for _ in range(count):
            stack.enter_context(_started(given, folder, *worker))
        yield address


@contextmanager
def _started(given: Given, folder: Path, module: str, *arguments: str) -> Iterator[str]:
    """A process of Dask's, and the address that it says that it listens at."""
    command = [given.python, "-W", "ignore", "-m", f"distributed.cli.{module}", *arguments]
    log = folder / f"{module}-{len(list(folder.glob('*.log')))}.log"
    with log.open("wb") as words:
        process = subprocess.Popen(command, stderr=words, env=environment(given.tree))
    try:
        while not (found := _ADDRESS.search(log.read_text(encoding="utf-8"))):
            if process.poll() is not None:
                raise SystemExit(log.read_text(encoding="utf-8"))
            time.sleep(0.05)
        yield found.group(1)
    finally:
        process.kill()
        process.wait()


def _turn(given: Given, folder: Path, engine: tuple[str, ...]) -> Taken:
    """One run, which leaves the bytes of its rows for whoever wants to compare them."""
    output = folder / "out.jsonl"
    output.unlink(missing_ok=True)
    line = [given.python, "-m", "refcheck", "run", "claims.jsonl", "--offline", "--judge", "rules", "--quiet", *engine]
    return run([*line, "--fail-on", "never", "--output", output.name], folder, environment(given.tree))
