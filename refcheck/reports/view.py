"""What every report says of a run, whatever its format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from refcheck.codec import relative_path
from refcheck.model import (
    Claim,
    Evidence,
    Finding,
    Judgement,
    Outcome,
    Provenance,
    Result,
    Run,
    SourceUse,
    Stance,
    Verdict,
)
from refcheck.reports.neutral import neutral
from refcheck.standing import Standing, count, excuse, standing_of
from refcheck.timeline import Past

UNCHECKED = "could not be checked"
SYMBOLS = {
    Verdict.SUPPORTED: "✓",
    Verdict.REFUTED: "✗",
    Verdict.CONFLICTING: "≠",
    Verdict.NOT_ENOUGH: "?",
    None: "!",
}
AS_EXPECTED = {
    Standing.EXPECTED: "yes",
    Standing.UNEXPECTED: "NO",
    Standing.WAIVED: "waived",
    Standing.ACCEPTED: "baseline",
    Standing.UNCHECKED: "-",
}
NEUTRAL_SHOWN = 2
URGENCY = (Standing.UNEXPECTED, Standing.UNCHECKED, Standing.WAIVED, Standing.ACCEPTED, Standing.EXPECTED)
SAFE_IN_ADDRESS = ":/?#@!$&*+,;=%~'"
LONGEST_QUOTED = 1_000


@dataclass(frozen=True, slots=True)
class Style:
    """How a report looks: `width` in terminal cells, `details` of every claim rather than of the ones in question.

    `folder` is that of the claims file as seen from where the report is read, for the formats that name files.
    `earlier` are the runs before this one, oldest first, for the formats that show what became of a verdict.
    """

    width: int = 80
    colour: bool = False
    details: bool = False
    folder: str = ""
    earlier: tuple[Past, ...] = ()


PLAIN = Style()


def verdict_of(judgement: Judgement | None) -> str:
    """The verdict in words."""
    return judgement.verdict.value if judgement else UNCHECKED


def symbol_of(judgement: Judgement | None) -> str:
    """One character for each verdict, so that verdicts are told apart without colour."""
    return SYMBOLS[judgement.verdict if judgement else None]


def as_expected(result: Result, run: Run) -> str:
    """Whether the verdict is the expected one, in a word."""
    return AS_EXPECTED[standing_of(result, run)]


def needs_details(result: Result) -> bool:
    """Whether there is more to say than that the claim is supported, as expected, by every source it names."""
    plain = result.judgement is not None and result.judgement.verdict is Verdict.SUPPORTED
    return not (plain and result.outcome is Outcome.EXPECTED) or bool(result.unavailable) or result.since is not None


def headline(result: Result) -> str:
    """The verdict and how it stands to the expected one."""
    verdict = verdict_of(result.judgement)
    if result.outcome is Outcome.UNCHECKED:
        return verdict
    return f"{verdict}, {'as' if result.outcome is Outcome.EXPECTED else 'not as'} expected"


def notes(result: Result, run: Run) -> list[tuple[str, str]]:
    """What is to be said of a result beside its evidence, as labels and sentences."""
    claim = result.claim
    lines = []
    if result.outcome is Outcome.UNEXPECTED:
        lines.append(("Expected", claim.expect.value))
    reason = (result.judgement.reason if result.judgement else "") or result.reason
    if reason:
        lines.append(("Why", reason))
    if claim.quote:
        lines.append(("In the article", f'"{claim.quote}"'))
    if said := excuse(result, run):
        lines.append(said)
    return lines


def shown_evidence(judgement: Judgement) -> tuple[Evidence, ...]:
    """The most telling passage of each source for each stance, or the nearest of the neutral where none takes one."""
    telling: dict[tuple[str, Stance], Evidence] = {}
    for item in judgement.evidence:
        if item.stance is not Stance.NEUTRAL:
            telling.setdefault((item.source.id, item.stance), item)
    return tuple(telling.values()) or judgement.evidence[:NEUTRAL_SHOWN]


def left_unsaid(judgement: Judgement) -> str:
    """What the evidence that is not shown amounts to, or nothing."""
    shown = Counter(item.stance is Stance.NEUTRAL for item in shown_evidence(judgement))
    found = Counter(item.stance is Stance.NEUTRAL for item in judgement.evidence)
    alike, neither = found[False] - shown[False], found[True] - shown[True]
    kinds = [f"{alike} to the same effect" if alike else "", f"{neither} deciding nothing" if neither else ""]
    return f"Further passages: {', '.join(kind for kind in kinds if kind)}" if alike or neither else ""


def origin(evidence: Evidence, run: Run) -> str:
    """Where the words stand and where the page came from: title, heading, page date, provenance."""
    use = next((use for use in run.sources if use.source.id == evidence.source.id), None)
    title = (use.title if use else "") or evidence.source.title
    source = f"{title} ({evidence.source.id})" if title else evidence.source.id
    passage = evidence.passage
    # On most pages the first heading is the title, which need not be said twice.
    heading = f"{passage.heading} > ".removeprefix(f"{title} > ").removesuffix(" > ")
    places = [heading and f'under "{heading}"', f"page {passage.page}" if passage.page else ""]
    places += [passage.speaker and f"said by {passage.speaker}", *([page_date(use), provenance(use)] if use else [])]
    return "; ".join([source, *(place for place in places if place)])


def page_date(use: SourceUse) -> str:
    """When the page was published and changed, as far as it or the claims file says."""
    dates = []
    if use.published:
        dates.append(f"published {use.published.value}")
    elif use.source.published:
        dates.append(f"published {use.source.published}")
    if use.modified:
        dates.append(f"changed {use.modified.value}")
    return ", ".join(dates)


def provenance(use: SourceUse) -> str:
    """Where the bytes of the page came from and when they were taken."""
    if use.provenance is None:
        return ""
    taken = f" of {use.fetched_at.date()}" if use.fetched_at else ""
    words = {
        Provenance.LIVE: "live page",
        Provenance.RECORDED: "recording",
        Provenance.ARCHIVED: "archived copy",
        Provenance.STAND_IN: "stand-in",
        Provenance.GIVEN: "given text",
    }
    return words[use.provenance] + taken


def comparison(finding: Finding) -> str:
    """A compared fact in a line."""
    verdict = {True: "agrees", False: "differs", None: "open"}[finding.agrees]
    page = f'"{finding.on_page}" on the page' if finding.on_page else "nothing on the page"
    return f'{finding.kind} {verdict}: "{finding.in_claim}" in the claim, {page}'


@dataclass(frozen=True, slots=True)
class StandIns:
    """What a report says of pages that are not what their address says: `told`, the ids they go by, and `remedy`."""

    told: str
    ids: tuple[str, ...]
    remedy: str = "`refcheck record` pulls the live pages instead."

    @property
    def sentence(self) -> str:
        """All of it in a line."""
        return " ".join([self.told, *([f"{', '.join(self.ids)}."] if self.ids else []), self.remedy])


def stand_ins(run: Run) -> StandIns | None:
    """The stand-ins among the pages of a run; no ids where all pages are, None where none is."""
    ids = tuple(use.source.id for use in run.sources if use.provenance is Provenance.STAND_IN)
    pages = sum(use.provenance is not None for use in run.sources)
    what = "written to stand for the public pages, not those pages themselves"
    if not ids:
        return None
    if len(ids) == pages > 1:
        return StandIns(f"Stand-ins (all {pages} pages), {what}.", ())
    return StandIns(f"Stand-ins ({len(ids)} of {pages} page{'s' if pages > 1 else ''}), {what}:", ids)


def unread(run: Run) -> list[tuple[str, str]]:
    """The sources that could not be used, each with why."""
    gone = (use.unavailable for use in run.sources if use.unavailable)
    return [(item.source.id, f"{item.reason}: {item.detail}" if item.detail else str(item.reason)) for item in gone]


def summary(run: Run) -> str:
    """One line: how many claims came out as expected, how many did not, how many could not be checked."""
    counts, total = count(run), len(run.results)
    line = f"{total} claim{'' if total == 1 else 's'}: {counts.expected} as expected, {counts.unexpected} not"
    line += f", {counts.waived} waived" if counts.waived else ""
    line += f", {counts.accepted} in the baseline" if counts.accepted else ""
    line += f", {counts.unchecked} could not be checked"
    return line if run.complete else f"{line} (part of {len(run.dossier.claims)} claims)"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim is made: a file, and a line from 1; where its words begin and end, as far as that is known.

    Columns are from 1, in characters; the end column is the one after the last character. 0 is what is not known: all
    but the line where only the claims file has the claim, and the columns where the article's text is not its file.
    """

    file: str
    line: int
    column: int = 0
    end_line: int = 0
    end_column: int = 0


def claims_place(claim: Claim, run: Run, style: Style) -> Place:
    """Where the claims file has the claim."""
    return Place(in_folder(run.dossier.path.name, style), max(claim.line, 1))


def place_of(claim: Claim, run: Run, style: Style) -> Place:
    """Where the article has the words of the claim, or else where the claims file has the claim."""
    from refcheck.article import line_of, locate  # noqa: PLC0415 - most formats name no place

    article = run.dossier.article
    span = locate(article.text, claim.quote) if article and claim.quote else None
    if article is None or span is None:
        return claims_place(claim, run, style)
    start, end = span
    file = in_folder(relative_path(article.path, run.dossier.path.parent).as_posix(), style)
    first, last = (line_of(article.text, offset, article.lines) for offset in (start, end - 1))
    if article.lines:
        return Place(file, first, 0, last)
    return Place(file, first, _column(article.text, start), last, _column(article.text, end))


def in_folder(file: str, style: Style) -> str:
    """A path from the claims file's folder as it is from where the report is read."""
    return f"{style.folder}/{file}" if style.folder else file


def _column(text: str, offset: int) -> int:
    return offset - text.rfind("\n", 0, offset)


def by_urgency(run: Run) -> list[Result]:
    """The results with those first that somebody has to look at; alike ones as in the claims file."""
    return sorted(run.results, key=lambda result: URGENCY.index(standing_of(result, run)))


def in_short(result: Result) -> str:
    """The verdict, and what was expected where that is another one, or not what one would expect."""
    verdict, expect = verdict_and_since(result), result.claim.expect
    if result.outcome is Outcome.UNEXPECTED:
        return f"{verdict}, expected {expect}"
    surprises = result.outcome is Outcome.EXPECTED and expect is not Verdict.SUPPORTED
    return f"{verdict}, as expected" if surprises else verdict


def verdict_and_since(result: Result) -> str:
    """The verdict in words, and the one that pages published since would make it."""
    since = f", since then {verdict_of(result.since)}" if result.since else ""
    return f"{verdict_of(result.judgement)}{since}"


def account(result: Result, run: Run) -> Iterator[str]:
    """All that a report says of a result, in plain lines as they were given: nothing in them is made harmless yet."""
    yield result.claim.statement
    for label, sentence in notes(result, run):
        yield f"{label}: {sentence}"
    if result.judgement:
        yield from _evidence_of(result.judgement, run)
    for part in result.parts:
        yield f"Part: {verdict_of(part.judgement)}: {part.statement} {part.judgement.reason}".rstrip()
    if result.since:
        yield f"Pages published since say: {verdict_of(result.since)}. {result.since.reason}".rstrip()
        yield from _evidence_of(result.since, run)
    for gone in result.unavailable:
        yield f"Could not be used: {gone.source.id}: {gone.reason}{f' ({gone.detail})' if gone.detail else ''}"


def _evidence_of(judgement: Judgement, run: Run) -> Iterator[str]:
    for evidence in shown_evidence(judgement):
        yield f"{evidence.stance} ({evidence.score:.2f}): {origin(evidence, run)}"
        yield f'"{shortened(evidence.text)}"'
        if address := web_address(evidence.link):
            yield address


def shortened(text: str) -> str:
    """The text, or as much of its beginning as a comment or annotation has room for, marked as cut."""
    return text if len(text) <= LONGEST_QUOTED else f"{text[: LONGEST_QUOTED - 1].rstrip()}…"


def web_address(address: str) -> str:
    """The address, safe to stand in a text; nothing for one that a browser should not be sent to."""
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return ""
    return quote(neutral(address), safe=SAFE_IN_ADDRESS) if scheme in {"http", "https"} else ""


def heading(run: Run) -> str:
    """What was checked: the article with its author and date, and the claims file."""
    article = run.dossier.article
    claims = run.dossier.path.name
    if article is None:
        return claims
    name = f'"{article.title}"' if article.title else relative_path(article.path, run.dossier.path.parent).as_posix()
    author = f" by {article.author}" if article.author else ""
    published = f", published {article.published}" if article.published else ""
    return f"{name}{author}{published} ({claims})"
