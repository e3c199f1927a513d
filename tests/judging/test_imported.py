"""A judge of one's own, named as package.module:Factory: found, made, held against the pages, and blamed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import refcheck
from refcheck.errors import UsageError
from refcheck.judging.imported import imported_judge
from refcheck.language.lexicon import lexicon
from refcheck.model import Verdict

STATEMENT = "The Lake Act became law in 1979."
JUDGES = '''
"""Judges for a test."""
from dataclasses import replace
from refcheck.judging.rules import Rules
from refcheck.model import Stance

class Contrary:
    """The rules' opposite."""
    name = "contrary"

    def __init__(self, words):
        self.rules = Rules(words)

    def __call__(self, statement, candidates):
        turned = {Stance.SUPPORTS: Stance.REFUTES, Stance.REFUTES: Stance.SUPPORTS, Stance.NEUTRAL: Stance.NEUTRAL}
        return [replace(e, stance=turned[e.stance], support=0.0, refute=0.0) for e in self.rules(statement, candidates)]

def changed(**fields):
    return lambda words: lambda statement, found: [replace(e, **fields) for e in Rules(words)(statement, found)]

Inventive = changed(text="The Lake Act never became law.")
Boundless = changed(score=7.0)
Silent = lambda words: lambda statement, candidates: []
Chatty = lambda words: lambda statement, candidates: ["supports"] * len(candidates)
Broken = lambda words: lambda statement, candidates: 1 / 0

def bare(statement, candidates):
    return []

def nothing(words):
    return None

SIZE = 3
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working folder with modules of judges; nothing of them stays imported."""
    (tmp_path / "lake_judges.py").write_text(JUDGES)
    (tmp_path / "lake_broken.py").write_text("x = [\n")
    (tmp_path / "lake_needy.py").write_text("import no_such_library\n")
    monkeypatch.chdir(tmp_path)
    before = list(sys.path)
    yield tmp_path
    assert sys.path == before
    for name in [name for name in sys.modules if name.startswith("lake_")]:
        del sys.modules[name]


@pytest.mark.usefixtures("folder")
def test_a_judge_in_the_working_folder_judges() -> None:
    judge = imported_judge("lake_judges:Contrary", lexicon())

    assert refcheck.check(STATEMENT, [STATEMENT], judge=judge).verdict is Verdict.REFUTED
    assert getattr(judge, "name", "") == "contrary"


def test_a_judge_of_an_installed_package_judges() -> None:
    judge = imported_judge("refcheck.judging.rules:Rules", lexicon())

    assert refcheck.check(STATEMENT, [STATEMENT], judge=judge).verdict is Verdict.SUPPORTED


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("lake_judges.py:Contrary", "there is no module lake_judges.py"),
        ("lake_judges:", "is named as package.module:Factory"),
        (":Contrary", "is named as package.module:Factory"),
        ("../lake_judges:Contrary", "is named as package.module:Factory"),
        ("lake_juges:Contrary", "there is no module lake_juges, installed or in the working folder"),
        ("lake_judges:Contrery", "lake_judges has no class or function Contrery. Did you mean Contrary?"),
        ("lake_judges:SIZE", "lake_judges has no class or function SIZE"),
        ("lake_judges:bare", "making the judge raised TypeError: bare() missing 1 required positional argument"),
        ("lake_judges:nothing", "nothing made None; a judge is called with a statement"),
        ("lake_broken:Judge", "importing it raised SyntaxError: '[' was never closed"),
        ("lake_needy:Judge", "importing it needs no_such_library, which is not installed"),
    ],
)
def test_a_judge_that_is_not_to_be_had_is_told(name: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        imported_judge(name, lexicon())

    assert str(caught.value).startswith(f"--judge {name}: ")
    assert told in str(caught.value)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Inventive", "returned words that do not stand on the page"),
        ("Boundless", "returned a score that is not from 0 to 1"),
        ("Silent", "returned 0 pieces of evidence for 1 passages; one for each is due"),
        ("Chatty", "returned a str where refcheck.model.Evidence is due"),
        ("Broken", "judging raised ZeroDivisionError: division by zero (lake_judges.py:25)"),
    ],
)
def test_a_judge_that_fails_is_blamed_for_it(name: str, told: str) -> None:
    judge = imported_judge(f"lake_judges:{name}", lexicon())

    with pytest.raises(UsageError) as caught:
        refcheck.check(STATEMENT, [STATEMENT], judge=judge)

    assert told in str(caught.value)
