"""The report for a terminal or a log: plain lines, coloured where asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from refcheck.model import Candidate, Evidence, Judgement, PartResult, Result, Run, Stance, Verdict
from refcheck.reports.neutral import begun, neutral
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
    web_address,
)
from refcheck.standing import Standing, has_turned, remarks, standing_of

COLOURS = {
    Verdict.SUPPORTED: "green",
    Verdict.REFUTED: "red",
    Verdict.CONFLICTING: "magenta",
    Verdict.NOT_ENOUGH: "yellow",
    None: "bold yellow",
}
STANCES = {Stance.SUPPORTS: "green", Stance.REFUTES: "red", Stance.NEUTRAL: "dim"}
NARROWEST = 40
NARROWEST_STATEMENT = 16
LONGEST_ID = 28
STEP = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph to be wrapped at the report's width; `whole` keeps it on one line, as an address needs.

    `inner` are spans of a text that `neutral` leaves as it is, each with a paint of its own.
    """

    text: str
    indent: int = 0
    paint: str = ""
    whole: bool = False
    inner: tuple[tuple[int, int, str], ...] = ()


def render(run: Run, style: Style = PLAIN, /) -> str:
    """A table of the verdicts, the evidence where it is called for, what is missing, and the counts.

    The evidence of what the baseline has accepted is left out too, so that what is new stands out.
    """
    lines = [Line(f"refcheck: {heading(run)}"), Line(""), *_table(run, style), Line("")]
    accepted = {result.claim.id for result in run.results if not style.details and _is_known(result, run)}
    for result in run.results:
        if style.details or (needs_details(result) and result.claim.id not in accepted):
            lines += [*_details(result, run), Line("")]
    if accepted:
        lines.append(Line(f"In the baseline: {len(accepted)}, their evidence with --verbose.", 0, "dim"))
    lines += _closing(run)
    return laid_out(lines, style)


def render_result(result: Result, run: Run, style: Style = PLAIN, /) -> str:
    """One result as the report tells it in detail: verdict, what was expected, why, evidence, what is missing."""
    return laid_out(list(_details(result, run)), style)


def render_explanation(
    result: Result, considered: Sequence[tuple[Candidate, Evidence | None]], run: Run, style: Style = PLAIN, /
) -> str:
    """How one verdict came about: each passage that was looked at, what it was held for, and the outcome.

    `considered` pairs the passages, best match first, with the evidence that judging made of them, if any.
    """
    looked_at = f"Passages looked at: {len(considered)}, page by page, best match first."
    lines = [*_details(result, run, hints=False), Line(""), Line(looked_at)]
    for rank, (candidate, evidence) in enumerate(considered, start=1):
        lines += [Line(""), *_considered(rank, candidate, evidence)]
    return laid_out(lines, style)


def _is_known(result: Result, run: Run) -> bool:
    return standing_of(result, run) is Standing.ACCEPTED and not has_turned(result, run)


def _table(run: Run, style: Style) -> Iterator[Line]:
    head = ("", "claim", "verdict", "expected")
    rows = [
        (symbol_of(result.judgement), result.claim.id, verdict_of(result.judgement), as_expected(result, run))
        for result in run.results
    ]
    cells = [tuple(neutral(cell) for cell in row) for row in (head, *rows)]
    symbol, name, verdict, expected = (max(cell_len(row[column]) for row in cells) for column in range(4))
    name = min(name, LONGEST_ID)
    width = max(style.width, NARROWEST)
    room = max(width - symbol - name - verdict - expected - 4 * 2 + 1, NARROWEST_STATEMENT)
    statements = ["statement", *(result.claim.statement for result in run.results)]
    paints = ["bold", *(_paint_of(result.judgement) for result in run.results)]
    for row, statement, paint in zip(cells, statements, paints, strict=True):
        columns = (fit(row[0], symbol), fit(row[1], name), fit(neutral(statement), room), fit(row[2], verdict))
        yield Line(f"{columns[0]} {'  '.join((*columns[1:], row[3]))}".rstrip(), paint=paint, whole=True)


def _details(result: Result, run: Run, *, hints: bool = True) -> Iterator[Line]:
    yield Line(f"{symbol_of(result.judgement)} {result.claim.id}: {headline(result)}", 0, _bold(result.judgement))
    yield Line(result.claim.statement, STEP)
    for label, sentence in notes(result, run):
        yield Line(f"{label}: {sentence}", STEP)
    if result.judgement:
        yield from _evidence_of(result.judgement, run, STEP)
        if hints and (unsaid := left_unsaid(result.judgement)):
            yield Line(f"{unsaid}; see `refcheck explain {result.claim.id}`.", STEP, "dim")
    for part in result.parts:
        yield from _part(part, result, run)
    if result.since:
        said = f"Pages published since say: {symbol_of(result.since)} {verdict_of(result.since)}"
        yield Line(f"{said}. {result.since.reason}", STEP, _paint_of(result.since))
        yield from _evidence_of(result.since, run, 2 * STEP)
    for gone in result.unavailable:
        detail = f" ({gone.detail})" if gone.detail else ""
        yield Line(f"Could not be used: {gone.source.id}: {gone.reason}{detail}", STEP, "yellow")


def _part(part: PartResult, result: Result, run: Run) -> Iterator[Line]:
    judgement = part.judgement
    yield Line(f"Part: {symbol_of(judgement)} {verdict_of(judgement)}: {part.statement}", STEP, _paint_of(judgement))
    if judgement.reason:
        yield Line(f"Why: {judgement.reason}", 2 * STEP)
    shown = result.judgement.evidence if result.judgement else ()
    for evidence in shown_evidence(judgement):
        if evidence not in shown:
            yield from _evidence(evidence, run, 2 * STEP)


def _evidence_of(judgement: Judgement, run: Run, indent: int) -> Iterator[Line]:
    for evidence in shown_evidence(judgement):
        yield from _evidence(evidence, run, indent)


def _evidence(evidence: Evidence, run: Run, indent: int) -> Iterator[Line]:
    yield Line(f"{_stance(evidence)}: {origin(evidence, run)}", indent, STANCES[evidence.stance])
    yield Line(f'"{neutral(evidence.text)}"', indent + STEP)
    yield from _grounds(evidence, indent + STEP)
    if address := web_address(evidence.link):
        yield Line(address, indent + STEP, "dim", whole=True)


def _grounds(evidence: Evidence, indent: int) -> Iterator[Line]:
    if evidence.reason:
        yield Line(evidence.reason, indent)
    for finding in evidence.findings:
        yield Line(comparison(finding), indent, "" if finding.agrees is not False else "red")


def _considered(rank: int, candidate: Candidate, evidence: Evidence | None) -> Iterator[Line]:
    document, passage = candidate.document, candidate.passage
    place = f', under "{passage.heading}"' if passage.heading else ""
    match = f"{rank}. {document.source.id}, {passage.kind}{place}; match {candidate.score:.2f}"
    yield Line(f"{match}; {_stance(evidence) if evidence else 'not judged'}", 0, "bold")
    yield Line(f'"{neutral(candidate.text)}"', STEP)
    if evidence:
        yield from _grounds(evidence, STEP)


def _closing(run: Run) -> Iterator[Line]:
    for source, why in unread(run):
        yield Line(f"Source not used: {source}: {why}", 0, "yellow")
    if found := stand_ins(run):
        yield Line(found.sentence, 0, "cyan")
    for remark in remarks(run):
        yield Line(remark, 0, "yellow")
    yield Line(summary(run), 0, "bold")


def _stance(evidence: Evidence) -> str:
    return f"{evidence.stance} ({evidence.score:.2f})"


def _paint_of(judgement: Judgement | None) -> str:
    return COLOURS[judgement.verdict if judgement else None]


def _bold(judgement: Judgement | None) -> str:
    return "bold " + _paint_of(judgement).removeprefix("bold ")


def laid_out(lines: Sequence[Line], style: Style) -> str:
    """The lines as a report in this style: wrapped, indented, painted."""
    width = max(style.width, NARROWEST)
    return "".join(f"{row}\n" for line in lines for row in _rows(line, width, style.colour))


def _rows(line: Line, width: int, colour: bool) -> Iterator[str]:
    indent = " " * line.indent
    # A whole line comes as laid out by this module or is an address, so it keeps its spaces.
    rows = [_seen(line.text)] if line.whole else _wrapped(neutral(line.text), width - line.indent)
    if line.inner and colour:
        yield from (f"{indent}{row}" for row in _painted_inside(rows, line))
        return
    for row in rows:
        yield (indent + _painted(begun(row), line.paint if colour else "")).rstrip()


def _painted_inside(rows: Sequence[str], line: Line) -> Iterator[str]:
    """The rows of a line with its spans painted, which may go on from row to row."""
    at = 0
    for row in rows:
        at += line.text[at : at + 1] == " " and not row.startswith(" ")
        painted, done = "", 0
        for start, end, paint in line.inner:
            first, last = max(start - at, done), min(end - at, len(row))
            if first < last:
                painted += row[done:first] + _painted(row[first:last], paint)
                done = last
        yield painted + row[done:]
        at += len(row)


def _seen(text: str) -> str:
    return text if text.isprintable() else neutral(text)


def _wrapped(text: str, width: int) -> list[str]:
    """The text in rows of at most `width` terminal cells, broken at spaces, or within a word that is longer."""
    rows, row = [], ""
    for word in text.split(" "):
        if row and cell_len(row) + 1 + cell_len(word) > width:
            rows.append(row)
            row = ""
        row = f"{row} {word}" if row else word
        while cell_len(row) > width:
            head = _head(row, width)
            rows.append(head)
            row = row[len(head) :]
    return [*rows, row] if row or not rows else rows


def _head(text: str, width: int) -> str:
    """As much of the start of `text` as goes into `width` cells, one character at least."""
    end = width  # no character but a zero-width one is narrower than a cell
    while end > 1 and cell_len(text[:end]) > width:
        end -= 1
    return text[:end]


def fit(text: str, width: int) -> str:
    """The text padded to `width` cells, or cut there and marked as cut."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def _painted(text: str, paint: str) -> str:
    if not paint or not text:
        return text
    from rich.color import ColorSystem  # noqa: PLC0415  # rich's colours are slow to import and seldom needed
    from rich.style import Style as Paint  # noqa: PLC0415

    return Paint.parse(paint).render(text, color_system=ColorSystem.STANDARD)
