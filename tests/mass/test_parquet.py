"""Rows as Parquet are read back as what they were, and a data set that broke off goes on to the same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.dataset
import pytest

from refcheck.cli import main
from refcheck.mass import parquet
from refcheck.mass.parquet import COLUMNS, Parts
from refcheck.mass.sinks import draft_of, put_in_place

from .town import write_list

DAY = "2025-03-01T12:00:00Z"


def run(path: Path, output: str, *args: str) -> int:
    more = ["--offline", "--judge", "rules", "--started-at", DAY, "--quiet"]
    return main(["run", str(path), *more, "--output", str(path.parent / output), *args])


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def a_row(number: int) -> str:
    return json.dumps({"dossier": "c.jsonl", "line": number, "error": f"mistake {number}"})


def test_the_rows_are_those_of_json_with_typed_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS_OF_A_PART", 4)
    monkeypatch.setattr(parquet, "_AT_ONCE", 3)
    path = write_list(tmp_path, 9, 4, ['{"statement": 3}'])
    assert run(path, "out.jsonl") == run(path, "out.parquet") == 1
    assert sorted(contents(tmp_path / "out.parquet")) == [f"part-0000{n}.parquet" for n in range(3)]
    table = pyarrow.dataset.dataset(tmp_path / "out.parquet").to_table()
    kinds = {"string": "string", "int64": "int64", "float64": "double", "list<string>": "list<element: string>"}
    assert dict(zip(table.schema.names, map(str, table.schema.types), strict=True)) == {
        name: kinds[kind] for name, kind in COLUMNS.items()
    }
    rows = table.to_pylist()
    expected = (tmp_path / "out.jsonl").read_text().splitlines()
    assert [row["row"] for row in rows] == expected
    for row, whole in zip(rows, map(json.loads, expected), strict=True):
        assert (row["line"], row["error"], row["id"]) == (whole["line"], whole["error"], whole.get("id"))
        if not whole["error"]:
            evidence = whole["judgement"]["evidence"][0]
            assert row["verdict"] == whole["judgement"]["verdict"]
            assert row["supported"] == whole["judgement"]["scores"]["supported"]
            assert (row["evidence_text"], row["evidence_link"]) == (evidence["text"], evidence["link"])
            assert row["sources"] == whole["sources"]


def test_a_data_set_is_put_in_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    path = write_list(tmp_path, 3, 2)
    assert run(path, "out.parquet") == 1
    first = contents(tmp_path / "out.parquet")
    assert run(path, "out.parquet") == 1
    assert contents(tmp_path / "out.parquet") == first
    assert sorted(each.name for each in tmp_path.iterdir()) == ["cassettes", "claims.jsonl", "out.parquet"]


def test_an_empty_list_is_a_data_set_without_rows(tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_text("\n")
    assert run(tmp_path / "claims.jsonl", "out.parquet") == 0
    assert pyarrow.dataset.dataset(tmp_path / "out.parquet").to_table().to_pylist() == []


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_list(tmp_path, 3, 2)
    (tmp_path / "out.parquet").mkdir()
    (tmp_path / "out.parquet" / "letter.txt").write_text("dear")
    assert run(path, "out.parquet") == 2
    assert "is left alone" in capsys.readouterr().err
    assert (tmp_path / "out.parquet" / "letter.txt").read_text() == "dear"


@pytest.mark.parametrize("kept", [0, 1, 3, 4, 5, 8, 10])
@pytest.mark.parametrize("lost", [0, 1, 3, 4, 5])
def test_it_goes_on_from_where_it_was_written_down_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int, lost: int
) -> None:
    """`kept` rows were written down; of the `lost` ones that came after them some may be on disk already."""
    monkeypatch.setattr(parquet, "ROWS_OF_A_PART", 4)
    unbroken = Parts(tmp_path / "unbroken")
    for number in range(15):
        unbroken.write(a_row(number))
    unbroken.settle()
    unbroken.complete()

    output = tmp_path / "out.parquet"
    broken = Parts(draft_of(output))
    for number in range(kept):
        broken.write(a_row(number))
    position = broken.settle()
    broken.settled()
    for number in range(kept, kept + lost):
        broken.write(a_row(number))
    broken.settle()  # and nobody wrote down how far that is
    broken.close()

    going_on = Parts(draft_of(output), position)
    for number in range(kept, 15):
        going_on.write(a_row(number))
    going_on.settle()
    going_on.complete()
    put_in_place(output)
    parts = {name: raw for name, raw in contents(tmp_path / "unbroken").items() if name.startswith("part")}
    assert contents(output) == parts


def test_who_lacks_pyarrow_is_told_what_to_install(tmp_path: Path) -> None:
    write_list(tmp_path, 3, 2)
    script = "import sys; sys.modules['pyarrow'] = None; from refcheck.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", script, "run", "claims.jsonl", "--offline", "--output", "out.parquet"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'refcheck-claims[parquet]'" in done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["cassettes", "claims.jsonl"]
