"""Brings README.md, the pages of docs/ and the pictures up to date with what the commands print.

    python docs/refresh.py [PAGE...]            rewrites the console examples; without a page, the pictures too
    python docs/refresh.py --check [PAGE...]    writes nothing; fails where an example is out of date

The examples run in the order of their page in a copy of the dossier: a block after `<!-- file: NAME -->` is written to
that file, each `$ ` line of a console block is run by bash, and what follows it is what it printed on stdout, or else
on stderr.
"""

from __future__ import annotations

import argparse
import difflib
import io
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
DOSSIER = ("claims.toml", "seeds", "cassettes")
# From the caller's environment, nothing that changes what refcheck does or prints.
UNSET = ("CI", "NO_COLOR", "FORCE_COLOR", "SOURCE_DATE_EPOCH", "COLUMNS")
BLOCK = re.compile(
    r"(?:^<!-- file: (?P<file>\S+) -->\n)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
COLUMNS = 100
# Without rich's own web font: a picture pulls nothing.
SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "Fira Code", "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: Arial, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


@contextmanager
def dossier() -> Iterator[Path]:
    """A folder with a copy of the shipped dossier."""
    with tempfile.TemporaryDirectory() as name:
        for part in DOSSIER:
            source = ROOT / part
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, Path(name, part))
        yield Path(name)


def environment(**more: str) -> dict[str, str]:
    """The caller's, with this Python's commands first."""
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    return {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", **more}


def refreshed(text: str) -> str:
    """The text with what its console blocks print now."""
    if "\n```console\n" not in text:
        return text
    with dossier() as folder:
        return BLOCK.sub(lambda block: _played(block, folder), text)


def _played(block: re.Match[str], folder: Path) -> str:
    if block["file"]:
        path = folder / block["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block["body"], encoding="utf-8")
    if block["kind"] != "console":
        return block[0]
    shown = ""
    for line in block["body"].splitlines():
        if line.startswith("$ "):
            shown += f"{line}\n{_printed(line.removeprefix('$ '), folder)}"
    return f"```console\n{shown}```"


def _printed(command: str, folder: Path) -> str:
    # A pager or a log gets stdout alone, so the notes on stderr are shown only where stdout says nothing.
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return (done.stdout or done.stderr).decode()


def on_a_terminal(command: str, folder: Path) -> str:
    """What the command writes to a terminal of 100 columns, colours and all, once its progress display is gone."""
    ours, theirs = pty.openpty()
    env = environment(COLUMNS=str(COLUMNS), TERM="xterm-256color")
    with subprocess.Popen(
        ["bash", "-c", command], cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL
    ):
        os.close(theirs)
        seen = b""
        try:
            while chunk := os.read(ours, 65536):
                seen += chunk
        except OSError:  # how Linux says that the other end of a terminal is closed
            pass
        finally:
            os.close(ours)
    return seen.decode().replace("\r\n", "\n")


def picture(command: str, folder: Path) -> str:
    """The command and its report as an SVG: the table, the first claim in detail, the end, and how much is left out."""
    lines = on_a_terminal(command, folder).splitlines()
    gaps = [number for number, line in enumerate(lines) if not line]
    if len(gaps) > 3:
        left_out = (
            f"\x1b[2m  [… {gaps[-1] - gaps[2] - 1} more lines: the other claims that are not plainly supported]\x1b[0m"
        )
        lines = [*lines[: gaps[2]], "", left_out, *lines[gaps[-1] :]]
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(f"\x1b[1;32m$\x1b[0m {command}"))
    for line in lines:
        console.print(Text.from_ansi(line), overflow="fold")
    return console.export_svg(title="refcheck", code_format=SVG, unique_id="refcheck")


def main() -> int:
    """0 when all is up to date or was brought up to date, 1 where `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; print what is out of date")
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE", help="only these")
    options = parser.parse_args()
    changed = False
    for page in options.pages or PAGES:
        text = page.read_text(encoding="utf-8")
        new = refreshed(text)
        changed |= new != text
        if options.check:
            sys.stdout.writelines(difflib.unified_diff(text.splitlines(True), new.splitlines(True), page.name, "now"))
        elif new != text:
            page.write_text(new, encoding="utf-8")
    if options.check:
        return int(changed)
    if not options.pages:
        with dossier() as folder:
            (ROOT / "docs" / "img" / "run.svg").write_text(picture("refcheck run", folder), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
