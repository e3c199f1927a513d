"""The soak of the bench in small: every good page judged, every bad one named, no thread left."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_a_web_that_misbehaves_costs_only_the_pages_that_do() -> None:
    command = [sys.executable, str(ROOT / "bench" / "soak.py"), "--sources", "100", "--seed", "2", "--minutes", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "good 80, bad 20; not as they should be: 0" in done.stdout
    assert "threads: 1 before, 0 left over" in done.stdout
