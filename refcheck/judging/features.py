"""What is measured of a page for a statement before the combiner weighs it: compared facts, shared words, readings.

A reading of the entailment model enters as log-odds. Without the model its figures are missing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from refcheck.judging.entailment import Entailment
from refcheck.judging.relevance import Relevance, Spoken, figures_and_names
from refcheck.judging.rules import Sentence, telling

OTHER_WORDS = frozenset({"core", "main", "part", "apart", "tense"})
"""The obstacles that mean no more than that the page puts it in other words; all others are about what it says."""
_SOMETHING_ELSE = frozenset(
    {
        *("agent", "swapped", "other", "denial", "comparison", "quantity", "event", "edition"),
        *("bounded", "unlike", "together", "rank", "reason", "order", "share", "compared"),
        *("succeeded", "date", "often", "degree", "way", "refused"),
    }
)
_NOT_ITS_WORD = frozenset({"quoted", "view", "question", "irreal", "intent", "rather", "hearsay", "disowned"})
_TURNED = frozenset(
    {
        *("bounded", "unlike", "hearsay", "together", "compared", "comparison", "reason", "share", "ago", "disowned"),
        *("then", "loser", "sum", "swapped", "apart", "kin"),
    }
)
"""The obstacles that a model reads over: it takes what is denied within bounds or of another for denied."""
_NEAR = 0.55
"""How much of the statement a sentence must share for what is wrong with it to count against the whole page."""
_SHARED = 0.45
"""The same for what keeps the model from contradicting the statement."""
_ALONE = 3
"""How many sentences of a page the model reads on their own; the first also with its neighbours."""
_TOGETHER = 3
_SHORT_PAGE = 1100
"""Up to so many characters a page is also read as a whole."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Excerpts:
    """What the model is to read of a page: sentences on their own by number, and longer stretches by name."""

    alone: Mapping[int, str]
    longer: Mapping[str, str]


def excerpts(relevant: Relevance, ruled: Sequence[Sentence], as_read: Callable[[Spoken], str], page: str) -> Excerpts:
    """The excerpts of a page: its most relevant sentences, the one that the rules find most telling, and stretches.

    `as_read` puts a sentence into the words that the model is shown, `page` is the whole text.
    """
    order, spoken = relevant.order, relevant.spoken
    chosen = list(order[:_ALONE])
    best = max(ruled, key=telling, default=None)
    if best is not None:
        chosen += [n for n, each in enumerate(spoken) if (each.start, each.end) == (best.start, best.end)]
    longer = {}
    if order:
        first = order[0]
        longer["near"] = " ".join(each.text for each in spoken[max(0, first - 1) : first + 2])
    if len(order) >= _TOGETHER:
        longer["together"] = " ".join(spoken[n].text for n in sorted(order[:_TOGETHER]))
    if len(page) <= _SHORT_PAGE:
        longer["whole"] = _SPACE.sub(" ", page).strip()
    return Excerpts({n: as_read(spoken[n]) for n in dict.fromkeys(chosen)}, longer)


def features(
    statement: str,
    relevant: Relevance,
    ruled: Sequence[Sentence],
    *,
    negated: bool,
    alone: Sequence[Entailment] = (),
    longer: Mapping[str, Entailment] | None = None,
) -> dict[str, float]:
    """The figures of one page by name; those of the model only where it has read the page."""
    found = _of_rules(ruled) | _of_words(statement, relevant)
    found["negated"] = float(negated)
    if alone:
        found |= _of_model(alone, longer or {})
    return found


def _of_rules(ruled: Sequence[Sentence]) -> dict[str, float]:
    readings = [sentence.reading for sentence in ruled]
    best = max(ruled, key=telling).reading if ruled else None
    obstacles = best.obstacles if best else frozenset()
    facts = [finding.agrees for finding in best.findings] if best else []
    return {
        "rules.support": max((r.support for r in readings), default=0.0),
        "rules.refute": max((r.refute for r in readings), default=0.0),
        "rules.coverage": max((r.coverage for r in readings), default=0.0),
        "rules.coverage.best": best.coverage if best else 0.0,
        "obstacles": float(len(obstacles - OTHER_WORDS)),
        "other.words": float(len(obstacles & OTHER_WORDS)),
        "name.missing": float("name" in obstacles),
        "fact.missing": float("fact" in obstacles),
        "against": float(bool(speaks_against(ruled))),
        "missing.everywhere": float(len(missing_everywhere(ruled))),
        "facts.agree": float(facts.count(True)),
        "facts.differ": float(facts.count(False)),
    }


def speaks_against(ruled: Sequence[Sentence], coverage: float = _NEAR) -> str:
    """Why the sentence that comes nearest does not bear the statement out, where it says something else of it.

    Sentences with less than `coverage` of the statement's words are not heard.
    """
    kinds = _SOMETHING_ELSE | _NOT_ITS_WORD
    near = [s.reading for s in ruled if s.reading.coverage >= coverage and s.reading.obstacles & kinds]
    return max(near, key=lambda reading: reading.coverage).reason if near else ""


def cautioned(ruled: Sequence[Sentence]) -> str:
    """Why words that are alike contradict nothing in the sentence that comes nearest; see `cautions`."""
    near = [s.reading for s in ruled if s.reading.coverage >= _SHARED and s.reading.obstacles & _TURNED]
    return max(near, key=lambda reading: reading.coverage).reason if near else ""


def missing_everywhere(ruled: Sequence[Sentence]) -> frozenset[str]:
    """The words of the statement for which no compared sentence or its surroundings has anything."""
    lacking = [frozenset(sentence.reading.missing) for sentence in ruled if sentence.reading.coverage]
    return frozenset.intersection(*lacking) if lacking else frozenset()


def _of_words(statement: str, relevant: Relevance) -> dict[str, float]:
    figures, names = figures_and_names(statement)
    order = relevant.order
    return {
        "share.1": relevant.share(order[:1]),
        "share.2": relevant.share(order[:2]),
        "share.3": relevant.share(order[:3]),
        "share.6": relevant.share(order[:6]),
        "share.page": relevant.share_of_page(),
        "figures": float(len(figures)),
        "figures.missing": float(relevant.missing(figures)),
        "figures.missing.3": float(relevant.missing(figures, order[:3])),
        "names": float(len(names)),
        "names.missing": float(relevant.missing(names)),
        "names.missing.3": float(relevant.missing(names, order[:3])),
        "words": float(relevant.wanted),
        "sentences": math.log(len(relevant.spoken) + 1),
    }


def _of_model(alone: Sequence[Entailment], longer: Mapping[str, Entailment]) -> dict[str, float]:
    every = [*alone, *longer.values()]
    stretches = list(longer.values()) or list(alone)
    found = {
        "model.support": max(log_odds(e.supported) for e in alone),
        "model.refute": max(log_odds(e.refuted) for e in alone),
        "model.first.support": log_odds(alone[0].supported),
        "model.first.refute": log_odds(alone[0].refuted),
        "model.longer.support": max(log_odds(e.supported) for e in stretches),
        "model.longer.refute": max(log_odds(e.refuted) for e in stretches),
        "model.any.support": max(log_odds(e.supported) for e in every),
        "model.any.refute": max(log_odds(e.refuted) for e in every),
        "model.mean.support": sum(log_odds(e.supported) for e in stretches) / len(stretches),
        "model.mean.refute": sum(log_odds(e.refuted) for e in stretches) / len(stretches),
        "model.open": min(log_odds(e.not_enough) for e in every),
    }
    for name in ("near", "together", "whole"):
        if entailment := longer.get(name):
            found[f"model.{name}.support"] = log_odds(entailment.supported)
            found[f"model.{name}.refute"] = log_odds(entailment.refuted)
    found["model.lean"] = found["model.any.support"] - found["model.any.refute"]
    found["model.mean.lean"] = found["model.mean.support"] - found["model.mean.refute"]
    return found


def log_odds(share: float) -> float:
    """The log-odds of a probability, cut off at one in ten thousand."""
    share = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))
