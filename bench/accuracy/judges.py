"""Every judge of the bench as one function from (statement, document) to a Reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from examples import LABELS, OPEN, REFUTED, SUPPORTED, Example
from tally import Reading

Judge = Callable[[str, str], Reading]


def by_refcheck(judge: str) -> Judge:
    """Refcheck's public API with a named judge."""
    import refcheck  # noqa: PLC0415 - the bench of speed runs peers where it is not installed

    def read(statement: str, document: str) -> Reading:
        found = refcheck.check(statement, [document], judge=judge)
        s = found.scores
        # A page against itself can be in conflict; three-way sets know that only as not enough evidence.
        verdict = str(found.verdict) if str(found.verdict) in LABELS else OPEN
        quoted = found.evidence[0].text if found.evidence else ""
        return Reading(verdict, (s.supported, s.refuted, s.not_enough), quoted, s.supported - s.refuted)

    return read


def by_hallucination_check() -> Judge:
    """hallucination-check: every sentence supported; a contradiction refutes; its confidence is one of support."""
    package: Any = import_module("hallucination_check")

    def read(statement: str, document: str) -> Reading:
        report = package.check(statement, [document])
        if not report.claims:
            return Reading(OPEN)
        verdict = REFUTED if report.contradictions else OPEN if report.unsupported else SUPPORTED
        lean = (1.0 if verdict == SUPPORTED else 0.0) - 0.5
        return Reading(verdict, None, str(report.claims[0].best_span or ""), lean)

    return read


def by_grounded_check() -> Judge:
    """grounded-check with its sentence tier: supported where nothing is missing and no sentence is weak."""
    package: Any = import_module("grounded")
    kinds = {package.Kind.QUOTE, package.Kind.NUMBER, package.Kind.CITATION, package.Kind.ENTITY, package.Kind.SENTENCE}

    def read(statement: str, document: str) -> Reading:
        source = package.Source(path=Path("document.txt"), raw=document)
        result = package.verify(package.extract(statement, kinds=kinds), [source])
        good = all(f.verdict == package.Verdict.GROUNDED for f in result.findings)
        return Reading(SUPPORTED if good else OPEN)

    return read


def by_anchorcite() -> Judge:
    """Anchorcite without its optional model: an anchor above its threshold is support."""
    package: Any = import_module("anchorcite")

    def read(statement: str, document: str) -> Reading:
        anchor = package.anchor_claim(statement, document)
        if anchor is None:
            return Reading(OPEN)
        return Reading(SUPPORTED, None, document[anchor.start_offset : anchor.end_offset])

    return read


PEERS: dict[str, tuple[str, Callable[[], Judge]]] = {
    "hallucination-check": ("hallucination_check", by_hallucination_check),
    "grounded-check": ("grounded", by_grounded_check),
    "anchorcite (lexical)": ("anchorcite", by_anchorcite),
}


def installed() -> tuple[list[str], list[str]]:
    """Return the names of the peers that are installed, and of those that aren't."""
    here = [name for name, (module, _) in PEERS.items() if find_spec(module)]
    return here, [name for name in PEERS if name not in here]


def floors(examples: Sequence[Example]) -> dict[str, str]:
    """Name the two judges that read nothing, always the commonest label and always supported, with what they say."""
    labels = [e.label for e in examples]
    majority = max(LABELS, key=labels.count)
    return {"all supported": SUPPORTED, f"majority ({majority})": majority}


def named(name: str, examples: Sequence[Example]) -> Judge:
    """Return a peer, a floor of these examples, or else refcheck with its judge of that name."""
    if name in PEERS:
        return PEERS[name][1]()
    if name in (still := floors(examples)):
        return lambda _statement, _document: Reading(still[name])
    return by_refcheck(name)
