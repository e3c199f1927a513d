"""Measure an exported model on the held-out sets and on whole pages, on one thread, as refcheck runs it.

python bench/training/evaluate.py --model .train/out/model.int8.onnx --work .train --data DATA
"""

from __future__ import annotations

import argparse
import json
import lzma
import time
from pathlib import Path

import corpus
import measures
import numpy as np
import onnxruntime
import pages
from tokenizers import Tokenizer


class Judge:
    """An ONNX cross-encoder on one thread."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.needs = {i.name for i in self.session.get_inputs()}

    def logits(self, pairs: list[tuple[str, str]], batch: int = 16) -> np.ndarray:
        """Return three logits for each (statement, passage)."""
        encoded = self.tokenizer.encode_batch(pairs)
        order = sorted(range(len(pairs)), key=lambda i: len(encoded[i]))
        result = np.zeros((len(pairs), 3), np.float32)
        for at in range(0, len(order), batch):
            rows = order[at : at + batch]
            width = max(len(encoded[i]) for i in rows)
            feed = {
                "input_ids": [encoded[i].ids + [0] * (width - len(encoded[i])) for i in rows],
                "attention_mask": [[1] * len(encoded[i]) + [0] * (width - len(encoded[i])) for i in rows],
                "token_type_ids": [encoded[i].type_ids + [0] * (width - len(encoded[i])) for i in rows],
            }
            arrays = {k: np.array(v, np.int64) for k, v in feed.items() if k in self.needs}
            result[rows] = self.session.run(None, arrays)[0]
        return result


def fold_of(work: Path) -> dict[tuple[str, str], int]:
    """Return the fold of each dev pair, by statement and passage."""
    with lzma.open(work / "data" / "texts.json.xz", "rt", encoding="utf-8") as file:
        texts = json.load(file)
    with np.load(work / "data" / "folds.npz") as held:
        return {(texts[a], texts[b]): int(f) for (a, b), f in zip(held["ids"], held["fold"], strict=True)}


def read_set(work: Path, name: str) -> tuple[list[tuple[str, str]], np.ndarray, np.ndarray]:
    """Return the pairs of a set, their gold label numbers and origins."""
    with lzma.open(work / "data" / "texts.json.xz", "rt", encoding="utf-8") as file:
        texts = json.load(file)
    with np.load(work / "data" / f"{name}.npz") as held:
        pairs = [(texts[a], texts[b]) for a, b in held["ids"]]
        return pairs, held["target"].astype(np.float32).argmax(1), held["origins"][held["origin"]]


def page_scores(
    judge: Judge, rows: list[corpus.PageClaim], size: int, top: int, temperature: float
) -> dict[str, np.ndarray]:
    """Score whole pages: the best windows of `size` sentences by BM25, and the best of them by the model."""
    support, refute, found = [], [], []
    for row in rows:
        cut = pages.windows(row.sentences, size)
        best = [cut[i] for i in pages.Ranker([text for text, _ in cut]).top(row.claim, top)] or cut[:1]
        p = measures.softmax(judge.logits([(row.claim, text) for text, _ in best]) / temperature)
        support.append(p[:, 0].max())
        refute.append(p[:, 1].max())
        gold = frozenset().union(*row.gold) if row.gold else frozenset()
        found.append(bool(best[int(p[:, 0].argmax())][1] & gold))
    return {"support": np.array(support), "refute": np.array(refute), "found": np.array(found)}


def main() -> None:
    """Print every figure, and the temperature."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--fold", type=int, choices=(0, 1), help="keep to the dev rows of one fold")
    parser.add_argument("--pages", type=int, default=349, help="how many whole pages to read")
    args = parser.parse_args()
    began = time.perf_counter()
    judge = Judge(args.model, args.model.with_name("tokenizer.json"))
    print(f"loaded in {time.perf_counter() - began:.3f} s, {args.model.stat().st_size / 1e6:.1f} MB")
    pairs, gold, origin = read_set(args.work, "temperature")
    real = np.array(["neighbour" not in o and ":" not in o and o != "template" for o in origin])
    logits = judge.logits(pairs)
    temperature = measures.fit_temperature(gold[real], logits[real])
    print(f"temperature {temperature:.3f} (all kinds of pairs: {measures.fit_temperature(gold, logits):.3f})")
    folds = fold_of(args.work)
    for name in (*corpus.VALIDATION_SETS, "validation"):
        pairs, gold, _ = read_set(args.work, name)
        if args.fold is not None and name != "validation":
            rows = [i for i, pair in enumerate(pairs) if folds[pair] == args.fold]
            pairs, gold = [pairs[i] for i in rows], gold[rows]
        p = measures.softmax(judge.logits(pairs) / temperature)
        line = (
            f"{name}: accuracy {(p.argmax(1) == gold).mean():.4f} macro-F1 {measures.macro_f1(gold, p.argmax(1)):.4f}"
        )
        line += f" ECE {measures.calibration_error(gold, p):.3f} majority {np.bincount(gold).max() / len(gold):.3f}"
        print(line + (f" forced choice {measures.forced(gold, p):.4f}" if len(set(gold)) == 2 else ""))
    pages = corpus.read_pages(args.data)[: args.pages]
    if args.fold is not None:
        pages = [p for p in pages if int(corpus.share(p.claim) < 0.5) == args.fold]
    truth = np.array([page.label == "supported" for page in pages])
    annotated = np.array([bool(page.gold) for page in pages])
    for size, top in ((1, 6), (2, 6), (3, 6)):
        began = time.perf_counter()
        scores = page_scores(judge, pages, size, top, temperature)
        rate = len(pages) / (time.perf_counter() - began)
        cut, threshold = measures.best_threshold(truth, scores["support"])
        print(
            f"WiCE dev, windows of {size}, best {top}: AUC {measures.area(truth, scores['support']):.4f} at 0.5 "
            f"{measures.balanced(truth, scores['support'] >= 0.5):.4f}, best cut {cut:.4f} at {threshold:.2f}, "
            f"evidence found {scores['found'][annotated].mean():.3f}, {rate:.0f} claims/s"
        )


if __name__ == "__main__":
    main()
