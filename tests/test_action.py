"""action.yml: by the schema, by what it lets into a shell, and by running its steps as GitHub's runner does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
ACTION = ROOT / "action.yml"
STAND_IN = "nato-members-wikipedia"
RIGHT, WRONG = "Finland joined NATO in April 2023.", "Finland joined NATO in April 2021."
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def definition() -> dict[str, Any]:
    action: dict[str, Any] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    return action


def steps() -> dict[str, dict[str, Any]]:
    return {step["name"]: step for step in definition()["runs"]["steps"]}


def write_dossier(folder: Path, statement: str = RIGHT) -> None:
    (folder / "cassettes").mkdir(parents=True)
    shutil.copy2(ROOT / "cassettes" / f"{STAND_IN}.yaml", folder / "cassettes")
    (folder / "claims.toml").write_text(
        f'[[source]]\nid = "{STAND_IN}"\nurl = "https://en.wikipedia.org/wiki/Member_states_of_NATO"\n\n'
        f'[[claim]]\nid = "finland"\nstatement = "{statement}"\nsources = ["{STAND_IN}"]\n'
    )


@dataclass
class Step:
    """What came of running a step: its exit code, the commands that a runner finds in its output, and the files."""

    code: int
    told: str
    outputs: dict[str, str]
    summary: str
    commands: list[str] = field(default_factory=list)


@dataclass
class Runner:
    """A job on GitHub's runner, as far as a step of a composite action can tell."""

    workspace: Path
    temp: Path
    extra: dict[str, str]

    def run(self, name: str, outputs: Mapping[str, str] = MappingProxyType({}), **inputs: str) -> Step:
        step = steps()[name]
        files = {key: self.temp / key.lower() for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        defaults = {key.replace("_", "-"): value for key, value in inputs.items()}
        given = {key: defaults.pop(key, str(each["default"])) for key, each in definition()["inputs"].items()}
        assert not defaults
        known = {f"inputs.{key}": value for key, value in given.items()} | {"github.action_path": str(ROOT)}
        known |= {f"steps.check.outputs.{key}": value for key, value in outputs.items()}
        env = {key: EXPRESSION.sub(lambda found: known[found[1]], value) for key, value in step.get("env", {}).items()}
        script = self.temp / "step.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.workspace,
            env={**self.environment(), **{key: str(file) for key, file in files.items()}, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        lines = files["GITHUB_OUTPUT"].read_text().splitlines()
        found = dict(line.split("=", 1) for line in lines)
        return Step(
            done.returncode, done.stdout, found, files["GITHUB_STEP_SUMMARY"].read_text(), executed(done.stdout)
        )

    def environment(self) -> dict[str, str]:
        kept = {"PATH", "HOME", "PYTHONPATH", "TMPDIR", "LANG"}
        base = {name: value for name, value in os.environ.items() if name in kept}
        return {**base, "CI": "true", "GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(self.temp), **self.extra}


def executed(told: str) -> list[str]:
    """The workflow commands that the runner would carry out, in both of its spellings."""
    stopped, found = "", []
    for line in told.splitlines():
        command = line.lstrip()
        if stopped:
            stopped = "" if command == f"::{stopped}::" else stopped
        elif command.startswith("::stop-commands::"):
            stopped = command.removeprefix("::stop-commands::")
        elif re.match(r"::[a-z-]+", command) or "##[" in line:
            found.append(command)
    assert not stopped
    return found


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A job whose first step has put this very refcheck in its place."""
    workspace, temp = tmp_path / "workspace", tmp_path / "temp"
    (temp / "refcheck" / "bin").mkdir(parents=True)
    workspace.mkdir()
    command = temp / "refcheck" / "bin" / "refcheck"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m refcheck "$@"\n')
    command.chmod(0o755)
    return Runner(workspace, temp, {"PYTHONPATH": str(ROOT)})


def test_github_would_take_it() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions"]
    done = subprocess.run([*check, str(ACTION)], capture_output=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_from_outside_is_part_of_a_script() -> None:
    for step in steps().values():
        assert "${{" not in step.get("run", "")
        assert step.get("shell") == ("bash" if "run" in step else None)


def test_every_input_is_used_and_none_that_is_not_there() -> None:
    used = re.findall(r"\binputs\.([\w-]+)", ACTION.read_text())

    assert set(used) == set(definition()["inputs"])


def test_a_claim_as_expected_passes_and_goes_into_the_summary(runner: Runner) -> None:
    write_dossier(runner.workspace)

    done = runner.run("Check the claims")

    assert (done.code, done.outputs["exit-code"], done.commands) == (0, "0", []), done.told
    assert "✓ finland" in done.told
    assert "| ✓ | `finland` |" in done.summary
    assert sorted(path.name for path in Path(done.outputs["reports"]).iterdir()) == ["1.json", "1.md", "1.sarif"]
    assert runner.run("Fail where a claim is not as expected", done.outputs).code == 0


def test_a_claim_that_is_not_as_expected_is_marked_and_fails_the_job(runner: Runner) -> None:
    write_dossier(runner.workspace / "right")
    write_dossier(runner.workspace / "wrong", WRONG)

    done = runner.run("Check the claims", claims="right\n\nwrong/claims.toml\n")

    assert (done.code, done.outputs["exit-code"]) == (0, "1"), done.told
    (mark,) = done.commands
    assert mark.startswith("::error ")
    assert "file=wrong/claims.toml" in mark
    assert "finland" in mark
    assert done.summary.count("| `finland` |") == 2
    assert len(list(Path(done.outputs["reports"]).glob("*.sarif"))) == 2
    assert runner.run("Fail where a claim is not as expected", done.outputs).code == 1


def test_what_is_switched_off_is_left_out(runner: Runner) -> None:
    write_dossier(runner.workspace, WRONG)

    done = runner.run("Check the claims", annotations="false", summary="false")

    assert (done.outputs["exit-code"], done.commands, done.summary) == ("1", [], "")


def test_what_fails_the_job_and_a_baseline_can_be_given(runner: Runner) -> None:
    write_dossier(runner.workspace / "new", WRONG)
    write_dossier(runner.workspace / "old", WRONG)
    accept = ["run", "old", "--offline", "--no-store", "-q", "--write-baseline", "old/accepted.json", "-o", os.devnull]
    command = str(runner.temp / "refcheck" / "bin" / "refcheck")
    assert (
        subprocess.run([command, *accept], cwd=runner.workspace, env=runner.environment(), check=False).returncode == 0
    )

    accepted = runner.run("Check the claims", claims="old/claims.toml", baseline="accepted.json")
    without = runner.run("Check the claims", claims="new", baseline="accepted.json")
    lenient = runner.run("Check the claims", claims="new", fail_on="unchecked")

    assert [done.outputs["exit-code"] for done in (accepted, without, lenient)] == ["0", "1", "0"]


def test_a_page_that_is_not_recorded_is_not_pulled_and_fails_the_job(runner: Runner) -> None:
    write_dossier(runner.workspace)
    shutil.rmtree(runner.workspace / "cassettes")

    done = runner.run("Check the claims")

    assert done.outputs["exit-code"] == "3"
    assert "! finland" in done.told
    assert not (runner.workspace / "cassettes").exists()


@pytest.mark.parametrize(
    "given",
    [
        {"claims": "$(touch pwned)"},
        {"claims": "`touch pwned`\n'; touch pwned; '"},
        {"claims": "--help"},
        {"claims": " \n"},
        {"record_mode": "none; touch pwned"},
        {"record_mode": "never"},
        {"judge": '"; touch pwned; "'},
        {"judge": "$(touch pwned)"},
        {"fail_on": "never; touch pwned"},
    ],
)
def test_hostile_inputs_are_names_of_nothing(runner: Runner, given: dict[str, str]) -> None:
    write_dossier(runner.workspace)

    done = runner.run("Check the claims", {}, **given)

    assert (done.code, done.outputs["exit-code"]) == (0, "2"), done.told
    assert not (runner.workspace / "pwned").exists()
    assert done.summary == ""
    assert all(command.startswith("::error title=refcheck::") for command in done.commands)


def test_words_of_claims_and_pages_are_no_commands_to_the_runner(runner: Runner) -> None:
    write_dossier(runner.workspace, "::error::" + "Finland joined NATO in April 2021. ##[error]all is lost " * 2)
    (runner.workspace / "broken.toml").write_text('[[claim]]\n"::error::pwned" = 1\n')

    done = runner.run("Check the claims", claims="claims.toml\nbroken.toml", annotations="false")

    assert done.outputs["exit-code"] == "2"
    assert "error]all is lost" in done.told
    assert done.commands == []


@pytest.mark.slow
def test_the_first_step_installs_the_checkout_of_the_action(runner: Runner, packages: Path) -> None:
    """As on GitHub, but that what refcheck depends on is taken from this environment: no index is asked."""
    shutil.rmtree(runner.temp / "refcheck")
    # pip reads "no build isolation" the other way round: 0 means that there is none.
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    runner.extra = {**offline, "PYTHONPATH": str(packages), "PATH": path}
    write_dossier(runner.workspace, WRONG)

    installed = runner.run("Install refcheck")

    assert (installed.code, installed.commands) == (0, []), installed.told
    assert runner.run("Check the claims").outputs["exit-code"] == "1"


def test_a_python_that_is_too_old_is_told(runner: Runner) -> None:
    old = runner.temp / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    runner.extra = {"PATH": f"{runner.temp}{os.pathsep}{os.environ['PATH']}"}

    done = runner.run("Install refcheck")

    assert done.code == 2
    assert done.commands == [
        "::error title=refcheck::refcheck needs Python 3.11 or newer; put actions/setup-python before it."
    ]
