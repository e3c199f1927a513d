"""Renderers: one module for each format, each a function from a run to the text of its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Protocol, cast

from refcheck.model import Run
from refcheck.reports.view import PLAIN, Style


class Renderer(Protocol):
    """Gives the same text for the same run and style, and never raises for what a page says."""

    def __call__(self, run: Run, style: Style = PLAIN, /) -> str:
        """The whole report, ending in a newline."""
        ...


class _Renderers(Mapping[str, Renderer]):
    """The renderers by the names of their formats; the module of one is imported when it is asked for."""

    _modules: Mapping[str, str] = {
        "text": "text",
        "md": "markdown",
        "html": "html",
        "json": "json",
        "junit": "junit",
        "sarif": "sarif",
        "github": "github",
        "claimreview": "claimreview",
        "csv": "csv",
    }

    def __getitem__(self, name: str) -> Renderer:
        return cast("Renderer", import_module(f"refcheck.reports.{self._modules[name]}").render)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


RENDERERS: Mapping[str, Renderer] = _Renderers()

__all__ = ["RENDERERS", "Renderer", "Style"]
