"""Fit the combiner that weighs compared facts, shared words and the model's readings of a page; write it as numbers.

    python bench/training/combine.py measure --work .train --data DATA_FOLDER --models .train/export --part 0
    python bench/training/combine.py measure --work .train --data DATA_FOLDER --models .train/export --part 1
    python bench/training/combine.py fit --work .train --out refcheck/judging/model/combiner.json

    python bench/training/combine.py judge --work .train --data DATA_FOLDER --models .train/export

`measure` lets refcheck's own code measure every example, with the branch of the model that has not seen its fold; each
of the two parts takes some minutes. `fit` prints figures by cross-validation over groups that share no page, then fits
on everything. `judge` is what can be expected on data that nobody has seen: refcheck's own verdicts on each fold of the
dev sets, with a model and combiners that have not seen that fold, and on true statements with one thing exchanged.
Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import pickle
import sys
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import alone
import corpus
import exchange
import measures
import numpy as np
import written
from evaluate import read_set
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench" / "accuracy"))
NATURAL = ("fever_pairs", "climate_fever", "factcheck_gpt_stance", "covid_fact_train", "neighbour")
WEIGHTS = {
    "contrast_open": 6.0,
    "article": 6.0,
    "hunted": 6.0,
    "unseen": 9.0,
    "traps": 16.0,
    "wice_dev": 4.0,
    "neighbour": 0.5,
    "covid_fact_train": 0.5,
    "written": 0.4,
    "written_pages": 0.05,
}
"""How much an example of a set counts. Own sets are few and each differs from the truth in one thing only; whole pages
that were written are many for what they tell."""
AGAINST = 1.3
"""How much more an example that is not supported counts: a wrong "supported" is the worst error."""
MODEL = "model."


@dataclass(frozen=True, slots=True)
class Row:
    """One example: where it is from, its group, the branch that may read it, and the labels that can be defended.

    `counts` is how much it counts beside others of its set.
    """

    name: str
    group: str
    branch: str
    statement: str
    document: Any
    label: str
    accepted: tuple[str, ...] = ()
    counts: float = 1.0


def rows(work: Path, data: Path) -> list[Row]:
    """Return all examples, in a fixed order."""
    import examples  # noqa: PLC0415 - beside the accuracy bench

    group = groups(data)
    found = []
    for name in examples.PAIR_SETS:
        for pair in corpus.read_pairs(data, name):
            own = group[pair.claim, pair.passage]
            label = corpus.LABELS[int(np.argmax(pair.target))]
            found.append(Row(name, own, branch(own), pair.claim, pair.passage, label))
    for e in examples.pages(data):
        side = branch(corpus.tidy(e.statement))
        found.append(Row("wice_dev", e.document[:80], side, e.statement, e.document, e.label))
    pairs = examples.contrast("open")
    found += [Row("contrast_open", e.document[:80], "both", e.statement, e.document, e.label) for e in pairs]
    found += [row for name in ("unseen", "traps", "hunted") for row in variations(name)]
    found += [*told_apart(), *of_the_article(), *natural(work), *held()]
    return found


def groups(data: Path) -> dict[tuple[str, str], str]:
    """Return the group of each dev pair, named as when the folds of the training were cut."""
    held = [p for name in corpus.VALIDATION_SETS for p in corpus.read_pairs(data, name)]
    every = [p for name in corpus.TRAINING_SETS for p in corpus.read_pairs(data, name)]
    apart = {(p.claim, p.passage) for p in corpus.apart_from(every, held)}
    related = [p for p in every if (p.claim, p.passage) not in apart]
    return {(p.claim, p.passage): name for name, members in corpus.grouped([*held, *related]).items() for p in members}


def branch(name: str) -> str:
    """Return the branch that was trained on the other fold."""
    return f"fold-{1 - int(corpus.share(name) < 0.5)}"


def variations(name: str) -> Iterator[Row]:
    """Yield a file of variations that bring their own pages."""
    held = tomllib.loads((ROOT / "tests" / "variations" / f"{name}.toml").read_text(encoding="utf-8"))
    for row in held.get("variation", []):
        accepted = tuple(row.get("accept", [row["expect"]]))
        yield Row(name, row["page"][:80], "both", row["statement"], row["page"], row["expect"], accepted)
    for passage in held.get("passage", []):
        for listed, label in zip(("supported", "refuted", "open"), corpus.LABELS, strict=True):
            for statement in passage[listed]:
                yield Row(name, passage["text"][:80], "both", statement, passage["text"], label)


def told_apart() -> Iterator[Row]:
    """Yield the statements that invented passages leave open: what a judge must not take for support."""
    held = tomllib.loads((ROOT / "tests" / "judging" / "contrasts.toml").read_text(encoding="utf-8"))
    for passage in held["passage"]:
        for statement in passage["open"]:
            yield Row("told_apart", passage["text"][:80], "both", statement, passage["text"], corpus.LABELS[2])


def of_the_article() -> Iterator[Row]:
    """Yield the variations of the article's statements that rest on one page, with the page as it was read."""
    from refcheck.dossier import load  # noqa: PLC0415
    from refcheck.reading import read  # noqa: PLC0415
    from refcheck.web import Fetcher, FetchSettings  # noqa: PLC0415

    dossier = load(ROOT / "claims.toml")
    fetcher = Fetcher(FetchSettings(cassettes=ROOT / "cassettes"))
    pages = {source.id: read(fetcher.fetch(source)) for source in dossier.sources}
    cited = {claim.id: claim.sources for claim in dossier.claims}
    held = tomllib.loads((ROOT / "tests" / "variations" / "open.toml").read_text(encoding="utf-8"))
    for row in held["variation"]:
        sources = row.get("sources", cited[row["claim"]])
        if len(sources) == 1 and not row.get("keeps_check"):
            accepted = tuple(row.get("accept", [row["expect"]]))
            yield Row("article", sources[0], "both", row["statement"], pages[sources[0]], row["expect"], accepted)


def natural(work: Path) -> list[Row]:
    """Return pairs of real statements that no branch was trained on."""
    found = []
    for name in ("validation", "temperature"):
        pairs, gold, origin = read_set(work, name)
        for (claim, passage), label, kind in zip(pairs, gold, origin, strict=True):
            if kind in NATURAL:
                found.append(Row(str(kind), passage[:80], "both", claim, passage, corpus.LABELS[int(label)]))
    return Random(1).sample(found, min(2400, len(found)))  # noqa: S311 - sampling, no secrets


def held() -> Iterator[Row]:
    """Yield the statements on written passages and pages that no branch was trained on."""
    pairs = list(written.read())
    pairs = [*pairs, *written.denied(pairs)]
    labels = np.array([np.argmax(p.target) for p in pairs])
    weights = alone.weights([p.claim for p in pairs], labels, [p.passage for p in pairs])
    for pair, number, counts in zip(pairs, labels, weights, strict=True):
        label = corpus.LABELS[number]
        if written.is_page(pair) or written.is_held(pair):
            name = "written_pages" if written.is_page(pair) else "written"
            yield Row(name, pair.passage[:80], "both", pair.claim, pair.passage, label, counts=float(counts))


def measured(row: Row, models: Mapping[str, Any]) -> dict[str, float]:
    """Return what refcheck measures of an example."""
    from refcheck.desk import Desk  # noqa: PLC0415
    from refcheck.judging.cascade import Cascade  # noqa: PLC0415
    from refcheck.model import Source  # noqa: PLC0415
    from refcheck.reading import from_text  # noqa: PLC0415

    desk = Desk("rules")
    page = from_text(row.document, Source("document", "")) if isinstance(row.document, str) else row.document
    return Cascade(desk.words, models[row.branch]).figures(row.statement, desk.candidates(row.statement, [page]))


def measure(args: argparse.Namespace) -> None:
    """Measure every second example, and keep what came out."""
    from refcheck.judging.entailment import Model  # noqa: PLC0415

    models = {name: Model(args.models / name) for name in ("fold-0", "fold-1", "both")}
    kept = []
    for number, row in enumerate(rows(args.work, args.data)):
        if number % 2 == args.part:
            kept.append((row, measured(row, models)))
            if len(kept) % 250 == 0:
                print(len(kept), flush=True)
    (args.work / f"combine-{args.part}.pickle").write_bytes(pickle.dumps(kept))


def fresh() -> HistGradientBoostingClassifier:
    """Return small trees, slowly learned."""
    return HistGradientBoostingClassifier(
        max_depth=3, learning_rate=0.05, max_iter=150, l2_regularization=3, min_samples_leaf=20, random_state=0
    )


def plain(model: HistGradientBoostingClassifier, names: list[str]) -> dict[str, object]:
    """Return fitted trees as lists of [feature, threshold or value, left, right, missing goes left]."""
    grown = model._predictors  # noqa: SLF001 - scikit-learn has no public way to its trees
    rounds = [[[_node(node) for node in tree.nodes] for tree in trees] for trees in grown]
    start = [round(float(v), 6) for v in np.ravel(model._baseline_prediction)]  # noqa: SLF001
    return {"features": names, "start": start, "rounds": rounds}


def _node(node: Any) -> list[float | int]:  # noqa: ANN401 - a row of a structured array
    if node["is_leaf"]:
        return [-1, round(float(node["value"]), 6), 0, 0, 0]
    threshold = float(node["num_threshold"])
    threshold = round(threshold, 6) if math.isfinite(threshold) else 1e30
    return [int(node["feature_idx"]), threshold, int(node["left"]), int(node["right"]), int(node["missing_go_to_left"])]


def report(title: str, p: np.ndarray, gold: np.ndarray, held: list[Row]) -> None:
    """Print figures of probabilities by set; verdicts are what is likeliest, without the judge's own guards."""
    print(title)
    sets = np.array([row.name for row in held])
    for name in dict.fromkeys(sets.tolist()):
        here = sets == name
        y, q, own = gold[here], p[here], [row for row in held if row.name == name]
        guess = q.argmax(1)
        wrong = sum(
            g == 0 and corpus.LABELS[0] not in (r.accepted or (r.label,)) for g, r in zip(guess, own, strict=True)
        )
        line = f"  {name:22s} {len(y):5d} accuracy {(guess == y).mean():.3f} wrongly supported {wrong:4d}"
        if 0 < (y == 0).mean() < 1:
            line += f" area {measures.area(y == 0, q[:, 0]):.3f} balanced {measures.balanced(y == 0, guess == 0):.3f}"
        if set(y.tolist()) == {0, 1}:
            line += f" forced {measures.forced(y, q):.3f}"
        print(line + f" ECE {measures.calibration_error(y, q):.3f}")


def fitted(kept: list[tuple[Row, dict[str, float]]]) -> dict[str, dict[str, object]]:
    """Return the combiners fitted on these examples, as plain numbers."""
    figures = [found for _, found in kept]
    gold, weight = targets([row for row, _ in kept])
    every = sorted({name for found in figures for name in found})
    written = {}
    for title, names in (("model", every), ("rules", [n for n in every if not n.startswith(MODEL)])):
        table = np.array([[found.get(name, np.nan) for name in names] for found in figures])
        written[title] = plain(fresh().fit(table, gold, sample_weight=weight), names)
    return written


def targets(held: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    """Return the label numbers of examples, and how much each counts."""
    gold = np.array([corpus.LABELS.index(row.label) for row in held])
    counts = np.array([WEIGHTS.get(row.name, 1.0) * row.counts for row in held])
    return gold, counts * np.where(gold == 0, 1.0, AGAINST)


def read_kept(work: Path) -> list[tuple[Row, dict[str, float]]]:
    """Return what `measure` kept."""
    return [pair for part in (0, 1) for pair in pickle.loads((work / f"combine-{part}.pickle").read_bytes())]  # noqa: S301 - our own file


def judge(args: argparse.Namespace) -> None:
    """Print the figures of refcheck's verdicts on the dev sets, each fold judged by what has not seen it."""
    import examples  # noqa: PLC0415 - beside the accuracy bench
    import tally  # noqa: PLC0415

    import refcheck  # noqa: PLC0415
    from refcheck.judging.cascade import Cascade  # noqa: PLC0415
    from refcheck.judging.combining import from_numbers  # noqa: PLC0415
    from refcheck.judging.entailment import Model  # noqa: PLC0415

    kept = read_kept(args.work)
    gc.freeze()  # a judge collects its garbage after each statement, and would go through all examples
    pages = {e.statement: e.evidence for e in examples.pages(args.data)}
    read: dict[str, list[tuple[examples.Example, tally.Reading]]] = {}
    own = [row for row, _ in kept if row.branch != "both"]
    for side in ("fold-0", "fold-1"):
        combiners = from_numbers(fitted([(row, found) for row, found in kept if row.branch != side]))
        judging = Cascade(model=Model(args.models / side), combiners=combiners)
        for row in (row for row in [*own, *traps(own)] if row.branch == side):
            found = refcheck.check(row.statement, [row.document], judge=judging)
            s, verdict = found.scores, str(found.verdict) if str(found.verdict) in corpus.LABELS else corpus.LABELS[2]
            quoted = found.evidence[0].text if found.evidence else ""
            example = examples.Example(row.statement, row.document, row.label, evidence=pages.get(row.statement, ()))
            reading = tally.Reading(verdict, (s.supported, s.refuted, s.not_enough), quoted, s.supported - s.refuted)
            read.setdefault(row.name, []).append((example, reading))
    for name, both in read.items():
        row_of = tally.row([e for e, _ in both], [r for _, r in both], 0)
        print(name, len(both), {key: round(value, 3) for key, value in row_of.items() if value is not None})


def traps(held: list[Row]) -> Iterator[Row]:
    """Yield the supported statements on whole pages with one thing exchanged, so that their pages bear none out."""
    for number, row in enumerate(row for row in held if row.name == "wice_dev" and row.label == corpus.LABELS[0]):
        for kind, statement in exchange.exchanged(row.statement, row.document, number):
            yield replace(row, name=f"exchanged_{kind}", statement=statement, label=corpus.LABELS[2])


def fit(args: argparse.Namespace) -> None:
    """Cross-validate, fit on everything, write the numbers."""
    kept = read_kept(args.work)
    held, figures = [row for row, _ in kept], [found for _, found in kept]
    gold, weight = targets(held)
    every = sorted({name for found in figures for name in found})
    for title, names in (("model", every), ("rules", [n for n in every if not n.startswith(MODEL)])):
        table = np.array([[found.get(name, np.nan) for name in names] for found in figures])
        p = np.zeros((len(gold), 3))
        for seen, left in GroupKFold(6).split(table, gold, [row.group for row in held]):
            p[left] = fresh().fit(table[seen], gold[seen], sample_weight=weight[seen]).predict_proba(table[left])
        report(f"{title}: {len(names)} figures, {len(gold)} examples, out of fold", p, gold, held)
    written = fitted(kept)
    args.out.write_text(json.dumps({"combiners": written}, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{args.out.name}: {args.out.stat().st_size:,} bytes")


def main() -> None:
    """Run one stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=("measure", "fit", "judge"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument(
        "--models", type=Path, help="folder with the branches fold-0, fold-1 and both as refcheck reads them"
    )
    parser.add_argument("--part", type=int, choices=(0, 1))
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    {"measure": measure, "fit": fit, "judge": judge}[args.stage](args)


if __name__ == "__main__":
    main()
