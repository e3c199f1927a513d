"""Verdicts over time: drawn where there are earlier runs, told in words, and nothing at all without them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bs4 import BeautifulSoup

from refcheck.codec import decode_run
from refcheck.model import Run, Verdict
from refcheck.reports import Style
from refcheck.reports.html import render
from refcheck.timeline import Past, said_in

GOLDEN = Path(__file__).parents[1] / "golden"


def sample() -> Run:
    return decode_run(json.loads((GOLDEN / "run.json").read_text()))


def earlier(run: Run, count: int) -> tuple[Past, ...]:
    """Runs a day apart, in which the second claim was supported, until the last of them."""
    said = said_in(run)
    other = (said[0], replace(said[1], verdict=Verdict.SUPPORTED), *said[2:])
    days = range(count, 0, -1)
    return tuple(Past(n, run.started_at - timedelta(days=day), other) for n, day in enumerate(days, start=1))


def test_a_change_is_drawn_told_in_a_sentence_and_in_the_table() -> None:
    run = sample()
    claim = run.results[1].claim.id
    page = BeautifulSoup(render(run, Style(earlier=earlier(run, 3))), "lxml")

    (row,) = page.select(".over-time > .strips > li")
    bars = [(g["class"], g.rect["x"], g.rect["width"]) for g in row.select("g") if g.rect]
    assert bars == [(["is-supported"], "0.000%", "75.000%"), (["is-refuted"], "75.000%", "25.000%")]
    assert [text.get_text() for text in row.select("text")] == ["✓", "✗"]
    assert row.select("svg")[0]["aria-label"] == f"{claim}: supported from 2025-02-27; refuted from 2025-03-02"
    told = [" ".join(r.get_text(" ").split()) for r in page.select(".over-time tbody tr")][:2]
    assert told[0] == f"{claim} 2025-02-27 10:00 UTC, run 1 ✓ supported"
    assert told[1] == f"{claim} 2025-03-02 10:00 UTC ✗ refuted"
    assert {str(a["href"])[1:] for a in page.select(".over-time a")} <= {str(tag["id"]) for tag in page.select("[id]")}


def test_only_the_last_runs_are_drawn() -> None:
    run = sample()
    page = BeautifulSoup(render(run, Style(earlier=earlier(run, 500))), "lxml")

    assert "changed in the last 30 runs" in page.select(".over-time")[0].get_text()
    assert len(render(run, Style(earlier=earlier(run, 500)))) - len(render(run)) < 20_000


def test_a_run_without_earlier_ones_shows_nothing_of_it() -> None:
    assert "over-time" not in render(sample())
    assert render(sample()) == (GOLDEN / "report.html").read_text(encoding="utf-8")
