"""Words that turn the sense of others: reasons, orders, denials within bounds, what is only meant, shares and sums."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import refcheck
from refcheck.model import Verdict

PASSAGES = tomllib.loads((Path(__file__).parent / "cautions.toml").read_text(encoding="utf-8"))["passage"]


def cases(side: str) -> list[object]:
    return [pytest.param(s, p["text"], id=f"{p['kind']}: {s}") for p in PASSAGES for s in p[side]]


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


def test_a_caution_says_what_stands_in_the_way() -> None:
    page = "The lifeboat did not leave until the fog had lifted."

    judgement = refcheck.check("The lifeboat never left.", [page], judge="rules")

    assert judgement.reason.endswith("the page denies it within bounds only: “not leave until”")
