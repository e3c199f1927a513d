"""Unit tests for facts: statements checked against the public pages that should bear them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refcheck.judging import Judge
    from refcheck.model import Claim, Document, Evidence, Judgement, Run, Scores, Source, Stance, Verdict

__all__ = [
    "Claim",
    "Document",
    "Evidence",
    "Judgement",
    "Run",
    "Scores",
    "Source",
    "Stance",
    "Verdict",
    "check",
    "check_many",
    "run",
]


def __getattr__(name: str) -> object:
    """The types of `refcheck.model` by their names, imported when first asked for.

    Every run of pytest imports this package for its plugin, and should not pay for them (15 ms).
    """
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from refcheck import model  # noqa: PLC0415

    return getattr(model, name)


def check(
    statement: str, documents: Sequence[str | Document], *, judge: str | Judge = "model", top_k: int = 8
) -> Judgement:
    """The judgement of one statement on documents: texts, or pages as `refcheck.reading.read` returns them.

    `judge` is a name ("rules") or a callable that turns a statement and candidate passages into evidence; `top_k` is
    how many passages of each document it is shown.
    """
    return next(iter(check_many([(statement, documents)], judge=judge, top_k=top_k)))


def check_many(
    pairs: Iterable[tuple[str, Sequence[str | Document]]], *, judge: str | Judge = "model", top_k: int = 8
) -> Iterable[Judgement]:
    """The judgements of (statement, documents) pairs, in their order, one at a time as they are asked for."""
    from refcheck.model import Claim, Source  # noqa: PLC0415 - importing refcheck stays quick
    from refcheck.pipeline import Desk  # noqa: PLC0415
    from refcheck.reading import from_text  # noqa: PLC0415

    for statement, documents in pairs:
        desk = Desk(judge, top_k)
        named = [
            from_text(d, Source(f"document-{n}", "")) if isinstance(d, str) else d for n, d in enumerate(documents, 1)
        ]
        by_id = {f"{n}": _told_apart(d, n, named) for n, d in enumerate(named, 1)}
        yield desk.judge_claim(Claim("statement", statement, sources=tuple(by_id)), by_id)[0]


def _told_apart(document: Document, number: int, documents: Sequence[Document]) -> Document:
    """The document under an id that no other one has: two pages of one id would be weighed as one."""
    if sum(other.source.id == document.source.id for other in documents) == 1:
        return document
    return replace(document, source=replace(document.source, id=f"{document.source.id}-{number}"))


def run(path: str | Path = "claims.toml", *, offline: bool = False, jobs: int = 4) -> Run:
    """Run the claims file at `path`: load it, read its pages (recorded ones first) and judge every claim.

    Raises `refcheck.errors.DossierError` for a claims file with mistakes.
    """
    from refcheck.dossier import load  # noqa: PLC0415
    from refcheck.pipeline import Checker, Settings  # noqa: PLC0415

    return Checker(load(Path(path)), Settings(offline=offline, jobs=jobs)).run()
