"""A claims file is read whole or its mistakes are told, all at once, each where it stands."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from refcheck.dossier import load
from refcheck.dossier.lines import Place, find_lines
from refcheck.errors import DossierError, Mistake
from refcheck.model import (
    MembershipCheck,
    Part,
    Policy,
    QuoteCheck,
    Review,
    Source,
    SourceKind,
    ValueCheck,
    Verdict,
    Waiver,
)

EXAMPLES = Path(__file__).parent / "dossiers"
SHIPPED = Path(__file__).parent.parent / "claims.toml"
LEAST = (EXAMPLES / "good" / "least.toml").read_text(encoding="utf-8")


def told(path: Path) -> str:
    """The mistakes of a file as lines of "line:claim: message"."""
    with pytest.raises(DossierError) as caught:
        load(path)
    return "".join(f"{mistake.line}:{mistake.claim}: {mistake.message}\n" for mistake in caught.value.mistakes)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dossier")
    (folder / "article.txt").write_text("The Upper Lake is low.\n", encoding="utf-8")
    return folder / "claims.toml"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("good/*.toml")), ids=lambda path: path.stem)
def test_a_good_file_is_read(path: Path) -> None:
    assert load(path).claims


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("bad/*.toml")), ids=lambda path: path.stem)
def test_every_mistake_of_a_bad_file_is_told(path: Path) -> None:
    assert told(path) == path.with_suffix(".expected").read_text(encoding="utf-8")


def test_no_expectation_is_left_without_its_file() -> None:
    assert all(path.with_suffix(".toml").exists() for path in EXAMPLES.glob("bad/*.expected"))


def test_all_that_a_file_says_is_kept() -> None:
    dossier = load(EXAMPLES / "good" / "everything.toml")
    article = dossier.article
    assert article is not None
    assert (article.title, article.author, article.url, article.published) == (
        "A short notice on two lakes",
        "Bo Marsh",
        "https://paper.example/lakes",
        date(2025, 3, 1),
    )
    assert article.text == (EXAMPLES / "good" / "article.txt").read_text(encoding="utf-8")
    assert dossier.review == Review("The Lake Desk", "https://desk.example/checks/lakes")
    assert dossier.aliases == (("Upper Lake", "Upper L.", "Oberer See"),)
    assert [source.id for source in dossier.sources] == ["survey", "news", "unused"]
    assert dossier.sources[0] == Source(
        id="survey",
        url="https://lakes.example/survey",
        title="Survey of lakes",
        kind=SourceKind.PRIMARY,
        published=date(1991, 7, 2),
        archive="https://archive.example/lakes",
        line=8,
    )
    assert dossier.sources[1].kind is SourceKind.SECONDARY
    drained, protected = dossier.claims
    assert drained.statement == "The Upper Lake was drained in 1987."
    assert drained.check == ValueCheck("Upper Lake", "1987", "drained")
    assert (drained.policy, drained.expect, drained.as_of) == (Policy.ALL, Verdict.NOT_ENOUGH, date(1999, 12, 31))
    assert drained.waiver == Waiver("the survey is being corrected", "desk", date(2030, 1, 1))
    assert (drained.line, protected.line) == (24, 41)
    assert (protected.policy, protected.expect, protected.as_of) == (
        Policy.PRIMARY,
        Verdict.SUPPORTED,
        date(2025, 3, 1),
    )
    assert protected.check == MembershipCheck("protected lakes", ("Upper Lake", "lower lake"), present=False)
    assert protected.parts == (
        Part("The Upper Lake is not protected."),
        Part("The Lower Lake is not protected.", ("news",), QuoteCheck("It is not.", "Ada Thorne")),
    )


def test_the_shipped_file_is_read_by_its_folder_as_by_its_name() -> None:
    assert load(SHIPPED.parent) == load(SHIPPED)
    assert load(SHIPPED).path == SHIPPED


def test_line_ends_and_a_byte_order_mark_make_no_difference(scratch: Path) -> None:
    scratch.write_bytes(b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode())
    assert load(scratch).claims == load(EXAMPLES / "good" / "least.toml").claims


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe[\x00", "1:: the claims file is UTF-16; save it as UTF-8\n"),
        (b"# one\n# \xe9\n", "2:: the claims file is not UTF-8 (byte 9, line 2); save it as UTF-8\n"),
        (b" \n\t", '0:: the claims file is empty; start one with "refcheck init ARTICLE"\n'),
        (bytes(range(256)) * 40_000, "0:: the claims file is larger than 1 MiB, the most that is read\n"),
        (b"a=" + b"[" * 5_000, "0:: lists and tables are nested too deeply; a claims file needs four levels\n"),
        (b"a=" + b"{b=" * 2_000, "0:: lists and tables are nested too deeply; a claims file needs four levels\n"),
        (
            b"a." * 500_000,
            "1:: this line has more than 300 full stops in it, which no claims file needs; break it up\n",
        ),
    ],
    ids=["utf-16", "latin-1", "blank", "large", "deep-list", "deep-table", "dotted-key"],
)
def test_what_is_no_claims_file_is_told_in_a_word(scratch: Path, content: bytes, message: str) -> None:
    scratch.write_bytes(content)
    assert told(scratch) == message


def test_a_number_of_thousands_of_digits_is_a_mistake(scratch: Path) -> None:
    scratch.write_text("a = " + "1" * 5_000, encoding="utf-8")
    assert told(scratch).startswith("0:: not valid TOML: Exceeds the limit")


def test_a_line_of_full_stops_may_stand_in_a_comment(scratch: Path) -> None:
    scratch.write_text(f"  # {'.' * 400}\n{LEAST}", encoding="utf-8")
    assert load(scratch).claims[0].line == 6


def test_a_folder_without_a_claims_file_says_so(tmp_path: Path) -> None:
    message = (
        '0:: there is no claims.toml in this folder; start one with "refcheck init ARTICLE", or name another file\n'
    )
    assert told(tmp_path) == message


@pytest.mark.parametrize("name", ["claims.tml", "a\0b", "n" * 5_000, "claims.toml/claims.toml"])
def test_a_file_that_is_not_there_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "claims.toml").write_text(LEAST, encoding="utf-8")
    message = (
        'there is no such file; name a claims file or the folder of one, or start one with "refcheck init ARTICLE"'
    )
    assert told(tmp_path / name) == f"0:: {message}\n"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "claims.toml")
    assert told(tmp_path) == "0:: the claims file is not a regular file\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
@pytest.mark.parametrize("closed", ["", "claims.toml"])
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, closed: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "claims.toml").write_text(LEAST, encoding="utf-8")
    (folder / closed).chmod(0)
    try:
        assert told(folder) == told(folder / "claims.toml")
        assert told(folder) == "0:: the claims file can not be read: Permission denied\n"
    finally:
        (folder / closed).chmod(0o700)


def with_article(folder: Path, path: str = "article.txt") -> Path:
    file = folder / "claims.toml"
    file.write_text(f'[article]\npath = "{path}"\n\n{LEAST}', encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"lake \xe9", "is not UTF-8 (byte 6, line 1); save it as UTF-8"),
        (b"a" * (1 << 20) + b"a", "is larger than 1 MiB, the most that is read"),
    ],
    ids=["empty", "latin-1", "large"],
)
def test_an_article_that_is_no_text_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "article.txt").write_bytes(content)
    assert told(with_article(tmp_path)) == f'2:: the article "article.txt" {message}\n'


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "article.txt").symlink_to("../outside.txt")
    message = "leads out of the folder of the claims file; keep the article inside it"
    assert told(with_article(folder)) == f'2:: the article "article.txt" {message}\n'


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("The lake.", encoding="utf-8")
    (tmp_path / "article.txt").symlink_to("text.txt")
    article = load(with_article(tmp_path)).article
    assert article is not None
    assert (article.path, article.text) == (tmp_path / "article.txt", "The lake.")


def test_a_link_to_itself_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "article.txt").symlink_to("article.txt")
    assert told(with_article(tmp_path)) == '2:: the article "article.txt" is not a usable path\n'


@pytest.mark.parametrize(("key", "most"), [("statement", 1_000), ("quote", 2_000)], ids=["statement", "quote"])
def test_a_text_too_long_to_be_meant_is_a_mistake(scratch: Path, key: str, most: int) -> None:
    others = {"statement": "The lake is low.", "quote": "low"} | {key: "word " * most}
    fields = "".join(f'{name} = "{value}"\n' for name, value in others.items())
    scratch.write_text(
        '[article]\npath = "article.txt"\n[[source]]\nid = "survey"\nurl = "https://lakes.example/"\n'
        f'[[claim]]\nid = "low"\nsources = ["survey"]\n{fields}',
        encoding="utf-8",
    )
    line = 9 if key == "statement" else 10
    assert told(scratch) == f'{line}:low: "{key}" has {most * 5:,} characters; {most:,} are the most\n'


def test_a_file_of_nothing_but_mistakes_is_still_told_whole(scratch: Path) -> None:
    scratch.write_text("".join(f"sorce{number} = 1\n" for number in range(3_000)), encoding="utf-8")
    lines = told(scratch).splitlines()
    assert len(lines) == 3_001
    assert lines[0] == '1:: unknown key "sorce0"; did you mean "source"?'
    assert lines[-1] == '3000:: unknown key "sorce2999"; known here: article, source, claim, aliases, review'


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_no_bytes_break_the_reading(scratch: Path, content: bytes) -> None:
    check_read_or_told(scratch, content)


KEYS = st.sampled_from(
    re.findall(
        r"\S+",
        "article source claim aliases id url title kind published archive path statement quote sources parts check "
        "policy as_of expect waiver reason owner until among items present text speaker subject equals review "
        'publisher "" "a.b" x',
    )
)
SCALARS = st.sampled_from(
    [
        *('""', '"a"', "'b'", '"""\n[[claim]]\nid = 1 \\""" """', "'''\n\"\"\" # ]\n'''", "'#'", '"\\u005d"'),
        *("1", "1.5", "-inf", "0x1F", "true", "2025-03-01", "2025-03-01 10:00:00Z", "10:00:00", '"2025-03-01"'),
        *('"article.txt"', '"primary"', '"membership"', '"quote"', '"value"', '"https://lakes.example/#x"', '"Lake"'),
    ]
)


def lists(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    separators = st.sampled_from([", ", ",\n", " , # ] } comment\n  "])
    return st.builds(lambda items, by: f"[{by.join(items)}]", st.lists(values, max_size=3), separators)


def inline_tables(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.dictionaries(KEYS, values, max_size=4)
    return pairs.map(lambda given: "{ " + ", ".join(f"{key} = {value}" for key, value in given.items()) + " }")


VALUES = st.recursive(SCALARS, lambda values: lists(values) | inline_tables(values), max_leaves=6)
HEADERS = st.sampled_from(
    [
        *("[article]", "[[source]]", "[[ source ]] # [[claim]]", "[[claim]]", "[claim.check]", "[aliases]", ""),
        *("[ claim . x ]", "[[claim.parts]]", "[claim.parts.check]", "['claim'.\"waiver\"]", "# [[claim]]", "[[a.b]]"),
    ]
)
PAIRS = st.builds("{}{}={}".format, KEYS, st.sampled_from(["", " ", ".x ", " . 'y z' "]), VALUES)
BLOCKS = st.builds(
    lambda header, pairs: "\n".join([header, *pairs]), HEADERS, st.lists(PAIRS, max_size=4, unique_by=lambda p: p[:4])
)
FILES = st.lists(BLOCKS, max_size=6).map("\n".join)


@given(FILES)
@settings(deadline=None, max_examples=300)
def test_no_claims_file_breaks_the_reading(scratch: Path, content: str) -> None:
    check_read_or_told(scratch, content.encode())


def check_read_or_told(scratch: Path, content: bytes) -> None:
    scratch.write_bytes(content)
    mistakes = mistakes_of(scratch)
    lines = [mistake.line for mistake in mistakes]
    assert lines == sorted(lines)
    assert all(0 <= line <= content.count(b"\n") + 1 for line in lines)
    assert all(mistake.message.isprintable() for mistake in mistakes)


def mistakes_of(path: Path) -> tuple[Mistake, ...]:
    """What a file is told of: nothing where it was read, and then it has claims."""
    try:
        dossier = load(path)
    except DossierError as error:
        return error.mistakes or (Mistake("an error without a mistake", -1),)
    return () if dossier.claims else (Mistake("read without claims", -1),)


def places(value: object, place: Place = ()) -> Iterator[Place]:
    """The place of every value that tomllib found."""
    if place:
        yield place
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*place, key))


@given(FILES)
@settings(deadline=None, max_examples=300)
def test_every_value_that_tomllib_finds_has_a_line_on_which_it_is_named(content: str) -> None:
    try:
        values = tomllib.loads(content)
    except tomllib.TOMLDecodeError:
        assume(False)
    lines = find_lines(content)
    assert set(lines) == set(places(values))
    text = content.split("\n")
    for place, line in lines.items():
        if isinstance(place[-1], str):
            assert place[-1] in text[line - 1]


def test_lines_are_those_of_the_keys() -> None:
    text = 'a.b = """\na = 1\n"""\n[[c]]\n[[c]]\n'
    text += 'd = [\n  1, # ]\n  { e = """x"""""}, 2 ]\n[c.f]\n"g\\u0068" = \'\'\'\'\n\'\'\'\n'
    assert find_lines(text) == {
        ("a",): 1,
        ("a", "b"): 1,
        ("c",): 4,
        ("c", 0): 4,
        ("c", 1): 5,
        ("c", 1, "d"): 6,
        ("c", 1, "d", 0): 7,
        ("c", 1, "d", 1): 8,
        ("c", 1, "d", 1, "e"): 8,
        ("c", 1, "d", 2): 8,
        ("c", 1, "f"): 9,
        ("c", 1, "f", "gh"): 10,
    }


@pytest.mark.parametrize(
    ("name", "content", "near"),
    [
        ("a.md", "# On *lakes*\n\nThe **Upper** [Lake\nAct](https://a.example) is of 1979.\n", 4),
        ("a.html", "<h1>On lakes</h1>\n<p>The <b>Upper</b> <a\nhref='/a'>Lake\nAct</a> is of 1979.</p>\n", 4),
        ("a.txt", "On lakes\n\nThe Upper Lake\nAct is of 1979.\n", 4),
    ],
)
def test_quotes_are_found_in_what_a_reader_reads(tmp_path: Path, name: str, content: str, near: int) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    claims = f'article.path = "{name}"\nsource = [{{ id = "a", url = "https://a.example/" }}]\n'
    claim = 'claim = [{{ id = "c", statement = "S.", sources = ["a"], quote = "{}" }}]\n'
    file = tmp_path / "claims.toml"

    file.write_text(claims + claim.format("The Upper Lake Act is of 1979"), encoding="utf-8")
    assert load(file).claims[0].quote
    file.write_text(claims + claim.format("Acts are of 1979"), encoding="utf-8")
    assert f"nearest is line {near}: " in told(file)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF-1.7\n", "is a PDF; save it as text, Markdown or HTML"),
        ("a.docx", b"PK\x03\x04", "is a word processor's file or an archive; save it as text, Markdown or HTML"),
        ("a.txt", "The lake.".encode("utf-16"), "is UTF-16; save it as UTF-8"),
        ("a.txt", b"The\0lake", "is not text: it has a NUL character in it"),
        ("a.html", b"<p></p>", "has no words to read: its markup is all there is"),
        ("a.html", b" ", "is empty"),
        ("a.md", b"---\ntitle: A\n---\n", "has no words to read: its markup is all there is"),
    ],
)
def test_an_article_that_is_no_text_says_what_it_is(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "claims.toml").write_text(f'article.path = "{name}"\n', encoding="utf-8")

    assert told(tmp_path / "claims.toml") == f'1:: the article "{name}" {message}\n'


def test_a_web_page_may_name_its_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes("<meta charset=windows-1252>\r\n<p>The café is here.".encode("cp1252"))
    (tmp_path / "claims.toml").write_text('article.path = "a.html"\n', encoding="utf-8")
    article = load(tmp_path / "claims.toml").article

    assert article is not None
    assert (article.text, article.lines[0]) == ("The café is here.", (0, 2))


def test_an_article_may_wait_for_its_first_claim(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The lake.\n", encoding="utf-8")
    (tmp_path / "claims.toml").write_text('article.path = "a.txt"\n', encoding="utf-8")
    assert load(tmp_path / "claims.toml").claims == ()
    (tmp_path / "claims.toml").write_text('claim = []\narticle.path = "a.txt"\n', encoding="utf-8")
    assert "there are no claims" in told(tmp_path / "claims.toml")


@pytest.mark.parametrize(
    "link", [".refcheck", "cassettes", ".refcheck/history.db", ".refcheck/.gitignore", "cassettes/a.yaml"]
)
@pytest.mark.parametrize("target", ["outside", "nowhere", "link"])
def test_a_link_that_leads_elsewhere_is_no_place_to_write_to(tmp_path: Path, link: str, target: str) -> None:
    """It may have come with a stranger's change; a link within the folder is the owner's own affair."""
    (tmp_path / "outside").mkdir()
    folder = tmp_path / "dossier"
    place = folder / link
    place.parent.mkdir(parents=True)
    file = folder / "claims.toml"
    file.write_text(
        '[[source]]\nid = "a"\nurl = "https://a.example/"\n'
        '[[claim]]\nid = "c"\nstatement = "A is B."\nsources = ["a"]\n'
    )
    place.symlink_to(place if target == "link" else tmp_path / target)
    with pytest.raises(DossierError, match=f"{link} is a link that leads out of the folder"):
        load(file)
    place.unlink()
    (folder / "kept").mkdir()
    place.symlink_to(folder / "kept")
    assert load(file).claims
