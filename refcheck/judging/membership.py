"""Membership of a closed list: whether a name stands among the members that a page lists, or does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from refcheck.judging.showing import nothing, passage_evidence, shortened
from refcheck.language import dates, numbers
from refcheck.language.lexicon import Lexicon, Sense
from refcheck.language.terms import Analysis, Term, analyse
from refcheck.model import Document, Evidence, Finding, GroupKind, MembershipCheck, Passage, PassageKind, Stance

_PRESENT, _ABSENT, _OPEN = 0.95, 0.92, 0.3
_SMALLEST_LIST = 3
_SHOWN = 400
_LONGEST_ENTRY = 8
_COUNTING = frozenset({"only", "most", "some"})
_KINDS = frozenset({"member", "party", "ally"})
_OTHERS: frozenset[Sense] = frozenset({("candidate", 0), ("partner", 0), ("former", 0)})
"""Meanings that make a list one of those who are not members: unless the check itself asks for them."""

# ---------------------------------------------------------------- what is asked

_MEMBER = r"(?:members?|party|parties|signatory|signatories)"
_OF_THEM = rf"(?:an?\s+|the\s+)?{_MEMBER}(?:\s+(?:state|country|countries|nation)s?)?\s+(?:of|to|in)"
_BE = r"(?P<verb>is|are|was|were|became|remains?|ha(?:s|ve)\s+(?:never\s+|not\s+)?been)"
_BELONG = r"(?P<verb>belongs?|belonged)"
_ITEMS, _A = r"^(?P<items>.+?)\s+", r"(?:an?\s+|one\s+of\s+the\s+)?"
_MID = r"(?P<mid>(?:\s+(?:not|neither|never|no|longer|still|yet|also|already|now|currently|today))*)"
_MEMBERS = r"(?:members?|parties|signatories)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_ITEMS}{_BE}\b(?P<mid>.*?)\b{_OF_THEM}\s+(?P<among>.+?)\.?$",
        rf"{_ITEMS}(?P<mid>(?:(?:does|do|did)\s+not\s+|no\s+longer\s+)?){_BELONG}\s+to\s+(?P<among>.+?)\.?$",
        rf"{_ITEMS}{_BE}{_MID}\s+{_A}(?P<among>[^,]+?)\s+(?:{_MEMBER}|ally|allies|member\s+states?)\.?$",
        rf"{_ITEMS}{_BE}{_MID}\s+(?:among|one\s+of|in|part\s+of)\s+(?P<among>.*\b{_MEMBERS}\b.*?)\.?$",
        rf"{_ITEMS}{_BE}{_MID}\s+(?:in|part\s+of)\s+(?P<among>\S+(?:\s+\S+){{0,3}}?)\.?$",
    )
)
_NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|never|neither|nor|no longer|no)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:an?|the|full|founding)(?:\s+(?:full|founding))?", re.IGNORECASE)
_NEVER = re.compile(r"\s+(?:has\s+|have\s+)?never$", re.IGNORECASE)
_DETAIL = re.compile(
    r"\s+(?:(?:since|until|before|after|during|for|from|when|because|as|with)\b|(?:in|on|by)\s+\S*\d).*$"
)
_PLAIN = frozenset(
    {
        "not",
        "never",
        "neither",
        "nor",
        "no",
        "longer",
        "yet",
        "also",
        "both",
        "all",
        "each",
        "now",
        "currently",
        "today",
    }
    | {"still", "already", "full", "alliance", "organisation", "organization", "bloc"}
)
_FORMER = re.compile(r"\b(?:once|formerly|previously|no longer|used to|until|never)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a statement says of membership: whose, in what, and whether it denies it.

    `past` where it speaks of another time than the list's own, so that a name's absence from the list says nothing.
    """

    items: str
    among: str
    denied: bool
    past: bool = False


def asked_membership(statement: str) -> Asked | None:
    """The membership that a statement asserts or denies, if it is of that form; details of when are left out.

    None where it is a membership in nothing ("is not a member") or of what is denied in itself ("of no alliance").
    """
    text = _NOT.sub(" not", statement.strip())
    for pattern in _PATTERNS:
        if match := pattern.match(text):
            items, among = match["items"], _DETAIL.sub("", match["among"])
            if _NEGATED.search(among) or _ARTICLE.fullmatch(among):
                return None
            denied = bool(
                _NEGATED.search(f"{match['verb']} {match['mid']}") or _NEVER.search(items) or _opens_denied(items)
            )
            past = match["verb"].lower() in {"was", "were", "became", "belonged"}
            return Asked(_NEVER.sub("", items), among, denied, past or bool(_FORMER.search(text)))
    return None


def _opens_denied(items: str) -> bool:
    return re.match(r"(?:neither|no)\b", items, re.IGNORECASE) is not None


# ---------------------------------------------------------------- judging


def membership(check: MembershipCheck, statement: str, document: Document, lexicon: Lexicon) -> tuple[Evidence, ...]:
    """Whether the items stand in the page's lists of what `among` describes, as evidence on the statement.

    Absence counts in closed lists only, and only for the time of the list. What the statement adds to the membership
    ("since 1949", "founding") must stand in the entry, or the list can not bear it out. A check that does not fit its
    statement decides nothing.
    """
    question = _question(check, statement, lexicon)
    if reason := _misfit(check, question):
        return (nothing(document, reason),)
    lists = [e for e in enumerations(document) if _is_of(e, check.among, document, lexicon)]
    if not lists or not question.items or {kind for kind, _ in question.statement.quantities} & _COUNTING:
        return ()
    found = tuple(_one_item(item, lists, question, document, lexicon) for item in question.items)
    against = tuple(e for e in found if e.stance is Stance.REFUTES)
    if against or all(e.stance is Stance.SUPPORTS for e in found):
        return against or found
    return tuple(e for e in found if e.stance is Stance.NEUTRAL)


@dataclass(frozen=True, slots=True)
class _Question:
    """A check together with the statement that it belongs to.

    `items` are those of the check that the statement names, `details` what it says beyond the membership.
    """

    statement: Analysis
    items: tuple[str, ...]
    denied: bool
    past: bool
    details: tuple[Term, ...]


def _question(check: MembershipCheck, statement: str, lexicon: Lexicon) -> _Question:
    asked = asked_membership(statement)
    own = analyse(statement, lexicon)
    items = tuple(item for item in check.items if _is_named(item, own, lexicon))
    if not check.items:
        items = tuple(_names_before_the_verb(asked.items if asked else statement, lexicon))
    denied = asked.denied if asked else bool(_NEGATED.search(_NOT.sub(" not", statement)))
    past = asked.past if asked else bool(_FORMER.search(statement))
    covered = analyse("\n".join((*items, check.among, "member party")), lexicon)
    details = tuple(t for t in own.content if not _is_covered(t, covered) and t.text.lower() not in _PLAIN)
    return _Question(own, items, denied, past, details)


def _is_covered(term: Term, covered: Analysis) -> bool:
    if term.when or term.amount:
        return False
    return term.light or term.keys <= covered.keys or bool(term.senses & covered.senses)


def _is_named(item: str, statement: Analysis, lexicon: Lexicon) -> bool:
    return all(term.keys <= statement.keys for term in analyse(item, lexicon).content)


def misfit(check: MembershipCheck, statement: str, lexicon: Lexicon) -> str:
    """Why the check does not fit the statement, in words; empty where it does."""
    return _misfit(check, _question(check, statement, lexicon))


def _misfit(check: MembershipCheck, question: _Question) -> str:
    if check.present is not None and check.present == question.denied:
        return "the check and the statement contradict each other"
    if check.items and not question.items:
        return f"the check asks for {', '.join(check.items)}, the statement names nobody of them"
    return ""


def _one_item(
    item: str, lists: Sequence[Enumeration], question: _Question, document: Document, lexicon: Lexicon
) -> Evidence:
    wanted = analyse(item, lexicon)
    for found in lists:
        places = _holds_places(found, document, lexicon)
        for entry in found.entries:
            if _names(wanted, analyse(document.quote(entry), lexicon), places=places):
                return _present(item, entry, found, question, document, lexicon)
    if any(lexicon.entities.get(key) == "regions" for t in wanted.terms for key in t.keys):
        return nothing(document, f"{item} is a region, the list may hold its parts")
    alike = [e for e in lists if _alike(wanted, e, document, lexicon)]
    if not alike:
        return nothing(document, f"no list of the kind of {item}")
    return _absent(item, alike, question, document)


def _present(
    item: str, entry: Passage, found: Enumeration, question: _Question, document: Document, lexicon: Lexicon
) -> Evidence:
    words = document.quote(entry)
    own = analyse(words, lexicon)
    where = f"in the list “{shortened(found.label)}”"
    if own.senses & (_OTHERS - question.statement.senses) or any(t.negated for t in own.terms):
        finding = Finding("membership", item, f"named {where}, with a reservation", None)
        return passage_evidence(document, entry, words, Stance.NEUTRAL, _OPEN, finding, f"{item} is named {where}")
    open_details = [t.text for t in question.details if not question.denied and not _stands_in(t, own)]
    if open_details:
        finding = Finding("membership", item, where, True)
        reason = f"{item} stands {where}, which says nothing of: {', '.join(open_details)}"
        return passage_evidence(document, entry, words, Stance.NEUTRAL, _OPEN, finding, reason)
    finding = Finding("membership", item, where, not question.denied)
    stance = Stance.REFUTES if question.denied else Stance.SUPPORTS
    return passage_evidence(document, entry, words, stance, _PRESENT, finding, f"{item} stands {where}")


def _stands_in(detail: Term, entry: Analysis) -> bool:
    if detail.when:
        return any(t.when and dates.agrees(detail.when, t.when) for t in entry.terms)
    if detail.amount:
        return any(t.amount and numbers.agrees(detail.amount, t.amount) for t in entry.terms)
    return detail.keys <= entry.keys or bool(detail.senses & entry.senses)


def _absent(item: str, lists: Sequence[Enumeration], question: _Question, document: Document) -> Evidence:
    whole = max(lists, key=lambda e: len(e.entries))
    first, last = whole.entries[0], whole.entries[-1]
    end = min(last.end, first.start + _SHOWN)
    span = Passage(first.start, end, first.kind, first.heading)
    words = document.text[first.start : end]
    count = sum(len(e.entries) for e in lists)
    label = shortened(whole.label)
    reason = ""
    if not all(e.closed for e in lists):
        reason = f"{item} is not in the list “{label}”, which says that it is not whole"
    elif count < _SMALLEST_LIST:
        reason = f"{item} is not in the list “{label}”, which is too short to count as whole"
    elif question.past:
        reason = f"{item} is not in the list “{label}”, which says nothing of other times"
    elif question.denied and question.details:
        reason = f"the list “{label}” says nothing of: {', '.join(t.text for t in question.details)}"
    if reason:
        finding = Finding("membership", item, f"not in the list “{label}”", None)
        return passage_evidence(document, span, words, Stance.NEUTRAL, _OPEN, finding, reason)
    finding = Finding("membership", item, f"not among the {count} entries of “{label}”", question.denied)
    stance = Stance.SUPPORTS if question.denied else Stance.REFUTES
    reason = f"{item} is not among the {count} entries of “{label}”"
    return passage_evidence(document, span, words, stance, _ABSENT, finding, reason)


# ---------------------------------------------------------------- names


def _names_before_the_verb(text: str, lexicon: Lexicon) -> Iterator[str]:
    return (t.text for t in takewhile(lambda t: t.kind == "name", analyse(text, lexicon).content))


def _names(wanted: Analysis, entry: Analysis, *, places: bool) -> bool:
    """Whether the entry names all that is wanted; in a list of places no part of a name will do."""
    names = [t for t in wanted.terms if t.kind == "name"] or list(wanted.content)
    return bool(names) and all(any(_same_name(t, e, entry, places=places) for e in entry.terms) for t in names)


def _same_name(term: Term, other: Term, entry: Analysis, *, places: bool) -> bool:
    if term.kind != "name" or other.kind != "name":
        return term.kind == other.kind and term.keys <= other.keys
    if not term.keys <= other.keys or any(key.startswith("@") for key in other.keys - term.keys):
        return False
    if not places:
        return True
    before = next((t for t in reversed(entry.terms) if t.place == other.place - 1), None)
    directed = before is not None and any(name == "direction" for name, _ in before.senses)
    return not directed and (term.keys == other.keys or any(key.startswith("@") for key in term.keys & other.keys))


def _entry_names(found: Enumeration, document: Document, lexicon: Lexicon) -> list[list[Term]]:
    return [[t for t in analyse(document.quote(e), lexicon).terms if t.kind == "name"] for e in found.entries]


def _holds_places(found: Enumeration, document: Document, lexicon: Lexicon) -> bool:
    """Whether most entries are names that the lexicon has among its entities."""
    named = _entry_names(found, document, lexicon)
    return sum(any(key in lexicon.entities for t in names for key in t.keys) for names in named) * 2 >= len(named)


def _alike(wanted: Analysis, found: Enumeration, document: Document, lexicon: Lexicon) -> bool:
    """Whether the entries are of the item's kind: countries for a country, names for a name."""
    kinds = {lexicon.entities.get(key) for t in wanted.terms for key in t.keys} - {None}
    named = _entry_names(found, document, lexicon)
    of_kind = [[key for t in names for key in t.keys if lexicon.entities.get(key) in kinds] for names in named]
    return sum(map(bool, of_kind if kinds else named)) * 2 >= len(named)


# ---------------------------------------------------------------- lists

_INLINE = re.compile(
    r"(?:^|(?<=[\n.;]))(?P<label>[^\n\t:;.]{2,120})(?::[^\S\n]*|\t)"
    r"(?P<items>(?:[^\n\t:;.]|\.(?!\s+[A-Z][a-z]+\s+[a-z]|\s*$|\s+[A-Z]\w+\s*:))+)"  # a full stop may end "U.S."
)
_ITEM = re.compile(r"\s*(?:,|;|\band\b)\s*")
_SAYS_OPEN = re.compile(
    r"\b(?:including|includes?|such as|among others|and others|and more|e\.g\.|for example|etc)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list as the page gives it: what it is of, whether it is whole, and its entries."""

    label: str
    closed: bool
    entries: tuple[Passage, ...]


def enumerations(document: Document) -> tuple[Enumeration, ...]:
    """All lists of a page: list and table elements, and those within a paragraph or definition ("PARTIES: A, B")."""
    found: list[Enumeration] = []
    members: dict[int, list[Passage]] = {}
    for passage in document.passages:
        if passage.group is None:
            found += _inline(document, passage)
        elif document.groups[passage.group].kind is GroupKind.DEFINITIONS and (within := _inline(document, passage)):
            found += within
        else:
            members.setdefault(passage.group, []).append(passage)
    return (*(_of_group(document, number, entries) for number, entries in sorted(members.items())), *found)


def _of_group(document: Document, number: int, entries: Sequence[Passage]) -> Enumeration:
    group = document.groups[number]
    heading = entries[0].heading.rsplit(" > ", 1)[-1]
    label = "; ".join(dict.fromkeys(part for part in (group.label, heading) if part))
    return Enumeration(label, group.closed, tuple(entries))


def _inline(document: Document, passage: Passage) -> list[Enumeration]:
    if passage.kind is PassageKind.HEADING:
        return []
    text = document.quote(passage)
    found = []
    for match in _INLINE.finditer(text):
        entries = []
        at = match.start("items")
        for piece in _ITEM.split(match["items"]):
            start = text.index(piece, at)
            at = start + len(piece)
            if piece.strip() and len(piece.split()) <= _LONGEST_ENTRY:
                entries.append(Passage(passage.start + start, passage.start + at, passage.kind, passage.heading))
        if len(entries) >= 2:
            label = f"{match['label'].strip()}; {passage.heading.rsplit(' > ', 1)[-1]}"
            found.append(Enumeration(label, not _SAYS_OPEN.search(text), tuple(entries)))
    return found


def _is_of(found: Enumeration, among: str, document: Document, lexicon: Lexicon) -> bool:
    """Whether the list is one of what is asked for: its path of headings says "members", and nobody else's kind."""
    wanted = analyse(among, lexicon)
    title = analyse(f"{document.title}\n{document.source.title}", lexicon)
    path = [analyse(step, lexicon) for step in _path(found, document)]
    others = {sense for step in path for sense in step.senses} & (_OTHERS - wanted.senses)
    if others or any(t.negated for step in path for t in step.terms):
        return False
    asked_for = {name for name, _ in wanted.senses & _OTHERS} or _KINDS
    if not any({name for name, _ in step.senses} & asked_for for step in path or [title]):
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
    return [s for s in dict.fromkeys(kept) if not any(t == s.casefold() or t.startswith(s.casefold()) for t in titles)]
