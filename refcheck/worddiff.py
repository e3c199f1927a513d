"""What changed from one text to another, word by word, in bounded time however long they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

CONTEXT = 6
MOST_CELLS = 200_000_000
"""Of the table that two sequences are aligned in: 25 MB, and well below a second."""


@dataclass(frozen=True, slots=True)
class Change:
    """Words that stood at one place and those that stand there now, with what stands around both."""

    before: tuple[str, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]
    after: tuple[str, ...]

    def __str__(self) -> str:
        """On one line, marked as in `git diff --word-diff`: [-removed-] and {+added+}."""
        marked = [f"[-{' '.join(self.removed)}-]"] if self.removed else []
        marked += [f"{{+{' '.join(self.added)}+}}"] if self.added else []
        return " ".join([*self.before, *marked, *self.after])


def word_changes(old: str, new: str) -> tuple[Change, ...]:
    """The changes that make `old` into `new`, in their order; none where both have the same words.

    Lines are aligned first, then the words of the lines that differ, each by a longest common subsequence (Hyyrö's
    bit-parallel algorithm, as in rapidfuzz). Stretches too long for `MOST_CELLS` are one change.
    """
    before, after = old.split("\n"), new.split("\n")
    return tuple(
        change
        for i, j, m, n in _differing(before, after)
        for change in _within(" ".join(before[i:j]).split(), " ".join(after[m:n]).split())
    )


def _within(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for i, j, m, n in _differing(old, new):
        yield Change(tuple(old[max(0, i - CONTEXT) : i]), tuple(old[i:j]), tuple(new[m:n]), tuple(old[j : j + CONTEXT]))


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The spans (of old, of new) between what both have in common, neighbouring ones as one."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if len(left) * len(right) > MOST_CELLS:
        yield start, start + len(left), start, start + len(right)
        return
    # Words that are alike get the same number, so that no two that differ can meet in a hash.
    numbers: dict[str, int] = {}
    coded = [[numbers.setdefault(item, len(numbers)) for item in side] for side in (left, right)]
    i = m = 0
    for step in (*Indel.opcodes(*coded), None):
        if step is not None and step.tag != "equal":
            continue
        here = (len(left), len(right)) if step is None else (step.src_start, step.dest_start)
        if (i, m) != here:
            yield start + i, start + here[0], start + m, start + here[1]
        if step is not None:
            i, m = step.src_end, step.dest_end


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items both begin with."""
    for number, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return number
    return min(len(one), len(other))
