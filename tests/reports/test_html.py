"""The page as markup: whole, closed to everything outside, the same for the same run, and unmoved by hostile words."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
import subprocess
import sys
import unicodedata
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import example, given
from hypothesis import strategies as st

from refcheck.codec import decode_run, encode_run
from refcheck.dossier import load
from refcheck.model import (
    Accepted,
    Article,
    Check,
    Claim,
    Evidence,
    MembershipCheck,
    Passage,
    PassageKind,
    QuoteCheck,
    RecordMode,
    Result,
    Run,
    Unavailable,
    Unread,
    ValueCheck,
    Verdict,
    Waiver,
)
from refcheck.pipeline import Checker, Settings
from refcheck.reports.html import render
from refcheck.reports.neutral import neutral

GOLDEN = Path(__file__).parents[1] / "golden"
HOSTILE = (
    "</script><script>alert(1)</script></style></title>--><!-- <img src=x onerror=alert(1)> \"' onload=alert(1) x='"
    " {{ 7 * 7 }} {% raw %} &lt; &#x202e; \u202e \u2028 \x00 \x1b[31m ]]> javascript:alert(1)"
)


def sample() -> Run:
    return decode_run(json.loads((GOLDEN / "run.json").read_text()))


def parsed(run: Run) -> BeautifulSoup:
    return BeautifulSoup(render(run), "lxml")


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, f"{len(found)} of {selector}"
    return found[0]


def words_of(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def with_result(run: Run, number: int = 0, **changes: Any) -> Run:
    results = list(run.results)
    results[number] = dataclasses.replace(results[number], **changes)
    return dataclasses.replace(run, results=tuple(results))


def with_evidence(run: Run, **changes: Any) -> Run:
    judgement = run.results[0].judgement
    assert judgement is not None
    evidence = dataclasses.replace(judgement.evidence[0], **changes)
    return with_result(run, judgement=dataclasses.replace(judgement, evidence=(evidence,)))


def with_article(run: Run, article: Article | None) -> Run:
    return dataclasses.replace(run, dossier=dataclasses.replace(run.dossier, article=article))


def hostile(words: str) -> Run:
    """The sample run with `words` wherever a page, an article or a claims file can put words."""
    run = sample()
    result, use = run.results[0], run.sources[0]
    assert result.judgement is not None
    evidence = result.judgement.evidence[0]
    passage = dataclasses.replace(evidence.passage, heading=words, speaker=words)
    finding = dataclasses.replace(evidence.findings[0], kind=words, in_claim=words, on_page=words)
    told = dataclasses.replace(
        evidence, text=words, before=words, after=words, passage=passage, findings=(finding,), reason=words
    )
    judgement = dataclasses.replace(result.judgement, evidence=(told, dataclasses.replace(told, address=words)))
    source = dataclasses.replace(use.source, id=words, title=words, url=words, archive=words)
    gone = Unavailable(source, Unread.TIMEOUT, words)
    waiver = Waiver(words, words, date(2030, 1, 1))
    claim = dataclasses.replace(result.claim, id=words, statement=words, quote=words, sources=(words,), waiver=waiver)
    results = (
        Result(claim, judgement, since=judgement, unavailable=(gone,)),
        Result(dataclasses.replace(claim, id="later", quote="lake"), None, reason=words),
    )
    article = Article(Path("a.txt"), f"{words}\n\nA lake. {words}", title=words, author=words, url=words)
    uses = (
        dataclasses.replace(use, source=source, title=words, final_url=words, note=words, sha256=words),
        dataclasses.replace(use, source=dataclasses.replace(source, id="gone"), unavailable=gone),
    )
    dossier = dataclasses.replace(run.dossier, article=article, claims=tuple(result.claim for result in results))
    return dataclasses.replace(run, dossier=dossier, results=results, sources=uses, versions=((words, words),))


# ------------------------------------------------------------------ closed to the outside


def test_the_policy_lets_in_this_style_and_this_script_alone() -> None:
    page = parsed(sample())
    policy = str(one(page, "meta[http-equiv=Content-Security-Policy]")["content"])
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        digest = hashlib.sha256(str(one(page, tag).string).encode()).digest()
        assert rules.pop(rule) == f"'sha256-{base64.b64encode(digest).decode()}'"
    assert rules == {
        "default-src": "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


def test_the_policy_comes_before_anything_that_it_rules() -> None:
    head = one(parsed(sample()), "head")

    names = [tag.get("http-equiv") or tag.name for tag in head.find_all(True, recursive=False)]
    assert names[:2] == ["meta", "Content-Security-Policy"]


def test_nothing_is_pulled_from_anywhere() -> None:
    text = render(sample())
    page = BeautifulSoup(text, "lxml")

    assert not page.select("img, iframe, object, embed, video, audio, source, form, base, script[src]")
    assert [str(tag["href"])[:19] for tag in page.select("link")] == ["data:image/svg+xml,"]
    assert not re.search(r"@import|url\(", str(one(page, "style").string))


@pytest.mark.parametrize("name", ["page.css", "page.js"])
def test_the_style_and_the_script_can_not_end_their_own_element(name: str) -> None:
    assert "</" not in files("refcheck.reports.html").joinpath(name).read_text(encoding="utf-8")


# ------------------------------------------------------------------ hostile words


@given(words=st.text(st.characters(codec="utf-8"), max_size=60))
@example(words=HOSTILE)
@example(words="javascript:alert(1)")
@example(words="https://evil.example/\u202e\x00\"'><b>")
@example(words="")
def test_no_words_become_markup_steer_the_page_or_hide(words: str) -> None:
    text = render(hostile(words))
    page = BeautifulSoup(text, "lxml")

    unseen = {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert unseen <= {"\n", "\u200c", "\u200d"}
    assert [len(page.select(name)) for name in ("script", "style", "img", "iframe", "b", "title")] == [1, 1, 0, 0, 0, 1]
    attributes = {name for tag in page.find_all(True) for name in tag.attrs}
    assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert all(re.match(r"#|https?://|data:image/svg", str(tag["href"])) for tag in page.select("[href]"))


def test_hostile_words_are_shown_as_they_are() -> None:
    page = parsed(hostile(HOSTILE))

    for selector in ("h1", "#claim--1 .statement", "#claim--1 .words", "#source-1 .note", "#claim-later .why"):
        shown = page.select(selector)[0]
        assert words_of(shown) == neutral(HOSTILE), selector
    assert neutral(HOSTILE) in words_of(one(page, "main"))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//e.example",
        "https:\\\\e",
    ],
)
def test_links_lead_to_web_pages_only(address: str) -> None:
    page = parsed(with_evidence(sample(), address=address))

    assert not page.select("#claim-act-1979 .where a")


def test_a_link_keeps_the_address_and_opens_without_a_way_back() -> None:
    address = "https://law.example/a_(b)?c=d&e=[f]#:~:text=on%2010%20April,once."

    link = one(parsed(with_evidence(sample(), address=address)), "#claim-act-1979 .where a")

    assert link["href"] == address
    assert link["rel"] == ["noopener", "noreferrer"]


# ------------------------------------------------------------------ the page


def test_every_link_within_the_page_has_its_target_and_no_id_is_there_twice() -> None:
    page = parsed(sample())
    ids = [str(tag["id"]) for tag in page.select("[id]")]

    assert len(ids) == len(set(ids))
    assert {str(tag["href"])[1:] for tag in page.select("a[href^='#']")} <= set(ids)


def test_every_claim_has_its_words_marked_with_its_verdict_and_number() -> None:
    page = parsed(sample())

    marks = [(words_of(mark), mark["class"], mark["data-claim"]) for mark in page.select("main mark")]
    assert marks == [
        ("the 1979 Lake Act", ["is-supported", "lane-0"], "1"),
        ("began on 18 September", ["is-refuted", "lane-0"], "2"),
    ]
    assert [words_of(ref) for ref in page.select("main a.ref")] == ["✓1", "✗2"]
    assert page.select("main a.ref")[1]["aria-label"] == (
        "Claim 2, refuted: Work on the harbour began on 18 September 2021."
    )


def test_claims_come_in_the_order_of_the_article_and_those_without_a_place_after_them() -> None:
    run = sample()
    claim = dataclasses.replace(run.results[4].claim, quote="Nobody had expected")
    page = parsed(with_result(run, 4, claim=claim))

    ids = [str(tag["id"]) for tag in page.select("#claims > *") if tag.get("id") and tag.name != "h2"]
    assert ids[:3] == ["claim-fee", "claim-act-1979", "claim-works-began"]
    rest = one(page, "#claims > .rest")
    after = [str(tag["id"]) for tag in rest.find_next_siblings("article")]
    assert after[:2] == ["claim-dunmore-member", "claim-lake-length"]


def test_sentences_without_a_claim_are_set_apart_and_counted() -> None:
    page = parsed(sample())

    bare = [words_of(tag) for tag in page.select("main p:not(.key) .bare")]
    assert bare == [
        "A lake and its towns",
        "It has.",
        "The towns<U+202E> pay no toll.",
        "They like it <script>alert(1)</script> there.",
    ]
    assert words_of(one(page, ".key .bare")) == "Sentences set like this one have none: 4 of 6."


def test_evidence_shows_its_words_in_context_the_facts_compared_and_where_they_stand() -> None:
    figure = one(parsed(sample()), "#claim-works-began figure")

    assert words_of(one(figure, "blockquote")) == (
        "The council met again. Work on the harbour began on 20 September 2021, the mayor said. "
        "It is to last … <i>years</i>."
    )
    assert [[words_of(cell) for cell in row.select("th, td")] for row in figure.select("tbody tr")] == [
        ["≠ date differs", "18 September 2021", "20 September 2021"],
        ["= name agrees", "the harbour", "the harbour"],
    ]
    where = words_of(one(figure, ".where"))
    assert "said by the mayor" in where
    assert "published 2021-09-19" in where
    assert str(one(figure, ".where a")["href"]).startswith("https://news.example/2021/lake?id=7#:~:text=Work%20on")


def test_a_table_row_is_shown_by_its_cells_and_other_breaks_by_a_sign() -> None:
    run = sample()
    result = run.results[3]
    assert result.judgement is not None
    assert result.judgement.evidence[0].passage.kind is PassageKind.TABLE_ROW
    row = dataclasses.replace(result.judgement.evidence[0], text="Length of the lake\t\t9.5 km"[:26])
    page = parsed(with_result(run, 3, judgement=dataclasses.replace(result.judgement, evidence=(row,))))

    cells = [words_of(cell) for cell in page.select("#claim-lake-length .cell")]
    assert cells == ["Measure Length of the lake", "Value 9.5 km"]
    listed = with_evidence(run, text="Altona\nBrekke\tCorvo", passage=Passage(0, 19, PassageKind.LIST_ITEM))
    assert words_of(one(parsed(listed), "#claim-act-1979 .words")) == "Altona / Brekke | Corvo"


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (
            MembershipCheck("the League", ("Dunmore", "Altona"), present=False),
            "membership: Dunmore, Altona: absent from the League",
        ),
        (MembershipCheck("the League"), "membership: the statement's own subjects: the League"),
        (QuoteCheck("We stay.", "the mayor"), "quote: “We stay.”, said by the mayor"),
        (ValueCheck("the lake", "12 km", "Length"), "value: the lake: Length: 12 km"),
    ],
)
def test_what_a_check_asks_for_is_said(check: Check, words: str) -> None:
    run = sample()
    page = parsed(with_result(run, claim=dataclasses.replace(run.results[0].claim, check=check)))

    (asked,) = page.select("#claim-act-1979 .small dt:-soup-contains('Asked for') + dd")
    assert words_of(asked) == words


def test_stand_ins_are_told_at_the_top_and_at_each_of_their_words() -> None:
    page = parsed(sample())

    assert "Stand-ins (2 of 6 pages), written to stand for the public pages" in words_of(one(page, ".stand-ins"))
    assert words_of(one(page, "#claim-act-1979 figcaption .provenance")) == "stand-in of 2025-03-01"
    assert words_of(one(page, "#source-1 .provenance")) == "stand-in of 2025-03-01"
    assert not parsed(dataclasses.replace(sample(), sources=sample().sources[1:2])).select(".stand-ins")


def test_what_could_not_be_read_is_told_at_the_top_at_the_claim_and_at_the_source() -> None:
    page = parsed(sample())

    top, claim, source = (
        words_of(one(page, name)) for name in (".unread li", "#claim-timed-out .gone", "#source-6 .problem")
    )
    assert top == "gone: timeout: no answer in 20 s, 3 tries"
    assert claim == "Could not be used: gone: timeout (no answer in 20 s, 3 tries)"
    assert source == "Could not be used: timeout: no answer in 20 s, 3 tries"


def test_a_waiver_says_why_by_whom_and_until_when_and_whether_it_holds() -> None:
    page = parsed(sample())

    held, late = (words_of(one(page, f"#claim-{name} .excuse")) for name in ("lake-length", "fee"))
    assert held == "Waived: until 2025-06-30, by desk@example.org: The survey is being redone."
    assert late == "Waiver ran out: until 2024-01-01, by desk: Old"


def test_a_verdict_in_the_baseline_says_so_and_what_is_to_be_put_in_order_is_told_at_the_top() -> None:
    run = sample()
    claim = run.results[1].claim
    entries = (Accepted(claim.id, claim.statement, Verdict.REFUTED), Accepted("gone-since", "Gone.", Verdict.REFUTED))
    page = parsed(dataclasses.replace(run, accepted=entries))

    told = words_of(one(page, f"#claim-{claim.id} .excuse"))
    assert told == "In the baseline: this verdict on this statement was accepted"
    assert words_of(one(page, "button[data-standing=accepted]")) == "in the baseline 1"
    assert "Baseline: gone-since is no claim of the file any more; take its entry out." in words_of(
        one(page, ".remarks")
    )


def test_the_filters_are_the_verdicts_outcomes_and_sources_of_the_run() -> None:
    page = parsed(sample())

    chips = [words_of(chip) for chip in page.select("button.chip")]
    assert chips == [
        "✓ supported 3",
        "✗ refuted 2",
        "≠ conflicting evidence 1",
        "? not enough evidence 1",
        "! could not be checked 1",
        "as expected 4",
        "not as expected 2",
        "waived 1",
    ]
    assert [box["value"] for box in page.select("fieldset input")] == [use.source.id for use in sample().sources]


# ------------------------------------------------------------------ runs that lack something


def test_a_run_without_an_article_shows_its_claims() -> None:
    page = parsed(with_article(sample(), None))

    assert not page.select("main mark, .rest")
    assert len(page.select("article.claim")) == 8
    assert words_of(one(page, "h1")) == "claims.toml"


def test_a_run_that_was_stored_without_the_articles_text_says_so() -> None:
    article = sample().dossier.article
    assert article is not None
    page = parsed(with_article(sample(), dataclasses.replace(article, text="")))

    assert words_of(one(page, ".key")).startswith("This run was stored without the text of the article.")
    assert len(page.select("article.claim")) == 8


@pytest.mark.slow
def test_a_stored_run_gives_the_very_page_that_the_run_gave() -> None:
    claims = Path(__file__).parents[2] / "claims.toml"
    run = Checker(load(claims), Settings(record_mode=RecordMode.NONE, offline=True)).run()

    stored = decode_run(json.loads(json.dumps(encode_run(run))))

    assert render(stored) == render(run)
    assert len(parsed(stored).select("main a.ref")) == len([claim for claim in run.dossier.claims if claim.quote])


def test_a_run_over_part_of_the_claims_marks_those_and_does_not_call_the_others_uncovered() -> None:
    run = dataclasses.replace(sample(), results=sample().results[:1], complete=False)
    page = parsed(run)

    assert len(page.select("main mark")) == 1
    assert "part of 8 claims" in words_of(one(page, ".summary"))
    assert not [tag for tag in page.select(".bare") if "Work on the harbour" in tag.get_text()]


def test_evidence_of_a_source_that_the_run_does_not_list_is_shown_without_a_link_to_it() -> None:
    page = parsed(dataclasses.replace(sample(), sources=()))

    assert words_of(one(page, "#claim-act-1979 figcaption .title")) == "The Lake Act"


def test_a_claim_without_a_quote_sources_or_evidence_is_shown() -> None:
    run = sample()
    page = parsed(dataclasses.replace(run, results=(Result(Claim("bare", "Nothing."), None),), sources=()))

    assert words_of(one(page, "#claim-bare .statement")) == "Nothing."


# ------------------------------------------------------------------ the module


def test_the_template_library_is_loaded_for_this_format_alone() -> None:
    code = "import sys, refcheck.reports.html; sys.exit('jinja2' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_evidence_of_one_source_is_shown_once_in_full_and_the_rest_in_brief() -> None:
    run = sample()
    judgement = run.results[0].judgement
    assert judgement is not None
    more: Evidence = dataclasses.replace(judgement.evidence[0], text="The Act is of 1979.")
    page = parsed(with_result(run, judgement=dataclasses.replace(judgement, evidence=(*judgement.evidence, more))))

    assert len(page.select("#claim-act-1979 figure")) == 1
    assert "The Act is of 1979." in words_of(one(page, "#claim-act-1979 .brief"))
