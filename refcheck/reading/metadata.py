"""What a page says of itself: title, site, author, dates, language, from every place that pages use."""

# ruff: noqa: ANN401 - what JSON holds is anybody's guess
from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from refcheck.model import PageDate
from refcheck.reading.draft import collapse
from refcheck.reading.pagedates import address_date, machine_date, written_date

if TYPE_CHECKING:
    from refcheck.reading.soup import Soup

MOST_NODES = 5000
NEWS_TYPES = re.compile(
    r"Article|NewsArticle|BlogPosting|Report|WebPage|Legislation|Dataset|CreativeWork|Book|VideoObject", re.IGNORECASE
)
PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "citation_publication_date",
    "citation_date", "citation_online_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "dc.date", "dcterms.date", "datepublished", "date_published", "publish-date", "publishdate", "publication_date",
    "pubdate", "sailthru.date", "parsely-pub-date", "article.published", "originalpublicationdate",
    "prism.publicationdate",
    "eprints.date", "bepress_citation_date", "date", "og:published_time", "rnews:datepublished", "created",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "dcterms.modified", "dc.date.modified",
    "datemodified", "last-modified", "lastmod", "revised", "article.updated", "modified", "rnews:datemodified",
)  # fmt: skip
TITLE_METAS = (
    "citation_title",
    "og:title",
    "dc.title",
    "dcterms.title",
    "twitter:title",
    "parsely-title",
    "eprints.title",
)
AUTHOR_METAS = (
    "citation_author", "author", "dc.creator", "dcterms.creator", "article:author", "parsely-author", "sailthru.author",
    "byl", "dc.contributor", "eprints.creators_name", "twitter:creator",
)  # fmt: skip
SITE_METAS = (
    "og:site_name",
    "application-name",
    "citation_journal_title",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
)
LANGUAGE_METAS = ("content-language", "og:locale", "dc.language", "dcterms.language", "citation_language", "language")
SEPARATOR = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022\u00bb:-]{1,2}\s+|\s*\|\s*")
_DATE_WORDS = (
    r"first published|originally published|published(?: on| at)?|posted(?: on)?|date of publication|publication date",
    r"release date|issued(?: on)?|publi[ée] le|veröffentlicht(?: am)?|erschienen am|publicado(?: el| em)?",
    r"pubblicato(?: il)?|gepubliceerd(?: op)?|publicerad|опубликовано|опубліковано|date|datum|fecha|data",
    r"発行日|公開日|发布时间|发布日期|日付",
)
_UPDATE_WORDS = (
    r"last (?:updated|modified|reviewed|edited|revised|changed)|page last (?:updated|reviewed)|updated?",
    r"modified(?: on)?",
    r"this page was last (?:edited|updated|modified|reviewed)|reviewed(?: on)?|mise? [àa] jour|aktualisiert(?: am)?",
    r"zuletzt (?:geändert|bearbeitet|aktualisiert)|stand|actualizado|última actualización|aggiornato|обновлено",
    r"оновлено",
    r"更新日|更新时间|最終更新",
)


def _dated(words: tuple[str, ...]) -> re.Pattern[str]:
    before = rf"(?:^|[\s|·•,;(])({'|'.join(words)})(?!\w)"
    return re.compile(before + r"\s*(?:on|at|am|le|el|il)?\s*[:：]?\s*(?=\S)(.{0,60})", re.IGNORECASE)


PUBLISHED_TEXT = _dated(_DATE_WORDS)
MODIFIED_TEXT = _dated(_UPDATE_WORDS)
_NAME = r"[^\W\d_a-z][\w.'\u2019-]*"
_JOINS = "and|und|et|y|e|de|van|von|der|&"
BYLINE = re.compile(
    rf"^(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]v)\s+({_NAME}(?:\s+(?:{_NAME}|{_JOINS}))*)"
    r"(?=\s*(?:[|,·•\u2014\u2013]|$))"
)
HEAD_LINES = 25
FOOT_LINES = 12
LONGEST_DATE_LINE = 200
NEAR = 24
FIRST_YEAR_OF_THE_WEB = 1991
DATELINES = 12
LETTERS_OF_DATELINE = 18


@dataclass(slots=True)
class About:
    """What a page says of itself, empty or None where it does not."""

    title: str = ""
    site: str = ""
    author: str = ""
    published: PageDate | None = None
    modified: PageDate | None = None
    language: str = ""
    titles: list[str] = field(default_factory=list)
    headline: str = ""
    types: set[str] = field(default_factory=set)
    canonical: str = ""
    free: bool | None = None


def about(soup: Soup, h1: str, lines: list[str], url: str) -> About:
    """Gather title, site, author, dates and declared language; structured data goes before what the text says."""
    told = About()
    metas = _metas(soup)
    nodes = list(_data_nodes(soup))
    _from_data(told, nodes)
    told.titles = [title for title in (told.headline, *_titles(metas, soup, h1)) if title]
    told.site = (
        told.site or _first(metas, SITE_METAS) or _site_in_title(_page_title(soup), [h1, *_all(metas, TITLE_METAS)])
    )
    told.title = _title(told, metas, h1, _page_title(soup))
    told.author = told.author or _author(metas, soup, lines)
    told.language = soup.language or _first(metas, LANGUAGE_METAS) or told.language
    told.canonical = next(
        (link.get("href", "") for link in soup.links if "canonical" in link.get("rel", "").lower()), ""
    )
    told.published = _published(told, metas, soup, lines, url)
    told.modified = _modified(told, metas, soup, lines)
    return told


def titles(soup: Soup, h1: str) -> list[str]:
    """The titles that a page has outside of its structured data, the heading `h1` among them."""
    return [title for title in _titles(_metas(soup), soup, h1) if title]


def _titles(metas: dict[str, list[str]], soup: Soup, h1: str) -> tuple[str, ...]:
    return (*_all(metas, TITLE_METAS), h1, _page_title(soup))


def _metas(soup: Soup) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in soup.metas:
        value = collapse(meta.get("content", ""))
        if not value:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = meta.get(key, "").strip().lower()
            if name:
                metas.setdefault(name, []).append(value[:1000])
    return metas


def _first(metas: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _all(metas: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [metas[name][0] for name in names if name in metas]


def _page_title(soup: Soup) -> str:
    return collapse(soup.page_title)[:500]


def _title(told: About, metas: dict[str, list[str]], h1: str, page_title: str) -> str:
    """The headline; where the page only has a title element, that without the site's name."""
    title = told.headline or _first(metas, TITLE_METAS) or page_title or h1
    if h1 and title != h1 and (title.startswith(h1) or h1 in SEPARATOR.split(title)):
        return h1[:500]
    parts = SEPARATOR.split(title)
    if h1 and title == page_title and len(parts) > 1 and _alike(h1, title):
        return h1[:500]
    if len(parts) == 2 and told.site and parts[1].casefold() == told.site.casefold():
        return parts[0][:500]
    return title[:500]


def _alike(first: str, second: str) -> bool:
    """Whether two titles share half of the words of the first."""
    words = set(re.findall(r"\w{3,}", first.casefold()))
    return 2 * len(words & set(re.findall(r"\w{3,}", second.casefold()))) >= len(words) > 0


def _site_in_title(title: str, known: list[str]) -> str:
    """The part of a title element that the heading lacks: the site's name."""
    parts = SEPARATOR.split(title)
    if len(parts) == 2 and len(parts[1]) <= 60 and any(parts[0] == name for name in known if name):
        return parts[1]
    return ""


def _author(metas: dict[str, list[str]], soup: Soup, lines: list[str]) -> str:
    for name in AUTHOR_METAS:
        names = [value for value in metas.get(name, ()) if not value.startswith(("http", "@", "/"))]
        if names:
            return ", ".join(dict.fromkeys(names[:20]))[:300]
    for name, value in soup.properties:
        if name == "author" and value:
            return collapse(value)[:300]
    for line in lines[:12]:
        if len(line) <= 120 and (match := BYLINE.match(line)):
            return match[1].strip(" .\u2013\u2014-")
    return ""


def _data_nodes(soup: Soup) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD, through lists and @graph, breadth first."""
    queue: list[Any] = []
    for script in soup.data_scripts[:50]:
        try:
            queue.append(json.loads(_bare(script), strict=False))
        except (ValueError, RecursionError):
            continue
    seen = 0
    while queue and seen < MOST_NODES:
        value = queue.pop(0)
        seen += 1
        if isinstance(value, list):
            queue.extend(value[:200])
        elif isinstance(value, dict):
            yield value
            queue.extend(
                value[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage", "isPartOf", "itemListElement", "item")
                if isinstance(value.get(key), (dict, list))
            )


def _bare(script: str) -> str:
    script = script.strip()
    for before, after in (("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")):
        if script.startswith(before):
            script = script[len(before) :].strip().removesuffix(after)
    return script.strip().rstrip(";")


def _from_data(told: About, nodes: list[dict[str, Any]]) -> None:
    for node in nodes:
        kinds = node.get("@type", "")
        kind = " ".join(str(k) for k in kinds) if isinstance(kinds, list) else str(kinds)
        told.types.update(kind.split())
        if kind == "WebSite" or kind.endswith("Organization"):
            told.site = told.site or _words(node.get("name"))
            continue
        if not NEWS_TYPES.search(kind):
            continue
        rich = not kind.startswith("WebPage")
        if rich or not told.headline:
            told.headline = told.headline or _words(node.get("headline")) or (_words(node.get("name")) if rich else "")
        told.author = told.author or _names(node.get("author")) or _names(node.get("creator"))
        told.site = told.site or _names(node.get("publisher"))
        told.language = told.language or _words(node.get("inLanguage"))
        if node.get("isAccessibleForFree") in (False, "False", "false"):
            told.free = False
        for key in ("datePublished", "dateCreated", "uploadDate"):
            if told.published is None and (value := machine_date(_words(node.get(key)))):
                told.published = PageDate(value, f"JSON-LD {key}")
        if told.modified is None and (value := machine_date(_words(node.get("dateModified")))):
            told.modified = PageDate(value, "JSON-LD dateModified")


def _words(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("alternateName") or ""
    return collapse(value)[:500] if isinstance(value, str) else ""


def _names(value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    names = [_words(one) for one in values[:20]]
    return ", ".join(dict.fromkeys(name for name in names if name and not name.startswith("http")))[:300]


def _published(told: About, metas: dict[str, list[str]], soup: Soup, lines: list[str], url: str) -> PageDate | None:
    """The first that is there: structured data, properties, marked times, "Published …", a line that is a date."""
    head = lines[:HEAD_LINES]
    return (
        told.published
        or _in_metas(metas, PUBLISHED_METAS)
        or _in_properties(soup, ("datepublished", "datecreated"))
        or _in_times(soup, lambda attrs: _is_publication(attrs) and not _is_update(attrs))
        or _in_text(head, PUBLISHED_TEXT)
        or _in_times(soup, lambda attrs: "early" in attrs and not _is_update(attrs))
        or _dateline(head)
        or _in_address(url)
        or _in_text([*lines[-FOOT_LINES:], *soup.footers], PUBLISHED_TEXT)
    )


def _modified(told: About, metas: dict[str, list[str]], soup: Soup, lines: list[str]) -> PageDate | None:
    return (
        told.modified
        or _in_metas(metas, MODIFIED_METAS)
        or _in_properties(soup, ("datemodified",))
        or _in_times(soup, _is_update)
        or _in_text([*lines[:HEAD_LINES], *lines[-FOOT_LINES:], *soup.footers], MODIFIED_TEXT)
    )


def _in_metas(metas: dict[str, list[str]], names: tuple[str, ...]) -> PageDate | None:
    for name in names:
        if name in metas and (value := machine_date(metas[name][0])):
            return PageDate(value, f"meta {name}")
    return None


def _in_properties(soup: Soup, names: tuple[str, ...]) -> PageDate | None:
    for name, content in soup.properties:
        if name.lower() in names and (value := machine_date(content)):
            return PageDate(value, f"itemprop {name}")
    return None


def _in_times(soup: Soup, wanted: Callable[[dict[str, str]], bool]) -> PageDate | None:
    for content, attrs in soup.times:
        if wanted(attrs) and (value := machine_date(content)) and value.year >= FIRST_YEAR_OF_THE_WEB:
            return PageDate(value, "time element")
    return None


def _dateline(lines: list[str]) -> PageDate | None:
    """A line that is hardly more than a date and a place."""
    for line in lines[:DATELINES]:
        if len(line) > 60 or "\t" in line or MODIFIED_TEXT.search(line):
            continue
        value = written_date(line)
        if value and value.year >= FIRST_YEAR_OF_THE_WEB and _is_dateline(line):
            return PageDate(value, f"text '{line}'")
    return None


def _in_address(url: str) -> PageDate | None:
    value = address_date(urlsplit(url).path) if url else None
    return PageDate(value, "address") if value else None


def _is_publication(attrs: dict[str, str]) -> bool:
    words = f"{attrs.get('itemprop', '')} {attrs.get('class', '')} {attrs.get('property', '')}".lower()
    return "pubdate" in attrs or bool(
        re.search(r"publish|pubdate|entry-date|posted|dateline|article-?date|datecreated", words)
    )


def _is_update(attrs: dict[str, str]) -> bool:
    words = f"{attrs.get('itemprop', '')} {attrs.get('class', '')}".lower()
    return bool(re.search(r"updat|modif", words)) and "pubdate" not in attrs and "publish" not in words


def _is_dateline(line: str) -> bool:
    if not re.match(r"(?:[^\W\d]{2,12}[.,]{0,2}\s+){0,2}\W{0,2}\d", line):
        return False
    return len(re.sub(r"[\d\W_]+", "", line)) <= LETTERS_OF_DATELINE and not line.rstrip().endswith((":", "?", "."))


def _in_text(lines: list[str], pattern: re.Pattern[str]) -> PageDate | None:
    for line in lines:
        if len(line) > LONGEST_DATE_LINE or "\t" in line:
            continue
        for match in pattern.finditer(line):
            value = written_date(match[2])
            if value and value.year >= FIRST_YEAR_OF_THE_WEB and re.search(r"\d", match[2][:NEAR]):
                return PageDate(value, f"text '{collapse(match[0])[:60].strip(' |·•,;(')}'")
    return None
