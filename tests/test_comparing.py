"""Pages are read and compared the same, whoever does it, and a page that ends who reads it is told."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.comparing import Elsewhere, Gist, as_replayed, compared, comparer
from refcheck.model import Page, Provenance, Source, Unavailable, Unread

BODIES = [
    b"<h1>Lake Act</h1><p>The Lake Act became law in 1979, after long talks of three parishes.</p>",
    b"<h1>Lake Act</h1><p>The Lake Act became law in 1980, after long talks of three parishes.</p>",
    b"<h1>Lake Act</h1><p>The Lake Act became law in 1979,\n after long talks of <b>three</b> parishes.</p>",
    b"<ul><li>One</li><li>Two</li></ul><table><tr><th>Year<th>Law<tr><td>1979<td>Lake Act</table>",
    b"<title>Just a moment...</title><p>Checking your browser</p>",
    b"\x89PNG\r\n",
    b"",
]
DAY = datetime(2025, 3, 1, tzinfo=UTC)


def page(body: bytes, provenance: Provenance = Provenance.LIVE, note: str = "") -> Page:
    source = Source("s", "https://site.example/a")
    return Page(source, source.url, 200, "text/html", body, DAY, provenance, charset="utf-8", note=note)


def test_other_processes_compare_as_this_one_does() -> None:
    olds = [None, *(page(body, Provenance.RECORDED) for body in BODIES)]
    pairs = [(old, page(body)) for old in olds for body in BODIES]
    with Elsewhere(2) as elsewhere, ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda pair: elsewhere(*pair), pairs))
    for pair, there in zip(pairs, found, strict=True):
        assert there == compared(*pair)


@given(
    st.sampled_from(BODIES),
    st.sampled_from(BODIES),
    st.sampled_from(list(Provenance)),
    st.sampled_from(["", "archived copy: https://a.example/1"]),
    st.sampled_from(["utf-8", "latin-1", ""]),
)
def test_a_page_of_the_same_bytes_need_not_be_read_again(
    old: bytes, new: bytes, provenance: Provenance, note: str, charset: str
) -> None:
    before = page(old, Provenance.RECORDED)
    gist = compared(None, before).now
    now = replace(page(new, provenance, note), charset=charset, fetched_at=DAY.replace(year=2026))
    if isinstance(gist, Gist) and (found := as_replayed(before, gist, now)):
        assert found == compared(before, now)
        assert old == new


def test_a_long_page_is_read_whole_only_where_there_is_one_to_compare_it_with() -> None:
    old, now = (
        page(BODIES[number].replace(b"</p>", b" and a quarrel.<p>Of the four mills.</p>" * 300)) for number in (0, 1)
    )
    first = compared(None, now).now
    assert isinstance(first, Gist)
    assert first.words is None
    found = compared(old, now)
    assert found == replace(found, now=replace(first, words=2115), before=replace(first, words=2115), same=False)
    assert [(change.removed, change.added) for change in found.changes] == [(("1979,",), ("1980,",))]


@dataclass(frozen=True, slots=True)
class Deadly(Page):
    """A page that ends the process which takes it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (9,)


def test_a_page_that_ends_its_reader_is_told_and_harms_no_other() -> None:
    source = Source("deadly", "https://site.example/b")
    deadly = Deadly(source, source.url, 200, "text/html", BODIES[0], DAY, Provenance.LIVE)
    before = threading.active_count()
    with Elsewhere(2) as elsewhere, ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda now: elsewhere(None, now).now, [page(BODIES[0]), deadly, page(BODIES[1])]))
    lost = answers.pop(1)
    assert isinstance(lost, Unavailable)
    assert (lost.source, lost.reason, "exit code 9" in lost.detail) == (source, Unread.UNREADABLE, True)
    assert all(isinstance(answer, Gist) for answer in answers)
    assert threading.active_count() == before


def test_who_still_waits_when_it_ends_is_told() -> None:
    waiting = threading.Event()
    told: list[BaseException] = []

    def ask(elsewhere: Elsewhere) -> None:
        waiting.set()
        try:
            for _ in range(10_000):
                elsewhere(None, page(BODIES[0] * 2000))
        except InterruptedError as error:
            told.append(error)

    with Elsewhere(1) as elsewhere:
        thread = threading.Thread(target=ask, args=(elsewhere,))
        thread.start()
        waiting.wait()
    thread.join(10)
    assert len(told) == 1


@pytest.mark.parametrize(("pages", "jobs", "here"), [(1, 4, True), (79, 4, True), (80, 1, True), (80, 4, False)])
def test_few_pages_are_read_here(monkeypatch: pytest.MonkeyPatch, pages: int, jobs: int, *, here: bool) -> None:
    monkeypatch.setattr("refcheck.engines.choosing.cores", lambda: 2)
    with comparer(pages, jobs) as compare:
        assert (compare is compared) is here


def test_one_core_reads_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refcheck.engines.choosing.cores", lambda: 1)
    with comparer(1000, 32) as compare:
        assert compare is compared
