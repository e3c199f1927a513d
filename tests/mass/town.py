"""Recorded pages of towns that there are not, and a list of claims about them, some of which are wrong."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

from refcheck.dossier.addresses import id_of
from refcheck.web.cassette import save
from refcheck.web.exchange import Exchange

NAMES = ("Aldermere", "Brockwick", "Calderhythe", "Dunsford", "Eskerby", "Fallowmoor", "Garrowden", "Hestleigh")
RECORDED = ("X-Refcheck-Recorded-At", "2025-03-01T12:00:00+00:00")


def address(town: int) -> str:
    return f"https://towns.example/{NAMES[town % len(NAMES)].lower()}-{town}"


def page_of(town: int) -> bytes:
    name = f"{NAMES[town % len(NAMES)]} {town}"
    facts = "".join(
        f"<p>The {what} of {name} was opened in {1700 + town + n}.</p>" for n, what in enumerate(("mill", "bridge"))
    )
    rest = "<p>The market square is paved with grey stone, and two lanes lead down to the river.</p>" * 6
    body = f"<h1>{name}</h1>{facts}{rest}"
    return f'<!doctype html><html lang="en"><title>{name}</title><body><main>{body}</main></body></html>'.encode()


def record(folder: Path, towns: Iterable[int]) -> None:
    for town in towns:
        headers = (("Content-Type", "text/html; charset=utf-8"), RECORDED)
        exchange = Exchange(address(town), 200, "OK", headers, page_of(town))
        save(folder / f"{id_of(address(town))}.yaml", [exchange])


def lines(claims: int, towns: int, seed: int = 1) -> list[str]:
    """Lines of claims that cite towns at random; every third states a wrong year."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    found = []
    for number in range(claims):
        cited = dice.sample(range(towns), k=dice.choice((1, 1, 2)) if towns > 1 else 1)
        town = cited[0]
        year = 1700 + town + (9 if number % 3 == 2 else 0)
        statement = f"The mill of {NAMES[town % len(NAMES)]} {town} was opened in {year}."
        found.append(json.dumps({"statement": statement, "sources": [address(each) for each in cited]}))
    return found


def write_list(folder: Path, claims: int, towns: int, more: Iterable[str] = ()) -> Path:
    """A list of claims in the folder, `more` lines at its end, with the recordings that it cites."""
    record(folder / "cassettes", range(towns))
    path = folder / "claims.jsonl"
    path.write_text("".join(f"{line}\n" for line in (*lines(claims, towns), *more)))
    return path
