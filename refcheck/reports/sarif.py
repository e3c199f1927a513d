"""SARIF 2.1.0, for code scanning and editors: a result for each claim that somebody has to look at.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". Paths are relative to `%SRCROOT%`,
the root of the checkout. No page is a location: the words of the evidence and their link are in the message.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from urllib.parse import quote

from refcheck.model import Result, Run
from refcheck.reports.neutral import harmless_json, neutral
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
from refcheck.standing import Standing, excuse, has_turned, standing_of
from refcheck.version import VERSION

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a result is about: a name that stays, how bad it is, what it means and what to do."""

    id: str
    level: str
    short: str
    full: str


UNEXPECTED = Rule(
    "unexpected-verdict",
    "error",
    "The sources do not bear the claim out as expected.",
    "The verdict on the claim is not the one that the claims file expects. Read the words that it rests on, then "
    "change the article, the claim or its sources.",
)
LAPSED = Rule(
    "expired-waiver",
    "error",
    "The claim's waiver has run out.",
    "The verdict on the claim is not the expected one, and the waiver that let it be has run out. Settle the claim, or "
    "agree on a new date.",
)
UNCHECKED = Rule(
    "not-checked",
    "warning",
    "The claim could not be checked.",
    "The sources of the claim could not be read, so nothing is known of it. See what is said of them, and run again.",
)
TURNED = Rule(
    "changed-since",
    "note",
    "Pages published since say something else.",
    "The verdict is as expected for the day of the article, and pages published since would change it. Consider "
    "saying so in the article.",
)
RULES = (UNEXPECTED, LAPSED, UNCHECKED, TURNED)


def render(run: Run, style: Style = PLAIN, /) -> str:
    """One run of the tool; what a waiver or the baseline lets be is there too, as suppressed."""
    results = [_result(result, rule, run, style) for result in by_urgency(run) if (rule := _rule(result, run))]
    return harmless_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(run, style, results)]})


def _run(run: Run, style: Style, results: list[dict[str, object]]) -> dict[str, object]:
    found = stand_ins(run)
    told = [found.sentence] if found else []
    return {
        "tool": {"driver": {"name": "refcheck", "version": VERSION, "rules": [_descriptor(rule) for rule in RULES]}},
        "automationDetails": {"id": f"refcheck/{in_folder(run.dossier.path.name, style)}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "startTimeUtc": run.started_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "toolExecutionNotifications": [
                    *({"level": "warning", "message": _message([f"{name}: {why}"])} for name, why in unread(run)),
                    *({"level": "note", "message": _message([words])} for words in (*told, summary(run))),
                ],
            }
        ],
        "results": results,
    }


def _descriptor(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "name": "".join(word.title() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.short},
        "fullDescription": {"text": rule.full},
        "help": {"text": rule.full},
        "defaultConfiguration": {"level": rule.level},
    }


def _rule(result: Result, run: Run) -> Rule | None:
    standing = standing_of(result, run)
    if standing is Standing.UNCHECKED:
        return UNCHECKED
    if standing is Standing.EXPECTED:
        return TURNED if has_turned(result, run) else None
    return LAPSED if standing is Standing.UNEXPECTED and result.claim.waiver else UNEXPECTED


def _result(result: Result, rule: Rule, run: Run, style: Style) -> dict[str, object]:
    let_be = standing_of(result, run) in {Standing.WAIVED, Standing.ACCEPTED}
    place, listed = place_of(result.claim, run, style), claims_place(result.claim, run, style)
    related = {"relatedLocations": [{**_location(listed), "message": {"text": "The claim."}}]}
    return {
        "ruleId": rule.id,
        "ruleIndex": RULES.index(rule),
        "level": "note" if let_be else rule.level,
        "message": _message([f"{result.claim.id}: {in_short(result)}.", *account(result, run)]),
        "locations": [_location(place)],
        **(related if place != listed else {}),
        # By the claim's name alone: neither another wording nor another place makes it another claim.
        "partialFingerprints": {"claim/v1": _digest(run.dossier.path.name, result.claim.id)},
        **({"suppressions": [_suppression(result, run)]} if let_be else {}),
    }


def _suppression(result: Result, run: Run) -> dict[str, object]:
    words = ": ".join(excuse(result, run) or ())
    return {"kind": "external", "status": "accepted", "justification": neutral(words)}


def _location(place: Place) -> dict[str, object]:
    region = {"startLine": place.line}
    if place.end_line:
        region |= {"startColumn": place.column} if place.column else {}
        region |= {"endLine": place.end_line}
        region |= {"endColumn": place.end_column} if place.column else {}
    artifact = {"uri": quote(place.file, errors="replace"), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _message(lines: list[str]) -> dict[str, object]:
    return {"text": "\n".join(_literal(line) for line in lines)}


def _literal(line: str) -> str:
    """A line that shows these very words: braces are doubled (3.11.5), and what would be a link is none (3.11.6)."""
    return neutral(line).replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]
