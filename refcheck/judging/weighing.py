"""Evidence to a judgement: within a page first, then over the pages by the claim's policy."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from refcheck.model import Evidence, Judgement, Policy, Scores, SourceKind, Stance, Verdict

_DECIDES = 0.5
_CLEARLY = 0.12
"""How much stronger one side of a page has to be to outweigh the other: under it the page contradicts itself."""
_LEAST = 0.01
"""What is left of the probability of an outcome that nothing speaks for, and how far the verdict's own is ahead."""


def weigh(evidence: Sequence[Evidence], policy: Policy = Policy.ANY, asked: Collection[str] = ()) -> Judgement:
    """The judgement of all evidence on one statement; the order of the sources does not matter.

    `any`: one page that bears it out and none that contradicts it is enough. `all`: every page must bear it out.
    `majority`: more than half of the pages that take a side. `primary`: primary sources decide where they speak.
    `asked` are the ids of all pages that were read: one without any evidence is silent, which only `all` minds.
    """
    pages = _by_source(evidence)
    verdicts = {source: _page_verdict(found) for source, found in pages.items()}
    speaking = {source: v for source, v in verdicts.items() if v is not Verdict.NOT_ENOUGH}
    if policy is Policy.PRIMARY and (first := _primary(pages, speaking)):
        verdict = _over_sources(first, len(first), Policy.ANY)
    else:
        verdict = _over_sources(speaking, len(verdicts.keys() | set(asked)), policy)
    ordered = tuple(sorted(evidence, key=lambda e: (_rank(e, verdict), *_place(e))))
    return Judgement(verdict, _scores(evidence, verdict), ordered, _reason(verdict, ordered))


def _by_source(evidence: Sequence[Evidence]) -> dict[str, list[Evidence]]:
    ordered = sorted(evidence, key=lambda e: e.source.id)
    return {source: list(found) for source, found in groupby(ordered, key=lambda e: e.source.id)}


def _primary(pages: Mapping[str, Sequence[Evidence]], speaking: Mapping[str, Verdict]) -> dict[str, Verdict]:
    return {s: v for s, v in speaking.items() if pages[s][0].source.kind is SourceKind.PRIMARY}


def _page_verdict(found: Sequence[Evidence]) -> Verdict:
    support = max((e.score for e in found if e.stance is Stance.SUPPORTS), default=0.0)
    refute = max((e.score for e in found if e.stance is Stance.REFUTES), default=0.0)
    if max(support, refute) < _DECIDES:
        return Verdict.NOT_ENOUGH
    if min(support, refute) >= _DECIDES and abs(support - refute) < _CLEARLY:
        return Verdict.CONFLICTING
    return Verdict.SUPPORTED if support > refute else Verdict.REFUTED


def _over_sources(speaking: Mapping[str, Verdict], read: int, policy: Policy) -> Verdict:
    """The verdict of the pages that take a side, out of as many as were `read`."""
    kinds = set(speaking.values())
    if not kinds:
        return Verdict.NOT_ENOUGH
    if policy is Policy.MAJORITY:
        said = list(speaking.values())
        for side in (Verdict.SUPPORTED, Verdict.REFUTED):
            if said.count(side) * 2 > len(said):
                return side
    if len(kinds) > 1:
        return Verdict.CONFLICTING
    verdict = kinds.pop()
    silent = policy is Policy.ALL and verdict is Verdict.SUPPORTED and len(speaking) < read
    return Verdict.NOT_ENOUGH if silent else verdict


def _rank(evidence: Evidence, verdict: Verdict) -> int:
    """Deciding evidence first, what speaks against it next, the rest last."""
    telling = {Verdict.SUPPORTED: Stance.SUPPORTS, Verdict.REFUTED: Stance.REFUTES}.get(verdict)
    if evidence.stance is Stance.NEUTRAL:
        return 2
    return 0 if telling is None or evidence.stance is telling else 1


def _place(evidence: Evidence) -> tuple[float, str, int, int, str, str, str]:
    """An order of evidence that depends on nothing but what it says."""
    passage = evidence.passage
    return (
        -evidence.score,
        evidence.source.id,
        passage.start,
        passage.end,
        evidence.stance,
        evidence.text,
        evidence.reason,
    )


# ---------------------------------------------------------------- scores


def _support(evidence: Evidence) -> float:
    """How strongly it supports; a judge that gives only a stance and a score means the score."""
    return max(evidence.support, evidence.score if evidence.stance is Stance.SUPPORTS else 0.0)


def _refute(evidence: Evidence) -> float:
    return max(evidence.refute, evidence.score if evidence.stance is Stance.REFUTES else 0.0)


def _scores(evidence: Sequence[Evidence], verdict: Verdict) -> Scores:
    """Probabilities from the strongest reading of each side; the verdict's own is the greatest."""
    support = max((_support(e) for e in evidence), default=0.0)
    refute = max((_refute(e) for e in evidence), default=0.0)
    both = max(support + refute, 1.0)
    raw = [support / both + _LEAST, refute / both + _LEAST, 1 - (support + refute) / both + _LEAST]
    own = {Verdict.SUPPORTED: 0, Verdict.REFUTED: 1, Verdict.NOT_ENOUGH: 2}.get(verdict)
    if own is not None:
        others = max(value for number, value in enumerate(raw) if number != own)
        raw[own] = max(raw[own], others + _LEAST)
    supported, refuted = (round(value / sum(raw), 6) for value in raw[:2])
    return Scores(supported, refuted, round(1 - supported - refuted, 6))


# ---------------------------------------------------------------- reasons


def _reason(verdict: Verdict, ordered: Sequence[Evidence]) -> str:
    telling = [e for e in ordered if e.stance is not Stance.NEUTRAL]
    if verdict is Verdict.CONFLICTING:
        sides = [next((e for e in telling if e.stance is stance), None) for stance in (Stance.SUPPORTS, Stance.REFUTES)]
        return "; ".join(f"{e.source.id} {e.stance}: {e.reason}" for e in sides if e)
    if verdict is not Verdict.NOT_ENOUGH:
        return telling[0].reason
    if deciding := [e for e in telling if e.score >= _DECIDES]:
        return f"not every page speaks of it; {deciding[0].source.id} {deciding[0].stance}: {deciding[0].reason}"
    closest = max(ordered, key=lambda e: (max(_support(e), _refute(e)), e.source.id), default=None)
    if closest and closest.reason:
        return f"no passage decides it; the closest: {closest.reason}"
    return "no passage speaks of it"
