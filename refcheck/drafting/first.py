"""The first draft of a claims file: an article's own links as sources, its checkable sentences as commented claims."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from refcheck.article import line_of, locate
from refcheck.coverage import Sentence, checkable
from refcheck.coverage.rendering import what_is_left
from refcheck.dossier.keys import LONGEST_ADDRESS, LONGEST_QUOTE, LONGEST_TEXT
from refcheck.drafting.naming import claim_id, source_id
from refcheck.drafting.toml import toml_pairs, toml_string
from refcheck.manuscript import Link, Manuscript
from refcheck.model import Article, Source

MOST_DRAFTS, MOST_SOURCES = 300, 300
_MOST_PROPOSED = 3

_HEAD = """\
{schema}
# The checkable statements of {name}, drafted by `refcheck init`.
#
# Under [article] and its links stand, as comments, the sentences that state a date, a number, a name, a quotation or a
# superlative. Take the "# " off the lines of each that is worth checking, word its statement so that it can be
# understood alone, and name the sources that should bear it out; delete the others. Then: refcheck run
"""
_UNKNOWN = """\
# title = "..."
# author = "..."
# url = "https://..."             # where it is published
# published = 2025-03-01          # statements are judged as of this day: pages that came out later do not count
"""
_SOURCES = """
# ---------------------------------------------------------------- sources: the article's own links
# Give kind = "primary" to those that are the thing itself, such as a statute or an official list.
"""
_NO_SOURCES = """
# ---------------------------------------------------------------- sources
# The article links to no public page. `refcheck add source URL` adds one.
"""
_OPEN = "  # the ids of the pages that should bear it out"
_DRAFTS = """
# ---------------------------------------------------------------- drafts of claims
"""
_NO_DRAFTS = """\
# No sentence of the article states a date, a number, a name or the like. `refcheck add claim` writes a claim.
"""


@dataclass(frozen=True, slots=True)
class FirstDraft:
    """The text of a claims file and what it holds; `left_out` counts sentences and links beyond the most of them."""

    text: str
    sources: int
    drafts: int
    left_out: int = 0


def first_draft(name: PurePath, manuscript: Manuscript, schema: str) -> FirstDraft:
    """Return a commented claims file for the article at `name`, seen from the file's folder; pure.

    `schema` is the line by which editors find the schema. Every value is escaped, so that the file loads whatever the
    article holds.
    """
    text = manuscript.text
    found = checkable(Article(Path(name), text, lines=manuscript.lines, headings=manuscript.headings))
    sources = _sources(manuscript.links)
    kept = dict(list(sources.items())[:MOST_SOURCES])
    blocks = [_HEAD.format(schema=schema, name=toml_string(name.name)), "\n[article]\n", _article(name, manuscript)]
    blocks += [_SOURCES if kept else _NO_SOURCES, *(_source(source, manuscript) for source in kept.values())]
    blocks += [_DRAFTS, *_drafts(found[:MOST_DRAFTS], manuscript, kept)] if found else [_DRAFTS, _NO_DRAFTS]
    left_out = max(0, len(found) - MOST_DRAFTS) + len(sources) - len(kept)
    return FirstDraft("".join(blocks), len(kept), min(len(found), MOST_DRAFTS), left_out)


def _article(name: PurePath, manuscript: Manuscript) -> str:
    """The lines under [article]; what the article does not tell is there as a comment."""
    told = {
        "path": name.as_posix(),
        "title": _one_line(manuscript.title, LONGEST_TEXT),
        "author": _one_line(manuscript.author, LONGEST_TEXT),
        "url": manuscript.url,
        "published": manuscript.published or "",
    }
    unknown = [line for line in _UNKNOWN.splitlines(keepends=True) if not told[line.split()[1]]]
    return toml_pairs(told) + "".join(unknown)


def _sources(links: Sequence[Link]) -> dict[str, Source]:
    """The pages that an article links to, by their addresses, in the order of the article, each under an id."""
    sources: dict[str, Source] = {}
    taken: set[str] = set()
    for link in links:
        if link.url not in sources and len(link.url) <= LONGEST_ADDRESS:
            made = source_id(link.url, taken)
            taken.add(made)
            sources[link.url] = Source(made, link.url)
    return sources


def _source(source: Source, manuscript: Manuscript) -> str:
    first = next(link for link in manuscript.links if link.url == source.url)
    words = _one_line(first.words, 80)
    said = f", as {toml_string(words)}" if words else ""
    line = line_of(manuscript.text, first.start, manuscript.lines)
    return f"\n# linked on line {line}{said}\n[[source]]\n{toml_pairs({'id': source.id, 'url': source.url})}"


def _drafts(found: Sequence[Sentence], manuscript: Manuscript, sources: dict[str, Source]) -> Iterator[str]:
    taken: set[str] = set()
    for sentence in found:
        words = _sayable(sentence.text)
        made = claim_id(words, taken)
        taken.add(made)
        values = {"id": made, "statement": _one_line(words, LONGEST_TEXT), "quote": _quotable(words, manuscript.text)}
        near = [sources[url].id for url in _nearest(sentence, manuscript) if url in sources]
        block = (
            f"[[claim]]\n{toml_pairs(values)}sources = [{', '.join(map(toml_string, near))}]{'' if near else _OPEN}\n"
        )
        facts = toml_string(what_is_left(sentence.facts))[1:-1]
        yield f"\n## line {sentence.line}: {facts}\n" + "".join(f"# {line}\n" for line in block.splitlines())


def _nearest(sentence: Sentence, manuscript: Manuscript) -> list[str]:
    """The pages that a sentence links to, or else the nearest one that its paragraph does."""
    text = manuscript.text
    within = [link.url for link in manuscript.links if sentence.start <= link.start <= sentence.end]
    if within:
        return list(dict.fromkeys(within))[:_MOST_PROPOSED]
    gap = "\n\n" if manuscript.lines or "\n\n" in text else "\n"
    start = text.rfind(gap, 0, sentence.start) + 1
    end = text.find(gap, sentence.end)
    around = [link for link in manuscript.links if start <= link.start <= (end if end >= 0 else len(text))]
    nearest = sorted(around, key=lambda link: min(abs(link.start - sentence.end), abs(sentence.start - link.end)))
    return [link.url for link in nearest[:1]]


def _quotable(words: str, text: str) -> str:
    """As much of a sentence as is found in the article as whole words: all, all but its first word, or nothing."""
    whole = _one_line(words, LONGEST_QUOTE)
    return next((quote for quote in (whole, whole.partition(" ")[2]) if quote and locate(text, quote)), "")


def _sayable(text: str) -> str:
    """The longest stretch of a sentence without control characters, which no value of a claims file may have."""
    parted = "".join("\n" if unicodedata.category(char) == "Cc" else char for char in text)
    return max((" ".join(part.split()) for part in parted.split("\n")), key=len)


def _one_line(text: str, longest: int) -> str:
    """The text on one line, cut between words where it is too long."""
    line = _sayable(" ".join(text.split()))
    return line if len(line) <= longest else line[: longest + 1].rpartition(" ")[0] or line[:longest]
