"""A piece of a run that any process can do by itself: some claims, and the pages that they rest on.

Who spreads a run cuts it into tasks and hands them to workers, in this process or in others. What a worker makes of a
task follows from the task and the worker's setup alone, whoever does it and whatever it did before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from refcheck.cache.keys import claim_key, page_key, recording_key
from refcheck.citations import cited, use_of
from refcheck.collector import forget_pages, uncollected
from refcheck.judges import STEADY, TOP_K
from refcheck.model import Claim, Document, Page, RecordMode, Result, Source, SourceUse, Unavailable, Unread
from refcheck.reading import read as read_page

if TYPE_CHECKING:
    from refcheck.cache import Cache
    from refcheck.cache.documents import Known
    from refcheck.desk import Desk
    from refcheck.judging import Judge
    from refcheck.web import Fetcher

KEPT_CHARACTERS, KEPT_PAGES = 2_000_000, 64
"""How many pages, and how much text of them, a worker keeps at hand for the next task; the last one in any case."""
KEPT_RECORDINGS, KEPT_BYTES = 16, 2_000_000
"""How many replayed pages, and how many bytes of their recordings, are at hand; the last one in any case."""
FORGOTTEN_TOGETHER = 16
"""Pages that are let go before what is kept of their texts is: it is of use to the pages at hand too."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What all tasks of a run have in common; it can be sent to another process where `judge` is a name.

    `cache` is the folder of what was read and judged before; None means that nothing of it is used or kept. Where
    `made_by` names what judges, workers also tell what a ledger keeps the results under.
    """

    judge: str | Judge = "model"
    top_k: int = TOP_K
    cache: Path | None = None
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Claims, all sources that they cite, and the pages that were pulled already, by source id.

    Sources without a page are replayed from the recordings in `cassettes`. Claims without a source may be part of it,
    and sources that no claim cites. `known` has results of an earlier run by claim id, each behind its key.
    """

    number: int
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    pages: Mapping[str, Page | Unavailable]
    cassettes: Path | None = None
    aliases: tuple[tuple[str, ...], ...] = ()
    known: Mapping[str, tuple[str, Result]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task: results in the order of its claims, and what became of its sources in their order.

    `keys` has what a ledger keeps each result under, where the setup asks for it.
    """

    number: int
    results: tuple[Result, ...]
    uses: tuple[SourceUse, ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Had:
    """A page that could be had: what is told of it, what it is known by, and what reading it gave.

    `whole` gives its bytes too, for one that was replayed in an earlier run by replaying it once more; `size` is how
    many bytes that holds.
    """

    page: Page | Known
    key: str
    use: SourceUse
    whole: Callable[[], Page | Unavailable]
    size: int


class Replays:
    """Plays recordings, from any folder."""

    def __init__(self) -> None:
        self._fetchers: dict[Path | None, Fetcher] = {}

    def fetch(self, source: Source, cassettes: Path | None, content: bytes | None = None) -> Page | Unavailable:
        """The recorded page of a source, or why it can not be had; `content` is its recording's if read already."""
        return self._of(cassettes).fetch(source, recorded=content)

    def content(self, source: Source, cassettes: Path | None) -> bytes | None:
        """The content of a source's recording; None where there is none, or none that can be read."""
        return self._of(cassettes).recorded(source)

    def _of(self, cassettes: Path | None) -> Fetcher:
        if cassettes not in self._fetchers:
            from refcheck.web import Fetcher, FetchSettings  # noqa: PLC0415 - what was pulled needs no network code

            self._fetchers[cassettes] = Fetcher(FetchSettings(cassettes=cassettes, record_mode=RecordMode.NONE))
        return self._fetchers[cassettes]

    def into(self, task: Task) -> Task:
        """The task with the pages of all its sources, so that who does it needs no recordings."""
        pages = {s.id: task.pages.get(s.id) or self.fetch(s, task.cassettes) for s in task.sources}
        return replace(task, pages=pages, cassettes=None)


def unchecked(task: Task, told: str) -> Done:
    """What is said of a task that nobody could do: nothing was judged, and nothing was read."""
    results = tuple(Result(claim, None, reason=f"could not be checked: {told}") for claim in task.claims)
    uses = tuple(SourceUse(source, unavailable=Unavailable(source, Unread.UNREADABLE, told)) for source in task.sources)
    return Done(task.number, results, uses)


class Worker:
    """Does tasks, one after the other; what is costly to make (lexicon, model, pages read) is kept for the next."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._desk_kept: Desk | None = None
        self._aliases: tuple[tuple[str, ...], ...] = ()
        self._dropped = 0
        self._replays = Replays()
        self._read: OrderedDict[tuple[object, ...], Document | Unavailable] = OrderedDict()
        self._replayed: OrderedDict[tuple[Source, Path | None], _Had] = OrderedDict()
        self._cache = _cache(setup)

    def do(self, task: Task) -> Done:
        """The results of a task's claims."""
        if task.aliases != self._aliases:
            self._desk_kept, self._aliases = None, task.aliases
        had = {source.id: self._have(source, task) for source in task.sources}
        uses = tuple(
            each.use if isinstance(each, _Had) else SourceUse(each.source, unavailable=each) for each in had.values()
        )
        keys = self._ledger_keys(task, uses)
        results = tuple(
            _taken_over(task.known.get(claim.id), key) or self._result(claim, had)
            for claim, key in zip(task.claims, keys or [""] * len(task.claims), strict=True)
        )
        self._forget()
        if self._cache:
            self._cache.flush()
        return Done(task.number, results, uses, keys)

    def _ledger_keys(self, task: Task, uses: Sequence[SourceUse]) -> tuple[str, ...]:
        """What the ledger keeps the results of a task's claims under; empty where none is asked for."""
        if not self._setup.made_by:
            return ()
        from refcheck.resuming import key_of  # noqa: PLC0415 - it brings the history along

        by_id = {use.source.id: use for use in uses}
        rest = (self._setup.made_by, self._setup.top_k, task.aliases)
        return tuple(key_of(claim, [by_id[name] for name in cited(claim)], *rest) for claim in task.claims)

    @property
    def _desk(self) -> Desk:
        """The desk for the names of the task, made when a claim is judged first."""
        if self._desk_kept is None:
            from refcheck.desk import Desk  # noqa: PLC0415 - what was judged before needs no judge

            self._desk_kept = Desk(self._setup.judge, self._setup.top_k, self._aliases)
        return self._desk_kept

    # -------------------------------------------------------------- claims

    def _result(self, claim: Claim, had: Mapping[str, _Had | Unavailable]) -> Result:
        """The result of a claim: the one that the cache has, or a new one."""
        own = {name: had[name] for name in cited(claim)}
        key = self._key(claim, own)
        if key and self._cache:
            sources = tuple(each.page.source for each in own.values() if isinstance(each, _Had))
            if (known := self._cache.result(key, claim, sources)) is not None:
                return known
        read = {
            name: self._read_page(each.page, each.key, each.whole) if isinstance(each, _Had) else each
            for name, each in own.items()
        }
        with uncollected():
            result = self._desk.result(claim, read)
        if key and self._cache:
            self._cache.keep_result(key, result)
        return result

    def _key(self, claim: Claim, own: Mapping[str, _Had | Unavailable]) -> str:
        """What the result is known by; nothing for what is not to be kept: with pages missing, or by who may waver."""
        if self._cache is None or self._setup.judge not in STEADY:
            return ""
        pages = {name: each.key for name, each in own.items() if isinstance(each, _Had) and not each.use.unavailable}
        return (
            claim_key(claim, pages, self._setup.judge, self._setup.top_k, self._aliases)
            if len(pages) == len(own)
            else ""
        )

    # -------------------------------------------------------------- pages

    def _have(self, source: Source, task: Task) -> _Had | Unavailable:
        """The page of a source: the one pulled, or else its recording."""
        page = task.pages.get(source.id)
        if page is None:
            return self._recorded(source, task.cassettes)
        return page if isinstance(page, Unavailable) else self._arrived(page)

    def _recorded(self, source: Source, cassettes: Path | None) -> _Had | Unavailable:
        """The recorded page of a source, which the next tasks often need too."""
        at_hand = source, cassettes
        had = self._replayed.pop(at_hand, None) or self._replay(source, cassettes)
        if isinstance(had, _Had):
            self._replayed[at_hand] = had
            while len(self._replayed) > 1 and self._keeps_too_much():
                self._replayed.popitem(last=False)
        return had

    def _keeps_too_much(self) -> bool:
        kept = self._replayed.values()
        return len(kept) > KEPT_RECORDINGS or sum(each.size for each in kept) > KEPT_BYTES

    def _replay(self, source: Source, cassettes: Path | None) -> _Had | Unavailable:
        """The recorded page of a source; a recording of the same bytes as in an earlier run is not replayed again."""
        content = self._replays.content(source, cassettes) if self._cache else None
        key = recording_key(source, content) if content else ""
        replay = partial(self._replays.fetch, source, cassettes, content)
        if key and self._cache and (known := self._cache.replayed(key, source)):
            return _Had(known, known.key, known.use, replay, len(content or b""))
        page = replay()
        if isinstance(page, Unavailable):
            return page
        had = self._arrived(page)
        if key and self._cache:
            self._cache.keep_replayed(key, page, had.key, had.use)
        return had

    def _arrived(self, page: Page) -> _Had:
        key = page_key(page)
        use = self._cache.use(page, key) if self._cache else None
        use = use or use_of(page.source, self._read_page(page, key, lambda: page))
        return _Had(page, key, use, lambda: page, len(page.body))

    def _read_page(
        self, page: Page | Known, key: str, whole: Callable[[], Page | Unavailable]
    ) -> Document | Unavailable:
        """The page as a document: one at hand, or one that was read in an earlier run, or read now."""
        at_hand = (key, page.source, page.fetched_at, page.provenance, page.note)
        known = self._read.pop(at_hand, None)
        if known is None and self._cache:
            known = self._cache.document(page, key)
        if known is None:
            if isinstance(had := whole(), Unavailable):
                return had
            known = read_page(had)
            if self._cache:
                self._cache.keep_page(key, known)
        self._read[at_hand] = known
        return known

    def _forget(self) -> None:
        """Drops the pages used longest ago, until what is kept is small enough."""
        sizes = {key: len(kept.text) for key, kept in self._read.items() if isinstance(kept, Document)}
        excess = sum(sizes.values()) - KEPT_CHARACTERS
        for key in list(self._read)[:-1]:
            if excess <= 0 and len(self._read) <= KEPT_PAGES:
                break
            dropped = self._read.pop(key)
            excess -= sizes.get(key, 0)
            self._dropped += 1
            if isinstance(dropped, Document) and self._desk_kept:
                self._desk_kept.forget(dropped)
        if self._dropped >= FORGOTTEN_TOGETHER:
            forget_pages()
            self._dropped = 0


def name_of(judge: str | Judge, aliases: Iterable[tuple[str, ...]] = ()) -> str:
    """The name that a judge goes by in a report. Raises what is wrong with one that has to be made for it."""
    if isinstance(judge, str) and judge in STEADY:
        return STEADY[judge]
    from refcheck.desk import Desk  # noqa: PLC0415 - those that come with the package are not loaded to be named

    made = Desk(judge, aliases=aliases).judge
    return str(getattr(made, "name", type(made).__name__))


def _taken_over(known: tuple[str, Result] | None, key: str) -> Result | None:
    """The earlier run's result, where it was found under the same key."""
    return known[1] if known and known[0] == key else None


def _cache(setup: Setup) -> Cache | None:
    if setup.cache is None:
        return None
    from refcheck.cache import Cache  # noqa: PLC0415

    return Cache(setup.cache)
