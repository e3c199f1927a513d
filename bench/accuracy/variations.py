"""Measure refcheck's verdicts on variations of the shipped statements, and on statements about other subjects.

    python bench/accuracy/variations.py --judge model --judge rules

`tests/variations/` has four files: `open` was looked at while the judge was built, `kept` was not, `unseen` is about
subjects that have nothing to do with the article (the thresholds of the judge were chosen on it and on `open`), `traps`
twists a page's own words. Some statements have more than one verdict that can be defended: any of these counts as
right, and `--wrong` lists the others.
"""

from __future__ import annotations

import argparse
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from examples import LABELS, SUPPORTED
from run import line

import refcheck
from refcheck.dossier import load
from refcheck.model import Claim, Dossier
from refcheck.pipeline import Checker, Settings

ROOT = Path(__file__).resolve().parents[2]
FILES = ("open", "kept", "unseen", "traps")
COLUMNS = ("wrong", "right", "of", *(f"{label[:4]}. right" for label in LABELS), "statements/s")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One statement of a file: what it is, the verdict that it deserves, those that can be defended, the one given."""

    kind: str
    statement: str
    expected: str
    accepted: tuple[str, ...]
    given: str

    @property
    def right(self) -> bool:
        """Whether the verdict is one that can be defended."""
        return self.given in self.accepted

    @property
    def wrongly_supported(self) -> bool:
        """Whether it was called supported and can not be."""
        return self.given == SUPPORTED and not self.right


def outcomes(name: str, judge: str) -> list[Outcome]:
    """Judge all statements of a file."""
    rows = tomllib.loads((ROOT / "tests" / "variations" / f"{name}.toml").read_text(encoding="utf-8"))["variation"]
    given = _of_pages(rows, judge) if "page" in rows[0] else _of_the_article(rows, judge)
    return [
        Outcome(row["kind"], row["statement"], row["expect"], tuple(row.get("accept", [row["expect"]])), verdict)
        for row, verdict in zip(rows, given, strict=True)
    ]


def _of_pages(rows: Sequence[dict[str, Any]], judge: str) -> list[str]:
    return [str(refcheck.check(row["statement"], [row["page"]], judge=judge).verdict) for row in rows]


def _of_the_article(rows: Sequence[dict[str, Any]], judge: str) -> list[str]:
    dossier = load(ROOT / "claims.toml")
    claims = tuple(_varied(number, row, dossier) for number, row in enumerate(rows))
    run = Checker(replace(dossier, claims=claims), Settings(offline=True, jobs=1, judge=judge)).run()
    return [str(result.judgement.verdict) if result.judgement else "could not be checked" for result in run.results]


def _varied(number: int, row: dict[str, Any], dossier: Dossier) -> Claim:
    claim = next(claim for claim in dossier.claims if claim.id == row["claim"])
    as_of = row.get("as_of", claim.as_of)
    return replace(
        claim,
        id=f"variation-{number}",
        statement=row["statement"],
        parts=(),
        check=claim.check if row.get("keeps_check") else None,
        sources=tuple(row.get("sources", claim.sources)),
        as_of=date.fromisoformat(as_of) if isinstance(as_of, str) else as_of,
    )


def figures(found: Sequence[Outcome], seconds: float) -> list[str]:
    """The cells of one row of the table."""
    cells = [str(sum(o.wrongly_supported for o in found)), str(sum(o.right for o in found)), str(len(found))]
    for label in LABELS:
        of_label = [o.right for o in found if o.expected == label]
        cells.append(f"{sum(of_label)}/{len(of_label)}")
    return [*cells, f"{len(found) / seconds:.0f}"]


def main() -> None:
    """Print the table, and where asked what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", action="append", help="a judge, by name; may be repeated (default: model, rules)")
    parser.add_argument(
        "--only", action="append", choices=FILES, help="only this file; `kept` is not to be looked into"
    )
    parser.add_argument("--wrong", action="store_true", help="list the statements that were judged wrongly")
    args = parser.parse_args()
    print(line(["", *COLUMNS], 14))
    for name in args.only or FILES:
        for judge in args.judge or ["model", "rules"]:
            began = time.perf_counter()
            found = outcomes(name, judge)
            print(line([f"{name}, {judge}", *figures(found, time.perf_counter() - began)], 14), flush=True)
            if args.wrong:
                for o in sorted((o for o in found if not o.right), key=lambda o: (not o.wrongly_supported, o.kind)):
                    print(f"    {o.kind}: {o.statement} Expected: {o.expected}. Given: {o.given}.")


if __name__ == "__main__":
    main()
