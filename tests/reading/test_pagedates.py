from datetime import date

import pytest

from refcheck.reading.pagedates import address_date, machine_date, written_date


@pytest.mark.parametrize(
    "text",
    [
        "2021-09-18", "2021-09-18T10:00:00Z", "20210918T101500", "2021/09/18", "Sat, 18 Sep 2021 10:00:00 GMT",
        "18 September 2021", "September 18, 2021", "Sept. 18, 2021", "18th of September 2021", "18-Sep-2021",
        "18. September 2021", "18 septembre 2021", "18 de septiembre de 2021", "18 settembre 2021",
        "18 września 2021", "18 сентября 2021", "18 вересня 2021", "2021年9月18日", "2021년 9월 18일", "18.9.2021",
    ],
)  # fmt: skip
def test_a_full_date_is_read_in_many_forms(text: str) -> None:
    assert machine_date(text) == date(2021, 9, 18)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2021",
        "September 2021",
        "2021-02-30",
        "31 June 2020",
        "12:30",
        "9999-99-99",
        "18 Foo 2021",
        "1/2/21",
        "0000-00-00",
    ],
)
def test_what_is_no_full_date_is_none(text: str) -> None:
    assert machine_date(text) is None


def test_the_first_date_of_a_text_is_taken() -> None:
    assert written_date("The fair, from 3 May 2019 to June 4, 2019, was wet.") == date(2019, 5, 3)


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("https://x.example/2015/10/27/fire/", date(2015, 10, 27)),
        ("https://x.example/news/2015-10-27-fire", date(2015, 10, 27)),
        ("https://x.example/2015/10/fire", None),
        ("https://x.example/id/20151027", None),
        ("https://x.example/1234/56/78", None),
    ],
)
def test_an_address_tells_its_date(url: str, value: date | None) -> None:
    assert address_date(url) == value
