"""Labelled (statement, passage) pairs: reading the public sets, and parting them by claim and evidence."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LABELS = ("supported", "refuted", "not enough evidence")

TRAINING_SETS = (
    "fever_pairs",
    "conj_nli_train",
    "climate_fever",
    "factcheck_gpt_stance",
    "covid_fact_train",
)
VALIDATION_SETS = ("fever_symmetric_dev", "fool_me_twice_dev", "healthver_dev")


@dataclass(frozen=True, slots=True)
class Pair:
    """One statement against one passage; `target` is a distribution over LABELS."""

    claim: str
    passage: str
    target: tuple[float, float, float]
    origin: str


@dataclass(frozen=True, slots=True)
class PageClaim:
    """One WiCE row: a statement against the sentences of a whole page."""

    claim: str
    sentences: tuple[str, ...]
    gold: tuple[frozenset[int], ...]
    label: str


def one_hot(label: str) -> tuple[float, float, float]:
    """Put all weight on one of LABELS."""
    return (float(label == LABELS[0]), float(label == LABELS[1]), float(label == LABELS[2]))


def read_rows(path: Path) -> list[dict[str, object]]:
    """Read a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def tidy(text: str) -> str:
    """Undo the spacing that tokenised sets carry, so that the model sees text as pages have it."""
    text = re.sub(r"\s+", " ", text.replace("``", '"').replace("''", '"')).strip()
    text = re.sub(r"\s+([,.;:!?%)\]])", r"\1", text)
    text = re.sub(r"([(\[])\s+", r"\1", text)
    return re.sub(r"\s+('s|n't|'re|'ve|'ll|'d)\b", r"\1", text)


def read_pairs(folder: Path, name: str) -> list[Pair]:
    """Read one pair file of the data folder, without exact duplicates."""
    found: dict[tuple[str, str], Pair] = {}
    for row in read_rows(folder / f"{name}.jsonl.gz"):
        claim, passage = tidy(str(row["claim"])), tidy(str(row["evidence"]))
        found.setdefault((claim, passage), Pair(claim, passage, one_hot(str(row["label"])), name))
    return list(found.values())


def read_pages(folder: Path) -> list[PageClaim]:
    """Read the whole-page rows of WiCE."""
    return [
        PageClaim(
            tidy(str(row["claim"])),
            tuple(str(s) for s in row["document"]),  # type: ignore[attr-defined]
            tuple(frozenset(s) for s in row["supporting_sentences"]),  # type: ignore[attr-defined]
            str(row["label"]),
        )
        for row in read_rows(folder / "wice_dev.jsonl.gz")
    ]


def key(text: str) -> str:
    """Spell a text for comparison: lower case, letters and digits only."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def share(text: str) -> float:
    """Map a text to [0, 1), the same on every machine."""
    return int.from_bytes(hashlib.sha256(key(text).encode()).digest()[:6], "big") / 2**48


def grouped(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """Group pairs so that no claim and no passage stands in two groups (union-find over both)."""
    pairs = list(pairs)
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for pair in pairs:
        parent[root("c " + key(pair.claim))] = root("p " + key(pair.passage))
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(root("c " + key(pair.claim)), []).append(pair)
    # A group is named by its smallest claim, so that the parts don't depend on the order of the rows.
    return {min(key(p.claim) for p in members): members for members in groups.values()}


def apart_from(pairs: Iterable[Pair], held: Iterable[Pair]) -> Iterator[Pair]:
    """Yield the pairs that share neither claim nor passage with the held ones."""
    held = list(held)
    claims, passages = {key(p.claim) for p in held}, {key(p.passage) for p in held}
    return (p for p in pairs if key(p.claim) not in claims and key(p.passage) not in passages)


def parts(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """Part pairs into `train`, `validation` (5 %) and `temperature` (5 %), by groups that share nothing."""
    result: dict[str, list[Pair]] = {"train": [], "validation": [], "temperature": []}
    for name, members in grouped(pairs).items():
        place = share(name)
        part = "validation" if place < 0.05 else "temperature" if place < 0.10 else "train"
        result[part].extend(members)
    return result
