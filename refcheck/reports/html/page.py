"""A run made into what the template shows, and the template filled."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from refcheck.article import sentences
from refcheck.model import (
    Check,
    Evidence,
    Judgement,
    MembershipCheck,
    PassageKind,
    QuoteCheck,
    Result,
    Run,
    Stance,
    ValueCheck,
    Verdict,
)
from refcheck.reports import view
from refcheck.reports.html.marking import Block, Span, blocks, spans_of
from refcheck.reports.html.overtime import over_time
from refcheck.reports.neutral import neutral
from refcheck.standing import Standing, count, excuse, remarks, standing_of
from refcheck.timeline import Past

KEYS = {
    Verdict.SUPPORTED: "supported",
    Verdict.REFUTED: "refuted",
    Verdict.CONFLICTING: "conflicting",
    Verdict.NOT_ENOUGH: "open",
    None: "unchecked",
}
"""The name of each verdict in classes and filters."""
STANDINGS = {
    Standing.EXPECTED: "expected",
    Standing.UNEXPECTED: "unexpected",
    Standing.WAIVED: "waived",
    Standing.ACCEPTED: "accepted",
    Standing.UNCHECKED: "unchecked",
}
"""The name of each standing in classes and filters."""
ID = re.compile(r"[a-z0-9][a-z0-9-]*")
WEB_ADDRESS = re.compile(r"https?://[^\s/\\]", re.IGNORECASE)
SAFE_IN_ADDRESS = ":/?#[]@!$&()*+,;=%~'"


@dataclass(frozen=True, slots=True)
class Card:
    """A result as the page shows it: its number and anchor, how it stands, whether the article's words were found."""

    number: int
    result: Result
    anchor: str
    marked: bool
    standing: str

    @property
    def key(self) -> str:
        """The verdict's name in classes and filters."""
        return KEYS[self.result.judgement.verdict if self.result.judgement else None]

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources that the claim and its parts cite."""
        claim = self.result.claim
        return tuple(dict.fromkeys((*claim.sources, *(name for part in claim.parts for name in part.sources))))


def page(run: Run, earlier: Sequence[Past] = ()) -> str:
    """The page of a run, ending in a newline; of verdicts over time where there are earlier runs, oldest first."""
    css, js = _asset("page.css") + (_asset("overtime.css") if earlier else ""), _asset("page.js")
    spans = _spans(run)
    marked, cards = _blocks(run, spans), _cards(run, spans)
    text = _template().render(
        run=run,
        css=Markup(css),  # noqa: S704  # the package's own files
        js=Markup(js),  # noqa: S704
        policy=_policy(css, js),
        blocks=marked,
        cards=cards,
        card_of={card.result.claim.id: card for card in cards},
        uses={use.source.id: use for use in run.sources},
        number_of={use.source.id: number for number, use in enumerate(run.sources, start=1)},
        key_of=KEYS,
        counts=count(run),
        excuse_of={result.claim.id: excuse(result, run) for result in run.results},
        remarks=remarks(run),
        by_verdict=Counter(card.key for card in cards),
        by_standing=Counter(card.standing for card in cards),
        verdicts=[(KEYS[verdict], view.SYMBOLS[verdict], verdict or view.UNCHECKED) for verdict in (*Verdict, None)],
        # That a claim could not be checked is among the verdicts.
        standings=[(name, standing) for standing, name in STANDINGS.items() if standing is not Standing.UNCHECKED],
        bare=sum(not piece.covered for block in marked for piece in block.pieces),
        total=len(sentences(run.dossier.article.text)) if run.dossier.article else 0,
        stand_ins=view.stand_ins(run),
        over_time=over_time(run, earlier, [card.result.claim.id for card in cards], KEYS) if earlier else None,
        view=view,
    )
    return text.rstrip("\n") + "\n"


def _spans(run: Run) -> tuple[Span, ...]:
    """Where the article makes the claims of the run, whether they were judged in it or not."""
    article = run.dossier.article
    if article is None:
        return ()
    claims = (*run.dossier.claims, *(result.claim for result in run.results))
    return spans_of(article.text, {claim.id: claim.quote for claim in claims if claim.quote})


def _blocks(run: Run, spans: tuple[Span, ...]) -> tuple[Block, ...]:
    article = run.dossier.article
    if article is None:
        return ()
    judged = {result.claim.id for result in run.results}
    shown = [span for span in spans if span.claim in judged]
    others = [span for span in spans if span.claim not in judged]
    return blocks(article.text, shown, others, article.headings if article.lines else None)


def _cards(run: Run, spans: tuple[Span, ...]) -> tuple[Card, ...]:
    """The results in the order in which the article makes the claims, then those without a place in it."""
    place = {span.claim: number for number, span in enumerate(spans)}
    ordered = sorted(run.results, key=lambda result: place.get(result.claim.id, len(place)))
    return tuple(
        Card(
            number,
            result,
            _anchor(result.claim.id, number),
            result.claim.id in place,
            STANDINGS[standing_of(result, run)],
        )
        for number, result in enumerate(ordered, start=1)
    )


def _anchor(claim_id: str, number: int) -> str:
    return f"claim-{claim_id}" if ID.fullmatch(claim_id) else f"claim--{number}"


def _policy(css: str, js: str) -> str:
    """What the page may do: use this style, this script and the picture in its own head."""
    return (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(js)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(text: str) -> str:
    """The hash source of CSP level 2: the digest of what stands between the tags."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_harmless
    )
    environment.filters |= {
        "flowing": _flowing,
        "web": _web,
        "others": _others,
        "lined": _lined,
        "asked": _asked,
        "cells": _cells,
        "under": _under,
    }
    environment.tests["apart"] = _apart
    environment.globals["evidence_of"] = view.shown_evidence
    return environment.from_string(_asset("page.html.jinja"))


def _harmless(value: object) -> object:
    """What the template shows, made harmless wherever it comes from; escaping follows."""
    return value if hasattr(value, "__html__") else neutral(str(value))


def _flowing(text: str) -> str:
    """Words of a running text, harmless, with a space wherever there was white space; `neutral` would strip it."""
    return escape("".join(" " if part.isspace() else neutral(part) for part in re.split(r"(\s+)", text)))


def _lined(text: str) -> str:
    """Words of a page with a sign where it has a line end or the next cell: `neutral` would run them together."""
    return re.sub(r"\s*\t\s*", " | ", re.sub(r"\s*\n\s*", " / ", text.strip()))


def _apart(sentence: str) -> bool:
    """Whether what stands before some words is a line of its own, such as a heading, rather than a sentence."""
    return not sentence.endswith(tuple(".!?…”\"')"))


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell of a table row in words, under its header."""

    header: str
    text: str


def _cells(evidence: Evidence) -> list[ShownCell]:
    """The cells of evidence that is a table row; none of anything else."""
    start = evidence.passage.start
    if evidence.passage.kind is not PassageKind.TABLE_ROW or evidence.passage.end - start != len(evidence.text):
        return []
    cells = (ShownCell(c.header, evidence.text[c.start - start : c.end - start]) for c in evidence.passage.cells)
    return [cell for cell in cells if cell.text.strip()]


def _asked(check: Check) -> str:
    """What a check of the claims file asks for, in words."""
    match check:
        case MembershipCheck(among, items, present):
            which = ", ".join(items) or "the statement's own subjects"
            place = "" if present is None else "in " if present else "absent from "
            return f"membership: {which}: {place}{among}"
        case QuoteCheck(text, speaker):
            return f"quote: “{text}”" + (f", said by {speaker}" if speaker else "")
        case ValueCheck(subject, equals, label):
            return f"value: {subject}: " + (f"{label}: " if label else "") + equals


def _under(evidence: Evidence, title: str) -> str:
    """The headings above a passage, without the title, which most pages have as their first."""
    return f"{evidence.passage.heading} > ".removeprefix(f"{title} > ").removesuffix(" > ")


def _web(address: str) -> str:
    """The address as a link may have it; empty for one that a browser should not be sent to."""
    return quote(address, safe=SAFE_IN_ADDRESS, errors="replace") if WEB_ADDRESS.match(address) else ""


def _others(judgement: Judgement) -> tuple[Evidence, ...]:
    """The evidence that takes a side and is not shown in full: more of the same from the same page."""
    shown = view.shown_evidence(judgement)
    return tuple(item for item in judgement.evidence if item.stance is not Stance.NEUTRAL and item not in shown)
