"""docs/: examples print what they say, recipes are valid, links lead somewhere, and the reference is whole."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import refcheck
from refcheck.commands import COMMANDS
from refcheck.dossier import keys, load
from refcheck.model import Policy, Unread
from refcheck.reports import RENDERERS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
BLOCK = re.compile(r"(?:^<!-- file: (\S+) -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SCHEMAS = {".github/workflows/": "vendor.github-workflows", ".gitlab-ci.yml": "vendor.gitlab-ci"}
CI = DOCS / "how-to" / "ci.md"


def named(path: Path) -> str:
    return path.relative_to(DOCS).as_posix()


def blocks(page: Path, kind: str) -> list[tuple[str, str]]:
    """The code blocks of a kind, each with the file that it stands for."""
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [(file, body) for file, language, body in found if language == kind]


def pages_with(kind: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, kind)]


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the pages that are written from the code."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run([sys.executable, DOCS / "reference.py", folder], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder / "reference"


@pytest.mark.slow
@pytest.mark.parametrize("page", pages_with("console"), ids=named)
def test_the_console_examples_print_what_they_say(page: Path) -> None:
    done = subprocess.run(
        [sys.executable, DOCS / "refresh.py", "--check", page], capture_output=True, encoding="utf-8", check=False
    )

    said = f"run `python docs/refresh.py {page.relative_to(ROOT)}`:\n{done.stdout}{done.stderr}"
    assert (done.returncode, done.stdout) == (0, ""), said


def test_there_are_console_examples() -> None:
    assert [named(page) for page in pages_with("console")] == [
        "how-to/archives.md",
        "how-to/checks.md",
        "how-to/claims.md",
        "how-to/history.md",
        "how-to/judges.md",
        "how-to/recordings.md",
        "how-to/reports.md",
        "how-to/unread-pages.md",
        "how-to/waivers.md",
        "how-to/weighing.md",
        "tutorial.md",
    ]


@pytest.mark.parametrize("page", pages_with("toml"), ids=named)
def test_claims_files_have_no_mistakes_and_fragments_only_known_keys(page: Path, tmp_path: Path) -> None:
    files = [*blocks(page, "text"), *blocks(page, "toml")]
    for file, body in files:
        if file:
            (tmp_path / file).parent.mkdir(exist_ok=True)
            (tmp_path / file).write_text(body, encoding="utf-8")
    for file, body in blocks(page, "toml"):
        if file:
            assert load(tmp_path / file).claims
            continue
        fragment = tomllib.loads(body)
        assert set(fragment) <= set(keys.FILE.names)
        assert {key for claim in fragment.get("claim", []) for key in claim} <= set(keys.CLAIM.names)


@pytest.mark.parametrize(("file", "body"), blocks(CI, "yaml"), ids=[file for file, _ in blocks(CI, "yaml")])
def test_recipes_are_what_they_are_read_by_takes(file: str, body: str, tmp_path: Path) -> None:
    recipe = tmp_path / Path(file).name
    recipe.write_text(body, encoding="utf-8")
    schema = next((schema for prefix, schema in SCHEMAS.items() if file.startswith(prefix)), "")
    check = ["check_jsonschema", "--builtin-schema", schema] if schema else ["pre_commit", "validate-config"]

    done = subprocess.run([sys.executable, "-m", *check, recipe], capture_output=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_recipes_use_the_inputs_and_the_hook_that_there_are() -> None:
    text = CI.read_text(encoding="utf-8")
    action = (ROOT / "action.yml").read_text(encoding="utf-8").partition("\noutputs:")[0]
    inputs = re.findall(r"^  ([a-z-]+):$", action, re.MULTILINE)

    assert re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE) == inputs
    given = re.findall(r"uses: example/refcheck@main\n +with:\n((?: {10,}.*\n)+)", text)
    assert {name for block in given for name in re.findall(r"^ {10}([a-z-]+):", block, re.MULTILINE)} <= set(inputs)
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert re.findall(r"- id: (\S+)", text) == re.findall(r"^- id: (\S+)", hooks, re.MULTILINE)


def test_the_line_for_cron_prints_the_report_when_something_is_wrong_and_nothing_else(tmp_path: Path) -> None:
    ((_, crontab),) = [(file, body) for file, body in blocks(CI, "text") if file == "crontab"]
    (line,) = (each for each in crontab.splitlines() if "refcheck" in each)
    schedule = re.match(r"(\S+ ){4}\S+  ", line)
    assert schedule
    # What it does beside pulling pages, which a test can not.
    command = line[schedule.end() :].replace("/srv/", f"{tmp_path}/").replace("--record-mode all", "--offline")
    article = tmp_path / "article"
    (article / "cassettes").mkdir(parents=True)
    shutil.copy2(ROOT / "cassettes" / "nato-members-wikipedia.yaml", article / "cassettes")
    (article / "claims.toml").write_text(
        '[[source]]\nid = "nato-members-wikipedia"\nurl = "https://en.wikipedia.org/wiki/Member_states_of_NATO"\n'
        '[[claim]]\nid = "finland"\nstatement = "Finland joined NATO in April 2023."\n'
        'sources = ["nato-members-wikipedia"]\n'
    )
    program = tmp_path / "refcheck" / "bin" / "refcheck"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m refcheck "$@"\n')
    program.chmod(0o755)

    def printed() -> str:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(["sh", "-c", command], env=env, capture_output=True, encoding="utf-8", check=False).stdout

    assert printed() == ""
    shutil.rmtree(article / "cassettes")
    assert "! finland: could not be checked" in printed()


@pytest.mark.slow
@pytest.mark.parametrize("line", [line for _, body in blocks(CI, "sh") for line in body.splitlines()])
def test_the_lines_for_pytest_check_claims(line: str, pytester: pytest.Pytester) -> None:
    for part in ("claims.toml", "seeds", "cassettes"):
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy2)(ROOT / part, pytester.path / part)
    command = line.replace("pytest ", f'"{sys.executable}" -m pytest -p refcheck.pytest_plugin ', 1)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    done = subprocess.run(["bash", "-c", command], env=env, capture_output=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d+ passed", done.stdout)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_to_files_and_headings_that_are_there(page: Path, reference: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        file, _, heading = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        target = reference / target.name if target.parent == DOCS / "reference" else target
        assert target.stat().st_size
        if heading:
            lines = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w -]", "", line).lower().replace(" ", "-") for line in lines}


OF_BENCHES = {"accuracy.md", "speed.md"}


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in OF_BENCHES], ids=named)
def test_every_option_and_command_it_names_is_there(page: Path) -> None:
    commands = [import_module(listed.module).command for listed in COMMANDS.values()]
    commands += [inner for command in commands for inner in getattr(command, "commands", {}).values()]
    known = {option for command in commands for each in command.params for option in each.opts}
    others = {"--refcheck", "--refcheck-record-mode", "--junitxml", "--claims", "--pages", "--cassettes", "--help"}
    others |= {"--nworkers", "--nthreads"}  # of Dask's worker
    text = page.read_text(encoding="utf-8")

    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) <= known | others
    assert set(re.findall(r"`refcheck (\w+)", text)) <= set(COMMANDS)


def test_every_reason_for_an_unread_page_is_told() -> None:
    told = (DOCS / "how-to" / "unread-pages.md").read_text(encoding="utf-8")
    first = [line.split("|")[1] for line in told.splitlines() if line.startswith("| ")]

    assert [str(reason) for reason in Unread if not any(str(reason) in cell for cell in first)] == []


def test_every_policy_is_told() -> None:
    told = (DOCS / "how-to" / "weighing.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `(\w+)`", told, re.MULTILINE)) - {"policy"} == set(Policy)


def test_the_reference_has_every_command_key_format_and_name(reference: Path) -> None:
    options = (reference / "options.md").read_text(encoding="utf-8")
    claims_file = (reference / "claims-file.md").read_text(encoding="utf-8")
    formats = (reference / "formats.md").read_text(encoding="utf-8")
    api = (reference / "api.md").read_text(encoding="utf-8")

    assert re.findall(r"^## refcheck (\w+)$", options, re.MULTILINE) == list(COMMANDS)
    shapes = [keys.FILE, keys.ARTICLE, keys.SOURCE, keys.CLAIM, keys.PART, keys.WAIVER, keys.REVIEW]
    shapes += [shape for _, shape in keys.CHECKS.shapes]
    told = [name for shape in shapes[1:] for name in shape.names]
    assert sorted(re.findall(r"^\| (?:\*\*)?`(\w+)`", claims_file, re.MULTILINE)) == sorted(told)
    assert re.findall(r"^## ([\w-]+)$", formats, re.MULTILINE) == list(RENDERERS)
    assert set(refcheck.__all__) <= set(re.findall(r"^## (\w+)$", api, re.MULTILINE))
    assert str(ROOT) not in options + claims_file + formats + api
