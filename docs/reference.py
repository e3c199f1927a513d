"""The reference, written from the code.

    python docs/reference.py FOLDER    writes the pages into a folder, which must be there

Building the site (`mkdocs build`) does the same through `docs/building.py`; nothing of it is kept in the repository.
"""

from __future__ import annotations

import dataclasses
import enum
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

import refcheck
from refcheck import model
from refcheck.commands import COMMANDS
from refcheck.dossier import keys
from refcheck.dossier.keys import Key, Shape
from refcheck.reports import RENDERERS, Style

ROOT = Path(__file__).resolve().parent.parent
SHOWN_LINES = 60
HELD = {
    keys.Id: "a name: lower-case letters, digits and hyphens, up to 80",
    keys.Address: "an `http` or `https` address",
    keys.Day: "a date, such as `2025-03-31`",
    keys.Flag: "`true` or `false`",
    keys.Texts: "a list of texts",
    keys.Value: "a text, a whole number or a date",
    keys.Inner: "a table, see below",
    keys.Variants: "a table, see below",
    keys.Tables: "tables, see below",
    keys.Statements: "a list of texts or tables, see below",
    keys.Names: 'lines such as `"United States" = ["U.S.", "America"]`',
}
LANGUAGES = {"md": "markdown", "github": "text", "junit": "xml", "sarif": "json", "claimreview": "json"}


def options() -> str:
    """Every command with its arguments, options and examples."""
    lines = ["# Commands and options", ""]
    lines += ["What `refcheck COMMAND --help` says, on one page. `refcheck --version` says which refcheck this is.", ""]
    for name, listed in COMMANDS.items():
        command = importlib.import_module(listed.module).command
        lines += _command(name, command, "##")
        for inner in getattr(command, "commands", {}).values():  # of a group such as `refcheck add`
            lines += _command(f"{name} {inner.name}", inner, "###")
    return "\n".join(lines)


def _command(name: str, command: click.Command, level: str) -> Iterator[str]:
    context = click.Context(command, info_name=f"refcheck {name}")
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (f"{level} refcheck {name}", "", "```text", f"refcheck {name} {usage}", "```", "")
    prose, examples = _told(command.help or "")
    yield from (_code_for_names(prose), "")
    records = (each.get_help_record(context) for each in command.params)
    rows = [record for record in records if record and record[1]]  # arguments are told in the text
    if rows:
        yield from ("| option | |", "| --- | --- |")
        yield from (f"| {_options(left)} | {_cell(right)} |" for left, right in rows)
        yield ""
    if examples:
        yield from ("```sh", examples, "```", "")


def _told(text: str) -> tuple[str, str]:
    """The prose of a help text, and its examples."""
    prose, _, rest = inspect.cleandoc(text).replace("\b\n", "").partition("\n\nExamples:\n")
    examples, _, more = rest.partition("\n\n")
    commented = re.sub(r"^  (\S.*?) {2,}(\S.*)$", r"  \1  # \2", examples, flags=re.MULTILINE)
    return f"{prose}\n\n{more}".strip(), inspect.cleandoc(commented)


def _code_for_names(prose: str) -> str:
    """The names of arguments and options set as code."""
    return re.sub(r"(?<![`\w-])((?:--[a-z][\w-]*)|(?:\./)?claims\.toml|[A-Z]{4,})(?![`\w])", r"`\1`", prose)


def _options(left: str) -> str:
    return ", ".join(f"`{each}`" for each in re.split(r", | / ", left))


def _cell(text: str) -> str:
    return _code_for_names(re.sub(r"\s+", " ", text)).replace("|", "\\|").replace("<", "&lt;")


def claims_file() -> str:
    """Every key of a claims file, and what a file has to keep to besides."""
    lines = ["# The claims file", "", "A TOML file, `claims.toml` beside the article. Every key in one example:", ""]
    lines += [_example("every-key.toml"), ""]
    for header, shape in _tables(keys.FILE):
        lines += [f"## {header}", "", shape.says, "", "| key | holds | for |", "| --- | --- | --- |"]
        lines += [f"| {_key_name(key)} | {_holds(key.holds)} | {_cell(key.says)} |" for key in shape.keys]
        lines.append("")
    lines += ["## Rules that take more than one key", "", *(f"- {_cell(rule)}" for rule in keys.Rule), ""]
    return "\n".join(lines)


def _example(name: str) -> str:
    """The block of the README that stands for the file of that name."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^<!-- file: \S*{re.escape(name)} -->\n(```\w+\n.*?^```$)", readme, re.MULTILINE | re.DOTALL)
    if not found:
        raise LookupError(f"README.md has no block for a file {name}")
    return found[1]


def _tables(shape: Shape) -> Iterator[tuple[str, Shape]]:
    """All tables of the file, each under the header or the key that it is written under."""
    for key in shape.keys:
        match key.holds:
            case keys.Tables(inner) | keys.Statements(inner):
                yield (f"[[{key.name}]]" if isinstance(key.holds, keys.Tables) else f"An item of {key.name}"), inner
                yield from _tables(inner)
            case keys.Inner(inner):
                yield (f"[{key.name}]" if shape is keys.FILE else f"The value of {key.name}"), inner
                yield from _tables(inner)
            case keys.Variants(shapes) if shape is keys.CLAIM:  # the parts have the same
                yield from ((f"The value of {key.name}, of the kind {name}", inner) for name, inner in shapes)


def _key_name(key: Key) -> str:
    return f"**`{key.name}`**, required" if key.required else f"`{key.name}`"


def _holds(holds: keys.Holds) -> str:
    if isinstance(holds, keys.Text):
        return f"text of up to {holds.longest} characters"
    if isinstance(holds, keys.Choice):
        words = ", ".join(f'`"{word}"`' for word in holds.words)
        return f'one of {words}; without it, `"{holds.default}"`'
    return HELD[type(holds)]


def verdicts() -> str:
    """The verdicts, the exit codes and the policies, as the README tells them."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("\n## Verdicts and exit codes\n")[2].partition("\n## ")[0]
    policies = readme.partition("\n| `policy` |")[2].partition("\n\n")[0]
    return f"# Verdicts and exit codes\n{section}\n## Policies\n\n| `policy` |{policies}\n"


def formats() -> str:
    """Every format of reports, with the start of an example."""
    run = refcheck.run(ROOT / "claims.toml", offline=True)
    example = dataclasses.replace(
        run, results=tuple(r for r in run.results if r.claim.id == "tra-1979"), complete=False
    )
    used = {source for result in example.results for source in result.claim.sources}
    example = dataclasses.replace(example, sources=tuple(use for use in run.sources if use.source.id in used))
    lines = ["# Formats of reports", ""]
    lines += [
        "`--format` of `refcheck run` and `refcheck report` takes one of these names; `--output` writes to a file.",
        "Each is shown with the start of what it makes of one claim of the article that ships with refcheck.",
        "",
    ]
    for name, render in RENDERERS.items():
        module = inspect.getmodule(render)
        said = inspect.getdoc(module) or ""
        shown = render(example, Style(details=True)).splitlines()
        left_out = ["…"] if len(shown) > SHOWN_LINES else []
        lines += [f"## {name}", "", said, "", f"````{LANGUAGES.get(name, name)}"]
        lines += [line[:160] for line in shown[:SHOWN_LINES]] + left_out + ["````", ""]
    return "\n".join(lines)


def api() -> str:
    """The public names of the package and the types that they hold, with their signatures and docstrings."""
    public = {name: getattr(refcheck, name) for name in refcheck.__all__}
    held = {
        name: each for name, each in vars(model).items() if inspect.isclass(each) and each.__module__ == model.__name__
    }
    lines = ["# From Python", "", "What `import refcheck` gives; everything else may change without notice.", ""]
    for name in sorted(public, key=lambda name: (inspect.isclass(public[name]), name)):
        lines += _public(name, public[name], "##")
    lines += ["## What these hold", "", "Further types of `refcheck.model`.", ""]
    for name in sorted(held.keys() - public.keys()):
        lines += _public(name, held[name], "###")
    return "\n".join(lines)


def _public(name: str, thing: object, level: str) -> Iterator[str]:
    yield from (f"{level} {name}", "")
    if inspect.isclass(thing) and issubclass(thing, enum.Enum):
        yield from (inspect.getdoc(thing) or "", "", *(f"- `{each.name}`: {each.value}" for each in thing), "")
    elif inspect.isclass(thing) and dataclasses.is_dataclass(thing):
        yield from (inspect.getdoc(thing) or "", "", "| | |", "| --- | --- |")
        yield from (f"| `{each.name}` | {_type(each)} |" for each in dataclasses.fields(thing))
        yield from (f"| `{each}` | {_property(thing, each)} |" for each in _properties(thing))
        yield ""
    elif callable(thing):
        signature = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(thing)))
        yield from ("```python", f"refcheck.{name}{signature}", "```", "", inspect.getdoc(thing) or "", "")


def _type(each: dataclasses.Field[object]) -> str:
    default = str(each.default) if isinstance(each.default, enum.Enum) else repr(each.default)
    given = "" if each.default is dataclasses.MISSING else f" = {default}"
    return f"`{each.type}{given}`"  # in code, a | parts no cells


def _properties(thing: type) -> list[str]:
    return [name for name, value in vars(thing).items() if isinstance(value, property)]


def _property(thing: type, name: str) -> str:
    return (inspect.getdoc(getattr(thing, name)) or "").replace("\n", " ")


PAGES: Mapping[str, Callable[[], str]] = {
    "reference/options.md": options,
    "reference/claims-file.md": claims_file,
    "reference/verdicts.md": verdicts,
    "reference/formats.md": formats,
    "reference/api.md": api,
}
"""What makes each page, by its path in the site."""


def main(folder: Path) -> None:
    """Writes all pages."""
    for path, make in PAGES.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
