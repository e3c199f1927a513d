"""What is measured of a page for a statement before the combiner weighs it: compared facts, shared words, readings.

A reading of the entailment model enters as log-odds. Without the model its figures are missing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from refcheck.judging.entailment import Entailment
from refcheck.judging.relevance import Relevance, Spoken, figures_and_names
from refcheck.judging.rules import Sentence, telling

OTHER_WORDS = frozenset({"core", "main", "part", "apart", "tense"})
"""The obstacles that mean no more than that the page puts it in other words; all others are about what it says."""
_SOMETHING_ELSE = frozenset(
    {
        *("agent", "swapped", "other", "denial", "comparison", "quantity", "event", "edition"),
        *("bounded", "unlike", "together", "rank", "reason", "order", "share", "compared"),
        *("succeeded", "date", "often", "degree", "way", "refused", "brackets"),
    }
)
_NOT_ITS_WORD = frozenset({"quoted", "view", "question", "irreal", "intent", "rather", "hearsay", "disowned"})
_TURNED = frozenset(
    {
        *("bounded", "unlike", "hearsay", "together", "compared", "comparison", "reason", "share", "ago", "disowned"),
        *("then", "loser", "sum", "swapped", "told of both", "kin", "again"),
    }
)
"""The obstacles that a model reads over: it takes what is denied within bounds or of another for denied."""
_TURNED_IN_THE_NEAREST = frozenset({"small", "promised", "if"})
"""Those that count only in the sentence that has most of the statement: any other lacks a small word or two."""
_OF_ANOTHER = frozenset({"brackets"})
"""The obstacles that a model reads over where it supports: it takes what is said of one in a list for said of all."""
_NEAR = 0.55
"""How much of the statement a sentence must share for what is wrong with it to count against the whole page."""
_SHARED = 0.45
"""The same for what keeps the model from contradicting the statement."""
MANY = 8
"""On a page of more sentences than these, some always say something else than a statement."""
_TOGETHER, _TOGETHER_OF_MANY = 900, 700
"""How many characters of a page's nearest sentences the model reads together, and where the page has more sentences
than `MANY`; where it has fewer, the model reads the nearest on its own, too."""


def excerpts(relevant: Relevance, as_read: Callable[[Spoken], str]) -> tuple[str | None, str]:
    """What the model is to read of a page: its nearest sentence, None where it has many, and the nearest together.

    `as_read` puts the sentence that stands alone into the words that the model is shown.
    """
    spoken, many = relevant.spoken, len(relevant.spoken) > MANY
    alone = None if many else as_read(spoken[relevant.order[0]])
    if alone is not None and len(spoken) == 1:
        return alone, alone
    nearest, room = list(relevant.order[:1]), _TOGETHER_OF_MANY if many else _TOGETHER
    room -= len(spoken[nearest[0]].text)
    for number in relevant.order[1:]:
        room -= len(spoken[number].text) + 1
        if room < 0:
            break
        nearest.append(number)
    return alone, " ".join(spoken[number].text for number in sorted(nearest))


def features(
    statement: str,
    relevant: Relevance,
    ruled: Sequence[Sentence],
    *,
    negated: bool,
    alone: Entailment | None = None,
    together: Entailment | None = None,
) -> dict[str, float]:
    """The figures of one page by name; those of the model only where it has read the page."""
    found = _of_rules(ruled) | _of_words(statement, relevant)
    found["negated"] = float(negated)
    if together is not None:
        found |= _of_model(alone, together)
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
    most = max((s.reading.coverage for s in ruled), default=0.0)
    near = [
        s.reading
        for s in ruled
        if s.reading.coverage >= _SHARED
        and s.reading.obstacles & (_TURNED | (_TURNED_IN_THE_NEAREST if s.reading.coverage == most else frozenset()))
    ]
    return max(near, key=lambda reading: reading.coverage).reason if near else ""


def of_another(ruled: Sequence[Sentence]) -> str:
    """Why the sentence that comes nearest bears out nothing, where it tells of another what the statement tells."""
    near = [s.reading for s in ruled if s.reading.coverage >= _SHARED and s.reading.obstacles & _OF_ANOTHER]
    return max(near, key=lambda reading: reading.coverage).reason if near else ""


def missing_everywhere(ruled: Sequence[Sentence]) -> frozenset[str]:
    """The words of the statement for which no compared sentence or its surroundings has anything."""
    lacking = [frozenset(sentence.reading.missing) for sentence in ruled if sentence.reading.coverage]
    return frozenset.intersection(*lacking) if lacking else frozenset()


def _of_words(statement: str, relevant: Relevance) -> dict[str, float]:
    figures, names = figures_and_names(statement)
    order = relevant.order
    first, second, third = (*(relevant.scores[n] for n in order[:3]), 0.0, 0.0, 0.0)[:3]
    return {
        "relevance.1": first,
        "relevance.2": second,
        "relevance.3": third,
        "relevance.ahead": first - second,
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


def _of_model(alone: Entailment | None, together: Entailment) -> dict[str, float]:
    own = {} if alone is None else {"model.support": log_odds(alone.supported), "model.refute": log_odds(alone.refuted)}
    read = [together] if alone is None else [alone, together]
    support, refute = (max(log_odds(share) for share in shares) for shares in zip(*map(_sides, read), strict=True))
    return own | {
        "model.together.support": log_odds(together.supported),
        "model.together.refute": log_odds(together.refuted),
        "model.any.support": support,
        "model.any.refute": refute,
        "model.open": min(log_odds(each.not_enough) for each in read),
        "model.lean": support - refute,
        "model.together.lean": log_odds(together.supported) - log_odds(together.refuted),
    }


def _sides(read: Entailment) -> tuple[float, float]:
    return read.supported, read.refuted


def log_odds(share: float) -> float:
    """The log-odds of a probability, cut off at one in ten thousand."""
    share = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))
