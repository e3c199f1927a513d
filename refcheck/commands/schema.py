"""`refcheck schema`: prints the JSON Schema of what refcheck reads or writes."""

from __future__ import annotations

from pathlib import Path

import click

from refcheck.commands.delivery import check_output, write_file
from refcheck.commands.terminal import write_out


@click.command("schema")
@click.argument("what", type=click.Choice(("claims", "report", "row")))
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the schema to this file, whole or not at all, instead of the terminal.",
)
def command(what: str, output: Path | None) -> None:
    """Print the JSON Schema of a claims file (claims), of a report in JSON (report) or of a row of many claims (row).

    Editors with a TOML language server complete and check a claims file whose first line names its schema, as in
    "#:schema ./.refcheck/claims.schema.json".

    \b
    Examples:
      refcheck schema claims --output .refcheck/claims.schema.json
      refcheck schema report > report.schema.json
    """  # noqa: D301  # click keeps the lines after a backspace as they are
    from refcheck.dossier.schema import schema_text  # noqa: PLC0415
    from refcheck.mass.rows import schema_text as row_schema_text  # noqa: PLC0415
    from refcheck.reports.json import schema_text as report_schema_text  # noqa: PLC0415

    check_output(output)
    text = {"claims": schema_text, "report": report_schema_text, "row": row_schema_text}[what]()
    if output is None:
        write_out(text)
    else:
        write_file(output, text)
