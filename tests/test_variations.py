"""How often the judge is right on statements that others would try, and on which it may never be wrong.

The files of tests/variations hold statements with what a careful reader says of them: `open` was looked at while the
judge was built, `kept` was not, `unseen` is about other subjects altogether, `traps` twists a page's own words, and
`hunted` holds what is easily got wrong: reasons, orders, denials of denials, shares and sums.
`pytest -s` prints the figures.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from refcheck import check
from refcheck.desk import Desk
from refcheck.dossier import load
from refcheck.model import Claim, Document, Verdict
from refcheck.reading import read
from refcheck.web import Fetcher, FetchSettings

ROOT = Path(__file__).resolve().parents[1]
DOSSIER = load(ROOT / "claims.toml")


@dataclass(frozen=True)
class Floor:
    """The least share of right verdicts, and how many statements may wrongly come out supported, and refuted."""

    right: float
    wrongly_supported: int
    wrongly_refuted: int


# A little under what the last run showed. A change that goes below one of these makes the judge worse.
FLOORS = {
    ("open", "model"): Floor(0.75, 0, 2),
    ("open", "rules"): Floor(0.71, 0, 0),
    ("kept", "model"): Floor(0.72, 2, 4),
    ("kept", "rules"): Floor(0.69, 2, 2),
    ("unseen", "model"): Floor(0.67, 0, 5),
    ("unseen", "rules"): Floor(0.567, 0, 1),
    ("traps", "model"): Floor(0.968, 0, 1),
    ("traps", "rules"): Floor(0.91, 0, 0),
    ("hunted", "model"): Floor(0.60, 1, 10),
    ("hunted", "rules"): Floor(0.57, 0, 1),
}

OWN_PAGES = ("unseen", "traps", "hunted")
"""The files whose statements bring the page that they are judged on."""

Variation = dict[str, Any]
Judge = Callable[[Variation], Verdict]


def variations(name: str) -> list[Variation]:
    read = tomllib.loads((ROOT / "tests" / "variations" / f"{name}.toml").read_text("utf-8"))
    rows: list[Variation] = read.get("variation", [])
    return rows + [row for passage in read.get("passage", []) for row in _told_of(passage)]


def _told_of(passage: Variation) -> Iterator[Variation]:
    """The statements of a passage, each with the verdict that its list stands for."""
    verdicts = {"supported": "supported", "refuted": "refuted", "open": "not enough evidence"}
    for name, verdict in verdicts.items():
        yield from ({"statement": words, "page": passage["text"], "expect": verdict} for words in passage[name])


@cache
def documents() -> Mapping[str, Document]:
    """The shipped recordings, read."""
    fetcher = Fetcher(FetchSettings(cassettes=ROOT / "cassettes"))
    found = {source.id: read(fetcher.fetch(source)) for source in DOSSIER.sources}  # type: ignore[arg-type]
    return {name: document for name, document in found.items() if isinstance(document, Document)}


@cache
def desk(judge: str) -> Desk:
    return Desk(judge, aliases=DOSSIER.aliases)


def on_shipped_pages(statement: str, sources: tuple[str, ...], as_of: date | None, judge: str, claim: Claim) -> Verdict:
    """The verdict on the pages that had been published by then."""
    pages = {name: page for name, page in documents().items() if name in sources and not _later(page, as_of)}
    asked = replace(claim, statement=statement, sources=sources, parts=())
    return desk(judge).judge_claim(asked, pages)[0].verdict


def _later(page: Document, as_of: date | None) -> bool:
    day = page.source.published or (page.published.value if page.published else None)
    return bool(as_of and day and day > as_of)


def varied_claim(variation: Variation, judge: str) -> Verdict:
    claim = next(c for c in DOSSIER.claims if c.id == variation["claim"])
    claim = replace(claim, check=claim.check if variation.get("keeps_check") else None)
    as_of = variation.get("as_of", claim.as_of)
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    sources = tuple(variation.get("sources", claim.sources))
    return on_shipped_pages(variation["statement"], sources, day, judge, claim)


def on_its_own_page(variation: Variation, judge: str) -> Verdict:
    return check(variation["statement"], [variation["page"]], judge=judge).verdict


@pytest.mark.slow
@pytest.mark.parametrize(("name", "judge"), FLOORS, ids=["-".join(key) for key in FLOORS])
def test_the_measured_share_of_right_verdicts(name: str, judge: str) -> None:
    judged = on_its_own_page if name in OWN_PAGES else varied_claim
    rows = variations(name)
    got = [(row, judged(row, judge).value) for row in rows]
    right = sum(verdict in row.get("accept", [row["expect"]]) for row, verdict in got)
    wrong = [verdict for row, verdict in got if verdict not in row.get("accept", [row["expect"]])]
    share = right / len(rows)
    supported, refuted = wrong.count("supported"), wrong.count("refuted")
    told = f"right {right} of {len(rows)}, {share:.3f}; wrongly supported {supported}, refuted {refuted}"
    print(f"\n{name}, {judge}: {told}")  # noqa: T201 - the figures are the point
    floor = FLOORS[name, judge]
    assert share >= floor.right
    assert supported <= floor.wrongly_supported
    assert refuted <= floor.wrongly_refuted


def test_every_variation_can_be_judged() -> None:
    """The files say what they mean: known claims and sources, verdicts that exist, no statement twice in a page."""
    verdicts = {verdict.value for verdict in Verdict}
    claims, sources = {c.id for c in DOSSIER.claims}, {s.id for s in DOSSIER.sources}
    for name in ("open", "kept", *OWN_PAGES):
        rows = variations(name)
        for row in rows:
            assert {row["expect"], *row.get("accept", [])} <= verdicts, row
            assert row["expect"] in row.get("accept", [row["expect"]]), row
            assert set(row.get("sources", [])) <= sources, row
            assert name in OWN_PAGES or row["claim"] in claims, row


# ---------------------------------------------------------------- what must never come out supported

NEVER = {
    "tra-statute tra-uscpf tra-wikipedia": [
        "The Taiwan Relations Act became law in 1978.",
        "The Taiwan Relations Act became law in 1980.",
        "The Taiwan Relations Act became law on 11 April 1979.",
        "The Taiwan Relations Act never became law.",
        "The Taiwan Relations Act did not become law in 1979.",
        "Ronald Reagan signed the Taiwan Relations Act.",
        "The Japan Relations Act became law in 1979.",
    ],
    "tra-statute-section-3 scmp-ambiguity": [
        "The United States does not supply Taiwan with arms.",
        "Taiwan supplies the United States with arms.",
        "China supplies Taiwan with arms.",
        "The Taiwan Relations Act obliges the United States to defend Taiwan.",
    ],
    "state-collective-defense": [
        "Taiwan is a party to a collective defense treaty with the United States.",
        "Ukraine is a party to a collective defense treaty with the United States.",
        "Japan is not a party to a collective defense treaty with the United States.",
    ],
    "nato-members nato-members-wikipedia": [
        "Ukraine is a member of NATO.",
        "Ukraine belongs to NATO.",
        "Russia is a member of NATO.",
        "Switzerland is a member of NATO.",
        "Poland and Ukraine are members of NATO.",
        "The United States is not a member of NATO.",
        "Poland is not a member of NATO.",
        "Poland has been a member of NATO since 1949.",
        "Poland joined NATO in 2004.",
        "NATO has 31 member countries.",
    ],
    "nato-treaty nato-article-5": [
        "Article 5 requires every ally to use armed force.",
        "Article 5 obliges the United States to go to war.",
        "Article 4 applies when a NATO member suffers an armed attack.",
    ],
    "zelensky-wikipedia ukraine-wikipedia": [
        "Petro Poroshenko is the President of Ukraine.",
        "Volodymyr Zelensky is the President of Russia.",
        "Volodymyr Zelensky is not the President of Ukraine.",
        "Ukraine borders Germany.",
        "Ukraine does not border Russia.",
    ],
    "armytimes-hegseth standard-backstop": [
        "The United States regards NATO membership for Ukraine as realistic.",
        "Zelensky does not want security guarantees from the United States.",
    ],
    "pravda-coalition stvincenttimes-coalition president-paris-declaration turkiyetoday-declaration": [
        "Germany and Poland have pledged to deploy forces to Ukraine.",
        "France and the United Kingdom have refused to deploy forces to Ukraine.",
        "France and the United Kingdom have pledged to deploy forces to Georgia.",
    ],
    "dvids-road-again fox13-fog standard-net-2021 standard-net-2020 autoevolution-f-35": [
        "Wolfe was the pilot of the F-22 Demonstration Team.",
        "Kip Sumner was the pilot and commander of the F-35A Demonstration Team.",
        "Wolfe was a colonel in September 2021.",
        "Kristin Wolfe never flew the F-35A.",
    ],
    "planeandpilot-reno": [
        "The 2021 Reno Air Races were on 20 September 2021.",
        "The 2021 Reno Air Races were on 18 September 2020.",
        "The Air Force Thunderbirds did not perform at the 2021 Reno Air Races.",
        "The Blue Angels performed at the 2021 Reno Air Races.",
        "An Air Force F-22 flew at the 2021 Reno Air Races.",
    ],
    "macalester-latham aalatham": [
        "Andrew Latham is a professor of chemistry at Macalester College.",
        "Andrew Latham is a professor of international relations at Carleton College.",
        "Andrew Latham is not a professor at Macalester College.",
        "Macalester College is in Minneapolis, Minnesota.",
        "Latham is a resident fellow at Defense Priorities.",
        "Latham is the founder of 19FortyFive.",
    ],
    "planeandpilot-reno fox13-fog": [  # pages that say nothing of it
        "The Taiwan Relations Act became law in 1979.",
        "Ukraine is not a member of NATO.",
        "Volodymyr Zelensky is the President of Ukraine.",
        "Andrew Latham is a professor of international relations at Macalester College.",
    ],
}  # fmt: skip


def never() -> Iterator[tuple[str, str]]:
    return ((sources, statement) for sources, statements in NEVER.items() for statement in statements)


@pytest.mark.parametrize("judge", ["model", "rules"])
@pytest.mark.parametrize(("sources", "statement"), list(never()), ids=[statement for _, statement in never()])
def test_what_the_pages_do_not_say_is_never_supported(sources: str, statement: str, judge: str) -> None:
    ids = tuple(sources.split())
    verdict = on_shipped_pages(statement, ids, None, judge, Claim("tried", statement))
    assert verdict is not Verdict.SUPPORTED
    assert {*ids} <= documents().keys()
