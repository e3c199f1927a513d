"""Read the passages in `written/`, each with statements on it that were written for training.

    # kind of text
    The passage, on one line.
    S reworded | A statement that it bears out.
    R year | One that it contradicts.
    N detail | One that it leaves open.

An empty line ends a passage. In `written/whole/` the passages are whole pages, their paragraphs parted by " ¶ ": on
these the weighing is fitted, the model is not trained on them. `python bench/training/written.py` checks them all and
prints how many there are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import edits
from corpus import LABELS, Pair, one_hot, share

FOLDER = Path(__file__).with_name("written")
_LINE = re.compile(r"([SRN]) ([^|]+?) \| (\S.*)")
_LABEL = dict(zip("SRN", LABELS, strict=True))
_HELD = 0.08
"""The share of passages that are for validation."""
_DENIAL = re.compile(r"\b(?:not|never|no|none|nobody|neither|nor|without|nothing|cannot)\b|n['’]t\b", re.IGNORECASE)


def read(folder: Path = FOLDER) -> Iterator[Pair]:
    """Yield the pairs of all files in their order; `origin` is the kind of change, behind "written:"."""
    for path in sorted(folder.rglob("*.txt")):
        for number, block in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n"), 1):
            head, passage, *lines = block.split("\n")
            found = [_LINE.fullmatch(line) for line in lines]
            if not head.startswith("# ") or not passage or not all(found):
                raise ValueError(f"{path}, passage {number}: {head!r}")
            for match in filter(None, found):
                label, kind, statement = match.groups()
                yield Pair(statement, passage.replace(" ¶ ", "\n"), one_hot(_LABEL[label]), f"written:{kind}")


def is_page(pair: Pair) -> bool:
    """Whether a pair's passage is a whole page."""
    return "\n" in pair.passage


def is_held(pair: Pair) -> bool:
    """Whether a pair is for validation: all statements of a passage are, or none."""
    return share(pair.passage) < _HELD


def denied(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield statements with a "not" put in, of each passage at most one that was borne out and one that was open.

    Of what is written with a "not" three in four are borne out, so that a "not" by itself would speak for a statement.
    What was borne out is contradicted now; what was open still is.
    """
    rng, seen = Random(5), set()  # noqa: S311 - sampling, no secrets
    for pair in pairs:
        open_one = pair.target[2] == 1.0
        if pair.target[1] == 1.0 or (pair.passage, open_one) in seen or _DENIAL.search(pair.claim):
            continue
        changed = edits.negate(pair.claim, rng, ())
        if changed and rng.random() < (0.25 if open_one else 0.5):
            seen.add((pair.passage, open_one))
            yield Pair(changed[0], pair.passage, pair.target if open_one else changed[1], "written:not")


def main() -> None:
    """Print how many pairs there are."""
    pairs = list(read())
    labels = Counter(LABELS[pair.target.index(1.0)] for pair in pairs)
    print(f"{len({p.passage for p in pairs}):,} passages, {len(pairs):,} statements: {dict(labels)}")
    print(f"of whole pages: {sum(map(is_page, pairs)):,}, for validation: {sum(map(is_held, pairs)):,}")
    print(dict(Counter(p.origin.removeprefix("written:") for p in pairs).most_common(60)))


if __name__ == "__main__":
    main()
