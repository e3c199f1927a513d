from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.fragment import text_directive, text_fragment, with_directive

URL = "https://site.example/a?b=c#old"


def directive(text: str, words: str, marks: tuple[int, ...] = ()) -> str:
    start = text.rindex(words)
    return unquote(text_directive(text, start, start + len(words), marks))


def test_a_short_quotation_is_given_whole_in_place_of_any_fragment() -> None:
    assert text_fragment(URL, "nine metres, deep") == "https://site.example/a?b=c#:~:text=nine%20metres%2C%20deep"


def test_a_dash_in_the_words_is_not_taken_for_syntax() -> None:
    assert text_fragment("https://x.example/", "F-35A") == "https://x.example/#:~:text=F%2D35A"


@pytest.mark.parametrize("words", ["", "  ", "\n\t", "...", "\u2014"])
def test_words_that_no_browser_finds_give_the_address_alone(words: str) -> None:
    assert text_fragment(URL, words) == URL


def test_a_long_quotation_is_given_by_its_first_and_last_words() -> None:
    words = "one two three four five six seven eight nine ten eleven twelve thirteen"
    assert directive(words, words) == "one two three four five,nine ten eleven twelve thirteen"


def test_words_in_two_blocks_or_cells_are_given_by_both() -> None:
    assert (
        directive("Greece\t18 February 1952\tfirst round", "Greece\t18 February 1952\tfirst round")
        == "Greece,first round"
    )
    assert directive("Boats\nneed a permit", "Boats\nneed a permit") == "Boats,need a permit"


def test_words_around_a_dropped_footnote_mark_are_given_by_both_sides() -> None:
    text = "It was paved in 1411. It was long."
    assert directive(text, text, marks=(21,)) == "It was paved in 1411.,It was long."
    assert directive(text, text) == text


def test_words_that_the_page_has_before_are_told_apart_by_what_precedes_them() -> None:
    text = "Georgia and Ukraine\nGeorgia\nUkraine"
    assert directive(text, "Ukraine") == "Georgia-,Ukraine"


def test_a_word_inside_of_a_longer_word_is_no_earlier_place() -> None:
    assert directive("Ukrainese cooking\nUkraine", "Ukraine") == "Ukraine"


def test_a_long_quotation_that_begins_like_an_earlier_one_is_given_by_more_of_its_words() -> None:
    first = "The harbour was dredged in 1911 by the firm of Harrow and others from the town of Weir."
    second = "The harbour was dredged in 1911 once more, and deeper, by the firm of Marr and sons."
    found = directive(f"{first}\n{second}", second)
    assert found == "The harbour was dredged in 1911 once more, and deeper,,firm of Marr and sons."


def test_raised_and_lowered_figures_are_plain_ones_on_the_page() -> None:
    assert directive("10\u2076 km\u00b2 of CO\u2082", "10\u2076 km\u00b2 of CO\u2082") == "106 km2 of CO2"


def test_words_without_an_address_have_no_link() -> None:
    assert text_fragment("", "nine metres") == ""


def test_no_directive_leaves_the_address_alone() -> None:
    assert with_directive(URL, "") == URL


@given(st.text(max_size=200), st.data())
def test_any_place_in_any_text_gives_a_directive_without_reserved_signs(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    marks = tuple(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    found = text_directive(text, start, end, marks)
    assert not set(found) & set(" &#\n\t?/")
    assert found.isascii()
