# ruff: noqa: E501 - tables of wordings read better on one line
"""Invented facts in many wordings: passages with known truths, and statements that differ from them in one thing.

Every name is put together from lists, so no statement says anything about the world. A schema writes the
sentences of one fact and its statements; `scene` sets several facts beside each other, so that a word found
somewhere in the passage isn't enough: it must belong to the right subject.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from edits import FALSE, FALSE_OR_OPEN, MONTHS, NATIONS, NUMBER_WORDS, OPEN, ORDINALS, TRUE, Target

Fact = tuple[list[str], list[tuple[str, Target]]]
Schema = Callable[[Random], Fact]

FIRST = [
    "Anna",
    "Boris",
    "Clara",
    "David",
    "Elena",
    "Farid",
    "Grace",
    "Henrik",
    "Ines",
    "Jonas",
    "Karin",
    "Liam",
    "Mariam",
    "Nadia",
    "Oscar",
    "Paula",
    "Quentin",
    "Rosa",
    "Samir",
    "Tara",
    "Ulrich",
    "Vera",
    "Walter",
    "Yusuf",
    "Zoe",
    "Amara",
    "Bruno",
    "Chidi",
    "Diego",
    "Emeka",
    "Fatima",
    "Goran",
    "Hiro",
    "Ivana",
    "Jamal",
    "Kofi",
    "Leila",
    "Mateo",
    "Noor",
    "Olga",
    "Pedro",
    "Ravi",
    "Sofia",
    "Tomas",
    "Uma",
    "Viktor",
    "Wei",
    "Ximena",
    "Yara",
    "Zoltan",
    "Margaret",
    "Peter",
    "Helen",
    "James",
    "Susan",
    "Robert",
    "Linda",
    "Edward",
    "Alice",
    "Hugh",
]
LAST = [
    "Abara",
    "Brandt",
    "Castillo",
    "Dufour",
    "Eriksen",
    "Farouk",
    "Grant",
    "Hollis",
    "Ivanov",
    "Jansen",
    "Keller",
    "Lindqvist",
    "Moreau",
    "Nakamura",
    "Okafor",
    "Petrov",
    "Quiroga",
    "Rahman",
    "Santos",
    "Takeda",
    "Ullmann",
    "Vance",
    "Weber",
    "Xu",
    "Yilmaz",
    "Zielinski",
    "Ashford",
    "Bellamy",
    "Crane",
    "Doyle",
    "Ellery",
    "Fenwick",
    "Garrick",
    "Hartley",
    "Iqbal",
    "Jarvis",
    "Kemp",
    "Lowell",
    "Marsh",
    "Norwood",
    "Osborne",
    "Pryce",
    "Ramsey",
    "Stroud",
    "Thorne",
    "Underwood",
    "Voss",
    "Whitlock",
    "York",
    "Novak",
]
TOWN_HEADS = [
    "Alder",
    "Brin",
    "Cor",
    "Dun",
    "Elm",
    "Fair",
    "Glen",
    "Hart",
    "Ister",
    "Kil",
    "Lor",
    "Mar",
    "Nor",
    "Oak",
    "Pell",
    "Quar",
    "Rost",
    "Sal",
    "Tor",
    "Ul",
    "Vel",
    "West",
    "Yar",
    "Zel",
]
TOWN_TAILS = [
    "burg",
    "bury",
    "dale",
    "field",
    "ford",
    "gate",
    "ham",
    "haven",
    "holm",
    "mere",
    "mouth",
    "port",
    "stad",
    "stead",
    "ton",
    "vale",
    "vik",
    "wick",
    "wood",
    "worth",
]
FIELDS = [
    "steel",
    "energy",
    "textile",
    "shipping",
    "software",
    "cement",
    "chemicals",
    "rail",
    "insurance",
    "mining",
    "pharmaceutical",
    "dairy",
    "airline",
    "paper",
]
TITLES = (
    "finance minister", "foreign minister", "mayor", "chief executive", "chair of the board", "ambassador to {nation}",
    "head of the central bank", "attorney general", "archbishop", "chief engineer", "party leader", "commander of the fleet",
    "director of the museum", "president of the university", "coach of the national team", "deputy governor",
)  # fmt: skip
GOODS = ["coal", "oil", "wheat", "copper", "timber", "fish", "coffee", "cotton", "salt", "wool", "rice", "gas"]
MEASURES = (
    "unemployment rate", "inflation rate", "population", "budget deficit", "price of bread", "number of visitors",
    "share of renewable power", "number of road deaths", "voter turnout", "water level", "average rent", "crime rate",
)  # fmt: skip
SPEAKERS = (
    "the opposition",
    "critics",
    "the company",
    "the ministry",
    "a spokesman",
    "police",
    "the union",
    "residents",
)


def pick(rng: Random, options: Sequence[str], *without: str) -> str:
    """Choose one of the options that is none of `without`."""
    return rng.choice([option for option in options if option not in without])


def person(rng: Random) -> str:
    """Invent a person."""
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}"


def town(rng: Random) -> str:
    """Invent a town."""
    return rng.choice(TOWN_HEADS) + rng.choice(TOWN_TAILS)


def nation(rng: Random) -> str:
    """Choose a nation."""
    return (
        rng.choice(NATIONS)[1].replace("United States", "the United States").replace("Netherlands", "the Netherlands")
    )


def body(rng: Random) -> str:
    """Invent an organisation."""
    return rng.choice(
        (
            f"{rng.choice(LAST)} {rng.choice(FIELDS).title()}", f"the {town(rng)} Institute", f"{town(rng)} United",
            f"the {town(rng)} Council", f"{rng.choice(LAST)} & {rng.choice(LAST)}", f"the {town(rng)} Museum",
            f"the University of {town(rng)}", f"the {rng.choice(LAST)} Foundation", f"the Bank of {town(rng)}",
        )
    )  # fmt: skip


def day(rng: Random) -> tuple[int, str, int]:
    """Invent a date."""
    return rng.randrange(1, 29), rng.choice(MONTHS), rng.randrange(1890, 2025)


def dated(date: tuple[int, str, int], rng: Random) -> str:
    """Write a date in full, one way or the other."""
    return rng.choice((f"{date[0]} {date[1]} {date[2]}", f"{date[1]} {date[0]}, {date[2]}"))


def when(date: tuple[int, str, int], rng: Random) -> list[tuple[str, Target]]:
    """Write when-phrases for a date, true at lower precision and false in one part."""
    d, m, y = date
    other_month = pick(rng, MONTHS, m)
    return [
        (f"on {dated(date, rng)}", TRUE), (f"in {m} {y}", TRUE), (f"in {y}", TRUE), (f"in the {y // 10 * 10}s", TRUE),
        (f"in {y + rng.choice((-9, -4, -2, -1, 1, 2, 3, 10))}", FALSE), (f"in {other_month} {y}", FALSE),
        (f"on {dated((d % 28 + 1, m, y), rng)}", FALSE), (f"on {dated((d, other_month, y), rng)}", FALSE),
        (f"before {y - rng.randrange(1, 9)}", FALSE), (f"after {y - rng.randrange(2, 9)}", TRUE),
        (f"before {y + rng.randrange(2, 9)}", TRUE), (f"after {y + rng.randrange(1, 9)}", FALSE),
        (f"in the {y // 10 * 10 + rng.choice((-10, 10, 20))}s", FALSE),
    ]  # fmt: skip


def cap(text: str) -> str:
    """Start with a capital."""
    return text[:1].upper() + text[1:]


def founding(rng: Random) -> Fact:
    """Who founded what, where and when."""
    org, who, where, date, other = body(rng), person(rng), town(rng), day(rng), person(rng)
    said = rng.choice(
        (f"{org} was founded in {where} by {who} on {dated(date, rng)}.", f"{who} set up {org} in {where} on {dated(date, rng)}.",
         f"{org}, established by {who} on {dated(date, rng)}, has its seat in {where}.")
    )  # fmt: skip
    claims = [
        (f"{cap(org)} was {rng.choice(('founded', 'established', 'set up'))} {w}.", t) for w, t in when(date, rng)
    ]
    claims += [
        (f"{who} founded {org}.", TRUE), (f"{cap(org)} was founded by {who}.", TRUE), (f"{cap(org)} was founded by {other}.", FALSE),
        (f"{org} founded {who}.", FALSE_OR_OPEN), (f"{who} closed {org}.", FALSE_OR_OPEN), (f"{who} did not found {org}.", FALSE),
        (f"{who} and {other} founded {org}.", OPEN), (f"{who} founded {org} with money from {nation(rng)}.", OPEN),
        (f"{who} was the sole founder of {org} and its richest donor.", OPEN), (f"{other} worked for {org}.", OPEN),
    ]  # fmt: skip
    return [said], claims


def birth(rng: Random) -> Fact:
    """Who was born where and when, and to whom."""
    who, where, date, parent = person(rng), town(rng), day(rng), person(rng)
    kind, child = rng.choice((("father", "son"), ("mother", "child")))
    said = rng.choice(
        (f"{who} (born {dated(date, rng)} in {where}) is the child of {parent}, a miller.",
         f"{who} was born in {where} on {dated(date, rng)}. The {kind}, {parent}, kept a mill.")
    )  # fmt: skip
    claims = [(f"{who} was born {w}.", t) for w, t in when(date, rng)]
    claims += [
        (f"{who} was born in {where}.", TRUE), (f"{who} was born in {town(rng)}.", FALSE), (f"{who} comes from {where}.", TRUE),
        (f"{parent} was a parent of {who}.", TRUE), (f"{who} was a parent of {parent}.", FALSE), (f"{parent} was born in {where}.", OPEN),
        (f"{who} was a {child} of {person(rng)}.", FALSE), (f"{who} died in {where}.", OPEN), (f"{who} grew up in {where}.", OPEN),
        (f"{parent} was a miller.", TRUE), (f"{parent} was a teacher.", FALSE), (f"{who} was a miller.", OPEN),
    ]  # fmt: skip
    return [said], claims


def office(rng: Random) -> Fact:
    """Who held which office, from when to when, after whom."""
    who, before, after = person(rng), person(rng), person(rng)
    land = nation(rng)
    title, other = (t.format(nation=land) for t in rng.sample(TITLES, 2))
    start = rng.randrange(1900, 2018)
    end = start + rng.randrange(2, 9)
    surname = who.split()[1]
    said = rng.choice(
        (f"{who} was {title} from {start} to {end}, succeeding {before} and giving way to {after}.",
         f"{who} became {title} in {start}, in place of {before}. In {end} {surname} stepped down and {after} took over.",
         f"Appointed {title} in {start} after the resignation of {before}, {who} served until {end}, when {after} followed.")
    )  # fmt: skip
    middle = rng.randrange(start, end)
    return [said], [
        (f"{who} served as {title}.", TRUE), (f"{who} was {other}.", FALSE_OR_OPEN), (f"{who} was {title} in {middle}.", TRUE),
        (f"{who} was {title} in {end + rng.randrange(2, 9)}.", FALSE), (f"{who} became {title} in {start}.", TRUE),
        (f"{who} became {title} in {start + rng.choice((-3, -1, 1, 2))}.", FALSE), (f"{who} succeeded {before} as {title}.", TRUE),
        (f"{before} succeeded {who} as {title}.", FALSE), (f"{who} was succeeded by {after}.", TRUE), (f"{who} was succeeded by {before}.", FALSE),
        (f"{before} held the office before {who}.", TRUE), (f"{after} held the office before {who}.", FALSE),
        (f"{who} left the post in {end}.", TRUE), (f"{who} left the post in {end - 1}.", FALSE), (f"{who} is still {title}.", FALSE),
        (f"{who} held the post for {end - start} years.", TRUE), (f"{who} held the post for {end - start + 3} years.", FALSE),
        (f"{who} was {title} and a member of parliament.", OPEN), (f"{who} was deputy {title}.", FALSE_OR_OPEN),
        (f"{who} was dismissed as {title} over a scandal.", OPEN), (f"{who} was a candidate for {title} but never took office.", FALSE),
    ]  # fmt: skip


def change(rng: Random) -> Fact:
    """What rose or fell, from how much to how much."""
    what, where = rng.choice(MEASURES), town(rng)
    low = round(rng.uniform(2, 60), 1)
    high = round(low * rng.uniform(1.1, 2.5), 1)
    up = rng.random() < 0.5
    a, b = (low, high) if up else (high, low)
    y = rng.randrange(1990, 2023)
    verbs, wrong = (("rose", "climbed", "increased"), ("fell", "dropped", "decreased"))[:: 1 if up else -1]
    said = rng.choice(
        (f"Between {y} and {y + 2}, the {what} in {where} {rng.choice(verbs)} from {a} to {b} per cent.",
         f"The {what} of {where} stood at {a} percent in {y}; two years later it was {b} percent.",
         f"{where}'s {what} {rng.choice(verbs)} to {b}% in {y + 2}, against {a}% in {y}.")
    )  # fmt: skip
    return [said], [
        (f"The {what} in {where} {rng.choice(verbs)}.", TRUE), (f"The {what} in {where} {rng.choice(wrong)}.", FALSE),
        (f"The {what} in {where} did not change between {y} and {y + 2}.", FALSE), (f"In {y}, the {what} in {where} was {a}%.", TRUE),
        (f"In {y}, the {what} in {where} was {b}%.", FALSE), (f"The {what} in {where} was {'higher' if up else 'lower'} in {y + 2} than in {y}.", TRUE),
        (f"The {what} in {where} was {'lower' if up else 'higher'} in {y + 2} than in {y}.", FALSE),
        (f"The {what} in {where} reached {round(b * 1.3, 1)}% in {y + 2}.", FALSE), (f"The {what} in {town(rng)} {rng.choice(verbs)}.", OPEN),
        (f"The {what} in {where} was more than {round(low * 0.9, 1)}% throughout.", (0.7, 0.0, 0.3)), (f"The {what} in {where} exceeded {round(high * 1.2, 1)}% in {y}.", FALSE),
        (f"The {what} in {where} {rng.choice(verbs)} because of a new law.", OPEN), (f"The {what} in {where} was {b}% in {y + 5}.", OPEN),
        (f"The {what} in {where} went from {a}% to {b}%.", TRUE), (f"The {what} in {where} went from {b}% to {a}%.", FALSE),
    ]  # fmt: skip


def members(rng: Random) -> Fact:
    """Which countries belong to a group."""
    org = rng.choice((f"{town(rng)} Pact", f"{town(rng)} Group", f"League of {town(rng)}", f"{town(rng)} Convention"))
    lands = [
        n[1].replace("United States", "the United States").replace("Netherlands", "the Netherlands")
        for n in rng.sample(NATIONS, 9)
    ]
    count = rng.randrange(3, 7)
    inside, outside = lands[:count], lands[count:]
    listed = ", ".join(inside[:-1]) + " and " + inside[-1]
    year = rng.randrange(1950, 2020)
    said = rng.choice(
        (f"The members of the {org} are {listed}.", f"{cap(listed)} form the {org}, which was set up in {year}.",
         f"The {org} has {NUMBER_WORDS[count - 1]} members: {listed}.")
    )  # fmt: skip
    if keen := rng.random() < 0.5:
        said += f" {cap(outside[0])} has applied to join but has not been admitted."
    word = NUMBER_WORDS[count - 1]
    return [said], [
        (f"{cap(inside[0])} is a member of the {org}.", TRUE), (f"{cap(inside[-1])} belongs to the {org}.", TRUE),
        (f"{cap(outside[0])} is a member of the {org}.", FALSE), (f"{cap(outside[1])} belongs to the {org}.", (0.0, 0.7, 0.3)),
        (f"{cap(outside[0])} is not a member of the {org}.", (0.9, 0.0, 0.1)), (f"{cap(inside[1])} is not a member of the {org}.", FALSE),
        (f"The {org} has {word} members.", TRUE), (f"The {org} has {count} members.", TRUE), (f"The {org} has {count + rng.choice((-1, 1, 2))} members.", FALSE),
        (f"{cap(inside[0])} and {inside[1]} are members of the {org}.", TRUE), (f"{cap(inside[0])} and {outside[1]} are members of the {org}.", (0.0, 0.7, 0.3)),
        (f"{cap(outside[0])} has applied to join the {org}.", TRUE if keen else OPEN), (f"{cap(inside[0])} left the {org}.", FALSE_OR_OPEN),
        (f"{cap(inside[2])} was the first to sign the {org}.", OPEN), (f"Neither {inside[0]} nor {inside[1]} is in the {org}.", FALSE),
        (f"{cap(inside[0])} is the only member of the {org}.", FALSE), (f"All members of the {org} pay the same fee.", OPEN),
    ]  # fmt: skip


def ranking(rng: Random) -> Fact:
    """Which is larger, and which place something takes."""
    a, b, c = (town(rng) for _ in range(3))
    land = nation(rng)
    place = rng.randrange(1, 6)
    kind, unit = rng.choice(
        (
            ("bridge", "metres long"),
            ("tower", "metres tall"),
            ("lake", "square kilometres in area"),
            ("tunnel", "km long"),
        )
    )
    size = rng.randrange(120, 9000)
    less = int(size * rng.uniform(0.3, 0.9))
    said = (
        f"At {size:,} {unit}, the {a} {kind} is the {'largest' if place == 1 else ORDINALS[place - 1] + '-largest'} {kind} in {land}; "
        f"the {b} {kind} measures {less:,}."
    )
    other = pick(rng, ORDINALS[1:6], ORDINALS[place - 1])
    return [said], [
        (f"The {a} {kind} is {size} {unit}.", TRUE), (f"The {a} {kind} is {less} {unit}.", FALSE), (f"The {b} {kind} is {less:,} {unit}.", TRUE),
        (f"The {a} {kind} is larger than the {b} {kind}.", TRUE), (f"The {b} {kind} is larger than the {a} {kind}.", FALSE),
        (f"The {b} {kind} is smaller than the {a} {kind}.", TRUE), (f"The {a} {kind} is the {other}-largest {kind} in {land}.", FALSE),
        (f"The {a} {kind} is the largest {kind} in {land}.", TRUE if place == 1 else FALSE), (f"The {a} {kind} is the largest {kind} in the world.", OPEN),
        (f"The {a} {kind} is more than {size // 2:,} {unit}.", TRUE), (f"The {a} {kind} is more than {size * 2:,} {unit}.", FALSE),
        (f"The {a} {kind} is {size * 10:,} {unit}.", FALSE), (f"The {c} {kind} is in {land}.", OPEN), (f"The {a} {kind} is in {nation(rng)}.", FALSE_OR_OPEN),
        (f"The {a} {kind} is less than {size + size // 5:,} {unit}.", TRUE), (f"The {a} {kind} was built before the {b} {kind}.", OPEN),
    ]  # fmt: skip


def vote(rng: Random) -> Fact:
    """How a vote went and who was for it."""
    house, who = rng.choice(("parliament", "the senate", "the city council", "the assembly")), person(rng)
    plan = rng.choice(
        ("the water bill", "a ban on fireworks", "the new tax", "the trade treaty", "the pension reform", "the budget")
    )
    yes, no = rng.randrange(40, 300), rng.randrange(40, 300)
    yes += yes == no
    passed = yes > no
    said = rng.choice(
        (f"{cap(house)} {'passed' if passed else 'rejected'} {plan} by {max(yes, no)} votes to {min(yes, no)}. {who} voted {'for' if passed else 'against'} it.",
         f"With {yes} votes in favour and {no} against, {house} {'approved' if passed else 'turned down'} {plan}, which {who} had {'backed' if passed else 'fought'}.")
    )  # fmt: skip
    return [said], [
        (f"{cap(house)} {'approved' if passed else 'rejected'} {plan}.", TRUE), (f"{cap(house)} {'rejected' if passed else 'approved'} {plan}.", FALSE),
        (f"{cap(plan)} was {'passed' if passed else 'rejected'} by {house}.", TRUE), (f"{yes} members voted for {plan}.", TRUE),
        (f"{no} members voted for {plan}.", FALSE), (f"{yes + 10} members voted in favour of {plan}.", FALSE), (f"{who} {'supported' if passed else 'opposed'} {plan}.", TRUE),
        (f"{who} {'opposed' if passed else 'supported'} {plan}.", FALSE), (f"{cap(house)} postponed the vote on {plan}.", FALSE),
        (f"{cap(plan)} {'failed' if passed else 'passed'}.", FALSE), (f"{cap(house)} voted unanimously on {plan}.", FALSE), (f"{who} wrote {plan}.", OPEN),
        (f"{cap(plan)} has come into force.", OPEN), (f"More than {min(yes, no) + 1} members voted {'for' if passed else 'against'} {plan}.", TRUE if abs(yes - no) > 1 else OPEN),
        (f"A majority of {house} was {'in favour of' if passed else 'against'} {plan}.", TRUE), (f"A majority of {house} was {'against' if passed else 'in favour of'} {plan}.", FALSE),
    ]  # fmt: skip


def duty(rng: Random) -> Fact:
    """What a rule demands, allows or forbids."""
    rule = rng.choice(
        (
            f"Article {rng.randrange(2, 90)}",
            f"The {town(rng)} Treaty",
            f"The {rng.randrange(1950, 2020)} act",
            "The charter",
        )
    )
    who = rng.choice(("members", "states", "employers", "drivers", "banks", "schools"))
    deed = rng.choice(
        (
            "publish their accounts",
            "share information",
            "inspect the tanks",
            "consult each other",
            "carry a licence",
            "accept refunds",
            "keep records",
        )
    )
    mode = rng.randrange(4)
    said = (f"{rule} says that {who} may {deed}.", f"Under {rule.replace('The', 'the')}, {who} must {deed} every year.",
            f"{rule} forbids {who} to {deed}.", f"{rule} leaves it to {who} whether to {deed}.")[mode]  # fmt: skip
    optional, must, banned = mode in (0, 3), mode == 1, mode == 2
    return [said], [
        (f"{rule} allows {who} to {deed}.", FALSE if banned else TRUE), (f"{rule} requires {who} to {deed}.", TRUE if must else FALSE),
        (f"{rule} forbids {who} to {deed}.", TRUE if banned else FALSE), (f"{rule} obliges all {who} to {deed}.", TRUE if must else FALSE),
        (f"{rule} does not require {who} to {deed}.", FALSE if must else TRUE if optional else (0.6, 0.0, 0.4)), (f"{cap(who)} must {deed}.", TRUE if must else FALSE),
        (f"{cap(who)} have always had to {deed}.", OPEN if must else FALSE_OR_OPEN), (f"{cap(who)} {deed} twice a month.", OPEN), (f"Most {who} {deed}.", OPEN),
        (f"It is {'optional' if optional else 'compulsory'} for {who} to {deed}.", FALSE if banned else TRUE),
        (f"It is {'compulsory' if optional else 'optional'} for {who} to {deed}.", FALSE), (f"{rule} was criticised by {who}.", OPEN),
    ]  # fmt: skip


def attribution(rng: Random) -> Fact:
    """Who says so, who denies it, and what isn't settled."""
    org, where = body(rng), town(rng)
    deed, noun = rng.choice(
        (("sold the harbour", "sale of the harbour"), ("polluted the river", "pollution of the river"), ("knew of the leak", "leak"),
         ("bribed two officials", "bribes"), ("closed the plant in secret", "closure"), ("lost the records", "loss of the records"),
         ("tested the vaccine on staff", "tests"), ("underpaid its workers", "wages"), ("broke the ceasefire", "ceasefire"))
    )  # fmt: skip
    who = rng.choice(SPEAKERS[:2] + SPEAKERS[5:])
    mode = rng.randrange(5)
    said = (
        f"{cap(who)} in {where} say that {org} {deed}.",
        f"{cap(org)} denied that it had {deed}.".replace("knew", "known").replace("broke", "broken"),
        f"It is not known whether {org} {deed}.",
        f"{cap(org)} {deed}, a court in {where} found.",
        f"{cap(who)} accused {org} over the {noun}; an inquiry found that {org} had not {deed}.".replace(
            "knew", "known"
        ).replace("broke", "broken"),
    )[mode]
    fact = f"{cap(org)} {deed}."
    return [said], [
        (fact, (OPEN, (0.0, 0.3, 0.7), OPEN, TRUE, FALSE)[mode]),
        (f"{cap(who)} said that {org} {deed}.", (TRUE, OPEN, OPEN, OPEN, (0.6, 0.0, 0.4))[mode]),
        (f"{cap(org)} was accused over the {noun}.", ((0.8, 0.0, 0.2), OPEN, OPEN, OPEN, TRUE)[mode]),
        (f"{cap(org)} admitted that it {deed}.", (OPEN, FALSE, OPEN, OPEN, FALSE_OR_OPEN)[mode]),
        (f"{cap(org)} denied that it {deed}.", (OPEN, TRUE, OPEN, OPEN, OPEN)[mode]),
        (f"It has been proven that {org} {deed}.", (OPEN, OPEN, FALSE, TRUE, FALSE)[mode]),
        (f"A court found that {org} {deed}.", (OPEN, OPEN, FALSE_OR_OPEN, TRUE, FALSE_OR_OPEN)[mode]),
        (f"Whether {org} {deed} is unknown.", (OPEN, OPEN, TRUE, FALSE, FALSE)[mode]),
        (f"An inquiry cleared {org}.", (OPEN, OPEN, OPEN, FALSE_OR_OPEN, TRUE)[mode]),
    ]


def plan(rng: Random) -> Fact:
    """What is planned, under way, done, cancelled."""
    org, what = (
        body(rng),
        rng.choice(
            (
                "a tunnel",
                "a new stadium",
                "a second airport",
                "a wind farm",
                "a hospital",
                "a tram line",
                "a solar park",
            )
        ),
    )
    where, year, money = town(rng), rng.randrange(2012, 2040), rng.randrange(3, 900)
    mode = rng.randrange(4)
    said = (
        f"{cap(org)} plans to build {what} in {where} by {year} at a cost of {money} million euros.",
        f"{cap(org)} is building {what} in {where}; it is to open in {year}.",
        f"{cap(org)} completed {what} in {where} in {year} for {money} million euros.",
        f"{cap(org)} gave up its plan for {what} in {where} in {year}.",
    )[mode]
    thing = what.replace("a ", "The ", 1)
    return [said], [
        (f"{cap(org)} has built {what} in {where}.", (FALSE_OR_OPEN, FALSE_OR_OPEN, TRUE, FALSE)[mode]),
        (f"{cap(org)} planned {what} in {where}.", TRUE), (f"{cap(org)} will build {what} in {where}.", ((0.6, 0.0, 0.4), TRUE, FALSE_OR_OPEN, FALSE)[mode]),
        (f"{thing} in {where} opened in {year}.", (OPEN, OPEN, TRUE, FALSE)[mode]), (f"{thing} is under construction in {where}.", (OPEN, TRUE, FALSE, FALSE)[mode]),
        (f"{thing} in {where} was cancelled.", (FALSE_OR_OPEN, FALSE_OR_OPEN, FALSE, TRUE)[mode]),
        (f"{thing} in {where} cost {money} million euros.", (OPEN, OPEN, TRUE, OPEN)[mode]), (f"{thing} in {where} cost {money} billion euros.", (FALSE_OR_OPEN, OPEN, FALSE, OPEN)[mode]),
        (f"{cap(org)} planned {what} in {town(rng)}.", FALSE_OR_OPEN), (f"{thing} in {where} is to be finished by {year + 3}.", (FALSE, FALSE, FALSE_OR_OPEN, FALSE)[mode]),
        (f"{thing} was paid for by the state.", OPEN),
    ]  # fmt: skip


def deal(rng: Random) -> Fact:
    """Who bought, beat or sued whom."""
    a, b, date = body(rng), body(rng), day(rng)
    verb, passive, noun, wrong = rng.choice(
        (("bought", "was bought by", "purchase", "sold"), ("sued", "was sued by", "lawsuit", "praised"), ("defeated", "was defeated by", "win", "lost to"),
         ("took over", "was taken over by", "takeover", "merged with"), ("sponsored", "was sponsored by", "sponsorship", "refused to fund"))
    )  # fmt: skip
    price = rng.randrange(2, 90)
    said = rng.choice((f"{cap(a)} {verb} {b} on {dated(date, rng)}.", f"On {dated(date, rng)}, {b} {passive} {a}."))
    tail = f" The {noun} was worth {price} million dollars." if verb in ("bought", "took over") else ""
    claims = [(f"{cap(a)} {verb} {b} {w}.", t) for w, t in rng.sample(when(date, rng), 6)]
    return [said + tail], [
        *claims, (f"{cap(b)} {passive} {a}.", TRUE), (f"{cap(a)} {verb} {b}.", TRUE), (f"{cap(b)} {verb} {a}.", FALSE), (f"{cap(a)} {passive} {b}.", FALSE),
        (f"{cap(a)} {wrong} {b}.", FALSE_OR_OPEN), (f"{cap(a)} {verb} {body(rng)}.", OPEN), (f"{cap(a)} never {verb} {b}.", FALSE), (f"{cap(a)} may one day have {b} as a rival.", OPEN),
        (f"The {noun} was worth {price} million dollars.", TRUE if tail else OPEN), (f"The {noun} was worth {price} billion dollars.", FALSE if tail else OPEN),
        (f"{cap(a)} {verb} {b} after months of talks.", OPEN), (f"{cap(a)} {verb} both {b} and {body(rng)}.", OPEN),
    ]  # fmt: skip


def order(rng: Random) -> Fact:
    """What came before what."""
    who = person(rng)
    a, b = rng.sample(
        ("studied law", "joined the navy", "moved to the capital", "published a novel", "married a painter", "opened a bakery",
         "won a seat in parliament", "lost the farm", "learned to fly", "returned from exile"), 2
    )  # fmt: skip
    y = rng.randrange(1900, 2015)
    later = y + rng.randrange(1, 9)
    said = rng.choice(
        (
            f"{who} {a} in {y} and {b} in {later}.",
            f"{who} {a}. {later - y} years later, {who.split()[1]} {b}.",
            f"Before {who} {b} in {later}, {who.split()[1]} {a}.",
        )
    )
    return [said], [
        (f"{who} {a} before {who.split()[1]} {b}.", TRUE), (f"{who} {b} before {who.split()[1]} {a}.", FALSE), (f"{who} {b} after {who.split()[1]} {a}.", TRUE),
        (f"{who} {a} after {who.split()[1]} {b}.", FALSE), (f"{who} first {a} and then {b}.", TRUE), (f"{who} first {b} and then {a}.", FALSE), (f"{who} {a}.", TRUE),
        (f"{who} {a} and {b}.", TRUE), (f"{who} never {a}.", FALSE), (f"{person(rng)} {b}.", OPEN), (f"{who} {a} because {who.split()[1]} {b}.", (0.0, 0.3, 0.7)),
        (f"{who} {b} twice.", OPEN), (f"{who} will have {b}.", OPEN),
    ]  # fmt: skip


def quantity(rng: Random) -> Fact:
    """How many of a group: all, most, some, none, only."""
    group, deed = rng.choice(
        (("villages in {t}", "have a school"), ("patients in the {t} trial", "recovered"), ("ships in {t} harbour", "were damaged"), ("schools in {t}", "teach music"),
         ("workers at the {t} plant", "joined the strike"), ("houses in {t}", "were flooded"), ("farms near {t}", "grow apples"), ("students in {t}", "passed the exam"))
    )  # fmt: skip
    group = group.format(t=town(rng))
    total = rng.randrange(20, 900)
    mode = rng.randrange(5)
    part = (total, int(total * 0.8), int(total * 0.3), 0, int(total * 0.5))[mode]
    said = (
        f"All {total} {group} {deed}.", f"{part} of the {total} {group} {deed}.", f"Of {total} {group}, {part} {deed}; the others did not.",
        f"None of the {total} {group} {deed}.", f"Half of the {total} {group} {deed}.",
    )[mode]  # fmt: skip
    yes = (FALSE, TRUE).__getitem__
    return [said], [
        (f"All {group} {deed}.", yes(mode == 0)), (f"Every one of the {group} is counted among those that {deed}.", yes(mode == 0)), (f"Some {group} {deed}.", yes(mode != 3)),
        (f"No {group} {deed}.", yes(mode == 3)), (f"Most {group} {deed}.", yes(mode in (0, 1))), (f"None of the {group} {deed}.", yes(mode == 3)),
        (f"Only a minority of the {group} {deed}.", yes(mode == 2) if mode != 3 else FALSE_OR_OPEN), (f"There are {total} {group}.", TRUE), (f"There are {total + rng.choice((-7, 5, 40))} {group}.", FALSE),
        (f"More than half of the {group} {deed}.", yes(mode in (0, 1))), (f"{part} {group} {deed}.", TRUE), (f"{max(1, part - 9) if part else 4} {group} {deed}.", FALSE if mode != 0 else FALSE_OR_OPEN),
        (f"Fewer than {total + 1} {group} {deed}.", TRUE), (f"All {group} {deed} for the second year.", OPEN if mode == 0 else FALSE), (f"Hardly any of the {group} {deed}.", yes(mode == 3) if mode != 2 else FALSE),
    ]  # fmt: skip


def span(rng: Random) -> Fact:
    """A thing that lasted from one day to another."""
    what = rng.choice(
        (
            f"the {town(rng)} fair",
            f"the siege of {town(rng)}",
            f"the {town(rng)} summit",
            f"the strike at {town(rng)}",
            f"the {town(rng)} festival",
        )
    )
    m, y, a = rng.choice(MONTHS), rng.randrange(1850, 2024), rng.randrange(1, 18)
    b = a + rng.randrange(2, 9)
    said = rng.choice(
        (
            f"{cap(what)} lasted from {a} to {b} {m} {y}.",
            f"{cap(what)} began on {m} {a}, {y} and ended on {m} {b}.",
            f"{cap(what)} ({a}–{b} {m} {y}) drew large crowds.",
        )
    )
    return [said], [
        (f"{cap(what)} began on {a} {m} {y}.", TRUE), (f"{cap(what)} ended on {b} {m} {y}.", TRUE), (f"{cap(what)} began on {b} {m} {y}.", FALSE), (f"{cap(what)} took place in {m} {y}.", TRUE),
        (f"{cap(what)} was under way on {m} {a + 1}, {y}.", TRUE), (f"{cap(what)} was still going on on {m} {b + 2}, {y}.", FALSE), (f"{cap(what)} took place in {y + rng.choice((-10, -1, 1, 2))}.", FALSE),
        (f"{cap(what)} took place in {pick(rng, MONTHS, m)} {y}.", FALSE), (f"{cap(what)} lasted {b - a + 1} days.", TRUE), (f"{cap(what)} lasted {b - a + 4} days.", FALSE), (f"{cap(what)} was over within {rng.choice(('a month', 'two weeks'))}.", TRUE),
        (f"{cap(what)} lasted more than a year.", FALSE), (f"{cap(what)} was held in heavy rain.", OPEN), (f"It was the first time for {what}.", OPEN),
    ]  # fmt: skip


def output(rng: Random) -> Fact:
    """How much was produced, sold or spent, with its unit and scale."""
    org, good, y = body(rng), rng.choice(GOODS), rng.randrange(1980, 2024)
    value, scale = rng.randrange(2, 980) / rng.choice((1, 10)), rng.choice(("thousand", "million", "billion"))
    deed, unit = rng.choice(
        (
            ("sold", "tonnes of " + good),
            ("produced", "tonnes of " + good),
            ("spent", "dollars on " + good),
            ("imported", "barrels of " + good),
        )
    )
    v = f"{value:g}"
    said = rng.choice(
        (
            f"In {y} {org} {deed} {v} {scale} {unit}.",
            f"{cap(org)} {deed} {v} {scale} {unit} in {y}, it said in its report.",
        )
    )
    wrong_scale = pick(rng, ("thousand", "million", "billion"), scale)
    full = value * {"thousand": 1e3, "million": 1e6, "billion": 1e9}[scale]
    return [said], [
        (f"{cap(org)} {deed} {v} {scale} {unit} in {y}.", TRUE), (f"{cap(org)} {deed} {v} {wrong_scale} {unit} in {y}.", FALSE), (f"{cap(org)} {deed} {full:,.0f} {unit} in {y}.", TRUE),
        (f"{cap(org)} {deed} {full * 10:,.0f} {unit} in {y}.", FALSE), (f"{cap(org)} {deed} {value * 1.4:g} {scale} {unit} in {y}.", FALSE), (f"{cap(org)} {deed} {v} {scale} {unit} in {y + rng.choice((-1, 1, 3))}.", FALSE_OR_OPEN),
        (f"{cap(org)} {deed} {v} {scale} {unit.replace(good, pick(rng, GOODS, good))} in {y}.", FALSE_OR_OPEN), (f"{cap(org)} {deed} more than {value * 0.8:g} {scale} {unit} in {y}.", TRUE),
        (f"{cap(org)} {deed} less than {value * 0.8:g} {scale} {unit} in {y}.", FALSE), (f"In {y}, {body(rng)} {deed} {v} {scale} {unit}.", OPEN), (f"{cap(org)} {deed} no {good} in {y}.", FALSE),
        (f"{cap(org)} {deed} a record {v} {scale} {unit} in {y}.", OPEN), (f"{cap(org)} {deed} exactly twice as much {good} in {y} as the year before.", OPEN),
    ]  # fmt: skip


def origin(rng: Random) -> Fact:
    """Of which people somebody is: nation and demonym."""
    people, land = rng.choice(NATIONS)
    other_people, other_land = rng.choice([n for n in NATIONS if n[0] != people])
    who, prize, y = (
        person(rng),
        rng.choice(("Silver Quill", "Golden Compass", "Lantern Prize", "Meridian Medal", "Harbour Cup")),
        rng.randrange(1930, 2024),
    )
    job, other_job = rng.sample(
        ("novelist", "physicist", "sculptor", "swimmer", "pianist", "architect", "chess player", "photographer"), 2
    )
    won = rng.random() < 0.5
    said = (
        f"The {people} {job} {who} {'won' if won else 'was nominated for'} the {prize} in {y}"
        + ("" if won else f", which went to {person(rng)}")
        + "."
    )
    return [said], [
        (f"{who} is from {land}.", TRUE), (f"{who} is {people}.", TRUE), (f"{who} is from {other_land}.", FALSE), (f"{who} is {other_people}.", FALSE), (f"{who} was a {job} from {land}.", TRUE),
        (f"{who} was a {other_job}.", FALSE), (f"{who} won the {prize}.", TRUE if won else FALSE), (f"{who} was nominated for the {prize}.", (0.8, 0.0, 0.2) if won else TRUE), (f"{who} did not win the {prize}.", FALSE if won else TRUE),
        (f"{who} won the {prize} in {y}.", TRUE if won else FALSE), (f"{who} won the {prize} in {y + rng.choice((-5, -1, 1, 2))}.", FALSE), (f"A {job} from {land} won the {prize} in {y}.", TRUE if won else OPEN),
        (f"The {prize} is the oldest prize in {land}.", OPEN), (f"{who} won the {prize} twice.", OPEN if won else FALSE), (f"{who} was the first {people} {job} to win the {prize}.", OPEN if won else FALSE), (f"{who} and {person(rng)} shared the {prize}.", OPEN if won else FALSE),
    ]  # fmt: skip


def harm(rng: Random) -> Fact:
    """How many were hurt, where, by what."""
    what, where, date = (
        rng.choice(("fire", "flood", "train crash", "storm", "explosion", "landslide")),
        town(rng),
        day(rng),
    )
    dead, hurt = rng.randrange(2, 90), rng.randrange(91, 400)
    least = rng.random() < 0.5
    said = f"A {what} in {where} killed {'at least ' if least else ''}{dead} people and injured {hurt} on {dated(date, rng)}."
    claims = [(f"The {what} in {where} happened {w}.", t) for w, t in rng.sample(when(date, rng), 4)]
    return [said], [
        *claims, (f"The {what} in {where} killed {'at least ' if least else ''}{dead} people.", TRUE), (f"The {what} in {where} killed {dead + rng.choice((1, 5, 20))} people.", OPEN if least else FALSE),
        (f"The {what} in {where} killed {hurt} people.", FALSE_OR_OPEN if least else FALSE), (f"{hurt} people were injured in the {what} in {where}.", TRUE), (f"{dead} people were injured in the {what} in {where}.", FALSE),
        (f"Nobody died in the {what} in {where}.", FALSE), (f"More than {dead // 2} people died in the {what} in {where}.", TRUE), (f"Fewer than {dead // 2 + 1} people died in the {what} in {where}.", FALSE if dead > 2 else OPEN),
        (f"The {what} in {where} was caused by negligence.", OPEN), (f"The {what} killed people in {town(rng)}.", OPEN), (f"People were killed and injured by a {what} in {where}.", TRUE), (f"Children were among the dead in {where}.", OPEN),
    ]  # fmt: skip


SCHEMAS: tuple[Schema, ...] = (
    founding, birth, office, change, members, ranking, vote, duty, attribution, plan, deal, order, quantity, span, output, origin, harm,
)  # fmt: skip
ASIDES = (
    "The weather was mild for the season.", "Visitors can reach it by bus.", "A fuller account is kept in the archive.", "Local papers wrote about it at length.",
    "Photographs from that time have survived.", "The matter drew little notice abroad.", "An exhibition was devoted to it later.", "Share this story with your friends.",
    "Read more about this topic in our archive.", "The building has since been renovated.", "Sign up for the newsletter.", "Opinions on it still differ.",
)  # fmt: skip


def scene(rng: Random) -> list[tuple[str, str, Target]]:
    """Set one to four facts in a passage; return (statement, passage, target) for some of their statements."""
    schemas = rng.choices(SCHEMAS, k=rng.choice((1, 1, 2, 3, 4)))
    if len(schemas) > 1 and rng.random() < 0.5:
        schemas[1] = schemas[0]  # the same kind of fact about two subjects
    facts = [schema(rng) for schema in schemas]
    sentences = [sentence for said, _ in facts for sentence in said]
    sentences += rng.sample(ASIDES, rng.choice((0, 0, 1, 2)))
    rng.shuffle(sentences)
    passage = " ".join(cap(s) for s in sentences)
    result = []
    for said, statements in facts[:2]:
        for statement, target in rng.sample(statements, min(4, len(statements))):
            result.append((cap(statement), passage, target))
        statement, _ = rng.choice(statements)  # the deciding sentence deleted
        without = " ".join(cap(s) for s in sentences if s not in said)
        if without and rng.random() < 0.25:
            result.append((cap(statement), without, OPEN))
    if (
        len(facts) > 1 and rng.random() < 0.4
    ):  # one half of an "and" from each fact: true, false or open as its weaker half
        (one, left), (two, right) = rng.choice(facts[0][1]), rng.choice(facts[-1][1])
        both = (left[0] * right[0], 1 - (1 - left[1]) * (1 - right[1]), 0.0)
        result.append(
            (f"{cap(one).rstrip('.')}, and {two}", passage, (both[0], both[1], max(0.0, 1 - both[0] - both[1])))
        )
    return result
