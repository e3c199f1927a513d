"""Whatever secret an address, a header or a cookie carries, no byte of it is in the recording, which still replays."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
import vcr  # type: ignore[import-untyped]
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from refcheck.model import Page, RecordMode, Source
from refcheck.redaction import FILTERED, scrubbed, without_secrets
from refcheck.web import Fetcher, FetchSettings

from .conftest import Reply, Site

NAMES = st.sampled_from(
    ["token", "key", "sig", "signature", "access_token", "accessToken", "X-Amz-Signature", "X-Amz-Security-Token",
     "X-Goog-Credential", "session", "sid", "auth", "password", "Pwd", "api_key", "api-key", "APIKey", "client_secret",
     "AWSAccessKeyId", "id_token", "refresh-token", "csrf_token", "PHPSESSID", "subscription-key", "%74oken", "jwt"]
)  # fmt: skip
# With a mark that no other byte of a recording has, so that a part of it is found too.
SECRETS = st.text("abcXYZ019-._~+/=@:%&?#;, ü", min_size=4, max_size=24).map(lambda tail: f"QZ7q{tail}zq7Z")
TEXT = Reply(b"<p>The page.</p>", headers=(("Content-Type", "text/html"), ("ETag", '"e"')))


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example is a few requests to a real server
@given(NAMES, NAMES, SECRETS, SECRETS)
def test_no_secret_reaches_a_recording_and_it_replays(
    site: Site, settings: FetchSettings, name: str, other: str, secret: str, second: str
) -> None:
    """In the source's address and its credentials, in a redirect's, in addresses within, in headers and in cookies."""
    cookie = quote(second, safe="")
    signed = f"/page?{other}={quote(second, safe='')}&next={quote(f'http://x.test/?{name}={quote(secret)}', safe='')}"
    headers = (
        (
            "Location",
            signed.replace("/page", site.url("/page").replace("://", f"://me:{cookie}@")) + f"#{name}={cookie}",
        ),
        ("Set-Cookie", f"{name}={cookie}"),
        ("Link", f'<{signed}>; rel="next"; title="{cookie}"'),
        ("Authorization", cookie),
        ("X-Amz-Security-Token", cookie),
    )
    start = f"/old;jsessionid={cookie}?a=1&{name}={quote(secret, safe='')}"
    sent_on = Reply(status=302, headers=headers)
    echo = f'<link rel="canonical" href="/page?{other}={quote(second, safe="")}&amp;a=1"><p>The page.</p>'.encode()
    reached = replace(TEXT, body=echo, headers=(*TEXT.headers, *headers[1:]))

    def answer(path: str, headers: dict[str, str]) -> Reply:
        return sent_on if path.startswith("/old") and headers else reached

    site.answer = answer  # type: ignore[method-assign]
    source = Source("s", site.url(start).replace("://", f"://user:{quote(secret, safe='')}@"))
    with tempfile.TemporaryDirectory() as folder:
        mine = replace(settings, cassettes=Path(folder))
        fetcher = Fetcher(mine)
        live = fetcher.fetch(source)
        assert isinstance(live, Page), live
        fetcher.keep(live)
        text = (Path(folder) / "s.yaml").read_bytes()
        replayed = Fetcher(replace(mine, record_mode=RecordMode.NONE)).fetch(source)
    assert b"QZ7q" not in text
    assert b"zq7Z" not in text
    assert "QZ7q" not in live.final_url
    assert isinstance(replayed, Page), replayed
    assert (replayed.body, replayed.final_url) == (live.body, live.final_url)


def test_a_server_is_asked_with_the_secrets_and_the_recording_has_their_places(
    site: Site, settings: FetchSettings
) -> None:
    site.serve("/page?token=abc123&page=2", TEXT)
    source = Source("s", site.url("/page?token=abc123&page=2"))
    page = Fetcher(settings).fetch(source)
    assert isinstance(page, Page)
    assert site.hits == ["/page?token=abc123&page=2"]
    assert page.final_url == site.url(f"/page?token={FILTERED}&page=2")


def test_plain_vcrpy_replays_it_with_its_own_filter(site: Site, settings: FetchSettings) -> None:
    site.serve("/page?page=2&token=abc123", TEXT)
    source = Source("s", site.url("/page?page=2&token=abc123"))
    fetcher = Fetcher(settings)
    page = fetcher.fetch(source)
    assert isinstance(page, Page)
    fetcher.keep(page)
    assert settings.cassettes is not None
    with vcr.use_cassette(
        str(settings.cassettes / "s.yaml"), record_mode="none", filter_query_parameters=[("token", FILTERED)]
    ):
        assert requests.get(site.url("/page?page=2&token=another"), timeout=5).content == page.body


def test_an_older_recording_with_a_secret_in_its_address_still_replays(site: Site, settings: FetchSettings) -> None:
    site.serve("/page?token=abc123", TEXT)
    source = Source("s", site.url("/page?token=abc123"))
    fetcher = Fetcher(settings)
    page = fetcher.fetch(source)
    assert isinstance(page, Page)
    fetcher.keep(page)
    assert settings.cassettes is not None
    path = settings.cassettes / "s.yaml"
    path.write_text(path.read_text().replace(FILTERED, "abc123"))
    assert isinstance(Fetcher(replace(settings, record_mode=RecordMode.NONE)).fetch(source), Page)


@pytest.mark.parametrize(
    "address",
    ["https://h.test/", "https://h.test/?page=2&keyword=x", "https://h.test/bill?session=87R&bill=SB7",
     "https://h.test/?key=2", "https://h.test/a;b?c;d", "https://h.test/?q=a%3Db", "https://h.test/?monkeys=123456789"],
)  # fmt: skip
def test_what_is_no_secret_stays(address: str) -> None:
    assert without_secrets(address) == address


@given(st.text("abct okensg=&?;/:@#%25.HTtp") | st.text())
@example("?next=https://u:p@h/?token=a%26b")
def test_what_has_no_secrets_stays_as_it_is(address: str) -> None:
    once = without_secrets(address)
    assert without_secrets(once) == once


def test_words_of_a_page_are_no_secrets() -> None:
    address = frozenset({"https://h.test/?password=Helsinki&token=0123456789abcdef"})
    body = b"Helsinki is a city. <a href='?password=Helsinki'>0123456789abcdef</a>"
    assert scrubbed(body, address) == b"Helsinki is a city. <a href='?password=FILTERED'>FILTERED</a>"
    assert scrubbed(b"%PDF 0123456789abcdef", address) == b"%PDF 0123456789abcdef"
