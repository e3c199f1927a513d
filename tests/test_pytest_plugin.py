"""`pytest --refcheck`: each claim is a test, told as the report tells it, and nothing where it is not asked for."""

from __future__ import annotations

import shutil
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import refcheck
from refcheck import cli
from refcheck.model import Page, Source, Unavailable
from refcheck.web import Fetcher

ROOT = Path(__file__).resolve().parent.parent
STAND_IN = "nato-members-wikipedia"
CLAIMS = f"""\
[article]
path = "article.txt"

[[source]]
id = "{STAND_IN}"
url = "https://en.wikipedia.org/wiki/Member_states_of_NATO"

[[source]]
id = "ukraine-wikipedia"
url = "https://en.wikipedia.org/wiki/Ukraine%E2%80%93NATO_relations"

[[source]]
id = "gone"
url = "https://paper.example/gone"

[[claim]]
id = "finland"
statement = "Finland joined NATO in April 2023."
quote = "Finland joined the alliance in April 2023"
sources = ["{STAND_IN}"]

[[claim]]
id = "sweden"
statement = "Sweden joined NATO in 2022."
sources = ["{STAND_IN}"]

[[claim]]
id = "looked-into"
statement = "Sweden joined NATO in 2021."
sources = ["{STAND_IN}"]
waiver = {{ reason = "the desk is looking into it", owner = "A. Writer", until = 2999-12-31 }}

[[claim]]
id = "run-out"
statement = "Sweden joined NATO in 2020."
sources = ["{STAND_IN}"]
waiver = {{ reason = "the desk was looking into it", owner = "A. Writer", until = 2001-12-31 }}

[[claim]]
id = "nobody-knows"
statement = "Norway has a fleet of 31 balloons."
sources = ["gone"]

[[claim]]
id = "wrong-on-purpose"
statement = "Sweden joined NATO in 2019."
sources = ["{STAND_IN}"]
expect = "refuted"
"""
WAIVED = "refuted, not as expected; waived: until 2999-12-31, by A. Writer: the desk is looking into it"


@pytest.fixture(scope="module", autouse=True)
def imported() -> None:
    """Has everything imported: pytester forgets what is imported within, and importing parts anew does not go well."""
    refcheck.run(ROOT / "claims.toml", offline=True)


@pytest.fixture
def plugin(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder with a dossier, where the plugin is loaded by name whether it is installed or not."""
    for name in ("CI", "NO_COLOR", "FORCE_COLOR", "PY_COLORS", "PYTEST_ADDOPTS", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (pytester.path / "claims.toml").write_text(CLAIMS)
    (pytester.path / "article.txt").write_text("Finland joined the alliance in April 2023.\n")
    cassettes = pytester.mkdir("cassettes")
    shutil.copy2(ROOT / "cassettes" / f"{STAND_IN}.yaml", cassettes)
    pytester.makepyfile(test_sums="def test_sums():\n    assert 1 + 1 == 2\n")
    return pytester


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the sources that are asked for, in the order in which they are."""
    ids: list[str] = []
    real = Fetcher.fetch

    def fetch(self: Fetcher, source: Source) -> Page | Unavailable:
        ids.append(source.id)
        return real(self, source)

    monkeypatch.setattr(Fetcher, "fetch", fetch)
    return ids


def ran(plugin: pytest.Pytester, *args: str) -> pytest.RunResult:
    strict = ("-W", "error", "-W", "ignore::pytest.PytestAssertRewriteWarning")  # it is imported here already
    return plugin.runpytest_inprocess("-p", "refcheck.pytest_plugin", "-p", "no:cacheprovider", *strict, *args)


def checked(plugin: pytest.Pytester, *args: str) -> pytest.RunResult:
    return ran(plugin, "--refcheck", "--refcheck-record-mode", "none", *args)


def test_without_being_asked_it_collects_nothing(plugin: pytest.Pytester) -> None:
    ran(plugin).assert_outcomes(passed=1)
    ran(plugin, "claims.toml").stdout.fnmatch_lines(["refcheck: claims.toml is only checked with --refcheck"])
    ran(plugin, "test_sums.py").stdout.no_fnmatch_line("*refcheck:*")


def test_without_being_asked_it_imports_nothing_of_refcheck(plugin: pytest.Pytester) -> None:
    plugin.makeconftest(
        "import sys\n"
        "def pytest_unconfigure():\n"
        "    print('of refcheck:', sorted(name for name in sys.modules if name.startswith('refcheck')))\n"
    )

    done = plugin.runpytest_subprocess("-p", "refcheck.pytest_plugin", "-s")

    done.stdout.fnmatch_lines(["of refcheck: ['refcheck', 'refcheck.pytest_plugin']"])


def test_pyproject_tells_pytest_of_it() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["pytest11"]

    (plugin,) = (EntryPoint(name, value, "pytest11").load() for name, value in declared.items())
    assert plugin.pytest_addoption


def test_each_claim_is_a_test_and_what_could_not_be_checked_is_an_error(plugin: pytest.Pytester) -> None:
    done = checked(plugin, "-rA")

    assert done.ret == pytest.ExitCode.TESTS_FAILED
    done.assert_outcomes(passed=3, failed=2, xfailed=1, errors=1)
    assert [line for line in done.outlines if line.startswith(("PASSED", "FAILED", "ERROR", "XFAIL"))] == [
        "PASSED claims.toml::finland",
        "PASSED claims.toml::wrong-on-purpose",
        "PASSED test_sums.py::test_sums",
        f"XFAIL claims.toml::looked-into - {WAIVED}",
        "ERROR claims.toml::nobody-knows - could not be checked",
        "FAILED claims.toml::sweden - refuted, not as expected",
        "FAILED claims.toml::run-out - refuted, not as expected",
    ]


def test_a_failure_reads_as_in_the_report_and_not_as_a_traceback(
    plugin: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    done = checked(plugin, "claims.toml::sweden")
    capsys.readouterr()
    cli.main(["run", str(plugin.path), "--offline", "--no-store", "--quiet", "--claim", "sweden"])
    report = capsys.readouterr().out

    told = done.stdout.str()
    start, end = told.index("_ claim sweden _"), told.index("refcheck: stand-ins")
    assert "Traceback" not in told
    assert ".py" not in told[start:end]
    assert "  Why: " in report
    assert told[start:end].splitlines()[1:] == report[report.index("✗ sweden: ") :].split("\n\n")[0].splitlines()


def test_an_error_says_which_page_is_missing_and_how_to_get_it(plugin: pytest.Pytester) -> None:
    done = checked(plugin, "claims.toml::nobody-knows")

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(
        [
            "*ERROR at setup of claim nobody-knows*",
            "! nobody-knows: could not be checked",
            "*Could not be used: gone: not recorded (cassettes/gone.yaml does not exist;*",
            "*refcheck record --source gone*",
        ]
    )


def test_stand_ins_are_told(plugin: pytest.Pytester) -> None:
    checked(plugin, "-k", "finland").stdout.fnmatch_lines([f"refcheck: stand-ins, *: {STAND_IN}.*"])
    checked(plugin, "test_sums.py").stdout.no_fnmatch_line("*stand-ins*")


def test_a_page_is_read_once_for_all_claims_and_not_at_all_for_those_left_out(
    plugin: pytest.Pytester, fetched: list[str]
) -> None:
    checked(plugin)
    assert sorted(fetched) == ["gone", STAND_IN]

    fetched.clear()
    checked(plugin, "claims.toml::finland", "claims.toml::sweden").assert_outcomes(passed=1, failed=1)
    assert fetched == [STAND_IN]

    fetched.clear()
    checked(plugin, "--collect-only").stdout.fnmatch_lines(["*<ClaimItem finland>*"])
    assert fetched == []


@pytest.mark.parametrize(
    ("args", "chosen"),
    [
        (("-k", "sweden or finland"), ["finland", "sweden"]),
        (("-m", "refcheck"), ["finland", "sweden", "looked-into", "run-out", "nobody-knows", "wrong-on-purpose"]),
        (("-m", "refcheck(source='gone')"), ["nobody-knows"]),
        (("-m", "refcheck(expect='refuted')"), ["wrong-on-purpose"]),
        (("-m", "not refcheck"), ["test_sums"]),
        (("claims.toml::run-out",), ["run-out"]),
    ],
)
def test_claims_are_chosen_by_name_and_marker(
    plugin: pytest.Pytester, args: tuple[str, ...], chosen: list[str]
) -> None:
    done = checked(plugin, "--collect-only", "-q", "--strict-markers", *args)

    assert [line.partition("::")[2] for line in done.outlines if "::" in line] == chosen


def test_mistakes_of_a_claims_file_are_all_told_with_their_lines(plugin: pytest.Pytester) -> None:
    claims = plugin.path / "claims.toml"
    claims.write_text(CLAIMS.replace("quote =", "qoute =").replace('["gone"]', '["gnoe"]'))

    done = checked(plugin)

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(
        [
            f'{claims}:19: claim finland: unknown key "qoute"; did you mean "quote"?',
            f'{claims}:42: claim nobody-knows: there is no source "gnoe"; did you mean "gone"?',
        ]
    )
    done.stdout.no_fnmatch_line("*Traceback*")


def test_a_judge_that_there_is_not_is_told_once(plugin: pytest.Pytester) -> None:
    done = checked(plugin, "--refcheck-judge", "oracle")

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*--judge oracle: there are model, rules*"])


def test_a_judge_of_ones_own_judges_and_what_it_does_wrong_is_told_as_its_own(plugin: pytest.Pytester) -> None:
    plugin.makepyfile(
        harsh="from dataclasses import replace\n"
        "from refcheck.judging.rules import Rules\n"
        "from refcheck.model import Stance\n"
        "class Harsh(Rules):\n"
        "    def __call__(self, statement, candidates):\n"
        "        found = super().__call__(statement, candidates)\n"
        "        return [replace(each, stance=Stance.REFUTES, score=0.9) for each in found]\n"
        "def broken(words):\n"
        "    return lambda statement, candidates: 1 / 0\n"
    )

    checked(plugin, "--refcheck-judge", "harsh:Harsh", "claims.toml::finland").assert_outcomes(failed=1)
    done = checked(plugin, "--refcheck-judge", "harsh:broken", "claims.toml::finland")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*ERROR at setup of claim finland*", "--judge harsh:broken: *ZeroDivisionError*"])


def test_the_ini_file_can_ask_for_it_and_say_how(plugin: pytest.Pytester) -> None:
    plugin.makeini("[pytest]\nrefcheck = true\nrefcheck_record_mode = none\nrefcheck_judge = rules\n")

    done = ran(plugin, "-k", "finland")

    done.assert_outcomes(passed=1, deselected=6)
    done.stdout.fnmatch_lines(["refcheck: record mode none, judge rules"])


def test_what_a_baseline_accepts_is_an_expected_failure_and_what_is_new_is_not(plugin: pytest.Pytester) -> None:
    kept = ("--offline", "--no-store", "-q", "-o", str(plugin.path / "report.txt"))
    cli.main(["run", str(plugin.path), "--write-baseline", str(plugin.path / "accepted.json"), *kept])

    done = checked(plugin, "--refcheck-baseline", "accepted.json", "-rx")

    done.assert_outcomes(passed=3, failed=1, xfailed=2, errors=1)
    accepted = "refuted, not as expected; in the baseline: this verdict on this statement was accepted"
    done.stdout.fnmatch_lines([f"XFAIL claims.toml::sweden - {accepted}"])
    checked(plugin, "--refcheck-baseline", "none.json").assert_outcomes(passed=3, failed=2, xfailed=1, errors=1)
    checked(plugin, "--refcheck-baseline", "claims.toml").stdout.fnmatch_lines(["*claims.toml: the file is no JSON: *"])
    (plugin.path / "claims.toml").write_text(
        CLAIMS.replace("Sweden joined NATO in 2022.", "Sweden joined NATO in 2018.")
    )
    checked(plugin, "--refcheck-baseline", "accepted.json").assert_outcomes(passed=3, failed=2, xfailed=1, errors=1)


def test_a_record_mode_that_there_is_not_ends_the_run(plugin: pytest.Pytester) -> None:
    plugin.makeini("[pytest]\nrefcheck = true\nrefcheck_record_mode = never\n")

    done = ran(plugin)

    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*refcheck_record_mode: 'never' is no record mode; there are: none, once, *"])


@pytest.mark.parametrize(("ci", "mode"), [("true", "none"), ("0", "once"), ("", "once")])
def test_in_ci_nothing_is_pulled(plugin: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, mode: str) -> None:
    monkeypatch.setenv("CI", ci)

    done = ran(plugin, "--refcheck", "claims.toml::finland")

    done.stdout.fnmatch_lines([f"refcheck: record mode {mode}, judge *"])


def test_where_there_are_no_claims_it_says_so(plugin: pytest.Pytester) -> None:
    no_claims = "refcheck: no claim of a claims.toml is among what was collected"

    checked(plugin, "test_sums.py").stdout.fnmatch_lines([no_claims])
    checked(plugin, "--collect-only").stdout.no_fnmatch_line(no_claims)


def test_a_file_of_another_name_is_collected_where_it_is_named(plugin: pytest.Pytester) -> None:
    (plugin.path / "claims.toml").rename(plugin.path / "facts.toml")

    checked(plugin).assert_outcomes(passed=1)
    checked(plugin, "facts.toml::finland").assert_outcomes(passed=1)


def test_verdicts_go_into_the_junit_file(plugin: pytest.Pytester) -> None:
    checked(plugin, "--junitxml=report.xml", "claims.toml::sweden")

    (case,) = ET.parse(plugin.path / "report.xml").iter("testcase")  # noqa: S314  # written by pytest just now
    told = {each.get("name"): each.get("value") for each in case.iter("property")}
    assert told == {"verdict": "refuted", "expected": "supported", "stand-ins": STAND_IN}


@pytest.mark.slow
def test_it_works_with_the_workers_of_xdist(plugin: pytest.Pytester) -> None:
    args = ("-p", "refcheck.pytest_plugin", "-p", "xdist", "-n", "2", "--refcheck", "--refcheck-record-mode", "none")

    done = plugin.runpytest_subprocess(*args)

    done.assert_outcomes(passed=3, failed=2, xfailed=1, errors=1)
    done.stdout.fnmatch_lines([f"refcheck: stand-ins, *: {STAND_IN}.*"])
