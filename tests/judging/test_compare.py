"""Comparing one statement with one sentence: what is told early, and what is left unlooked for, changes no verdict."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings

from refcheck.judging.alignment import Context
from refcheck.judging.around import Around
from refcheck.judging.compare import compare, deciding
from refcheck.judging.nearest import Nearest
from refcheck.judging.rules import DECIDES
from refcheck.language.lexicon import lexicon
from refcheck.language.terms import Analysis, analyse

from .test_any_words import TEXT

HERE = Path(__file__).parent
WORDS = lexicon()
Told = tuple[Analysis, Analysis, Context]


def passages() -> list[object]:
    rows = chain.from_iterable(
        tomllib.loads(file.read_text(encoding="utf-8")).get("passage", []) for file in sorted(HERE.glob("**/*.toml"))
    )
    return [pytest.param(row["text"], [s for side in ("yes", "no", "open") for s in row[side]]) for row in rows]


def told(statement: str, page: str) -> Iterator[Told]:
    """The statement, each sentence of the page, and what surrounds it: what was said before."""
    claimed = analyse(statement, WORDS)
    gist = Nearest(claimed, WORDS).gist
    texts = [f"{text}." for text in page.rstrip(".").split(". ")]
    every, nothing = Around(texts, WORDS, gist), Around((), WORDS, gist)
    context = Context(Around(texts[:1], WORDS, gist), nothing, nothing, nothing, every)
    for number, text in enumerate(texts):
        before = every[max(0, number - 6) : number]
        yield claimed, analyse(text, WORDS), replace(context, before=before, said=before)


def decides(case: Told) -> bool:
    reading = compare(*case)
    return max(reading.support, reading.refute) >= DECIDES


@pytest.mark.parametrize(("page", "statements"), passages())
def test_what_is_told_halfway_to_decide_nothing_decides_nothing(page: str, statements: list[str]) -> None:
    for case in chain.from_iterable(told(statement, page) for statement in statements):
        reading = deciding(*case)
        if reading is None:
            assert not decides(case), case[:2]
        else:
            assert reading == compare(*case, thorough=False)


@settings(max_examples=300, deadline=None)
@given(statement=TEXT, page=TEXT)
def test_of_any_words_what_is_told_halfway_to_decide_nothing_decides_nothing(statement: str, page: str) -> None:
    for case in told(statement, page):
        assert deciding(*case) is not None or not decides(case)


@pytest.mark.parametrize(("page", "statements"), passages())
def test_less_than_all_obstacles_change_no_more_than_what_is_listed_of_them(page: str, statements: list[str]) -> None:
    for case in chain.from_iterable(told(statement, page) for statement in statements):
        whole, first = compare(*case), compare(*case, thorough=False)
        assert first == replace(whole, obstacles=first.obstacles)
        assert first.obstacles <= whole.obstacles
        assert bool(first.obstacles) == bool(whole.obstacles)


def test_sentences_that_share_a_name_only_are_told_halfway() -> None:
    page = "Trains are rare. The Orda Bridge fell after years of repairs. A bridge is closed. Its mayor built a school."
    cases = told("The Orda Bridge was opened by the mayor of Lund after two winters of costly repairs.", page)
    assert [deciding(*case) is None for case in cases] == [True] * 4
