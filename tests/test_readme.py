"""README.md: its commands, examples, tables, links and picture are what refcheck does."""

from __future__ import annotations

import doctest
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest

from refcheck.cli import cli
from refcheck.commands import COMMANDS
from refcheck.dossier import load
from refcheck.dossier.schema import schema_text
from refcheck.errors import BUG, EXPECTED, INTERRUPTED, UNCHECKED, UNEXPECTED, USAGE
from refcheck.judges import NAMES
from refcheck.judging import JUDGES
from refcheck.model import Policy, RecordMode, Verdict
from refcheck.pipeline import Settings
from refcheck.reports.view import SYMBOLS
from refcheck.reports.view import UNCHECKED as NOT_CHECKED

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURE = (ROOT / "docs" / "img" / "run.svg").read_text(encoding="utf-8")


def blocks(kind: str) -> list[tuple[str, str]]:
    """The code blocks of a kind, each with the file that it stands for."""
    found = re.findall(rf"(?:^<!-- file: (\S+) -->\n)?^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [(file, body) for file, body in found]


def command(name: str) -> click.Command:
    """The command of that name."""
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    return found


def first_cells(header: str) -> list[str]:
    """The first column of the table with this header, without the marks of code."""
    table = README.split(header)[1].split("\n\n")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    return [row.split("|")[1].strip().replace("`", "") for row in rows]


@pytest.mark.parametrize(
    "command",
    [
        "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/refcheck run",
        "python3 -m venv .venv && .venv/bin/pip install -q '.[test]' && .venv/bin/pytest",
    ],
)
def test_the_two_commands_stand_each_on_a_line_of_its_own(command: str) -> None:
    assert ("", f"{command}\n") in blocks("sh")


def test_the_console_examples_print_what_they_say() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "refresh.py", "--check", ROOT / "README.md"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, ""), f"run `python docs/refresh.py`:\n{done.stdout}{done.stderr}"
    assert len(blocks("console")) > 2


def test_the_python_examples_give_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    ((_, session),) = blocks("pycon")
    examples = doctest.DocTestParser().get_doctest(session, {}, "README.md", "README.md", 0)

    assert doctest.DocTestRunner().run(examples) == doctest.TestResults(failed=0, attempted=len(examples.examples))
    assert len(examples.examples) > 5


def test_the_claims_files_have_no_mistakes(tmp_path: Path) -> None:
    for file, body in [*blocks("text"), *blocks("toml")]:
        (tmp_path / Path(file).name).write_text(body, encoding="utf-8")

    assert [claim.id for claim in load(tmp_path / "claims.toml").claims] == ["finland", "sweden", "austria"]
    every = load(tmp_path / "every-key.toml")
    assert all(getattr(every.claims[0], key) for key in ("quote", "check", "as_of", "waiver"))
    (body,) = (body for file, body in blocks("toml") if file.endswith("every-key.toml"))
    assert set(tomllib.loads(body)) == set(json.loads(schema_text())["properties"])


def test_the_tables_list_what_there_is() -> None:
    codes = (EXPECTED, UNEXPECTED, USAGE, UNCHECKED, BUG, INTERRUPTED)

    assert [int(code) for code in first_cells("| exit code | means |\n")] == list(codes)
    assert {mode.split(" ")[0] for mode in first_cells("| mode | a page that is recorded")} == set(RecordMode)
    assert {policy.split(" ")[0] for policy in first_cells("| `policy` | supported when |\n")} == set(Policy)
    for verdict, symbol in SYMBOLS.items():
        assert f"\n| {symbol} | {verdict or NOT_CHECKED} |" in README


def test_every_option_and_command_it_names_is_there() -> None:
    known = {option for name in COMMANDS for each in command(name).params for option in each.opts}

    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) <= known | {"--help"}
    assert {"run", "report", "explain"} <= set(re.findall(r"`refcheck (\w+)", README)) <= set(COMMANDS)


def test_the_judges_it_names_are_those_that_there_are() -> None:
    (option,) = (each for each in command("run").params if each.name == "judge")

    (named,) = re.findall(r"takes the name of a judge \((.+?)\)", README, re.DOTALL)
    assert re.findall(r'"(\w+)"', named) == list(JUDGES) == list(NAMES)
    assert f"[{'|'.join(JUDGES)}; default: {Settings().judge}]" in (option.help or "")


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
def test_links_lead_to_files_and_headings_that_are_there(path: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        file, _, heading = link.partition("#")
        target = path.parent / file if file else path
        assert target.stat().st_size
        if heading:
            lines = target.read_text(encoding="utf-8").splitlines()
            headings = {re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-") for line in lines}
            assert heading in headings


def test_readme_leads_to_all_documents() -> None:
    assert [path.name for path in (ROOT / "docs").glob("*.md") if f"(docs/{path.name})" not in README] == []


def test_the_picture_shows_the_shipped_claims_and_pulls_nothing() -> None:
    claims = tomllib.loads((ROOT / "claims.toml").read_text(encoding="utf-8"))["claim"]
    shown = "".join(ET.fromstring(PICTURE).itertext())  # noqa: S314  # our own file

    assert [claim["id"] for claim in claims if claim["id"] not in shown] == []
    assert f"{len(claims)} claims: ".replace(" ", "\xa0") in shown.replace(" ", "\xa0")
    assert not re.search(r"(href|src|url)\s*[=(]\s*[\"']?(?!#)\w+:", PICTURE)
    assert "@import" not in PICTURE
    assert Verdict.SUPPORTED in shown
