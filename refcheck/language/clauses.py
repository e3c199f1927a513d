"""Who does what in a sentence: each verb with its doer, what it is done to, and its prepositions.

No parser: noun phrases and verb groups are found by closed classes of words and by endings (`grammar`, `phrases`), and
each verb group looks to its left and right for its phrases. Passives are turned into who does it, participles ("built
by students"), relative clauses and appositions ("Ann Lee, the mayor") become clauses of their own. What this does not
understand is left out rather than guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from refcheck.collector import forgotten_with_its_page
from refcheck.language.grammar import MODALS, Unit, forms, units_of
from refcheck.language.lexicon import grammar, stem
from refcheck.language.phrases import NOBODY, Chunk, Noun, chunks_of
from refcheck.language.terms import Analysis, Term

_NOT_BY = re.compile(r"\b(?:never|not)\s+by$")
_STOPS = frozenset({"verb", "break", "rel", "sub", "stop"})
_BETWEEN_CLAUSES = frozenset({"comma", "conj", "sub", "rel", "break", "stop"})
_RUN = frozenset({"noun", "prep", "date", "adv", "number"})
_DEGREES = frozenset({"more", "less", "most", "fewer"})
_PAST = frozenset({"was", "were", "did", "had", "wasn", "weren", "didn", "hadn"})
_KEPT: dict[int, tuple[Analysis, tuple[Clause, ...]]] = {}
"""Clauses by the identity of their analysis, which is kept beside them: to hash one costs more than to look here."""
_MOST_KEPT = 4096
forgotten_with_its_page(_KEPT.clear)

Beside = tuple[tuple[str, Noun], ...]
"""Prepositions with their noun phrases."""


@dataclass(slots=True, eq=False)
class Clause:
    """One verb and what belongs to it, the passive undone: `doer` does it, `object` is what it is done to.

    Not changed once it is made.

    `verb` is the stem of the verb, "be" for an identity or a quality (then `object` is the predicate); `at` are the
    first and the last character of its group. `beside` are its prepositional phrases. `start` and `end` are the
    characters from its first phrase to its last. `modal` is "will", "may", "must", "can", "would", "should", "due" ("is
    to"), "to" for an infinitive, or empty; `tense` "past", "present", "perfect", "modal" or empty. `inserted` marks
    participles and appositions.
    """

    verb: str
    start: int
    end: int
    at: tuple[int, int]
    doer: Noun | None
    object: Noun | None
    beside: Beside = ()
    passive: bool = False
    negated: bool = False
    modal: str = ""
    tense: str = ""
    inserted: bool = False

    @property
    def subject(self) -> Noun | None:
        """What the clause is built about: of a passive what it is done to."""
        return self.object if self.passive and self.object is not None else self.doer


def clauses(analysis: Analysis) -> tuple[Clause, ...]:
    """The clauses of a sentence: those of its verbs in their order, then its appositions."""
    kept = _KEPT.get(id(analysis))
    if kept is None or kept[0] is not analysis:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        found = _Assembly(analysis.text, chunks_of(units_of(analysis))).clauses()
        kept = _KEPT[id(analysis)] = analysis, tuple(found)
    return kept[1]


class _Assembly:
    """Gives each verb group its phrases."""

    def __init__(self, text: str, chunks: list[Chunk]) -> None:
        self.text = text
        self.chunks = chunks
        self.commas = [j for j, chunk in enumerate(chunks) if chunk.kind == "comma"]
        self.subjects: dict[int, Noun | None] = {}

    def clauses(self) -> Iterator[Clause]:
        for k, chunk in enumerate(self.chunks):
            if chunk.kind == "verb":
                clause = self._clause(k)
                yield clause
                yield from self._elliptic(k, clause)
                yield from self._counts(k, clause)
                yield from self._verbless(k, clause)
        for j, chunk in enumerate(self.chunks):
            if chunk.noun is not None:
                yield from _titled(chunk.noun)
                yield from _amounting(chunk.noun)
            if chunk.kind == "comma":
                yield from self._apposition(j)

    def _clause(self, k: int) -> Clause:
        group = self.chunks[k]
        subject = self.subjects[k] = self._subject(k)
        right = _Right(self, k)
        verb = next((u for u in reversed(group.units) if u.kind == "verb"), None)
        passive = verb is not None and self._is_passive(k, verb)
        doer, thing, beside = subject, right.object, tuple(right.beside)
        if passive:
            agent = next((n for p, n in beside if p == "by" and not n.is_measure), None)
            doer, thing = agent, subject
            beside = tuple(pair for pair in beside if pair[1] is not agent)
        thing = thing or self._antecedent(k)
        nouns = [n for n in (subject, doer, thing, *(n for _, n in beside)) if n is not None]
        nobody = subject is not None and (subject.det in {"no", "neither"} or subject.pronoun in NOBODY)
        negated = any(u.kind == "neg" for u in group.units) != (right.negated or nobody or self._left_undone(k))
        words = [u.low for u in group.units]
        return Clause(
            verb=stem(verb.low) if verb is not None else _auxiliary(words),
            start=min([group.start, *(n.start for n in nouns)]),
            end=max(right.end, group.end),
            at=(group.start, group.end),
            doer=doer,
            object=thing,
            beside=beside,
            passive=passive,
            negated=negated,
            modal=_modal(group, words),
            tense=_tense(words, verb),
            inserted=self.reduced(k),
        )

    def _is_passive(self, k: int, verb: Unit) -> bool:
        units = self.chunks[k].units
        kinds = forms(verb.low)
        if "participle" not in kinds or "ing" in kinds:
            return False
        auxiliary = any(u.low in grammar()["be"] or u.low == "got" for u in units[:-1])
        return auxiliary or self.reduced(k) or (len(units) == 1 and self._shares_passive(k))

    def _shares_passive(self, k: int) -> bool:
        """Whether the auxiliary of an earlier verb holds here too: "was convicted and sentenced to a year"."""
        previous = self._verb_before(k)
        if previous is None or self._kind(k - 1) not in {"conj", "comma"} or self._kind(k + 1) == "noun":
            return False
        if self._kind(k - 1) == "comma" and not self._listed_verb(k):
            return False
        units = self.chunks[previous].units
        be = any(u.low in grammar()["be"] for u in units[:-1])
        return be and "participle" in forms(units[-1].low)

    def _listed_verb(self, k: int) -> bool:
        """Whether "and" with another verb follows: "was begun in 1602, finished in 1611 and burnt down in 1743"."""
        j = k + 1
        while self._kind(j) in {"prep", "noun", "date", "adv", "number"}:
            j += 1
        return self._kind(j) == "conj" and self._kind(j + 1) == "verb"

    def _left_undone(self, k: int) -> bool:
        """Whether the group tells what was not done: "without asking", "instead of raising the fee"."""
        before = [word.lower() for word in self.text[: self.chunks[k].start].rsplit(None, 2)[-2:]]
        return before[-1:] == ["without"] or before in (["instead", "of"], ["rather", "than"])

    def _kind(self, j: int) -> str:
        return self.chunks[j].kind if 0 <= j < len(self.chunks) else ""

    # -- participles and relative clauses

    def reduced(self, k: int) -> bool:
        """Whether the group is a bare participle that stands for a relative clause: "built by students"."""
        first = self.chunks[k].units[0]
        kinds = forms(first.low)
        if first.kind != "verb" or not kinds & {"participle", "ing"} or first.low in grammar()["says"]:
            return False
        if self._antecedent(k) is not None:
            return False
        before = self._kind(k - 1)
        if not before:
            return True
        if before == "conj":
            previous = self._verb_before(k)
            return previous is not None and self.reduced(previous)
        if before == "comma":
            return not self._closes_insert(k) and not self._shares_passive(k)
        participle = "past" not in kinds and not ("base" in kinds and "ing" not in kinds)
        by = k + 1 < len(self.chunks) and self.chunks[k + 1].low == "by"
        return participle or (before == "noun" and (by or self._verb_ahead(k)))

    def _verb_ahead(self, k: int) -> bool:
        """Whether a finite verb follows before the next comma, whose subject the noun before this group is."""
        for chunk in self.chunks[k + 1 :]:
            if chunk.kind in _BETWEEN_CLAUSES:
                return False
            if chunk.kind == "verb" and chunk.low != "to":
                return chunk.units[0].kind == "aux" or bool(forms(chunk.units[0].low) & {"past", "s"})
        return False

    def _closes_insert(self, k: int) -> bool:
        """Whether the comma before a group closes an insertion after the subject: "Salt, the third novel, appeared"."""
        opened = self._opening_comma(k)
        if opened is None or self._run_before(opened) is None:
            return False
        return not any(chunk.kind == "verb" for chunk in self.chunks[self._run_start(opened) : opened])

    def _opening_comma(self, k: int) -> int | None:
        """The comma that opens what the comma before a group closes."""
        before = bisect_left(self.commas, k)
        return self.commas[before - 2] if before > 1 and self.commas[before - 1] == k - 1 else None

    def _antecedent(self, k: int) -> Noun | None:
        """What a relative clause with a subject of its own is about: "the plan that the council rejected"."""
        if k < 3 or self._kind(k - 1) != "noun":
            return None
        j = self._run_start(k)
        links = j > 1 and (self._kind(j - 1) == "rel" or self.chunks[j - 1].low == "that")
        return self.chunks[j - 2].noun if links else None

    # -- the subject

    def _subject(self, k: int) -> Noun | None:  # noqa: PLR0911 - one return for what may stand before the verb
        if self.chunks[k].low == "to":
            return self._inherited(k, through=True)
        j = k - 1
        while self._kind(j) in {"adv", "date"}:
            j -= 1
        if j < 0:
            return self._subject_ahead(k)
        kind = self.chunks[j].kind
        if kind == "rel" or (self.chunks[j].low == "that" and self._kind(j - 1) == "noun"):
            return self._nearest_noun(j)
        if kind == "conj":
            return self._inherited(k)
        if kind == "comma":
            return self._subject_before_comma(k, j)
        if kind == "noun":
            return self.chunks[j].noun if self.reduced(k) else self._run_before(j + 1)
        return self._antecedent(j) if kind == "verb" else None

    def _subject_before_comma(self, k: int, comma: int) -> Noun | None:
        opened = self._opening_comma(k)
        if opened is not None and self._closes_insert(k):
            return self._run_before(opened)
        if not self.reduced(k):
            return self._inherited(k)
        previous = self._verb_before(k)
        near = self._run_before(comma)
        own = near is not None and "participle" in forms(self.chunks[k].units[0].low)
        behind = previous is not None and near is not None and near.start > self.chunks[previous].start
        return near if previous is None or (own and not behind) else self.subjects.get(previous)

    def _inherited(self, k: int, *, through: bool = False) -> Noun | None:
        """The subject of an earlier verb of the same level, insertions passed by; `through` for an infinitive."""
        previous = self._verb_before(k)
        while (
            not through and previous is not None and self.reduced(previous) and self._verb_before(previous) is not None
        ):
            previous = self._verb_before(previous)
        return self.subjects.get(previous) if previous is not None else None

    def _verb_before(self, k: int) -> int | None:
        for j in range(k - 1, -1, -1):
            if self.chunks[j].low == ";":
                return None
            if self.chunks[j].kind == "verb":
                return j
        return None

    def _subject_ahead(self, k: int) -> Noun | None:
        """A participle that opens the sentence speaks of the subject behind the comma: "Built in 1912, the mill …"."""
        for j in range(k + 1, len(self.chunks)):
            if self.chunks[j].kind == "comma" and self._kind(j + 1) == "noun":
                return self.chunks[j + 1].noun
            if self.chunks[j].kind == "verb" and not (self._kind(j - 1) == "conj" and self.reduced(j)):
                return None
        return None

    def _nearest_noun(self, end: int) -> Noun | None:
        while self._kind(end - 1) in {"comma", "prep"}:
            end -= 1
        return next((c.noun for c in reversed(self.chunks[:end]) if c.kind == "noun"), None)

    def _run_start(self, end: int) -> int:
        """Where the run of noun phrases and prepositions that ends before `end` begins."""
        j = end
        while j > 0 and (self._kind(j - 1) in _RUN or self.coordinates(j - 1)):
            j -= 1
        if self._kind(j - 1) == "verb" and not self._says(j - 1):
            joints = [i for i in range(j, end) if self._kind(i) == "conj"]
            return joints[-1] + 1 if joints else j  # "wrote the script and Eide directed": no script directed
        return j

    def _says(self, j: int) -> bool:
        return self.chunks[j].units[-1].low in grammar()["says"]

    def _run_before(self, end: int) -> Noun | None:
        """The subject that ends before a chunk: the noun phrase of its run that no preposition governs."""
        start = self._run_start(end)
        free = [
            (j, noun)
            for j in range(start, end)
            if (noun := self.chunks[j].noun) is not None and not (j > start and self._kind(j - 1) == "prep")
        ]
        if not free:
            return None
        listed = tuple(noun for j, noun in free[1:] if self._kind(j - 1) in {"conj", "comma"})
        at, first = free[0] if listed else free[-1]
        return replace(first, others=listed, attached=(*first.attached, *self.phrases(range(at + 1, end))))

    def coordinates(self, j: int) -> bool:
        """Whether a comma or conjunction joins two noun phrases of one list."""
        if self._kind(j) not in {"comma", "conj"} or self._kind(j - 1) != "noun" or self._kind(j + 1) != "noun":
            return False
        after = j + 2
        while self._kind(j) == "comma" and self._kind(after) in {"comma", "noun"}:
            after += 1
        if self._kind(j) == "conj":
            return True
        return (
            self._kind(after) == "conj" and self.chunks[after].low in {"and", "or"} and self._kind(after + 1) == "noun"
        )

    def phrases(self, span: range) -> Beside:
        """The prepositional phrases among the chunks of a span."""
        pairs = ((self.chunks[j - 1], self.chunks[j].noun) for j in span)
        return tuple((before.low, noun) for before, noun in pairs if noun is not None and before.kind == "prep")

    # -- what a clause says again without its verb

    def _elliptic(self, k: int, clause: Clause) -> Iterator[Clause]:
        """The clauses that share a verb: "but never by Calder", "and 31 in Germany"."""
        for j in range(k + 1, len(self.chunks) - 1):
            chunk, after = self.chunks[j], self.chunks[j + 1]
            if chunk.kind in _STOPS:
                return
            if chunk.low == "but" and clause.passive and after.low == "by" and self._kind(j + 2) == "noun":
                noun = self.chunks[j + 2].noun
                if noun is not None and _NOT_BY.search(self.text[chunk.start : after.end]):
                    at, denied = (chunk.start, after.end), not clause.negated
                    yield replace(clause, doer=noun, negated=denied, beside=(), start=at[0], end=noun.end, at=at)
                return
            if chunk.kind == "conj" and clause.object is not None and clause.beside and self.gapped(j, clause.object):
                right = _Right(self, j)
                at, beside = (chunk.start, chunk.end), tuple(right.beside)
                yield replace(clause, object=right.object, beside=beside, start=at[0], end=right.end, at=at)
                return

    def _counts(self, k: int, clause: Clause) -> Iterator[Clause]:
        """The clauses of a count that goes on without its verb: "won 47 seats, the Greens 39 and the Liberals 21"."""
        thing = clause.object
        counted = _counted(thing) if thing is not None and not clause.passive else None
        for j in range(k + 1, len(self.chunks) - 1) if counted is not None else ():
            noun = self.chunks[j + 1].noun
            if self.chunks[j].kind in _STOPS:
                return
            if noun is not None and counted is not None and self.goes_on_counting(j, thing):
                number = noun.terms[-1]
                doer = replace(noun, end=noun.terms[-2].end, terms=noun.terms[:-1])
                what = Noun(number.start, number.end, counted, (number, counted))
                at = self.chunks[j].start, self.chunks[j].end
                yield replace(clause, doer=doer, object=what, beside=(), start=at[0], end=noun.end, at=at)

    def _verbless(self, k: int, clause: Clause) -> Iterator[Clause]:
        """The clauses that go on without the verb: "Mirna is the capital, Besk the largest city, Tolm the oldest"."""
        if clause.object is None or clause.passive or clause.inserted:
            return
        for j in range(k + 1, len(self.chunks) - 2):
            chunk = self.chunks[j]
            if chunk.kind in _STOPS and chunk.kind != "break":
                return
            if self.leaves_verb_out(j):
                right = _Right(self, j + (2 if self._kind(j + 2) == "comma" else 1))
                at, beside, doer = (chunk.start, chunk.end), tuple(right.beside), self.chunks[j + 1].noun
                yield replace(clause, doer=doer, object=right.object, beside=beside, start=at[0], end=right.end, at=at)

    def leaves_verb_out(self, j: int) -> bool:
        """Whether behind a comma, semicolon or conjunction two noun phrases stand side by side, and no verb."""
        kind, noun = self._kind(j), self.chunks[j + 1].noun if j + 1 < len(self.chunks) else None
        if kind not in {"comma", "conj", "break"} or noun is None or noun.pronoun:
            return False
        paused = kind == "break" and self._kind(j + 2) == "comma" and bool(noun.is_name or noun.det)
        second = j + 2 + paused
        other = self.chunks[second].noun if second < len(self.chunks) else None
        if other is None or other.pronoun or not (other.det or other.owner or other.is_name):
            return False
        after = second + 1
        while self._kind(after) in {"prep", "noun", "date", "adv"}:
            after += 1
        return self._kind(after) in {"", "comma", "conj", "stop", "break"} and not (
            paused and self._kind(after) == "comma"
        )

    def goes_on_counting(self, j: int, thing: Noun | None) -> bool:
        """Whether behind a comma or conjunction a name stands with its own number, of what was counted before."""
        noun = self.chunks[j + 1].noun if j + 1 < len(self.chunks) else None
        if noun is None or thing is None or self._kind(j) not in {"comma", "conj"} or _counted(thing) is None:
            return False
        closed = self._kind(j + 2) in {"", "comma", "conj", "stop", "break"}
        return (
            closed
            and noun.is_name
            and len(noun.terms) > 1
            and noun.terms[-2] is noun.head
            and _is_count(noun.terms[-1])
        )

    def gapped(self, j: int, thing: Noun) -> bool:
        """Whether another thing done follows, with its own phrases: "reached 4 in Norway and 31 in Germany"."""
        noun = self.chunks[j + 1].noun if j + 1 < len(self.chunks) else None
        if noun is None or self._kind(j + 2) != "prep":
            return False
        opened = noun.owner or (noun.det and noun.det not in _DEGREES) or any(t.kind == "number" for t in noun.terms)
        return bool(opened) and bool(noun.owner) == bool(thing.owner)

    def opens_clause(self, j: int) -> bool:
        """Whether the noun phrase is followed by a finite verb, as the subject of a clause of its own."""
        return self._kind(j + 1) == "verb" and self.chunks[j + 1].low != "to" and not self.reduced(j + 1)

    def lists_on(self, j: int) -> bool:
        """Whether a comma or conjunction goes on with a list of noun phrases rather than with another clause."""
        if self.leaves_verb_out(j):
            return False
        if self._kind(j) == "comma":
            return self.coordinates(j)
        listed = self._kind(j - 1) == "noun" and self._kind(j + 1) == "noun"
        return listed and not self.opens_clause(j + 1) and self.chunks[j].low in {"and", "or"}

    def inserts_name(self, j: int) -> bool:
        """Whether a name stands between commas behind what it names: "the former treasurer, Karl Odom, of fraud"."""
        if (
            self._kind(j) != "comma"
            or self._kind(j + 2) != "comma"
            or self._kind(j + 3) != "prep"
            or self.coordinates(j)
        ):
            return False
        right = self.chunks[j + 1].noun
        return self._kind(j - 1) == "noun" and right is not None and right.is_name

    # -- appositions, titles, amounts

    def _apposition(self, j: int) -> Iterator[Clause]:
        """What is said of the noun before a comma by that behind it: "Ann Lee, the mayor of Zell"."""
        if self._kind(j - 1) != "noun" or self.coordinates(j) or self.leaves_verb_out(j):
            return
        paused = self._kind(j - 2) == "break" and self.leaves_verb_out(j - 2)
        if paused or self.goes_on_counting(j, self.chunks[j - 1].noun):
            return
        behind = j + 1 + (self._kind(j + 1) == "adv")
        left, right = self.chunks[j - 1].noun, self.chunks[behind].noun if behind < len(self.chunks) else None
        after = behind + 1
        while self._kind(after) in {"prep", "noun", "adv", "date"}:
            after += 1
        closed = self._kind(after) in {"", "comma", "stop", "break", "conj"}
        if left is None or right is None or not closed or left.is_name == right.is_name:
            return
        right = replace(right, attached=(*right.attached, *self.phrases(range(behind + 1, after))))
        yield _attribute(left, right) if left.is_name else _attribute(right, left)


@dataclass(slots=True)
class _Right:
    """The phrases to the right of a verb group: its object and its prepositional phrases, up to the next clause."""

    assembly: _Assembly
    at: int
    object: Noun | None = None
    beside: list[tuple[str, Noun]] = field(default_factory=list)
    end: int = 0
    negated: bool = False
    preposition: str = ""

    def __post_init__(self) -> None:
        chunks = self.assembly.chunks
        self.end = chunks[self.at].end
        j = self.at + 1
        while j < len(chunks) and (used := self._take(chunks[j], j)):
            j += used
        if chunks[j - 1].kind == "prep" and (j == len(chunks) or chunks[j].kind in {"break", "stop"}):
            here = chunks[j - 1].end
            self.beside.append((chunks[j - 1].low, Noun(here, here, None, (), "it")))  # "voted against."

    def _take(self, chunk: Chunk, j: int) -> int:
        """How many chunks were taken; 0 where the verb's phrases end."""
        if chunk.kind in _STOPS:
            return 0
        if chunk.kind in {"comma", "conj"}:
            return self._join(j)
        if chunk.kind == "prep":
            self.preposition = chunk.low
        elif chunk.noun is not None:
            return self._noun(chunk.noun, j)
        else:
            self.end = chunk.end
        return 1

    def _noun(self, noun: Noun, j: int) -> int:
        if self.assembly.opens_clause(j) and (self.object is not None or not self.preposition):
            return 0
        if self.preposition:
            self.beside.append((self.preposition, noun))
        else:
            self.beside += [("", self.object)] if self.object is not None else []
            self.object = noun
        self.negated = self.negated or noun.det == "no" or noun.pronoun in NOBODY
        self.end = noun.end
        after = self.assembly.chunks[j + 1].kind if j + 1 < len(self.assembly.chunks) else ""
        self.preposition = self.preposition if after in {"comma", "conj"} else ""
        return 1

    def _join(self, j: int) -> int:
        """A comma or conjunction: with the next noun phrase where it goes on with a list."""
        assembly = self.assembly
        if assembly.inserts_name(j):
            self.preposition = ""
            return 3
        if assembly.goes_on_counting(j, self.object):
            return 0
        gapped = self.object is not None and self.beside and assembly.gapped(j, self.object)
        noun = assembly.chunks[j + 1].noun if assembly.lists_on(j) else None
        if noun is None or (gapped and assembly.chunks[j].kind == "conj"):
            self.preposition = ""
            return 0
        if self.preposition and self.beside:
            preposition, last = self.beside[-1]
            self.beside[-1] = preposition, replace(last, others=(*last.others, noun))
        elif self.object is not None:
            self.object = replace(self.object, others=(*self.object.others, noun))
        else:
            return 0
        self.end = noun.end
        return 2


def _counted(thing: Noun) -> Term | None:
    """What a noun phrase counts: the goals of "14 goals", the seats of "47 of the 120 seats"."""
    if not thing.terms or not _is_count(thing.terms[0]):
        return None
    last = thing.terms[-1]
    return last if last.kind == "word" else None


def _is_count(term: Term) -> bool:
    """Whether the term is a plain number, that of no measure and no rank."""
    return term.amount is not None and not term.amount.measured and term.amount.unit != "ordinal"


def _titled(noun: Noun) -> Iterator[Clause]:
    """The name and the words before it that say what it is: "the Danish engineer" of Povl Krag."""
    own = [t for t in noun.terms if noun.head is not None and t.end <= noun.head.end]
    if noun.head is not None and noun.is_name and len(own) > 1 and own[-2].kind == "word":
        words = tuple(own[:-1])
        what = replace(noun, head=words[-1], terms=words, end=words[-1].end, attached=())
        yield _attribute(replace(noun, start=noun.head.start, terms=(noun.head,), attached=(), owner=""), what)


def _amounting(noun: Noun) -> Iterator[Clause]:
    """What something comes to: "a budget of 600,000 kroner"."""
    head = noun.head
    for preposition, part in noun.attached:
        if preposition == "of" and part.is_measure and head is not None and head.kind == "word" and not noun.is_measure:
            own = tuple(t for t in noun.terms if t.end <= head.end)
            yield _attribute(replace(noun, end=head.end, attached=(), terms=own), part)


def _attribute(name: Noun, what: Noun) -> Clause:
    start, end = min(name.start, what.start), max(name.end, what.end)
    return Clause("be", start, end, (what.start, what.end), name, what, inserted=True)


def _auxiliary(words: Sequence[str]) -> str:
    """The verb of a group that is made of auxiliaries only, by the last of them."""
    last = next((w for w in reversed(words) if any(w in grammar()[kind] for kind in ("be", "have", "do"))), "is")
    return next(kind for kind in ("have", "do", "be") if last in grammar()[kind])


def _modal(group: Chunk, words: Sequence[str]) -> str:
    modal = next((MODALS[w] for w in words if w in MODALS), "")
    if group.low == "to":
        return modal or "to"
    return modal or ("due" if "to" in words else "")


def _tense(words: Sequence[str], verb: Unit | None) -> str:
    """The tense that the first word shows: "past", "present", "perfect", "modal"; empty where none does."""
    listed = grammar()
    first = next((w for w in words if w not in listed["adverb"] and w not in listed["negation"]), "")
    if first in _PAST:
        return "past"
    if first in listed["have"] and verb is not None:
        return "perfect"
    if first in MODALS:
        return "modal"
    if verb is None or any(first in listed[kind] for kind in ("be", "have", "do")):
        return "present" if first else ""
    return "past" if "past" in forms(verb.low) else "present"
