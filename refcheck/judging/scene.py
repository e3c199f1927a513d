"""Who and what the phrases of a sentence are of, with what was said before it: who "it" is, who "the captain" is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from refcheck.judging.alignment import Context, names_agree
from refcheck.language import numbers
from refcheck.language.clauses import Clause, clauses
from refcheck.language.lexicon import stem
from refcheck.language.phrases import NOBODY, Noun
from refcheck.language.terms import Analysis, Term

_DEFINITE = frozenset({"the", "this", "these", "both"})
_NO_LONGER = frozenset(
    stem(word)
    for word in ("former", "ex", "late", "past", "previous", "deputy", "vice", "acting", "interim", "then", "assistant")
)
"""What makes the holder of an office none of now, or none in full."""
_RANKS = frozenset({"second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "next"})
_SETTING = frozenset({"in", "at", "of", "on", "during", "under"})
_BELONGING = frozenset({"from", "of", "in"})
_OPPOSITES = (
    ("for", "against"), ("from", "to"), ("before", "after"), ("above", "below"), ("over", "under"), ("with", "without"),
    ("inside", "outside"), ("ahead", "behind"), ("into", "from"), ("up", "down"), ("until", "since"),
)  # fmt: skip
_OPPOSITE = {**dict(_OPPOSITES), **{b: a for a, b in _OPPOSITES}}


class Scene:
    """A sentence with what was said before it, as the place where a statement's phrases find their like.

    Its answers are True for the same, False for another, None for not known.
    """

    def __init__(self, statement: Analysis, sentence: Analysis, context: Context) -> None:
        self.statement, self.sentence, self.context = statement, sentence, context
        self.past = any(c.tense in {"past", "perfect"} for c in clauses(statement)[:1])
        self._known: frozenset[str] | None = None
        self._topics: list[Noun] | None = None

    @property
    def known(self) -> frozenset[str]:
        """Everything that was named before: in the sentences before this one, the heading and the title."""
        if self._known is None:
            before = (*self.context.said, self.context.title, self.context.near)
            self._known = frozenset(key for a in before for key in a.keys)
        return self._known

    def same(self, own: Noun | None, other: Noun | None) -> bool | None:
        """Whether two phrases are of one thing; coordinated ones each need their like."""
        if own is None or other is None:
            return None
        if own.pronoun and own.pronoun == other.pronoun:
            return True
        own = self._spelled_out(own) if own.pronoun else own
        if own is None:
            return None
        results = [self._like(each, other) for each in own.each]
        return all(results) if None not in results else (False if False in results else None)

    def beside(self, preposition: str, own: Noun, clause: Clause) -> bool | None:
        """Whether the clause has a like of the statement's prepositional phrase; False for another behind the same."""
        near = [*clause.beside, *(pair for n in (clause.doer, clause.object) if n for pair in n.attached)]
        results = [(p, self.same(own, noun)) for p, noun in near]
        if any(same and _OPPOSITE.get(p) == preposition for p, same in results):
            return False
        if any(same for _, same in results) or self.same(own, clause.object):
            return True
        if preposition in _BELONGING and own.is_name and own.head is not None:
            whose = (t for n in self._referents(clause.object) for t in n.terms if t is not n.head and t.kind == "name")
            if any(names_agree(own.head, t) for t in whose):
                return True
        rival = [same for p, same in results if p == preposition]
        if rival:
            return False if False in rival and None not in rival else None
        known = (own.is_name or own.det == "the") and all(t.keys <= self.known for t in own.terms if not t.empty)
        return True if known and preposition in _SETTING and clause.verb != "be" else None

    def topics(self) -> list[Noun]:
        """The subjects of the sentences before, the nearest first; where there are none, what the title names."""
        if self._topics is None:
            subjects = (self._subject_of(said) for said in reversed(self.context.said))
            found = [noun for noun in subjects if noun is not None and not noun.pronoun]
            titles = [t for t in self.context.title.terms if t.kind == "name"][:1]
            self._topics = found or [Noun(t.start, t.end, t, (t,)) for t in titles]
        return self._topics

    # -- what a phrase stands for

    def _spelled_out(self, own: Noun) -> Noun | None:
        """What a pronoun of the statement takes up: the subject of its first clause."""
        subject = self._subject_of(self.statement)
        fits = own.pronoun not in NOBODY and subject is not None and not subject.pronoun and subject.start < own.start
        return subject if fits else None

    def _subject_of(self, analysis: Analysis) -> Noun | None:
        plain = (c.subject for c in clauses(analysis) if not c.inserted)
        return next((noun for noun in plain if noun is not None), None)

    def _like(self, own: Noun, other: Noun) -> bool | None:
        found = [self._one(own, alike) for alike in self._referents(other)]
        common = own.head is not None and own.head.kind == "word"
        if common and other.pronoun in {"it", "they", "them"}:
            found += [True for alike in self._objects() if self._one(own, alike)]
        sure = False in found and not other.pronoun
        return True if True in found else False if sure else None

    def _referents(self, noun: Noun | None) -> list[Noun]:
        """What a phrase may stand for: itself, what it is said to be, and whom its pronoun takes up."""
        found: list[Noun] = []
        for each in noun.each if noun is not None else ():
            meant = self._antecedents(each) if each.pronoun else [each]
            found += meant
            found += [
                b for m in meant for a, b in self._identities() if a.start == m.start or (a.head and a.head is m.head)
            ]
        return found

    def _identities(self) -> Iterator[tuple[Noun, Noun]]:
        for clause in clauses(self.sentence):
            if clause.verb == "be" and clause.inserted and clause.doer is not None and clause.object is not None:
                yield clause.doer, clause.object
                yield clause.object, clause.doer

    def _antecedents(self, noun: Noun) -> list[Noun]:
        earlier = (c.subject for c in clauses(self.sentence) if not c.inserted and c.end <= noun.start)
        here = [n for n in earlier if n is not None and not n.pronoun][:1]
        return here or self.topics()[:1]

    def _objects(self) -> list[Noun]:
        """What the sentence before did something to, which "it" may take up, too."""
        found = (c for a in self.context.said[-1:] for c in clauses(a) if not c.passive and not c.inserted)
        return [c.object for c in found if c.object is not None]

    # -- one phrase against another

    def _one(self, own: Noun, other: Noun) -> bool | None:
        if own.pronoun or other.pronoun or own.head is None or other.head is None:
            return True if own.pronoun and own.pronoun == other.pronoun else None
        if own.is_name:
            return _names(own.head, other.head) if other.is_name else self._takes_up(own.head, other, other.head)
        if other.is_name:
            return True if _is_word_of(own.head, other.head) and self._fits(own, other) else None
        if alike(own.head, other.head):
            return self._fits(own, other)
        if "number" in {own.head.kind, other.head.kind}:
            return next((amount_in(t, other.terms) for t in own.terms if t.amount), None)
        return False

    def _takes_up(self, name: Term, other: Noun, head: Term) -> bool | None:
        """Whether a definite phrase takes up a name: "the treaty" the Treaty of Marrow, "the ship" what was told of."""
        if head.kind != "word":
            return False
        if other.det not in _DEFINITE or any(t.kind == "name" for t in other.terms):
            return None
        if _is_word_of(head, name) and name.keys <= self.known:
            return True
        topic = next((n.head for n in self.topics()[:1] if n.is_name), None)
        fresh = not any(head.keys <= t.keys for a in self.context.said for t in a.terms if t.kind == "word")
        return True if fresh and topic is not None and names_agree(name, topic) else None

    def _fits(self, own: Noun, other: Noun) -> bool | None:
        """Whether what is said of a noun in the statement holds of the page's: "the eastern valleys" are no western."""
        theirs = [*other.terms, *(t for _, n in other.attached for t in n.terms)]
        if _ranked(theirs) and _superlative(own.terms) and not _ranked(own.terms):
            return False
        former = [t for t in theirs if t.kind == "word" and t.keys & _NO_LONGER]
        if former and not self.past and not any(alike(t, o) for t in former for o in own.terms):
            return None
        owners = [t for n in (self.topics()[:1] if other.owner else []) for t in n.terms]
        further = [*own.terms, *(t for _, n in own.attached for t in n.terms)]
        open_ = [
            t for t in further if t is not own.head and not t.empty and not any(alike(t, x) for x in theirs + owners)
        ]
        results = [self._detail(term, other, theirs) for term in open_]
        return False if False in results else None if None in results else True

    def _detail(self, term: Term, other: Noun, theirs: Sequence[Term]) -> bool | None:
        """A word of the statement's phrase that the page's lacks: whether it holds all the same."""
        if term.kind == "number":
            return amount_in(term, theirs)
        if term.kind == "name":
            rivals = [t for t in theirs if t.kind == "name" and t is not other.head]
            return False if rivals and not other.owner else (term.keys <= self.known or None)
        if any(_opposed(term, t) for t in theirs):
            return False
        return True if term.light or term.keys <= self.known | self.sentence.keys else None


def alike(term: Term, other: Term) -> bool:
    """Whether two terms are one: names that agree, amounts that agree, words of one stem or meaning."""
    if term.kind == "name" and other.kind == "name":
        return names_agree(term, other)
    if "name" in {term.kind, other.kind}:
        name, word = (term, other) if term.kind == "name" else (other, term)
        return word.kind == "word" and _is_word_of(word, name)
    if term.amount and other.amount:
        return numbers.agrees(term.amount, other.amount) is True
    return bool(term.keys and term.keys == other.keys) or bool(term.senses & other.senses)


def _names(name: Term, other: Term) -> bool | None:
    if names_agree(name, other) or _acronym(name, other):
        return True
    return False if other.keys.isdisjoint(name.all_keys) else None


def _is_word_of(word: Term, name: Term) -> bool:
    """Whether a common noun is one of a name's own words: "the treaty" of the Treaty of Marrow."""
    return bool(word.keys) and word.keys <= {stem(key) for key in name.keys}


def _ranked(terms: Sequence[Term]) -> bool:
    """Whether a rank is among the words: "the second longest"."""
    return any((t.amount and t.amount.unit == "ordinal") or t.text.lower().split("-")[0] in _RANKS for t in terms)


def _superlative(terms: Sequence[Term]) -> bool:
    return any(
        t.text.lower() in {"most", "least"} or (t.kind == "word" and t.text.lower().endswith("est")) for t in terms
    )


def _opposed(term: Term, other: Term) -> bool:
    names = dict(term.senses)
    return any(names.get(name, number) != number for name, number in other.senses) and not term.senses & other.senses


def amount_in(term: Term, theirs: Sequence[Term]) -> bool | None:
    """Whether one of the amounts agrees with the term's; None where none can be compared."""
    if term.amount is None:
        return None
    results = [numbers.agrees(term.amount, t.amount) for t in theirs if t.amount]
    return True if True in results else False if False in results else None


def _acronym(name: Term, other: Term) -> bool:
    short, long = sorted((name.text.replace(".", ""), other.text), key=len)
    return short.isupper() and short == "".join(w[0] for w in long.split() if w[0].isupper())
