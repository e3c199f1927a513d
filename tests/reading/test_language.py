import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.reading import language
from refcheck.reading.language import language_of

ENGLISH = "The harbour was dredged in 1911 to a depth of nine metres, and the work was paid for by the town itself."
RUSSIAN = "Мост через реку открыли после двух лет ремонта, и он стоил больше, чем было обещано жителям города."


@pytest.mark.parametrize(
    ("declared", "language"), [("en-GB", "en"), ("EN_us", "en"), ("iw", "he"), ("", "en"), ("junk!", "en")]
)
def test_a_declared_language_is_its_primary_code(declared: str, language: str) -> None:
    text = ENGLISH if language == "en" else "המגדלור באי הודלק"
    assert language_of(text, declared) == language


def test_a_declaration_that_the_letters_belie_is_not_believed() -> None:
    assert language_of(RUSSIAN, "en-US") == "ru"


def test_a_language_of_the_same_letters_is_believed() -> None:
    assert language_of(RUSSIAN, "bg") == "bg"
    assert language_of("これは漢字です", "ja") == "ja"


def test_too_few_words_tell_no_language() -> None:
    assert language_of("OK 12") == ""


@given(st.text(st.characters() | st.sampled_from("abé ü1.’_\n"), max_size=80), st.sampled_from((1, 30)))
def test_words_with_other_letters_are_told_apart_as_a_pattern_would(text: str, times: int) -> None:
    assert language._words_beyond_ascii(text * times) == language._WORD.findall(text * times)
