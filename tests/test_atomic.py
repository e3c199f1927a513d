"""A file is the old one or the new one, never a part of either."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from refcheck.atomic import write_whole


def test_a_file_is_written_as_utf_8_with_line_feeds(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", "é\nb\n")

    assert (tmp_path / "a").read_bytes() == b"\xc3\xa9\nb\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_an_older_file_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o640)

    write_whole(tmp_path / "a", "new")

    assert (tmp_path / "a").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "a").write_text("old")
    (tmp_path / "link").symlink_to("far/a")

    write_whole(tmp_path / "link", "new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "far" / "a").read_text() == "new"


def test_a_long_name_is_no_trouble(tmp_path: Path) -> None:
    longest = tmp_path / ("湖" * 85)

    write_whole(longest, "new")

    assert longest.read_text() == "new"


@pytest.mark.parametrize("ending", ["SIG_DFL", "SIG_IGN"])
def test_killed_or_failing_in_the_middle_the_old_file_is_there(tmp_path: Path, ending: str) -> None:
    (tmp_path / "a").write_text("old")
    code = (
        "import signal, sys; from pathlib import Path; from refcheck.atomic import write_whole\n"
        f"signal.signal(signal.SIGXFSZ, signal.{ending})\n"
        "write_whole(Path(sys.argv[1]), 'new' * 10000)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a")],
        check=False,
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )

    assert done.returncode != 0
    assert (tmp_path / "a").read_text() == "old"
    if ending == "SIG_IGN":  # a failure cleans up; a kill can not
        assert b"OSError" in done.stderr
        assert [path.name for path in tmp_path.iterdir()] == ["a"]
