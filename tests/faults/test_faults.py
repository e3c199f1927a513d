"""Whatever a server does, its source has a named reason, and nothing else of the run comes to harm."""

from __future__ import annotations

import json
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from refcheck.model import Claim, Dossier, RecordMode, Run, Source, Verdict
from refcheck.pipeline import Checker, Settings
from refcheck.reports import RENDERERS, Style
from refcheck.web import FetchSettings
from refcheck.web.cassette import save
from refcheck.web.exchange import Exchange, kept_headers
from tests.faults.servers import WORDS, answer, closed_port, no_robots, page, serving
from tests.faults.table import MOST_BYTES, ROWS, TRUSTED, Row, as_markdown

NOON = datetime(2025, 5, 1, 12, tzinfo=UTC)
DOCS = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
HOSTS = {"reference.test": ("127.0.0.1",), "healthy.test": ("127.0.0.1",), "inside.test": ("127.0.0.2",)}
CASES = [(row, scheme) for row in ROWS for scheme in row.schemes]
TOTAL_SECONDS = 0.6
MOST_MEMORY = 12 * MOST_BYTES


def resolve(host: str, port: int) -> tuple[str, ...]:
    if host in HOSTS:
        return HOSTS[host]
    if host.endswith(".test"):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return tuple(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


@contextmanager
def address_of(row: Row, scheme: str) -> Iterator[str]:
    """Where the row's server is, as long as the context lasts."""
    if row.closed:
        yield f"{scheme}://{row.host}:{closed_port()}"
        return
    certificate = row.certificate if scheme == "https" and not row.raw_tls else None
    with serving(row.talk, certificate, row.robots or no_robots) as server:
        yield f"{scheme}://{row.host}:{server.port}"


def record_earlier(folder: Path, source: Source) -> bytes:
    """A recording of the source from before its server failed."""
    headers = kept_headers([("Content-Type", "text/html")], NOON)
    save(folder / f"{source.id}.yaml", [Exchange(source.url, 200, "OK", headers, page("An older page."))])
    return (folder / f"{source.id}.yaml").read_bytes()


def checked(folder: Path, sources: tuple[Source, ...], row: Row) -> tuple[Run, list[float]]:
    """A run over a claim for each source, pulling everything anew; and the pauses that it would have made."""
    claims = tuple(Claim(f"claim-{source.id}", WORDS, sources=(source.id,)) for source in sources)
    pauses: list[float] = []
    fetching = FetchSettings(
        connect_seconds=TOTAL_SECONDS,
        total_seconds=TOTAL_SECONDS if row.tries == 1 else 20,
        max_bytes=MOST_BYTES,
        ca_file=row.trusted,
        resolve=resolve,
        clock=lambda: NOON,
        sleep=pauses.append,
        pace=0,
        robots=row.robots is not None,
    )
    settings = Settings(
        record_mode=RecordMode.ALL, jobs=3, judge="rules", timeout=5, allow_private=not row.guarded, fetching=fetching
    )
    dossier = Dossier(folder / "claims.toml", None, sources, claims)
    return Checker(dossier, settings, clock=lambda: NOON).run(), pauses


@pytest.mark.parametrize(("row", "scheme"), CASES, ids=[f"{row.name}, {scheme}" for row, scheme in CASES])
def test_a_fault_is_named_and_harms_nothing_else(
    row: Row, scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if row.guarded:  # the rest of loopback plays the private addresses; no test can reach a public one
        monkeypatch.setattr("refcheck.web.guard.is_public", lambda address: address == "127.0.0.1")
    cassettes = tmp_path / "cassettes"
    with serving(lambda call: call.say(answer())) as healthy, address_of(row, scheme) as address:
        good = Source("good", f"http://healthy.test:{healthy.port}/good")
        new, old = Source("new", f"{address}/new"), Source("old", f"{address}/old")
        earlier = record_earlier(cassettes, old)
        before = set(threading.enumerate())
        start = time.monotonic()
        run, pauses = checked(tmp_path, (new, good, old), row)
        took = time.monotonic() - start
        left = [thread for thread in threading.enumerate() if thread.daemon and thread not in before]
        for thread in left:
            thread.join(5)
        assert threading.active_count() <= len(before) + 8  # the servers' own, which end with them
        assert not any(thread.is_alive() for thread in left)

    outcomes = {use.source.id: use.unavailable for use in run.sources}
    assert outcomes["good"] is None
    verdicts = {result.claim.id: result.judgement and result.judgement.verdict for result in run.results}
    assert verdicts["claim-good"] is Verdict.SUPPORTED
    recorded = {path.name for path in cassettes.iterdir()}
    if row.reason is None:
        assert verdicts["claim-new"] is verdicts["claim-old"] is Verdict.SUPPORTED
        assert recorded == {"good.yaml", "new.yaml", "old.yaml"}
        assert "1812" not in (cassettes / "new.yaml").read_text()
    else:
        for name in ("new", "old"):
            gone = outcomes[name]
            assert gone is not None
            assert (gone.reason, bool(gone.detail), len(gone.detail) <= 1000) == (row.reason, True, True)
            assert verdicts[f"claim-{name}"] is None
        assert recorded == {"good.yaml", "old.yaml"}
        assert (cassettes / "old.yaml").read_bytes() == earlier
    least = 2 * (row.tries - 1)  # two sources; what one of them is told to wait holds for the other too
    assert least <= len(pauses) <= 2 * least or row.tries == 1
    assert took < 15


HEAVY = [row for row in ROWS if any(word in row.name for word in ("bomb", "endless", "cap"))]


@pytest.mark.parametrize("row", HEAVY, ids=lambda row: row.name)
def test_what_has_no_end_fills_no_memory(row: Row, tmp_path: Path) -> None:
    with address_of(row, "http") as address:
        source = Source("new", f"{address}/new")
        tracemalloc.start()
        try:
            run, _ = checked(tmp_path, (source,), row)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert (run.sources[0].unavailable is None) is (row.reason is None)
    assert peak < MOST_MEMORY


def test_no_report_is_steered_by_what_a_server_says(tmp_path: Path) -> None:
    row = next(row for row in ROWS if row.name == "status that steers terminals")
    with address_of(row, "http") as address:
        run, _ = checked(tmp_path, (Source("new", f"{address}/new"),), row)
    for name, render in RENDERERS.items():
        text = render(run, Style(details=True))
        assert "\x1b" not in text, name
        assert "\x07" not in text, name
        if name == "json":
            assert json.loads(text)


def test_every_fault_is_told_in_the_documentation() -> None:
    told = DOCS.read_text(encoding="utf-8")
    assert as_markdown() in told, "docs/faults.md has another table: copy that of tests/faults/table.py"
    assert len({row.name for row in ROWS}) == len(ROWS) >= 40
    assert TRUSTED.exists()
