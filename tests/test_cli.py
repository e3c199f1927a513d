"""The command line as a user meets it: real processes, real files, a real terminal where one matters."""

from __future__ import annotations

import dataclasses
import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from refcheck.codec import decode_run
from refcheck.commands import COMMANDS
from refcheck.commands.progress import progress
from refcheck.history import History, history_path
from refcheck.model import Run
from refcheck.pipeline import Progress
from refcheck.reports import RENDERERS, Style

STORED = Path(__file__).parent / "golden" / "run.json"
SETTINGS = ("CI", "NO_COLOR", "FORCE_COLOR", "SOURCE_DATE_EPOCH", "COLUMNS", "TERM", "TMPDIR", "LC_ALL", "LANG")
CLAIMS = """\
[[source]]
id = "lake-act"
url = "https://law.example/acts/lake-act"

[[source]]
id = "lake-news"
url = "https://news.example/lake"

[[claim]]
id = "act-1979"
statement = "The Lake Act became law in 1979."
sources = ["lake-act"]

[[claim]]
id = "works-began"
statement = "Work on the harbour began in 2021."
sources = ["lake-news"]
"""


def environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return {**kept, "TERM": "xterm", **more}


def refcheck(folder: Path, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "refcheck", *args]
    return subprocess.run(
        command, cwd=folder, env=environment(more), capture_output=True, encoding="utf-8", check=False, timeout=60
    )


def on_a_terminal(folder: Path, *args: str, **more: str) -> str:
    """What a terminal of 80 columns gets to see."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "refcheck", *args]
    with subprocess.Popen(
        command, cwd=folder, env=environment({"COLUMNS": "80", **more}), stdin=theirs, stdout=theirs, stderr=theirs
    ):
        os.close(theirs)
        seen = b""
        try:
            while chunk := os.read(ours, 65536):
                seen += chunk
        except OSError:  # how Linux says that the other end of a terminal is closed
            pass
        finally:
            os.close(ours)
    return seen.decode().replace("\r\n", "\n")


def sample() -> Run:
    return decode_run(json.loads(STORED.read_text()))


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A folder with a stored run and nothing else: neither claims file nor article."""
    History(history_path(tmp_path / "claims.toml")).add(sample())
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_examples(tmp_path: Path, command: str) -> None:
    done = refcheck(tmp_path, command, "--help")

    assert done.returncode == 0
    assert f"  Examples:\n    {'eval' if command == 'completion' else f'refcheck {command}'}" in done.stdout


def test_help_names_the_commands_and_the_exit_codes(tmp_path: Path) -> None:
    done = refcheck(tmp_path, "--help")

    assert all(f"\n  {command} " in done.stdout for command in COMMANDS)
    assert "130 interrupted" in done.stdout


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    heavy = (
        "refcheck.reports",
        "refcheck.commands.run",
        "requests",
        "vcr",
        "bs4",
        "lxml",
        "yaml",
        "rich.console",
        "sqlite3",
        "rapidfuzz",
        "sentencex",
    )
    code = "import sys; from refcheck.cli import main; main(['--help']); print({*sys.argv[1:]} & {*sys.modules})"

    done = subprocess.run(
        [sys.executable, "-c", code, *heavy], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "set()"


def test_a_run_of_the_shipped_claims_does_not_load_the_model(tmp_path: Path) -> None:
    """The rules decide every one of them: the model would cost a third of a second and twice the memory."""
    root = Path(__file__).resolve().parents[1]
    for folder in ("cassettes", "seeds"):
        shutil.copytree(root / folder, tmp_path / folder)
    shutil.copy(root / "claims.toml", tmp_path)
    code = (
        "import sys; from refcheck.cli import main; main(['run', '--offline']); sys.exit('onnxruntime' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "as expected, 0 not" in done.stderr
    assert done.returncode == 0, done.stderr


def test_version(tmp_path: Path) -> None:
    assert refcheck(tmp_path, "--version").stdout.startswith("refcheck 0.")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["walk"], "No such command 'walk'"),
        (["run", "--colour"], "No such option"),
        (["run", "--jobs", "0"], "0 is not in the range"),
        (["report", "--format", "docx"], "'docx' is not one of"),
        (["run", "--output", "."], "is a directory"),
    ],
)
def test_a_call_that_can_not_be_carried_out_is_told(tmp_path: Path, args: list[str], message: str) -> None:
    done = refcheck(tmp_path, *args)

    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_every_mistake_of_a_claims_file_is_told_with_its_line_and_claim(tmp_path: Path) -> None:
    (tmp_path / "claims.toml").write_text(
        CLAIMS.replace('["lake-act"]', '["lake-akt"]').replace("in 2021.", '\x1b[31m"')
    )
    broken = refcheck(tmp_path, "run")
    (tmp_path / "claims.toml").write_text(
        CLAIMS.replace('["lake-act"]', '["lake-akt"]').replace('"lake-news"\nurl', '"x y"\nurl')
    )
    mistaken = refcheck(tmp_path, "run")

    assert (broken.returncode, mistaken.returncode) == (2, 2)
    assert "\x1b" not in broken.stderr
    lines = mistaken.stderr.splitlines()
    assert any(line.startswith("claims.toml:12: claim act-1979: ") and "lake-akt" in line for line in lines)
    assert any(line.startswith("claims.toml:6: ") for line in lines)
    assert lines[-1].endswith("Nothing was fetched.")


def test_a_thousand_mistakes_do_not_fill_the_screen(tmp_path: Path) -> None:
    (tmp_path / "claims.toml").write_text(CLAIMS + '[[claim]]\nid = "a"\nstatement = "s"\nsources = ["x"]\n' * 1000)

    done = refcheck(tmp_path, "run")

    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout, len(lines)) == (2, "", 51)
    assert lines[-1] == "refcheck: claims.toml: 1999 mistakes, of which 50 are shown. Nothing was fetched."


def test_a_claims_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = refcheck(tmp_path, "run")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("claims.toml: there is no such file")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["run", "--claim", "act-1997"], "claims.toml: no claim has the id act-1997. Did you mean act-1979?"),
        (["run", "--source", "lake-akt"], "claims.toml: no source has the id lake-akt. Did you mean lake-act?"),
        (["run", "--source", "lake"], "claims.toml: no source has the id lake. Did you mean lake-act or lake-news?"),
        (["explain", "zzz"], "claims.toml: no claim has the id zzz. It has: act-1979, works-began."),
        (["run", "--started-at", "noon"], "--started-at: 'noon' is no time; write 2025"),
        (["run", "--offline", "--record-mode", "all"], "give one of the two"),
        (["run", "--output", "no/such/report.md"], "there is no folder no/such"),
    ],
)
def test_what_is_not_in_the_file_is_told_with_what_is(tmp_path: Path, args: list[str], message: str) -> None:
    (tmp_path / "claims.toml").write_text(CLAIMS)

    done = refcheck(tmp_path, *args)

    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize("form", RENDERERS)
def test_report_shows_the_last_run_from_the_history_alone(stored: Path, form: str) -> None:
    done = refcheck(stored, "report", "--format", form)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == RENDERERS[form](sample()).replace("\r\n", "\n")  # as a process's text is read here


def test_report_shows_an_earlier_run_by_its_number(stored: Path) -> None:
    History(history_path(stored / "claims.toml")).add(dataclasses.replace(sample(), results=()))

    assert "0 claims" in refcheck(stored, "report").stdout
    assert refcheck(stored, "report", "--run", "1").stdout == RENDERERS["text"](sample())
    assert "no run has the number 9. Stored: 1, 2." in refcheck(stored, "report", "--run", "9").stderr


def test_the_name_of_the_output_chooses_the_format_where_none_is_asked_for(stored: Path) -> None:
    for name, form in [("a.md", "md"), ("a.json", "json"), ("a.txt", "text"), ("a.JSON", "json"), ("a", "text")]:
        assert refcheck(stored, "report", "--output", name).returncode == 0
        assert (stored / name).read_text(encoding="utf-8") == RENDERERS[form](sample())
    refcheck(stored, "report", "--output", "a.md", "--format", "json")
    assert (stored / "a.md").read_text(encoding="utf-8") == RENDERERS["json"](sample())


def test_report_of_a_file_that_was_never_run_names_those_that_were(stored: Path) -> None:
    done = refcheck(stored, "report", "other.toml")

    assert done.returncode == 2
    assert "other.toml: no run is stored of this file; there are runs of: claims.toml." in done.stderr


def test_report_without_a_run_says_how_to_make_one(tmp_path: Path) -> None:
    done = refcheck(tmp_path, "report")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "refcheck: claims.toml: no run is stored. Start with `refcheck run`.\n"
    assert list(tmp_path.iterdir()) == []


def test_report_takes_a_folder_for_the_claims_file_in_it(stored: Path) -> None:
    assert refcheck(stored.parent, "report", stored.name).stdout == RENDERERS["text"](sample())


def test_report_on_a_damaged_history_is_told(stored: Path) -> None:
    (stored / ".refcheck" / "history.db").write_bytes(b"noise" * 1000)

    done = refcheck(stored, "report")

    assert (done.returncode, done.stdout) == (2, "")
    assert "history.db: the history of runs is damaged" in done.stderr


def test_output_writes_the_same_bytes_to_a_file(stored: Path) -> None:
    (stored / "report.md").write_text("old")

    done = refcheck(stored, "report", "--format", "md", "--output", "report.md")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (stored / "report.md").read_text(encoding="utf-8") == RENDERERS["md"](sample())
    assert sorted(path.name for path in stored.iterdir()) == [".refcheck", "report.md"]


def test_output_may_be_a_device_or_the_terminal(stored: Path) -> None:
    assert refcheck(stored, "report", "--output", "/dev/stdout").stdout == RENDERERS["text"](sample())
    assert refcheck(stored, "report", "--output", "-").stdout == RENDERERS["text"](sample())
    assert Path(os.devnull).is_char_device()


def test_a_report_that_can_not_be_written_is_told(stored: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "refcheck", "report"], cwd=stored, stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert done.returncode == 2
    assert done.stderr.startswith(b"refcheck: the report can not be written ([Errno 28] No space left on device).")
    assert b"--output" in done.stderr


def test_a_reader_that_goes_away_is_no_failure(stored: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [sys.executable, "-m", "refcheck", "report"], cwd=stored, stdout=theirs, stderr=subprocess.PIPE, check=False
    )
    os.close(theirs)

    assert (done.returncode, done.stderr) == (0, b"")


def test_the_locale_changes_no_byte(stored: Path) -> None:
    done = refcheck(stored, "report", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0", PYTHONIOENCODING="latin-1")

    assert done.stdout == RENDERERS["text"](sample())


def test_colour_on_a_terminal_and_where_it_is_forced_and_not_where_it_is_unwanted(stored: Path) -> None:
    coloured = RENDERERS["text"](sample(), Style(80, colour=True))
    plain = RENDERERS["text"](sample(), Style(80))

    assert on_a_terminal(stored, "report") == coloured
    assert on_a_terminal(stored, "report", NO_COLOR="1") == plain
    assert on_a_terminal(stored, "report", "--no-color") == plain
    assert on_a_terminal(stored, "report", TERM="dumb") == RENDERERS["text"](sample())
    assert refcheck(stored, "report", FORCE_COLOR="1").stdout == RENDERERS["text"](sample(), Style(colour=True))
    assert refcheck(stored, "report", FORCE_COLOR="1", NO_COLOR="1").stdout == RENDERERS["text"](sample())


def test_a_note_on_the_whole_run_names_no_source(capsys: pytest.CaptureFixture[str]) -> None:
    for quiet in (False, True):
        with progress(quiet=quiet, verbose=False) as tell:
            tell(Progress("fetch", 1, 2, "lake-act"))
            tell(Progress("note", 0, 0, "", "Recordings are read slowly here."))

    assert capsys.readouterr().err == "refcheck: Recordings are read slowly here.\n"


def with_a_bug(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    code = (
        "import sys\n"
        "from refcheck import cli\n"
        "from refcheck.commands import run\n"
        "def load(claims, session):\n"
        "    session.folder = claims.parent\n"
        "    raise ZeroDivisionError('a secret of \\x1b the page')\n"
        "run.load_claims = load\n"
        "sys.exit(cli.main(['run']))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment(more), capture_output=True, text=True, check=False
    )


def test_a_bug_is_4_with_a_log_and_without_a_traceback(tmp_path: Path) -> None:
    done = with_a_bug(tmp_path)

    (log,) = (tmp_path / ".refcheck").glob("*.log")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == (
        f"refcheck: this is a bug in refcheck: ZeroDivisionError. Please report it with the log {log}.\n"
    )
    assert "Traceback" in log.read_text()
    assert (tmp_path / ".refcheck" / ".gitignore").read_text() == "*\n"


def test_the_log_goes_to_the_temporary_folder_where_it_can_not_lie_beside_the_claims(tmp_path: Path) -> None:
    (tmp_path / ".refcheck").write_text("")
    (tmp_path / "temporary").mkdir()

    done = with_a_bug(tmp_path, TMPDIR=str(tmp_path / "temporary"))

    (log,) = (tmp_path / "temporary").glob("*.log")
    assert done.returncode == 4
    assert str(log) in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(tmp_path: Path, shell: str) -> None:
    done = refcheck(tmp_path, "completion", shell)

    assert (done.returncode, done.stderr) == (0, "")
    assert f"_REFCHECK_COMPLETE={shell}_complete" in done.stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("refcheck run --claim ", ["plain,act-1979", "plain,works-began"]),
        ("refcheck run --claim w", ["plain,works-began"]),
        ("refcheck run --source lake-n", ["plain,lake-news"]),
        ("refcheck explain a", ["plain,act-1979"]),
        ("refcheck report --format js", ["plain,json"]),
        ("refcheck comp", ["plain,completion"]),
    ],
)
def test_completion_offers_commands_options_and_ids(tmp_path: Path, words: str, offered: list[str]) -> None:
    (tmp_path / "claims.toml").write_text(CLAIMS)

    done = refcheck(
        tmp_path, _REFCHECK_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split(" ")) - 1)
    )

    assert done.stdout.splitlines() == offered


@pytest.mark.parametrize("text", ["", "[[claim]", "claim = 1", "claim = [1, {id = 2}]", "[" * 5000])
def test_completion_on_a_broken_claims_file_offers_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "claims.toml").write_text(text)

    done = refcheck(tmp_path, _REFCHECK_COMPLETE="bash_complete", COMP_WORDS="refcheck explain ", COMP_CWORD="2")

    assert (done.stdout, done.stderr) == ("\n", "")
