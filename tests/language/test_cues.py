"""A pattern with cues finds what it finds without them."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from refcheck.language.cues import Cued

MODULES = ("alignment", "cautions", "propositions")
PATTERNS = {
    f"{module}.{name}": value
    for module in MODULES
    for name, value in sorted(vars(import_module(f"refcheck.judging.{module}")).items())
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
