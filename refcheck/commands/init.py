"""`refcheck init`: the first draft of a claims file, from an article."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refcheck.commands.options import DEFAULT_CLAIMS
from refcheck.commands.session import Session
from refcheck.commands.terminal import note, write_out
from refcheck.errors import EXPECTED, DossierError, UsageError

if TYPE_CHECKING:
    from refcheck.drafting.first import FirstDraft
    from refcheck.manuscript import Manuscript

STDOUT = Path("-")


@click.command("init")
@click.argument("article", type=click.Path(path_type=Path), metavar="ARTICLE")
@click.option(
    "--output",
    "-o",
    type=click.Path(allow_dash=True, path_type=Path),
    metavar="FILE",
    help="The claims file to write, in the folder of the article or above it; - for the terminal.  "
    "[default: claims.toml beside the article]",
)
@click.option("--force", is_flag=True, help="Replace a claims file that is there already.")
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # click's options, typed where they are declared
    """Write a claims.toml for ARTICLE: its links as sources, its checkable sentences as drafts of claims.

    The article is plain text, Markdown or HTML. Sentences that state a date, a number, a name, a quotation or a
    superlative stand in the file as comments, for you to keep, word and tie to sources. Nothing is fetched, and no
    file is replaced without --force.

    \b
    Examples:
      refcheck init article.md
      refcheck init posts/lake.html --output claims.toml
      refcheck init article.txt --output - | less
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    article: Path = given["article"]
    output: Path = given["output"] or article.parent / DEFAULT_CLAIMS
    output = output / DEFAULT_CLAIMS if output != STDOUT and output.is_dir() else output
    folder = article.parent if output == STDOUT else output.parent
    _check_place(article, output, folder, force=given["force"])
    manuscript = _read(article)
    draft = _draft(article, folder, manuscript)
    session.folder = folder
    if output == STDOUT:
        write_out(draft.text)
    else:
        _write(output, draft.text)
    _tell(draft, article, output, manuscript)
    return EXPECTED


def _check_place(article: Path, output: Path, folder: Path, *, force: bool) -> None:
    """Finds out what is wrong with the two paths before anything is read."""
    if article.suffix == ".toml":
        raise UsageError(f"{article}: this looks like a claims file. `refcheck init` takes the article.")
    try:
        inside = article.resolve().is_relative_to(folder.resolve())
        there, exists, is_folder = output != STDOUT and output.exists(), article.exists(), article.is_dir()
    except (OSError, ValueError, RuntimeError) as error:
        raise UsageError(f"{article}: this is not a usable path.") from error
    if is_folder or not exists:
        raise UsageError(_no_article(article, is_folder=is_folder))
    if not folder.is_dir():
        raise UsageError(f"{output}: there is no folder {folder}; make it first.")
    if there and output.samefile(article):
        raise UsageError(f"{output}: this is the article itself. --output is for the claims file.")
    if not article.resolve().is_relative_to(article.parent.resolve()):
        raise UsageError(f"{article}: this is a link out of its folder. Copy the article itself into the folder.")
    if not inside:
        raise UsageError(
            f"{output}: the claims file has to be in the folder of the article or above it. "
            f"Write it to {article.parent / DEFAULT_CLAIMS}, which is where it goes without --output."
        )
    if there and not force:
        raise UsageError(
            f"{output}: there is such a file already, and it was left as it is. `refcheck add` adds to it, --output "
            "writes elsewhere, --force replaces it."
        )


def _no_article(article: Path, *, is_folder: bool) -> str:
    """What is wrong with a path at which there is no article, and which of the files there may be meant."""
    from difflib import get_close_matches  # noqa: PLC0415

    from refcheck.commands.hints import ARTICLES, is_address  # noqa: PLC0415

    if is_address(article):
        return f"{article}: this is an address. Save the page as a file and name that."
    place = article if is_folder else article.parent
    try:
        names = sorted(each.name for each in place.iterdir() if each.suffix.lower() in ARTICLES)
    except OSError:
        names = []
    if is_folder:
        meant = f" Name the article in it, as in: refcheck init {shlex.quote(str(article / names[0]))}" if names else ""
        return f"{article}: this is a folder.{meant}"
    near = get_close_matches(article.name, names, n=1, cutoff=0.6)
    return f"{article}: there is no such file.{f' Did you mean {place / near[0]}?' if near else ''}"


def _read(article: Path) -> Manuscript:
    from refcheck.dossier.files import UnreadableError, read_article  # noqa: PLC0415

    try:
        return read_article(article)
    except UnreadableError as error:
        raise UsageError(f"{article}: the article {error}.") from error


def _draft(article: Path, folder: Path, manuscript: Manuscript) -> FirstDraft:
    """The draft, found to load without a mistake."""
    from refcheck.dossier import load_text  # noqa: PLC0415
    from refcheck.dossier.schema import COMMENT  # noqa: PLC0415
    from refcheck.drafting.first import first_draft  # noqa: PLC0415

    name = article.resolve().relative_to(folder.resolve())
    draft = first_draft(name, manuscript, COMMENT)
    try:
        load_text(folder / DEFAULT_CLAIMS, draft.text)
    except DossierError as error:
        told = "; ".join(mistake.message for mistake in error.mistakes)
        raise UsageError(f"{article}: no claims file can be made for it: {told}") from error
    return draft


def _write(output: Path, text: str) -> None:
    from refcheck.atomic import write_whole  # noqa: PLC0415
    from refcheck.dossier.schema import write_schema  # noqa: PLC0415

    try:
        write_whole(output, text)
    except OSError as error:
        raise UsageError(f"{output}: the file can not be written ({error.strerror or error}).") from error
    try:
        write_schema(output.parent)
    except OSError as error:
        note(f"refcheck: the schema for editors could not be written ({error.strerror}); all else works without it.")


def _tell(draft: FirstDraft, article: Path, output: Path, manuscript: Manuscript) -> None:
    """What was written, and what to do with it."""
    from refcheck.reading.language import language_of  # noqa: PLC0415

    sources = f"{draft.sources} source{'s' * (draft.sources != 1)}"
    drafts = f"{draft.drafts} draft{'s' * (draft.drafts != 1)} of claims"
    where = "" if output == STDOUT else f"{output}: written: "
    note(f"{where}{sources} and {drafts}, from {article}.")
    if draft.left_out:
        note(f"{draft.left_out} more were left out to keep the file readable; `refcheck coverage` lists the sentences.")
    language = language_of(manuscript.text)
    if language not in {"", "en"}:
        note(f"The article seems to be in another language ({language}): refcheck reads English, and little of this.")
    if output != STDOUT:
        path = "" if output == DEFAULT_CLAIMS else f" {shlex.quote(str(output))}"
        how = "edit the drafts in it" if draft.drafts else "add claims to it, see `refcheck add --help`"
        note(f"Next: {how}, then `refcheck run{path}`. `refcheck coverage{path}` lists what is left.")
