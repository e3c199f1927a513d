from pathlib import Path

import pytest

from refcheck.model import Document, Page, Provenance, Source, Unavailable, Unread
from refcheck.reading import read

from .corpus import FETCHED

STAND_INS = sorted((Path(__file__).parent.parent / "pages").glob("*.html"))
STORY = (
    "<p>The council met on Tuesday and voted, by eleven to six, to close Mill Lane until the works are over.</p>" * 20
)


def page(html: str, title: str = "", url: str = "https://site.example/a/story", final: str = "") -> Page:
    source = Source("page", url, title=title)
    return Page(source, final or url, 200, "text/html", html.encode(), FETCHED, Provenance.LIVE, charset="utf-8")


def verdict(html: str, title: str = "", url: str = "https://site.example/a/story", final: str = "") -> str:
    result = read(page(html, title, url, final))
    if isinstance(result, Document):
        return ""
    assert result.reason is Unread.WRONG_PAGE
    return result.detail


@pytest.mark.parametrize("path", STAND_INS, ids=lambda path: path.name)
def test_no_page_of_a_real_shape_raises_a_false_alarm(path: Path) -> None:
    assert not isinstance(read(page(path.read_text("utf-8"))), Unavailable)


@pytest.mark.parametrize(
    "title",
    [
        "Page not found",
        "Just a moment...",
        "Before you continue",
        "Sign in",
        "Access denied",
        "Error",
        "Subscribe to read",
    ],
)
def test_a_full_story_is_read_whatever_its_title(title: str) -> None:
    assert verdict(f"<title>{title}</title><h1>{title}</h1>{STORY}") == ""


def test_a_story_with_a_paywall_prompt_under_its_whole_text_is_read() -> None:
    assert (
        verdict(f"<title>Mill Lane</title>{STORY}<div class=promo>Subscribe to continue reading our stories.</div>")
        == ""
    )


def test_a_title_asked_for_in_other_words_is_no_other_article() -> None:
    html = f"<title>Council votes for closure | Courier</title><h1>Council votes for closure</h1>{STORY}"
    assert verdict(html, title="Courier on the closing of Mill Lane by the council") == ""


def test_a_title_in_another_script_is_no_other_article() -> None:
    html = "<html lang=ru><title>Мост открыт</title><h1>Мост открыт</h1>" + "<p>Мост через реку открыли в мае.</p>" * 9
    assert verdict(html, title="Bridge over the river reopens in May") == ""


def test_another_article_says_which_it_is() -> None:
    html = f"<title>Council votes for closure</title><h1>Council votes for closure</h1>{STORY}"
    detail = verdict(html, title="Whales return to the northern sound after decades")
    assert "another article" in detail
    assert "Council votes for closure" in detail


def test_a_deep_address_that_ends_on_the_front_page_is_the_wrong_page() -> None:
    assert "front page" in verdict(
        STORY, url="https://site.example/2020/story-of-the-lane", final="https://site.example/"
    )


def test_a_source_that_is_a_front_page_is_not_the_wrong_page() -> None:
    assert verdict(STORY, url="https://site.example/", final="https://site.example/") == ""
