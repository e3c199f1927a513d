"""What somebody reads who is new to refcheck and has got something wrong: what it is, where, and what to do next."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from refcheck.cli import main

ROOT = Path(__file__).resolve().parent.parent
CLAIMS = """\
[article]
path = "article.txt"
published = 2025-03-31

[[source]]
id = "members"
url = "https://en.wikipedia.org/wiki/Member_states_of_NATO"

[[claim]]
id = "finland"
statement = "Finland joined NATO in April 2023."
quote = "Finland joined the alliance in April 2023"
sources = ["members"]
"""
LINE = {part: number for number, text in enumerate(CLAIMS.splitlines(), 1) for part in text.split(" = ")[:1]}
START = 'start one with "refcheck init ARTICLE"'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dossier in which nothing is wrong yet."""
    (tmp_path / "claims.toml").write_text(CLAIMS)
    (tmp_path / "article.txt").write_text("Finland joined the alliance in April 2023.\n")
    (tmp_path / "cassettes").mkdir()
    shutil.copy2(ROOT / "cassettes" / "nato-members-wikipedia.yaml", tmp_path / "cassettes" / "members.yaml")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


@pytest.fixture
def told(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """The exit code and all that is written, on one line, of `refcheck run` with more words."""

    def run(*words: str) -> tuple[int, str]:
        code = main(["run", str(folder / "claims.toml"), *words])
        out, err = capsys.readouterr()
        return code, " ".join(f"{out}{err}".split())

    return run


Told = Callable[..., tuple[int, str]]


def test_nothing_is_wrong_to_begin_with(told: Told) -> None:
    code, text = told()

    assert (code, "1 as expected" in text) == (0, True)


@pytest.mark.parametrize(
    ("was", "given", "place", "message"),
    [
        (
            '"article.txt"',
            r'"C:\Users\desk\article.txt"',
            "path",
            "a backslash is special in quotes; write paths with /",
        ),
        ('"article.txt"', "“article.txt”", "path", 'quotation marks are straight ones here: "..."'),
        ('"article.txt"', '"article.pdf"', "path", '"article.pdf" is not there; its path is taken from the folder of'),
        (
            '"article.txt"',
            '"../article.txt"',
            "path",
            "leads out of the folder of the claims file; keep the article in",
        ),
        ("2025-03-31", "31.03.2025", "published", "a date is written year-month-day, as in 2025-03-31"),
        ("2025-03-31", '"March 2025"', "published", "write year-month-day, as in 2025-03-01"),
        ("https://en.", "en.", "url", '"url" must begin with https:// or http://'),
        ('["members"]', '"members"', "sources", 'it must be a list of texts, as in ["members"]'),
        ('["members"]', '["member"]', "sources", 'there is no source "member"; did you mean "members"?'),
        ('"finland"', '"Finland 2023"', None, '"finland-2023" would do'),
        ("statement", "statment", None, 'unknown key "statment"; did you mean "statement"?'),
        ("[[claim]]", "[claim]", None, "begin each one with [[claim]], in double brackets"),
        ("Finland joined the", "Finland entered the", "quote", 'nearest is line 1: "Finland joined the alliance'),
        (
            'sources = ["members"]',
            'sources = ["members"]\nexpect = "true"',
            None,
            "it must be one of: supported, refuted",
        ),
        (CLAIMS, "", None, f"the claims file is empty; {START}"),
        (CLAIMS, '{"claim": []}', None, "a claims file is written in TOML"),
    ],
)
def test_a_mistake_in_the_claims_file_is_told_with_its_line_and_what_would_be_right(
    folder: Path, told: Told, was: str, given: str, place: str | None, message: str
) -> None:
    assert CLAIMS.count(was) == 1 or was in {"statement", '"finland"'}
    (folder / "claims.toml").write_text(CLAIMS.replace(was, given), encoding="utf-8")

    code, text = told()

    assert code == 2
    assert message in text
    assert text.endswith("Nothing was fetched.")
    if place:
        assert f"claims.toml:{LINE[place]}:" in text


def test_an_article_from_a_word_processor_is_told_what_to_save_it_as(folder: Path, told: Told) -> None:
    (folder / "article.txt").write_bytes(b"PK\x03\x04\x14\x00\x06\x00word/document.xml")
    code, text = told()
    assert (code, "save it as text, Markdown or HTML" in text) == (2, True)

    (folder / "article.txt").write_bytes("Fête: Finland joined the alliance.".encode("latin-1"))
    code, text = told()
    assert (code, "is not UTF-8 (byte 2, line 1); save it as UTF-8" in text) == (2, True)


def test_a_page_that_is_not_recorded_is_told_with_the_words_that_record_it(folder: Path, told: Told) -> None:
    (folder / "cassettes" / "members.yaml").unlink()

    code, text = told("--offline")

    assert code == 3
    assert "cassettes/members.yaml does not exist" in text
    assert "refcheck record --source members" in text


def test_a_changed_address_is_told_beside_that_of_the_recording(folder: Path, told: Told) -> None:
    (folder / "claims.toml").write_text(CLAIMS.replace("Member_states_of_NATO", "NATO"))

    code, text = told("--offline")

    assert code == 3
    assert (
        "is a recording of https://en.wikipedia.org/wiki/Member_states_of_NATO, not of https://en.wikipedia.org/"
        in text
    )


def test_a_page_on_this_machine_is_told_with_the_option_that_permits_it(folder: Path, told: Told) -> None:
    (folder / "claims.toml").write_text(CLAIMS.replace("https://en.wikipedia.org", "http://127.0.0.1:8009"))
    shutil.rmtree(folder / "cassettes")

    code, text = told()

    assert code == 3
    assert "--allow-private permits such addresses" in text


@pytest.mark.parametrize("name", ["report.pdf", "report.docx", "report.xml"])
def test_a_report_is_not_written_under_a_name_that_it_does_not_live_up_to(folder: Path, told: Told, name: str) -> None:
    code, text = told("--output", name)

    assert code == 2
    assert f"{name}: no format is called {name.split('.')[1]}. Name one with --format: text, md, html, json" in text
    assert not (folder / name).exists()
    assert told("--output", name, "--format", "text")[0] == 0


def test_an_empty_folder_says_how_to_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(tmp_path)]) == 2
    assert "refcheck init" in capsys.readouterr().err
