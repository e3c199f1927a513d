"""`refcheck add` as a user meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from refcheck.dossier import load
from tests.test_cli import refcheck

CLAIMS = """\
[article]
path = "article.md"    # kept

[[source]]
id = "members"
url = "https://members.example/"

# ---- claims
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "article.md").write_text("*Finland* joined NATO in 2023.\nNorway is a member.\n")
    (tmp_path / "claims.toml").write_text(CLAIMS)
    return tmp_path


def test_a_claim_is_added_shown_and_found_by_the_next_command(folder: Path) -> None:
    done = refcheck(
        folder, "add", "claim", "--statement", "Norway is in NATO.", "--source", "members", "--quote", "Norway is"
    )

    assert done.returncode == 0
    assert done.stdout == (
        "claims.toml:10: added\n"
        '[[claim]]\nid = "norway-nato"\nstatement = "Norway is in NATO."\nquote = "Norway is"\n'
        'sources = ["members"]\n\n'
    )
    assert done.stderr == "Next: refcheck run --claim norway-nato\n"
    assert (folder / "claims.toml").read_text().startswith(CLAIMS)
    assert refcheck(folder, "run", "--claim", "norway-nato", "--offline").returncode == 3


def test_every_option_is_a_key(folder: Path) -> None:
    options = ["--id", "n", "--expect", "refuted", "--policy", "all", "--as-of", "2025-03-01"]
    refcheck(folder, "add", "claim", "--statement", "No.", "--source", "members", *options)
    source = ["--id", "s", "--title", "A “title”", "--kind", "primary", "--published", "2025-02-01"]
    refcheck(folder, "add", "source", "https://s.example/", *source)
    dossier = load(folder / "claims.toml")

    (claim,) = dossier.claims
    assert (claim.id, claim.expect, claim.policy, str(claim.as_of)) == ("n", "refuted", "all", "2025-03-01")
    added = dossier.sources[1]
    assert (added.id, added.title, added.kind, str(added.published)) == ("s", "A “title”", "primary", "2025-02-01")


def test_an_address_among_the_sources_of_a_claim_is_added_or_found(folder: Path) -> None:
    new, old = "https://en.wikipedia.org/wiki/Norway", "https://members.example/"
    done = refcheck(folder, "add", "claim", "--statement", "Norway is in NATO.", "--source", new, "--source", old)

    assert done.returncode == 0
    assert done.stdout.startswith('claims.toml:8: added\n[[source]]\nid = "wikipedia-norway"\n')
    assert load(folder / "claims.toml").claims[0].sources == ("wikipedia-norway", "members")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["--source", "member"], "no source has the id member. Did you mean members?"),
        (["--source", "members", "--quote", "Norway was"], 'nearest is line 2: "Norway is'),
        (
            ["--source", "members", "--quote", "“Norway is”"],
            'says that without the quotation marks around it: "Norway is"',
        ),
        (["--source", "members", "--as-of", "1.3.2025"], "'1.3.2025' is no date; write year-month-day"),
        (["--source", "members", "--expect", "true"], "'true' is not one of 'supported'"),
        (["--source", "members", "--source", "members"], 'source "members" is named twice'),
        (["--source", "https://u:p@x.example/"], '"url" has a user name or password in it'),
        ([], "Missing option '--source'"),
    ],
)
def test_a_slip_is_told_and_nothing_is_written(folder: Path, call: list[str], said: str) -> None:
    done = refcheck(folder, "add", "claim", "--statement", "Norway is in NATO.", *call)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert (folder / "claims.toml").read_text() == CLAIMS


def test_the_first_source_is_asked_for(folder: Path) -> None:
    (folder / "claims.toml").write_text('[article]\npath = "article.md"\n')
    done = refcheck(folder, "add", "claim", "--statement", "A.", "--source", "members")

    assert done.stderr.startswith("refcheck: claims.toml: has no sources yet. Give --source an address, or start with")


def test_a_claims_file_elsewhere_is_named_in_the_next_command(folder: Path) -> None:
    done = refcheck(folder.parent, "add", "source", "https://b.example/", folder.name)

    assert done.stderr == f'Next: refcheck add claim {folder.name}/claims.toml --source b --statement "..."\n'
