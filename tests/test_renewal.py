"""Whatever a server does over time, what is recorded is the last real page that it served."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from refcheck.model import Claim, Dossier, Page, Part, RecordMode, Source
from refcheck.renewal import Outcome, Recorder, earliest_days
from refcheck.web import Fetcher, FetchSettings

from .commands.site import page
from .commands.web import Answer, Web

PAGES = {
    "one": Answer(page("The Lake Act became law in 1979."), headers={"ETag": '"one"'}),
    "two": Answer(page("The Lake Act became law in 1980."), headers={"ETag": '"two"'}),
    "three": Answer(page("The Lake Act is older.")),
}
FAILURES = {
    "gone": Answer(b"gone", 404),
    "outage": Answer(b"", 500),
    "empty": Answer(b""),
    "challenge": Answer(b"<title>Just a moment...</title><p>Checking your browser</p>"),
    "circle": Answer(b"", 302, {"Location": "/page"}),
    "not modified": Answer(b"", 304),
    "picture": Answer(b"\x89PNG\r\n", headers={"Content-Type": "image/png"}),
}


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.close()


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*PAGES, *FAILURES, "broken file"]), max_size=8))
def test_the_last_real_page_is_recorded(web: Web, states: list[str]) -> None:
    source = Source("page", web.url("/page"))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.yaml"
        settings = FetchSettings(cassettes=Path(folder), allow_private=True, retries=0, sleep=lambda _seconds: None)
        recorded = ""
        for state in states:
            if state == "broken file":
                file.write_text("nonsense")
                recorded = ""
                continue
            web.answers["/page"] = {**PAGES, **FAILURES}[state]
            before = file.read_bytes() if file.exists() else b""
            renewal = Recorder(settings).renew(source)
            if state in FAILURES and not (state == "not modified" and recorded in ("one", "two")):
                assert renewal.outcome is (Outcome.KEPT if recorded else Outcome.MISSING)
                assert renewal.why
                assert (file.read_bytes() if file.exists() else b"") == before
                continue
            expected = Outcome.UNCHANGED if state in (recorded, "not modified") else Outcome.CHANGED
            assert renewal.outcome is (expected if recorded else Outcome.NEW)
            recorded = recorded if state == "not modified" else state
            kept = Fetcher(replace(settings, record_mode=RecordMode.NONE)).fetch(source)
            assert isinstance(kept, Page)
            assert kept.body == PAGES[recorded].body


def test_the_day_of_a_source_is_the_earliest_of_the_claims_that_cite_it() -> None:
    claims = (
        Claim("a", "A.", sources=("s",), as_of=date(2025, 3, 1)),
        Claim("b", "B.", sources=("t",), parts=(Part("B.", sources=("s",)),), as_of=date(2024, 3, 1)),
        Claim("c", "C.", sources=("t",), as_of=date(2020, 1, 1)),
        Claim("d", "D.", sources=("s",)),
    )
    dossier = Dossier(Path("claims.toml"), None, (), claims)
    assert earliest_days(dossier) == {"s": date(2024, 3, 1), "t": date(2020, 1, 1)}
