"""The schemas that refcheck prints are those that it ships."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from refcheck.dossier.schema import COMMENT, schema_text
from refcheck.reports.json import schema_text as report_schema_text

from .site import ACT, BRIDGE, Site, refcheck, write_claims


@pytest.mark.parametrize(("what", "text"), [("claims", schema_text()), ("report", report_schema_text())])
def test_a_schema_is_printed_or_written(tmp_path: Path, what: str, text: str) -> None:
    printed = refcheck(tmp_path, "schema", what)
    written = refcheck(tmp_path, "schema", what, "--output", "out.json")

    assert (printed.returncode, printed.stdout, printed.stderr) == (0, text, "")
    assert (written.returncode, written.stdout) == (0, "")
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == text


def test_a_schema_of_nothing_known_is_a_mistake(tmp_path: Path) -> None:
    done = refcheck(tmp_path, "schema", "claim")

    assert done.returncode == 2
    assert "'claims', 'report'" in done.stderr


def test_a_schema_has_a_folder_to_go_to(tmp_path: Path) -> None:
    done = refcheck(tmp_path, "schema", "claims", "-o", "nowhere/out.json")

    assert done.returncode == 2
    assert "there is no folder nowhere" in done.stderr


def test_what_run_writes_is_as_the_printed_schema_says(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("bridge", BRIDGE, "/gone"))
    schema = json.loads(refcheck(tmp_path, "schema", "report").stdout)
    report = json.loads(refcheck(tmp_path, "run", "--allow-private", "--format", "json").stdout)

    assert [error.message for error in Draft202012Validator(schema).iter_errors(report)] == []
    assert report["summary"]["claims"] == 2


def test_a_run_keeps_the_schema_that_the_claims_file_names(tmp_path: Path, site: Site) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))
    claims = tmp_path / "claims.toml"
    claims.write_text(f"{COMMENT}\n{claims.read_text()}")

    assert refcheck(tmp_path, "run", "--allow-private").returncode == 0
    assert (tmp_path / COMMENT.removeprefix("#:schema ")).read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize(
    ("form", "told"), [("github", "file=docs/claims.toml"), ("sarif", '"uri": "docs/claims.toml"')]
)
def test_files_are_named_from_the_folder_in_which_refcheck_runs(
    tmp_path: Path, site: Site, form: str, told: str
) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    write_claims(folder, site, ("bridge", BRIDGE, "/other"))

    assert told in refcheck(tmp_path, "run", "docs", "--allow-private", "--format", form).stdout
    assert told.replace("docs/", "") in refcheck(folder, "report", "--format", form).stdout
