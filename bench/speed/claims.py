"""Many claims: a JSONL of them judged by rules over recorded pages, at 1, 10 and 100 times the work.

Ten claims are on each page, five facts of it borne out and refuted, in the order of the pages; once also in an order
that is drawn. Nothing is fetched.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

from articles import article, facts_of
from given import Given
from processes import Taken, environment, run
from table import Limits, Measure, Row, Step, grown, in_turns

PAGE = 10_000
"""Bytes of a page: some 5,500 characters of text, less than the documents of WiCE have."""
_MOST_MEMORY = 500
_MOST_GROWTH = 10.5
_SITE = "https://places.example"


def rows(given: Given) -> Iterator[Row]:
    """Time and memory at each size."""
    counts = (2, 20) if given.quick else (100, 1_000, 10_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recorded(folder / "cassettes", counts[-1])
        if not _takes_lines(given, folder):
            given.say("claims: this refcheck takes no JSONL of claims")
            return
        steps = {}
        for count in counts:
            write_claims(folder / "claims.jsonl", count)
            doer = {f"{10 * count:,} claims": partial(_turn, given, folder, 10 * count)}
            for who, turns in in_turns(doer, 1 if given.quick else min(given.rounds, 3)).items():
                given.say(f"claims: {who}: {turns[-1].wall:.1f} s")
                rate = 10 * count / turns[-1].wall
                steps[who] = Step(10 * count, turns, f"{count:,} pages, {rate:,.0f} claims a second")
        title = "a JSONL of claims judged by rules, recorded pages of 10 KB"
        yield from grown(Measure(title), steps, None if given.quick else Limits(_MOST_GROWTH, _MOST_MEMORY))
        write_claims(folder / "claims.jsonl", counts[1], drawn=True)
        doer = {f"{10 * counts[1]:,} claims": partial(_turn, given, folder, 10 * counts[1])}
        yield from Measure("the same, claims in an order that is drawn").rows(in_turns(doer, 1))


def _takes_lines(given: Given, folder: Path) -> bool:
    """Whether the refcheck that is measured takes claims as JSONL."""
    write_claims(folder / "claims.jsonl", 1)
    line = [*_command(given), "--output", "out.jsonl"]
    done = subprocess.run(line, cwd=folder, env=environment(given.tree), capture_output=True, check=False)
    return done.returncode == 0


def recorded(folder: Path, pages: int, size: int = PAGE) -> None:
    """Recordings of so many pages of so many bytes, as `refcheck record` would have made them."""
    from refcheck.web.cassette import save  # noqa: PLC0415 - the harness starts without the package
    from refcheck.web.exchange import Exchange  # noqa: PLC0415 - see above

    folder.mkdir()
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Date", "Mon, 31 Mar 2025 12:00:00 GMT"))
    for number in range(pages):
        body = article(number, size=size).html.encode()
        save(folder / f"page-{number}.yaml", [Exchange(_address(number), 200, "OK", headers, body)])


def write_claims(file: Path, pages: int, *, drawn: bool = False, each: int = 10) -> None:
    """Ten claims on each of so many pages, a line each, or the first `each` of them."""
    lines: list[str] = []
    for number in range(pages):
        first = len(lines)
        source = {"id": f"page-{number}", "url": _address(number)}
        for place, fact in enumerate(facts_of(number)):
            for statement, expect in ((fact.true, "supported"), (fact.false, "refuted")):
                claim = {"id": f"claim-{number}-{place}-{expect}", "statement": statement, "expect": expect}
                lines.append(json.dumps({**claim, "sources": [source]}))
        del lines[first + each :]
    if drawn:
        Random("order").shuffle(lines)  # noqa: S311 - an order that can be drawn again
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _address(number: int) -> str:
    return f"{_SITE}/a/{number}.html"


def _command(given: Given) -> list[str]:
    line = [given.python, "-m", "refcheck", "run", "claims.jsonl", "--offline", "--judge", "rules", "--quiet"]
    return [*line, "--fail-on", "never"]


def _turn(given: Given, folder: Path, claims: int) -> Taken:
    """One run: a row is to be there for every claim."""
    output = folder / "out.jsonl"
    output.unlink(missing_ok=True)
    taken = run([*_command(given), "--output", output.name], folder, environment(given.tree))
    with output.open(encoding="utf-8") as rows:
        count = sum(1 for _ in rows)
    assert count == claims, f"{count} rows for {claims} claims"
    return taken
