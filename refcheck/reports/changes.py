"""The history as a report: which runs are stored, and when the verdict on a claim changed, with the evidence then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from refcheck.model import Result, Run, Verdict
from refcheck.reports.json import result_data, source_data
from refcheck.reports.neutral import harmless_json, neutral
from refcheck.reports.text import render_result
from refcheck.reports.view import PLAIN, UNCHECKED, Style
from refcheck.timeline import Said

FORMAT = 1
"""Goes up when a key of the JSON goes, or comes to mean something else."""


@dataclass(frozen=True, slots=True)
class RunLine:
    """A stored run in a line; `changed` are the claims of which it said something else than the run before it."""

    number: int
    started_at: datetime
    expected: int
    unexpected: int
    unchecked: int
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A run that said something else of a claim than `before`, which is None for the first that judged it."""

    number: int
    run: Run
    result: Result
    before: Said | None


def render_runs(claims_file: str, runs: Sequence[RunLine], stored: int, style: Style = PLAIN, /) -> str:
    """The stored runs as a table, in the order given; `stored` is how many there are in all."""
    if not runs:
        return f"{neutral(claims_file)}: no run is stored.\n"
    head = ("run", "started", "claims", "as expected", "not", "not checked", "changed")
    rows = [head, *(_cells(run) for run in runs)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head) - 1)]
    shown = f", the last {len(runs)} of them" if len(runs) < stored else ""
    lines = [f"{neutral(claims_file)}: {stored} run{'' if stored == 1 else 's'} stored{shown}, newest first", ""]
    for row in rows:
        aligned = [
            cell.ljust(w) if n == 1 else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=False))
        ]
        lines.append(_cut("  ".join((*aligned, row[-1])).rstrip(), style.width))
    return "\n".join(lines) + "\n"


def render_changes(claim: str, changes: Sequence[Change], of: int, runs: int, style: Style = PLAIN, /) -> str:
    """The changes in the order given, each with what the report of its run says of the claim.

    `of` is how many there are in all, `runs` in how many runs the claim was judged.
    """
    times = "did not change" if of == 1 else f"changed {'once' if of == 2 else f'{of - 1} times'}"
    shown = f"; the last {len(changes)} of {of} are shown" if len(changes) < of else ""
    blocks = [f"{neutral(claim)}: {times} in {runs} run{'' if runs == 1 else 's'}, newest first{shown}\n"]
    blocks += [f"Run {c.number}, {_when(c.run.started_at)}: {_told(c)}\n{_then(c, style)}" for c in changes]
    return "\n".join(blocks)


def runs_json(claims_file: str, runs: Sequence[RunLine], stored: int) -> str:
    """What `render_runs` says as JSON."""
    data = [
        {
            "run": run.number,
            "started_at": run.started_at.isoformat(),
            "as_expected": run.expected,
            "not_as_expected": run.unexpected,
            "could_not_be_checked": run.unchecked,
            "changed": list(run.changed),
        }
        for run in runs
    ]
    return harmless_json({"format": FORMAT, "claims_file": claims_file, "stored": stored, "runs": data})


def changes_json(claim: str, changes: Sequence[Change], of: int, runs: int) -> str:
    """What `render_changes` says as JSON; `result` and `sources` are as in the JSON report of the run."""
    data = [
        {
            "run": change.number,
            "started_at": change.run.started_at.isoformat(),
            "before": change.before
            and {
                "statement": change.before.statement,
                "verdict": change.before.verdict,
                "since": change.before.since,
            },
            "statement_changed": bool(change.before) and _reworded(change),
            "result": result_data(change.result, change.run),
            "sources": [source_data(use) for use in change.run.sources if use.source.id in _cited(change.result)],
        }
        for change in changes
    ]
    return harmless_json({"format": FORMAT, "claim": claim, "runs": runs, "changes_in_all": of, "changes": data})


def _cells(run: RunLine) -> tuple[str, ...]:
    counts = (run.expected, run.unexpected, run.unchecked)
    changed = f"{len(run.changed)}: {', '.join(map(neutral, run.changed))}" if run.changed else "-"
    numbers = (str(run.number), _when(run.started_at), str(sum(counts)), *map(str, counts))
    return (*numbers, changed)


def _when(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M %Z").strip()


def _told(change: Change) -> str:
    before, judged = change.before, change.result.judgement
    now = _words(judged.verdict if judged else None)
    if before is None:
        return f"first judged, {now}"
    told = [f"{_words(before.verdict)} -> {now}"] if before.verdict != (judged.verdict if judged else None) else [now]
    if _reworded(change):
        told.append("the statement was another before")
    since = change.result.since.verdict if change.result.since else None
    if before.since != since:
        told.append(f"pages published since now say {since}" if since else "pages published since say nothing else now")
    return "; ".join(told)


def _then(change: Change, style: Style) -> str:
    earlier = change.before.statement if change.before and _reworded(change) else ""
    block = render_result(change.result, change.run, style)
    return f"{block}  Before: {neutral(earlier)}\n" if earlier else block


def _reworded(change: Change) -> bool:
    return change.before is not None and change.before.statement != change.result.claim.statement


def _words(verdict: Verdict | None) -> str:
    return verdict.value if verdict else UNCHECKED


def _cited(result: Result) -> set[str]:
    claim = result.claim
    return {*claim.sources, *(name for part in claim.parts for name in part.sources)}


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 1]}…"
