"""What a command and the error boundary around it share, and the claims file that it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refcheck.errors import UsageError

if TYPE_CHECKING:
    from refcheck.model import Dossier, Run

STDIN = Path("-")
LISTS = (".jsonl", ".ndjson")


@dataclass
class Session:
    """What the error boundary knows of the call: the folder of the claims file, for the log of a bug."""

    folder: Path = Path()


def load_claims(claims: Path, session: Session) -> Dossier:
    """The dossier of a claims file, or a `DossierError` with all its mistakes."""
    from refcheck.commands.hints import no_claims_file  # noqa: PLC0415
    from refcheck.dossier import load  # noqa: PLC0415

    session.folder = claims.parent
    if wrong := no_claims_file(claims):
        raise UsageError(wrong)
    return load(claims)


def is_list(claims: Path) -> bool:
    """Whether what was given for a claims file is a list of claims, by its name; "-" is one on the standard input."""
    return claims == STDIN or claims.suffix.lower() in LISTS


def check_ids(given: Collection[str], known: Sequence[str], what: str, claims: Path) -> None:
    """Raises `UsageError`, with the nearest ids, for the first one that the claims file does not have."""
    from refcheck.commands.hints import near  # noqa: PLC0415

    for name in given:
        if name not in known:
            hint = f"Give --{what} again for each." if "," in name else near(name, known)
            raise UsageError(f"{claims}: no {what} has the id {name}. {hint}")


def check_choice(dossier: Dossier, given: Mapping[str, Any]) -> None:
    """Raises `UsageError` where `choosing_options` name a claim or a source that the claims file does not have."""
    check_ids(given["claim_ids"], [claim.id for claim in dossier.claims], "claim", given["claims"])
    addresses = {source.url: source.id for source in dossier.sources}
    for address in addresses.keys() & set(given["source_ids"]):
        raise UsageError(f"a source is named by its id: --source {addresses[address]}")
    check_ids(given["source_ids"], [source.id for source in dossier.sources], "source", given["claims"])


def nothing_to_check(claims: Path) -> str:
    """What to do about a claims file that has no claims, which may have drafts of some."""
    drafts = claims.read_text(encoding="utf-8").count("\n# [[claim]]\n")
    if not drafts:
        return f"{claims}: has no claims yet. `refcheck add claim` writes one."
    some = "1 draft waits" if drafts == 1 else f"{drafts} drafts wait"
    return (
        f"{claims}: has no claim yet; {some} as comments. Keep those worth checking, word their statements so that "
        'they stand alone, name their sources, take the "# " off their lines, and run this again.'
    )


def store(done: Run, claims: Path) -> None:
    """Keeps a whole run in the history beside its claims file. Raises HistoryError."""
    from refcheck.dossier.schema import keep_schema  # noqa: PLC0415
    from refcheck.history import History, history_path  # noqa: PLC0415

    History(history_path(claims)).add(done)
    with suppress(KeyboardInterrupt):  # the run is stored: nothing is left to break off
        keep_schema(claims)
