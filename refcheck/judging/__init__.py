"""Passages to evidence, evidence to a judgement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from refcheck.judging.cascade import Cascade
from refcheck.judging.checks import asked_membership, membership, misfit, run_check
from refcheck.judging.llm import Asked
from refcheck.judging.rules import Rules
from refcheck.judging.splitting import split
from refcheck.judging.weighing import weigh
from refcheck.language.lexicon import Lexicon
from refcheck.language.terms import analyse
from refcheck.model import (
    Candidate,
    Check,
    Document,
    Evidence,
    Judgement,
    MembershipCheck,
    PartResult,
    PassageKind,
    Policy,
    Stance,
    Verdict,
)


class Judge(Protocol):
    """Reads passages for a statement: one piece of evidence for each candidate, in their order."""

    def __call__(self, statement: str, candidates: Sequence[Candidate]) -> Sequence[Evidence]:
        """The evidence that the candidates hold on the statement."""


JUDGES: Mapping[str, Callable[[Lexicon], Judge]] = {"model": Cascade, "rules": Rules, "llm": Asked}
"""The judges by name; each is made from the lexicon that a run uses."""

Retrieve = Callable[[str], Sequence[Candidate]]


def judge_statement(
    statement: str,
    documents: Sequence[Document],
    retrieve: Retrieve,
    judge: Judge,
    words: Lexicon,
    *,
    check: Check | None = None,
    policy: Policy = Policy.ANY,
) -> tuple[Judgement, tuple[PartResult, ...]]:
    """The judgement of one statement, and of the assertions it is made of where it makes several.

    All assertions must hold for "supported"; one that is refuted refutes the statement.
    """
    asked = [document.source.id for document in documents]

    def judged(words_of_it: str) -> Judgement:
        fitting = check if check and not misfit(check, words_of_it, words) else None
        return weigh(_evidence(words_of_it, documents, retrieve, judge, words, fitting), policy, asked)

    whole = judged(statement)
    if check and (reason := misfit(check, statement, words)):
        return replace(whole, verdict=Verdict.NOT_ENOUGH, scores=weigh(()).scores, reason=reason), ()
    parts = tuple(PartResult(piece, judged(piece)) for piece in split(analyse(statement, words)))
    return (together(whole, parts) if parts else whole), parts


def quick(judge: Judge) -> Judge:
    """The judge without its model, for a statement that lists or parts decide."""
    return judge.rules if isinstance(judge, Cascade | Asked) else judge


def together(whole: Judgement, parts: Sequence[PartResult]) -> Judgement:
    """The judgement of a statement from its own and its parts': the worst part decides."""
    verdicts = {part.judgement.verdict for part in parts}
    if whole.verdict is Verdict.REFUTED or Verdict.REFUTED in verdicts:
        verdict = Verdict.REFUTED
    elif Verdict.CONFLICTING in verdicts or whole.verdict is Verdict.CONFLICTING:
        verdict = Verdict.CONFLICTING
    elif verdicts == {Verdict.SUPPORTED}:
        verdict = Verdict.SUPPORTED
    else:
        verdict = Verdict.NOT_ENOUGH
    deciding = [p for p in parts if p.judgement.verdict is verdict]
    source = deciding[0].judgement if deciding else whole
    evidence = list(dict.fromkeys(e for j in [*(p.judgement for p in deciding), whole] for e in j.evidence))
    evidence.sort(key=lambda e: e.stance is Stance.NEUTRAL)
    reason = _parts_reason(verdict, parts, deciding) or whole.reason
    return replace(source, verdict=verdict, evidence=tuple(evidence), reason=reason)


def _parts_reason(verdict: Verdict, parts: Sequence[PartResult], deciding: Sequence[PartResult]) -> str:
    if verdict is Verdict.SUPPORTED:
        return f"all {len(parts)} parts hold"
    if not deciding:
        return ""
    return "; ".join(f"“{p.statement}”: {p.judgement.reason}" for p in deciding[:3])


def _evidence(
    statement: str,
    documents: Sequence[Document],
    retrieve: Retrieve,
    judge: Judge,
    words: Lexicon,
    check: Check | None,
) -> list[Evidence]:
    checked: list[Evidence] = []
    if check is not None:
        checked = [e for document in documents for e in run_check(check, statement, document, words)]
    elif asked := asked_membership(statement):
        plain = MembershipCheck(asked.among)
        checked = [e for document in documents for e in membership(plain, statement, document, words)]
    settled = {e.source.id for e in checked if e.stance is not Stance.NEUTRAL}
    reader = quick(judge) if settled else judge
    found = reader(statement, retrieve(statement))
    return [e for e in found if not (e.source.id in settled and _in_a_list(e))] + checked


def _in_a_list(evidence: Evidence) -> bool:
    """Whether the evidence is one entry or heading of a list, which does not speak where the whole list has spoken."""
    return evidence.passage.group is not None or evidence.passage.kind is PassageKind.HEADING


__all__ = ["JUDGES", "Judge", "judge_statement", "quick", "together", "weigh"]
