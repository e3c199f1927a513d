"""The suite never leaves the machine: connections beyond loopback fail (pyproject.toml), so do look-ups of names.

It runs on every core, but what is picked by hand runs in one process, which starts sooner and can be looked into.
"""

from __future__ import annotations

import os
import socket
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says more of what else the machine does than of the code.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


os.environ["REFCHECK_CACHE"] = ""  # nothing is taken from earlier runs, also in processes that tests start


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """No worker where tests are picked by file, by name or by the last failures, or their output is asked for (-s)."""
    files = all(Path(arg.partition("::")[0]).is_file() for arg in config.args)
    option = config.option
    picked = option.keyword or option.lf or option.trace or option.capture == "no"
    return 0 if files or picked else None


@pytest.fixture(scope="session", autouse=True)
def no_look_ups() -> Iterator[None]:
    """Makes a look-up of any name but loopback's fail as it does on a machine without a network."""
    real = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if host is None or host == "localhost":
            return real(host, *rest, **more)
        # With this flag an address in any spelling comes back, and a name fails without a question to any server.
        real(host, None, flags=socket.AI_NUMERICHOST)
        return real(host, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up)
        yield


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PYTHONPATH with all that is installed here but refcheck, so that installing that needs no index."""
    folder = tmp_path_factory.mktemp("packages")
    for each in Path(sysconfig.get_path("purelib")).iterdir():
        if "refcheck" not in each.name:
            (folder / each.name).symlink_to(each)
    return folder
