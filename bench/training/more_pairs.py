"""Add what the first training run showed to be missing: partial support, longer passages, the dev sets in two folds.

    python bench/training/more_pairs.py --data DATA --out .train/data

Appends to the table of texts that `pairs.py` wrote, so that scores over its transfer pairs stay valid. The dev
sets are cut into two folds by claim and passage; whatever is trained on one fold is measured on the other.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import corpus
import edits
import numpy as np
import pages
import templates
from corpus import Pair
from pairs import Table, page_passages, sentences, shuffled

NOT_WHOLLY: edits.Target = (0.08, 0.02, 0.90)


def partial(passages: Iterable[str], rng: Random) -> Iterator[Pair]:
    """Take a detail out of the passage, or set a statement of two sentences against one of them."""
    for passage in passages:
        found = [s for s in sentences(passage) if s[0].isupper() and len(s.split()) <= 45]
        if not found:
            continue
        sentence = rng.choice(found)
        statement = edits.reword(sentence, rng)
        reference = edits.shorten_names(passage, rng)
        if statement != sentence or reference != passage:
            yield Pair(statement, reference, edits.TRUE, "partial:whole")
        if (less := edits.take_away(sentence, rng)) and sentence in passage:
            yield Pair(statement, passage.replace(sentence, less), edits.OPEN, "partial:taken away")
            yield Pair(edits.reword(less, rng), passage, (0.9, 0.02, 0.08), "partial:less claimed")
        if len(found) > 1:
            one, two = rng.sample(found, 2)
            both = (
                f"{one.rstrip('.')}, {rng.choice(('and', 'and', 'while'))} {edits.lower_first(edits.reword(two, rng))}"
            )
            if len(both.split()) <= 50:
                rest = " ".join(s for s in found if s != two)
                yield Pair(both, rest, edits.OPEN, "partial:half")
                yield Pair(both, " ".join(found), edits.TRUE, "partial:both")


def among_others(pairs: Iterable[Pair], passages: list[str], rng: Random) -> Iterator[Pair]:
    """Set a pair's passage between sentences of other passages: the verdict stays."""
    for pair in pairs:
        if len(pair.passage.split()) > 70:
            continue
        around = [rng.choice(sentences(rng.choice(passages)) or [""]) for _ in range(rng.choice((1, 1, 2)))]
        around.insert(rng.randrange(len(around) + 1), pair.passage)
        yield Pair(pair.claim, " ".join(a for a in around if a), pair.target, f"among:{pair.origin}")


def page_pairs(rows: list[corpus.PageClaim], rng: Random) -> Iterator[Pair]:
    """Make pairs of WiCE rows: the annotated sentences together, windows that hold them, windows that don't."""
    for row in rows:
        gold = frozenset().union(*row.gold) if row.gold else frozenset()
        whole = edits.TRUE if row.label == "supported" else NOT_WHOLLY
        for chosen in sorted(row.gold, key=lambda s: (len(s), sorted(s)))[:2]:
            text = " ".join(pages.plain(row.sentences[i]) for i in sorted(chosen))
            yield Pair(row.claim, text, whole, "wice:gold")
        cut = [w for size in (1, 3) for w in pages.windows(row.sentences, size)]
        for number in pages.Ranker([text for text, _ in cut]).top(row.claim, 14):
            text, held = cut[number]
            if any(s <= held for s in row.gold):
                yield Pair(row.claim, text, whole, "wice:holds")
            elif not held & gold and rng.random() < 0.4:
                yield Pair(row.claim, text, NOT_WHOLLY, "wice:other")
            elif row.label != "supported" and rng.random() < 0.4:
                yield Pair(row.claim, text, NOT_WHOLLY, "wice:part")


def folds(data: Path, rng: Random) -> tuple[list[Pair], list[int]]:
    """Return the dev sets, with the training pairs that share something with them, and the fold of each."""
    held = [p for name in corpus.VALIDATION_SETS for p in corpus.read_pairs(data, name)]
    every = [p for name in corpus.TRAINING_SETS for p in corpus.read_pairs(data, name)]
    apart = {(p.claim, p.passage) for p in corpus.apart_from(every, held)}
    related = [Pair(p.claim, p.passage, p.target, "related") for p in every if (p.claim, p.passage) not in apart]
    found, fold = [], []
    for name, members in corpus.grouped([*held, *related]).items():
        found += members
        fold += [int(corpus.share(name) < 0.5)] * len(members)
    for row in corpus.read_pages(data):
        pairs = list(page_pairs([row], rng))
        found += pairs
        fold += [int(corpus.share(row.claim) < 0.5)] * len(pairs)
    return found, fold


def main() -> None:
    """Append the new sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    rng, table = Random(23), Table()  # noqa: S311 - sampling, no secrets
    with lzma.open(args.out / "texts.json.xz", "rt", encoding="utf-8") as file:
        table.numbers = {text: number for number, text in enumerate(json.load(file))}

    found, fold = folds(args.data, rng)
    table.write(args.out / "folds.npz", found)
    with np.load(args.out / "folds.npz") as bundle:
        np.savez_compressed(args.out / "folds.npz", **bundle, fold=np.array(fold, np.int8))

    held = [p for name in corpus.VALIDATION_SETS for p in corpus.read_pairs(args.data, name)]
    train: list[Pair] = []
    for name in corpus.TRAINING_SETS:
        train += corpus.parts(corpus.apart_from(corpus.read_pairs(args.data, name), held))["train"]
    passages = sorted({p.passage for p in train})
    windows = page_passages(corpus.read_pages(args.data), rng)
    natural = [p for p in train if p.origin != "climate_fever"]
    labelled = [
        *partial(rng.sample(passages, 6000) + rng.sample(windows, 4000), rng),
        *among_others(rng.sample(natural, 7000), passages, rng),
        *(Pair(*row, "template") for _ in range(1500) for row in templates.scene(rng)),
    ]
    table.write(args.out / "labelled2.npz", shuffled(labelled, rng))
    transfer = [
        *(p for _ in range(2) for p in partial(passages + windows, rng)),
        *among_others(natural, passages, rng),
        *(Pair(*row, "template") for _ in range(6000) for row in templates.scene(rng)),
    ]
    table.write(args.out / "transfer2.npz", shuffled(transfer, rng))
    table.texts(args.out / "texts.json.xz")


if __name__ == "__main__":
    main()
