"""What somebody may have meant who wrote something else: said beside what is wrong, never acted upon."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from refcheck.commands.options import DEFAULT_CLAIMS, ids_in

ARTICLES = {".txt", ".md", ".markdown", ".rst", ".html", ".htm", ".pdf", ".docx", ".odt"}
SHOWN = 10


def near(name: str, known: Sequence[str]) -> str:
    """A question after the nearest of the known names, or a list of them where none is near."""
    found = get_close_matches(name, known, n=1, cutoff=0.8) or [each for each in known if name and name in each][:5]
    found = found or get_close_matches(name, known, n=1, cutoff=0.5)
    if not found:
        return f"It has: {listed(known)}." if known else "It has none yet."
    return f"Did you mean {' or '.join([', '.join(found[:-1]), found[-1]] if len(found) > 1 else found)}?"


def listed(known: Sequence[str]) -> str:
    """The first of the known names, and that there are more."""
    return f"{', '.join(known[:SHOWN])}{', …' * (len(known) > SHOWN)}"


def is_address(path: Path) -> bool:
    """Whether what was given for a file is the address of a page; a path has one of its slashes only."""
    return str(path).startswith(("http:/", "https:/"))


def no_claims_file(path: Path) -> str:
    """What is wrong with what was given for a claims file, as far as its name tells; nothing where it may be one."""
    if is_address(path):
        return f"{path}: this is an address. A claims file names it, as a source: refcheck add source ADDRESS"
    try:
        if path.is_file() and path.suffix.lower() in ARTICLES:
            start = f"or start one with `refcheck init {path}`"
            return f"{path}: this looks like an article. Give the claims.toml of its statements, {start}."
        if path.exists() or path.name == DEFAULT_CLAIMS.name:
            return ""
        if str(path) in ids_in(DEFAULT_CLAIMS, "claim"):
            return f"{path}: this is a claim, not a file. Check it alone with `refcheck run --claim {path}`."
        files = sorted(each.name for each in path.parent.glob("*.toml"))
    except (OSError, ValueError):
        return ""
    found = get_close_matches(path.name, files, n=1, cutoff=0.5)
    return f"{path}: there is no such file. Did you mean {path.parent / found[0]}?" if found else ""
