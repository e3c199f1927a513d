"""A claims file made into a Dossier; every mistake in it is told at once, with its line and its claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from refcheck.article import locate, nearest
from refcheck.dossier.addresses import id_of
from refcheck.dossier.checks import Names, read_check
from refcheck.dossier.files import (
    UnreadableError,
    article_file,
    check_places,
    claims_file,
    claims_text,
    parse,
    read_article,
)
from refcheck.dossier.keys import CLAIM, FILE, ID, PART, SOURCE, Rule
from refcheck.dossier.lines import Place
from refcheck.dossier.table import Notes, Table, quoted, type_name
from refcheck.errors import DossierError
from refcheck.model import Article, Claim, Dossier, Part, Policy, Review, Source, SourceKind, Verdict, Waiver
from refcheck.text import plain

__all__ = ["load", "load_line", "load_text"]

_ID = re.compile(ID)
_MARKS = "\"'“”‘’„‚«»‹›`´"


def load(path: Path) -> Dossier:
    """Read a claims file, or the claims.toml in a folder, and the article that it names.

    Claims and sources keep the file's order; the article is looked for from the file's folder, and must lie in it.
    There may be no claims yet where there is an article.
    Raises DossierError with every mistake found, sorted by line, and nothing else; reads no network.
    """
    file = claims_file(path)
    check_places(file)
    return load_text(file, claims_text(file))


def load_text(file: Path, text: str) -> Dossier:
    """Read `text` as the claims file that `file` is or is to be; as `load` otherwise."""
    values, lines = parse(file, text)
    notes = Notes(lines)
    dossier = _dossier(file, Table(values, (), notes, FILE))
    if mistakes := notes.in_order():
        raise DossierError(str(file), mistakes)
    return dossier


def load_line(file: str, line: int, values: Mapping[str, object]) -> tuple[Claim, tuple[Source, ...]]:
    """Read the claim that stands on a line of `file` by itself, and the sources that it and its parts name, in order.

    The keys are those of a [[claim]], but "id" may be left out, for the number of the line, and "sources" are addresses
    or tables with the keys of a [[source]], whose "id" may be left out too: it is made of the address then. A source
    that is named once may be named again by its id. Raises DossierError with every mistake found.
    """
    notes = Notes({(): line})
    sources: dict[str, Source] = {}
    given = {"id": str(line), **{key: value for key, value in values.items() if value is not None}}
    _declare(given, (), notes, sources)
    _pages_once(sources.values(), notes)
    kinds = {source.id: source.kind for source in sources.values()}
    claim = _claim(Table(given, (), notes, CLAIM), _Known(None, False, kinds, {}))
    if mistakes := notes.in_order():
        raise DossierError(file, tuple(replace(mistake, line=line) for mistake in mistakes))
    return replace(claim, line=line), tuple(sources.values())


@dataclass(frozen=True, slots=True)
class _Known:
    """What the claims of a file may refer to; `has_article` also where the article has mistakes of its own."""

    article: Article | None
    has_article: bool
    sources: Mapping[str, SourceKind]
    names: Names


def _dossier(file: Path, top: Table) -> Dossier:
    top.allow()
    article = _article(top, file.parent)
    sources = _sources(top)
    declared = {source.id: source.kind for source in sources}
    aliases = _aliases(top)
    names = {plain(name): group for group in aliases for name in group}
    claims = _claims(top, _Known(article, "article" in top.values, declared, names))
    return Dossier(file, article, sources, claims, aliases, _review(top))


def _article(top: Table, folder: Path) -> Article | None:
    table = top.table("article")
    if table is None:
        return None
    table.allow()
    given = table.text("path")
    title, author, url = table.text("title"), table.text("author"), table.address("url")
    published = table.day("published")
    if not given:
        return None
    try:
        path = article_file(folder, given)
        read = read_article(path)
    except UnreadableError as error:
        table.wrong(f"the article {quoted(given)} {error}", "path", rule=Rule.ARTICLE)
        return None
    return Article(path, read.text, title, author, url, published, read.lines, read.headings)


def _sources(top: Table) -> tuple[Source, ...]:
    tables = top.tables("source")
    _ids_once(tables, "source")
    sources = tuple(_source(table) for table in tables)
    first: dict[str, Source] = {}
    for table, source in zip(tables, sources, strict=True):
        same = first.setdefault(source.url, source)
        if source.url and same is not source:
            message = f'"url" is that of source {quoted(same.id)} on line {same.line}; a page counts once'
            table.wrong(message, "url", rule=Rule.PAGE_ONCE)
    return sources


def _source(table: Table) -> Source:
    table.allow()
    return Source(
        id=table.id(),
        url=table.address("url"),
        title=table.text("title"),
        kind=table.choice("kind", SourceKind.SECONDARY),
        published=table.day("published"),
        archive=table.address("archive"),
        line=table.notes.line(table.place),
    )


def _declare(values: dict[str, object], place: Place, notes: Notes, sources: dict[str, Source]) -> None:
    """Read the sources that a claim names, and then those of its parts, and put their ids in their place."""
    given = values.get("sources")
    if isinstance(given, list):
        ways = ((*place, "sources", position) for position in range(len(given)))
        values["sources"] = [_declared(each, way, notes, sources) for each, way in zip(given, ways, strict=True)]
    parts = values.get("parts")
    if place or not isinstance(parts, list):
        return
    values["parts"] = copies = [dict(part) if isinstance(part, dict) else part for part in parts]
    for position, part in enumerate(copies):
        if isinstance(part, dict):
            _declare(part, ("parts", position), notes, sources)


def _declared(given: object, place: Place, notes: Notes, sources: dict[str, Source]) -> object:
    """The id of a source that is given as an address, a table or an id; what is none of them as it is."""
    if not isinstance(given, str | dict) or (isinstance(given, str) and given in sources):
        return given
    values = {"url": given} if isinstance(given, str) else {key: v for key, v in given.items() if v is not None}
    url = values.get("url")
    address = " ".join(url.split()) if isinstance(url, str) else ""
    named = values if "id" in values else {"id": id_of(address), **values}
    source = replace(_source(Table(named, place, notes, SOURCE)), line=0)
    if sources.setdefault(source.id, source) != source:
        notes.add((*place, "id"), f"source {quoted(source.id)} is two pages here; give one of them another id")
    return source.id


def _pages_once(sources: Iterable[Source], notes: Notes) -> None:
    first: dict[str, Source] = {}
    for source in sources:
        same = first.setdefault(source.url, source)
        if source.url and same is not source:
            notes.add(
                (), f"sources {quoted(same.id)} and {quoted(source.id)} have the same address; a page counts once"
            )


def _aliases(top: Table) -> tuple[tuple[str, ...], ...]:
    table = top.names("aliases")
    if table is None:
        return ()
    groups = []
    owners: dict[str, str] = {}
    for key in table.values:
        name = table.line_of_text(key, key) if key else ""
        if not key:
            table.wrong("a name in [aliases] is empty", key)
        others = tuple(text for _, text in table.texts_of(key))
        for alias in (name, *others):
            owner = owners.setdefault(plain(alias), name)
            if owner != name:
                message = f"{quoted(alias)} already stands for {quoted(owner)}; a name can stand for one thing"
                table.wrong(message, key, rule=Rule.NAME_ONCE)
        groups.append((name, *others))
    return tuple(groups)


def _review(top: Table) -> Review | None:
    table = top.table("review")
    if table is None:
        return None
    table.allow()
    publisher, url = table.text("publisher"), table.address("url")
    return Review(publisher, url) if publisher and url else None


def _claims(top: Table, known: _Known) -> tuple[Claim, ...]:
    if "claim" not in top.values and known.has_article:
        return ()  # as `refcheck init` leaves a file: its drafts are comments
    if not top.values.get("claim"):
        top.wrong('there are no claims; write [[claim]] and under it "id", "statement" and "sources"')
        return ()
    tables = top.tables("claim")
    _ids_once(tables, "claim")
    return tuple(_claim(table, known) for table in tables)


def _claim(table: Table, known: _Known) -> Claim:
    given = table.values.get("id")
    claim_id = given if isinstance(given, str) and _ID.fullmatch(given) else ""
    table = replace(table, claim=claim_id)
    table.allow()
    statement = table.text("statement")
    sources = _cited(table, known)
    return Claim(
        id=table.id(),
        statement=statement,
        quote=_quote(table, known),
        sources=sources,
        parts=_parts(table, known),
        check=read_check(table, statement, known.names),
        policy=_policy(table, known, sources),
        as_of=_as_of(table, known),
        expect=table.choice("expect", Verdict.SUPPORTED),
        waiver=_waiver(table),
        line=table.notes.line(table.place),
    )


def _ids_once(tables: list[Table], what: str) -> None:
    first: dict[str, Table] = {}
    for table in tables:
        given = table.values.get("id")
        if isinstance(given, str) and first.setdefault(given, table) is not table:
            line = table.notes.line(first[given].place)
            where = (*table.place, "id")
            message = f"{what} {quoted(given)} is already there on line {line}; give this one another id"
            table.notes.add(where, message, rule=Rule.ID_ONCE)


def _cited(table: Table, known: _Known) -> tuple[str, ...]:
    """The sources that a claim or part names, each of them declared and named once."""
    if table.shape["sources"].required and "sources" not in table.values:
        table.wrong('"sources" is missing; name at least one [[source]] by its id')
    cited: list[str] = []
    for position, source in table.texts("sources"):
        if source not in known.sources:
            hint = table.notes.closest(source, known.sources) or "; declare it under [[source]]"
            table.wrong(f"there is no source {quoted(source)}{hint}", "sources", position, rule=Rule.CITED)
        elif source in cited:
            table.wrong(f"source {quoted(source)} is named twice", "sources", position, rule=Rule.CITED)
        cited.append(source)
    return tuple(cited)


def _quote(table: Table, known: _Known) -> str:
    quote = table.text("quote")
    if not quote:
        return ""
    if not known.has_article:
        message = '"quote" needs an [article] to be found in; add one, or leave the quote out'
        table.wrong(message, "quote", rule=Rule.QUOTED)
    elif known.article and locate(known.article.text, quote) is None:
        if locate(known.article.text, quote.strip(_MARKS)):
            message = f"the article says that without the quotation marks around it: {quoted(quote.strip(_MARKS))}"
            table.wrong(message, "quote", rule=Rule.QUOTED)
            return quote
        near = nearest(known.article.text, quote, known.article.lines) if table.notes.may_search() else None
        hint = f"; nearest is line {near[1]}: {quoted(near[0])}" if near else ""
        table.wrong(f"the article does not say {quoted(quote)}{hint}", "quote", rule=Rule.QUOTED)
    return quote


def _parts(table: Table, known: _Known) -> tuple[Part, ...]:
    parts = []
    for position, value in enumerate(table.statements("parts")):
        if isinstance(value, str):
            parts.append(Part(table.line_of_text(value, "parts", position)))
        elif isinstance(value, dict):
            part = Table(value, (*table.place, "parts", position), table.notes, PART, table.claim)
            part.allow()
            statement = part.text("statement")
            parts.append(Part(statement, _cited(part, known), read_check(part, statement, known.names)))
        else:
            message = f'"parts" item {position + 1} is {type_name(value)}; it must be text, or a table with "statement"'
            table.wrong(message, "parts", position)
    return tuple(parts)


def _policy(table: Table, known: _Known, sources: tuple[str, ...]) -> Policy:
    policy = table.choice("policy", Policy.ANY)
    kinds = {known.sources.get(source, SourceKind.PRIMARY) for source in sources}
    if policy is Policy.PRIMARY and SourceKind.SECONDARY in kinds and SourceKind.PRIMARY not in kinds:
        message = '"policy" is "primary", but none of the sources has kind = "primary"'
        table.wrong(message, "policy", rule=Rule.PRIMARY)
    return policy


def _as_of(table: Table, known: _Known) -> date | None:
    published = known.article.published if known.article else None
    return table.day("as_of") or published


def _waiver(table: Table) -> Waiver | None:
    waiver = table.table("waiver")
    if waiver is None:
        return None
    waiver.allow()
    reason, owner = waiver.text("reason"), waiver.text("owner")
    until = waiver.day("until")
    return Waiver(reason, owner, until) if reason and owner and until else None
