"""Addresses are written as requests writes them, whether it had to be loaded for that or not."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refcheck.web import exchange
from refcheck.web.fault import Fault

HOSTS = st.from_regex(r"[a-z0-9.-]{1,12}(\.example)?", fullmatch=True)
PATHS = st.text("aB0/._-~:@%?&=;,+#[]() é\\", max_size=20)
NEVER = re.compile(r"(?!)")


def written(url: str) -> str:
    try:
        return exchange.plain_address.__wrapped__(url)
    except Fault as fault:
        return f"{fault.reason}: {fault}"


@given(st.builds("{}://{}{}".format, st.sampled_from(["http", "https", "HTTP", "ftp"]), HOSTS, PATHS))
@example("https://a.example/b/c.html?d=e&f=/g")
@example("https://a.example/")
@example("https://a.example")
@example("https://a.example/b/../c")
@example("https://a.example/.b")
@example("https://a.example/b/")
@example("https://127.1/b")
def test_the_short_way_writes_what_the_long_one_writes(url: str) -> None:
    short = written(url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exchange, "_PLAIN", NEVER)
        assert short == written(url)


@pytest.mark.parametrize(
    "url", ["https://a.example/", "https://en.wikipedia.org/wiki/Lake_Act", "http://a.b/c-d?e=f_g"]
)
def test_usual_addresses_take_the_short_way(url: str) -> None:
    assert exchange._PLAIN.fullmatch(url)
    assert written(url) == url
