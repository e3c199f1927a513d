"""A judge of one's own, named on the command line as `package.module:Factory`.

The module is imported, and what it says is code that runs: only what a person types names one, never a claims file.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refcheck.errors import RefcheckError, UsageError
from refcheck.model import Candidate, Evidence

if TYPE_CHECKING:
    from refcheck.judging import Judge
    from refcheck.language.lexicon import Lexicon


def imported_judge(name: str, words: Lexicon) -> Judge:
    """The judge that `Factory(words)` of the module makes, its evidence held against the pages.

    The module may be installed or lie in the working folder. Raises UsageError, with what went wrong and where, for
    a module or factory that is not there or fails, and later for a judge that does.
    """
    module, _, attribute = name.partition(":")
    if not all(part.isidentifier() for part in (*module.split("."), attribute)):
        example = "such as judges:Mine for what judges.py in the working folder calls Mine"
        raise UsageError(f"--judge {name}: a judge of your own is named as package.module:Factory, {example}.")
    factory = _factory(name, module, attribute)
    with _blamed(name, "making the judge"):
        judge = factory(words)
    if not callable(judge):
        raise UsageError(f"--judge {name}: {attribute} made {_kind(judge)}; a judge is called with a statement.")
    return Imported(name, judge)


def _factory(name: str, module: str, attribute: str) -> Callable[[Lexicon], Any]:
    with _working_folder():
        try:
            found = import_module(module)
        except ModuleNotFoundError as error:
            if error.name is None or not f"{module}.".startswith(f"{error.name}."):
                raise UsageError(f"--judge {name}: importing it needs {error.name}, which is not installed.") from error
            message = f"--judge {name}: there is no module {error.name}, installed or in the working folder."
            raise UsageError(message) from error
        except Exception as error:
            raise UsageError(f"--judge {name}: importing it raised {_place(error)}.") from error
    factory = getattr(found, attribute, None)
    if not callable(factory):
        near = get_close_matches(attribute, [each for each in dir(found) if not each.startswith("_")], n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"--judge {name}: {module} has no class or function {attribute}.{hint}")
    made: Callable[[Lexicon], Any] = factory
    return made


class Imported:
    """A judge from elsewhere: its exceptions are told as its own, and what it quotes must stand on the page."""

    def __init__(self, name: str, judge: Callable[[str, Sequence[Candidate]], Sequence[Evidence]]) -> None:
        self._name = name
        self._judge = judge
        self.name = str(getattr(judge, "name", name))

    def __call__(self, statement: str, candidates: Sequence[Candidate]) -> tuple[Evidence, ...]:
        """The judge's evidence, one piece for each candidate in their order."""
        with _blamed(self._name, "judging"):
            found = tuple(self._judge(statement, candidates))
        if len(found) != len(candidates):
            raise self._wrong(f"{len(found)} pieces of evidence for {len(candidates)} passages; one for each is due")
        for item, candidate in zip(found, candidates, strict=True):
            self._check(item, candidate)
        return found

    def _check(self, item: object, candidate: Candidate) -> None:
        document = candidate.document
        if not isinstance(item, Evidence):
            raise self._wrong(f"{_kind(item)} where refcheck.model.Evidence is due")
        words = document.text[max(item.passage.start, 0) : max(item.passage.end, 0)]
        if item.source != document.source or item.text != words:
            raise self._wrong("words that do not stand on the page at the place that is given for them")
        if not all(isfinite(share) and 0 <= share <= 1 for share in (item.score, item.support, item.refute)):
            raise self._wrong("a score that is not from 0 to 1")

    def _wrong(self, what: str) -> UsageError:
        return UsageError(f"--judge {self._name}: the judge returned {what}.")


@contextmanager
def _working_folder() -> Iterator[None]:
    """Modules in the working folder can be imported as long as this lasts, after all that are installed."""
    folder = str(Path.cwd())
    sys.path.append(folder)
    try:
        yield
    finally:
        sys.path.remove(folder)


@contextmanager
def _blamed(name: str, doing: str) -> Iterator[None]:
    """Tells an exception of the judge's as the judge's, and lets refcheck's own through."""
    try:
        yield
    except RefcheckError:
        raise
    except Exception as error:
        raise UsageError(f"--judge {name}: {doing} raised {_place(error)}.") from error


def _place(error: Exception) -> str:
    """The exception and the line that raised it."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]} ({Path(last.filename).name}:{last.lineno})"


def _kind(value: object) -> str:
    return "None" if value is None else f"a {type(value).__name__}"
