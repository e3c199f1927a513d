"""Add pairs in the words of real statements, for the last stage: scored by teachers, never labelled by a rule.

    python bench/training/natural_pairs.py --data DATA --out .train/data

Statements of the public sets and of the dev sets are edited whatever their label is, set against passages that lose a
sentence or gain one, and against passages near them. Rows of the dev sets carry their fold (0 or 1), all others -1; a
row of a fold is scored and learned only where that fold may be seen.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from random import Random

import corpus
import edits
import numpy as np
import pages
from corpus import Pair
from pairs import Table, sentences

UNKNOWN: edits.Target = (1 / 3, 1 / 3, 1 / 3)


def edited(claim: str, rng: Random, names: list[str], count: int) -> list[str]:
    """Return up to `count` different edits of a statement."""
    found: list[str] = []
    for edit in rng.sample(edits.CHANGES, len(edits.CHANGES)):
        if len(found) == count:
            break
        changed = edit(claim, rng, names)
        if changed and changed[0] != claim and changed[0] not in found:
            found.append(changed[0])
    return found


def variants(pair: Pair, rng: Random, names: list[str], count: int) -> Iterator[Pair]:
    """Edit the statement, and take a sentence from the passage."""
    for claim in edited(pair.claim, rng, names, count):
        yield Pair(claim, pair.passage, UNKNOWN, f"edited:{pair.origin}")
    said = edits.reword(pair.claim, rng)
    if said != pair.claim:
        yield Pair(said, pair.passage, UNKNOWN, f"reworded:{pair.origin}")
    found = sentences(pair.passage)
    if len(found) > 1:
        gone = rng.choice(found)
        yield Pair(pair.claim, " ".join(s for s in found if s != gone), UNKNOWN, f"cut:{pair.origin}")


def near(pairs: list[Pair], each: int) -> Iterator[Pair]:
    """Pair statements with the passages of others that share their words."""
    passages = sorted({p.passage for p in pairs})
    ranker = pages.Ranker(passages)
    for claim in sorted({p.claim for p in pairs}):
        for number in ranker.top(claim, each + 1):
            yield Pair(claim, passages[number], UNKNOWN, "near")


def page_variants(row: corpus.PageClaim, rng: Random, names: list[str]) -> Iterator[Pair]:
    """Set a page's statement, edits of it and sentences of the page against windows of the page."""
    cut = [text for size in (1, 2, 3) for text, _ in pages.windows(row.sentences, size)]
    ranker = pages.Ranker(cut)
    best = [cut[i] for i in ranker.top(row.claim, 12)]
    for text in best:
        yield Pair(row.claim, text, UNKNOWN, "page")
    for claim in edited(row.claim, rng, names, 4):
        for text in best[:3]:
            yield Pair(claim, text, UNKNOWN, "page:edited")
    if less := edits.take_away(row.claim, rng):
        for text in best[:4]:
            yield Pair(less, text, UNKNOWN, "page:less")


def main() -> None:
    """Append the set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    rng, table = Random(41), Table()  # noqa: S311 - sampling, no secrets
    with lzma.open(args.out / "texts.json.xz", "rt", encoding="utf-8") as file:
        table.numbers = {text: number for number, text in enumerate(json.load(file))}

    held = [p for name in corpus.VALIDATION_SETS for p in corpus.read_pairs(args.data, name)]
    every = [p for name in corpus.TRAINING_SETS for p in corpus.read_pairs(args.data, name)]
    apart = list(corpus.apart_from(every, held))
    known = {(p.claim, p.passage) for p in apart}
    related = [Pair(p.claim, p.passage, p.target, "related") for p in every if (p.claim, p.passage) not in known]
    train = [p for name in corpus.TRAINING_SETS for p in corpus.parts([q for q in apart if q.origin == name])["train"]]
    names = sorted({m.group() for p in train for m in edits.proper_names(p.passage) if 3 < len(m.group()) < 30})

    found: list[tuple[Pair, int]] = []
    for pair in train:
        if pair.origin != "conj_nli_train" or rng.random() < 0.3:
            found += [(p, -1) for p in variants(pair, rng, names, 2)]
    for side in (0, 1):
        own = [
            p
            for name, members in corpus.grouped([*held, *related]).items()
            if int(corpus.share(name) < 0.5) == side
            for p in members
        ]
        found += [(p, side) for pair in own for p in variants(pair, rng, names, 6)]
        found += [(p, side) for p in near(own, 6)]
        rows = [row for row in corpus.read_pages(args.data) if int(corpus.share(row.claim) < 0.5) == side]
        found += [(p, side) for row in rows for p in page_variants(row, rng, names)]
    unique = list({(p.claim, p.passage): (p, side) for p, side in found}.values())
    rng.shuffle(unique)
    table.write(args.out / "natural.npz", [p for p, _ in unique])
    with np.load(args.out / "natural.npz") as bundle:
        np.savez_compressed(args.out / "natural.npz", **bundle, fold=np.array([s for _, s in unique], np.int8))
    table.texts(args.out / "texts.json.xz")


if __name__ == "__main__":
    main()
