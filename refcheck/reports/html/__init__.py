"""The report as one web page that needs nothing else: the article with its claims marked, and what each rests on."""

from __future__ import annotations

from refcheck.model import Run
from refcheck.reports.view import PLAIN, Style


def render(run: Run, style: Style = PLAIN, /) -> str:
    """The whole run as an HTML page with its own style and script; nothing in it is pulled from anywhere.

    With earlier runs in the style it also shows what became of the verdicts. A content security policy lets nothing run
    or load but that style and script, by their hashes. Words of pages and of claims files are escaped, and characters
    that steer or hide are shown as their codes.
    """
    from refcheck.reports.html.page import page  # noqa: PLC0415  # its template engine is slow to import

    return page(run, style.earlier)
