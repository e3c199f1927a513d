"""Annotations for GitHub Actions: a workflow command for each claim that somebody has to look at.

Source: "Workflow commands for GitHub Actions", and actions/toolkit's escapes of their data and properties. Of each
level GitHub shows ten annotations for a step; with more, the tenth says how many are left, and the log has them all.
"""

from __future__ import annotations

from collections.abc import Iterator

from refcheck.model import Result, Run
from refcheck.reports.neutral import neutral
from refcheck.reports.view import (
    PLAIN,
    Place,
    Style,
    account,
    by_urgency,
    claims_place,
    in_folder,
    in_short,
    place_of,
    stand_ins,
    summary,
    unread,
)
from refcheck.standing import Standing, excuse, has_turned, remarks, standing_of

SHOWN = 10
LEVELS = {Standing.UNEXPECTED: "error", Standing.UNCHECKED: "warning"}
TURNED = "notice"


def render(run: Run, style: Style = PLAIN, /) -> str:
    """Annotations at the claims' words in the article, errors first, then what the log is to say besides."""
    concerns: dict[str, list[Result]] = {level: [] for level in (*LEVELS.values(), TURNED)}
    for result in by_urgency(run):
        level = LEVELS.get(standing_of(result, run), TURNED if has_turned(result, run) else "")
        if level:
            concerns[level].append(result)
    lines = [line for level, results in concerns.items() for line in _of_level(level, results, run, style)]
    return "".join(f"{line}\n" for line in (*lines, *_besides(run)))


def _of_level(level: str, results: list[Result], run: Run, style: Style) -> Iterator[str]:
    shown = len(results) if len(results) <= SHOWN else SHOWN - 1
    for result in results[:shown]:
        text = "\n".join(neutral(line) for line in account(result, run))
        yield _command(level, place_of(result.claim, run, style), f"{result.claim.id}: {in_short(result)}", text)
    if left := results[shown:]:
        what = f"{len(left)} more: GitHub shows {SHOWN} annotations of a kind"
        names = ", ".join(neutral(result.claim.id) for result in left)
        yield _command(level, Place(in_folder(run.dossier.path.name, style), 1), what, f"Not shown: {names}")
    for result in left:
        place = claims_place(result.claim, run, style)
        yield neutral(f"refcheck: {place.file}:{place.line}: {result.claim.id}: {in_short(result)}")


def _command(level: str, place: Place, title: str, text: str) -> str:
    where = {"endLine": place.end_line} if place.end_line else {}
    if place.column and place.line == place.end_line:  # GitHub takes columns for annotations on one line only
        where = {"col": place.column, **where, "endColumn": place.end_column - 1}
    properties = {"file": place.file, "line": place.line, **where, "title": f"refcheck: {title}"}
    shown = ",".join(f"{key}={_property(neutral(str(value)))}" for key, value in properties.items())
    return f"::{level} {shown}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _besides(run: Run) -> Iterator[str]:
    for result in run.results:
        if standing_of(result, run) in {Standing.WAIVED, Standing.ACCEPTED}:
            words = ": ".join(excuse(result, run) or ())
            yield neutral(f"refcheck: {result.claim.id}: {in_short(result)}. {words}")
    for source, why in unread(run):
        yield neutral(f"refcheck: source not used: {source}: {why}")
    for remark in remarks(run):
        yield neutral(f"refcheck: {remark}")
    if found := stand_ins(run):
        yield neutral(f"refcheck: {found.sentence}")
    yield neutral(f"refcheck: {summary(run)}")
