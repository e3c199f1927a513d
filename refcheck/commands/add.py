"""`refcheck add`: one more claim or source in a claims file that stays as it is otherwise."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refcheck.commands.options import DEFAULT_CLAIMS, claims_argument, ids_of
from refcheck.commands.session import Session, check_ids, load_claims
from refcheck.commands.terminal import note, write_out
from refcheck.errors import EXPECTED, UsageError
from refcheck.model import Policy, SourceKind, Verdict

if TYPE_CHECKING:
    from refcheck.drafting.adding import Addition
    from refcheck.model import Dossier


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | str:
    """The date that an option names, or nothing."""
    try:
        return date.fromisoformat(value) if value else ""
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no date; write year-month-day, as in 2025-03-01.") from error


@click.group("add")
def command() -> None:
    """Add a claim or a source to a claims file, and leave its comments, order and spelling as they are.

    \b
    Examples:
      refcheck add source https://en.wikipedia.org/wiki/Member_states_of_NATO
      refcheck add claim --statement "Finland joined NATO in 2023." --source wikipedia-member-states-nato
    """  # noqa: D301  # click keeps the lines after a backspace as they are


@command.command("claim")
@claims_argument
@click.option("--statement", required=True, metavar="TEXT", help="What is claimed, in a sentence that stands alone.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    required=True,
    metavar="ID",
    shell_complete=ids_of("source"),
    help="A page that should bear it out, by its id or its address; may be repeated. An address that is new is added.",
)
@click.option("--quote", metavar="TEXT", help="The words of the article that make the statement.")
@click.option("--id", "name", metavar="ID", help="Its id.  [default: made of the statement]")
@click.option("--expect", type=click.Choice([verdict.value for verdict in Verdict]), help="The verdict that is right.")
@click.option("--policy", type=click.Choice([policy.value for policy in Policy]), help="How the sources are weighed.")
@click.option("--as-of", callback=_day, metavar="DAY", help="Judge it as of this day, as in 2025-03-01.")
@click.pass_obj
def claim(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # click's options, typed where they are declared
    """Add a claim to CLAIMS (./claims.toml).

    \b
    Examples:
      refcheck add claim --statement "Finland joined NATO in 2023." --source nato-members
      refcheck add claim --statement "Austria is no member of NATO." --quote "Austria is still not a member" \\
        --source https://en.wikipedia.org/wiki/Member_states_of_NATO
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    from refcheck.drafting.adding import with_claim, with_source  # noqa: PLC0415

    path: Path = given["claims"]
    dossier = load_claims(path, session)
    text = _text(path)
    _check_sources(given["sources"], dossier, path)
    cited: list[str] = []
    added: list[Addition] = []
    known = {source.url: source.id for source in dossier.sources}
    for each in given["sources"]:
        if "://" in each and each not in known:
            added.append(with_source(path, text, {"url": each}))
            text, known[each] = added[-1].text, added[-1].id
        cited.append(known.get(each, each))
    values = {
        "id": given["name"] or "",
        "statement": given["statement"],
        "quote": given["quote"] or "",
        "sources": cited,
        "policy": given["policy"] or "",
        "as_of": given["as_of"],
        "expect": given["expect"] or "",
    }
    added.append(with_claim(path, text, values))
    _write(path, added)
    note(f"Next: refcheck run{_argument(path)} --claim {added[-1].id}")
    return EXPECTED


@command.command("source")
@click.argument("url")
@claims_argument
@click.option("--id", "name", metavar="ID", help="Its id.  [default: made of the address]")
@click.option(
    "--title", metavar="TEXT", help="The title of the page; a page with quite another one is not taken for it."
)
@click.option("--kind", type=click.Choice([kind.value for kind in SourceKind]), help="primary: the thing itself.")
@click.option(
    "--published", callback=_day, metavar="DAY", help="When it was published, where the page does not say so."
)
@click.pass_obj
def source(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # as above
    """Add the page at URL to the sources of CLAIMS (./claims.toml). Nothing is fetched.

    \b
    Examples:
      refcheck add source https://en.wikipedia.org/wiki/Member_states_of_NATO
      refcheck add source https://www.nato.int/members --id members --kind primary
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    from refcheck.drafting.adding import with_source  # noqa: PLC0415

    path: Path = given["claims"]
    load_claims(path, session)
    values = {
        "id": given["name"] or "",
        "url": given["url"],
        "title": given["title"] or "",
        "kind": given["kind"] or "",
        "published": given["published"],
    }
    addition = with_source(path, _text(path), values)
    _write(path, [addition])
    note(f'Next: refcheck add claim{_argument(path)} --source {addition.id} --statement "..."')
    return EXPECTED


def _check_sources(given: Sequence[str], dossier: Dossier, path: Path) -> None:
    """Raises `UsageError` for the first id that no source has; an address may be that of a new one."""
    ids = [each for each in given if "://" not in each]
    if ids and not dossier.sources:
        raise UsageError(
            f"{path}: has no sources yet. Give --source an address, or start with `refcheck add source URL`."
        )
    check_ids(ids, [source.id for source in dossier.sources], "source", path)


def _text(path: Path) -> str:
    """The file as it is, line ends and byte order mark too; it was found readable before."""
    return path.read_bytes().decode("utf-8")


def _write(path: Path, added: list[Addition]) -> None:
    """Write the file, whole or not at all, and show what is new in it."""
    from refcheck.atomic import write_whole  # noqa: PLC0415

    try:
        write_whole(path, added[-1].text)
    except OSError as error:
        what = error.strerror or str(error)
        raise UsageError(f"{path}: the file can not be written ({what}); nothing was added.") from error
    lines = added[-1].text.replace("\r\n", "\n")
    for each in added:
        line = lines[: lines.find(each.block)].count("\n") + 1
        write_out(f"{path}:{line}: added\n{each.block}\n")


def _argument(path: Path) -> str:
    return "" if path == DEFAULT_CLAIMS else f" {shlex.quote(str(path))}"
