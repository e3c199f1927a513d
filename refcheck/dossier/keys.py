"""The keys of a claims file: what each may hold, whether it must be there, and what it is for.

They are declared once, here: the loader reads a file by them (`refcheck.dossier.table`), and the JSON Schema that
editors complete and check by is made of them (`refcheck.dossier.schema`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from refcheck.model import Policy, SourceKind, Verdict

LONGEST_TEXT = 1_000
LONGEST_QUOTE = 2_000
LONGEST_ADDRESS = 2_000

ID = "[a-z0-9][a-z0-9-]{0,79}"
DATE = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"


class Rule(StrEnum):
    """What a claims file has to keep to besides, and a schema can not say: it takes two places, or a look elsewhere."""

    ARTICLE = "The article is a text file in the folder of the claims file, or below it."
    CALENDAR = "A date in quotes is a day that the calendar has."
    ADDRESS = "An address can be taken apart: its port is a number up to 65535, its host is well formed."
    ID_ONCE = "No two claims have the same id, and no two sources."
    PAGE_ONCE = "No two sources have the same address."
    NAME_ONCE = "A name under [aliases] stands for one thing."
    CITED = "A source that is cited is declared under [[source]], and cited once."
    QUOTED = "A quote stands in the article, so that there is an [article]."
    PRIMARY = 'Where the policy is "primary", one of the sources is primary.'
    NAMED = "What a membership check asks for is named in its statement."


@dataclass(frozen=True, slots=True)
class Text:
    """A text with something to be seen in it; its white space, line ends too, is read as single spaces."""

    longest: int = LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class Id:
    """A name that files and addresses can have."""


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address without a user's name in it."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, as TOML writes it or in quotes."""


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words; `default` is the one that stands for no word at all."""

    default: StrEnum

    @property
    def words(self) -> tuple[str, ...]:
        """All of them, in the order of their enum."""
        return tuple(member.value for member in type(self.default))


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of one text or more; with `once` none of them twice."""

    once: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is written: a text, a whole number or a date."""


@dataclass(frozen=True, slots=True)
class Inner:
    """A table of its own; `example` shows how it is written."""

    shape: Shape
    example: str


@dataclass(frozen=True, slots=True)
class Variants:
    """A table whose "kind" says which keys it has; `example` shows how one is written."""

    shapes: tuple[tuple[str, Shape], ...]
    example: str


@dataclass(frozen=True, slots=True)
class Tables:
    """A list of tables, each written under a header in double brackets; with `some` one at least."""

    shape: Shape
    some: bool = False


@dataclass(frozen=True, slots=True)
class Statements:
    """A list of one statement or more, each a text, or a table where it has more to it."""

    shape: Shape


@dataclass(frozen=True, slots=True)
class Names:
    """A table whose keys are names and whose values are other names of the same things."""

    example: str


Holds = Text | Id | Address | Day | Flag | Choice | Texts | Value | Inner | Variants | Tables | Statements | Names


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table: its name, what it may hold, and what it is for, in a sentence that editors show."""

    name: str
    holds: Holds
    says: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of table: its keys in the order in which they are told, and what one stands for."""

    says: str
    keys: tuple[Key, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the keys."""
        return tuple(key.name for key in self.keys)

    def __getitem__(self, name: str) -> Key:
        return next(key for key in self.keys if key.name == name)


ARTICLE = Shape(
    "The text whose statements are checked.",
    (
        Key("path", Text(), "Its file, from the folder of the claims file; it must lie in it.", required=True),
        Key("title", Text(), "Its title, for reports."),
        Key("author", Text(), "Who wrote it, for reports."),
        Key("url", Address(), "Where it is published, for reports."),
        Key("published", Day(), 'When it was published: the "as_of" of every claim that has none of its own.'),
    ),
)

SOURCE = Shape(
    "A public page that claims may rest on.",
    (
        Key("id", Id(), "Its name in this file, and the name of its recording.", required=True),
        Key("url", Address(), "The page's address.", required=True),
        Key("title", Text(), "What reports call it where the page gives no title."),
        Key(
            "kind",
            Choice(SourceKind.SECONDARY),
            "Whether it is the thing itself, such as a statute or a list of members, or speaks of it.",
        ),
        Key("published", Day(), "When it was published, where the page does not say so itself."),
        Key("archive", Address(), "The address of an archived copy of it, which is read in place of the page."),
    ),
)

CHECKS = Variants(
    (
        (
            "membership",
            Shape(
                "Asks whether items stand in a closed list or table.",
                (
                    Key("among", Text(), "What the list is of, in the words of its heading.", required=True),
                    Key("items", Texts(), "What to look for; without it, the statement's own subjects."),
                    Key("present", Flag(), "Whether it should be there; without it, what the statement says."),
                ),
            ),
        ),
        (
            "quote",
            Shape(
                "Asks whether the page has these words verbatim.",
                (
                    Key("text", Text(LONGEST_QUOTE), "The words.", required=True),
                    Key("speaker", Text(), "Who has to have said them."),
                ),
            ),
        ),
        (
            "value",
            Shape(
                "Asks whether the page gives a value beside a subject.",
                (
                    Key("subject", Text(), "What the value is of.", required=True),
                    Key("equals", Value(), "The value; a number with a fraction goes in quotes.", required=True),
                    Key("label", Text(), "What the value is called beside the subject."),
                ),
            ),
        ),
    ),
    'check = { kind = "membership", among = "NATO member countries" }',
)

_CHECK = Key("check", CHECKS, "What to ask of the pages instead of the statement as a whole.")
_CITED = "The ids of the sources that should bear it out"

PART = Shape(
    "A sub-statement with sources or a check of its own.",
    (
        Key("statement", Text(), "What is said, in a sentence that can be understood on its own.", required=True),
        Key("sources", Texts(once=True), f"{_CITED}; without it, those of the claim."),
        _CHECK,
    ),
)

WAIVER = Shape(
    "Lets a claim come out differently for a while.",
    (
        Key("reason", Text(), "Why.", required=True),
        Key("owner", Text(), "Who answers for it.", required=True),
        Key("until", Day(), "The last day on which it holds.", required=True),
    ),
)

CLAIM = Shape(
    "A statement of the article that can be checked.",
    (
        Key("id", Id(), "Its name in commands and reports.", required=True),
        Key("statement", Text(), "What is claimed, in a sentence that can be understood on its own.", required=True),
        Key("quote", Text(LONGEST_QUOTE), "The article's own words for it; a quote that is not there is a mistake."),
        Key("sources", Texts(once=True), f"{_CITED}.", required=True),
        Key("parts", Statements(PART), "Sub-statements that must all hold, each judged on its own."),
        _CHECK,
        Key("policy", Choice(Policy.ANY), "How its sources are weighed against each other."),
        Key("as_of", Day(), "Pages that were published later don't count for the verdict."),
        Key("expect", Choice(Verdict.SUPPORTED), "The verdict that is right; any other one fails the run."),
        Key(
            "waiver",
            Inner(WAIVER, 'waiver = { reason = "...", owner = "...", until = 2025-12-31 }'),
            "Lets the claim come out differently for a while.",
        ),
    ),
)

REVIEW = Shape(
    "Who publishes the outcome of the check, and where: what a ClaimReview needs.",
    (
        Key("publisher", Text(), "The name of the organisation that answers for the check.", required=True),
        Key("url", Address(), "The page on which the outcome is published.", required=True),
    ),
)

FILE = Shape(
    "The checkable statements of an article and the public pages that should bear them out.",
    (
        Key("article", Inner(ARTICLE, "[article]"), ARTICLE.says),
        Key("source", Tables(SOURCE), SOURCE.says),
        Key("claim", Tables(CLAIM, some=True), CLAIM.says),
        Key(
            "aliases",
            Names('[aliases], then lines such as "United States" = ["U.S.", "America"]'),
            "Names, each with other names of the same thing.",
        ),
        Key("review", Inner(REVIEW, "[review]"), REVIEW.says),
    ),
)
