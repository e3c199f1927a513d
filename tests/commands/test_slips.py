"""What somebody reads who is new to refcheck and writes something else than they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from refcheck.cli import main

CLAIMS = """\
[article]
path = "article.txt"

[[source]]
id = "lake-act"
url = "https://law.example/acts/lake-act"

[[claim]]
id = "act-1979"
statement = "The Lake Act became law in 1979."
sources = ["lake-act"]

[[claim]]
id = "harbour"
statement = "The harbour is closed."
sources = ["lake-act"]
"""
ARTICLE = "The Lake Act became law in 1979.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "claims.toml").write_text(CLAIMS)
    (tmp_path / "article.txt").write_text(ARTICLE)
    return tmp_path


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("rn", "No such command 'rn'. Did you mean run?"),
        ("frobnicate", "No such command 'frobnicate'. There are: run, record, cassettes, "),
        ("help", "Help is an option: refcheck --help, or refcheck run --help."),
        ("claims.toml", "claims.toml is no command. To check it: refcheck run claims.toml"),
        (".", ". is no command. To check it: refcheck run ."),
        ("--claim act-1979", "--claim belongs to a command and stands after it: refcheck run --claim"),
        ("-q run", "-q belongs to a command and stands after it: refcheck run -q"),
        ("--frobnicate run", "No such option '--frobnicate'."),
        ("run claim.toml", "claim.toml: there is no such file. Did you mean claims.toml?"),
        ("run elsewhere", "elsewhere: there is no such file; name a claims file"),
        (
            "run article.txt",
            "article.txt: this looks like an article. Give the claims.toml of its statements, or",
        ),
        (
            "run https://law.example/acts/lake-act",
            "this is an address. A claims file names it, as a source: refcheck add",
        ),
        ("init https://paper.example/a", "this is an address. Save the page as a file and name that."),
        ("run harbour", "harbour: this is a claim, not a file. Check it alone with `refcheck run --claim harbour`."),
        ("run claims.toml harbour", "harbour is one too many. Single claims are named with --claim ID."),
        ("run --claim act-1979,harbour", "no claim has the id act-1979,harbour. Give --claim again for each."),
        ("run --source https://law.example/acts/lake-act", "a source is named by its id: --source lake-act"),
        ("run --jobs many", "Invalid value for '--jobs': 'many' is not a valid whole number."),
        ("run --started-at noon", "--started-at: 'noon' is no time; write 2025-03-01T12:00:00Z."),
        ("run --judge gpt", "--judge gpt: there are model, rules, llm; one of your own is named as package.module:"),
        ("run --judge ./mine.py:Mine", "is named as package.module:Factory, such as judges:Mine for what judges.py in"),
        ("run -o claims.toml", "claims.toml: this is what the report is about. Write the report to another file."),
        ("run --output ./article.txt", "article.txt: this is what the report is about."),
        ("report -o claims.toml", "claims.toml: this is what the report is about."),
        ("run --write-baseline claims.toml", "claims.toml: there is a file of this name that is no baseline. Give"),
        ("explain", "claims.toml: which claim? It has: act-1979, harbour. Write `refcheck explain act-1979`."),
        ("explain claims.toml", "the id of a claim comes first, then the file: refcheck explain CLAIM claims.toml"),
        ("explain claims.toml harbour", "the id of a claim comes first, then the file: refcheck explain CLAIM claims"),
        ("explain harbour a b", "One claims file at a time: b is one too many."),
        ("report --run last", "Invalid value for '--run': 'last' is not a valid whole number."),
        ("report other.toml", "other.toml: no run is stored. Start with `refcheck run other.toml`."),
    ],
)
def test_a_slip_is_told_with_what_was_meant(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, told: str
) -> None:
    monkeypatch.chdir(folder)

    code = main(line.split(" "))

    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert told in err
    assert not (folder / ".refcheck").exists()
    assert (folder / "claims.toml").read_text() == CLAIMS
    assert (folder / "article.txt").read_text() == ARTICLE
