"""Train teachers on the labelled pairs, let them score the transfer pairs, and distil a small student.

    python bench/training/train.py --work .train --out OUT --seconds 540

Stages: two teachers on halves of the labelled pairs, whose scores on each other's half find wrong labels; one
teacher on all that is left; the student on the transfer pairs with the teachers' scores mixed with known targets.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from pathlib import Path

import numpy as np
import torch

import measures
from cross_encoder import CrossEncoder, Texts, predict, train

HELD = ("fever_symmetric_dev", "fool_me_twice_dev", "healthver_dev", "validation")


class Run:
    """Everything that the stages share: texts, arrays, device, clock and log."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.began = time.monotonic()
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.out = args.out
        self.out.mkdir(parents=True, exist_ok=True)
        self.data = args.work / "data"
        with gzip.open(self.data / "texts.json.gz", "rt", encoding="utf-8") as file:
            self.words: list[str] = json.load(file)
        self.sets = {p.stem: dict(np.load(p)) for p in self.data.glob("*.npz")}
        if args.limit:
            for name, held in self.sets.items():
                self.sets[name] = {k: v[: args.limit] if k != "origins" else v for k, v in held.items()}
        self.log = (self.out / "log.txt").open("a")

    def say(self, text: str) -> None:
        """Write a line to the log and the terminal."""
        line = f"[{time.monotonic() - self.began:6.1f}] {text}"
        print(line, flush=True)
        self.log.write(line + "\n")
        self.log.flush()

    def ids(self, name: str) -> torch.Tensor:
        """Return the pairs of a set as text numbers on the device."""
        return torch.from_numpy(self.sets[name]["ids"].astype(np.int64)).to(self.device)

    def target(self, name: str) -> np.ndarray:
        """Return the known targets of a set, float32."""
        return self.sets[name]["target"].astype(np.float32)

    def left(self) -> float:
        """Return the seconds that are left."""
        return float(self.args.seconds - (time.monotonic() - self.began))


def examine(run: Run, model: CrossEncoder, texts: Texts, name: str) -> None:
    """Log a model's figures on the held-out sets."""
    figures = {}
    for held in HELD:
        gold = run.target(held).argmax(1)
        logits = predict(model, texts, run.ids(held))
        p = measures.softmax(logits)
        np.save(run.out / f"scores-{name}-{held}.npy", logits.astype(np.float16)) if run.args.keep else None
        if held.startswith("f"):
            figures[held] = round(measures.forced(gold, p), 4)
        else:
            figures[held] = f"{measures.macro_f1(gold, p.argmax(1)):.4f}/{(p.argmax(1) == gold).mean():.4f}"
        if held == "validation":
            origin = run.sets[held]["origins"][run.sets[held]["origin"]]
            for part in ("conj_nli_train", "neighbour", "fever_pairs", "template", "climate_fever", "factcheck_gpt_stance", "covid_fact_train"):
                rows = origin == part
                figures[part] = round(float((p.argmax(1) == gold)[rows].mean()), 3)
            rows = np.char.startswith(origin, "claim:")
            figures["claim edits"] = round(float((p.argmax(1) == gold)[rows].mean()), 3)
    run.say(f"{name}: {json.dumps(figures)}")


def teach(run: Run, texts: Texts, rows: np.ndarray, name: str, *, epochs: float, seconds: float, seed: int) -> CrossEncoder:
    """Train one teacher on some rows of the labelled pairs."""
    torch.manual_seed(seed)
    model = CrossEncoder(run.args.work / run.args.teacher).to(run.device)
    target = torch.from_numpy(run.target("labelled")[rows] * 0.96 + 0.04 / 3).to(run.device)
    ids = run.ids("labelled")[torch.from_numpy(rows).to(run.device)]
    run.say(f"{name}: {len(rows)} pairs")
    train(model, texts, ids, target, rate=run.args.teacher_rate, epochs=epochs, seconds=seconds, tokens=8192, seed=seed, report=run.say)
    examine(run, model, texts, name)
    return model


def teachers(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """Train the teachers; return the kept labelled rows and the mean scores of the transfer pairs."""
    texts = Texts.encode(run.args.work / run.args.teacher, run.words, run.device)
    run.say("texts encoded for the teacher")
    target = run.target("labelled")
    # Halves by statement, so that no teacher has seen the statement that it judges.
    half = run.sets["labelled"]["ids"][:, 0] % 2
    everything = np.arange(len(target))
    transfer_half = run.sets["transfer"]["ids"][:, 0] % 2
    guess, scores = np.zeros_like(target), np.zeros((len(transfer_half), 3), np.float32)
    share = run.args.seconds * 0.1
    for side in (0, 1):
        model = teach(run, texts, everything[half == side], f"half-{side}", epochs=2, seconds=share, seed=side)
        others = everything[half != side]
        guess[others] = measures.softmax(predict(model, texts, run.ids("labelled")[torch.from_numpy(others).to(run.device)]))
        rows = np.flatnonzero(transfer_half != side)
        scores[rows] = measures.softmax(predict(model, texts, run.ids("transfer")[torch.from_numpy(rows).to(run.device)]))
        run.say(f"half-{side} has scored")
        del model
    agreement = (guess * target).sum(1)
    origin = run.sets["labelled"]["origins"][run.sets["labelled"]["origin"]]
    kept = everything[agreement >= run.args.noise]
    dropped = {str(o): f"{(agreement[origin == o] < run.args.noise).mean():.3f}" for o in np.unique(origin)}
    run.say(f"dropped as wrongly labelled: {len(target) - len(kept)} {json.dumps(dropped)}")
    model = teach(run, texts, kept, "teacher", epochs=run.args.teacher_epochs, seconds=run.args.seconds * run.args.teacher_share, seed=2)
    scores = 0.35 * scores + 0.65 * measures.softmax(predict(model, texts, run.ids("transfer")))
    run.say("the teacher has scored")
    return kept, scores


def mixed_targets(run: Run, scores: np.ndarray) -> np.ndarray:
    """Mix the teachers' scores with known targets, trusting these as far as they come: templates most, neighbours not."""
    origin = run.sets["transfer"]["origins"][run.sets["transfer"]["origin"]]
    trust = np.where(origin == "template", 0.6, np.where(origin == "neighbour", 0.0, 0.3)).astype(np.float32)
    known = run.target("transfer")
    # Where the teachers rule a label out, it is noise more often than not.
    trust[(scores * known).sum(1) < run.args.noise] = 0.0
    return trust[:, None] * known + (1 - trust[:, None]) * scores


def save(model: CrossEncoder, folder: Path) -> None:
    """Write the weights in half precision, in files of at most 14 MB."""
    bundle: dict[str, np.ndarray] = {}
    size = part = 0
    for name, tensor in model.state_dict().items():
        if "position_ids" in name:
            continue
        values = tensor.half().cpu().numpy()
        pieces = np.array_split(values, -(-values.nbytes // 12_000_000)) if values.ndim == 2 else [values]
        for number, piece in enumerate(pieces):
            if bundle and size + piece.nbytes > 14_000_000:
                np.savez(folder / f"student-{part}.npz", **bundle)
                bundle, size, part = {}, 0, part + 1
            bundle[f"{name}#{number}"] = piece
            size += piece.nbytes
    np.savez(folder / f"student-{part}.npz", **bundle)


def main() -> None:
    """Run all stages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder with data/ and the packed base weights")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--teacher", default="mpnet")
    parser.add_argument("--student", default="minilm")
    parser.add_argument("--seconds", type=float, default=540)
    parser.add_argument("--teacher-rate", type=float, default=4e-5)
    parser.add_argument("--teacher-epochs", type=float, default=2.5)
    parser.add_argument("--teacher-share", type=float, default=0.28)
    parser.add_argument("--student-rate", type=float, default=3e-4)
    parser.add_argument("--student-epochs", type=float, default=6)
    parser.add_argument("--noise", type=float, default=0.05, help="labels that the other teacher gives less are dropped")
    parser.add_argument("--limit", type=int, default=0, help="rows of each set, for a trial")
    parser.add_argument("--keep", action="store_true", help="write the scores on the held-out sets")
    args = parser.parse_args()
    run = Run(args)
    run.say(f"{run.device}, torch {torch.__version__}, {json.dumps({k: len(v['ids']) for k, v in run.sets.items()})}")
    if run.device == "cuda":
        torch.backends.cuda.matmul.allow_tf32 = True

    _, scores = teachers(run)
    np.save(run.out / "transfer-scores.npy", scores.astype(np.float16))
    target = torch.from_numpy(mixed_targets(run, scores)).to(run.device)
    texts = Texts.encode(args.work / args.student, run.words, run.device)
    torch.manual_seed(11)
    student = CrossEncoder(args.work / args.student).to(run.device)
    run.say(f"student: {run.left():.0f} s left")
    train(student, texts, run.ids("transfer"), target, rate=args.student_rate, epochs=args.student_epochs,
          seconds=max(20.0, run.left() - 12), tokens=32_768, seed=11, report=run.say)  # fmt: skip
    save(student, run.out)
    examine(run, student, texts, "student")


if __name__ == "__main__":
    main()
