"""Words that turn the sense of others: on invented passages, what they bear out, contradict and leave open.

A file beside this one for each module, and for wishes and names, with what the page bears out (yes), contradicts (no)
and leaves open (open), although the words are much the same.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import refcheck
from refcheck.model import Verdict

FILES = sorted(Path(__file__).parent.glob("*.toml"))
PASSAGES = [(p.stem, passage) for p in FILES for passage in tomllib.loads(p.read_text(encoding="utf-8"))["passage"]]


def cases(side: str) -> list[object]:
    return [pytest.param(s, p["text"], id=f"{name}, {p['kind']}: {s}") for name, p in PASSAGES for s in p[side]]


def verdict(statement: str, page: str) -> Verdict:
    return refcheck.check(statement, [page], judge="rules").verdict


@pytest.mark.parametrize(("statement", "page"), cases("yes"))
def test_what_the_page_says_is_supported(statement: str, page: str) -> None:
    assert verdict(statement, page) is Verdict.SUPPORTED


@pytest.mark.parametrize(("statement", "page"), cases("no"))
def test_what_the_page_denies_is_refuted(statement: str, page: str) -> None:
    assert verdict(statement, page) is Verdict.REFUTED


@pytest.mark.parametrize(("statement", "page"), cases("open"))
def test_what_only_sounds_alike_is_left_open(statement: str, page: str) -> None:
    assert verdict(statement, page) is Verdict.NOT_ENOUGH
