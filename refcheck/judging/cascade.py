"""The rules first; where they leave a page open, the entailment model reads what comes nearest to the statement.

What rules, words and model say of a page is combined into three probabilities (`combining`); a side is taken from one
half on. Whatever the probabilities, nothing is supported while a name, date or number of it stands nowhere on the
page, and of a denial the model is to be surer: it takes some for what they deny.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from refcheck.judges import STEADY
from refcheck.judging import combining
from refcheck.judging.combining import Combiner
from refcheck.judging.compare import Reading
from refcheck.judging.dimensions import of_another_dimension
from refcheck.judging.entailment import Entailment, Model, shipped
from refcheck.judging.features import (
    MANY,
    cautioned,
    excerpts,
    features,
    missing_everywhere,
    of_another,
    speaks_against,
)
from refcheck.judging.records import is_imprint
from refcheck.judging.relevance import Relevance, Spoken, relevance
from refcheck.judging.rules import DECIDES, Rules, Sentence, evidence, label, published, telling, topic
from refcheck.judging.timing import undated
from refcheck.language.lexicon import Lexicon
from refcheck.language.numbers import agrees
from refcheck.language.terms import Analysis, Term, analyse
from refcheck.model import Candidate, Evidence, Scores, Stance

_SURE_TO_SUPPORT, _SURE_OF_A_NUMBER, _SURE_ALL_THE_SAME = 0.6, 0.55, 0.8
"""From which probability on the model may support, also where the sentence gives a number of the statement, and where
one near the statement says something else."""
_SURE_TO_REFUTE = 0.65
"""From which probability on it may refute."""
_SAID_OTHERWISE, _IN_ITS_WORDS = frozenset({"irreal", "view", "tense", "condition"}), 0.85
"""What a sentence that has so much of the statement may say of it besides yes and no: as planned, as somebody's view,
of another time. The model is to be as sure of a side there as against a reason."""
_SURE_OF_A_DENIAL = 0.8
"""From which probability on it may take either side of a denial: it takes some for what they deny."""
_WITHOUT_EXCEPTION = re.compile(r"\b(?:all|always|both|each|entire(?:ly)?|every\w*|only|whole|wholly)\b", re.IGNORECASE)
"""What makes a statement one without exception, which the model reads over: it is to be as sure as against a reason."""
_ALL_ITS_WORDS = 0.9
"""How much of the statement a sentence has that says something else in the same words, which the model reads over."""
_KEPT = 0.55
"""What a side that the rules took is given at least: what they compared is not overruled by likelihood."""
_NEAREST = 0.5
"""On a page of many sentences the nearest is to have as much of the greatest relevance before the model may support;
what other sentences say is then no reason against it."""
_OPEN = 0.5


@dataclass(frozen=True, slots=True)
class _Page:
    """One page under judgement: the places of its candidates, and what the rules make of its sentences."""

    places: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    ruled: tuple[Sentence, ...]
    relevant: Relevance


class Cascade:
    """The judge that comes with the package: rules, then the model; model and combiners can be others."""

    name = STEADY["model"]

    def __init__(
        self,
        words: Lexicon | None = None,
        model: Model | None = None,
        combiners: Mapping[str, Combiner] | None = None,
    ) -> None:
        self.rules = Rules(words)
        self.model = model or shipped()
        self._combiners = combiners

    @property
    def combiners(self) -> Mapping[str, Combiner]:
        """What weighs a page: "model" where the model has read it, "rules" where the rules decided."""
        return self._combiners or combining.shipped()

    def __call__(self, statement: str, candidates: Sequence[Candidate]) -> tuple[Evidence, ...]:
        """One piece of evidence for each candidate, in their order: its most telling sentence."""
        found = [tuple(sentences) for sentences in self.rules.read(statement, candidates)]
        given = [evidence(max(sentences, key=telling)) for sentences in found]
        claimed = analyse(statement, self.rules.words)
        pages = [(places, tuple(s for n in places for s in found[n])) for places in _by_page(candidates)]
        decided = [page for page in pages if any(_sides(page[1]))]
        for places, ruled in decided or pages:
            own = tuple(candidates[n] for n in places)
            page = _Page(tuple(places), own, ruled, relevance(statement, own))
            (self._keep if decided else self._ask)(claimed, page, given)
        return tuple(given)

    def figures(self, statement: str, candidates: Sequence[Candidate]) -> dict[str, float]:
        """What is measured of one page, with the model's reading of it, before it is weighed."""
        ruled = tuple(sentence for found in self.rules.read(statement, candidates) for sentence in found)
        page = _Page(tuple(range(len(candidates))), tuple(candidates), ruled, relevance(statement, candidates))
        claimed = analyse(statement, self.rules.words)
        if not candidates:
            return _figures(claimed, page)
        return _figures(claimed, page, *self._read(claimed, page))

    def _keep(self, claimed: Analysis, page: _Page, given: list[Evidence]) -> None:
        """Gives a page that the rules decided its probabilities; one that they find to contradict itself keeps both."""
        sides = _sides(page.ruled)
        if not all(sides):
            scores = _kept(self.combiners["rules"](_figures(claimed, page)), sides)
            _lay(max(page.ruled, key=telling), scores, page, given)

    def _ask(self, claimed: Analysis, page: _Page, given: list[Evidence]) -> None:
        """Lets the model read a page, and puts what it says, all in all, into the sentence that comes nearest."""
        if page.ruled and (reason := self._undated(claimed, page)):
            lead = max(page.ruled, key=telling)
            lead = replace(lead, reading=replace(lead.reading, reason=reason))
            _lay(lead, _held_open(self.combiners["rules"](_figures(claimed, page))), page, given)
            return
        scores = self.combiners["model"](_figures(claimed, page, *self._read(claimed, page)))
        lead, scores = _lead(claimed, page, scores, self.rules.words)
        _lay(lead, scores, page, given)

    def _undated(self, claimed: Analysis, page: _Page) -> str:
        """Why the page can't tell what was so at the statement's time, so that it need not be read."""
        above = (label(c.document, c.passage) for c in page.candidates)
        texts = (topic(page.candidates[0].document), *above, *(each.text for each in page.relevant.spoken))
        return undated(claimed, dict.fromkeys(texts), published(page.candidates[0].document), self.rules.words)

    def _read(self, claimed: Analysis, page: _Page) -> tuple[Entailment | None, Entailment]:
        """What the model makes of the nearest sentence, None where the page has many, and of the nearest together."""
        alone, together = excerpts(page.relevant, passage)
        *own, both = self.model.read([(claimed.text, text) for text in (alone, together) if text is not None])
        return (own[0] if own else None), both


def passage(sentence: Spoken | Sentence) -> str:
    """A sentence as the model reads it: what its page and its list are about, then its words."""
    document, place = sentence.candidate.document, sentence.candidate.passage
    about = topic(document)
    above = [step for step in label(document, place).split("\n") if step and step != about]
    steps = [step.rstrip(". ") for step in (about, *above[-1:]) if step and step != sentence.text]
    return ". ".join((*steps, sentence.text))


def _by_page(candidates: Sequence[Candidate]) -> list[list[int]]:
    pages: dict[int, list[int]] = {}
    for place, candidate in enumerate(candidates):
        pages.setdefault(id(candidate.document), []).append(place)
    return list(pages.values())


def _sides(ruled: Sequence[Sentence]) -> tuple[bool, bool]:
    """Whether the rules find the statement borne out, and whether they find it contradicted."""
    readings = [sentence.reading for sentence in ruled]
    return any(r.support >= DECIDES for r in readings), any(r.refute >= DECIDES for r in readings)


def _figures(
    claimed: Analysis,
    page: _Page,
    alone: Entailment | None = None,
    together: Entailment | None = None,
) -> dict[str, float]:
    return features(claimed.text, page.relevant, page.ruled, negated=claimed.negated, alone=alone, together=together)


def _kept(scores: Scores, sides: tuple[bool, bool]) -> Scores:
    """The scores with the side that the rules took ahead: what they compared is not overruled by likelihood."""
    own = max(scores.supported if sides[0] else scores.refuted, _KEPT)
    other = min(scores.refuted if sides[0] else scores.supported, 1 - own)
    pair = (own, other) if sides[0] else (other, own)
    return Scores(*pair, round(1 - own - other, 6))


def _held_open(scores: Scores) -> Scores:
    """The scores with what takes a side cut down to a half, the two sides in proportion."""
    cut = min(1.0, _OPEN / max(scores.supported + scores.refuted, _OPEN)) * 0.98
    supported, refuted = round(scores.supported * cut, 6), round(scores.refuted * cut, 6)
    return Scores(supported, refuted, round(1 - supported - refuted, 6))


def _lead(claimed: Analysis, page: _Page, scores: Scores, words: Lexicon) -> tuple[Sentence, Scores]:
    """The nearest sentence, to be quoted first, with the reason for where the scores now stand, and those scores."""
    lead = _sentence(page.relevant.spoken[page.relevant.order[0]], page.ruled)
    reason = lead.reading.reason
    if max(scores.supported, scores.refuted) >= DECIDES:
        supports = scores.supported >= DECIDES
        reason = _held_back(claimed, page, lead, scores, words)
        if reason:
            scores = _held_open(scores)
        else:
            reason = f"the page says {'so in other words' if supports else 'otherwise'}, by the entailment model"
    return replace(lead, reading=replace(lead.reading, reason=reason)), scores


def _held_back(claimed: Analysis, page: _Page, lead: Sentence, scores: Scores, words: Lexicon) -> str:
    """Why the page may not decide on the side that it leans to; empty where it may."""
    if claimed.negated and max(scores.supported, scores.refuted) < _SURE_OF_A_DENIAL:
        return lead.reading.reason or "what is denied is not said in words that can be compared"
    nowhere = _nowhere(claimed, page)
    if scores.supported >= DECIDES:
        return _unsupported(claimed, page, lead, scores, nowhere)
    if turned := cautioned(page.ruled) or (_misquoted(page.ruled) if claimed.attributed else ""):
        return turned
    told = analyse(lead.text, words)
    if given := next((t for t in told.terms if t.amount and _differs_elsewhere(t, lead, claimed)), None):
        return f"the page gives “{given.text}”, too"
    unmet = [term for term in nowhere if not _has_a_rival(term, told, claimed)]
    if unmet:
        return f"the page has nothing for: {', '.join(t.text for t in unmet)}"
    sure = _SURE_ALL_THE_SAME if _said_otherwise(page.ruled) and not nowhere else _SURE_TO_REFUTE
    return "" if scores.refuted >= sure else "the entailment model leans against it, but is not sure"


def _unsupported(claimed: Analysis, page: _Page, lead: Sentence, scores: Scores, nowhere: Sequence[Term]) -> str:
    if nowhere:
        return f"not borne out anywhere on the page: {', '.join(t.text for t in nowhere)}"
    if differing := [finding for finding in lead.reading.findings if finding.agrees is False]:
        return f"the page gives “{differing[0].on_page}”, the statement “{differing[0].in_claim}”"
    if bounded := [f for f in lead.reading.findings if f.kind == "number" and f.agrees is None and f.on_page]:
        return f"the page leaves open whether it is “{bounded[0].in_claim}”"
    if is_imprint(lead.text) and (lacking := [t.text for t in _details(claimed, frozenset(lead.reading.missing))]):
        return f"this entry of the list has nothing for: {', '.join(lacking)}"
    return of_another(page.ruled) or _unsure(claimed, page, lead, scores)


def _unsure(claimed: Analysis, page: _Page, lead: Sentence, scores: Scores) -> str:
    """Why the probability of support does not suffice; what does depends on how much of the page speaks of it."""
    relevant, against, sure = page.relevant, speaks_against(page.ruled), _SURE_TO_SUPPORT
    if len(relevant.spoken) > MANY:
        against = ""
        if relevant.scores[relevant.order[0]] < _NEAREST:
            return "no sentence of the page comes near enough to all of it"
    elif alike := speaks_against(page.ruled, _ALL_ITS_WORDS):
        return alike
    elif against or _said_otherwise(page.ruled) or _WITHOUT_EXCEPTION.search(claimed.text):
        sure = _SURE_ALL_THE_SAME
    elif any(finding.kind == "number" and finding.agrees for finding in lead.reading.findings):
        sure = _SURE_OF_A_NUMBER
    return "" if scores.supported >= sure else against or "the entailment model leans towards it, but is not sure"


def _misquoted(ruled: Sequence[Sentence]) -> str:
    """Why a sentence that has almost all of what somebody is to have said does not contradict it: “only” is added."""
    near = (s.reading for s in ruled if s.reading.coverage >= _IN_ITS_WORDS)
    return next((reading.reason for reading in near if "quantity" in reading.obstacles), "")


def _said_otherwise(ruled: Sequence[Sentence]) -> bool:
    """Whether a sentence that has almost all of the statement says it as possible, as a view or of another time."""
    near = (s.reading for s in ruled if s.reading.coverage >= _IN_ITS_WORDS)
    return any(reading.obstacles & _SAID_OTHERWISE for reading in near)


def _differs_elsewhere(given: Term, lead: Sentence, claimed: Analysis) -> bool:
    """Whether the sentence gives a number of the statement, and has been compared with another one of its numbers."""
    differing = {finding.in_claim for finding in lead.reading.findings if finding.agrees is False}
    own = (t for t in claimed.terms if t.amount and t.text in differing)
    return any(t.amount and given.amount and agrees(t.amount, given.amount) is True for t in own)


def _has_a_rival(term: Term, told: Analysis, claimed: Analysis) -> bool:
    """Whether the sentence gives another date, number or name where the statement has one that the page lacks."""
    if term.when:
        return any(t.when for t in told.terms)
    if term.amount:
        return any(t.amount and not of_another_dimension(claimed, term, told, t) for t in told.terms)
    return any(t.kind == "name" and t.keys.isdisjoint(claimed.keys) for t in told.terms)


def _sentence(spoken: Spoken, ruled: Sequence[Sentence]) -> Sentence:
    same = (s for s in ruled if (s.start, s.end) == (spoken.start, spoken.end))
    unread = Sentence(spoken.candidate, spoken.start, spoken.end, spoken.text, Reading(0.0, 0.0, 0.0))
    return next(same, unread)


def _nowhere(claimed: Analysis, page: _Page) -> list[Term]:
    """The names, dates and numbers of the statement of which neither a compared sentence nor the page has anything."""
    details = _details(claimed, missing_everywhere(page.ruled))
    return [term for term in details if page.relevant.has_nothing_of(term.text)]


def _details(claimed: Analysis, lacking: frozenset[str]) -> list[Term]:
    """The names, dates and numbers of the statement that are among these words."""
    return [t for t in claimed.terms if (t.kind == "name" or t.when or t.amount) and t.text in lacking]


def _lay(lead: Sentence, scores: Scores, page: _Page, given: list[Evidence]) -> None:
    """Gives the page's probabilities to the lead's evidence; no other evidence of the page says more than it does."""
    weighed = replace(lead.reading, support=scores.supported, refute=scores.refuted)
    own = page.places[next(n for n, c in enumerate(page.candidates) if c.passage == lead.candidate.passage)]
    for place in page.places:
        held = given[place]
        support, refute = min(held.support, scores.supported), min(held.refute, scores.refuted)
        given[place] = _with(held, support, refute)
    given[own] = evidence(replace(lead, reading=weighed))


def _with(held: Evidence, support: float, refute: float) -> Evidence:
    score = min(held.score, max(support, refute))
    stance = held.stance if score >= DECIDES else Stance.NEUTRAL
    address = "" if stance is Stance.NEUTRAL else held.address
    return replace(held, support=support, refute=refute, score=score, stance=stance, address=address)
