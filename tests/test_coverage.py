"""Coverage: which sentences state something checkable, as a hand has labelled them, and which of them claims quote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.article import sentences
from refcheck.coverage import FactKind, checkable, cover
from refcheck.coverage.rendering import RENDERERS, percentage, render_github, render_json, render_text
from refcheck.dossier import load
from refcheck.model import Article, Claim, Dossier, Part

ROOT = Path(__file__).parent.parent
LABELLED = sorted((Path(__file__).parent / "articles").glob("*.labels"))
SHIPPED = next((ROOT / "seeds").glob("*.txt"))


def labels(path: Path) -> list[tuple[bool, str]]:
    """The sentences of a labelled article, in order, each with whether a fact-checking desk would look at it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(line[0] == "+", line[2:]) for line in lines if line[:2] in {"+ ", "- "}]


def article(text: str) -> Article:
    return Article(Path("article.txt"), text)


def facts(text: str) -> list[str]:
    return [f"{fact.kind} {fact.text}" for sentence in checkable(article(text)) for fact in sentence.facts]


def dossier(text: str, *claims: Claim) -> Dossier:
    return Dossier(Path("claims.toml"), article(text), (), claims)


@pytest.mark.parametrize(
    ("name", "missed", "too_many"),
    [
        ("shipped", 0, 1),
        ("bridge", 0, 0),
        ("whales", 0, 0),
        ("column", 2, 0),  # "every by-election" and "not a single figure": neither date, number, name nor quotation
    ],
)
def test_it_finds_what_a_hand_has_labelled(name: str, missed: int, too_many: int) -> None:
    told = labels(Path(__file__).parent / "articles" / f"{name}.labels")
    text = SHIPPED.read_text(encoding="utf-8") if name == "shipped" else " ".join(sentence for _, sentence in told)
    found = {sentence.text for sentence in checkable(article(text))}

    assert [text[start:end] for start, end in sentences(text)] == [sentence for _, sentence in told]
    assert sum(wanted and sentence not in found for wanted, sentence in told) <= missed
    assert sum(not wanted and sentence in found for wanted, sentence in told) <= too_many


def test_every_labelled_article_is_measured() -> None:
    assert [path.stem for path in LABELLED] == ["bridge", "column", "shipped", "whales"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It became law in April 1979.", ["date April 1979"]),
        ("It cost £3.4 million.", ["number £3.4 million"]),
        ("Finland joined NATO.", ["name Finland", "name NATO"]),
        ("He called it “a gift to the motorway lobby”.", ["quote a gift to the motorway lobby"]),
        ("It is the largest animal.", ["superlative largest"]),
        ("It is the only crossing in town.", ["superlative only"]),
        ("Engineers found two cracks.", ["number two"]),
        ("The Indo-Pacific is wide.", ["name Indo-Pacific"]),
        ("You must admit that Finland joined NATO.", ["name Finland", "name NATO"]),
        ("Why worry now, when it was Sweden that joined in 2024?", ["name Sweden", "date 2024"]),
        ("The act, which Finland signed, should go.", ["name Finland"]),
        ("Sweden should leave by May 2030.", ["date May 2030"]),
        ("Under Joe Biden, the line was that allies could join.", ["name Joe Biden"]),
        ("It is said that Sweden should leave.", ["name Sweden"]),
    ],
)
def test_a_fact_is_found_and_named_by_its_kind(text: str, found: list[str]) -> None:
    assert facts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Strategic patience is a virtue.",
        "Readers know this.",
        "Should Sweden have joined NATO?",
        "Sweden should leave NATO.",
        "If Sweden left NATO, Finland would follow.",
        "Let us look at Sweden.",
        "Sweden deserves better.",
        "Suppose Finland were to leave.",
        "It is in our best interest.",
        "At last we come to the latest request.",
        "The language of “hard choices” is vague.",
        "The first of these is plain, and the two others are not.",
        "Why Sweden Joined NATO",
        "",
        "...",
        "?!",
        "See https://en.example.org/wiki/Lake_Como/2024/05/06 for more.",
    ],
)
def test_opinion_questions_and_headings_state_nothing(text: str) -> None:
    assert facts(text) == []


def test_what_somebody_is_quoted_with_is_one_thing_to_check() -> None:
    found = checkable(article("“We waited for years. Nobody came to look.” Then it rained."))

    assert [[fact.kind for fact in sentence.facts] for sentence in found] == [[FactKind.QUOTE]]


TEXT = "Finland joined NATO in April 2023, and Sweden in March 2024. Norway is a member. It rained.\n"


def test_a_sentence_without_a_claim_is_not_covered() -> None:
    coverage = cover(dossier(TEXT))

    assert [(s.text, s.is_covered) for s in coverage.sentences] == [
        ("Finland joined NATO in April 2023, and Sweden in March 2024.", False),
        ("Norway is a member.", False),
    ]
    assert coverage.percent() == 0


def test_what_claims_leave_of_a_sentence_is_told() -> None:
    claim = Claim("finland", "Finland is a member of NATO since 2023.", quote="Finland joined NATO")
    (first, second) = cover(dossier(TEXT, claim)).sentences

    assert first.claims == ("finland",)
    assert [fact.text for fact in first.left] == ["Sweden", "March 2024"]  # the statement has April 2023, more roughly
    assert second.claims == ()


def test_parts_and_aliases_name_what_they_cover() -> None:
    claim = Claim("both", "Both joined.", quote="in April 2023", parts=(Part("Suomi and Sweden are in NATO."),))
    named = Dossier(Path("claims.toml"), article(TEXT), (), (claim,), (("Finland", "Suomi"),))

    assert [fact.text for fact in cover(named).sentences[0].left] == ["March 2024"]


def test_shares_count_sentences_and_strictly_only_whole_ones() -> None:
    claims = (
        Claim("finland", "Finland joined NATO.", quote="Finland joined NATO"),
        Claim("norway", "Norway is a member.", quote="Norway is a member"),
        Claim("nothing", "It is so."),
    )
    coverage = cover(dossier(TEXT, *claims))

    assert (coverage.percent(), coverage.percent(strict=True), coverage.partly) == (100, 50, 1)
    assert coverage.unquoted == ("nothing",)
    assert cover(dossier("It rained.")).percent() == 100


def test_an_article_is_needed() -> None:
    with pytest.raises(ValueError, match="without an article"):
        cover(Dossier(Path("claims.toml"), None, (), ()))


def test_the_shipped_claims_cover_most_of_their_article() -> None:
    coverage = cover(load(ROOT / "claims.toml"))

    assert coverage.percent() > 70
    assert {9, 11} <= {sentence.line for sentence in coverage.sentences if not sentence.is_covered}


def test_a_share_is_never_rounded_up() -> None:
    assert [percentage(each) for each in (100.0, 99.96, 66.666, 0.0)] == ["100 %", "99.9 %", "66.6 %", "0 %"]


@pytest.mark.parametrize("form", RENDERERS)
def test_every_format_is_a_text_of_whole_lines_that_nothing_in_the_article_breaks(form: str) -> None:
    hostile = "Finland \x1b[31m| `joined` <b>NATO</b> in 2023\u2028::error::%0A @all ![x](http://evil.example/x)."
    text = RENDERERS[form](cover(dossier(hostile)), True)

    assert text.endswith("\n")
    assert not {"\x1b", "\u2028", "\r"} & set(text)
    assert not any(line.startswith("::error") for line in text.splitlines())
    assert "![x]" not in text or form != "md"


def test_the_text_has_a_line_for_each_sentence_that_tools_can_follow() -> None:
    claim = Claim("finland", "Finland joined NATO in 2023.", quote="Finland joined NATO")

    assert render_text(cover(dossier("\n" + TEXT, claim))) == (
        "article.txt:2: covered in part (by finland; not date: March 2024; name: Sweden): "
        "Finland joined NATO in April 2023, and Sweden in March 2024.\n"
        "article.txt:2: not covered (name: Norway): Norway is a member.\n"
        "50 % of 2 checkable sentences covered: 0 covered, 1 in part, 1 not\n"
    )


def test_a_colon_in_a_file_name_does_not_end_a_notice() -> None:
    odd = Article(Path("a:b,c%.txt"), "Norway is a member of NATO.")
    (notice, _) = render_github(cover(Dossier(Path("claims.toml"), odd, (), ()))).splitlines()

    assert notice.startswith("::warning file=a%3Ab%2Cc%25.txt,line=1,title=not covered::not covered (name: Norway")


def test_json_has_every_sentence() -> None:
    claim = Claim("finland", "Finland joined NATO in 2023.", quote="Finland joined NATO")
    data = json.loads(render_json(cover(dossier(TEXT, claim))))

    assert (data["checkable"], data["covered"], data["partly_covered"], data["percent"]) == (2, 1, 1, 50.0)
    assert [(each["line"], each["covered"], each["claims"]) for each in data["sentences"]] == [
        (1, "partly", ["finland"]),
        (1, "no", []),
    ]
    assert {"kind": "date", "text": "March 2024", "covered": False} in data["sentences"][0]["facts"]


@given(st.text(max_size=200) | st.text("“”\"'.?!,;:–— \nIfNATO2019must", max_size=120), st.text(max_size=20))
def test_facts_lie_in_their_sentence_whatever_the_article(text: str, quote: str) -> None:
    coverage = cover(dossier(text, Claim("a", quote or "a", quote=quote)))

    for sentence in coverage.sentences:
        assert sentence.facts
        assert set(sentence.left) <= set(sentence.facts)
        for fact in sentence.facts:
            assert sentence.start <= fact.start < fact.end <= sentence.end
            assert fact.text == " ".join(text[fact.start : fact.end].split())
