"""Renderers: one module for each format, each a function from a run to the text of its report."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from refcheck.model import Run
from refcheck.reports import claimreview, csv, github, html, json, junit, markdown, sarif, text
from refcheck.reports.view import PLAIN, Style


class Renderer(Protocol):
    """Gives the same text for the same run and style, and never raises for what a page says."""

    def __call__(self, run: Run, style: Style = PLAIN, /) -> str:
        """The whole report, ending in a newline."""
        ...


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {
        "text": text.render,
        "md": markdown.render,
        "html": html.render,
        "json": json.render,
        "junit": junit.render,
        "sarif": sarif.render,
        "github": github.render,
        "claimreview": claimreview.render,
        "csv": csv.render,
    }
)

__all__ = ["RENDERERS", "Renderer", "Style"]
