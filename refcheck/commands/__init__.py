"""The commands: each a module of this package whose `command` is a `click.Command`, and a line in the registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Listed:
    """Where a command is and what `refcheck --help` says of it, so that the list needs none of the modules."""

    module: str
    help: str


COMMANDS: Mapping[str, Listed] = MappingProxyType(
    {
        "run": Listed("refcheck.commands.run", "Check the claims and say which hold."),
        "record": Listed("refcheck.commands.record", "Pull the pages anew, record them, and say what changed."),
        "cassettes": Listed("refcheck.commands.cassettes", "List the recordings: age, origin, size, problems."),
        "report": Listed("refcheck.commands.report", "Show the last run again, in any format."),
        "history": Listed("refcheck.commands.history", "Show earlier runs, and when a verdict changed."),
        "explain": Listed("refcheck.commands.explain", "Show how the verdict on one claim came about."),
        "drift": Listed("refcheck.commands.drift", "Compare the recordings with the pages as they are now."),
        "init": Listed("refcheck.commands.init", "Draft a claims file from an article."),
        "add": Listed("refcheck.commands.add", "Add a claim or a source to a claims file."),
        "coverage": Listed("refcheck.commands.coverage", "List the checkable sentences that no claim covers."),
        "schema": Listed("refcheck.commands.schema", "Print the JSON Schema of a claims file or a report."),
        "completion": Listed("refcheck.commands.completion", "Print the script for completion in a shell."),
    }
)
"""In the order in which the help lists them."""
