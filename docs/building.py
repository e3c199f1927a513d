"""What `mkdocs build` does beside making pages of Markdown: hooks, named in mkdocs.yml.

The reference is written from the code, links that leave docs/ are led to pages of the site, blocks that stand for a
file get its name as their title, and a page that would pull anything from elsewhere is warned of: that fails the build.
"""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))
import reference  # noqa: E402  # beside this file, which mkdocs loads by its path

# Files outside docs/ that pages link to, and the pages of the site that take their places.
OUTSIDE = {
    "../refcheck/judging/model/MODEL_CARD.md": "model-card.md",
    "../CHANGELOG.md": "changelog.md",
    "../README.md#the-claims-file": "reference/claims-file.md",
    "../README.md": "index.md",
}
COPIED = {"model-card.md": "refcheck/judging/model/MODEL_CARD.md", "changelog.md": "CHANGELOG.md"}
FILE = re.compile(r"^<!-- file: (\S+) -->\n```(\w+)$", re.MULTILINE)
REMOTE = re.compile(r"""<(?:script|img|iframe|link(?=[^>]*stylesheet))[^>]*\s(?:src|href)=["']?(?:https?:)?//""")
log = logging.getLogger("mkdocs.hooks.refcheck")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages that are written from the code, and those that are files elsewhere in the repository."""
    made = {path: make() for path, make in reference.PAGES.items()}
    copied = {path: (ROOT / file).read_text(encoding="utf-8") for path, file in COPIED.items()}
    for path, text in (made | copied).items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Leads links to files outside docs/ to pages of the site, and gives the blocks of files their titles."""
    up = "../" * page.file.src_uri.count("/")
    for link, target in OUTSIDE.items():
        markdown = markdown.replace(f"]({up}{link})", f"]({up}{target})")
    return FILE.sub(r'```\2 title="\1"', markdown)


def on_post_page(output: str, page: Page, **_: object) -> None:
    """Warns of a page that pulls something from elsewhere."""
    for found in REMOTE.findall(output):
        log.warning("%s pulls something from elsewhere: %s", page.file.src_uri, found)
