"""The command line: options, wiring, the error boundary, and all writing to the terminal.

What is slow to import (requests, rich, the judges) is imported where it is used, so that `--help` is quick.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem, get_completion_class

from refcheck.errors import DossierError, RefcheckError, UsageError
from refcheck.model import RecordMode
from refcheck.reports import RENDERERS, Style
from refcheck.reports.neutral import neutral
from refcheck.reports.text import render_explanation
from refcheck.reports.view import PLAIN, count, summary
from refcheck.version import VERSION

if TYPE_CHECKING:
    from refcheck.model import Dossier, Run
    from refcheck.pipeline import Checker, Explanation, Progress, Settings

EXPECTED, UNEXPECTED, USAGE, UNCHECKED, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 130
MISTAKES_SHOWN = 50
DEFAULT_CLAIMS = Path("claims.toml")
SHELLS = ("bash", "zsh", "fish")
WIDEST, NARROWEST = 140, 60
STAGES = {"fetch": "Reading sources", "judge": "Judging claims"}

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass
class Session:
    """What the error boundary knows of the call: the folder of the claims file, for the log of a bug."""

    folder: Path = Path()


def main(args: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code; nothing but `SystemExit` ever leaves.

    0 every claim is as expected, 1 some verdict is not, 2 usage or claims file, 3 something could not be checked,
    4 a bug, 130 interrupted.
    """
    _prepare_streams()
    session = Session()
    try:
        code = cli.main(args, prog_name="refcheck", standalone_mode=False, obj=session)
        return code if isinstance(code, int) else EXPECTED
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        _note("refcheck: interrupted; this run was not stored.")
        return INTERRUPTED
    except DossierError as error:
        _tell_mistakes(error)
        return error.exit_code
    except RefcheckError as error:
        _note(f"refcheck: {error}")
        return error.exit_code
    except Exception as error:  # noqa: BLE001  # the one boundary: what arrives here is a bug
        _note(f"refcheck: this is a bug in refcheck: {type(error).__name__}. {_log_bug(error, session.folder)}")
        return BUG


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, message="refcheck %(version)s")
def cli() -> None:
    """Unit tests for facts: checks an article's statements against the public pages that should bear them out.

    \b
    Examples:
      refcheck run                        check ./claims.toml
      refcheck report --format md         show the last run again
      refcheck explain CLAIM              how one verdict came about

    \b
    Exit codes: 0 every claim is as expected, 1 some verdict is not, 2 usage or claims file,
    3 something could not be checked, 4 a bug in refcheck, 130 interrupted.
    """  # noqa: D301  # click keeps the lines after a backspace as they are


def _ids(table: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """A completion that offers the ids of a table of the claims file; a file with mistakes offers what it can."""

    def complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        import tomllib  # noqa: PLC0415

        path = _claims_file(context.params.get("claims") or DEFAULT_CLAIMS)
        try:
            rows = tomllib.loads(path.read_text(encoding="utf-8")).get(table)
        except (OSError, ValueError, RecursionError):
            return []
        named = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        ids = (row["id"] for row in named if isinstance(row.get("id"), str))
        return [CompletionItem(name) for name in ids if name.startswith(incomplete)]

    return complete


def _claims_file(path: Path) -> Path:
    """A folder stands for the claims.toml in it."""
    return path / DEFAULT_CLAIMS if path.is_dir() else path


_claims_argument = click.argument(
    "claims",
    type=click.Path(path_type=Path),
    default=DEFAULT_CLAIMS,
    metavar="[CLAIMS]",
    callback=lambda _context, _parameter, path: _claims_file(path),
)


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in the order in which the help shows them."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_checking_options = _options(
    click.option(
        "--record-mode",
        type=click.Choice([mode.value for mode in RecordMode]),
        help="When to replay a recording and when to pull the page.  [default: once; none where CI is set]",
    ),
    click.option("--offline", is_flag=True, help="Replay recordings only: --record-mode none, and no network at all."),
    click.option("--jobs", type=click.IntRange(1, 256), help="How many sources are read at once."),
    click.option(
        "--judge",
        metavar="NAME",
        help="Who judges: rules and, where they leave a statement open, the entailment model; or rules alone.  "
        "[model|rules; default: model]",
    ),
    click.option("--top-k", type=click.IntRange(1, 1000), help="How many passages are judged for each claim."),
    click.option("--allow-private", is_flag=True, help="Also pull from private and loopback addresses."),
    click.option("--quiet", "-q", is_flag=True, help="No progress and no notes."),
    click.option("--verbose", "-v", is_flag=True, help="A note for every source, and the evidence of every claim."),
)
_showing_options = _options(
    click.option(
        "--format",
        "form",
        type=click.Choice(tuple(RENDERERS)),
        default="text",
        show_default=True,
        help="What the report is written in.",
    ),
    click.option(
        "--output",
        "-o",
        type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
        help="Write the report to this file, whole or not at all, instead of the terminal.",
    ),
)
_colour_option = click.option(
    "--no-color", "--no-colour", "plain", is_flag=True, help="No colours; NO_COLOR and FORCE_COLOR are honoured too."
)


@cli.command(short_help="Check the claims and say which hold.")
@_claims_argument
@click.option(
    "--claim",
    "claim_ids",
    multiple=True,
    metavar="ID",
    shell_complete=_ids("claim"),
    help="Only this claim; may be repeated.",
)
@click.option(
    "--source",
    "source_ids",
    multiple=True,
    metavar="ID",
    shell_complete=_ids("source"),
    help="Only this source; may be repeated.",
)
@_showing_options
@_checking_options
@click.option("--no-store", is_flag=True, help="Keep no history of this run in .refcheck/.")
@click.option(
    "--started-at", metavar="TIME", help="The run's start in ISO 8601, to pin it; SOURCE_DATE_EPOCH does too."
)
@_colour_option
@click.pass_obj
def run(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # click's options, typed where they are declared
    """Check the claims of CLAIMS (./claims.toml) against their sources and say which hold.

    A run over all claims is stored for `refcheck report`; one with --claim or --source is only shown.

    \b
    Examples:
      refcheck run
      refcheck run docs/claims.toml --claim treaty-1979 --verbose
      refcheck run --offline --format json --output report.json
      refcheck run --record-mode all      pull every page anew and record it
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    dossier = _load(given["claims"], session)
    _known(given["claim_ids"], [claim.id for claim in dossier.claims], "claim", given["claims"])
    _known(given["source_ids"], [source.id for source in dossier.sources], "source", given["claims"])
    _check_output(given["output"])
    started = _pinned_start(given["started_at"])
    with _checker(dossier, given, started) as checker:
        done = checker.run(given["claim_ids"], given["source_ids"])
    if not done.results:
        raise UsageError(f"{given['claims']}: no claim rests on {', '.join(given['source_ids'])}; nothing was checked.")
    _deliver(done, given)
    if not given["no_store"] and done.complete:
        _store(done, given["claims"])
    return _exit_code(done)


@cli.command(short_help="Show the last run again, in any format.")
@_claims_argument
@click.option(
    "--run", "number", type=click.IntRange(1), metavar="N", help="An earlier run by its number instead of the last."
)
@_showing_options
@click.option("--verbose", "-v", is_flag=True, help="The evidence of every claim.")
@_colour_option
@click.pass_obj
def report(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # as above
    """Show the last stored run of CLAIMS (./claims.toml) again, without fetching anything.

    The exit code is 0 when there was a run to show, whatever its verdicts.

    \b
    Examples:
      refcheck report
      refcheck report --format md --output comment.md
      refcheck report docs/claims.toml --run 3
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    from refcheck.history import History, history_path  # noqa: PLC0415

    claims, number = given["claims"], given["number"]
    session.folder = claims.parent
    _check_output(given["output"])
    history = History(history_path(claims))
    stored = history.last(claims.name) if number is None else history.run(number)
    if stored is None:
        which = f"{claims}: no run is stored" if number is None else f"{claims}: no run has the number {number}"
        numbers = ", ".join(str(line.id) for line in history.runs()[-10:])
        raise UsageError(f"{which}. " + (f"Stored: {numbers}." if number and numbers else "Start with `refcheck run`."))
    _deliver(stored, {**given, "quiet": True})
    return EXPECTED


@cli.command(short_help="Show how the verdict on one claim came about.")
@click.argument("claim_id", metavar="CLAIM", shell_complete=_ids("claim"))
@_claims_argument
@_checking_options
@_colour_option
@click.pass_obj
def explain(session: Session, /, **given: Any) -> int:  # noqa: ANN401  # as above
    """Show how the verdict on one CLAIM came about: the passages looked at, the facts compared, the outcome.

    CLAIM is the id of a claim of the file CLAIMS (./claims.toml).

    \b
    Examples:
      refcheck explain treaty-1979
      refcheck explain treaty-1979 docs/claims.toml --top-k 20
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    dossier = _load(given["claims"], session)
    _known([given["claim_id"]], [claim.id for claim in dossier.claims], "claim", given["claims"])
    started = _pinned_start(None)
    with _checker(dossier, given, started) as checker:
        explanation = checker.explain(given["claim_id"])
    considered = [(item.candidate, item.evidence) for item in explanation.candidates]
    seen = _as_run(dossier, explanation, started or datetime.now(UTC))
    _write_out(render_explanation(explanation.result, considered, seen, _style(given)))
    return EXPECTED


@cli.command(short_help="Print the script for completion in a shell.")
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that makes SHELL complete commands, options and the ids of claims and sources.

    \b
    Examples:
      eval "$(refcheck completion bash)"      in ~/.bashrc
      eval "$(refcheck completion zsh)"       in ~/.zshrc
      refcheck completion fish | source       in config.fish
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101  # click has all three
    # Only the script is taken: `.source()` of bash first starts a bash to ask for its version.
    completer = kind(cli, {}, "refcheck", "_REFCHECK_COMPLETE")
    _write_out(completer.source_template % completer.source_vars() + "\n")


def _load(claims: Path, session: Session) -> Dossier:
    from refcheck.dossier import load  # noqa: PLC0415

    session.folder = claims.parent
    return load(claims)


def _known(given: Collection[str], known: Sequence[str], what: str, claims: Path) -> None:
    from difflib import get_close_matches  # noqa: PLC0415

    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.8) or [each for each in known if name in each][:5]
            near = near or get_close_matches(name, known, n=1, cutoff=0.5)
            offer = " or ".join([", ".join(near[:-1]), near[-1]] if len(near) > 1 else near)
            hint = f"Did you mean {offer}?" if near else f"It has: {', '.join(known[:10])}{', …' * (len(known) > 10)}."
            raise UsageError(f"{claims}: no {what} has the id {name}. {hint}")


def _settings(given: dict[str, Any]) -> Settings:
    from refcheck.pipeline import Settings  # noqa: PLC0415

    mode, offline = given["record_mode"], given["offline"]
    if offline and mode not in (None, RecordMode.NONE):
        raise UsageError(f"--offline replays recordings only, --record-mode {mode} pulls pages: give one of the two.")
    replay_only = offline or (mode is None and os.environ.get("CI", "").lower() not in ("", "0", "false"))
    settings = Settings(
        record_mode=RecordMode.NONE if replay_only else RecordMode(mode or RecordMode.ONCE),
        offline=offline,
        allow_private=given["allow_private"],
    )
    asked = {name: given[name] for name in ("jobs", "judge", "top_k") if given[name] is not None}
    return replace(settings, **asked)


@contextmanager
def _checker(dossier: Dossier, given: dict[str, Any], started: datetime | None) -> Iterator[Checker]:
    """A checker that shows its progress as long as the context lasts."""
    from refcheck.pipeline import Checker  # noqa: PLC0415

    settings = _settings(given)
    clock: dict[str, Any] = {"clock": lambda: started} if started else {}
    with _progress(quiet=given["quiet"], verbose=given["verbose"]) as on_progress:
        yield Checker(dossier, settings, on_progress=on_progress, **clock)


def _pinned_start(given: str | None) -> datetime | None:
    """The start of the run where the caller pins it, in UTC unless it says another zone."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if given:
            moment = datetime.fromisoformat(given)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else None
    except (ValueError, OverflowError, OSError) as error:
        where, what = ("--started-at", given) if given else ("SOURCE_DATE_EPOCH", epoch)
        raise UsageError(f"{where}: {what!r} is no time; write 2025-03-01T12:00:00Z, or seconds since 1970.") from error


def _as_run(dossier: Dossier, explanation: Explanation, started: datetime) -> Run:
    """The explained result with the pages that were read for it, for the renderer."""
    from refcheck.model import Run, SourceUse  # noqa: PLC0415

    pages = {item.candidate.document.source.id: item.candidate.document for item in explanation.candidates}
    uses = tuple(
        SourceUse(page.source, page.title, page.url, page.published, page.modified, page.fetched_at, page.provenance)
        for page in pages.values()
    )
    return Run(dossier, (explanation.result,), uses, started, complete=False)


def _store(done: Run, claims: Path) -> None:
    from refcheck.history import History, history_path  # noqa: PLC0415

    History(history_path(claims)).add(done)


def _exit_code(done: Run) -> int:
    counts = count(done)
    if counts.unexpected:
        return UNEXPECTED
    return UNCHECKED if counts.unchecked else EXPECTED


def _deliver(done: Run, given: dict[str, Any]) -> None:
    text = RENDERERS[given["form"]](done, _style(given))
    output = given["output"]
    if _is_file(output):
        _write_file(output, text)
    else:
        _write_out(text)
    seen_already = given["form"] == "text" and not _is_file(output) and sys.stdout.isatty()
    if not given["quiet"] and not seen_already:
        _note(f"refcheck: {summary(done)}")


def _style(given: dict[str, Any]) -> Style:
    to_terminal = not _is_file(given.get("output")) and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    colour = not given["plain"] and not os.environ.get("NO_COLOR")
    if to_terminal:
        from shutil import get_terminal_size  # noqa: PLC0415

        width = max(NARROWEST, min(WIDEST, get_terminal_size().columns))
    else:
        width = PLAIN.width
    return Style(width, colour and (to_terminal or bool(os.environ.get("FORCE_COLOR"))), given["verbose"])


def _is_file(output: Path | None) -> bool:
    return output is not None and output != Path("-")


def _check_output(output: Path | None) -> None:
    """Finds out before a long run, not after it, that the report has no place to go."""
    if output is not None and _is_file(output) and not output.parent.is_dir():
        raise UsageError(f"{output}: there is no folder {output.parent}; make it, or write the report elsewhere.")


def _write_file(output: Path, text: str) -> None:
    from refcheck.atomic import write_whole  # noqa: PLC0415

    try:
        write_whole(output, text)
    except OSError as error:
        what = error.strerror or str(error)
        raise UsageError(
            f"{output}: the report can not be written ({what}). Write it elsewhere with --output."
        ) from error


def _write_out(text: str) -> None:
    """Writes to stdout; a reader that has gone away (`| head`) is no failure."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except (OSError, ValueError) as error:  # ValueError: stdout was closed before refcheck started
        _silence(sys.stdout)
        raise UsageError(f"the report can not be written ({error}). Write it to a file with --output.") from error


def _note(text: str) -> None:
    """Writes a line to stderr, its words made harmless; nothing is to be done when stderr is gone."""
    with suppress(OSError, ValueError):
        sys.stderr.write(neutral(text) + "\n")
        sys.stderr.flush()


def _silence(stream: Any) -> None:  # noqa: ANN401  # a text stream, or what took its place
    """Sends what the interpreter would still flush at its end to nowhere."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _prepare_streams() -> None:
    """UTF-8 and LF wherever a report goes, whatever the locale; a terminal keeps its own encoding."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", newline="\n", errors="replace")


@contextmanager
def _progress(*, quiet: bool, verbose: bool) -> Iterator[Callable[[Progress], None]]:
    """Where progress goes: a live display on a terminal, a line for each source with a problem elsewhere."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with _live_progress(verbose=verbose) as show:
            yield show
    else:
        yield lambda step: _note(_step_line(step)) if _is_worth_a_line(step, verbose=verbose) else None


@contextmanager
def _live_progress(*, verbose: bool) -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {stage: bars.add_task(label, total=None, visible=False) for stage, label in STAGES.items()}

        def show(step: Progress) -> None:
            if step.stage in tasks:
                bars.update(tasks[step.stage], completed=step.done, total=step.total, visible=True)
            if _is_worth_a_line(step, verbose=verbose):
                bars.console.print(Text(neutral(_step_line(step))))

        yield show


def _is_worth_a_line(step: Progress, *, verbose: bool) -> bool:
    return verbose or (step.stage != "judge" and bool(step.note))


def _step_line(step: Progress) -> str:
    if step.stage not in STAGES:
        return f"refcheck: {step.note}"
    what = "source" if step.stage == "fetch" else "claim"
    return f"refcheck: {what} {step.name}: {step.note or 'done'} ({step.done} of {step.total})"


def _tell_mistakes(error: DossierError) -> None:
    for mistake in error.mistakes[:MISTAKES_SHOWN]:
        place = f"{error.path}:{mistake.line}" if mistake.line else error.path
        claim = f" claim {mistake.claim}:" if mistake.claim else ""
        _note(f"{place}:{claim} {mistake.message}")
    more = len(error.mistakes) - MISTAKES_SHOWN
    shown = f", of which {MISTAKES_SHOWN} are shown" if more > 0 else ""
    _note(f"refcheck: {error}{shown}. Nothing was fetched.")


def _log_bug(error: Exception, folder: Path) -> str:
    """Writes what is needed to find the bug to a file, and says where it is."""
    import platform  # noqa: PLC0415
    import traceback  # noqa: PLC0415

    text = f"refcheck {VERSION}, Python {platform.python_version()}, {platform.platform()}\n"
    text += f"arguments: {sys.argv[1:]!r}\n\n{''.join(traceback.format_exception(error))}"
    place = _write_log(text, folder)
    return f"Please report it with the log {place}." if place else f"No log could be written; it would say:\n{text}"


def _write_log(text: str, folder: Path) -> Path | None:
    import tempfile  # noqa: PLC0415

    from refcheck.history import FOLDER, make_folder  # noqa: PLC0415

    for place in (folder / FOLDER, Path(tempfile.gettempdir())):
        with suppress(OSError):
            if place.name == FOLDER:
                make_folder(place)
            number, name = tempfile.mkstemp(prefix="refcheck-bug-", suffix=".log", dir=place, text=True)
            with open(number, "w", encoding="utf-8", errors="backslashreplace") as file:  # noqa: PTH123  # a descriptor
                file.write(text)
            return Path(name)
    return None
