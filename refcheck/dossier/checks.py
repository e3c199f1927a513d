"""The `check` of a claim or part: what is asked of the pages when it is not the statement as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from refcheck.article import locate
from refcheck.dossier.keys import Rule
from refcheck.dossier.table import Table, quoted
from refcheck.model import Check, MembershipCheck, QuoteCheck, ValueCheck
from refcheck.text import plain

Names = Mapping[str, tuple[str, ...]]
"""Each name that has others, as `refcheck.text.plain` writes it, with all names of the same thing."""


def read_check(owner: Table, statement: str, names: Names) -> Check | None:
    """Return the check of a claim or part, None where it has none or one with mistakes.

    What a membership check asks for must be named in the statement, by itself or by one of its aliases: else the
    verdict would be of something that the statement does not say.
    """
    found = owner.variant("check")
    if found is None:
        return None
    kind, table = found
    table.allow("kind")
    return _READERS[kind](table, statement, names)


def _membership(table: Table, statement: str, names: Names) -> Check:
    items = table.texts("items")
    for position, item in items:
        if statement and not _is_named(item, statement, names):
            message = f"{quoted(item)} is not named in the statement {quoted(statement)}"
            table.wrong(
                f"{message}; name it there, or give the other name under [aliases]", "items", position, rule=Rule.NAMED
            )
    among, present = table.text("among"), table.flag("present")
    return MembershipCheck(among, tuple(item for _, item in items), present)


def _is_named(item: str, statement: str, names: Names) -> bool:
    said = plain(statement)
    return any(locate(said, plain(name)) for name in names.get(plain(item), (item,)))


def _quote(table: Table, _statement: str, _names: Names) -> Check:
    return QuoteCheck(table.text("text"), table.text("speaker"))


def _value(table: Table, _statement: str, _names: Names) -> Check:
    return ValueCheck(table.text("subject"), table.value("equals"), table.text("label"))


_READERS: dict[str, Callable[[Table, str, Names], Check]] = {
    "membership": _membership,
    "quote": _quote,
    "value": _value,
}
