"""`refcheck init` as somebody new to it meets it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.test_cli import environment, refcheck

ARTICLE = """\
# Neutral no more

Finland joined [NATO](https://www.nato.int/members) in 2023. It rained.
"""


def test_from_an_article_to_a_run(tmp_path: Path) -> None:
    (tmp_path / "article.md").write_text(ARTICLE)

    done = refcheck(tmp_path, "init", "article.md")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "claims.toml: written: 1 source and 1 draft of claims, from article.md.\n"
        "Next: edit the drafts in it, then `refcheck run`. `refcheck coverage` lists what is left.\n"
    )
    claims = (tmp_path / "claims.toml").read_text(encoding="utf-8")
    assert claims.startswith("#:schema ./.refcheck/claims.schema.json\n")
    assert (tmp_path / ".refcheck" / "claims.schema.json").is_file()

    done = refcheck(tmp_path, "run")
    assert done.returncode == 2
    assert "claims.toml: has no claim yet; 1 draft waits as comments." in done.stderr

    taken_up = claims.replace("\n# [[", "\n[[")
    for key in ("id", "statement", "quote", "sources"):
        taken_up = taken_up.replace(f"\n# {key} =", f"\n{key} =")
    (tmp_path / "claims.toml").write_text(taken_up, encoding="utf-8")
    done = refcheck(tmp_path, "run", "--offline")
    assert done.returncode == 3  # the page was never pulled
    assert "finland-joined-nato-2023" in done.stdout
    assert refcheck(tmp_path, "coverage").stdout == "100 % of 1 checkable sentence covered: 1 covered, 0 not\n"


def test_an_article_goes_to_the_terminal_where_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "article.md").write_text(ARTICLE)
    done = refcheck(tmp_path, "init", "article.md", "--output", "-")

    assert done.returncode == 0
    assert "\n[article]\n" in done.stdout
    assert "1 source and 1 draft" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["article.md"]


def test_the_claims_file_may_be_above_the_article(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a b.md").write_text(ARTICLE)
    done = refcheck(tmp_path, "init", "posts/a b.md", "--output", ".")

    assert done.returncode == 0
    assert 'path = "posts/a b.md"' in (tmp_path / "claims.toml").read_text()


def test_a_file_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    (tmp_path / "article.md").write_text(ARTICLE)
    (tmp_path / "claims.toml").write_text("# mine\n")

    done = refcheck(tmp_path, "init", "article.md")
    assert done.returncode == 2
    assert "`refcheck add` adds to it, --output writes elsewhere, --force replaces it." in done.stderr
    assert (tmp_path / "claims.toml").read_text() == "# mine\n"
    assert refcheck(tmp_path, "init", "article.md", "--force").returncode == 0
    assert "[article]" in (tmp_path / "claims.toml").read_text()


def write(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("artikel.md", lambda _: None, "artikel.md: there is no such file. Did you mean article.md?"),
        ("C:\\article.md", lambda _: None, "C:\\article.md: there is no such file."),
        (".", lambda _: None, ".: this is a folder. Name the article in it, as in: refcheck init article.md"),
        ("x.pdf", write(b"%PDF-1.7"), "x.pdf: the article is a PDF; save it as text, Markdown or HTML."),
        ("x.docx", write(b"PK\x03\x04"), "x.docx: the article is a word processor's file or an archive; save it as"),
        ("x.txt", write("Lake".encode("utf-16")), "x.txt: the article is UTF-16; save it as UTF-8."),
        ("x.txt", write(b"caf\xe9"), "x.txt: the article is not UTF-8 (byte 4, line 1); save it as UTF-8."),
        ("x.txt", write(b""), "x.txt: the article is empty."),
        ("x.html", write(b"<nav>Home</nav>"), "x.html: the article has no words to read"),
        ("x.txt", write(b"a" * (1 << 20) + b"a"), "x.txt: the article is larger than 1 MiB"),
        ("x.toml", write(b"# claims"), "x.toml: this looks like a claims file. `refcheck init` takes the article."),
        ("x  y.md", write(b"Lake"), "x  y.md: no claims file can be made for it: the article"),
        ("x.md", lambda path: path.symlink_to("/etc/passwd"), "x.md: this is a link out of its folder."),
        ("n" * 300, lambda _: None, "n" * 300),
    ],
)
def test_what_is_no_article_is_told_in_a_word(
    tmp_path: Path, name: str, make: Callable[[Path], object], said: str
) -> None:
    (tmp_path / "article.md").write_text(ARTICLE)
    make(tmp_path / name)
    done = refcheck(tmp_path, "init", name)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"refcheck: {' '.join(said.split())}")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "claims.toml").exists()


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("nowhere/claims.toml", "nowhere/claims.toml: there is no folder nowhere; make it first."),
        ("article.md", "article.md: this is the article itself. --output is for the claims file."),
        ("below/claims.toml", "below/claims.toml: the claims file has to be in the folder of the article or above it."),
    ],
)
def test_a_place_that_will_not_do_is_told(tmp_path: Path, output: str, said: str) -> None:
    (tmp_path / "article.md").write_text(ARTICLE)
    (tmp_path / "below").mkdir()
    done = refcheck(tmp_path, "init", "article.md", "--force", "--output", output)

    assert done.returncode == 2
    assert (tmp_path / "article.md").read_text() == ARTICLE
    assert done.stderr.startswith(f"refcheck: {said}")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user can reach, which a folder of pytest's is not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


# The call as another user, after it was made elsewhere: that user may not be allowed to import what it needs.
UNPRIVILEGED = """
import contextlib, io, os, shutil, sys, tempfile
from refcheck.cli import main
here = os.getcwd()
with tempfile.TemporaryDirectory() as elsewhere, contextlib.redirect_stdout(io.StringIO()):
    shutil.copytree(here, elsewhere, dirs_exist_ok=True)
    os.chmod(elsewhere, 0o755)
    os.chdir(elsewhere)
    assert main(sys.argv[1:]) == 0
    os.chdir(here)
if os.geteuid() == 0:
    os.setuid(65534)
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "call",
    [
        ["init", "article.md", "--output", "new.toml"],
        ["add", "source", "https://b.example/"],
        ["add", "claim", "--statement", "Two is two.", "--source", "a"],
    ],
    ids=["init", "add-source", "add-claim"],
)
def test_a_folder_that_may_not_be_written_to_is_named(open_folder: Path, call: list[str]) -> None:
    claims = (
        '[[source]]\nid = "a"\nurl = "https://a.example/"\n[[claim]]\nid = "b"\nstatement = "B."\nsources = ["a"]\n'
    )
    (open_folder / "article.md").write_text(ARTICLE)
    (open_folder / "claims.toml").write_text(claims)
    open_folder.chmod(0o555)
    command = [sys.executable, "-c", UNPRIVILEGED, *call]
    done = subprocess.run(
        command, cwd=open_folder, env=environment({}), capture_output=True, encoding="utf-8", check=False, timeout=60
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "can not be written (Permission denied)" in done.stderr.splitlines()[-1]
    assert (open_folder / "claims.toml").read_text() == claims
