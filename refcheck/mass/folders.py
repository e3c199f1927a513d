"""A run over a folder of dossiers: each is checked by itself, with its own recordings, names and history."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from refcheck.citations import cited
from refcheck.dossier import load
from refcheck.engines import Engine
from refcheck.errors import DossierError, Mistake
from refcheck.mass.keeping import Keeper
from refcheck.mass.pool import Asked, Pool
from refcheck.mass.rows import ERROR, Rows, error_row, marks_of, row_of
from refcheck.mass.spreading import Answer, Group, Pages, answers
from refcheck.model import Dossier, Result, Run, SourceUse

CLAIMS_FILE = "claims.toml"
_MOST_MISTAKES, _MOST_READY = 50, 100


def dossiers_in(folder: Path) -> tuple[Path, ...]:
    """The claims files in the folders below one, in the order of their paths.

    Hidden folders are left out, and so are links to folders and those that lead to a file elsewhere.
    """
    found = []
    for place, below, files in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".")]
        if CLAIMS_FILE in files and (Path(place) / CLAIMS_FILE).resolve().is_relative_to(folder.resolve()):
            found.append(Path(place) / CLAIMS_FILE)
    return tuple(sorted(found, key=lambda path: path.parts))


def about_how_many(files: Sequence[Path]) -> int:
    """How many claims these claims files have if they are like some twenty of them."""
    some = files[:: max(1, len(files) // 20)]
    return sum(map(_claims_in, some)) * len(files) // max(1, len(some))


def _claims_in(path: Path) -> int:
    try:
        return path.read_bytes().count(b"[[claim]]")
    except OSError:
        return 0


def opened(path: Path) -> tuple[Dossier | DossierError, bytes]:
    """A dossier or what is wrong with it, and a digest of its claims file and of the article that this names."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        digest.update(path.read_bytes())
        dossier = load(path)
    except OSError as error:
        message = f"the claims file can not be read ({error.strerror})"
        return DossierError(str(path), (Mistake(message),)), digest.digest()
    except DossierError as error:
        return error, digest.digest()
    digest.update(dossier.article.text.encode(errors="surrogatepass") if dossier.article else b"")
    return dossier, digest.digest()


@dataclass(slots=True)
class _Open:
    """A dossier under way: what came of its claims by their place, and what became of its sources by id."""

    dossier: Dossier
    digest: bytes
    results: dict[int, Result] = field(default_factory=dict)
    uses: dict[str, SourceUse] = field(default_factory=dict)


class Folders:
    """The dossiers below a folder behind those whose rows are written already.

    `run` says when and by what they are judged; `on_whole` is given the run of each dossier when it is whole.
    """

    def __init__(
        self, root: Path, files: Sequence[Path], run: Run, keeper: Keeper, on_whole: Callable[[Run], None]
    ) -> None:
        self._root, self._files, self._run, self._keeper, self._on_whole = root, files, run, keeper, on_whole
        self._open: dict[int, _Open] = {}
        self._ready: deque[Rows] = deque()

    def rows(self, engine: Engine, pages: Pages) -> Iterator[Rows]:
        """The rows of each dossier as they are written, which is in the order of the dossiers."""
        yield from self._keeper.catch_up()
        for answer in answers(self._groups(), engine, pages):
            self._take(answer)
            yield from self._kept()
        yield from self._kept()

    def _groups(self) -> Iterator[Group]:
        for place in range(self._keeper.reached.pieces, len(self._files)):
            dossier, digest = opened(self._files[place])
            if self._keeper.has(place, digest):
                continue
            if isinstance(dossier, DossierError):
                self._ready.append(self._mistaken(place, digest, dossier))
            else:
                self._open[place] = _Open(dossier, digest)
                self._finish(place)
                yield from self._groups_of(place, dossier)
            if len(self._ready) >= _MOST_READY:
                yield Group(())  # for them to be written

    def _groups_of(self, place: int, dossier: Dossier) -> Iterator[Group]:
        pool = Pool()
        by_id = {source.id: source for source in dossier.sources}
        for number, claim in enumerate(dossier.claims):
            pool.add(Asked(number, claim, tuple(by_id[name] for name in cited(claim))))
        while asked := pool.cut():
            yield Group(asked, dossier.path.parent / "cassettes", dossier.aliases, place)

    def _take(self, answer: Answer) -> None:
        if not answer.group.asked:
            return
        place = answer.group.dossier
        under_way = self._open[place]
        for asked, result in zip(answer.group.asked, answer.results, strict=True):
            under_way.results[asked.place] = result
        for use in answer.uses:
            under_way.uses.setdefault(use.source.id, use)
        self._finish(place)

    def _finish(self, place: int) -> None:
        """Hands on a dossier of which no claim is open any more."""
        under_way = self._open[place]
        dossier = under_way.dossier
        if len(under_way.results) < len(dossier.claims):
            return
        del self._open[place]
        results = tuple(under_way.results[number] for number in range(len(dossier.claims)))
        uses = tuple(under_way.uses[source.id] for source in dossier.sources if source.id in under_way.uses)
        run = replace(self._run, dossier=dossier, results=results, sources=uses)
        if results:
            self._on_whole(run)
        by_id = {source.id: source for source in dossier.sources}
        texts = tuple(
            row_of(result, run, self._named(place), [by_id[name] for name in cited(result.claim)]) for result in results
        )
        self._ready.append(Rows(place, under_way.digest, texts, marks_of(results, run), place + 1))

    def _mistaken(self, place: int, digest: bytes, error: DossierError) -> Rows:
        named = self._named(place)
        texts = tuple(error_row(named, mistake.line, mistake.message) for mistake in error.mistakes[:_MOST_MISTAKES])
        return Rows(place, digest, texts, {ERROR: 1}, place + 1)

    def _named(self, place: int) -> str:
        return self._files[place].relative_to(self._root).as_posix()

    def _kept(self) -> Iterator[Rows]:
        while self._ready:
            yield from self._keeper.take(self._ready.popleft())
