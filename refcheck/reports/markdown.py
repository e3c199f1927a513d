"""The report as Markdown, fit for a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from refcheck.model import Evidence, Judgement, PartResult, Result, Run
from refcheck.reports.neutral import neutral
from refcheck.reports.view import (
    PLAIN,
    Style,
    as_expected,
    comparison,
    heading,
    headline,
    left_unsaid,
    needs_details,
    notes,
    origin,
    shown_evidence,
    stand_ins,
    summary,
    symbol_of,
    unread,
    verdict_of,
)
from refcheck.standing import remarks

ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"}
# Between the characters that make a host turn text into a mention, a reference or a link.
BREAK = "&#8288;"
SPECIAL = re.compile(r"[\\`*_\[\]|~!]")
BLOCK_START = re.compile(r"^(?=[-+=#:])|^(\d+)(?=[.)])")
LINKED = re.compile(r"@|#(?=\d)|:(?=//)|www(?=\.)|\bGH-(?=\d)", re.IGNORECASE)
SAFE_IN_ADDRESS = ":/?#@!$&*+,;=%~'"


def render(run: Run, style: Style = PLAIN, /) -> str:
    """The same report as the text one, in GitHub's Markdown, with all words of pages and claims files escaped."""
    blocks = [f"## refcheck: {escaped(heading(run))}", f"**{escaped(summary(run))}**", "\n".join(_table(run))]
    for result in run.results:
        if style.details or needs_details(result):
            blocks.extend(_details(result, run))
    if gone := unread(run):
        blocks.append("### Sources not used")
        blocks.append("\n".join(f"- {_code(source)}: {escaped(why)}" for source, why in gone))
    if found := stand_ins(run):
        names = f" {', '.join(_code(name) for name in found.ids)}." if found.ids else ""
        blocks.append(f"*{found.told}*{names} {found.remedy}")
    if said := remarks(run):
        blocks.append("\n".join(f"- {escaped(remark)}" for remark in said))
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """`text` such that Markdown shows these very characters: no markup, link, mention, image or HTML comes of it."""
    shown = LINKED.sub(lambda match: match[0] + "\0", neutral(text))
    shown = SPECIAL.sub(lambda match: "\\" + match[0], shown)
    shown = re.sub("[&<>$]", lambda match: ENTITIES[match[0]], shown)
    return BLOCK_START.sub(lambda match: f"{match[1]}\\" if match[1] else "\\", shown).replace("\0", BREAK)


def _table(run: Run) -> Iterator[str]:
    yield "| | claim | statement | verdict | as expected |"
    yield "| --- | --- | --- | --- | --- |"
    for result in run.results:
        cells = (escaped(result.claim.statement), verdict_of(result.judgement), as_expected(result, run))
        yield f"| {symbol_of(result.judgement)} | {_code(result.claim.id)} | {' | '.join(cells)} |"


def _details(result: Result, run: Run) -> Iterator[str]:
    yield f"### {symbol_of(result.judgement)} {_code(result.claim.id)}: {escaped(headline(result))}"
    yield escaped(result.claim.statement)
    if lines := [f"- {label}: {escaped(sentence)}" for label, sentence in notes(result, run)]:
        yield "\n".join(lines)
    if result.judgement:
        yield from _evidence_of(result.judgement, run)
        if unsaid := left_unsaid(result.judgement):
            yield f"{unsaid}; see {_code(f'refcheck explain {result.claim.id}')}."
    for part in result.parts:
        yield from _part(part, result, run)
    if result.since:
        said = f"**Pages published since say: {symbol_of(result.since)} {verdict_of(result.since)}.**"
        yield f"{said} {escaped(result.since.reason)}".rstrip()
        yield from _evidence_of(result.since, run)
    if gone := result.unavailable:
        whys = (f"{item.reason} ({item.detail})" if item.detail else str(item.reason) for item in gone)
        yield "\n".join(
            f"- Could not be used: {_code(item.source.id)}: {escaped(why)}"
            for item, why in zip(gone, whys, strict=True)
        )


def _part(part: PartResult, result: Result, run: Run) -> Iterator[str]:
    said = f"**Part: {symbol_of(part.judgement)} {verdict_of(part.judgement)}:** {escaped(part.statement)}"
    yield f"{said} {escaped(part.judgement.reason)}".rstrip()
    shown = result.judgement.evidence if result.judgement else ()
    for evidence in shown_evidence(part.judgement):
        if evidence not in shown:
            yield _evidence(evidence, run)


def _evidence_of(judgement: Judgement, run: Run) -> Iterator[str]:
    for evidence in shown_evidence(judgement):
        yield _evidence(evidence, run)


def _evidence(evidence: Evidence, run: Run) -> str:
    lines = [f"*{evidence.stance} ({evidence.score:.2f})*: {escaped(origin(evidence, run))}", ""]
    lines += [f'"{escaped(evidence.text)}" {_link(evidence.link)}'.rstrip()]
    grounds = [evidence.reason] if evidence.reason else []
    grounds += [comparison(finding) for finding in evidence.findings]
    if grounds:
        lines += ["", *(f"- {escaped(ground)}" for ground in grounds)]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _link(address: str) -> str:
    """A link to the words on their page; nothing for an address that a browser should not be sent to."""
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return ""
    if scheme not in {"http", "https"}:
        return ""
    return f"[on the page](<{quote(neutral(address), safe=SAFE_IN_ADDRESS)}>)"


def _code(text: str) -> str:
    """An id as code; one with characters that code can not hold is escaped instead."""
    return f"`{text}`" if re.fullmatch(r"[\w.:][\w.: -]*", text) else escaped(text)
