"""How fast the main job is: prints the time and memory of whole processes, and whether two runs give the same bytes.

    python bench/run/speed.py                   with the refcheck of this Python
    python bench/run/speed.py --python PYTHON   with that of another environment

Every command is run once unmeasured, then `--rounds` times, the commands taking turns so that a busy machine slows all
of them alike. Nothing is fetched: the shipped dossier is replayed in a copy of it. Nothing fails for being slow; the
exit code is 1 where two runs on the same inputs differ.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOSSIER = ("claims.toml", "seeds", "cassettes")
AIMS = "aims: `refcheck run` 1.0 s and 200 MB, `refcheck --help` 0.2 s, on an idle machine with two cores"


@dataclass(frozen=True)
class Measure:
    """One process: seconds on the clock, seconds of processor time (user and system), peak memory in bytes."""

    wall: float
    cpu: float
    memory: int


def measure(command: Sequence[str], folder: Path) -> Measure:
    """Runs the command with its output thrown away. Memory below this process's own (some 20 MB) can not be told."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as p:
        _, status, used = os.wait4(p.pid, 0)
        wall = time.perf_counter() - start
        p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode not in (0, 1):
        raise SystemExit(f"exit code {p.returncode}: {' '.join(command)}")
    scale = 1 if sys.platform == "darwin" else 1024
    return Measure(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * scale)


def environment() -> dict[str, str]:
    """This one, set up to replay recordings only, with the compiled modules that an installed package has."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "CI": "true", "NO_COLOR": "1"}


def report_of(python: str, jobs: int, folder: Path) -> str:
    """The SHA-256 of the JSON report of one run."""
    command = [python, "-m", "refcheck", "run", "--format", "json", "--jobs", str(jobs), "--no-store", "--quiet"]
    command += ["--started-at", "2025-03-31T12:00:00Z"]
    done = subprocess.run(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, check=False)
    return hashlib.sha256(done.stdout).hexdigest()


def show(taken: dict[str, list[Measure]]) -> None:
    """A line for each command; the ratios are of the median wall times."""
    middle = {name: statistics.median(each.wall for each in measures) for name, measures in taken.items()}
    bare, libraries = list(middle.values())[:2]
    print(f"{'median of wall times':42}{'s':>7}{'least':>8}{'most':>7}{'CPU s':>8}{'MB':>6}{'x bare':>8}{'x libs':>8}")
    for name, measures in taken.items():
        walls = [each.wall for each in measures]
        cpu = statistics.median(each.cpu for each in measures)
        memory = max(each.memory for each in measures) / 1e6
        ratios = f"{middle[name] / bare:8.1f}{middle[name] / libraries:8.2f}"
        print(f"{name:42}{middle[name]:7.2f}{min(walls):8.2f}{max(walls):7.2f}{cpu:8.2f}{memory:6.0f}{ratios}")


def main() -> int:
    """Measures and prints; 1 where two runs on the same inputs differ, else 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="how often each command is measured (7)")
    parser.add_argument("--python", default=sys.executable, help="the Python that has the refcheck to be measured")
    options = parser.parse_args()
    python = shutil.which(options.python) or options.python
    run = [python, "-m", "refcheck", "run"]
    commands = {
        'python -c "pass"': [python, "-c", "pass"],
        'python -c "import requests, bs4, vcr"': [python, "-c", "import requests, bs4, vcr"],
        "refcheck --help": [python, "-m", "refcheck", "--help"],
        "refcheck run": run,
        "refcheck run --jobs 1": [*run, "--jobs", "1"],
        "refcheck run --jobs 16": [*run, "--jobs", "16"],
        "refcheck report": [python, "-m", "refcheck", "report"],
    }
    taken: dict[str, list[Measure]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in DOSSIER:
            source = ROOT / part
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / part)
        for number in range(options.rounds + 1):
            for label, command in commands.items():
                measured = measure(command, folder)
                if number:
                    taken[label].append(measured)
        reports = {report_of(python, jobs, folder) for jobs in (1, 16, 1, 16)}
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, load {load}")
    show(taken)
    print(AIMS)
    print(f"JSON of four runs, --jobs 1 and 16: {'the same bytes' if len(reports) == 1 else 'DIFFERENT'}")
    return 0 if len(reports) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
