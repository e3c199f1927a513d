"""The `check` of a claim or part: what is asked of the pages when it is not the statement as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from refcheck.article import locate
from refcheck.dossier.table import LONGEST_QUOTE, Table, quoted
from refcheck.model import Check, MembershipCheck, QuoteCheck, ValueCheck
from refcheck.text import plain

Names = Mapping[str, tuple[str, ...]]
"""Each name that has others, as `refcheck.text.plain` writes it, with all names of the same thing."""

_EXAMPLE = 'check = { kind = "membership", among = "NATO member countries" }'


def read_check(owner: Table, statement: str, names: Names) -> Check | None:
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
        return reader(table, statement, names)
    if kind:
        hint = table.notes.closest(kind, _READERS)
        table.wrong(f'"kind" is {quoted(kind)}; it must be one of: {", ".join(_READERS)}{hint}', "kind")
    return None


def _membership(table: Table, statement: str, names: Names) -> Check:
    table.allow("kind", "among", "items", "present")
    items = table.texts("items")
    for position, item in items:
        if statement and not _is_named(item, statement, names):
            message = f"{quoted(item)} is not named in the statement {quoted(statement)}"
            table.wrong(f"{message}; name it there, or give the other name under [aliases]", "items", position)
    among, present = table.text("among", required=True), table.flag("present")
    return MembershipCheck(among, tuple(item for _, item in items), present)


def _is_named(item: str, statement: str, names: Names) -> bool:
    said = plain(statement)
    return any(locate(said, plain(name)) for name in names.get(plain(item), (item,)))


def _quote(table: Table, _statement: str, _names: Names) -> Check:
    table.allow("kind", "text", "speaker")
    return QuoteCheck(table.text("text", required=True, limit=LONGEST_QUOTE), table.text("speaker"))


def _value(table: Table, _statement: str, _names: Names) -> Check:
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


_READERS: dict[str, Callable[[Table, str, Names], Check]] = {
    "membership": _membership,
    "quote": _quote,
    "value": _value,
}
