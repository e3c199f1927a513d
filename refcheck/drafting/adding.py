"""Claims and sources added to a claims file that stays as it is otherwise, byte for byte."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from refcheck.dossier import load_text
from refcheck.dossier.lines import find_lines
from refcheck.drafting.naming import claim_id, source_id
from refcheck.drafting.toml import Value, toml_pairs
from refcheck.errors import DossierError, UsageError
from refcheck.text import fold

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Addition:
    """A claims file with one table more: its whole `text`, the id of the table and its lines."""

    text: str
    id: str
    block: str


def with_source(file: Path, text: str, values: Mapping[str, Value]) -> Addition:
    """Return the claims file with one more source; `values` has its "url", and its "id" or none.

    `text` is the file as it is, line ends and byte order mark too. Raises `DossierError` where it has mistakes as it
    is, `UsageError` where it would have one with the addition.
    """
    dossier = load_text(file, _normal(text))
    url = str(values["url"]).strip()
    for source in dossier.sources:
        if _page(source.url) == _page(url):
            raise UsageError(
                f"{file}: source {source.id} on line {source.line} is that page already; nothing was added."
            )
    taken = {source.id for source in dossier.sources}
    return _added(file, text, "source", {"id": values.get("id") or source_id(url, taken), **_rest(values)})


def with_claim(file: Path, text: str, values: Mapping[str, Value]) -> Addition:
    """Return the claims file with one more claim; `values` has its "statement" and "sources", and its "id" or none.

    Raises as `with_source` does.
    """
    dossier = load_text(file, _normal(text))
    statement = str(values["statement"])
    if not values.get("id"):
        for claim in dossier.claims:
            if _said(claim.statement) == _said(statement):
                raise UsageError(
                    f"{file}: claim {claim.id} on line {claim.line} states that already; nothing was added. "
                    "To have it twice, give this one an --id."
                )
    taken = {claim.id for claim in dossier.claims}
    return _added(file, text, "claim", {"id": values.get("id") or claim_id(statement, taken), **_rest(values)})


def _rest(values: Mapping[str, Value]) -> dict[str, Value]:
    """All values but the id, each text on one line, as the loader reads it."""
    rest = {key: value for key, value in values.items() if key != "id"}
    return {key: " ".join(value.split()) if isinstance(value, str) else value for key, value in rest.items()}


def _added(file: Path, text: str, table: str, values: Mapping[str, Value]) -> Addition:
    """The file with a table after the last one of its kind, or at its end, and without a mistake."""
    block = f"[[{table}]]\n{toml_pairs(values)}"
    for addition in (_inserted(text, at, str(values["id"]), block) for at in (_after_last(text, table), len(text))):
        if _adds_only(text, addition.text, table):
            _check(file, addition.text)
            return addition
    raise UsageError(
        f"{file}: the {table}s are one list there, `{table} = [...]`, to which no [[{table}]] can be added; "
        f"write each of them under a [[{table}]] of its own first. Nothing was added."
    )


def _inserted(text: str, at: int, name: str, block: str) -> Addition:
    end = "\r\n" if "\r\n" in text else "\n"
    before, after = text[:at], text[at:]
    gap = "" if not before.strip(_BOM) else end if before.endswith("\n") else end * 2
    tail = "" if not after or after.startswith(("\n", "\r\n")) else end
    whole = before + gap + block.replace("\n", end) + tail + after
    return Addition(whole, name, block)


def _after_last(text: str, table: str) -> int:
    """The offset behind the last table of a kind, before the empty lines and comments that follow it."""
    lines = text.split("\n")
    places = find_lines(_normal(text))
    starts = [(line, place) for place, line in places.items() if len(place) == 2 and place[0] == table]
    if not starts:
        return len(text)
    start, last = max(starts)
    following = [line for place, line in places.items() if line > start and place[:2] != last]
    end = min(following, default=len(lines) + 1) - 1
    while end > start and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return min(len(text), sum(len(line) + 1 for line in lines[:end]))


def _adds_only(text: str, longer: str, table: str) -> bool:
    """Whether `longer` is TOML that has one table more at the end of its list, and all else as `text` has it."""
    try:
        old, new = tomllib.loads(_normal(text)), tomllib.loads(_normal(longer))
    except ValueError:
        return False
    rows = new.get(table)
    return isinstance(rows, list) and {**new, table: rows[:-1]} == {**old, table: old.get(table, [])}


def _check(file: Path, text: str) -> None:
    try:
        load_text(file, _normal(text))
    except DossierError as error:
        told = "; ".join(mistake.message for mistake in error.mistakes)
        raise UsageError(f"{file}: nothing was added: {told}") from error


def _normal(text: str) -> str:
    """The text as the loader reads it."""
    return text.removeprefix(_BOM).replace("\r\n", "\n")


def _page(url: str) -> str:
    """An address without what leads to the same page."""
    return url.partition("#")[0].removesuffix("/")


def _said(statement: str) -> str:
    return fold(statement)[0].strip(" .")
