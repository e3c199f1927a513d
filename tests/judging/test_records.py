"""What is told without a verb: works with their years, rows of info boxes and tables of fees."""

from __future__ import annotations

import pytest

import refcheck
from refcheck.model import Document, Verdict

from .pages import items, page, table, text


def verdict(statement: str, document: Document) -> Verdict:
    return refcheck.check(statement, [document], judge="rules").verdict


def box(*rows: str) -> str:
    """Rows of a label and its value, parted by a bar."""
    cells = (row.split(" | ") for row in rows)
    return f"<table>{''.join(f'<tr><th>{a}</th><td>{b}</td></tr>' for a, b in cells)}</table>"


WORKS = page(
    "<h2>Works</h2>" + items("<i>The Salt Road</i> (Harrow &amp; Finch, 2011)", "<i>Pale Rivers</i>. Edda Press, 2016"),
    title="Lena Orr",
)
TOWN = page(box("Mayor | Ilse Krantz (Greens)", "Area | 112 km2", "Twin town | Savigny"), title="Lindau")
FILM = page(box("Directed by | Vera Aalto", "Running time | 118 minutes", "Music by | Tuomo Ranta"), title="Orskala")
FEES = page(
    table("Membership | Fee per year", "Adults | 310 euros", "Children under 12 | free"), title="Rowing club Alster"
)


@pytest.mark.parametrize(
    ("statement", "document"),
    [
        ("The Salt Road was published in 2011.", WORKS),
        ("Pale Rivers came out in 2016.", WORKS),
        ("Ilse Krantz is the mayor of Lindau.", TOWN),
        ("Lindau covers 112 square kilometres.", TOWN),
        ("Vera Aalto directed Orskala.", FILM),
        ("Orskala runs for 118 minutes.", FILM),
        ("Adults pay 310 euros a year.", FEES),
        ("Children under 12 pay nothing.", FEES),
    ],
)
def test_what_a_row_or_an_entry_says_is_supported(statement: str, document: Document) -> None:
    assert verdict(statement, document) is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "document"),
    [
        ("The Salt Road was published in 2012.", WORKS),
        ("The Salt Road was published by Edda Press.", WORKS),
        ("Pale Rivers was published in 2019.", WORKS),
        ("Otto Brandt is the mayor of Lindau.", TOWN),
        ("Lindau covers 211 square kilometres.", TOWN),
        ("Olli Kuusi directed Orskala.", FILM),
        ("Orskala runs for 181 minutes.", FILM),
        ("Adults pay 150 euros a year.", FEES),
        ("Adults pay 310 euros a month.", FEES),
    ],
)
def test_what_a_row_or_an_entry_has_otherwise_is_refuted(statement: str, document: Document) -> None:
    assert verdict(statement, document) is Verdict.REFUTED


@pytest.mark.parametrize(
    ("statement", "document"),
    [
        ("The Salt Road was translated in 2011.", WORKS),
        ("The Salt Road was filmed in 2012.", WORKS),
        ("Otto Brandt was the mayor of Lindau.", TOWN),
        ("Ilse Krantz is the mayor of Savigny.", TOWN),
        ("Otto Brandt is a citizen of Lindau.", TOWN),
        ("Vera Aalto wrote Orskala.", FILM),
        ("Tuomo Ranta directed the music.", FILM),
        ("Children under 16 pay nothing.", FEES),
    ],
)
def test_what_a_row_or_an_entry_does_not_say_is_left_open(statement: str, document: Document) -> None:
    assert verdict(statement, document) is Verdict.NOT_ENOUGH


def test_lines_of_labels_in_a_plain_text_are_rows() -> None:
    told = text("Orskala\n\nDirected by: Vera Aalto\nRunning time: 118 minutes\nCountry: Finland")

    assert verdict("Orskala runs for 118 minutes.", told) is Verdict.SUPPORTED
    assert verdict("Orskala runs for 181 minutes.", told) is Verdict.REFUTED


def test_lines_of_speakers_in_a_plain_text_are_no_rows() -> None:
    told = text("On the bridge\n\nHolt: The bridge opened in 1979.\nBraun: No, in 1981.")

    assert not any(passage.cells for passage in told.passages)
