"""Words of a recorded page, found again on the page as it is now: by the words and by what stands around them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from refcheck.drifting.wording import Piece, aligned, tokens, word_diff
from refcheck.judging.rules import pieces
from refcheck.model import Document, Evidence, Passage
from refcheck.surroundings import after, before
from refcheck.text import evened

NEAR = 0.5
"""The share of words in common from which a sentence is the old one in other words."""
NEAR_IN_PLACE = 0.34
"""The same for one that stands where the old one stood."""
COMPARED = 12
"""How many sentences that share most words are compared word by word."""
MOST_TWINS = 2_500
"""How many pairs of equal words, of both pages, are told apart by what stands around them."""
AROUND = 3
"""How many sentences on either side tell one place from another."""
_JOINS = "; "
_ARTICLES = frozenset({"a", "an", "the"})
_COUNTED = frozenset({"few", "little", "lot", "couple", "number", "majority", "minority", "bit"})
"""Words to which an article before them gives another meaning: "a few", "the number"."""
_LIGHT_SIGNS = frozenset(",.;:()[]-")


class Standing(StrEnum):
    """What became of a piece of evidence, from the least to the worst."""

    INTACT = "intact"
    MOVED = "moved"
    RETOUCHED = "retouched"
    REWORDED = "reworded"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A piece of recorded evidence and what became of it.

    `text`, `heading`, `before`, `after` and `link` are of the page as it is now, empty where the evidence is gone.
    `diff` leads from the old words to the new ones. `instead` is what stands now where the words stood; `in_view` says
    whether what stood around them is still there.
    """

    evidence: Evidence
    standing: Standing
    text: str = ""
    heading: str = ""
    before: str = ""
    after: str = ""
    link: str = ""
    diff: tuple[Piece, ...] = ()
    instead: str = ""
    in_view: bool = True


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, table row or list item; a row or item is read with its `label`: heading, lead-in, header cells."""

    start: int
    end: int
    words: str
    passage: Passage
    label: str = ""


@dataclass(frozen=True)
class Outline:
    """A document as the row of its units."""

    document: Document
    units: tuple[Unit, ...] = field(repr=False)

    @classmethod
    def of(cls, document: Document) -> Outline:
        """The outline of a document."""
        title = _title(document)
        units: list[Unit] = []
        for passage in document.passages:
            label = _label(document, passage, title)
            for start, end, _ in pieces(document, passage):
                words = evened(document.text[start:end])
                if words and (not units or start >= units[-1].end):
                    units.append(Unit(start, end, words, passage, label))
        return cls(document, tuple(units))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the units."""
        return tuple(unit.words for unit in self.units)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each unit's words stand."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(self.words):
            found[words].append(place)
        return found

    @cached_property
    def bags(self) -> tuple[Counter[str], ...]:
        """The words of each unit, counted."""
        return tuple(Counter(words.casefold().split()) for words in self.words)

    @cached_property
    def title(self) -> str:
        """The heading above all of the page."""
        return _title(self.document)

    def section(self, place: int) -> str:
        """The headings above a unit, without the page's title."""
        return _under(self.units[place].passage.heading, self.title)

    def run(self, start: int, end: int) -> range:
        """The units that a span touches."""
        touched = [n for n, unit in enumerate(self.units) if unit.start < end and start < unit.end]
        return range(touched[0], touched[-1] + 1) if touched else range(0)

    def joined(self, run: range) -> str:
        """The words of several units in a line."""
        grouped = len(run) > 1 and self.units[run[0]].passage.group is not None
        return (_JOINS if grouped else " ").join(self.words[run.start : run.stop])


class Finder:
    """Finds what was on the recorded page on the page as it is now; both are outlined and aligned once."""

    def __init__(self, recorded: Document, now: Document) -> None:
        self.old = Outline.of(recorded)
        self.new = Outline.of(now)
        self.pairs = aligned(self.old.words, self.new.words)
        self._taken = frozenset(self.pairs.values())

    def find(self, evidence: Evidence) -> Sighting | None:
        """What became of the evidence, or None for evidence that has no words on the page."""
        run = self.old.run(evidence.passage.start, evidence.passage.end) if evidence.text else range(0)
        if not run:
            return None
        group = self.old.units[run[0]].passage.group
        is_list = len(run) > 1 and group is not None
        place = self._list(run) if is_list else self._stretch(run)
        return self._seen(evidence, run, place) if place else self._gone(evidence, run)

    # ------------------------------------------------------------- where

    def _stretch(self, run: range) -> range | None:
        """Where a sentence or a few of them stand now: the same words in their place, near ones there, or elsewhere."""
        exact = self._repeats(run, self.new)
        if mine := self._own(run, exact):
            return max(mine, key=lambda each: (self._alike(run, each), self._is_paired(run, each), -each[0]))
        if (near := self._near(run)) is not None:
            return near
        # The same words stood there before: they are what is left of them, if they are a sentence of their own.
        if exact and len(self.old.joined(run).split()) > 3 and self.old.units[run[0]].passage.group is None:
            return max(exact, key=lambda each: (self._alike(run, each), -each[0]))
        return None

    def _repeats(self, run: range, outline: Outline) -> list[range]:
        """Every place of an outline that has the very words of the run."""
        words = self.old.words[run.start : run.stop]
        starts = outline.places.get(words[0], ())
        return [range(n, n + len(words)) for n in starts if outline.words[n : n + len(words)] == words]

    def _own(self, run: range, exact: Sequence[range]) -> list[range]:
        """Those of the places now that belong to the run, and to no other place that had the same words."""
        twins = self._repeats(run, self.old)
        if len(twins) == 1:
            return list(exact)
        if len(twins) * len(exact) > MOST_TWINS:
            return [each for each in exact if self._is_paired(run, each)]
        return [
            each
            for each in exact
            if run == max(twins, key=lambda twin: (self._alike(twin, each), self._is_paired(twin, each), -twin[0]))
        ]

    def _is_paired(self, run: range, place: range) -> bool:
        return all(self.pairs.get(n) == m for n, m in zip(run, place, strict=False))

    def _near(self, run: range) -> range | None:
        """The place that says the same in other words, as far as words tell; none that stood on the old page too."""
        wanted = sum((self.old.bags[place] for place in run), Counter[str]())
        gap = self._gap(run)
        ranked = sorted(self._windows(run), key=lambda each: (-self._overlap(wanted, each), each.start))[:COMPARED]
        old = self.old.joined(run)
        best: tuple[float, range] | None = None
        for each in ranked:
            share, inside = similarity(old, self.new.joined(each)), each.start in gap
            if share >= (NEAR_IN_PLACE if inside else NEAR):
                score = share + 0.2 * inside + 0.03 * self._alike(run, each)
                best = max(best, (score, each), key=lambda b: b[0]) if best else (score, each)
        return best[1] if best else None

    def _windows(self, run: range) -> Iterator[range]:
        for size in {len(run), len(run) + 1, max(1, len(run) - 1)}:
            for place in range(len(self.new.units) - size + 1):
                each = range(place, place + size)
                if self._taken.isdisjoint(each) and (size <= len(run) or self._hangs_together(each)):
                    yield each

    def _hangs_together(self, run: range) -> bool:
        return self.new.units[run[0]].passage == self.new.units[run[-1]].passage

    def _overlap(self, wanted: Counter[str], run: range) -> float:
        found = self.new.bags[run[0]] if len(run) == 1 else sum((self.new.bags[n] for n in run), Counter[str]())
        return 2 * (wanted & found).total() / max(1, wanted.total() + found.total())

    def _alike(self, run: range, place: range) -> int:
        """How much of what stands around is the same: sections, and the next units on either side."""
        old, new = self.old, self.new
        same_section = old.section(run[0]) == new.section(place[0])
        around = set(old.words[max(0, run.start - AROUND) : run.start]), set(old.words[run.stop : run.stop + AROUND])
        now = new.words[max(0, place.start - AROUND) : place.start], new.words[place.stop : place.stop + AROUND]
        return 2 * same_section + sum(len(each.intersection(there)) for each, there in zip(around, now, strict=True))

    def _list(self, run: range) -> range | None:
        """Where a list or table stands now: the one that has most of its rows, half of them at least."""
        rows = Counter(self.old.words[run.start : run.stop])
        whole = len(run) == len(_members(self.old, self.old.units[run[0]].passage.group))
        best: tuple[float, range] | None = None
        for group in range(len(self.new.document.groups)):
            members = _members(self.new, group)
            found = Counter(self.new.words[n] for n in members)
            share = 2 * (rows & found).total() / max(1, rows.total() + (found.total() if whole else rows.total()))
            if share >= NEAR and (best is None or share > best[0]):
                kept = members if whole else [n for n in members if self.new.words[n] in rows]
                best = (share, range(kept[0], kept[-1] + 1))
        return best[1] if best else None

    def _gap(self, run: range) -> range:
        """The places on the page now that lie where the run stood; empty where what stood around it is not there."""
        first = next((n for n in range(run.start - 1, run.start - 1 - AROUND, -1) if n in self.pairs), None)
        last = next((n for n in range(run.stop, run.stop + AROUND) if n in self.pairs), None)
        start = self.pairs[first] + 1 if first is not None else 0 if run.start == 0 else None
        stop = (
            self.pairs[last] if last is not None else len(self.new.units) if run.stop == len(self.old.units) else None
        )
        if start is None and stop is None:
            return range(0)
        start = max(0, (stop or 0) - len(run) - 1) if start is None else start
        stop = min(len(self.new.units), start + len(run) + 1) if stop is None else stop
        return range(start, max(start, stop))

    # -------------------------------------------------------------- what

    def _seen(self, evidence: Evidence, run: range, place: range) -> Sighting:
        old, new = self.old, self.new
        first, last = new.units[place[0]], new.units[place[-1]]
        was, now = old.joined(run), new.joined(place)
        labels = old.units[run[0]].label, first.label
        if was == now and labels[0] == labels[1]:
            in_place = self._is_paired(run, place) or self._is_between_the_same(run, place)
            same_section = old.section(run[0]) == new.section(place[0])
            standing = Standing.INTACT if in_place and same_section else Standing.MOVED
        elif labels[0] == labels[1] and essence(was) == essence(now):
            standing = Standing.RETOUCHED
        else:
            standing = Standing.REWORDED
        if labels[0] != labels[1]:
            was, now = f"{labels[0]}: {was}", f"{labels[1]}: {now}"
        document, text = new.document, new.document.text
        spot = Passage(first.start, last.end, first.passage.kind, first.passage.heading)
        return Sighting(
            evidence,
            standing,
            text[first.start : last.end],
            first.passage.heading,
            before(text, first.start),
            after(text, last.end),
            document.link(spot),
            word_diff(was, now) if was != now else (),
        )

    def _is_between_the_same(self, run: range, place: range) -> bool:
        old, new = self.old.words, self.new.words
        last = old[run.stop : run.stop + 1] == new[place.stop : place.stop + 1]
        return last and old[max(0, run.start - 1) : run.start] == new[max(0, place.start - 1) : place.start]

    def _gone(self, evidence: Evidence, run: range) -> Sighting:
        gap = self._gap(run)
        around = [n for n in (run.start - 1, run.stop) if n in self.pairs]
        there = self.new.units[gap[0]].start if gap else 0, self.new.units[gap[-1]].end if gap else 0
        instead = self.new.document.text[there[0] : there[1]] if around else ""
        return Sighting(evidence, Standing.GONE, instead=instead, in_view=bool(around))


def similarity(old: str, new: str) -> float:
    """The share of words and signs that two texts have in common in the same order, from 0 to 1 (Indel similarity)."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - only a page that has changed asks for it

    before, after = ([token.text.casefold() for token in tokens(text)] for text in (old, new))
    return float(Indel.normalized_similarity(before, after))


def essence(text: str) -> tuple[str, ...]:
    """The words and signs that carry meaning: without articles, light punctuation, hyphens and upper case.

    A dash before a figure stays, and so do articles that change the meaning of the next word ("a few").
    """
    kept: list[str] = []
    found = [token.text.casefold() for token in tokens(text)]
    for word, following in zip(found, [*found[1:], ""], strict=True):
        light = word in _LIGHT_SIGNS and not (word == "-" and following[:1].isdigit())
        if not light and not (word in _ARTICLES and following not in _COUNTED):
            kept += word.split("-") if not any(char.isdigit() for char in word) else [word]
    return tuple(kept)


def _members(outline: Outline, group: int | None) -> list[int]:
    return [n for n, unit in enumerate(outline.units) if unit.passage.group == group and group is not None]


def _title(document: Document) -> str:
    """The heading above all others; empty where the page has several at the top."""
    tops = {passage.heading.partition(" > ")[0] for passage in document.passages if passage.heading}
    return tops.pop() if len(tops) == 1 else ""


def _under(heading: str, title: str) -> str:
    return heading.removeprefix(title).removeprefix(" > ") if title else heading


def _label(document: Document, passage: Passage, title: str) -> str:
    """What a row or an item is read with: its heading, what leads in, its header cells; nothing for running text."""
    if passage.group is None and not passage.cells:
        return ""
    group = document.groups[passage.group] if passage.group is not None else None
    lead = group.label.replace(passage.heading, "").strip("; ") if group and passage.heading else ""
    lead = group.label if group and not passage.heading else lead
    headers: Sequence[str] = [cell.header for cell in passage.cells if cell.header]
    parts = (_under(passage.heading, title).rpartition(" > ")[2], lead, ", ".join(headers))
    return evened("; ".join(part for part in parts if part))
