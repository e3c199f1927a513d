"""The report as GitHub's Markdown, fit for a comment on a pull request: short, folded, and never too long for one.

It begins with a comment that is not shown, the same for every run over a claims file, by which a bot finds the comment
that it wrote before. What needs somebody comes first; the evidence is folded away beneath.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from refcheck.model import Evidence, Judgement, PartResult, Result, Run
from refcheck.reports.neutral import neutral
from refcheck.reports.view import (
    PLAIN,
    Style,
    as_expected,
    by_urgency,
    comparison,
    heading,
    in_folder,
    in_short,
    left_unsaid,
    needs_details,
    notes,
    origin,
    shortened,
    shown_evidence,
    stand_ins,
    summary,
    symbol_of,
    unread,
    verdict_and_since,
    verdict_of,
    web_address,
)
from refcheck.standing import Standing, has_turned, remarks, standing_of

ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"}
# Between the characters that make a host turn text into a mention, a reference, a link or an emoji.
BREAK = "&#8288;"
SPECIAL = re.compile(r"[\\`*_\[\]|~!]")
BLOCK_START = re.compile(r"^(?=[-+=#:])|^(\d+)(?=[.)])")
LINKED = re.compile(r"@|#(?=\d)|:(?=//)|www(?=\.)|\bGH-(?=\d)|:(?=[\w+-]+:)", re.IGNORECASE)
LONGEST = 65_536
"""Bytes in UTF-8. GitHub has this number of characters for a limit; they are never fewer than bytes however counted."""
TABLE = ("| | claim | statement | verdict | as expected |", "| --- | --- | --- | --- | --- |")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report whose items may be too many: `what` names them where some are left out.

    What is `long` gets the room that the others leave, and of these none more than half of what is left.
    """

    head: str
    items: tuple[str, ...]
    what: str
    foot: str = ""
    long: bool = False

    @property
    def joint(self) -> str:
        """What is between two items: long ones are blocks of their own."""
        return "\n\n" if self.long else "\n"

    def with_items(self, items: Iterable[str]) -> str:
        """The section with these of its items, and with a word on how many are missing."""
        kept = tuple(items)
        missing = len(self.items) - len(kept)
        more = (
            f"*{missing} more {self.what}: too much for one comment; `refcheck report` shows all.*" if missing else ""
        )
        body = self.joint.join([*([self.head] if self.head else []), *kept])
        return "\n\n".join(part for part in (body, more, self.foot) if part)


def render(run: Run, style: Style = PLAIN, /) -> str:
    """All claims in tables, those first that need somebody, with the evidence folded away; 65,536 bytes at most."""
    blocks = [_marker(run, style), f"## refcheck: {escaped(heading(run))}", f"**{escaped(summary(run))}**"]
    if found := stand_ins(run):
        names = [f"{', '.join(_code(name) for name in found.ids)}."] if found.ids else []
        blocks.append(" ".join([f"*{found.told}*", *names, found.remedy]))
    blocks += _fitted([section for section in _sections(run, style) if section.items], LONGEST - _size(blocks))
    return "\n\n".join(blocks) + "\n"


def _marker(run: Run, style: Style) -> str:
    name = quote(in_folder(run.dossier.path.name, style), errors="replace").replace("--", "-%2D")
    return f"<!-- refcheck: {name} -->"


def _sections(run: Run, style: Style) -> Iterator[Section]:
    urgent: list[Result] = []
    fine: list[Result] = []
    for result in by_urgency(run):
        settled = standing_of(result, run) is Standing.EXPECTED and not has_turned(result, run)
        (fine if settled else urgent).append(result)
    yield Section("\n".join(TABLE), tuple(_row(result, run) for result in urgent), "such claims")
    yield Section("", tuple(_folded(result, run) for result in urgent), "of these with their evidence", long=True)
    gone = tuple(f"- {_code(source)}: {escaped(why)}" for source, why in unread(run))
    yield Section("### Sources not used\n", gone, "sources")
    yield Section("### To put in order\n", tuple(f"- {escaped(remark)}" for remark in remarks(run)), "remarks")
    rest = f"The other {len(fine)} claim{'' if len(fine) == 1 else 's'}" if urgent else f"All {len(fine)} claims"
    opening = f"<details><summary>{rest}, as expected</summary>\n\n" + "\n".join(TABLE)
    yield Section(opening, tuple(_row(result, run) for result in fine), "claims as expected", foot="</details>")
    told = tuple(_folded(result, run) for result in fine if style.details or needs_details(result))
    yield Section("", told, "of these with their evidence", long=True)


def _fitted(sections: list[Section], room: int) -> list[str]:
    """The sections with as many of their items, from the first, as there is room for; none goes without a word."""
    room -= sum(_size([section.with_items(())]) for section in sections)
    written: dict[int, str] = {}
    for number, section in sorted(enumerate(sections), key=lambda each: each[1].long):
        kept, left = [], room if section.long else room // 2
        for item in section.items:
            if (size := len(item.encode()) + len(section.joint)) <= left:
                left -= size
                room -= size
                kept.append(item)
        written[number] = section.with_items(kept)
    return [written[number] for number in range(len(sections))]


def _size(blocks: Iterable[str]) -> int:
    return sum(len(block.encode()) + 2 for block in blocks)


def escaped(text: str) -> str:
    """`text` such that Markdown shows these very characters: no markup, link, mention, image or HTML comes of it."""
    shown = LINKED.sub(lambda match: match[0] + "\0", neutral(text))
    shown = SPECIAL.sub(lambda match: "\\" + match[0], shown)
    shown = re.sub("[&<>$]", lambda match: ENTITIES[match[0]], shown)
    return BLOCK_START.sub(lambda match: f"{match[1]}\\" if match[1] else "\\", shown).replace("\0", BREAK)


def _row(result: Result, run: Run) -> str:
    cells = (escaped(result.claim.statement), verdict_and_since(result), as_expected(result, run))
    return f"| {symbol_of(result.judgement)} | {_code(result.claim.id)} | {' | '.join(cells)} |"


def _folded(result: Result, run: Run) -> str:
    title = f"{symbol_of(result.judgement)} <b>{_in_html(result.claim.id)}</b>: {_in_html(in_short(result))}"
    body = "\n\n".join(_details(result, run))
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"


def _in_html(text: str) -> str:
    """`text` such that HTML, in which Markdown means nothing, shows these very characters."""
    shown = LINKED.sub(lambda match: match[0] + "\0", neutral(text))
    return re.sub("[&<>$]", lambda match: ENTITIES[match[0]], shown).replace("\0", BREAK)


def _details(result: Result, run: Run) -> Iterator[str]:
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
    lines += [f'"{escaped(shortened(evidence.text))}" {_link(evidence.link)}'.rstrip()]
    grounds = [evidence.reason] if evidence.reason else []
    grounds += [comparison(finding) for finding in evidence.findings]
    if grounds:
        lines += ["", *(f"- {escaped(ground)}" for ground in grounds)]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _link(address: str) -> str:
    """A link to the words on their page; nothing for an address that a browser should not be sent to."""
    safe = web_address(address)
    return f"[on the page](<{safe}>)" if safe else ""


def _code(text: str) -> str:
    """An id as code; one with characters that code can not hold is escaped instead."""
    return f"`{text}`" if re.fullmatch(r"[\w.:][\w.: -]*", text) else escaped(text)
