"""Evidence to a judgement: within a page first, then over the pages by the claim's policy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from refcheck.model import Evidence, Judgement, Policy, Scores, SourceKind, Stance, Verdict

_DECIDES = 0.5
_CLEARLY = 0.12
"""How much stronger one side of a page has to be to outweigh the other: under it the page contradicts itself."""


def weigh(evidence: Sequence[Evidence], policy: Policy = Policy.ANY) -> Judgement:
    """The judgement of all evidence on one statement; the order of the sources does not matter.

    `any`: one page that bears it out and none that contradicts it is enough. `all`: every page must bear it out.
    `majority`: more than half of the pages that take a side. `primary`: primary sources decide where they speak.
    """
    pages = _by_source(evidence)
    verdicts = {source: _page_verdict(found) for source, found in pages.items()}
    speaking = {source: v for source, v in verdicts.items() if v is not Verdict.NOT_ENOUGH}
    if policy is Policy.PRIMARY and (first := _primary(pages, speaking)):
        verdict = _over_sources(first, verdicts, Policy.ANY)
    else:
        verdict = _over_sources(speaking, verdicts, policy)
    ordered = sorted(evidence, key=lambda e: (_rank(e, verdict), -e.score, e.source.id, e.passage.start))
    return Judgement(verdict, _scores(evidence, verdict), tuple(ordered), _reason(verdict, ordered))


def _by_source(evidence: Sequence[Evidence]) -> dict[str, list[Evidence]]:
    ordered = sorted(evidence, key=lambda e: e.source.id)
    return {source: list(found) for source, found in groupby(ordered, key=lambda e: e.source.id)}


def _primary(pages: dict[str, list[Evidence]], speaking: dict[str, Verdict]) -> dict[str, Verdict]:
    return {s: v for s, v in speaking.items() if pages[s][0].source.kind is SourceKind.PRIMARY}


def _page_verdict(found: Sequence[Evidence]) -> Verdict:
    support = max((e.score for e in found if e.stance is Stance.SUPPORTS), default=0.0)
    refute = max((e.score for e in found if e.stance is Stance.REFUTES), default=0.0)
    if max(support, refute) < _DECIDES:
        return Verdict.NOT_ENOUGH
    if min(support, refute) >= _DECIDES and abs(support - refute) < _CLEARLY:
        return Verdict.CONFLICTING
    return Verdict.SUPPORTED if support > refute else Verdict.REFUTED


def _over_sources(speaking: dict[str, Verdict], all_of: dict[str, Verdict], policy: Policy) -> Verdict:
    if not speaking:
        return Verdict.NOT_ENOUGH
    kinds = set(speaking.values())
    if policy is Policy.MAJORITY and kinds >= {Verdict.SUPPORTED, Verdict.REFUTED}:
        for side in (Verdict.SUPPORTED, Verdict.REFUTED):
            if list(speaking.values()).count(side) * 2 > len(speaking):
                return side
    if len(kinds) > 1 or Verdict.CONFLICTING in kinds:
        return Verdict.CONFLICTING
    verdict = kinds.pop()
    if policy is Policy.ALL and verdict is Verdict.SUPPORTED and len(speaking) < len(all_of):
        return Verdict.NOT_ENOUGH
    return verdict


def _rank(evidence: Evidence, verdict: Verdict) -> int:
    """Deciding evidence first, what speaks against it next, the rest last."""
    telling = {Verdict.SUPPORTED: Stance.SUPPORTS, Verdict.REFUTED: Stance.REFUTES}.get(verdict)
    if evidence.stance is Stance.NEUTRAL:
        return 2
    return 0 if telling is None or evidence.stance is telling else 1


def _scores(evidence: Sequence[Evidence], verdict: Verdict) -> Scores:
    """Probabilities from the strongest reading of each side, with the verdict's own never below another."""
    support = max((e.support for e in evidence), default=0.0)
    refute = max((e.refute for e in evidence), default=0.0)
    raw = [
        support * (1 - 0.5 * refute) + 0.01,
        refute * (1 - 0.5 * support) + 0.01,
        (1 - support) * (1 - refute) + 0.01,
    ]
    own = {Verdict.SUPPORTED: 0, Verdict.REFUTED: 1, Verdict.NOT_ENOUGH: 2}.get(verdict)
    if own is not None:
        raw[own] = max(raw)
    total = sum(raw)
    return Scores(*(round(value / total, 6) for value in raw))


def _reason(verdict: Verdict, ordered: Sequence[Evidence]) -> str:
    telling = next((e for e in ordered if e.stance is not Stance.NEUTRAL), None)
    if verdict is Verdict.NOT_ENOUGH:
        closest = max(ordered, key=lambda e: (max(e.support, e.refute), e.source.id), default=None)
        return f"no passage decides it; the closest: {closest.reason}" if closest and closest.reason else "no passage speaks of it"
    if verdict is Verdict.CONFLICTING:
        sides = [next((e for e in ordered if e.stance is stance), None) for stance in (Stance.SUPPORTS, Stance.REFUTES)]
        return "; ".join(f"{e.source.id} {e.stance}: {e.reason}" for e in sides if e)
    return telling.reason if telling else ""
