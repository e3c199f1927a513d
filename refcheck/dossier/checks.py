"""The `check` of a claim or part: what is asked of the pages when it is not the statement as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from refcheck.article import locate
from refcheck.dossier.table import Table, quoted
from refcheck.model import Check, MembershipCheck, QuoteCheck, ValueCheck
from refcheck.text import plain

Aliases = tuple[tuple[str, ...], ...]

_EXAMPLE = 'check = { kind = "membership", among = "NATO member countries" }'
_LONGEST_QUOTE = 2_000


def read_check(owner: Table, statement: str, aliases: Aliases) -> Check | None:
    """Return the check of a claim or part, None where it has none or one with mistakes.

    What a membership check asks for must be named in the statement, by itself or by one of its aliases: else the
    verdict would be of something that the statement does not say.
    """
    table = owner.table("check", _EXAMPLE)
    if table is None:
        return None
    kind = table.text("kind", required=True)
    reader = _READERS.get(kind)
    if reader:
        return reader(table, statement, aliases)
    if kind:
        hint = table.notes.closest(kind, _READERS)
        table.wrong(f'"kind" is {quoted(kind)}; it must be one of: {", ".join(_READERS)}{hint}', "kind")
    return None


def _membership(table: Table, statement: str, aliases: Aliases) -> Check:
    table.allow("kind", "among", "items", "present")
    items = table.texts("items")
    for position, item in items:
        if statement and not _is_named(item, statement, aliases):
            message = f"{quoted(item)} is not named in the statement {quoted(statement)}"
            table.wrong(f"{message}; name it there, or give the other name under [aliases]", "items", position)
    among, present = table.text("among", required=True), table.flag("present")
    return MembershipCheck(among, tuple(item for _, item in items), present)


def _is_named(item: str, statement: str, aliases: Aliases) -> bool:
    names = {item}.union(*(group for group in aliases if plain(item) in map(plain, group)))
    return any(locate(plain(statement), plain(name)) for name in names)


def _quote(table: Table, _statement: str, _aliases: Aliases) -> Check:
    table.allow("kind", "text", "speaker")
    return QuoteCheck(table.text("text", required=True, limit=_LONGEST_QUOTE), table.text("speaker"))


def _value(table: Table, _statement: str, _aliases: Aliases) -> Check:
    table.allow("kind", "subject", "equals", "label")
    return ValueCheck(table.text("subject", required=True), _equals(table), table.text("label"))


def _equals(table: Table) -> str:
    """The value as it is written; a whole number or a date needs no quotes."""
    value = table.values.get("equals")
    if isinstance(value, float):
        table.wrong('"equals" is a number with a fraction; put it in quotes, so that its precision stays', "equals")
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return table.text("equals", required=True)


_READERS: dict[str, Callable[[Table, str, Aliases], Check]] = {
    "membership": _membership,
    "quote": _quote,
    "value": _value,
}
