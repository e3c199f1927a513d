"""What the bench measures on: the data folder's sets and the contrast set, as one shape.

The contrast set has six parts: `open` may be looked at while building, `aside` is set aside, and `late`, `fresh`,
`distant` and `wholes` (whole pages) were written, in this order, by somebody who did not know the judge; they are never
looked at while building.
"""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SUPPORTED, REFUTED, OPEN = LABELS = ("supported", "refuted", "not enough evidence")
PAIR_SETS = ("fever_symmetric_dev", "fool_me_twice_dev", "healthver_dev")
CONTRAST_PARTS = ("open", "aside", "late", "fresh", "distant", "wholes")
# WiCE has no refuted statements; what is only partly borne out isn't borne out.
_WICE = {"supported": SUPPORTED, "partially supported": OPEN, "not supported": OPEN}


@dataclass(frozen=True, slots=True)
class Example:
    """One statement, one document, the verdict that it deserves; `evidence` are the annotated sentences, if any."""

    statement: str
    document: str
    label: str
    kind: str = ""
    evidence: tuple[str, ...] = ()


def _rows(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def pairs(data: Path, name: str) -> list[Example]:
    """Read one pair file."""
    return [Example(str(r["claim"]), str(r["evidence"]), str(r["label"])) for r in _rows(data / f"{name}.jsonl.gz")]


def pages(data: Path) -> list[Example]:
    """Read WiCE dev: a statement against the whole page that it cites."""
    found = []
    for row in _rows(data / "wice_dev.jsonl.gz"):
        sentences = [str(s) for s in row["document"]]  # type: ignore[attr-defined]
        numbers = sorted({n for chosen in row["supporting_sentences"] for n in chosen})  # type: ignore[attr-defined]
        evidence = tuple(sentences[n] for n in numbers)
        found.append(Example(str(row["claim"]), "\n".join(sentences), _WICE[str(row["label"])], evidence=evidence))
    return found


def contrast(part: str) -> list[Example]:
    """Read one part of the contrast set: for every pair the true statement, then the changed one."""
    path = Path(__file__).with_name("contrast") / f"{part}.toml"
    found = []
    for passage in tomllib.loads(path.read_text(encoding="utf-8"))["passage"]:
        for kind, true, changed, label in passage["pairs"]:
            found.append(Example(true, passage["text"], SUPPORTED, kind))
            found.append(Example(changed, passage["text"], label, kind))
    return found


def all_sets(data: Path | None, parts: tuple[str, ...]) -> dict[str, list[Example]]:
    """Return every set by name; those of the data folder only where one is given."""
    sets = {f"contrast_{part}": contrast(part) for part in parts}
    if data is not None:
        sets |= {name: pairs(data, name) for name in PAIR_SETS}
        sets["wice_dev"] = pages(data)
    return sets
