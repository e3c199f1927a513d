"""Every dossier below a folder is checked as by itself: one with mistakes is told and stops none of the others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from refcheck.cli import main
from refcheck.dossier.addresses import id_of
from refcheck.history import History, history_path
from refcheck.mass import folders
from refcheck.mass.folders import about_how_many, dossiers_in

from .town import NAMES, address, record

DAY = "2025-03-01T12:00:00Z"
USUAL = ["--offline", "--judge", "rules", "--started-at", DAY]


def write_dossier(folder: Path, *towns: int, wrong: int = 0) -> Path:
    """A dossier with one claim for each town, of which the first `wrong` ones state a wrong year."""
    record(folder / "cassettes", towns)
    text = "".join(f'[[source]]\nid = "{id_of(address(town))}"\nurl = "{address(town)}"\n' for town in towns)
    for number, town in enumerate(towns):
        statement = f"The mill of {NAMES[town % len(NAMES)]} {town} was opened in {1700 + town + 9 * (number < wrong)}."
        text += f'[[claim]]\nid = "town-{town}"\nstatement = "{statement}"\nsources = ["{id_of(address(town))}"]\n'
    path = folder / "claims.toml"
    path.write_text(text)
    return path


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def a_shelf(folder: Path) -> list[str]:
    """Four dossiers, one of them with mistakes; their names in order."""
    write_dossier(folder / "a" / "b", 1, 2)
    write_dossier(folder / "a", 3, wrong=1)
    write_dossier(folder / "c", 4, 5, 6)
    (folder / "b").mkdir()
    (folder / "b" / "claims.toml").write_text('[[claim]]\nid = "x"\n')
    return ["a/b/claims.toml", "a/claims.toml", "b/claims.toml", "c/claims.toml"]


def test_hidden_folders_and_links_that_lead_out_are_left_alone(tmp_path: Path) -> None:
    shelf, elsewhere = tmp_path / "shelf", tmp_path / "elsewhere"
    named = a_shelf(shelf)
    write_dossier(shelf / ".git", 1)
    write_dossier(elsewhere, 1)
    (shelf / "linked").symlink_to(elsewhere)
    (shelf / "round").symlink_to(shelf)
    (shelf / "file").mkdir()
    (shelf / "file" / "claims.toml").symlink_to(elsewhere / "claims.toml")
    assert [path.relative_to(shelf).as_posix() for path in dossiers_in(shelf)] == named


def test_each_dossier_is_told_with_what_needs_a_look_and_all_are_added_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = a_shelf(tmp_path)
    assert main(["run", str(tmp_path), *USUAL]) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in told if not line.startswith(" ")][:4] == named
    assert told[1] == "a/claims.toml: 1 claim: 0 as expected, 1 not, 0 could not be checked"
    assert told[2].startswith("  a/claims.toml:4: town-3: refuted, not supported: The mill of ")
    assert any(line.startswith('  b/claims.toml:1: "statement" is missing') for line in told)
    assert told[-1] == "4 dossiers, 6 claims: 5 as expected, 1 not, 0 could not be checked; 1 could not be read"


def test_how_many_claims_there_are_is_told_by_some_of_the_dossiers(tmp_path: Path) -> None:
    files = [write_dossier(tmp_path / f"{number:02}", *range(number % 2 + 1)) for number in range(60)]
    assert about_how_many(files) == 90
    assert about_how_many([*files[:2], tmp_path / "gone" / "claims.toml"]) == 3
    assert about_how_many([]) == 0


def test_each_is_stored_as_a_run_of_its_own_would_be(tmp_path: Path) -> None:
    a_shelf(tmp_path)
    main(["run", str(tmp_path), *USUAL])
    apart = write_dossier(tmp_path / "apart" / "c", 4, 5, 6)
    main(["run", str(apart), *USUAL])
    both = [History(history_path(path)).last() for path in (tmp_path / "c" / "claims.toml", apart)]
    assert both[0] == both[1]
    main(["run", str(tmp_path), *USUAL, "--no-store"])
    assert len(History(history_path(apart)).runs()) == 1
    assert not (tmp_path / "b" / ".refcheck").exists()


def test_rows_go_to_one_file_in_the_order_of_the_dossiers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named = a_shelf(tmp_path)
    output = tmp_path / "out.jsonl"
    assert main(["run", str(tmp_path), *USUAL, "--fail-on", "never", "--output", str(output)]) == 2
    found = rows(output)
    assert list(dict.fromkeys(row["dossier"] for row in found)) == named
    assert [row["id"] for row in found if not row["error"]] == [f"town-{n}" for n in (1, 2, 3, 4, 5, 6)]
    assert capsys.readouterr().out == ""


def test_names_and_recordings_are_each_dossiers_own(tmp_path: Path) -> None:
    for folder, name, alias in (("a", "Millham", "Millham"), ("b", "Eastham", "Eastham"), ("c", "Eastham", "Millham")):
        path = write_dossier(tmp_path / folder, 1)
        text = path.read_text().replace("Brockwick 1", f"{name} 1")
        path.write_text(text + f'[aliases]\n"Brockwick" = ["{alias}"]\n')
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "claims.toml").write_text((tmp_path / "a" / "claims.toml").read_text())
    output = tmp_path / "out.jsonl"
    main(["run", str(tmp_path), *USUAL, "--output", str(output)])
    assert [row["standing"] for row in rows(output)] == [
        "as expected",
        "as expected",
        "not as expected",
        "could not be checked",
    ]


def test_what_broke_off_goes_on_with_the_dossiers_that_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a_shelf(tmp_path)
    output = tmp_path / "out.jsonl"
    main(["run", str(tmp_path), *USUAL, "--output", str(output)])
    expected = output.read_bytes()
    output.unlink()
    real = folders.opened

    def breaks_off(path: Path) -> Any:
        if path.parent.name == "c":
            raise KeyboardInterrupt
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(folders, "opened", breaks_off)
        patch.setattr("refcheck.mass.keeping.EVERY", 0)
        assert main(["run", str(tmp_path), *USUAL, "--output", str(output)]) == 130
    assert "--resume goes on" in capsys.readouterr().err
    before = len(History(history_path(tmp_path / "a" / "claims.toml")).runs())
    main(["run", str(tmp_path), *USUAL, "--output", str(output), "--resume"])
    assert output.read_bytes() == expected
    assert len(History(history_path(tmp_path / "a" / "claims.toml")).runs()) == before


def test_a_folder_with_a_claims_file_is_that_dossier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_dossier(tmp_path, 1)
    write_dossier(tmp_path / "below", 2, wrong=1)
    assert main(["run", str(tmp_path), *USUAL]) == 0
    assert "town-1" in capsys.readouterr().out


def test_a_folder_without_any_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(tmp_path), *USUAL]) == 2
    assert "there is no claims.toml in this folder, nor in those below it" in capsys.readouterr().err
