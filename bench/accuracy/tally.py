"""The figures of the table, in plain Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from examples import LABELS, SUPPORTED, Example


@dataclass(frozen=True, slots=True)
class Reading:
    """What a judge said: a verdict, the probabilities of LABELS where it gives them, the words that it quotes first.

    `lean` orders supported above refuted where a set has only these two; without one the verdict decides.
    """

    verdict: str
    probabilities: tuple[float, float, float] | None = None
    quoted: str = ""
    lean: float | None = None


def recall(gold: Sequence[str], given: Sequence[str], label: str) -> float | None:
    """Share of the examples with a label that got it; None where none has it."""
    of_label = [g == label for w, g in zip(gold, given, strict=True) if w == label]
    return sum(of_label) / len(of_label) if of_label else None


def precision(gold: Sequence[str], given: Sequence[str], label: str) -> float | None:
    """Share of the verdicts with a label that are right; None where none was given."""
    return recall(given, gold, label)


def wrongly_supported(gold: Sequence[str], given: Sequence[str]) -> int:
    """How many statements were called supported and are not: the worst error that a judge can make."""
    return sum(g == SUPPORTED != w for w, g in zip(gold, given, strict=True))


def macro_f1(gold: Sequence[str], given: Sequence[str]) -> float:
    """Mean F1 over the labels that occur in `gold`; a label never given counts 0."""
    scores = []
    for label in LABELS:
        if label in gold:
            hit = sum(w == g == label for w, g in zip(gold, given, strict=True))
            scores.append(2 * hit / (list(gold).count(label) + list(given).count(label)))
    return sum(scores) / len(scores)


def balanced(gold: Sequence[str], given: Sequence[str]) -> float:
    """Balanced accuracy of supported against the rest."""
    binary = [[str(label == SUPPORTED) for label in labels] for labels in (gold, given)]
    sides = [recall(binary[0], binary[1], side) for side in ("True", "False")]
    known = [s for s in sides if s is not None]
    return sum(known) / len(known)


def forced(examples: Sequence[Example], readings: Sequence[Reading]) -> float | None:
    """Accuracy where only supported and refuted may be said; None where a set has a third label."""
    if {e.label for e in examples} != {"supported", "refuted"}:
        return None
    leans = [r.lean if r.lean is not None else float(r.verdict == SUPPORTED) - 0.5 for r in readings]
    return sum((lean > 0) == (e.label == SUPPORTED) for e, lean in zip(examples, leans, strict=True)) / len(leans)


def calibration_error(gold: Sequence[str], readings: Sequence[Reading], bins: int = 10) -> float | None:
    """Expected calibration error of the likeliest label, ten equal bins (Guo et al., 2017)."""
    table: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for label, reading in zip(gold, readings, strict=True):
        if reading.probabilities is None:
            return None
        top = max(reading.probabilities)
        table[min(int(top * bins), bins - 1)].append((top, LABELS[reading.probabilities.index(top)] == label))
    return sum(abs(sum(p for p, _ in b) - sum(right for _, right in b)) for b in table) / len(gold)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def evidence_found(examples: Sequence[Example], readings: Sequence[Reading]) -> float | None:
    """Share of the examples with annotated sentences whose first quote holds, or lies in, one of them."""
    hits = []
    for example, reading in zip(examples, readings, strict=True):
        if example.evidence:
            quote, gold = _plain(reading.quoted), [_plain(s) for s in example.evidence]
            hits.append(bool(quote) and any(s and (s in quote or quote in s) for s in gold))
    return sum(hits) / len(hits) if hits and any(r.quoted for r in readings) else None


def row(examples: Sequence[Example], readings: Sequence[Reading], seconds: float) -> dict[str, float | None]:
    """All figures of one judge on one set, in the order of the table's columns."""
    gold, given = [e.label for e in examples], [r.verdict for r in readings]
    figures: dict[str, float | None] = {"wrong": wrongly_supported(gold, given)}
    figures |= {"bal.acc": balanced(gold, given), "macro-F1": macro_f1(gold, given)}
    figures["forced"] = forced(examples, readings)
    sides: tuple[tuple[str, Callable[[Sequence[str], Sequence[str], str], float | None]], ...] = (
        ("P", precision),
        ("R", recall),
    )
    for short, label in zip(("sup", "ref", "nee"), LABELS, strict=True):
        for letter, measure in sides:
            figures[f"{letter} {short}"] = measure(gold, given, label)
    figures["ECE"] = calibration_error(gold, readings)
    figures["found"] = evidence_found(examples, readings)
    figures["claims/s"] = len(examples) / seconds if seconds else None
    return figures
