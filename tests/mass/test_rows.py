"""Every row is as its schema says, whatever came of the claim."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from refcheck.cli import main
from refcheck.mass.rows import made_schema, schema_text
from refcheck.model import Verdict

from .town import NAMES, address, lines, write_list


def test_the_schema_kept_is_the_one_made_of_that_of_a_report() -> None:
    assert schema_text() == made_schema(), (
        "python -c 'from refcheck.mass.rows import *; print(made_schema(), end=\"\")'"
    )
    Draft202012Validator.check_schema(json.loads(schema_text()))


def test_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "row"]) == 0
    assert capsys.readouterr().out == schema_text()


def test_rows_of_all_kinds_keep_to_it(tmp_path: Path) -> None:
    mill = json.loads(lines(1, 1)[0])
    more = [
        {**mill, "sources": ["https://gone.example/"]},
        {**mill, "parts": [mill["statement"], f"The mill of {NAMES[0]} 0 was opened."]},
        {**mill, "as_of": "2020-01-01", "waiver": {"reason": "known", "owner": "desk", "until": "2100-01-01"}},
        {**mill, "expect": "refuted", "policy": "all", "sources": [{"url": address(1), "kind": "primary"}]},
        {"statement": "no source"},
    ]
    path = write_list(tmp_path, 12, 3, map(json.dumps, more))
    main(["run", str(path), "--offline", "--judge", "rules", "--output", str(tmp_path / "out.jsonl")])
    schema = Draft202012Validator(json.loads(schema_text()))
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert len(rows) == 17
    for row in rows:
        schema.validate(row)
    verdicts = {row["judgement"]["verdict"] for row in rows if not row["error"] and row["judgement"]}
    assert {Verdict.SUPPORTED, Verdict.REFUTED} <= verdicts
    for row in rows:
        with pytest.raises(ValidationError):
            schema.validate({**row, "else": 1})
