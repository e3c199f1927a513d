"""A pattern with cues finds what it finds without them, and none is compiled before it is looked for."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import refcheck.judging
from refcheck.language.cues import Cued, Late

MODULES = [module.name for module in walk_packages(refcheck.judging.__path__, "refcheck.judging.")]
PATTERNS = {
    f"{module}.{name}": value
    for module in MODULES
    for name, value in sorted(vars(import_module(module)).items())
    if isinstance(value, Cued)
}


@pytest.mark.parametrize("name", PATTERNS)
@settings(suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_match_is_without_a_cue(name: str, data: st.DataObject) -> None:
    cued = PATTERNS[name]
    text = data.draw(st.from_regex(re.compile(cued.pattern, re.IGNORECASE)))
    assert cued.may_match(text)


@given(text=st.text(st.sampled_from("buByt NOT.,é’'_1")))
def test_a_cue_changes_nothing(text: str) -> None:
    pattern = r"\bbut\b|n['’]t\b|\bby\w*"
    cued = Cued(pattern, "but t", "by")
    expected = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
    assert [match.span() for match in cued.finditer(text)] == expected
    found = cued.search(text)
    assert (found.span() if found else None) == next(iter(expected), None)


def test_signs_that_stand_for_letters_of_other_cases_are_cues_too() -> None:
    assert Cued(r"\bsince\b", "since").search("ſınce") is not None


def test_a_late_pattern_is_compiled_when_it_is_first_looked_for() -> None:
    late = Late(r"b(u)t(")  # which would raise
    with pytest.raises(re.error):
        late.search("but")


@pytest.mark.parametrize("text", ["But not", "not but", ""])
def test_a_late_pattern_finds_what_it_finds_compiled(text: str) -> None:
    late, pattern = Late(r"\bbut\b"), re.compile(r"\bbut\b", re.IGNORECASE)
    spans = [
        [m.span() if m else None for m in (p.search(text), p.search(text, 1), p.search(text, 0, 2), p.match(text))]
        for p in (late, pattern)
    ]
    assert spans[0] == spans[1]
    assert [m.span() for m in late.finditer(text)] == [m.span() for m in pattern.finditer(text)]
