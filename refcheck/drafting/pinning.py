"""The archived copy of a source noted in a claims file that stays as it is otherwise."""

from __future__ import annotations

import tomllib

from refcheck.dossier.lines import find_lines
from refcheck.drafting.toml import toml_string

_BOM = "\ufeff"


def with_archive(text: str, source_id: str, address: str) -> tuple[str, int]:
    """The claims file with `archive = address` below the `url` of a source, and the line of it.

    The text as it is and 0 where there is no such line to write: a source in an inline table, or with an archive.
    """
    normal = text.removeprefix(_BOM).replace("\r\n", "\n")
    old = tomllib.loads(normal)
    ids = [row.get("id") for row in old["source"]]
    number = ids.index(source_id)
    line = find_lines(normal).get(("source", number, "url"), 0)
    if not line:
        return text, 0
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split("\n")
    rest = "\n".join(lines[line:])
    before = "\n".join(lines[:line])
    longer = f"{before}{chr(10) if len(lines) > line else end}archive = {toml_string(address)}{end}{rest}"
    wanted = {**old, "source": [*old["source"]]}
    wanted["source"][number] = {**old["source"][number], "archive": address}
    try:
        is_it = tomllib.loads(longer.removeprefix(_BOM).replace("\r\n", "\n")) == wanted
    except ValueError:
        is_it = False
    return (longer, line + 1) if is_it else (text, 0)
