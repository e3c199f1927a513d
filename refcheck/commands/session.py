"""What a command and the error boundary around it share, and the claims file that it is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from refcheck.errors import UsageError

if TYPE_CHECKING:
    from refcheck.model import Dossier


@dataclass
class Session:
    """What the error boundary knows of the call: the folder of the claims file, for the log of a bug."""

    folder: Path = Path()


def load_claims(claims: Path, session: Session) -> Dossier:
    """The dossier of a claims file, or a `DossierError` with all its mistakes."""
    from refcheck.dossier import load  # noqa: PLC0415

    session.folder = claims.parent
    return load(claims)


def check_ids(given: Collection[str], known: Sequence[str], what: str, claims: Path) -> None:
    """Raises `UsageError`, with the nearest ids, for the first one that the claims file does not have."""
    from difflib import get_close_matches  # noqa: PLC0415

    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.8) or [each for each in known if name in each][:5]
            near = near or get_close_matches(name, known, n=1, cutoff=0.5)
            offer = " or ".join([", ".join(near[:-1]), near[-1]] if len(near) > 1 else near)
            hint = f"Did you mean {offer}?" if near else f"It has: {', '.join(known[:10])}{', …' * (len(known) > 10)}."
            raise UsageError(f"{claims}: no {what} has the id {name}. {hint}")
