"""What ends a run: each error says what went wrong, where, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

EXPECTED, UNEXPECTED, USAGE, UNCHECKED, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""The exit codes of the command line."""


class RefcheckError(Exception):
    """The root of everything that refcheck raises on purpose; `exit_code` is the command line's."""

    exit_code = USAGE


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a claims file: where it stands, whose it is, what is wrong and what would be right.

    `rule` names the rule that it breaks (`refcheck.dossier.keys.Rule`) where that is none of a single table's shape.
    """

    message: str
    line: int = 0
    claim: str = ""
    rule: str = ""


class DossierError(RefcheckError):
    """A claims file with mistakes, all of them.

    `count` says how many there are, `lines` tells each on a line of its own, behind its place; the message is both.
    """

    def __init__(self, path: str, mistakes: tuple[Mistake, ...]) -> None:
        self.path = path
        self.mistakes = mistakes
        self.count = f"{path}: {len(mistakes)} mistake{'s' if len(mistakes) != 1 else ''}"
        self.lines = tuple(_told(mistake, path) for mistake in mistakes)
        super().__init__("\n".join((self.count, *self.lines)))


def _told(mistake: Mistake, path: str) -> str:
    place = f"{path}:{mistake.line}:" if mistake.line else f"{path}:"
    return f"{place} claim {mistake.claim}: {mistake.message}" if mistake.claim else f"{place} {mistake.message}"


class UsageError(RefcheckError):
    """A call that can not be carried out as asked."""


class HistoryError(RefcheckError):
    """The store of earlier runs can not be read or written."""


class JudgeError(RefcheckError):
    """A judge that could not answer: what it was asked about could not be checked."""

    exit_code = UNCHECKED
