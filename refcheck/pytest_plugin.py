"""A plugin for pytest: with `--refcheck`, each claim of a claims.toml is a test.

Off unless asked for, and then it costs other runs one option and no import. What is slow is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest._io import TerminalWriter

    from refcheck.desk import Desk
    from refcheck.errors import DossierError
    from refcheck.model import Claim, Document, Result, Run, Unavailable
    from refcheck.pipeline import Checker, Settings

CLAIMS_FILE = "claims.toml"
STAND_INS = "stand-ins"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--refcheck` and what goes with it."""
    group = parser.getgroup("refcheck", "unit tests for facts")
    group.addoption("--refcheck", action="store_true", default=None, help="Check the claims of every claims.toml.")
    group.addoption(
        "--refcheck-record-mode",
        metavar="MODE",
        choices=("none", "once", "new_episodes", "all"),
        help="When to replay a recording and when to pull the page. [default: once; none where CI is set]",
    )
    group.addoption("--refcheck-judge", metavar="NAME", help="Who judges, as in `refcheck run --judge`.")
    group.addoption(
        "--refcheck-baseline",
        metavar="NAME",
        help="A baseline file in the folder of each claims.toml: let the verdicts be that it accepts.",
    )
    parser.addini("refcheck", "Check the claims of every claims.toml, as --refcheck does.", type="bool", default=False)
    parser.addini("refcheck_record_mode", "What --refcheck-record-mode says where it is not given.", default="")
    parser.addini("refcheck_judge", "What --refcheck-judge says where it is not given.", default="")
    parser.addini("refcheck_baseline", "What --refcheck-baseline says where it is not given.", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker, and the collecting of claims where it is asked for."""
    config.addinivalue_line(
        "markers",
        "refcheck(claim, policy, expect, source): a claim of a claims.toml; "
        "choose with -m \"refcheck(source='some-id')\" or -m \"refcheck(expect='refuted')\"",
    )
    if config.getoption("refcheck") or config.getini("refcheck"):
        baseline = config.getoption("refcheck_baseline") or config.getini("refcheck_baseline")
        config.pluginmanager.register(Claims(_settings(config), baseline), "refcheck-claims")
    elif any(Path(arg.partition("::")[0]).name == CLAIMS_FILE for arg in config.args):
        config.pluginmanager.register(Hint(), "refcheck-hint")


class Claims:
    """The hooks of a run that checks claims."""

    def __init__(self, settings: Settings, baseline: str) -> None:
        self.settings = settings
        self.baseline = baseline

    def pytest_report_header(self) -> str:
        """How claims are checked in this run."""
        return f"refcheck: record mode {self.settings.record_mode}, judge {self.settings.judge}"

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> ClaimsFile | None:
        """A claims.toml, or a TOML file of another name that the command line names."""
        named = file_path.suffix == ".toml" and parent.session.isinitpath(file_path)
        if file_path.name != CLAIMS_FILE and not named:
            return None
        return ClaimsFile.from_parent(parent, path=file_path, settings=self.settings, baseline=self.baseline)

    def pytest_report_collectionfinish(self, items: Sequence[pytest.Item]) -> str | None:
        """Says so where there is nothing to check."""
        if any(isinstance(item, ClaimItem) for item in items):
            return None
        return f"refcheck: no claim of a {CLAIMS_FILE} is among what was collected"

    @pytest.hookimpl(hookwrapper=True)  # the old way, which every pytest that may import this module knows
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
        """Shows what the report says of a claim, in place of a traceback of refcheck's own code."""
        outcome = yield
        if call.excinfo and isinstance(call.excinfo.value, ClaimError):
            outcome.get_result().longrepr = Told(call.excinfo.value)  # made like pytest's own, as it allows

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Says which pages were stand-ins, as every report does."""
        reports = (each for reports in terminalreporter.stats.values() for each in reports)
        told = (pair for report in reports if isinstance(report, pytest.TestReport) for pair in report.user_properties)
        ids = sorted({source for name, value in told if name == STAND_INS for source in str(value).split()})
        if ids:
            terminalreporter.write_line(
                f"refcheck: stand-ins, written to stand for the public pages, not those pages themselves: "
                f"{', '.join(ids)}. `refcheck record` pulls the live pages instead."
            )


class Hint:
    """The hook of a run that names a claims file and does not ask for claims."""

    def pytest_report_header(self) -> str:
        """How claims are asked for."""
        return f"refcheck: {CLAIMS_FILE} is only checked with --refcheck"


class ClaimsFile(pytest.File):
    """A claims file; its pages are read once, when the first of its claims is run."""

    def __init__(self, *, settings: Settings, baseline: str, **rest: Any) -> None:  # noqa: ANN401  # pytest's own
        super().__init__(**rest)
        self.settings = settings
        self.baseline = self.path.parent / baseline if baseline else None
        self.read: dict[str, Document | Unavailable] = {}

    def collect(self) -> Iterator[ClaimItem]:
        """One item for each claim, in the order of the file."""
        from refcheck.commands.accepting import accepted_by  # noqa: PLC0415
        from refcheck.dossier import load  # noqa: PLC0415
        from refcheck.errors import DossierError, RefcheckError  # noqa: PLC0415

        try:
            self.dossier = load(self.path)
            self.checker, self.desk = self._opened()
            self.accepted = accepted_by(self.baseline if self.baseline and self.baseline.is_file() else None)
        except DossierError as error:
            raise self.CollectError(_mistakes(error)) from error
        except RefcheckError as error:
            raise self.CollectError(str(error)) from error
        for claim in self.dossier.claims:
            yield ClaimItem.from_parent(self, name=claim.id, claim=claim)

    def check(self, claim: Claim) -> tuple[Result, Run]:
        """The result of a claim, and the run that reports need to tell it."""
        from refcheck.citations import cited, uses_of  # noqa: PLC0415
        from refcheck.model import Run  # noqa: PLC0415

        if any(source not in self.read for source in cited(claim)):
            self.read.update(self.checker.read(self._ahead(claim), known=self.read))
        result = self.desk.result(claim, self.read)
        uses = uses_of(self.dossier.sources, {source: self.read[source] for source in cited(claim)})
        now = datetime.now(UTC)
        return result, Run(self.dossier, (result,), uses, now, complete=False, accepted=self.accepted)

    def _opened(self) -> tuple[Checker, Desk]:
        from refcheck.commands.checking import judge_of  # noqa: PLC0415
        from refcheck.desk import Desk  # noqa: PLC0415
        from refcheck.pipeline import Checker  # noqa: PLC0415

        named, top_k = self.settings.judge, self.settings.top_k
        judge = judge_of(named, offline=False) if isinstance(named, str) else named
        return Checker(self.dossier, self.settings), Desk(judge, top_k, self.dossier.aliases)

    def _ahead(self, claim: Claim) -> list[Claim]:
        """The claims whose pages are read together: all that were selected, or one where workers share them out."""
        if hasattr(self.config, "workerinput"):  # pytest-xdist: other workers run most of the items
            return [claim]
        return [item.claim for item in self.session.items if isinstance(item, ClaimItem) and item.parent is self]


class ClaimItem(pytest.Item):
    """A claim: an error where it could not be checked, a failure where the verdict is not the expected one."""

    parent: ClaimsFile

    def __init__(self, *, claim: Claim, **rest: Any) -> None:  # noqa: ANN401  # as above
        super().__init__(**rest)
        self.claim = claim
        self.add_marker(pytest.mark.refcheck(claim=claim.id, policy=str(claim.policy), expect=str(claim.expect)))
        for source in claim.sources:
            self.add_marker(pytest.mark.refcheck(source=source))

    def setup(self) -> None:
        """Judges the claim. Raises ClaimError where it could not be checked."""
        from refcheck.errors import RefcheckError  # noqa: PLC0415
        from refcheck.model import Outcome  # noqa: PLC0415
        from refcheck.reports.view import stand_ins, verdict_of  # noqa: PLC0415

        try:
            self.result, self.run = self.parent.check(self.claim)
        except RefcheckError as error:
            raise ClaimError(str(error), f"{error}\n") from error
        self.user_properties += [("verdict", verdict_of(self.result.judgement)), ("expected", str(self.claim.expect))]
        if found := stand_ins(self.run):
            ids = found.ids or tuple(use.source.id for use in self.run.sources)
            self.user_properties.append((STAND_INS, " ".join(ids)))
        if self.result.outcome is Outcome.UNCHECKED:
            raise self.error()

    def runtest(self) -> None:
        """Compares the verdict with the expected one.

        Raises ClaimError; what a waiver or the baseline lets be is an expected failure.
        """
        from refcheck.reports.view import headline  # noqa: PLC0415
        from refcheck.standing import Standing, excuse, standing_of  # noqa: PLC0415

        standing = standing_of(self.result, self.run)
        if standing is Standing.EXPECTED:
            return
        if standing is not Standing.UNEXPECTED and (said := excuse(self.result, self.run)):
            pytest.xfail(f"{headline(self.result)}; {said[0].lower()}: {said[1]}")
        raise self.error()

    def error(self) -> ClaimError:
        """The result as the report tells it in detail."""
        from refcheck.reports.text import render_result  # noqa: PLC0415
        from refcheck.reports.view import headline  # noqa: PLC0415

        return ClaimError(headline(self.result), render_result(self.result, self.run))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the claim stands in its file."""
        return self.path, max(self.claim.line - 1, 0), f"claim {self.claim.id}"


class ClaimError(Exception):
    """A claim that does not stand as its file expects: the verdict in a line, and what the report says of it."""

    def __init__(self, headline: str, report: str) -> None:
        self.headline = headline
        self.report = report
        super().__init__(headline)


class Told:
    """A claim's report where pytest shows tracebacks; `reprcrash.message` is what its summary shows."""

    def __init__(self, error: ClaimError) -> None:
        self.report = error.report
        self.reprcrash = SimpleNamespace(message=error.headline)

    def __str__(self) -> str:
        return self.report

    def toterminal(self, terminal: TerminalWriter) -> None:
        """Writes the report to pytest's terminal."""
        terminal.write(self.report)


def _settings(config: pytest.Config) -> Settings:
    from refcheck.model import RecordMode  # noqa: PLC0415
    from refcheck.pipeline import Settings, usual_mode  # noqa: PLC0415

    mode = config.getoption("refcheck_record_mode") or config.getini("refcheck_record_mode")
    if mode and mode not in set(RecordMode):
        known = ", ".join(RecordMode)
        raise pytest.UsageError(f"refcheck_record_mode: {mode!r} is no record mode; there are: {known}")
    judge = config.getoption("refcheck_judge") or config.getini("refcheck_judge") or Settings().judge
    return Settings(record_mode=RecordMode(mode) if mode else usual_mode(), judge=judge)


def _mistakes(error: DossierError) -> str:
    """All mistakes of a claims file, a line each."""
    from refcheck.reports.neutral import neutral  # noqa: PLC0415

    return "\n".join(map(neutral, error.lines))
