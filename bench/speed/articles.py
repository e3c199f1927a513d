"""Web pages to measure on: articles about places that do not exist, each another, made from a seed.

A page looks as pages do: a head with styles, scripts and metadata, menus, an article of sections with paragraphs,
links, notes, lists and tables, related pages beside it and a footer. Six tenths of its bytes are text. Five facts stand
in the article in the midst of other sentences; each has a statement that it bears out and one that it refutes.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from random import Random
from string import Template

SIZE = 100_000

_HERE = Path(__file__).parent
_LISTS: dict[str, list[str]] = tomllib.loads((_HERE / "words.toml").read_text(encoding="utf-8"))
_PAGE = Template((_HERE / "page.html").read_text(encoding="utf-8"))

_MENU = '<li class="menu-item menu-item-{n1}"><a href="/topic/{n1}" data-track="menu">{t1}s</a></li>\n'
_NOTE = (
    '<li id="note-{number}" class="note"><cite>{name}</cite>: {sentence} '
    '<a class="external" rel="nofollow" href="https://press-{n2}.example/{n1}">Read</a></li>\n'
)
_CARD = (
    '<div class="card card-small"><a href="/a/{n1}.html"><img src="/img/{n2}.jpg" alt="" width="80" height="60" '
    'loading="lazy"><span class="card-title">{place} {t1}</span></a></div>\n'
)
_FOOT = '<li><a href="/about/{n1}">{q1} {t1}s</a></li>\n'
_ROW = '<tr><td>{year}</td><td>{q1} {t1}</td><td class="num">{n1}</td><td>{name}</td><td>{q2}</td></tr>\n'
_HEAD = "".join(f'<th scope="col">{each}</th>' for each in ("Year", "Part", "Weight in kg", "Made by", "Condition"))
_STYLE = ".{t1}-{q1}{{margin:{n2}px;width:{n1}px;color:#{n1}}}"
_CALL = "q.push(['{t1}-{q1}',{{w:{n1},on:!0}}]);"


@dataclass(frozen=True)
class Fact:
    """A sentence of a page, the statement that it bears out, and the one that it refutes."""

    sentence: str
    true: str
    false: str


@dataclass(frozen=True)
class Article:
    """A page: its number, its title, its HTML, and the facts that stand in its text."""

    number: int
    title: str
    html: str
    facts: tuple[Fact, ...]


def article(number: int, seed: int = 1, size: int = SIZE) -> Article:
    """Make page `number` of a seed, always the same bytes: within 3 KB of `size`, where that is 8 KB or more."""
    words, title, facts = _subject(number, seed)
    around = _around(words, title, min(1.0, size / SIZE))
    room = max(0, size - len(_PAGE.substitute(around, body="").encode()))
    body = "".join(_sections(words, facts, room))
    return Article(number, title, _PAGE.substitute(around, body=body), facts)


def facts_of(number: int, seed: int = 1) -> tuple[Fact, ...]:
    """The facts of a page of any size, without making it."""
    return _subject(number, seed)[2]


def _subject(number: int, seed: int) -> tuple[_Words, str, tuple[Fact, ...]]:
    words = _Words(Random(f"{seed}/{number}"))  # noqa: S311 - pages that can be made again
    title = f"{words.place()} {words.of(_LISTS['kinds']).capitalize()}"
    return words, title, _facts(words, title)


class _Words:
    """Draws of words, names and numbers, and of templates with slots for them (words.toml)."""

    def __init__(self, dice: Random) -> None:
        self._one = dice.random
        self._year = 1800
        self.names = [self._name() for _ in range(24)]
        self.places = [self.place() for _ in range(16)]
        lists: dict[str, list[str]] = {
            **dict.fromkeys(("q1", "q2"), _LISTS["qualities"]),
            **dict.fromkeys(("t1", "t2", "t3"), _LISTS["things"]),
            **dict.fromkeys(("d1", "d2"), _LISTS["deeds"]),
            **dict.fromkeys(("name", "other"), self.names),
            "p1": _LISTS["people"],
            "place": self.places,
            "trade": _LISTS["trades"],
            "how": _LISTS["manners"],
            "month": _LISTS["months"],
            "weekday": _LISTS["weekdays"],
        }
        self._slots: dict[str, Callable[[], str]] = {
            **{slot: partial(self.of, several) for slot, several in lists.items()},
            "People": lambda: self.of(_LISTS["people"]).capitalize(),
            "sentence": self.sentence,
            "year": self._in_year,
            "later": lambda: str(self._year + self.number(2, 30)),
            "day": lambda: str(self.number(1, 28)),
            "n1": lambda: str(self.number(40, 999)),
            "n2": lambda: str(self.number(10, 39)),
            "n3": lambda: str(self.number(3, 60)),
        }

    def of(self, several: Sequence[str]) -> str:
        """One of several."""
        return several[int(self._one() * len(several))]

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self._one() * (most - least + 1))

    def happens(self, share: float) -> bool:
        """True so often."""
        return self._one() < share

    def filled(self, template: str) -> str:
        """The template, its slots filled anew."""
        return template.format_map(self)

    def __getitem__(self, slot: str) -> str:
        return self._slots[slot]()

    def sentence(self) -> str:
        """A sentence of the article."""
        return self.filled(self.of(_LISTS["sentences"]))

    def place(self) -> str:
        """The name of a place."""
        return (self._syllable() + self.of(_LISTS["places"])).capitalize()

    def _syllable(self) -> str:
        return self.of(_LISTS["onsets"]) + self.of(_LISTS["middles"]) + self.of(_LISTS["codas"])

    def _name(self) -> str:
        first = self.of(_LISTS["onsets"]) + self.of(_LISTS["middles"]) + self.of(_LISTS["names"])
        last = self._syllable() + self.of(_LISTS["middles"]) + self.of(_LISTS["codas"])
        return f"{first.capitalize()} {last.capitalize()}"

    def _in_year(self) -> str:
        self._year = self.number(1650, 1990)
        return str(self._year)


def _facts(words: _Words, title: str) -> tuple[Fact, ...]:
    """Five facts about what the page is about; no two have a number in common."""
    opened, length = words.number(1700, 1960), words.number(100, 900)
    visited, count = words.number(1970, 2005), words.number(20_000, 90_000)
    name, place = words.of(words.names), words.of(words.places)
    other_name = next(each for each in words.names if each != name)
    other_place = next(each for each in words.places if each != place)
    return (
        Fact(
            f"The {title} was opened in {opened} after eleven years of work.",
            f"The {title} was opened in {opened}.",
            f"The {title} was opened in {opened + words.number(8, 30)}.",
        ),
        Fact(
            f"Measured along the outer wall, the {title} is {length} metres long.",
            f"The {title} is {length} metres long.",
            f"The {title} is {length + words.number(30, 90)} metres long.",
        ),
        Fact(
            f"The {title} was designed by {name}, who had built nothing as large before.",
            f"The {title} was designed by {name}.",
            f"The {title} was designed by {other_name}.",
        ),
        Fact(
            f"In {visited} the {title} was visited by {count:,} people, more than ever before.",
            f"The {title} was visited by {count:,} people in {visited}.",
            f"The {title} was visited by {count + words.number(2_000, 9_000):,} people in {visited}.",
        ),
        Fact(
            f"The {title} is located in {place}, on the road to the coast.",
            f"The {title} is located in {place}.",
            f"The {title} is located in {other_place}.",
        ),
    )


def _around(words: _Words, title: str, share: float) -> dict[str, str]:
    """All of a page but the article's sections: so much of what a page of the full size has."""
    published = f"20{words.number(10, 24)}-{words.number(1, 12):02}-{words.number(1, 28):02}"
    author = words["name"]
    linked = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title,
        "datePublished": published,
        "author": {"@type": "Person", "name": author},
    }
    styles, calls = _of_the_site(round(90 * share))
    return {
        "title": title,
        "about": words.filled("A {q1} {t1}, a {q1} {t1} and what {name} {d1} there."),
        "published": published,
        "author": author,
        "linked": json.dumps(linked),
        "styles": styles,
        "calls": calls,
        "menu": "".join(words.filled(_MENU) for _ in range(round(40 * share))),
        "notes": "".join(words.filled(_NOTE.replace("{number}", str(n))) for n in range(1, 1 + round(40 * share))),
        "related": "".join(words.filled(_CARD) for _ in range(round(30 * share))),
        "foot": "".join(words.filled(_FOOT) for _ in range(round(30 * share))),
    }


@lru_cache
def _of_the_site(count: int) -> tuple[str, str]:
    """Styles and a script of so many lines, the same on all pages of a size."""
    words = _Words(Random("site"))  # noqa: S311 - see _subject
    return "".join(words.filled(_STYLE) for _ in range(count)), "".join(words.filled(_CALL) for _ in range(count))


def _sections(words: _Words, facts: tuple[Fact, ...], room: int) -> Iterator[str]:
    """The article in about `room` bytes: the facts come at even distances."""
    waiting = [(round(room * (n + 0.5) / len(facts)), fact.sentence) for n, fact in enumerate(facts)]
    used = number = 0
    while used < room or waiting:
        if number % 6 == 0:
            piece = f'<h2 id="s{number}">{_heading(words)}</h2>\n'
        elif number % 15 == 7:
            rows = "".join(words.filled(_ROW) for _ in range(words.number(5, 14)))
            piece = f'<table class="data"><caption>{_heading(words)}</caption>\n<tr>{_HEAD}</tr>\n{rows}</table>\n'
        elif number % 15 == 13:
            items = "".join(words.filled("<li>{sentence}</li>\n") for _ in range(words.number(3, 8)))
            piece = f'<ul class="points">\n{items}</ul>\n'
        else:
            sentences = [_marked(words, words.sentence()) for _ in range(words.number(3, 6))]
            if waiting and used >= waiting[0][0]:
                sentences.insert(1, waiting.pop(0)[1])
            piece = f'<p class="text">{" ".join(sentences)}</p>\n'
        yield piece
        used += len(piece.encode())
        number += 1


def _heading(words: _Words) -> str:
    text = words.filled(words.of(_LISTS["headings"]))
    return text[:1].upper() + text[1:]


def _marked(words: _Words, sentence: str) -> str:
    """A sentence with a link or a note, sometimes."""
    first, space, rest = sentence.partition(" the ")
    linked, gap, end = rest.partition(" ")
    if words.happens(0.2) and linked and gap:
        return words.filled(f'{first}{space}<a href="/a/{{n1}}.html" title="{{place}} {{t1}}">{linked}</a>{gap}{end}')
    if words.happens(0.15):
        note = words.number(1, 40)
        return f'{sentence}<sup class="reference"><a href="#note-{note}">[{note}]</a></sup>'
    return sentence
