"""The files of a dossier as text: size, encoding and place are checked before anything is made of them."""

from __future__ import annotations

import codecs
import os
import re
import tomllib
from pathlib import Path, PureWindowsPath

from refcheck.dossier.lines import Place, find_lines
from refcheck.errors import DossierError, Mistake
from refcheck.manuscript import Manuscript, is_html, read_manuscript

LARGEST_CLAIMS_FILE = 1 << 20
LARGEST_ARTICLE = 1 << 20
_MOST_DOTS = 300  # on a line that is no comment: tomllib takes a key of n dotted parts in the square of n

_WRITTEN = (".refcheck", "cassettes")  # the folders beside a claims file that refcheck writes to
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TEXT = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a word processor's file or an archive"),
    (b"\xd0\xcf\x11\xe0", "a word processor's file"),
    (b"{\\rtf", "a word processor's file (RTF)"),
)
_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_DECLARED = re.compile(r"Cannot declare \((.*)\) twice")
EMPTY = "is empty"
_CURLY = re.compile(r"=\s*[\[{(]?\s*[“”„‟«»‘’‚]")
_OTHER_DATE = re.compile(r"=\s*(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./]\d{1,2}[./]\d{1,2})\b")
_IN_QUOTES = re.compile(r"'([^']*)'")


class UnreadableError(Exception):
    """A file that can not be used as text; the message says why, after "it"."""

    def __init__(self, message: str, line: int = 0) -> None:
        self.line = line
        super().__init__(message)


def claims_file(path: Path) -> Path:
    """Return the claims file that `path` names: itself, or the claims.toml in it. Raises DossierError."""
    is_folder = _exists(path) and os.path.isdir(path)  # noqa: PTH112 - unlike Path's it never raises
    found = path / "claims.toml" if is_folder else path
    if _exists(found):
        return found
    if is_folder:
        message = 'there is no claims.toml in this folder; start one with "refcheck init ARTICLE", or name another file'
    else:
        message = (
            'there is no such file; name a claims file or the folder of one, or start one with "refcheck init ARTICLE"'
        )
    raise DossierError(str(path), (Mistake(message),))


def claims_text(path: Path) -> str:
    """Return the text of a claims file. Raises DossierError."""
    try:
        return read_text(path, LARGEST_CLAIMS_FILE)
    except UnreadableError as error:
        start = '; start one with "refcheck init ARTICLE"' if str(error) == EMPTY else ""
        raise DossierError(str(path), (Mistake(f"the claims file {error}{start}", error.line),)) from error


def parse(path: Path, text: str) -> tuple[dict[str, object], dict[Place, int]]:
    """Return the values of the claims file at `path` and the lines that they stand on. Raises DossierError."""
    if line := _overlong_key(text):
        message = f"this line has more than {_MOST_DOTS} full stops in it, which no claims file needs; break it up"
        raise DossierError(str(path), (Mistake(message, line),))
    try:
        return tomllib.loads(text), find_lines(text)
    except RecursionError as error:
        message = "lists and tables are nested too deeply; a claims file needs four levels"
        raise DossierError(str(path), (Mistake(message),)) from error
    except ValueError as error:  # TOMLDecodeError, and int's own for a number of thousands of digits
        raise DossierError(str(path), (_syntax_mistake(str(error), text),)) from error


def read_text(path: Path, largest: int) -> str:
    """Return a file's text, its line ends single line feeds, without a byte order mark. Raises UnreadableError."""
    return _as_text(_read(path, largest))


def read_article(path: Path) -> Manuscript:
    """Return the article that a file holds, as its reader sees it. Raises UnreadableError.

    The ending of the file's name tells its format (`refcheck.manuscript`). A web page may be in the encoding that it
    names; all else is UTF-8.
    """
    raw = _read(path, LARGEST_ARTICLE)
    if is_html(path) and (text := _html_text(raw)).strip():
        manuscript = read_manuscript(path, text)
    else:
        manuscript = read_manuscript(path, _as_text(raw))
    if not manuscript.text.strip():
        raise UnreadableError("has no words to read: its markup is all there is")
    return manuscript


def _read(path: Path, largest: int) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableError("is a folder")
        if not path.is_file():
            raise UnreadableError("is not a regular file")
        with path.open("rb") as file:
            raw = file.read(largest + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror or "") if isinstance(error, OSError) else ""
        raise UnreadableError(f"can not be read: {reason or 'its name is not usable'}") from error
    if len(raw) > largest:
        raise UnreadableError(f"is larger than {largest / (1 << 20):.0f} MiB, the most that is read")
    for start, what in _NO_TEXT:
        if raw.startswith(start):
            raise UnreadableError(f"is {what}; save it as text, Markdown or HTML")
    return raw


def _as_text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = "is UTF-16" if raw.startswith(_UTF_16) else f"is not UTF-8 (byte {error.start + 1:,}, line {line})"
        raise UnreadableError(f"{found}; save it as UTF-8", line) from error
    if "\0" in text:
        raise UnreadableError("is not text: it has a NUL character in it", text.count("\n", 0, text.index("\0")) + 1)
    if not text.strip():
        raise UnreadableError(EMPTY)
    return text.replace("\r\n", "\n")


def _html_text(raw: bytes) -> str:
    from refcheck.reading.encoding import decode  # noqa: PLC0415 - only web pages need it

    return decode(raw).replace("\r\n", "\n").replace("\r", "\n")


def article_file(folder: Path, given: str) -> Path:
    """Return the path of the article that a claims file in `folder` names. Raises UnreadableError.

    The file itself, wherever links lead, must lie in the folder: a claims file from a stranger reads nothing else.
    """
    windows = PureWindowsPath(given)
    if windows.drive or windows.root:
        raise UnreadableError("is an absolute path; write it from the folder of the claims file")
    try:
        path = folder / given
        inside = path.resolve().is_relative_to(folder.resolve())
        exists = inside and path.exists()
    except (OSError, RuntimeError, ValueError) as error:
        raise UnreadableError("is not a usable path") from error
    if not inside:
        raise UnreadableError("leads out of the folder of the claims file; keep the article inside it")
    if not exists:
        raise UnreadableError("is not there; its path is taken from the folder of the claims file")
    return path


def check_places(file: Path) -> None:
    """Raises DossierError where what refcheck writes beside a claims file would land elsewhere, by a link.

    A folder from a stranger may hold links: what stands behind them is not to be read as a recording, nor written over.
    """
    folder = file.parent
    places = [folder / name for name in _WRITTEN]
    links = [place for place in places if place.is_symlink()]
    links += [inner for place in places if place.is_dir() for inner in place.iterdir() if inner.is_symlink()]
    out = sorted(link for link in links if not _leads_inside(link, folder))
    if out:
        message = "is a link that leads out of the folder of the claims file; put what it stands for in its place"
        raise DossierError(str(file), tuple(Mistake(f"{link.relative_to(folder)} {message}") for link in out))


def _leads_inside(link: Path, folder: Path) -> bool:
    try:
        return link.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return False


def _exists(path: Path) -> bool:
    """Whether there is something at `path`; what may not be looked at is there, and reading it says why not."""
    try:
        return path.exists()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False


def _overlong_key(text: str) -> int:
    """The first line that may hold a key of too many parts, 0 where there is none."""
    lines = enumerate(text.split("\n"), 1)
    return next((n for n, line in lines if line.count(".") > _MOST_DOTS and not line.lstrip().startswith("#")), 0)


def _syntax_mistake(said: str, text: str) -> Mistake:
    """What tomllib says, with its line, its column and, for the commonest slips, what to do."""
    found = _WHERE.search(said)
    what = said[: found.start()] if found else said
    line = int(found[1]) if found and found[1] else text.rstrip().count("\n") + 1 if found else 0
    column = f" (column {found[2]})" if found and found[2] else ""
    if declared := _DECLARED.fullmatch(what):
        what = f"[{'.'.join(_IN_QUOTES.findall(declared[1]))}] is declared twice"
    written = text.split("\n")[line - 1] if line else ""
    return Mistake(f"not valid TOML: {what}{column}{_syntax_hint(what, written, text)}", line)


def _syntax_hint(what: str, written: str, text: str) -> str:
    """What to do about the commonest slips, by what tomllib says and what is written on the line."""
    hints = (
        (text.lstrip()[:1] in {"{", "<"}, "a claims file is written in TOML, as in the README"),
        (_CURLY.search(written), 'quotation marks are straight ones here: "..."'),
        (what.startswith(("Invalid hex value", "Unescaped")), "a backslash is special in quotes; write paths with /"),
        (_OTHER_DATE.search(written), "a date is written year-month-day, as in 2025-03-31"),
        (
            what.endswith("is declared twice"),
            "each claim and each source begins with double brackets: [[claim]], [[source]]",
        ),
        (what.startswith("Cannot overwrite"), "is a key given twice?"),
        (what.startswith(("Unterminated", "Expected", "Illegal character")), "is a quotation mark missing?"),
    )
    return next((f"; {hint}" for fits, hint in hints if fits), "")
