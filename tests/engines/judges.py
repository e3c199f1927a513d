"""Judges that other processes import by name, and that do there what a test wants to see survived."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from refcheck.judging.rules import Rules
from refcheck.language.lexicon import Lexicon
from refcheck.model import Candidate, Evidence


class Deadly:
    """Judges as the rules do, but ends its process at a statement with the word that DEADLY holds."""

    def __init__(self, words: Lexicon) -> None:
        self._rules = Rules(words)
        self.name = "rules"

    def __call__(self, statement: str, candidates: Sequence[Candidate]) -> Sequence[Evidence]:
        """The evidence of the rules; the number of deaths can be limited by the files in DEATHS."""
        if os.environ["DEADLY"] in statement and self._may_die():
            os.kill(os.getpid(), signal.SIGKILL)
        return self._rules(statement, candidates)

    def _may_die(self) -> bool:
        deaths = Path(os.environ["DEATHS"])
        died = len(list(deaths.iterdir()))
        (deaths / f"{died + 1}").touch()
        return died < int(os.environ.get("MOST", "1000"))


class Stuck:
    """Says that it began, and never ends."""

    def __init__(self, words: Lexicon) -> None:
        self.words = words

    def __call__(self, statement: str, candidates: Sequence[Candidate]) -> Sequence[Evidence]:  # noqa: ARG002
        """Never returns."""
        print("output of a judge goes elsewhere")  # noqa: T201
        Path(os.environ["BEGUN"], str(os.getpid())).touch()
        signal.pause()
        return ()


class Odd:
    """Raises an exception of its own, with the statement."""

    def __init__(self, words: Lexicon) -> None:
        self.words = words

    def __call__(self, statement: str, candidates: Sequence[Candidate]) -> Sequence[Evidence]:  # noqa: ARG002
        """Raises an OddError."""
        raise OddError(statement)


class OddError(Exception):
    """What only this module knows."""
