"""Which engine a run has, and how many processes."""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path

from refcheck.engines import DASK, ENGINES, INLINE, PROCESSES, Engine
from refcheck.engines.inline import Inline
from refcheck.errors import UsageError
from refcheck.work import Setup


def engine_of(name: str, workers: int | None, setup: Setup, claims: int | None = None, scheduler: str = "") -> Engine:
    """The engine of that name for about so many claims, with `workers` processes at the most (None: one for each core).

    `scheduler` is the address of a cluster's. Only a judge that is named can be made in other processes: where one is a
    callable, `auto` stays in this one. Raises UsageError for an engine that there is not, or that can not be had here.
    """
    if name not in ENGINES:
        raise UsageError(f"no engine is called “{name}”; there are: {', '.join(ENGINES)}")
    if scheduler and name != DASK:
        raise UsageError(f"a scheduler is for the engine dask, not for {name}: add --engine dask.")
    if name == DASK:
        from refcheck.engines.cluster import Cluster  # noqa: PLC0415 - it needs a package of its own

        if not scheduler:
            raise UsageError("the engine dask needs the address of a scheduler: --scheduler tcp://HOST:8786.")
        return Cluster(setup, scheduler)
    if name == INLINE:
        return Inline(setup)
    hindered = "" if can_start() else "this program can not start another interpreter"
    if not isinstance(setup.judge, str):
        hindered = "a judge that is given as an object can not be sent to them: name it as package.module:Factory"
    if name == PROCESSES:
        if hindered:
            raise UsageError(f"other processes can not judge: {hindered}.")
        from refcheck.engines.processes import Processes  # noqa: PLC0415

        return Processes(setup, workers or cores())
    workers = cores() if workers is None else workers
    if hindered or workers < 2:
        return Inline(setup)
    from refcheck.engines.auto import Auto  # noqa: PLC0415

    return Auto(setup, workers, claims)


def can_start() -> bool:
    """Whether this process was started by an interpreter that can be started again."""
    return bool(sys.executable) and not getattr(sys, "frozen", False)


def cores(root: Path = Path("/")) -> int:
    """The cores that this process may use: those that it is bound to, and no more than its control groups grant.

    Half a core counts as one. `root` is where /proc and /sys are.
    """
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min([bound, *(math.ceil(share) for share in _granted(root))])


def _granted(root: Path) -> list[float]:
    """The cores that each control group grants this process (cpu.max of version 2, CFS quotas of version 1)."""
    files = [root / "sys/fs/cgroup/cpu.max"]
    try:
        lines = (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        path = Path(line.split(":", 2)[-1].lstrip("/"))
        files += [root / "sys/fs/cgroup" / each / "cpu.max" for each in (path, *path.parents)]
    shares = [share for file in files if (share := _share(file, file)) is not None]
    own = root / "sys/fs/cgroup/cpu"
    if (share := _share(own / "cpu.cfs_quota_us", own / "cpu.cfs_period_us")) is not None:
        shares.append(share)
    return shares


def _share(quota: Path, period: Path) -> float | None:
    """The cores in a file "quota period" of microseconds, or in two files; None where it grants all or is not there."""
    try:
        first = quota.read_text(encoding="ascii").split()[0]
        last = period.read_text(encoding="ascii").split()[-1]
        share = float(first) / float(last)
    except (OSError, ValueError, IndexError, ZeroDivisionError):
        return None
    return share if share > 0 else None
