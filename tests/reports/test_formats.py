"""Each format for programs is what its specification asks for, whatever pages and claims files say."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree  # type: ignore[import-untyped]
from markdown_it import MarkdownIt

import refcheck
from refcheck.codec import decode_run
from refcheck.dossier import load
from refcheck.model import (
    Article,
    Outcome,
    PassageKind,
    Policy,
    Provenance,
    Review,
    Run,
    SourceKind,
    Stance,
    Unread,
    Verdict,
    Waiver,
)
from refcheck.reports import RENDERERS, Style
from refcheck.reports.csv import COLUMNS, FORMULA
from refcheck.reports.json import schema_text
from refcheck.reports.markdown import LONGEST
from refcheck.reports.view import place_of
from refcheck.standing import Standing, count, standing_of

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
SCHEMAS = Path(__file__).parent / "schemas"
REPORT = json.loads(schema_text())
SARIF = Draft202012Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8")))
HOSTILE = (
    "::error::x ##[error]y <script>z</script> =1 ]]> {0} [a](b) | `c` @d :e: \x00\x1b\u202e\u2028\ufffe\udfff, "
    '"q" %0A\r\n::f'
)


def kept(folder: str) -> Run:
    return decode_run(json.loads((GOLDEN / folder / "run.json").read_text(encoding="utf-8")))


RUNS = {"plain": kept("."), "hostile": kept("hostile")}
each_run = pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
words = given(st.text(st.characters(), max_size=40))


def saying(text: str) -> Run:
    """The plain run with `text` in all that pages and claims files can say of its second claim, and as its id."""
    run = RUNS["plain"]
    result = run.results[1]
    assert result.judgement is not None
    passage = dataclasses.replace(result.judgement.evidence[0].passage, heading=text, speaker=text)
    found = tuple(
        dataclasses.replace(each, in_claim=text, on_page=text) for each in result.judgement.evidence[0].findings
    )
    evidence = dataclasses.replace(
        result.judgement.evidence[0], text=text, passage=passage, findings=found, reason=text
    )
    judgement = dataclasses.replace(result.judgement, evidence=(evidence,), reason=text)
    waiver = Waiver(text, text, date(2020, 1, 1))
    claim = dataclasses.replace(result.claim, id=text, statement=text, quote=text, waiver=waiver)
    use = dataclasses.replace(run.sources[1], title=text, note=text)
    article = dataclasses.replace(run.dossier.article or Article(Path(), ""), title=text, author=text)
    dossier = dataclasses.replace(run.dossier, article=article, review=Review(text, "https://desk.example/x"))
    result = dataclasses.replace(result, claim=claim, judgement=judgement)
    return dataclasses.replace(run, dossier=dossier, results=(result,), sources=(use,))


def with_article(text: str, quote: str) -> Run:
    """The plain run with one claim not as expected, its article and the article's words for it."""
    run = RUNS["plain"]
    article = Article(Path("texts/a lake.txt"), text)
    claim = dataclasses.replace(run.results[1].claim, quote=quote)
    dossier = dataclasses.replace(run.dossier, path=Path("claims.toml"), article=article)
    return dataclasses.replace(run, dossier=dossier, results=(dataclasses.replace(run.results[1], claim=claim),))


# ------------------------------------------------------------------------------------------------ all formats


@each_run
@pytest.mark.parametrize("name", RENDERERS)
def test_no_line_of_a_report_is_a_command_of_a_build_service(run: Run, name: str) -> None:
    report = RENDERERS[name](run, Style(details=True))
    begun = [line for line in report.splitlines() if line.lstrip().startswith("::")]

    assert not re.search(r"##\w*\[", report)
    assert begun == [] or name == "github"


@words
@example(HOSTILE)
@settings(deadline=None)
def test_no_words_make_a_command_or_a_script_of_a_report(text: str) -> None:
    for name in RENDERERS:
        report = RENDERERS[name](saying(text), Style(details=True))
        commands = [line for line in report.splitlines() if line.lstrip().startswith("::")]
        assert not re.search(r"##\w*\[", report)
        assert len(commands) == (1 if name == "github" else 0)
        if name not in {"text", "csv", "github"}:
            own = RENDERERS[name](saying("words"), Style(details=True))
            assert report.lower().count("<script") == own.lower().count("<script") <= 1


@each_run
@pytest.mark.parametrize("name", RENDERERS)
def test_no_path_of_a_machine_is_in_a_report(run: Run, name: str) -> None:
    assert str(ROOT) not in RENDERERS[name](run)


# ------------------------------------------------------------------------------------------------ JSON


def check_report(run: Run) -> None:
    report = json.loads(RENDERERS["json"](run))

    assert [error.message for error in Draft202012Validator(REPORT).iter_errors(report)] == []


@each_run
def test_json_is_as_its_schema_says(run: Run) -> None:
    check_report(run)


@pytest.mark.slow
def test_json_of_the_shipped_claims_is_as_its_schema_says() -> None:
    check_report(refcheck.run(ROOT / "claims.toml", offline=True))


@words
@settings(deadline=None)
def test_json_is_as_its_schema_says_whatever_a_page_says(text: str) -> None:
    check_report(saying(text))


def objects(schema: object) -> Iterator[dict[str, Any]]:
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    if isinstance(schema, dict) and "properties" in schema:
        yield schema
    for part in parts:
        yield from objects(part)


def test_the_schema_of_reports_lets_nothing_else_in_and_nothing_out() -> None:
    Draft202012Validator.check_schema(REPORT)
    closed = list(objects(REPORT))

    assert len(closed) > 10
    assert [each for each in closed if each.get("additionalProperties") is not False] == []
    assert [each for each in closed if set(each["required"]) != set(each["properties"])] == []


def test_the_schema_of_reports_has_the_words_of_the_model() -> None:
    found = {tuple(each) for each in enums(REPORT)}

    kinds = (Verdict, Outcome, Standing, Policy, SourceKind, Stance, PassageKind, Unread)
    assert found == {*(tuple(member.value for member in kind) for kind in kinds), (*map(str, Provenance), None)}


def enums(schema: object) -> Iterator[list[str]]:
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    if isinstance(schema, dict) and "enum" in schema:
        yield schema["enum"]
    for part in parts:
        yield from enums(part)


# ------------------------------------------------------------------------------------------------ SARIF


def sarif(run: Run, style: Style = Style()) -> dict[str, Any]:  # noqa: B008  # frozen
    log = json.loads(RENDERERS["sarif"](run, style))
    assert [error.message for error in SARIF.iter_errors(log)] == []
    (only,) = log["runs"]
    assert isinstance(only, dict)
    return only


@each_run
def test_sarif_has_a_result_for_each_claim_that_somebody_has_to_look_at(run: Run) -> None:
    log = sarif(run)
    rules = [rule["id"] for rule in log["tool"]["driver"]["rules"]]
    found = [(result["ruleId"], result["level"], "suppressions" in result) for result in log["results"]]
    counts = count(run)

    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in log["results"])
    assert sum(level == "error" for _, level, _ in found) == counts.unexpected
    assert sum(rule == "not-checked" for rule, *_ in found) == counts.unchecked
    assert sum(suppressed for *_, suppressed in found) == counts.waived + counts.accepted
    assert {rule for rule, *_ in found} == set(rules)
    assert len({result["partialFingerprints"]["claim/v1"] for result in log["results"]}) == len(found)


def test_sarif_names_relative_files_and_no_pages_as_locations() -> None:
    for location in locations(sarif(with_article("Work\nbegan on 18 September.\n", "began on 18 September"))):
        artifact = location["artifactLocation"]
        assert artifact["uriBaseId"] == "%SRCROOT%"
        assert artifact["uri"] in {"texts/a%20lake.txt", "claims.toml"}


def locations(log: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        location["physicalLocation"]
        for result in log["results"]
        for location in [*result["locations"], *result.get("relatedLocations", [])]
    ]


@pytest.mark.parametrize(
    ("text", "quote", "region"),
    [
        ("Work\nbegan on 18 September.\n", "began on 18 September", (2, 1, 2, 22)),
        ("Work 湖泊 began on\n18 September.", "began on 18 September", (1, 9, 2, 13)),
        ("The “lake” is low.", '"lake" is', (1, 5, 1, 14)),
        ("\U0001f30a\U0001f30a low", "low", (1, 4, 1, 7)),
    ],
    ids=["second line", "two lines", "other marks", "beyond the first plane"],
)
def test_sarif_points_at_the_claims_words_in_the_article(text: str, quote: str, region: tuple[int, ...]) -> None:
    article, claims = locations(sarif(with_article(text, quote)))

    assert tuple(article["region"].values()) == region
    assert claims["region"] == {"startLine": 56}
    lines = text.split("\n")
    first, start, last, end = region
    words = "\n".join([*lines[first - 1 : last - 1], lines[last - 1][: end - 1]])[start - 1 :]
    assert words.replace("\n", " ").replace("“", '"').replace("”", '"') == quote


def test_only_lines_are_told_where_the_articles_text_is_not_its_file(tmp_path: Path) -> None:
    (tmp_path / "lake.md").write_text("# Lake\n\nThe *lake*\nis [low](https://lake.example).\n", encoding="utf-8")
    (tmp_path / "claims.toml").write_text(
        '[article]\npath = "lake.md"\n[[source]]\nid = "a"\nurl = "https://a.example/"\n[[claim]]\nid = "works-began"\n'
        'statement = "The lake is low."\nquote = "The lake is low"\nsources = ["a"]\n',
        encoding="utf-8",
    )
    dossier = load(tmp_path / "claims.toml")
    result = dataclasses.replace(RUNS["plain"].results[1], claim=dossier.claims[0])
    run = dataclasses.replace(RUNS["plain"], dossier=dossier, results=(result,))

    assert locations(sarif(run))[0] == {
        "artifactLocation": {"uri": "lake.md", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "endLine": 4},
    }
    assert RENDERERS["github"](run).startswith("::error file=lake.md,line=3,endLine=4,title=")


def test_sarif_points_at_the_claims_file_where_the_article_is_not_known() -> None:
    (location,) = locations(sarif(with_article("", "began on 18 September")))

    assert location == {
        "artifactLocation": {"uri": "claims.toml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 56},
    }


def test_files_are_named_from_where_the_report_is_read() -> None:
    run, style = with_article("Work began.", "Work began"), Style(folder="docs")

    assert [each["artifactLocation"]["uri"] for each in locations(sarif(run, style))] == [
        "docs/texts/a%20lake.txt",
        "docs/claims.toml",
    ]
    assert RENDERERS["github"](run, style).startswith("::error file=docs/texts/a lake.txt,line=1,col=1,")
    assert 'file="docs/claims.toml" line="56"' in RENDERERS["junit"](run, style)
    assert place_of(run.results[0].claim, run, style).file == "docs/texts/a lake.txt"


@words
@example(HOSTILE)
@settings(deadline=None)
def test_sarif_is_as_its_schema_says_and_its_words_are_no_links_or_placeholders(text: str) -> None:
    (result,) = sarif(saying(text))["results"]
    said = result["message"]["text"]

    assert "](" not in said
    assert not re.search(r"(?<!\{)(?:\{\{)*\{(?!\{)", said)


# ------------------------------------------------------------------------------------------------ JUnit


def junit_schema() -> etree.XMLSchema:
    """The schema as it is kept, and the two attributes of a test case that its later editions have."""
    schema = etree.parse(SCHEMAS / "junit-10.xsd")
    space = "{http://www.w3.org/2001/XMLSchema}"
    (case,) = [each for each in schema.getroot() if each.tag == f"{space}element" and each.get("name") == "testcase"]
    for name in ("file", "line"):
        etree.SubElement(case[0], f"{space}attribute", name=name, type="xs:string")
    return etree.XMLSchema(schema)


JUNIT = junit_schema()


def junit(run: Run, style: Style = Style()) -> Any:  # noqa: B008  # frozen
    report = etree.fromstring(RENDERERS["junit"](run, style).encode())
    JUNIT.assertValid(report)
    return report


@each_run
@pytest.mark.parametrize("details", [False, True])
def test_junit_has_a_case_for_each_claim_and_counts_them(run: Run, details: bool) -> None:
    report = junit(run, Style(details=details))
    counts = count(run)
    (suite,) = report

    assert len(report.findall(".//testcase")) == len(run.results) == int(suite.get("tests"))
    assert len(report.findall(".//failure")) == counts.unexpected == int(suite.get("failures"))
    assert len(report.findall(".//error")) == counts.unchecked == int(suite.get("errors"))
    assert len(report.findall(".//skipped")) == counts.waived + counts.accepted == int(suite.get("skipped"))
    assert all(case.get("file") and int(case.get("line")) >= 1 for case in report.iter("testcase"))


@words
@example(HOSTILE)
@example("\ufffe\uffff\x00")
@settings(deadline=None)
def test_junit_is_xml_whatever_a_page_says(text: str) -> None:
    (case,) = junit(saying(text)).iter("testcase")

    assert [child.tag for child in case] == ["failure"]


# ------------------------------------------------------------------------------------------------ GitHub

COMMAND = re.compile(r"::(\w+) ((?:[^:]|:(?!:))*)::(.*)")


def as_github_reads(report: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """The commands of a log as the runner takes them apart: level, properties and message."""
    for line in report.splitlines():
        if line.lstrip().startswith("::"):
            found = COMMAND.fullmatch(line)
            assert found, line
            pairs = (pair.split("=", 1) for pair in found[2].split(","))
            yield found[1], {key: unescaped(value) for key, value in pairs}, unescaped(found[3])


def unescaped(text: str) -> str:
    for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


@each_run
def test_github_gets_an_annotation_for_each_claim_that_somebody_has_to_look_at(run: Run) -> None:
    found = list(as_github_reads(RENDERERS["github"](run)))
    levels = [level for level, *_ in found]
    counts = count(run)

    assert (levels.count("error"), levels.count("warning")) == (counts.unexpected, counts.unchecked)
    assert levels == sorted(levels, key=["error", "warning", "notice"].index)
    assert all(set(properties) >= {"file", "line", "title"} for _, properties, _ in found)


def test_github_points_at_the_words_in_the_article() -> None:
    ((_, properties, message),) = as_github_reads(
        RENDERERS["github"](with_article("Work\nbegan on 18 September.", "began on 18 September"))
    )

    assert properties == {
        "file": "texts/a lake.txt",
        "line": "2",
        "col": "1",
        "endLine": "2",
        "endColumn": "21",
        "title": "refcheck: works-began: refuted, expected supported",
    }
    assert "20 September 2021, the mayor said." in message


@words
@example(HOSTILE)
@example("a,b:c%2C%0A\n::error::")
@settings(deadline=None)
def test_github_gets_one_annotation_whatever_a_page_says(text: str) -> None:
    ((level, properties, _),) = as_github_reads(RENDERERS["github"](saying(text)))

    assert level == "error"
    assert set(properties) >= {"file", "line", "title"}
    assert properties["title"].endswith("refuted, expected supported")


@pytest.mark.parametrize(("claims", "shown", "told"), [(10, 10, False), (11, 9, True), (40, 9, True)])
def test_github_is_told_how_many_annotations_it_does_not_show(claims: int, shown: int, told: bool) -> None:
    run = many(claims, RUNS["plain"])
    report = RENDERERS["github"](run)
    found = list(as_github_reads(report))

    assert len(found) == shown + told
    assert (f"{claims - shown} more" in found[-1][1]["title"]) == told
    assert all(re.search(f"claim-{number}(:|%3A|,|$)", report) for number in range(claims))


def many(claims: int, run: Run) -> Run:
    """A run of that many claims that are not as expected."""
    result = run.results[1]
    results = tuple(
        dataclasses.replace(result, claim=dataclasses.replace(result.claim, id=f"claim-{number}"))
        for number in range(claims)
    )
    return dataclasses.replace(run, results=results)


# ------------------------------------------------------------------------------------------------ CSV


def rows(run: Run) -> list[list[str]]:
    report = RENDERERS["csv"](run)
    assert report.endswith("\r\n")
    return list(csv.reader(io.StringIO(report, newline=""), strict=True))


@each_run
def test_csv_has_a_row_for_each_claim(run: Run) -> None:
    header, *found = rows(run)

    assert tuple(header) == COLUMNS
    assert [row[COLUMNS.index("standing")] for row in found] == [standing_of(result, run) for result in run.results]
    assert {len(row) for row in found} == {len(COLUMNS)}


@words
@example(HOSTILE)
@example("=1+1")
@example("\t=1")
@example("-1")
@example("@SUM(A1)")
@example("＝1")
@settings(deadline=None)
def test_csv_has_no_cell_that_a_spreadsheet_would_take_for_a_formula(text: str) -> None:
    header, row = rows(saying(text))

    assert len(row) == len(header)
    assert [cell for cell in row if cell.startswith(FORMULA)] == []
    assert [cell for cell in row if "\n" in cell or "\r" in cell] == []


# ------------------------------------------------------------------------------------------------ ClaimReview


def reviews(run: Run) -> tuple[list[dict[str, Any]], list[str]]:
    data = json.loads(RENDERERS["claimreview"](run))
    assert set(data) == {"@context", "@graph"}
    assert data["@context"] == "https://schema.org"
    nodes = data["@graph"]
    return (
        [node for node in nodes if node["@type"] == "ClaimReview"],
        [node["text"] for node in nodes if node["@type"] == "Comment"],
    )


def test_a_review_has_what_its_readers_ask_for() -> None:
    run = RUNS["plain"]
    dossier = dataclasses.replace(run.dossier, review=Review("The Lake Desk", "https://desk.example/lake"))
    found, _ = reviews(dataclasses.replace(run, dossier=dossier))
    first = found[0]

    assert first["claimReviewed"] == "Work on the harbour began on 18 September 2021."
    assert first["url"] == "https://desk.example/lake#works-began"
    assert first["author"] == {"@type": "Organization", "name": "The Lake Desk"}
    assert first["itemReviewed"]["appearance"]["url"] == "https://paper.example/lake"
    assert first["reviewRating"]["alternateName"] == "refuted"
    assert {each["reviewRating"]["alternateName"]: each["reviewRating"].get("ratingValue") for each in found} == {
        "supported": 3,
        "conflicting evidence": 2,
        "refuted": 1,
        "not enough evidence": None,
    }
    assert all(each["reviewRating"]["ratingExplanation"].startswith("3 is supported") for each in found)


def test_no_review_is_of_a_claim_that_was_not_checked_or_rests_on_stand_ins() -> None:
    run = RUNS["plain"]
    stand_ins = {use.source.id for use in run.sources if use.provenance is Provenance.STAND_IN}
    found, comments = reviews(run)

    assert len(found) == len(
        [each for each in run.results if each.judgement and not stand_ins.intersection(each.claim.sources)]
    )
    assert comments == [
        "Claims without a review: 1 could not be checked, 3 rest on stand-ins and not on the pages themselves."
    ]
    assert not any("url" in review or "author" in review for review in found)


@words
@example(HOSTILE)
@example("</script><!--")
@settings(deadline=None)
def test_a_review_may_stand_in_a_script_element(text: str) -> None:
    run = saying(text)
    report = RENDERERS["claimreview"](run)

    assert "<" not in report
    assert len(reviews(run)[0]) == 1


# ------------------------------------------------------------------------------------------------ Markdown


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("claims", [1, 30, 200, 3000])
def test_a_comment_is_never_too_long_and_says_what_is_missing(name: str, claims: int) -> None:
    run = RUNS[name] if claims == 1 else many(claims, RUNS[name])
    report = RENDERERS["md"](run, Style(details=True))
    shown = len(re.findall(r"^\| [^ ] \| (?!claim)", report, re.MULTILINE))
    told = len(re.findall("^<details><summary>. <b>", report, re.MULTILINE))
    missing = [int(number) for number in re.findall(r"^\*(\d+) more (?:such|of|claims)", report, re.MULTILINE)]

    assert len(report.encode()) <= LONGEST
    assert shown + told + sum(missing) == 2 * len(run.results)
    assert bool(missing) == (claims > 30 or (claims == 30 and name == "hostile"))
    assert report.count("<details>") == report.count("</details>")
    assert "### Sources not used\n\n- " in report


def test_a_comment_has_those_first_that_somebody_has_to_look_at() -> None:
    report = RENDERERS["md"](RUNS["plain"])
    table, rest = report.split("<details>", 1)

    assert re.findall(r"\| (NO|yes|waived|-) \|$", table, re.MULTILINE) == ["NO", "NO", "-", "waived", "yes"]
    assert "The other 3 claims, as expected" in rest


def test_a_comment_on_a_run_that_is_all_right_is_short() -> None:
    run = dataclasses.replace(RUNS["plain"], results=RUNS["plain"].results[:1], sources=RUNS["plain"].sources[1:2])

    assert RENDERERS["md"](run).split("\n\n")[3].startswith("<details><summary>All 1 claims, as expected")


def test_a_bot_finds_its_comment_by_the_first_line() -> None:
    run = RUNS["plain"]
    other = dataclasses.replace(run, results=run.results[:1], started_at=run.started_at.replace(year=2026))
    marks = [RENDERERS["md"](each).splitlines()[0] for each in (run, other)]

    assert marks == ["<!-- refcheck: claims.toml -->"] * 2
    assert RENDERERS["md"](run, Style(folder="docs")).startswith("<!-- refcheck: docs/claims.toml -->\n")


@each_run
def test_a_comment_folds_all_evidence(run: Run) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(RENDERERS["md"](run, Style(details=True)))
    depth, loose = 0, 0
    for token in tokens:
        if token.type == "html_block":
            depth += token.content.count("<details>") - token.content.count("</details>")
        loose += token.type == "blockquote_open" and depth == 0

    assert depth == loose == 0
