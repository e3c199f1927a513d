"""Additions to a claims file: what was there stays, byte for byte, and what comes of it has no mistake."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.dossier import load_text
from refcheck.drafting.adding import Addition, with_claim, with_source
from refcheck.errors import DossierError, UsageError

ROOT = Path(__file__).parent.parent
SHIPPED = (ROOT / "claims.toml").read_text(encoding="utf-8")
FILE = ROOT / "claims.toml"
BASE = """\
# the head

[[source]]
id = 'a'     # a comment
url = "https://a.example/"
# about what follows

[aliases]
"NATO" = ["the alliance"]

# ---- claims
[[claim]]
id = "one"
statement = \"\"\"
One [[claim]]
# is one.\"\"\"
sources = ["a"]
[claim.waiver]
reason = "[[claim]]"
owner = "A"
until = 2030-01-01

# the end
"""
CLAIM = {"statement": "Two is two.", "sources": ["a"]}


def adds_only_its_block(addition: Addition, old: str) -> bool:
    """Whether the text is the old one, byte for byte, with the block and the empty lines around it put in."""
    end = "\r\n" if "\r\n" in old else "\n"
    before, _, after = addition.text.partition(addition.block.replace("\n", end))
    gaps = ((end * lines, tail) for lines in range(3) for tail in ("", end))
    return any(
        before.endswith(gap) and after.startswith(tail) and before[: len(before) - len(gap)] + after[len(tail) :] == old
        for gap, tail in gaps
    )


def test_a_claim_goes_behind_the_last_one_and_its_subtables() -> None:
    added = with_claim(FILE, BASE, CLAIM)
    before, _, after = added.text.partition(added.block)

    assert added.block == '[[claim]]\nid = "two-two"\nstatement = "Two is two."\nsources = ["a"]\n'
    assert before.endswith("until = 2030-01-01\n\n")
    assert after == "\n# the end\n"
    assert before[:-1] + after == BASE


def test_a_source_goes_behind_the_last_one_before_the_comment_on_what_follows() -> None:
    added = with_source(FILE, BASE, {"url": "https://b.example/x", "kind": "primary"})

    assert '"https://a.example/"\n\n[[source]]\nid = "b"\nurl = "https://b.example/x"\nkind = "primary"\n\n# about' in (
        added.text.replace("\n\n\n", "\n\n")
    )
    assert [source.id for source in load_text(FILE, added.text).sources] == ["a", "b"]


@pytest.mark.parametrize("text", [SHIPPED, BASE, BASE.rstrip("\n"), BASE.replace("\n", "\r\n"), "\ufeff" + BASE])
def test_all_else_stays_as_it_is(text: str) -> None:
    source = next(iter(tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))["source"]))["id"]
    values = {"statement": "Quite another matter.", "sources": [source]}
    for added in (with_claim(FILE, text, values), with_source(FILE, text, {"url": "https://b.example/x"})):
        assert adds_only_its_block(added, text)


COMMENTS = st.text("ab [[claim]]=\"'#é", max_size=12).map(lambda text: f"# {text}\n")
FILLING = st.lists(COMMENTS | st.just("\n"), max_size=3).map("".join)
NAMES = st.lists(st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True), min_size=1, max_size=3, unique=True)
STATEMENT = st.text("a \"'\\#[]\n\t{}é=", min_size=1, max_size=20).map(lambda text: f"x{text}")


@st.composite
def files(draw: st.DrawFn) -> str:
    """Claims files with comments, blank lines and odd spacing anywhere, sources before claims or after them."""
    sources = [f"[[source]]\nid='{name}' \nurl = 'https://{name}.example/'\n" for name in draw(NAMES)]
    claims = [
        f'[[ claim ]]\nid = "c{n}"\nstatement = """{text}\n# {n}"""\nsources=["{source.split(chr(39))[1]}"]\n'
        for n, (text, source) in enumerate(
            zip(draw(st.lists(st.sampled_from(["one", "[[claim]]"]), min_size=1)), sources, strict=False)
        )
    ]
    tables = [*sources, *claims, "[aliases]\n"] if draw(st.booleans()) else [*claims, "[aliases]\n", *sources]
    return "".join(draw(FILLING) + table + draw(FILLING) for table in tables) + draw(st.sampled_from(["", "# end"]))


@given(files(), STATEMENT, st.sampled_from(["\n", "\r\n"]))
def test_whatever_the_file_looks_like_one_table_is_added_and_nothing_else(text: str, statement: str, end: str) -> None:
    first = tomllib.loads(text)["source"][0]["id"]
    text = text.replace("\n", end)
    old = tomllib.loads(text.replace("\r\n", "\n"))
    added = with_claim(FILE, text, {"statement": statement, "sources": [first]})
    values = tomllib.loads(added.text.replace("\r\n", "\n"))

    assert values["claim"][:-1] == old["claim"]
    assert values["claim"][-1] == {"id": added.id, "statement": " ".join(statement.split()), "sources": [first]}
    assert {**values, "claim": 0} == {**old, "claim": 0}
    assert adds_only_its_block(added, text)


def test_a_first_claim_goes_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Two is two.\n")
    text = (
        '[[source]]\nid = "a"\nurl = "https://a.example/"\n\n[article]\npath = "a.txt"\n# [[claim]]\n# id = "draft"\n'
    )
    added = with_claim(tmp_path / "claims.toml", text, {**CLAIM, "quote": "TWO is two"})

    assert added.text == f"{text}\n{added.block}"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"statement": "Two.", "sources": ["b"]}, 'there is no source "b"'),
        ({"statement": "Two.", "sources": ["a"], "id": "one"}, 'claim "one" is already there on line 12'),
        ({"statement": "Two.", "sources": ["a"], "id": "One Two"}, '"one-two" would do'),
        ({"statement": "Two.", "sources": ["a"], "quote": "Two"}, '"quote" needs an [article]'),
        ({"statement": "Two\x00.", "sources": ["a"]}, "control character"),
        ({"statement": "one [[claim]] # is  one", "sources": ["a"]}, "claim one on line 12 states that already"),
    ],
)
def test_what_would_be_a_mistake_is_refused_in_the_words_of_the_loader(values: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match="nothing was added") as caught:
        with_claim(FILE, BASE, values)
    assert said in str(caught.value)


def test_the_nearest_words_of_the_article_are_offered() -> None:
    values = {"statement": "It is.", "quote": "the 1978 Taiwan Relations Act", "sources": ["tra-statute"]}
    with pytest.raises(UsageError, match=r"does not say .* nearest is line 8: .*the 1979 Taiwan Relations Act"):
        with_claim(FILE, SHIPPED, values)


@pytest.mark.parametrize("url", ["https://a.example/", "https://a.example", "https://a.example/#top"])
def test_a_page_that_is_there_is_not_added_again(url: str) -> None:
    with pytest.raises(UsageError, match="source a on line 3 is that page already; nothing was added"):
        with_source(FILE, BASE, {"url": url})


@pytest.mark.parametrize(
    "url", ["a.example", "ftp://a.example/", "https://u:p@a.example/", "https://a b/", "https://[::1"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match='nothing was added: "url"'):
        with_source(FILE, BASE, {"url": url})


def test_a_list_in_one_value_is_not_torn_open() -> None:
    text = (
        'source = [{id = "a", url = "https://a.example/"}]\nclaim = [{id = "b", statement = "B.", sources = ["a"]}]\n'
    )
    with pytest.raises(UsageError, match=r"`claim = \[...\]`, to which no \[\[claim\]\] can be added"):
        with_claim(FILE, text, CLAIM)


def test_a_file_with_mistakes_is_mended_first() -> None:
    with pytest.raises(DossierError):
        with_claim(FILE, BASE.replace('["a"]', '["b"]'), CLAIM)
