"""Train teachers on the labelled pairs, let them score the transfer pairs, and distil a small student.

    python bench/training/train.py teachers --work .train --out .train/scores --seconds 420
    python bench/training/train.py student --work .train --scores .train/scores --out OUT --seconds 420
    python bench/training/train.py natural --work .train --scores .train/scores --start OUT --out LAST --seconds 540
    python bench/training/train.py written --work .train --scores .train/scores --start LAST --out WRITTEN

Two teachers see one fold of the dev sets each, and are measured on the other. The student's trunk learns from their
scores on pairs of neither fold; then it branches: one branch for each fold, measured on the other, and the one that
ships, which sees both. The third stage takes each branch further on pairs in the words of real statements, the last
one the two of the folds on pairs that were written for it; what ships gets the mean of what these two learned by it.
"""

from __future__ import annotations

import argparse
import json
import lzma
import time
from pathlib import Path

import alone
import measures
import numpy as np
import torch
import weights
import written as written_pairs
from cross_encoder import CrossEncoder, Texts, predict, train

REAL = ("fever_pairs", "conj_nli_train", "climate_fever", "factcheck_gpt_stance", "covid_fact_train")


class Run:
    """Everything that the stages share: texts, arrays, device, clock and log."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.began = time.monotonic()
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.out = args.out
        self.out.mkdir(parents=True, exist_ok=True)
        self.data = args.work / "data"
        with lzma.open(self.data / "texts.json.xz", "rt", encoding="utf-8") as file:
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

    def origin(self, name: str) -> np.ndarray:
        """Return the origin of each pair of a set."""
        origins: np.ndarray = self.sets[name]["origins"]
        return origins[self.sets[name]["origin"]]

    def target(self, name: str) -> np.ndarray:
        """Return the known targets of a set, float32."""
        target: np.ndarray = self.sets[name]["target"]
        return target.astype(np.float32)

    def first_scores(self) -> np.ndarray:
        """Return the scores that an earlier run gave the transfer pairs; without one, the known targets."""
        path = self.args.work / "data" / "first-scores.npy"
        return (
            np.load(path).astype(np.float32)[: len(self.target("transfer"))]
            if path.exists()
            else self.target("transfer")
        )

    def left(self) -> float:
        """Return the seconds that are left."""
        return float(self.args.seconds - (time.monotonic() - self.began))


def examine(run: Run, model: CrossEncoder, texts: Texts, name: str, fold: int | None) -> None:
    """Log a model's figures on the validation part and on one fold of the dev sets (None: on both)."""
    figures: dict[str, object] = {}
    gold, origin = run.target("validation").argmax(1), run.origin("validation")
    guess = predict(model, texts, run.ids("validation")).argmax(1)
    figures["validation"] = f"{measures.macro_f1(gold, guess):.4f}/{(guess == gold).mean():.4f}"
    for part in (*REAL, "neighbour", "template"):
        figures[part] = round(float((guess == gold)[origin == part].mean()), 3)
    figures["claim edits"] = round(float((guess == gold)[np.char.startswith(origin, "claim:")].mean()), 3)
    rows = np.ones(len(run.sets["folds"]["fold"]), bool) if fold is None else run.sets["folds"]["fold"] == fold
    gold, origin = run.target("folds")[rows].argmax(1), run.origin("folds")[rows]
    logits = predict(model, texts, run.ids("folds"))
    np.save(run.out / f"folds-{name}.npy", logits.astype(np.float16))
    p = measures.softmax(logits[rows])
    for part in ("fever_symmetric_dev", "fool_me_twice_dev", "related"):
        here = origin == part
        figures[part] = f"{measures.forced(gold[here], p[here]):.4f}/{(p[here].argmax(1) == gold[here]).mean():.3f}"
    here = origin == "healthver_dev"
    figures["healthver"] = f"{measures.macro_f1(gold[here], p[here].argmax(1)):.3f}"
    here = np.char.startswith(origin, "wice")
    figures["wice pairs, area"] = round(measures.area(gold[here] == 0, p[here, 0]), 4)
    run.say(f"{name}: {json.dumps(figures)}")


def join(*parts: tuple[torch.Tensor, np.ndarray]) -> tuple[torch.Tensor, torch.Tensor]:
    """Put sets of pairs and their targets together."""
    ids = torch.cat([i for i, _ in parts])
    return ids, torch.from_numpy(np.concatenate([t for _, t in parts]).astype(np.float32)).to(ids.device)


def clean_rows(run: Run) -> np.ndarray:
    """Find the labelled pairs whose label the first teachers, scoring out of fold, didn't rule out."""
    origin, known = run.origin("transfer"), run.target("transfer")
    doubted = ((run.first_scores() * known).sum(1) < 0.3) & np.isin(origin, REAL)
    wrong = {tuple(pair) for pair in run.sets["transfer"]["ids"][doubted].tolist()}
    ids, kind = run.sets["labelled"]["ids"].tolist(), run.origin("labelled")
    keep = np.array([tuple(pair) not in wrong for pair in ids]) & (kind != "sentence:swap_names")
    run.say(f"left out as wrongly labelled: {(~keep).sum()}")
    return np.flatnonzero(keep)


def teachers(run: Run) -> None:
    """Train one teacher for each fold of the dev sets; write their scores."""
    args = run.args
    texts = Texts.encode(args.work / args.teacher, run.words, run.device)
    run.say("texts encoded for the teacher")
    clean = clean_rows(run)
    real = clean[np.isin(run.origin("labelled")[clean], (*REAL, "neighbour"))]
    fold = run.sets["folds"]["fold"]
    scored = [name for name in args.score if not (args.out / f"{name}-1.npy").exists()]
    for side in (0, 1):
        torch.manual_seed(side + 5)
        model = CrossEncoder(args.work / args.teacher).to(run.device)
        seen = np.flatnonzero(fold == side)
        parts = [
            ("labelled", clean),
            ("labelled2", np.arange(len(run.target("labelled2")))),
            ("folds", seen),
            ("folds", seen),
        ]
        if args.real_twice:
            parts.append(("labelled", real))
        ids, target = join(*((run.ids(n)[torch.from_numpy(r).to(run.device)], run.target(n)[r]) for n, r in parts))
        seconds = (run.left() - args.scoring * (2 - side) - 6) / (2 - side)
        run.say(f"teacher {side}: {len(ids)} pairs, {seconds:.0f} s")
        train(model, texts, ids, target * 0.96 + 0.04 / 3, rate=args.teacher_rate, epochs=args.teacher_epochs,
              seconds=seconds, tokens=args.teacher_tokens, seed=side, report=run.say)  # fmt: skip
        examine(run, model, texts, f"teacher-{side}", 1 - side)
        for name in scored:
            p = measures.softmax(predict(model, texts, run.ids(name)))
            np.save(run.out / f"{name}-{side}.npy", p.astype(np.float16))
        run.say(f"teacher {side} has scored")


def mixed(run: Run, name: str, scores: np.ndarray) -> np.ndarray:
    """Mix the teachers' scores with known targets: templates are sure, neighbours only guessed."""
    origin, known = run.origin(name), run.target(name)
    trust = np.where(origin == "template", 0.6, np.where(origin == "neighbour", 0.0, 0.3)).astype(np.float32)
    # Where the teachers rule a label out, it is noise more often than not.
    trust[(scores * known).sum(1) < 0.05] = 0.0
    blended: np.ndarray = trust[:, None] * known + (1 - trust[:, None]) * scores
    return blended


def student(run: Run) -> None:
    """Distil the trunk, then its three branches; write them packed."""
    args = run.args
    texts = Texts.encode(args.work / args.student, run.words, run.device)

    def read(name: str) -> np.ndarray:
        return np.asarray(np.load(args.scores / f"{name}.npy"), dtype=np.float32)

    old = mixed(run, "transfer", run.first_scores() * 0.34 + (read("transfer-0") + read("transfer-1")) * 0.33)
    new = mixed(run, "transfer2", (read("transfer2-0") + read("transfer2-1")) / 2)
    torch.manual_seed(11)
    model = CrossEncoder(args.work / args.student).to(run.device)
    ids, target = join((run.ids("transfer"), old), (run.ids("transfer2"), new))
    run.say(f"trunk: {len(ids)} pairs")
    train(model, texts, ids, target, rate=args.student_rate, epochs=args.student_epochs,
          tokens=args.student_tokens, seed=11, seconds=run.left() - 3 * args.branch - 25, report=run.say)  # fmt: skip
    examine(run, model, texts, "trunk", None)
    trunk = {n: t.clone() for n, t in model.state_dict().items()}
    shared = {n for n in trunk if "word_embeddings" in n}
    weights.pack({n: t.cpu() for n, t in trunk.items() if n in shared}, run.out / "shared", 1)
    fold, known = run.sets["folds"]["fold"], run.target("folds")
    rng = np.random.default_rng(3)
    natural = np.flatnonzero(np.isin(run.origin("transfer"), REAL))
    for name, sides in (("both", (0, 1)), ("fold-0", (0,)), ("fold-1", (1,))):
        model.load_state_dict(trunk)
        for n, p in model.named_parameters():
            p.requires_grad_(n not in shared)
        rest = [(run.ids("transfer")[torch.from_numpy(natural).to(run.device)], old[natural])]
        for which, targets, count in (("transfer", old, 45_000), ("transfer2", new, 25_000)):
            rows = rng.permutation(len(targets))[:count]
            rest.append((run.ids(which)[torch.from_numpy(rows).to(run.device)], targets[rows]))
        for side in sides:
            rows = np.flatnonzero(fold == side)
            # One teacher saw this fold and agrees with its labels; the other one's doubts keep it from cramming.
            soft = 0.6 * known[rows] + 0.2 * (read("folds-0") + read("folds-1"))[rows]
            rest += [(run.ids("folds")[torch.from_numpy(rows).to(run.device)], soft)] * args.repeat
        ids, target = join(*rest)
        train(model, texts, ids, target, rate=args.branch_rate, epochs=args.branch_epochs, seconds=args.branch,
              tokens=args.student_tokens // 2, seed=12, decay=0.99, report=run.say)  # fmt: skip
        examine(run, model, texts, name, None if len(sides) == 2 else 1 - sides[0])
        weights.pack({n: t.cpu() for n, t in model.state_dict().items() if n not in shared}, run.out / name, 1)


def natural(run: Run) -> None:
    """Take each branch further, mostly on pairs in the words of real statements; write them packed."""
    args = run.args
    texts = Texts.encode(args.work / args.student, run.words, run.device)
    kinds, place = run.origin("transfer"), run.sets["natural"]["fold"]
    often = np.flatnonzero(np.isin(kinds, REAL))
    once = np.flatnonzero((kinds == "neighbour") | np.char.startswith(kinds, "claim:"))
    rest = np.flatnonzero(~(np.isin(kinds, (*REAL, "neighbour")) | np.char.startswith(kinds, "claim:")))
    rng = np.random.default_rng(17)
    fold, known = run.sets["folds"]["fold"], run.target("folds")
    embeddings = weights.unpack(args.start / "shared")

    def rows(name: str, chosen: np.ndarray, target: np.ndarray) -> tuple[torch.Tensor, np.ndarray]:
        return run.ids(name)[torch.from_numpy(chosen).to(run.device)], target[chosen]

    for name, sides in (("fold-0", (0,)), ("fold-1", (1,)), ("both", (0, 1))):
        # A branch learns from no teacher that saw the fold on which it is measured.
        old, new, own, dev = (
            sum(np.load(args.scores / f"{n}-{side}.npy").astype(np.float32) for side in sides) / len(sides)
            for n in ("transfer", "transfer2", "natural", "folds")
        )
        first = mixed(run, "transfer", 0.34 * run.first_scores() + 0.66 * old)
        second = mixed(run, "transfer2", new)
        parts = [rows("transfer", often, first), rows("transfer", often, first), rows("transfer", once, first)]
        parts += [rows("transfer", rng.permutation(rest)[: args.rest], first)]
        parts += [rows("transfer2", rng.permutation(len(second))[: args.rest], second)]
        parts += [rows("natural", np.flatnonzero(np.isin(place, (-1, *sides))), own)]
        parts += [rows("natural", np.flatnonzero(np.isin(place, sides)), own)] * 2
        seen = np.flatnonzero(np.isin(fold, sides))
        parts += [rows("folds", seen, args.trust * known + (1 - args.trust) * dev)] * args.repeat
        model = CrossEncoder(args.work / args.student).to(run.device)
        model.load_state_dict(embeddings | weights.unpack(args.start / name), strict=False)
        for n, p in model.named_parameters():
            p.requires_grad_("word_embeddings" not in n)
        ids, target = join(*parts)
        run.say(f"{name}: {len(ids)} pairs, {args.branch:.0f} s")
        train(model, texts, ids, target, rate=args.student_rate, epochs=args.student_epochs, seconds=args.branch,
              tokens=args.student_tokens, seed=31, report=run.say)  # fmt: skip
        examine(run, model, texts, name, None if len(sides) == 2 else 1 - sides[0])
        weights.pack(
            {n: t.cpu() for n, t in model.state_dict().items() if "word_embeddings" not in n}, run.out / name, 1
        )


def written(run: Run) -> None:
    """Take the folds' branches further on written pairs and some real ones, and give their mean step to the third.

    Neither sees a row of the fold on which it is measured, and the step of each is its own. Real pairs keep what was
    known: those of the public sets as the teachers scored them, those of the dev sets halfway as the branch has them.
    """
    args = run.args
    pairs = [pair for pair in written_pairs.read() if not written_pairs.is_page(pair)]
    pairs = [*pairs, *written_pairs.denied(pairs)]
    numbers = {text: n for n, text in enumerate(run.words)}
    for text in (t for p in pairs for t in (p.claim, p.passage)):
        if numbers.setdefault(text, len(run.words)) == len(run.words):
            run.words.append(text)
    texts = Texts.encode(args.work / args.student, run.words, run.device)
    ids = torch.tensor([(numbers[p.claim], numbers[p.passage]) for p in pairs], device=run.device)
    target = np.array([p.target for p in pairs], np.float32)
    held = np.array([written_pairs.is_held(p) for p in pairs])
    expected = alone.probabilities([p.claim for p in pairs], target.argmax(1), [p.passage for p in pairs])
    right = (expected.argmax(1) == target.argmax(1))[held]
    run.say(f"written: {right.mean():.4f} of the validation part is right by the statement alone")
    real = np.flatnonzero(np.isin(run.origin("transfer"), REAL))
    real = np.random.default_rng(23).permutation(real)[: args.rest]
    fold, known = run.sets["folds"]["fold"], run.target("folds")
    embeddings = weights.unpack(args.start / "shared")

    def examined(model: CrossEncoder, name: str, fold: int | None) -> None:
        guess = predict(model, texts, ids[torch.from_numpy(np.flatnonzero(held))]).argmax(1)
        gold = target[held].argmax(1)
        ok = guess == gold
        run.say(f"{name}: written {ok.mean():.4f}, macro-F1 {measures.macro_f1(gold, guess):.4f}, "
                f"where the statement alone misleads {ok[~right].mean():.4f}")  # fmt: skip
        examine(run, model, texts, name, fold)

    for side in args.sides:
        model = CrossEncoder(args.work / args.student).to(run.device)
        start = embeddings | weights.unpack(args.start / f"fold-{side}")
        model.load_state_dict(start, strict=False)
        for n, p in model.named_parameters():
            p.requires_grad_("word_embeddings" not in n)
        for part in model.encoder.modules():
            if isinstance(part, torch.nn.Dropout):
                part.p = 0.0
        seen = np.flatnonzero(fold == side)
        rows = run.ids("folds")[torch.from_numpy(seen).to(run.device)]
        own = measures.softmax(predict(model, texts, rows))
        scores = np.load(args.scores / f"transfer-{side}.npy").astype(np.float32)
        old = mixed(run, "transfer", 0.34 * run.first_scores() + 0.66 * scores)
        every, wanted = join(
            (ids[torch.from_numpy(np.flatnonzero(~held))], target[~held] * 0.96 + 0.04 / 3),
            (run.ids("transfer")[torch.from_numpy(real).to(run.device)], old[real]),
            (rows, (own + known[seen]) / 2),
        )
        run.say(f"fold-{side}: {len(every)} pairs")
        lifts = (
            alone.lift(expected, target.argmax(1))[~held],
            given_away(run, real),
            np.ones((len(rows), 3), np.float32),
        )
        train(model, texts, every, wanted, rate=args.student_rate, epochs=args.student_epochs, seconds=args.branch,
              tokens=args.student_tokens, seed=41 + side, beside=np.concatenate(lifts), report=run.say)  # fmt: skip
        examined(model, f"fold-{side}", 1 - side)
        weights.pack({n: t.cpu() for n, t in model.state_dict().items() if n in start}, run.out / f"fold-{side}", 1)
    if all((run.out / f"fold-{side}").exists() for side in (0, 1)):
        both = embeddings | weights.unpack(args.start / "both")
        for side in (0, 1):
            start, learned = (embeddings | weights.unpack(f / f"fold-{side}") for f in (args.start, run.out))
            both = {n: t + (learned[n] - start[n]) / 2 for n, t in both.items()}
        model = CrossEncoder(args.work / args.student).to(run.device)
        model.load_state_dict(both, strict=False)
        examined(model, "both", None)
        weights.pack(both, run.out / "both", 1)


def given_away(run: Run, rows: np.ndarray) -> np.ndarray:
    """Return how far real statements give their labels away by themselves, (n, 3), learned within their own sets."""
    found = np.ones((len(rows), 3), np.float32)
    numbers, labels, origin = (
        run.sets["transfer"]["ids"][rows],
        run.target("transfer")[rows],
        run.origin("transfer")[rows],
    )
    for name in REAL:
        here = np.flatnonzero(origin == name)
        claims, own = [run.words[n] for n in numbers[here, 0]], labels[here].argmax(1)
        found[here] = alone.lift(alone.probabilities(claims, own, numbers[here, 1]), own)
    return found


def main() -> None:
    """Run one stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=("teachers", "student", "natural", "written"))
    parser.add_argument("--work", type=Path, required=True, help="folder with data/ and the packed base weights")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scores", type=Path, help="what the teachers wrote")
    parser.add_argument("--score", nargs="*", default=["transfer", "transfer2", "natural", "folds"])
    parser.add_argument("--start", type=Path, help="what the student stage wrote, for the last one to begin with")
    parser.add_argument("--rest", type=int, default=60_000, help="generated pairs of each kind in the last stage")
    parser.add_argument("--trust", type=float, default=0.6, help="weight of the dev sets' labels in the last stage")
    parser.add_argument("--teacher", default="mpnet")
    parser.add_argument("--student", default="minilm")
    parser.add_argument("--seconds", type=float, default=420)
    parser.add_argument("--scoring", type=float, default=40, help="seconds kept for a teacher's scoring")
    parser.add_argument("--teacher-rate", type=float, default=5e-5)
    parser.add_argument("--teacher-epochs", type=float, default=3)
    parser.add_argument("--teacher-tokens", type=int, default=12_288)
    parser.add_argument("--real-twice", action="store_true", help="let teachers see the real pairs twice a pass")
    parser.add_argument("--student-rate", type=float, default=4e-4)
    parser.add_argument("--student-epochs", type=float, default=12)
    parser.add_argument("--student-tokens", type=int, default=32_768)
    parser.add_argument("--branch", type=float, default=25, help="seconds for each branch")
    parser.add_argument("--branch-rate", type=float, default=1.2e-4)
    parser.add_argument("--branch-epochs", type=float, default=2.5)
    parser.add_argument("--repeat", type=int, default=3, help="how often a branch sees its dev rows in a pass")
    parser.add_argument(
        "--sides", type=int, nargs="*", default=[0, 1], help="folds whose branches learn from what is written"
    )
    parser.add_argument("--limit", type=int, default=0, help="rows of each set, for a trial")
    args = parser.parse_args()
    run = Run(args)
    run.say(f"{run.device}, torch {torch.__version__}, {json.dumps({k: len(v['ids']) for k, v in run.sets.items()})}")
    # cuDNN's attention plans anew for every shape; the other fused kernels don't.
    torch.backends.cuda.enable_cudnn_sdp(False)
    {"teachers": teachers, "student": student, "natural": natural, "written": written}[args.stage](run)


if __name__ == "__main__":
    main()
