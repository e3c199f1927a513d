"""The rules first; where they leave a statement open, the entailment model reads what comes nearest to it.

The model decides only where nothing that rules can see speaks against it: every name, date and number must be found,
the statement must not be a denial (the model reads those no better than chance),
and the sentence must speak for its page. Its thresholds were chosen on `tests/variations/open.toml` and `unseen.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from refcheck.judging.compare import Reading
from refcheck.judging.entailment import Entailment, Model, shipped
from refcheck.judging.rules import DECIDES, Rules, Sentence, evidence, label, telling, topic
from refcheck.language.lexicon import Lexicon
from refcheck.language.terms import analyse
from refcheck.model import Candidate, Evidence

_LEFT_OPEN = frozenset({"other", "name", "irreal", "tense", "duty", "quantity", "agent", "swapped", "scope", "denial"})
_PAIRS = 6
"""How many sentences of all pages the model reads for one statement."""
_SUPPORTS_FROM, _REFUTES_FROM = 0.94, 0.75
_COVERED_TO_SUPPORT, _COVERED_TO_REFUTE = 0.45, 0.55
_LEANS = 0.45
_NOT_ITS_OWN_WORD = frozenset({"quoted", "view", "question", "edition", "event"})


class Cascade:
    """The judge that comes with the package: rules, then the model; `model` can be another cross-encoder."""

    name = "rules and model"

    def __init__(self, words: Lexicon | None = None, model: Model | None = None) -> None:
        self.rules = Rules(words)
        self.model = model or shipped()

    def __call__(self, statement: str, candidates: Sequence[Candidate]) -> tuple[Evidence, ...]:
        """One piece of evidence for each candidate, in their order: its most telling sentence."""
        found = [list(sentences) for sentences in self.rules.read(statement, candidates)]
        denies = analyse(statement, self.rules.words).negated
        if not denies and not any(telling(sentence)[0] >= DECIDES for sentences in found for sentence in sentences):
            self._read_nearest(statement, found)
        return tuple(evidence(max(sentences, key=telling)) for sentences in found)

    def _read_nearest(self, statement: str, found: list[list[Sentence]]) -> None:
        places = [(i, j) for i, sentences in enumerate(found) for j in range(len(sentences))]
        near = [(i, j) for i, j in places if _may_decide(found[i][j].reading)]
        near.sort(key=lambda place: -found[place[0]][place[1]].reading.coverage)
        read = self.model.read([(statement, passage(found[i][j])) for i, j in near[:_PAIRS]])
        for (i, j), entailment in zip(near, read, strict=False):
            found[i][j] = replace(found[i][j], reading=_with(found[i][j].reading, entailment))


def passage(sentence: Sentence) -> str:
    """A sentence as the model reads it: what its page and its list are about, then its words."""
    document, place = sentence.candidate.document, sentence.candidate.passage
    about = topic(document)
    above = [step for step in label(document, place).split("\n") if step and step != about]
    steps = [step.rstrip(". ") for step in (about, *above[-1:]) if step and step != sentence.text]
    return ". ".join((*steps, sentence.text))


def _may_decide(reading: Reading) -> bool:
    """Whether a sentence could bear the statement out or contradict it, whatever the model makes of it."""
    if reading.obstacles & _NOT_ITS_OWN_WORD or "fact" in reading.obstacles:
        return False
    covered = _COVERED_TO_REFUTE if "name" in reading.obstacles else _COVERED_TO_SUPPORT
    return reading.coverage >= covered


def _with(reading: Reading, entailment: Entailment) -> Reading:
    """The rules' reading with the model's added to it, where the rules have nothing against that."""
    support, refute = min(entailment.supported, _LEANS), min(entailment.refuted, _LEANS)
    reason = reading.reason
    if not reading.obstacles & _LEFT_OPEN and entailment.supported >= _SUPPORTS_FROM:
        support, reason = entailment.supported, "the page says so in other words, by the entailment model"
    elif reading.coverage >= _COVERED_TO_REFUTE and entailment.refuted >= _REFUTES_FROM:
        refute, reason = entailment.refuted, "the page says otherwise, by the entailment model"
    return replace(reading, support=support, refute=refute, reason=reason)
