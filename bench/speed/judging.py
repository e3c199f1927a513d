"""How fast judging is: statements a second, and processor time a statement, on whole web documents and on short texts.

    python bench/speed/judging.py --data FOLDER                  with the WiCE documents in FOLDER, and short texts
    python bench/speed/judging.py --data FOLDER --against TREE   beside the package in another checkout, in turns

Every measure is a process of its own, which judges some statements unmeasured first: a page's words are mostly those
of the pages before it. No page is judged twice in a process; the start of further processes counts. Medians over
`--rounds` turns are printed, and with `--against` the median of the ratios within a turn, which a busy machine leaves
alone. Nothing fails for being slow.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench" / "accuracy"))

Pair = tuple[str, list[str]]
_MEASURES = (("rules", 1), ("rules", 2), ("model", 1), ("model", 2))
_WARM = 12
"""Statements that are judged before the measuring begins."""
_SETS = {"documents": "whole web documents (WiCE dev)", "texts": "texts of a few sentences"}
AIMS = "aims, whole web documents, two processes on two cores: 400 statements a second by rules, 40 with the model"


@dataclass(frozen=True)
class Measure:
    """Statements a second by the clock, and milliseconds of processor time for each."""

    rate: float
    cpu: float


def pairs(name: str, data: Path | None) -> list[Pair]:
    """The statements of a set, each with its page."""
    if name == "documents":
        from examples import pages  # noqa: PLC0415 - the package is not imported before the tree is chosen

        return [(e.statement, [e.document]) for e in pages(data)] if data else []
    rows = tomllib.loads((ROOT / "tests" / "variations" / "unseen.toml").read_text(encoding="utf-8"))["variation"]
    return [(row["statement"], [row["page"]]) for row in rows]


def processor_seconds() -> float:
    """What this process and those that it has waited for have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def judge(name: str, judge_name: str, jobs: int, most: int, data: Path | None) -> None:
    """Judges a set, and prints how long that took: what the processes that are measured do."""
    import refcheck  # noqa: PLC0415 - see above

    every = pairs(name, data)
    warm, rest = every[:_WARM], every[_WARM : _WARM + most]
    list(refcheck.check_many(warm, judge=judge_name))
    cpu, clock = processor_seconds(), time.perf_counter()
    count = sum(1 for _ in refcheck.check_many(rest, judge=judge_name, jobs=jobs))
    print(json.dumps([count / (time.perf_counter() - clock), 1000 * (processor_seconds() - cpu) / count]))


def measured(tree: Path, arguments: Sequence[str]) -> Measure:
    """One measure in a process of its own, with the package of a tree."""
    command = [sys.executable, __file__, "--measure", *arguments]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        command, env={**kept, "PYTHONPATH": str(tree)}, cwd=tree, stdout=subprocess.PIPE, text=True, check=True
    )
    return Measure(*json.loads(done.stdout))


def show(label: str, taken: dict[Path, list[Measure]]) -> None:
    """A line for each tree, the first with its ratio to the other."""
    for number, (tree, measures) in enumerate(taken.items()):
        rate, cpu = (statistics.median(getattr(m, kind) for m in measures) for kind in ("rate", "cpu"))
        least, most = min(m.rate for m in measures), max(m.rate for m in measures)
        line = f"{label if not number else f'  in {tree.name}':34}{rate:9.1f}{least:9.1f}{most:9.1f}{cpu:10.2f}"
        if not number and len(taken) > 1:
            mine, others = taken.values()
            line += f"{statistics.median(b.cpu / a.cpu for a, b in zip(mine, others, strict=True)):9.2f}"
        print(line, flush=True)


def main() -> None:
    """Measures in turns, and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="the folder with wice_dev.jsonl.gz; without it short texts alone")
    parser.add_argument("--against", type=Path, help="another checkout of refcheck to be measured beside this one")
    parser.add_argument("--rounds", type=int, default=5, help="how often each measure is taken (5)")
    parser.add_argument("--most", type=int, default=330, help="how many statements of a set are judged (330)")
    parser.add_argument("--measure", nargs=3, metavar=("SET", "JUDGE", "JOBS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    data = options.data.resolve() if options.data else None
    if options.measure:
        name, judge_name, jobs = options.measure
        judge(name, judge_name, int(jobs), options.most, data)
        return
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, load {load}")
    trees = [ROOT, *([options.against.resolve()] if options.against else [])]
    given = ["--most", str(options.most), *(["--data", str(data)] if data else [])]
    for name, title in _SETS.items():
        if name == "documents" and data is None:
            continue
        print(
            f"\n{title:34}{'a second':>9}{'least':>9}{'most':>9}{'CPU ms':>10}{'ratio' if options.against else '':>9}"
        )
        for judge_name, jobs in _MEASURES:
            taken: dict[Path, list[Measure]] = {tree: [] for tree in trees}
            for _ in range(options.rounds):
                for tree in trees:
                    taken[tree].append(measured(tree, [name, judge_name, str(jobs), *given]))
            show(f"{judge_name}, {jobs} process{'es' * (jobs > 1)}", taken)
    print(f"\n{AIMS}")


if __name__ == "__main__":
    main()
