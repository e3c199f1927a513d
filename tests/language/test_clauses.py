"""Who does what in a sentence: doer, verb, object and prepositions, whichever way the sentence is built."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refcheck.language.clauses import Clause, clauses
from refcheck.language.lexicon import lexicon
from refcheck.language.phrases import Noun
from refcheck.language.terms import analyse

# sentence: its clauses as "doer > verb > object | preposition phrase; …", "!" before a verb that is denied
CASES = {
    "Jones sued Smith.": ["Jones > su > Smith"],
    "Smith was sued by Jones.": ["Jones > su > Smith"],
    "The dog bit the man.": ["The dog > bite > the man"],
    "Calder ceded the valleys to Thessia and received a port.": [
        "Calder > cede > the valleys | to Thessia",
        "Calder > receiv > a port",
    ],
    "Designed by Povl Krag, it spans 412 metres and replaced a ferry that had run since 1872.": [
        "Povl Krag > design > it",
        "it > span > 412 metres",
        "it > replac > a ferry",
        "a ferry > run > -",
    ],
    "The satellite, built by students in Brno, weighs 3.2 kilograms.": [
        "students > build > The satellite | in Brno",
        "The satellite > weigh > 3.2 kilograms",
    ],
    "Salt, the third novel by Mirel, appeared in 1987.": ["Salt > appear > -", "Salt > be > the third novel"],
    "The mayor, who resigned in May, had been elected twice.": ["The mayor > resign > -", "- > elect > The mayor"],
    "The plan that the council rejected was drawn up by Roth.": [
        "the council > reject > The plan",
        "Roth > draw > The plan",
    ],
    "Mirna is the capital of the state, Besk the largest city and Tolm the oldest town.": [
        "Mirna > be > the capital of the state",
        "Besk > be > the largest city",
        "Tolm > be > the oldest town",
    ],
    "Moro plays the violin, and Moreau the cello.": ["Moro > play > the violin", "Moreau > play > the cello"],
    "The oldest bridge crosses the Teel; the newest, the Orm.": [
        "The oldest bridge > cross > the Teel",
        "the newest > cross > the Orm",
    ],
    "Barley exports from Skane fell.": ["Barley exports > fall > -"],
    "No one died in the fire.": ["No one > !die > - | in the fire"],
    "The survey saw no disease.": ["The survey > !see > no disease"],
    "The treaty was ratified by Thessia but never by Calder.": [
        "Thessia > ratifi > The treaty",
        "Calder > !ratifi > The treaty",
    ],
    "It reached number 4 in Norway and number 31 in Chile.": [
        "It > reach > number 4 | in Norway",
        "It > reach > number 31 | in Chile",
    ],
    "Rau was convicted on two counts and sentenced to a year.": [
        "- > convict > Rau | on two counts",
        "- > sentenc > Rau | to a year",
    ],
    "The court acquitted the former treasurer, Karl Odom, of fraud.": [
        "The court > acquit > the former treasurer | of fraud",
        "Karl Odom > be > the former treasurer",
    ],
    "She is to be replaced by Giles Penhale, at present consul in Porto.": [
        "Giles Penhale > replac > She",
        "Giles Penhale > be > consul",
    ],
    "The Danish engineer Povl Krag designed it.": [
        "The Danish engineer Povl Krag > design > it",
        "Povl Krag > be > The Danish engineer",
    ],
    "Her lawyers said they would appeal.": ["Her lawyers > say > -", "they > appeal > -"],
    "It has about 760 pupils, of whom 120 board.": ["It > have > 760 pupils", "120 > board > -"],
    "The film had a budget of 600,000 kroner.": [
        "The film > have > a budget of 600,000 kroner",
        "a budget > be > 600,000 kroner",
    ],
    "The liberals voted against; the greens abstained.": [
        "The liberals > vote > - | against it",
        "the greens > abstain > -",
    ],
    "Ghana, Chile and Peru signed the accord.": ["Ghana + Chile + Peru > sign > the accord"],
    "Work began in 1954 and ended in 1961.": ["Work > begin > -", "Work > end > -"],
}  # fmt: skip


def shown(text: str, noun: Noun | None) -> str:
    if noun is None:
        return "-"
    return " + ".join(text[n.start : n.end] or n.pronoun for n in noun.each)


def line(text: str, clause: Clause) -> str:
    beside = "; ".join(f"{p} {shown(text, n)}" for p, n in clause.beside)
    verb = ("!" if clause.negated else "") + clause.verb
    return f"{shown(text, clause.doer)} > {verb} > {shown(text, clause.object)}" + (f" | {beside}" if beside else "")


@pytest.mark.parametrize("sentence", CASES)
def test_each_verb_has_its_phrases(sentence: str) -> None:
    assert [line(sentence, c) for c in clauses(analyse(sentence, lexicon()))] == CASES[sentence]


@pytest.mark.parametrize(
    ("sentence", "modal"),
    [
        ("The firm may reopen the pit.", "may"),
        ("The firm will reopen the pit.", "will"),
        ("The firm plans to reopen the pit.", "to"),
        ("The pit is to be reopened.", "due"),
        ("The firm has reopened the pit.", ""),
    ],
)
def test_what_is_not_so_yet_is_marked(sentence: str, modal: str) -> None:
    assert clauses(analyse(sentence, lexicon()))[-1].modal == modal


@given(st.text(max_size=120))
def test_any_text_has_clauses_that_lie_within_it(text: str) -> None:
    for clause in clauses(analyse(text, lexicon())):
        assert 0 <= clause.start <= clause.at[0] <= clause.at[1] <= len(text)
        assert clause.start <= clause.end <= len(text)


SMALL_WORDS = 'the dog which Ann bit , and was by of to sold ; had 3 not who " in May -'


@given(st.lists(st.sampled_from(SMALL_WORDS.split(" ")), max_size=14))
@example(["was", "dog", "the", ","])
def test_any_jumble_of_small_words_can_be_read(words: list[str]) -> None:
    for clause in clauses(analyse(" ".join(words), lexicon())):
        assert clause.start <= clause.end
