"""The registry of commands: what it lists is there, and nothing is there that it does not list."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import click
import pytest

from refcheck import commands
from refcheck.commands import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_a_listed_command_is_there_under_its_name(name: str) -> None:
    command = import_module(COMMANDS[name].module).command

    assert isinstance(command, click.Command)
    assert command.name == name
    assert COMMANDS[name].help.endswith(".")
    assert len(COMMANDS[name].help) <= 70


def test_every_command_is_listed() -> None:
    modules = [f"{commands.__name__}.{module.name}" for module in iter_modules(commands.__path__)]

    having_one = {name for name in modules if hasattr(import_module(name), "command")}
    assert having_one == {listed.module for listed in COMMANDS.values()}
