"""One run in every format, against whole expected files, and what no format lets through."""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from refcheck.codec import decode_run
from refcheck.model import (
    Candidate,
    Document,
    Evidence,
    Judgement,
    Outcome,
    Passage,
    Provenance,
    Result,
    Run,
    Scores,
    Stance,
    Verdict,
    Waiver,
)
from refcheck.reports import RENDERERS, Style
from refcheck.reports.markdown import escaped
from refcheck.reports.neutral import neutral
from refcheck.reports.text import render_explanation
from refcheck.reports.view import origin

GOLDEN = Path(__file__).parents[1] / "golden"
RUNS = sorted(path.parent for path in GOLDEN.rglob("run.json"))
ANSI = re.compile(r"\x1b\[[0-9;]*m")
# All HTML that a comment may have: its mark, and what is folded away under a line of words.
OWN_HTML = re.compile(
    r"<!-- refcheck: [\w./%~-]+ -->|<details><summary>[^<>]*(?:<b>[^<>]*</b>[^<>]*)?</summary>|</details>"
)
HOSTILE = (
    "<script>x</script> | `a` [b](https://e.example) ![c](d) @all #1 \x1b[31m \u202e \u2028 \x00 &lt; http://e.example"
)


def kept(folder: Path) -> Run:
    return decode_run(json.loads((folder / "run.json").read_text()))


def sample() -> Run:
    return kept(GOLDEN)


def with_words(words: str) -> Run:
    """The sample run with `words` wherever a page or a claims file can put words, its first claim not as expected."""
    run = sample()
    result, use = run.results[0], run.sources[0]
    assert result.judgement is not None
    passage = dataclasses.replace(result.judgement.evidence[0].passage, heading=words, speaker=words)
    finding = dataclasses.replace(result.judgement.evidence[0].findings[0], in_claim=words, on_page=words)
    evidence = dataclasses.replace(
        result.judgement.evidence[0], text=words, passage=passage, findings=(finding,), reason=words
    )
    judgement = dataclasses.replace(result.judgement, evidence=(evidence,), reason=words)
    waiver = Waiver(words, words, date(2020, 1, 1))
    claim = dataclasses.replace(result.claim, statement=words, quote=words, expect=Verdict.REFUTED, waiver=waiver)
    article = run.dossier.article
    assert article is not None
    article = dataclasses.replace(article, title=words, author=words)
    return dataclasses.replace(
        run,
        dossier=dataclasses.replace(run.dossier, article=article),
        results=(dataclasses.replace(result, claim=claim, judgement=judgement),),
        sources=(dataclasses.replace(use, title=words, note=words),),
    )


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize("folder", RUNS, ids=lambda folder: folder.name)
def test_every_format_gives_the_expected_file(folder: Path, name: str) -> None:
    file = folder / f"report.{name}"

    assert file.is_file(), "each format renders each run: python tests/refresh_expected.py writes what is missing"
    assert RENDERERS[name](kept(folder)).encode() == file.read_bytes()


@pytest.mark.parametrize("folder", RUNS, ids=lambda folder: folder.name)
def test_every_expected_file_is_of_a_format(folder: Path) -> None:
    assert {path.suffix.removeprefix(".") for path in folder.glob("report.*")} == set(RENDERERS)


@pytest.mark.parametrize("name", RENDERERS)
def test_the_same_run_gives_the_same_text(name: str) -> None:
    assert RENDERERS[name](sample()) == RENDERERS[name](sample())


def test_the_sample_has_every_verdict_and_outcome() -> None:
    results = sample().results

    assert {result.judgement.verdict for result in results if result.judgement} == set(Verdict)
    assert {result.outcome for result in results} == set(Outcome)


def test_verdicts_are_told_apart_without_colour() -> None:
    table = RENDERERS["text"](sample()).split("\n\n")[1].splitlines()[1:]

    assert [row[0] for row in table] == ["✓", "✗", "✗", "≠", "?", "!", "✓", "✓"]


def test_colour_adds_nothing_but_colour() -> None:
    plain = RENDERERS["text"](sample())
    coloured = RENDERERS["text"](sample(), Style(colour=True))

    assert ANSI.search(coloured)
    assert [line.rstrip() for line in ANSI.sub("", coloured).splitlines()] == plain.splitlines()


@pytest.mark.parametrize("width", [40, 60, 100, 160])
def test_prose_keeps_to_the_width(width: int) -> None:
    lines = RENDERERS["text"](sample(), Style(width=width)).split("\n\n", 2)[2].splitlines()

    too_long = [line for line in lines if cell_len(line) > width and not line.strip().startswith("http")]

    assert too_long == []


def test_details_shows_the_evidence_of_every_claim() -> None:
    assert "10 April 1979" not in RENDERERS["text"](sample())
    for name in ("text", "md"):
        assert "Approved on 10 April 1979" in RENDERERS[name](sample(), Style(details=True))


def test_a_run_over_part_of_the_claims_says_so() -> None:
    run = dataclasses.replace(sample(), results=sample().results[:1], complete=False)

    for name in ("text", "md"):
        assert "1 claim: 1 as expected, 0 not, 0 could not be checked (part of 8 claims)" in RENDERERS[name](
            run
        ).replace("\\", "")
    assert json.loads(RENDERERS["json"](run))["complete"] is False


def test_no_stand_ins_no_word_of_them() -> None:
    run = dataclasses.replace(sample(), sources=sample().sources[1:2])

    for name in set(RENDERERS) - {"json", "html"}:
        assert "stand-in" not in RENDERERS[name](run).lower()


@settings(deadline=None)
@given(words=st.text(st.characters(codec="utf-8"), max_size=60))
@example(words=HOSTILE)
def test_no_words_of_a_page_steer_a_terminal(words: str) -> None:
    for name in RENDERERS:
        report = RENDERERS[name](with_words(words), Style(details=True))

        report.encode()
        lines = report.replace("\r\n", "\n") if name == "csv" else report
        unseen = {char for char in lines if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
        assert unseen <= {"\n", "\u200c", "\u200d"}


@settings(deadline=None)
@given(words=st.text(st.characters(codec="utf-8"), max_size=80))
@example(words="# a")
@example(words="1. a")
@example(words="- a")
@example(words="--- ")
@example(words="> a")
@example(words="    a")
@example(words="a  \nb")
@example(words="<https://e.example>")
@example(words="[a]: https://e.example")
@example(words="&amp; &#124; &copy;")
@example(words="![a](b) *c* _d_ `e` ~~f~~ \\")
def test_markdown_shows_the_words_and_nothing_comes_of_them(words: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(escaped(words))

    inline = [child for token in tokens for child in token.children or []]
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    assert {child.type for child in inline} <= {"text", "text_special"}
    assert "".join(child.content for child in inline).replace("\u2060", "").split() == neutral(words).split()


@pytest.mark.parametrize("words", ["@someone", "see #12", "https://e.example", "www.e.example", "GH-7", "a@e.example"])
def test_markdown_makes_no_mention_reference_or_link_of_the_words(words: str) -> None:
    shown = escaped(words)

    assert "&#8288;" in shown
    assert shown.replace("&#8288;", "") == words


def test_markdown_keeps_its_tables_and_quotes_whole_around_hostile_words() -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(RENDERERS["md"](with_words(HOSTILE)))

    inline = [child for token in tokens for child in token.children or []]
    links = [child.attrs["href"] for child in inline if child.type == "link_open"]
    rows = [token for token in tokens if token.type == "tr_open"]
    cells = [token for token in tokens if token.type == "td_open"]
    blocks = [token.content for token in tokens if token.type == "html_block"]
    assert not [token for token in inline if token.type in {"html_inline", "image"}]
    assert all(OWN_HTML.fullmatch(block.strip()) for block in blocks), blocks
    assert len(links) == 1
    assert str(links[0]).startswith("https://law.example/acts/lake-act#:~:text=")
    assert (len(rows), len(cells)) == (2, 5)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://[broken", "file:///etc/passwd"])
def test_markdown_links_to_web_pages_only(url: str) -> None:
    run = with_words("words")
    result = run.results[0]
    assert result.judgement is not None
    evidence = result.judgement.evidence[0]
    evidence = dataclasses.replace(evidence, source=dataclasses.replace(evidence.source, url=url))
    judgement = dataclasses.replace(result.judgement, evidence=(evidence,))
    run = dataclasses.replace(run, results=(dataclasses.replace(result, judgement=judgement),))

    assert "](" not in RENDERERS["md"](run)


@settings(deadline=None)
@given(words=st.text(st.characters()))
@example(words="\ud800")
def test_neutral_words_are_one_line_that_can_be_written(words: str) -> None:
    shown = neutral(words)

    assert shown.encode().decode().splitlines() in ([shown], [])


def test_json_is_versioned_and_rounds_its_numbers() -> None:
    report = json.loads(RENDERERS["json"](sample()))

    assert report["refcheck"]["format"] == 1
    assert report["claims"][0]["judgement"]["evidence"][0]["score"] == 0.9712


def test_json_differs_in_nothing_but_the_start_when_a_run_is_repeated() -> None:
    later = dataclasses.replace(sample(), started_at=sample().started_at.replace(hour=11))

    first, second = (RENDERERS["json"](run).splitlines() for run in (sample(), later))

    assert [a for a, b in zip(first, second, strict=True) if a != b] == ['  "started_at": "2025-03-02T10:00:00+00:00",']


def test_json_has_null_for_a_number_that_is_none() -> None:
    run = sample()
    result = run.results[0]
    judgement = Judgement(Verdict.SUPPORTED, Scores(float("nan"), float("inf"), 0.0))
    run = dataclasses.replace(run, results=(dataclasses.replace(result, judgement=judgement),))

    scores = json.loads(RENDERERS["json"](run), parse_constant=pytest.fail)["claims"][0]["judgement"]["scores"]

    assert scores == {"supported": None, "refuted": None, "not_enough_evidence": 0.0}


def test_each_source_is_quoted_once_for_each_stance_and_the_rest_counted() -> None:
    run = sample()
    result = run.results[3]
    assert result.judgement is not None
    refutes, supports = result.judgement.evidence
    neutral_one = dataclasses.replace(supports, stance=Stance.NEUTRAL)
    again = dataclasses.replace(refutes, text="The lake measures 9.5 km.")
    judgement = dataclasses.replace(result.judgement, evidence=(refutes, again, supports, neutral_one))
    run = dataclasses.replace(run, results=(dataclasses.replace(result, judgement=judgement),))
    explained = render_explanation(run.results[0], [], run)

    for text in (RENDERERS["text"](run), RENDERERS["md"](run)):
        assert "Length of the lake: 9.5 km" in text
        assert "12 kilometres long" in text
        assert "The lake measures 9.5 km." not in text
        hint = "Further passages: 1 to the same effect, 1 deciding nothing; see `refcheck explain lake-length`."
        assert hint in " ".join(text.split())
    assert "Further passages" not in explained


def test_a_heading_that_is_the_title_is_not_said_twice() -> None:
    run = sample()
    result = run.results[1]
    assert result.judgement is not None
    (evidence,) = result.judgement.evidence

    def shown(heading: str) -> str:
        passage = dataclasses.replace(evidence.passage, heading=heading, speaker="")
        return origin(dataclasses.replace(evidence, passage=passage), run).split("; published")[0]

    assert shown("News > Harbour") == 'Harbour works begin (lake-news); under "News > Harbour"'
    assert shown("Harbour works begin > Costs") == 'Harbour works begin (lake-news); under "Costs"'
    assert shown("Harbour works begin") == shown("") == "Harbour works begin (lake-news)"


def test_where_all_pages_are_stand_ins_they_are_not_listed() -> None:
    run = sample()
    uses = tuple(use for use in run.sources if use.provenance is Provenance.STAND_IN)
    text = RENDERERS["text"](dataclasses.replace(run, sources=uses))

    assert len(uses) == 2
    assert "Stand-ins (all 2 pages), written to stand for the public pages, not those pages\nthemselves. `refch" in text


def test_an_explanation_shows_each_passage_and_what_was_made_of_it() -> None:
    run = sample()
    result: Result = run.results[1]
    words = "Work began on 20 September 2021. The mayor\x1b spoke."
    document = Document(run.sources[1].source, words, ())
    first, second = Passage(0, 32, heading="Harbour"), Passage(33, 50)
    evidence = Evidence(document.source, first, words[:32], Stance.REFUTES, 0.91, reason="Another day.")

    text = render_explanation(
        result, [(Candidate(document, first, 3.25), evidence), (Candidate(document, second, 1.0), None)], run
    )

    assert text.endswith(
        "Passages looked at: 2, page by page, best match first.\n"
        "\n"
        '1. lake-news, paragraph, under "Harbour"; match 3.25; refutes (0.91)\n'
        '  "Work began on 20 September 2021."\n'
        "  Another day.\n"
        "\n"
        "2. lake-news, paragraph; match 1.00; not judged\n"
        '  "The mayor<U+001B> spoke."\n'
    )
