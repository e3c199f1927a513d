"""The bench of speed in small: pages that are made again, a server that knows what was read, a table with its rows."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from refcheck.model import Document, Page, Provenance, Source
from refcheck.reading import read

BENCH = Path(__file__).resolve().parents[1] / "bench" / "speed"


def python(code: str, **env: str) -> str:
    """What a program prints that imports the modules of the bench."""
    command = [sys.executable, "-c", code]
    known = {**os.environ, "PYTHONPATH": f"{BENCH}{os.pathsep}{BENCH.parents[1]}", **env}
    return subprocess.run(command, env=known, capture_output=True, text=True, check=True).stdout


@contextmanager
def served(pages: int) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The server as a process, and its port."""
    command = [sys.executable, str(BENCH / "web.py"), "--pages", str(pages), "--size", "8000", "--hosts", "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process, int(process.stdout.readline())
        process.communicate(timeout=20)
        assert process.returncode == 0


def log_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdin
    assert process.stdout
    process.stdin.write("log\n")
    process.stdin.flush()
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found


def test_pages_are_the_same_in_every_process_and_each_is_another() -> None:
    code = (
        "import hashlib; from articles import article;"
        "print([hashlib.sha256(article(n, size=s).html.encode()).hexdigest() for n in range(4) for s in (9000, 50000)])"
    )

    first, second = (python(code, PYTHONHASHSEED=seed) for seed in ("1", "2"))

    assert first == second
    assert len(set(first.split())) == 8


@pytest.mark.parametrize("size", [10_000, 100_000])
def test_a_page_has_its_size_and_reads_as_the_facts_that_its_statements_are_made_of(size: int) -> None:
    code = (
        "import json; from dataclasses import asdict; from articles import article, facts_of;"
        f"made = article(7, size={size}); assert made.facts == facts_of(7); print(json.dumps(asdict(made)))"
    )

    made = json.loads(python(code))

    body = made["html"].encode()
    source = Source("s", "https://site.example/a")
    when = datetime(2025, 3, 31, tzinfo=UTC)
    document = read(Page(source, source.url, 200, "text/html", body, when, Provenance.RECORDED))
    assert abs(len(body) - size) < 3_000
    assert isinstance(document, Document)
    assert len(made["facts"]) == 5
    for fact in made["facts"]:
        assert fact["sentence"] in document.text
        assert fact["true"] != fact["false"]
        assert fact["false"] not in document.text


def test_the_server_tells_pages_that_were_read_to_their_end_from_those_that_were_not() -> None:
    with served(3) as (process, port):
        client = http.client.HTTPConnection("127.0.0.1", port)
        for path in ("/robots.txt", "/a/0.html", "/a/1.html", "/a/1.html", "/a/9.html"):
            client.request("GET", path)
            assert client.getresponse().read()
        client.request("HEAD", "/a/2.html")
        assert client.getresponse().read() == b""
        client.close()
        with socket.create_connection(("127.0.0.1", port)) as hasty:
            hasty.sendall(b"GET /a/2.html HTTP/1.1\r\nHost: a\r\n\r\n")
            assert hasty.recv(15) == b"HTTP/1.1 200 OK"
        log = log_of(process)
        assert log_of(process)["gets"] == 0

    assert log == {"gets": 4, "heads": 1, "whole": 2, "cut": 1, "others": 2, "connections": 2, "at_once": 1}


def test_the_table_has_medians_ratios_within_a_turn_and_whether_aims_are_met() -> None:
    code = """
from processes import Taken
from table import Aim, Limits, Measure, Step, grown, printed
ours = [Taken(2.0, 1.5, 50_000_000), Taken(1.0, 0.5, 60_000_000), Taken(1.2, 1.0, 40_000_000)]
peer = [Taken(6.0, 1.0, 0), Taken(4.0, 1.0, 0), Taken(4.2, 1.0, 0)]
rows = Measure("kept", aim=Aim(1.0)).rows({"refcheck": ours, "peer": peer}, {"peer": "a note"})
rows += Measure("judged", "/s", 30, Aim(20, at_least=True)).rows({"refcheck": ours})
rows += grown(Measure("more", "ms"), {
    "one": Step(1, [Taken(1.0, 1.0, 10_000_000)]),
    "ten": Step(10, [Taken(11.0, 10.0, 700_000_000)], "ten times", pieces=10),
    "forty": Step(40, [Taken(40.0, 10.0, 20_000_000)], pieces=40),
}, Limits(10.5, 500))
print(printed(rows), end="")
"""

    assert python(code) == (
        "                           median         least     most       CPU     MB   ratio  aim\n"
        "\n"
        "kept\n"
        "  refcheck                   1.20 s        1.00     2.00    1.00 s     60          at most 1 s: missed\n"
        "  peer                       4.20 s        4.00     6.00    1.00 s           3.50  a note\n"
        "\n"
        "judged\n"
        "  refcheck                   25.0 /s       15.0     30.0   33.3 ms     60          at least 20 /s: met\n"
        "\n"
        "more\n"
        "  one                       1,000 ms      1,000    1,000  1,000 ms     10          at most 500 MB: met\n"
        "  ten                       1,100 ms      1,100    1,100  1,000 ms    700   11.00  ten times, 10.00 times the "
        "processor time, at most 10.5 times as long: missed, at most 500 MB: missed\n"
        "  forty                     1,000 ms      1,000    1,000    250 ms     20    9.09  2.50 times the "
        "processor time, at most 10.5 times as long: met, at most 500 MB: met\n"
    )


@pytest.mark.slow
def test_the_harness_runs_what_it_is_asked_for_and_writes_its_rows(tmp_path: Path) -> None:
    command = [sys.executable, str(BENCH / "run.py"), "--quick", "--json", str(tmp_path / "rows.json")]
    for name in ("startup", "reading", "fetching", "claims"):
        command += ["--only", name]

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)

    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    ours = [row for row in rows if row["who"] == "refcheck"]
    assert [row["measure"].split(":")[0].split(",")[0] for row in ours] == [
        "start-up",
        "reading",
        "reading",
        "20 pages fetched and kept",
        "20 pages fetched",
        "20 pages fetched and kept",
    ]
    for row in ours:
        assert row["measure"] in done.stdout
        assert 0 < row["least"] <= row["median"] <= row["most"]
    assert all("20 read to their end" in row["note"] and "20 kept" in row["note"] for row in ours[3:])
    assert "20 of 20 verdicts as they should be" in ours[4]["note"]
