"""Rows of info boxes: what they bear out, contradict and leave open, in the words of a writer."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import refcheck
from refcheck.model import Document, Verdict
from tests.judging.pages import page

BOXES = tomllib.loads(Path(__file__).with_name("boxes.toml").read_text(encoding="utf-8"))["box"]
BY_TITLE = {box["title"]: box for box in BOXES}
FORMS = ("table", "captioned table", "list")


def cases(side: str) -> list[object]:
    return [pytest.param(s, box["title"], id=f"{box['title']}: {s}") for box in BOXES for s in box[side]]


def document(title: str, form: str = "captioned table") -> Document:
    box = BY_TITLE[title]
    if form == "list":
        rows = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in box["rows"])
        return page(f"<dl>{rows}</dl><p>{box['text']}</p>", title)
    rows = "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in box["rows"])
    head = f"<tr><th colspan='2'>{title}</th></tr>" if form == "captioned table" else ""
    return page(f"<table>{head}{rows}</table><p>{box['text']}</p>", title)


def verdict(statement: str, document: Document) -> Verdict:
    return refcheck.check(statement, [document], judge="rules").verdict


@pytest.mark.parametrize(("statement", "title"), cases("yes"))
def test_what_a_row_says_is_supported(statement: str, title: str) -> None:
    assert verdict(statement, document(title)) is Verdict.SUPPORTED


@pytest.mark.parametrize(("statement", "title"), cases("no"))
def test_what_a_row_says_otherwise_is_refuted(statement: str, title: str) -> None:
    assert verdict(statement, document(title)) is Verdict.REFUTED


@pytest.mark.parametrize(("statement", "title"), cases("open"))
def test_what_no_row_says_is_left_open(statement: str, title: str) -> None:
    assert verdict(statement, document(title)) is Verdict.NOT_ENOUGH


@pytest.mark.parametrize("form", FORMS)
def test_all_forms_of_a_box_are_read_alike(form: str) -> None:
    town = document("Varnholm", form)
    assert verdict("Varnholm lies 340 metres above sea level.", town) is Verdict.SUPPORTED
    assert verdict("Varnholm lies 430 metres above sea level.", town) is Verdict.REFUTED


def test_the_quote_is_the_row_itself() -> None:
    judged = refcheck.check("Varnholm lies 340 metres above sea level.", [document("Varnholm")], judge="rules")
    assert judged.evidence[0].text == "Elevation\t340 m"


PARTED = """<table><tr><th colspan="2">Area</th></tr><tr><th>• Total</th><td>112 km<sup>2</sup></td></tr>
<tr><th>• Land</th><td>100 km<sup>2</sup></td></tr><tr><th>Elevation</th><td>340 m</td></tr>
<tr><th colspan="2">Population (2021)</th></tr><tr><th>• Total</th><td>48,210</td></tr>
<tr><th>Source</th><td>Lake Hedin</td></tr><tr><th>• Elevation</th><td>812 m</td></tr></table>"""


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("Varnholm has an area of 112 square kilometres.", Verdict.SUPPORTED),
        ("Varnholm lies 340 metres above sea level.", Verdict.SUPPORTED),
        ("Varnholm had 48,210 inhabitants in 2021.", Verdict.SUPPORTED),
        ("Varnholm had 58,210 inhabitants in 2021.", Verdict.REFUTED),
        ("Varnholm lies 812 metres above sea level.", Verdict.REFUTED),
    ],
)
def test_what_stands_over_rows_parts_a_box_and_is_not_its_subject(statement: str, expected: Verdict) -> None:
    assert verdict(statement, page(PARTED, "Varnholm")) is expected


def test_a_box_about_something_else_says_nothing_of_the_page_s_subject() -> None:
    other = page("<table><tr><th colspan='2'>Mount Glit</th></tr><tr><th>Elevation</th><td>340 m</td></tr></table>")
    assert verdict("Lake Notes lies 340 metres above sea level.", other) is Verdict.NOT_ENOUGH
    assert verdict("Mount Glit lies 340 metres above sea level.", other) is Verdict.SUPPORTED
