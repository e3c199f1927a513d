"""What surrounds a sentence is asked without analysing all of it, and answers as if all of it were analysed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from refcheck.article import sentences
from refcheck.judging.around import Around
from refcheck.judging.nearest import Nearest
from refcheck.language.lexicon import lexicon
from refcheck.language.terms import analyse, may_mean

ROOT = Path(__file__).resolve().parents[2]
WORDS = lexicon()
ROWS = tomllib.loads((ROOT / "tests" / "variations" / "unseen.toml").read_text("utf-8"))["variation"]
PAIRS = sorted({(row["statement"], row["page"]) for row in ROWS})[::6]


@pytest.mark.parametrize(("statement", "page"), PAIRS)
def test_it_has_what_the_analyses_of_its_texts_have(statement: str, page: str) -> None:
    claimed = analyse(statement, WORDS)
    texts = [page[start:end] for start, end in sentences(page)]
    around = Around(texts, WORDS, Nearest(claimed, WORDS).gist)
    told = [analyse(text, WORDS) for text in texts]
    keys = frozenset[str]().union(*(each.keys for each in told))
    senses = frozenset[tuple[str, int]]().union(*(each.senses for each in told))
    for term in claimed.terms:
        if term.kind in {"name", "word"}:
            assert around.has(term) == bool((term.keys and term.keys <= keys) or term.senses & senses), term
            assert (term.keys <= around.keys(term.keys)) == (term.keys <= keys), term
            assert list(around.having(term.keys)) == [each for each in told if term.keys <= each.keys], term
    assert [t for _, t in around.facts()] == [t for each in told for t in each.terms if t.when or t.amount]


def test_a_text_has_no_meaning_that_its_words_do_not_tell() -> None:
    phrases = [" ".join(phrase.stems) for entries in WORDS.phrases.values() for phrase in entries]
    pages = [page[start:end] for _, page in PAIRS for start, end in sentences(page)]
    meant = [text for text in (*phrases, *pages, "They don't agree.") if analyse(text, WORDS).senses]
    assert len(meant) > len(phrases) / 2
    for text in meant:
        assert analyse(text, WORDS).senses <= may_mean(text, WORDS), text
    assert ("agree", 1) not in may_mean("The council accepted it.", WORDS)


def test_nothing_surrounds_nothing() -> None:
    claimed = analyse("The lake froze over in 1987.", WORDS)
    around = Around((), WORDS, Nearest(claimed, WORDS).gist)
    assert (len(around), around.text, list(around.facts())) == (0, "", [])
    assert not any(around.has(term) for term in claimed.terms)
