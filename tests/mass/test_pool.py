"""Claims that share a page go together, none waits for ever, and none is lost."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from refcheck.mass.pool import MOST_CLAIMS, MOST_PAGES, Asked, Pool
from refcheck.model import Claim, Source


def asked(place: int, *pages: str, url: str = "") -> Asked:
    sources = tuple(Source(page, url or f"https://{page}.example/") for page in pages)
    return Asked(place, Claim(f"{place}", "x", sources=pages), sources)


def cut_up(pool: Pool) -> list[list[int]]:
    groups = []
    while group := pool.cut():
        groups.append([each.place for each in group])
    return groups


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=4, unique=True), max_size=200), st.data())
def test_each_claim_is_handed_out_once_and_the_oldest_always_goes(cited: list[list[str]], data: st.DataObject) -> None:
    pool, waiting, out = Pool(), set[int](), list[int]()
    for place, pages in enumerate(cited):
        pool.add(asked(place, *pages))
        waiting.add(place)
        if data.draw(st.booleans()):
            group = pool.cut()
            assert min(waiting) == group[0].place
            assert len(group) <= MOST_CLAIMS
            waiting -= {each.place for each in group}
            out += [each.place for each in group]
        assert len(pool) == len(waiting)
    out += [place for group in cut_up(pool) for place in group]
    assert sorted(out) == list(range(len(cited)))
    assert not pool.cut()


def test_a_page_is_read_for_all_claims_that_cite_it_although_they_are_far_apart() -> None:
    dice, pool = random.Random(3), Pool()  # noqa: S311 - no secret
    for place in range(2000):
        pool.add(asked(place, f"p{dice.randrange(200)}"))
    read = 0
    while group := pool.cut():
        read += len({source.id for each in group for source in each.sources})
    assert read <= 200 + 2000 / MOST_CLAIMS  # a page whose claims do not fit is read once more


def test_a_page_that_all_cite_does_not_tear_apart_the_claims_of_the_others() -> None:
    dice, pool = random.Random(3), Pool()  # noqa: S311 - no secret
    for place in range(2000):
        pool.add(asked(place, "hub", f"p{dice.randrange(200)}"))
    groups = []
    while group := pool.cut():
        groups.append({source.id for each in group for source in each.sources})
    assert sum(len(pages - {"hub"}) for pages in groups) <= 200 + len(groups)
    assert all(len(pages) <= MOST_PAGES + 1 for pages in groups)


def test_an_id_that_stands_for_two_pages_is_in_no_group_with_itself() -> None:
    pool = Pool()
    for place in range(6):
        pool.add(asked(place, "a", url=f"https://{place % 2}.example/"))
    groups = []
    while group := pool.cut():
        groups.append(group)
        assert len({source for each in group for source in each.sources}) == 1
    assert sorted(each.place for group in groups for each in group) == list(range(6))
