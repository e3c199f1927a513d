"""JUnit's XML, as Jenkins, GitLab, CircleCI and others read it: a test case for each claim.

A verdict that is not the expected one is a failure, a claim that could not be checked an error, and one that a waiver
or the baseline lets be is skipped. Source: the junit-10 schema of Jenkins' xUnit plugin.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from refcheck.model import Result, Run
from refcheck.reports.neutral import neutral
from refcheck.reports.view import (
    PLAIN,
    Style,
    account,
    claims_place,
    heading,
    in_folder,
    in_short,
    stand_ins,
    summary,
    unread,
)
from refcheck.standing import Standing, count, excuse, has_turned, remarks, standing_of

OUTCOMES = {
    Standing.UNEXPECTED: "failure",
    Standing.UNCHECKED: "error",
    Standing.WAIVED: "skipped",
    Standing.ACCEPTED: "skipped",
}


def render(run: Run, style: Style = PLAIN, /) -> str:
    """One test suite, its cases in the order of the claims; a case is named by the claim's id alone, which stays."""
    counts = count(run)
    totals = {
        "tests": len(run.results),
        "failures": counts.unexpected,
        "errors": counts.unchecked,
        "skipped": counts.waived + counts.accepted,
    }
    about = {"name": "refcheck", **totals, "timestamp": run.started_at.isoformat(), "file": _file(run, style)}
    suite = ET.Element("testsuite", {key: neutral(str(value)) for key, value in about.items()})
    properties = ET.SubElement(suite, "properties")
    for name, version in run.versions:
        ET.SubElement(properties, "property", {"name": neutral(name), "value": neutral(version)})
    for result in run.results:
        suite.append(_case(result, run, style))
    ET.SubElement(suite, "system-out").text = _lines(_besides(run))
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _case(result: Result, run: Run, style: Style) -> ET.Element:
    place, standing = claims_place(result.claim, run, style), standing_of(result, run)
    about = {"classname": place.file, "name": result.claim.id, "file": place.file, "line": str(place.line)}
    case = ET.Element("testcase", {key: neutral(value) for key, value in about.items()})
    if tag := OUTCOMES.get(standing):
        label, words = (tag == "skipped" and excuse(result, run)) or ("", "")
        message = f"{in_short(result)}. {label}: {words}" if label else f"{in_short(result)}: {result.claim.statement}"
        outcome = ET.SubElement(case, tag, {"type": standing.value, "message": neutral(message)})
        outcome.text = _lines(account(result, run))
    elif style.details or has_turned(result, run):
        ET.SubElement(case, "system-out").text = _lines(account(result, run))
    return case


def _file(run: Run, style: Style) -> str:
    return in_folder(run.dossier.path.name, style)


def _besides(run: Run) -> list[str]:
    gone = [f"Source not used: {source}: {why}" for source, why in unread(run)]
    found = stand_ins(run)
    told = [found.sentence] if found else []
    return [heading(run), *gone, *told, *remarks(run), summary(run)]


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"\n{neutral(line)}" for line in lines) + "\n"
