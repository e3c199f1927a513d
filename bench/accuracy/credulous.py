"""Measure what the judge “llm” lets a language model do that says the same of everything it is asked.

    python bench/accuracy/credulous.py

No model is asked: for each page that the rules leave open, the answer is "supports" (or "refutes"), with the quote that
carries furthest. So the figures bound what a model, or a page that talks it into something, can do wrong. `rules` is
the judge without any model.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import refcheck
from refcheck.judging.endpoint import Address, Endpoint
from refcheck.judging.llm import Asked
from refcheck.judging.rules import Sentence
from refcheck.model import Stance

ROOT = Path(__file__).resolve().parents[2]
FILES = ("unseen", "traps")


class Credulous(Asked):
    """The judge with the answer that does most."""

    def __init__(self, stance: Stance) -> None:
        super().__init__(endpoint=Endpoint(Address("http://127.0.0.1/", "credulous")))
        self._stance = stance

    def _ask_about(self, statement: str, places: Sequence[int], found: list[list[Sentence]]) -> None:  # noqa: ARG002
        told = [
            (sentence.reading.coverage, place, number, laid)
            for place in places
            for number, sentence in enumerate(found[place])
            if (laid := self._with(sentence, self._stance)) is not sentence
        ]
        if told:
            _, place, number, laid = max(told, key=lambda each: each[0])
            found[place][number] = laid


def measured(rows: Sequence[dict[str, Any]], judge: Any) -> str:  # noqa: ANN401 - a judge or its name
    """How many verdicts can be defended, and how many are supported or refuted and can not be."""
    given = [str(refcheck.check(row["statement"], [row["page"]], judge=judge).verdict) for row in rows]
    right = [verdict in row.get("accept", [row["expect"]]) for verdict, row in zip(given, rows, strict=True)]
    wrong = [verdict for verdict, is_right in zip(given, right, strict=True) if not is_right]
    return f"{sum(right):5} {wrong.count('supported'):18} {wrong.count('refuted'):16}"


def main() -> None:
    """Print a line for each file and answer."""
    print(f"{'file':8} {'answer':9} {'of':>4} right wrongly supported wrongly refuted")
    for name in FILES:
        rows = tomllib.loads((ROOT / "tests" / "variations" / f"{name}.toml").read_text(encoding="utf-8"))["variation"]
        for answer, judge in (
            ("rules", "rules"),
            ("supports", Credulous(Stance.SUPPORTS)),
            ("refutes", Credulous(Stance.REFUTES)),
        ):
            print(f"{name:8} {answer:9} {len(rows):4} {measured(rows, judge)}", flush=True)


if __name__ == "__main__":
    main()
