"""Build the training files: labelled pairs, pairs for a teacher to score, and the held-out parts.

    python bench/training/pairs.py --data DATA --out .train/data

Texts go into one table, pairs into arrays of numbers, so that half a million pairs stay small.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import corpus
import edits
import numpy as np
import pages
import templates
from corpus import Pair
from sentencex import segment

HARD_NEGATIVE: edits.Target = (0.03, 0.03, 0.94)


def sentences(text: str) -> list[str]:
    """Split a passage into sentences of at least five words."""
    return [s for s in (str(s).strip() for s in segment("en", text)) if len(s.split()) >= 5]


def edited(statement: str, passage: str, origin: str, rng: Random, names: list[str], count: int) -> Iterator[Pair]:
    """Yield up to `count` edits of a statement that the passage bears out."""
    for edit in rng.sample(edits.CHANGES, len(edits.CHANGES)):
        if count == 0:
            return
        # These apply to everything; without a brake they would crowd the others out.
        if edit in (edits.hedge, edits.add_detail) and rng.random() > 0.35:
            continue
        changed = edit(statement, rng, names)
        if changed and corpus.key(changed[0]) != corpus.key(statement):
            count -= 1
            yield Pair(changed[0], passage, changed[1], f"{origin}:{edit.__name__}")


def kept(statement: str, rng: Random, names: list[str]) -> tuple[str, edits.Target]:
    """Restate a true statement, still true (or, for `loosen`, as its target says)."""
    for edit in rng.sample(edits.KEEPERS, len(edits.KEEPERS)):
        changed = edit(statement, rng, names)
        if changed:
            return changed
    return statement, edits.TRUE


def from_claims(pairs: Iterable[Pair], rng: Random, names: list[str], count: int) -> Iterator[Pair]:
    """Edit the statements of supported pairs."""
    for pair in pairs:
        if pair.target[0] == 1.0 and pair.origin != "climate_fever":
            yield from edited(pair.claim, pair.passage, "claim", rng, names, count)


def from_passages(passages: Iterable[str], rng: Random, names: list[str]) -> Iterator[Pair]:
    """Make statements of the passages' own sentences: as they are, edited, and with the sentence taken away."""
    for passage in passages:
        found = sentences(passage)
        if not found:
            continue
        sentence = rng.choice(found)
        if len(sentence.split()) > 40 or not sentence[0].isupper():
            continue
        statement, target = kept(sentence, rng, names)
        yield Pair(statement, passage, target, "sentence:kept")
        base = statement if target == edits.TRUE else sentence
        yield from edited(base, passage, "sentence", rng, names, 2)
        rest = " ".join(s for s in found if s != sentence)
        if rest:
            yield Pair(statement, rest, edits.OPEN, "sentence:deleted")
        if rng.random() < 0.3:
            who = rng.choice(
                ("Critics say", "Supporters claim", "According to one blog,", "Rumours say", "Some believe")
            )
            said = f"{who} {'that ' if who[-1] != ',' else ''}{edits.lower_first(sentence)}"
            yield Pair(sentence, passage.replace(sentence, said), edits.OPEN, "sentence:attributed")
            if rng.random() < 0.5:
                yield Pair(said, passage.replace(sentence, said), edits.TRUE, "sentence:attribution kept")


def neighbours(pairs: list[Pair], passages: list[str], rng: Random, first: int, last: int, each: int) -> Iterator[Pair]:
    """Pair each statement with passages that share its words but aren't its own."""
    ranker = pages.Ranker(passages)
    own: dict[str, set[str]] = {}
    for pair in pairs:
        own.setdefault(pair.claim, set()).add(corpus.key(pair.passage))
    for claim, evidence in own.items():
        ranked = [passages[i] for i in ranker.top(claim, last, commonest=1500)[first:]]
        usable = [p for p in ranked if corpus.key(p) not in evidence and p != claim]
        for passage in rng.sample(usable, min(each, len(usable))):
            yield Pair(claim, passage, HARD_NEGATIVE, "neighbour")


def page_passages(rows: list[corpus.PageClaim], rng: Random) -> list[str]:
    """Cut the WiCE pages into windows; their statements and labels are left alone."""
    found = []
    for row in rows:
        cut = pages.windows(row.sentences, rng.choice((1, 2, 3)))
        good = [text for text, _ in cut if len(text.split()) >= 12]
        found += rng.sample(good, min(30, len(good)))
    return found


class Table:
    """Numbers texts, and writes pairs as arrays beside them."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def write(self, path: Path, pairs: list[Pair]) -> None:
        """Write one array file; origins and their counts go to the terminal."""
        ids = [(self.number(p.claim), self.number(p.passage)) for p in pairs]
        origins = sorted({p.origin for p in pairs})
        place = {o: i for i, o in enumerate(origins)}
        np.savez_compressed(
            path,
            ids=np.array(ids, np.int32),
            target=np.array([p.target for p in pairs], np.float16),
            origin=np.array([place[p.origin] for p in pairs], np.int16),
            origins=np.array(origins),
        )
        print(path.name, len(pairs), dict(Counter(p.origin for p in pairs).most_common(40)))

    def number(self, text: str) -> int:
        """Give a text its number."""
        return self.numbers.setdefault(text, len(self.numbers))

    def texts(self, path: Path) -> None:
        """Write the table of texts."""
        with lzma.open(path, "wt", encoding="utf-8") as out:
            json.dump(list(self.numbers), out, ensure_ascii=False)


def shuffled(pairs: Iterable[Pair], rng: Random) -> list[Pair]:
    """Drop repeats and shuffle."""
    unique = list({(p.claim, p.passage): p for p in pairs}.values())
    rng.shuffle(unique)
    return unique


def main() -> None:
    """Build everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rng, table = Random(args.seed), Table()  # noqa: S311 - sampling, no secrets

    held = {name: corpus.read_pairs(args.data, name) for name in corpus.VALIDATION_SETS}
    every_held = [p for pairs in held.values() for p in pairs]
    cut: dict[str, list[Pair]] = {"train": [], "validation": [], "temperature": []}
    for name in corpus.TRAINING_SETS:
        for part, pairs in corpus.parts(corpus.apart_from(corpus.read_pairs(args.data, name), every_held)).items():
            cut[part] += pairs
    for name, pairs in held.items():
        table.write(args.out / f"{name}.npz", pairs)

    train = cut["train"]
    passages = sorted({p.passage for p in train})
    names = sorted({m.group() for p in passages for m in edits.proper_names(p) if 3 < len(m.group()) < 30})
    windows = page_passages(corpus.read_pages(args.data), rng)
    hard = [p for p in train if p.origin in ("fever_pairs", "covid_fact_train")]
    for part in ("validation", "temperature"):
        own = [p for p in cut[part] if p.origin in ("fever_pairs", "covid_fact_train")]
        cut[part] += list(neighbours(own, sorted({p.passage for p in cut[part]}), rng, 0, 8, 1))
        cut[part] += [Pair(*row, "template") for _ in range(80) for row in templates.scene(rng)][:500]
        cut[part] += list(from_claims(cut[part], rng, names, 1))[:500]
        table.write(args.out / f"{part}.npz", shuffled(cut[part], rng))

    labelled = [
        *train,
        *neighbours(hard, passages, rng, 0, 10, 1),
        *from_claims(train, rng, names, 1),
        *from_passages(rng.sample(passages, 9000) + rng.sample(windows, 4000), rng, names),
        *(Pair(*row, "template") for _ in range(5000) for row in templates.scene(rng)),
    ]
    table.write(args.out / "labelled.npz", shuffled(labelled, rng))

    # To be scored by the teacher: their own targets are kept beside its scores.
    transfer = [
        *train,
        *neighbours(train, passages, rng, 0, 12, 4),
        *from_claims(train, rng, names, 4),
        *(p for _ in range(3) for p in from_passages(passages + windows, rng, names)),
        *(Pair(*row, "template") for _ in range(9000) for row in templates.scene(rng)),
    ]
    table.write(args.out / "transfer.npz", shuffled(transfer, rng))
    table.texts(args.out / "texts.json.xz")


if __name__ == "__main__":
    main()
