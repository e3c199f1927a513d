"""Membership: lists, tables and enumerations; what absence means; what a list can not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.judging.checks import asked_membership, run_check
from refcheck.judging.membership import enumerations
from refcheck.language.lexicon import lexicon
from refcheck.model import Document, Evidence, MembershipCheck

from .pages import items, page, table, text

NATO = "NATO member countries"
COUNTRIES = ("Albania", "Belgium", "Canada", "United Kingdom", "United States")
LIST = page(f"<h2>Member countries</h2>{items(*COUNTRIES)}", NATO)
TABLE = page(
    "<h2>Members</h2>" + table("Country | Accession", "Albania | 2009", "Belgium | 1949", "Canada | 1949"), NATO
)


def evidence(
    statement: str, document: Document, *names: str, among: str = NATO, present: bool | None = None
) -> tuple[Evidence, ...]:
    return run_check(MembershipCheck(among, names, present), statement, document, lexicon())


def stances(
    statement: str, document: Document, *names: str, among: str = NATO, present: bool | None = None
) -> set[str]:
    return {e.stance.value for e in evidence(statement, document, *names, among=among, present=present)}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("Albania is a member of NATO.", "supports"),
        ("Albania belongs to NATO.", "supports"),
        ("Albania is a NATO member.", "supports"),
        ("Albania is one of the members of NATO.", "supports"),
        ("Britain is a member of NATO.", "supports"),
        ("The U.S. belongs to NATO.", "supports"),
        ("Albania and Belgium are members of NATO.", "supports"),
        ("Albania is not a member of NATO.", "refutes"),
        ("Albania isn't a member of NATO.", "refutes"),
        ("Albania doesn’t belong to NATO.", "refutes"),
        ("Albania is no longer a member of NATO.", "refutes"),
        ("Albania never became a member of NATO.", "refutes"),
        ("Neither Albania nor Ukraine is a member of NATO.", "refutes"),
        ("Ukraine is a member of NATO.", "refutes"),
        ("Ukraine belongs to NATO.", "refutes"),
        ("Ukraine has been a member of NATO since 2004.", "refutes"),
        ("Albania and Ukraine are members of NATO.", "refutes"),
        ("Ukraine is not a member of NATO.", "supports"),
        ("Ukraine is not yet a member of NATO.", "supports"),
        ("Neither Ukraine nor Russia is a member of NATO.", "supports"),
        ("Ukraine is still not a member of NATO.", "supports"),
        ("Ukraine is still not a NATO member.", "supports"),
        ("Ukraine is currently not in NATO.", "supports"),
        ("Ukraine is not yet among the members of NATO.", "supports"),
        ("Albania is still not a NATO member.", "refutes"),
        ("Albania is now one of the members of NATO.", "supports"),
    ],
)
def test_a_closed_list_says_who_is_in_it_and_who_is_not(statement: str, expected: str) -> None:
    assert stances(statement, LIST) == {expected}


@pytest.mark.parametrize(
    "statement",
    [
        "Ukraine is no longer a member of NATO.",  # it may never have been one
        "Ukraine was a member of NATO.",
        "Ukraine became a member of NATO in 2004.",
        "Ukraine has never been a member of NATO.",
        "Ukraine has not been a member of NATO since 2014.",
        "Albania has been a member of NATO since 1949.",
        "Albania is a founding member of NATO.",
        "Albania is the newest member of NATO.",
        "Albania is a member of NATO and of the Commonwealth.",
    ],
)
def test_a_list_does_not_say_what_else_the_statement_says(statement: str) -> None:
    assert stances(statement, LIST) <= {"neutral"}


def test_an_entry_may_give_the_detail() -> None:
    assert stances("Albania has been a member of NATO since 2009.", TABLE) == {"supports"}
    assert stances("Albania has been a member of NATO since 1949.", TABLE) == {"neutral"}


@pytest.mark.parametrize(
    "body",
    [
        f"<h2>Members</h2>{items(*COUNTRIES)}",
        f"<h2>Members</h2>{items(*COUNTRIES, tag='ol')}",
        "<h2>Members</h2>" + table("Country | Since", *(f"{name} | 1949" for name in COUNTRIES)),
        "<h2>The treaty</h2><dl><dt>Members</dt><dd>Albania, Belgium, Canada and the United States</dd></dl>",
        "<p>MEMBERS: Albania, Belgium, Canada, the United Kingdom and the United States</p>",
    ],
    ids=["list", "numbered list", "table", "definition list", "line"],
)
def test_every_shape_of_a_list_is_read(body: str) -> None:
    document = page(body, NATO)
    assert stances("Canada is a member of NATO.", document) == {"supports"}
    assert stances("Ukraine is a member of NATO.", document) == {"refutes"}
    assert stances("Ukraine is not a member of NATO.", document) == {"supports"}


def test_an_enumeration_in_a_plain_text_is_a_list() -> None:
    document = text("NATO MEMBERS: Albania, Belgium, Canada and France\n\nThe treaty was signed in 1949.")
    assert stances("France is a member of NATO.", document) == {"supports"}
    assert stances("Ukraine is a member of NATO.", document) == {"refutes"}


def test_absence_from_a_list_that_is_not_whole_says_nothing() -> None:
    body = f"<h2>Members</h2><p>The members include:</p>{items('Albania', 'Belgium', 'Canada')}"
    document = page(body, NATO)
    assert stances("Canada is a member of NATO.", document) == {"supports"}
    (found,) = evidence("Ukraine is a member of NATO.", document)
    assert found.stance == "neutral"
    assert "not whole" in found.reason


def test_a_list_of_two_is_too_short_to_be_whole() -> None:
    assert stances("Ukraine is a member of NATO.", page(f"<h2>Members</h2>{items('Albania', 'Belgium')}", NATO)) == {
        "neutral"
    }


OTHERS = page(
    f"<h2>Members</h2>{items(*COUNTRIES)}"
    f"<h2>Candidate countries</h2>{items('Ukraine', 'Georgia', 'Moldova')}"
    f"<h2>Former members</h2>{items('Spain', 'Chile', 'Peru')}"
    f"<h2>Partner countries</h2>{items('Japan', 'Australia', 'Austria')}"
    f"<h2>Countries that are not members</h2>{items('Ireland', 'Malta', 'Cyprus')}",
    NATO,
)


@pytest.mark.parametrize("name", ["Ukraine", "Spain", "Japan", "Ireland"])
def test_candidates_partners_and_former_members_are_no_members(name: str) -> None:
    assert stances(f"{name} is a member of NATO.", OTHERS) == {"refutes"}
    assert stances(f"{name} is not a member of NATO.", OTHERS) == {"supports"}


def test_a_check_may_ask_for_the_candidates() -> None:
    among = "candidate countries of NATO"
    assert stances("Ukraine is a candidate for NATO.", OTHERS, "Ukraine", among=among) == {"supports"}
    assert stances("Canada is a candidate for NATO.", OTHERS, "Canada", among=among) == {"refutes"}


def test_current_members_are_members() -> None:
    document = page(f"<h2>Current members</h2>{items(*COUNTRIES)}", NATO)
    assert stances("Canada is a member of NATO.", document) == {"supports"}


def test_an_entry_with_a_reservation_is_not_taken_for_a_member() -> None:
    rows = ("Albania | member", "Belgium | member", "Canada | member", "Ukraine | candidate", "Ireland | not a member")
    document = page("<h2>Membership</h2>" + table("Country | Status", *rows), NATO)
    assert stances("Ukraine is a member of NATO.", document) == {"neutral"}
    assert stances("Ireland is a member of NATO.", document) == {"neutral"}
    assert stances("Canada is a member of NATO.", document) == {"supports"}


def test_a_region_may_be_in_the_list_by_its_parts() -> None:
    assert stances("Scotland is a member of NATO.", LIST) == {"neutral"}
    assert stances("Crimea is not a member of NATO.", LIST) == {"neutral"}


def test_a_country_is_not_found_in_the_longer_name_of_another() -> None:
    names = ("Equatorial Guinea", "South Sudan", "Papua New Guinea", "Nigeria", "West Virginia", "Kenya")
    document = page(f"<h2>Members</h2>{items(*names)}", "Members of the Union")
    for name in ("Guinea", "Sudan", "Niger", "Virginia"):
        found = stances(f"{name} is a member of the Union.", document, among="members of the Union")
        assert "supports" not in found, name


def test_a_list_of_something_else_says_nothing() -> None:
    assert evidence("Ukraine is a member of the Commonwealth.", LIST, among="Commonwealth members") == ()
    assert evidence("Canada is a member of the Commonwealth.", LIST, among="Commonwealth members") == ()
    ports = page(f"<h2>Ports</h2>{items('Antwerp', 'Durres', 'Halifax')}", "Ports of the Atlantic")
    assert evidence("Ukraine is a member of NATO.", ports) == ()


def test_a_list_of_another_kind_of_things_says_nothing_by_absence() -> None:
    document = page(f"<h2>Members</h2>{items('12 ships', '4 aircraft', '3 tanks')}", NATO)
    assert stances("Ukraine is a member of NATO.", document) == {"neutral"}


@pytest.mark.parametrize(
    ("statement", "names", "present"),
    [
        ("Ukraine is not a member of NATO.", ("Ukraine",), True),
        ("Albania is a member of NATO.", ("Albania",), False),
        ("Albania is a member of NATO.", ("Belgium",), True),
        ("Ukraine is not a member of NATO.", ("Russia",), False),
    ],
)
def test_a_check_that_contradicts_its_statement_decides_nothing(
    statement: str, names: tuple[str, ...], present: bool
) -> None:
    (found,) = evidence(statement, LIST, *names, present=present)
    assert (found.stance, found.score) == ("neutral", 0.0)
    assert "check" in found.reason


def test_a_check_that_leaves_a_name_out_can_not_bear_the_statement_out() -> None:
    assert stances("Russia and Ukraine are not members of NATO.", LIST, "Ukraine") == {"neutral"}
    assert stances("Russia and Albania are not members of NATO.", LIST, "Albania") == {"refutes"}


def test_of_a_checks_items_those_count_that_the_statement_names() -> None:
    """The parts of "Albania and Ukraine are members" are judged one by one, with the whole statement's check."""
    assert stances("Albania is a member of NATO.", LIST, "Albania", "Ukraine") == {"supports"}
    assert stances("Ukraine is a member of NATO.", LIST, "Albania", "Ukraine") == {"refutes"}


def test_the_words_shown_are_the_pages_own() -> None:
    (found,) = evidence("Canada is a member of NATO.", LIST)
    assert found.text == "Canada" == LIST.text[found.passage.start : found.passage.end]
    (absent,) = evidence("Ukraine is a member of NATO.", LIST)
    assert absent.text == LIST.text[absent.passage.start : absent.passage.end]
    assert [f.kind for f in absent.findings] == ["membership"]
    assert "5 entries" in absent.reason


@pytest.mark.parametrize(
    "statement",
    [
        "Ukraine wants to be a member of NATO.",
        "Members of NATO met in Madrid.",
        "The treaty was signed in 1949.",
        "Ukraine is a member.",
        "Ukraine is still not a member.",
        "Ukraine is legally not a NATO member.",
        "Ukraine is a member of no alliance.",
        "",
        ".",
    ],
)
def test_other_statements_ask_for_no_membership(statement: str) -> None:
    assert asked_membership(statement) is None


WORDS = st.sampled_from(
    [
        "Ukraine",
        "Albania",
        "NATO",
        "is",
        "not",
        "never",
        "a member of",
        "belongs to",
        "neither",
        "nor",
        "since 2004",
        ":",
    ]
)
STATEMENTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=10).map(" ".join))


@given(STATEMENTS, st.text(max_size=60))
def test_no_statement_and_no_text_make_it_fail(statement: str, words: str) -> None:
    for document in (LIST, text(f"Members: {words}, Albania\n\n{words}")):
        for found in evidence(statement, document):
            assert 0 <= found.passage.start <= found.passage.end <= len(document.text)
        for each in enumerations(document):
            assert all(document.quote(entry) for entry in each.entries)
