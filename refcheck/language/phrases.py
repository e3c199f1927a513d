"""The noun phrases and verb groups of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from refcheck.language.grammar import Unit
from refcheck.language.lexicon import grammar
from refcheck.language.terms import Term

NOBODY = frozenset({"nobody", "nothing", "none"})
_IN_NOUN = frozenset({"det", "owner", "word", "name", "number"})
_OPENS_NOUN = frozenset({"det", "owner"})
_VERBAL = frozenset({"verb", "aux"})


@dataclass(slots=True, eq=False)
class Noun:
    """A noun phrase with its of-phrases: its terms in order, the last of its own words as its head.

    Not changed once it is made; as of a `Term`, there are thousands on a page.

    `pronoun` where it is one ("it"), `owner` the pronoun that opens it ("its"), `det` its determiner. `others` are
    coordinated with it, `attached` are its prepositional phrases.
    """

    start: int
    end: int
    head: Term | None
    terms: tuple[Term, ...]
    pronoun: str = ""
    owner: str = ""
    det: str = ""
    others: tuple[Noun, ...] = ()
    attached: tuple[tuple[str, Noun], ...] = ()

    @property
    def each(self) -> tuple[Noun, ...]:
        """The phrase and those that are coordinated with it."""
        return (self, *self.others)

    @property
    def is_name(self) -> bool:
        """Whether a name is its head."""
        return self.head is not None and self.head.kind == "name"

    @property
    def is_measure(self) -> bool:
        """Whether it begins with a number: "600,000 kroner"."""
        return self.head is not None and not self.attached and self.terms[:1] != () and self.terms[0].kind == "number"

    @property
    def is_part(self) -> bool:
        """Whether it is a number of a number: "80 of 120 children"."""
        counted = any(p == "of" and any(t.kind == "number" for t in n.terms) for p, n in self.attached)
        return counted and bool(self.terms) and self.terms[0].kind == "number"


@dataclass(slots=True)
class Chunk:
    """A noun phrase (`noun`), a verb group (`kind` "verb"), or one word of the kind of its unit."""

    kind: str
    start: int
    end: int
    low: str = ""
    noun: Noun | None = None
    units: list[Unit] = field(default_factory=list)


def chunks_of(units: Sequence[Unit]) -> list[Chunk]:
    """The words as chunks: noun phrases with their of-phrases, verb groups, and single words."""
    return _opened(_with_of(_chunks(units)))


def _chunks(units: Sequence[Unit]) -> list[Chunk]:
    found: list[Chunk] = []
    i = 0
    while i < len(units):
        unit = units[i]
        follows = i + 1 < len(units) and units[i + 1].kind in _VERBAL
        if unit.kind in _VERBAL or (unit.kind == "neg" and follows):
            used = _group(units, i)
            found.append(Chunk("verb", unit.start, units[i + used - 1].end, units=[*units[i : i + used]]))
        elif unit.low == "to" and follows:
            used = 1 + _group(units, i + 1)
            found.append(Chunk("verb", unit.start, units[i + used - 1].end, "to", units=[*units[i : i + used]]))
        elif unit.kind == "pron":
            used = 1
            found.append(Chunk("noun", unit.start, unit.end, unit.low, Noun(unit.start, unit.end, None, (), unit.low)))
        elif unit.kind in _IN_NOUN or _inside_noun(units, i):
            used = _noun_length(units, i)
            found.append(_noun(units[i : i + used]))
        else:
            used = 1
            _add_word(found, unit)
        i += used
    return found


def _add_word(found: list[Chunk], unit: Unit) -> None:
    """A word of its own; a date takes the preposition before it in."""
    if unit.kind == "date" and found and found[-1].kind == "prep":
        found[-1] = Chunk("date", found[-1].start, unit.end, unit.low, units=[unit])
    elif unit.kind not in {"mark", "neg"}:
        found.append(Chunk(unit.kind, unit.start, unit.end, unit.low, units=[unit]))


def _group(units: Sequence[Unit], i: int) -> int:
    """How many units the verb group has: auxiliaries, adverbs and negations up to its verb."""
    j = last = i
    while j < len(units) and units[j].kind in {"aux", "verb", "adv", "neg"}:
        if units[j].kind == "verb":
            return j + 1 - i
        if units[j].kind == "aux":
            last = j
            follows = j + 2 < len(units) and units[j + 1].low == "to" and units[j + 2].kind in _VERBAL
            if units[j].low in grammar()["be"] and follows:
                j += 1  # "is to be replaced"
        j += 1
    while last + 1 < len(units) and units[last + 1].kind == "neg":
        last += 1
    return last + 1 - i


def _inside_noun(units: Sequence[Unit], i: int) -> bool:
    """Whether a date is part of a noun phrase: "the 1921 Treaty of Marrow"."""
    opens = units[i].kind == "date" and i > 0 and units[i - 1].kind in _OPENS_NOUN
    return opens and i + 1 < len(units) and units[i + 1].kind in {"word", "name"}


def _noun_length(units: Sequence[Unit], i: int) -> int:
    j = i
    while j < len(units) and (_goes_on(units, j, i) if j > i else True):
        j += 1
    return j - i


def _goes_on(units: Sequence[Unit], j: int, first: int) -> bool:
    """Whether the noun phrase that begins at `first` goes on with the unit at `j`."""
    unit, before = units[j], units[j - 1]
    after = units[j + 1] if j + 1 < len(units) else None
    if unit.kind in _OPENS_NOUN:
        return before.kind == "det"
    if (
        unit.kind == "name"
        and before.term is not None
        and before.term.amount is not None
        and before.term.amount.measured
    ):
        return False  # "at 1,904 metres Mount Kerr is …"
    if unit.kind in _IN_NOUN or _inside_noun(units, j):
        return True
    if after is None or j == first:
        return False
    if unit.kind == "adv":
        return after.kind in {"word", "number"} and (before.kind in {"det", "owner", "adv"} or before.owning)
    return unit.kind == "mark" and unit.low in {"-", '"', "“", "”"} and after.kind in _IN_NOUN


def _noun(units: Sequence[Unit]) -> Chunk:
    """A run of noun words as one phrase."""
    owner = det = ""
    terms: list[Term] = []
    named: list[Term] = []
    solid: list[Term] = []
    for unit in units:
        kind, term = unit.kind, unit.term
        if kind == "owner":
            owner = owner or unit.low
        elif kind == "det":
            det = det or unit.low
        if term is not None:
            named.append(term)
            if not (term.kind == "word" and term.empty):
                terms.append(term)
            if kind in {"word", "name"}:
                solid.append(term)
    head = next(reversed(solid or named), None)
    start, end = units[0].start, units[-1].end
    pronoun = "" if terms or head else det
    return Chunk("noun", start, end, "", Noun(start, end, head, tuple(terms), pronoun, owner, det))


def _with_of(chunks: list[Chunk]) -> list[Chunk]:
    """The chunks with of-phrases taken into the noun phrase before them."""
    found: list[Chunk] = []
    for chunk in chunks:
        whole = found[-2].noun if len(found) > 1 and found[-1].low == "of" else None
        if chunk.noun is not None and whole is not None:
            found.pop()
            found[-1] = Chunk("noun", found[-1].start, chunk.end, "", _merged(whole, chunk.noun))
        else:
            found.append(chunk)
    return found


def _merged(whole: Noun, part: Noun) -> Noun:
    """A noun phrase with its of-phrase; of "most of them" and "none of the guests" the part is the head."""
    merged = replace(
        whole,
        end=part.end,
        terms=whole.terms + part.terms,
        owner=whole.owner or part.owner,
        attached=(*whole.attached, ("of", part)),
    )
    if whole.pronoun and whole.head is None and part.head is not None:
        return replace(merged, head=part.head, pronoun="", det="no" if whole.pronoun == "none" else whole.pronoun)
    return merged


def _opened(chunks: list[Chunk]) -> list[Chunk]:
    """The chunks with each "after" and "before" that opens a clause told from the preposition."""
    for j, chunk in enumerate(chunks):
        if chunk.kind in {"prep", "sub"} and chunk.low in grammar()["opens_clause"]:
            k = j + 1
            while k < len(chunks) and chunks[k].kind in {"noun", "prep", "adv"}:
                k += 1
            clause = k > j + 1 and k < len(chunks) and chunks[k].kind == "verb" and chunks[k].low != "to"
            chunk.kind = "sub" if clause else "prep"
    return chunks
