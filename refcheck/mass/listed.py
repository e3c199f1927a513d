"""A run over a list of claims: lines in, rows out in their order, with a bounded stretch of the list at hand."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from refcheck.engines import Engine
from refcheck.errors import DossierError
from refcheck.mass.keeping import Keeper
from refcheck.mass.lines import Line, read_line
from refcheck.mass.pool import Asked, Pool
from refcheck.mass.rows import ERROR, Rows, error_row, marks_of, row_of
from refcheck.mass.spreading import Answer, Group, Pages, answers
from refcheck.model import Result, Run, Unread

WINDOW, WINDOW_BYTES = 1 << 14, 1 << 24
"""How many claims, and of how many bytes, wait for a worker at the most: among them the same page is looked for."""
_AT_ONCE = 256
_ADVICE = {
    Unread.NOT_RECORDED: "run without --offline, where CI is set with --record-mode once",
    Unread.BAD_RECORDING: "run with --record-mode all",
}
_MOST_MISTAKES = 1000


class Listed:
    """The lines of a list behind those whose rows are written already; `run` says when and by what they are judged."""

    def __init__(self, lines: Iterator[Line], run: Run, keeper: Keeper, cassettes: Path | None) -> None:
        self._name = run.dossier.path.name
        self._lines, self._run, self._keeper, self._cassettes = lines, run, keeper, cassettes
        self._places = count(keeper.reached.pieces)
        self._pool = Pool()
        self._bytes = 0
        self._sizes: dict[int, int] = {}
        self._mistakes: deque[Rows] = deque()
        self._at_end = False

    def rows(self, engine: Engine, pages: Pages) -> Iterator[Rows]:
        """The rows as they are written, which is in the order of the lines."""
        yield from self._keeper.catch_up()
        for answer in answers(self._groups(), engine, pages):
            yield from self._kept_mistakes()
            yield from self._kept(answer)
        yield from self._kept_mistakes()

    def _groups(self) -> Iterator[Group]:
        while True:
            self._fill()
            asked = self._pool.cut()
            if not asked and self._at_end:
                return
            self._bytes -= sum(self._sizes.pop(each.place) for each in asked)
            yield Group(asked, self._cassettes)  # without a claim where there were only mistakes, which are to be kept

    def _fill(self) -> None:
        """Reads on, a little at a time, so that the first claims need not wait for the window to be full."""
        for _ in range(_AT_ONCE):
            if len(self._pool) >= WINDOW or self._bytes >= WINDOW_BYTES or len(self._mistakes) >= _MOST_MISTAKES:
                return
            line = next(self._lines, None)
            if line is None:
                self._at_end = True
                return
            self._take_in(line, next(self._places))

    def _take_in(self, line: Line, place: int) -> None:
        if self._keeper.has(place, line.digest):
            return
        try:
            claim, sources = read_line(line, self._name)
        except DossierError as error:
            text = error_row(self._name, line.number, "; ".join(mistake.message for mistake in error.mistakes))
            self._mistakes.append(Rows(place, line.digest, (text,), {ERROR: 1}, line.end))
            return
        self._sizes[place] = len(line.raw or b"")
        self._bytes += self._sizes[place]
        self._pool.add(Asked(place, claim, sources, line.digest, line.end))

    def _kept(self, answer: Answer) -> Iterator[Rows]:
        for asked, result in zip(answer.group.asked, answer.results, strict=True):
            text = row_of(_advised(result), self._run, self._name, asked.sources)
            marks = marks_of((result,), self._run)
            yield from self._keeper.take(Rows(asked.place, asked.digest, (text,), marks, asked.end))

    def _kept_mistakes(self) -> Iterator[Rows]:
        while self._mistakes:
            yield from self._keeper.take(self._mistakes.popleft())


def _advised(result: Result) -> Result:
    """The result with advice that fits: no `refcheck record` knows the sources of a list, but a run pulls them."""
    if not result.unavailable:
        return result
    told = tuple(
        replace(each, detail=each.detail.replace(f"refcheck record --source {each.source.id}", _ADVICE[each.reason]))
        if each.reason in _ADVICE
        else each
        for each in result.unavailable
    )
    return replace(result, unavailable=told)
