"""The JSON Schema of a claims file and the loader agree on what a claims file is, and editors' tools can use it."""

from __future__ import annotations

import json
import re
import subprocess
import sysconfig
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from refcheck.dossier import keys, load
from refcheck.dossier.keys import Rule, Shape
from refcheck.dossier.schema import COMMENT, keep_schema, made_schema, schema_text, write_schema
from refcheck.errors import DossierError, Mistake
from refcheck.model import Verdict

from .editor import Editor

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "tests" / "dossiers").glob("*/*.toml"))
SCHEMA: dict[str, Any] = json.loads(schema_text())
WHOLE = tomllib.loads((ROOT / "tests" / "dossiers" / "good" / "everything.toml").read_text(encoding="utf-8"))
ARTICLE = (ROOT / "tests" / "dossiers" / "good" / "article.txt").read_text(encoding="utf-8")


def typed(_: object, types: str, value: object, schema: dict[str, Any]) -> Iterator[ValidationError]:
    """Types as a TOML language server has them: a date is a string of the format date, and no other string is one."""
    dated = isinstance(value, date) and not isinstance(value, datetime)
    fits = {
        "string": dated if schema.get("format") == "date" else isinstance(value, str),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "boolean": isinstance(value, bool),
        "array": isinstance(value, list),
        "object": isinstance(value, dict),
    }
    if not fits[types]:
        yield ValidationError(f"{value!r} is no {types}")


def pattern(_: object, wanted: str, value: object, __: object) -> Iterator[ValidationError]:
    """Patterns as ECMA-262 has them: $ is the very end, where Python's may have a line end after it."""
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", wanted), value):
        yield ValidationError(f"{value!r} is not like {wanted}")


AS_TOML = extend(Draft7Validator, {"type": typed, "pattern": pattern})(SCHEMA)  # type: ignore[no-untyped-call]
AS_JSON = extend(Draft7Validator, {"pattern": pattern})(  # type: ignore[no-untyped-call]
    SCHEMA, format_checker=FormatChecker(["date"])
)


def toml(value: object) -> str:
    """A value as TOML on one line."""
    if isinstance(value, str):
        return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in value) + '"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(each) for each in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | time) else repr(value)


def as_json(value: object) -> object:
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value.isoformat() if isinstance(value, date | time) else value


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("schema")
    (folder / "article.txt").write_text(ARTICLE, encoding="utf-8")
    return folder / "claims.toml"


def mistakes(file: Path) -> tuple[Mistake, ...]:
    try:
        load(file)
    except DossierError as error:
        return error.mistakes
    return ()


def check_agreement(scratch: Path, values: dict[str, object]) -> None:
    """What the schema takes, the loader takes too or refuses for a rule beyond it; what the loader takes, it takes."""
    scratch.write_text("".join(f"{toml(key)} = {toml(value)}\n" for key, value in values.items()), encoding="utf-8")
    told = mistakes(scratch)
    shape = [mistake.message for mistake in told if not mistake.rule]
    if AS_TOML.is_valid(values):
        assert shape == []
    if not told:
        assert [error.message for error in AS_TOML.iter_errors(values)] == []
        assert AS_JSON.is_valid(as_json(values))


JUNK: list[object] = [
    *(
        "",
        " ",
        "\n\t",
        "a",
        "a b",
        " a ",
        "a\nb",
        "a\x1b",
        "a\x00",
        "\x1c",
        "\x85",
        "\x80",
        "a\x7f",
        "\u2028",
        "\ufeff",
        "é",
    ),
    *("x" * 80, "x" * 81, "x" * 1000, "x" * 1001, "x" * 2000, "x" * 2001, "a" + " " * 1000, "A", "-a", "a\n", "a_b"),
    *("2025-03-01", "2025-02-30", "2025-13-01", "0000-01-01", "2025-3-1", "2025-03-01\n", "20250301", "٢٠٢٥-٠٣-٠١"),
    *(
        "https://a.example/",
        "HTTP://a.example",
        " https://a.example ",
        "https://a.example/a b",
        "https://a:80/",
        "https://a:/",
        "//a",
    ),
    *(
        "https://a:99999/",
        "https://a:b/",
        "https://u:p@a/",
        "https://a/@b",
        "https://[::1]:8/",
        "https://[::1/",
        "https://",
    ),
    *(
        "ftp://a/",
        "https:a",
        "https://:80/",
        "https://a/\\",
        'https://a/"',
        "https://a/<b>",
        "https://é/\u200b",
        "https://?a",
    ),
    *("https://a/#b\x07", "https://a?b@c", "https://a\u3000b", "https://" + "a" * 1992, "https://" + "a" * 1993),
    *("primary", "Primary", "any", "membership", "value", "quote", "supported", "survey", "refuted "),
    *(0, 1, -1, True, False, 1.0, 1.5, float("inf"), date(2025, 3, 1), datetime(2025, 3, 1, tzinfo=UTC), time(10)),
    *([], {}, [""], ["a"], ["a", "a"], [1], [["a"]], [{}], ["survey"], ["survey", "survey"], {"a": ["b"]}, {"": ["b"]}),
    *({"a": "b"}, {"a": []}, {"\x1b": ["b"]}, {"x" * 1001: ["b"]}, {"kind": "quote", "text": "a"}, {"kind": "quote "}),
    *({"kind": "value", "subject": "a", "equals": 1.0}, {"kind": "value", "subject": "a", "equals": date(2025, 3, 1)}),
    *(
        {"kind": "quote", "text": "a", "among": "b"},
        {"statement": "a"},
        [{"statement": "a"}],
        [{"statement": "a", "x": 1}],
    ),
    *(
        {"reason": "a", "owner": "b", "until": "2025-01-01"},
        {"reason": "a", "owner": "b"},
        {"publisher": "a", "url": "b"},
    ),
]


def places(value: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*place, key)
        yield from places(part, (*place, key))


def put(value: Any, place: tuple[str | int, ...], new: object) -> Any:
    """The value with something else at one place."""
    if not place:
        return new
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = put(value[place[0]] if place[1:] else None, place[1:], new)
    return copy


def test_the_file_that_ships_is_the_one_that_follows_from_the_keys() -> None:
    assert schema_text() == made_schema(), "bring it up to date with: python tests/refresh_expected.py"
    Draft7Validator.check_schema(SCHEMA)


KINDS = {tuple(step if isinstance(step, str) else "[]" for step in place): place for place in places(WHOLE)}
"""One place for each kind of place."""


@pytest.mark.slow
@pytest.mark.parametrize("place", [*KINDS.values(), ("x",), ("claim", 0, "x"), ("source", 0, "x")], ids=str)
def test_schema_and_loader_agree_on_every_key_with_anything_in_its_place(
    scratch: Path, place: tuple[str | int, ...]
) -> None:
    for junk in JUNK:
        check_agreement(scratch, put(WHOLE, place, junk))


@pytest.mark.parametrize("place", [place for place in places(WHOLE) if isinstance(place[-1], str)], ids=str)
def test_schema_and_loader_agree_on_every_key_left_out(scratch: Path, place: tuple[str | int, ...]) -> None:
    owner: Any = WHOLE
    for step in place[:-1]:
        owner = owner[step]
    left = {key: value for key, value in owner.items() if key != place[-1]}
    check_agreement(scratch, put(WHOLE, place[:-1], left))


def words(shape: Shape) -> st.SearchStrategy[dict[str, object]]:
    """Tables that have some of the keys of a shape, mostly with what they may hold."""
    known = {key.name: held(key.holds) | ANYTHING for key in shape.keys}
    wanted = {key.name: known[key.name] for key in shape.keys if key.required}
    rest = {name: values for name, values in known.items() if name not in wanted}
    whole = st.fixed_dictionaries(wanted, optional=rest)
    return whole | st.fixed_dictionaries({}, optional={**known, "x": ANYTHING})


def held(holds: keys.Holds) -> st.SearchStrategy[Any]:  # noqa: PLR0911  # one for each kind
    text = st.text(st.characters(codec="utf-8"), max_size=12)
    match holds:
        case keys.Choice():
            return st.sampled_from(holds.words)
        case keys.Inner():
            return words(holds.shape)
        case keys.Variants():
            return st.one_of([words(shape).map(partial(dict, kind=kind)) for kind, shape in holds.shapes])
        case keys.Tables():
            return st.lists(words(holds.shape), max_size=2)
        case keys.Statements():
            return st.lists(text | words(holds.shape), max_size=2)
        case keys.Texts():
            return st.lists(text | st.sampled_from(["survey", "news"]), max_size=3)
        case keys.Names():
            return st.dictionaries(text, st.lists(text, max_size=2), max_size=2)
        case _:
            return text | st.sampled_from(JUNK)


ANYTHING = st.sampled_from(JUNK) | st.text(st.characters(codec="utf-8"), max_size=12)


@given(words(keys.FILE))
@settings(deadline=None, max_examples=300)
def test_schema_and_loader_agree_on_tables_of_any_kind(scratch: Path, values: dict[str, object]) -> None:
    check_agreement(scratch, values)


def test_every_rule_beyond_the_schema_is_one_that_the_examples_break() -> None:
    """No rule is listed that a file can not break, and each is of a file that the schema may well take."""
    broken = {mistake.rule for path in EXAMPLES for mistake in mistakes(path) if mistake.rule}

    assert broken == set(Rule.__members__)
    assert all(rule in SCHEMA["$comment"] for rule in Rule)


def told_by(tool: str, file: Path) -> tuple[int, str]:
    """What a TOML tool makes of a file by the schema that its first line names: its exit code and what it says."""
    arguments = {"tombi": ["lint", "--offline"], "taplo": ["check"]}[tool]
    command = [str(Path(sysconfig.get_path("scripts"), tool)), *arguments, file.name]
    done = subprocess.run(command, cwd=file.parent, capture_output=True, encoding="utf-8", check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("tool", ["tombi", "taplo"])
@pytest.mark.parametrize("path", [ROOT / "claims.toml", *EXAMPLES], ids=lambda path: path.stem)
def test_editors_tools_take_what_the_loader_takes_and_refuse_the_rest(tool: str, path: Path, tmp_path: Path) -> None:
    told = mistakes(path)
    file = tmp_path / "claims.toml"
    file.write_text(write_schema(tmp_path) + "\n" + path.read_text(encoding="utf-8"), encoding="utf-8")

    code, said = told_by(tool, file)

    assert "not found" not in said
    assert code == 0 or told, said
    assert code != 0 or all(mistake.rule for mistake in told)


@pytest.mark.parametrize("tool", ["tombi", "taplo"])
def test_the_shipped_file_names_the_schema_and_holds_by_it(tool: str) -> None:
    first = (ROOT / "claims.toml").read_text(encoding="utf-8").split("\n")[0]

    assert (ROOT / first.removeprefix("#:schema ")).read_text(encoding="utf-8") == schema_text()
    assert told_by(tool, ROOT / "claims.toml")[0] == 0


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('expct = "refuted"', "expct"),
        ('expect = "wrong"', "wrong"),
        ("statement = 1979", "1979|expected a value of type String"),
        ('check = { kind = "membership" }', "among"),
        ('as_of = "March 2025"', "March 2025"),
    ],
)
def test_what_editors_tools_say_names_the_slip_and_its_line(tmp_path: Path, line: str, wrong: str) -> None:
    before = '[[source]]\nid = "a"\nurl = "https://a.example/"\n\n[[claim]]\nid = "a"\nsources = ["a"]\n'
    statement = "" if line.startswith("statement") else 'statement = "The lake is low."\n'
    file = tmp_path / "claims.toml"
    file.write_text(f"{write_schema(tmp_path)}\n{before}{statement}{line}\n", encoding="utf-8")

    code, said = told_by("tombi", file)

    assert code == 1
    assert re.search(wrong, said)
    assert f"claims.toml:{9 + bool(statement)}" in re.sub(r"\x1b\[[0-9;]*m", "", said)


def test_an_editor_offers_the_keys_that_are_left_and_the_words_that_a_key_takes(tmp_path: Path) -> None:
    file = tmp_path / "claims.toml"
    file.write_text(f'{write_schema(tmp_path)}\n\n[[claim]]\nid = "a"\n\nexpect = ""\n', encoding="utf-8")

    with Editor(file) as editor:
        assert set(editor.completions(4, 0)) == {*keys.CLAIM.names} - {"id", "expect"}
        assert editor.completions(5, 10) == [f'"{verdict}"' for verdict in Verdict]


def test_the_schema_is_written_once_and_where_the_comment_says(tmp_path: Path) -> None:
    line = write_schema(tmp_path)
    place = tmp_path / line.removeprefix("#:schema ")
    first = place.stat().st_mtime_ns

    assert line == COMMENT
    assert place.read_text(encoding="utf-8") == schema_text()
    assert write_schema(tmp_path) == line
    assert place.stat().st_mtime_ns == first
    place.write_text("{}", encoding="utf-8")
    write_schema(tmp_path)
    assert place.read_text(encoding="utf-8") == schema_text()
    assert (tmp_path / ".refcheck" / ".gitignore").read_text(encoding="utf-8") == "*\n"


@pytest.mark.parametrize(
    ("first", "kept"), [(COMMENT, True), (f"\ufeff{COMMENT}", True), ("#:schema ./mine.json", False), ("", False)]
)
def test_the_schema_is_kept_where_the_claims_file_names_it(tmp_path: Path, first: str, kept: bool) -> None:
    claims = tmp_path / "claims.toml"
    claims.write_text(f"{first}\n", encoding="utf-8")

    keep_schema(claims)

    assert (tmp_path / ".refcheck").exists() == kept


def test_a_schema_that_can_not_be_kept_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / ".refcheck").write_text("in the way", encoding="utf-8")
    (tmp_path / "claims.toml").write_text(f"{COMMENT}\n", encoding="utf-8")
    (tmp_path / "other.toml").write_bytes(b"\xff\xfe")

    keep_schema(tmp_path / "claims.toml")
    keep_schema(tmp_path / "other.toml")
    keep_schema(tmp_path / "nowhere.toml")


def test_every_key_says_what_it_is_for() -> None:
    def described(schema: object, way: str = "") -> Iterator[str]:
        if isinstance(schema, dict):
            for name, each in schema.get("properties", {}).items():
                if name != "kind" and not each.get("description", "").endswith("."):
                    yield f"{way}.{name}"
            for name, each in schema.items():
                yield from described(each, f"{way}.{name}")
        elif isinstance(schema, list):
            for number, each in enumerate(schema):
                yield from described(each, f"{way}[{number}]")

    assert list(described(SCHEMA)) == []
