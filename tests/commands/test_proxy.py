"""`--use-proxy` from end to end: what it is for, and that no output has the password of a proxy."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from .site import ACT, Site, refcheck, write_claims


@pytest.fixture
def named() -> dict[str, str]:
    """The variables that name a proxy which is not there, with a password."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    proxy = f"http://desk:hushword@127.0.0.1:{port}"
    return {"HTTP_PROXY": proxy, "http_proxy": proxy, "NO_PROXY": "", "no_proxy": ""}


def test_a_proxy_is_asked_only_with_the_option(tmp_path: Path, site: Site, named: dict[str, str]) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))
    mode = ("--allow-private", "--judge", "rules", "--record-mode", "all")

    assert refcheck(tmp_path, "run", *mode, **named).returncode == 0
    done = refcheck(tmp_path, "run", *mode, "--use-proxy", **named)
    assert done.returncode == 3
    assert f"the proxy {named['HTTP_PROXY'].rpartition('@')[2]} that the environment names" in done.stderr
    assert site.hits == ["/act"]


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_its_password_is_in_no_output(form: str, tmp_path: Path, site: Site, named: dict[str, str]) -> None:
    write_claims(tmp_path, site, ("act", ACT, "/act"))
    given = ("--allow-private", "--judge", "rules", "--use-proxy", "--verbose", "--format", form)
    done = refcheck(tmp_path, "run", *given, **named)

    assert done.returncode == 3
    assert "the proxy 127.0.0.1:" in done.stdout + done.stderr
    assert "hushword" not in done.stdout + done.stderr
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert not any(b"hushword" in path.read_bytes() for path in written)
