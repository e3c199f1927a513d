"""Statements that differ from a page in one thing: what it bears out is supported, what it does not never is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import refcheck
from refcheck.model import Verdict

PASSAGES = tomllib.loads((Path(__file__).parent / "contrasts.toml").read_text(encoding="utf-8"))["passage"]


def cases(side: str) -> list[object]:
    return [pytest.param(s, p["text"], id=f"{p['kind']}: {s}") for p in PASSAGES for s in p[side]]


def verdict(statement: str, page: str) -> Verdict:
    return refcheck.check(statement, [page], judge="rules").verdict


@pytest.mark.parametrize(("statement", "page"), cases("yes"))
def test_what_the_page_bears_out_is_supported(statement: str, page: str) -> None:
    assert verdict(statement, page) is Verdict.SUPPORTED


@pytest.mark.parametrize(("statement", "page"), cases("no"))
def test_what_the_page_contradicts_is_refuted(statement: str, page: str) -> None:
    assert verdict(statement, page) is Verdict.REFUTED


@pytest.mark.parametrize(("statement", "page"), cases("open"))
def test_what_the_page_does_not_say_is_not_supported(statement: str, page: str) -> None:
    assert verdict(statement, page) is not Verdict.SUPPORTED
