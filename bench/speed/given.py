"""What the harness is given: which refcheck is measured, beside whom, on what, and how often."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Given:
    """The harness's options; `peers` is the Python, if any, beside which peers are installed."""

    python: str = sys.executable
    tree: Path = ROOT
    against: Path | None = None
    peers: Path | None = None
    data: Path | None = None
    rounds: int = 5
    quick: bool = False
    say: Callable[[str], None] = lambda _words: None

    def trees(self) -> dict[str, Path]:
        """The checkouts that take turns, by the name of their rows."""
        other = {f"refcheck in {self.against.name}": self.against} if self.against else {}
        return {"refcheck": self.tree, **other}

    def peer(self, command: str) -> str | None:
        """A peer's command, beside the Python of the peers or on PATH; None where it is not installed."""
        beside = self.peers.parent / command if self.peers else None
        found = str(beside) if beside and beside.is_file() else shutil.which(command)
        if found is None:
            self.say(f"{command} is not installed and left out: see bench/speed/requirements.txt")
        return found


def version_of(command: str) -> str:
    """The version that a command tells of itself, without its name."""
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout.split()
    return next((word for word in said if word[:1].isdigit()), "?")
