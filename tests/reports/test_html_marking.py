"""Claims marked in the article: whatever lies over what, every word stays and every claim has all of its words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from refcheck.article import paragraphs
from refcheck.reports.html.marking import Piece, Span, blocks, spans_of

TEXT = "The old bridge is open and free. Nobody pays.\n\nShips go under it."


def pieces_of(text: str, quotes: dict[str, str]) -> list[Piece]:
    return [piece for block in blocks(text, spans_of(text, quotes)) for piece in block.pieces]


def shown(pieces: list[Piece]) -> list[tuple[str, str, str]]:
    """Each piece with the claims that cover it and those that end with it, as letters."""
    return [(p.text, "".join(span.claim for span in p.spans), "".join(p.ending)) for p in pieces]


def test_a_claim_within_another_is_marked_within_it() -> None:
    pieces = pieces_of("The old bridge is open.", {"a": "old bridge is open", "b": "bridge"})

    assert shown(pieces) == [
        ("The ", "", ""),
        ("old ", "a", ""),
        ("bridge", "ab", "b"),
        (" is open", "a", "a"),
        (".", "", ""),
    ]


def test_claims_that_overlap_share_the_words_between_them() -> None:
    pieces = pieces_of("The old bridge is open.", {"a": "old bridge", "b": "bridge is open"})

    assert shown(pieces)[1:4] == [("old ", "a", ""), ("bridge", "ba", "a"), (" is open", "b", "b")]


def test_two_claims_on_the_same_words_both_have_them() -> None:
    pieces = pieces_of("The bridge.", {"b": "bridge", "a": "bridge"})

    assert shown(pieces)[1] == ("bridge", "ab", "ab")


def test_a_claim_across_paragraphs_is_marked_in_both_and_ends_once() -> None:
    found = blocks(TEXT, spans_of(TEXT, {"a": "Nobody pays. Ships go"}))

    marked = [[piece.text for piece in block.pieces if piece.spans] for block in found]
    assert marked == [["Nobody pays."], ["Ships go"]]
    assert [piece.ending for block in found for piece in block.pieces if piece.ending] == [("a",)]


def test_sentences_without_a_claim_are_told_from_those_with_one() -> None:
    pieces = pieces_of(TEXT, {"a": "bridge is open"})

    assert [piece.text for piece in pieces if not piece.covered] == ["Nobody pays.", "Ships go under it."]


def test_a_claim_that_was_not_part_of_the_run_covers_its_sentence_unmarked() -> None:
    (block, _) = blocks(TEXT, (), spans_of(TEXT, {"a": "Nobody"}))

    assert not any(piece.spans for piece in block.pieces)
    assert [piece.text for piece in block.pieces if not piece.covered] == ["The old bridge is open and free."]


def test_a_quote_that_the_article_lacks_has_no_place() -> None:
    assert spans_of(TEXT, {"a": "a new bridge", "b": "Ships"}) == (Span("b", 47, 52),)


def test_claims_over_each_other_have_lanes_of_their_own_and_the_next_has_the_first_again() -> None:
    spans = spans_of(TEXT, {"a": "old bridge is open", "b": "bridge", "c": "bridge is", "d": "Nobody"})

    assert {span.claim: span.lane for span in spans} == {"a": 0, "c": 1, "b": 2, "d": 0}


def test_a_short_line_without_a_full_stop_is_a_heading() -> None:
    found = blocks("On bridges\n\nThe old bridge is open.\n\nNobody pays,\nand it is free\n", ())

    assert [block.heading for block in found] == [True, False, False]


def test_of_a_file_with_markup_only_what_it_calls_a_heading_is_one() -> None:
    found = blocks("Germany | 173 km\n\nIs it open?\n\nThe old bridge\n", (), (), [(18, 29)])
    assert [block.heading for block in found] == [False, True, False]


words = st.lists(st.sampled_from(["bridge", "open.", "Nobody", "\n\n", "pays"]), min_size=1, max_size=14)


@given(words=words, ends=st.lists(st.tuples(st.integers(0, 13), st.integers(1, 6)), max_size=5))
def test_no_word_is_lost_and_every_claim_has_all_of_its_words(words: list[str], ends: list[tuple[int, int]]) -> None:
    text = " ".join(words)
    quotes = {str(n): " ".join(words[start : start + length]) for n, (start, length) in enumerate(ends)}
    spans = spans_of(text, quotes)
    found = blocks(text, spans)

    whole = ["".join(piece.text for piece in block.pieces) for block in found]
    assert whole == [text[a:b] for a, b in paragraphs(text) if text[a:b].strip()]
    pieces = [piece for block in found for piece in block.pieces]
    for span in spans:
        covered = "".join(piece.text for piece in pieces if span in piece.spans)
        assert covered.split() == text[span.start : span.end].split()
        assert sum(span.claim in piece.ending for piece in pieces) == 1
    for one in spans:
        others = [span for span in spans if span != one and span.start < one.end and one.start < span.end]
        assert one.lane not in [span.lane for span in others]
