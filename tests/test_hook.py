"""The pre-commit hook: which claims files it checks, and that pre-commit itself installs and runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from refcheck import hook

ROOT = Path(__file__).resolve().parent.parent
STAND_IN = "nato-members-wikipedia"
RIGHT, WRONG = "Finland joined NATO in April 2023.", "Finland joined NATO in April 2021."
MANIFEST = ROOT / ".pre-commit-hooks.yaml"


def write_dossier(folder: Path, statement: str = RIGHT) -> None:
    (folder / "cassettes").mkdir(parents=True)
    shutil.copy2(ROOT / "cassettes" / f"{STAND_IN}.yaml", folder / "cassettes")
    (folder / "article.md").write_text(f"{statement}\n")
    (folder / "claims.toml").write_text(
        f'[article]\npath = "article.md"\n\n'
        f'[[source]]\nid = "{STAND_IN}"\nurl = "https://en.wikipedia.org/wiki/Member_states_of_NATO"\n\n'
        f'[[claim]]\nid = "finland"\nstatement = "{statement}"\nsources = ["{STAND_IN}"]\n'
    )


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two dossiers, one with a false statement, in the folder that is worked in."""
    write_dossier(tmp_path / "finland")
    write_dossier(tmp_path / "wrong", WRONG)
    (tmp_path / "README.md").write_text("Two articles.\n")
    (tmp_path / "finland" / "notes.md").write_text("Ask again in May.\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("files", "claims"),
    [
        (["finland/claims.toml"], ["finland"]),
        (["finland/article.md"], ["finland"]),
        ([f"finland/cassettes/{STAND_IN}.yaml"], ["finland"]),
        (["wrong/article.md", "finland/claims.toml", "finland/article.md"], ["finland", "wrong"]),
        (["finland/notes.md", "README.md", "nowhere/article.md"], []),
        ([], []),
    ],
)
@pytest.mark.usefixtures("desk")
def test_a_file_belongs_to_the_claims_file_of_its_article(files: list[str], claims: list[str]) -> None:
    assert hook.concerned(map(Path, files)) == [Path(folder, "claims.toml") for folder in claims]


@pytest.mark.parametrize(
    "text", ["", "[article\n", 'article = "finland"\n', "[article]\npath = 3\n", "\x00", "a=" + "[" * 9999]
)
def test_a_claims_file_that_is_broken_still_has_its_recordings(desk: Path, text: str) -> None:
    (desk / "finland" / "claims.toml").write_text(text)

    assert hook.concerned([Path("finland/article.md")]) == []
    assert hook.concerned([Path("finland/claims.toml")]) == [Path("finland/claims.toml")]


def test_the_greatest_exit_code_counts_and_all_are_checked(desk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (desk / "broken").mkdir()
    (desk / "broken" / "claims.toml").write_text("[[claim]]\n")

    assert hook.main(["--offline", "finland/claims.toml"]) == 0
    assert hook.main(["--offline", "finland/claims.toml", "wrong/claims.toml"]) == 1
    assert hook.main(["--offline", "wrong/claims.toml", "broken/claims.toml", "finland/claims.toml"]) == 2
    assert hook.main(["--offline", "README.md"]) == 0

    told = capfd.readouterr()
    assert "✗ finland" in told.out
    assert f"{Path('broken', 'claims.toml')}:1: " in told.err
    assert not list(desk.glob("*/.refcheck"))


def test_it_takes_the_options_of_run(desk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert hook.main(["--offline", "--judge", "rules", "--format", "json", "-q", "finland/article.md"]) == 0
    assert capfd.readouterr().out.startswith("{")

    assert hook.main(["--judge", "oracle", "finland/article.md"]) == 2
    assert hook.main(["--no-such-option", "finland/article.md"]) == 2
    assert "--no-such-option" in capfd.readouterr().err
    assert desk.exists()


def run_tool(*args: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PIP_", "PRE_COMMIT"))}
    git = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for role in ("AUTHOR", "COMMITTER"):
        git |= {f"GIT_{role}_NAME": "A. Writer", f"GIT_{role}_EMAIL": "writer@paper.example"}
    return subprocess.run(
        args, cwd=cwd, env={**kept, **git, **env}, capture_output=True, encoding="utf-8", check=False, timeout=240
    )


def commit(folder: Path) -> str:
    """Commits all there is and returns the commit's name."""
    for args in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--no-verify", "-m", "as it is"]):
        done = run_tool("git", *args, cwd=folder)
        assert done.returncode == 0, done.stderr
    return run_tool("git", "rev-parse", "HEAD", cwd=folder).stdout.strip()


def test_pre_commit_finds_no_fault_with_the_manifest() -> None:
    done = run_tool(sys.executable, "-m", "pre_commit", "validate-manifest", MANIFEST, cwd=ROOT)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("git") is None, reason="pre-commit needs git")
def test_pre_commit_installs_and_runs_it(desk: Path, packages: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """As a user has it, but that what refcheck depends on is taken from this environment: no index is asked."""
    work = tmp_path_factory.mktemp("hook")
    origin = work / "refcheck"
    shutil.copytree(ROOT / "refcheck", origin / "refcheck", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", MANIFEST.name):
        shutil.copy2(ROOT / name, origin)
    (desk / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {origin}\n  rev: {commit(origin)}\n  hooks:\n  - id: refcheck\n"
    )
    commit(desk)
    env = {"PRE_COMMIT_HOME": str(work / "home"), "PYTHONPATH": str(packages), "PRE_COMMIT_COLOR": "never"}
    # pip reads "no build isolation" the other way round: 0 means that there is none.
    env |= {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}

    def pre_commit(*files: str) -> tuple[int, str]:
        done = run_tool(sys.executable, "-m", "pre_commit", "run", "--files", *files, cwd=desk, **env)
        return done.returncode, done.stdout + done.stderr

    code, told = pre_commit("finland/article.md", "README.md")
    assert (code, "refcheck" in told, "Passed" in told) == (0, True, True), told
    code, told = pre_commit("finland/article.md", "wrong/article.md")
    assert code == 1, told
    assert "- exit code: 1\n" in told
    assert "✗ finland: refuted, not as expected\n" in told
    assert run_tool("git", "status", "--short", cwd=desk).stdout == ""
