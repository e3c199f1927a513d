"""Numbers that stand apart in their sentence, in brackets or of what is compared with, go with their own dates."""

from __future__ import annotations

import pytest

import refcheck
from refcheck.model import Verdict

SUPPORTED, REFUTED, OPEN = Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH


@pytest.mark.parametrize(
    ("page", "statement", "verdict"),
    [
        (
            "The baths are open from 9 am to 5 pm (Thursdays until 8 pm).",
            "The baths are open until 8 pm on Thursdays.",
            SUPPORTED,
        ),
        (
            "The baths are open from 9 am to 5 pm (Thursdays until 8 pm).",
            "The baths are open until 5 pm on Thursdays.",
            REFUTED,
        ),
        (
            "Turnout was 61.2 percent in 2023, compared with 66.1 percent in 2019.",
            "Turnout in 2019 was 66.1 percent.",
            SUPPORTED,
        ),
        (
            "Turnout was 61.2 percent in 2023, compared with 66.1 percent in 2019.",
            "Turnout in 2019 was 61.2 percent.",
            REFUTED,
        ),
        (
            "Turnout was 61.2 percent in 2023, compared with 66.1 percent in 2019.",
            "Turnout in 2023 was 66.1 percent.",
            REFUTED,
        ),
        (
            "The rate was 4.6 percent in the second quarter, after 4.9 percent in the first.",
            "The rate was 4.9 percent in the first quarter.",
            SUPPORTED,
        ),
        (
            "The rate was 4.6 percent in the second quarter, after 4.9 percent in the first.",
            "The rate was 4.6 percent in the first quarter.",
            REFUTED,
        ),
        (
            "The isle had 1,204 inhabitants in 2020, down from 1,455 in 2010.",
            "The isle had 1,455 inhabitants in 2010.",
            SUPPORTED,
        ),
        (
            "The isle had 1,204 inhabitants in 2020, down from 1,455 in 2010.",
            "The isle had 1,204 inhabitants in 2010.",
            REFUTED,
        ),
        (
            "Turnover rose from 4.1 million kroner in 2021 to 5.3 million in 2022.",
            "Turnover was 5.3 million kroner in 2022.",
            SUPPORTED,
        ),
        (
            "Turnover rose from 4.1 million kroner in 2021 to 5.3 million in 2022.",
            "Turnover was 5.3 million kroner in 2021.",
            REFUTED,
        ),
        ("The firm had 12 shops in 2010 and 30 in 2020.", "The firm had 30 shops in 2020.", SUPPORTED),
        ("The firm had 12 shops in 2010 and 30 in 2020.", "The firm had 12 shops in 2020.", REFUTED),
        (
            "The prize is worth 30,000 pounds, 5,000 more than in 2019.",
            "The prize was worth 30,000 pounds in 2019.",
            OPEN,
        ),
        ("Lessen has 4,310 inhabitants (2019 census).", "Lessen had 4,310 inhabitants in 2019.", SUPPORTED),
        ("Lessen has 4,310 inhabitants (2019 census).", "Lessen had 4,910 inhabitants in 2019.", REFUTED),
    ],
)
def test_a_number_goes_with_its_own_time(page: str, statement: str, verdict: Verdict) -> None:
    assert refcheck.check(statement, [page], judge="rules").verdict is verdict


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("Turnover rose from 4.1 million kroner in 2021 to 5.3 million in 2022.", SUPPORTED),
        ("Turnover fell from 4.1 million kroner in 2021 to 5.3 million in 2022.", REFUTED),
        ("Turnover rose from 4.1 million kroner in 2021 to 5.8 million in 2022.", REFUTED),
    ],
)
def test_several_numbers_in_the_order_of_the_page_are_compared_one_by_one(statement: str, verdict: Verdict) -> None:
    page = "Turnover rose from 4.1 million kroner in 2021 to 5.3 million in 2022."

    assert refcheck.check(statement, [page], judge="rules").verdict is verdict


def test_the_date_of_another_rows_number_is_not_a_rows_own() -> None:
    page = "Population: 48,210 (2022 census)\nMayor: Ilse Krantz\nRiver: Orl"

    assert refcheck.check("Ilse Krantz was mayor in 2022.", [page], judge="rules").verdict is OPEN
