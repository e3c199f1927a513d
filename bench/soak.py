"""A long run over a web that misbehaves: prints what became of every source, the time, the memory and the threads.

    python bench/soak.py                    2,000 sources on 16 loopback hosts, a fifth of them bad, 32 at once
    python bench/soak.py --sources 100      a small one

The servers are a process of their own, so that the memory shown is that of the run alone. Which source does what is
drawn with `--seed`. The exit code is 1 where a good page was not judged, a bad one was not named as it should be, a
thread was left or the run took longer than `--minutes`.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from refcheck.model import Claim, Dossier, RecordMode, Run, Source, Unread, Verdict  # noqa: E402
from refcheck.pipeline import Checker, Progress, Settings  # noqa: E402
from refcheck.web import FetchSettings  # noqa: E402

HOSTS = tuple(f"127.0.0.{number}" for number in range(1, 17))
BAD_SHARE = 0.2
STATEMENT = "The Lake Act became law in 1979."
# What the bad ones do, by the first part of their path (bench/soak_servers.py), and what each is to be called.
FAULTS = {
    "closed": Unread.RESET,
    "reset": Unread.RESET,
    "drip": Unread.TIMEOUT,
    "silent": Unread.TIMEOUT,
    "endless": Unread.TOO_LARGE,
    "bomb": Unread.TOO_LARGE,
    "loop": Unread.REDIRECTS,
    "busy": Unread.HTTP_STATUS,
    "gone": Unread.HTTP_STATUS,
    "garbage": Unread.BAD_RESPONSE,
    "chunks": Unread.BAD_RESPONSE,
    "picture": Unread.MEDIA_TYPE,
    "empty": Unread.EMPTY,
}


@dataclass
class Memory:
    """The resident memory of this process, in MB, whenever so many sources were done."""

    marks: Sequence[int]
    taken: dict[int, float] = field(default_factory=dict)

    def at(self, step: Progress) -> None:
        """Takes note at a mark."""
        if step.stage == "fetch" and step.done in self.marks:
            self.taken[step.done] = resident()


def resident() -> float:
    """Resident memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def drawn(count: int, port: int, seed: int) -> tuple[tuple[Source, ...], dict[str, Unread | None]]:
    """The sources, spread over the hosts, and what each is to be called; None for those that are fine."""
    dice = random.Random(seed)  # noqa: S311 - a draw that can be repeated
    bad = set(dice.sample(range(count), round(count * BAD_SHARE)))
    sources, expected = [], {}
    for number in range(count):
        kind = dice.choice(sorted(FAULTS)) if number in bad else "good"
        name = f"s{number:04}"
        sources.append(Source(name, f"http://{dice.choice(HOSTS)}:{port}/{kind}/{name}"))
        expected[name] = FAULTS.get(kind)
    return tuple(sources), expected


def soaked(sources: tuple[Source, ...], folder: Path, jobs: int, memory: Memory) -> Run:
    """The run: one claim on each source."""
    claims = tuple(Claim(f"c-{source.id}", STATEMENT, sources=(source.id,)) for source in sources)
    fetching = FetchSettings(total_seconds=3, max_bytes=2_000_000, pace=0, robots=False, sleep=lambda _seconds: None)
    settings = Settings(RecordMode.ALL, jobs=jobs, judge="rules", timeout=2, allow_private=True, fetching=fetching)
    dossier = Dossier(folder / "claims.toml", None, sources, claims)
    return Checker(dossier, settings, on_progress=memory.at).run()


def mistakes(run: Run, expected: dict[str, Unread | None], folder: Path) -> list[str]:
    """What did not come out as it should: a good page not judged or not recorded, a bad one misnamed or recorded."""
    outcomes = {use.source.id: use.unavailable for use in run.sources}
    wrong = []
    for result in run.results:
        name = result.claim.sources[0]
        gone, reason = outcomes[name], expected[name]
        judged = result.judgement is not None and result.judgement.verdict is Verdict.SUPPORTED
        recorded = (folder / "cassettes" / f"{name}.yaml").exists()
        found = gone.reason if gone else None
        if found is not reason or judged is not (reason is None) or recorded is not (reason is None):
            said = f"{gone.reason}: {gone.detail}" if gone else "read"
            wrong.append(f"{name}: {said}, {'judged' if judged else 'not judged'}; should be {reason or 'read'}")
    return wrong


def threads_left(before: int, seconds: float = 10) -> int:
    """How many threads are more than before, those given a while that are on their way out."""
    until = time.monotonic() + seconds
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(max(0.0, until - time.monotonic()))
    return threading.active_count() - before


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs and prints; 0 where all is as it should be, else 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=10)
    options = parser.parse_args(arguments)
    memory = Memory([options.sources * quarter // 4 for quarter in range(1, 5)])
    before = threading.active_count()
    servers = [sys.executable, str(ROOT / "bench" / "soak_servers.py"), *HOSTS]
    with (
        tempfile.TemporaryDirectory() as name,
        subprocess.Popen(servers, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process,
    ):
        assert process.stdout
        assert process.stdin
        sources, expected = drawn(options.sources, int(process.stdout.readline()), options.seed)
        start, bare = time.perf_counter(), resident()
        run = soaked(sources, Path(name), options.jobs, memory)
        wall = time.perf_counter() - start
        process.stdin.close()  # which ends it
        wrong = mistakes(run, expected, Path(name))
    left = threads_left(before)
    good = sum(reason is None for reason in expected.values())
    named = Counter(str(use.unavailable.reason) for use in run.sources if use.unavailable)
    print(f"{options.sources} sources on {len(HOSTS)} hosts, seed {options.seed}, --jobs {options.jobs}")
    print(f"good {good}, bad {options.sources - good}; not as they should be: {len(wrong)}")
    print("named: " + ", ".join(f"{reason} {count}" for reason, count in sorted(named.items())))
    print(f"wall {wall:.0f} s; at most {options.minutes:g} minutes")
    print(f"memory, MB: {bare:.0f} at first, " + ", ".join(f"{mb:.0f} at {n}" for n, mb in memory.taken.items()))
    print(f"threads: {before} before, {left} left over")
    print("\n".join(wrong[:20]))
    return int(bool(wrong or left or wall > options.minutes * 60))


if __name__ == "__main__":
    sys.exit(main())
