"""Who and what the phrases of a sentence are of, with what was said before it: who "it" is, who "the captain" is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from refcheck.judging.alignment import Context, names_agree
from refcheck.judging.around import Around
from refcheck.language import numbers
from refcheck.language.clauses import Clause, clauses
from refcheck.language.lexicon import grammar, lexicon, stem
from refcheck.language.phrases import NOBODY, Noun
from refcheck.language.terms import Analysis, Term

_DEFINITE = frozenset({"the", "this", "these", "both"})
_ALL = frozenset({"all", "every", "each", "both", "no"})
_NO_LONGER = frozenset(
    stem(word)
    for word in ("former", "ex", "late", "past", "previous", "deputy", "vice", "acting", "interim", "then", "assistant")
)
"""What makes the holder of an office none of now, or none in full."""
_RANKS = frozenset({"second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "next"})
_PERSONAL = frozenset({"he", "she", "him", "her", "his"})
_PLACES = frozenset(
    stem(w)
    for w in ("town", "city", "village", "island", "state", "republic", "kingdom", "county", "district", "province")
)
_SETTING = frozenset({"in", "at", "of", "on", "during", "under"})
_BELONGING = frozenset({"from", "of", "in"})
_OPPOSITES = (
    ("for", "against"), ("from", "to"), ("before", "after"), ("above", "below"), ("over", "under"), ("with", "without"),
    ("inside", "outside"), ("ahead", "behind"), ("into", "from"), ("up", "down"), ("until", "since"),
)  # fmt: skip
_WHEN = frozenset({"before", "during", "after"})
_OPPOSITE = {**dict(_OPPOSITES), **{b: a for a, b in _OPPOSITES}}


class Scene:
    """A sentence with what was said before it, as the place where a statement's phrases find their like.

    Its answers are True for the same, False for another, None for not known.
    """

    def __init__(self, statement: Analysis, sentence: Analysis, context: Context) -> None:
        self.statement, self.sentence, self.context = statement, sentence, context
        self.past = any(c.tense in {"past", "perfect"} for c in clauses(statement)[:1])
        self._own: frozenset[str] | None = None
        self._topics: list[Noun] | None = None
        self._things: list[Noun] = []
        self._patients: list[Noun] = []

    def knows(self, keys: frozenset[str], *, here: bool = False) -> bool:
        """Whether all of these were named before: in the sentences before this one, the heading and the title.

        With `here` they may stand in the sentence, too.
        """
        left = keys - (self.sentence.keys if here else self._of_subject)
        for around in (self.context.said, *self._titles, self.context.near) if left else ():
            left -= around.keys(left)
        return not left

    @property
    def _of_subject(self) -> frozenset[str]:
        """The names that the sentence's own subject has."""
        if self._own is None:
            subject = self._subject_of(self.sentence)
            own = (t.all_keys for t in (subject.terms if subject is not None else ()) if t.kind == "name")
            self._own = frozenset[str]().union(*own)
        return self._own

    @property
    def _titles(self) -> tuple[Around, ...]:
        """The page's title, unless it is only the sentence that a text without one begins with."""
        title, said = self.context.title.text, self.context.said.texts
        own = title.startswith(self.sentence.text) or (len(said) > 0 and title.startswith(said[0]))
        return () if own else (self.context.title,)

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
        if any(same and (_OPPOSITE.get(p) == preposition or _at_other_times(p, preposition)) for p, same in results):
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
        may_hold = preposition in _SETTING and clause.verb != "be" and (own.is_name or own.det == "the")
        return True if may_hold and all(self.knows(t.keys) for t in own.terms if not t.empty) else None

    def topics(self, *, persons: bool = True) -> list[Noun]:
        """What the sentences before are about, the nearest first; where there are none, what the title names.

        Without `persons` those are left out that "he" or "she" has taken up, and what they did something to stands in
        their place.
        """
        if self._topics is None:
            self._topics, self._things = self._told_of()
        return self._topics if persons else self._things

    def _told_of(self) -> tuple[list[Noun], list[Noun]]:
        topics: list[Noun] = []
        things: list[Noun] = []
        for said in self.context.said:
            subject, done_to = self._subject_of(said), self._objects_of(said)
            if subject is not None and subject.pronoun in _PERSONAL and topics:
                things = [n for n in things if n.start != topics[0].start or n.head is not topics[0].head]
                things = things or self._patients
            elif subject is not None and not subject.pronoun:
                topics.insert(0, subject)
                things.insert(0, subject)
                self._patients = done_to
        titles = [Noun(t.start, t.end, t, (t,)) for t in self.context.title.terms if t.kind == "name"][:1]
        return topics or titles, things or titles

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
        referents = self._referents(other)
        if own.is_name and any(n.is_name for n in referents):
            referents = [n for n in referents if n.is_name]
        found = [self._one(own, alike) for alike in referents]
        common = own.head is not None and own.head.kind == "word"
        if common and other.pronoun in {"it", "they", "them"}:
            done_to = (n for said in self.context.said[-1:] for n in self._objects_of(said))
            found += [True for alike in done_to if self._one(own, alike)]
        if True in found:
            return True
        sure = not other.pronoun or (own.is_name and not self._named_before(own, other))
        return False if False in found and sure else None

    def _named_before(self, own: Noun, pronoun: Noun) -> bool:
        """Whether "he" or "she" may be somebody who was named just before without being its subject."""
        last = (t for said in self.context.said[-1:] for t in said.terms if t.kind == "name")
        return pronoun.pronoun in _PERSONAL and any(names_agree(own.head, t) for t in last if own.head is not None)

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
        return here or self._topic(persons=noun.pronoun in _PERSONAL)

    def _topic(self, *, persons: bool = True) -> list[Noun]:
        """The first of the topics, for which the nearest sentences are mostly enough."""
        for said in reversed(self.context.said) if self._topics is None else ():
            subject = self._subject_of(said)
            if subject is not None and not subject.pronoun:
                return [subject]
            if subject is not None and subject.pronoun in _PERSONAL and not persons:
                break  # what it did something to stands in its place
        return self.topics(persons=persons)[:1]

    def _objects_of(self, said: Analysis) -> list[Noun]:
        plain = [c for c in clauses(said) if not c.passive and not c.inserted]
        return [noun for c in plain for noun in (c.object, *(n for _, n in c.beside)) if noun is not None]

    # -- one phrase against another

    def _one(self, own: Noun, other: Noun) -> bool | None:  # noqa: PLR0911 - one return for each kind of pair
        if own.pronoun or other.pronoun or own.head is None or other.head is None:
            return True if own.pronoun and own.pronoun == other.pronoun else None
        if own.is_name:
            return self._names(own.head, other.head) if other.is_name else self._takes_up(own.head, other, other.head)
        if other.is_name:
            return True if _is_word_of(own.head, other.head) and self._fits(own, other) else None
        if alike(own.head, other.head):
            return self._fits(own, other)
        if self._is_the_topic(own, other):
            return True
        if "number" in {own.head.kind, other.head.kind}:
            theirs = other.terms[:1] if other.is_part else other.terms
            same = next((amount_in(t, theirs) for t in own.terms if t.amount), None)
            what = own.head.kind == "number" or other.head.kind != "number" or self.knows(own.head.keys, here=True)
            return same if what or same is False else None  # "nine of them": of whom was told
        return False

    def _is_the_topic(self, own: Noun, other: Noun) -> bool:
        """Whether a definite phrase takes up what was told of under another word: "the bird" the marsh tern."""
        if own.head is None or other.head is None or len(other.terms) > 1 or other.head.keys & _people():
            return False
        one = own.head.text.endswith("s") == other.head.text.endswith("s")
        if other.det not in _DEFINITE or not one:
            return False  # told first, since what was said before has to be read for the rest
        if any(other.head.keys <= t.keys for a in self.context.said for t in a.terms):
            return False
        topics = [n.head for n in (*self.topics()[:1], *self.topics()[-1:]) if n.head is not None]
        return any(alike(own.head, t) for t in topics)

    def _names(self, name: Term, other: Term) -> bool | None:
        """Whether two names are one, the page's perhaps a shorter form of the one that it gave before."""
        if names_agree(name, other) or _acronym(name, other):
            return True
        if other.keys <= name.keys and self.knows(name.keys, here=True):
            named = (t for said in self.context.said for t in said.terms if t.kind == "name" and other.keys <= t.keys)
            return True if all(names_agree(name, t) or t.keys <= name.keys for t in named) else None
        return False if not name.keys <= other.all_keys and not other.keys <= name.all_keys else None

    def _takes_up(self, name: Term, other: Noun, head: Term) -> bool | None:  # noqa: PLR0911 - one return for each way to be taken up
        """Whether a definite phrase takes up a name: "the treaty" the Treaty of Marrow, "the ship" what was told of."""
        if head.kind != "word":
            return False
        opening = len(name.keys) == 1 and _is_word_of(head, name)  # a word that opens the statement, taken for a name
        of_it = head.keys & _PLACES and any(
            n.head and names_agree(name, n.head) for p, n in other.attached if p == "of"
        )
        if opening or of_it:
            return True
        if other.det not in _DEFINITE or any(t.kind == "name" for t in other.terms) or _superlative([head]):
            return None
        told = any(a.head and names_agree(name, a.head) and b.head and alike(b.head, head) for a, b in self._told())
        if told or (_is_word_of(head, name) and self.knows(name.keys)):
            return True
        if any(head.keys <= t.keys for a in self.context.said for t in a.terms if t.kind == "word"):
            return False  # it takes up that other one
        if head.keys & (lexicon().words["titles"] | _people()):
            return None  # another person may be meant
        titled = [t for title in self._titles for t in title.terms if t.kind == "name"][:1]
        topics = [n.head for n in self._topic() if n.is_name and n.head is not None]
        return True if any(names_agree(name, topic) for topic in (*topics, *titled)) else None

    def _told(self) -> Iterator[tuple[Noun, Noun]]:
        """What the sentences before say that something is: "Iskra-4 is a satellite"."""
        said_to_be = (c for a in self.context.said for c in clauses(a) if c.verb == "be" and not c.negated)
        for clause in said_to_be:
            if clause.doer is not None and clause.doer.is_name and clause.object is not None:
                yield clause.doer, clause.object

    def _fits(self, own: Noun, other: Noun) -> bool | None:
        """Whether what is said of a noun in the statement holds of the page's: "the eastern valleys" are no western."""
        theirs = [*other.terms, *(t for _, n in other.attached for t in n.terms)]
        if _ranked(theirs) and _superlative(own.terms) and not _ranked(own.terms):
            return False
        if _other_superlative(own.terms, theirs):
            return False
        former = [t for t in theirs if t.kind == "word" and t.keys & _NO_LONGER]
        if former and not self.past and not any(alike(t, o) for t in former for o in own.terms):
            return False
        parts = [(a, b) for p, a in own.attached for q, b in other.attached if p == q == "of"]
        if parts and not any(self._one(a, b) is not False for a, b in parts):
            return False
        owners = [
            t for n in (self.topics(persons=other.owner in _PERSONAL)[:1] if other.owner else []) for t in n.terms
        ]
        if own.det in {"all", "every", "each"} and other.det not in _ALL and any(p != "of" for p, _ in other.attached):
            return False  # "all towns" of "towns with more than 5,000 inhabitants"
        further = [*own.terms, *(t for _, n in own.attached for t in n.terms)]
        open_ = [
            t for t in further if t is not own.head and not t.empty and not any(alike(t, x) for x in theirs + owners)
        ]
        other_kind = any(t.kind == "word" and self._tells_kind(t, own, other) for t in other.terms)
        results = [self._detail(term, own, other, theirs, other_kind=other_kind) for term in open_]
        return False if False in results else None if None in results else True

    def _tells_kind(self, term: Term, own: Noun, other: Noun) -> bool:
        """Whether a word before the page's noun tells of what kind it is, and none of the statement's: "finance"."""
        before = other.head is not None and term.end <= other.head.start
        return before and not term.light and not term.empty and not any(alike(term, t) for t in own.terms)

    def _detail(self, term: Term, own: Noun, other: Noun, theirs: Sequence[Term], *, other_kind: bool) -> bool | None:
        """A word of the statement's phrase that the page's lacks: whether it holds all the same."""
        if term.kind == "number":
            return amount_in(term, theirs[:1] if other.is_part else theirs)
        if term.kind == "name":
            rivals = [t for t in theirs if t.kind == "name" and t is not other.head]
            return False if rivals and not other.owner else (self.knows(term.keys) or None)
        if any(_opposed(term, t) for t in theirs):
            return False
        after = own.head is not None and term.start > own.head.end
        if other_kind and not after and not term.light:
            return None
        return True if term.light or self.knows(term.keys, here=after) else None


@lru_cache(maxsize=1)
def _people() -> frozenset[str]:
    return frozenset(stem(word) for word in grammar()["people"])


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


def _other_superlative(own: Sequence[Term], theirs: Sequence[Term]) -> bool:
    """Whether both are the most of something, each of something else: "the longest river" of "the deepest river"."""
    ours, others = ([t for t in terms if _superlative([t])] for terms in (own, theirs))
    return bool(ours and others) and not any(alike(a, b) for a in ours for b in others)


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


def _at_other_times(preposition: str, other: str) -> bool:
    """Whether what is before or after a thing is held against what is during it."""
    return preposition != other and {preposition, other} <= _WHEN
