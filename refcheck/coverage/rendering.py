"""Coverage as text, Markdown, JSON, and as notices for GitHub."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from math import floor
from types import MappingProxyType

from refcheck.coverage import Coverage, Fact, FactKind, Sentence
from refcheck.reports.markdown import escaped
from refcheck.reports.neutral import neutral

Renderer = Callable[[Coverage, bool], str]
"""From a coverage, and whether covered sentences are listed too, to a text that ends in a newline or is empty."""


def summary(coverage: Coverage) -> str:
    """Return one line: the share that is covered and what it is made of."""
    checkable = len(coverage.sentences)
    if not checkable:
        return "no sentence of the article states anything that can be checked by a date, number, name or quote"
    whole, partly = coverage.covered - coverage.partly, coverage.partly
    told = [f"{whole} covered", *([f"{partly} in part"] if partly else []), f"{checkable - coverage.covered} not"]
    sentences = f"checkable sentence{'s' if checkable != 1 else ''}"
    return f"{percentage(coverage.percent())} of {checkable} {sentences} covered: {', '.join(told)}"


def percentage(value: float) -> str:
    """Return a percentage with one decimal, never rounded up: 99.96 is not all."""
    return f"{floor(value * 10) / 10:g} %"


def what_is_left(facts: tuple[Fact, ...]) -> str:
    """Return facts by their kinds: "date: 1979; name: Taiwan, Kyiv"."""
    texts = {kind: dict.fromkeys(fact.text for fact in facts if fact.kind is kind) for kind in FactKind}
    return "; ".join(f"{kind}: {', '.join(found)}" for kind, found in texts.items() if found)


def render_text(coverage: Coverage, everything: bool = False, /) -> str:
    """One line for each sentence, "file:line: how far it is covered: the sentence", and a line that sums up."""
    path = coverage.article.path.as_posix()
    lines = [f"{path}:{each.line}: {_standing(each)}: {each.text}" for each in _listed(coverage, everything)]
    return "".join(f"{neutral(line)}\n" for line in [*lines, *_remarks(coverage)])


def render_markdown(coverage: Coverage, everything: bool = False, /) -> str:
    """A table of the sentences under a line that sums up, for a comment on a pull request."""
    head = [f"## refcheck: coverage of {escaped(coverage.article.path.name)}", ""]
    head += [f"**{escaped(line)}**" if number == 0 else escaped(line) for number, line in enumerate(_remarks(coverage))]
    rows = [
        f"| {each.line} | {escaped(each.text)} | {escaped(_standing(each))} |" for each in _listed(coverage, everything)
    ]
    table = ["", "| line | sentence | |", "| ---: | --- | --- |", *rows] if rows else []
    return "\n".join([*head, *table]) + "\n"


def render_json(coverage: Coverage, _everything: bool = True, /) -> str:
    """All checkable sentences with their facts and claims, for programs."""
    data = {
        "article": coverage.article.path.as_posix(),
        "checkable": len(coverage.sentences),
        "covered": coverage.covered,
        "partly_covered": coverage.partly,
        "percent": round(coverage.percent(), 4),
        "percent_strict": round(coverage.percent(strict=True), 4),
        "claims_without_quote": list(coverage.unquoted),
        "sentences": [
            {
                "line": each.line,
                "text": each.text,
                "covered": "partly" if each.is_partly else "yes" if each.is_covered else "no",
                "claims": list(each.claims),
                "facts": [{"kind": f.kind.value, "text": f.text, "covered": f not in each.left} for f in each.facts],
            }
            for each in coverage.sentences
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def render_github(coverage: Coverage, everything: bool = False, /) -> str:
    """A workflow command for each sentence that is not covered, which GitHub shows beside its line, and the summary."""
    path = _property(coverage.article.path.as_posix())
    lines = [
        f"::{'warning' if each.left or not each.is_covered else 'notice'} file={path},line={each.line},"
        f"title={_property(_standing(each).split(';')[0].split(' (')[0])}::{_data(f'{_standing(each)}: {each.text}')}"
        for each in _listed(coverage, everything)
    ]
    return "".join(f"{line}\n" for line in [*lines, *map(neutral, _remarks(coverage))])


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {"text": render_text, "md": render_markdown, "json": render_json, "github": render_github}
)


def _listed(coverage: Coverage, everything: bool) -> Iterator[Sentence]:
    return (each for each in coverage.sentences if everything or each.left or not each.is_covered)


def _standing(sentence: Sentence) -> str:
    """How far a sentence is covered, by which claims, and what is left."""
    by = ", ".join(sentence.claims)
    if sentence.is_partly:
        return f"covered in part (by {by}; not {what_is_left(sentence.left)})"
    return f"covered (by {by})" if sentence.is_covered else f"not covered ({what_is_left(sentence.facts)})"


def _remarks(coverage: Coverage) -> Iterator[str]:
    yield summary(coverage)
    if coverage.unquoted:
        names = ", ".join(coverage.unquoted[:10]) + ", …" * (len(coverage.unquoted) > 10)
        have = "claims have no quote and cover" if len(coverage.unquoted) > 1 else "claim has no quote and covers"
        yield f"{len(coverage.unquoted)} {have} nothing: {names}"


def _data(text: str) -> str:
    """`text` as the message of a workflow command."""
    return neutral(text).replace("%", "%25")


def _property(text: str) -> str:
    """`text` as a property of a workflow command, which a colon or comma would end."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
