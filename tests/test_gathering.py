"""Claims come into tasks once each, with all their pages, as soon as these are there, and pages are let go after."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from refcheck.citations import cited
from refcheck.gathering import Gathering
from refcheck.model import Claim, Page, Part, Provenance, Result, Source, Unavailable, Unread
from refcheck.work import Task

NOON = datetime(2025, 5, 1, 12, tzinfo=UTC)
SOURCES = tuple(Source(f"s{n}", f"https://example.org/{n}") for n in range(6))


def page(source: Source) -> Page:
    return Page(source, source.url, 200, "text/html", source.id.encode(), NOON, Provenance.LIVE)


def claim(name: str, *sources: int, of_part: tuple[int, ...] = ()) -> Claim:
    parts = (Part("A part.", tuple(f"s{n}" for n in of_part)),) if of_part else ()
    return Claim(name, "A statement.", sources=tuple(f"s{n}" for n in sources), parts=parts)


def names(task: Task | None) -> list[str]:
    assert task is not None
    return [each.id for each in task.claims]


def arrive(gathering: Gathering, *numbers: int) -> None:
    for number in numbers:
        gathering.arrived(f"s{number}", page(SOURCES[number]))


shapes = st.lists(
    st.tuples(st.sets(st.integers(0, 5), max_size=4), st.sets(st.integers(0, 5), max_size=2)), max_size=12
)


@given(shapes, st.data())
def test_each_claim_is_in_one_task_that_has_its_pages_as_soon_as_they_came(
    shape: list[tuple[set[int], set[int]]], data: st.DataObject
) -> None:
    claims = [claim(f"c{n}", *sorted(own), of_part=tuple(sorted(more))) for n, (own, more) in enumerate(shape)]
    gathering = Gathering(claims, SOURCES, None)
    given_pages: set[str] = set()
    seen: list[str] = []
    order = data.draw(st.permutations(gathering.wanted))
    for source in (None, *order):
        if source is not None:
            what = data.draw(st.sampled_from([page(source), Unavailable(source, Unread.DNS), None]))
            gathering.arrived(source.id, what)
            given_pages.add(source.id)
        most = data.draw(st.integers(1, 4))
        if data.draw(st.booleans()) and (task := gathering.pages_of_next()):
            assert task.claims == ()
            assert {each.id for each in task.sources} <= given_pages
        while task := gathering.task(most):
            assert 1 <= len(task.claims) <= most
            wanted = {name for each in task.claims for name in cited(each)}
            assert {each.id for each in task.sources} == wanted <= given_pages
            assert all(task.pages[name] for name in task.pages)
            seen += names(task)
        assert sorted(seen) == sorted(each.id for each in claims if set(cited(each)) <= given_pages)
        if data.draw(st.booleans()) and (task := gathering.ahead()):
            assert task.claims == ()
            assert {each.id for each in task.sources} <= given_pages
    assert sorted(seen) == sorted(each.id for each in claims)
    assert gathering.ahead() is None
    assert gathering._pages == {}


def test_claims_that_cite_a_page_come_together_and_in_their_order() -> None:
    claims = [claim("a", 0, 1), claim("b", 2), claim("c", 0), claim("d", 0, 3), claim("e", 0)]
    gathering = Gathering(claims, SOURCES, None)
    arrive(gathering, 2, 3, 1, 0)
    assert [names(gathering.task(8)) for _ in range(2)] == [["a", "c", "d", "e"], ["b"]]


def test_the_claims_of_a_page_that_all_cite_are_shared_out() -> None:
    gathering = Gathering([claim(f"c{n}", 0) for n in range(10)], SOURCES, None)
    arrive(gathering, 0)
    assert [len(names(gathering.task(4))) for _ in range(3)] == [4, 4, 2]
    assert gathering.task(4) is None


def test_a_claim_without_a_source_waits_for_nothing() -> None:
    gathering = Gathering([claim("a", 0), claim("b")], SOURCES, None)
    assert names(gathering.task(8)) == ["b"]
    assert gathering.task(8) is None


def test_the_pages_of_the_next_claim_can_be_read_by_themselves_once() -> None:
    gathering = Gathering([claim("a", 0, 1), claim("b", 1, 2)], SOURCES, None)
    arrive(gathering, 0, 1, 2)
    first = gathering.pages_of_next()
    assert first is not None
    assert (first.claims, first.sources) == ((), SOURCES[:2])
    assert gathering.pages_of_next() is None
    assert gathering.task(1) is not None
    second = gathering.pages_of_next()
    assert second is not None
    assert second.sources == SOURCES[2:3]


def test_a_page_is_read_ahead_once_and_comes_again_with_its_claim() -> None:
    gathering = Gathering([claim("a", 0, 1)], SOURCES, None)
    arrive(gathering, 0)
    ahead = gathering.ahead()
    assert ahead is not None
    assert (ahead.claims, ahead.sources, dict(ahead.pages)) == ((), SOURCES[:1], {"s0": page(SOURCES[0])})
    assert gathering.ahead() is None
    arrive(gathering, 1)
    task = gathering.task(8)
    assert task is not None
    assert set(task.pages) == {"s0", "s1"}


def test_what_is_known_of_its_claims_goes_along() -> None:
    known = {name: (f"key of {name}", Result(claim(name), None)) for name in ("a", "z")}
    task = Gathering([claim("a"), claim("b")], SOURCES, None, (), known).task(1)
    assert task is not None
    assert dict(task.known) == {"a": known["a"]}
