"""A Markdown article is read as its reader sees it, and every word of it has its line in the file."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.article import line_of, locate
from refcheck.manuscript import Manuscript, read_manuscript

NAME = Path("article.md")
ARTICLE = """\
---
title: "Neutral no more"
author: [A. Writer, {name: B. Other}]
date: 2025-03-01
canonical_url: https://paper.example/neutral
---
# Neutral *no* more

Two neighbours of **Russia** have given up [decades of
neutrality](https://wiki.example/Neutral#History). Finland joined
the _alliance_ in April 2023.[^1] See https://bare.example/x.

| Country | Year |
|---|---|
| Sweden | 2024 |

- Austria is `not` a member
- Norway is,
  and ~~was~~ is

> "It was the right thing," he said.

<figure><img src=x>
<figcaption>A photo by <a href="https://photo.example/p">Jo</a> &amp; Co.</figcaption></figure>

```
Sweden = 2022
```

[^1]: From the [members' list](https://www.nato.int/members), in
    its newest form.
"""


def read(text: str) -> Manuscript:
    return read_manuscript(NAME, text)


def line(found: Manuscript, quote: str) -> int:
    span = locate(found.text, quote)
    assert span is not None, quote
    return line_of(found.text, span[0], found.lines)


@pytest.mark.parametrize(
    ("quote", "number"),
    [
        ("Neutral no more", 7),
        ("neighbours of Russia have given up decades of neutrality", 9),
        ("neutrality. Finland joined the alliance", 10),
        ("alliance in April 2023. See", 11),
        ("Sweden | 2024", 15),
        ("Austria is not a member", 17),
        ("and was is", 19),
        ("It was the right thing", 21),
        ("A photo by Jo & Co.", 24),
        ("From the members' list", 30),
        ("its newest form", 31),
    ],
)
def test_a_quote_is_found_across_marks_and_links_on_its_line(quote: str, number: int) -> None:
    assert line(read(ARTICLE), quote) == number


def test_marks_addresses_code_and_front_matter_are_no_text() -> None:
    text = read(ARTICLE).text

    assert not re.search(r"\*|_|`|\]\(|Sweden = 2022|<|canonical", text)
    assert locate(text, "wiki.example") is None


def test_front_matter_tells_of_the_article() -> None:
    found = read(ARTICLE)

    assert (found.title, found.author) == ("Neutral no more", "A. Writer, B. Other")
    assert (found.url, found.published) == ("https://paper.example/neutral", date(2025, 3, 1))


@pytest.mark.parametrize(
    ("front", "title", "published"),
    [
        ('+++\ntitle = "T"\ndate = 2025-03-01T10:00:00Z\n+++\n', "T", date(2025, 3, 1)),
        ("---\ntitle: T\npubDate: March 1, 2025\n...\n", "T", date(2025, 3, 1)),
        ("---\ntitle: [1, 2]\ndate: 12\nauthor: {a: b}\n---\n", "", None),
        ("---\n- a\n---\n", "", None),
        ("---\n" + "[" * 15_000 + "\n---\n", "", None),
        ("+++\nbroken\n+++\n", "", None),
        ("---\ntitle: !!python/object/apply:os.system [id]\n---\n", "", None),
    ],
    ids=["toml", "dots", "types", "list", "deep", "broken", "object"],
)
def test_front_matter_is_taken_as_far_as_it_is_sound(front: str, title: str, published: date | None) -> None:
    found = read(f"{front}Finland joined.\n")

    assert (found.title, found.published, found.text) == (title, published, "Finland joined.")
    assert line(found, "Finland") == front.count("\n") + 1


def test_without_front_matter_the_first_heading_is_the_title() -> None:
    assert read("Text.\n\nNeutral *no* more\n===\n\n# Other\n").title == "Neutral no more"


def test_headings_are_told_apart_and_table_heads_too() -> None:
    found = read(ARTICLE)

    assert [found.text[start:end] for start, end in found.headings] == ["Neutral no more", "Country", "Year"]


def test_links_stand_where_they_are_and_those_of_a_footnote_where_it_is_called() -> None:
    found = read(ARTICLE)

    assert [(link.url, link.words, line_of(found.text, link.start, found.lines)) for link in found.links] == [
        ("https://wiki.example/Neutral", "decades of neutrality", 9),
        ("https://www.nato.int/members", "members' list", 11),
        ("https://bare.example/x", "", 11),
        ("https://photo.example/p", "", 24),
    ]


@pytest.mark.parametrize(
    "link",
    [
        "[a](javascript:alert(1))",
        "[a](/relative)",
        "[a](#below)",
        "[a](mailto:a@b.example)",
        "[a](http://localhost/)",
        "[a](https://user:secret@b.example/)",
        "[a](https://[::1/)",
        "[a](https://twitter.com/intent/tweet?url=x)",
        "http://",
    ],
)
def test_what_leads_to_no_public_page_is_no_link(link: str) -> None:
    assert read(f"See {link}.\n").links == ()


WORDS = st.lists(
    st.sampled_from(["Finland", "alliance", "neutral", "*Sweden*", "[Norway](https://n.example)", "**it**"])
)
BLOCKS = st.lists(
    st.tuples(
        st.sampled_from(["", "# ", "- ", "> ", "1. ", "| "]), st.lists(WORDS.filter(bool), min_size=1, max_size=3)
    )
)


@given(BLOCKS)
def test_every_word_is_on_the_line_that_it_is_told_to_be_on(blocks: list[tuple[str, list[list[str]]]]) -> None:
    text = "\n\n".join(mark + "\n".join(" ".join(line) for line in lines) for mark, lines in blocks)
    found = read(text)
    lines = text.split("\n")

    for word in re.finditer(r"[A-Z]\w+", found.text):
        assert word[0] in lines[line_of(found.text, word.start(), found.lines) - 1]


@given(st.text(max_size=300) | st.text("#*_[]()!`<>|-+:\n ^~&;a\\0\x00\x1b\u2028", max_size=200))
def test_nothing_in_a_file_stops_the_reading(text: str) -> None:
    for name in ("a.md", "a.html", "a.txt"):
        found = read_manuscript(Path(name), text)
        assert all(0 <= start <= end <= len(found.text) for start, end in found.headings)
        assert all(0 <= link.start <= link.end <= len(found.text) for link in found.links)
        assert [offset for offset, _ in found.lines] == sorted(offset for offset, _ in found.lines)
        assert all(1 <= number <= text.count("\n") + 1 for _, number in found.lines)


def test_plain_text_is_its_own_reading() -> None:
    found = read_manuscript(Path("a.txt"), "See *https://a.example/x_(y)*, (https://b.example/c).\n")

    assert found.text == "See *https://a.example/x_(y)*, (https://b.example/c).\n"
    assert found.lines == ()
    assert [link.url for link in found.links] == ["https://a.example/x_(y)", "https://b.example/c"]
