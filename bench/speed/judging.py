"""Judging: `check_many` on statements, each with a page of its own, by rules and with the model, beside other judges.

Some statements are judged unmeasured first, for a page's words are mostly those of the pages before it; no page comes
again. Judges that are compared are those of bench/accuracy, each in one process, on the same statements.

    python bench/speed/judging.py PAIRS.json JUDGE JOBS [WARMING]    one turn: seconds by the clock and of the processor
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from articles import SIZE, article
from child import timed, turn
from given import ROOT, Given
from processes import Taken
from table import Aim, Measure, Row, in_turns

Pair = tuple[str, list[str]]
_WARM = 12
"""Statements that are judged before the measuring begins."""
_SETS = {
    "documents": "whole web documents (WiCE dev, 8,500 characters)",
    "articles": "made pages of 100 KB, read already (58,000 characters)",
    "texts": "texts of a few sentences",
}
_COUNTS = {"documents": (330, 100), "articles": (40, 40), "texts": (330, 100)}
"""How many statements of a set are judged by rules, and how many with the model."""
_AIMS = {("documents", "rules", 2): Aim(400, at_least=True), ("documents", "model", 2): Aim(40, at_least=True)}
_PEERS = ("hallucination-check", "grounded-check", "anchorcite (lexical)")


def rows(given: Given) -> Iterator[Row]:
    """Statements a second of every set, judge and number of processes."""
    sys.path.insert(0, str(ROOT / "bench" / "accuracy"))
    if given.data is None:
        given.say("judging: no --data, so no WiCE documents")
    with tempfile.TemporaryDirectory() as folder:
        for name, title in _SETS.items():
            if name != "documents" or given.data:
                every = pairs(name, given.data)
                for judge, most in zip(("rules", "model"), _COUNTS[name], strict=True):
                    count = min(len(every) - _WARM, 5 if given.quick else most)
                    file = Path(folder, f"{name}-{judge}.json")
                    file.write_text(json.dumps(every[: _WARM + count]), encoding="utf-8")
                    yield from _rows(given, (name, title, judge), file, count)


def _rows(given: Given, what: tuple[str, str, str], file: Path, count: int) -> Iterator[Row]:
    """With one process and with two; in one, other judges too."""
    name, title, judge = what
    for jobs in (1, 2):
        doers: dict[str, Callable[[], Taken]] = {
            who: partial(turn, given, tree, "judging.py", file, judge, jobs) for who, tree in given.trees().items()
        }
        if judge == "rules" and jobs == 1:
            doers |= {
                peer: partial(turn, given, given.tree, "judging.py", file, peer, 1, python=python)
                for peer in _PEERS
                if (python := _python_with(given, peer))
            }
        who = {"rules": "by rules", "model": "with the model"}[judge]
        aim = None if given.quick else _AIMS.get((name, judge, jobs))
        measure = Measure(f"check_many, {title}, {who}, {jobs} process{'es' * (jobs > 1)}", "/s", count, aim)
        yield from measure.rows(in_turns(doers, 1 if given.quick else given.rounds))


def _python_with(given: Given, peer: str) -> str | None:
    """The Python, that of the peers or this one, that has a peer."""
    from judges import PEERS  # noqa: PLC0415 - of bench/accuracy

    look = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({PEERS[peer][0]!r}) is None)"
    for python in (str(given.peers) if given.peers else None, given.python):
        if python and subprocess.run([python, "-c", look], check=False).returncode == 0:
            return python
    given.say(f"{peer} is not installed and left out: see bench/accuracy/requirements.txt")
    return None


def pairs(name: str, data: Path | None) -> list[Pair]:
    """The statements of a set, each with its page, as texts."""
    if name == "documents":
        from examples import pages  # noqa: PLC0415 - of bench/accuracy

        assert data, "the folder of public sets"
        return [(each.statement, [each.document]) for each in pages(data)]
    if name == "texts":
        toml = (ROOT / "tests" / "variations" / "unseen.toml").read_text(encoding="utf-8")
        return [(row["statement"], [row["page"]]) for row in tomllib.loads(toml)["variation"]]
    return [made(number) for number in range(_WARM + max(_COUNTS[name]))]


def made(number: int, size: int = SIZE) -> Pair:
    """A statement that its page bears out or refutes, in turns, and the page as refcheck reads it."""
    from reading import text_of  # noqa: PLC0415 - children have no use for it

    page = article(number, size=size)
    fact = page.facts[number // 2 % len(page.facts)]
    return (fact.false if number % 2 else fact.true), [text_of(page.html.encode())]


def main(file: str, judge: str, jobs: str, warming: str = str(_WARM)) -> None:
    """Judges the statements in a file but the first, which warm up."""
    every = [(statement, documents) for statement, documents in json.loads(Path(file).read_text(encoding="utf-8"))]
    warm, rest = every[: int(warming)], every[int(warming) :]
    if judge in _PEERS:
        sys.path.insert(0, str(ROOT / "bench" / "accuracy"))
        from judges import PEERS  # noqa: PLC0415 - of bench/accuracy

        read_by = PEERS[judge][1]()
        for statement, (document,) in warm:
            read_by(statement, document)
        with timed():
            for statement, (document,) in rest:
                read_by(statement, document)
        return
    import refcheck  # noqa: PLC0415 - peers do without

    list(refcheck.check_many(warm, judge=judge))
    with timed():
        assert sum(1 for _ in refcheck.check_many(rest, judge=judge, jobs=int(jobs))) == len(rest)


if __name__ == "__main__":
    main(*sys.argv[1:])
