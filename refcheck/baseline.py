"""Baselines: the verdicts that are let be for now although they are not the expected ones, in a file to be reviewed.

JSON in ASCII, sorted by claim, one field a line, so that a diff shows what was accepted and what was settled. It holds
verdicts alone: what could not be checked has none, so that no baseline can make an outage pass.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from refcheck.errors import UsageError
from refcheck.model import Accepted, Outcome, Result, Run, Verdict

FORMAT = 1
LARGEST = 16 * 1024 * 1024
_TOP = {"refcheck_baseline", "accepted"}
_KEYS = {"statement", "verdict", "since"}


def baseline_of(run: Run) -> tuple[Accepted, ...]:
    """What a baseline holds so that this run has nothing new, sorted by claim.

    A claim with a waiver is left to its waiver. A claim that could not be checked keeps the entry that it had in the
    baseline of the run, and gets none otherwise.
    """
    entries = {entry.claim: entry for entry in run.accepted}
    found = (_entry_of(result, entries.get(result.claim.id)) for result in run.results if not result.claim.waiver)
    return tuple(sorted((entry for entry in found if entry), key=lambda entry: entry.claim))


def _entry_of(result: Result, before: Accepted | None) -> Accepted | None:
    claim, judgement = result.claim, result.judgement
    if judgement is None:
        return before if before and before.statement == claim.statement else None
    if result.outcome is Outcome.EXPECTED and result.since is None:
        return None
    return Accepted(claim.id, claim.statement, judgement.verdict, result.since.verdict if result.since else None)


def written(accepted: Iterable[Accepted]) -> str:
    """The text of a baseline file, the same for the same entries in any order."""
    entries = {
        entry.claim: {"statement": entry.statement, "verdict": entry.verdict.value}
        | ({"since": entry.since.value} if entry.since else {})
        for entry in sorted(accepted, key=lambda entry: entry.claim)
    }
    return json.dumps({"refcheck_baseline": FORMAT, "accepted": entries}, indent=2) + "\n"


def read_baseline(path: Path) -> tuple[Accepted, ...]:
    """The entries of a baseline file, sorted by claim. Raises UsageError for anything that is not one."""
    data = _parsed(path)
    if not isinstance(data, dict) or "refcheck_baseline" not in data:
        raise _wrong(path, "is no baseline")
    if data["refcheck_baseline"] != FORMAT:
        raise UsageError(f"{path}: this baseline has a layout that this refcheck does not read. Upgrade refcheck.")
    entries = data.get("accepted")
    if not isinstance(entries, dict) or set(data) - _TOP:
        raise _wrong(path, 'has to have "refcheck_baseline" and "accepted", and nothing else')
    return tuple(_read_entry(path, claim, entries[claim]) for claim in sorted(entries))


def may_be_written(path: Path) -> bool:
    """Whether writing a baseline to the path loses nothing but a baseline, if a broken one: it is one or not there."""
    try:
        if not path.is_file():
            return True
        with path.open("rb") as file:
            return b'"refcheck_baseline"' in file.read(LARGEST)
    except OSError:
        return True  # writing it will say what is wrong


def _parsed(path: Path) -> object:
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        message = f"{path}: there is no such baseline. `refcheck run --write-baseline {path}` writes one."
        raise UsageError(message) from error
    except OSError as error:
        raise UsageError(f"{path}: the baseline can not be read ({error.strerror or error}).") from error
    if len(body) > LARGEST:
        raise _wrong(path, f"is larger than {LARGEST} bytes")
    try:
        return json.loads(body.decode("utf-8-sig"), object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise _wrong(path, f"is no JSON: {error.msg} on line {error.lineno}") from error
    except _TwiceError as error:
        raise _wrong(path, f"has {str(error)!r} twice") from error
    except (ValueError, RecursionError) as error:  # bytes that are no UTF-8, and numbers and nesting beyond reason
        raise _wrong(path, f"is no JSON: {type(error).__name__}") from error


class _TwiceError(ValueError):
    """A key that an object has twice."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose keys come once: of two entries for a claim, as a careless merge leaves them, none would win."""
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            raise _TwiceError(key)
        table[key] = value
    return table


def _read_entry(path: Path, claim: str, entry: object) -> Accepted:
    where = f"has a wrong entry for {claim!r}:"
    if not isinstance(entry, dict) or not {"statement", "verdict"} <= set(entry) <= _KEYS:
        raise _wrong(path, f'{where} it takes "statement", "verdict" and maybe "since"')
    if not isinstance(entry["statement"], str):
        raise _wrong(path, f'{where} its "statement" is no text')
    verdict, since = (_verdict(path, where, entry[key]) if key in entry else None for key in ("verdict", "since"))
    assert verdict is not None  # noqa: S101  # for the type checker: the key is there
    return Accepted(claim, entry["statement"], verdict, since)


def _verdict(path: Path, where: str, given: object) -> Verdict:
    try:
        return Verdict(str(given))
    except ValueError as error:
        raise _wrong(path, f"{where} {given!r} is no verdict; there are: {', '.join(Verdict)}") from error


def _wrong(path: Path, what: str) -> UsageError:
    return UsageError(
        f"{path}: the file {what}. Correct it, or write one anew with `refcheck run --write-baseline FILE`."
    )
