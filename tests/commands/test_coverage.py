"""`refcheck coverage` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.test_cli import refcheck

CLAIMS = """\
[article]
path = "article.md"

[[source]]
id = "members"
url = "https://members.example/"

[[claim]]
id = "finland"
statement = "Finland joined NATO in 2023."
quote = "Finland joined NATO"
sources = ["members"]
"""


def folder(tmp_path: Path) -> Path:
    (tmp_path / "article.md").write_text("# NATO\n\n*Finland* joined NATO in 2023.\nNorway is a member.\n")
    (tmp_path / "claims.toml").write_text(CLAIMS)
    return tmp_path


def test_it_lists_what_no_claim_covers(tmp_path: Path) -> None:
    done = refcheck(folder(tmp_path), "coverage")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "article.md:4: not covered (name: Norway): Norway is a member.\n"
        "50 % of 2 checkable sentences covered: 1 covered, 1 not\n"
    )


def test_all_lists_what_is_covered_too(tmp_path: Path) -> None:
    done = refcheck(folder(tmp_path), "coverage", "--all")

    assert done.stdout.startswith("article.md:3: covered (by finland): Finland joined NATO in 2023.\n")


def test_a_threshold_fails_the_build(tmp_path: Path) -> None:
    folder(tmp_path)
    done = refcheck(tmp_path, "coverage", "--fail-under", "50.1")

    assert done.returncode == 1
    assert done.stderr == "refcheck: 50 % of the checkable sentences are covered, --fail-under asks for 50.1 %.\n"
    assert refcheck(tmp_path, "coverage", "--fail-under", "50").returncode == 0
    assert refcheck(tmp_path, "coverage", "--fail-under", "101").returncode == 2


def test_it_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    done = refcheck(folder(tmp_path), "coverage", "--format", "json", "--output", "coverage.json")

    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads((tmp_path / "coverage.json").read_text(encoding="utf-8"))["percent"] == 50.0


def test_claims_without_an_article_cover_nothing(tmp_path: Path) -> None:
    (tmp_path / "claims.toml").write_text(CLAIMS.partition("\n\n")[2].replace('quote = "Finland joined NATO"\n', ""))
    done = refcheck(tmp_path, "coverage")

    assert done.returncode == 2
    assert done.stderr == 'refcheck: claims.toml: names no article to cover; add [article] with a "path".\n'


def test_a_file_without_claims_says_what_to_do(tmp_path: Path) -> None:
    folder(tmp_path)
    drafts = CLAIMS.replace("[[claim]]\n", "# [[claim]]\n").splitlines()
    text = "\n".join(line if n < 8 else f"# {line.removeprefix('# ')}" for n, line in enumerate(drafts))
    (tmp_path / "claims.toml").write_text(text + "\n")
    done = refcheck(tmp_path, "run")

    assert done.returncode == 2
    assert "claims.toml: has no claim yet; 1 draft waits as comments." in done.stderr
    assert refcheck(tmp_path, "coverage").stdout.endswith("0 % of 2 checkable sentences covered: 0 covered, 2 not\n")
