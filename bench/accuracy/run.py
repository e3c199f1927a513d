"""Measure refcheck's verdicts beside its peers and the floors, in one table.

    pip install -e . -r bench/accuracy/requirements.txt
    python bench/accuracy/run.py --data DATA_FOLDER --judge model --judge rules

Without `--data` only the contrast set is measured. `--by-kind` adds the contrast set's kinds of change. The columns:
"wrong" how many statements were called supported and are not; "bal.acc" balanced accuracy of supported against the
rest; "forced" accuracy where only supported and refuted may be said; P and R precision and recall of supported,
refuted and not enough evidence; ECE expected calibration error; "found" how often the first quote is an annotated one.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

import tally
from examples import CONTRAST_PARTS, Example, all_sets
from judges import floors, installed, named


def measure(examples: Sequence[Example], name: str) -> tuple[dict[str, float | None], list[tally.Reading]]:
    """Let one judge read all examples; return the figures and the readings."""
    judge = named(name, examples)
    judge(examples[0].statement, examples[0].document)  # what loads lazily is loaded before the clock starts
    began = time.perf_counter()
    readings = [judge(e.statement, e.document) for e in examples]
    return tally.row(examples, readings, time.perf_counter() - began), readings


def apart(examples: Sequence[Example], name: str) -> tuple[dict[str, float | None], list[tally.Reading]]:
    """Measure in a process of its own, so that no judge finds what another one has kept in memory."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(measure, examples, name).result()


def line(cells: Sequence[str], width: int = 9) -> str:
    """Lay out one row of the table."""
    return f"{cells[0]:<31}" + "".join(f"{cell:>{width}}" for cell in cells[1:])


def spelled(name: str, value: float | None) -> str:
    """Spell one figure."""
    return "-" if value is None else f"{value:,.0f}" if name in {"wrong", "claims/s"} else f"{value:.3f}"


def by_kind(examples: Sequence[Example], readings: Sequence[tally.Reading]) -> str:
    """Tell, for each kind of change, how many of its statements were judged rightly."""
    right: dict[str, list[bool]] = {}
    for example, reading in zip(examples, readings, strict=True):
        right.setdefault(example.kind, []).append(reading.verdict == example.label)
    ordered = sorted(right.items(), key=lambda item: (sum(item[1]) / len(item[1]), item[0]))
    return "  right by kind: " + ", ".join(f"{kind} {sum(r)}/{len(r)}" for kind, r in ordered)


def main() -> None:
    """Print the table; write it as JSON too where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with the public tuning sets")
    parser.add_argument(
        "--judge", action="append", help="a judge of refcheck's, by name; may be repeated (default: model, rules)"
    )
    parser.add_argument(
        "--contrast", action="append", choices=CONTRAST_PARTS, help="part of the contrast set (default: open)"
    )
    parser.add_argument("--only", action="append", help="measure only these sets")
    parser.add_argument(
        "--sample", type=int, default=0, help="at most so many examples of each set, the same ones each time"
    )
    parser.add_argument("--no-peers", action="store_true", help="leave out peers and floors")
    parser.add_argument("--by-kind", action="store_true", help="for the contrast set, figures by kind of change")
    parser.add_argument("--json", type=Path, help="write all figures here")
    args = parser.parse_args()

    own = args.judge or ["model", "rules"]
    others, missing = ([], []) if args.no_peers else installed()
    if missing:
        print(f"not installed, left out: {', '.join(missing)}; see bench/accuracy/requirements.txt")
    everything: dict[str, dict[str, dict[str, float | None]]] = {}
    for name, whole in all_sets(args.data, tuple(args.contrast or ("open",))).items():
        if args.only and name not in args.only:
            continue
        few = args.sample and len(whole) > args.sample
        examples = Random(0).sample(whole, args.sample) if few else whole  # noqa: S311 - sampling, no secrets
        still = [] if args.no_peers else [*floors(examples)]
        everything[name] = {}
        print(f"\n{name}: {len(examples)} statements")
        for number, judge in enumerate([*own, *others, *still]):
            who = f"refcheck ({judge})" if judge in own else judge
            figures, readings = apart(examples, judge)
            if judge in still:
                figures["claims/s"] = None  # it reads nothing
            everything[name][who] = figures
            if number == 0:
                print(line(["", *figures]))
            print(line([who, *(spelled(key, value) for key, value in figures.items())]), flush=True)
            if args.by_kind and examples[0].kind and judge in own:
                print(by_kind(examples, readings))
    if args.json:
        args.json.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
