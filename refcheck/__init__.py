"""Unit tests for facts: statements checked against the public pages that should bear them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    pairs: Iterable[tuple[str, Sequence[str | Document]]],
    *,
    judge: str | Judge = "model",
    top_k: int = 8,
    jobs: int = 1,
) -> Iterable[Judgement]:
    """The judgements of (statement, documents) pairs, in their order, one at a time as they are asked for.

    With `jobs` above 1 so many processes share the work, where there is enough of it and `judge` is a name: pairs are
    then asked for some 100,000 characters ahead. The judgements are the same whatever their number.
    """
    from refcheck.bulk import judged  # noqa: PLC0415 - importing refcheck stays quick

    return judged(pairs, judge, top_k, jobs)


def run(path: str | Path = "claims.toml", *, offline: bool = False, jobs: int = 4) -> Run:
    """Run the claims file at `path`: load it, read its pages (recorded ones first) and judge every claim.

    Raises `refcheck.errors.DossierError` for a claims file with mistakes.
    """
    from refcheck.dossier import load  # noqa: PLC0415
    from refcheck.pipeline import Checker, Settings  # noqa: PLC0415

    return Checker(load(Path(path)), Settings(offline=offline, jobs=jobs)).run()
