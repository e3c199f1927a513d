"""The types that every stage passes on: frozen, plain, standard library only."""

from __future__ import annotations

import copyreg
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import Any

from refcheck.fragment import text_directive, text_fragment, with_directive
from refcheck.redaction import without_secrets


class Verdict(StrEnum):
    """What the evidence says of a statement: the four labels of AVeriTeC (Schlichtkrull et al., 2023)."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    CONFLICTING = "conflicting evidence"
    NOT_ENOUGH = "not enough evidence"


class Stance(StrEnum):
    """What one passage says of a statement."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    NEUTRAL = "neutral"


class Policy(StrEnum):
    """How the sources of a claim are weighed against each other."""

    ANY = "any"
    ALL = "all"
    MAJORITY = "majority"
    PRIMARY = "primary"


class SourceKind(StrEnum):
    """Whether a source is the thing itself (a statute, a member list) or speaks of it."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class Provenance(StrEnum):
    """Where the bytes of a page came from."""

    LIVE = "live"
    RECORDED = "recorded"
    ARCHIVED = "archived"
    STAND_IN = "stand-in"
    GIVEN = "given"


class RecordMode(StrEnum):
    """When a recording is replayed and when a page is pulled: vcrpy's words."""

    NONE = "none"
    ONCE = "once"
    NEW_EPISODES = "new_episodes"
    ALL = "all"


class Unread(StrEnum):
    """Why a source could not be used as evidence."""

    TIMEOUT = "timeout"
    DNS = "name not resolved"
    REFUSED = "connection refused"
    RESET = "connection broken"
    TLS = "certificate or TLS failure"
    HTTP_STATUS = "http status"
    REDIRECTS = "too many redirects"
    TOO_LARGE = "too large"
    BAD_ADDRESS = "unusable address"
    BLOCKED_ADDRESS = "blocked address"
    ROBOTS = "robots.txt"
    BAD_RESPONSE = "broken response"
    MEDIA_TYPE = "unreadable media type"
    WRONG_PAGE = "wrong page"
    UNREADABLE = "unreadable"
    EMPTY = "empty page"
    NOT_RECORDED = "not recorded"
    BAD_RECORDING = "broken recording"


class PassageKind(StrEnum):
    """What a passage is on its page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    TABLE_ROW = "table row"
    DEFINITION = "definition"
    CAPTION = "caption"
    QUOTE = "quote"
    METADATA = "metadata"


class GroupKind(StrEnum):
    """What holds the passages of a group together on the page."""

    LIST = "list"
    TABLE = "table"
    DEFINITIONS = "definition list"


@dataclass(frozen=True, slots=True)
class Source:
    """A public page that a claim may rest on; `id` names its recording."""

    id: str
    url: str
    title: str = ""
    kind: SourceKind = SourceKind.SECONDARY
    published: date | None = None
    archive: str = ""
    line: int = 0

    @property
    def public_url(self) -> str:
        """The address as it may be shown: without credentials and tokens."""
        return without_secrets(self.url)


@dataclass(frozen=True, slots=True)
class MembershipCheck:
    """Asks whether the items stand in a closed list or table that `among` describes.

    Empty `items` are the statement's own subjects; `present` None follows the statement's own negation.
    """

    among: str
    items: tuple[str, ...] = ()
    present: bool | None = None


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """Asks whether the page has these words verbatim, said by `speaker` where one is named."""

    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class ValueCheck:
    """Asks whether the page gives `equals` beside `subject`, under `label` where one is named."""

    subject: str
    equals: str
    label: str = ""


Check = MembershipCheck | QuoteCheck | ValueCheck


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-statement of a claim, with sources and a check of its own where they differ."""

    statement: str
    sources: tuple[str, ...] = ()
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why, by whom and until when a claim may fail."""

    reason: str
    owner: str
    until: date


@dataclass(frozen=True, slots=True)
class Claim:
    """A checkable statement of the article; `quote` is where the article makes it, `line` where claims.toml does."""

    id: str
    statement: str
    quote: str = ""
    sources: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    check: Check | None = None
    policy: Policy = Policy.ANY
    as_of: date | None = None
    expect: Verdict = Verdict.SUPPORTED
    waiver: Waiver | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """The text under check; `published` is the default `as_of` of its claims.

    `text` is what a reader reads of it, without markup; runs that were stored by refcheck before it kept the text come
    back without it. `lines` says where in it a line of the file begins, as pairs of an offset and a line number, and is
    empty where the text is the file itself. `headings` are spans of the text.
    """

    path: Path
    text: str = field(default="", repr=False)
    title: str = ""
    author: str = ""
    url: str = ""
    published: date | None = None
    lines: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    headings: tuple[tuple[int, int], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Review:
    """Who publishes the outcome of the check, and where: what a ClaimReview needs and nothing else does."""

    publisher: str
    url: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A claims file, read and found free of mistakes."""

    path: Path
    article: Article | None
    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    aliases: tuple[tuple[str, ...], ...] = ()
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a source as they arrived; `fetched_at` is the time of the recording for a replayed page.

    `moved_to` is where the source's address redirects to for good, or empty.
    """

    source: Source
    final_url: str
    status: int
    media_type: str
    body: bytes = field(repr=False)
    fetched_at: datetime
    provenance: Provenance
    charset: str = ""
    note: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A source that could not be used: a value, not an exception."""

    source: Source
    reason: Unread
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row: its span in the document's text and the header cells above or beside it."""

    start: int
    end: int
    header: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document's text; `heading` is the path of headings above it, `group` an index into the groups."""

    start: int
    end: int
    kind: PassageKind = PassageKind.PARAGRAPH
    heading: str = ""
    cells: tuple[Cell, ...] = ()
    group: int | None = None
    speaker: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A list or table; `closed` is False where the page says that it is not whole ("including", "and others")."""

    kind: GroupKind
    label: str
    closed: bool = True


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date that a page gives of itself, and where on the page it was found."""

    value: date
    where: str


@dataclass(frozen=True, slots=True)
class Document:
    """A page as text: passages are spans of `text`, so that what is quoted can not drift from what is read.

    `marks` are the offsets where the page has a footnote mark that `text` lacks.
    """

    source: Source
    text: str = field(repr=False)
    passages: tuple[Passage, ...] = field(repr=False)
    groups: tuple[Group, ...] = field(default=(), repr=False)
    title: str = ""
    site: str = ""
    author: str = ""
    published: PageDate | None = None
    modified: PageDate | None = None
    language: str = ""
    sha256: str = ""
    url: str = ""
    provenance: Provenance = Provenance.GIVEN
    fetched_at: datetime | None = None
    note: str = ""
    marks: tuple[int, ...] = field(default=(), repr=False)

    def quote(self, passage: Passage) -> str:
        """The passage's own words."""
        return self.text[passage.start : passage.end]

    def link(self, passage: Passage) -> str:
        """The page's address with a text fragment that makes a browser show the passage, told apart from its like."""
        return with_directive(self.url, text_directive(self.text, passage.start, passage.end, self.marks))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that retrieval holds for relevant; a higher `score` is a better match."""

    document: Document = field(repr=False)
    passage: Passage
    score: float

    @property
    def text(self) -> str:
        """The passage's own words."""
        return self.document.quote(self.passage)


@dataclass(frozen=True, slots=True)
class Finding:
    """One compared fact; `agrees` is None where the page leaves it open."""

    kind: str
    in_claim: str
    on_page: str
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a page and what they say of the statement; `score` from 0 to 1 is how surely.

    `support` and `refute` are the strengths of both readings, kept so that a leaning shows where neither decides.
    `before` and `after` are what the page says around the words, for a reader: no other words are the same evidence.
    """

    source: Source
    passage: Passage
    text: str
    stance: Stance
    score: float
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    address: str = ""
    support: float = 0.0
    refute: float = 0.0
    before: str = field(default="", compare=False)
    after: str = field(default="", compare=False)

    @property
    def link(self) -> str:
        """`address`, or else one with a text fragment that makes a browser show these words."""
        return self.address or text_fragment(self.source.public_url, self.text)


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities of the three outcomes that a single reading can have; they sum to 1."""

    supported: float
    refuted: float
    not_enough: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, the words that it rests on (most telling first) and why."""

    verdict: Verdict
    scores: Scores
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PartResult:
    """A part of a statement and what the evidence says of it alone."""

    statement: str
    judgement: Judgement


class Outcome(StrEnum):
    """How a result stands to what the claims file expects."""

    EXPECTED = "as expected"
    UNEXPECTED = "not as expected"
    UNCHECKED = "could not be checked"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one claim; without a judgement it was not checked.

    `since` is the judgement that pages published after the claim's `as_of` would give, where it differs.
    """

    claim: Claim
    judgement: Judgement | None
    since: Judgement | None = None
    unavailable: tuple[Unavailable, ...] = ()
    parts: tuple[PartResult, ...] = ()
    reason: str = ""

    @property
    def outcome(self) -> Outcome:
        """Whether the verdict is the expected one; never `EXPECTED` for what was not checked."""
        if self.judgement is None:
            return Outcome.UNCHECKED
        return Outcome.EXPECTED if self.judgement.verdict is self.claim.expect else Outcome.UNEXPECTED


@dataclass(frozen=True, slots=True)
class SourceUse:
    """What became of one source in a run: a page that was read, or the reason why not."""

    source: Source
    title: str = ""
    final_url: str = ""
    published: PageDate | None = None
    modified: PageDate | None = None
    fetched_at: datetime | None = None
    provenance: Provenance | None = None
    sha256: str = ""
    note: str = ""
    unavailable: Unavailable | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A verdict on a statement that a baseline lets be although it is not the expected one.

    `since` is the verdict with pages published after the claim's `as_of`, where that differs.
    """

    claim: str
    statement: str
    verdict: Verdict
    since: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One pass over a dossier: results in the order of the claims, sources in the order of the file.

    `accepted` is the baseline that the run is held against, sorted by claim; see `refcheck.standing`. One that was
    `interrupted` has the results that it had come to, and is not complete.
    """

    dossier: Dossier
    results: tuple[Result, ...]
    sources: tuple[SourceUse, ...]
    started_at: datetime
    versions: tuple[tuple[str, str], ...] = ()
    complete: bool = True
    accepted: tuple[Accepted, ...] = ()
    interrupted: bool = False


def _sent_by_fields(kind: type[Any]) -> None:
    """Has values of this type sent to other processes as their fields, in half the time of frozen classes' own way."""
    values = attrgetter(*(each.name for each in fields(kind)))
    copyreg.pickle(kind, lambda value: (kind, values(value)))


for _kind in [each for each in vars().values() if isinstance(each, type) and is_dataclass(each)]:
    if len(fields(_kind)) > 1:  # of a single one `attrgetter` makes no tuple
        _sent_by_fields(_kind)
