"""`refcheck completion`: prints the script for completion in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from refcheck.commands.terminal import write_out

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
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
    completer = kind(context.find_root().command, {}, "refcheck", "_REFCHECK_COMPLETE")
    write_out(completer.source_template % completer.source_vars() + "\n")
