"""The text of a recording, written by vcrpy.

A module of its own, so that whichever thread asks for it first loads vcrpy alone: its modules import each other in a
circle, and two threads that begin at different places of it find halves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vcr.request import Request  # type: ignore[import-untyped]
from vcr.serialize import serialize  # type: ignore[import-untyped]

from refcheck.web.exchange import Exchange
from refcheck.web.readable import ReadableYaml


def cassette_text(exchanges: Iterable[Exchange]) -> str:
    """The exchanges as a cassette."""
    pairs = [(Request("GET", each.uri, None, {}), _response(each)) for each in exchanges]
    data = {"requests": [request for request, _ in pairs], "responses": [response for _, response in pairs]}
    text: str = serialize(data, ReadableYaml)
    return text


def _response(exchange: Exchange) -> dict[str, Any]:
    headers: dict[str, list[str]] = {}
    for name, value in exchange.headers:
        headers.setdefault(name, []).append(value)
    status = {"code": exchange.status, "message": exchange.reason}
    return {"status": status, "headers": headers, "body": {"string": exchange.body}}
