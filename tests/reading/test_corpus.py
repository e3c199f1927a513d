import pytest

from refcheck.model import Document, Passage, Unavailable
from refcheck.reading import read

from .corpus import FOLDER, Case, cases

CASES = cases()
GOOD = [case for case in CASES if not case.wrong and not case.unavailable]


def by_name(case: Case) -> str:
    return case.path.name


def document_of(case: Case) -> Document:
    read_as = read(case.page)
    assert isinstance(read_as, Document), read_as
    return read_as


def holding(document: Document, words: str) -> list[Passage]:
    holders = [passage for passage in document.passages if words in document.quote(passage)]
    assert holders, f"{words!r} is in no passage"
    return holders


def test_the_corpus_has_at_least_sixty_pages_and_a_sidecar_for_each() -> None:
    pages = {path.name for path in FOLDER.iterdir() if path.suffix != ".toml"}
    assert pages == {case.path.name for case in CASES}
    assert len(pages) >= 60


@pytest.mark.parametrize("case", GOOD, ids=by_name)
def test_what_a_reader_sees_is_in_the_passages(case: Case) -> None:
    document = document_of(case)
    passages = [document.quote(passage).replace("\n", " ").replace("\t", " ") for passage in document.passages]
    missing = [words for words in case.found if not any(words.replace("\t", " ") in text for text in passages)]
    assert missing == []
    texts = {document.quote(passage) for passage in document.passages}
    assert [words for words in case.exact if words not in texts] == []


@pytest.mark.parametrize("case", GOOD, ids=by_name)
def test_clutter_and_hidden_text_are_in_no_passage(case: Case) -> None:
    text = document_of(case).text
    assert [words for words in case.absent if words in text] == []


@pytest.mark.parametrize("case", GOOD, ids=by_name)
def test_every_passage_knows_its_kind_its_heading_its_speaker_and_its_place(case: Case) -> None:
    document = document_of(case)
    for words, kind in case.kinds:
        assert kind in {passage.kind.value for passage in holding(document, words)}, words
    for words, heading in case.headings:
        assert heading in {passage.heading for passage in holding(document, words)}, words
    for words, speaker in case.speakers:
        assert speaker in {passage.speaker for passage in holding(document, words)}, words
    for words, page in case.places:
        assert page in {passage.page for passage in holding(document, words)}, words


@pytest.mark.parametrize("case", GOOD, ids=by_name)
def test_every_cell_knows_its_headers(case: Case) -> None:
    document = document_of(case)
    cells = {(document.text[c.start : c.end], c.header) for passage in document.passages for c in passage.cells}
    assert [pair for pair in case.cells if tuple(pair) not in cells] == []


@pytest.mark.parametrize("case", GOOD, ids=by_name)
def test_a_list_says_whether_it_is_whole(case: Case) -> None:
    groups = document_of(case).groups
    for words, closed in [(words, True) for words in case.closed] + [(words, False) for words in case.open]:
        labelled = [group for group in groups if words in group.label]
        assert labelled, f"no list is labelled {words!r}"
        assert all(group.closed is closed for group in labelled), labelled


@pytest.mark.parametrize("case", GOOD, ids=by_name)
def test_a_page_tells_its_title_site_author_dates_and_language(case: Case) -> None:
    document = document_of(case)
    for name in ("title", "site", "author", "language"):
        if getattr(case, name):
            assert getattr(document, name) == getattr(case, name)
    for name in ("published", "modified"):
        told = getattr(document, name)
        if getattr(case, name):
            assert told is not None
            assert told.value == getattr(case, name)
            assert told.where
    if case.undated:
        assert document.published is None
        assert document.modified is None


@pytest.mark.parametrize("case", GOOD, ids=by_name)
def test_offsets_are_places_in_the_text(case: Case) -> None:
    document = document_of(case)
    assert document.passages
    assert list(document.passages) == sorted(document.passages, key=lambda passage: (passage.start, passage.end))
    for passage in document.passages:
        assert 0 <= passage.start < passage.end <= len(document.text)
        assert document.quote(passage) == document.quote(passage).strip()
        assert passage.group is None or 0 <= passage.group < len(document.groups)
        for cell in passage.cells:
            assert 0 <= cell.start <= cell.end <= len(document.text)
    assert all(0 <= mark <= len(document.text) for mark in document.marks)


@pytest.mark.parametrize("case", [case for case in CASES if case.wrong or case.unavailable], ids=by_name)
def test_what_is_not_the_page_is_unavailable_and_says_why(case: Case) -> None:
    result = read(case.page)
    assert isinstance(result, Unavailable)
    assert result.reason.value == (case.unavailable or "wrong page")
    assert case.wrong in result.detail
    assert case.detail in result.detail
