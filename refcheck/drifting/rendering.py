"""Drift as text, Markdown and JSON. Page text is made harmless; what changed is marked without colour too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from rich.cells import cell_len

from refcheck.drifting.comparing import ClaimDrift, Drift, Drifted, PageDrift, PageState
from refcheck.drifting.places import Sighting, Standing
from refcheck.drifting.wording import Edit, Piece, decorated
from refcheck.model import Evidence, Result, Stance
from refcheck.reports.markdown import escaped
from refcheck.reports.neutral import harmless_json, neutral
from refcheck.reports.text import LONGEST_ID, NARROWEST, NARROWEST_STATEMENT, STEP, Line, fit, laid_out
from refcheck.reports.view import PLAIN, Style, shortened, shown_evidence, verdict_and_since, web_address

FORMAT = 1
"""Goes up when a key of the JSON goes, or comes to mean something else."""
SETTLED = frozenset({Drifted.UNCHANGED, Drifted.INTACT})
_SYMBOLS = {
    Drifted.UNCHANGED: "=",
    Drifted.INTACT: "=",
    Drifted.PAGE_MOVED: "~",
    Drifted.MOVED: "~",
    Drifted.RETOUCHED: "~",
    Drifted.STAND_IN: "!",
    Drifted.UNCHECKED: "!",
}
_COLOURS = {"=": "green", "~": "cyan", "!": "bold yellow", "✗": "red"}
_EDITS = {Edit.DELETED: "red", Edit.INSERTED: "green"}
_TAGS = {Edit.DELETED: "del", Edit.INSERTED: "ins"}
_KEPT = 12
"""Words that stay on either side of a change where a long stretch is the same."""

Renderer = Callable[[Drift, Style], str]
"""From a drift and a style to a text that ends in a newline; the same for the same drift and style."""


def summary(drift: Drift) -> str:
    """Return one line: how many claims became what, the worst first."""
    found = Counter(each.drifted for each in drift.claims)
    told = [f"{found[kind]} {kind}" for kind in reversed(tuple(Drifted)) if found[kind]]
    return f"{len(drift.claims)} claim{'' if len(drift.claims) == 1 else 's'}: {', '.join(told)}"


def symbol_of(drifted: Drifted) -> str:
    """Return one character: nothing of note, something moved, not compared, drifted."""
    return _SYMBOLS.get(drifted, "✗")


def headline(each: ClaimDrift) -> str:
    """Return what became of a claim, with both verdicts where they differ."""
    if each.drifted is Drifted.VERDICT:
        return f"verdict changed from {verdict_and_since(each.recorded)} to {verdict_and_since(each.now)}"
    if each.now.judgement is None:
        return f"{each.drifted}, the verdict was {verdict_and_since(each.recorded)}"
    return f"{each.drifted}, verdict {verdict_and_since(each.now)}"


def page_line(page: PageDrift) -> str:
    """Return how a page stands to its recording, in a line."""
    told = f"{page.source.id}: {page.state}"
    if page.state is PageState.CHANGED:
        told += f", +{page.inserted} -{page.deleted} words"
    if page.recorded_at and page.state is not PageState.UNRECORDED:
        told += f", recorded on {page.recorded_at.date()}"
    if page.detail:
        told += f" ({page.detail})"
    if page.moved_to:
        told += f"; the address redirects for good to {page.moved_to}: correct its url"
    return told


def stand_ins(drift: Drift) -> str:
    """Return what is to be said of pages that are recorded as stand-ins; empty where none is."""
    ids = [page.source.id for page in drift.pages if page.state is PageState.STAND_IN]
    if not ids:
        return ""
    which = "all pages" if len(ids) == len(drift.pages) > 1 else ", ".join(ids)
    return (
        f"Recorded as stand-ins ({which}): these recordings are no earlier states of the pages, so that nothing can "
        "have drifted from them. Record the live pages first: `refcheck record`."
    )


def sighting_line(seen: Sighting) -> str:
    """Return what became of a piece of evidence, and where it stands now."""
    told = f"{seen.evidence.source.id}: evidence {seen.standing}"
    then = seen.evidence.passage.heading
    if seen.standing is not Standing.GONE and seen.heading != then:
        return f"{told}, now {_under(seen.heading)}, before {_under(then)}"
    return f"{told}, {_under(then)}" if then else told


def _under(heading: str) -> str:
    return f'under "{heading}"' if heading else "under no heading"


def remains(seen: Sighting) -> tuple[str, str]:
    """Return what stands now where evidence that is gone stood, as a label and the page's words."""
    if not seen.in_view:
        return "What stood around it is gone too.", ""
    return ("In its place now:", seen.instead) if seen.instead else ("Nothing stands in its place.", "")


def new_evidence(each: ClaimDrift) -> tuple[Evidence, ...]:
    """Return the words that a changed verdict rests on now."""
    if each.drifted is not Drifted.VERDICT or each.now.judgement is None:
        return ()
    return tuple(item for item in shown_evidence(each.now.judgement) if item.stance is not Stance.NEUTRAL)


def elided(pieces: tuple[Piece, ...]) -> Iterator[Piece]:
    """Yield the pieces of a diff, what is the same for long cut in its middle."""
    for number, piece in enumerate(pieces):
        words = piece.text.split(" ")
        head, tail = _KEPT * (number > 0), _KEPT * (number < len(pieces) - 1)
        if piece.edit is not Edit.SAME or len(words) <= head + tail + 2 or len(pieces) == 1:
            yield piece
            continue
        kept = [*words[:head], "…", *(words[len(words) - tail :] if tail else [])]
        yield replace(piece, text=" ".join(kept))


# ------------------------------------------------------------------- text


def render_text(drift: Drift, style: Style = PLAIN) -> str:
    """A table of the claims, the details of those that are not settled, and the counts."""
    lines = [Line(f"refcheck drift: {drift.dossier.path.name}"), Line(""), *_table(drift, style), Line("")]
    for each in drift.claims:
        if style.details or each.drifted not in SETTLED:
            lines += [*_details(each), Line("")]
    if told := stand_ins(drift):
        lines.append(Line(told, 0, "cyan"))
    lines.append(Line(summary(drift), 0, "bold"))
    return laid_out(lines, style)


def _table(drift: Drift, style: Style) -> Iterator[Line]:
    rows = [(symbol_of(each.drifted), each.claim.id, str(each.drifted)) for each in drift.claims]
    cells = [("", "claim", "since the recording"), *rows]
    width, last = max(style.width, NARROWEST), max(cell_len(row[2]) for row in cells)
    name = min(max(cell_len(row[1]) for row in cells), LONGEST_ID, max(width - last - 4, 1))
    room = width - name - last - 6
    statements = ["statement", *(neutral(each.claim.statement) for each in drift.claims)]
    for (symbol, claim, drifted), statement in zip(cells, statements, strict=True):
        columns = [fit(claim, name), *([fit(statement, room)] if room >= NARROWEST_STATEMENT else []), drifted]
        yield Line(f"{fit(symbol, 1)} {'  '.join(columns)}", paint=_COLOURS.get(symbol, "bold"), whole=True)


def _details(each: ClaimDrift) -> Iterator[Line]:
    symbol = symbol_of(each.drifted)
    yield Line(f"{symbol} {each.claim.id}: {headline(each)}", 0, f"bold {_COLOURS[symbol].removeprefix('bold ')}")
    yield Line(each.claim.statement, STEP)
    for page in each.pages:
        yield Line(page_line(page), STEP, "" if page.state in {PageState.UNCHANGED, PageState.CHANGED} else "yellow")
    for seen in each.evidence:
        yield from _sighting(seen)
    for item in new_evidence(each):
        yield Line(f"Now {item.stance} ({item.score:.2f}): {item.source.id}", STEP, "bold")
        yield Line(f'"{shortened(item.text)}"', 2 * STEP)
        if item.reason:
            yield Line(item.reason, 2 * STEP)
        if address := web_address(item.link):
            yield Line(address, 2 * STEP, "dim", whole=True)
    if each.live is not None:
        yield Line(live_line(each.live), STEP, "cyan")


def live_line(live: Result) -> str:
    """Return what the live pages say of a claim whose recordings are stand-ins."""
    return f"On the live pages, which are no later states of the stand-ins: {verdict_and_since(live)}."


def _sighting(seen: Sighting) -> Iterator[Line]:
    yield Line(sighting_line(seen), STEP, "red" if seen.standing in {Standing.GONE, Standing.REWORDED} else "")
    if seen.diff:
        yield _diff_line(seen.diff, 2 * STEP)
    else:
        yield Line(f'"{shortened(seen.evidence.text)}"', 2 * STEP)
    if seen.standing is Standing.GONE:
        label, words = remains(seen)
        yield Line(f'{label} "{shortened(words)}"' if words else label, 2 * STEP)
    if seen.standing is Standing.MOVED:
        for label, words in (("It stands after", seen.before), ("and before", seen.after)):
            if words:
                yield Line(f'{label}: "{words}"', 2 * STEP, "dim")
    if address := web_address(seen.link):
        yield Line(address, 2 * STEP, "dim", whole=True)


def _diff_line(pieces: tuple[Piece, ...], indent: int) -> Line:
    text, spans, last = '"', [], Edit.SAME
    for piece in elided(pieces):
        apart = not (piece.glued or len(text) == 1 or (last, piece.edit) == (Edit.DELETED, Edit.INSERTED))
        text += " " * apart
        words = neutral(decorated(piece))
        if paint := _EDITS.get(piece.edit):
            spans.append((len(text), len(text) + len(words), paint))
        text, last = text + words, piece.edit
    return Line(f'{text}"', indent, inner=tuple(spans))


# --------------------------------------------------------------- Markdown


def render_markdown(drift: Drift, style: Style = PLAIN) -> str:
    """A table of the claims and the details of those that are not settled, for an issue or the summary of a job."""
    blocks = [f"## refcheck drift: {escaped(drift.dossier.path.name)}", f"**{escaped(summary(drift))}**"]
    if told := stand_ins(drift):
        blocks.append(escaped(told))
    rows = [
        f"| {symbol_of(each.drifted)} | {escaped(each.claim.id)} | {escaped(each.claim.statement)} | {each.drifted} |"
        for each in drift.claims
    ]
    blocks.append("\n".join(["| | claim | statement | since the recording |", "| --- | --- | --- | --- |", *rows]))
    for each in drift.claims:
        if style.details or each.drifted not in SETTLED:
            blocks += _markdown_details(each)
    return "\n\n".join(blocks) + "\n"


def _markdown_details(each: ClaimDrift) -> Iterator[str]:
    yield f"### {symbol_of(each.drifted)} {escaped(each.claim.id)}: {escaped(headline(each))}"
    yield escaped(each.claim.statement)
    yield "\n".join(f"- {escaped(page_line(page))}" for page in each.pages)
    for seen in each.evidence:
        lines = [f"{escaped(sighting_line(seen))}", ""]
        lines.append(_markdown_diff(seen.diff) if seen.diff else escaped(f'"{shortened(seen.evidence.text)}"'))
        if seen.standing is Standing.GONE:
            label, words = remains(seen)
            lines += ["", escaped(f'{label} "{shortened(words)}"' if words else label)]
        lines[-1] += _link(seen.link)
        yield "\n".join(f"> {line}".rstrip() for line in lines)
    for item in new_evidence(each):
        lines = [f"*Now {item.stance} ({item.score:.2f})*: {escaped(item.source.id)}", ""]
        lines += [f'"{escaped(shortened(item.text))}"{_link(item.link)}', "", escaped(item.reason)]
        yield "\n".join(f"> {line}".rstrip() for line in lines).rstrip("> \n")
    if each.live is not None:
        yield escaped(live_line(each.live))


def _link(address: str) -> str:
    safe = web_address(address)
    return f" [on the page](<{safe}>)" if safe else ""


def _markdown_diff(pieces: tuple[Piece, ...]) -> str:
    text, last = '"', Edit.SAME
    for piece in elided(pieces):
        apart = not (piece.glued or len(text) == 1 or (last, piece.edit) == (Edit.DELETED, Edit.INSERTED))
        tag = _TAGS.get(piece.edit)
        words = escaped(piece.text)
        text += " " * apart + (f"<{tag}>{words}</{tag}>" if tag else words)
        last = piece.edit
    return f'{text}"'


# ------------------------------------------------------------------- JSON


def render_json(drift: Drift, _style: Style = PLAIN) -> str:
    """All claims and pages for programs, versioned, keys in a stable order, in ASCII."""
    return harmless_json(
        {
            "refcheck": {"drift": FORMAT, "versions": dict(drift.versions)},
            "started_at": drift.started_at.isoformat(),
            "claims_file": drift.dossier.path.name,
            "summary": {str(kind): sum(each.drifted is kind for each in drift.claims) for kind in Drifted},
            "claims": [_json_claim(each) for each in drift.claims],
            "pages": [_json_page(page) for page in drift.pages],
        }
    )


def _json_claim(each: ClaimDrift) -> dict[str, object]:
    return {
        "id": each.claim.id,
        "statement": each.claim.statement,
        "drift": each.drifted.value,
        "verdict": _json_verdict(each.recorded),
        "verdict_now": _json_verdict(each.now),
        "verdict_live": _json_verdict(each.live) if each.live else None,
        "sources": [page.source.id for page in each.pages],
        "evidence": [_json_sighting(seen) for seen in each.evidence],
        "new_evidence": [
            {"source": e.source.id, "stance": e.stance.value, "text": e.text, "reason": e.reason, "link": e.link}
            for e in new_evidence(each)
        ],
    }


def _json_verdict(result: Result) -> dict[str, object]:
    return {
        "verdict": result.judgement.verdict.value if result.judgement else None,
        "since": result.since.verdict.value if result.since else None,
    }


def _json_sighting(seen: Sighting) -> dict[str, object]:
    return {
        "source": seen.evidence.source.id,
        "standing": seen.standing.value,
        "kind": seen.evidence.passage.kind.value,
        "recorded": {"text": seen.evidence.text, "heading": seen.evidence.passage.heading},
        "now": {
            "text": seen.text,
            "heading": seen.heading,
            "before": seen.before,
            "after": seen.after,
            "link": seen.link,
        }
        if seen.standing is not Standing.GONE
        else None,
        "instead": seen.instead,
        "surroundings_found": seen.in_view,
        "diff": [{"edit": piece.edit.value, "text": piece.text, "glued": piece.glued} for piece in seen.diff],
    }


def _json_page(page: PageDrift) -> dict[str, object]:
    return {
        "id": page.source.id,
        "url": page.source.public_url,
        "state": page.state.value,
        "detail": page.detail,
        "recorded_at": page.recorded_at.isoformat() if page.recorded_at else None,
        "words_inserted": page.inserted,
        "words_deleted": page.deleted,
        "moved_to": page.moved_to,
    }


RENDERERS: Mapping[str, Renderer] = MappingProxyType({"text": render_text, "md": render_markdown, "json": render_json})
