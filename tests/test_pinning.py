"""An archived copy noted in a claims file: one line more, and every other byte as it was."""

from __future__ import annotations

import tomllib

import pytest

from refcheck.drafting.pinning import with_archive

COPY = 'https://a.test/web/2025/http://h.test/?q="x"'
FILE = """\
# Sources.
[[source]]
id = "one"
url = "http://h.test/1"   # a comment
title = '''
url = "not this"
'''

[[source]]
url = "http://h.test/2"
id = "two" # last"""


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("name", "line"), [("one", 5), ("two", 11)])
def test_one_line_is_added_below_the_address(name: str, line: int, end: str, bom: str) -> None:
    text = bom + FILE.replace("\n", end)
    longer, where = with_archive(text, name, COPY)
    assert where == line
    lines = longer.split("\n")
    assert lines.pop(line - 1).rstrip("\r") == f"archive = '{COPY}'"
    assert "\n".join(lines) == text
    assert ("\r" in longer) == (end == "\r\n")


def test_an_address_on_the_last_line_gets_one_below() -> None:
    text = '[[source]]\nid = "one"\nurl = "http://h.test/1"'
    longer, where = with_archive(text, "one", COPY)
    assert where == 4
    assert tomllib.loads(longer)["source"][0]["archive"] == COPY


@pytest.mark.parametrize(
    "text",
    [
        'source = [{ id = "one", url = "http://h.test/1" }]\n',
        'source = [\n { id = "one", url = "http://h.test/1" },\n]\n',
        '[[source]]\nid = "one"\nurl = "http://h.test/1"\narchive = "http://old.test/"\n',
    ],
)
def test_what_has_no_place_for_a_line_stays_as_it_is(text: str) -> None:
    assert with_archive(text, "one", COPY) == (text, 0)
