"""Structured checks: membership of a closed list, a verbatim quotation, a value beside its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from refcheck.article import locate, nearest
from refcheck.language import dates, numbers
from refcheck.language.lexicon import Lexicon
from refcheck.language.terms import Analysis, Term, analyse
from refcheck.model import (
    Check,
    Document,
    Evidence,
    Finding,
    MembershipCheck,
    Passage,
    PassageKind,
    QuoteCheck,
    Stance,
    ValueCheck,
)

_SURE, _LIKELY = 0.95, 0.8
_SMALLEST_LIST = 3
_SHOWN = 400
_INLINE = re.compile(
    r"(?:^|(?<=[\n.;]))(?P<label>[^\n:;.]{2,120}):\s*(?P<items>(?:[^\n:;.]|\.(?!\s+[A-Z][a-z]+\s+[a-z]|\s*$|\s+[A-Z]\w+\s*:))+)"
)
_ITEM = re.compile(r"\s*(?:,|;|\band\b)\s*")
_KINDS = frozenset({"member", "party"})
_COUNTING = frozenset({"only", "most", "some"})
_OTHERS = frozenset({("candidate", 0), ("partner", 0), ("former", 0)})
"""Meanings that make a list one of those who are not members: unless the check itself asks for them."""

_MEMBER = r"(?:members?|party|parties|signatory|signatories)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?P<items>.+?)\s+(?:is|are|was|were|became|remains?|has been|have been)\b(?P<mid>.*?)\b(?:an?\s+|the\s+)?{_MEMBER}(?:\s+(?:state|country|countries|nation)s?)?\s+(?:of|to|in)\s+(?P<among>.+?)\.?$",
        r"^(?P<items>.+?)\s+(?P<mid>(?:does not |do not |doesn['’]t |don['’]t |did not |no longer )?)belongs?\s+to\s+(?P<among>.+?)\.?$",
        rf"^(?P<items>.+?)\s+(?:is|are|was|were)\b(?P<mid>(?:\s+not|\s*n['’]t|\s+neither|\s+no)?)\s+(?:an?\s+|one of the\s+)?(?P<among>[^,]+?)\s+(?:{_MEMBER}|ally|allies|member states?)\.?$",
        r"^(?P<items>.+?)\s+(?:is|are)\b(?P<mid>(?:\s+not|n['’]t)?)\s+(?:among|one of|in|part of)\s+(?P<among>(?:the\s+)?.*\b(?:members?|parties|signatories)\b.*?)\.?$",
    )
)
_NEGATED = re.compile(r"\b(?:not|never|neither|no longer|no)\b|n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list as the page gives it: what it is of, whether it is whole, and its entries."""

    label: str
    closed: bool
    entries: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a statement says of membership: whose, in what, and whether it denies it."""

    items: str
    among: str
    denied: bool


def asked_membership(statement: str) -> Asked | None:
    """The membership that a plain statement asserts or denies, if it is of that form."""
    for pattern in _PATTERNS:
        if match := pattern.match(statement.strip()):
            denied = bool(_NEGATED.search(match["mid"]) or re.match(r"(?:neither|no)\b", match["items"], re.IGNORECASE))
            return Asked(match["items"], match["among"], denied)
    return None


def run_check(check: Check, statement: str, document: Document, lexicon: Lexicon) -> tuple[Evidence, ...]:
    """What a document says to a check, as evidence on the statement that the check belongs to."""
    match check:
        case MembershipCheck():
            return membership(check, statement, document, lexicon)
        case QuoteCheck():
            return _quote(check, statement, document)
        case ValueCheck():
            return _value(check, statement, document, lexicon)


# ---------------------------------------------------------------- membership


def membership(check: MembershipCheck, statement: str, document: Document, lexicon: Lexicon) -> tuple[Evidence, ...]:
    """Whether the items stand in the page's lists of what `among` describes; absence counts in closed lists only."""
    asked = asked_membership(statement)
    items = check.items or tuple(_subjects(asked.items if asked else statement, lexicon))
    denied = asked.denied if asked else bool(_NEGATED.search(statement))
    if check.present is not None and check.present == denied:
        return (_nothing(document, "the check and the statement contradict each other"),)
    lists = [e for e in enumerations(document) if _is_of(e, check.among, document, lexicon)]
    if not lists or not items or {kind for kind, _ in analyse(statement, lexicon).quantities} & _COUNTING:
        return ()
    found = tuple(_one_item(item, lists, denied, document, lexicon) for item in items)
    against = tuple(e for e in found if e.stance is Stance.REFUTES)
    if against or all(e.stance is Stance.SUPPORTS for e in found):
        return against or found
    return tuple(e for e in found if e.stance is Stance.NEUTRAL)


def _one_item(item: str, lists: Sequence[Enumeration], denied: bool, document: Document, lexicon: Lexicon) -> Evidence:
    wanted = analyse(item, lexicon)
    for found in lists:
        for entry in found.entries:
            if _names(wanted, analyse(document.quote(entry), lexicon)):
                finding = Finding("membership", item, f"in the list “{_short(found.label)}”", not denied)
                stance = Stance.REFUTES if denied else Stance.SUPPORTS
                reason = f"{item} stands in the list “{_short(found.label)}”"
                return _evidence(document, entry, document.quote(entry), stance, _SURE, finding, reason)
    if any(lexicon.entities.get(key) == "regions" for t in wanted.terms for key in t.keys):
        return _nothing(document, f"{item} is a region, the list may hold its parts")
    lists = [e for e in lists if _alike(wanted, e, document, lexicon)]
    if not lists:
        return _nothing(document, f"no list of the kind of {item}")
    whole = max(lists, key=lambda e: len(e.entries))
    span = Passage(whole.entries[0].start, whole.entries[-1].end, whole.entries[0].kind, whole.entries[0].heading)
    words = document.text[span.start : min(span.end, span.start + _SHOWN)]
    span = Passage(span.start, span.start + len(words), span.kind, span.heading)
    count = sum(len(e.entries) for e in lists)
    if not all(e.closed for e in lists) or count < _SMALLEST_LIST:
        finding = Finding("membership", item, f"not in the list “{_short(whole.label)}”, which is not whole", None)
        return _evidence(document, span, words, Stance.NEUTRAL, 0.3, finding, "the list says that it is not whole")
    finding = Finding("membership", item, f"not among the {count} entries of “{_short(whole.label)}”", denied)
    stance = Stance.SUPPORTS if denied else Stance.REFUTES
    reason = f"{item} is not among the {count} entries of “{_short(whole.label)}”"
    return _evidence(document, span, words, stance, _SURE - 0.03, finding, reason)


def _names(wanted: Analysis, entry: Analysis) -> bool:
    names = [t for t in wanted.terms if t.kind == "name"] or list(wanted.content)
    return bool(names) and all(any(_same_name(t, e) for e in entry.terms) or t.keys <= entry.keys for t in names)


def _alike(wanted: Analysis, found: Enumeration, document: Document, lexicon: Lexicon) -> bool:
    """Whether the entries are of the item's kind: countries for a country, names for a name."""
    kinds = {lexicon.entities.get(key) for t in wanted.terms for key in t.keys} - {None}
    hits = 0
    for entry in found.entries:
        terms = [t for t in analyse(document.quote(entry), lexicon).terms if t.kind == "name"]
        if any(lexicon.entities.get(key) in kinds for t in terms for key in t.keys) if kinds else terms:
            hits += 1
    return hits * 2 >= len(found.entries)


def _same_name(term: Term, other: Term) -> bool:
    return (
        other.kind == "name" and term.keys <= other.keys and not any(k.startswith("@") for k in other.keys - term.keys)
    )


def _subjects(text: str, lexicon: Lexicon) -> Iterator[str]:
    before_the_verb = takewhile(lambda t: t.kind == "name", analyse(text, lexicon).content)
    return (t.text for t in before_the_verb)


def enumerations(document: Document) -> tuple[Enumeration, ...]:
    """All lists of a page: its list and table elements, and enumerations within a paragraph ("PARTIES: A, B and C")."""
    found: list[Enumeration] = []
    for number, group in enumerate(document.groups):
        entries = tuple(p for p in document.passages if p.group == number)
        if entries:
            heading = entries[0].heading.rsplit(" > ", 1)[-1]
            found.append(
                Enumeration("; ".join(dict.fromkeys(x for x in (group.label, heading) if x)), group.closed, entries)
            )
    for passage in document.passages:
        if passage.group is None and passage.kind is not PassageKind.HEADING:
            found += _inline(document, passage)
    return tuple(found)


def _inline(document: Document, passage: Passage) -> Iterator[Enumeration]:
    text = document.quote(passage)
    for match in _INLINE.finditer(text):
        entries = []
        at = match.start("items")
        for piece in _ITEM.split(match["items"]):
            start = text.index(piece, at)
            at = start + len(piece)
            if piece.strip() and len(piece.split()) <= 8:
                entries.append(Passage(passage.start + start, passage.start + at, passage.kind, passage.heading))
        if len(entries) >= 2:
            label = f"{match['label'].strip()}; {passage.heading.rsplit(' > ', 1)[-1]}"
            closed = not re.search(
                r"\b(?:including|such as|among others|and others|e\.g\.|for example|etc)\b", text, re.IGNORECASE
            )
            yield Enumeration(label, closed, tuple(entries))


def _is_of(found: Enumeration, among: str, document: Document, lexicon: Lexicon) -> bool:
    """Whether the list is one of what is asked for: its path of headings says "members", and nobody else's kind."""
    wanted = analyse(among, lexicon)
    title = analyse(f"{document.title}\n{document.source.title}", lexicon)
    path = [analyse(step, lexicon) for step in _path(found, document)]
    kinds = {name for name, _ in wanted.senses}
    others = {sense for step in path for sense in step.senses} & (_OTHERS - wanted.senses)
    if others or any(t.negated for step in path for t in step.terms):
        return False
    members = [step for step in path or [title] if {name for name, _ in step.senses} & (_KINDS | (kinds & _KINDS))]
    if not members:
        return False
    terms = [t for t in wanted.content if not t.light and not {n for n, _ in t.senses} & _KINDS]
    keys = title.keys.union(*(step.keys for step in path))
    senses = title.senses.union(*(step.senses for step in path))
    return all(t.keys <= keys or t.senses & senses for t in terms)


def _path(found: Enumeration, document: Document) -> list[str]:
    """Label and headings of a list from the inside out, the page's own title left out."""
    steps = [*found.label.split("; "), *reversed(found.entries[0].heading.split(" > "))]
    titles = {document.title.casefold(), document.source.title.casefold(), ""}
    kept = [step for part in steps for step in part.split(" > ")]
    return [
        s
        for s in dict.fromkeys(kept)
        if not any(s.casefold() == t or (s and t.startswith(s.casefold())) for t in titles)
    ]


# ---------------------------------------------------------------- quotation


def _quote(check: QuoteCheck, statement: str, document: Document) -> tuple[Evidence, ...]:
    denied = bool(_NEGATED.search(statement.replace(check.text, "")))
    spans = _locate_pieces(document.text, check.text)
    if spans:
        start, end = spans[0][0], spans[-1][1]
        passage = next((p for p in document.passages if p.start <= start < p.end), Passage(start, end))
        near = document.text[max(0, start - 300) : end + 300] + passage.speaker
        if check.speaker and check.speaker.split()[-1].casefold() not in near.casefold():
            finding = Finding("quote", check.text, "the words are there, but not as this speaker's", None)
            return (
                _evidence(
                    document,
                    Passage(start, end, passage.kind, passage.heading),
                    document.text[start:end],
                    Stance.NEUTRAL,
                    0.4,
                    finding,
                    f"nothing near the words names {check.speaker}",
                ),
            )
        finding = Finding("quote", check.text, document.text[start:end], not denied)
        stance = Stance.REFUTES if denied else Stance.SUPPORTS
        return (
            _evidence(
                document,
                Passage(start, end, passage.kind, passage.heading),
                document.text[start:end],
                stance,
                _SURE,
                finding,
                "the words stand on the page",
            ),
        )
    near_miss = nearest(document.text, check.text)
    if near_miss is None:
        return ()
    snippet = near_miss[0]
    at = max(document.text.find(snippet), 0)
    finding = Finding("quote", check.text, snippet, None)
    return (
        _evidence(
            document,
            Passage(at, at + len(snippet)),
            document.text[at : at + len(snippet)],
            Stance.NEUTRAL,
            0.3,
            finding,
            "the page has other words",
        ),
    )


def _locate_pieces(text: str, quote: str) -> list[tuple[int, int]]:
    """Where the pieces of a quotation stand, in order; an ellipsis or a bracketed insertion parts the pieces."""
    pieces = [p for p in re.split(r"\s*(?:\[[^\]]*\]|…|\.\.\.)\s*", quote) if p.strip()]
    spans: list[tuple[int, int]] = []
    offset = 0
    for piece in pieces:
        found = locate(text[offset:], piece)
        if found is None or (spans and found[0] > 400):
            return []
        spans.append((offset + found[0], offset + found[1]))
        offset = spans[-1][1]
    return spans


# ---------------------------------------------------------------- value


def _value(check: ValueCheck, statement: str, document: Document, lexicon: Lexicon) -> tuple[Evidence, ...]:
    if check.equals.casefold() not in statement.casefold() and not _bears_out(check.equals, statement, lexicon):
        return (_nothing(document, f"the check asks for {check.equals}, the statement does not say so"),)
    denied = bool(_NEGATED.search(statement))
    subject = analyse(check.subject, lexicon)
    label = analyse(check.label, lexicon)
    found: list[Evidence] = []
    for passage in document.passages:
        text = document.quote(passage)
        around = analyse(f"{passage.heading}\n{document.title}", lexicon)
        own = analyse(text, lexicon)
        if not all(t.keys <= own.keys | around.keys for t in subject.content):
            continue
        for start, end, header in _cells(passage):
            value = document.text[start:end]
            named = analyse(f"{header}\n{value}", lexicon)
            if not all(t.keys <= named.keys or t.senses & named.senses for t in label.content):
                continue
            agrees = _same_value(check.equals, value, lexicon)
            if agrees is None:
                continue
            finding = Finding("value", check.equals, value.strip(), agrees)
            stance = Stance.SUPPORTS if agrees != denied else Stance.REFUTES
            found.append(
                _evidence(document, passage, text, stance, _LIKELY, finding, f"the page gives {value.strip()}")
            )
    agreeing = [e for e in found if e.findings[0].agrees]
    return tuple(agreeing[:1] or found[:1])


def _cells(passage: Passage) -> list[tuple[int, int, str]]:
    if passage.cells:
        return [(c.start, c.end, c.header) for c in passage.cells]
    return [(passage.start, passage.end, "")]


def _bears_out(value: str, text: str, lexicon: Lexicon) -> bool:
    return _same_value(value, text, lexicon) is True


def _same_value(wanted: str, text: str, lexicon: Lexicon) -> bool | None:
    if days := dates.find(wanted):
        given = dates.find(text)
        results = [dates.agrees(days[0], g) for g in given]
    elif amounts := numbers.find(wanted):
        results = [numbers.agrees(amounts[0], a) for a in numbers.find(text)]
    else:
        return True if analyse(wanted, lexicon).keys <= analyse(text, lexicon).keys else None
    return True if True in results else (False if False in results else None)


# ---------------------------------------------------------------- evidence


def _evidence(
    document: Document, passage: Passage, words: str, stance: Stance, score: float, finding: Finding, reason: str
) -> Evidence:
    support = score if stance is Stance.SUPPORTS else 0.04
    refute = score if stance is Stance.REFUTES else 0.04
    return Evidence(document.source, passage, words, stance, score, (finding,), reason, support=support, refute=refute)


def _nothing(document: Document, reason: str) -> Evidence:
    return Evidence(document.source, Passage(0, 0), "", Stance.NEUTRAL, 0.0, (), reason)


def _short(label: str) -> str:
    label = label.split(";", maxsplit=1)[0].strip()
    return label if len(label) <= 80 else label[:77] + "…"
