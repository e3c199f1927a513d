"""What a page's beginning tells of it for sure is what reading the whole page would tell."""

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from refcheck.model import Document, Page, Provenance, Source, Unavailable
from refcheck.reading import is_surely_read, read
from refcheck.reading.encoding import decode
from refcheck.reading.glance import beginning
from refcheck.reading.html import Walk
from refcheck.reading.metadata import about
from refcheck.reading.soup import Soup
from refcheck.reading.wrongpage import LITTLE, OF_ALL, RULES, Look, is_surely_right

from .corpus import FETCHED, cases
from .test_reading_properties import ATTRIBUTES, TAGS
from .test_reading_properties import pieces as odd_pieces
from .test_wrongpage import STAND_INS

MARKUPS = [
    *(decode(case.path.read_bytes()) for case in cases() if "html" in case.media_type),
    *(path.read_text("utf-8") for path in STAND_INS),
]
PARAGRAPH = (
    "<p>The council met on Tuesday and voted, by eleven to six, to close Mill Lane until the works are over.</p>\n"
)
MENU = "<ul><li><a href=/a>Town</a><li><a href=/b>County</a><li><a href=/c>Sport</a></ul>"
ARTICLE = f"<title>Mill Lane closes</title><body><h1>Mill Lane closes</h1><article>{PARAGRAPH * 200}</article>"
ASKED = "The council votes for closing Mill Lane"
words = st.sampled_from(
    ["Related stories", "Share this", "Menu", "a lake in the north of it", "the law of 1979 " * 9, " ", "Read more: x"]
)
wraps = st.sampled_from(
    ["main", "article", "div class=content", "div class=share", "div", "h1", "h2", "nav", "header", "form", "p", "li",
     "section role=main", "div role=heading", "input type=email", "footer class=foot", "aside", "a class=b href=/c"]
)  # fmt: skip
pieces = st.one_of(
    odd_pieces,
    words,
    st.builds("<{}>".format, wraps),
    st.builds("</{}>".format, wraps.map(lambda tag: tag.split()[0])),
    st.builds("<a href=/x>{}</a>".format, words),
    st.builds("<p>{}</p>".format, words),
)


def page(html: str, title: str = "", final: str = "") -> Page:
    source = Source("page", "https://site.example/news/story", title=title)
    return Page(source, final or source.url, 200, "text/html", html.encode(), FETCHED, Provenance.LIVE, charset="utf-8")


def check_beginning(markup: str, letters: int) -> int:
    """How much is told of the whole text, after a look that it begins so, and that the titles are some of its own."""
    begun, titles = beginning(markup, letters)
    soup = Soup(markup)
    walk = Walk(soup)
    draft = walk.run()
    text = draft.text()
    assert not begun or f"{text}\n".startswith(f"{begun}\n")
    assert set(titles) <= set(about(soup, walk.h1, draft.lines, "").titles)
    return len(begun)


def broken(markup: str, chance: random.Random) -> str:
    """The markup with some tags put in, and some of it cut out."""
    for _ in range(chance.randint(0, 6)):
        at = chance.randrange(len(markup) + 1)
        tag = f"<{chance.choice(['', '/'])}{chance.choice([*TAGS, 'main', 'h1'])}{chance.choice(ATTRIBUTES)}>"
        cut = chance.choice([0, 0, 3, 40, 400])
        markup = markup[:at] + chance.choice([tag, tag, "<!--", "-->", "<script>", "&", ""]) + markup[at + cut :]
    return markup


@given(st.lists(pieces, max_size=60).map("".join), st.sampled_from([20, 100, 400, 1500]))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_text_of_any_page_begins_as_its_beginning_tells(markup: str, letters: int) -> None:
    check_beginning(markup, letters)


@pytest.mark.parametrize("seed", range(4))
def test_so_does_that_of_pages_that_are_broken_at_random(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - it breaks pages
    told = sum(check_beginning(broken(markup, chance), chance.choice([50, 100, 400])) > 0 for markup in MARKUPS)
    assert told > 10


@pytest.mark.parametrize("seed", range(2))
def test_what_is_surely_read_is_read(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - it breaks pages
    sure = 0
    for markup in MARKUPS:
        long = broken(markup, chance).replace("</p>", f"</p>{PARAGRAPH * 20}", 3)
        now = page(long, title=chance.choice(["", "", "Mill Lane closes"]))
        if is_surely_read(now):
            sure += 1
            assert isinstance(read(now), Document)
    assert sure > len(MARKUPS) // 4


@given(
    st.binary(max_size=400),
    st.sampled_from(["text/html", "", "text/plain", "image/png"]),
    st.sampled_from(["", "utf-16"]),
)
def test_any_bytes_are_looked_at(body: bytes, media_type: str, charset: str) -> None:
    for tail in (b"", ARTICLE.encode(), ARTICLE.encode("utf-16-le")):
        now = replace(page(""), body=body + tail, media_type=media_type, charset=charset)
        assert not is_surely_read(now) or isinstance(read(now), Document)


@pytest.mark.parametrize(
    ("html", "title", "final"),
    [
        (ARTICLE, "", ""),
        (ARTICLE, "Mill Lane closes", ""),
        (f"{MENU}<main><h1>Mill Lane</h1><div class=story>{PARAGRAPH * 200}", "", ""),
        (f"<body><div id=page><header>{MENU}</header><h1>Mill Lane</h1>{PARAGRAPH * 200}{MENU}</div>", "", ""),
    ],
)
def test_articles_are_known_by_their_beginning(html: str, title: str, final: str) -> None:
    assert is_surely_read(page(html, title, final))


@pytest.mark.parametrize(
    ("html", "title", "final"),
    [
        ("<title>Just a moment...</title><p>Checking your browser</p>", "", ""),
        (f"<title>Just a moment...</title><p>Checking your browser</p>{'<!-- x -->' * 9000}", "", ""),
        (f"<title>Just a moment...</title><script>{PARAGRAPH * 200}</script>", "", ""),
        (f"<title>Just a moment...</title><div hidden>{PARAGRAPH * 200}</div>", "", ""),
        (f"<title>Just a moment...</title><nav>{PARAGRAPH * 200}</nav>", "", ""),
        (ARTICLE, "Rivers and bridges of the northern counties", ""),
        (ARTICLE, "", "https://site.example/"),
        (PARAGRAPH * 3, "", ""),
        ("", "", ""),
    ],
)
def test_what_is_another_page_or_may_be_one_is_left_to_reading(html: str, title: str, final: str) -> None:
    assert not is_surely_read(page(html, title, final))


@pytest.mark.parametrize("late", [f"<main>{PARAGRAPH * 20}</main>", f"<h1>Mill Lane</h1>{PARAGRAPH * 20}"])
def test_what_the_end_of_a_page_may_turn_to_clutter_is_left_to_reading(late: str) -> None:
    links = "<p><a href=/x>The council met on Tuesday and voted to close Mill Lane, says our reader</a> Ed.</p>" * 300
    whole = read(page(f"<body><div>{links}</div>{late}"))
    assert isinstance(whole, Document)
    assert "says our reader" not in whole.text
    assert beginning(f"<body><div>{links}</div>{late}") == ("", [])
    assert not is_surely_read(page(f"<body><div>{links}</div>{late}"))


LINKS = "<p><a href=/x>The council met on Tuesday and voted to close Mill Lane, says our reader</a> Ed.</p>" * 30
LATER = {
    "links under a name that is that of clutter": f"<h1>Mill Lane</h1><div class=related>{PARAGRAPH * 8}{LINKS}</div>",
    "links under a heading of related stories": f"<h1>A</h1><h2>Related stories</h2><div>{PARAGRAPH * 8}{LINKS}</div>",
    "cards after a story": f"<h1>A</h1>{PARAGRAPH * 3}<div>{PARAGRAPH * 8}<h2>B</h2><h2>C</h2>{LINKS}</div>",
    "a heading of several blocks": f"<h1>A</h1><main><div role=heading>{PARAGRAPH * 9}</div></main>",
    "links before the first heading": f"<div>{LINKS}</div>{PARAGRAPH * 9}<h1>Mill Lane</h1>{PARAGRAPH}",
    "links outside of the main part": f"<div>{LINKS}</div>{PARAGRAPH * 9}<main>{PARAGRAPH}</main>",
    "the same, its role written oddly": f"<div>{LINKS}</div>{PARAGRAPH * 9}<div ROLE='&#109;ain'>{PARAGRAPH}</div>",
    "lines of one block": f"<h1>A</h1><article>{PARAGRAPH * 9}One <img src=a> line <img src=b> and more</article>",
    "a list": f"<h1>A</h1><ul><li>One<li>Two<ul><li>Three</ul><li>{PARAGRAPH}<p>Four</ul>{PARAGRAPH}",
    "a form for an address": f"<h1>A</h1><article><p>Our news<p>daily</p><input type=email></article>{PARAGRAPH}",
}


@pytest.mark.parametrize("markup", LATER.values(), ids=LATER)
def test_wherever_a_page_is_cut_its_text_begins_so(markup: str) -> None:
    for letters in range(5, len(markup), 23):
        check_beginning(f"<body>{markup}", letters)
        check_beginning(f"<body><main>{markup}", letters)


def test_what_no_look_can_be_taken_at_is_left_to_reading_which_tells_it() -> None:
    odd = replace(page(ARTICLE), final_url="https://[site.example/news")
    assert not is_surely_read(odd)
    assert isinstance(read(odd), Unavailable)


def test_other_kinds_of_pages_are_left_to_reading() -> None:
    for media_type in ("text/plain", "application/json", "application/pdf", "image/png"):
        assert not is_surely_read(replace(page("Words. " * 5000), media_type=media_type))


phrases = st.sampled_from(
    ["Just a moment", "Page not found", "404", "Before you continue", "We value your privacy", "cookies", "Log in to",
     "Subscribe to read", "this domain is for sale", "Internal server error", "enable JavaScript", "Mill Lane", "the"]
)  # fmt: skip


@given(
    st.lists(phrases, max_size=4),
    st.lists(phrases, max_size=30).map(" ".join),
    st.sampled_from(["", ASKED, "404", "Lake Act"]),
    st.sampled_from(["https://a.example/", "https://web.archive.example/news/story", "https://a.example/news/story"]),
    st.sampled_from(["", "en", "de", "ja"]),
    st.integers(0, 2 * LITTLE),
)
def test_of_long_pages_only_some_rules_have_a_say(
    titles: list[str], text: str, asked: str, final: str, language: str, count: int
) -> None:
    look = Look(
        asked, "https://a.example/news/story", final, tuple(titles), text, count, text, text,
        ({"type": "password"},), ({},), "0; url=/x", False, language, text,
    )  # fmt: skip
    if count > LITTLE:
        assert not any(rule(look) for rule in RULES if rule not in OF_ALL)
    if is_surely_right(replace(look, language="")):
        later = replace(look, titles=(*titles, "Another"), text=f"{text}\nMore of it.", words=count + 3)
        assert not any(rule(later) for rule in RULES)
