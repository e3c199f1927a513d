"""An HTML article is read as its reader sees it, and every word of it has its line in the file."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refcheck.article import line_of, locate
from refcheck.manuscript import Manuscript, read_manuscript

NAME = Path("article.html")
ARTICLE = """\
<!doctype html><html lang=en><head><title>Neutral no more | The Paper</title>
<meta name="author" content="A. Writer"><meta property="article:published_time" content="2025-03-01T10:00:00Z">
<link rel=canonical href="https://paper.example/neutral-no-more">
<script>var x = "<p>Finland joined the alliance</p>";</script></head>
<body><nav><a href="https://paper.example/">Home</a> <a href="https://paper.example/world">World</a></nav>
<article><h1>Neutral no more</h1>
<p>Two neighbours of <b>Russia</b> have given up
<a title="a" href="https://wiki.example/Neutral?a=1&amp;b=2#top">decades of neutrality</a>.
Finland joined the <em>alliance</em> in April&nbsp;2023<sup><a href="#fn1">[1]</a></sup>, and Sweden
followed in&#32;2024.</p>
<!-- Norway -->
<figure><img src="a.jpg" alt="A wide blue lake in Finland"></figure>
<h2>Austria</h2>
<p>Austria is still <a href='/at'>not a member</a>.</p>
<p hidden>Austria is a member.</p>
<ol><li id="fn1">Members, <a href="https://www.nato.int/members">NATO</a></li></ol>
</article><footer><a href="https://paper.example/imprint">Imprint</a></footer></body></html>
"""
PAGES = sorted((Path(__file__).parent.parent / "pages").glob("*.html"))


def read(text: str) -> Manuscript:
    return read_manuscript(NAME, text)


@pytest.mark.parametrize(
    ("quote", "number"),
    [
        ("Neutral no more", 6),
        ("neighbours of Russia have given up decades", 7),
        ("decades of neutrality. Finland", 8),
        ("the alliance in April 2023, and Sweden followed", 9),
        ("in 2024", 10),
        ("Austria is still not a member", 14),
    ],
)
def test_a_quote_is_found_across_tags_on_its_line(quote: str, number: int) -> None:
    found = read(ARTICLE)
    span = locate(found.text, quote)

    assert span is not None
    assert line_of(found.text, span[0], found.lines) == number


@pytest.mark.parametrize("unseen", ["Norway", "Austria is a member", "Imprint", "World", "var x"])
def test_what_a_reader_does_not_see_is_no_text(unseen: str) -> None:
    assert locate(read(ARTICLE).text, unseen) is None


def test_the_page_tells_of_itself() -> None:
    found = read(ARTICLE)

    assert (found.title, found.author) == ("Neutral no more", "A. Writer")
    assert (found.url, found.published) == ("https://paper.example/neutral-no-more", date(2025, 3, 1))
    assert [found.text[start:end] for start, end in found.headings] == ["Neutral no more", "Austria"]


def test_links_of_the_text_stand_where_they_are_and_those_of_a_note_where_it_is_called() -> None:
    found = read(ARTICLE)

    assert [(link.url, line_of(found.text, link.start, found.lines)) for link in found.links] == [
        ("https://wiki.example/Neutral?a=1&b=2", 8),
        ("https://www.nato.int/members", 9),
        ("https://paper.example/at", 14),
        ("https://www.nato.int/members", 16),
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_words_of_real_pages_are_on_their_lines(page: Path) -> None:
    markup = page.read_text(encoding="utf-8")
    found = read(markup)
    lines = [html.unescape(line) for line in markup.split("\n")]
    words = list(re.finditer(r"[A-Za-z]{6,}", found.text))
    astray = [word[0] for word in words if word[0] not in lines[line_of(found.text, word.start(), found.lines) - 1]]

    assert len(astray) <= 0.03 * len(words)  # the words of a picture's description stand in no text


INLINE = st.sampled_from(
    ["Finland{n}", "alliance", "<b>Sweden{n}</b>", "Nor<i>way{n}</i>", "<sup><a href='#n'>[1]</a></sup>", "&amp;"]
)
PARAGRAPH = st.tuples(st.sampled_from(["p", "h2", "li", "div"]), st.lists(INLINE, min_size=1, max_size=6))


NOTED = ("p", ["alliance", "<sup><a href='#n'>[1]</a></sup>", "alliance"])


@given(st.lists(PARAGRAPH, min_size=1, max_size=8), st.sampled_from(["\n", " ", "\n\n"]))
@example([NOTED, ("p", ["Finland{n}", "alliance", "alliance"])], "\n")
def test_a_word_that_is_there_once_is_on_its_line(blocks: list[tuple[str, list[str]]], gap: str) -> None:
    numbers = iter(range(100, 1000))
    inner = [(tag, gap.join(word.format(n=next(numbers)) for word in words)) for tag, words in blocks]
    markup = f"<main>{gap.join(f'<{tag}>{gap}{words}{gap}</{tag}>' for tag, words in inner)}</main>"
    found = read(markup)
    lines = [re.sub(r"<[^>]*>", "", line) for line in markup.split("\n")]

    for word in re.finditer(r"[A-Z]\w+", found.text):
        assert word[0] in lines[line_of(found.text, word.start(), found.lines) - 1]
