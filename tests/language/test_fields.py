"""What a label and its value say, in sentences."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.language.fields import is_heading, is_whole, kind_of, told

FILE = tomllib.loads((files("refcheck.language") / "data" / "fields.toml").read_text(encoding="utf-8"))
GAPS = {"s", "v", "label", "number", "on", "place", "age", "year", "married"}


@pytest.mark.parametrize(
    ("label", "value", "sentences"),
    [
        ("Elevation", "340 m (1,115 ft)", ("Varnholm lies 340 m above sea level.",)),
        ("Founded", "3 May 1642", ("Varnholm was founded on 3 May 1642.",)),
        ("Founded", "1911; 115 years ago", ("Varnholm was founded in 1911.",)),
        ("Founded", "1911, Bergen", ("Varnholm was founded in 1911.", "Varnholm was founded in Bergen.")),
        (
            "Died",
            "3 March 1961 (aged 76), Oslo",
            (
                "Varnholm died on 3 March 1961.",
                "Varnholm died in Oslo.",
                "Varnholm died at the age of 76.",
            ),
        ),
        ("Number of employees", "11,400 (2023)", ("Varnholm has 11,400 employees in 2023.",)),
        ("Population (2022 census)", "48,210", ("The population of Varnholm was 48,210 in 2022.",)),
        ("Restored by", "Ann Lee", ("Varnholm was restored by Ann Lee.",)),
        ("Key people", "Siri Holm (CEO) Jan Dahl (chair)", ("Siri Holm is the CEO of Varnholm.",)),
        ("Length", "not known", ()),
        ("Discharge", "140", ()),
        ("Motto", "x" * 161, ()),
    ],
)
def test_a_label_says_what_its_value_is_of(label: str, value: str, sentences: tuple[str, ...]) -> None:
    assert told("Varnholm", label, value)[: len(sentences)] == sentences
    assert bool(told("Varnholm", label, value)) == bool(sentences)


def test_what_the_subject_is_called_stands_before_its_name() -> None:
    assert told("Orsk", "Length", "9 km", "river")[0] == "The river Orsk is 9 km long."
    assert told("Bridge of Orsk", "Length", "9 km", "bridge")[0] == "Bridge of Orsk is 9 km long."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Orsk is a river in the north.", "river"),
        ("Orsk (formerly Ork) is one of the suspension bridges of the town.", "suspension bridges"),
        ("Orsk was a Danish physicist, who taught.", "Danish physicist"),
        ("The river flows into Orsk.", ""),
        ("Nobody knows it.", ""),
    ],
)
def test_the_first_paragraph_tells_what_it_is(text: str, kind: str) -> None:
    assert kind_of("Orsk", text) == kind


def test_headings_of_a_box_are_told_from_names() -> None:
    assert is_heading("Technical data")
    assert is_heading("Population")
    assert not is_heading("Mount Glit")
    assert is_whole("Total")


@pytest.mark.parametrize("field", FILE["field"], ids=lambda field: field["labels"][0])
def test_every_entry_can_be_used(field: dict[str, list[str]]) -> None:
    assert all(label == label.lower() == re.sub(r"[(\[].*", "", label).strip() for label in field["labels"])
    for sentence in field["says"]:
        assert set(re.findall(r"\{(\w+)\??\}", sentence)) <= GAPS
        assert "{s}" in sentence
        assert sentence.endswith(".")


@given(st.text(max_size=40), st.sampled_from([f["labels"][0] for f in FILE["field"]]) | st.text(max_size=80), st.text())
def test_any_row_gives_sentences_without_gaps(subject: str, label: str, value: str) -> None:
    for sentence in told(subject, label, value):
        assert subject in sentence or subject[:1].upper() + subject[1:] in sentence
        assert len(sentence) < 400 + len(subject)
        assert sentence[-1] == "."
