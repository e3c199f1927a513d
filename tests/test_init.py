"""First drafts of claims files: they load whatever the article holds, and so does each draft that is taken up."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path, PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refcheck.article import locate
from refcheck.dossier import load, load_text
from refcheck.dossier.files import read_article
from refcheck.drafting.first import MOST_DRAFTS, first_draft
from refcheck.drafting.naming import claim_id, source_id
from refcheck.drafting.toml import toml_string
from refcheck.manuscript import Link, Manuscript, read_manuscript

SCHEMA = "#:schema ./schema.json"
DRAFT = re.compile(r"^# (\[\[claim\]\]|(?:id|statement|quote|sources) = .*)$", re.MULTILINE)
ARTICLE = """\
---
title: "Neutral \\"no\\" more"
author: A. Writer
date: 2025-03-01
---
Two neighbours of Russia have given up [neutrality](https://en.wikipedia.org/wiki/Neutral_country#now). It rained.
Finland joined the *alliance* in April 2023.[^1] Is that good?

Sweden should think of [Norway](https://norway.example/a/b.html), and of 1905.

[^1]: The [members](https://www.nato.int/cps/en/natohq/nato_countries.htm).
"""


def drafted(text: str, name: str = "article.md") -> str:
    return first_draft(PurePath(name), read_manuscript(PurePath(name), text), SCHEMA).text


def taken_up(text: str) -> str:
    """The claims file after somebody took the comment marks off all of its drafts, and found sources for them."""
    uncommented = DRAFT.sub(r"\1", text)
    return re.sub(r"^sources = \[\].*$", 'sources = ["found"]', uncommented, flags=re.MULTILINE)


def test_the_draft_is_this() -> None:
    expected = (Path(__file__).parent / "golden" / "draft.toml").read_text(encoding="utf-8")

    assert drafted(ARTICLE) == expected


def test_it_loads_and_tells_what_the_article_tells(tmp_path: Path) -> None:
    (tmp_path / "article.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "claims.toml").write_text(drafted(ARTICLE), encoding="utf-8")
    dossier = load(tmp_path / "claims.toml")

    assert dossier.claims == ()
    assert dossier.article is not None
    assert (dossier.article.title, dossier.article.author) == ('Neutral "no" more', "A. Writer")
    assert dossier.article.published == date(2025, 3, 1)
    assert [(source.id, source.url) for source in dossier.sources] == [
        ("wikipedia-neutral-country", "https://en.wikipedia.org/wiki/Neutral_country"),
        ("nato-countries", "https://www.nato.int/cps/en/natohq/nato_countries.htm"),
        ("norway", "https://norway.example/a/b.html"),
    ]


def test_a_sentence_is_drafted_with_the_links_in_it_or_the_nearest_one() -> None:
    claims = tomllib.loads(taken_up(drafted(ARTICLE)))["claim"]

    assert [(claim["statement"], claim["sources"]) for claim in claims] == [
        ("Two neighbours of Russia have given up neutrality.", ["wikipedia-neutral-country"]),
        ("Finland joined the alliance in April 2023.", ["nato-countries"]),
        ("Sweden should think of Norway, and of 1905.", ["norway"]),
    ]


HOSTILE = st.text("aZ é\u0301“”\"'\\#[]{}=\n\t\x07\x1b\x7f\x85\u2028\u202e\ufeff.!?0129Finland NATO", max_size=200)


@settings(deadline=None)  # the first one loads the lexicon
@given(HOSTILE | st.text(max_size=100), st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_whatever_the_article_says_the_draft_loads_and_so_does_all_in_it(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    content = f"The lake of {text} was there in 1979. See https://a.example/x."
    (folder / name).write_text(content.replace("\0", ""), encoding="utf-8", errors="replace")
    manuscript = read_article(folder / name)
    draft = first_draft(PurePath(name), manuscript, SCHEMA)

    assert load_text(folder / "claims.toml", draft.text).claims == ()
    source = '\n[[source]]\nid = "found"\nurl = "https://found.example/"\n'
    loaded = load_text(folder / "claims.toml", taken_up(draft.text) + source) if draft.drafts else None
    assert len(loaded.claims if loaded else ()) == draft.drafts


@given(st.text())
def test_a_toml_string_stands_for_the_text(text: str) -> None:
    written = toml_string(text)

    assert "\n" not in written
    assert tomllib.loads(f"a = {written}\n")["a"] == text.encode("utf-8", "replace").decode("utf-8")


def test_half_a_character_becomes_a_question_mark() -> None:
    assert tomllib.loads(f"a = {toml_string('a' + chr(0xD800))}")["a"] == "a?"


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://en.wikipedia.org/wiki/Taiwan_Relations_Act", "wikipedia-taiwan-relations-act"),
        ("https://www.bbc.co.uk/news/world-europe-12345678", "bbc-world-europe"),
        ("https://2009-2017.state.gov/s/l/treaty/collectivedefense/", "state-collectivedefense"),
        ("https://www.nato.int/", "nato"),
        ("https://nato.int", "nato"),
        ("https://www.gov.uk/guidance/visas", "gov-visas"),
        ("https://paper.example/2025/03/31/1234.html", "paper"),
        ("https://xn--bcher-kva.example/", "xn-bcher-kva"),
        ("https://192.0.2.1/report.pdf", "192-0-2-1-report"),
        ("https://a.example/%D0%BA%D0%B8%D0%B5%D0%B2", "a"),
        ("https://a.example/" + "word-" * 40, "a-word-word-word-word-word"),
    ],
)
def test_a_source_is_named_by_whose_page_it_is_and_what_it_is_of(url: str, made: str) -> None:
    assert source_id(url, ()) == made


def test_no_id_is_given_twice() -> None:
    assert source_id("https://www.nato.int/", {"nato", "nato-2"}) == "nato-3"
    assert claim_id("Finland joined NATO in 2023.", {"finland-joined-nato-2023"}) == "finland-joined-nato-2023-2"


@pytest.mark.parametrize(
    ("statement", "made"),
    [
        ("The Taiwan Relations Act became law in 1979.", "taiwan-relations-act-became-law-1979"),
        ("It is.", "it-is"),
        ("Київ", "claim"),
        ("", "claim"),
        ("x" * 100, "x" * 40),
    ],
)
def test_a_claim_is_named_by_its_telling_words(statement: str, made: str) -> None:
    assert claim_id(statement, ()) == made


@given(st.text(max_size=120), st.lists(st.text(max_size=30), max_size=3))
def test_an_id_is_one_that_a_claims_file_may_have(text: str, taken: list[str]) -> None:
    for made in (claim_id(text, taken), source_id(f"https://a.example/{text}".replace("[", ""), taken)):
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", made)
        assert made not in taken


def test_an_article_of_endless_sentences_makes_a_file_that_can_be_read(tmp_path: Path) -> None:
    text = "".join(f"Finland joined group {n} in 2023. " for n in range(2 * MOST_DRAFTS))
    (tmp_path / "a.txt").write_text(text)
    draft = first_draft(PurePath("a.txt"), read_manuscript(PurePath("a.txt"), text), SCHEMA)

    assert (draft.drafts, draft.left_out) == (MOST_DRAFTS, MOST_DRAFTS)
    load_text(tmp_path / "claims.toml", draft.text)


def test_a_sentence_too_long_for_a_statement_is_cut_and_still_found() -> None:
    manuscript = Manuscript("In 1979 " + "the lake was low and " * 150 + "then it rose.")
    (claim,) = tomllib.loads(taken_up(first_draft(PurePath("a.txt"), manuscript, SCHEMA).text))["claim"]

    assert (len(claim["statement"]) <= 1000, 1000 < len(claim["quote"]) <= 2000) == (True, True)
    assert locate(manuscript.text, claim["quote"])


def test_a_page_that_is_linked_twice_is_one_source() -> None:
    twice = (Link("https://a.example/x", "first", 0, 3), Link("https://a.example/x", "second", 4, 7))
    draft = first_draft(PurePath("a.txt"), Manuscript("The lake was low.", links=twice), SCHEMA)

    assert (draft.sources, draft.text.count("https://a.example/x")) == (1, 1)
    assert '# linked on line 1, as "first"' in draft.text
