"""Evidence found again by its words and surroundings, and never taken for intact when it says another thing."""

from __future__ import annotations

import html
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refcheck.drifting import Finder, Sighting, Standing
from refcheck.drifting.wording import Edit, marked
from refcheck.model import Document, Evidence, Page, Passage, Provenance, Source, Stance
from refcheck.reading import read

SOURCE = Source("lake", "https://lake.example/")
FIRST = "<p>The lake lies between three hills. Its water is cold for most of the year.</p>"
LAST = "<p>Ferries cross twice a day. The last one leaves at nine.</p>"
ACT = "<p>The Lake Act became law in 1979. It has not been changed since.</p>"


def document(body: str, title: str = "Lake notes") -> Document:
    head = f'<!doctype html><html lang="en"><head><title>{title}</title></head>'
    page = f"{head}<body><main><h1>{title}</h1>{body}</main></body></html>"
    when = datetime(2025, 5, 1, tzinfo=UTC)
    found = read(Page(SOURCE, SOURCE.url, 200, "text/html", page.encode(), when, Provenance.LIVE, "utf-8"))
    assert isinstance(found, Document), found
    return found


def evidence(on: Document, words: str, nth: int = 0) -> Evidence:
    """The evidence that the nth place with these words is."""
    at = -1
    for _ in range(nth + 1):
        at = on.text.index(words, at + 1)
    holder = next(passage for passage in on.passages if passage.start <= at < passage.end)
    passage = Passage(at, at + len(words), holder.kind, holder.heading, holder.cells, holder.group)
    return Evidence(SOURCE, passage, words, Stance.SUPPORTS, 0.9)


def seen(old: str, new: str, words: str, nth: int = 0) -> Sighting:
    recorded, now = document(old), document(new)
    found = Finder(recorded, now).find(evidence(recorded, words, nth))
    assert found
    return found


def test_words_are_intact_where_others_are_put_before_and_after_them() -> None:
    extra = "<p>Herons nest on the island.</p>"

    found = seen(
        FIRST + ACT + LAST,
        extra + FIRST + extra.replace("H", "Grey h") + ACT + extra * 2 + LAST,
        "The Lake Act became law in 1979.",
    )

    assert (found.standing, found.text) == (Standing.INTACT, "The Lake Act became law in 1979.")


def test_quotation_marks_dashes_and_spaces_may_be_written_another_way() -> None:
    found = seen(
        "<p>He called it “a gift” – no less.</p>" + LAST,
        "<p>He called it  'a gift' — no less.</p>" + LAST,
        "He called it “a gift” – no less.",
    )

    assert found.standing is Standing.INTACT


def test_words_under_another_heading_have_moved_and_it_says_what_stands_around_them_now() -> None:
    old = "<h2>Law</h2>" + ACT + "<h2>Boats</h2>" + LAST
    new = "<h2>Law</h2><p>Rules are made by the council.</p><h2>Boats</h2>" + LAST + ACT

    found = seen(old, new, "The Lake Act became law in 1979.")

    assert (found.standing, found.heading) == (Standing.MOVED, "Lake notes > Boats")
    assert (found.before, found.after) == ("The last one leaves at nine.", "It has not been changed since.")
    assert found.link.startswith("https://lake.example/#:~:text=")


def test_words_whose_heading_says_something_else_now_have_moved() -> None:
    found = seen("<h2>In force</h2>" + ACT, "<h2>Repealed</h2>" + ACT, "The Lake Act became law in 1979.")

    assert (found.standing, found.heading) == (Standing.MOVED, "Lake notes > Repealed")


def test_a_new_title_of_the_page_moves_nothing() -> None:
    recorded, now = document("<h2>Law</h2>" + ACT), document("<h2>Law</h2>" + ACT, title="Notes on the lake")

    found = Finder(recorded, now).find(evidence(recorded, "The Lake Act became law in 1979."))

    assert found
    assert (found.standing, found.heading) == (Standing.INTACT, "Notes on the lake > Law")


@pytest.mark.parametrize(
    ("words", "now", "diff"),
    [
        ("became law in 1979", "became law in 1981", "[-1979-]{+1981+}"),
        ("became law", "never became law", "{+never+}"),
        ("The Lake Act", "The River Act", "[-Lake-]{+River+}"),
        (
            "The Lake Act became law in 1979.",
            "It is untrue that the Lake Act became law in 1979.",
            "{+It is untrue that the+}",
        ),
        ("in 1979.", "in 1979, but lapsed in 1990.", "but lapsed in 1990"),
        ("became law", "may become law", "{+may become+}"),
        ("in 1979", "in -1979", "{+-+}"),
    ],
)
def test_words_of_which_one_that_matters_changed_are_reworded(words: str, now: str, diff: str) -> None:
    found = seen(FIRST + ACT + LAST, FIRST + ACT.replace(words, now) + LAST, "The Lake Act became law in 1979.")

    assert found.standing is Standing.REWORDED
    assert diff in marked(found.diff)


@pytest.mark.parametrize(
    "now", ["The Lake Act became law, in 1979.", "Lake Act became law in 1979.", "The lake act became law in 1979."]
)
def test_punctuation_articles_and_upper_case_are_retouched(now: str) -> None:
    found = seen(
        FIRST + ACT + LAST,
        FIRST + ACT.replace("The Lake Act became law in 1979.", now) + LAST,
        "The Lake Act became law in 1979.",
    )

    assert found.standing is Standing.RETOUCHED
    assert found.diff


def test_an_article_that_changes_the_meaning_is_no_retouch() -> None:
    found = seen(
        "<p>Few members signed it.</p>" + LAST, "<p>A few members signed it.</p>" + LAST, "Few members signed it."
    )

    assert found.standing is Standing.REWORDED


def test_a_raised_figure_is_another_number() -> None:
    found = seen(
        "<p>The lake holds 102 fish.</p>" + LAST, "<p>The lake holds 10² fish.</p>" + LAST, "The lake holds 102 fish."
    )

    assert found.standing is Standing.REWORDED


def test_what_stands_in_the_place_of_words_that_are_gone_is_told() -> None:
    now = "<p>Swimmers are asked to stay near the shore.</p>"

    found = seen(FIRST + ACT + LAST, FIRST + now + LAST, "The Lake Act became law in 1979.")

    assert (found.standing, found.text, found.in_view) == (Standing.GONE, "", True)
    assert found.instead == "Swimmers are asked to stay near the shore."


def test_words_that_are_gone_with_all_around_them_have_nothing_in_their_place() -> None:
    found = seen(
        FIRST + ACT + LAST,
        "<p>This server has a new owner, who sells tents and boots.</p>",
        "The Lake Act became law in 1979.",
    )

    assert (found.standing, found.instead, found.in_view) == (Standing.GONE, "", False)


def test_of_a_repeated_sentence_the_one_with_the_same_surroundings_is_meant() -> None:
    said = "<p>It was repealed in 1990.</p>"
    old = "<h2>Lake Act</h2>" + FIRST + said + "<h2>River Act</h2>" + LAST + said
    new = old.replace("<h2>River Act</h2>" + LAST + said, "<h2>River Act</h2>" + LAST + said.replace("1990", "1991"))

    assert seen(old, new, "It was repealed in 1990.", 0).standing is Standing.INTACT
    other = seen(old, new, "It was repealed in 1990.", 1)
    assert (other.standing, other.text) == (Standing.REWORDED, "It was repealed in 1991.")


def test_repeated_sentences_whose_sections_change_places_keep_their_own_section() -> None:
    said = "<p>It was repealed in 1990.</p>"
    lake, river = "<h2>Lake Act</h2>" + FIRST + said, "<h2>River Act</h2>" + LAST + said

    for nth, heading in enumerate(["Lake notes > Lake Act", "Lake notes > River Act"]):
        found = seen(lake + river, river + lake, "It was repealed in 1990.", nth)
        assert found.standing in {Standing.INTACT, Standing.MOVED}
        assert found.heading == heading


ROWS = {"Finland": "2023", "Sweden": "2024", "Poland": "1999"}


def table(rows: dict[str, str], joined: str = "Joined", lead: str = "The members are:") -> str:
    cells = "".join(f"<tr><td>{name}</td><td>{year}</td></tr>" for name, year in rows.items())
    return f"<h2>Members</h2><p>{lead}</p><table><tr><th>Country</th><th>{joined}</th></tr>{cells}</table>"


def test_a_table_row_is_found_again_and_another_value_in_it_is_told() -> None:
    more = {"Albania": "2009", **ROWS}

    assert seen(table(ROWS), table(more), "Sweden\t2024").standing is Standing.INTACT
    found = seen(table(ROWS), table({**ROWS, "Sweden": "2025"}), "Sweden\t2024")
    assert (found.standing, marked(found.diff)) == (Standing.REWORDED, "Sweden [-2024-]{+2025+}")


def test_a_row_that_is_taken_out_is_not_taken_for_the_next_one() -> None:
    found = seen(table(ROWS), table({"Finland": "2023", "Poland": "1999"}), "Sweden\t2024")

    assert (found.standing, found.instead, found.in_view) == (Standing.GONE, "", True)


def test_a_row_under_another_header_is_reworded() -> None:
    found = seen(table(ROWS), table(ROWS, joined="Left"), "Sweden\t2024")

    assert found.standing is Standing.REWORDED
    assert "[-Joined-]{+Left+}" in marked(found.diff)


def listed(*years: tuple[str, list[str]]) -> str:
    return "".join(f"<h2>{year}</h2><ul>{''.join(f'<li>{name}</li>' for name in names)}</ul>" for year, names in years)


def test_an_item_under_another_heading_says_something_else() -> None:
    old = listed(("1999", ["Hungary", "Poland"]), ("2004", ["Latvia", "Slovenia"]))
    new = listed(("1999", ["Hungary"]), ("2004", ["Latvia", "Poland", "Slovenia"]))

    found = seen(old, new, "Poland")

    assert (found.standing, found.heading) == (Standing.REWORDED, "Lake notes > 2004")
    assert "[-1999-]{+2004+}" in marked(found.diff)


def test_a_whole_list_is_compared_with_the_whole_list_and_a_new_member_is_seen() -> None:
    names = ["Albania", "Belgium", "Canada", "Denmark"]
    old = listed(("Members", names), ("Guests", ["Peru"]))

    assert seen(old, listed(("Members", names), ("Guests", ["Chile"])), "\n".join(names)).standing is Standing.INTACT
    found = seen(old, listed(("Members", [*names, "Ukraine"]), ("Guests", ["Peru"])), "\n".join(names))
    assert (found.standing, marked(found.diff)) == (Standing.REWORDED, "Albania; Belgium; Canada; Denmark{+; Ukraine+}")
    fewer = seen(old, listed(("Members", names[1:]), ("Guests", ["Peru"])), "\n".join(names))
    assert (fewer.standing, marked(fewer.diff)) == (Standing.REWORDED, "[-Albania;-] Belgium; Canada; Denmark")


def test_a_caption_is_found_again() -> None:
    words = "Captain Kristin Wolfe flies over the lake in May."
    figure = f"<figure><img src='a.png' alt=''><figcaption>{words}</figcaption></figure>"

    assert seen(FIRST + figure + LAST, figure + FIRST + LAST, words).standing in {Standing.INTACT, Standing.MOVED}
    assert seen(FIRST + figure, FIRST + figure.replace("Captain", "Major"), words).standing is Standing.REWORDED


def test_other_clutter_changes_nothing() -> None:
    nav = "<nav><a href='/'>Home</a> <a href='/b'>Shop</a></nav>"

    found = seen(
        nav + FIRST + ACT + LAST,
        "<nav><a href='/c'>News</a></nav>" + FIRST + ACT + LAST + "<footer>© 2026</footer>",
        "The Lake Act became law in 1979.",
    )

    assert found.standing is Standing.INTACT


WORDS = st.sampled_from(["heron", "lake", "stone", "river", "boat", "council", "tower", "winter", "bridge", "market"])
SENTENCES = st.lists(
    st.lists(WORDS, min_size=4, max_size=9).map(lambda words: f"The {' '.join(words)} stands."),
    min_size=3,
    max_size=10,
    unique=True,
)
FACT = "Seven members of the Harbour League did not sign the treaty of 1979."


def body(sentences: list[str]) -> str:
    return "".join(f"<p>{html.escape(sentence)}</p>" for sentence in sentences)


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES, st.randoms(use_true_random=False))
def test_shuffled_and_inserted_paragraphs_lose_nothing(old: list[str], more: list[str], chance: object) -> None:
    now = [*old, *more, FACT]
    chance.shuffle(now)  # type: ignore[attr-defined]

    found = seen(body([*old[:2], FACT, *old[2:]]), body(now), FACT)

    assert found.standing in {Standing.INTACT, Standing.MOVED}
    assert found.text == FACT


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES, st.integers(0, 3))
def test_inserted_paragraphs_leave_it_intact(old: list[str], more: list[str], at: int) -> None:
    fresh = [sentence for sentence in more if sentence not in old]
    before, after = old[:2], old[2:]

    found = seen(body([*before, FACT, *after]), body([*before, *fresh[:at], FACT, *fresh[at:], *after]), FACT)

    assert (found.standing, found.text) == (Standing.INTACT, FACT)


@settings(max_examples=80, deadline=None)
@given(
    SENTENCES,
    st.sampled_from(
        [("Seven", "Eight"), ("did not sign", "did sign"), ("1979", "1978"), ("Harbour", "River"), ("League", "Union")]
    ),
    st.randoms(use_true_random=False),
)
def test_what_says_something_else_is_never_intact(old: list[str], change: tuple[str, str], chance: object) -> None:
    now = [*old, FACT.replace(*change)]
    chance.shuffle(now)  # type: ignore[attr-defined]

    found = seen(body([*old[:2], FACT, *old[2:]]), body(now), FACT)

    assert found.standing is Standing.REWORDED
    changed = {piece.text for piece in found.diff if piece.edit is not Edit.SAME}
    assert changed & set(change[0].split()) or changed & set(change[1].split())


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_pages_can_be_compared(old: str, new: str) -> None:
    recorded, now = document(FIRST + f"<p>{html.escape(old)}</p>"), document(f"<p>{html.escape(new)}</p>" + FIRST)
    finder = Finder(recorded, now)

    for passage in recorded.passages:
        words = recorded.quote(passage)
        found = finder.find(Evidence(SOURCE, passage, words, Stance.SUPPORTS, 0.9))
        assert found is None or found.standing in Standing


def test_evidence_without_words_is_not_looked_for() -> None:
    page = document(FIRST)

    assert Finder(page, page).find(Evidence(SOURCE, Passage(0, 0), "", Stance.NEUTRAL, 0.0)) is None


@pytest.mark.slow
def test_a_page_of_a_megabyte_is_searched_in_seconds_even_where_all_of_it_is_new() -> None:
    said = (
        "In {0} the council of town {1} met {2} times at bridge {1}, and the mayor spoke to all who had come by boat."
    )

    def page(year: int) -> Document:
        return document(body([said.format(year, n, n * 7 % 100) for n in range(9000)]))

    old, new = page(1979), page(1980)
    assert len(old.text) > 900_000
    began = time.process_time()
    found = Finder(old, new).find(evidence(old, old.quote(old.passages[4000])))

    assert time.process_time() - began < 10
    assert found
    assert found.standing is Standing.REWORDED
