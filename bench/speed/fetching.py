"""Fetching: pages of a loopback server kept, or kept, read and judged, beside checkers of links.

Everyone is asked for the same pages, each once. Link checkers look at less by default: they end a connection when they
have seen the answer's head. So each is measured with its defaults and also set up as refcheck is here, as many requests
at once and no pauses, and told to look for an anchor in every page, for which it has to read it. What was read to its
end is what the server says.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from articles import facts_of
from given import Given, version_of
from processes import Taken, environment, run
from table import Aim, Measure, Row, in_turns
from web import Log, Web, served

JOBS = 32
_POLITENESS = ["--jobs", str(JOBS), "--allow-private", "--pace", "0", "--per-host", str(JOBS), "--ignore-robots"]
_LATENCY = 0.05

Doer = Callable[[], Taken]


def rows(given: Given) -> Iterator[Row]:
    """Kept and judged at 50 ms, kept at none."""
    pages, size = (20, 10_000) if given.quick else (1000, 100_000)
    aims: tuple[Aim | None, Aim | None] = (None, None) if given.quick else (Aim(4.0), Aim(16.0))
    with served(pages, size) as web, _folder() as folder:
        write_dossier(folder / "dossier", web.urls())
        field = _Field(given, web, folder, _LATENCY)
        yield from field.rows(Measure(f"{pages:,} pages fetched and kept, 50 ms latency", aim=aims[0]), "record")
        judged = Measure(f"{pages:,} pages fetched, read and judged by rules, 50 ms latency", aim=aims[1])
        yield from field.rows(judged, "run")
        field = _Field(given, web, folder, 0.0)
        yield from field.rows(Measure(f"{pages:,} pages fetched and kept, no latency"), "record")


class _Field:
    """Those who fetch, and what the server said of their last turns."""

    def __init__(self, given: Given, web: Web, folder: Path, latency: float) -> None:
        self.given, self.web, self.folder, self.latency = given, web, folder, latency
        web.latency(latency)
        self.notes: dict[str, str] = {}

    def rows(self, measure: Measure, command: str) -> list[Row]:
        doers: dict[str, Doer] = {
            who: partial(self._refcheck, who, tree, command) for who, tree in self.given.trees().items()
        }
        if command == "record":
            doers |= self._lychee(defaults=bool(self.latency))
            doers |= self._linkchecker() if self.latency else {}
        self.web.log()
        return measure.rows(in_turns(doers, 1 if self.given.quick else min(self.given.rounds, 3)), self.notes)

    def _refcheck(self, who: str, tree: Path, command: str) -> Taken:
        """One turn in a fresh copy of the dossier."""
        fresh = self.folder / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(self.folder / "dossier", fresh)
        line = [self.given.python, "-m", "refcheck", command, "--quiet", *_POLITENESS]
        if command == "run":
            line += ["--record-mode", "all", "--judge", "rules", "--no-store", "--fail-on", "never"]
            line += ["--output", "report.json"]
        taken = run(line, fresh, environment(tree))
        kept = len(list((fresh / "cassettes").glob("*.yaml")))
        self._noted(who, taken, f"{kept:,} kept" + (f", {_right(fresh)}" if command == "run" else ""))
        return taken

    def _lychee(self, *, defaults: bool) -> dict[str, Doer]:
        if not (command := self.given.peer("lychee")):
            return {}
        name = f"lychee {version_of(command)}"
        line = [command, "--no-progress", "list.md"]
        equal = ["--host-request-interval", "0ms", "--max-concurrency", str(JOBS), "--host-concurrency", str(JOBS)]
        alike = {f"{name}, as refcheck": ([*line, *equal, "--include-fragments"], "#notes")}
        found = {f"{name}, defaults": (line, ""), **alike} if defaults else alike
        return {who: partial(self._peer, who, *how) for who, how in found.items()}

    def _linkchecker(self) -> dict[str, Doer]:
        if not (command := self.given.peer("linkchecker")):
            return {}
        name = f"linkchecker {version_of(command)}"
        line = [command, "--no-status", "-r0", "--stdin"]
        found = {
            f"{name}, defaults": (line, ""),
            f"{name}, as refcheck": ([*line, "-f", "linkcheckerrc"], "#notes"),
        }
        return {who: partial(self._peer, who, *how) for who, how in found.items()}

    def _peer(self, who: str, line: list[str], anchor: str) -> Taken:
        """One turn of a link checker on a list of the addresses."""
        urls = [f"{url}{anchor}" for url in self.web.urls()]
        listed = self.folder / "list.txt"
        listed.write_text("".join(f"{url}\n" for url in urls), encoding="utf-8")
        (self.folder / "list.md").write_text("".join(f"<{url}>\n" for url in urls), encoding="utf-8")
        (self.folder / "linkcheckerrc").write_text(
            f"[checking]\nthreads={JOBS}\nmaxrequestspersecond=100000\n[AnchorCheck]\n", encoding="utf-8"
        )
        taken = run(line, self.folder, environment(), stdin=listed)
        self._noted(who, taken)
        return taken

    def _noted(self, who: str, taken: Taken, more: str = "") -> None:
        log = self.web.log()
        told = [f"{self.web.pages / taken.wall:,.0f} pages/s", _read(log)]
        told += [f"at most {log.at_once} at once"] * bool(self.latency)
        self.notes[who] = ", ".join([*told, *([more] if more else [])])


def kept(given: Given, folder: Path, urls: list[str]) -> Taken:
    """What `refcheck record` takes for these pages in a fresh folder."""
    fresh = folder / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    write_dossier(fresh, urls)
    return run([given.python, "-m", "refcheck", "record", "--quiet", *_POLITENESS], fresh, environment(given.tree))


def write_dossier(folder: Path, urls: list[str]) -> None:
    """A claims file with a source for each page and a claim on it, borne out and refuted in turns."""
    folder.mkdir()
    lines = []
    for number, url in enumerate(urls):
        fact = facts_of(number)[number // 2 % 5]
        statement, expect = (fact.true, "supported") if number % 2 == 0 else (fact.false, "refuted")
        lines.append(f'[[source]]\nid = "page-{number}"\nurl = {json.dumps(url)}\n')
        lines.append(
            f'[[claim]]\nid = "claim-{number}"\nstatement = {json.dumps(statement)}\nsources = ["page-{number}"]\n'
            f'expect = "{expect}"\n'
        )
    (folder / "claims.toml").write_text("\n".join(lines), encoding="utf-8")


def _read(log: Log) -> str:
    if log.whole and not log.cut:
        return f"{log.whole:,} read to their end"
    return f"{log.gets + log.heads:,} asked for, {log.whole:,} read to their end"


def _right(folder: Path) -> str:
    """How many verdicts of a report are as the page maker says."""
    summary = json.loads((folder / "report.json").read_text(encoding="utf-8"))["summary"]
    return f"{summary['as_expected']:,} of {summary['claims']:,} verdicts as they should be"


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that a peer can read which gives up its privileges."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
